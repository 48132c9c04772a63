//! Small groups aren't shown, and names can be replaced.

use crate::support::{Project, SMALL, WEEK, uses};

const KEY: &str = "a-long-random-text-for-the-tests";

/// Teams of so many people, all active; `rules` is added to the rules of the small project.
fn project(teams: &[(&str, usize)], rules: &str) -> Project {
    let mut people = String::from("id,team\n");
    let mut events = String::from("id,at\n");
    for (team, size) in teams {
        for number in 0..*size {
            people.push_str(&format!("{team}-{number},{team}\n"));
            events.push_str(&uses(&format!("{team}-{number}"), WEEK, 3));
        }
    }
    Project::small()
        .edit("rules.yaml", "uptake: 1\n", &format!("uptake: 1\n{rules}\n"))
        .file("people.csv", people)
        .file("uses.csv", events)
}

/// The teams that are shown with their sizes, and those that aren't.
fn shown(project: &Project, period: &str) -> (Vec<String>, Vec<String>) {
    let figures = project.figures(&[]);
    let (mut shown, mut hidden) = (Vec::new(), Vec::new());
    for row in figures
        .rows()
        .iter()
        .filter(|row| row["cut"] == "team" && row["period"] == period)
    {
        match row["suppressed"].as_str() {
            "true" => {
                for column in ["numerator", "denominator", "value", "low", "high", "band"] {
                    assert_eq!(row[column], "", "{column} of a hidden group");
                }
                hidden.push(row["cut_value"].clone());
            }
            _ => shown.push(format!("{} {}", row["cut_value"], row["denominator"])),
        }
    }
    (shown, hidden)
}

#[test]
fn without_a_word_about_privacy_every_group_is_shown() {
    let project = project(&[("Red", 1), ("Blue", 6)], "");
    assert_eq!(
        shown(&project, WEEK),
        (vec!["Blue 6".to_owned(), "Red 1".to_owned()], vec![])
    );
}

#[test]
fn with_a_smallest_group_of_one_a_sum_that_one_person_has_is_shown_too() {
    let project = project(&[("Red", 1), ("Blue", 6)], "privacy: { smallest_group: 1 }").edit(
        "rules.yaml",
        "metrics:\n",
        "metrics:\n  all_uses: { sum: uses_made, by: [team] }\n",
    );
    let figures = project.figures(&[]);
    let rows = figures.rows();
    let of_red: Vec<_> = rows
        .iter()
        .filter(|row| row["cut_value"] == "Red" && row["period"] == WEEK)
        .collect();
    assert_eq!(of_red.len(), 2);
    assert!(of_red.iter().all(|row| row["suppressed"] == "false"), "{of_red:?}");
    let page = project.uptake(&["docs"]).stdout;
    assert!(page.contains("- All groups are shown, however small."), "{page}");
}

#[test]
fn groups_of_fewer_than_five_are_hidden_with_the_next_one() {
    let project = project(&[("Red", 2), ("Blue", 6), ("Green", 7)], "privacy: {}");
    assert_eq!(
        shown(&project, WEEK),
        (vec!["Green 7".to_owned()], vec!["Blue".to_owned(), "Red".to_owned()])
    );
    let figures = project.figures(&[]);
    assert_eq!(
        figures.row("rate", WEEK, "").denominator,
        Some(15.0),
        "the whole is shown"
    );
    assert!(project.run(&[]).stdout.contains("2 groups too small to show"));
    let answer = project.run(&["--verbose"]);
    assert!(
        answer.stdout.contains("too small to show: 2 of team"),
        "{}",
        answer.stdout
    );
}

