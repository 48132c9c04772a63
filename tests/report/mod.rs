//! The report: one page to send.

mod browser;
pub(crate) mod document;
mod typeset;

use crate::support::Project;
use document::Document;
use std::collections::BTreeMap;

/// The demo's organisation and its page.
fn demo() -> (Project, String) {
    let project = Project::empty();
    assert_eq!(project.uptake(&["demo", "--out", "demo"]).code, 0);
    let page = html(&project, &[]);
    (project, page)
}

fn html(project: &Project, arguments: &[&str]) -> String {
    written(project, "page.html", arguments)
}

fn markdown(project: &Project, arguments: &[&str]) -> String {
    written(project, "page.md", arguments)
}

fn written(project: &Project, out: &str, arguments: &[&str]) -> String {
    let answer = project.uptake(&[&["report", "demo/project", "--out", out], arguments].concat());
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    assert_eq!(answer.stdout, format!("Written to {out}\n"));
    project.read(out)
}

/// The rows of `metrics.csv`.
pub(crate) fn figures(project: &Project, file: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(project.path(file)).unwrap();
    let heads = reader.headers().unwrap().clone();
    let row = |row: csv::StringRecord| {
        let cells = heads.iter().zip(row.iter());
        cells.map(|(head, cell)| (head.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// The rows of the tables of a Markdown page below a heading, cell by cell.
fn rows_below(page: &str, heading: &str) -> Vec<Vec<String>> {
    let start = page.find(heading).unwrap_or_else(|| panic!("no {heading}"));
    let rows = page[start..].lines().skip_while(|line| !line.starts_with('|'));
    let rows = rows.take_while(|line| line.starts_with('|')).skip(2);
    rows.map(|line| {
        line.trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect()
    })
    .collect()
}

#[test]
fn the_page_of_a_year_and_120_people_is_sound_small_and_the_same_again() {
    let (project, page) = demo();
    let document = Document::read(&page);
    document.is_sound();
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
    let periods = document
        .of("figcaption")
        .any(|caption| caption.text.ends_with("52 periods"));
    assert!(periods, "a year of weeks");
    assert!(document.of("svg").count() >= 8);
    assert_eq!(html(&project, &[]), page, "the same bytes again");
}

#[test]
fn the_figures_of_the_page_are_those_of_metrics_csv() {
    let (project, page) = demo();
    let document = Document::read(&page);
    let values: Vec<f64> = document
        .of("data")
        .map(|data| data.attributes["value"].parse().unwrap())
        .collect();
    let mut found = 0;
    let last = figures(&project, "demo/metrics.csv").last().unwrap()["period"].clone();
    for row in figures(&project, "demo/metrics.csv") {
        let whole = row["cut"].is_empty() && row["metric"] == "csm_ai_adoption_rate";
        let group = row["period"] == last && row["metric"] == "csm_ai_adoption_rate";
        if row["value"].is_empty() || !(whole || group) {
            continue;
        }
        let value: f64 = row["value"].parse().unwrap();
        assert!(values.contains(&value), "{row:?}");
        found += 1;
    }
    assert!(found > 60, "{found} figures compared");
}

#[test]
fn the_page_of_a_week_of_the_demo_is_as_it_was() {
    let (project, _) = demo();
    let page = markdown(&project, &["--period", "2026-W07"]);
    // What the words mean changes with every word of the rules, and is compared where they are.
    let (before, after) = page.split_once("## What the words mean").unwrap();
    let after = &after[after.find("## ").unwrap()..];
    uptake_golden::same("tests/report/demo.md", &format!("{before}{after}"));
}

#[test]
fn those_who_moved_add_up_to_the_rates_of_both_weeks() {
    let (project, _) = demo();
    let rows = rows_below(&markdown(&project, &[]), "### From 2026-W06 to 2026-W07");
    let number = |row: usize, column: usize| rows[row][column].parse::<f64>().unwrap_or(0.0);
    let names: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(names, ["not active", "active", "doesn't count"]);
    let before = |row: usize| (1..=3).map(|column| number(row, column)).sum::<f64>();
    let after = |state: usize| (0..3).map(|row| number(row, state + 1)).sum::<f64>();
    for (monday, without, with) in [("2026-02-02", before(0), before(1)), ("2026-02-09", after(0), after(1))] {
        let figures = figures(&project, "demo/metrics.csv");
        let own = figures
            .iter()
            .find(|row| row["metric"] == "csm_ai_adoption_rate" && row["period"] == monday && row["cut"].is_empty());
        let own = own.unwrap();
        assert_eq!(own["numerator"].parse::<f64>().unwrap(), with, "{monday}");
        assert_eq!(own["denominator"].parse::<f64>().unwrap(), with + without, "{monday}");
    }
}

#[test]
fn what_is_hidden_in_the_figures_is_in_no_chart_and_in_no_table() {
    let (project, open) = demo();
    let project = project.edit("demo/project/uptake.yaml", "smallest_group: 1", "smallest_group: 10");
    assert_eq!(project.uptake(&["run", "demo/project", "--out", "figures"]).code, 0);
    let page = html(&project, &[]);
    Document::read(&page).is_sound();
    let text = markdown(&project, &[]);
    let rows = figures(&project, "figures/metrics.csv");
    let last = rows.last().unwrap()["period"].clone();
    let hidden: Vec<_> = rows
        .iter()
        .filter(|row| row["metric"] == "csm_ai_adoption_rate" && row["period"] == last && row["suppressed"] == "true")
        .collect();
    assert!(hidden.len() >= 3, "{hidden:?}");
    for row in &hidden {
        let heading = format!("## By {}", row["cut"].replace('_', " "));
        let told = rows_below(&text, &heading);
        let own = told
            .iter()
            .find(|told| told[0] == row["cut_value"] || row["cut_value"] == told[0].replace('\\', ""));
        assert_eq!(own.unwrap()[1..], ["too few to show", "", "", "", "", ""], "{row:?}");
    }
    // Where the groups are drawn their names stand alone: with a value they would be those of the open page.
    let names = |page: &str| {
        Document::read(page)
            .of("title")
            .map(|title| title.text.clone())
            .collect::<Vec<_>>()
    };
    let (before, after) = (names(&open), names(&page));
    for row in hidden.iter().filter(|row| row["cut"] == "team") {
        let drawn = |title: &&String| title.starts_with(&format!("{}:", row["cut_value"]));
        assert!(before.iter().any(|title| drawn(&title)), "{row:?}");
        assert!(!after.iter().any(|title| drawn(&title)), "{row:?}");
    }
    // Nor is a move of a few, and with each one another one is hidden in its row and in its column.
    let moves = rows_below(&text, "### From 2026-W06 to 2026-W07");
    let few = |cell: &String| cell == "too few to show";
    assert!(moves.iter().flatten().any(few), "{moves:?}");
    for cell in moves.iter().flat_map(|row| row.iter().skip(1)) {
        assert!(
            few(cell) || cell.is_empty() || cell == "0" || cell.parse::<u64>().unwrap() >= 10,
            "{moves:?}"
        );
    }
    for row in &moves {
        assert_ne!(row.iter().filter(|cell| few(cell)).count(), 1, "{moves:?}");
    }
    for column in 1..moves.len() + 1 {
        assert_ne!(moves.iter().filter(|row| few(&row[column])).count(), 1, "{moves:?}");
    }
}

#[test]
fn no_single_person_is_in_a_page() {
    let (project, page) = demo();
    let text = markdown(&project, &[]);
    let people = figures(&project, "demo/project/data/people.csv");
    assert!(people.len() > 100);
    for person in people {
        let name = &person["person_id"];
        assert!(!page.contains(name) && !text.contains(name), "{name}");
    }
}

#[test]
fn where_names_are_replaced_the_rules_are_not_quoted() {
    let project = Project::small()
        .edit(
            "uptake.yaml",
            "as_of:",
            "privacy: { smallest_group: 1, pseudonyms: '${file:key.txt}' }\nas_of:",
        )
        .edit("rules.yaml", "title: Rate,", "title: Rate, about: Ana counts twice.,")
        .file("key.txt", "a long and random text, as it should be");
    let answer = project.uptake(&["report", "--out", "page.md"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let page = project.read("page.md");
    assert!(page.contains("they aren't quoted here"), "{page}");
    for word in ["Ana", "ana", "uses\\_made"] {
        assert!(!page.contains(word), "{word} in {page}");
    }
}

/// Names that try to be something else: markup, a formula, a turn of the direction of writing, and far too long.
pub(crate) fn hostile() -> Project {
    let names = [
        "</text><script>alert(1)</script>".to_owned(),
        "<img src=x onerror=alert(1)>".to_owned(),
        "=cmd|' /C calc'!A0".to_owned(),
        "\u{202e}nirdA\u{2066}".to_owned(),
        "| a | b | `x` **y** [z](javascript:alert(1))".to_owned(),
        "&amp;&lt;script&gt; ]]> --> </style>".to_owned(),
        "مرحبا بالعالم".to_owned(),
        "W".repeat(400),
    ];
    let mut people = String::from("person_id,role,segment,team,hired_on,left_on\n");
    let mut uses = String::from("person_id,at,tool,documented\n");
    for (team, name) in names.iter().enumerate() {
        for person in 0..6 {
            let id = format!("p{team}{person}");
            people.push_str(&format!("{id},CSM,SMB,\"{name}\",2020-01-01,\n"));
            for day in 0..=(person + team) % 5 {
                uses.push_str(&format!("{id},2026-02-0{}T09:00:00Z,\"{name}\",true\n", 2 + day));
                uses.push_str(&format!("{id},2026-02-0{}T09:00:00Z,gainsight-ai,true\n", 2 + day));
            }
        }
    }
    Project::adoption("", "")
        .edit(
            "uptake.yaml",
            "project: adoption",
            "project: \"<b>adoption</b> & \\\"co\\\"\"",
        )
        .file("people.csv", people)
        .file("interactions.csv", uses)
}

#[test]
fn hostile_names_do_nothing_in_a_page() {
    let project = hostile();
    let answer = project.uptake(&["report", "uptake.yaml", "--out", "page.html"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let page = project.read("page.html");
    let document = Document::read(&page);
    document.is_sound();
    let text = &document.of("html").last().unwrap().text;
    assert!(text.contains("<b>adoption</b> & \"co\""), "names are told as they are");
    assert!(text.contains("</text><script>alert(1)</script>"));
    assert!(
        !page.contains('\u{202e}') && !page.contains('\u{2066}'),
        "nothing turns the direction"
    );
    // In drawings a long name is cut; the tables have all of it.
    assert!(document.of("text").all(|words| words.text.chars().count() <= 70));
    assert!(document.of("th").any(|name| name.text == "W".repeat(400)));
    let answer = project.uptake(&["report", "uptake.yaml", "--out", "page.md"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let text = project.read("page.md");
    assert!(!text.contains("**y**"));
    for alive in ["<script", "<img", "](javascript"] {
        for (at, _) in text.match_indices(alive) {
            assert!(text[..at].ends_with('\\'), "{alive} isn't escaped");
        }
    }
}

#[test]
fn a_month_has_the_weeks_that_lie_in_it_for_the_most_part() {
    let (project, _) = demo();
    let page = markdown(&project, &["--month", "2026-01"]);
    assert!(
        page.contains("weeks 2026-W01 to 2026-W05 · the last one from 2026-01-26 to 2026-02-01"),
        "{page}"
    );
    let answer = project.uptake(&["report", "demo/project", "--month", "2026-1"]);
    assert_eq!(answer.code, 2);
    assert!(
        answer
            .stderr
            .contains("write the month as year and month, such as 2026-10"),
        "{}",
        answer.stderr
    );
}

#[test]
fn the_format_follows_from_the_name_and_the_name_from_the_period() {
    let project = Project::small();
    let answer = project.uptake(&["report"]);
    assert_eq!(
        (answer.code, answer.stdout.as_str()),
        (0, "Written to report-2026-W06.html\n"),
        "{}",
        answer.stderr
    );
    assert!(project.read("report-2026-W06.html").starts_with("<!DOCTYPE html>"));
    let answer = project.uptake(&["report", "--out", "figures-{period}.xlsx"]);
    assert_eq!(
        (answer.code, answer.stdout.as_str()),
        (0, "Written to figures-2026-W06.xlsx\n"),
        "{}",
        answer.stderr
    );
    assert!(
        std::fs::read(project.path("figures-2026-W06.xlsx"))
            .unwrap()
            .starts_with(b"PK")
    );
    let answer = project.uptake(&["report", "--out", "nowhere/page.md"]);
    assert_eq!(answer.code, 2);
    assert!(
        answer
            .stderr
            .starts_with("error[unwritable]: `nowhere/page.md` can't be written"),
        "{}",
        answer.stderr
    );
}

#[test]
fn without_a_browser_a_pdf_is_refused_with_what_helps() {
    let project = Project::small();
    let mut command = project.command(&["report", "--format", "pdf"]);
    let answer = crate::support::Answer::of(command.env("PATH", project.path("")));
    assert_eq!(answer.code, 2);
    assert!(
        answer
            .stderr
            .starts_with("error[no-browser]: no browser was found that prints a page as PDF"),
        "{}",
        answer.stderr
    );
    assert!(answer.stderr.contains("print it from a browser"), "{}", answer.stderr);
    let answer = project.uptake(&["report", "--format", "pdf", "--browser", "/bin/false"]);
    assert!(
        answer
            .stderr
            .starts_with("error[not-printed]: `/bin/false` didn't print the report"),
        "{}",
        answer.stderr
    );
}

#[test]
fn a_file_whose_ending_is_no_format_is_refused_before_any_work() {
    let project = Project::small();
    let answer = project.uptake(&["report", "--out", "report.docx"]);
    answer.refuses(
        "error[wrong-value]: no format of a report has the ending of `report.docx`\n  help: end the name in `.html`, `.md`, `.xlsx` or `.pdf`, or name the format, as in `--format html`\n",
    );
    assert!(!project.path("report.docx").exists());
}

#[test]
fn a_page_takes_no_place_of_a_list_or_a_rule_and_a_workbook_none_of_a_source() {
    let project = Project::small();
    for (arguments, file) in [
        (&["report", "--format", "html", "--out", "people.csv"][..], "people.csv"),
        (&["report", "--format", "md", "--out", "uptake.yaml"], "uptake.yaml"),
        (&["docs", "rules.yaml", "--out", "rules.yaml"], "rules.yaml"),
        (
            &["docs", "rules.yaml", "--format", "html", "--out", "uses.csv"],
            "uses.csv",
        ),
    ] {
        let before = project.read(file);
        let answer = project.uptake(arguments);
        assert_eq!(answer.code, 2, "{}", answer.stdout);
        assert!(
            answer.stderr.starts_with(&format!(
                "error[unwritable]: `{file}` is there already, and its name isn't that of what would be written\n  help: name a file that ends in"
            )),
            "{}",
            answer.stderr
        );
        assert_eq!(project.read(file), before);
    }
    // What isn't there yet may have any name, and an earlier page is replaced.
    for _ in 0..2 {
        assert_eq!(project.uptake(&["report", "--out", "page.html"]).code, 0);
    }
    assert_eq!(project.uptake(&["report", "--format", "md", "--out", "page"]).code, 0);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, (id, at)) in (0..).zip([("id", "at"), ("ana", "2026-02-02T09:00:00Z")]) {
        sheet.write(row, 0, id).unwrap();
        sheet.write(row, 1, at).unwrap();
    }
    book.save(project.path("uses.xlsx")).unwrap();
    let project = project.edit("uptake.yaml", "path: uses.csv", "path: uses.xlsx");
    let before = std::fs::read(project.path("uses.xlsx")).unwrap();
    project.uptake(&["report", "--out", "uses.xlsx"]).refuses(
        "error[unwritable]: `uses.xlsx` is there already, and the project reads it\n  help: name another file with `--out`\n",
    );
    assert_eq!(std::fs::read(project.path("uses.xlsx")).unwrap(), before);
}
