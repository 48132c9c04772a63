//! Names in other letters: one person where a rule says so, a hint where none does, and nobody guessed at.

use crate::support::{Figures, Project, WEEK, uses};

/// The small project with this list (id,team), these uses (id,at), and this in the block of uses.
fn project(people: &str, uses: &str, stated: &str) -> Project {
    Project::small()
        .file("people.csv", format!("id,team\n{people}"))
        .file("uses.csv", format!("id,at\n{uses}"))
        .edit("uptake.yaml", "path: uses.csv }", &format!("path: uses.csv{stated} }}"))
}

fn rate(figures: &Figures) -> String {
    let row = figures.row("rate", WEEK, "");
    format!("{} of {}", row.numerator.unwrap(), row.denominator.unwrap())
}

/// The names of nobody that are nearly somebody's, as `name entity differs_by names_ignore rows`.
fn near(figures: &Figures) -> Vec<String> {
    let none = Vec::new();
    let all = figures.intake("uses")["near"].as_array().unwrap_or(&none).clone();
    let of = |near: &serde_json::Value| {
        let keys = ["name", "entity", "differs_by", "names_ignore", "rows"];
        keys.map(|key| near[key].to_string().replace(['"', '[', ']'], ""))
            .join(" ")
    };
    all.iter().map(of).collect()
}

const PEOPLE: &str = "Mia.Long@Example.com,Red\nbo,Blue\n";

fn in_other_letters() -> String {
    [
        uses("mia.long@example.com", WEEK, 1),
        uses("MIA.LONG@EXAMPLE.COM", WEEK, 1),
        uses("Mia.Long@Example.com", WEEK, 1),
        uses("bo", WEEK, 1),
    ]
    .concat()
}

#[test]
fn without_a_dataset_of_names_a_rule_makes_one_person_of_a_name_in_any_case() {
    let project = project(PEOPLE, &in_other_letters(), ", names_ignore: [case]");
    let figures = project.figures(&[]);
    assert_eq!(rate(&figures), "1 of 2");
    assert_eq!(figures.of("Mia.Long@Example.com", WEEK, "uses_made"), "3");
    let names = &figures.intake("uses")["identities"];
    assert_eq!((&names["alike"], &names["joined"]), (&2.into(), &0.into()));
    assert_eq!(near(&figures), Vec::<String>::new());
    let said = project.run(&["--verbose"]).stdout;
    assert!(
        said.contains("uses: 4 of 4 rows used, 2026-02-02 to 2026-02-02\n  2 rows matched without regard to case\n"),
        "{said}"
    );
}

#[test]
fn without_a_rule_a_name_in_other_letters_is_nobody_and_the_run_says_whose_it_may_be() {
    let rows =
        in_other_letters() + &uses("b o", WEEK, 2) + &uses("mia.long@ example.com", WEEK, 1) + &uses("zoe", WEEK, 1);
    let project = project(PEOPLE, &rows, "");
    let figures = project.figures(&[]);
    assert_eq!(rate(&figures), "0 of 2");
    assert_eq!(
        figures.intake("uses")["set_aside"],
        serde_json::json!({ "unknown-entity": 6 })
    );
    assert_eq!(
        near(&figures),
        [
            "b o bo blanks blanks 2",
            "MIA.LONG@EXAMPLE.COM Mia.Long@Example.com case case 1",
            "mia.long@ example.com Mia.Long@Example.com case,blanks case,blanks 1",
            "mia.long@example.com Mia.Long@Example.com case case 1",
        ]
    );
    let hints = "  \
  2 rows have names that differ from a name on the list by blanks alone: `b o` for `bo` (2); state `names_ignore: [blanks]` at the source if they are the same
  2 rows have names that differ from a name on the list by case alone: `MIA.LONG@EXAMPLE.COM` for `Mia.Long@Example.com` (1), `mia.long@example.com` for `Mia.Long@Example.com` (1); state `names_ignore: [case]` at the source if they are the same
  1 row has a name that differs from a name on the list by case and blanks alone: `mia.long@ example.com` for `Mia.Long@Example.com` (1); state `names_ignore: [case, blanks]` at the source if they are the same
";
    let said = project.run(&["--verbose"]).stdout;
    assert!(said.contains(hints), "{said}");
    let checked = project.uptake(&["adapters", "check"]);
    assert!(
        checked.stdout.contains("state `names_ignore: [case]`"),
        "{}",
        checked.stdout
    );
    let json: serde_json::Value =
        serde_json::from_str(&project.uptake(&["adapters", "check", "--format", "json"]).stdout).unwrap();
    assert!(json.to_string().contains("\"differs_by\":[\"case\"]"), "{json}");
}

