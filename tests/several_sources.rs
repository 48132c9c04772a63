//! Several sources for one dataset: each with its own mapping and what it states, and a report of its own.

use crate::support::{Figures, Project, RULES, WEEK, uses};
use serde_json::Value;

const RULES_OF_TOOLS: &str = "\
mappings:
  first-tool:
    dataset: uses
    explode: parts
    input: { user: text, day: date, parts.n: int }
    where: parts.n > 0
    columns: { id: user, at: day, tool: '\"first\"' }
  second-tool:
    dataset: uses
    rows: data
    input: { actor.mail: text, day: date }
    columns: { id: actor.mail, at: day, tool: '\"second\"' }
";

/// Two tools with a mapping each, and a list of uses in the contract's own columns.
fn tools() -> Project {
    let rules = RULES.replace("  uses_made: { count: uses }\n", "  uses_made: { count: uses }\n  tools: { distinct: uses.tool }\n  seconds: { count: uses, where: 'tool == \"second\"' }\n");
    let blocks = "  uses:\n".to_owned()
        + "    - { name: first, adapter: files, path: first.ndjson, mapping: first-tool }\n"
        + "    - { name: second, adapter: files, path: second.json, mapping: second-tool }\n"
        + "    - { adapter: files, path: uses.csv, set: { tool: third } }\n";
    Project::small()
        .file("rules.yaml", rules + RULES_OF_TOOLS)
        .edit("uptake.yaml", "  uses: { adapter: files, path: uses.csv }\n", &blocks)
        .file("first.ndjson", "{\"user\":\"ana\",\"day\":\"2026-02-02\",\"parts\":[{\"n\":2},{\"n\":0}]}\n")
        .file("second.json", "{\"data\":[{\"actor\":{\"mail\":\"ana\"},\"day\":\"2026-02-03\"},{\"actor\":{\"mail\":\"ben\"},\"day\":\"2026-02-04\"},{\"actor\":{\"mail\":\"zoe\"},\"day\":\"2026-02-04\"}]}")
        .file("uses.csv", format!("id,at\n{}", uses("ben", WEEK, 2)))
}

fn reports(figures: &Figures, dataset: &str) -> Vec<Value> {
    let all = figures.outcome["intake"].as_array().unwrap().iter();
    all.filter(|report| report["dataset"] == dataset).cloned().collect()
}

#[test]
fn rows_of_all_sources_count_together_and_each_source_has_its_own_report() {
    let project = tools();
    let figures = project.figures(&[]);
    let of = |person: &str| ["uses_made", "seconds", "tools"].map(|measure| figures.of(person, WEEK, measure));
    assert_eq!(
        (of("ana"), of("ben")),
        (["2", "1", "2"].map(str::to_owned), ["3", "1", "2"].map(str::to_owned))
    );
    let told: Vec<String> = reports(&figures, "uses")
        .iter()
        .map(|report| {
            format!(
                "{} {} {} {}",
                report["source"], report["rows"], report["used"], report["left_out"]
            )
        })
        .collect();
    assert_eq!(told, ["\"first\" 2 1 1", "\"second\" 3 2 0", "\"3\" 2 2 0"]);
    let said = project.run(&["--verbose"]).stdout;
    for line in [
        "uses/first: 1 of 2 rows used, 2026-02-02 to 2026-02-02, 1 left out by the mapping\n",
        "uses/second: 2 of 3 rows used, 2026-02-03 to 2026-02-04, 1 set aside: 1 unknown-entity\n",
        "uses/3: 2 of 2 rows used, 2026-02-02 to 2026-02-02\n",
    ] {
        assert!(said.contains(line), "{said}");
    }
}

#[test]
fn rows_set_aside_and_digests_name_their_source() {
    let figures = tools().figures(&[]);
    let aside = figures.csv("set_aside.csv");
    assert_eq!(aside.len(), 1);
    let place = ["dataset", "source", "element"].map(|column| aside[0][column].as_str());
    assert_eq!(place, ["uses/second", "second.json", "data.2"]);
    let manifest: Value = serde_json::from_slice(figures.bytes("manifest.json")).unwrap();
    let text = manifest["sources"].to_string();
    for label in ["uses/first", "uses/second", "uses/3"] {
        assert!(text.contains(label), "{text}");
    }
}

