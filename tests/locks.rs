//! Locks hold whatever way they are gone around: by what a locked rule reads, by names, by bands, by layers and by waivers.

use crate::support::Project;

const PACK: &str = "\
uptake: 1
pack: base
owner: ops@example.com
layers: [region, team]
entities: people
datasets:
  people:
    kind: entities
    entity: id
    key: [id]
    columns: { id: text, region: text, team: text, role: text }
  uses:
    kind: events
    entity: id
    time: at
    columns:
      id: text
      at: datetime
      tool: { type: text, register: tools }
      documented: { type: bool, optional: true }
      minutes: { type: float, optional: true }
registers:
  tools:
    fields: { approved: bool, vendor: text }
    entries:
      helper: { approved: true, vendor: Acme, patterns: ['helper*'] }
      banned: { approved: false, patterns: ['*.banned.example'], tighten_only: true }
mappings:
  export:
    dataset: uses
    input: { who: text, when: datetime, what: text, proven: bool }
    columns: { id: who, at: when, tool: what, documented: proven }
constants:
  least: 3
  roles: [CSM, Lead]
measures:
  evidence: { count: uses, where: tool.approved && documented }
  days: { distinct_days: uses, where: tool.approved && documented }
  hours: { sum: uses.minutes }
definitions:
  eligible: { when: role in roles }
  used: { when: evidence >= least }
  active: { when: used && days >= 1, locked: true }
  keen: { when: evidence >= least && hours >= 0.5, tighten_only: true }
benchmarks:
  good: { by: region, edge: lower, below: Low, bands: [Good], tighten_only: true, table: { North: [50], South: [40] } }
metrics:
  rate: { title: Rate, share: active, of: eligible, by: [team], benchmark: good }
";

/// What `check` reports of the pack with some override files.
fn with(overrides: &[&str]) -> Vec<String> {
    edited(|pack| pack, overrides)
}

fn edited(edit: impl Fn(String) -> String, overrides: &[&str]) -> Vec<String> {
    let base = Project::empty().file("rules/base.yaml", edit(PACK.to_owned()));
    let project = overrides.iter().enumerate().fold(base, |project, (number, rest)| {
        project.file(
            &format!("rules/over{number}.yaml"),
            format!("uptake: 1\nextends: base\n{rest}"),
        )
    });
    project.findings("rules")
}

/// The one finding has this code, this place and these words.
fn finds(found: &[String], code: &str, place: &str, words: &[&str]) {
    assert_eq!(found.len(), 1, "{found:?}");
    let found = &found[0];
    assert!(found.starts_with(&format!("error[{code}] ")), "{found}");
    assert!(found.contains(place), "{found}");
    for word in words {
        assert!(found.contains(word), "{word}: {found}");
    }
}

#[test]
fn the_where_of_a_measure_that_a_locked_definition_reads_is_locked_with_it() {
    for change in ["where: tool.approved", "where: 'true'", "remove: [where]"] {
        finds(
            &with(&[&format!(
                "for: {{ team: Red }}\nmeasures: {{ evidence: {{ {change} }} }}\n"
            )]),
            "around-lock",
            "over0.yaml:4:",
            &[
                "`active` reads `used`, which reads the measure `evidence`",
                "measures.evidence.where",
                "waiver",
            ],
        );
    }
}

#[test]
fn a_constant_that_a_locked_definition_reads_is_locked_with_it() {
    for value in ["1", "{ value: 1 }"] {
        finds(
            &with(&[&format!("for: {{ team: Red }}\nconstants: {{ least: {value} }}\n")]),
            "around-lock",
            "over0.yaml:4:",
            &["`active` reads `used`, which reads the constant `least`"],
        );
    }
    // The same value changes nothing.
    assert_eq!(with(&["for: { team: Red }\nconstants: { least: 3 }\n"]), [""; 0]);
}

#[test]
fn a_set_that_a_locked_definition_reads_is_locked_for_everybody() {
    let lock = |pack: String| {
        pack.replace(
            "eligible: { when: role in roles }",
            "eligible: { when: role in roles, locked: true }",
        )
    };
    finds(
        &edited(lock, &["constants: { roles: [CSM, Lead, Trainee] }\n"]),
        "around-lock",
        "over0.yaml:3:",
        &["`eligible` reads the constant `roles`"],
    );
}

