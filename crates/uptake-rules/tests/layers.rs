//! Overrides, versions, locks and waivers: which rule holds for whom, and when.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use proptest::prelude::*;
use std::collections::BTreeMap;
use support::{Checked, check};
use uptake_rules::expr::evaluate;
use uptake_rules::hidden;
use uptake_rules::layers::{self, Scalar};
use uptake_rules::value::Literal;

const PACK: &str = r#"
uptake: 1
pack: base
owner: ops@example.com
layers: [region, team]
entities: people
datasets:
  people:
    kind: entities
    entity: person_id
    key: [person_id]
    columns: { person_id: text, region: text, team: text, role: text }
  interactions:
    kind: events
    entity: person_id
    time: at
    columns: { person_id: text, at: datetime, tool: { type: text, register: tools }, documented: bool }
registers:
  tools:
    fields: { approved: bool }
    entries:
      helper: { approved: true }
      other: { approved: false }
constants:
  least: 3
measures:
  uses: { count: interactions, where: tool.approved }
definitions:
  active: { when: uses >= 3 }
  enough: { when: uses >= least }
ladders:
  habit:
    steps:
      - { label: often, when: uses >= 10 }
      - { otherwise: seldom }
"#;

fn over(columns: &str, rest: &str) -> String {
    format!("uptake: 1\nextends: base\n{columns}\n{rest}\n")
}

fn clean(files: &[(&str, &str)]) -> Checked {
    let checked = check(files);
    assert_eq!(checked.text(), "");
    checked
}

/// What a definition answers for somebody in the period that starts on a day.
fn answer(checked: &Checked, definition: &str, person: &[(&str, &str)], uses: i64, day: &str) -> Literal {
    let rule = checked
        .policy
        .definitions
        .iter()
        .find(|rule| rule.name.text == definition);
    let mut values: BTreeMap<String, Literal> = person
        .iter()
        .map(|(column, value)| ((*column).to_owned(), Literal::Text((*value).to_owned())))
        .collect();
    values.insert("uses".to_owned(), Literal::Int(uses));
    values.insert("period".to_owned(), Literal::Date(day.parse().unwrap()));
    for measure in &checked.policy.measures {
        if let uptake_rules::policy::measure::MeasureKind::Value(value) = &measure.kind
            && checked.policy.is_hidden(&measure.name.text)
        {
            let value = evaluate(value, "UTC", &mut |name| {
                values.get(name).cloned().unwrap_or(Literal::Unknown)
            });
            values.insert(measure.name.text.clone(), value);
        }
    }
    evaluate(&rule.unwrap().when, "UTC", &mut |name| {
        values.get(name).cloned().unwrap_or(Literal::Unknown)
    })
}

fn least_uses(checked: &Checked, person: &[(&str, &str)], day: &str) -> Option<i64> {
    (0..100).find(|uses| answer(checked, "active", person, *uses, day) == Literal::Bool(true))
}

#[test]
fn the_narrowest_layer_wins_and_others_keep_the_rule() {
    let north = over("for: { region: North }", "definitions: { active: { when: uses >= 5 } }");
    let red = over("for: { team: Red }", "definitions: { active: { when: uses >= 7 } }");
    let checked = clean(&[("base.yaml", PACK), ("north.yaml", &north), ("red.yaml", &red)]);
    let at = |person: &[(&str, &str)]| least_uses(&checked, person, "2026-07-06");
    assert_eq!(at(&[("region", "South"), ("team", "Blue")]), Some(3));
    assert_eq!(at(&[("region", "North"), ("team", "Blue")]), Some(5));
    assert_eq!(at(&[("region", "North"), ("team", "Red")]), Some(7));
    assert_eq!(at(&[("region", "South"), ("team", "Red")]), Some(7));
}

#[test]
fn who_has_no_team_is_in_no_team() {
    let red = over("for: { team: Red }", "definitions: { active: { when: uses >= 7 } }");
    let checked = clean(&[("base.yaml", PACK), ("red.yaml", &red)]);
    assert_eq!(least_uses(&checked, &[], "2026-07-06"), Some(3));
}

