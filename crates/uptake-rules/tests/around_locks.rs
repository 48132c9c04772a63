//! Ways around a lock, each closed, and changes that a lock leaves free: rule files in, codes of errors out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use support::check;
use uptake_rules::Severity;

const PACK: &str = r#"
uptake: 1
pack: base
owner: ops@example.com
layers: [region]
entities: staff
datasets:
  staff:
    kind: entities
    entity: id
    key: [id]
    from: joined
    through: left
    columns: { id: text, region: text, grade: text, joined: date, left: { type: date, optional: true } }
  away:
    kind: spells
    entity: id
    from: first
    through: last
    optional: true
    columns: { id: text, first: date, last: date, owner: { type: text, optional: true } }
  posts:
    kind: spells
    entity: id
    from: first
    through: last
    updates: [grade]
    optional: true
    columns: { id: text, first: date, last: date, grade: text }
  logins:
    kind: names
    entity: id
    name: login
    optional: true
    columns: { id: text, login: text }
  chats:
    kind: events
    entity: id
    time: at
    columns: { id: text, at: datetime, model: { type: text, register: models }, checked: { type: bool, default: false } }
registers:
  models:
    fields: { approved: bool }
    entries:
      small: { approved: true }
      large: { approved: false }
constants:
  least: 3
  weeks: 4
mappings:
  hr:
    dataset: staff
    input: { who: text, rank: text, place: text, since: date }
    columns: { id: who, grade: rank, region: place, joined: since }
  rota:
    dataset: away
    input: { who: text, a: date, b: date }
    columns: { id: who, first: a, last: b }
  history:
    dataset: posts
    input: { who: text, a: date, b: date, rank: text }
    columns: { id: who, first: a, last: b, grade: rank }
  directory:
    dataset: logins
    input: { who: text, short: text }
    columns: { id: who, login: short }
  export:
    dataset: chats
    input: { who: text, when: datetime, what: text }
    columns: { id: who, at: when, model: what, checked: 'what != ""' }
measures:
  good: { count: chats, where: model.approved && checked }
  days: { days: { within: staff, except: away } }
definitions:
  counts: { when: 'grade == "A" && days >= 3'COUNTS }
  active: { when: ACTIVE }
ladders:
  size: { of: days, edge: higher, bands: [{ label: short }, { label: long, from: 4 }] }
metrics:
  rate: { title: Rate, share: active, of: counts, benchmark: good_enough }
benchmarks:
  good_enough: { by: size, edge: higher, bands: [Good], table: { short: [50], long: [70] } }
"#;

const LOCKS: [&str; 3] = ["locked: true", "tighten_only: true", "may_not: raise rate"];

/// The pack with a condition and a lock of `active`, and one of `counts`.
fn pack(active: &str, lock: &str, counts: &str) -> String {
    let lock = if lock.is_empty() {
        String::new()
    } else {
        format!(", {lock}")
    };
    let counts = if counts.is_empty() {
        String::new()
    } else {
        format!(", {counts}")
    };
    PACK.replace("ACTIVE", &format!("{active}{lock}"))
        .replace("COUNTS", &counts)
}

/// The codes of the errors of a pack with override files.
fn errors(pack: &str, overrides: &[&str]) -> Vec<&'static str> {
    let texts: Vec<(String, String)> = overrides
        .iter()
        .enumerate()
        .map(|(number, rest)| {
            (
                format!("over{number}.yaml"),
                format!("uptake: 1\nextends: base\n{rest}\n"),
            )
        })
        .collect();
    let mut files = vec![("base.yaml", pack)];
    files.extend(texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let checked = check(&files);
    let errors = checked.found.iter().filter(|found| found.severity == Severity::Error);
    errors.map(|found| found.code.as_str()).collect()
}

/// Each change is refused, under each of the locks, by what protects rules and by nothing else.
fn refused(make: impl Fn(&str) -> String, locks: &[&str], changes: &[&str]) {
    const PROTECT: &[&str] = &[
        "locked-value",
        "around-lock",
        "looser-override",
        "undecided-override",
        "moves-metric",
    ];
    for lock in locks {
        let pack = make(lock);
        assert_eq!(errors(&pack, &[]), [""; 0], "{lock}");
        for change in changes {
            let found = errors(&pack, &[change]);
            assert!(!found.is_empty(), "{lock}: {change} is accepted");
            assert!(
                found.iter().all(|code| PROTECT.contains(code)),
                "{lock}: {change}: {found:?}"
            );
        }
    }
}

fn accepted(pack: &str, changes: &[&str]) {
    for change in changes {
        assert_eq!(errors(pack, &[change]), [""; 0], "{change}");
    }
}

