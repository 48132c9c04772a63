//! `uptake adapters suggest`: a file in, a way to read it out, with what isn't sure.

use crate::support::{Answer, Project};
use serde_json::Value;

/// What is proposed for a file of this content.
fn suggested(name: &str, content: impl AsRef<[u8]>) -> Value {
    suggested_with(&Project::empty().file(name, content), &[name])
}

fn suggested_with(project: &Project, arguments: &[&str]) -> Value {
    let answer = project.uptake(&[&["adapters", "suggest", "--format", "json"], arguments].concat());
    let value: Value =
        serde_json::from_str(&answer.stdout).unwrap_or_else(|error| panic!("{error}: {}", answer.stderr));
    assert_eq!(
        answer.code,
        if value["ready"] == true { 0 } else { 1 },
        "{}",
        answer.stdout
    );
    value
}

/// What is left to decide.
fn undecided(value: &Value) -> Vec<&str> {
    let doubts = value["undecided"].as_array().unwrap();
    doubts.iter().map(|doubt| doubt["about"].as_str().unwrap()).collect()
}

/// Which column of the file feeds one of the dataset.
fn feeds<'a>(value: &'a Value, column: &str) -> Option<&'a str> {
    let columns = value["columns"].as_array().unwrap();
    columns.iter().find(|found| found["column"] == column)?["heading"].as_str()
}

/// The letters of Windows-1252 that are used here.
fn western(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap())
        .collect()
}

const GERMAN: &str = "Nutzung der Werkzeuge;;;;\r\nStand: 01.03.2026;;;;\r\n\r\n\
    Mitarbeiter;Datum;Werkzeug;Anzahl;Dokumentiert\r\n\
    Müller, Anna;09.02.2026;GitHub Copilot;1.200;ja\r\n\
    Groß, Jürgen;10.02.2026;Zoom AI Companion;1.500;nein\r\n\
    Groß, Jürgen;13.02.2026;Zoom AI Companion;3;Ja\r\n\r\n\
    Summe;;;2.703;\r\nErstellt von der Verwaltung;;;;\r\n";

#[test]
fn a_spreadsheet_of_a_german_office_is_right_at_the_first_try() {
    let value = suggested("nutzung.csv", western(GERMAN));
    assert_eq!(
        (value["ready"].as_bool(), value["dataset"].as_str()),
        (Some(true), Some("interactions"))
    );
    for (key, stated) in [
        ("encoding", "windows-1252"),
        ("separator", ";"),
        ("dates", "%d.%m.%Y"),
        ("decimal", ","),
        ("thousands", "."),
        ("mapping", "nutzung-interactions"),
    ] {
        assert_eq!(value["source"][key], stated);
    }
    assert_eq!(
        (&value["source"]["header_row"], &value["source"]["footer_rows"]),
        (&Value::from(4), &Value::from(3))
    );
    for (column, heading) in [
        ("person_id", "Mitarbeiter"),
        ("at", "Datum"),
        ("tool", "Werkzeug"),
        ("quantity", "Anzahl"),
        ("documented", "Dokumentiert"),
    ] {
        assert_eq!(feeds(&value, column), Some(heading));
    }
    assert!(
        value["mapping_yaml"]
            .as_str()
            .unwrap()
            .contains("[\"nein\", \"n\", \"falsch\"]")
    );
}

#[test]
fn french_headings_behind_a_mark_of_utf_8_are_known() {
    let text = "\u{feff}Salarié;Date d'utilisation;Outil;Nombre;Documenté\n\
        Zoé;09/02/2026;GitHub Copilot;4;oui\nFrançois;13/02/2026;GitHub Copilot;2;non\n";
    let value = suggested("utilisation.csv", text);
    assert_eq!(value["ready"], true);
    assert_eq!(
        (feeds(&value, "person_id"), feeds(&value, "quantity")),
        (Some("Salarié"), Some("Nombre"))
    );
    assert_eq!(value["source"]["dates"], "%d/%m/%Y");
    assert!(value["source"].get("encoding").is_none());
}

