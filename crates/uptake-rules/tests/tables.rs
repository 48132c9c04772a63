//! Mistakes in derived tables and in checks over them: what is said, and that the rules without the mistake have no fault.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

mod support;

use support::check;
use uptake_rules::diagnostic::Severity;

const RULES: &str = r#"
uptake: 1
datasets:
  pages:
    kind: records
    key: [page]
    time: sent_on
    columns:
      page: text
      team: text
      sent_on: date
      woke: { type: bool, optional: true }
      minutes: { type: int, optional: true }
      closed_on: { type: date, optional: true }
      cause: { type: text, optional: true, known: closed_on }
  turns:
    kind: records
    from: starts_on
    through: ends_on
    columns: { team: { type: text, references: teams.team }, engineer: { type: text, private: true }, starts_on: date, ends_on: date }
  teams: { kind: records, key: [team], columns: { team: text, size: int } }
constants: { most: 3 }
tables:
  loads:
    rows: turns
    where: is_known(engineer)
    each: { back: [0, 7] }
    now: add_days(ends_on, -back)
    columns:
      pages: { count: pages, match: team, since: starts_on, through: ends_on }
      minutes: { sum: pages.minutes, match: team, where: woke, absent: zero }
      last: { last: pages.page, match: { team: team }, within: 7 }
      quiet: { unbroken: pages, holds: "!woke", match: team }
      size: { only: teams.size, match: team }
      heavy: pages > most
      place: { rank: pages, per: [back], order: rising }
  engineers:
    rows: turns
    on: as_of
    per: [engineer]
    columns:
      turns: { count: rows }
      load: { max: loads.pages, match: engineer }
checks:
  many:
    rows: loads
    of: back == 0
    by: [team]
    values: { loads: count(), heavy: count(heavy) }
    fail: heavy > 1
    evidence: { where: heavy, show: [pages, last] }
    finding: "{heavy} of {loads} turns had more than {most} pages in {team}"
  after:
    rows: engineers
    values: { first: 'verdict("many")' }
    warn: first == "fail" && max(load) > 2
stages:
  more: { requires: [many] }
"#;

/// What is said about rules.
fn said(text: &str) -> String {
    let mut checked = check(&[("rules.yaml", text)]);
    checked.found.retain(|found| found.severity != Severity::Note);
    checked.text()
}

#[test]
fn rules_without_a_mistake_have_no_fault() {
    assert_eq!(said(RULES), "");
}