fn waiver(of: &str) -> String {
    format!(
        "waivers:\n  trial: {{ of: {of}, for: {{ region: North }}, owner: ops@example.com, reason: A trial., until: 2027-03-01 }}\n"
    )
}

fn waived(active: &str, lock: &str, of: &str) -> String {
    format!("{}{}", pack(active, lock, ""), waiver(of))
}

const NORTH: &str = "for: { region: North }\neffective: { until: 2027-03-01 }\n";

#[test]
fn a_waiver_for_a_part_of_a_rule_opens_that_part_alone() {
    let make = |lock: &str| waived("good >= least", lock, "definitions.active.about");
    let changes = [
        "constants: { least: 1 }",
        "measures: { good: { where: 'true' } }",
        "definitions: { active: { when: good >= 1 } }",
        "definitions: { active: { about: Other words., when: good >= 1 } }",
    ];
    let changes = changes.map(|change| format!("{NORTH}{change}"));
    refused(make, &LOCKS, &changes.each_ref().map(String::as_str));
    // A waiver of what is changed, or of the rule, is enough.
    for of in ["definitions.active.when", "definitions.active"] {
        let looser = format!("{NORTH}definitions: {{ active: {{ when: good >= 1 }} }}");
        for lock in LOCKS {
            accepted(&waived("good >= least", lock, of), &[&looser]);
        }
    }
}

#[test]
fn a_waiver_for_one_value_opens_nothing_else_in_the_same_file() {
    let make = |lock: &str| waived("good >= least", lock, "constants.least");
    let changes = [
        "constants: { least: 2 }\ndefinitions: { active: { when: 'true' } }",
        "constants: { least: 2 }\nmeasures: { good: { where: 'true' } }",
        "constants: { least: 2 }\nregisters: { models: { entries: { large: { approved: true } } } }",
    ];
    let changes = changes.map(|change| format!("{NORTH}{change}"));
    refused(make, &LOCKS, &changes.each_ref().map(String::as_str));
    // Beside what is waived the rest may be tighter, in the same file and in another one.
    let least = format!("{NORTH}constants: {{ least: 2 }}");
    let tighter = "measures: { good: { where: model.approved && checked && model.listed } }";
    for lock in ["tighten_only: true", "may_not: raise rate"] {
        accepted(&make(lock), &[&least, &format!("{least}\n{tighter}")]);
        let other = format!("{NORTH}{tighter}");
        assert_eq!(errors(&make(lock), &[&least, &other]), [""; 0], "{lock}");
    }
}

#[test]
fn a_constant_is_protected_wherever_a_protected_rule_names_it() {
    let group = "for: { region: North }\n";
    let everybody = ["constants: { weeks: 8 }"];
    for when in [
        "'last(weeks, good).sum() >= 3'",
        "'last(9, good).at_least(weeks).sum() >= 3'",
        "'lag(good, weeks) >= 3'",
    ] {
        refused(|lock| pack(when, lock, ""), &LOCKS, &everybody);
    }
    let script = |lock: &str| {
        let active = format!("active: {{ rhai: 'let n = 0; for i in 0..good {{ n += 1; }} n >= least', {lock} }}");
        pack("good >= 3", "", "").replace("active: { when: good >= 3 }", &active)
    };
    let changes = [
        "constants: { least: 1 }".to_owned(),
        format!("{group}constants: {{ least: 1 }}"),
    ];
    refused(script, &LOCKS, &changes.each_ref().map(String::as_str));
    // A mapping names constants, too.
    let mapped =
        |lock: &str| pack("good >= 3", lock, "").replace("checked: 'what != \"\"'", "checked: 'what.len() >= least'");
    refused(mapped, &LOCKS, &["constants: { least: 0 }"]);
    // One that is named in quotes alone is no constant.
    let quoted = pack("'last(4, good).sum() >= 3 && grade != \"weeks\"'", "locked: true", "");
    accepted(&quoted, &everybody);
}