#[test]
fn what_a_block_sets_wins_over_what_is_delivered() {
    let with = |more: &str| {
        tools()
            .edit(
                "uptake.yaml",
                "set: { tool: third }",
                &format!("set: {{ tool: second{more} }}"),
            )
            .edit(
                "uptake.yaml",
                "mapping: first-tool }",
                "mapping: first-tool, set: { tool: second } }",
            )
            .file(
                "uses.csv",
                format!("id,at,tool\n{}", uses("ben", WEEK, 2).replace("Z\n", "Z,other\n")),
            )
            .figures(&[])
    };
    let figures = with("");
    assert_eq!(
        (figures.of("ana", WEEK, "seconds"), figures.of("ben", WEEK, "seconds")),
        ("2".to_owned(), "3".to_owned())
    );
    // The time and the entity may be stated, too; such a column needn't be delivered, or be readable.
    let project = tools()
        .edit(
            "uptake.yaml",
            "set: { tool: third }",
            "set: { id: ana, at: \"2026-02-04T08:00:00Z\" }",
        )
        .file("uses.csv", "at,room\nnever,1\nnever,2\nnever,3\n");
    let figures = project.figures(&[]);
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "5");
}

#[test]
fn a_mapping_column_that_is_set_needs_none_of_its_input() {
    let project = tools()
        .edit(
            "uptake.yaml",
            "mapping: second-tool }",
            "mapping: second-tool, set: { at: 2026-02-05T00:00:00Z } }",
        )
        .file("second.json", "{\"data\":[{\"actor\":{\"mail\":\"ana\"}}]}");
    assert_eq!(project.figures(&[]).of("ana", WEEK, "uses_made"), "2");
}

#[test]
fn keys_are_compared_within_a_source() {
    let rules = RULES
        .replace("time: at\n", "time: at\n    key: [nr]\n")
        .replace("at: datetime\n", "at: datetime\n      nr: text\n");
    let project = Project::small()
        .file("rules.yaml", rules)
        .edit(
            "uptake.yaml",
            "  people: { adapter: files, path: people.csv }\n",
            "  people:\n    - { adapter: files, path: people.csv }\n    - { adapter: files, path: more.csv }\n",
        )
        .edit(
            "uptake.yaml",
            "  uses: { adapter: files, path: uses.csv }\n",
            "  uses:\n    - { adapter: files, path: uses.csv }\n    - { adapter: files, path: others.csv }\n",
        )
        .file("more.csv", "id,team\ncid,Red\n")
        .file("uses.csv", "nr,id,at\n1,ana,2026-02-03\n2,cid,2026-02-03\n")
        .file(
            "others.csv",
            "nr,id,at\n1,ana,2026-02-03\n3,cid,2026-02-03\n3,cid,2026-02-03\n",
        );
    let figures = project.figures(&[]);
    assert_eq!(
        (
            figures.of("ana", WEEK, "uses_made"),
            figures.of("cid", WEEK, "uses_made")
        ),
        ("2".to_owned(), "2".to_owned())
    );
    let aside: Vec<String> = reports(&figures, "uses")
        .iter()
        .map(|report| report["set_aside"].to_string())
        .collect();
    assert_eq!(aside, ["{}", "{\"duplicate\":1}"]);
}

#[test]
fn a_check_shows_one_source_by_what_it_is_called() {
    let project = tools();
    let answer = project.uptake(&["adapters", "check", "uses/second"]);
    assert_eq!(answer.code, 1, "{}", answer.stderr);
    assert!(
        answer
            .stdout
            .starts_with("uses/second from files, mapping second-tool\n"),
        "{}",
        answer.stdout
    );
    assert!(!answer.stdout.contains("uses/first"), "{}", answer.stdout);
    let answer = project.uptake(&["adapters", "check", "uses/secon"]);
    answer.refuses(
        "error[unknown-name]: the project has no source for `uses/secon`\n  help: did you mean `uses/second`?\n",
    );
}

