//! `uptake impact`: what other rules make of the same data, in all, edit by edit, and without each exception.

use crate::explain;
use crate::schema;
use crate::support::{Project, uses};
use serde_json::Value;

/// The organisation of `explain`, with the rules as they were in `before`.
pub(crate) fn project() -> Project {
    let project = explain::project();
    let rules = project.read("rules.yaml");
    project.file("before/rules.yaml", rules)
}

pub(crate) fn answered(project: &Project, arguments: &[&str]) -> Value {
    let answer = project.uptake(&[&["impact", "--format", "json"], arguments].concat());
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    let found: Value = serde_json::from_str(&answer.stdout).unwrap();
    schema::holds("commands/impact.json", &found);
    found
}

pub(crate) fn beside(project: &Project) -> Value {
    answered(project, &["--base", "before"])
}

pub(crate) fn of<'v>(found: &'v Value, list: &str, name: &str) -> &'v Value {
    let all = found[list].as_array().unwrap();
    all.iter()
        .find(|one| one["name"] == name)
        .unwrap_or_else(|| panic!("{list} has no {name}: {found}"))
}

pub(crate) fn names<'v>(found: &'v Value, list: &str) -> Vec<&'v str> {
    let all = found[list].as_array().unwrap();
    all.iter().map(|one| one["name"].as_str().unwrap()).collect()
}

/// `step who numerator denominator` of each step of a metric.
fn steps(metric: &Value) -> Vec<String> {
    let steps = metric["steps"].as_array().unwrap().iter();
    let words = steps.map(|step| {
        let who = step["who"].as_array().unwrap().iter();
        let who: Vec<&str> = who.map(|name| name.as_str().unwrap()).collect();
        format!(
            "{} {} {} {}",
            step["step"].as_str().unwrap(),
            who.join("+"),
            step["numerator"],
            step["denominator"]
        )
    });
    words.collect()
}

/// `from → to: who` of each move of a definition or ladder.
fn moves(found: &Value, rule: &str) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("unknown").to_owned();
    let moves = of(found, "rules", rule)["moves"].as_array().unwrap().iter();
    let words = moves.map(|found| {
        let who: Vec<&str> = found["who"]
            .as_array()
            .unwrap()
            .iter()
            .map(|who| who.as_str().unwrap())
            .collect();
        assert_eq!(found["entities"], who.len());
        format!("{} → {}: {}", text(&found["from"]), text(&found["to"]), who.join("+"))
    });
    words.collect()
}

#[test]
fn whoever_moves_between_rungs_of_a_ladder_is_told_with_both() {
    let project = project().edit(
        "rules.yaml",
        "label: away, when: working_days < 3",
        "label: away, when: working_days < 6",
    );
    let found = beside(&project);
    // Of those with another role and of the one who was away nothing changes.
    assert_eq!(moves(&found, "why_not"), ["unknown → away: ana+ben+dana+gil"]);
    assert_eq!(of(&found, "rules", "why_not")["kind"], "ladder");
    let eligible = found["rules"]
        .as_array()
        .unwrap()
        .iter()
        .find(|rule| rule["name"] == "eligible");
    assert_eq!(eligible, None, "{found}");
}

#[test]
fn a_threshold_that_is_raised_names_who_flips_and_what_that_does() {
    let project = project().edit("rules.yaml", "least: 3", "least: 5");
    let found = beside(&project);
    assert_eq!(names(&found, "edits"), ["constants.least"]);
    let rate = of(&found, "metrics", "rate");
    assert_eq!(
        (&rate["before"]["value"], &rate["after"]["value"]),
        (&75.0.into(), &25.0.into())
    );
    assert_eq!((&rate["change"], &rate["flipped"]), (&(-50.0).into(), &2.into()));
    assert_eq!(steps(rate), ["lost ana+gil -2.0 0.0"]);
    // Whoever is answered otherwise by a definition, whether or not a metric asks it.
    assert_eq!(names(&found, "rules"), ["active", "steady"]);
    assert_eq!(moves(&found, "active"), ["yes → no: ana+gil"]);
    assert_eq!(moves(&found, "steady"), ["yes → no: ana"]);
    let edit = &found["edits"][0];
    assert_eq!(
        (&edit["before"], &edit["after"]),
        (&"before/rules.yaml:5:3".into(), &"rules.yaml:5:3".into())
    );
    assert_eq!(edit["alone"]["metrics"][0]["change"], -50.0);
    assert_eq!(found["interactions"][0]["rest"], 0.0);
    // What can change for any data: `active` is tighter, so the share can't rise.
    assert_eq!(of(&found["proved"], "definitions", "active")["relation"], "tighter");
    let moves = &found["proved"]["shares"][0];
    assert_eq!((&moves["can_rise"], &moves["can_fall"]), (&"no".into(), &"yes".into()));
}

