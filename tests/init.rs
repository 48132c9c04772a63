//! `uptake init`: a project of one's own that runs at once.

use crate::support::{Figures, Project};
use rust_xlsxwriter::{Format, Workbook};

#[test]
fn a_new_project_runs_at_once_and_has_no_findings() {
    let project = Project::empty();
    let answer = project.uptake(&["init", "adoption"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    assert_eq!(
        answer.stdout,
        "\
A project is in adoption.
Next:
  uptake run adoption
  uptake check adoption
Then put your own data in place of data/*.csv, and your tools into rules/tools.yaml.
"
    );
    let checked = project.uptake(&["check", "adoption"]);
    assert_eq!(
        (checked.code, checked.stdout.as_str()),
        (0, "17 files checked, nothing found\n")
    );
    // The suites of the pack come along, so that a change of a rule is noticed.
    let tried = project.uptake(&["test", "adoption/rules"]);
    assert!(
        tried.code == 0 && tried.stdout.contains("9 suites, "),
        "{}{}",
        tried.stdout,
        tried.stderr
    );
    let run = project.uptake(&["run", "--project", "adoption/uptake.yaml", "--out", "out"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let figures = Figures::read(&project.path("out"));
    assert_eq!(figures.periods("csm_ai_adoption_rate").len(), 26);
    assert!(
        figures
            .rows()
            .iter()
            .filter(|row| row["cut"].is_empty())
            .all(|row| !row["value"].is_empty())
    );
    assert_eq!(figures.set_aside(), Vec::<String>::new());
}

#[test]
fn its_rules_are_its_own_to_change() {
    let project = Project::empty();
    project.uptake(&["init", "adoption"]);
    let numerator = |project: &Project| {
        assert_eq!(
            project
                .uptake(&["run", "--project", "adoption/uptake.yaml", "--out", "out"])
                .code,
            0
        );
        let figures = Figures::read(&project.path("out"));
        let last = figures.periods("csm_ai_adoption_rate").last().unwrap().to_string();
        figures.row("csm_ai_adoption_rate", &last, "").numerator.unwrap()
    };
    let before = numerator(&project);
    let project = project.edit(
        "adoption/rules/definition.yaml",
        "approved_interactions >= 3",
        "approved_interactions >= 1000",
    );
    assert!(before > 0.0);
    assert_eq!(numerator(&project), 0.0);
}

#[test]
fn an_empty_folder_is_filled_and_another_one_is_left_alone() {
    let project = Project::empty();
    std::fs::create_dir(project.path("empty")).unwrap();
    assert_eq!(project.uptake(&["init", "empty"]).code, 0);
    let project = project.file("taken/thesis.txt", "years of work");
    project.uptake(&["init", "taken"]).refuses(
        "\
error[unwritable]: `taken` already exists and isn't empty
  help: name a new folder
",
    );
    assert!(!project.path("taken/uptake.yaml").exists());
    project.uptake(&["init", "taken/thesis.txt"]).refuses(
        "\
error[unwritable]: `taken/thesis.txt` already exists and isn't empty
  help: name a new folder
",
    );
}

/// A spreadsheet's exports as they come in Europe: semicolons, Windows-1252, days first, decimal commas, yes and no in the
/// language of the place, a line of totals at the end. Every weekday each of ten people used the approved tool once, all
/// documented but for one person.
fn european(project: Project) -> Project {
    let latin = |text: String| {
        text.chars()
            .map(|letter| u8::try_from(u32::from(letter)).unwrap())
            .collect::<Vec<u8>>()
    };
    let names = [
        "Jörg", "Anaïs", "Søren", "Zoë", "Mária", "Ana", "Ben", "Cem", "Dora", "Eva",
    ];
    let mut people = String::from("Mitarbeiter-ID;Rolle;Segment;Team;Eintrittsdatum\r\n");
    let mut usage = String::from("Mitarbeiter-ID;Datum;Werkzeug;Dokumentiert;Minuten\r\n");
    for (at, name) in names.iter().enumerate() {
        let role = if at == 9 { "Manager" } else { "CSM" };
        people += &format!("{name};{role};SMB;Süd;{:02}/03/2024\r\n", at + 13);
    }
    people += "Summe;10;;;\r\n";
    for day in 2..28 {
        if [0, 6].contains(&((day + 7) % 7)) || [1, 8, 15, 22].contains(&day) || day % 7 == 0 {
            continue;
        }
        for (at, name) in names.iter().enumerate() {
            let documented = if at == 3 { "Nein" } else { "Ja" };
            usage += &format!("{name};{day:02}/02/2026;Zoom AI Companion;{documented};20,7\r\n");
        }
    }
    usage += "Summe;;;;5000,5\r\n";
    project
        .file("exports/people.csv", latin(people))
        .file("exports/usage.csv", latin(usage))
}

#[test]
fn a_european_spreadsheet_is_a_project_with_true_figures_in_one_try() {
    let project = european(Project::empty());
    let answer = project.uptake(&["init", "adoption", "--from", "exports/usage.csv", "exports/people.csv"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    assert!(
        answer
            .stdout
            .contains("exports/people.csv: people; of its first 10 rows 10 can be used"),
        "{}",
        answer.stdout
    );
    let checked = project.uptake(&["check", "adoption"]);
    assert_eq!(checked.code, 0, "{}", checked.stdout);
    let run = project.uptake(&["run", "adoption", "--as-of", "2026-02-28", "--out", "out"]);
    assert!(run.code < 2, "{}", run.stderr);
    let figures = Figures::read(&project.path("out"));
    let row = figures.row("csm_ai_adoption_rate", "2026-02-09", "");
    // Nine are CSMs, and all but the one whose uses aren't documented count as active.
    assert_eq!((row.numerator, row.denominator), (Some(8.0), Some(9.0)));
    assert_eq!(figures.set_aside(), Vec::<String>::new());
}

#[test]
fn a_file_that_fits_nothing_is_told_and_what_only_a_person_can_decide_is_left_to_one() {
    let project = european(Project::empty()).file("exports/colours.csv", "red;green\n1;2\n");
    let answer = project.uptake(&[
        "init",
        "adoption",
        "--from",
        "exports/people.csv",
        "exports/colours.csv",
    ]);
    assert_eq!(answer.code, 1, "{}", answer.stdout);
    assert!(
        answer
            .stdout
            .contains("exports/colours.csv: it isn't plain which dataset this is, so it isn't read"),
        "{}",
        answer.stdout
    );
    assert!(!project.read("adoption/uptake.yaml").contains("colours"));
    let project = project.file(
        "exports/days.csv",
        "person_id,tool,documented,one,two\nana,Zoom AI Companion,true,03/04/2026,05/06/2026\n",
    );
    let answer = project.uptake(&["init", "open", "--from", "exports/days.csv"]);
    assert_eq!(answer.code, 1, "{}", answer.stdout);
    assert!(answer.stdout.contains("to decide:"), "{}", answer.stdout);
    assert_ne!(project.uptake(&["check", "open"]).code, 0);
}

#[test]
fn two_files_of_one_dataset_are_two_sources_of_it() {
    let project = european(Project::empty());
    let usage = std::fs::read(project.path("exports/usage.csv")).unwrap();
    let project = project.file("exports/more.csv", usage);
    let all = [
        "init",
        "adoption",
        "--from",
        "exports/people.csv",
        "exports/usage.csv",
        "exports/more.csv",
    ];
    assert_eq!(project.uptake(&all).code, 0);
    let text = project.read("adoption/uptake.yaml");
    assert_eq!(text.matches("    - ").count(), 2, "{text}");
    assert_eq!(project.uptake(&["check", "adoption"]).code, 0);
}

#[test]
fn a_file_that_is_not_there_leaves_no_project() {
    let project = Project::empty();
    let answer = project.uptake(&["init", "adoption", "--from", "nowhere.csv"]);
    assert_eq!(answer.code, 2);
    assert!(answer.stderr.contains("nowhere.csv"), "{}", answer.stderr);
    assert!(!project.path("adoption").exists());
    assert_eq!(std::fs::read_dir(project.path(".")).unwrap().count(), 0);
}

#[test]
fn a_weekly_job_that_does_not_find_the_program_ends_with_2_and_tells_somebody() {
    let project = Project::empty();
    project.uptake(&["init", "adoption"]);
    let mut job = std::process::Command::new(project.path("adoption/jobs/weekly.sh"));
    job.env("PATH", "/usr/bin:/bin").env("HOME", project.path("."));
    job.env("ALERT", "cat > alert.txt");
    let output = job.output().unwrap();
    if std::path::Path::new("/usr/local/bin/uptake").exists() {
        return;
    }
    assert_eq!(output.status.code(), Some(2));
    assert!(
        project.read("adoption/alert.txt").contains("uptake"),
        "{}",
        project.read("adoption/alert.txt")
    );
}

#[test]
fn the_weekly_job_keeps_the_figures_of_the_period_and_tells_somebody_when_a_source_is_gone() {
    let project = Project::empty();
    project.uptake(&["init", "adoption"]);
    let weekly = |project: &Project| {
        let program = crate::support::uptake();
        let folder = std::path::Path::new(program.get_program()).parent().unwrap().to_owned();
        let path = std::env::join_paths(
            std::iter::once(folder).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
        );
        let mut job = std::process::Command::new(project.path("adoption/jobs/weekly.sh"));
        job.env("PATH", path.unwrap()).env("ALERT", "cat > alert.txt");
        job.output().unwrap().status.code().unwrap()
    };
    assert!(weekly(&project) < 2);
    let kept: Vec<_> = std::fs::read_dir(project.path("adoption/figures"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .collect();
    assert_eq!(kept.len(), 1);
    assert!(kept[0].file_name().to_str().unwrap().contains("-W"));
    assert!(kept[0].path().join("manifest.json").exists());
    std::fs::remove_file(project.path("adoption/data/interactions.csv")).unwrap();
    assert_eq!(weekly(&project), 2);
    assert!(project.read("adoption/alert.txt").contains("interactions.csv"));
    // What was measured before is still there.
    assert!(kept[0].path().join("manifest.json").exists());
}

/// Its name, its headings, its rows.
type Sheet<'a> = (&'a str, &'a [&'a str], &'a [&'a [&'a str]]);

/// A workbook as teams keep one: people, uses and leave in a sheet each, and a sheet without a table.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("dd.mm.yyyy");
    let sheets: [Sheet<'_>; 3] = [
        (
            "Team",
            &["Personal-Nr.", "Funktion", "Kundensegment", "Team", "Eintritt"],
            &[
                &["ana", "CSM", "SMB", "Nord", "45300"],
                &["ben", "CSM", "SMB", "Nord", "45301"],
            ],
        ),
        (
            "Nutzung",
            &["Personal-Nr.", "Datum", "KI-Tool", "Dokumentiert"],
            &[
                &["ana", "46062", "Zoom AI Companion", "Ja"],
                &["ana", "46063", "Zoom AI Companion", "Ja"],
                &["ana", "46064", "Zoom AI Companion", "Ja"],
                &["ben", "46063", "Zoom AI Companion", "Nein"],
            ],
        ),
        (
            "Urlaub",
            &["Personal-Nr.", "von", "bis", "Art"],
            &[&["ben", "46080", "46085", "Urlaub"]],
        ),
    ];
    for (name, headings, rows) in sheets {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        let lines = std::iter::once(headings).chain(rows.iter().copied());
        for (row, cells) in (0..).zip(lines) {
            for (column, cell) in (0..).zip(cells) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write_with_format(row, column, number, &day).unwrap(),
                    Err(_) => sheet.write(row, column, *cell).unwrap(),
                };
            }
        }
    }
    book.add_worksheet()
        .set_name("Notizen")
        .unwrap()
        .write(0, 0, "Bitte pflegen!")
        .unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn each_sheet_of_a_workbook_that_has_a_table_is_a_source() {
    let project = Project::empty().file("Auswertung.xlsx", workbook());
    let answer = project.uptake(&["init", "adoption", "--from", "Auswertung.xlsx"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    for (sheet, dataset) in [("Team", "people"), ("Nutzung", "interactions"), ("Urlaub", "leave")] {
        let line = format!("Auswertung.xlsx, sheet {sheet}: {dataset}; of its first");
        assert!(answer.stdout.contains(&line), "{}", answer.stdout);
    }
    assert_eq!(project.uptake(&["check", "adoption"]).code, 0);
    let run = project.uptake(&["run", "adoption", "--as-of", "2026-02-15", "--out", "out"]);
    assert!(run.code < 2, "{}", run.stderr);
    assert!(run.stdout.contains("7 of 7 rows of 3 sources used"), "{}", run.stdout);
    let person = project.uptake(&["run", "adoption", "--as-of", "2026-02-15", "--person", "ana", "--names"]);
    assert!(
        person.stdout.contains("approved_interactions 3"),
        "{}{}",
        person.stdout,
        person.stderr
    );
}

#[test]
fn what_only_a_person_can_decide_is_told_with_its_line_and_check_says_so() {
    let usage = "Mitarbeiter-ID;Datum/Uhrzeit;Werkzeug;Dokumentiert\nana;16.02.2026 09:30;Zoom AI Companion;Ja\n";
    let project = Project::empty().file("usage.csv", usage);
    let answer = project.uptake(&["init", "adoption", "--from", "usage.csv"]);
    assert_eq!(answer.code, 1, "{}", answer.stdout);
    let text = project.read("adoption/uptake.yaml");
    let line = 1 + text.lines().position(|line| line.contains("'???'")).unwrap();
    let place = format!("Decide, in place of `???`:\n  adoption/uptake.yaml:{line}: time_zone\n");
    assert!(answer.stdout.contains(&place), "{}", answer.stdout);
    let found = project.findings("adoption/uptake.yaml");
    assert!(
        found.iter().any(|found| found.contains(
            "`time_zone` is left for you to decide (write the zone in which the times were written, such as `Europe/Berlin`, instead of `???`)"
        )),
        "{found:?}"
    );
}
