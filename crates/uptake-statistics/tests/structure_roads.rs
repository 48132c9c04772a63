//! Functions of durations, labels, cohorts and mixes by another road: by the definition over all pairs, by what must not matter, and by
//! the special cases that have a simple answer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a test stops on a surprise"
)]

use proptest::collection::vec;
use proptest::prelude::*;
use uptake_statistics::agreement::{adjusted_mutual_information, evenness, label_entropy, theils_u};
use uptake_statistics::censored::{brier_at, concordance, roc_auc_at};
use uptake_statistics::centre::{median, weighted_median};
use uptake_statistics::classification::{f1, precision, recall};
use uptake_statistics::concentration::top_share;
use uptake_statistics::density::density_jump;
use uptake_statistics::information::mutual_information;
use uptake_statistics::leaders::{share_of_top, sum_without_top};
use uptake_statistics::mix::mix_shift;
use uptake_statistics::ranking::{brier, roc_auc};
use uptake_statistics::regularity::{bunching, underdispersion};
use uptake_statistics::retention::{shifted_beta_geometric, shifted_beta_survival};
use uptake_statistics::survival::{median_survival, median_survival_interval, survival};

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0)
}

/// Scores, durations and whether it happened; whole numbers, so that ties are common.
fn seen() -> impl Strategy<Value = (Vec<f64>, Vec<f64>, Vec<bool>)> {
    vec((0..9_u32, 1..12_u32, any::<bool>()), 2..40).prop_map(|rows| {
        let scores = rows.iter().map(|row| f64::from(row.0)).collect();
        let durations = rows.iter().map(|row| f64::from(row.1)).collect();
        (scores, durations, rows.iter().map(|row| row.2).collect())
    })
}

fn labelled() -> impl Strategy<Value = (Vec<u32>, Vec<u32>)> {
    vec((0..4_u32, 0..5_u32), 1..60).prop_map(|pairs| pairs.into_iter().unzip())
}