#[test]
fn a_tool_that_nobody_listed_is_not_approved_by_a_team() {
    for change in [
        "entries: { mine: { approved: true } }",
        "entries: { helper: { aliases: [My Own Bot] } }",
        "entries: { helper: { patterns: ['*'] } }",
        "entries: { helper: { title: My Own Bot } }",
        "entries: { helper: { approved: { from: 2026-01-01 } } }",
    ] {
        finds(
            &with(&[&format!(
                "for: {{ team: Red }}\nregisters: {{ tools: {{ {change} }} }}\n"
            )]),
            "around-lock",
            "over0.yaml:4:",
            &["`active` reads the measure `days`, which reads the register `tools`"],
        );
    }
    // What isn't read is free.
    let vendor = "for: { team: Red }\nregisters: { tools: { entries: { helper: { vendor: Acme Ltd } } } }\n";
    assert_eq!(with(&[vendor]), [""; 0]);
}

/// The pack without the locked definition, so that the register's own marks are all there is.
fn only_entries(pack: String) -> String {
    pack.replace(", locked: true }", " }")
        .replace("hours >= 0.5, tighten_only: true }", "hours >= 0.5 }")
}

#[test]
fn a_longer_pattern_or_an_alias_does_not_make_a_forbidden_tool_an_approved_one() {
    for change in [
        "helper: { patterns: ['helper*', '*chat.banned.example'] }",
        "helper: { aliases: [chat.banned.example] }",
        "mine: { approved: true, patterns: ['chat.banned.exampl*'] }",
        "helper: { aliases: [banned.example], patterns: ['*.banned.example*'] }",
    ] {
        let over = format!("for: {{ team: Red }}\nregisters: {{ tools: {{ entries: {{ {change} }} }} }}\n");
        finds(
            &edited(only_entries, &[&over]),
            "looser-override",
            "over0.yaml:4:",
            &["`banned`", "banned.", "`approved`"],
        );
    }
    // Another name of the forbidden tool is fine.
    let more = "for: { team: Red }\nregisters: { tools: { entries: { banned: { aliases: [Bann] } } } }\n";
    assert_eq!(edited(only_entries, &[more]), [""; 0]);
}

#[test]
fn a_name_of_a_locked_entry_stays_its_own() {
    let locked = |pack: String| {
        only_entries(pack).replace(
            "'*.banned.example'], tighten_only: true",
            "'*.banned.example'], locked: true",
        )
    };
    let over =
        "for: { team: Red }\nregisters: { tools: { entries: { mine: { patterns: ['chat.banned.example*'] } } } }\n";
    finds(
        &edited(locked, &[over]),
        "around-lock",
        "over0.yaml:4:",
        &["`chat.banned.example` was `banned`, and is `mine` now"],
    );
}

#[test]
fn conditions_that_only_look_tighter_are_shown_with_a_case() {
    let pack = |when: &str| {
        let with = format!("keen: {{ when: '{when}', tighten_only: true }}");
        move |pack: String| {
            pack.replace(
                "keen: { when: evidence >= least && hours >= 0.5, tighten_only: true }",
                &with,
            )
        }
    };
    for (old, new, case) in [
        ("hours >= 0.5", "!(hours < 0.5)", "`hours` 0.4999999999999999"),
        ("evidence != 0", "evidence == 0.0", "`evidence` 0"),
        (
            "evidence * 1.0 / days < 5.0",
            "!(evidence * 1.0 / days >= 3.0)",
            "`days` ",
        ),
        ("evidence >= 3", "evidence >= 2", "`evidence` 2"),
        ("evidence >= 3", "(evidence >= 3) ?? true", "`evidence` unknown"),
    ] {
        let over = format!("for: {{ team: Red }}\ndefinitions: {{ keen: {{ when: '{new}' }} }}\n");
        finds(
            &edited(pack(old), &[&over]),
            "looser-override",
            "over0.yaml:4:",
            &[case],
        );
    }
}

