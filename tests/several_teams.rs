//! People in several teams at once: told, decided by a stated rule, and never by the order of rows.

use crate::support::{Figures, Project, WEEK, uses};

const RULES: &str = "\
uptake: 1
entities: people
layers: [region, team]
datasets:
  people:
    kind: entities
    entity: id
    key: [id]
    columns: { id: text, team: text, region: text }
  memberships:
    kind: spells
    entity: id
    from: starts_on
    through: ends_on
    optional: true
    updates: [team, region]
    OVERLAP
    columns: { id: text, starts_on: date, ends_on: { type: date, optional: true }, team: text, region: text }
  uses:
    kind: events
    entity: id
    time: at
    columns: { id: text, at: datetime }
measures:
  uses_made: { count: uses }
definitions:
  active: { when: uses_made >= 3 }
benchmarks:
  reach:
    by: region
    edge: higher
    below: Low
    bands: [High]
    table: { North: [50], South: [90] }
metrics:
  rate: { title: Rate, share: active, by: [team, region], benchmark: reach }
  mean_uses: { title: Uses, mean: uses_made, by: [team] }
checks:
  teams:
    by: [team]
    values: { people: count(), active_people: count(active), rate: metric(\"rate\"), whole: total }
    fail: people < 0
  pairs:
    by: [region, team]
    values: { people: count() }
    fail: people < 0
";

/// ana, bo and cy with three, one and four uses, in these teams (id,starts_on,ends_on,team,region) beside the list's Blue.
fn project(overlap: &str, memberships: &[&str]) -> Project {
    let overlap = match overlap {
        "" => String::new(),
        stated => format!("overlap: {stated}"),
    };
    let rules = RULES.replace("OVERLAP", &overlap).replace(", whole: total", "");
    let rows = uses("ana", WEEK, 3) + &uses("bo", WEEK, 1) + &uses("cy", WEEK, 4);
    Project::empty()
        .file("rules.yaml", rules)
        .file("people.csv", "id,team,region\nana,Blue,North\nbo,Blue,North\ncy,Blue,North\n")
        .file(
            "memberships.csv",
            format!("id,starts_on,ends_on,team,region\n{}\n", memberships.join("\n")),
        )
        .file("uses.csv", format!("id,at\n{rows}"))
        .file(
            "uptake.yaml",
            "uptake: 1\nproject: teams\npacks: [rules.yaml]\nas_of: 2026-02-08\nsources:\n  people: { adapter: files, path: people.csv }\n  memberships: { adapter: files, path: memberships.csv }\n  uses: { adapter: files, path: uses.csv }\n",
        )
}

/// The figures of every group of a cut, as `value numerator/denominator band`.
fn groups(figures: &Figures, metric: &str, cut: &str) -> Vec<String> {
    let of_cut = |row: &&std::collections::BTreeMap<String, String>| {
        row["metric"] == metric && row["cut"] == cut && row["period"] == WEEK
    };
    let shown = |row: &std::collections::BTreeMap<String, String>| {
        let counts = format!("{} {}/{}", row["cut_value"], row["numerator"], row["denominator"]);
        format!("{counts} {}", row["band"]).trim().to_owned()
    };
    figures.rows().iter().filter(of_cut).map(shown).collect()
}

fn told(figures: &Figures) -> Vec<String> {
    figures
        .notes()
        .into_iter()
        .filter(|note| note.starts_with("spells-at-once"))
        .collect()
}

const BOTH: [&str; 3] = [
    "ana,2026-01-01,,Red,North",
    "ana,2026-01-01,,Blue,North",
    "bo,2026-01-01,,Blue,North",
];

#[test]
fn with_each_a_person_counts_in_every_team_and_once_in_the_whole() {
    let project = project("each", &BOTH);
    let figures = project.figures(&[]);
    assert_eq!(groups(&figures, "rate", "team"), ["Blue 2/3 High", "Red 1/1 High"]);
    assert_eq!(groups(&figures, "rate", ""), ["2/3 High"]);
    assert_eq!(groups(&figures, "rate", "region"), ["North 2/3 High"]);
    assert_eq!(groups(&figures, "mean_uses", "team"), ["Blue 8/3", "Red 3/1"]);
    assert_eq!(
        told(&figures),
        [
            "spells-at-once: 1 entity has several spells of `memberships` on the same days: it counts in each of its groups, and once in the whole"
        ]
    );
    // What is said of one person sees the membership that begins first, of equal ones the one whose values come first.
    assert_eq!(figures.of("ana", WEEK, "team"), "Blue");
    assert_eq!(figures.of("ana", WEEK, "team (all)"), "Blue; Red");
    assert_eq!(figures.of("bo", WEEK, "team (all)"), "Blue");
    assert_eq!(figures.of("ana", WEEK, "region (all)"), "North");
}

#[test]
fn with_share_the_teams_add_up_to_the_whole() {
    let three = [
        "ana,2026-01-01,,Red,North",
        "ana,2026-01-02,,Blue,South",
        "ana,2026-01-03,,Green,South",
    ];
    let figures = project("share", &three).figures(&[]);
    let third = 1.0f64 / 3.0;
    assert_eq!(
        groups(&figures, "rate", "team"),
        [
            format!("Blue {}/{}", 4.0 / 3.0, 7.0 / 3.0),
            format!("Green {third}/{third} High"),
            format!("Red {third}/{third} High"),
        ]
    );
    let halves = project("share", &BOTH).figures(&[]);
    assert_eq!(
        groups(&halves, "rate", "team"),
        ["Blue 1.5/2.5 High", "Red 0.5/0.5 High"]
    );
    assert_eq!(groups(&halves, "rate", ""), ["2/3 High"]);
    assert_eq!(groups(&halves, "mean_uses", "team"), ["Blue 6.5/2.5", "Red 1.5/0.5"]);
}

#[test]
fn with_first_the_team_that_begins_first_counts_and_of_equal_ones_the_first_by_its_values() {
    let figures = project("first", &BOTH).figures(&[]);
    assert_eq!(groups(&figures, "rate", "team"), ["Blue 2/3 High"]);
    let figures = project("first", &["ana,2026-01-05,,Blue,North", "ana,2026-01-01,,Red,North"]).figures(&[]);
    assert_eq!(groups(&figures, "rate", "team"), ["Blue 1/2 High", "Red 1/1 High"]);
    assert!(told(&figures)[0].ends_with("the spell that starts first counts"));
}

#[test]
fn without_a_rule_one_team_counts_whatever_the_order_of_rows_and_it_is_told() {
    let mut rows = BOTH.to_vec();
    let mut seen = Vec::new();
    for _ in 0..3 {
        rows.rotate_left(1);
        let figures = project("", &rows).figures(&[]);
        assert_eq!(
            told(&figures),
            [
                "spells-at-once: 1 entity has several spells of `memberships` on the same days: the spell with most days in a period counts, of several the one that starts last; `overlap` states another rule"
            ]
        );
        seen.push(groups(&figures, "rate", "team"));
    }
    assert_eq!(seen, vec![vec!["Blue 2/3 High".to_owned()]; 3]);
}

#[test]
fn the_order_of_rows_decides_nothing_under_any_rule() {
    let all = [
        "ana,2026-02-02,,Red,North",
        "ana,2026-02-02,,Blue,South",
        "bo,2026-02-02,2026-02-05,Red,South",
        "bo,2026-02-02,2026-02-05,Green,North",
        "bo,2026-02-06,,Blue,North",
    ];
    for rule in ["", "first", "share", "each"] {
        let mut rows = all.to_vec();
        let mut seen: Vec<Vec<u8>> = Vec::new();
        for turn in 0..5 {
            rows.rotate_left(1);
            if turn % 2 == 1 {
                rows.reverse();
            }
            seen.push(project(rule, &rows).figures(&[]).bytes("metrics.csv").to_vec());
        }
        assert!(seen.iter().all(|figures| *figures == seen[0]), "{rule}");
    }
}

#[test]
fn a_move_is_no_overlap_and_a_day_in_both_does_not_make_two_teams_of_it() {
    let moved = ["ana,2026-01-01,2026-02-04,Red,North", "ana,2026-02-05,,Green,North"];
    let figures = project("each", &moved).figures(&[]);
    assert_eq!(
        (told(&figures), figures.of("ana", WEEK, "team (all)")),
        (vec![], "Green".to_owned())
    );
    // From Monday to Thursday in Red, from Thursday in Green: three days each alone, one in both. The later one counts.
    let handed = ["ana,2026-01-01,2026-02-05,Red,North", "ana,2026-02-05,,Green,North"];
    let figures = project("each", &handed).figures(&[]);
    assert_eq!(figures.of("ana", WEEK, "team (all)"), "Green");
    assert_eq!(told(&figures).len(), 1);
    // Under `first` Thursday is Red's.
    assert_eq!(project("first", &handed).figures(&[]).of("ana", WEEK, "team"), "Red");
    // Most of the week in both.
    let both = ["ana,2026-01-01,,Red,North", "ana,2026-02-05,,Green,North"];
    assert_eq!(
        project("each", &both).figures(&[]).of("ana", WEEK, "team (all)"),
        "Green; Red"
    );
    // Where more days have no spell at all, the list counts.
    let short = [
        "ana,2026-02-02,2026-02-04,Red,North",
        "ana,2026-02-02,2026-02-04,Green,North",
    ];
    assert_eq!(
        project("each", &short).figures(&[]).of("ana", WEEK, "team (all)"),
        "Blue"
    );
}

#[test]
fn the_same_said_twice_is_one_membership_and_nothing_to_tell() {
    let twice = ["ana,2026-01-01,,Red,North", "ana,2026-01-20,,Red,North"];
    for rule in ["", "first", "share", "each"] {
        let figures = project(rule, &twice).figures(&[]);
        assert_eq!(told(&figures), Vec::<String>::new(), "{rule}");
        assert_eq!(
            groups(&figures, "rate", "team"),
            ["Blue 1/2 High", "Red 1/1 High"],
            "{rule}"
        );
    }
}

#[test]
fn a_benchmark_is_that_of_the_membership_and_a_group_of_two_segments_has_none() {
    let rows = [
        "ana,2026-01-01,,Red,North",
        "ana,2026-01-01,,Blue,South",
        "bo,2026-01-01,,Blue,South",
    ];
    let figures = project("each", &rows).figures(&[]);
    assert_eq!(groups(&figures, "rate", "region"), ["North 2/2 High", "South 1/2 Low"]);
    // Blue has cy from the North and two memberships in the South.
    assert_eq!(groups(&figures, "rate", "team"), ["Blue 2/3", "Red 1/1 High"]);
    assert_eq!(groups(&figures, "rate", ""), ["2/3"]);
}

#[test]
fn checks_look_at_each_group_and_keep_together_what_a_membership_has_together() {
    let rows = ["ana,2026-01-01,,Red,North", "ana,2026-01-01,,Blue,South"];
    for rule in ["each", "share"] {
        let figures = project(rule, &rows).figures(&[]);
        let check = |number: usize| figures.outcome["checks"][number]["groups"].as_array().unwrap().clone();
        let people = |number: usize| -> Vec<String> {
            let of = |group: &serde_json::Value| format!("{} {}", group["group"], group["values"][0]["value"]);
            check(number).iter().map(of).collect()
        };
        assert_eq!(people(0), ["[\"Blue\"] 3", "[\"Red\"] 1"], "{rule}");
        assert_eq!(
            people(1),
            [
                "[\"North\",\"Blue\"] 2",
                "[\"North\",\"Red\"] 1",
                "[\"South\",\"Blue\"] 1"
            ],
            "{rule}"
        );
        assert_eq!(check(0)[1]["values"][2]["value"], 100.0);
    }
}

#[test]
fn a_rule_for_one_team_goes_by_the_membership_that_begins_first() {
    let rows = ["ana,2026-01-02,,Red,North", "ana,2026-01-01,,Green,North"];
    for (team, active) in [("Green", "false"), ("Red", "true")] {
        let rules = format!("uptake: 1\nextends: teams\nfor: {{ team: {team} }}\nconstants: {{ least: 100 }}\n");
        let figures = project("each", &rows)
            .edit(
                "rules.yaml",
                "entities:",
                "pack: teams\nconstants: { least: 3 }\nentities:",
            )
            .edit("rules.yaml", "when: uses_made >= 3", "when: uses_made >= least")
            .file("one.yaml", rules)
            .edit("uptake.yaml", "[rules.yaml]", "[rules.yaml, one.yaml]")
            .figures(&[]);
        assert_eq!(figures.of("ana", WEEK, "active"), active, "{team}");
    }
}

#[test]
fn one_person_in_two_teams_is_not_told_by_both_less_the_whole() {
    let people = |team: &str| -> Vec<String> { (0..6).map(|number| format!("{team}{number},{team},North")).collect() };
    let list: Vec<String> = ["Blue", "Red", "Green"].iter().flat_map(|team| people(team)).collect();
    let rows: String = list
        .iter()
        .map(|row| uses(row.split(',').next().unwrap(), WEEK, 3))
        .collect();
    let of = |several: usize| {
        let both = |number: usize| {
            [
                format!("Blue{number},2026-01-01,,Red,North"),
                format!("Blue{number},2026-01-01,,Blue,North"),
            ]
        };
        let both: Vec<String> = (0..several).flat_map(both).collect();
        let both: Vec<&str> = both.iter().map(String::as_str).collect();
        let project = project("each", &both)
            .file("people.csv", format!("id,team,region\n{}\n", list.join("\n")))
            .file("uses.csv", format!("id,at\n{rows}"))
            .edit(
                "uptake.yaml",
                "sources:\n",
                "privacy: { smallest_group: 3 }\nsources:\n",
            );
        groups(&project.figures(&[]), "rate", "team")
    };
    assert_eq!(of(1), ["Blue /", "Green /", "Red 7/7 High"]);
    assert_eq!(of(3), ["Blue 6/6 High", "Green 6/6 High", "Red 9/9 High"]);
}

#[test]
fn a_rule_without_columns_to_set_is_an_error() {
    let project = project("each", &BOTH).edit("rules.yaml", "    updates: [team, region]\n", "");
    let found = project.findings("rules.yaml");
    assert!(
        found
            .iter()
            .any(|found| found.contains("`overlap` has no effect: the spells of ")),
        "{found:?}"
    );
}

#[test]
fn in_the_pack_a_person_of_two_teams_counts_in_both() {
    let people = "p1,CSM,SMB,Red,2025-01-01,\np2,CSM,SMB,Red,2025-01-01,\n";
    let rows = crate::support::approved("p1", 3);
    let figures = Project::adoption(people, &rows)
        .edit("uptake.yaml", "sources:\n", "sources:\n  assignments: { adapter: files, path: moves.csv }\n")
        .file(
            "moves.csv",
            "person_id,starts_on,ends_on,role,segment,team\np1,2026-01-01,,CSM,SMB,Red\np1,2026-01-01,,CSM,SMB,Blue\np2,2026-01-01,,CSM,SMB,Blue\n",
        )
        .figures(&[]);
    let of = |cut: &str| {
        let row = figures.row("csm_ai_adoption_rate", WEEK, cut);
        format!("{}/{}", row.numerator.unwrap(), row.denominator.unwrap())
    };
    assert_eq!(
        (of("team=Red"), of("team=Blue"), of("")),
        ("1/1".into(), "1/2".into(), "1/2".into())
    );
}