/// What stands in the rules, the mistake in its place, and what is said about it.
const MISTAKES: &[(&str, &str, &str)] = &[
    (
        "rows: turns\n    where",
        "rows: turn\n    where",
        "unknown dataset or table `turn`",
    ),
    ("rows: turns\n    where", "row: turns\n    where", "unknown key `row`"),
    (
        "where: is_known(engineer)",
        "where: engineer",
        "expected true or false, found text",
    ),
    ("where: is_known(engineer)", "where: is_known(enginer)", "enginer"),
    (
        "each: { back: [0, 7] }",
        "each: { back: [0, soon] }",
        "all values of `back` must have one type",
    ),
    ("each: { back: [0, 7] }", "each: { back: [] }", "at least one value"),
    ("each: { back: [0, 7] }", "each: { back: 7 }", "a list of values"),
    (
        "each: { back: [0, 7] }",
        "each: { team: [0, 7] }",
        "already have a column `team`",
    ),
    (
        "each: { back: [0, 7] }",
        "each: { back: { every: fortnight, last: 3 } }",
        "fortnight",
    ),
    ("each: { back: [0, 7] }", "each: { back: { every: week } }", "`last`"),
    (
        "now: add_days(ends_on, -back)",
        "now: back",
        "expected a day, found int",
    ),
    ("now: add_days(ends_on, -back)", "now: ends_on - back", "-"),
    (
        "count: pages, match: team, since",
        "count: page, match: team, since",
        "unknown dataset or table `page`",
    ),
    (
        "count: pages, match: team, since",
        "count: pages.page, match: team, since",
        "takes whole rows, not a column",
    ),
    (
        "count: pages, match: team, since",
        "count: pages, since",
        "that belong to a row aren't stated",
    ),
    (
        "count: pages, match: team, since",
        "count: pages, match: taem, since",
        "unknown column `taem`",
    ),
    (
        "count: pages, match: team, since",
        "count: pages, match: { team: back }, since",
        "they are never equal",
    ),
    (
        "since: starts_on, through",
        "since: back, through",
        "expected a day, found int",
    ),
    (
        "sum: pages.minutes, match",
        "sum: pages.page, match",
        "expected numbers, and `pages.page` is text",
    ),
    ("sum: pages.minutes, match", "sum: pages, match", "expected a column"),
    (
        "sum: pages.minutes, match",
        "sum: pages.minute, match",
        "unknown column `minute`",
    ),
    (
        "sum: pages.minutes, match",
        "sum: pages.minutes, max: pages.minutes, match",
        "says in 2 ways how it comes about",
    ),
    (
        "sum: pages.minutes, match: team, where: woke, absent: zero",
        "match: team, where: woke",
        "doesn't say how it comes about",
    ),
    (
        "where: woke, absent: zero",
        "where: minutes, absent: zero",
        "expected true or false, found int",
    ),
    ("where: woke, absent: zero", "where: woke, absent: nothing", "nothing"),
    (
        "match: { team: team }, within: 7",
        "match: { team: team }, within: 0",
        "at least 1",
    ),
    (
        "match: { team: team }, within: 7",
        "match: { team: team }, on: now",
        "`on` has no effect",
    ),
    (
        "match: { team: team }, within: 7",
        "match: { team: team }, holds: woke",
        "`last` takes no `holds`",
    ),
    (
        "match: { team: team }, within: 7",
        "match: { team: team }, at: page",
        "must be date or datetime",
    ),
    (
        "unbroken: pages, holds: \"!woke\"",
        "unbroken: pages",
        "`unbroken` requires `holds`",
    ),
    (
        "only: teams.size, match: team",
        "last: teams.size, match: team",
        "the rows of `teams` have no time",
    ),
    (
        "only: teams.size, match: team",
        "only: teams.size, match: team, within: 3",
        "the rows of `teams` have no time",
    ),
    ("heavy: pages > most", "pages: pages > most", "pages"),
    (
        "heavy: pages > most",
        "now: pages > most",
        "every table already has the name `now`",
    ),
    ("heavy: pages > most", "heavy: pages > mots", "mots"),
    (
        "rank: pages, per: [back]",
        "rank: pagess, per: [back]",
        "unknown column of the table `pagess`",
    ),
    (
        "rank: pages, per: [back], order: rising",
        "rank: pages, order: up",
        "up",
    ),
    (
        "rank: pages, per: [back], order: rising",
        "rank: pages, within: 3",
        "`within` has no effect here",
    ),
    ("on: as_of", "on: 3", "expected a day, found int"),
    (
        "per: [engineer]",
        "per: [ingeneer]",
        "unknown column of its rows `ingeneer`",
    ),
    (
        "max: loads.pages, match: engineer",
        "max: loads.pages, match: engineer, within: 3",
        "have no time",
    ),
    (
        "max: loads.pages, match: engineer",
        "max: engineers.turns, match: engineer",
        "the table `engineers` reads itself",
    ),
    ("rows: loads\n    of", "rows: load\n    of", "unknown table `load`"),
    (
        "rows: loads\n    of",
        "rows: loads\n    over: { last: 3 }\n    of",
        "a check over a table has no periods",
    ),
    ("of: back == 0", "of: back == \"0\"", "back"),
    ("by: [team]", "by: [teem]", "teem"),
    (
        "loads: count(), heavy",
        "loads: entities(), heavy",
        "about entities in periods",
    ),
    (
        "loads: count(), heavy",
        "loads: slope(pages), heavy",
        "about entities in periods",
    ),
    ("show: [pages, last]", "show: [pages, lsat]", "lsat"),
    (
        "{heavy} of {loads}",
        "{heavi} of {loads}",
        "unknown value of the check `heavi`",
    ),
    ("{heavy} of {loads}", "{heavy of {loads}", "heavy of {loads"),
    ("verdict(\"many\")", "verdict(\"mayn\")", "unknown check `mayn`"),
    ("verdict(\"many\")", "verdict(\"after\")", "which reads its own in turn"),
    ("requires: [many]", "requires: [mani]", "unknown check `mani`"),
    (
        "time: sent_on",
        "time: sent_on\n    weight: minutes",
        "`weight` has no effect",
    ),
    (
        "time: sent_on",
        "time: sent_on\n    from: sent_on",
        "either of a moment or hold on days",
    ),
    (
        "time: sent_on",
        "time: sent_on\n    entity: team",
        "`entity` has no effect",
    ),
    (
        "time: sent_on",
        "time: sent_on\n    known: page",
        "must be date or datetime",
    ),
    ("known: closed_on", "known: closed", "closed"),
    (
        "references: teams.team",
        "references: teams",
        "expected a column of other records",
    ),
    (
        "references: teams.team",
        "references: team.team",
        "unknown dataset `team`",
    ),
    (
        "references: teams.team",
        "references: teams.name",
        "`teams` has no column `name`",
    ),
    (
        "references: teams.team",
        "references: teams.size",
        "`team` is text, and `teams.size` is int: they are never equal",
    ),
    (
        "    on: as_of\n    per: [engineer]",
        "    on: as_of\n    per: [engineer]\n    now: as_of",
        "the rows of `loads` know what is known on the day of the figures",
    ),
    (
        "    on: as_of\n    per: [engineer]",
        "    on: as_of\n    per: [engineer]\n    now: starts_on",
        "`now` reads `starts_on`, which may differ among the rows of one group",
    ),
    (
        "  engineers:\n    rows: turns",
        "  entity_periods:\n    rows: turns",
        "`entity_periods` has a meaning of its own",
    ),
    (
        "kind: records\n    key: [page]",
        "kind: record\n    key: [page]",
        "invalid value `record`",
    ),
];