#[test]
fn a_rule_over_several_weeks_is_compared_by_what_can_be_in_them() {
    let windowed = |pack: String| {
        pack.replace(
            "keen: { when: evidence >= least && hours >= 0.5, tighten_only: true }",
            "keen: { when: evidence_4w >= 6, tighten_only: true }",
        )
        .replace(
            "  hours: { sum: uses.minutes }",
            "  hours: { sum: uses.minutes }\n  evidence_4w: { sum: evidence, over: { last: 4, by: calendar, absent: zero } }",
        )
        .replace("active: { when: used && days >= 1, locked: true }", "active: { when: used && days >= 1 }")
    };
    for (change, case) in [
        ("definitions: { keen: { when: evidence_4w >= 5 } }", "`evidence_4w` 5"),
        (
            "definitions: { keen: { when: 'last(8, evidence).sum() >= 6' } }",
            "`last(8, evidence).sum()` ",
        ),
        (
            "measures: { evidence: { where: tool.approved } }",
            "`evidence_4w, form 2` ",
        ),
    ] {
        finds(
            &edited(windowed, &[&format!("for: {{ team: Red }}\n{change}\n")]),
            "looser-override",
            "over0.yaml:4:",
            &[case],
        );
    }
    for change in [
        "definitions: { keen: { when: evidence_4w >= 7 } }",
        "definitions: { keen: { when: 'evidence_4w >= 6 && last(2, evidence).sum() >= 2' } }",
        // What is of fewer weeks is among what is of more of them, where both are known.
        "definitions: { keen: { when: 'last(2, evidence).sum() >= 6 && is_known(evidence_4w)' } }",
        "measures: { evidence: { where: tool.approved && documented && tool.listed } }",
    ] {
        let found = edited(windowed, &[&format!("for: {{ team: Red }}\n{change}\n")]);
        assert_eq!(found, Vec::<String>::new(), "{change}");
    }
}

#[test]
fn a_rule_that_may_only_be_tightened_is_compared_with_all_that_it_reads() {
    for (change, case) in [
        ("constants: { least: 2 }", "`evidence` 2"),
        (
            "measures: { evidence: { where: tool.approved } }",
            "`evidence where tool.approved` 3",
        ),
        (
            "registers: { tools: { entries: { mine: { approved: true } } } }",
            "`evidence where tool.approved && documented` 3",
        ),
    ] {
        // Without the locked definition, which reads the same.
        let free = |pack: String| pack.replace("days >= 1, locked: true }", "days >= 1 }");
        finds(
            &edited(free, &[&format!("for: {{ team: Red }}\n{change}\n")]),
            "looser-override",
            "over0.yaml:4:",
            &[
                "`keen` may only be tightened, and this makes it looser",
                "`keen` reads the ",
                case,
            ],
        );
    }
    for change in [
        "constants: { least: 4 }",
        "measures: { evidence: { where: tool.approved && documented && tool.listed } }",
        "registers: { tools: { entries: { helper: { approved: false } } } }",
        "registers: { tools: { entries: { helper: { approved: { from: 2026-06-01 } } } } }",
    ] {
        let free = |pack: String| pack.replace("days >= 1, locked: true }", "days >= 1 }");
        let over = format!("for: {{ team: Red }}\n{change}\n");
        assert_eq!(edited(free, &[&over]), [""; 0], "{change}");
    }
}

