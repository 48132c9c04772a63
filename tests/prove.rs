//! `uptake prove`: what rules can and can't do for any data, and cases that a run confirms.

use crate::schema;
use crate::support::{Answer, Project, repository};
use serde_json::Value;

/// The answers to a question about some rules.
fn asked(rules: &str, question: &[&str]) -> (i32, Value) {
    let project = Project::empty().file("rules.yaml", rules);
    answered(&project, &[question, &["--rules", "rules.yaml"]].concat())
}

fn answered(project: &Project, arguments: &[&str]) -> (i32, Value) {
    let answer: Answer = project.uptake(&[&["prove"], arguments, &["--format", "json"]].concat());
    let json: Value =
        serde_json::from_str(&answer.stdout).unwrap_or_else(|_| panic!("{}{}", answer.stdout, answer.stderr));
    schema::holds("commands/prove.json", &json);
    (answer.code, json)
}

const PACK: &str = "\
uptake: 1
pack: base
entities: people
datasets:
  people: { kind: entities, entity: id, key: [id], columns: { id: text, role: text } }
  uses:
    kind: events
    entity: id
    time: at
    columns: { id: text, at: datetime, documented: { type: bool, optional: true }, minutes: { type: float, optional: true } }
measures:
  all_uses: { count: uses }
  recorded: { count: uses, where: documented }
  other: { count: uses, where: '!documented' }
  days: { distinct_days: uses, where: documented }
constants:
  enough: 3