proptest! {
    #[test]
    fn concordance_is_a_count_of_pairs((scores, durations, happened) in seen()) {
        let (mut pairs, mut right) = (0.0, 0.0);
        for i in 0..scores.len() {
            for j in 0..scores.len() {
                let sooner = durations[i] < durations[j] || (durations[i] == durations[j] && !happened[j] && i != j);
                if happened[i] && sooner {
                    pairs += 1.0;
                    right += if scores[i] > scores[j] { 1.0 } else if scores[i] == scores[j] { 0.5 } else { 0.0 };
                }
            }
        }
        match concordance(&scores, &durations, &happened) {
            Some(found) => prop_assert!(near(found, right / pairs)),
            None => prop_assert!(pairs == 0.0),
        }
    }

    #[test]
    fn where_all_are_seen_to_the_end_survival_is_a_share_and_its_predictions_are_those_of_a_truth(
        (scores, durations, _) in seen(), at in 0..12_u32
    ) {
        let (all, at) = (vec![true; durations.len()], f64::from(at));
        let longer = durations.iter().filter(|time| **time > at).count() as f64 / durations.len() as f64;
        prop_assert!(near(survival(&durations, &all, at, 0.95).unwrap().share, longer));
        let happened: Vec<bool> = durations.iter().map(|time| *time <= at).collect();
        let area = roc_auc(&scores, &happened, 0.95).map(|area| area.value);
        match (roc_auc_at(&scores, &durations, &all, at), area) {
            (Some(found), Some(expected)) => prop_assert!(near(found, expected)),
            (found, expected) => prop_assert_eq!(found, expected),
        }
        let chances: Vec<f64> = scores.iter().map(|score| score / 9.0).collect();
        if let Some(found) = brier_at(&chances, &durations, &all, at) {
            prop_assert!(near(found, brier(&chances, &happened).unwrap()));
        }
    }

    #[test]
    fn the_curve_falls_lies_within_its_interval_and_has_its_median_in_that_of_the_median((_, durations, happened) in seen()) {
        let mut before = 1.0;
        for at in 0..12 {
            if let Some(left) = survival(&durations, &happened, f64::from(at), 0.95) {
                prop_assert!(left.share <= before);
                before = left.share;
                if let Some((low, high)) = left.interval {
                    prop_assert!(0.0 <= low && low <= left.share && left.share <= high && high <= 1.0);
                }
            }
        }
        let (low, high) = median_survival_interval(&durations, &happened, 0.95).unwrap();
        if let Some(median) = median_survival(&durations, &happened) {
            prop_assert!(low.unwrap() <= median);
            prop_assert!(high.is_none_or(|high| median <= high));
        }
    }

    #[test]
    fn alarms_and_outcomes_change_places_as_precision_and_recall_do(pairs in vec(any::<(bool, bool)>(), 1..50)) {
        let (alarms, outcomes): (Vec<bool>, Vec<bool>) = pairs.into_iter().unzip();
        prop_assert_eq!(precision(&alarms, &outcomes, 0.9), recall(&outcomes, &alarms, 0.9));
        prop_assert_eq!(f1(&alarms, &outcomes, 0.9), f1(&outcomes, &alarms, 0.9));
        if let (Some(p), Some(r), Some(f)) = (precision(&alarms, &outcomes, 0.9), recall(&alarms, &outcomes, 0.9), f1(&alarms, &outcomes, 0.9)) {
            if p.value + r.value > 0.0 {
                prop_assert!(near(f.value, 2.0 * p.value * r.value / (p.value + r.value)));
            }
            prop_assert!(f.interval.0 <= f.value && f.value <= f.interval.1);
        }
    }

    #[test]
    fn labels_tell_as_much_of_the_others_as_both_entropies_allow((one, other) in labelled()) {
        if let (Some(forth), Some(back), Some(told)) = (theils_u(&one, &other), theils_u(&other, &one), mutual_information(&one, &other)) {
            // Harmonic in the parts that each tells, where both tell something.
            if forth > 0.0 && back > 0.0 {
                prop_assert!(near(told, 2.0 / (1.0 / forth + 1.0 / back)));
            }
        }
        if let Some(even) = evenness(&one) {
            let different = one.iter().collect::<std::collections::BTreeSet<_>>().len() as f64;
            prop_assert!(near(even, label_entropy(&one, 2.0).unwrap() / different.log2()));
        }
        let renamed: Vec<u32> = one.iter().map(|label| 9 - label).collect();
        match (adjusted_mutual_information(&one, &other), adjusted_mutual_information(&other, &renamed)) {
            (Some(found), Some(turned)) => prop_assert!(near(found, turned) && found <= 1.0 + 1e-12),
            (found, turned) => prop_assert_eq!(found, turned),
        }
    }

    #[test]
    fn the_largest_have_what_is_left_without_them(amounts in vec((0..30_u32).prop_map(f64::from), 1..25), units in 0..26_u32) {
        let total: f64 = amounts.iter().sum();
        let left = sum_without_top(&amounts, &amounts, f64::from(units)).unwrap();
        if let Some(share) = share_of_top(&amounts, f64::from(units)) {
            prop_assert!(near(share * total + left, total));
            let part = (f64::from(units) / amounts.len() as f64).min(1.0);
            prop_assert!(near(share, top_share(&amounts, part).unwrap()));
        }
        prop_assert!(near(weighted_median(&amounts, &vec![3.0; amounts.len()]).unwrap(), median(&amounts).unwrap()));
    }

    #[test]
    fn the_model_of_a_cohort_is_likelier_than_its_neighbours_and_stays_less_with_every_period(
        rows in vec((1..6_u32, any::<bool>()), 10..80)
    ) {
        let durations: Vec<f64> = rows.iter().map(|row| f64::from(row.0)).collect();
        let left: Vec<bool> = rows.iter().map(|row| row.1).collect();
        if let Some(fit) = shifted_beta_geometric(&durations, &left) {
            let likely = |alpha: f64, beta: f64| -> f64 {
                rows.iter().map(|(periods, left)| {
                    let stays: f64 = (1..*periods).map(|k| ((beta + f64::from(k) - 1.0) / (alpha + beta + f64::from(k) - 1.0)).ln()).sum();
                    let last = f64::from(*periods);
                    let end = if *left { alpha } else { beta + last - 1.0 };
                    stays + (end / (alpha + beta + last - 1.0)).ln()
                }).sum()
            };
            let best = likely(fit.alpha, fit.beta);
            for (a, b) in [(1.01, 1.0), (0.99, 1.0), (1.0, 1.01), (1.0, 0.99), (1.02, 1.02), (0.98, 0.98)] {
                prop_assert!(likely(fit.alpha * a, fit.beta * b) <= best + 1e-12 * best.abs());
            }
            let mut before = 1.0;
            for at in 1..20_u32 {
                let share = shifted_beta_survival(&durations, &left, f64::from(at)).unwrap();
                prop_assert!(share < before && share > 0.0);
                before = share;
            }
        }
    }

    #[test]
    fn a_shift_is_the_same_the_other_way_around_for_the_rest_of_the_whole(
        rows in vec(vec((0..6_u32, 0..6_u32), 8), 2..20)
    ) {
        let cells: Vec<(f64, f64)> = rows.iter().flatten().map(|(a, b)| (f64::from(*a), f64::from(a + b))).collect();
        let (parts, wholes): (Vec<f64>, Vec<f64>) = cells.into_iter().unzip();
        let rest: Vec<f64> = parts.iter().zip(&wholes).map(|(part, whole)| whole - part).collect();
        match (mix_shift(&parts, &wholes, 8, 2.0), mix_shift(&rest, &wholes, 8, 2.0)) {
            (Some(found), Some(turned)) => {
                prop_assert!(near(found.p, turned.p) || (found.change.abs() - turned.change.abs()).abs() < 1e-6);
                if found.period == turned.period {
                    prop_assert!(near(found.change, -turned.change) && (found.change.abs() < 1e-9 || near(found.moved, turned.moved)));
                }
            }
            (found, turned) => prop_assert_eq!(found.is_none(), turned.is_none()),
        }
    }

    #[test]
    fn too_many_at_a_number_are_the_less_by_chance_the_more_there_are(below in 0..30_u32, at in 1..60_u32, above in 0..30_u32) {
        let values = |at: u32| -> Vec<f64> {
            let of = |value: f64, times: u32| std::iter::repeat_n(value, times as usize);
            of(2.0, below).chain(of(3.0, at)).chain(of(4.0, above)).collect()
        };
        let p = |at: u32| bunching(&values(at), 3.0, 0.2).unwrap().p;
        prop_assert!(p(at + 1) <= p(at));
        // Where they are moved to doesn't matter.
        let moved: Vec<f64> = values(at).iter().map(|value| value - 3.0).collect();
        prop_assert_eq!(bunching(&moved, 0.0, 0.2).unwrap().p, p(at));
        prop_assert!(underdispersion(&values(at)).unwrap().p <= 1.0);
    }

    #[test]
    fn a_jump_is_the_same_in_other_units_and_seen_in_a_mirror(values in vec(-1e3..1e3_f64, 40..120), at in -200.0..200.0_f64) {
        let jump = density_jump(&values, at);
        let scaled: Vec<f64> = values.iter().map(|value| 4.0 * value + 64.0).collect();
        let mirrored: Vec<f64> = values.iter().map(|value| -value).collect();
        if let (Some(found), Some(larger), Some(back)) = (jump, density_jump(&scaled, 4.0 * at + 64.0), density_jump(&mirrored, -at)) {
            prop_assert!((found.p - larger.p).abs() < 1e-6 && near(found.difference, 4.0 * larger.difference));
            prop_assert!((found.p - back.p).abs() < 1e-6 && near(found.difference, -back.difference));
        }
    }
}
