//! Figures that others published, worked out again from the numbers that they give.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

use uptake_statistics::classification::{f1, precision, recall};
use uptake_statistics::retention::{shifted_beta_geometric, shifted_beta_survival};

/// Units of which so many are there after each period, as durations.
fn cohort(alive: &[usize]) -> (Vec<f64>, Vec<bool>) {
    let mut rows = Vec::new();
    for (before, pair) in alive.windows(2).enumerate() {
        let period = f64::from(u32::try_from(before + 1).unwrap());
        rows.extend(std::iter::repeat_n((period, true), pair[0] - pair[1]));
    }
    let last = f64::from(u32::try_from(alive.len() - 1).unwrap());
    rows.extend(std::iter::repeat_n((last, false), *alive.last().unwrap()));
    rows.into_iter().unzip()
}

fn rounded(value: f64, digits: i32) -> f64 {
    let scale = 10f64.powi(digits);
    (value * scale).round() / scale
}

/// P. S. Fader, B. G. S. Hardie, J. of Interactive Marketing 21 (2007), 76–90: two cohorts over seven years, and what the model
/// foretells for the twelfth, in which 17.3 % and 39.4 % were still there.
#[test]
fn the_published_cohorts_have_their_alpha_their_beta_and_their_twelfth_year() {
    let regular = cohort(&[1000, 631, 468, 382, 326, 289, 262, 241]);
    let fit = shifted_beta_geometric(&regular.0, &regular.1).unwrap();
    assert_eq!((rounded(fit.alpha, 3), rounded(fit.beta, 3)), (0.704, 1.182));
    let left = shifted_beta_survival(&regular.0, &regular.1, 12.0).unwrap();
    assert_eq!(rounded(100.0 * left, 1), 17.0);

    let high_end = cohort(&[1000, 869, 743, 653, 593, 551, 517, 491]);
    let fit = shifted_beta_geometric(&high_end.0, &high_end.1).unwrap();
    assert_eq!((rounded(fit.alpha, 3), rounded(fit.beta, 3)), (0.668, 3.806));
    let left = shifted_beta_survival(&high_end.0, &high_end.1, 12.0).unwrap();
    assert_eq!(rounded(100.0 * left, 1), 37.8);
}

/// A published audit of a score: of 41 that left 9 had been red in time; of 63 that were red 41 stayed with no help at all, so
/// that at most 22 alarms were right.
#[test]
fn the_published_audit_of_a_score_has_its_recall_and_at_most_its_precision() {
    let times = |truth: bool, times: usize| std::iter::repeat_n(truth, times);
    let red: Vec<bool> = times(true, 9).chain(times(false, 32)).collect();
    let found = recall(&red, &[true; 41], 0.95).unwrap();
    assert_eq!(rounded(100.0 * found.value, 1), 22.0);

    let right: Vec<bool> = times(true, 22).chain(times(false, 41)).collect();
    let found = precision(&[true; 63], &right, 0.95).unwrap();
    assert_eq!(rounded(100.0 * found.value, 1), 34.9);
    assert!(found.interval.0 < 0.26 && found.interval.1 > 0.47);
    assert!(f1(&red, &[true; 41], 0.95).unwrap().value < 0.37);
}
