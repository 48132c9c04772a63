//! People under several names: joined where one is meant, set aside where it may be several, and counted either way.

use crate::support::{Project, WEEK, uses};

/// Names of the small project's people, in systems and with dates.
const NAMES: &str = "  names:
    kind: names
    entity: id
    name: known_as
    system: system
    from: from_day
    through: through_day
    optional: true
    columns:
      id: text
      known_as: text
      system: { type: text, optional: true }
      from_day: { type: date, optional: true }
      through_day: { type: date, optional: true }
";

/// The small project with these other names (id, known_as, system, from_day, through_day) and uses (id, at).
fn project(names: &str, uses: &str) -> Project {
    let rules = crate::support::RULES.replace("measures:\n", &format!("{NAMES}measures:\n"));
    Project::small()
        .file("rules.yaml", rules)
        .edit(
            "uptake.yaml",
            "sources:\n",
            "sources:\n  names: { adapter: files, path: names.csv }\n",
        )
        .file("names.csv", format!("id,known_as,system,from_day,through_day\n{names}"))
        .file("uses.csv", format!("id,at\n{uses}"))
}

#[test]
fn a_person_under_three_names_is_one_person() {
    let rows = [
        uses("ana", WEEK, 1),
        uses("Ana.Lopez@Example.com", WEEK, 1),
        uses("4711", WEEK, 1),
        uses("  ANA.lopez@example.COM ", WEEK, 1),
        uses("ben", WEEK, 1),
    ];
    // The second row of a name says nothing new, and is no ambiguity.
    let names = "ana,ana.lopez@example.com,,,\nana,ana.lopez@example.com,,,\nana,4711,hr,,\nben,b,,,\n";
    let project = project(names, &rows.concat());
    let figures = project.figures(&[]);
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "4");
    assert_eq!(figures.of("ana", WEEK, "active"), "true");
    assert_eq!(figures.row("rate", WEEK, "").to_string(), "1 of 2 = 50.0 (9.5 to 90.5)");
    let intake = figures.intake("uses");
    assert_eq!(
        (intake["used"].as_u64(), intake["set_aside"].to_string()),
        (Some(5), "{}".to_owned())
    );
    assert_eq!(
        intake["identities"],
        serde_json::json!({ "system": null, "system_known": true, "joined": 3, "unmatched": [], "ambiguous": [] })
    );
    assert_eq!(figures.csv("identities.csv"), Vec::new());
    let said = project.run(&["--verbose"]).stdout;
    assert!(
        said.contains("uses: 5 of 5 rows used, 2026-02-02 to 2026-02-02\n  3 rows matched by other names\n"),
        "{said}"
    );
}

#[test]
fn different_values_count_once_for_a_person_under_two_names() {
    let names = "ana,ana@example.com,,,\n";
    let rows = "\
ana,2026-02-02T09:00:00Z,helper
ana@example.com,2026-02-02T10:00:00Z,helper
ana@example.com,2026-02-03T10:00:00Z,other
ana,2026-02-03T11:00:00Z,other
";
    let project = project(names, "").file("uses.csv", format!("id,at,tool\n{rows}"));
    let rules = project.read("rules.yaml").replace(
        "  uses_made: { count: uses }\n",
        "  uses_made: { count: uses }\n  tools_used: { distinct: uses.tool }\n  days_used: { distinct_days: uses }\n",
    );
    let figures = project.file("rules.yaml", rules).figures(&[]);
    let of = |measure: &str| figures.of("ana", WEEK, measure);
    assert_eq!(
        (of("uses_made"), of("tools_used"), of("days_used")),
        ("4".into(), "2".into(), "2".into())
    );
}