#[test]
fn the_table_and_the_markdown_say_the_same() {
    let project = project().edit("rules.yaml", "least: 3", "least: 5");
    let table = project.uptake(&["impact", "--base", "before"]);
    assert_eq!((table.code, table.stderr.as_str()), (0, ""));
    let shown = "\
small · 2026-W07: from before to the rules as they are
Rate  -50.0 pp
  75.0 % (3 of 4) → 25.0 % (1 of 4)
    -2     0  2 people became false
              ana · gil
1 metric doesn't change
definitions and ladders
  active
    2 people yes → no
      ana · gil
  steady
    1 person yes → no
      ana
edits, each by itself
  constants.least changed rules.yaml:5:3
    Rate -50.0 pp, 2 people
for any data
  `active` tighter: wherever it holds, it held
          with `uses_made` 4: `now` is false, `before` is true
          made by 4 rows of `uses`
  `steady` tighter: wherever it holds, it held
          with ";
    assert!(table.stdout.starts_with(shown), "{}", table.stdout);
    // It holds over several periods, and so does the case.
    for said in [
        "periods on record\n          made by ",
        "counted from the first of the judged period",
        "  `rate` can't rise, can fall\n          with ",
    ] {
        assert!(table.stdout.contains(said), "{said}: {}", table.stdout);
    }
    let markdown = project.uptake(&["impact", "--base", "before", "--format", "markdown"]);
    for line in [
        "### Impact on small, 2026-W07: from before to the rules as they are",
        "| **Rate** | 75.0 % (3 of 4) | 25.0 % (1 of 4) | -50.0 pp | 2 |",
        "- Rate: 2 people became false: ana, gil",
        "| `active` | 2 people yes → no |",
        "- `steady`: 1 person yes → no: ana",
        "| `constants.least` changed | rules.yaml:5:3 | Rate -50.0 pp, 2 people |",
        "- `rate` can't rise, can fall",
    ] {
        assert!(
            markdown.stdout.lines().any(|known| known == line),
            "{line}\n{}",
            markdown.stdout
        );
    }
}

#[test]
fn comments_layout_and_the_order_of_files_are_no_edits() {
    let project = project();
    let rules = project.read("rules.yaml");
    let (data, rest) = rules.split_once("measures:\n").unwrap();
    let rest = rest
        .replace("when: uses_made >= least", "when: \"uses_made>=least // enough\"")
        .replace("  active:", "  # who is active\n\n  active:")
        .replace("except: leave", "except: [leave]")
        .replace(
            "when: role == \"Agent\" && working_days >= 3",
            "when: (role == \"Agent\") && (working_days >= 3)",
        );
    let data = data.replace("least: 3", "least: { value: 3 }").replace(
        "role: { type: text, optional: true }",
        "role: { optional: true, type: text }",
    );
    let project = project
        .file("rules.yaml", format!("uptake: 1\nmeasures:\n{rest}"))
        .file("data.yaml", format!("# first\n{data}"))
        .edit("uptake.yaml", "packs: [rules.yaml]", "packs: [rules.yaml, data.yaml]");
    let found = beside(&project);
    assert_eq!(names(&found, "edits"), Vec::<&str>::new());
    assert_eq!(found["interactions"], Value::Array(Vec::new()));
    assert_eq!(found["proved"]["definitions"], Value::Array(Vec::new()));
    let said = project.uptake(&["impact", "--base", "before"]).stdout;
    assert!(said.ends_with("no rule differs\n2 metrics don't change\n"), "{said}");
}

