//! Whether all numbers of a column lie between two, in one pass.

use polars::prelude::*;

/// Numbers nearer to zero than this can be subtracted from one another.
const NEAR: i64 = 1 << 61;

/// Whether all numbers that are known lie between two, these included.
pub(crate) fn all_within(numbers: &Int64Chunked, low: i64, high: i64) -> bool {
    surely_within(numbers, low, high)
        || numbers.min().is_none_or(|least| least >= low) && numbers.max().is_none_or(|most| most <= high)
}

/// The same, but nothing is sure of numbers that are very large, or where some are missing. The sign of a difference says whether a
/// number is too small or too large: no comparison, so that a processor takes several numbers at once.
fn surely_within(numbers: &Int64Chunked, low: i64, high: i64) -> bool {
    let (low, high) = (low.max(-NEAR), high.min(NEAR));
    // What is far off on the other side can't be subtracted.
    let near = low <= NEAR && high >= -NEAR;
    near && numbers.null_count() == 0
        && numbers.downcast_iter().all(|array| {
            let beyond = |number: i64| {
                // Negative where the two highest bits differ: then it may be too large to be subtracted from.
                let large = number ^ number.wrapping_shl(1);
                large | number.wrapping_sub(low) | high.wrapping_sub(number)
            };
            array.values().iter().fold(0, |all, number| all | beyond(*number)) >= 0
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lie_between_two_if_the_least_and_the_greatest_do() {
        let edges = [
            i64::MIN,
            i64::MIN + 1,
            -NEAR - 1,
            -NEAR,
            -5,
            0,
            7,
            NEAR,
            NEAR + 1,
            i64::MAX - 1,
            i64::MAX,
        ];
        let near = edges
            .iter()
            .flat_map(|edge| [edge.saturating_sub(1), *edge, edge.saturating_add(1)]);
        let numbers: Vec<i64> = near.collect();
        for low in edges {
            for high in edges {
                for number in &numbers {
                    let whole: Int64Chunked = [Some(*number)].into_iter().collect();
                    let holed: Int64Chunked = [None, Some(*number), None].into_iter().collect();
                    let expected = low <= *number && *number <= high;
                    assert_eq!(all_within(&whole, low, high), expected, "{number} {low} {high}");
                    assert_eq!(all_within(&holed, low, high), expected, "{number} {low} {high}");
                    assert!(expected || !surely_within(&whole, low, high), "{number} {low} {high}");
                }
            }
        }
        let sure: Int64Chunked = (-3..9).map(Some).collect();
        assert!(surely_within(&sure, -3, 8) && !surely_within(&sure, -2, 8) && !surely_within(&sure, -3, 7));
        assert!(all_within(&Int64Chunked::from_vec("n".into(), Vec::new()), 1, 0));
    }
}