#[test]
fn what_fills_the_list_the_spells_and_the_names_is_protected_with_what_reads_them() {
    let changes = [
        "mappings: { hr: { columns: { grade: '\"A\"' } } }",
        "mappings: { hr: { where: rank == \"A\" } }",
        "datasets: { staff: { columns: { grade: { type: text, default: A } } } }",
        "datasets: { staff: { remove: [through] } }",
        "datasets: { staff: { from: left } }",
        "mappings: { rota: { where: 'false' } }",
        "datasets: { away: { from: last } }",
        "datasets: { posts: { remove: [updates] } }",
        "datasets: { posts: { columns: { grade: { type: text, default: A } } } }",
        "mappings: { history: { columns: { grade: '\"A\"' } } }",
        "datasets: { away: { updates: [grade], columns: { grade: { type: text, optional: true } } } }",
        "mappings: { directory: { columns: { login: who, id: short } } }",
        "mappings: { rota: { names_ignore: [case] } }",
        "mappings: { rota: { identities: directory } }",
    ];
    refused(|lock| pack("good >= 3", "", lock), &LOCKS, &changes);
    let events = [
        "mappings: { export: { names_ignore: [case] } }",
        "mappings: { export: { identities: directory } }",
        "mappings: { export: { columns: { checked: 'true' } } }",
        "mappings: { directory: { columns: { login: who, id: short } } }",
        "datasets: { chats: { columns: { checked: { default: true } } } }",
    ];
    refused(|lock| pack("good >= 3", lock, ""), &LOCKS, &events);
    for lock in LOCKS {
        accepted(
            &pack("good >= 3", lock, lock),
            &[
                "datasets: { staff: { columns: { grade: { type: text, values: [A, B] } } } }",
                "datasets: { staff: { columns: { grade: { type: text, about: The grade., headings: [Grade] } } } }",
                "datasets: { away: { columns: { owner: { default: nobody } } } }",
                "mappings: { rota: { about: The rota. } }",
            ],
        );
    }
}

#[test]
fn a_value_counts_as_changed_where_it_is_removed_and_where_its_key_reads_like_a_word() {
    // The name of the column is that of the key.
    let same_names = |lock: &str| {
        pack("good >= 3", "", lock)
            .replace("    through: left\n", "    through: through\n")
            .replace(
                "left: { type: date, optional: true }",
                "through: { type: date, optional: true }",
            )
    };
    refused(same_names, &LOCKS, &["datasets: { staff: { remove: through } }"]);
    let owned = |lock: &str| {
        pack("good >= 3", "", lock)
            .replace("    from: first\n    through: last\n    optional: true\n    columns: { id: text, first: date, last: date, owner: { type: text, optional: true } }",
                "    from: first\n    through: owner\n    optional: true\n    columns: { id: text, first: date, owner: date }")
            .replace("columns: { id: who, first: a, last: b }", "columns: { id: who, first: a, owner: b }")
    };
    refused(owned, &LOCKS, &["mappings: { rota: { columns: { owner: a } } }"]);
    // An entry of which nothing is said is listed.
    let listed = |lock: &str| pack("good >= 3", lock, "").replace("model.approved && checked", "model.listed");
    refused(listed, &LOCKS, &["registers: { models: { entries: { huge: {} } } }"]);
}

#[test]
fn a_metric_that_may_not_move_is_bound_itself() {
    let make = |lock: &str| pack("good >= 3", lock, "");
    let changes = [
        "metrics: { rate: { of: active } }",
        "metrics: { rate: { share: counts } }",
    ];
    refused(make, &["may_not: raise rate"], &changes);
    accepted(
        &make("may_not: raise rate"),
        &[
            "metrics: { rate: { title: The rate } }",
            "metrics: { rate: { by: [region] } }",
        ],
    );
}

#[test]
fn a_benchmark_is_protected_with_the_ladder_whose_labels_its_rows_have() {
    let make = |lock: &str| {
        pack("good >= 3", "", "").replace(
            "good_enough: { by: size,",
            &format!("good_enough: {{ {lock}, by: size,"),
        )
    };
    let bands = "for: { region: North }\nladders: { size: { bands: [{ label: short }, { label: long, from: 5 }] } }";
    refused(make, &["locked: true", "tighten_only: true"], &[bands]);
}

#[test]
fn all_names_of_an_entry_are_one_of_what_is_counted_as_different() {
    let make = |lock: &str| {
        pack("good >= 3", lock, "").replace(
            "{ count: chats, where: model.approved && checked }",
            "{ distinct: chats.model }",
        )
    };
    refused(
        make,
        &LOCKS,
        &["for: { region: North }\nregisters: { models: { entries: { small: { aliases: [tiny] } } } }"],
    );
}

/// The pack with a narrower layer below the region.
fn layered(lock: &str) -> String {
    pack("good >= least", lock, "").replace("layers: [region]", "layers: [region, grade]")
}

