//! With a cache an engine is asked for what changed: the figures are those of asking for everything.

use super::engines::Database;
use super::{COLUMNS, conformance, row, same};
use crate::support::{Figures, Project};
use proptest::prelude::*;

type Row = Vec<Option<String>>;

/// A row with a key of its own, and when it came.
fn made(key: usize, came: usize, choices: &[usize]) -> Row {
    let mut row = row(choices);
    row[0] = Some(key.to_string());
    row.push(Some(format!("2026-05-01 00:{:02}:{:02}+00", came / 60 % 60, came % 60)));
    row
}

/// A source that says when its rows came.
struct Source<'a> {
    database: &'a Database,
    project: Project,
    columns: Vec<(&'static str, &'static str)>,
}

impl<'a> Source<'a> {
    fn new(database: &'a Database) -> Self {
        let project = conformance("week", "monday", "Europe/Berlin", &database.block());
        let pushed = project
            .read("uptake.yaml")
            .replace("reduce: here", "reduce: pushdown, arrival: { column: came }");
        let mut columns = COLUMNS.to_vec();
        columns.push(("came", "TIMESTAMPTZ"));
        Self {
            database,
            project: project.file("pushed.yaml", pushed),
            columns,
        }
    }

    /// The figures as of a day, what the cache says, and that they are what rows give that are added up here.
    fn run(&self, rows: &[Row], as_of: &str) -> String {
        self.database.table(&self.project, "events", &self.columns, rows);
        self.asked(as_of, "kept")
    }

    /// The same of the rows that there are.
    fn again(&self) -> String {
        self.kept_in("kept")
    }

    /// The same with a folder of its own.
    fn kept_in(&self, folder: &str) -> String {
        self.asked("2026-04-30", folder)
    }

    fn asked(&self, as_of: &str, folder: &str) -> String {
        let out = self.project.path("out");
        let figures = |file: &str, cache: &[&str]| {
            if out.is_dir() {
                std::fs::remove_dir_all(&out).unwrap();
            }
            let arguments = ["run", "--project", file, "--out", "out", "--as-of", as_of];
            let answer = self.database.command(&self.project, &[&arguments, cache].concat());
            assert!(!answer.stderr.contains("error["), "{}", answer.stderr);
            let said = answer.stderr.lines().find_map(|line| line.strip_prefix("cache: "));
            (Figures::read(&out), said.unwrap_or_default().to_owned())
        };
        let (expected, _) = figures("uptake.yaml", &["--no-cache"]);
        let (found, said) = figures("pushed.yaml", &["--cache", folder]);
        same(&found, &expected, "events");
        said
    }
}

/// How many pieces weren't asked for, and how many there are.
fn pieces(said: &str) -> (usize, usize) {
    let words: Vec<&str> = said.split(' ').collect();
    assert_eq!(words.get(3), Some(&"pieces"), "{said}");
    (words[0].parse().unwrap(), words[2].parse().unwrap())
}

/// The times of a row, by their place among those that are tried.
const MARCH_8: usize = 5;
const MARCH_28: usize = 0;
const MARCH_29: usize = 2;
const APRIL_30: usize = 10;

fn plain(entity: usize, at: usize) -> [usize; 11] {
    [0, entity, at, 0, 0, 0, 0, 0, 1, 0, 0]
}

