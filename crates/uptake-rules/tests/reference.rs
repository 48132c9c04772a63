//! `docs/rules.md` says what is, and all of it: every example is read, every key, function and code has its entry.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use support::check;
use support::expression::{lowered, type_name};
use support::markdown::{Block, Section, sections};
use uptake_rules::Code;
use uptake_rules::expr::Scope;
use uptake_rules::expr::function::FUNCTIONS;
use uptake_rules::value::Type;

fn reference() -> Vec<Section> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rules.md");
    sections(&std::fs::read_to_string(path).unwrap())
}

fn blocks(language: &str) -> Vec<(String, Block)> {
    let all = reference().into_iter().flat_map(|section| {
        let heading = section.heading;
        section.blocks.into_iter().map(move |block| (heading.clone(), block))
    });
    all.filter(|(_, block)| block.language == language).collect()
}

/// The pack at the start of the page, whose names the other examples use.
fn pack() -> String {
    blocks("yaml").swap_remove(0).1.text
}

/// A fragment as a rule file.
fn whole(text: &str) -> String {
    if text.starts_with("uptake:") {
        text.to_owned()
    } else {
        format!("uptake: 1\n{text}")
    }
}

#[test]
fn every_rule_file_on_the_page_is_sound() {
    let pack = pack();
    assert_eq!(check(&[("data.yaml", &pack)]).text(), "", "the pack at the start");
    for section in reference() {
        let rules: Vec<&Block> = section.blocks.iter().filter(|block| block.language == "yaml").collect();
        // A project file is read with the rules beside it, every other example by itself.
        let project = rules.iter().any(|block| block.rest == "project.yaml");
        let groups: Vec<Vec<&Block>> = if project {
            vec![rules]
        } else {
            rules.into_iter().map(|block| vec![block]).collect()
        };
        for group in groups.iter().filter(|group| group[0].rest != "data.yaml") {
            let texts: Vec<(&str, String)> = group
                .iter()
                .map(|block| {
                    (
                        if block.rest == "project.yaml" {
                            "project.yaml"
                        } else {
                            "rules.yaml"
                        },
                        whole(&block.text),
                    )
                })
                .collect();
            let mut files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
            if group[0].rest != "alone" {
                files.push(("data.yaml", &pack));
            }
            assert_eq!(
                check(&files).text(),
                "",
                "the example in line {} under {}",
                group[0].line,
                section.heading
            );
        }
    }
}

/// All names of the pack at the start of the page.
fn names() -> Scope {
    let policy = check(&[("data.yaml", &pack())]).policy;
    let mut scope = Scope::new("the pack");
    for column in policy.datasets.iter().flat_map(|dataset| &dataset.columns) {
        scope.add(&column.name.text, column.ty);
        if let Some(register) = column.register.as_ref().and_then(|name| policy.register(&name.text)) {
            scope.add(format!("{}.listed", column.name.text), Type::Bool);
            scope.add(format!("{}.id", column.name.text), Type::Text);
            for field in &register.fields {
                scope.add(format!("{}.{}", column.name.text, field.name.text), field.ty);
            }
        }
    }
    for measure in &policy.measures {
        scope.add(&measure.name.text, measure.ty);
    }
    for definition in &policy.definitions {
        scope.add(&definition.name.text, Type::Bool);
    }
    scope.add("period", Type::Date);
    scope.add("period_end", Type::Date);
    scope
}

/// The expressions of a block: each ends with a line whose comment names its type.
fn expressions(block: &Block) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut open = String::new();
    for line in block.text.lines() {
        open.push_str(line);
        open.push('\n');
        if let Some((_, ty)) = line.rsplit_once("    // ").or_else(|| line.rsplit_once("  // ")) {
            all.push((std::mem::take(&mut open), ty.trim().to_owned()));
        }
    }
    assert_eq!(open, "", "the last expression of line {} has no type", block.line);
    all
}

#[test]
fn every_expression_on_the_page_has_the_type_that_is_written_beside_it() {
    let names = names();
    let mut count = 0;
    for (heading, block) in blocks("rhai") {
        for (text, wanted) in expressions(&block) {
            count += 1;
            let found = lowered(&text, &names).map(|expr| type_name(expr.ty));
            assert_eq!(found, Ok(wanted.as_str()), "{text} under {heading}");
        }
    }
    assert!(count > 50, "only {count} expressions were found");
}

