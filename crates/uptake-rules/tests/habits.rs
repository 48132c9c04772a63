//! Habits of spreadsheets and of other languages: each has its own message, and its cure makes the rules sound.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use support::check;

const DATA: &str = "uptake: 1
pack: mine
entities: people
datasets:
  people: { from: hired_on, through: hired_on, kind: entities, entity: id, columns: { id: text, role: { type: text, values: [CSM, TAM] }, team: { type: text, optional: true }, hired_on: date, documented: bool, hours: float } }
  calls: { kind: events, entity: id, time: at, columns: { id: text, at: datetime, tool: { type: text, register: tools }, length: int } }
registers:
  tools:
    fields: { approved: bool, vendor: text }
    entries:
      notes-genie: { title: Notes Genie, aliases: [NG], vendor: Acme, approved: true }
measures:
  made: { count: calls }
  others: { count: calls, where: length > 3 }
  working_days: { days: { within: people } }
";

fn rules(when: &str) -> String {
    format!("uptake: 1\ndefinitions:\n  active:\n    when: {when}\n")
}

/// A condition, what is said of it, a part of the help, and what cures it.
type Slip = (&'static str, &'static str, &'static str, &'static str);

fn try_all(table: &[Slip]) {
    let mut wrong = Vec::new();
    for (when, message, help, cure) in table {
        let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
        let found = check(&[("data.yaml", DATA), ("rules.yaml", &rules(&quoted(when)))]);
        let said: Vec<String> = found
            .found
            .iter()
            .map(|d| format!("{}: {} | {}", d.code, d.message, d.help.as_deref().unwrap_or("")))
            .collect();
        let one = said.len() == 1 && said[0].contains(message) && said[0].contains(help);
        if !one {
            wrong.push(format!("{when}\n   wanted {message} | {help}\n   found {said:#?}"));
        }
        let cured = check(&[("data.yaml", DATA), ("rules.yaml", &rules(&quoted(cure)))]);
        if !cured.found.is_empty() {
            wrong.push(format!("{cure} doesn't cure {when}: {}", cured.text()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn signs_of_spreadsheets() {
    try_all(&[
        (
            "role = \"CSM\"",
            "can't assign to `role`",
            "to compare, write `==`",
            "role == \"CSM\"",
        ),
        (
            "role = \"CSM\" && made >= 3",
            "`=` sets a value",
            "`role == \"CSM\" && made >= 3`",
            "role == \"CSM\" && made >= 3",
        ),
        (
            "made >= 3 && role = \"CSM\"",
            "`=` sets a value",
            "write `==`",
            "made >= 3 && role == \"CSM\"",
        ),
        (
            "(role = \"CSM\")",
            "`=` sets a value",
            "write `==`",
            "(role == \"CSM\")",
        ),
        (
            "=made >= 3",
            "doesn't start with `=`",
            "leave it out: `made >= 3`",
            "made >= 3",
        ),
        (
            "role <> \"CSM\"",
            "`<>` isn't an operator",
            "write `!=`",
            "role != \"CSM\"",
        ),
        ("made => 3", "`=>` isn't an operator", "write `>=`", "made >= 3"),
        ("made =< 3", "`=<` isn't an operator", "write `<=`", "made <= 3"),
        ("made > = 3", "`> =` isn't an operator", "write `>=`", "made >= 3"),
        ("made := 3", "`:=` isn't an operator", "write `==`", "made == 3"),
        ("made === 3", "`===` isn't an operator", "`==`", "made == 3"),
        (
            "made ≥ 3",
            "`≥` is a sign of mathematics (U+2265)",
            "write `>=`",
            "made >= 3",
        ),
        (
            "made ≤ 3",
            "`≤` is a sign of mathematics (U+2264)",
            "write `<=`",
            "made <= 3",
        ),
        (
            "made ≠ 3",
            "`≠` is a sign of mathematics (U+2260)",
            "write `!=`",
            "made != 3",
        ),
        (
            "made × 2 > 6",
            "`×` is a sign of mathematics (U+00D7)",
            "write `*`",
            "made * 2 > 6",
        ),
        (
            "made − 1 > 6",
            "a dash that isn't the minus (U+2212)",
            "write `-`",
            "made - 1 > 6",
        ),
        (
            "made – 1 > 6",
            "a dash that isn't the minus (U+2013)",
            "write `-`",
            "made - 1 > 6",
        ),
        (
            "made > 30%",
            "`30%` isn't a number",
            "percent is a plain number: write `30`",
            "made > 30",
        ),
        (
            "made > 30 % && made < 50",
            "`30%` isn't a number",
            "write `30`",
            "made > 30 && made < 50",
        ),
        ("hours > 0,5", "`0,5` isn't a number", "write `0.5`", "hours > 0.5"),
        (
            "hours > 1.000,5",
            "`1.000,5` isn't a number",
            "write `1000.5`",
            "hours > 1000.5",
        ),
        (
            "made > 1,000",
            "`1,000` isn't a number",
            "write `1000`, or `1.000` if",
            "made > 1000",
        ),
        (
            "3 <= made <= 10",
            "`<=` and `<=` can't share `made`",
            "write `3 <= made && made <= 10`, or `made in 3..=10`",
            "made in 3..=10",
        ),
        (
            "3 < made < 10",
            "can't share `made`",
            "write `3 < made && made < 10`",
            "3 < made && made < 10",
        ),
        (
            "10 > made >= 3",
            "can't share `made`",
            "write `10 > made && made >= 3`",
            "10 > made && made >= 3",
        ),
        (
            "role == \"CSM\" & made >= 3",
            "unknown operator `&`",
            "`&&`",
            "role == \"CSM\" && made >= 3",
        ),
        (
            "role == \"CSM\" | made >= 3",
            "unknown operator `|`",
            "`||`",
            "role == \"CSM\" || made >= 3",
        ),
        (
            "role == \"CSM\" and made >= 3",
            "",
            "write `&&`",
            "role == \"CSM\" && made >= 3",
        ),
        (
            "role == \"CSM\" AND made >= 3",
            "",
            "write `&&`",
            "role == \"CSM\" && made >= 3",
        ),
        (
            "role == \"CSM\" or made >= 3",
            "",
            "write `||`",
            "role == \"CSM\" || made >= 3",
        ),
        ("not documented", "", "write `!`", "!documented"),
        ("NOT documented", "", "write `!`", "!documented"),
        ("(made >= 3", "the bracket `(` isn't closed", "add `)`", "(made >= 3)"),
        ("made >= 3)", "`)` closes no bracket", "remove it", "made >= 3"),
        (
            "role in [\"CSM\"",
            "the bracket `[` isn't closed",
            "add `]`",
            "role in [\"CSM\"]",
        ),
        (
            "role == \"CSM",
            "the closing quote of this text is missing",
            "add `\"`",
            "role == \"CSM\"",
        ),
        (
            "$role == \"CSM\"",
            "a name has no `$` before it",
            "write the name alone: `role`",
            "role == \"CSM\"",
        ),
        (
            "@role == \"CSM\"",
            "a name has no `@` before it",
            "write the name alone: `role`",
            "role == \"CSM\"",
        ),
    ]);
}

#[test]
fn functions_of_spreadsheets() {
    try_all(&[
        (
            "IF(made < 3, false, true)",
            "unknown function `IF`",
            "write `if made < 3 { false } else { true }`",
            "if made < 3 { false } else { true }",
        ),
        (
            "if(made < 3, false, true)",
            "`if` isn't a function",
            "write `if made < 3 { false } else { true }`",
            "if made < 3 { false } else { true }",
        ),
        (
            "IF(made < 3; false; true)",
            "",
            "write",
            "if made < 3 { false } else { true }",
        ),
        (
            "AND(made >= 3, documented)",
            "unknown function `AND`",
            "write `made >= 3 && documented`",
            "made >= 3 && documented",
        ),
        (
            "OR(made >= 3, documented)",
            "unknown function `OR`",
            "write `made >= 3 || documented`",
            "made >= 3 || documented",
        ),
        (
            "NOT(documented)",
            "unknown function `NOT`",
            "write `!(documented)`",
            "!(documented)",
        ),
        (
            "XOR(made >= 3, documented)",
            "unknown function `XOR`",
            "write `(made >= 3) != (documented)`",
            "(made >= 3) != (documented)",
        ),
        (
            "IFS(made < 3, false, TRUE, true)",
            "unknown function `IFS`",
            "write `if made < 3 { false } else { true }`",
            "if made < 3 { false } else { true }",
        ),
        (
            "COUNTIF(calls, 3) > 3",
            "unknown function `COUNTIF`",
            "a measure counts rows",
            "made > 3",
        ),
        (
            "SUM(length) > 3",
            "unknown function `SUM`",
            "a measure adds up rows",
            "made > 3",
        ),
        (
            "ISBLANK(team)",
            "unknown function `ISBLANK`",
            "write `!is_known(team)`",
            "!is_known(team)",
        ),
        (
            "IFERROR(hours, 0) > 3",
            "unknown function `IFERROR`",
            "write `hours ?? 0`",
            "(hours ?? 0) > 3",
        ),
        (
            "BETWEEN(made, 3, 10)",
            "unknown function `BETWEEN`",
            "write `made in 3..=10`",
            "made in 3..=10",
        ),
        (
            "LEN(team) > 3",
            "unknown function `LEN`",
            "write `team.len()`",
            "team.len() > 3",
        ),
        (
            "UPPER(team) == \"A\"",
            "unknown function `UPPER`",
            "write `to_upper(team)`",
            "to_upper(team) == \"A\"",
        ),
        (
            "MOD(made, 2) == 0",
            "unknown function `MOD`",
            "write `made % 2`",
            "made % 2 == 0",
        ),
        (
            "hired_on > DATE(2026, 2, 15)",
            "unknown function `DATE`",
            "write `date(\"2026-02-15\")`",
            "hired_on > date(\"2026-02-15\")",
        ),
        (
            "DATEDIF(hired_on, period, \"m\") > 3",
            "unknown function `DATEDIF`",
            "write `months_between(hired_on, period)`",
            "months_between(hired_on, period) > 3",
        ),
        (
            "DAYS(period, hired_on) > 90",
            "unknown function `DAYS`",
            "write `days_between(hired_on, period)`",
            "days_between(hired_on, period) > 90",
        ),
        (
            "TODAY() > hired_on",
            "can't use `TODAY`",
            "`period`",
            "period > hired_on",
        ),
        (
            "VLOOKUP(team, 3) == 3",
            "unknown function `VLOOKUP`",
            "a register",
            "made == 3",
        ),
        (
            "ROUND(hours) > 3",
            "unknown function `ROUND`",
            "did you mean `round`?",
            "round(hours) > 3",
        ),
    ]);
}

#[test]
fn words_and_values() {
    try_all(&[
        (
            "role == CSM",
            "has no `CSM`",
            "for a text, write `\"CSM\"`",
            "role == \"CSM\"",
        ),
        (
            "CSM == role",
            "has no `CSM`",
            "for a text, write `\"CSM\"`",
            "\"CSM\" == role",
        ),
        (
            "role != Trainee && made > 3",
            "has no `Trainee`",
            "for a text, write `\"Trainee\"`",
            "role != \"TAM\" && made > 3",
        ),
        (
            "role in [\"CSM\", TAM]",
            "has no `TAM`",
            "for a text, write `\"TAM\"`",
            "role in [\"CSM\", \"TAM\"]",
        ),
        (
            "role in (\"CSM\", \"TAM\")",
            "a list doesn't stand in `( )`",
            "write a list: `[\"CSM\", \"TAM\"]`",
            "role in [\"CSM\", \"TAM\"]",
        ),
        (
            "role not in [\"CSM\"]",
            "there is no `not in`",
            "`!(role in …)`",
            "!(role in [\"CSM\"])",
        ),
        (
            "role == \"CSM\" || \"TAM\"",
            "this text is compared with nothing",
            "write `role in [\"CSM\", \"TAM\"]`",
            "role in [\"CSM\", \"TAM\"]",
        ),
        ("role == 'CSM'", "", "", "role == \"CSM\""),
        (
            "role == “CSM”",
            "`“` is a typographic quote (U+201C)",
            "write `\"`",
            "role == \"CSM\"",
        ),
        (
            "role == «CSM»",
            "`«` is a typographic quote (U+00AB)",
            "write `\"`",
            "role == \"CSM\"",
        ),
        ("documented == yes", "has no `yes`", "write `true`", "documented"),
        ("documented == TRUE", "has no `TRUE`", "write `true`", "documented"),
        (
            "documented = true",
            "can't assign to `documented`",
            "to compare, write `==`",
            "documented",
        ),
        ("team == null", "", "is_known", "!is_known(team)"),
        (
            "team is null",
            "there is no `is`",
            "write `!is_known(team)`",
            "!is_known(team)",
        ),
        (
            "team is not null",
            "there is no `is`",
            "write `is_known(team)`",
            "is_known(team)",
        ),
        ("team == None", "has no `None`", "is_known", "!is_known(team)"),
        (
            "made >= \"3\"",
            "can't compare int with text",
            "leave the quotes out, `made >= 3`",
            "made >= 3",
        ),
        (
            "\"3\" <= made",
            "can't compare text with int",
            "leave the quotes out, `3 <= made`",
            "3 <= made",
        ),
        (
            "team == 5",
            "can't compare text with int",
            "write `team == \"5\"`",
            "team == \"5\"",
        ),
        (
            "period - hired_on > 90",
            "can't apply `-` to date and date",
            "write `days_between(hired_on, period)`",
            "days_between(hired_on, period) > 90",
        ),
        (
            "hired_on + 90 < period",
            "can't apply `+` to date and int",
            "`days_between(from, until)`",
            "days_between(hired_on, period) > 90",
        ),
        (
            "hired_on >= 2026-02-15",
            "can't compare date with int",
            "write the day as `date(\"2026-02-15\")`",
            "hired_on >= date(\"2026-02-15\")",
        ),
        (
            "hired_on >= \"2026-02-15\"",
            "can't compare date with text",
            "write the day as `date(\"2026-02-15\")`",
            "hired_on >= date(\"2026-02-15\")",
        ),
        (
            "!role == \"CSM\"",
            "`!` expects a truth value, found text",
            "write `!(x == y)`, or `x != y`",
            "!(role == \"CSM\")",
        ),
        (
            "if made > 3 then true else false",
            "there is no `then`",
            "write `if made > 3 { true } else { false }`",
            "if made > 3 { true } else { false }",
        ),
        (
            "made > 3 ? true : false",
            "there is no `? :`",
            "write `if made > 3 { true } else { false }`",
            "if made > 3 { true } else { false }",
        ),
        (
            "made\u{a0}>= 3",
            "it has a no-break space (U+00A0)",
            "type a blank",
            "made >= 3",
        ),
        (
            "made\u{200b} >= 3",
            "it has a zero-width space (U+200B)",
            "remove it",
            "made >= 3",
        ),
        (
            "mаde >= 3",
            "a Cyrillic letter that looks like another (U+0430)",
            "write `a`",
            "made >= 3",
        ),
        ("made >= ３", "a full-width letter (U+FF13)", "write `3`", "made >= 3"),
        (
            "（made >= 3）",
            "a full-width bracket (U+FF08)",
            "write `(`",
            "(made >= 3)",
        ),
    ]);
}

/// What a whole file has wrong: a part that stands in it, what is said, a part of the help, and the part that cures it.
fn try_files(base: &str, table: &[Slip]) {
    let mut wrong = Vec::new();
    let found = |part: &str| check(&[("data.yaml", DATA), ("rules.yaml", &base.replace("HERE", part))]).found;
    for (part, message, help, cure) in table {
        let said: Vec<String> = found(part)
            .iter()
            .map(|d| format!("{}: {} | {}", d.code, d.message, d.help.as_deref().unwrap_or("")))
            .collect();
        if !(said.len() == 1 && said[0].contains(message) && said[0].contains(help)) {
            wrong.push(format!("{part}\n   wanted {message} | {help}\n   found {said:#?}"));
        }
        let cured = found(cure);
        if !cured.is_empty() {
            wrong.push(format!("{cure} doesn't cure {part}: {cured:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn constants_that_would_silently_be_texts() {
    try_files(
        "uptake: 1\nconstants:\n  limit: HERE\n",
        &[
            ("30%", "`30%` is text, not a number", "write `30`", "30"),
            ("0,5", "`0,5` is text, not a number", "write `0.5`", "0.5"),
            ("1.000,5", "`1.000,5` is text, not a number", "write `1000.5`", "1000.5"),
            (
                "31.12.2026",
                "`31.12.2026` is text, not a date",
                "write the day as `2026-12-31`",
                "2026-12-31",
            ),
            (
                "2026-02-29",
                "`2026-02-29` isn't a day of the calendar",
                "correct the month or the day",
                "2026-02-28",
            ),
            (
                "\"2026-13-01\"",
                "`2026-13-01` isn't a day of the calendar",
                "correct",
                "\"2026-12-01\"",
            ),
            ("yes", "`yes` is text, not a truth value", "write `true`", "true"),
            ("No", "`No` is text, not a truth value", "write `false`", "false"),
            (
                "99999999999999999999",
                "has more than 64 bits",
                "in quotes if it is a name",
                "\"99999999999999999999\"",
            ),
            (
                "-99999999999999999999",
                "has more than 64 bits",
                "with a decimal point",
                "-99999999999999999999.0",
            ),
            (".inf", "`.inf` isn't a finite number", "write a number", "1000000"),
            (".nan", "`.nan` isn't a finite number", "write a number", "0"),
            ("1e400", "", "", "1e40"),
        ],
    );
}

#[test]
fn values_of_another_kind() {
    try_files(
        "uptake: 1\nregisters:\n  others:\n    fields: { approved: bool, seats: int, since: date }\n    entries:\n      a: { HERE }\n",
        &[
            ("approved: yes", "found `yes`", "write `true`", "approved: true"),
            ("approved: Nein", "found `Nein`", "write `false`", "approved: false"),
            (
                "seats: \"5\"",
                "found `5`",
                "leave the quotes out: write `5`",
                "seats: 5",
            ),
            (
                "since: 31.12.2026",
                "found `31.12.2026`",
                "write the day as `2026-12-31`",
                "since: 2026-12-31",
            ),
        ],
    );
    try_files(
        "uptake: 1\ncalendar: { HERE }\n",
        &[(
            "working_days: []",
            "no day is a working day",
            "name at least one",
            "working_days: [monday]",
        )],
    );
}

#[test]
fn overrides() {
    try_files(
        "uptake: 1\nextends: mine\nHERE\nmeasures:\n  others: { where: length > 5 }\n",
        &[
            (
                "for: EMEA",
                "`for`: expected a mapping, found text",
                "as in `for: { region: EMEA }`",
                "for: { team: EMEA }",
            ),
            (
                "effective: 2026-07-01",
                "`effective`: expected a mapping, found text",
                "write `effective: { from: 2026-07-01 }`",
                "effective: { from: 2026-07-01 }",
            ),
            (
                "for: { role: Csm }",
                "nobody is in the group: `Csm` isn't one of the values that `role` has",
                "did you mean `CSM`?",
                "for: { role: CSM }",
            ),
        ],
    );
    try_files(
        "uptake: 1\nHERE\nfor: { team: EMEA }\nmeasures:\n  others: { where: length > 5 }\n",
        &[(
            "about: Of a team.",
            "required key `extends` is missing from an override",
            "write `extends: PACK`",
            "extends: mine",
        )],
    );
    try_files(
        "HERE\nmeasures:\n  more: { count: calls }\n",
        &[(
            "about: Mine.",
            "required key `uptake` is missing",
            "write `uptake: 1`",
            "uptake: 1",
        )],
    );
}

#[test]
fn warnings_of_what_is_sound_and_probably_not_meant() {
    try_files(
        "uptake: 1\nmeasures:\n  more: { HERE }\n",
        &[
            (
                "value: made / others",
                "`made` and `others` are whole numbers",
                "write `made * 1.0 / others`",
                "value: made * 1.0 / others",
            ),
            (
                "value: (made + 1) / others",
                "whole numbers",
                "write `(made + 1) * 1.0 / others`",
                "value: (made + 1) * 1.0 / others",
            ),
            (
                "count: calls, where: tool == \"Notes Genie\"",
                "other spellings of `notes-genie` don't count",
                "`tool.id == \"notes-genie\"`",
                "count: calls, where: tool.id == \"notes-genie\"",
            ),
            (
                "count: calls, where: tool == \"ng\"",
                "other spellings of `notes-genie` don't count",
                "`tool.id == \"notes-genie\"`",
                "count: calls, where: tool == \"Gizmo\"",
            ),
            (
                "count: calls, where: tool.id == \"notes-geni\"",
                "`notes-geni` isn't one of the ids that `tool.id` has",
                "did you mean `notes-genie`?",
                "count: calls, where: tool.id == \"notes-genie\"",
            ),
            (
                "count: calls, where: tool.vendor == \"acme\"",
                "`acme` isn't one of the values that `tool.vendor` has",
                "did you mean `Acme`?",
                "count: calls, where: tool.vendor == \"Acme\"",
            ),
        ],
    );
    try_files(
        "uptake: 1\ndefinitions:\n  more: { when: 'HERE' }\n",
        &[
            (
                "role == \"Csm\"",
                "`Csm` isn't one of the values that `role` has",
                "did you mean `CSM`?",
                "role == \"CSM\"",
            ),
            (
                "role in [\"CSM\", \"Boss\"]",
                "`Boss` isn't one of the values that `role` has",
                "available: `CSM`, `TAM`",
                "role in [\"CSM\", \"TAM\"]",
            ),
            (
                "role in \"CSM, TAM\"",
                "looked for as a part of a text",
                "write `role in [\"CSM\", \"TAM\"]`",
                "role in [\"CSM\", \"TAM\"]",
            ),
            (
                "made >= -3",
                "`made >= -3` is true for every known value",
                "`made` is at least 0",
                "made >= 3",
            ),
            (
                "made < 0",
                "`made < 0` can never be true",
                "`made` is at least 0",
                "made < 1",
            ),
            (
                "0 <= made",
                "`0 <= made` is true for every known value",
                "at least 0",
                "1 <= made",
            ),
            (
                "made == -1",
                "`made == -1` can never be true",
                "at least 0",
                "made == 1",
            ),
        ],
    );
    try_files(
        "uptake: 1\nladders:\n  habit:\n    steps:\n      HERE\n",
        &[(
            "- { label: some, when: made >= 1 }\n      - { label: high, when: made >= 10 }",
            "`high` is never reached: `some` before it holds whenever it does",
            "put `high` before `some`",
            "- { label: high, when: made >= 10 }\n      - { label: some, when: made >= 1 }",
        )],
    );
}

#[test]
fn what_may_be_meant_isnt_warned_of() {
    let sound = "uptake: 1
constants: { least: 3 }
measures:
  a: { value: made * 1.0 / others }
  b: { value: hours / 2 }
  c: { count: calls, where: tool == \"Gizmo\" }
  d: { sum: calls.length }
definitions:
  e: { when: made >= least }
  f: { when: d >= -3 }
  g: { when: team == \"anything\" }
  h: { when: '\"CSM, TAM\".contains(role)' }
ladders:
  habit:
    steps:
      - { label: high, when: made >= 10 }
      - { label: other, when: hours > 3.0 }
      - { label: some, when: made >= 1 }
";
    assert_eq!(check(&[("data.yaml", DATA), ("rules.yaml", sound)]).text(), "");
}