#[test]
fn a_name_of_several_people_is_set_aside_and_listed_with_them() {
    let rows = [
        uses("sam", "2026-02-03", 2),
        uses("SAM", WEEK, 1),
        uses("zoe", "2026-02-04", 1),
        // The id of one is another name of the other.
        uses("ben", WEEK, 3),
        uses("ana", WEEK, 1),
    ];
    let project = project("ana,sam,,,\nben,sam,,,\nana,ben,,,\n", &rows.concat());
    let figures = project.figures(&[]);
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "1");
    assert_eq!(figures.of("ben", WEEK, "uses_made"), "0");
    assert_eq!(
        figures.intake("uses")["set_aside"],
        serde_json::json!({ "unknown-entity": 1, "ambiguous-identity": 6 })
    );
    assert!(
        figures
            .set_aside()
            .contains(&"uses.csv:2 ambiguous-identity id sam".to_owned()),
        "{:?}",
        figures.set_aside()
    );
    let listed: Vec<String> = figures
        .csv("identities.csv")
        .iter()
        .map(|row| {
            let columns = ["dataset", "what", "name", "rows", "first", "last", "entities"];
            columns.map(|column| row[column].as_str()).join(" ")
        })
        .collect();
    assert_eq!(
        listed,
        [
            "uses unmatched zoe 1 2026-02-04 2026-02-04 ",
            "uses ambiguous ben 3 2026-02-02 2026-02-02 ana; ben",
            "uses ambiguous sam 2 2026-02-03 2026-02-03 ana; ben",
            "uses ambiguous SAM 1 2026-02-02 2026-02-02 ana; ben",
        ]
    );
    let manifest: serde_json::Value = serde_json::from_slice(figures.bytes("manifest.json")).unwrap();
    let outputs = manifest["outputs"].to_string();
    assert!(outputs.contains("\"identities.csv\""), "{outputs}");
    let said = project.run(&["--verbose"]).stdout;
    assert!(
        said.contains(
            "\
  1 row of 1 name matching no entity: `zoe` (1)
  6 rows of 3 names matching several entities: `ben` (3: ana, ben), `sam` (2: ana, ben), `SAM` (1: ana, ben)
"
        ),
        "{said}"
    );
    // The folder with the new file is a run's own, and may be replaced.
    assert_eq!(project.run(&["--out", "out"]).code, 0);
}

#[test]
fn dated_names_count_on_their_days_both_ends_included() {
    let names = "ana,desk-1,,,2026-02-03\nben,desk-1,,2026-02-04,\nben,desk-2,,2026-02-03,2026-02-05\nana,desk-2,,2026-02-05,\n";
    let rows: String = ["2026-02-02", "2026-02-03", "2026-02-04", "2026-02-05", "2026-02-06"]
        .iter()
        .flat_map(|day| [uses("desk-1", day, 1), uses("desk-2", day, 1)])
        .collect();
    let figures = project(names, &rows).figures(&[]);
    // desk-1: ana on the 2nd and 3rd, ben from the 4th to the 6th. desk-2: nobody on the 2nd, ben on the 3rd and 4th, both on
    // the 5th, ana on the 6th.
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "3");
    assert_eq!(figures.of("ben", WEEK, "uses_made"), "5");
    let names = &figures.intake("uses")["identities"];
    assert_eq!(names["joined"], 8);
    assert_eq!(
        names["unmatched"],
        serde_json::json!([{ "name": "desk-2", "rows": 1, "first": "2026-02-02", "last": "2026-02-02" }])
    );
    assert_eq!(
        names["ambiguous"],
        serde_json::json!([{ "name": "desk-2", "rows": 1, "first": "2026-02-05", "last": "2026-02-05", "entities": ["ana", "ben"] }])
    );
}

#[test]
fn a_source_may_bear_the_names_of_one_system() {
    let names = "ana,4711,GitHub,,\nben,4711,hr,,\nana,al,hr,,\nben,both,,,\n";
    let rows = [uses("4711", WEEK, 1), uses("al", WEEK, 1), uses("both", WEEK, 1)].concat();
    let line = "path: uses.csv }";
    let stated = |system: &str| {
        project(names, &rows).edit("uptake.yaml", line, &format!("path: uses.csv, identities: {system} }}"))
    };
    let figures = stated("github").figures(&[]);
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "1");
    assert_eq!(figures.of("ben", WEEK, "uses_made"), "1");
    let intake = figures.intake("uses");
    assert_eq!(intake["identities"]["system"], "github");
    assert_eq!(intake["identities"]["unmatched"][0]["name"], "al");
    // Without it the number is of two people.
    let figures = project(names, &rows).figures(&[]);
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "1");
    assert_eq!(figures.intake("uses")["identities"]["ambiguous"][0]["name"], "4711");
    // A system that no name is of is told.
    let notes = stated("gitlab").figures(&[]).notes();
    let told = "unknown-system: no names belong to the system `gitlab`, which `uses` is declared to use";
    assert!(notes.contains(&told.to_owned()), "{notes:?}");
    // So is one that the rules couldn't know.
    let project = stated("github").edit("rules.yaml", "    system: system\n", "");
    assert_eq!(
        project.findings("uptake.yaml"),
        [
            "error[incomplete-policy] uptake.yaml:8:55-61 no dataset says which names belong to the system `github` (name the column that has it in the dataset `names`, as in `system: system`)"
        ]
    );
}