#[test]
fn what_edits_do_only_together_is_the_rest() {
    // Each alone takes somebody away; both take the same person.
    let project = project().edit("rules.yaml", "least: 3", "least: 4").edit(
        "rules.yaml",
        "when: role == \"Agent\" && working_days",
        "when: id != \"ana\" && role == \"Agent\" && working_days",
    );
    let found = beside(&project);
    assert_eq!(names(&found, "edits"), ["constants.least", "definitions.eligible"]);
    let alone: Vec<f64> = found["edits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edit| edit["alone"]["metrics"][0]["change"].as_f64().unwrap())
        .collect();
    let rate = of(&found, "metrics", "rate");
    let rest = of(&found, "interactions", "rate");
    let total = rate["change"].as_f64().unwrap();
    assert!((rest["rest"].as_f64().unwrap() - (total - alone.iter().sum::<f64>())).abs() < 1e-9);
    assert!(rest["rest"].as_f64().unwrap().abs() > 1.0, "{rest}");
}

#[test]
fn an_edit_that_moves_people_in_no_figure_has_an_effect_of_its_own() {
    let project = project()
        .edit(
            "rules.yaml",
            "streak(uses_made >= 3) >= 2",
            "streak(uses_made >= 3) >= 200",
        )
        .edit("rules.yaml", "another role", "no agent");
    let found = beside(&project);
    let edit = of(&found, "edits", "definitions.steady");
    assert_eq!(edit["alone"]["metrics"], Value::Array(Vec::new()));
    let answered = &edit["alone"]["rules"][0];
    let moved: u64 = of(&found, "rules", "steady")["moves"]
        .as_array()
        .unwrap()
        .iter()
        .map(|moved| moved["entities"].as_u64().unwrap())
        .sum();
    assert_eq!(
        (&answered["name"], answered["entities"].as_u64()),
        (&"steady".into(), Some(moved))
    );
    let said = project.uptake(&["impact", "--base", "before"]).stdout;
    assert!(said.contains("steady answers 1 person otherwise"), "{said}");
    assert!(!said.contains("no effect"), "{said}");
}

#[test]
fn what_needs_a_new_rule_is_made_together_with_it() {
    let project = project()
        .edit(
            "rules.yaml",
            "  days_used:",
            "  quick_uses: { count: uses, where: minutes < 5 }\n  days_used:",
        )
        .edit(
            "rules.yaml",
            "uses_made >= least, about",
            "uses_made - quick_uses >= least, about",
        );
    let found = beside(&project);
    let edit = of(&found, "edits", "definitions.active");
    assert_eq!(edit["with"], serde_json::json!(["measures.quick_uses"]));
    assert!(edit["alone"].is_object(), "{edit}");
    let added = of(&found, "edits", "measures.quick_uses");
    assert_eq!(
        (&added["kind"], &added["alone"]["metrics"]),
        (&"added".into(), &Value::Array(Vec::new()))
    );
}

#[test]
fn data_are_read_again_only_for_rules_that_read_them_otherwise_and_that_is_said() {
    let narrower = project().edit(
        "rules.yaml",
        "uses_made: { count: uses",
        "uses_made: { count: uses, where: tool == \"a\"",
    );
    assert_eq!(beside(&narrower)["read_again"], Value::Array(Vec::new()));
    let typed = project().edit("rules.yaml", "minutes: { type: int,", "minutes: { type: float,");
    let found = beside(&typed);
    assert_eq!(
        found["read_again"],
        serde_json::json!(["the data was read with a different definition of the dataset `uses`"])
    );
    assert_eq!(of(&found, "metrics", "rate")["change"], 0.0);
}

#[test]
fn people_are_named_and_small_numbers_told_only_to_who_may_see_them() {
    let project = project().edit("rules.yaml", "least: 3", "least: 5").edit(
        "uptake.yaml",
        "as_of:",
        "privacy: { smallest_group: 3 }\nas_of:",
    );
    let found = beside(&project);
    let rate = of(&found, "metrics", "rate");
    assert_eq!((&rate["withheld"], &rate["flipped"]), (&3.into(), &Value::Null));
    assert_eq!(rate["steps"], Value::Array(Vec::new()));
    // What it was stands there; what it comes to would tell of two people beside it.
    assert_eq!(
        (&rate["before"]["value"], &rate["after"], &rate["change"]),
        (&75.0.into(), &Value::Null, &Value::Null)
    );
    for unshown in ["change", "numerator", "denominator"] {
        assert_eq!(
            found["edits"][0]["alone"]["metrics"][0][unshown],
            Value::Null,
            "{found}"
        );
    }
    let said = project.uptake(&["impact", "--base", "before"]).stdout;
    assert!(
        said.contains("75.0 % (3 of 4) → not shown\n  what comes out and who flips aren't shown: they would tell of fewer than 3 people"),
        "{said}"
    );
    assert!(said.contains("Rate: its change isn't shown"), "{said}");
    // A bound is held against it, nevertheless.
    let bounded = |most: &str| {
        project
            .uptake(&["impact", "--base", "before", "--max-delta", most])
            .code
    };
    assert_ne!(bounded("60pp"), bounded("2pp"));
    let active = of(&found, "rules", "active");
    assert_eq!(
        (&active["withheld"], &active["moves"]),
        (&3.into(), &Value::Array(Vec::new()))
    );
    assert!(!found.to_string().contains("gil"));
    let alone = |found: &Value| found["edits"][0]["alone"]["metrics"][0]["flipped"].clone();
    assert_eq!(alone(&found), Value::Null);
    let found = answered(&project, &["--base", "before", "--names"]);
    assert_eq!(alone(&found), 2);
    assert_eq!(steps(of(&found, "metrics", "rate")), ["lost ana+gil -2.0 0.0"]);
}

#[test]
fn where_too_few_of_a_group_flip_no_group_of_the_metric_is_shown() {
    // Ten of Red and six of Blue: of the one team four flip, of the other one.
    let (mut people, mut all) = (String::new(), String::new());
    for (number, name) in ('a'..='p').enumerate() {
        let name = name.to_string();
        let team = if number < 10 { "Red" } else { "Blue" };
        people.push_str(&format!("{name},{team}\n"));
        let made = if "abcdk".contains(&name) { 3 } else { 5 };
        all.push_str(&uses(&name, crate::support::WEEK, made));
    }
    let project = Project::small()
        .file("people.csv", format!("id,team\n{people}"))
        .file("uses.csv", format!("id,at\n{all}"))
        .file("before/rules.yaml", crate::support::RULES)
        .edit("rules.yaml", "uses_made >= 3", "uses_made >= 4");
    let shown = answered(&project, &["--base", "before"]);
    let blue = |found: &Value| {
        let groups = of(found, "metrics", "rate")["groups"].as_array().unwrap().clone();
        groups.into_iter().find(|group| group["value"] == "Blue").unwrap()
    };
    assert_eq!(blue(&shown)["flipped"], 1);
    let project = project.edit("uptake.yaml", "as_of:", "privacy: { smallest_group: 3 }\nas_of:");
    let found = answered(&project, &["--base", "before"]);
    // Five of all may be told; four of Red beside them would tell the one of Blue.
    let rate = of(&found, "metrics", "rate");
    assert_eq!((&rate["flipped"], &rate["withheld"]), (&5.into(), &Value::Null));
    for group in rate["groups"].as_array().unwrap() {
        assert_eq!(
            (
                &group["suppressed"],
                &group["before"],
                &group["after"],
                &group["flipped"]
            ),
            (&true.into(), &Value::Null, &Value::Null, &Value::Null),
            "{group}"
        );
    }
}

#[test]
fn a_group_that_one_of_both_rules_hides_stays_hidden() {
    let people = "id,team\na,Red\nb,Red\nc,Red\nd,Red\ne,Blue\nf,Blue\ng,Blue\nh,Blue\n";
    let rules = crate::support::RULES
        .replace("share: active,", "share: active, of: counted,")
        .replace("definitions:\n", "definitions:\n  counted: { when: id != \"a\" }\n");
    let project = Project::small()
        .file("people.csv", people)
        .file("uses.csv", format!("id,at\n{}", uses("b", crate::support::WEEK, 3)))
        .file("rules.yaml", &rules)
        .file("before/rules.yaml", rules.replace("id != \"a\"", "true"))
        .edit("uptake.yaml", "as_of:", "privacy: { smallest_group: 4 }\nas_of:");
    let found = answered(&project, &["--base", "before"]);
    let groups = of(&found, "metrics", "rate")["groups"].as_array().unwrap();
    assert!(groups.iter().any(|group| group["value"] == "Red"));
    for group in groups.iter().filter(|group| group["suppressed"] == true) {
        assert_eq!((&group["before"], &group["after"]), (&Value::Null, &Value::Null));
    }
    assert!(groups.iter().any(|group| group["suppressed"] == true));
}

#[test]
fn a_metric_that_moves_by_more_than_it_may_has_an_exit_code_of_its_own() {
    let project = project().edit("rules.yaml", "least: 3", "least: 5");
    let code = |most: &str| {
        let answer = project.uptake(&["impact", "--base", "before", "--max-delta", most]);
        (answer.code, answer.stderr)
    };
    assert_eq!(code("50pp"), (0, String::new()));
    assert_eq!(
        code("49.9pp"),
        (4, "moves by more than `--max-delta`: Rate\n".to_owned())
    );
    assert_eq!(code("rate=60pp").0, 0);
    assert_eq!(code("made=0").0, 0);
    assert_eq!(code("rat=2pp").0, 2);
    assert_eq!(code("2").0, 2);
}

#[test]
fn the_rules_of_a_revision_are_read_through_git() {
    let project = explain::project();
    project.git(&["init", "--quiet", "--initial-branch", "main"]);
    project.git(&["add", "rules.yaml", "uptake.yaml"]);
    project.git(&["commit", "--quiet", "--message", "first"]);
    let project = project.edit("rules.yaml", "least: 3", "least: 5");
    let found = answered(&project, &[]);
    let edit = &found["edits"][0];
    assert_eq!(
        (&edit["name"], &edit["before"], &edit["after"]),
        (
            &"constants.least".into(),
            &"HEAD:rules.yaml:5:3".into(),
            &"rules.yaml:5:3".into()
        )
    );
    project.git(&["commit", "--quiet", "--all", "--message", "second"]);
    assert_eq!(names(&answered(&project, &[]), "edits"), Vec::<&str>::new());
    let found = answered(&project, &["--base", "HEAD~1", "--head", "main"]);
    assert_eq!(of(&found, "metrics", "rate")["change"], -50.0);
    for (base, words) in [
        (
            "mian",
            "error[no-revision]: `mian` isn't a file, a folder or a built-in pack, and `git` knows no revision `mian`\n  help: did you mean `main`?\n",
        ),
        ("HEAD~7", "error[no-revision]: `HEAD~7` isn't"),
        ("--upload-pack=x", "error: "),
    ] {
        let answer = project.uptake(&["impact", &format!("--base={base}")]);
        assert_eq!(answer.code, 2, "{}", answer.stdout);
        assert!(
            answer.stderr.starts_with(words.trim_start_matches("error: ")),
            "{}",
            answer.stderr
        );
    }
}

#[test]
fn without_git_or_a_repository_a_revision_is_an_error_that_says_so() {
    let project = explain::project();
    let answer = project.uptake(&["impact"]);
    assert_eq!(answer.code, 2);
    let said = "error[no-revision]: `HEAD` isn't a file, a folder or a built-in pack, and not a revision: the project isn't in a git repository\n";
    assert!(answer.stderr.starts_with(said), "{}", answer.stderr);
    let mut without = project.command(&["impact"]);
    let answer = without.env("PATH", "").output().unwrap();
    let said = String::from_utf8(answer.stderr).unwrap();
    assert!(said.contains("`git`, which knows revisions, isn't installed"), "{said}");
}

const LOCKED: &str = "\
uptake: 1
extends: base
owner: ops@example.com
waivers:
  red-five:
    of: definitions.active.when
    for: { team: Red }
    owner: ops@example.com
    reason: a trial
    until: 2027-01-01
";

const RED: &str = "uptake: 1\nextends: base\nfor: { team: Red }\neffective: { until: 2027-01-01 }\ndefinitions:\n  active: { when: uses_made >= 1 }\n";

#[test]
fn what_each_override_and_waiver_does_is_what_changes_without_it() {
    let base = explain::project();
    let rules = base
        .read("rules.yaml")
        .replace("pack: base\n", "pack: base\nowner: ops@example.com\n")
        .replace(
            "active: { when: uses_made >= least",
            "active: { locked: [when], when: uses_made >= least",
        );
    let project = base
        .file("rules/base.yaml", rules)
        .file("rules/waivers.yaml", LOCKED)
        .file("rules/red.yaml", RED)
        .edit("uptake.yaml", "[rules.yaml]", "[rules]");
    let found = answered(&project, &["--base", "rules", "--without-each"]);
    let rate = |one: &Value| one["change"]["metrics"][0]["change"].as_f64().unwrap();
    let without: Vec<(&str, f64)> = found["without"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["kind"].as_str().unwrap(), rate(one)))
        .collect();
    // Ben, with two uses, is active by the override alone, which the waiver alone allows.
    assert_eq!(without, [("override", -25.0), ("waiver", -25.0)]);
    assert_eq!(found["without"][1]["gone"].as_array().unwrap().len(), 1);
}