#[test]
fn an_edit_that_makes_nobody_true_is_no_loosening() {
    let free = |pack: String| {
        pack.replace("days >= 1, locked: true }", "days >= 1 }").replace(
            "keen: { when: evidence >= least && hours >= 0.5, tighten_only: true }",
            "keen: { when: evidence >= least, tighten_only: true }",
        )
    };
    let red = |rest: &str| format!("for: {{ team: Red }}\n{rest}\n");
    for harmless in [
        // What is only reported changes no row.
        "datasets: { uses: { columns: { documented: { missing: report }, tool: { values: [helper] } } } }".to_owned(),
        // Who has none is unknown instead of zero.
        red("measures: { evidence: { absent: unknown } }"),
        // There are no more days with such events than such events.
        red("definitions: { keen: { when: days >= least } }"),
        red("definitions: { keen: { when: \"abs(evidence) >= least && max(evidence, 2) >= 3\" } }"),
    ] {
        assert_eq!(edited(free, &[&harmless]), [""; 0], "{harmless}");
    }
    // What only looks alike is refused as ever.
    for (loose, case) in [
        (
            "measures: { days: { where: \"true\" } }\ndefinitions: { keen: { when: days >= least } }",
            "`days` 3",
        ),
        (
            "measures: { evidence: { absent: unknown } }\ndefinitions: { keen: { when: (evidence >= least) ?? true } }",
            "`evidence",
        ),
        (
            "definitions: { keen: { when: \"abs(evidence - 6) <= 3\" } }\nmeasures: { evidence: { where: tool.approved } }",
            "`evidence",
        ),
    ] {
        let found = edited(free, &[&red(loose)]);
        assert!(
            !found.is_empty() && found.iter().all(|found| found.starts_with("error[looser-override] ")),
            "{loose}: {found:?}"
        );
        assert!(found.iter().any(|found| found.contains(case)), "{loose}: {found:?}");
    }
    // Rows that are set aside are others.
    let aside = "datasets: { uses: { columns: { documented: { missing: set_aside } } } }";
    let found = edited(free, &[aside]);
    assert!(
        !found.is_empty() && found.iter().all(|found| found.starts_with("error[")),
        "{found:?}"
    );
}

#[test]
fn a_case_of_an_override_has_values_that_its_constants_have() {
    let free = |pack: String| {
        pack.replace("days >= 1, locked: true }", "days >= 1 }").replace(
            "keen: { when: evidence >= least && hours >= 0.5, tighten_only: true }",
            "keen: { when: evidence >= least, tighten_only: true }",
        )
    };
    let north = "for: { region: North }\nconstants: { least: 6 }\n";
    let red = |least: &str| {
        format!("for: {{ region: North, team: Red }}\ndefinitions: {{ keen: {{ when: evidence >= {least} }} }}\n")
    };
    for tighter in ["least", "6", "least + 1"] {
        assert_eq!(edited(free, &[north, &red(tighter)]), [""; 0], "{tighter}");
    }
    // What the region tightened is the bound, and the constant is 6 there.
    for looser in ["least - 3", "3"] {
        finds(
            &edited(free, &[north, &red(looser)]),
            "looser-override",
            "over1.yaml:",
            &["`evidence` "],
        );
    }
}

#[test]
fn an_edge_and_a_removed_row_of_a_benchmark_are_looser() {
    for (change, words) in [
        ("edge: higher", "a value on an edge"),
        ("table: { remove: [South] }", "no row for `South`"),
        ("table: { South: [30] }", "`Good` starts at 30"),
    ] {
        finds(
            &with(&[&format!(
                "for: {{ team: Red }}\nbenchmarks: {{ good: {{ {change} }} }}\n"
            )]),
            "looser-override",
            "over0.yaml:4:",
            &[words],
        );
    }
}

#[test]
fn a_default_and_a_mapping_of_what_a_locked_definition_counts_are_locked_with_it() {
    for (change, words) in [
        (
            "datasets: { uses: { columns: { documented: { default: true } } } }",
            "the dataset `uses`",
        ),
        (
            "datasets: { uses: { columns: { tool: { default: helper } } } }",
            "the dataset `uses`",
        ),
        (
            "mappings: { export: { columns: { documented: 'true' } } }",
            "the mapping `export`",
        ),
    ] {
        let found = with(&[&format!("{change}\n")]);
        finds(&found, "around-lock", "over0.yaml:3:", &["`active` reads", words]);
    }
}

#[test]
fn a_team_does_not_loosen_what_its_region_tightened_below_the_pack() {
    let free = |pack: String| pack.replace("days >= 1, locked: true }", "days >= 1 }");
    let north = "for: { region: North }\ndefinitions: { keen: { when: evidence >= 6 && hours >= 0.5 } }\n";
    let red = |least: u8| {
        format!("for: {{ team: Red }}\ndefinitions: {{ keen: {{ when: evidence >= {least} && hours >= 0.5 }} }}\n")
    };
    assert_eq!(edited(free, &[north, &red(6)]), [""; 0], "as tight as the region's");
    // Four is tighter than the pack's rule, and looser than what holds in the region.
    for least in [4, 2] {
        let found = edited(free, &[north, &red(least)]);
        assert!(
            !found.is_empty() && found.iter().all(|found| found.starts_with("error[looser-override] ")),
            "{found:?}"
        );
    }
}

