//! Near-miss suggestions: what the user may have meant.

/// The candidate nearest to `name`, if it is near enough to be worth saying.
///
/// The edit distance (insert, delete, replace, swap) is capped at a third of the name's length, at least 1 and at most 3:
/// without a cap a suggestion is as often nonsense as help. Case and the choice of `-` or `_` cost nothing.
/// Ties go to the candidate that sorts first, so that the answer never depends on the order of declaration.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(name);
    let cap = (wanted.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .map(|candidate| (strsim::osa_distance(&wanted, &fold(candidate)), candidate))
        .filter(|(distance, _)| *distance <= cap)
        .min()
        .map(|(_, candidate)| candidate)
}

fn fold(name: &str) -> String {
    name.to_lowercase().replace(['-', ' '], "_")
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_typo_finds_its_word_and_a_stranger_finds_nothing() {
        let words = ["segment", "team", "tenure_band"];
        assert_eq!(nearest("segmnet", words), Some("segment"));
        assert_eq!(nearest("Tenure-Band", words), Some("tenure_band"));
        assert_eq!(nearest("weather", words), None);
        assert_eq!(nearest("t", words), None);
    }
}
