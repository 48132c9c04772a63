//! Checks: verdicts, what they rest on, and what is missing for one.

use crate::support::{Figures, Project, RULES, uses};

const WEEKS: [&str; 2] = ["2026-02-02", "2026-02-09"];

/// A project with these checks. Of each person the team and the uses in two weeks.
fn project(people: &[(&str, &str, [usize; 2])], checks: &str) -> Project {
    let list: String = people.iter().map(|(id, team, _)| format!("{id},{team}\n")).collect();
    let made: String = people
        .iter()
        .flat_map(|(id, _, counts)| WEEKS.iter().zip(counts).map(|(week, count)| uses(id, week, *count)))
        .collect();
    Project::small()
        .file("people.csv", format!("id,team\n{list}"))
        .file("uses.csv", format!("id,at\n{made}"))
        .file("rules.yaml", format!("{RULES}checks:\n{checks}"))
}

/// Six people: Red uses much, Blue little, and Green is one person.
const SIX: [(&str, &str, [usize; 2]); 6] = [
    ("ana", "Red", [3, 5]),
    ("ben", "Red", [4, 4]),
    ("cem", "Red", [0, 3]),
    ("dora", "Blue", [3, 0]),
    ("eva", "Blue", [0, 1]),
    ("finn", "Green", [0, 0]),
];