#[test]
fn a_group_may_be_several_values_and_several_columns() {
    let some = over(
        "for: { team: [Red, Blue], role: CSM }",
        "definitions: { active: { when: uses >= 7 } }",
    );
    let checked = clean(&[("base.yaml", PACK), ("some.yaml", &some)]);
    let at = |person: &[(&str, &str)]| least_uses(&checked, person, "2026-07-06");
    assert_eq!(at(&[("team", "Blue"), ("role", "CSM")]), Some(7));
    assert_eq!(at(&[("team", "Blue"), ("role", "AM")]), Some(3));
    assert_eq!(at(&[("team", "Green"), ("role", "CSM")]), Some(3));
}

#[test]
fn more_columns_are_more_specific_than_fewer_of_them() {
    let north = over("for: { region: North }", "definitions: { active: { when: uses >= 5 } }");
    let managers = over(
        "for: { region: North, role: CSM }",
        "definitions: { active: { when: uses >= 6 } }",
    );
    let checked = clean(&[
        ("base.yaml", PACK),
        ("north.yaml", &north),
        ("managers.yaml", &managers),
    ]);
    let at = |person: &[(&str, &str)]| least_uses(&checked, person, "2026-07-06");
    assert_eq!(at(&[("region", "North"), ("role", "CSM")]), Some(6));
    assert_eq!(at(&[("region", "North"), ("role", "AM")]), Some(5));
}

#[test]
fn layers_add_up_where_they_change_different_things() {
    let north = over("for: { region: North }", "constants: { least: 5 }");
    let red = over("for: { team: Red }", "definitions: { active: { when: uses >= 7 } }");
    let checked = clean(&[("base.yaml", PACK), ("north.yaml", &north), ("red.yaml", &red)]);
    let both = [("region", "North"), ("team", "Red")];
    assert_eq!(least_uses(&checked, &both, "2026-07-06"), Some(7));
    assert_eq!(answer(&checked, "enough", &both, 4, "2026-07-06"), Literal::Bool(false));
    assert_eq!(answer(&checked, "enough", &both, 5, "2026-07-06"), Literal::Bool(true));
    assert_eq!(
        answer(&checked, "enough", &[("region", "South")], 3, "2026-07-06"),
        Literal::Bool(true)
    );
}

#[test]
fn an_override_holds_from_the_first_period_that_starts_on_or_after_its_day() {
    let red = over(
        "for: { team: Red }\neffective: { from: 2026-07-08, until: 2026-07-20 }",
        "definitions: { active: { when: uses >= 7 } }",
    );
    let checked = clean(&[("base.yaml", PACK), ("red.yaml", &red)]);
    let on = |day| least_uses(&checked, &[("team", "Red")], day);
    assert_eq!(
        [on("2026-07-06"), on("2026-07-13"), on("2026-07-20")],
        [Some(3), Some(7), Some(3)]
    );
}

#[test]
fn versions_follow_each_other_and_outside_of_them_the_truth_is_unknown() {
    let pack = PACK.replace(
        "  active: { when: uses >= 3 }",
        "  active:\n    about: Active.\n    versions:\n      - { effective: { from: 2026-07-06, until: 2026-07-13 }, when: uses >= 3 }\n      - { effective: { from: 2026-07-13 }, when: uses >= 5 }",
    );
    let checked = clean(&[("base.yaml", &pack)]);
    let on = |day| answer(&checked, "active", &[], 4, day);
    assert_eq!(on("2026-06-29"), Literal::Unknown);
    assert_eq!(on("2026-07-06"), Literal::Bool(true));
    assert_eq!(on("2026-07-13"), Literal::Bool(false));
    assert_eq!(checked.policy.definitions[0].about.as_deref(), Some("Active."));
}

#[test]
fn an_override_changes_every_version() {
    let pack = PACK.replace(
        "  habit:\n    steps:",
        "  habit:\n    versions:\n      - { effective: { until: 2026-07-13 } }\n      - { effective: { from: 2026-07-13 }, about: New. }\n    steps:",
    );
    let red = over(
        "for: { team: Red }",
        "ladders: { habit: { steps: [{ otherwise: red }] } }",
    );
    let checked = clean(&[("base.yaml", &pack), ("red.yaml", &red)]);
    let habit = checked
        .policy
        .ladders
        .iter()
        .find(|ladder| ladder.name.text == "habit")
        .unwrap();
    assert!(habit.labels.contains(&"red".to_owned()) && habit.labels.contains(&"often".to_owned()));
    assert!(habit.choice.is_some() && habit.steps.is_empty());
}

