//! Figures that can be had in two ways come out the same, whatever the numbers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

use proptest::collection::vec;
use proptest::prelude::*;
use uptake_statistics::adjust::{benjamini_hochberg, benjamini_yekutieli, holm};
use uptake_statistics::centre::{mean, median, quantile, quantile_of_values, standard_deviation};
use uptake_statistics::concentration::{gini, suppliers, top_share, weighted_gini};
use uptake_statistics::correlation::{kendall, pearson, spearman};
use uptake_statistics::exact::{Side, fisher};
use uptake_statistics::information::mutual_information;
use uptake_statistics::intervals::{clopper_pearson, funnel_limits};
use uptake_statistics::ranking::{average_precision, roc_auc, top_lift};
use uptake_statistics::samples::mann_whitney;
use uptake_statistics::shares::wilson;
use uptake_statistics::standard::{direct_standardisation, pooled_weights};
use uptake_statistics::strata::mantel_haenszel;
use uptake_statistics::tables::chi_square;
use uptake_statistics::trend::mann_kendall;

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0)
}

/// Whole amounts, so that ties are common.
fn amounts() -> impl Strategy<Value = Vec<f64>> {
    vec((0..30_u32).prop_map(f64::from), 1..25)
}

fn scored() -> impl Strategy<Value = (Vec<f64>, Vec<bool>)> {
    vec(((0..12_u32).prop_map(f64::from), any::<bool>()), 2..40).prop_map(|pairs| pairs.into_iter().unzip())
}

fn points() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    let small = || (0..9_i32).prop_map(f64::from);
    vec((small(), small()), 3..30).prop_map(|pairs| pairs.into_iter().unzip())
}