/// A check: its verdict, then for each group its values or what is missing.
fn told(figures: &Figures, name: &str) -> String {
    let checks = figures.outcome["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["name"] == name).unwrap();
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let list = |value: &serde_json::Value| value.as_array().unwrap().iter().map(text).collect::<Vec<_>>();
    let groups = check["groups"].as_array().unwrap().iter().map(|group| {
        let values = group["values"].as_array().unwrap().iter();
        let mut parts: Vec<String> = values
            .map(|value| format!("{} {}", text(&value["name"]), text(&value["value"])))
            .collect();
        parts.extend(list(&group["missing"]));
        format!(
            "{}{} ({})",
            list(&group["group"]).concat(),
            text(&group["verdict"]),
            parts.join(", ")
        )
    });
    format!(
        "{}: {}",
        text(&check["verdict"]),
        groups.collect::<Vec<_>>().join(" / ")
    )
}

/// The verdict on the six about one condition.
fn verdict(check: &str) -> String {
    told(&project(&SIX, &format!("  c: {check}\n")).figures(&[]), "c")
}

#[test]
fn a_check_fails_before_it_warns_and_passes_if_it_does_neither() {
    let ask = |fail: i32, warn: i32| {
        verdict(&format!(
            "{{ values: {{ users: count(active) }}, fail: users < {fail}, warn: users < {warn} }}"
        ))
    };
    assert_eq!(ask(4, 5), "fail: fail (users 3)");
    assert_eq!(ask(3, 4), "warn: warn (users 3)");
    assert_eq!(ask(3, 3), "pass: pass (users 3)");
}

#[test]
fn with_too_little_there_is_no_verdict_and_what_it_takes_is_named() {
    assert_eq!(
        verdict("{ enough: count() >= 10, fail: count(active) < 5 }"),
        "insufficient data: insufficient data (requires `count() >= 10`)"
    );
    assert_eq!(
        verdict("{ of: team == \"Brown\", fail: count(active) < 5 }"),
        "insufficient data: insufficient data (no rows to check)"
    );
}

#[test]
fn what_a_function_requires_is_named_if_it_has_no_answer() {
    assert_eq!(
        verdict("{ values: { uneven: gini(uses_made - uses_made) }, fail: uneven > 0.5 }"),
        "insufficient data: insufficient data (uneven null, `gini(x)` requires amounts of 0 or more, and some above 0)"
    );
    assert_eq!(
        verdict("{ of: uses_made > 4, fail: standard_deviation(uses_made) > 1 }"),
        "insufficient data: insufficient data (`standard_deviation(x)` requires two values)"
    );
}

#[test]
fn what_is_no_number_is_no_pass() {
    assert_eq!(
        verdict("{ of: uses_made > 99, values: { part: 100.0 * count() / count() }, fail: part > 50 }"),
        "insufficient data: insufficient data (part null, no rows to check)"
    );
    assert_eq!(
        verdict("{ values: { zero: 0.0 * count() }, fail: zero / zero > 50 }"),
        "insufficient data: insufficient data (zero 0.0, `fail` is unknown)"
    );
}

#[test]
fn a_dataset_that_no_source_delivers_is_named() {
    let rules = RULES
        .replace(
            "measures:\n",
            "  calls:\n    kind: events\n    entity: id\n    time: at\n    optional: true\n    columns: { id: text, at: datetime }\nmeasures:\n  calls_made: { count: calls }\n",
        )
        .replace("definitions:\n", "definitions:\n  caller: { when: calls_made > 0 }\n");
    let checks = "  few: { values: { callers: count(caller), share: callers * 1.0 / count() }, fail: share < 0.5 }
  known: { enough: known(calls_made) > 3, fail: share(caller) < 50 }
  both: { fail: count(active) < 3 || share(caller) < 50 }
";
    let figures = project(&SIX, "")
        .file("rules.yaml", format!("{rules}checks:\n{checks}"))
        .figures(&[]);
    let lacks = "no source provides `calls`";
    assert_eq!(
        told(&figures, "few"),
        format!("insufficient data: insufficient data (callers null, share null, {lacks})")
    );
    assert_eq!(
        told(&figures, "known"),
        format!("insufficient data: insufficient data (requires `known(calls_made) > 3`, {lacks})")
    );
    assert_eq!(
        told(&figures, "both"),
        format!("insufficient data: insufficient data ({lacks})")
    );
}

#[test]
fn the_worst_group_decides_and_groups_with_too_little_are_left_out() {
    assert_eq!(
        verdict(
            "{ by: [team], values: { users: count(active), part: total(users), place: rank(users) }, enough: count() >= 2, fail: users == 0, warn: users == 3 }"
        ),
        "fail: Bluefail (users 0, part 3.0, place 1) / Greeninsufficient data (users 0, part 3.0, place 1, requires `count() >= 2`) / Redwarn (users 3, part 3.0, place 3)"
    );
    assert_eq!(
        verdict("{ by: [team], enough: count() >= 4, fail: count() > 0 }"),
        "insufficient data: Blueinsufficient data (requires `count() >= 4`) / Greeninsufficient data (requires `count() >= 4`) / Redinsufficient data (requires `count() >= 4`)"
    );
}

#[test]
fn several_periods_are_rows_of_their_own() {
    assert_eq!(
        verdict(
            "{ over: { last: 2 }, values: { rows: count(), people: entities(), weeks: periods(), users: entities(active), use_weeks: periods(active), before: earlier(active), after: later(active), rise: round(100.0 * slope(uses_made)) }, fail: rise > 40 }"
        ),
        "fail: fail (rows 12, people 6, weeks 2, users 4, use_weeks 2, before 0.5, after 0.5, rise 50.0)"
    );
    // More periods than there are data: those that there are.
    assert_eq!(
        verdict("{ over: { last: 52 }, values: { weeks: periods() }, enough: weeks >= 8, fail: count() > 99 }"),
        "insufficient data: insufficient data (weeks 2, requires `weeks >= 8`)"
    );
}

#[test]
fn functions_of_groups_take_the_known_values_of_the_rows() {
    // In the last week 5, 4, 3, 0, 1 and 0 uses.
    let value = |expression: &str| {
        let told = verdict(&format!("{{ values: {{ x: '{expression}' }}, fail: count() > 99 }}"));
        told.strip_prefix("pass: pass (x ")
            .and_then(|rest| rest.strip_suffix(')'))
            .unwrap_or(&told)
            .to_owned()
    };
    for (expression, expected) in [
        ("metric(\"rate\")", "50.0"),
        ("sum(uses_made)", "13.0"),
        ("mean(uses_made)", "2.1666666666666665"),
        ("min(uses_made)", "0.0"),
        ("max(uses_made)", "5.0"),
        ("min(3, 4)", "3"),
        ("median(uses_made)", "2.0"),
        ("quantile(uses_made, 0.9)", "4.5"),
        ("distinct(uses_made)", "5"),
        ("known(lag(uses_made, 2))", "0"),
        ("count(lag(active, 1))", "3"),
        ("sum(active)", "3.0"),
        ("share(team == \"Red\")", "50.0"),
        ("suppliers(uses_made, 0.5)", "2"),
        ("round(top_share(uses_made, 0.5))", "92.0"),
        ("herfindahl(uses_made) > 0.30 && herfindahl(uses_made) < 0.31", "true"),
        ("gini(uses_made) > 0.49 && gini(uses_made) < 0.53", "true"),
        ("spearman(uses_made, lag(uses_made, 1)) > 0.3", "true"),
        ("odds_ratio(active, team == \"Red\")", "null"),
        (
            "fisher(count(active && team == \"Red\"), count(!active && team == \"Red\"), count(active && team != \"Red\"), count(!active && team != \"Red\"))",
            "0.1",
        ),
        ("wilson_low(9, 12) > 46.7 && wilson_high(9, 12) < 91.2", "true"),
        ("funnel_low(50, 10)", "10.0"),
        ("standard_deviation(uses_made) > 2.1", "true"),
        ("standardised_share(active, team)", "50.0"),
        ("standardised_ratio(active, team)", "1.0"),
        ("quantile_of_values(uses_made, 0.5)", "1.0"),
        ("entropy(active, 2) > 1.58 && entropy(active, 2) < 1.59", "true"),
        ("chi_square(team, active) < 0.05", "true"),
        ("roc_auc(uses_made, active)", "1.0"),
        ("top_lift(uses_made, active, 0.5)", "2.0"),
        ("median_survival(uses_made, active)", "4.0"),
        ("calibration_slope(uses_made / 10.0, active)", "null"),
    ] {
        assert_eq!(value(expression), expected, "{expression}");
    }
}

#[test]
fn a_difference_that_turns_around_in_every_stratum_is_simpsons() {
    // Newcomers (n) are ahead on the whole, since most of them are in Red, where everybody uses much.
    let mut people = Vec::new();
    for (team, prefix, used, all) in [
        ("Red", "n", 14, 16),
        ("Red", "o", 4, 4),
        ("Blue", "n", 0, 4),
        ("Blue", "o", 4, 16),
    ] {
        people.extend((0..all).map(|number| {
            let id: &str = Box::leak(format!("{prefix}-{team}-{number}").into_boxed_str());
            (id, team, [0, if number < used { 3 } else { 0 }])
        }));
    }
    let checks = "  c: { values: { crude: 'odds_ratio(active, id.starts_with(\"n\"))', pooled: 'mantel_haenszel(active, id.starts_with(\"n\"), team)' }, fail: 'simpson(active, id.starts_with(\"n\"), team)' }\n";
    let told = told(&project(&people, checks).figures(&[]), "c");
    assert!(told.starts_with("fail: fail (crude 3.5, pooled 0."), "{told}");
}

#[test]
fn many_tests_at_once_are_adjusted_over_the_groups() {
    let told = verdict(
        "{ by: [team], values: { p: 'if team == \"Red\" { 0.01 } else if team == \"Blue\" { 0.02 } else { () }', q: benjamini_hochberg(p) }, fail: (q ?? 1.0) < 0.01 }",
    );
    assert_eq!(
        told,
        "pass: Bluepass (p 0.02, q 0.02) / Greenpass (p null, q null) / Redpass (p 0.01, q 0.02)"
    );
}

#[test]
fn a_metric_has_a_figure_for_each_of_its_cuts() {
    assert_eq!(
        verdict("{ by: [team], values: { rate: 'metric(\"Rate\")' }, fail: rate < 50 }"),
        "fail: Bluefail (rate 0.0) / Greenfail (rate 0.0) / Redpass (rate 100.0)"
    );
}

#[test]
fn evidence_is_the_rows_behind_a_verdict() {
    let checks = "  c: { over: { last: 2 }, fail: count() > 3, evidence: { where: uses_made in 1..=3, show: [uses_made, team], most: 2 } }\n";
    let project = project(&SIX, checks);
    let figures = project.figures(&[]);
    assert_eq!(
        figures.outcome["checks"][0]["groups"][0]["evidence"],
        serde_json::json!({
            "total": 4,
            "columns": ["uses_made", "team"],
            "rows": [
                { "entity": "ana", "period": "2026-02-02", "values": [3, "Red"] },
                { "entity": "cem", "period": "2026-02-09", "values": [3, "Red"] },
            ],
        })
    );
    let said = project.run(&["--verbose"]).stdout;
    assert!(
        said.contains(
            "\nChecks: 1 fail\n  FAIL  c\n        `count() > 3`: count() 12, 9 above\n          4 rows\n            \
             ana 2026-02-02: uses_made 3, team Red\n            cem 2026-02-09: uses_made 3, team Red\n            and 2 more\n"
        ),
        "{said}"
    );
}

#[test]
fn a_gate_ends_with_exit_code_1_for_the_verdict_it_asks_for() {
    let code = |check: &str, arguments: &[&str]| project(&SIX, &format!("  c: {check}\n")).run(arguments).code;
    let (fails, warns) = ("{ fail: count() > 0 }", "{ warn: count() > 0 }");
    let lacks = "{ enough: count() > 99, fail: count() > 0 }";
    assert_eq!([fails, warns, lacks].map(|check| code(check, &[])), [0, 0, 0]);
    assert_eq!(
        [fails, warns, lacks].map(|check| code(check, &["--fail-on", "fail"])),
        [1, 0, 0]
    );
    assert_eq!(
        [fails, warns, lacks].map(|check| code(check, &["--fail-on", "warn"])),
        [1, 1, 0]
    );
}

#[test]
fn groups_that_are_too_small_to_be_shown_have_no_verdict_and_no_values() {
    let checks =
        "  c: { by: [team], values: { users: count(active) }, fail: users >= 0 }\nprivacy: { smallest_group: 2 }\n";
    let hidden = "the group is hidden because it or another one is too small to be shown";
    assert_eq!(
        told(&project(&SIX, checks).figures(&[]), "c"),
        format!("fail: Blueinsufficient data ({hidden}) / Greeninsufficient data ({hidden}) / Redfail (users 3)")
    );
}

#[test]
fn the_table_has_each_verdict_and_each_value() {
    let checks = "  c: { topic: guards, by: [team], values: { users: count(active), usual: median(uses_made) }, enough: count() > 1, fail: users == 0 }\n  d: { warn: count() > 3 }\n";
    let figures = project(&SIX, checks).figures(&[]);
    let rows: Vec<String> = String::from_utf8(figures.bytes("checks.csv").to_vec())
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    assert_eq!(
        rows,
        [
            "check,topic,by,group,verdict,missing,name,value,title,about,limit,rules",
            "c,guards,,,fail,,,,c,,,",
            "c,guards,team,Blue,fail,,,,c,,`users == 0`: users 0,",
            "c,guards,team,Blue,fail,,users,0,c,,,",
            "c,guards,team,Blue,fail,,usual,0.5,c,,,",
            "c,guards,team,Green,insufficient data,requires `count() > 1`,,,c,,,",
            "c,guards,team,Green,insufficient data,,users,0,c,,,",
            "c,guards,team,Green,insufficient data,,usual,0.0,c,,,",
            "c,guards,team,Red,pass,,,,c,,,",
            "c,guards,team,Red,pass,,users,3,c,,,",
            "c,guards,team,Red,pass,,usual,4.0,c,,,",
            "d,,,,warn,,,,d,,\"`count() > 3`: count() 6, 3 above\",",
        ]
    );
}

#[test]
fn a_check_of_other_stages_is_left_out_and_named() {
    let checks = "  c: { stages: [later], fail: count() > 0 }\n  d: { stages: [early, later], warn: stage == \"early\" }\nstages:\n  early: { when: active < 4 }\n  later: {}\n";
    let figures = project(&SIX, checks).figures(&[]);
    assert_eq!(figures.outcome["stage"]["unasked"], serde_json::json!(["c"]));
    assert_eq!(told(&figures, "d"), "warn: warn ()");
    assert_eq!(figures.outcome["checks"].as_array().unwrap().len(), 1);
}