#[test]
fn an_order_of_day_and_month_that_no_value_decides_is_left_to_people_and_a_run_is_refused() {
    let text = "person_id,at,tool,documented\nana,01/02/2026,GitHub Copilot,yes\n";
    let project = Project::empty().file("uses.csv", text);
    let value = suggested_with(&project, &["uses.csv"]);
    assert_eq!(undecided(&value), ["dates"]);
    assert_eq!(
        value["undecided"][0]["candidates"],
        serde_json::json!(["%d/%m/%Y", "%m/%d/%Y"])
    );
    assert_eq!(value["source"]["dates"], "???");
}

#[test]
fn a_number_that_may_be_one_or_a_thousand_is_left_to_people() {
    let text = "person_id;at;tool;documented;quantity\nana;2026-02-09;GitHub Copilot;yes;1.000\n";
    let value = suggested("uses.csv", text);
    assert_eq!(
        (undecided(&value), &value["source"]["decimal"]),
        (vec!["decimal"], &Value::from("???"))
    );
}

#[test]
fn times_without_a_zone_and_required_columns_that_nothing_fits_are_left_to_people() {
    let text = "Mitarbeiter;Zeitpunkt;Werkzeug\nana;09.02.2026 14:30;GitHub Copilot\n";
    let value = suggested("nutzung.csv", text);
    assert_eq!(undecided(&value), ["documented", "time_zone"]);
    assert!(value["mapping_yaml"].as_str().unwrap().contains("documented: '???'"));
}

#[test]
fn two_columns_that_may_be_the_time_are_left_to_people() {
    let text = "person_id,Date,Day,tool,documented\nana,2026-02-09,2026-02-10,GitHub Copilot,yes\n";
    let value = suggested("uses.csv", text);
    assert_eq!(undecided(&value), ["at"]);
    assert_eq!(value["undecided"][0]["candidates"], serde_json::json!(["Date", "Day"]));
}

#[test]
fn a_count_under_a_heading_that_nobody_knows_is_never_left_out_in_silence() {
    let text = "person_id,at,tool,documented,Wumms\nana,2026-02-09,GitHub Copilot,yes,4\nben,2026-02-09,GitHub Copilot,yes,4\n";
    let value = suggested("uses.csv", text);
    assert_eq!(undecided(&value), ["quantity"]);
    assert_eq!(value["undecided"][0]["candidates"], serde_json::json!(["Wumms"]));
}

#[test]
fn columns_under_their_own_names_need_no_mapping() {
    let text =
        "interaction_id,person_id,at,tool,documented,Labels,Labels,,\n1,ana,2026-02-09,GitHub Copilot,true,a,b,,\n";
    let value = suggested("uses.csv", text);
    assert_eq!(
        (&value["ready"], &value["mapping"], &value["mapping_yaml"]),
        (&Value::Bool(true), &Value::Null, &Value::Null)
    );
}

#[test]
fn rows_that_would_be_set_aside_are_told_with_column_example_and_row() {
    let mut text = "interaction_id,person_id,at,tool,documented\n".to_owned();
    for row in 1..=40 {
        let at = if row == 17 { "no idea" } else { "2026-02-09" };
        text += &format!("{row},ana,{at},GitHub Copilot,true\n");
    }
    let value = suggested("uses.csv", text);
    assert_eq!(
        value["tried"]["refused"],
        serde_json::json!([{ "column": "at", "type": "datetime", "rows": 1, "example": "no idea", "row": 18 }])
    );
    let why = value["notes"].as_array().unwrap().last().unwrap()["why"]
        .as_str()
        .unwrap();
    assert_eq!(
        why,
        "of the first 40 rows some are set aside: 1 as wrong-type; `at` isn't of type datetime in 1 row, such as `no idea` in row 18"
    );
}