#[test]
fn each_mistake_is_named_with_its_cure() {
    let mut amiss = Vec::new();
    for (right, wrong, message) in MISTAKES {
        assert!(RULES.contains(right), "{right}");
        let found = said(&RULES.replacen(right, wrong, 1));
        if !found.contains(message) {
            amiss.push(format!("{wrong}: expected {message}, found\n{found}"));
        } else if !found.contains("help") && !found.contains("[wrong-type]") {
            amiss.push(format!("{wrong}: no cure in\n{found}"));
        }
    }
    assert!(amiss.is_empty(), "{}", amiss.join("\n"));
}

#[test]
fn a_table_that_only_waits_for_a_circle_isnt_blamed_for_it() {
    let more = "tables:\n  first: { rows: turns, columns: { n: { count: second, match: team } } }\n  \
                second: { rows: turns, columns: { n: { count: first, match: team } } }\n  \
                third: { rows: turns, columns: { n: { count: second, match: team } } }\n";
    let said = said(&RULES.replacen("tables:\n", more, 1));
    assert!(
        said.contains("the table `first` reads `second`, which reads it in turn"),
        "{said}"
    );
    assert!(
        said.contains("the table `second` reads `first`, which reads it in turn"),
        "{said}"
    );
    assert!(!said.contains("the table `third`"), "{said}");
}

#[test]
fn a_table_may_read_one_that_knows_more_in_hindsight() {
    let found = said(&RULES.replacen(
        "    per: [engineer]\n    columns:\n      turns: { count: rows }\n      load: { max: loads.pages, match: engineer }",
        "    per: [engineer]\n    now: as_of\n    columns:\n      turns: { count: rows }\n      load: { max: loads.pages, match: engineer, hindsight: true }",
        1,
    ));
    assert_eq!(found, "");
}

#[test]
fn an_override_cannot_change_a_table() {
    let checked = check(&[
        (
            "rules.yaml",
            &RULES
                .replace("uptake: 1", "uptake: 1\npack: calls\nentities: people\nlayers: [team]")
                .replace(
                    "datasets:",
                    "datasets:\n  people: { kind: entities, entity: id, columns: { id: text, team: text } }",
                ),
        ),
        (
            "team.yaml",
            "uptake: 1\nextends: calls\nfor: { team: Red }\ntables: { loads: { where: \"true\" } }\n",
        ),
    ]);
    assert!(checked.text().contains("tables"), "{}", checked.text());
    assert!(checked.text().contains("error"), "{}", checked.text());
}
