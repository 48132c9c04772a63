//! What was known on an earlier day: `arrival:` of sources, `uptake run --known-at`, `uptake restate`.

use crate::support::{Answer, Figures, Project, uses};
use serde_json::Value;

/// Rows that come later than any run of these tests.
const LATER: &str = "2099-01-01T08:00:00Z";

/// Uses with the time at which each came.
fn came(rows: &[(&str, &str, &str)]) -> String {
    let rows = rows.iter().map(|(id, at, came)| format!("{id},{at},{came}\n"));
    format!("id,at,loaded_at\n{}", rows.collect::<String>())
}

/// [`Project::small`] with a ledger, whose uses say when they came: ana's three uses in the week, then a fourth one later, and two of
/// ben, so that he is active, too.
fn project() -> Project {
    let uses = came(&[
        ("ana", "2026-02-02T09:00:00Z", "2026-02-03T01:00:00Z"),
        ("ana", "2026-02-03T09:00:00Z", "2026-02-04T01:00:00Z"),
        ("ana", "2026-02-04T09:00:00Z", "2026-02-05T01:00:00Z"),
        ("ben", "2026-02-02T09:00:00Z", "2026-02-03T01:00:00Z"),
        ("ana", "2026-02-05T09:00:00Z", LATER),
        ("ben", "2026-02-03T09:00:00Z", LATER),
        ("ben", "2026-02-04T09:00:00Z", LATER),
    ]);
    Project::small()
        .edit("uptake.yaml", "packs:", "ledger: ledger\npacks:")
        .edit("uptake.yaml", "path: people.csv", "path: people.csv, arrival: always")
        .edit(
            "uptake.yaml",
            "path: uses.csv",
            "path: uses.csv, arrival: { column: loaded_at }",
        )
        .file("uses.csv", uses)
}

/// How many of the two are active in the week, by a run with these arguments.
fn active(project: &Project, arguments: &[&str]) -> String {
    let week = ["--period", "2026-W06", "--out", "out"];
    let answer = project.run(&[&week, arguments].concat());
    // Of a day that is still to come it is said that more may be known by then.
    let said = match arguments.contains(&"2098-01-01") {
        true => "note: 2098-01-01 hasn't ended: this is what is known by now\n",
        false => "",
    };
    assert_eq!((answer.code, answer.stderr.as_str()), (0, said), "{}", answer.stdout);
    let figures = Figures::read(&project.path("out"));
    let row = figures.rows().iter().find(|row| row["cut"].is_empty()).unwrap();
    format!("{} of {}", row["numerator"], row["denominator"])
}

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.stdout).expect(&answer.stderr)
}

const THEN: [&str; 3] = ["--known-at", "2026-02-20", "--current-rules"];

#[test]
fn a_row_that_is_set_aside_looks_as_it_did_although_it_is_read_when_it_came() {
    let project = project();
    let uses = format!(
        "{}zoe,2026-02-02T09:00:00Z,2026-02-03T01:00:00Z\n",
        project.read("uses.csv")
    );
    let project = project.file("uses.csv", uses);
    let set_aside = |arguments: &[&str]| {
        let answer = project.run(&[&["--period", "2026-W06", "--out", "out"][..], arguments].concat());
        assert!(!answer.stderr.contains("error["), "{}", answer.stderr);
        let rows = Figures::read(&project.path("out")).csv("set_aside.csv");
        assert_eq!(rows.len(), 1);
        rows[0]["record"].clone()
    };
    let then = set_aside(&[]);
    assert!(then.contains("zoe") && !then.contains("loaded_at"), "{then}");
    assert_eq!(set_aside(&THEN), then);
}

#[test]
fn rows_that_came_later_are_not_there() {
    let project = project();
    assert_eq!(active(&project, &[]), "2 of 2");
    assert_eq!(active(&project, &THEN), "1 of 2");
    let figures = Figures::read(&project.path("out"));
    assert_eq!(figures.outcome["known_at"], "2026-02-20");
    let uses = &figures.outcome["intake"][1];
    assert_eq!(
        (&uses["documents"], &uses["not_yet"], &uses["rows"], &uses["used"]),
        (&7.into(), &3.into(), &4.into(), &4.into())
    );
    let said = project.run(&[&THEN[..], &["--verbose", "--period", "2026-W06"]].concat());
    assert!(
        said.stdout.contains("as of 2026-02-15, as known on 2026-02-20"),
        "{}",
        said.stdout
    );
    assert!(said.stdout.contains("3 came later and aren't read"), "{}", said.stdout);
}

#[test]
fn that_nothing_is_kept_of_what_was_known_then_is_said() {
    let answer = project().run(&[&THEN[..], &["--cache", "kept"]].concat());
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let said = "cache: the sources were read and nothing is kept: what was known on another day is read each time\n";
    assert!(answer.stderr.contains(said), "{}", answer.stderr);
}

#[test]
fn a_day_ends_in_the_zone_of_the_calendar() {
    let rules = "calendar: { time_zone: America/New_York }\nmeasures:";
    let project = project().edit("rules.yaml", "measures:", rules);
    // 01:00 in UTC is the evening before.
    assert_eq!(
        active(
            &project,
            &["--known-at", "2026-02-04", "--current-rules", "--as-of", "2026-02-04"]
        ),
        "1 of 2"
    );
    let utc = project.edit("rules.yaml", "calendar: { time_zone: America/New_York }\n", "");
    assert_eq!(
        active(
            &utc,
            &["--known-at", "2026-02-04", "--current-rules", "--as-of", "2026-02-04"]
        ),
        "0 of 2"
    );
}

