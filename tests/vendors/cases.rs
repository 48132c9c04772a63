//! Tickets, cases and conversations that somebody brought to an end.

use super::{door, project, refused, sample, team, through, weeks};
use crate::support::{Figures, shared};
use std::collections::BTreeMap;
use std::path::Path;

type Row = BTreeMap<String, String>;

fn rows(path: &std::path::Path) -> Vec<Row> {
    csv::Reader::from_path(path)
        .unwrap()
        .deserialize()
        .map(|row| row.unwrap())
        .collect()
}

#[test]
fn zendesk_counts_solved_tickets_when_they_were_solved() {
    let people = ["11", "12"];
    let figures = through(&team(&people), "cases", "zendesk-tickets", "zendesk-tickets.csv");
    assert_eq!(
        door(&figures, "cases"),
        "7 delivered, 2 left out, 3 used, 1 duplicate, 1 missing-key"
    );
    assert_eq!(weeks(&figures, &people, "all_cases"), ["11 2 0", "12 0 1"]);
}

#[test]
fn zendesk_agents_are_people_and_customers_arent() {
    let figures = through("", "people", "zendesk-users", "zendesk-users.csv");
    assert_eq!(door(&figures, "people"), "5 delivered, 3 left out, 2 used");
    assert_eq!(
        weeks(&figures, &["11", "12"], "agent"),
        ["11 true true", "12 false false"]
    );
}

#[test]
fn the_real_tickets_are_those_of_a_plain_count() {
    let Some(folder) = shared("vendors") else { return };
    let file = folder.join("dbt_zendesk__ticket_data.csv");
    let all = rows(&file);
    let solved: Vec<&Row> = all
        .iter()
        .filter(|row| row["status"] == "solved" || row["status"] == "closed")
        .collect();
    let mut closed: BTreeMap<&str, BTreeMap<String, u32>> = BTreeMap::new();
    for row in &solved {
        let day: jiff::civil::Date = row["updated_at"][..10].parse().unwrap();
        let back = i64::from(day.weekday().to_monday_zero_offset());
        let monday = day.checked_sub(jiff::Span::new().days(back)).unwrap();
        *closed
            .entry(&row["assignee_id"])
            .or_default()
            .entry(monday.to_string())
            .or_default() += 1;
    }
    let people: Vec<&str> = closed.keys().copied().collect();
    let figures = project(&team(&people), "cases", "zendesk-tickets", &file, "").figures(&[]);
    assert_eq!(
        door(&figures, "cases"),
        format!(
            "{} delivered, {} left out, {} used",
            all.len(),
            all.len() - solved.len(),
            solved.len()
        )
    );
    for (person, weeks) in closed {
        for (week, count) in weeks {
            assert_eq!(
                figures.of(person, &week, "all_cases"),
                count.to_string(),
                "{person} {week}"
            );
        }
    }
}

#[test]
fn the_real_users_are_those_of_a_plain_count() {
    let Some(folder) = shared("vendors") else { return };
    let file = folder.join("dbt_zendesk__user_data.csv");
    let all = rows(&file);
    let agents: Vec<&Row> = all
        .iter()
        .filter(|row| row["role"] != "end-user" && row["active"] == "TRUE" && row["suspended"] == "FALSE")
        .collect();
    let figures = project("", "people", "zendesk-users", &file, "").figures(&[]);
    assert_eq!(
        door(&figures, "people"),
        format!(
            "{} delivered, {} left out, {} used",
            all.len(),
            all.len() - agents.len(),
            agents.len()
        )
    );
    for agent in agents {
        assert_eq!(figures.of(&agent["id"], "2026-02-02", "agent"), "true");
    }
}

#[test]
fn comments_are_no_cases_and_are_refused() {
    let Some(folder) = shared("vendors") else { return };
    let file = folder.join("dbt_zendesk__ticket_comment_data.csv");
    let answer = project("", "cases", "zendesk-tickets", &file, "").run(&[]);
    refused(
        &answer,
        "error[missing-column]: the source of `cases` has no column `assignee_id`",
    );
}

#[test]
fn salesforce_cases_are_closed_by_people_and_not_by_queues() {
    let people = ["005ADA", "005BEN"];
    let figures = through(&team(&people), "cases", "salesforce-cases", "salesforce-cases.json");
    assert_eq!(
        door(&figures, "cases"),
        "6 delivered, 2 left out, 2 used, 1 duplicate, 1 missing-key"
    );
    // Half past eleven on Sunday an hour behind UTC is Monday in UTC.
    assert_eq!(weeks(&figures, &people, "all_cases"), ["005ADA 1 1", "005BEN 0 0"]);
}

#[test]
fn salesforce_tasks_count_when_they_were_completed() {
    let people = ["005ADA", "005BEN"];
    let figures = through(&team(&people), "cases", "salesforce-tasks", "salesforce-tasks.csv");
    assert_eq!(
        door(&figures, "cases"),
        "4 delivered, 2 left out, 1 used, 1 missing-key"
    );
    // A task of Ben's is completed, and nobody knows when.
    assert_eq!(
        weeks(&figures, &people, "all_cases"),
        ["005ADA 1 0", "005BEN unknown unknown"]
    );
}

