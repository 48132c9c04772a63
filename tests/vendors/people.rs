//! Lists of people, and their leave.

use super::{door, project, refused, team, through, weeks};
use crate::support::{Figures, Project, shared};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;

type Row = BTreeMap<String, String>;

fn rows(path: &Path) -> Vec<Row> {
    csv::Reader::from_path(path)
        .unwrap()
        .deserialize()
        .map(|row| row.unwrap())
        .collect()
}

#[test]
fn workday_workers_are_their_present_version() {
    let people = ["worker-ada", "worker-ben"];
    let figures = through("", "people", "workday-workers", "workday-worker-history.csv");
    assert_eq!(door(&figures, "people"), "5 delivered, 3 left out, 2 used");
    // Ben's last day is a Friday. What the worker table doesn't say is unknown, and so is who is eligible.
    assert_eq!(
        weeks(&figures, &people, "working_days"),
        ["worker-ada 5 5", "worker-ben 5 0"]
    );
    assert_eq!(
        weeks(&figures, &people, "eligible"),
        ["worker-ada unknown unknown", "worker-ben unknown false"]
    );
}

#[test]
fn workday_leave_goes_on_where_only_its_end_was_estimated() {
    let people = ["worker-ada", "worker-ben"];
    let figures = through(&team(&people), "leave", "workday-leave", "workday-leave-status.csv");
    assert_eq!(door(&figures, "leave"), "4 delivered, 2 left out, 2 used");
    assert_eq!(
        weeks(&figures, &people, "working_days"),
        ["worker-ada 0 0", "worker-ben 3 5"]
    );
}

#[test]
fn the_real_workers_are_those_of_a_plain_count() {
    let Some(folder) = shared("vendors") else { return };
    let file = folder.join("dbt_workday__workday_worker_history_data.csv");
    let all = rows(&file);
    let present: Vec<&Row> = all
        .iter()
        .filter(|row| row["_fivetran_end"].starts_with("9999-12-31") && row["hire_rescinded"] != "true")
        .collect();
    assert!(present.len() < all.len(), "the file has an older version of somebody");
    let figures = project("", "people", "workday-workers", &file, "").figures(&[]);
    assert_eq!(
        door(&figures, "people"),
        format!(
            "{} delivered, {} left out, {} used",
            all.len(),
            all.len() - present.len(),
            present.len()
        )
    );
    for row in present {
        let employed = row["hire_date"].as_str() <= "2026-02-02" && row["end_employment_date"].is_empty();
        assert_eq!(
            figures.of(&row["id"], "2026-02-02", "working_days"),
            if employed { "5" } else { "0" }
        );
    }
}

/// The days from Monday to Friday of a week on which nobody in these rows is on leave.
fn at_work(row: &Row, monday: Date) -> i64 {
    let start: Date = row["leave_start_date"].parse().unwrap();
    let end: Option<Date> = row["leave_end_date"].parse().ok();
    (0..5)
        .filter(|day| {
            let day = monday.checked_add(jiff::Span::new().days(*day)).unwrap();
            day < start || end.is_some_and(|end| day > end)
        })
        .count() as i64
}

#[test]
fn the_real_leave_is_that_of_a_plain_count() {
    let Some(folder) = shared("vendors") else { return };
    let file = folder.join("dbt_workday__workday_worker_leave_status_data.csv");
    let all = rows(&file);
    assert!(
        all.iter().all(|row| row["on_leave"] == "true"),
        "everybody in it is still on leave"
    );
    let ids: Vec<&str> = all.iter().map(|row| row["worker_id"].as_str()).collect();
    let project = project(&team(&ids), "leave", "workday-leave", &file, "")
        .edit("uptake.yaml", "from: 2026-02-02", "from: 2021-01-04")
        .edit("uptake.yaml", "through: 2026-02-15", "through: 2021-10-03");
    let figures: Figures = project.figures(&["--as-of", "2021-10-03"]);
    assert_eq!(
        door(&figures, "leave"),
        format!("{0} delivered, 0 left out, {0} used", all.len())
    );
    let mut days = 0;
    for row in &all {
        for week in 0..39 {
            let monday = Date::constant(2021, 1, 4)
                .checked_add(jiff::Span::new().days(week * 7))
                .unwrap();
            let found = figures.of(&row["worker_id"], &monday.to_string(), "working_days");
            assert_eq!(found, at_work(row, monday).to_string(), "{} {monday}", row["worker_id"]);
            days += at_work(row, monday);
        }
    }
    assert!(days > 0 && days < all.len() as i64 * 39 * 5, "{days} days at work");
}

#[test]
fn a_scim_directory_lists_who_is_active_today() {
    let people = ["ada@example.com", "ben@example.com"];
    let figures = through("", "people", "scim-users", "scim-users.json");
    // Ada's second account differs by case only.
    assert_eq!(door(&figures, "people"), "4 delivered, 1 left out, 2 used, 1 duplicate");
    assert_eq!(
        weeks(&figures, &people, "team"),
        ["ada@example.com Red Red", "ben@example.com Blue Blue"]
    );
    assert_eq!(
        weeks(&figures, &people, "region"),
        ["ada@example.com DE DE", "ben@example.com DE DE"]
    );
    assert_eq!(
        weeks(&figures, &people, "eligible"),
        ["ada@example.com true true", "ben@example.com true true"]
    );
}

#[test]
fn somebody_who_came_back_is_employed_since_the_latest_day_whatever_the_order() {
    let rows = [
        "ana,CSM,SMB,Red,2020-01-01,2023-06-30\n",
        "ana,CSM,SMB,Red,2025-03-01,\n",
    ];
    for order in [[rows[0], rows[1]], [rows[1], rows[0]]] {
        let figures = Project::adoption(&order.concat(), "ana,2026-02-03,GitHub Copilot,true\n").figures(&[]);
        assert_eq!(figures.of("ana", "2026-02-02", "working_days"), "5");
        assert_eq!(door(&figures, "people"), "2 delivered, 0 left out, 1 used, 1 restated");
    }
}

#[test]
fn a_file_that_has_nothing_but_an_id_in_common_is_refused() {
    for (dataset, mapping, header) in [
        ("people", "workday-workers", "id,name,active,hire_date"),
        ("people", "zendesk-users", "id,name,role"),
        ("cases", "zendesk-tickets", "id,status,created_at,updated_at"),
        ("cases", "salesforce-cases", "Id,IsClosed,OwnerId"),
        ("cases", "salesforce-tasks", "Id,IsClosed,OwnerId,ClosedDate"),
    ] {
        let answer = project("", dataset, mapping, Path::new("foreign.csv"), "")
            .file("foreign.csv", format!("{header}\n"))
            .run(&[]);
        refused(&answer, "error[missing-column]");
    }
}

#[test]
fn agents_who_left_since_are_unknown_in_weeks_before_the_list_is_known() {
    let users = "id,active,suspended,role\n11,true,false,agent\n12,true,false,end-user\n13,true,false,agent\n";
    let figures = project(
        "",
        "people",
        "zendesk-users",
        Path::new("users.csv"),
        ", covers: { from: 2026-02-09 }",
    )
    .file("users.csv", users)
    .figures(&[]);
    // A snapshot says nothing about the week before it.
    assert_eq!(
        weeks(&figures, &["11", "13"], "agent"),
        ["11 unknown true", "13 unknown true"]
    );
}