#[test]
fn a_stated_delay_is_added_to_the_column() {
    let project = project().edit("uptake.yaml", "{ column: loaded_at }", "{ column: at, delay: 3d }");
    // The third uses, of the 4th, were known on the 7th.
    assert_eq!(
        active(
            &project,
            &["--known-at", "2026-02-07", "--current-rules", "--as-of", "2026-02-07"]
        ),
        "2 of 2"
    );
    assert_eq!(
        active(
            &project,
            &["--known-at", "2026-02-06", "--current-rules", "--as-of", "2026-02-06"]
        ),
        "0 of 2"
    );
}

#[test]
fn of_a_row_that_was_restated_the_one_is_known_that_had_come() {
    let rules = "    key: [use_id]\n    keep: { newest: loaded_at }\n    columns:\n      use_id: text\n      loaded_at: datetime\n";
    let project = project()
        .edit(
            "rules.yaml",
            "    time: at\n    columns:\n",
            &format!("    time: at\n{rules}"),
        )
        .file(
            "uses.csv",
            format!(
                "use_id,id,at,loaded_at\n1,ana,2026-02-02T09:00:00Z,2026-02-03\n2,ana,2026-02-03T09:00:00Z,2026-02-04\n\
                 3,ana,2026-02-04T09:00:00Z,2026-02-05\n3,ben,2026-02-04T09:00:00Z,{LATER}\n"
            ),
        );
    assert_eq!(active(&project, &[]), "0 of 2");
    assert_eq!(active(&project, &THEN), "1 of 2");
}

#[test]
fn a_row_of_which_nobody_knows_when_it_came_is_set_aside() {
    let project = project();
    let text = project.read("uses.csv");
    let project = project.file(
        "uses.csv",
        format!("{text}ben,2026-02-05T09:00:00Z,\nben,2026-02-06T09:00:00Z,soon\n"),
    );
    assert_eq!(active(&project, &THEN), "1 of 2");
    let figures = Figures::read(&project.path("out"));
    let aside = &figures.outcome["intake"][1]["set_aside"];
    assert_eq!(
        (&aside["missing-value"], &aside["wrong-type"]),
        (&1.into(), &1.into()),
        "{aside}"
    );
}

#[test]
fn elements_of_a_document_came_with_it() {
    let mapping = "mappings:\n  report:\n    dataset: uses\n    rows: uses\n    input: { id: text, at: datetime }\n    columns: { id: id, at: at }\nmeasures:";
    let document = |came: &str, days: &[u32]| {
        let uses: Vec<String> = days
            .iter()
            .map(|day| format!("{{\"id\":\"ana\",\"at\":\"2026-02-0{day}T09:00:00Z\"}}"))
            .collect();
        format!("{{\"loaded_at\":\"{came}\",\"uses\":[{}]}}\n", uses.join(","))
    };
    let project = project()
        .edit("rules.yaml", "measures:", mapping)
        .edit("uptake.yaml", "path: uses.csv,", "path: uses.ndjson, mapping: report,")
        .file(
            "uses.ndjson",
            document("2026-02-05T01:00:00Z", &[2, 3]) + &document(LATER, &[4, 5]),
        );
    assert_eq!(active(&project, &[]), "1 of 2");
    assert_eq!(active(&project, &THEN), "0 of 2");
}

#[test]
fn every_source_has_to_say_since_when_its_rows_are_known() {
    let project = project().edit("uptake.yaml", ", arrival: always", "").edit(
        "uptake.yaml",
        ", arrival: { column: loaded_at }",
        "",
    );
    project.run(&THEN).refuses(
        "error[not-known-then]: the sources `people`, `uses` don't say since when their rows are known\n  \
         at uptake.yaml:7:11\n  help: state `arrival: { column: COLUMN }` with the column that says when a row came, `arrival: files` \
         if files come and never change, or `arrival: always` if it told the same then\n",
    );
}

#[test]
fn a_source_that_says_nothing_is_known_by_the_digests_of_its_files() {
    let project = project().edit("uptake.yaml", ", arrival: always", "");
    assert_eq!(active(&project, &[]), "2 of 2");
    let restated = project.uptake(&["restate", "1"]);
    assert_eq!(restated.code, 1, "{}", restated.stderr);
    assert_eq!(active(&project, &["--known-at", "2098-01-01"]), "1 of 2");
    let project = project.file("people.csv", "id,team\nana,Red\nben,Red\n");
    let answer = project.run(&["--known-at", "2098-01-01"]);
    assert!(
        answer
            .stderr
            .contains("`people.csv` of `people` isn't what it was on 2098-01-01"),
        "{}",
        answer.stderr
    );
}

#[test]
fn a_slip_in_arrival_is_told_by_check() {
    for (slip, code) in [
        ("arrival: allways", "wrong-value"),
        ("arrival: { delay: 3d }", "missing-key"),
        ("arrival: { column: at, delay: soon }", "wrong-type"),
        ("arrival: { column: at, after: 3d }", "unknown-key"),
        ("arrival: [at]", "wrong-type"),
    ] {
        let project = project().edit("uptake.yaml", "arrival: { column: loaded_at }", slip);
        let findings = project.findings("uptake.yaml");
        assert!(
            findings
                .iter()
                .any(|finding| finding.starts_with(&format!("error[{code}]"))),
            "{slip}: {findings:?}"
        );
    }
}

#[test]
fn a_column_of_arrival_that_is_not_there_is_named() {
    let project = project().edit("uptake.yaml", "column: loaded_at", "column: loaded");
    let answer = project.run(&THEN);
    assert_eq!(answer.code, 2);
    assert!(
        answer
            .stderr
            .contains("the source of `uses` has no column `loaded`, which says when its rows came"),
        "{}",
        answer.stderr
    );
}

