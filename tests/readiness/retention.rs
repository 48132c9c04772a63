//! What the blended number hides, and segments.

use super::{Data, answers};

/// Accounts with a revenue before and after the first of July 2025.
fn revenues(accounts: &[(f64, f64)]) -> Data {
    let mut data = Data::default();
    for (number, (before, after)) in accounts.iter().enumerate() {
        data.add("accounts", &format!("a{number},SMB,2023-01-01,,{after},,,,,,"));
        data.add("subscriptions", &format!("a{number},2023-01-01,2025-06-30,{before}"));
        if *after > 0.0 {
            data.add("subscriptions", &format!("a{number},2025-07-01,,{after}"));
        }
    }
    data
}

fn many(parts: &[(usize, f64, f64)]) -> Data {
    let rows = parts
        .iter()
        .flat_map(|(count, before, after)| vec![(*before, *after); *count]);
    revenues(&rows.collect::<Vec<_>>())
}

#[test]
fn five_large_accounts_over_a_shrinking_base_fail() {
    let told = answers(
        "blended_retention",
        &many(&[(1140, 100.0, 104.0), (60, 100.0, 0.0)]),
        &many(&[(1195, 100.0, 80.0), (5, 100.0, 5_000.0)]),
        &many(&[(990, 100.0, 80.0), (5, 100.0, 5_000.0)]),
    );
    assert_eq!(told.failing(), ["blended_retention"]);
    let value = |name: &str| told.value("blended_retention", "", name);
    assert!((value("net") - 100.0 * 120_600.0 / 120_000.0).abs() < 1e-9);
    assert!((value("gross") - 100.0 * 96_100.0 / 120_000.0).abs() < 1e-9);
    assert_eq!((value("net_without_top"), value("expansion_of_top")), (80.0, 100.0));
    assert_eq!(value("middle_change"), -20.0);
}

#[test]
fn a_headline_that_the_subscriptions_dont_make_fails() {
    let with = |net: f64| {
        let mut data = many(&[(57, 100.0, 104.0), (3, 100.0, 0.0)]);
        data.add("headlines", &format!("2026-04-01,{net},95"));
        data
    };
    let mut small = many(&[(57, 100.0, 104.0)]);
    small.add("headlines", "2020-04-01,100,100");
    let told = answers("headline_ties", &with(98.8), &with(101.0), &small);
    assert_eq!(told.failing(), ["headline_ties"]);
    assert!((told.value("headline_ties", "", "widest") - 2.2).abs() < 1e-9);
}

#[test]
fn an_account_that_left_and_came_back_is_one_account() {
    let mut data = many(&[(60, 100.0, 90.0)]);
    data.add("accounts", "back,SMB,2022-01-01,2023-12-31,500,,,,,,");
    data.add("accounts", "back,SMB,2024-06-01,,500,,,,,,");
    data.add("subscriptions", "back,2022-01-01,2023-12-31,500");
    data.add("subscriptions", "back,2024-06-01,,500");
    let told = data.told();
    let value = |name: &str| told.value("blended_retention", "", name);
    assert_eq!(value("accounts"), 61.0);
    assert!(
        (value("net") - 100.0 * 5900.0 / 6500.0).abs() < 1e-9,
        "{}",
        value("net")
    );
}

#[test]
fn an_account_without_a_known_revenue_is_in_neither_side_of_the_bridge() {
    let mut data = many(&[(60, 100.0, 90.0)]);
    data.add("subscriptions", "unknown,2023-01-01,,");
    let told = data.told();
    assert_eq!(told.value("blended_retention", "", "net"), 90.0);
}

#[test]
fn one_account_that_is_half_of_the_revenue_fails() {
    let told = answers(
        "revenue_concentration",
        &many(&[(60, 100.0, 100.0)]),
        &many(&[(60, 100.0, 100.0), (1, 5000.0, 5000.0)]),
        &many(&[(20, 100.0, 100.0), (1, 5000.0, 5000.0)]),
    );
    assert_eq!(told.failing(), ["revenue_concentration"]);
    let largest = told.value("revenue_concentration", "", "largest");
    assert!((largest - 100.0 * 5000.0 / 11000.0).abs() < 1e-9, "{largest}");
}

/// Accounts that came in 2023 and in 2025, of which the younger ones keep this after a year.
fn cohorts(each: usize, young_keep: f64) -> Data {
    let mut data = Data::default();
    for number in 0..each {
        let wobble = f64::from(u32::try_from(number % 5).unwrap());
        data.add("accounts", &format!("o{number},SMB,2023-03-01,,100,,,,,,"));
        data.add("subscriptions", &format!("o{number},2023-03-01,2024-02-29,100"));
        data.add("subscriptions", &format!("o{number},2024-03-01,,{}", 94.0 + wobble));
        data.add("accounts", &format!("y{number},SMB,2025-03-01,,100,,,,,,"));
        data.add("subscriptions", &format!("y{number},2025-03-01,2026-02-28,100"));
        data.add(
            "subscriptions",
            &format!("y{number},2026-03-01,,{}", young_keep + wobble),
        );
    }
    data
}

#[test]
fn cohorts_that_keep_less_than_those_before_them_fail() {
    let told = answers(
        "cohort_retention",
        &cohorts(40, 94.0),
        &cohorts(40, 60.0),
        &cohorts(20, 60.0),
    );
    assert_eq!(told.failing(), ["cohort_retention"]);
    assert_eq!(told.value("cohort_retention", "", "fall"), 34.0);
}

/// Accounts whose segment follows their revenue, or how they buy.
fn segments(accounts: usize, by_size: bool) -> Data {
    let mut data = Data::default();
    for number in 0..accounts {
        let crowded = number % 3 == 0;
        let segment = match (by_size, number * 3 / accounts, crowded) {
            (true, 0, _) | (false, _, false) => "SMB",
            (true, 1, _) => "Mid-Market",
            (true, ..) | (false, _, true) => "Enterprise",
        };
        let (stakeholders, cycle) = if crowded { (9, 150) } else { (2, 20) };
        data.add(
            "accounts",
            &format!(
                "a{number},{segment},2024-01-01,,{},{},,{stakeholders},{cycle},light,2",
                1000 + number,
                10 + number
            ),
        );
    }
    data
}

#[test]
fn segments_that_follow_revenue_alone_fail() {
    let told = answers(
        "segments_by_size",
        &segments(240, false),
        &segments(240, true),
        &segments(100, true),
    );
    assert_eq!(told.failing(), ["segments_by_size"]);
    assert!(told.value("segments_by_size", "", "by_revenue") >= 95.0);
    assert!(told.value("segments_by_size", "", "complexity_by_segment") < 5.0);
}