proptest! {
    #[test]
    fn gini_by_sorting_is_the_mean_difference_of_pairs(amounts in amounts()) {
        let total: f64 = amounts.iter().sum();
        let apart: f64 = amounts.iter().flat_map(|a| amounts.iter().map(move |b| (a - b).abs())).sum();
        match gini(&amounts) {
            Some(found) => prop_assert!(near(found, apart / (2.0 * amounts.len() as f64 * total))),
            None => prop_assert!(total == 0.0),
        }
    }

    #[test]
    fn a_weight_is_so_many_amounts(pairs in vec((0..30_u32, 0..5_u32), 1..15)) {
        let repeated: Vec<f64> = pairs.iter()
            .flat_map(|(amount, weight)| std::iter::repeat_n(f64::from(*amount), *weight as usize)).collect();
        let (amounts, weights): (Vec<f64>, Vec<f64>) = pairs.iter().map(|(a, w)| (f64::from(*a), f64::from(*w))).unzip();
        match (weighted_gini(&amounts, &weights), gini(&repeated)) {
            (Some(found), Some(expected)) => prop_assert!(near(found, expected)),
            (found, expected) => prop_assert_eq!(found, expected),
        }
    }

    #[test]
    fn suppliers_of_a_part_have_it_and_one_fewer_have_not(amounts in amounts(), part in 0.01..1.0_f64) {
        if let Some(found) = suppliers(&amounts, part) {
            let units = amounts.len() as f64;
            prop_assert!(top_share(&amounts, found / units).unwrap() >= part - 1e-9);
            prop_assert!(top_share(&amounts, (found - 1.0) / units).unwrap() <= part + 1e-9);
        }
    }

    #[test]
    fn the_area_under_the_curve_is_a_count_of_pairs((scores, outcomes) in scored()) {
        let of = |wanted: bool| scores.iter().zip(&outcomes).filter(move |(_, o)| **o == wanted).map(|(s, _)| *s);
        let (hits, misses): (Vec<f64>, Vec<f64>) = (of(true).collect(), of(false).collect());
        match roc_auc(&scores, &outcomes, 0.95) {
            Some(area) => {
                let wins: f64 = hits.iter().flat_map(|h| misses.iter().map(move |m| {
                    if h > m { 1.0 } else if h < m { 0.0 } else { 0.5 }
                })).sum();
                let pairs = (hits.len() * misses.len()) as f64;
                prop_assert!(near(area.value, wins / pairs));
                if let Some(test) = mann_whitney(&hits, &misses) {
                    prop_assert!(near(test.statistic, area.value * pairs));
                }
                if let Some((low, high)) = area.interval {
                    prop_assert!(low <= area.value && area.value <= high);
                }
            }
            None => prop_assert!(hits.is_empty() || misses.is_empty()),
        }
    }

    #[test]
    fn a_score_that_says_nothing_is_no_better_than_chance(outcomes in vec(any::<bool>(), 1..30), part in 0.01..1.0_f64) {
        let scores = vec![0.5; outcomes.len()];
        if outcomes.contains(&true) {
            let base = outcomes.iter().filter(|o| **o).count() as f64 / outcomes.len() as f64;
            prop_assert!(near(top_lift(&scores, &outcomes, part).unwrap(), 1.0));
            prop_assert!(near(average_precision(&scores, &outcomes).unwrap(), base));
        }
    }

    #[test]
    fn one_side_and_the_other_of_fisher_share_only_the_table_itself(a in 0..40_u32, b in 0..40_u32, c in 0..40_u32, d in 0..40_u32) {
        let [a, b, c, d] = [a, b, c, d].map(f64::from);
        let p = |a: f64, b: f64, c: f64, d: f64, side| fisher(a, b, c, d, side);
        if let Some(less) = p(a, b, c, d, Side::Less) {
            let greater = p(a, b, c, d, Side::Greater).unwrap();
            let two = p(a, b, c, d, Side::TwoSided).unwrap();
            let fewer = if a >= 1.0 && d >= 1.0 { p(a - 1.0, b + 1.0, c + 1.0, d - 1.0, Side::Less).unwrap() } else { 0.0 };
            prop_assert!(near(fewer + greater, 1.0));
            prop_assert!(two <= 1.0 && two >= less.min(greater) - 1e-12);
            // Turning the table about leaves p as it is.
            prop_assert!(near(two, p(d, c, b, a, Side::TwoSided).unwrap()));
            prop_assert!(near(two, p(a, c, b, d, Side::TwoSided).unwrap()));
            prop_assert!(near(less, p(b, a, d, c, Side::Greater).unwrap()));
        }
    }

    #[test]
    fn adjusted_p_is_no_smaller_keeps_order_and_goes_by_how_strict_the_method_is(p in vec(0.0..=1.0_f64, 0..30)) {
        let (found, strict, family) = (benjamini_hochberg(&p).unwrap(), benjamini_yekutieli(&p).unwrap(), holm(&p).unwrap());
        for (at, raw) in p.iter().enumerate() {
            prop_assert!(*raw <= found[at] && found[at] <= strict[at] && found[at] <= family[at] && family[at] <= 1.0);
            for (other, less) in p.iter().enumerate() {
                prop_assert!(less > raw || found[other] <= found[at]);
            }
        }
    }

    #[test]
    fn ranks_of_ranks_are_ranks_and_what_rises_by_itself_changes_none((x, y) in points()) {
        let grown: Vec<f64> = x.iter().map(|x| x * x * x + 2.0).collect();
        prop_assert_eq!(spearman(&x, &y), spearman(&grown, &y));
        prop_assert_eq!(kendall(&x, &y), kendall(&grown, &y));
        let back: Vec<f64> = y.iter().map(|y| -y).collect();
        if let (Some(one), Some(other)) = (spearman(&x, &y), spearman(&x, &back)) {
            prop_assert!(near(one.value, -other.value) && near(one.p.unwrap(), other.p.unwrap()));
        }
        if let Some(turned) = pearson(&y, &x) {
            prop_assert!(near(turned.value, pearson(&x, &y).unwrap().value));
        }
    }

    #[test]
    fn kendall_by_merging_is_a_count_of_pairs((x, y) in points()) {
        let mut count = [0.0; 3];
        for i in 0..x.len() {
            for j in 0..i {
                let (dx, dy) = (x[i] - x[j], y[i] - y[j]);
                count[0] += if dx * dy == 0.0 { 0.0 } else { (dx * dy).signum() };
                count[1] += f64::from(u8::from(dx != 0.0));
                count[2] += f64::from(u8::from(dy != 0.0));
            }
        }
        match kendall(&x, &y) {
            Some(found) => prop_assert!(near(found.value, count[0] / (count[1] * count[2]).sqrt())),
            None => prop_assert!(count[1] * count[2] == 0.0),
        }
        let rises: f64 = (0..y.len()).flat_map(|i| (0..i).map(move |j| (i, j)))
            .map(|(i, j)| if y[i] == y[j] { 0.0 } else { (y[i] - y[j]).signum() }).sum();
        prop_assert_eq!(mann_kendall(&y).map_or(0.0, |test| test.statistic), rises);
    }

    #[test]
    fn the_exact_interval_and_the_limits_turn_about(hits in 0..200_u32, more in 1..200_u32, level in 0.5..0.999_f64) {
        let (hits, trials) = (f64::from(hits), f64::from(hits + more));
        for interval in [clopper_pearson, wilson] {
            let (low, high) = interval(hits, trials, level).unwrap();
            let (other_low, other_high) = interval(trials - hits, trials, level).unwrap();
            prop_assert!(near(low, 1.0 - other_high) && near(high, 1.0 - other_low));
            prop_assert!(low <= hits / trials && hits / trials <= high);
        }
        let (low, high) = funnel_limits(hits / trials, trials, level).unwrap();
        prop_assert!(low <= hits / trials + 1e-12 && hits / trials <= high + 1e-12);
    }

    #[test]
    fn one_stratum_is_a_chi_square_by_one_degree_less(a in 1..50_u32, b in 1..50_u32, c in 1..50_u32, d in 1..50_u32) {
        let table = [a, b, c, d].map(f64::from);
        let total: f64 = table.iter().sum();
        let found = mantel_haenszel(&[table], 0.95).unwrap();
        let square = chi_square(&table, 2, false).unwrap().test.statistic;
        prop_assert!(near(found.plain.unwrap().statistic, square * (total - 1.0) / total));
        prop_assert!(near(found.odds_ratio.unwrap(), table[0] * table[3] / (table[1] * table[2])));
    }

    #[test]
    fn standardised_to_itself_a_group_keeps_its_share(strata in vec((0..40_u32, 1..40_u32), 1..9)) {
        let hits: Vec<f64> = strata.iter().map(|(hits, _)| f64::from(*hits)).collect();
        let trials: Vec<f64> = strata.iter().map(|(hits, misses)| f64::from(hits + misses)).collect();
        let crude = hits.iter().sum::<f64>() / trials.iter().sum::<f64>();
        for weights in [trials.clone(), pooled_weights(&trials, &trials).unwrap()] {
            prop_assert!(near(direct_standardisation(&hits, &trials, &weights, 0.9).unwrap().value, crude));
        }
    }

    #[test]
    fn no_function_minds_the_order_of_a_list(mut values in vec(-1e6..1e6_f64, 2..40), part in 0.0..=1.0_f64) {
        let all = |values: &[f64]| [mean(values), median(values), standard_deviation(values), quantile(values, part), quantile_of_values(values, part)].map(Option::unwrap);
        let before = all(&values);
        values.reverse();
        values.rotate_left(1);
        prop_assert!(before.iter().zip(all(&values)).all(|(one, other)| near(*one, other)));
    }

    #[test]
    fn new_names_tell_no_more_and_no_less(labels in vec((0..4_u32, 0..4_u32), 1..40)) {
        let (one, other): (Vec<u32>, Vec<u32>) = labels.into_iter().unzip();
        let renamed: Vec<String> = one.iter().map(|label| format!("{}", 9 - label)).collect();
        match (mutual_information(&one, &other), mutual_information(&other, &renamed)) {
            (Some(found), Some(turned)) => prop_assert!(near(found, turned)),
            (found, turned) => prop_assert_eq!(found, turned),
        }
    }
}