#[test]
fn a_new_week_is_asked_for_alone_and_late_rewritten_and_deleted_rows_with_their_weeks() {
    for database in Database::all() {
        let source = Source::new(&database);
        let mut rows: Vec<Row> = (0..40)
            .map(|key| made(key, 0, &plain(key % 4, [MARCH_8, MARCH_28, 8, 9][key / 10])))
            .collect();
        assert_eq!(pieces(&source.run(&rows, "2026-04-30")).0, 0);
        let (kept, all) = pieces(&source.run(&rows, "2026-04-30"));
        assert_eq!(kept, all, "nothing changed");
        rows.push(made(100, 1, &plain(1, APRIL_30)));
        assert_eq!(pieces(&source.run(&rows, "2026-04-30")), (all, all + 1), "a new week");
        rows.push(made(101, 2, &plain(2, MARCH_8)));
        assert_eq!(pieces(&source.run(&rows, "2026-04-30")), (all, all + 1), "a late row");
        rows[12] = made(12, 3, &plain(3, MARCH_28));
        rows[12][6] = Some("false".to_owned());
        assert_eq!(
            pieces(&source.run(&rows, "2026-04-30")),
            (all, all + 1),
            "a row that was written anew"
        );
        rows.remove(13);
        assert_eq!(
            pieces(&source.run(&rows, "2026-04-30")),
            (all, all + 1),
            "a row that is gone"
        );
        assert_eq!(
            pieces(&source.run(&rows, "2026-05-07")),
            (all + 1, all + 1),
            "a later day"
        );
        // Whoever leaves the list isn't counted, and everything is asked for that counted them; who comes is.
        std::fs::write(
            source.project.path("people.csv"),
            "id,team\nben,Blue\nÖzil,Blue\n7,Red\nnobody,Red\n",
        )
        .unwrap();
        source.run(&rows, "2026-05-07");
        // The same key in two weeks.
        rows.push(made(100, 4, &plain(1, MARCH_29)));
        let said = source.run(&rows, "2026-05-07");
        assert!(said.contains("can't tell"), "{said}");
    }
}

#[test]
fn a_view_that_is_made_anew_a_column_that_comes_and_one_of_another_type_are_asked_for_anew() {
    for database in Database::all() {
        let source = Source::new(&database);
        let change = |statement: &str| database.change(&source.project, statement);
        let project = &source.project;
        let table = |name: &str| {
            for file in ["uptake.yaml", "pushed.yaml"] {
                let text = project.read(file);
                let at = text.find("table: ").unwrap();
                let end = text[at..].find(',').unwrap() + at;
                std::fs::write(
                    project.path(file),
                    format!("{}table: {name}{}", &text[..at], &text[end..]),
                )
                .unwrap();
            }
        };
        let rows: Vec<Row> = (0..40)
            .map(|key| made(key, 0, &plain(key % 4, [MARCH_8, MARCH_28, 8, 9][key / 10])))
            .collect();
        change("DROP VIEW IF EXISTS outer_view");
        change("DROP VIEW IF EXISTS seen");
        database.table(project, "events", &source.columns, &rows);
        change("CREATE VIEW seen AS SELECT * FROM events");
        change("CREATE VIEW outer_view AS SELECT * FROM seen");
        table("outer_view");
        assert_eq!(pieces(&source.again()), (0, 4));
        assert_eq!(pieces(&source.again()), (4, 4), "nothing changed");
        change("DROP VIEW outer_view");
        change("DROP VIEW seen");
        let columns: Vec<String> = source
            .columns
            .iter()
            .map(|(name, _)| match *name {
                "amount" => "amount + 100 AS amount".to_owned(),
                name => format!("\"{name}\""),
            })
            .collect();
        change(&format!(
            "CREATE VIEW seen AS SELECT {} FROM events",
            columns.join(", ")
        ));
        change("CREATE VIEW outer_view AS SELECT * FROM seen");
        assert_eq!(pieces(&source.again()), (0, 4), "a view that another one reads");
        change("DROP VIEW outer_view");
        change("DROP VIEW seen");
        table("events");
        source.again();
        change("ALTER TABLE events DROP COLUMN note");
        assert_eq!(pieces(&source.again()), (0, 4), "a column that is gone");
        change("ALTER TABLE events ADD COLUMN note TEXT DEFAULT 'h'");
        assert_eq!(
            pieces(&source.again()),
            (0, 4),
            "a column that came, with a value for all rows"
        );
        change("ALTER TABLE events ALTER amount TYPE INTEGER");
        assert_eq!(pieces(&source.again()), (0, 4), "a column of another type");
        assert_eq!(pieces(&source.again()), (4, 4), "nothing changed");
    }
}