#[test]
fn every_function_has_a_row_in_the_table_and_an_example() {
    let all = reference();
    let functions = all.iter().find(|section| section.heading == "Functions").unwrap();
    let examples: String = functions.blocks.iter().map(|block| block.text.as_str()).collect();
    for (name, _, parameters) in FUNCTIONS {
        let row = functions
            .prose
            .lines()
            .find(|line| line.starts_with(&format!("| `{name}(")));
        let row = row.unwrap_or_else(|| panic!("no row for `{name}`"));
        let arguments = row.split('(').nth(1).unwrap().split(')').next().unwrap();
        assert_eq!(
            arguments.split(", ").count(),
            parameters.len(),
            "the arguments of {row}"
        );
        assert!(examples.contains(&format!("{name}(")), "no example calls `{name}`");
    }
    let rows = functions.prose.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, FUNCTIONS.len(), "a row for a function that doesn't exist");
}

#[test]
fn every_code_has_its_meaning_on_the_page() {
    let all = reference();
    let codes = all.iter().find(|section| section.heading == "Codes").unwrap();
    for code in Code::ALL {
        let row = format!("| `{code}` | {} |", code.about());
        assert!(codes.prose.contains(&row), "no row {row}");
    }
    let rows = codes.prose.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, Code::ALL.len(), "a row for a code that doesn't exist");
}

#[test]
fn every_operator_is_in_the_table() {
    let all = reference();
    let table = &all.iter().find(|section| section.heading == "Operators").unwrap().prose;
    for operator in [
        "\\|\\|", "&&", "==", "!=", "in", "!in", "<", "<=", ">", ">=", "??", "..", "..=", "+", "-", "*", "/", "%",
        "!x", "-x",
    ] {
        let written = table.lines().filter(|line| line.starts_with("| `")).any(|line| {
            let cell = line.split(" | ").next().unwrap();
            cell.contains(&format!(" {operator} "))
                || cell.contains(&format!("`{operator}`"))
                || cell.contains(&format!("a{operator}b"))
        });
        assert!(written, "no row for {operator}");
    }
}

/// For each heading, a file with a key that nobody reads: what is said about it names all keys that are read.
const CONSTRUCTS: &[(&str, &str)] = &[
    ("A pack", "uptake: 1\nqqqq: 1\n"),
    ("calendar", "uptake: 1\ncalendar: { qqqq: 1 }\n"),
    (
        "datasets",
        "uptake: 1\ndatasets: { d: { kind: entities, entity: e, columns: { e: text }, qqqq: 1 } }\n",
    ),
    (
        "Columns",
        "uptake: 1\ndatasets: { d: { kind: entities, entity: e, columns: { e: { type: text, qqqq: 1 } } } }\n",
    ),
    ("registers", "uptake: 1\nregisters: { r: { qqqq: 1 } }\n"),
    (
        "registers",
        "uptake: 1\nregisters: { r: { fields: { f: bool }, entries: { e: { f: { qqqq: 1 } } } } }\n",
    ),
    ("measures", "uptake: 1\nmeasures: { m: { value: 1, qqqq: 1 } }\n"),
    (
        "Over several periods",
        "uptake: 1\nmeasures: { m: { count: true, over: { last: 1, by: rows, qqqq: 1 } } }\n",
    ),
    ("Days", "uptake: 1\nmeasures: { m: { days: { qqqq: 1 } } }\n"),
    (
        "definitions",
        "uptake: 1\ndefinitions: { d: { when: true, qqqq: 1 } }\n",
    ),
    (
        "ladders",
        "uptake: 1\nladders: { l: { steps: [{ otherwise: x }], qqqq: 1 } }\n",
    ),
    (
        "Steps",
        "uptake: 1\nladders: { l: { steps: [{ label: x, when: true, qqqq: 1 }] } }\n",
    ),
    (
        "Bands",
        "uptake: 1\nladders: { l: { of: 1, edge: higher, bands: [{ label: x, qqqq: 1 }] } }\n",
    ),
    (
        "metrics",
        "uptake: 1\ndefinitions: { d: { when: true } }\nmetrics: { m: { share: d, qqqq: 1 } }\n",
    ),
    (
        "Trackers",
        "uptake: 1\ndefinitions: { d: { when: true } }\nmetrics: { m: { share: d, tracked_by: [{ who: x, qqqq: 1 }] } }\n",
    ),
    (
        "benchmarks",
        "uptake: 1\nbenchmarks: { b: { edge: higher, bands: [x], table: { x: [1] }, qqqq: 1 } }\n",
    ),
    ("stages", "uptake: 1\nstages: { s: { qqqq: 1 } }\n"),
    (
        "stages",
        "uptake: 1\ndefinitions: { d: { when: true } }\nmetrics: { m: { share: d } }\nstages: { s: { track: { m: { cadence: week, qqqq: 1 } } } }\n",
    ),
    (
        "mappings",
        "uptake: 1\nmappings: { m: { dataset: d, input: {}, columns: {}, qqqq: 1 } }\n",
    ),
    ("The project file", "uptake: 1\npacks: [x]\nsources: {}\nqqqq: 1\n"),
    (
        "Sources",
        "uptake: 1\npacks: [x]\nsources: { d: { adapter: files, covers: { qqqq: 1 } } }\n",
    ),
];