#[test]
fn an_error_names_the_source_that_it_is_about() {
    let project = tools().file("second.json", "{\"data\":[{\"actor\":{\"mail\":\"ana\"}}]}");
    let answer = project.run(&[]);
    assert_eq!(answer.code, 2);
    assert!(
        answer
            .stderr
            .contains("the source of `uses/second` has no column `day`"),
        "{}",
        answer.stderr
    );
}

#[test]
fn the_rules_of_a_block_are_checked() {
    let found = |from: &str, to: &str| tools().edit("uptake.yaml", from, to).findings("uptake.yaml");
    assert_eq!(tools().findings("uptake.yaml"), Vec::<String>::new());
    let set = "set: { tool: third }";
    assert_eq!(
        found(set, "set: { tols: third }"),
        [
            "error[unknown-column] uptake.yaml:10:48-52 the dataset `uses` has no column `tols` (available: `id`, `at`, `tool`)"
        ]
    );
    let wrong = found(set, "set: { tool: [a] }");
    assert!(
        wrong.len() == 1 && wrong[0].starts_with("error[wrong-type] uptake.yaml:10:"),
        "{wrong:?}"
    );
    let other = found(
        "  people: { adapter: files, path: people.csv }",
        "  people: { adapter: files, path: people.csv, mapping: first-tool }",
    );
    assert!(
        other.len() == 1 && other[0].contains("the mapping `first-tool` is for the dataset `uses`, not for `people`"),
        "{other:?}"
    );
    let twice = found(
        set,
        "set: { tool: third } }\n    - { adapter: files, path: ./uses.csv, name: again",
    );
    assert!(
        twice.len() == 1
            && twice[0].starts_with("warning[key-conflict]")
            && twice[0].contains("`uses/3` and `uses/again` read the same rows, which count twice"),
        "{twice:?}"
    );
}

#[test]
fn names_that_no_register_lists_are_counted_for_each_source() {
    let rules = RULES
        .replace(
            "tool: { type: text, optional: true }",
            "tool: { type: text, optional: true, register: tools }",
        )
        .replace("count: uses }", "count: uses, where: 'tool != \"none\"' }")
        + "registers: { tools: { entries: { first: {}, none: {} } } }\n"
        + RULES_OF_TOOLS;
    let figures = tools().file("rules.yaml", rules).figures(&[]);
    let unlisted: Vec<String> = reports(&figures, "uses")
        .iter()
        .map(|report| {
            report["unlisted"].as_array().map_or(String::new(), |names| {
                format!("{} {}", names[0]["name"], names[0]["rows"])
            })
        })
        .collect();
    assert_eq!(unlisted, ["", "\"second\" 2", "\"third\" 2"]);
}

#[test]
fn a_file_that_two_sources_read_in_the_same_way_is_told() {
    let project = tools()
        .edit(
            "uptake.yaml",
            "set: { tool: third } }",
            "set: { tool: third } }\n    - { adapter: files, path: 'use*.csv', name: all }",
        )
        .file("uses_more.csv", "id,at\nana,2026-02-03\n");
    let figures = project.figures(&[]);
    let twice: Vec<String> = figures
        .notes()
        .into_iter()
        .filter(|note| note.starts_with("counted-twice"))
        .collect();
    assert_eq!(
        twice,
        ["counted-twice: `uses/3` and `uses/all` both read `uses.csv`, so its rows count twice"]
    );
    // With mappings of their own each reads something else of it.
    let other =
        "mappings:\n  plain: { dataset: uses, input: { id: text, at: datetime }, columns: { id: id, at: at } }\n";
    let project = project
        .file("more.yaml", format!("uptake: 1\n{other}"))
        .edit("uptake.yaml", "[rules.yaml]", "[rules.yaml, more.yaml]")
        .edit("uptake.yaml", "name: all }", "name: all, mapping: plain }");
    assert!(
        !project
            .figures(&[])
            .notes()
            .iter()
            .any(|note| note.starts_with("counted-twice"))
    );
}

