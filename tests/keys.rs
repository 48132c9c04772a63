//! A key says which row stays; the order of rows and files decides nothing but where a contract says so.

use crate::support::{Figures, Project, WEEK};

const RULES: &str = "\
uptake: 1
entities: people
datasets:
  people:
    kind: entities
    entity: id
    key: [id]
    from: hired
    through: left
    columns: { id: text, team: text, hired: { type: date, optional: true }, left: { type: date, optional: true } }
  uses:
    kind: events
    entity: id
    time: at
    key: [nr]
    weight: times
    columns:
      nr: { type: text, optional: true }
      id: text
      at: datetime
      times: { type: int, default: 1 }
      size: { type: float, optional: true }
measures:
  uses_made: { count: uses }
  size_of_all: { sum: uses.size }
metrics:
  all_uses: { sum: uses_made }
  all_size: { sum: size_of_all }
";

/// Two people; the files of `uses` are read in the order of their names.
fn project(files: &[(&str, &str)]) -> Project {
    let project = Project::small()
        .edit("uptake.yaml", "path: uses.csv", "path: 'uses-*.csv'")
        .file("rules.yaml", RULES)
        .file("people.csv", "id,team,hired,left\nana,Red,,\nben,Blue,,\n");
    let header = |rows: &str| format!("nr,id,at,times,size\n{rows}");
    files
        .iter()
        .fold(project, |project, (name, rows)| project.file(name, header(rows)))
}

/// The notes about rows between which something has to choose.
fn told(figures: &Figures) -> Vec<String> {
    let chooses = |note: &String| note.starts_with("restated-rows");
    figures.notes().into_iter().filter(chooses).collect()
}

fn keeping(keep: &str, files: &[(&str, &str)]) -> Figures {
    let stated = format!("    key: [nr]\n    keep: {keep}\n");
    project(files)
        .edit("rules.yaml", "    key: [nr]\n", &stated)
        .figures(&[])
}

/// A day that was exported twice: first with 1 use of ana so far, later with 6. That of ben is the same in both.
const EARLY: &str = "1,ana,2026-02-02T09:00:00Z,1,0.25\n2,ben,2026-02-02T09:00:00Z,2,\n";
const LATE: &str = "1,ana,2026-02-02T09:00:00Z,6,1.5\n2,ben,2026-02-02T09:00:00Z,2,\n";

#[test]
fn of_rows_that_restate_a_key_the_stated_one_stays_whatever_the_order_of_files() {
    for (keep, ana) in [
        ("{ greatest: times }", "6"),
        ("{ greatest: size }", "6"),
        ("{ newest: at }", "1"),
    ] {
        for (first, second) in [(EARLY, LATE), (LATE, EARLY)] {
            let figures = keeping(keep, &[("uses-1.csv", first), ("uses-2.csv", second)]);
            assert_eq!(figures.of("ana", WEEK, "uses_made"), ana, "{keep}");
            assert_eq!(figures.of("ben", WEEK, "uses_made"), "2");
            let intake = figures.intake("uses");
            assert_eq!(
                intake["set_aside"],
                serde_json::json!({ "duplicate": 1, "restated": 1 })
            );
            assert_eq!(told(&figures), [] as [&str; 0]);
        }
    }
}

#[test]
fn first_and_last_go_by_the_names_of_files_and_the_place_of_rows() {
    for (keep, ana) in [("first", "1"), ("last", "6")] {
        let figures = keeping(keep, &[("uses-1.csv", EARLY), ("uses-2.csv", LATE)]);
        assert_eq!(figures.of("ana", WEEK, "uses_made"), ana, "{keep}");
        let figures = keeping(keep, &[("uses-1.csv", &format!("{EARLY}{LATE}"))]);
        assert_eq!(figures.of("ana", WEEK, "uses_made"), ana, "{keep}");
    }
}

#[test]
fn where_nothing_says_which_row_stays_its_values_do_and_a_note_says_so() {
    for (first, second, row) in [(EARLY, LATE, "uses-2.csv:2"), (LATE, EARLY, "uses-1.csv:2")] {
        let figures = project(&[("uses-1.csv", first), ("uses-2.csv", second)]).figures(&[]);
        assert_eq!(figures.of("ana", WEEK, "uses_made"), "1");
        let set_aside = figures.set_aside();
        assert!(set_aside.contains(&format!("{row} restated nr 1")), "{set_aside:?}");
        assert!(
            set_aside.contains(&"uses-2.csv:3 duplicate nr 2".to_owned()),
            "{set_aside:?}"
        );
        assert_eq!(set_aside.len(), 2);
        assert_eq!(
            told(&figures),
            [
                "restated-rows: 1 row of `uses` repeats a key with other values; nothing states which row counts, \
              so the one does whose values come first: state it with `keep`"
            ]
        );
    }
}

