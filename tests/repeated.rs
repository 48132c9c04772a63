//! Rows that come twice: with a key they count once, without one nobody can tell, and that is never passed over.

use crate::support::{Project, RULES, WEEK};

/// Uses with a key that a source may lack.
fn project() -> Project {
    let rules = RULES.replace("time: at\n", "time: at\n    key: [nr]\n").replace(
        "at: datetime\n",
        "at: datetime\n      nr: { type: text, optional: true }\n",
    );
    Project::small().file("rules.yaml", rules)
}

/// The same with a number for each row, from `first` on.
fn numbered(rows: &str, first: usize) -> String {
    let numbered = rows.lines().enumerate();
    numbered
        .map(|(number, row)| format!("{row},{}\n", first + number))
        .collect()
}

/// Uses at times of day that nobody rounds to.
fn uses(person: &str, day: &str, times: usize) -> String {
    crate::support::uses(person, day, times).replace(":00Z", ":07Z")
}

/// Three uses of ana, and of ben the same two in both files.
fn overlapping(header: &str, one: &str, two: &str) -> Project {
    project()
        .file("uses-1.csv", format!("{header}\n{one}"))
        .file("uses-2.csv", format!("{header}\n{two}"))
}

fn of_pattern(project: Project) -> Project {
    project.edit("uptake.yaml", "path: uses.csv", "path: 'uses-*.csv'")
}

fn of_list(project: Project) -> Project {
    project.edit(
        "uptake.yaml",
        "uses: { adapter: files, path: uses.csv }",
        "uses: [{ adapter: files, path: uses-1.csv }, { adapter: files, path: uses-2.csv }]",
    )
}

#[test]
fn rows_without_a_key_that_repeat_others_of_their_file_count_and_are_told() {
    let rows = uses("ana", WEEK, 3) + &uses("ben", WEEK, 2);
    let figures = project().file("uses.csv", format!("id,at\n{rows}{rows}")).figures(&[]);
    assert_eq!(figures.code(), 0);
    assert_eq!(figures.of("ben", WEEK, "uses_made"), "4");
    let told = "repeated-rows: 5 rows of `uses` repeat another one in every column that is read, and without `nr` nothing tells them apart: all of them count";
    assert!(figures.notes().contains(&told.to_owned()), "{:?}", figures.notes());
}

#[test]
fn rows_that_differ_are_no_repetition() {
    let figures = project().figures(&[]);
    assert!(
        !figures.notes().iter().any(|note| note.starts_with("repeated-rows")),
        "{:?}",
        figures.notes()
    );
}

#[test]
fn files_that_overlap_without_a_key_end_with_1() {
    let ben = uses("ben", WEEK, 2);
    let project = of_pattern(overlapping("id,at", &(uses("ana", WEEK, 3) + &ben), &ben));
    let figures = project.figures(&[]);
    let told = "repeated-rows: 2 rows of `uses` repeat rows of another file, and both count";
    assert_eq!((figures.code(), figures.findings()), (1, vec![told.to_owned()]));
    assert_eq!(
        figures.outcome["findings"][0]["help"],
        "let the files not overlap, or export `nr`, by which such rows are found and counted once"
    );
}

#[test]
fn files_that_have_the_same_row_of_a_day_may_mean_two_uses_and_that_is_told() {
    let ben = format!("ben,{WEEK}\n");
    let figures = of_pattern(overlapping("id,at", &(uses("ana", WEEK, 3) + &ben), &ben)).figures(&[]);
    assert_eq!((figures.code(), figures.findings()), (0, Vec::new()));
    let told = "repeated-rows: 1 row of `uses` repeats another one in every column that is read, and without `nr` nothing tells them apart: both count";
    assert!(figures.notes().contains(&told.to_owned()), "{:?}", figures.notes());
}

#[test]
fn files_that_overlap_with_a_key_count_once_and_nothing_is_wrong() {
    let ben = numbered(&uses("ben", WEEK, 2), 4);
    let ana = numbered(&uses("ana", WEEK, 3), 1);
    let figures = of_pattern(overlapping("id,at,nr", &(ana + &ben), &ben)).figures(&[]);
    assert_eq!((figures.code(), figures.findings()), (0, Vec::new()));
    assert_eq!(figures.of("ben", WEEK, "uses_made"), "2");
}

#[test]
fn sources_that_overlap_end_with_1_with_a_key_and_without() {
    let (ana, ben) = (uses("ana", WEEK, 3), uses("ben", WEEK, 2));
    for (header, ana, ben) in [("id,at,nr", numbered(&ana, 1), numbered(&ben, 4)), ("id,at", ana, ben)] {
        let figures = of_list(overlapping(header, &(ana + &ben), &ben)).figures(&[]);
        let told = "repeated-rows: 2 rows of `uses/2` repeat rows of `uses/1`, and both count";
        assert_eq!(
            (figures.code(), figures.findings()),
            (1, vec![told.to_owned()]),
            "{header}"
        );
    }
}

#[test]
fn two_sources_may_use_the_same_keys_for_different_rows() {
    let (ana, ben) = (numbered(&uses("ana", WEEK, 3), 1), numbered(&uses("ben", WEEK, 2), 1));
    let figures = of_list(overlapping("id,at,nr", &ana, &ben)).figures(&[]);
    assert_eq!((figures.code(), figures.findings()), (0, Vec::new()));
}

#[test]
fn whoever_tries_the_sources_is_told_the_same() {
    let rows = uses("ana", WEEK, 3);
    let project = project().file("uses.csv", format!("id,at\n{rows}{rows}"));
    let answer = project.uptake(&["adapters", "check", "uses"]);
    assert_eq!(answer.code, 1);
    let told = "3 rows repeat another one in every column that is read, without a key, and all of them count";
    assert!(answer.stdout.contains(told), "{}", answer.stdout);
}