#[test]
fn figures_of_a_day_after_what_was_known_are_refused() {
    let answer = project().run(&["--known-at", "2026-02-10", "--current-rules"]);
    assert_eq!(answer.code, 2);
    assert!(
        answer
            .stderr
            .contains("error[not-known-then]: the figures are of 2026-02-15"),
        "{}",
        answer.stderr
    );
}

#[test]
fn rules_are_those_of_the_last_recorded_run() {
    let project = project();
    project.run(&["--known-at", "2098-01-01"]).refuses(
        "error[not-known-then]: the rules aren't known as they were on 2098-01-01: no run is recorded yet\n  \
         help: name a later day; or take the rules of now with `--current-rules`\n",
    );
    assert_eq!(active(&project, &[]), "2 of 2");
    let project = project.edit("rules.yaml", "uses_made >= 3", "uses_made >= 1");
    // Rules of then, data of then: the runs of this test are before 2098, and what is late comes after.
    assert_eq!(active(&project, &["--known-at", "2098-01-01"]), "1 of 2");
    assert_eq!(
        active(&project, &["--known-at", "2098-01-01", "--current-rules"]),
        "2 of 2"
    );
    let early = project.run(&["--known-at", "2026-02-20"]);
    assert!(
        early.stderr.contains("no run is recorded up to then"),
        "{}",
        early.stderr
    );
}

#[test]
fn what_the_project_did_not_say_then_of_its_sources_is_taken_from_now() {
    let project = project().edit("uptake.yaml", ", arrival: { column: loaded_at }", "");
    assert_eq!(active(&project, &[]), "2 of 2");
    let project = project.edit(
        "uptake.yaml",
        "path: uses.csv",
        "path: uses.csv, arrival: { column: loaded_at }",
    );
    assert_eq!(active(&project, &["--known-at", "2098-01-01"]), "1 of 2");
}

#[test]
fn a_look_back_is_recorded_and_comes_out_the_same_when_it_is_replayed() {
    let project = project();
    active(&project, &[]);
    active(&project, &["--known-at", "2098-01-01"]);
    let replayed = project.uptake(&["replay", "2"]);
    assert_eq!(
        (replayed.code, replayed.stderr.as_str()),
        (0, ""),
        "{}",
        replayed.stdout
    );
    let answer = project.uptake(&["restate", "2"]);
    assert!(
        answer.stderr.contains("entry 2 is itself a look back"),
        "{}",
        answer.stderr
    );
}

/// The same with a file for each week, which say nothing of when a row came.
fn by_files() -> Project {
    project()
        .edit(
            "uptake.yaml",
            "path: uses.csv, arrival: { column: loaded_at }",
            "path: uses/*.csv, arrival: files",
        )
        .file(
            "uses/a.csv",
            format!(
                "id,at\n{}{}",
                uses("ana", "2026-02-02", 3),
                uses("ben", "2026-02-02", 1)
            ),
        )
}

#[test]
fn files_are_known_since_the_first_run_that_read_them() {
    let project = by_files();
    assert_eq!(active(&project, &[]), "1 of 2");
    let project = project.file("uses/b.csv", format!("id,at\n{}", uses("ben", "2026-02-04", 2)));
    assert_eq!(active(&project, &["--known-at", "2098-01-01"]), "1 of 2");
    assert_eq!(active(&project, &[]), "2 of 2");
    let restated = project.uptake(&["restate", "1", "--format", "json"]);
    let found = json(&restated);
    assert_eq!(
        (restated.code, &found["not_reproduced"]),
        (1, &serde_json::json!([])),
        "{found}"
    );
    assert_eq!(found["causes"][0]["source"], "uses");
}

#[test]
fn a_file_that_was_changed_since_is_told() {
    let project = by_files();
    active(&project, &[]);
    let project = project.file("uses/a.csv", format!("id,at\n{}", uses("ana", "2026-02-02", 3)));
    let answer = project.run(&["--known-at", "2098-01-01"]);
    assert_eq!((answer.code, answer.stdout.as_str()), (2, ""));
    assert!(
        answer
            .stderr
            .contains("error[not-known-then]: `uses/a.csv` of `uses` isn't what it was on 2098-01-01"),
        "{}",
        answer.stderr
    );
}

#[test]
fn figures_that_nothing_changes_are_as_they_were_published() {
    let project = project();
    let text = project.read("uses.csv").replace(LATER, "2026-02-06T01:00:00Z");
    let project = project.file("uses.csv", text);
    active(&project, &[]);
    let restated = project.uptake(&["restate"]);
    assert_eq!((restated.code, restated.stderr.as_str()), (0, ""));
    assert!(
        restated
            .stdout
            .contains("it comes out as it was published, byte by byte\nnone of 3 figures changes\n"),
        "{}",
        restated.stdout
    );
}

/// A run is published, then two late rows come and the threshold is back-dated.
fn restated() -> Project {
    let project = project();
    let whole = project.read("uses.csv");
    let then: Vec<&str> = whole.lines().filter(|line| !line.contains(LATER)).collect();
    let project = project.file("uses.csv", then.join("\n") + "\n");
    assert_eq!(active(&project, &[]), "1 of 2");
    project
        .file("uses.csv", whole)
        .edit("rules.yaml", "uses_made >= 3", "uses_made >= 4")
}