#[test]
fn what_is_removed_is_gone_and_removing_what_is_not_there_is_a_fault() {
    let gone = over("", "registers: { tools: { entries: { remove: [other] } } }");
    let checked = clean(&[("base.yaml", PACK), ("gone.yaml", &gone)]);
    assert_eq!(checked.policy.registers[0].entries.len(), 1);
    let wrong = over("", "registers: { tools: { entries: { remove: [others] } } }");
    assert_eq!(
        check(&[("base.yaml", PACK), ("gone.yaml", &wrong)]).codes(),
        ["unknown-key"]
    );
}

#[test]
fn a_register_that_differs_is_asked_per_group() {
    let red = over(
        "for: { team: Red }",
        "registers: { tools: { entries: { other: { approved: true } } } }",
    );
    let checked = clean(&[("base.yaml", PACK), ("red.yaml", &red)]);
    let register = &checked.policy.registers[0];
    assert_eq!(register.cases.len(), 1);
    // The measure has a form that asks the other register, and the choice between the two.
    let names: Vec<&str> = checked
        .policy
        .measures
        .iter()
        .map(|rule| rule.name.text.as_str())
        .collect();
    let hidden = [0, 1].map(|number| hidden::form("uses", format_args!("register{number}")));
    assert_eq!(names, [&hidden[0], &hidden[1], "uses"]);
}

#[test]
fn an_override_of_everybody_is_the_rule_itself() {
    let all = over(
        "",
        "definitions: { active: { when: uses >= 4 } }\nmeasures: { uses: { where: documented } }",
    );
    let checked = clean(&[("base.yaml", PACK), ("all.yaml", &all)]);
    assert_eq!(least_uses(&checked, &[], "2026-07-06"), Some(4));
    assert_eq!(checked.policy.measures.len(), 1);
}

#[test]
fn what_is_no_rule_of_the_pack_is_a_fault() {
    for (rest, code) in [
        ("definitions: { activ: { when: uses >= 4 } }", "unknown-name"),
        ("metrics: { rate: { title: T } }", "unknown-name"),
        ("nonsense: 1", "unknown-key"),
        ("pack: mine", "unknown-key"),
    ] {
        let text = over("for: { team: Red }", rest);
        assert_eq!(
            check(&[("base.yaml", PACK), ("red.yaml", &text)]).codes(),
            [code],
            "{rest}"
        );
    }
    let other = "uptake: 1\nextends: bases\ndefinitions: { active: { when: uses >= 4 } }\n";
    assert_eq!(
        check(&[("base.yaml", PACK), ("red.yaml", other)]).codes(),
        ["unknown-name"]
    );
}

#[test]
fn a_group_is_named_by_columns_with_text_that_the_entities_have() {
    for (who, code) in [
        ("for: { teem: Red }", "unknown-column"),
        ("for: { team: [] }", "missing-key"),
        ("for: Red", "wrong-type"),
        ("effective: { from: 2026-07-02, until: 2026-07-02 }", "wrong-value"),
    ] {
        let text = over(who, "definitions: { active: { when: uses >= 4 } }");
        assert_eq!(
            check(&[("base.yaml", PACK), ("red.yaml", &text)]).codes(),
            [code],
            "{who}"
        );
    }
}

#[test]
fn a_constant_that_differs_cannot_stand_where_no_entity_is_judged() {
    let red = over("for: { team: Red }", "constants: { least: 5 }");
    let pack = PACK.replace("where: tool.approved }", "where: tool.approved && least > 1 }");
    let codes = check(&[("base.yaml", &pack), ("red.yaml", &red)]).codes();
    assert_eq!(codes, ["unsupported-expression"]);
}

#[test]
fn a_function_of_a_script_sees_a_constant_that_differs() {
    let red = over("for: { team: Red }", "constants: { least: 5 }");
    let pack = PACK.replace("when: uses >= least }", "rhai: enough.rhai }");
    let script = "fn reaches(n) { n >= least }\nfn enough(row) { reaches(row.uses) }";
    let checked = clean(&[("base.yaml", &pack), ("red.yaml", &red), ("enough.rhai", script)]);
    let at = |team, uses| answer(&checked, "enough", &[("team", team)], uses, "2026-07-06");
    assert_eq!(
        [at("Red", 4), at("Red", 5)],
        [Literal::Bool(false), Literal::Bool(true)]
    );
    assert_eq!(at("Blue", 3), Literal::Bool(true));
}