#[test]
fn a_rule_that_covers_a_part_is_told_with_what_it_lacks() {
    let project = project("Mia Long,Red\n", &uses("mialong", WEEK, 3), ", names_ignore: [case]");
    assert_eq!(
        near(&project.figures(&[])),
        ["mialong Mia Long case,blanks case,blanks 3"]
    );
    let project = project.edit("uptake.yaml", "[case]", "[case, blanks]");
    assert_eq!(rate(&project.figures(&[])), "1 of 1");
}

#[test]
fn the_very_name_comes_first_and_two_who_become_one_are_nobody() {
    let people = "ada,Red\nAda,Red\nbo,Blue\n";
    let rows = uses("ada", WEEK, 3) + &uses("Ada", WEEK, 1) + &uses("ADA", WEEK, 5) + &uses("BO", WEEK, 3);
    let figures = project(people, &rows, ", names_ignore: [case]").figures(&[]);
    assert_eq!(figures.of("ada", WEEK, "uses_made"), "3");
    assert_eq!(figures.of("Ada", WEEK, "uses_made"), "1");
    assert_eq!(figures.of("bo", WEEK, "uses_made"), "3");
    assert_eq!(
        figures.intake("uses")["set_aside"],
        serde_json::json!({ "ambiguous-identity": 5 })
    );
    let ambiguous = &figures.intake("uses")["identities"]["ambiguous"];
    assert_eq!(ambiguous[0]["entities"], serde_json::json!(["Ada", "ada"]));
    let told = "names-alike: 2 entities have a name that differs from another entity's name by case alone, and are counted apart";
    assert!(figures.notes().contains(&told.to_owned()), "{:?}", figures.notes());
}

#[test]
fn a_rule_goes_together_with_other_names() {
    // The address of one in other letters is another name of the other: nobody is guessed at. Blanks in another name are
    // ignored as well, and what a person's own id is in the dataset of names.
    let names =
        "  names:\n    kind: names\n    entity: id\n    name: known_as\n    columns: { id: text, known_as: text }\n";
    let rows = uses("mia@x", WEEK, 1) + &uses("num 1", WEEK, 3) + &uses("BO", WEEK, 2) + &uses("Bo", WEEK, 1);
    let project = project("Mia@X,Red\nbo,Blue\n", &rows, ", names_ignore: [case, blanks]");
    let rules = project
        .read("rules.yaml")
        .replace("measures:\n", &format!("{names}measures:\n"));
    let project = project
        .file("rules.yaml", rules)
        .file("names.csv", "id,known_as\nbo,mia@x\nMIA@x,num1\n")
        .edit(
            "uptake.yaml",
            "sources:\n",
            "sources:\n  names: { adapter: files, path: names.csv, names_ignore: [case] }\n",
        );
    let figures = project.figures(&[]);
    assert_eq!(figures.of("Mia@X", WEEK, "uses_made"), "3");
    assert_eq!(figures.of("bo", WEEK, "uses_made"), "3");
    let intake = figures.intake("uses");
    assert_eq!(intake["set_aside"], serde_json::json!({ "ambiguous-identity": 1 }));
    assert_eq!(
        (&intake["identities"]["joined"], &intake["identities"]["alike"]),
        (&3.into(), &3.into())
    );
    assert_eq!(figures.intake("names")["used"], 2);
}

#[test]
fn spells_are_compared_as_their_source_says() {
    let people = "P1,CSM,SMB,Red,2025-01-01,\n";
    let figures = Project::adoption(people, "")
        .file("leave.csv", "person_id,starts_on,ends_on\np1,2026-02-02,2026-02-04\n")
        .edit("uptake.yaml", "path: leave.csv }", "path: leave.csv, names_ignore: [case] }")
        .file("interactions.csv", "person_id,at,tool,documented\nP1,2026-02-10,Zoom AI Companion,true\nP1,2026-02-02,Zoom AI Companion,true\n")
        .figures(&[]);
    assert_eq!(figures.of("P1", WEEK, "working_days"), "2");
}