/// Sorted rows are compared with the last key alone, until one comes out of its order.
#[test]
fn a_key_that_comes_again_is_found_wherever_the_order_of_rows_ends() {
    let row = |number: u32| {
        format!(
            "{number:02},{},2026-02-02T09:00:00Z,1,\n",
            ["ana", "ben"][number as usize % 2]
        )
    };
    let rows = |numbers: &[u32]| numbers.iter().map(|number| row(*number)).collect::<String>();
    let keyless = ",ana,2026-02-02T09:07:13Z,1,\n";
    for (files, keyless_rows) in [
        // In one file: as the last row, at once, and after a row that has no key.
        (vec![rows(&[1, 2, 3, 4, 5, 2])], 0),
        (vec![rows(&[1, 2, 2, 3, 4, 5])], 0),
        (vec![rows(&[1, 2, 3]) + keyless + &rows(&[4, 5, 2])], 1),
        // In another one, which goes on in order but for its first row, which begins where the first one ended, or which repeats it.
        (vec![rows(&[1, 2, 3]), rows(&[2, 4, 5])], 0),
        (vec![rows(&[1, 2]), rows(&[2, 3, 4, 5])], 0),
        (vec![rows(&[4, 5]), rows(&[1, 2, 3]), rows(&[2])], 0),
    ] {
        let names = ["uses-1.csv", "uses-2.csv", "uses-3.csv"];
        let named: Vec<(&str, &str)> = names.into_iter().zip(files.iter().map(String::as_str)).collect();
        let figures = project(&named).figures(&[]);
        let uses = |person: &str| figures.of(person, WEEK, "uses_made").parse::<u32>().unwrap();
        assert_eq!((uses("ana"), uses("ben")), (2 + keyless_rows, 3), "{files:?}");
        assert_eq!(
            figures.intake("uses")["set_aside"],
            serde_json::json!({ "duplicate": 1 }),
            "{files:?}"
        );
    }
}

#[test]
fn of_rows_with_an_equal_claim_the_one_stays_whose_values_come_first() {
    let rows = [
        "1,ana,2026-02-03T09:00:00Z,6,\n",
        "1,ana,2026-02-03T09:00:00Z,4,\n",
        "1,ana,2026-02-03T09:00:00Z,5,\n",
        "1,ana,2026-02-02T09:00:00Z,1,\n",
    ];
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]] {
        let text: String = order.iter().map(|row| rows[*row]).collect();
        let figures = keeping("{ newest: at }", &[("uses-1.csv", &text)]);
        assert_eq!(figures.of("ana", WEEK, "uses_made"), "4");
        assert_eq!(
            figures.intake("uses")["set_aside"],
            serde_json::json!({ "restated": 3 })
        );
    }
}

#[test]
fn an_unknown_value_has_the_least_claim() {
    let rows = ["1,ana,2026-02-03T09:00:00Z,6,\n", "1,ana,2026-02-03T09:00:00Z,4,-0.5\n"];
    for text in [rows.concat(), [rows[1], rows[0]].concat()] {
        let figures = keeping("{ greatest: size }", &[("uses-1.csv", &text)]);
        assert_eq!(figures.of("ana", WEEK, "uses_made"), "4");
    }
}

#[test]
fn a_row_that_is_set_aside_for_another_reason_holds_no_key() {
    let faulty = [
        ("1,zoe,2026-02-02T09:00:00Z,9,9\n", "unknown-entity"),
        ("1,ana,2026-02-16T09:00:00Z,9,9\n", "from-the-future"),
        ("1,ana,2026-02-02T09:00:00Z,many,9\n", "wrong-type"),
        ("1,ana,2026-02-02T09:00:00,9,9\n", "no-time-zone"),
        ("1,ana,2026-02-02T09:00:00Z,-9,9\n", "negative-weight"),
        ("1,,2026-02-02T09:00:00Z,9,9\n", "missing-key"),
    ];
    let good = "1,ana,2026-02-02T09:00:00Z,3,1\n";
    for keep in ["first", "last", "{ greatest: times }", "{ newest: at }"] {
        for (row, reason) in faulty {
            for text in [format!("{row}{good}"), format!("{good}{row}")] {
                let figures = keeping(keep, &[("uses-1.csv", &text)]);
                assert_eq!(figures.of("ana", WEEK, "uses_made"), "3", "{keep} {row}");
                assert_eq!(
                    figures.intake("uses")["set_aside"],
                    serde_json::json!({ reason: 1 }),
                    "{keep}"
                );
            }
        }
    }
}

