//! What an editor is told of suites while they are written.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop on a surprise"
)]

use uptake_language::{Completion, CompletionKind, Reading, Rules, Symbol};
use uptake_rules::RuleFile;

const RULES: &str = r#"uptake: 1
pack: small
entities: people
datasets:
  people: { kind: entities, entity: id, columns: { id: text, team: { type: text, about: Where somebody works. } } }
  uses: { kind: events, entity: id, time: at, columns: { id: text, at: datetime, minutes: int } }
measures:
  uses_made: { count: uses, about: How often. }
definitions:
  active: { when: uses_made >= 3 }
metrics:
  rate: { title: Rate, share: active, aliases: [adoption], by: [team] }
"#;

const SUITE: &str = r#"uptake: 1
suite: small
packs: [.]
as_of: 2026-02-15
data:
  people: |
    id,team
    ana,Red
cases:
  - name: three are enough
    data:
      uses: |
        id,at
        3 * ana,2026-02-10T09:00
    expect:
      people:
        - { who: ana, period: 2026-W07, uses_made: 3, active: yes }
      figures:
        - { metric: rate, by: { team: Red }, value: 1.0 }
        - { metric: adoption, value: 1.0 }
"#;

fn reading(suite: &str) -> Reading {
    let suites = vec![RuleFile::new("p/small.test.yaml", suite)];
    Reading::new(Rules::new(vec![RuleFile::new("p/rules.yaml", RULES)]).with_suites(suites))
}

/// What is offered where `|` stands in the suite with a line in place of another.
fn offered(line: &str, with: &str) -> Vec<Completion> {
    assert!(SUITE.contains(line), "{line}");
    let text = SUITE.replacen(line, with, 1);
    let byte = SUITE.find(line).unwrap() + with.find("^^").expect("a mark");
    reading(&text.replacen("^^", "", 1)).complete("p/small.test.yaml", byte)
}

fn texts(found: &[Completion]) -> Vec<&str> {
    found.iter().map(|one| one.text.as_str()).collect()
}

/// The byte in the middle of a word of the suite, which is marked by what stands around it.
fn at(around: &str, word: &str) -> usize {
    SUITE.find(around).expect(around) + around.find(word).unwrap() + 1
}

#[test]
fn keys_of_a_case_and_of_an_expectation_are_offered() {
    let found = offered("    expect:\n", "    ^^\n    expect:\n");
    assert_eq!(texts(&found), ["as_of", "covers", "stage", "table"]);
    let found = offered("      figures:\n", "      ^^\n      figures:\n");
    assert_eq!(
        texts(&found),
        ["checks", "clauses", "diagnostics", "fails", "set_aside"]
    );
    assert!(found.iter().all(|one| one.kind == CompletionKind::Key));
}

#[test]
fn what_may_be_said_of_a_person_is_offered_with_what_it_is() {
    let found = offered("active: yes }", "active: yes, ^^ }");
    assert_eq!(texts(&found), ["id", "not_counted", "team"]);
    let found = offered("uses_made: 3, active: yes }", "us^^ }");
    let measure = found.iter().find(|one| one.text == "uses_made").unwrap();
    assert_eq!(measure.kind, CompletionKind::Key);
    assert!(measure.detail.contains("measure"), "{measure:?}");
}

#[test]
fn metrics_and_their_cuts_are_offered() {
    assert_eq!(texts(&offered("{ metric: rate,", "{ metric: ^^,")), ["rate"]);
    assert_eq!(texts(&offered("by: { team: Red }", "by: { ^^: Red }")), ["team"]);
}

#[test]
fn datasets_and_headings_of_their_rows_are_offered() {
    let found = offered("      uses: |\n        id,at\n", "      ^^: |\n        id,at\n");
    assert_eq!(texts(&found), ["people", "uses"]);
    let found = offered("        id,at\n", "        id,^^\n");
    assert_eq!(texts(&found), ["at", "minutes"]);
}

#[test]
fn what_a_suite_names_is_shown_and_leads_to_where_the_rules_state_it() {
    let reading = reading(SUITE);
    for (byte, symbol) in [
        (
            at("uses_made: 3", "uses_made"),
            Symbol::Rule("measures", "uses_made".to_owned()),
        ),
        (
            at("active: yes", "active"),
            Symbol::Rule("definitions", "active".to_owned()),
        ),
        (at("metric: rate", "rate"), Symbol::Rule("metrics", "rate".to_owned())),
        (
            at("metric: adoption", "adoption"),
            Symbol::Rule("metrics", "rate".to_owned()),
        ),
        (at("uses: |", "uses"), Symbol::Rule("datasets", "uses".to_owned())),
        (
            at("{ team: Red }", "team"),
            Symbol::Column("datasets", "people".to_owned(), "team".to_owned()),
        ),
    ] {
        let (place, found) = reading.symbol("p/small.test.yaml", byte).unwrap();
        assert_eq!((place.path.as_str(), &found), ("p/small.test.yaml", &symbol));
        let stated = reading.definition("p/small.test.yaml", byte);
        assert!(
            stated.iter().all(|place| place.path == "p/rules.yaml") && !stated.is_empty(),
            "{symbol:?}"
        );
    }
    let card = reading
        .hover("p/small.test.yaml", at("uses_made: 3", "uses_made"))
        .unwrap();
    assert!(card.markdown.contains("How often."), "{}", card.markdown);
}

#[test]
fn nothing_is_renamed_from_a_suite_since_others_may_name_it() {
    let reading = reading(SUITE);
    let refused = reading
        .rename("p/small.test.yaml", at("active: yes", "active"), "busy")
        .unwrap_err();
    assert!(
        refused.message.contains("where the rules state it"),
        "{}",
        refused.message
    );
}

#[test]
fn clauses_that_a_suite_expects_are_renamed_with_the_rules_that_they_name() {
    let clauses = "      clauses:
        - { who: ana, of: active, clause: uses_made >= 3, holds: yes }
        - { who: ana, of: active, clause: 'uses_made >= 3 && \"uses_made\" != \"it''s\"', holds: yes }
        - who: ana
          of: active
          clause: \"\\\"uses_made\\\" != \\\"a\\\" || uses_made_once || uses_made == 2\"
          holds: no
";
    let suite = SUITE.replacen("      figures:\n", &format!("{clauses}      figures:\n"), 1);
    let measure = RULES.find("uses_made: { count").unwrap();
    let renamed = reading(&suite).rename("p/rules.yaml", measure, "often").unwrap();
    let mut text = suite.clone();
    for place in renamed
        .places
        .iter()
        .rev()
        .filter(|place| place.path == "p/small.test.yaml")
    {
        text.replace_range(place.start..place.end, "often");
    }
    for line in [
        "clause: often >= 3, holds",
        "clause: 'often >= 3 && \"uses_made\" != \"it''s\"'",
        "clause: \"\\\"uses_made\\\" != \\\"a\\\" || uses_made_once || often == 2\"",
        "2026-W07, often: 3",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn a_suite_that_is_half_written_is_answered() {
    for end in (0..SUITE.len()).filter(|end| SUITE.is_char_boundary(*end)) {
        let text = &SUITE[..end];
        let reading = reading(text);
        let _ = reading.complete("p/small.test.yaml", end);
        let _ = reading.hover("p/small.test.yaml", end);
        let _ = reading.definition("p/small.test.yaml", end);
    }
}