#[test]
fn a_mapping_may_say_whose_names_its_rows_bear() {
    let rules = "mappings:\n  report:\n    dataset: uses\n    identities: github\n    input: { who: text, day: date }\n    columns: { id: who, at: day }\n";
    let project = project("ana,x,github,,\nben,x,hr,,\n", "")
        .file("uses.csv", "who,day\nx,2026-02-02\n")
        .edit("uptake.yaml", "path: uses.csv }", "path: uses.csv, mapping: report }");
    let rules = project.read("rules.yaml") + rules;
    let project = project.file("rules.yaml", rules);
    assert_eq!(project.figures(&[]).of("ana", WEEK, "uses_made"), "1");
    // What the source says wins.
    let project = project.edit("uptake.yaml", "mapping: report }", "mapping: report, identities: hr }");
    assert_eq!(project.figures(&[]).of("ben", WEEK, "uses_made"), "1");
}

#[test]
fn names_with_gaps_or_of_strangers_are_set_aside() {
    let names = "ana,,,,\n,al,,,\nana,\"  \",,,\nzoe,z,,,\nana,al,,soon,\nana,ok,,,\n";
    let rows = [uses("ok", WEEK, 1), uses("z", WEEK, 1), uses(" ", WEEK, 1)].concat();
    let figures = project(names, &rows).figures(&[]);
    let set_aside: Vec<String> = figures.set_aside();
    assert_eq!(
        set_aside[..5],
        [
            "names.csv:2 missing-key known_as",
            "names.csv:3 missing-key id",
            "names.csv:4 missing-key known_as",
            "names.csv:6 wrong-type from_day soon",
            "names.csv:5 unknown-entity id zoe",
        ]
    );
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "1");
    assert_eq!(figures.intake("names")["used"], 1);
}

#[test]
fn without_a_list_the_entities_are_the_ids_and_whoever_else_is_seen() {
    let rows = [
        uses("a1", WEEK, 2),
        uses("ana", WEEK, 1),
        uses("zoe", WEEK, 1),
        uses("sam", WEEK, 1),
    ]
    .concat();
    let project = project("ana,a1,,,\nben,b1,,,\nana,sam,,,\neve,sam,,,\n", &rows);
    let rules = project.read("rules.yaml");
    let (_, datasets) = rules.split_once("  uses:\n").unwrap();
    let rules = format!("uptake: 1\nentities: seen\ndatasets:\n  uses:\n{datasets}").replace(", by: [team]", "");
    let project =
        project
            .file("rules.yaml", rules)
            .edit("uptake.yaml", "  people: { adapter: files, path: people.csv }\n", "");
    let figures = project.figures(&[]);
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "3");
    assert_eq!(figures.of("zoe", WEEK, "uses_made"), "1");
    // Neither who was never seen nor who may have been meant is an entity.
    assert_eq!(figures.entity_periods().height(), 2);
    let names = &figures.intake("uses")["identities"];
    assert_eq!(
        (&names["joined"], &names["unmatched"][0]["name"]),
        (&2.into(), &"zoe".into())
    );
    assert_eq!(
        figures.intake("uses")["set_aside"],
        serde_json::json!({ "ambiguous-identity": 1 })
    );
}

#[test]
fn spells_are_joined_by_their_first_day() {
    let people = "p1,CSM,SMB,Red,2025-01-01,\np2,CSM,SMB,Red,2025-01-01,\n";
    let rows = crate::support::approved("First.Person@example.com", 3);
    let project = Project::adoption(people, &rows)
        .edit(
            "uptake.yaml",
            "sources:\n",
            "sources:\n  identities: { adapter: files, path: identities.csv }\n",
        )
        .file(
            "identities.csv",
            "person_id,known_as,system,valid_from,valid_through\np1,first.person@example.com,,,\np1,17,,,2026-01-31\np2,17,,2026-02-01,\n",
        )
        // The number was another person's when the second leave began.
        .file("leave.csv", "person_id,starts_on,ends_on\n17,2026-02-02,2026-02-06\n17,2026-01-26,2026-02-02\n");
    let figures = project.figures(&[]);
    assert_eq!(figures.intake("interactions")["identities"]["joined"], 3);
    assert_eq!(figures.intake("leave")["identities"]["joined"], 2);
    assert_eq!(figures.of("p1", WEEK, "active"), "true");
    assert_eq!(figures.of("p1", WEEK, "working_days"), "4");
    assert_eq!(figures.of("p2", WEEK, "working_days"), "0");
}

#[test]
fn without_other_names_nothing_is_said_about_them() {
    let project = project("", "").edit("uptake.yaml", "  names: { adapter: files, path: names.csv }\n", "");
    let project = project.file("uses.csv", format!("id,at\n{}", uses("ana", WEEK, 1)));
    let figures = project.figures(&[]);
    assert_eq!(figures.intake("uses").get("identities"), None);
    assert!(
        !figures.notes().iter().any(|note| note.contains("names")),
        "{:?}",
        figures.notes()
    );
    assert!(!project.path("out/identities.csv").exists());
}
