//! Suggestions: near enough to help, never so far as to mislead.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use proptest::prelude::*;
use support::check;
use uptake_rules::near::nearest;

const WORDS: [&str; 8] = [
    "segment",
    "team",
    "tenure_band",
    "role",
    "working_days",
    "approved_interactions",
    "id",
    "at",
];

#[test]
fn one_slip_in_a_short_word_and_up_to_three_in_a_long_one_are_forgiven() {
    assert_eq!(nearest("rol", WORDS), Some("role"));
    assert_eq!(
        nearest("tema", WORDS),
        Some("team"),
        "two letters that changed places are one slip"
    );
    assert_eq!(
        nearest("segemnts", WORDS),
        Some("segment"),
        "two slips in eight letters"
    );
    assert_eq!(
        nearest("aproved_interctons", WORDS),
        Some("approved_interactions"),
        "three in eighteen"
    );
}

#[test]
fn more_slips_than_a_third_of_the_word_or_than_three_give_no_suggestion() {
    assert_eq!(nearest("rl", WORDS), None, "two slips in two letters");
    assert_eq!(nearest("mood", WORDS), None);
    assert_eq!(nearest("apprvd_intrctns", WORDS), None, "six slips in fifteen letters");
    assert_eq!(nearest("", WORDS), None);
}

#[test]
fn case_and_the_choice_of_dash_blank_or_underscore_cost_nothing() {
    assert_eq!(nearest("Tenure-Band", WORDS), Some("tenure_band"));
    assert_eq!(nearest("WORKING DAYS", WORDS), Some("working_days"));
}

#[test]
fn of_two_equally_near_words_the_one_that_sorts_first_is_taken_whatever_the_order() {
    assert_eq!(nearest("cat", ["car", "bat"]), Some("bat"));
    assert_eq!(nearest("cat", ["bat", "car"]), Some("bat"));
}

#[test]
fn a_word_is_no_suggestion_for_itself() {
    assert_eq!(nearest("role", ["role"]), None);
    assert_eq!(nearest("role", ["role", "roles"]), Some("roles"));
}

proptest! {
    #[test]
    fn one_slip_in_a_word_of_three_letters_or_more_always_finds_it_back(at in 0usize..7, letter in "[a-z]") {
        let mut typed = "segment".to_owned();
        typed.replace_range(at..=at, &letter);
        prop_assume!(typed != "segment");
        prop_assert_eq!(nearest(&typed, WORDS), Some("segment"));
    }
}

#[test]
fn the_suggestion_is_text_that_could_replace_what_is_underlined() {
    let text = "uptake: 1
entities: people
datasets:
  people: { kind: entities, entity: id, columns: { id: text, role: text } }
  calls: { kind: evnts, entity: id, time: at, columns: { id: text, at: datetime, length: int } }
measures:
  long: { sum: calls.lenght }
definitons:
  active: { when: rol == \"CSM\" && role.to_lowr() == \"csm\" }
metrics:
  rate: { share: activ }
";
    let checked = check(&[("rules.yaml", text)]);
    let pairs: Vec<(String, String)> = checked
        .found
        .iter()
        .map(|d| {
            (
                checked.sources.text(d.span.unwrap()).to_owned(),
                d.suggestion.clone().unwrap_or_default(),
            )
        })
        .collect();
    let pair = |typed: &str, meant: &str| (typed.to_owned(), meant.to_owned());
    assert_eq!(
        pairs,
        [
            pair("evnts", "events"),
            pair("calls.lenght", "calls.length"),
            pair("definitons", "definitions"),
            pair("activ", ""),
        ],
        "a section that can't be read declares nothing"
    );

    // What is underlined, replaced by what is suggested, leaves no such fault.
    let mut cured = text.to_owned();
    for (typed, meant) in &pairs[..3] {
        cured = cured.replacen(typed, meant, 1);
    }
    let again = check(&[("rules.yaml", &cured)]);
    assert_eq!(
        again.lines(),
        [
            "rol: an entity in a period has no `rol`",
            "to_lowr: unknown function `to_lowr`",
            "activ: unknown definition `activ`",
        ]
    );
}