/// The keys that a construct may have, as its own message lists them.
fn keys(text: &str) -> Vec<String> {
    let checked = check(&[("rules.yaml", text)]);
    let unknown: Vec<_> = checked
        .found
        .iter()
        .filter(|d| d.code == Code::UnknownKey && d.message.contains("`qqqq`"))
        .collect();
    assert_eq!(unknown.len(), 1, "{text}\n{}", checked.text());
    let help = unknown[0].help.as_deref().unwrap();
    let list = help.strip_prefix("it may have ").unwrap_or_else(|| panic!("{help}"));
    list.split(", ").map(|key| key.trim_matches('`').to_owned()).collect()
}

#[test]
fn every_key_of_every_section_has_its_entry() {
    let all = reference();
    for (heading, text) in CONSTRUCTS {
        // What stands under the heading, down to the next one that isn't below it.
        let at = all
            .iter()
            .position(|section| section.heading == *heading)
            .unwrap_or_else(|| panic!("no heading {heading}"));
        let below = all[at + 1..].iter().take_while(|section| section.level > all[at].level);
        let prose: String = all[at..=at]
            .iter()
            .chain(below)
            .map(|section| section.prose.as_str())
            .collect();
        for key in keys(text) {
            // Dated values and covered days have no table of their own.
            let row = format!("| `{key}` | ");
            let told = prose.lines().any(|line| line.starts_with(&row))
                || (matches!(*heading, "registers" | "Sources") && prose.contains(&format!("`{key}`")));
            assert!(told, "no row for `{key}` under {heading}");
        }
    }
    for (heading, extra) in [
        ("registers", ["title", "aliases", "listed"]),
        ("Sources", ["adapter", "mapping", "time_zone"]),
    ] {
        let section = all.iter().find(|section| section.heading == heading).unwrap();
        for key in extra {
            assert!(
                section.prose.contains(&format!("`{key}`")),
                "nothing about `{key}` under {heading}"
            );
        }
    }
}

#[test]
fn every_section_of_a_rule_file_is_tested_here() {
    let tested: Vec<&str> = CONSTRUCTS.iter().map(|(heading, _)| *heading).collect();
    for key in keys("uptake: 1\nqqqq: 1\n") {
        let scalar = ["uptake", "pack", "owner", "about", "source", "needs", "entities"].contains(&key.as_str());
        assert!(
            scalar || tested.contains(&key.as_str()),
            "no construct for the section `{key}`"
        );
    }
}

#[test]
fn every_link_leads_to_a_heading() {
    let anchors: Vec<String> = reference()
        .iter()
        .map(|section| section.heading.to_lowercase().replace([',', '.'], "").replace(' ', "-"))
        .collect();
    for section in reference() {
        for link in section.prose.split("](#").skip(1) {
            let link = link.split(')').next().unwrap();
            assert!(anchors.iter().any(|anchor| anchor == link), "no heading for #{link}");
        }
    }
}