#[test]
fn a_lock_holds_whatever_way_it_is_gone_around() {
    let pack = PACK
        .replace("  least: 3", "  least: { value: 3, locked: true }")
        .replace(
            "      helper: { approved: true }",
            "      helper: { approved: true, locked: true }",
        )
        .replace(
            "      other: { approved: false }",
            "      other: { approved: false, tighten_only: true }",
        );
    for rest in [
        "constants: { least: 1 }",
        "constants: { least: { value: 1 } }",
        "registers: { tools: { entries: { remove: [helper] } } }",
        "registers: { tools: { entries: { helper: none } } }",
        "registers: { tools: { entries: none } }",
        "registers: { tools: { remove: entries } }",
        "registers: { tools: { entries: { remove: [other] } } }",
    ] {
        let text = over("for: { team: Red }", rest);
        let found = check(&[("base.yaml", &pack), ("red.yaml", &text)]).codes();
        assert!(found.contains(&"locked-value"), "{rest}: {found:?}");
    }
    let text = over(
        "for: { team: Red }",
        "registers: { tools: { entries: { other: { approved: true } } } }",
    );
    let found = check(&[("base.yaml", &pack), ("red.yaml", &text)]).codes();
    assert_eq!(found, ["looser-override"]);
}

#[test]
fn a_constant_may_be_overridden_by_its_value_alone() {
    let pack = PACK.replace("  least: 3", "  least: { value: 3, tighten_only: higher }");
    let red = over("for: { team: Red }", "constants: { least: 5 }");
    let checked = clean(&[("base.yaml", &pack), ("red.yaml", &red)]);
    assert_eq!(
        answer(&checked, "enough", &[("team", "Red")], 4, "2026-07-06"),
        Literal::Bool(false)
    );
    let lower = over("for: { team: Red }", "constants: { least: 2 }");
    assert_eq!(
        check(&[("base.yaml", &pack), ("red.yaml", &lower)]).codes(),
        ["looser-override"]
    );
}

#[test]
fn a_tighter_rule_and_a_granted_one_pass() {
    let pack = PACK.replace(
        "active: { when: uses >= 3 }",
        "active: { when: uses >= 3, tighten_only: true }",
    );
    for when in [
        "uses >= 3",
        "uses > 2",
        "uses == 5",
        "uses >= 4 && role == \"CSM\"",
        "uses in [3, 4]",
        "false",
    ] {
        let text = over(
            "for: { team: Red }",
            &format!("definitions: {{ active: {{ when: '{when}' }} }}"),
        );
        let found = check(&[("base.yaml", &pack), ("red.yaml", &text)]).codes();
        assert!(
            !found.contains(&"looser-override") && !found.contains(&"undecided-override"),
            "{when}: {found:?}"
        );
    }
    let waiver = format!(
        "{pack}\nwaivers:\n  pilot: {{ of: definitions.active, for: {{ team: Red }}, owner: ops@example.com, reason: Pilot., until: 2026-09-01 }}\n"
    );
    let text = over(
        "for: { team: Red }\neffective: { until: 2026-09-01 }",
        "definitions: { active: { when: uses >= 1 } }",
    );
    let checked = clean(&[("base.yaml", &waiver), ("red.yaml", &text)]);
    let expired = |day: &str| layers::expired(&checked.policy.waivers, day.parse().unwrap()).len();
    assert_eq!([expired("2026-08-31"), expired("2026-09-01")], [0, 1]);
}

#[test]
fn the_effective_rules_say_which_place_decided_each_value() {
    let north = over(
        "for: { region: North }",
        "definitions: { active: { when: uses >= 5, about: North. } }",
    );
    let red = over("for: { team: Red }", "definitions: { active: { when: uses >= 7 } }");
    let Checked { policy, sources, .. } = clean(&[("base.yaml", PACK), ("north.yaml", &north), ("red.yaml", &red)]);
    let person = BTreeMap::from([("region".to_owned(), "North".to_owned())]);
    let day = "2026-07-06".parse().unwrap();
    let found = layers::effective(&policy.trees, &person, day, &sources);
    let when = found
        .lines
        .iter()
        .find(|line| line.path == ["definitions", "active", "when"])
        .unwrap();
    assert_eq!(when.value, Some(Scalar::Text("uses >= 5".to_owned())));
    let origin = when.origin.as_ref().unwrap();
    assert_eq!(sources.place(origin.at), "north.yaml:4:32");
    let overrode: Vec<String> = origin.overrode.iter().map(|span| sources.place(*span)).collect();
    assert_eq!(overrode, ["base.yaml:29:19"]);
    assert_eq!(found.used.len(), 1);
    assert_eq!(found.open.len(), 1, "the team isn't known");
}