#[test]
fn causes_that_make_up_for_each_other_are_named_though_no_figure_changes() {
    let project = restated();
    let answer = project.uptake(&["restate", "1", "--format", "json"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    let found = json(&answer);
    assert_eq!(found["not_reproduced"], serde_json::json!([]));
    assert_eq!(
        (&found["causes"][0]["source"], &found["causes"][0]["later"]),
        (&"uses".into(), &3.into())
    );
    let edits = found["causes"][1]["edits"].as_array().unwrap();
    assert!(
        edits[0]
            .as_str()
            .unwrap()
            .starts_with("definitions.active changed rules.yaml:"),
        "{edits:?}"
    );
    // Both are active with the late rows; with the threshold of now ana alone is, as it was published.
    assert_eq!(found["changed"], serde_json::json!([]));
}

#[test]
fn steps_of_a_figure_add_up_to_its_change() {
    let project = restated().edit("rules.yaml", "uses_made >= 4", "uses_made >= 5");
    let found = json(&project.uptake(&["restate", "1", "--format", "json"]));
    let changed = found["changed"].as_array().unwrap();
    assert!(!changed.is_empty());
    for figure in changed {
        let value = |key: &str| figure[key]["value"].as_f64().unwrap();
        let steps = figure["steps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| step.as_f64().unwrap());
        let sum: f64 = steps.sum();
        assert!((value("now") - value("published") - sum).abs() < 1e-9, "{figure}");
    }
    let text = project.uptake(&["restate", "1"]).stdout;
    assert!(
        text.contains("2026-W06  50.0 % (1 of 2) → 0.0 % (0 of 2): uses +50.0 pp, rules -100.0 pp"),
        "{text}"
    );
    assert!(text.contains("uses: 3 rows came later\n"), "{text}");
}

#[test]
fn data_that_changed_without_a_word_are_told() {
    let project = project();
    active(&project, &[]);
    let text = project.read("uses.csv").replacen("ana,2026-02-02", "ben,2026-02-02", 1);
    let project = project.file("uses.csv", text);
    let answer = project.uptake(&["restate", "--format", "json"]);
    assert_eq!(answer.code, 1, "{}", answer.stderr);
    let found = json(&answer);
    assert!(
        found["not_reproduced"]
            .as_array()
            .unwrap()
            .contains(&"metrics.csv".into()),
        "{found}"
    );
    assert_eq!(
        found["causes"][0],
        serde_json::json!({ "cause": "rewritten", "sources": [{
            "source": "uses",
            "how": "rows",
            "parts": ["uses.csv"],
            "differs": { "came": 0, "gone": 0, "values": [{ "name": "uses_made", "people": 2 }] },
        }] })
    );
    let text = project.uptake(&["restate"]).stdout;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "these come out differently: ",
        "the published figures are those in `out`, which are as the run recorded them",
        "uses: rows of `uses.csv` that had come by then aren't what they were; 2 people have another uses_made",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn published_is_what_was_published_and_a_back_dated_edit_is_its_cause() {
    let project = teams("");
    assert_eq!(active(&project, &[]), "1 of 4");
    // A row of the list goes without a word: it says nothing of when.
    let people = project.read("people.csv");
    let shorter: Vec<&str> = people.lines().filter(|line| !line.starts_with("dan")).collect();
    let gone = project.file("people.csv", shorter.join("\n") + "\n");
    let found = json(&gone.uptake(&["restate", "1", "--format", "json"]));
    let whole = figure(&found, "2026-W06", None);
    assert_eq!(
        (&whole["published"]["denominator"], &whole["now"]["denominator"]),
        (&4.0.into(), &3.0.into())
    );
    assert_eq!(found["published_from"], "out");
    assert_eq!(found["causes"][0]["sources"][0]["differs"]["gone"], 1, "{found}");
    adds_up(&found);
    // Without the outputs nothing is guessed.
    std::fs::remove_dir_all(gone.path("out")).unwrap();
    let answer = gone.uptake(&["restate", "1"]);
    assert_eq!((answer.code, answer.stdout.as_str()), (2, ""));
    assert!(
        answer
            .stderr
            .contains("error[not-known-then]: the earlier rows of `people` are no longer there"),
        "{}",
        answer.stderr
    );
}

#[test]
fn who_moved_is_told_of_the_list_though_another_source_was_rewritten() {
    let project = teams("").edit(
        "uptake.yaml",
        "path: uses.csv, arrival: { column: loaded_at }",
        "path: uses.csv, arrival: files",
    );
    active(&project, &[]);
    let rows = project.read("uses.csv");
    let fewer: Vec<&str> = rows.lines().take(3).collect();
    let people = project.read("people.csv").replace("dan,Blue", "dan,Red");
    let project = project
        .file("uses.csv", fewer.join("\n") + "\n")
        .file("people.csv", people);
    let found = json(&project.uptake(&["restate", "1", "--format", "json"]));
    let causes = found["causes"].as_array().unwrap();
    assert_eq!(
        (&causes[0]["cause"], &causes[0]["source"]),
        (&"moved".into(), &"people".into()),
        "{found}"
    );
    assert_eq!(causes[0]["who"], serde_json::json!(["dan"]));
    let sources = causes[1]["sources"].as_array().unwrap();
    let how = |at: usize| {
        (
            sources[at]["source"].as_str().unwrap(),
            sources[at]["how"].as_str().unwrap(),
        )
    };
    assert_eq!((how(0), how(1)), (("uses", "file"), ("people", "rows")), "{found}");
    assert_eq!(causes.len(), 2, "nothing came later: {found}");
    adds_up(&found);
}

/// Each value of a figure and the sum of its steps.
fn adds_up(found: &Value) {
    for figure in found["changed"].as_array().unwrap() {
        let value = |key: &str| figure[key]["value"].as_f64();
        let (Some(published), Some(now)) = (value("published"), value("now")) else {
            continue;
        };
        let steps = figure["steps"].as_array().unwrap().iter().map(Value::as_f64);
        let Some(steps) = steps.collect::<Option<Vec<f64>>>() else {
            continue;
        };
        let sum: f64 = steps.iter().sum();
        assert!((now - published - sum).abs() < 1e-9, "{figure}");
    }
}

/// A figure of a bridge: that of a period and of a value of a cut, or the whole.
fn figure<'f>(found: &'f Value, period: &str, cut_value: Option<&str>) -> &'f Value {
    let mut figures = found["changed"].as_array().unwrap().iter();
    let figure = figures.find(|figure| figure["period"] == period && figure["cut_value"].as_str() == cut_value);
    figure.unwrap_or_else(|| panic!("no figure of {period} {cut_value:?} in {found}"))
}

/// A file that was published is rewritten: one use of ana is gone, and two of ben are there.
fn rewritten() -> Project {
    let project = by_files();
    active(&project, &[]);
    std::fs::rename(project.path("out"), project.path("published")).unwrap();
    project.file(
        "uses/a.csv",
        format!(
            "id,at\n{}{}",
            uses("ana", "2026-02-02", 2),
            uses("ben", "2026-02-02", 1)
        ),
    )
}

#[test]
fn where_a_file_was_rewritten_the_bridge_leads_from_the_published_outputs() {
    let project = by_files();
    active(&project, &[]);
    let project = project.file(
        "uses/a.csv",
        format!(
            "id,at\n{}{}",
            uses("ana", "2026-02-02", 2),
            uses("ben", "2026-02-02", 1)
        ),
    );
    let answer = project.uptake(&["restate", "1", "--format", "json"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (1, ""));
    let found = json(&answer);
    assert_eq!(found["published_from"], "out");
    assert_eq!(
        found["causes"],
        serde_json::json!([{ "cause": "rewritten", "sources": [{
            "source": "uses",
            "how": "file",
            "parts": ["uses/a.csv"],
            "differs": { "came": 0, "gone": 0, "values": [{ "name": "uses_made", "people": 1 }] },
        }] }])
    );
    let whole = figure(&found, "2026-W06", None);
    assert_eq!(
        (&whole["published"]["value"], &whole["now"]["value"], &whole["steps"][0]),
        (&50.0.into(), &0.0.into(), &(-50.0).into())
    );
    adds_up(&found);
    let text = project.uptake(&["restate", "1"]).stdout;
    assert!(
        text.contains("the published figures are those in `out`, which are as"),
        "{text}"
    );
    assert!(
        text.replace("\n    ", " ").contains(
            "  uses: `uses/a.csv` was rewritten; the earlier rows are no longer there; 1 person has another uses_made\n"
        ),
        "{text}"
    );
    assert!(
        text.contains("2026-W06  50.0 % (1 of 2) → 0.0 % (0 of 2): uses rewritten -50.0 pp"),
        "{text}"
    );
}

#[test]
fn a_published_period_that_is_no_longer_reported_is_called_as_the_others_are() {
    let project = by_files();
    let week = |day: &str| format!("id,at\n{}", uses("ana", day, 3));
    let earlier = week("2026-01-19") + &uses("ben", "2026-02-02", 3);
    let project = project.file("uses/a.csv", earlier);
    let ran = project.run(&["--out", "out"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let project = project.file("uses/a.csv", week("2026-02-02"));
    let answer = project.uptake(&["restate", "--format", "json"]);
    let found = json(&answer);
    let periods: Vec<&str> = found["changed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|figure| figure["period"].as_str().unwrap())
        .collect();
    assert!(periods.contains(&"2026-W04"), "{found}");
    assert!(periods.iter().all(|period| period.contains("-W")), "{periods:?}");
}

#[test]
fn a_rewritten_file_and_an_edit_are_told_apart() {
    let project = rewritten();
    let project = project.edit("rules.yaml", "uses_made >= 3", "uses_made >= 2");
    let found = json(&project.uptake(&["restate", "1", "--format", "json", "--published", "published"]));
    let causes: Vec<&str> = found["causes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cause| cause["cause"].as_str().unwrap())
        .collect();
    assert_eq!(causes, ["rewritten", "rules"]);
    // Ana is active again by the rules of now.
    assert_eq!(found["changed"], serde_json::json!([]));
}

#[test]
fn of_several_rewritten_sources_each_is_told_and_what_they_do_to_figures_together() {
    let project = by_files();
    active(&project, &[]);
    let project = project
        .file("people.csv", "id,team\nana,Red\n")
        .file("uses/a.csv", format!("id,at\n{}", uses("ana", "2026-02-02", 3)));
    let answer = project.uptake(&["restate", "1"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (1, ""), "{}", answer.stdout);
    let text = answer.stdout.replace("\n    ", " ");
    for part in [
        "  people: `people.csv` was rewritten; the earlier rows are no longer there; 1 person is gone\n",
        "  uses: `uses/a.csv` was rewritten; the earlier rows are no longer there; nobody has other values by it\n",
        "what each of these does to figures can't be told apart",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(
        answer
            .stdout
            .contains("50.0 % (1 of 2) → 100.0 % (1 of 1): people and uses rewritten +50.0 pp"),
        "{}",
        answer.stdout
    );
}

#[test]
fn a_published_list_of_people_that_cannot_be_read_is_an_error_and_no_missing_step() {
    let project = rewritten();
    let people = project.read("published/people.csv");
    // As a run recorded it, but no list that any run writes.
    let changed = people.replace("2026-02-02", "some day");
    assert_ne!(people, changed);
    let project = project.file("published/people.csv", &changed);
    forge(&project, "people.csv", &people, &changed);
    let answer = project.uptake(&["restate", "1", "--published", "published"]);
    assert_eq!((answer.code, answer.stdout.as_str()), (2, ""), "{}", answer.stdout);
    assert!(
        answer
            .stderr
            .contains("`people.csv` can't be read: its column `period` has something in line"),
        "{}",
        answer.stderr
    );
}

/// Writes the ledger's only entry anew as if an output had been another one all along.
fn forge(project: &Project, name: &str, was: &str, is: &str) {
    use sha2::Digest;
    let sha256 = |text: &str| -> String {
        let digest = sha2::Sha256::digest(text.as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let text = project.read("ledger/ledger.ndjson");
    let line = text.lines().next().unwrap();
    let old = format!(
        "\"file\":\"{name}\",\"bytes\":{},\"sha256\":\"{}\"",
        was.len(),
        sha256(was)
    );
    let new = format!(
        "\"file\":\"{name}\",\"bytes\":{},\"sha256\":\"{}\"",
        is.len(),
        sha256(is)
    );
    assert!(line.contains(&old), "{line}");
    let (entry, _) = line.rsplit_once(",\"sha256\":").unwrap();
    let entry = format!("{}}}", entry.replace(&old, &new));
    let digest = sha256(&entry);
    let sealed = format!("{},\"sha256\":\"{digest}\"}}", entry.strip_suffix('}').unwrap());
    let closing = text.lines().nth(1).unwrap();
    let last: Value = serde_json::from_str(closing).unwrap();
    let closing = closing.replace(last["last"].as_str().unwrap(), &digest);
    std::fs::write(project.path("ledger/ledger.ndjson"), format!("{sealed}\n{closing}\n")).unwrap();
}

#[test]
fn without_the_outputs_as_they_were_recorded_nothing_is_guessed() {
    let project = rewritten();
    let text = project.read("published/metrics.csv");
    let project = project.file("published/metrics.csv", text.replace("50", "60"));
    let answer = project.uptake(&["restate", "1", "--published", "published"]);
    assert_eq!((answer.code, answer.stdout.as_str()), (2, ""));
    assert!(
        answer
            .stderr
            .contains("error[not-known-then]: the earlier rows of `uses` are no longer there"),
        "{}",
        answer.stderr
    );
    assert!(
        answer.stderr.contains("isn't as the run recorded it"),
        "{}",
        answer.stderr
    );
    std::fs::remove_dir_all(project.path("published")).unwrap();
    let answer = project.uptake(&["restate", "1"]);
    assert!(answer.stderr.contains("--published FOLDER"), "{}", answer.stderr);
}

/// Ana, who is active, and two people of each team; the list says when its rows came, and the metric is cut by team.
fn teams(late: &str) -> Project {
    let list = |row: &str| format!("{row},2026-02-03\n");
    let people: String = ["ana,Red", "ben,Red", "cem,Blue", "dan,Blue"]
        .into_iter()
        .map(list)
        .collect();
    let text = project().read("uses.csv").replace(LATER, "2026-02-06T01:00:00Z");
    let text: Vec<&str> = text.lines().filter(|line| !line.starts_with("ben")).collect();
    project()
        .edit("uptake.yaml", "arrival: always", "arrival: { column: loaded_at }")
        .edit(
            "rules.yaml",
            "    key: [id]\n    columns:\n      id: text\n",
            "    key: [id]\n    keep: { newest: loaded_at }\n    columns:\n      loaded_at: date\n      id: text\n",
        )
        .file("uses.csv", text.join("\n") + "\n")
        .file("people.csv", format!("id,team,loaded_at\n{people}{late}"))
}

#[test]
fn a_person_who_moved_is_a_cause_beside_late_rows() {
    let project = teams("");
    assert_eq!(active(&project, &[]), "1 of 4");
    let people = project.read("people.csv");
    // Ana was in the other team all along, and somebody else is new.
    let project = project.file(
        "people.csv",
        format!("{people}ana,Blue,2099-01-01\neva,Red,2099-01-01\n"),
    );
    let answer = project.uptake(&["restate", "1", "--format", "json"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (1, ""));
    let found = json(&answer);
    assert_eq!(
        found["causes"],
        serde_json::json!([
            { "cause": "moved", "source": "people", "people": 1, "columns": ["team"], "who": ["ana"] },
            { "cause": "source", "source": "people", "later": 2, "restated": 1 },
        ])
    );
    adds_up(&found);
    // Of Red, ana moves away, and eva comes.
    let red = figure(&found, "2026-W06", Some("Red"));
    assert_eq!(red["steps"], serde_json::json!([-50.0, 0.0]), "{red}");
    let blue = figure(&found, "2026-W06", Some("Blue"));
    assert!(
        blue["steps"][0].as_f64().unwrap() > 33.0 && blue["steps"][1] == 0.0,
        "{blue}"
    );
    // Of everybody, nobody moved.
    let whole = figure(&found, "2026-W06", None);
    assert_eq!(whole["steps"], serde_json::json!([0.0, -5.0]), "{whole}");
    let text = project.uptake(&["restate", "1", "--verbose"]).stdout;
    assert!(text.contains("  people: 1 person moved (team): ana\n"), "{text}");
    assert!(
        text.contains("team Red  50.0 % (1 of 2) → 0.0 % (0 of 2): moved people -50.0 pp"),
        "{text}"
    );
}

#[test]
fn too_few_who_moved_are_not_told_of_where_small_groups_are_protected() {
    let project = teams("").edit(
        "rules.yaml",
        "uptake: 1\n",
        "uptake: 1\nprivacy: { smallest_group: 2 }\n",
    );
    active(&project, &[]);
    let people = project.read("people.csv");
    let one = project.file("people.csv", format!("{people}ana,Blue,2099-01-01\n"));
    let answer = one.uptake(&["restate", "1", "--verbose"]);
    assert!(
        !answer.stdout.contains("moved") && !answer.stdout.contains("ana"),
        "{}",
        answer.stdout
    );
    let two = one.file(
        "people.csv",
        format!("{people}ana,Blue,2099-01-01\ncem,Red,2099-01-01\n"),
    );
    let answer = two.uptake(&["restate", "1", "--format", "json"]);
    let found = json(&answer);
    assert_eq!(found["causes"][0]["people"], 2, "{found}");
    assert_eq!(found["causes"][0]["who"], serde_json::json!([]));
}

#[test]
fn a_run_with_names_is_restated_without_where_the_project_hides_them() {
    let project = teams("").edit(
        "rules.yaml",
        "uptake: 1\n",
        "uptake: 1\nprivacy: { smallest_group: 2 }\n",
    );
    active(&project, &["--names"]);
    let people = project.read("people.csv");
    let two = project.file(
        "people.csv",
        format!("{people}ana,Blue,2099-01-01\ncem,Red,2099-01-01\n"),
    );
    let found = json(&two.uptake(&["restate", "1", "--format", "json"]));
    assert_eq!(found["causes"][0]["people"], 2, "{found}");
    assert_eq!(found["causes"][0]["who"], serde_json::json!([]));
}

#[test]
fn who_moved_in_a_list_that_was_rewritten_is_told_from_the_published_people() {
    let project = teams("").edit(
        "uptake.yaml",
        "path: people.csv, arrival: { column: loaded_at }",
        "path: people.csv, arrival: always",
    );
    active(&project, &[]);
    let people = project.read("people.csv").replace("ana,Red", "ana,Blue");
    let project = project.file("people.csv", people);
    let found = json(&project.uptake(&["restate", "1", "--format", "json"]));
    assert_eq!(found["published_from"], "out");
    assert_eq!(
        found["causes"],
        serde_json::json!([
            { "cause": "moved", "source": "people", "people": 1, "columns": ["team"], "who": ["ana"] },
            { "cause": "rewritten", "sources": [{
                "source": "people",
                "how": "file",
                "parts": ["people.csv"],
                "differs": { "came": 0, "gone": 0, "values": [{ "name": "team", "people": 1 }] },
            }] },
        ])
    );
    adds_up(&found);
    let red = figure(&found, "2026-W06", Some("Red"));
    assert_eq!(red["steps"], serde_json::json!([-50.0, 0.0]), "{red}");
}

#[test]
fn a_look_back_changes_neither_what_was_known_nor_which_run_is_the_last() {
    let project = project();
    active(&project, &[]);
    let back = project.run(&["--known-at", "2098-01-01", "--out", "back"]);
    assert_eq!(back.code, 0, "{}", back.stderr);
    let listed = project.uptake(&["ledger"]).stdout;
    assert!(listed.contains("as known on 2098-01-01"), "{listed}");
    // The last run that published figures is restated, not the look back.
    let found = json(&project.uptake(&["restate", "--format", "json"]));
    assert_eq!(found["entry"], 1, "{found}");
    let named = project.uptake(&["restate", "2"]);
    assert!(named.stderr.contains("is itself a look back"), "{}", named.stderr);
}

#[test]
fn a_file_is_known_since_the_first_run_that_read_it_whatever_later_runs_read() {
    let project = by_files().file("uses/b.csv", format!("id,at\n{}", uses("ben", "2026-02-04", 2)));
    assert_eq!(active(&project, &[]), "2 of 2");
    let sources = project
        .read("uptake.yaml")
        .split_once("sources:")
        .map(|(_, sources)| format!("uptake: 1\nsources:{}", sources.replace("uses/*.csv", "uses/a.csv")))
        .unwrap();
    let project = project.file("fewer.yaml", sources);
    assert_eq!(active(&project, &["--sources", "fewer.yaml"]), "1 of 2");
    assert_eq!(
        active(&project, &["--known-at", "2098-01-01", "--current-rules"]),
        "2 of 2"
    );
}

#[test]
fn a_run_that_was_asked_with_other_sources_is_restated_with_them() {
    let project = by_files().file("uses/b.csv", format!("id,at\n{}", uses("ben", "2026-02-04", 2)));
    let sources = project
        .read("uptake.yaml")
        .split_once("sources:")
        .map(|(_, sources)| format!("uptake: 1\nsources:{}", sources.replace("uses/*.csv", "uses/a.csv")))
        .unwrap();
    let project = project.file("fewer.yaml", sources);
    assert_eq!(active(&project, &["--sources", "fewer.yaml"]), "1 of 2");
    let answer = project.uptake(&["restate", "--format", "json"]);
    let found = json(&answer);
    assert_eq!(
        (answer.code, &found["changed"], &found["causes"]),
        (0, &serde_json::json!([]), &serde_json::json!([])),
        "{found}"
    );
}

/// [`project`] whose rows had all come before any run.
fn all_came() -> Project {
    let project = project();
    let text = project.read("uses.csv").replace(LATER, "2026-02-06T01:00:00Z");
    project.file("uses.csv", text)
}

#[test]
fn an_edited_row_is_found_though_the_run_wrote_no_table_of_its_figures() {
    let project = all_came();
    let week = ["--period", "2026-W06", "--out", "out", "--files", "checks.csv"];
    let ran = project.run(&week);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let same = project.uptake(&["restate"]);
    assert_eq!((same.code, same.stderr.as_str()), (0, ""), "{}", same.stdout);
    assert!(same.stdout.contains("byte by byte"), "{}", same.stdout);
    let text = project.read("uses.csv").replacen("ana,2026-02-02", "ben,2026-02-02", 1);
    let answer = project.file("uses.csv", text).uptake(&["restate"]);
    assert_eq!((answer.code, answer.stdout.as_str()), (2, ""));
    assert!(
        answer
            .stderr
            .contains("the published figures of entry 1 can't be taken from its outputs: it recorded no `metrics.csv`"),
        "{}",
        answer.stderr
    );
}

/// [`by_files`] with two files of uses, all of which one run read, and then one with a file of sources that has one of them alone.
fn by_files_and_other_sources() -> Project {
    let project = by_files().file("uses/b.csv", format!("id,at\n{}", uses("ben", "2026-02-04", 2)));
    assert_eq!(active(&project, &[]), "2 of 2");
    let sources = project
        .read("uptake.yaml")
        .split_once("sources:")
        .map(|(_, sources)| format!("uptake: 1\nsources:{}", sources.replace("uses/*.csv", "uses/b.csv")))
        .unwrap();
    let project = project.file("other.yaml", sources);
    assert_eq!(active(&project, &["--sources", "other.yaml"]), "0 of 2");
    project
}

#[test]
fn a_look_back_at_a_run_with_other_sources_misses_no_file_that_these_never_read() {
    let project = by_files_and_other_sources();
    assert_eq!(active(&project, &["--known-at", "2098-01-01"]), "0 of 2");
    // Nor with the sources of now, if they read fewer files than any did: the others are still there.
    let fewer = ["--known-at", "2098-01-01", "--current-rules", "--sources", "fewer.yaml"];
    let sources = project.read("other.yaml").replace("uses/b.csv", "uses/a.csv");
    let project = project.file("fewer.yaml", sources);
    assert_eq!(active(&project, &fewer), "1 of 2");
    // A file that is gone is one that the first run misses.
    std::fs::remove_file(project.path("uses/a.csv")).unwrap();
    assert_eq!(active(&project, &["--known-at", "2098-01-01"]), "0 of 2");
    let gone = project.run(&["--known-at", "2098-01-01", "--current-rules"]);
    assert_eq!(gone.code, 2);
    assert!(
        gone.stderr.contains("`uses/a.csv` of `uses` isn't what it was"),
        "{}",
        gone.stderr
    );
}

#[test]
fn a_look_back_is_replayed_with_all_files_that_it_knew() {
    let project = by_files_and_other_sources();
    assert_eq!(
        active(&project, &["--known-at", "2098-01-01", "--current-rules"]),
        "2 of 2"
    );
    let replayed = project.uptake(&["replay", "3"]);
    assert_eq!(
        (replayed.code, replayed.stderr.as_str()),
        (0, ""),
        "{}",
        replayed.stdout
    );
    // What is recorded later wasn't known to it, though the day hasn't ended: only what lies there is told.
    let project = project.file("uses/c.csv", format!("id,at\n{}", uses("ben", "2026-02-06", 1)));
    assert_eq!(active(&project, &[]), "2 of 2");
    let replayed = project.uptake(&["replay", "3"]).stdout;
    assert!(
        replayed.starts_with("source `uses: uses/c.csv` wasn't there [input-changed]\n`manifest.json` differs"),
        "{replayed}"
    );
}

#[test]
fn sources_of_one_dataset_that_were_rewritten_are_told_together_or_without_people() {
    let lists = |second: &str| {
        let project = by_files()
            .edit(
                "uptake.yaml",
                "uses: { adapter: files, path: uses/*.csv, arrival: files }",
                &format!(
                    "uses:\n    - {{ name: a, adapter: files, path: uses/a.csv, arrival: files }}\n    - {{ name: b, adapter: files, path: uses/b.csv, arrival: {second} }}"
                ),
            )
            .file("uses/b.csv", format!("id,at\n{}", uses("ben", "2026-02-04", 2)));
        assert_eq!(active(&project, &[]), "2 of 2");
        let project = project
            .file("uses/a.csv", format!("id,at\n{}", uses("ana", "2026-02-02", 2)))
            .file("uses/b.csv", format!("id,at\n{}", uses("ben", "2026-02-04", 1)));
        json(&project.uptake(&["restate", "--format", "json"]))["causes"][0]["sources"].clone()
    };
    let found = lists("files");
    assert_eq!(
        (
            &found[0]["source"],
            &found[0]["parts"],
            &found[0]["differs"]["values"][0]["people"]
        ),
        (
            &"uses/a, uses/b".into(),
            &serde_json::json!(["uses/a.csv", "uses/b.csv"]),
            &2.into()
        ),
        "{found}"
    );
    let found = lists("{ column: at }");
    assert_eq!(
        (
            &found[0]["source"],
            &found[0]["differs"],
            &found[1]["source"],
            &found[1]["differs"]
        ),
        (&"uses/a".into(), &Value::Null, &"uses/b".into(), &Value::Null),
        "{found}"
    );
}

#[test]
fn a_folder_that_is_named_as_the_published_one_has_to_have_the_outputs() {
    let project = all_came();
    active(&project, &[]);
    assert_eq!(project.uptake(&["restate", "--published", "out"]).code, 0);
    for folder in ["nowhere", "uses.csv"] {
        let refused = project.uptake(&["restate", "--published", folder]);
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
        assert!(
            refused.stderr.contains("doesn't have the outputs of entry 1"),
            "{}",
            refused.stderr
        );
    }
    let text = project.read("out/metrics.csv").replace("50", "60");
    let project = project.file("out/metrics.csv", text);
    let refused = project.uptake(&["restate", "--published", "out"]);
    assert!(
        refused.stderr.contains("isn't as the run recorded it"),
        "{}",
        refused.stderr
    );
}