#[test]
fn two_projects_with_a_cache_in_common_dont_take_each_others_databases_for_theirs() {
    let Some(database) = Database::all()
        .into_iter()
        .find(|database| matches!(database, Database::DuckDb))
    else {
        return;
    };
    let (one, other) = (Source::new(&database), Source::new(&database));
    let rows = |amount: usize| -> Vec<Row> {
        let choices = |key: usize| {
            let mut choices = plain(key % 4, [MARCH_8, MARCH_28, 8, 9][key / 10]);
            choices[8] = amount;
            choices
        };
        (0..40).map(|key| made(key, 0, &choices(key))).collect()
    };
    database.table(&one.project, "events", &one.columns, &rows(1));
    database.table(&other.project, "events", &other.columns, &rows(2));
    let kept = one.project.path("kept");
    let kept = kept.to_str().unwrap();
    assert_eq!(pieces(&one.kept_in(kept)), (0, 4));
    assert_eq!(pieces(&other.kept_in(kept)), (0, 4), "another project's database");
    assert_eq!(pieces(&one.kept_in(kept)), (4, 4));
    assert_eq!(pieces(&other.kept_in(kept)), (4, 4));
    // Another file in the place of its own.
    let (beside, place) = (one.project.path("beside.duckdb"), one.project.path("data.duckdb"));
    std::fs::copy(other.project.path("data.duckdb"), &beside).unwrap();
    std::fs::rename(beside, place).unwrap();
    assert_eq!(pieces(&one.kept_in(kept)), (0, 4), "another file");
}

#[test]
fn an_old_week_to_which_rows_come_late_is_asked_for_alone_from_then_on() {
    for database in Database::all() {
        let source = Source::new(&database);
        // Three old weeks, which are asked for as one, and the three newest.
        let times = [9, 8, MARCH_8, MARCH_28, 4, APRIL_30];
        let mut rows: Vec<Row> = (0..36)
            .map(|key| made(key, 0, &plain(key % 4, times[key % times.len()])))
            .collect();
        assert_eq!(pieces(&source.run(&rows, "2026-04-30")), (0, 4));
        rows.push(made(100, 1, &plain(1, MARCH_8)));
        assert_eq!(
            pieces(&source.run(&rows, "2026-04-30")),
            (3, 5),
            "the week, and the two before it"
        );
        rows.push(made(101, 2, &plain(2, MARCH_8)));
        assert_eq!(pieces(&source.run(&rows, "2026-04-30")), (4, 5), "the week alone");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: super::cases() / 4 + 1, ..ProptestConfig::default() })]
    #[test]
    fn edits_at_random_give_what_a_fresh_run_gives(
        choices in prop::collection::vec(prop::collection::vec(0..64usize, COLUMNS.len()), 0..60),
        edits in prop::collection::vec((0..4usize, 0..64usize, prop::collection::vec(0..64usize, COLUMNS.len()), 0..3usize), 1..4),
    ) {
        super::DATABASES.with(|databases| {
            for database in databases.iter().filter(|database| database.makes_tables()) {
                let source = Source::new(database);
                let mut rows: Vec<Row> = choices.iter().enumerate().map(|(key, choices)| made(key, 0, choices)).collect();
                source.run(&rows, "2026-04-30");
                for (number, (kind, place, choices, as_of)) in edits.iter().enumerate() {
                    let came = number + 1;
                    match (kind, rows.is_empty()) {
                        (1, false) => {
                            let place = place % rows.len();
                            let key = rows[place][0].clone();
                            rows[place] = made(0, came, choices);
                            rows[place][0] = key;
                        }
                        (2, false) => drop(rows.remove(place % rows.len())),
                        _ => rows.push(made(1000 + number, came, choices)),
                    }
                    source.run(&rows, ["2026-04-30", "2026-05-03", "2026-04-12"][*as_of]);
                }
            }
        });
    }
}
