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
fn functions_of_whole_numbers_years_and_the_first_day_of_a_week_are_understood() {
    let pack = PACK
        .replace("columns: { id: text, role: text }", "columns: { id: text, role: text, n: { type: int, optional: true }, since: { type: date, optional: true } }")
        .replace(
            "definitions:\n",
            "definitions:\n  three: { when: n >= 3 }\n  apart: { when: abs(n) >= 3 }\n  either: { when: n >= 3 || n <= -3 }\n  most: { when: \"max(n, 0) >= 3\" }\n  least: { when: \"min(n, 9) >= 3\" }\n  rounded: { when: round(n * 1.0) >= 3 }\n  lately: { when: year(since) >= 2025 }\n  later: { when: 'since >= date(\"2025-01-01\")' }\n  monday: { when: weekday(period) == 1 }\n  week: { when: \"days_between(period, period_end) == 6\" }\n",
        );
    for (question, code) in [
        (&["implies", "three", "apart"][..], 0),
        (&["implies", "apart", "three"], 1),
        (&["equal", "three", "most"], 0),
        (&["equal", "three", "least"], 0),
        (&["equal", "three", "rounded"], 0),
        (&["equal", "lately", "later"], 0),
        (&["always", "monday"], 0),
        (&["always", "week"], 0),
    ] {
        let (found, json) = asked(&pack, question);
        assert_eq!(found, code, "{question:?} {json}");
    }
    // The least of all whole numbers has no number without its sign, so there the answer is unknown.
    let (_, json) = asked(&pack, &["equal", "apart", "either"]);
    assert_ne!(json["answers"][0]["verdict"], "yes", "{json}");
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

/// What rests on several periods, and on several people.
const WINDOWS: &str = "\
uptake: 1
pack: windows
entities: people
datasets:
  people: { kind: entities, entity: id, key: [id], columns: { id: text, role: text } }
  uses:
    kind: events
    entity: id
    time: at
    columns: { id: text, at: datetime, tool: { type: text, optional: true }, documented: { type: bool, optional: true }, minutes: { type: float, optional: true } }
measures:
  all_uses: { count: uses }
  recorded: { count: uses, where: documented }
  minutes_used: { sum: uses.minutes, absent: unknown }
  uses_3w: { sum: all_uses, over: { last: 3, by: calendar, absent: zero } }
  uses_5w: { sum: all_uses, over: { last: 5, by: calendar, absent: zero } }
  recorded_3w: { sum: recorded, over: { last: 3, by: calendar, absent: zero } }
  least_3w: { min: all_uses, over: { last: 3, by: calendar, absent: zero } }
  mean_rows: { mean: minutes_used, over: { last: 3, by: rows, minimum: 2 } }
  busy_weeks: { count: all_uses >= 3, over: { last: 4, by: calendar, absent: skip, minimum: 1 } }
  busy_twice: { count: busy_weeks >= 2, over: { last: 2, by: calendar, absent: skip, minimum: 1 } }
  tools_3w: { distinct: uses.tool, over: { last: 3, by: calendar } }
  top: { quantile: uses_3w, across: { at: 0.5, where: uses_3w > 0, least: 3 } }
definitions:
  now: { when: all_uses >= 6 }
  lately: { when: uses_3w >= 6 }
  long: { when: uses_5w >= 6 }
  little: { when: uses_3w < 6 }
  little_5w: { when: uses_5w < 6 }
  recorded_lately: { when: recorded_3w >= 6 }
  idle_once: { when: least_3w == 0 }
  never_idle: { when: least_3w >= 1 }
  slow: { when: mean_rows >= 7.5 && minutes_used < 3.0 }
  steady: { when: busy_weeks >= 3 }
  nested: { when: busy_twice >= 2 && all_uses == 0 }
  too_many: { when: busy_weeks >= 5 }
  several_tools: { when: tools_3w >= 2 && recorded == 0 }
  back: { when: 'all_uses >= 1 && lag(all_uses, 1) == 0 && last(4, all_uses).sum() >= 5' }
  streaky: { when: 'streak(all_uses >= 1) == 3' }
  gone: { when: 'since(all_uses >= 1) == 2 && first(all_uses) == 2' }
  peak: { when: 'last(3, all_uses).max() >= 5' }
  low: { when: 'last(3, all_uses).sum() <= 4' }
  upper: { when: uses_3w > top }
  lower: { when: uses_3w > 0 && uses_3w < top }
";

#[test]
fn facts_about_windows_prove_what_holds_for_all_data() {
    for (question, used) in [
        (
            &["disjoint", "now", "little"][..],
            "is among what is of the last periods",
        ),
        (
            &["disjoint", "lately", "little_5w"],
            "of fewer periods is among what is of more of them",
        ),
        (
            &["implies", "recorded_lately", "lately"],
            "counts no more over the same periods",
        ),
        (&["disjoint", "peak", "low"], "none of several is more than their sum"),
        (&["never", "too_many"], "lies between 0 and 4"),
        (&["disjoint", "idle_once", "never_idle"], ""),
    ] {
        let (code, json) = asked(WINDOWS, question);
        assert_eq!(code, 0, "{question:?} {json}");
        let facts = json["answers"][0]["facts"].to_string();
        assert!(facts.contains(used), "{used}: {facts}");
    }
}

#[test]
fn a_case_over_several_periods_is_confirmed_by_a_run_on_the_rows_that_it_names() {
    for question in [
        &["never", "steady"][..],
        &["never", "lately"],
        &["implies", "lately", "now"],
        &["implies", "long", "lately"],
        &["implies", "lately", "recorded_lately"],
        &["never", "idle_once"],
        &["never", "slow"],
        &["never", "nested"],
        &["never", "several_tools"],
        &["never", "back"],
        &["never", "streaky"],
        &["never", "gone"],
        &["implies", "peak", "lately"],
        &["never", "upper"],
        &["never", "lower"],
        &["known", "lately"],
    ] {
        let (code, json) = asked(WINDOWS, question);
        assert_eq!(code, 1, "{question:?} {json}");
        confirm(WINDOWS, &json["answers"][0]["case"], &format!("{question:?} {json}"));
    }
}

/// Ratios, products and streaks of what a narrower condition counts.
const NARROWER: &str = "\
uptake: 1
pack: narrower
entities: people
datasets:
  people: { kind: entities, entity: id, key: [id], columns: { id: text, role: text } }
  uses:
    kind: events
    entity: id
    time: at
    columns: { id: text, at: datetime, tool: { type: text, optional: true }, documented: { type: bool, optional: true }, minutes: { type: float, optional: true } }
measures:
  made: { count: uses }
  fewer: { count: uses, where: documented }
  days: { distinct_days: uses }
  made_a_day: { value: made * 1.0 / days }
  fewer_a_day: { value: fewer * 1.0 / days }
  fewer_a_week: { value: fewer / 7 }
  made_a_week: { value: made / 7 }
definitions:
  often: { when: made_a_day >= 0.5 }
  fewer_often: { when: fewer_a_day >= 0.5 }
  weekly: { when: made_a_week >= 0.3 }
  fewer_weekly: { when: fewer_a_week >= 0.3 }
  mostly: { when: 'days > 0 && made * 2 >= days * 3' }
  fewer_mostly: { when: 'days > 0 && fewer * 2 >= days * 3' }
  direct: { when: made * 1.0 / days >= 0.5 }
  fewer_direct: { when: fewer * 1.0 / days >= 0.5 }
  seldom: { when: made * 1.0 / days < 2.0 }
  fewer_seldom: { when: fewer * 1.0 / days < 2.0 }
  three: { when: made >= 3 }
  twice: { when: made * 2 >= 6 }
  no_less: { when: '!(made * 4 < 12)' }
  and_more: { when: made * 2 + fewer >= 6 }
  steady: { when: streak(made >= 1) >= 2 }
  much_steadier: { when: streak(made >= 2) >= 2 }
  fewer_steady: { when: streak(fewer >= 1) >= 2 }
  not_steady: { when: streak(made >= 1) < 2 }
  lately: { when: since(made >= 1) <= 1 }
  fewer_lately: { when: since(fewer >= 1) <= 1 }
  at_last: { when: 'last(4, made >= 1).count() >= 2' }
  fewer_at_last: { when: 'last(4, fewer >= 1).count() >= 2' }
";

#[test]
fn what_a_narrower_condition_counts_is_no_greater_part_of_the_same() {
    for question in [
        &["implies", "fewer_often", "often"][..],
        &["implies", "fewer_weekly", "weekly"],
        &["implies", "fewer_mostly", "mostly"],
        &["implies", "fewer_direct", "direct"],
        &["implies", "seldom", "fewer_seldom"],
        &["equal", "three", "twice"],
        &["equal", "three", "no_less"],
        &["implies", "three", "and_more"],
        &["implies", "fewer_at_last", "at_last"],
        &["disjoint", "much_steadier", "not_steady"],
        &["disjoint", "fewer_steady", "not_steady"],
    ] {
        let (code, json) = asked(NARROWER, question);
        assert_eq!(code, 0, "{question:?} {json}");
    }
}

#[test]
fn a_narrower_condition_may_be_known_where_a_wider_one_is_not_and_a_run_confirms_it() {
    for question in [
        // Where nothing is known of a week, the longer streak is unknown, and the shorter one ended before.
        &["implies", "much_steadier", "steady"][..],
        &["implies", "fewer_steady", "steady"],
        &["implies", "often", "fewer_often"],
        &["implies", "steady", "much_steadier"],
        &["implies", "and_more", "three"],
    ] {
        let (code, json) = asked(NARROWER, question);
        assert_eq!(code, 1, "{question:?} {json}");
        confirm(NARROWER, &json["answers"][0]["case"], &format!("{question:?} {json}"));
    }
    let (_, json) = asked(NARROWER, &["implies", "much_steadier", "steady"]);
    let case = &json["answers"][0]["case"];
    assert_eq!(case["answers"]["steady"], Value::Null, "{json}");
    assert_eq!(case["gaps"][0]["dataset"], "uses", "{json}");
    let project = Project::empty().file("rules/base.yaml", NARROWER);
    let text = project
        .uptake(&["prove", "implies", "much_steadier", "steady", "--rules", "rules"])
        .stdout;
    assert!(text.contains("nobody has a row of `uses` "), "{text}");
}

/// Runs the rows of a case: the definitions have to answer as it says.
fn confirm(pack: &str, case: &Value, told: &str) {
    let judged: jiff::civil::Date = case["values"]["period"]
        .as_str()
        .unwrap_or("2026-02-02")
        .parse()
        .unwrap();
    let periods = case["periods"].as_i64().unwrap();
    let day = |offset: i64| judged.checked_add(jiff::Span::new().days(offset)).unwrap();
    let name = |who: usize| {
        if who == 0 {
            "case".to_owned()
        } else {
            format!("other {who}")
        }
    };
    let mut people = String::from("id,role\n");
    let role = |columns: &Value| columns["role"].as_str().unwrap_or("").to_owned();
    people.push_str(&format!("case,{}\n", role(&case["values"])));
    for (number, columns) in case["others"].as_array().unwrap().iter().enumerate() {
        people.push_str(&format!("{},{}\n", name(number + 1), role(columns)));
    }
    let mut events = String::from("id,at,tool,documented,minutes\n");
    for rows in case["rows"].as_array().unwrap() {
        let who = name(usize::try_from(rows["who"].as_u64().unwrap()).unwrap());
        let cell = |name: &str| match &rows["values"][name] {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        for offset in rows["days"].as_array().unwrap() {
            let on = day(offset.as_i64().unwrap());
            let (tool, documented, minutes) = (cell("tool"), cell("documented"), cell("minutes"));
            events.push_str(&format!("{who},{on}T10:00:00Z,{tool},{documented},{minutes}\n"));
        }
    }
    let (from, through) = (day(-7 * (periods - 1)), day(6));
    let gaps: Vec<i64> = case["gaps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|gap| gap["before"].as_i64().unwrap())
        .collect();
    // Of a source without any row nothing is known; where all people count, there is nobody else. Of a week in which nobody has a row
    // nothing is known unless it is stated that the source covers it.
    let mut covers = format!(", covers: {{ from: {from}, through: {through}, without_rows: zero }}");
    if case["others"].as_array().unwrap().is_empty() {
        people.push_str("else,\n");
        let with_rows = (0..periods).filter(|back| match gaps.is_empty() {
            true => *back == 0,
            false => !gaps.contains(back),
        });
        for back in with_rows {
            events.push_str(&format!("else,{}T10:00:00Z,,,\n", day(6 - 7 * back)));
        }
    }
    if !gaps.is_empty() {
        covers.clear();
    }
    let project = format!(
        "uptake: 1\nproject: case\npacks: [rules]\nas_of: {through}\nsources:\n  people: {{ adapter: files, path: people.csv }}\n  \
         uses: {{ adapter: files, path: uses.csv{covers} }}\n"
    );
    let figures = Project::empty()
        .file("rules/base.yaml", pack)
        .file("people.csv", people)
        .file("uses.csv", events)
        .file("uptake.yaml", project)
        .figures(&[]);
    for (name, answer) in case["answers"].as_object().unwrap() {
        let said = match answer {
            Value::Bool(truth) => truth.to_string(),
            _ => String::new(),
        };
        let came = figures.of("case", &judged.to_string(), name).replace("unknown", "");
        assert_eq!(came, said, "{name}: {told}");
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

/// Names that a register approves from a day on, otherwise for a group, beside days of spells.
const DATED: &str = "\
uptake: 1
pack: dated
entities: people
layers: [team]
datasets:
  people: { kind: entities, entity: id, key: [id], from: hired, through: left, columns: { id: text, team: { type: text, optional: true }, hired: date, left: { type: date, optional: true } } }
  away: { kind: spells, entity: id, from: first, through: last, columns: { id: text, first: date, last: date } }
  uses: { kind: events, entity: id, time: at, columns: { id: text, at: datetime, tool: { type: text, register: tools } } }
registers:
  tools:
    fields: { approved: bool }
    entries:
      alpha: { approved: true, patterns: [\"alpha*\"] }
      beta: { approved: { from: 2026-02-11 }, aliases: [B] }
      gamma: { approved: false }
measures:
  made: { count: uses, where: tool.approved }
  betas: { count: uses, where: 'tool.id == \"beta\" && tool.approved' }
  wd: { days: { within: people, except: away } }
definitions:
  late_betas: { when: 'betas >= 1 && period >= date(\"2026-02-16\")' }
  often: { when: 'made * 1.0 / wd >= 0.4' }
  impossible: { when: 'betas >= 1 && made == 0 && period >= date(\"2026-02-16\")' }
";

#[test]
fn a_question_ends_after_so_many_steps_whatever_it_asks() {
    let over = "uptake: 1\nextends: dated\nfor: { team: Blue }\nregisters: { tools: { entries: { gamma: { approved: { from: 2026-02-02, until: 2026-02-18 } } } } }\n";
    let project = Project::empty()
        .file("rules/base.yaml", DATED)
        .file("rules/over.yaml", over);
    for (question, never) in [
        (&["implies", "late_betas", "often"][..], "yes"),
        (&["implies", "often", "late_betas"], "yes"),
        (&["never", "impossible"], "no"),
    ] {
        let asked = || answered(&project, &[question, &["--rules", "rules"]].concat()).1;
        let first = asked();
        assert_ne!(first["answers"][0]["verdict"], never, "{question:?} {first}");
        assert_eq!(first, asked(), "the same each time");
    }
}