#[test]
fn what_is_hidden_can_not_be_told_from_the_whole() {
    // With two hidden groups only their sum is known, and it is of five or more.
    for teams in [
        &[("A", 1), ("B", 9), ("C", 9)][..],
        &[("A", 1), ("B", 2), ("C", 9)],
        &[("A", 4), ("B", 4), ("C", 9)],
    ] {
        let project = project(teams, "privacy: { smallest_group: 5 }");
        let (_, hidden) = shown(&project, WEEK);
        let size = |name: &String| teams.iter().find(|(team, _)| team == name).unwrap().1;
        assert!(
            hidden.len() >= 2 && hidden.iter().map(size).sum::<usize>() >= 5,
            "{teams:?}: {hidden:?}"
        );
    }
}

#[test]
fn the_strictest_pack_decides_unless_the_project_does() {
    let project = project(&[("Red", 3), ("Blue", 3)], "privacy: { smallest_group: 2 }")
        .file("more/strict.yaml", "uptake: 1\nprivacy: { smallest_group: 9 }\n")
        .file(
            "uptake.yaml",
            SMALL.replace("packs: [rules.yaml]", "packs: [rules.yaml, more]"),
        );
    assert_eq!(shown(&project, WEEK).0, Vec::<String>::new());
    let project = project.edit(
        "uptake.yaml",
        "project: small\n",
        "project: small\nprivacy: { smallest_group: 3 }\n",
    );
    assert_eq!(shown(&project, WEEK).1, Vec::<String>::new());
}

fn pseudonymous() -> Project {
    project(&[("Red", 2)], "").file("key.txt", format!("{KEY}\n")).file(
        "uptake.yaml",
        SMALL.replace("as_of:", "privacy: { pseudonyms: '${file:key.txt}' }\nas_of:"),
    )
}

#[test]
fn names_are_replaced_in_every_file_and_the_same_in_every_run() {
    let project = pseudonymous().edit(
        "uses.csv",
        "id,at\n",
        "id,at\nRed-0,yesterday\nstranger-7,2026-02-02T09:00:00Z\n",
    );
    let figures = project.figures(&[]);
    let names = |figures: &crate::support::Figures| {
        let ids = figures.entity_periods().column("id").unwrap().str().unwrap().clone();
        ids.iter()
            .flatten()
            .map(str::to_owned)
            .collect::<std::collections::BTreeSet<String>>()
    };
    let replaced = names(&figures);
    assert_eq!(replaced.len(), 2);
    assert!(
        replaced.iter().all(|name| name.starts_with("p-") && name.len() == 18),
        "{replaced:?}"
    );
    assert_eq!(names(&project.figures(&[])), replaced);
    for entry in std::fs::read_dir(project.path("out")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for name in [&b"Red-0"[..], b"Red-1", b"stranger-7", KEY.as_bytes()] {
            let found = bytes.windows(name.len()).any(|window| window == name);
            assert!(!found, "{} in {}", String::from_utf8_lossy(name), path.display());
        }
    }
    assert!(names(&project.figures(&["--names"])).contains("Red-0"));
}

#[test]
fn another_key_gives_other_names() {
    let one = pseudonymous();
    let two = pseudonymous().file("key.txt", "another-long-random-text-for-this");
    let first = |project: &Project| {
        let figures = project.figures(&[]);
        let frame = figures.entity_periods().clone();
        frame.column("id").unwrap().str().unwrap().get(0).unwrap().to_owned()
    };
    assert_ne!(first(&one), first(&two));
}

#[test]
fn a_key_that_is_written_down_short_or_missing_is_refused() {
    let refused = |key: &str| {
        let project = pseudonymous()
            .edit("uptake.yaml", "'${file:key.txt}'", key)
            .file("short.txt", "abc");
        let answer = project.run(&[]);
        assert_eq!(answer.code, 2, "{}", answer.stdout);
        answer.stderr
    };
    assert!(refused(KEY).contains("the key of `pseudonyms` is written in the project file"));
    assert!(!refused(KEY).contains("random-text"));
    assert!(refused("'${file:short.txt}'").contains("fewer than 16 characters"));
    assert!(refused("'${env:UPTAKE_NO_SUCH_VARIABLE}'").contains("`UPTAKE_NO_SUCH_VARIABLE` isn't set"));
}