#[test]
fn a_mapping_states_it_and_the_source_wins() {
    let rules = "mappings:\n  report:\n    dataset: uses\n    names_ignore: [case]\n    input: { who: text, day: date }\n    columns: { id: who, at: day }\n";
    let project = project(PEOPLE, "", ", mapping: report").file("uses.csv", "who,day\nBO,2026-02-02\n");
    let rules = project.read("rules.yaml") + rules;
    let project = project.file("rules.yaml", rules);
    assert_eq!(project.figures(&[]).of("bo", WEEK, "uses_made"), "1");
    let project = project.edit(
        "uptake.yaml",
        "mapping: report",
        "mapping: report, names_ignore: [blanks]",
    );
    // Where nothing can be used, the earlier figures stay.
    std::fs::remove_dir_all(project.path("out")).unwrap();
    let figures = project.figures(&[]);
    assert_eq!(near(&figures), ["BO bo case case,blanks 1"]);
}

#[test]
fn on_the_list_itself_a_rule_is_an_error() {
    let project = Project::small().edit(
        "uptake.yaml",
        "path: people.csv }",
        "path: people.csv, names_ignore: [case] }",
    );
    let found = project.findings("uptake.yaml");
    assert_eq!(found.len(), 1);
    assert!(
        found[0].contains("`names_ignore` has no effect: `people` is the list that names are compared with"),
        "{found:?}"
    );
}

/// The small project without a list.
fn seen(rows: &str, stated: &str) -> Project {
    let project = Project::small();
    let rules = project.read("rules.yaml");
    let (_, datasets) = rules.split_once("  uses:\n").unwrap();
    let rules = format!("uptake: 1\nentities: seen\ndatasets:\n  uses:\n{datasets}").replace(", by: [team]", "");
    project
        .file("rules.yaml", rules)
        .file("uses.csv", format!("id,at\n{rows}"))
        .edit("uptake.yaml", "  people: { adapter: files, path: people.csv }\n", "")
        .edit("uptake.yaml", "path: uses.csv }", &format!("path: uses.csv{stated} }}"))
}

#[test]
fn without_a_list_forms_of_a_name_are_one_entity_whatever_their_order() {
    let forms = [("mia l", 1), ("MIA L", 1), ("Mia\u{a0}L", 1), ("bo", 1)];
    let rows = |order: &[usize]| -> String { order.iter().map(|at| uses(forms[*at].0, WEEK, forms[*at].1)).collect() };
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2], [2, 3, 0, 1]] {
        let figures = seen(&rows(&order), ", names_ignore: [case, blanks]").figures(&[]);
        assert_eq!(rate(&figures), "1 of 2", "{order:?}");
        assert_eq!(figures.of("MIA L", WEEK, "uses_made"), "3", "{order:?}");
    }
    // Without a rule they are four, and a note says so.
    let figures = seen(&rows(&[0, 1, 2, 3]), "").figures(&[]);
    assert_eq!(rate(&figures), "0 of 4");
    let told = "names-alike: 3 entities have a name that differs from another entity's name by case and blanks alone, and are counted apart";
    assert!(figures.notes().contains(&told.to_owned()), "{:?}", figures.notes());
}

#[test]
fn under_pseudonyms_a_hint_tells_no_name() {
    let project = project(PEOPLE, &in_other_letters(), "")
        .file("key.txt", "a-long-random-text-for-tests\n")
        .edit(
            "uptake.yaml",
            "sources:\n",
            "privacy: { pseudonyms: '${file:key.txt}' }\nsources:\n",
        );
    for arguments in [
        &["run", "--project", "uptake.yaml", "--verbose"][..],
        &["adapters", "check"],
        &["adapters", "check", "--format", "json"],
    ] {
        let said = project.uptake(arguments).stdout;
        assert!(said.contains("case"), "{said}");
        assert!(!said.to_lowercase().contains("mia"), "{said}");
    }
}