/// The next of a row of numbers that only looks random.
fn next(state: &mut u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

const REGISTER: &str = "registers:
  tools: { fields: { good: bool }, entries: { a: { good: GOOD }, b: { good: true, aliases: [ALIAS] } } }
";

/// Rules of a small organisation with a threshold, a window, a filter and a register.
fn drawn(state: &mut u64) -> String {
    let good = if next(state).is_multiple_of(2) { "true" } else { "false" };
    let alias = if next(state).is_multiple_of(2) { "c" } else { "d" };
    let register = REGISTER.replace("GOOD", good).replace("ALIAS", alias);
    crate::support::RULES
        .replace(
            "tool: { type: text, optional: true }",
            "tool: { type: text, register: tools }",
        )
        .replace(
            "measures:\n",
            &format!("{register}measures:\n  good_uses: {{ count: uses, where: tool.good }}\n"),
        )
        .replace(
            "active: { when: uses_made >= 3 }",
            &format!(
                "active: {{ when: good_uses >= {} || uses_made >= {} }}\n  counted: {{ when: uses_made >= {} }}",
                1 + next(state) % 3,
                2 + next(state) % 4,
                1 + next(state) % 2
            ),
        )
        .replace("share: active,", "share: active, of: counted,")
}

#[test]
fn an_impact_is_the_difference_of_two_fresh_runs() {
    let mut state = 7;
    let mut rows = String::from("id,at,tool\n");
    let mut people = String::from("id,team\n");
    for person in 0..12 {
        people.push_str(&format!("p{person},{}\n", ["Red", "Blue"][person % 2]));
        for _ in 0..next(&mut state) % 5 {
            let (day, tool) = (
                2 + next(&mut state) % 14,
                ["a", "b", "c", "d"][(next(&mut state) % 4) as usize],
            );
            rows.push_str(&format!("p{person},2026-02-{day:02}T10:00:00,{tool}\n"));
        }
    }
    let project = Project::small().file("people.csv", people).file("uses.csv", rows);
    let project = project
        .file("rules.yaml", drawn(&mut state))
        .file("before/rules.yaml", drawn(&mut state));
    let value = |project: &Project| {
        let answer = project.uptake(&["run", "--format", "json"]);
        let outcome: Value = serde_json::from_str(&answer.stdout).unwrap();
        let rows = outcome["metrics"][0]["rows"].as_array().unwrap().clone();
        let last = rows.last().unwrap()["period"].clone();
        rows.into_iter()
            .filter(|row| row["period"] == last)
            .collect::<Vec<Value>>()
    };
    let mut project = project;
    for round in 0..12 {
        let (before, after) = (drawn(&mut state), drawn(&mut state));
        let after = if round == 0 { before.clone() } else { after };
        project = project.file("rules.yaml", &before);
        let was = value(&project);
        project = project.file("before/rules.yaml", &before).file("rules.yaml", &after);
        let is = value(&project);
        let found = answered(&project, &["--base", "before"]);
        let rate = of(&found, "metrics", "rate");
        for part in ["numerator", "denominator", "value", "unknown"] {
            assert_eq!(rate["before"][part], was[0][part], "round {round}: {part}");
            assert_eq!(rate["after"][part], is[0][part], "round {round}: {part}");
        }
        for group in rate["groups"].as_array().unwrap() {
            let same = |rows: &[Value]| {
                let row = rows.iter().find(|row| row["cut_value"] == group["value"]);
                row.map_or(Value::Null, |row| row["value"].clone())
            };
            assert_eq!(
                (&group["before"]["value"], &group["after"]["value"]),
                (&same(&was), &same(&is))
            );
        }
        let change = |part: &str| is[0][part].as_f64().unwrap() - was[0][part].as_f64().unwrap();
        for part in ["numerator", "denominator"] {
            let steps = rate["steps"].as_array().unwrap().iter();
            let sum: f64 = steps.map(|step| step[part].as_f64().unwrap()).sum();
            assert_eq!(sum, change(part), "round {round}: {part}");
        }
        if before == after {
            assert_eq!(names(&found, "edits"), Vec::<&str>::new());
            assert_eq!(
                (&rate["flipped"], found["interactions"].as_array().unwrap().len()),
                (&0.into(), 0)
            );
        }
    }
}

#[test]
fn edits_of_the_entries_of_a_register_are_told_each_by_itself() {
    let with = |entries: &str| {
        let rules = crate::support::RULES.replace("measures:\n  uses_made: { count: uses }", &format!("registers:\n  tools:\n    fields: {{ ok: bool }}\n    entries:\n{entries}measures:\n  uses_made: {{ count: uses, where: tool.ok }}"));
        rules.replace(
            "tool: { type: text, optional: true }",
            "tool: { type: text, register: tools }",
        )
    };
    let before = with("      zoom: { ok: true }\n      gpt: { ok: false }\n      old: { ok: true }\n");
    let after = with("      zoom: { ok: false }\n      new: { ok: true }\n      gpt: { ok: true }\n");
    let uses = "id,at,tool\nana,2026-02-02T09:00:00Z,zoom\nana,2026-02-03T09:00:00Z,zoom\nana,2026-02-04T09:00:00Z,zoom\nben,2026-02-02T09:00:00Z,gpt\nben,2026-02-03T09:00:00Z,gpt\nben,2026-02-04T09:00:00Z,gpt\n";
    let project = Project::small()
        .file("before/rules.yaml", before)
        .file("rules.yaml", after)
        .file("uses.csv", uses);
    let found = beside(&project);
    assert_eq!(
        names(&found, "edits"),
        [
            "registers.tools.entries.zoom",
            "registers.tools.entries.new",
            "registers.tools.entries.gpt",
            "registers.tools.entries.old"
        ]
    );
    let alone = |name: &str| of(&found, "edits", name)["alone"]["metrics"][0]["change"].clone();
    assert_eq!(alone("registers.tools.entries.zoom"), -50.0);
    assert_eq!(alone("registers.tools.entries.gpt"), 50.0);
    // Patterns are tried in the order of the entries, so another order is one edit.
    let swapped = with("      gpt: { ok: false }\n      zoom: { ok: true }\n      old: { ok: true }\n");
    let project = project.file("rules.yaml", swapped);
    assert_eq!(names(&beside(&project), "edits"), ["registers.tools"]);
}