#[test]
fn what_a_region_tightened_no_team_below_it_loosens() {
    let north = "for: { region: North }\n";
    let tighter = [
        "definitions: { active: { when: good >= 5 } }",
        "constants: { least: 5 }",
        "measures: { good: { where: model.approved && checked && model.listed } }\nconstants: { least: 5 }",
    ];
    let below = [
        "definitions: { active: { when: good >= 4 } }",
        "constants: { least: 4 }",
        // What the pack says itself is looser, too.
        "definitions: { active: { when: good >= least } }\nconstants: { least: 3 }",
        "definitions: { active: { when: good >= 3 } }",
    ];
    for lock in ["tighten_only: true", "may_not: raise rate"] {
        let pack = layered(lock);
        for region in tighter {
            let region = format!("{north}{region}");
            assert_eq!(errors(&pack, &[&region]), [""; 0], "{lock}: {region}");
            for heads in ["for: { region: North, grade: A }\n", "for: { grade: A }\n"] {
                for team in below {
                    // Of a constant beside a condition that doesn't read it nothing is said.
                    if region.contains("when: good >= 5") && team.starts_with("constants") {
                        continue;
                    }
                    let team = format!("{heads}{team}");
                    let found = errors(&pack, &[&region, &team]);
                    assert!(!found.is_empty(), "{lock}: {region}\n{team} is accepted");
                    assert!(
                        found
                            .iter()
                            .all(|code| ["looser-override", "moves-metric", "undecided-override"].contains(code)),
                        "{lock}: {region}\n{team}: {found:?}"
                    );
                }
                let same = format!("{heads}definitions: {{ active: {{ when: good >= 6 }} }}");
                assert_eq!(errors(&pack, &[&region, &same]), [""; 0], "{lock}: {region}\n{same}");
            }
        }
    }
}

#[test]
fn a_constant_and_a_table_that_a_region_tightened_stay_so_below_it() {
    let make = |lock: &str| {
        layered("")
            .replace("  least: 3", "  least: { value: 3, tighten_only: higher }")
            .replace(
                "good_enough: { by: size,",
                &format!("good_enough: {{ {lock}, by: size,"),
            )
            .replace(
                "large: { approved: false }",
                "large: { approved: true, tighten_only: true }",
            )
    };
    let pack = make("tighten_only: true");
    let heads = |region: &str, team: &str| {
        [
            format!("for: {{ region: North }}\n{region}"),
            format!("for: {{ region: North, grade: A }}\n{team}"),
        ]
    };
    for (region, loose, tight) in [
        (
            "constants: { least: 5 }",
            "constants: { least: 4 }",
            "constants: { least: 6 }",
        ),
        (
            "constants: { least: 5 }",
            "constants: { least: 3 }",
            "constants: { least: 5 }",
        ),
        (
            "benchmarks: { good_enough: { table: { short: [60] } } }",
            "benchmarks: { good_enough: { table: { short: [55] } } }",
            "benchmarks: { good_enough: { table: { short: [65] } } }",
        ),
        (
            "registers: { models: { entries: { large: { approved: false } } } }",
            "registers: { models: { entries: { large: { approved: { from: 2026-07-01 } } } } }",
            "registers: { models: { entries: { large: { approved: false } } } }",
        ),
    ] {
        let [wide, narrow] = heads(region, loose);
        assert_eq!(errors(&pack, &[&wide]), [""; 0], "{region}");
        assert_eq!(errors(&pack, &[&narrow]), [""; 0], "{loose}");
        assert_eq!(
            errors(&pack, &[&wide, &narrow]),
            ["looser-override"],
            "{region}: {loose}"
        );
        let [wide, narrow] = heads(region, tight);
        assert_eq!(errors(&pack, &[&wide, &narrow]), [""; 0], "{region}: {tight}");
    }
}

#[test]
fn files_of_one_group_are_compared_together() {
    let files = [
        "for: { region: North }\ndefinitions: { active: { when: good >= least + 2 } }",
        "for: { region: North }\nmeasures: { good: { where: model.approved && checked && model.listed } }",
    ];
    for lock in ["tighten_only: true", "may_not: raise rate"] {
        assert_eq!(errors(&layered(lock), &files), [""; 0], "{lock}");
    }
}

#[test]
fn harmless_overrides_of_a_definition_are_no_looser_whatever_they_are_written_with() {
    let pack = layered("tighten_only: true");
    for change in [
        "definitions: { active: { when: 'good !in 0..3' } }",
        "definitions: { active: { when: 'switch good { 0 | 1 | 2 => false, _ => true }' } }",
    ] {
        assert_eq!(
            errors(&pack, &[&format!("for: {{ region: North }}\n{change}")]),
            [""; 0],
            "{change}"
        );
    }
    // A constant that another group has is nobody's here.
    let files = [
        "for: { region: North }\nconstants: { least: 5 }",
        "for: { region: South }\ndefinitions: { active: { when: good >= 3 } }",
    ];
    assert_eq!(errors(&pack, &files), [""; 0]);
}

