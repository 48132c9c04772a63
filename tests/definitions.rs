//! Every published definition has an example that was worked out by hand, and the program's figures are those.

use crate::support::{Answer, Figures, csv_rows, repository, uptake};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The folders below `path`, by name.
fn folders(path: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap());
    entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

/// The rule files of a pack as one text.
fn rules(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    files.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// The packs that define something, and their rules. A pack of contracts alone has nothing to work out.
fn defining() -> BTreeMap<String, String> {
    let rules_folder = repository().join("rules");
    let all = folders(&rules_folder.join("definitions"));
    let mut packs: BTreeMap<String, String> = all
        .into_iter()
        .map(|name| {
            let text = rules(&rules_folder.join("definitions").join(&name));
            (name, text)
        })
        .filter(|(_, text)| {
            ["\nmetrics:", "\ndefinitions:", "\nladders:"]
                .iter()
                .any(|key| text.contains(key))
        })
        .collect();
    let name = "csm-ai-adoption";
    packs.insert(name.to_owned(), rules(&rules_folder.join(name)));
    packs
}

#[test]
fn every_pack_that_defines_something_has_an_example_and_every_example_a_pack() {
    let packs: BTreeSet<String> = defining().into_keys().collect();
    assert_eq!(packs, folders(&repository().join("tests/definitions")));
    assert!(packs.len() >= 25, "{packs:?}");
}

#[test]
fn every_pack_bears_its_folder_s_name_and_cites_its_source() {
    for (name, text) in defining() {
        assert!(text.contains(&format!("\npack: {name}\n")), "{name}");
        for key in ["owner", "about", "source"] {
            let line = text.lines().find(|line| line.starts_with(&format!("{key}: ")));
            let words = line.map_or(0, |line| line.split_whitespace().count());
            let least = if key == "owner" { 2 } else { 4 };
            assert!(words >= least, "`{key}` of {name}: {line:?}");
        }
    }
}

/// A row of a metric as the examples write it: `9 of 12 = 75.0 Great, 1 unknown`, and `9 of 12` where there is no value.
fn shown(figures: &Figures, metric: &str, period: &str, cut: &str) -> String {
    let row = figures.row(metric, period, cut);
    let number = |number: Option<f64>| {
        let text = format!("{:.4}", number.unwrap());
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let mut text = format!("{} of {}", number(row.numerator), number(row.denominator));
    if let Some(value) = row.value {
        text += &format!(" = {value:.1}");
    }
    if let Some(band) = row.band {
        text += &format!(" {band}");
    }
    if row.unknown > 0 {
        text += &format!(", {} unknown", row.unknown);
    }
    text
}

/// Whether a person's value is the expected one; numbers may differ by what floats lose.
fn same(found: &str, expected: &str) -> bool {
    match (found.parse::<f64>(), expected.parse::<f64>()) {
        (Ok(found), Ok(expected)) => (found - expected).abs() < 1e-9,
        _ => found == expected,
    }
}

#[test]
fn every_example_gives_what_was_worked_out_by_hand() {
    let mut wrong = Vec::new();
    for name in defining().into_keys() {
        let folder = repository().join("tests/definitions").join(&name);
        let out = tempfile::tempdir().unwrap();
        let out = out.path().join("out");
        let mut command = uptake();
        command.arg("run").arg("--project").arg(folder.join("uptake.yaml"));
        let answer = Answer::of(command.arg("--out").arg(&out));
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{name}");
        let figures = Figures::read(&out);
        assert_eq!(figures.set_aside(), Vec::<String>::new(), "{name}");
        let project = std::fs::read_to_string(folder.join("uptake.yaml")).unwrap();
        assert!(project.contains(&format!("packs: [{name}]")), "{name}");
        let expected = csv_rows(&std::fs::read(folder.join("expected.csv")).unwrap());
        assert!(expected.len() >= 2, "{name}");
        for row in expected {
            let (who, period, what) = (&row["who"], &row["period"], &row["what"]);
            assert!(
                !row["by_hand"].is_empty(),
                "{name}: {who} {period} {what} isn't worked out"
            );
            let found = match who.as_str() {
                "everybody" => shown(&figures, what, period, ""),
                cut if cut.contains('=') => shown(&figures, what, period, cut),
                person => figures.of(person, period, what),
            };
            if !same(&found, &row["expected"]) {
                wrong.push(format!(
                    "{name}: {who} {period} {what} is {found}, worked out {} ({})",
                    row["expected"], row["by_hand"]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_table_of_definitions_lists_every_pack_and_all_25_numbers() {
    let page = include_str!("../docs/definitions.md");
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains("](../rules/"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let mut numbers: Vec<u32> = rows
        .iter()
        .flat_map(|row| row[0].split(", "))
        .filter_map(|number| number.parse().ok())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=25).collect::<Vec<u32>>(), "each once");
    for name in defining().keys() {
        let link = format!("[{name}](../rules/");
        let row = rows.iter().find(|row| row[2].starts_with(&link));
        let row = row.unwrap_or_else(|| panic!("no row for {name}"));
        let target = row[2].split_once("](../").unwrap().1.trim_end_matches(')');
        assert!(repository().join(target).is_dir(), "{target}");
        // Exactly, or in what it differs.
        assert!(row.len() == 4 && row[3].len() > 6, "{row:?}");
    }
}

#[test]
fn the_project_on_the_page_runs() {
    let page = include_str!("../docs/definitions.md");
    let block = page
        .split("```yaml project.yaml\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let example = repository().join("tests/definitions/tygraph-adopted");
    let mut project = crate::support::Project::empty().file("uptake.yaml", block);
    for file in ["people.csv", "uses.csv"] {
        project = project.file(file, std::fs::read(example.join(file)).unwrap());
    }
    let figures = project.figures(&[]);
    assert_eq!(shown(&figures, "adopted_rate", "2026-03-02", ""), "1 of 4 = 25.0");
}