#[test]
fn a_team_does_not_grant_itself_a_waiver_in_a_file_for_everybody() {
    let waiver =
        "waivers: { ours: { of: definitions.active, owner: ops@example.com, reason: Because., until: 2099-09-01 } }\n";
    let change = "for: { team: Red }\neffective: { until: 2099-09-01 }\ndefinitions: { active: { when: used } }\n";
    for owner in ["", "owner: red@example.com\n"] {
        finds(
            &with(&[&format!("{owner}{waiver}"), change]),
            "locked-value",
            "over0.yaml:",
            &["only if it has the owner of the pack `base`", "ops@example.com"],
        );
    }
    assert_eq!(with(&[&format!("owner: ops@example.com\n{waiver}"), change]), [""; 0]);
}

#[test]
fn a_waiver_and_a_word_of_the_owner_open_what_a_locked_rule_reads() {
    let change = "for: { team: Red }\neffective: { until: 2099-09-01 }\nconstants: { least: 4 }\n";
    for of in ["constants.least", "definitions.active"] {
        let waiver = format!(
            "waivers:\n  pilot: {{ of: {of}, for: {{ team: Red }}, owner: ops@example.com, reason: A pilot., until: 2099-09-01 }}\n"
        );
        assert_eq!(edited(|pack| format!("{pack}{waiver}"), &[change]), [""; 0], "{of}");
    }
    for free in ["{ value: 3, locked: false }", "{ value: 3, tighten_only: higher }"] {
        let pack = |pack: String| pack.replace("least: 3", &format!("least: {free}"));
        assert_eq!(edited(pack, &[change]), [""; 0], "{free}");
    }
    let tools = |pack: String| pack.replace("  tools:\n", "  tools:\n    locked: false\n");
    let mine = "for: { team: Red }\nregisters: { tools: { entries: { mine: { approved: true } } } }\n";
    assert_eq!(edited(tools, &[mine]), [""; 0]);
}

#[test]
fn a_rule_that_is_tightened_may_still_not_lift_the_rate() {
    let pack = |pack: String| {
        pack.replace("days >= 1, locked: true }", "days >= 1 }")
            .replace(
                "eligible: { when: role in roles }",
                "eligible: { when: role in roles, tighten_only: true, may_not: raise rate }",
            )
            .replace(
                "used: { when: evidence >= least }",
                "used: { when: evidence >= least, may_not: [lower rate] }",
            )
    };
    let over = |rules: &str| edited(pack, &[&format!("for: {{ team: Red }}\n{rules}\n")]);
    finds(
        &over("definitions: { eligible: { when: role in roles && evidence >= 1 } }"),
        "moves-metric",
        "over0.yaml:4:",
        &[
            "this can raise `rate`",
            "somebody counted and wasn't active, and doesn't count now",
        ],
    );
    // Whoever falls out was active.
    assert_eq!(
        over("definitions: { eligible: { when: role in roles && !active } }").len(),
        0
    );
    // What it reads counts as well.
    finds(
        &over("measures: { evidence: { where: tool.approved && documented && tool.listed && minutes > 1.0 } }"),
        "moves-metric",
        "over0.yaml:4:",
        &["this can lower `rate`"],
    );
    assert_eq!(
        over("definitions: { used: { when: evidence >= 2 } }").len(),
        0,
        "the rate rises only"
    );
    for (bound, words) in [
        ("lift rate", "expected `raise METRIC`"),
        ("raise rat", "did you mean `rate`?"),
    ] {
        let wrong = |pack: String| pack.replace("role in roles }", &format!("role in roles, may_not: {bound} }}"));
        let found = edited(wrong, &[]);
        assert!(found.len() == 1 && found[0].contains(words), "{found:?}");
    }
    finds(
        &over("definitions: { eligible: { may_not: raise rate } }"),
        "wrong-value",
        "over0.yaml:4:",
        &["an override can't state `may_not`"],
    );
}