#[test]
fn a_salesforce_report_has_days_of_its_own_form_in_the_exporters_zone() {
    let people = ["Ada Made-up", "Ben Made-up"];
    let figures = project(
        &team(&people),
        "cases",
        "salesforce-cases-report",
        &sample("salesforce-cases-report.csv"),
        ", time_zone: America/New_York, covers: { from: 2026-02-02, through: 2026-02-15 }",
    )
    .figures(&[]);
    assert_eq!(door(&figures, "cases"), "4 delivered, 1 left out, 2 used, 1 wrong-type");
    // Half past eleven on Sunday in New York is Monday in UTC.
    assert_eq!(
        weeks(&figures, &people, "all_cases"),
        ["Ada Made-up 1 1", "Ben Made-up unknown unknown"]
    );
}

#[test]
fn intercom_counts_conversations_that_a_teammate_closed_once_each() {
    let people = ["ada@example.com", "ben@example.com"];
    let figures = through(
        &team(&people),
        "cases",
        "intercom-conversation-parts",
        "intercom-conversations.ndjson",
    );
    assert_eq!(
        door(&figures, "cases"),
        "9 delivered, 4 left out, 3 used, 1 missing-key, 1 restated"
    );
    assert_eq!(
        weeks(&figures, &people, "all_cases"),
        // One that was opened again counts in the week in which it was closed for good.
        ["ada@example.com 1 1", "ben@example.com 0 1"]
    );
}

#[test]
fn fivetrans_table_of_cases_has_versions_of_which_the_newest_counts() {
    let people = ["005ADA", "005BEN"];
    let figures = through(
        &team(&people),
        "cases",
        "salesforce-cases-fivetran",
        "salesforce-cases-fivetran.csv",
    );
    assert_eq!(
        door(&figures, "cases"),
        "7 delivered, 2 left out, 2 used, 1 missing-key, 2 restated"
    );
    // 500B was closed again by Ben, and 500C is open.
    assert_eq!(weeks(&figures, &people, "all_cases"), ["005ADA 1 0", "005BEN 0 1"]);
}

#[test]
fn fivetrans_table_of_tasks_counts_completed_tasks() {
    let people = ["005ADA", "005BEN"];
    let figures = through(
        &team(&people),
        "cases",
        "salesforce-tasks-fivetran",
        "salesforce-tasks-fivetran.csv",
    );
    assert_eq!(
        door(&figures, "cases"),
        "4 delivered, 2 left out, 1 used, 1 missing-key"
    );
    // Ben's one task has no day: it may lie in either week.
    assert_eq!(
        weeks(&figures, &people, "all_cases"),
        ["005ADA 1 0", "005BEN unknown unknown"]
    );
}

#[test]
fn fivetrans_history_of_conversations_counts_the_last_end_if_it_is_one() {
    let people = ["71", "72"];
    let figures = through(
        &team(&people),
        "cases",
        "intercom-conversation-parts-fivetran",
        "intercom-conversation-parts-fivetran.csv",
    );
    assert_eq!(door(&figures, "cases"), "9 delivered, 5 left out, 2 used, 2 restated");
    assert_eq!(weeks(&figures, &people, "all_cases"), ["71 1 0", "72 0 1"]);
}

/// The cases of two agents in two weeks, of exports of tickets.
fn tickets(files: &[(&str, &str)]) -> Figures {
    let covers = ", covers: { from: 2026-02-02, through: 2026-02-15 }";
    let people = team(&["11", "12"]);
    let mut project = project(&people, "cases", "zendesk-tickets", Path::new("exports/*.csv"), covers);
    for (name, rows) in files {
        let text = format!("id,assignee_id,organization_id,status,solved_at,updated_at,tags\n{rows}");
        project = project.file(&format!("exports/{name}.csv"), text);
    }
    project.figures(&[])
}

#[test]
fn a_ticket_that_was_opened_again_is_what_its_newest_version_says() {
    let early = "5,11,7,solved,2026-02-03T10:00:00Z,2026-02-03T10:00:00Z,\n\
                 6,11,7,solved,2026-02-04T10:00:00Z,2026-02-04T10:00:00Z,\n";
    let late = "5,12,7,solved,2026-02-12T10:00:00Z,2026-02-12T10:00:00Z,\n6,11,7,open,,2026-02-13T10:00:00Z,\n";
    for files in [[("a", early), ("b", late)], [("b", early), ("a", late)]] {
        assert_eq!(
            weeks(&tickets(&files), &["11", "12"], "all_cases"),
            ["11 0 0", "12 0 1"]
        );
    }
}

#[test]
fn a_ticket_that_was_merged_into_another_one_is_no_case() {
    let rows = "5,11,7,closed,2026-02-03T10:00:00Z,2026-02-03T10:00:00Z,billing closed_by_merge\n\
                6,11,7,closed,2026-02-04T10:00:00Z,2026-02-04T10:00:00Z,billing\n\
                7,12,7,solved,2026-02-10T10:00:00Z,2026-02-10T10:00:00Z,\n";
    let figures = tickets(&[("a", rows)]);
    assert_eq!(door(&figures, "cases"), "3 delivered, 1 left out, 2 used");
    assert_eq!(weeks(&figures, &["11", "12"], "all_cases"), ["11 1 0", "12 0 1"]);
}