#[test]
fn a_negative_weight_is_a_reason_of_its_own_and_zero_is_no_event() {
    let rows = "1,ana,2026-02-02T09:00:00Z,-3,\n2,ana,2026-02-02T10:00:00Z,0,\n3,ana,2026-02-02T11:00:00Z,8,\n";
    let project = project(&[("uses-1.csv", rows)]);
    let figures = project.figures(&[]);
    assert_eq!(figures.set_aside(), ["uses-1.csv:2 negative-weight times '-3"]);
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "8");
    let told = project.run(&["--verbose"]).stdout;
    assert!(
        told.contains("1 without an event, 1 set aside: 1 negative-weight\n"),
        "{told}"
    );
}

#[test]
fn a_count_that_grows_too_large_names_file_row_and_person() {
    let rows = "1,ana,2026-02-02T09:00:00Z,1,\n2,ben,2026-02-02T10:00:00Z,3000000000,\n";
    let more = "3,ben,2026-02-03T09:00:00Z,2000000000,\n";
    let project = project(&[("uses-1.csv", rows), ("uses-2.csv", more)]);
    let answer = project.run(&[]);
    assert_eq!((answer.code, answer.stdout.as_str()), (2, ""));
    assert!(
        answer.stderr.starts_with(
            "error[too-many-events]: `ben` has more than 4294967295 events in a period, with row 2 of uses-2.csv\n"
        ),
        "{}",
        answer.stderr
    );
}

/// Tickets as a help desk exports them, with each change again; those that aren't solved are left out.
const TICKETS: &str = "\
uptake: 1
mappings:
  tickets:
    dataset: uses
    keep: { newest: updated_at }
    input: { ticket: text, agent: text, status: text, solved_at: datetime, updated_at: datetime }
    where: status == \"solved\"
    columns: { nr: ticket, id: agent, at: solved_at, times: '1', size: '()' }
";

fn tickets(files: &[(&str, &str)]) -> Figures {
    let project = Project::small()
        .edit(
            "uptake.yaml",
            "path: uses.csv",
            "path: 'tickets-*.csv', mapping: tickets",
        )
        .edit("uptake.yaml", "[rules.yaml]", "[rules.yaml, tickets.yaml]")
        .file("rules.yaml", RULES)
        .file("tickets.yaml", TICKETS)
        .file("people.csv", "id,team,hired,left\nana,Red,,\nben,Blue,,\n");
    let header = |rows: &str| format!("ticket,agent,status,solved_at,updated_at\n{rows}");
    let with = |project: Project, (name, rows): &(&str, &str)| project.file(name, header(rows));
    files.iter().fold(project, with).figures(&[])
}

#[test]
fn a_later_row_that_a_mapping_leaves_out_beats_an_earlier_one_that_it_doesnt() {
    let week_1 = "\
        5,ana,solved,2026-02-03T10:00:00Z,2026-02-03T10:00:00Z\n\
        6,ana,solved,2026-02-04T10:00:00Z,2026-02-04T10:00:00Z\n\
        7,ana,open,,2026-02-04T10:00:00Z\n\
        8,ana,solved,2026-02-05T10:00:00Z,2026-02-05T10:00:00Z\n";
    // 5 was opened again and solved by ben; 6 and 8 are open again, 8 with somebody who isn't known or nobody.
    let week_2 = "\
        5,ben,solved,2026-02-12T10:00:00Z,2026-02-12T10:00:00Z\n\
        6,ana,open,,2026-02-13T10:00:00Z\n\
        7,ana,solved,2026-02-10T10:00:00Z,2026-02-10T10:00:00Z\n\
        8,,open,,2026-02-13T10:00:00Z\n";
    for files in [
        [("tickets-1.csv", week_1), ("tickets-2.csv", week_2)],
        [("tickets-1.csv", week_2), ("tickets-2.csv", week_1)],
    ] {
        let figures = tickets(&files);
        assert_eq!(figures.row("all_uses", "2026-02-09", "").to_string(), "2 of 2 = 2.0");
        assert_eq!(figures.of("ana", "2026-02-09", "uses_made"), "1");
        assert_eq!(figures.of("ben", "2026-02-09", "uses_made"), "1");
        let intake = figures.intake("uses");
        let counts = ["rows", "used", "left_out"].map(|name| intake[name].as_u64().unwrap());
        assert_eq!(counts, [8, 2, 3]);
        assert_eq!(intake["set_aside"], serde_json::json!({ "restated": 3 }));
    }
}