#[test]
fn programs_and_files_stand_in_one_list() {
    let project = tools()
        .edit("uptake.yaml", "    - { adapter: files, path: uses.csv, set: { tool: third } }\n", "    - { adapter: exec, command: [sh, export.sh], format: csv, set: { tool: third } }\n    - { name: again, adapter: exec, command: [sh, export.sh, more], format: csv, set: { tool: fourth } }\n")
        .file("export.sh", "cat uses.csv\n");
    let figures = project.figures(&[]);
    assert_eq!(figures.of("ben", WEEK, "uses_made"), "5");
    assert_eq!(figures.of("ben", WEEK, "tools"), "3");
    // An error says which of them it is about.
    let answer = project
        .file("export.sh", "test -z \"$1\" && cat uses.csv || exit 3\n")
        .run(&[]);
    assert_eq!(answer.code, 2);
    assert!(answer.stderr.contains("  at uptake.yaml:11:"), "{}", answer.stderr);
}

#[test]
fn each_source_has_its_own_system_of_names() {
    let names = "  names:\n    kind: names\n    entity: id\n    name: alias\n    system: system\n    columns: { id: text, alias: text, system: text }\n";
    let rules = RULES.replace("measures:\n", &format!("{names}measures:\n")) + RULES_OF_TOOLS;
    let project = tools()
        .file("rules.yaml", rules)
        .edit(
            "uptake.yaml",
            "  uses:\n",
            "  names: { adapter: files, path: names.csv }\n  uses:\n",
        )
        .edit(
            "uptake.yaml",
            "mapping: first-tool }",
            "mapping: first-tool, identities: one }",
        )
        .edit(
            "uptake.yaml",
            "mapping: second-tool }",
            "mapping: second-tool, identities: none }",
        )
        .edit("uptake.yaml", "set: { tool: third }", "identities: other")
        .file("names.csv", "id,alias,system\nana,x1,one\nben,x1,other\n")
        .file(
            "first.ndjson",
            "{\"user\":\"x1\",\"day\":\"2026-02-02\",\"parts\":[{\"n\":2}]}\n",
        )
        .file("uses.csv", "id,at\nx1,2026-02-03\nx1,2026-02-03\n");
    let figures = project.figures(&[]);
    assert_eq!(
        (
            figures.of("ana", WEEK, "uses_made"),
            figures.of("ben", WEEK, "uses_made")
        ),
        ("2".to_owned(), "3".to_owned())
    );
    let note = "no names belong to the system `none`, which `uses/second` is declared to use";
    assert!(
        figures.notes().iter().any(|told| told.contains(note)),
        "{:?}",
        figures.notes()
    );
    let unmatched = figures.csv("identities.csv");
    assert_eq!(
        (unmatched[0]["dataset"].as_str(), unmatched[0]["name"].as_str()),
        ("uses/second", "zoe")
    );
}

#[test]
fn a_file_of_sources_has_lists_and_parity_compares_them_with_one_source() {
    let project = tools();
    let text = project.read("uptake.yaml");
    let (_, blocks) = text.split_once("sources:\n").unwrap();
    let project = project
        .file("lists.yaml", format!("uptake: 1\nsources:\n{blocks}"))
        .file("one.yaml", "uptake: 1\nsources:\n  people: { adapter: files, path: people.csv }\n  uses: { adapter: files, path: all.csv }\n")
        .file("all.csv", "id,at,tool\nana,2026-02-02,first\nana,2026-02-03,second\nben,2026-02-04,second\nben,2026-02-02,third\nben,2026-02-02,third\n");
    let answer = project.uptake(&[
        "parity",
        "--a",
        "lists.yaml",
        "--b",
        "one.yaml",
        "--project",
        "uptake.yaml",
    ]);
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
    // Zoe's row, and the one that the mapping leaves out.
    assert!(
        answer.stdout.contains("uses: A used 5 of 7 rows, B 5 of 5\n"),
        "{}",
        answer.stdout
    );
}