definitions:
  active: { when: recorded >= enough }
  busy: { when: all_uses >= 3 }
  regular: { when: days >= 3 }
  nobody: { when: days >= 8 }
  everybody: { when: recorded >= 0 || role == \"x\" }
  same: { when: '!(recorded < 3)' }
  lazy: { when: all_uses == 0 }
ladders:
  habit:
    steps:
      - { label: often, when: recorded >= 10 }
      - { label: never, when: recorded >= 20 }
      - { label: sometimes, when: recorded >= 2 }
      - { label: seldom, when: recorded == 1 }
metrics:
  rate: { title: Rate, share: active }
";

#[test]
fn questions_about_definitions_are_answered_for_all_data() {
    for (question, code) in [
        (&["implies", "active", "busy"][..], 0),
        (&["implies", "busy", "active"], 1),
        (&["implies", "regular", "active"], 0),
        (&["implies", "active", "regular"], 1),
        (&["never", "nobody"], 0),
        (&["never", "active"], 1),
        (&["always", "everybody"], 1),
        (&["known", "active"], 1),
        (&["equal", "active", "same"], 0),
        (&["equal", "active", "busy"], 1),
        (&["disjoint", "active", "lazy"], 0),
        (&["disjoint", "active", "regular"], 1),
        (&["implies", "habit=often", "active"], 0),
    ] {
        let (found, json) = asked(PACK, question);
        assert_eq!(found, code, "{question:?} {json}");
        let case = &json["answers"][0]["case"];
        assert_eq!(case.is_object(), code == 1, "{question:?} {json}");
    }
    // More than there are: each two fit together, all three don't.
    let mixed = PACK.replace(
        "  lazy:",
        "  mixed: { when: recorded == 2 && other == 2 && all_uses == 3 }\n  lazy:",
    );
    let (code, json) = asked(&mixed, &["never", "mixed"]);
    assert_eq!(
        (code, json["answers"][0]["verdict"].as_str()),
        (3, Some("undecided")),
        "{json}"
    );
    let (_, json) = asked(PACK, &["implies", "regular", "active"]);
    let facts = json["answers"][0]["facts"].to_string();
    assert!(facts.contains("no more days with events than events"), "{facts}");
    assert!(facts.contains("from 0 to 7"), "{facts}");
}

#[test]
fn a_name_that_is_not_there_is_told_with_what_was_meant() {
    let project = Project::empty().file("rules.yaml", PACK);
    for (question, said) in [
        (&["never", "activ"][..], "did you mean `active`?"),
        (&["ladder", "habbit"], "did you mean `habit`?"),
        (&["never", "habit=oftn"], "did you mean `often`?"),
    ] {
        let answer = project.uptake(&[&["prove"], question, &["--rules", "rules.yaml"]].concat());
        assert_eq!(answer.code, 2);
        assert!(answer.stderr.contains(said), "{}", answer.stderr);
    }
}

#[test]
fn a_ladder_has_no_gap_and_no_rung_that_nobody_reaches() {
    let (code, json) = asked(PACK, &["ladder", "habit"]);
    assert_eq!(code, 1, "{json}");
    let verdict = |part: &str| {
        let answers = json["answers"].as_array().unwrap();
        let found = answers
            .iter()
            .find(|answer| answer["question"].as_str().unwrap().contains(part));
        found.unwrap_or_else(|| panic!("{part}: {json}"))["verdict"].clone()
    };
    assert_eq!(verdict("the rung `often`"), "yes");
    assert_eq!(verdict("the rung `never`"), "no");
    assert_eq!(verdict("the rung `seldom`"), "yes");
    assert_eq!(verdict("has a rung"), "no", "nobody without a use has one");
    assert_eq!(verdict("`sometimes` and `seldom`"), "yes");
    assert_eq!(verdict("`never` and `sometimes`"), "no");
}

#[test]
fn what_an_override_does_is_told_for_its_group_and_days() {
    let project = Project::empty().file("rules/base.yaml", PACK);
    let over = |name: &str, rest: &str| {
        (
            format!("rules/{name}.yaml"),
            format!("uptake: 1\nextends: base\nfor: {{ role: {name} }}\n{rest}"),
        )
    };
    let files = [
        over("a", "effective: { from: 2026-03-02 }\nconstants: { enough: 5 }\n"),
        over("b", "constants: { enough: 2 }\n"),
        over("c", "definitions: { active: { when: '!(recorded < 3)' } }\n"),
        over("d", "definitions: { active: { when: days >= 2 } }\n"),
        over("e", "measures: { recorded: { where: documented && minutes > 1.0 } }\n"),
    ];
    let project = files
        .iter()
        .fold(project, |project, (path, text)| project.file(path, text));
    let (code, json) = answered(&project, &["overrides", "--rules", "rules"]);
    assert_eq!(code, 0, "{json}");
    let of = |role: &str| {
        let all = json["overrides"].as_array().unwrap();
        let found = all
            .iter()
            .find(|effect| effect["for"] == format!("role: {role}") && effect["definition"] == "active");
        found.unwrap_or_else(|| panic!("{role}: {json}")).clone()
    };
    for (role, relation) in [
        ("a", "tighter"),
        ("b", "looser"),
        ("c", "same"),
        ("d", "incomparable"),
        ("e", "tighter"),
    ] {
        assert_eq!(of(role)["relation"], relation, "{role}: {json}");
    }
    assert_eq!(of("a")["from"], "2026-03-02");
    // For whom another override changes it, the measure has another condition.
    assert_eq!(of("b")["more"]["values"]["recorded where documented"], 2);
    assert_eq!(of("b")["less"], Value::Null);
}

/// Makes rows of a case and measures them: the definitions have to answer as the case says.
#[test]
fn a_case_is_confirmed_by_a_run_on_the_rows_that_it_names() {
    for question in [
        &["implies", "busy", "active"][..],
        &["implies", "active", "regular"],
        &["never", "active"],
        &["disjoint", "active", "regular"],
        &["never", "lazy"],
    ] {
        let (_, json) = asked(PACK, question);
        let case = &json["answers"][0]["case"];
        // Somebody else has a use on each day, so that the week is covered.
        let mut events = String::from("id,at,documented,minutes\n");
        for day in 2..9 {
            events.push_str(&format!("other,2026-02-{day:02}T10:00:00Z,true,1.0\n"));
        }
        for rows in case["rows"].as_array().unwrap() {
            assert_eq!(rows["dataset"], "uses");
            let cell = |name: &str| match &rows["values"][name] {
                Value::Null => String::new(),
                value => value.to_string(),
            };
            for day in rows["days"].as_array().unwrap() {
                let day = 2 + day.as_u64().unwrap();
                events.push_str(&format!(
                    "case,2026-02-{day:02}T10:00:00Z,{},{}\n",
                    cell("documented"),
                    cell("minutes")
                ));
            }
        }
        let role = case["values"]["role"].as_str().unwrap_or("").to_owned();
        let figures = Project::empty()
            .file("rules/base.yaml", PACK)
            .file("people.csv", format!("id,role\ncase,{role}\nother,y\n"))
            .file("uses.csv", events)
            .file(
                "uptake.yaml",
                "uptake: 1\nproject: case\npacks: [rules]\nas_of: 2026-02-09\nsources:\n  people: { adapter: files, path: people.csv }\n  uses: { adapter: files, path: uses.csv }\n",
            )
            .figures(&[]);
        for (name, answer) in case["answers"].as_object().unwrap() {
            let said = match answer {
                Value::Bool(truth) => truth.to_string(),
                _ => String::new(),
            };
            assert_eq!(figures.of("case", "2026-02-02", name), said, "{question:?} {json}");
        }
    }
}

#[test]
fn definitions_that_say_the_same_are_found_among_packs() {
    let folder = Project::empty();
    let packs = repository().join("rules/definitions");
    let answer = folder.uptake(&["prove", "same", &packs.to_string_lossy(), "--format", "json"]);
    let json: Value = serde_json::from_str(&answer.stdout).unwrap_or_else(|_| panic!("{}", answer.stderr));
    schema::holds("commands/prove-same.json", &json);
    println!("{json}");
    let open = json["undecided"].as_array().unwrap().len();
    let pairs = usize::try_from(json["pairs"].as_u64().unwrap()).unwrap();
    assert!(open * 50 <= pairs, "at most 2 % are undecided: {json}");
    let same = json["same"].as_array().unwrap();
    // The same rule, once as a condition and once as a script.
    assert!(
        same.iter().any(|group| {
            let text = group.to_string();
            text.contains("tenure-ramp-up.") && text.contains("tenure-ramp-up-rhai.")
        }),
        "{json}"
    );
}

#[test]
fn the_text_says_what_was_used_and_which_rows_make_a_case() {
    let project = Project::empty().file("rules.yaml", PACK);
    let answer = project.uptake(&["prove", "implies", "busy", "active", "--rules", "rules.yaml"]);
    assert_eq!(answer.code, 1);
    for said in [
        "no        wherever `busy` holds, `active` holds",
        "made by",
        "of `uses`",
        "used: `recorded` is never more than `all_uses`",
    ] {
        assert!(answer.stdout.contains(said), "{said}: {}", answer.stdout);
    }
    let shipped = Project::empty().uptake(&["prove", "--rules", "csm-ai-adoption"]);
    assert!(
        shipped.stdout.contains("`active` can hold"),
        "{}{}",
        shipped.stdout,
        shipped.stderr
    );
}
