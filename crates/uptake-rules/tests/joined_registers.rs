//! A register whose entries stand in several files.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use support::check;

const TOOLS: &str = "
uptake: 1
entities: people
datasets:
  people: { kind: entities, entity: id, columns: { id: text } }
registers:
  tools:
    fields: { approved: bool }
    entries:
      notes-genie: { approved: true }
";

const MORE: &str = "
uptake: 1
registers:
  tools:
    entries:
      mailwhiz: { title: mailwhiz.ai, approved: false }
";

/// The ids of the entries, and the codes of what was found.
fn entries(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let checked = check(files);
    let register = checked.policy.register("tools");
    let ids = register.into_iter().flat_map(|register| &register.entries);
    (
        ids.map(|entry| entry.id.text.clone()).collect(),
        checked.found.iter().map(|found| found.code.to_string()).collect(),
    )
}

#[test]
fn a_file_beside_the_register_adds_entries_whichever_is_read_first() {
    let both = ["notes-genie", "mailwhiz"].map(str::to_owned).to_vec();
    for names in [("a.yaml", "b.yaml"), ("b.yaml", "a.yaml")] {
        let (ids, found) = entries(&[(names.0, TOOLS), (names.1, MORE)]);
        assert_eq!((ids, found), (both.clone(), Vec::new()), "{names:?}");
    }
}

#[test]
fn several_files_add_and_a_register_may_have_its_entries_elsewhere_altogether() {
    let bare = TOOLS.replace("    entries:\n      notes-genie: { approved: true }\n", "");
    let other = MORE.replace("mailwhiz", "other").replace("other.ai", "Other");
    let (ids, found) = entries(&[("a.yaml", &bare), ("b.yaml", MORE), ("c.yaml", &other)]);
    assert_eq!(
        (ids, found),
        (["mailwhiz", "other"].map(str::to_owned).to_vec(), Vec::new())
    );
}

#[test]
fn an_entry_that_stands_in_both_files_is_an_error() {
    let again = MORE.replace("mailwhiz:", "notes-genie:");
    let (_, found) = entries(&[("a.yaml", TOOLS), ("b.yaml", &again)]);
    assert_eq!(found, ["duplicate-key"]);
}

#[test]
fn what_another_pack_adds_is_an_error_since_it_would_go_around_whoever_answers_for_the_register() {
    let (ids, found) = entries(&[("ours/a.yaml", TOOLS), ("theirs/b.yaml", MORE)]);
    assert_eq!(ids, ["notes-genie"]);
    assert!(found.contains(&"duplicate-id".to_owned()), "{found:?}");
}

#[test]
fn two_files_that_state_the_register_are_an_error_as_before() {
    let (_, found) = entries(&[("a.yaml", TOOLS), ("b.yaml", TOOLS)]);
    assert!(found.contains(&"duplicate-id".to_owned()), "{found:?}");
}

#[test]
fn entries_without_a_register_of_that_name_are_an_error() {
    let (_, found) = entries(&[("a.yaml", TOOLS), ("b.yaml", &MORE.replace("tools:", "tolls:"))]);
    assert!(!found.is_empty());
}

#[test]
fn a_fault_in_an_added_entry_is_told_in_its_own_file() {
    let wrong = MORE.replace("approved: false", "aproved: false");
    let checked = check(&[("a.yaml", TOOLS), ("b.yaml", &wrong)]);
    let places: Vec<String> = checked
        .found
        .iter()
        .filter_map(|found| found.span.map(|span| checked.sources.place(span)))
        .collect();
    assert_eq!(places, ["b.yaml:6:39"]);
}