const COLUMNS: [(&str, [&str; 3]); 3] = [
    ("region", ["North", "South", "West"]),
    ("team", ["Red", "Blue", "Green"]),
    ("role", ["CSM", "AM", "SE"]),
];

fn overrides() -> impl Strategy<Value = Vec<String>> {
    let one = (
        0..2_usize,
        0..3_usize,
        proptest::option::of(0..3_usize),
        1..30_i64,
        0..3_usize,
    );
    proptest::collection::vec(one, 1..6).prop_map(|all| {
        all.into_iter()
            .map(|(column, value, second, least, dated)| {
                let (name, values) = COLUMNS[column];
                let mut who = format!("for: {{ {name}: {}", values[value]);
                if let Some(second) = second {
                    who.push_str(&format!(", role: {}", COLUMNS[2].1[second]));
                }
                who.push_str(" }");
                let effective = [
                    "",
                    "\neffective: { until: 2026-07-13 }",
                    "\neffective: { from: 2026-07-13 }",
                ][dated];
                over(
                    &format!("{who}{effective}"),
                    &format!("constants: {{ least: {least} }}\ndefinitions: {{ active: {{ when: uses >= {least} }} }}"),
                )
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn the_order_of_files_never_matters((texts, order) in overrides().prop_flat_map(|texts| {
        let indices: Vec<usize> = (0..texts.len()).collect();
        (Just(texts), Just(indices).prop_shuffle())
    })) {
        let names: Vec<String> = (0..texts.len()).map(|index| format!("o{index}.yaml")).collect();
        let plain: Vec<(&str, &str)> = std::iter::once(("base.yaml", PACK))
            .chain(names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)))
            .collect();
        let shuffled: Vec<(&str, &str)> = order
            .iter()
            .map(|index| plain[index + 1])
            .chain(std::iter::once(plain[0]))
            .collect();
        let (one, two) = (check(&plain), check(&shuffled));
        prop_assert_eq!(one.text(), two.text());
        if one.found.is_empty() {
            for day in ["2026-07-06", "2026-07-13"] {
                for region in COLUMNS[0].1 {
                    for team in COLUMNS[1].1 {
                        for role in COLUMNS[2].1 {
                            let person = [("region", region), ("team", team), ("role", role)];
                            prop_assert_eq!(least_uses(&one, &person, day), least_uses(&two, &person, day));
                        }
                    }
                }
            }
        }
    }

    /// The plain way, person by person: of the overrides that are for somebody, the most specific one decides.
    #[test]
    fn each_person_has_the_rule_that_the_overrides_for_that_person_make(texts in overrides()) {
        let names: Vec<String> = (0..texts.len()).map(|index| format!("o{index}.yaml")).collect();
        let files: Vec<(&str, &str)> = std::iter::once(("base.yaml", PACK))
            .chain(names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)))
            .collect();
        let checked = check(&files);
        prop_assume!(checked.found.is_empty());
        for day in ["2026-07-06", "2026-07-13"] {
            for region in COLUMNS[0].1 {
                for team in COLUMNS[1].1 {
                    for role in COLUMNS[2].1 {
                        let person = [("region", region), ("team", team), ("role", role)];
                        let known = person.iter().map(|(column, value)| ((*column).to_owned(), (*value).to_owned()));
                        let day_of = day.parse().unwrap();
                        let found =
                            layers::effective(&checked.policy.trees, &known.collect(), day_of, &checked.sources);
                        let line = found.lines.iter().find(|line| line.path == ["definitions", "active", "when"]);
                        let Some(Scalar::Text(when)) = &line.unwrap().value else { panic!("no condition") };
                        let least: i64 = when.trim_start_matches("uses >= ").parse().unwrap();
                        prop_assert_eq!(least_uses(&checked, &person, day), Some(least));
                    }
                }
            }
        }
    }
}