/// The pack with what is made in relation to days, and with an approval that begins and ends.
fn ratios(active: &str, lock: &str) -> String {
    pack(active, lock, "")
        .replace(
            "definitions:\n",
            "  wd: { distinct_days: chats }\n  often: { value: good * 1.0 / wd }\ndefinitions:\n",
        )
        .replace(
            "large: { approved: false }",
            "large: { approved: false }\n      beta: { approved: { from: 2026-03-01, until: 2026-09-01 } }",
        )
}

#[test]
fn a_narrower_condition_below_a_ratio_a_product_or_a_window_is_tighter() {
    let group = "for: { region: North }\n";
    let narrower = [
        "measures: { good: { where: 'model.approved && checked && model == \"small\"' } }",
        "measures: { good: { where: model.approved && checked && model.listed } }",
        "registers: { models: { entries: { beta: { approved: false } } } }",
        "registers: { models: { entries: { beta: { approved: { from: 2026-04-01, until: 2026-09-01 } } } } }",
    ];
    for active in [
        "often >= 0.5",
        "good * 1.0 / wd >= 0.5",
        "'wd > 0 && good * 2 >= wd'",
        "'good * 2 >= 6'",
        "'last(4, good).sum() >= 4'",
        "'last(4, good >= 1).count() >= 2'",
    ] {
        for lock in ["tighten_only: true", "may_not: raise rate"] {
            for change in narrower {
                let change = format!("{group}{change}");
                assert_eq!(
                    errors(&ratios(active, lock), &[&change]),
                    [""; 0],
                    "{active}, {lock}: {change}"
                );
            }
        }
    }
    for (lock, change) in [
        ("tighten_only: true", "good * 2 >= 6"),
        ("may_not: raise rate", "good * 2 >= 6"),
        ("may_not: lower rate", "good * 2 >= 6"),
        ("may_not: raise rate", "good * 2 >= 7"),
    ] {
        let change = format!("{group}definitions: {{ active: {{ when: '{change}' }} }}");
        assert_eq!(
            errors(&ratios("good >= 3", lock), &[&change]),
            [""; 0],
            "{lock}: {change}"
        );
    }
}

#[test]
fn a_narrower_condition_of_a_streak_may_hold_where_the_wider_one_is_unknown() {
    // A week without any row ends the one as unknown, and the other one ended before.
    let change = "for: { region: North }\ndefinitions: { active: { when: 'streak(good >= 2) >= 2' } }";
    for (lock, code) in [
        ("tighten_only: true", "looser-override"),
        ("may_not: raise rate", "moves-metric"),
    ] {
        let pack = ratios("'streak(good >= 1) >= 2'", lock);
        assert_eq!(errors(&pack, &[change]), [code], "{lock}");
    }
    // Where the streak counts as none, it is tighter.
    for lock in ["tighten_only: true", "may_not: raise rate"] {
        let pack = ratios("'last(4, good >= 1).count() >= 2'", lock);
        let change = change.replace("streak(good >= 2)", "last(4, good >= 2).count()");
        assert_eq!(errors(&pack, &[&change]), [""; 0], "{lock}");
    }
}

#[test]
fn an_approval_that_ends_is_a_case_on_a_day_on_which_it_would_have_held() {
    let group = "for: { region: North }\n";
    for change in [
        "registers: { models: { entries: { beta: { approved: false } } } }",
        "registers: { models: { entries: { beta: { approved: { from: 2026-04-01, until: 2026-09-01 } } } } }",
        "registers: { models: { entries: { beta: { approved: { from: 2026-03-01, until: 2026-05-01 } } } } }",
    ] {
        for active in ["good >= 3", "often >= 0.5", "'last(4, good).sum() >= 4'"] {
            let pack = ratios(active, "may_not: lower rate");
            assert_eq!(
                errors(&pack, &[&format!("{group}{change}")]),
                ["moves-metric"],
                "{active}: {change}"
            );
        }
    }
    for change in [
        "registers: { models: { entries: { beta: { approved: true } } } }",
        "registers: { models: { entries: { beta: { approved: { from: 2026-02-01, until: 2026-09-01 } } } } }",
    ] {
        for active in ["good >= 3", "often >= 0.5"] {
            let pack = ratios(active, "tighten_only: true");
            assert_eq!(
                errors(&pack, &[&format!("{group}{change}")]),
                ["looser-override"],
                "{active}: {change}"
            );
        }
    }
}