#[test]
fn somebody_who_came_back_is_employed_as_the_newest_row_says() {
    let rows = [
        "ana,Red,2019-01-01,2023-05-31\n",
        "ana,Red,2025-03-01,\n",
        "ben,Blue,2024-01-01,\n",
    ];
    for (keep, order, staff) in [
        ("{ newest: hired }", [0, 1, 2], 2.0),
        ("{ newest: hired }", [2, 1, 0], 2.0),
        ("first", [0, 1, 2], 1.0),
        ("first", [2, 1, 0], 2.0),
    ] {
        let measured = "  days_here: { days: { within: people } }\ndefinitions:\n  employed: { when: days_here > 0 }\n";
        let rules = RULES
            .replace("key: [id]\n", &format!("key: [id]\n    keep: {keep}\n"))
            .replace(
                "metrics:\n",
                &format!("{measured}metrics:\n  staff: {{ share: employed }}\n"),
            );
        let list: String = order.iter().map(|row| rows[*row]).collect();
        let figures = project(&[("uses-1.csv", EARLY)])
            .file("rules.yaml", rules)
            .file("people.csv", format!("id,team,hired,left\n{list}"))
            .figures(&[]);
        assert_eq!(
            figures.row("staff", WEEK, "").numerator,
            Some(staff),
            "{keep} {order:?}"
        );
        assert_eq!(
            figures.intake("people")["set_aside"],
            serde_json::json!({ "restated": 1 })
        );
    }
}

#[test]
fn two_spells_of_one_day_say_the_same_in_any_order_and_a_note_tells_of_them() {
    let rules = RULES.replace(
        "measures:\n",
        "  moves:\n    kind: spells\n    entity: id\n    from: since\n    updates: [team]\n    columns: { id: text, since: date, team: text }\nmeasures:\n",
    );
    let rules = rules.replace("{ sum: uses_made }", "{ sum: uses_made, by: [team] }");
    let moves = [
        "ana,2026-01-12,Violet\n",
        "ana,2026-01-12,Green\n",
        "ben,2026-01-12,White\n",
    ];
    for order in [[0, 1, 2], [1, 2, 0]] {
        let rows: String = order.iter().map(|row| moves[*row]).collect();
        let figures = project(&[("uses-1.csv", EARLY)])
            .file("rules.yaml", &rules)
            .edit(
                "uptake.yaml",
                "sources:\n",
                "sources:\n  moves: { adapter: files, path: moves.csv }\n",
            )
            .file("moves.csv", format!("id,since,team\n{rows}"))
            .figures(&[]);
        assert_eq!(figures.of("ana", WEEK, "team"), "Green");
        let told = figures.notes();
        assert!(told.iter().any(|note| note.starts_with("spells-at-once: ")), "{told:?}");
    }
}

#[test]
fn a_source_block_that_stands_earlier_wins_for_a_list_of_people_and_keys_of_events_dont_meet() {
    let sources = "\
sources:
  people:
    - { name: new, adapter: files, path: people.csv }
    - { name: old, adapter: files, path: old.csv }
  uses:
    - { name: one, adapter: files, path: uses-1.csv }
    - { name: two, adapter: files, path: uses-2.csv }
";
    let project = project(&[("uses-1.csv", EARLY), ("uses-2.csv", LATE)]);
    let start = project.read("uptake.yaml").split("sources:").next().unwrap().to_owned();
    let figures = project
        .file("uptake.yaml", format!("{start}{sources}"))
        .file("old.csv", "id,team,hired,left\nana,Aqua,,\nben,Blue,,\ncem,Blue,,\n")
        .edit("rules.yaml", "{ sum: uses_made }", "{ sum: uses_made, by: [team] }")
        .figures(&[]);
    assert_eq!(figures.of("ana", WEEK, "team"), "Red");
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "7");
    assert_eq!(figures.of("ben", WEEK, "uses_made"), "4");
    assert_eq!(
        figures.set_aside(),
        ["old.csv:2 restated id ana", "old.csv:3 duplicate id ben"]
    );
    assert_eq!(told(&figures), [] as [&str; 0]);
}

#[test]
fn a_look_at_a_source_says_the_same_as_a_run() {
    let project = project(&[("uses-1.csv", EARLY), ("uses-2.csv", LATE)]);
    let told = project
        .uptake(&["adapters", "check", "--project", "uptake.yaml"])
        .stdout;
    assert!(
        told.contains("uses: 2 of 4 rows used, 2 set aside: 1 duplicate, 1 restated\n"),
        "{told}"
    );
}
