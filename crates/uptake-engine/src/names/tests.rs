use super::*;
use crate::reduce::entities::EntityIndex;
use std::fmt::Display;
use std::sync::Arc;

// What may name somebody has no text form but through a writer: these lines don't compile otherwise.
static_assertions::assert_not_impl_any!(Private: Display, serde::Serialize, AsRef<str>, Into<String>, ToString);
static_assertions::assert_not_impl_any!(Names: Display, serde::Serialize);
static_assertions::assert_not_impl_any!(crate::Outcome: serde::Serialize, Display);
static_assertions::assert_not_impl_any!(crate::intake::SetAsideRow: serde::Serialize, Display);
static_assertions::assert_not_impl_any!(crate::intake::IntakeReport: serde::Serialize, Display);
static_assertions::assert_not_impl_any!(crate::inspect::Inspection: serde::Serialize, Display);
static_assertions::assert_not_impl_any!(crate::parity::Parity: serde::Serialize, Display);
static_assertions::assert_not_impl_any!(crate::outcome::MetricRow: serde::Serialize);
static_assertions::assert_not_impl_any!(crate::outcome::CheckOutcome: serde::Serialize);
static_assertions::assert_not_impl_any!(crate::outcome::ScriptOutcome: serde::Serialize);
static_assertions::assert_impl_all!(crate::outcome::ScriptOutcome<String>: serde::Serialize);

const KEY: &str = "a-long-random-text";

fn names() -> Arc<Names> {
    let mut entities = EntityIndex::new(false);
    for name in ["ana", "ben"] {
        entities.code(name);
    }
    Names::new(entities, None)
}

#[test]
fn without_pseudonyms_everything_is_written_as_it_is() {
    let clear = Disclosure::clear();
    let writer = clear.over(&[]);
    let kinds = [
        Kind::Open,
        Kind::Name,
        Kind::Value,
        Kind::Derived,
        Kind::Key,
        Kind::Record,
        Kind::Free,
    ];
    for kind in kinds {
        assert_eq!(writer.write(&Private::new(kind, "ana")), "ana");
    }
    assert_eq!(writer.write(&Private::entity(EntityId(1), &names())), "ben");
}

#[test]
fn with_pseudonyms_names_are_hashed_alike_everywhere_and_the_rest_is_withheld_or_written() {
    let (hashed, names) = (Disclosure::pseudonyms(KEY).unwrap(), names());
    let writer = hashed.over(&[&names]);
    let write = |kind, text: &str| writer.write(&Private::new(kind, text));
    let ana = write(Kind::Name, "ana");
    assert!(ana.starts_with("p-") && ana.len() == 18, "{ana}");
    assert_eq!(writer.write(&Private::entity(EntityId(0), &names)), ana);
    assert_eq!(
        (write(Kind::Value, "ana"), write(Kind::Derived, "ana")),
        (ana.clone(), ana)
    );
    assert_eq!(write(Kind::Value, "Red"), "Red");
    assert_eq!(write(Kind::Open, "ana"), "ana");
    for kind in [Kind::Derived, Kind::Key, Kind::Record, Kind::Free] {
        assert_eq!(write(kind, "of ana"), WITHHELD);
        assert_eq!(write(kind, ""), "");
    }
    assert_ne!(write(Kind::Value, "ANA"), "ANA", "a name in other letters is one, too");
}

#[test]
fn what_prints_a_sentence_by_itself_leaves_its_quotes_out() {
    let sentence = Sentence::from("no `")
        .quoting(Private::new(Kind::Free, "ana"))
        .then("` here");
    assert_eq!(
        (sentence.to_string(), format!("{sentence:?}")),
        ("no `…` here".to_owned(), "no `…` here".to_owned())
    );
    assert_eq!(Disclosure::clear().over(&[]).say(&sentence), "no `ana` here");
    let hashed = Disclosure::pseudonyms(KEY).unwrap();
    assert_eq!(hashed.over(&[]).say(&sentence), "no `(withheld)` here");
    assert_eq!(format!("{:?}", Private::new(Kind::Name, "ana")), "…");
}

#[test]
fn a_short_key_is_refused() {
    assert_eq!(Disclosure::pseudonyms("short").err(), Some(ShortKey));
}