#[test]
fn a_mapping_of_the_rules_that_fits_is_proposed_by_its_name() {
    for (sample, mapping) in [
        ("chatgpt-enterprise-users.csv", "chatgpt-enterprise-users"),
        ("github-copilot-seats-collected.csv", "github-copilot-seats-collected"),
        ("github-copilot-users-28-day.json", "github-copilot-users-28-day"),
        (
            "microsoft-365-copilot-usage-detail.csv",
            "microsoft-365-copilot-usage-detail",
        ),
        ("salesforce-cases-report.csv", "salesforce-cases-report"),
        ("salesforce-tasks.csv", "salesforce-tasks"),
        ("slack-member-analytics.ndjson", "slack-member-analytics"),
        ("workday-worker-history.csv", "workday-workers"),
    ] {
        let path = format!("{}/../../tests/samples/{sample}", env!("CARGO_MANIFEST_DIR"));
        let value = suggested(sample, std::fs::read(path).unwrap());
        assert_eq!(value["mapping"]["name"], mapping, "{sample}");
        assert_eq!(
            value["packs"],
            serde_json::json!(["csm-ai-adoption", "mappings"]),
            "{sample}"
        );
    }
}

#[test]
fn names_on_the_projects_list_tell_the_column_of_people_whatever_it_is_called() {
    let project = Project::adoption("ana,CSM,SMB,Red,2020-01-01,\nben,CSM,SMB,Red,2020-01-01,\n", "").file(
        "uses.csv",
        "Kürzelchen;Datum;Werkzeug;dokumentiert\nana;09.02.2026;GitHub Copilot;ja\nben;09.02.2026;GitHub Copilot;ja\n",
    );
    let value = suggested_with(&project, &["uses.csv", "--project", "uptake.yaml"]);
    assert_eq!(feeds(&value, "person_id"), Some("Kürzelchen"));
    let shown = value["columns"][0]["examples"].as_array().unwrap();
    assert_eq!(shown.len(), 2);
}

#[test]
fn a_project_with_pseudonyms_shows_no_values() {
    let project = Project::adoption("ana,CSM,SMB,Red,2020-01-01,\n", "")
        .edit("uptake.yaml", "privacy: {", "privacy: { pseudonyms: '${env:KEY}',")
        .file(
            "uses.csv",
            western("Name;Datum;Werkzeug;dokumentiert\nZoë Nöbody;9.2.26;GitHub Copilot;ja\n"),
        );
    let arguments = ["adapters", "suggest", "uses.csv", "--project", "uptake.yaml"];
    for format in ["table", "json"] {
        let answer = project.uptake(&[&arguments[..], &["--format", format]].concat());
        assert!(
            answer.stdout.contains("Werkzeug") && !answer.stdout.contains("body"),
            "{}",
            answer.stdout
        );
    }
    let shown = project.uptake(&[&arguments[..], &["--names"]].concat());
    assert!(shown.stdout.contains("Nöbody"), "{}", shown.stdout);
}

#[test]
fn what_comes_from_a_file_never_breaks_out_of_a_comment() {
    let text = "person_id,at,tool,documented,\"x\nsources: {}\"\n\"a\nb: c\",2026-02-09,GitHub Copilot,yes,\n";
    let answer: Answer = Project::empty()
        .file("uses.csv", text)
        .uptake(&["adapters", "suggest", "uses.csv"]);
    let top = answer
        .stdout
        .lines()
        .filter(|line| line.starts_with(char::is_alphabetic));
    assert_eq!(top.collect::<Vec<_>>(), ["sources:"]);
}

#[test]
fn an_unknown_dataset_and_a_file_that_isnt_there_are_errors() {
    let project = Project::empty().file("uses.csv", "a,b\n1,2\n");
    let answer = project.uptake(&["adapters", "suggest", "uses.csv", "--dataset", "interaction"]);
    assert_eq!(answer.code, 2);
    assert!(answer.stderr.contains("`interactions`"), "{}", answer.stderr);
    let answer = project.uptake(&["adapters", "suggest", "gone.csv"]);
    assert_eq!(answer.code, 2);
    assert!(answer.stderr.contains("gone.csv"), "{}", answer.stderr);
}
