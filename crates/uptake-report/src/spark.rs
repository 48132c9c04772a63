//! A row of values as a line of blocks.

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One block per value, from the least to the greatest; a dot where a value is unknown.
pub(crate) fn line(values: &[Option<f64>]) -> String {
    let known = || values.iter().flatten().copied();
    let low = known().fold(f64::INFINITY, f64::min);
    let high = known().fold(f64::NEG_INFINITY, f64::max);
    values
        .iter()
        .map(|value| match value {
            None => '·',
            Some(value) => {
                let share = if high > low { (value - low) / (high - low) } else { 0.5 };
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a share between 0 and 1, times 7"
                )]
                let step = (share * 7.0).round() as usize;
                BLOCKS.get(step).copied().unwrap_or('█')
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn the_least_is_low_the_greatest_high_and_the_unknown_a_dot() {
        assert_eq!(line(&[Some(0.0), None, Some(50.0), Some(100.0)]), "▁·▅█");
        assert_eq!(line(&[Some(3.0), Some(3.0)]), "▅▅");
        assert_eq!(line(&[]), "");
    }
}
