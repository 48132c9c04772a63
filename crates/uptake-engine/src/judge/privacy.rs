//! Groups that are too small to be shown.

/// Which of the groups of a cut aren't shown, by their place. Groups below `least` aren't, but for empty ones, which say
/// nothing about anybody. What they have together can be told from the whole less the groups that are shown, so the next
/// smallest groups go too, until at least two are hidden and they have `least` entities together.
pub(super) fn suppress(sizes: &[u64], least: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    let size = |group: &usize| sizes.get(*group).copied().unwrap_or(0);
    order.retain(|group| size(group) > 0);
    // The smallest first; of several the first, so that the same groups are hidden in every run.
    order.sort_by_key(|group| (size(group), *group));
    let mut hidden = Vec::new();
    let mut together = 0;
    for group in order {
        let enough = hidden.is_empty() || hidden.len() >= 2 && together >= least;
        if size(&group) >= least && enough {
            break;
        }
        together += size(&group);
        hidden.push(group);
    }
    hidden.sort_unstable();
    hidden
}

#[cfg(test)]
mod tests {
    use super::suppress;

    #[test]
    fn groups_that_are_large_enough_are_shown() {
        assert_eq!(suppress(&[5, 9, 7], 5), Vec::<usize>::new());
        assert_eq!(suppress(&[], 5), Vec::<usize>::new());
    }

    #[test]
    fn a_single_small_group_takes_the_next_one_with_it() {
        assert_eq!(suppress(&[9, 2, 7], 5), [1, 2]);
    }

    #[test]
    fn several_small_groups_are_enough_if_they_are_many_together() {
        assert_eq!(suppress(&[3, 2, 7, 9], 5), [0, 1]);
        assert_eq!(suppress(&[1, 2, 7, 9], 5), [0, 1, 2]);
    }

    #[test]
    fn empty_groups_hide_nobody() {
        assert_eq!(suppress(&[0, 6, 8], 5), Vec::<usize>::new());
        assert_eq!(suppress(&[0, 2], 5), [1]);
    }
}
