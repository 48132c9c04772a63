//! Outreach, and where AI is put to work.

use super::{Data, answers};

/// Touches of twelve months for fifty accounts: so many each month in the earlier and the later half, of which one in so many was
/// answered.
fn months(first: usize, earlier: (usize, usize), later: (usize, usize)) -> Data {
    let mut data = Data::default();
    for account in 0..50 {
        data.add("accounts", &format!("a{account},SMB,2024-01-01,,100,,,,,,"));
    }
    for month in first..12 {
        let (count, one_in) = if month < 6 { earlier } else { later };
        let (year, number) = if month < 6 {
            (2025, month + 7)
        } else {
            (2026, month - 5)
        };
        for touch in 0..count {
            let answered = touch % one_in == 0;
            data.add(
                "touches",
                &format!(
                    "a{},{year}-{number:02}-15T10:00:00Z,out,false,{answered}",
                    (touch + 15 * month) % 50
                ),
            );
        }
    }
    data
}

#[test]
fn more_outreach_with_fewer_answers_fails() {
    let told = answers(
        "outreach_volume",
        &months(0, (60, 2), (66, 2)),
        &months(0, (60, 2), (120, 8)),
        &months(9, (60, 2), (120, 8)),
    );
    assert_eq!(told.failing(), ["outreach_volume"]);
    assert_eq!(told.value("outreach_volume", "", "rise"), 100.0);
    assert_eq!(told.value("outreach_volume", "", "replies_before"), 50.0);
    assert_eq!(told.value("outreach_volume", "", "replies_after"), 12.5);
}

/// Six books of which the first is over its capacity; AI wrote so many messages to it, and so many to each of the others.
fn written(to_over: usize, to_others: usize) -> Data {
    let mut data = Data::default();
    for person in 0..6 {
        data.add("staff", &format!("p{person},CSM,2020-01-01,,10,,,,"));
        let (accounts, messages) = if person == 0 { (12, to_over) } else { (8, to_others) };
        for account in 0..accounts {
            data.add("holdings", &format!("a{person}-{account},p{person},CSM,2024-01-01,"));
        }
        for message in 0..messages {
            data.add(
                "touches",
                &format!("a{person}-{},2026-06-10T10:00:00Z,out,true,", message % accounts),
            );
        }
    }
    data
}

#[test]
fn ai_that_writes_to_books_nobody_can_hold_fails() {
    let sound = written(20, 30);
    let told = sound.told();
    assert_eq!(told.verdict("ai_to_oversized_books"), "pass");
    assert_eq!(told.failing(), Vec::<&str>::new());
    let told = answers("ai_to_oversized_books", &sound, &written(150, 10), &written(50, 2));
    assert_eq!(told.failing(), ["ai_to_oversized_books"]);
    assert_eq!(told.value("ai_to_oversized_books", "", "to_over"), 75.0);
}

fn use_cases(rows: &[&str]) -> Data {
    let mut data = Data::default();
    data.0.insert("use_cases", String::new());
    for row in rows {
        data.add("use_cases", row);
    }
    data
}

#[test]
fn relationships_are_blocked_and_analysis_is_allowed() {
    let told = answers(
        "use_cases_allowed",
        &use_cases(&[
            "summaries,analysis,live,400,120,customers",
            "lookup,data_retrieval,live,100,10,customers",
        ]),
        &use_cases(&[
            "summaries,analysis,live,400,120,customers",
            "calls,relationship,planned,,,",
        ]),
        &use_cases(&[]),
    );
    assert_eq!(told.failing(), ["use_cases_allowed"]);
    let verdicts: Vec<String> = told.check("use_cases_allowed")["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| {
            format!(
                "{} {}",
                group["group"][1].as_str().unwrap(),
                group["verdict"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(verdicts, ["summaries pass", "calls fail"]);
}

#[test]
fn monitoring_of_a_score_of_which_nothing_is_known_warns() {
    let told = use_cases(&["watch,score_monitoring,planned,,,", "mails,outreach_volume,live,5,,"]).told();
    assert_eq!(told.verdict("use_cases_allowed"), "warn");
}

#[test]
fn use_on_what_ai_isnt_for_fails() {
    let told = answers(
        "where_ai_works",
        &use_cases(&[
            "summaries,analysis,live,400,120,customers",
            "mails,outreach_volume,planned,,,",
        ]),
        &use_cases(&[
            "summaries,analysis,live,400,120,customers",
            "mails,outreach_volume,live,900,10,more_accounts",
        ]),
        &use_cases(&["summaries,analysis,planned,,,"]),
    );
    assert_eq!(told.failing(), ["where_ai_works"]);
    assert!((told.value("where_ai_works", "", "misplaced_share") - 100.0 * 900.0 / 1300.0).abs() < 1e-9);
}
