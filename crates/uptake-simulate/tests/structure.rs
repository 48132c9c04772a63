//! Simulated organisations: the files fit together, the same seed gives the same rows, and each fault is where it says.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use uptake_simulate::{
    FAULTS, Fault, Field, LEAD, PLANTS, SHORT_LEAD, Simulation, Sink, Table, write_structure, write_tools_in_use,
};

/// The rows of each table as text.
#[derive(Default, PartialEq, Eq)]
struct Kept(BTreeMap<Table, Vec<Vec<String>>>);

impl Sink for Kept {
    fn row(&mut self, table: Table, fields: &[Field<'_>]) -> io::Result<()> {
        assert_eq!(fields.len(), table.columns().len(), "{}", table.name());
        let text = |field: &Field<'_>| match field {
            Field::Missing => String::new(),
            Field::Text(text) => (*text).to_owned(),
            Field::Date(day) => day.to_string(),
            Field::Time(time) => time.to_string(),
            Field::Decimal { units, places } => (*units as f64 / 10_f64.powi(i32::from(*places))).to_string(),
            Field::Int(number) => number.to_string(),
            Field::Bool(truth) => truth.to_string(),
        };
        self.0.entry(table).or_default().push(fields.iter().map(text).collect());
        Ok(())
    }
}

impl Kept {
    /// The values of columns, row by row.
    fn of<const N: usize>(&self, table: Table, columns: [&str; N]) -> Vec<[String; N]> {
        let place = |column: &str| table.columns().iter().position(|(name, _)| *name == column).unwrap();
        let places = columns.map(place);
        let rows = self.0.get(&table).map(Vec::as_slice).unwrap_or_default();
        rows.iter().map(|row| places.map(|place| row[place].clone())).collect()
    }
}

fn made(csms: usize, faults: &[Fault]) -> Kept {
    let simulation = Simulation {
        faults: faults.to_vec(),
        ..Simulation::new(csms, 7)
    };
    let mut kept = Kept::default();
    write_structure(&simulation, &mut kept, &mut |_, _| {}).unwrap();
    kept
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

fn days(text: &str) -> i64 {
    let day: jiff::civil::Date = text.parse().unwrap();
    day.duration_since(jiff::civil::date(2020, 1, 1)).as_secs() / 86_400
}

#[test]
fn the_same_seed_gives_the_same_rows_and_another_gives_others() {
    assert!(made(12, &[]) == made(12, &[]));
    let other = Simulation::new(12, 8);
    let mut kept = Kept::default();
    write_structure(&other, &mut kept, &mut |_, _| {}).unwrap();
    assert!(made(12, &[]) != kept);
}

#[test]
fn each_fault_has_a_name_of_its_own_and_changes_the_data() {
    let healthy = made(12, &[]);
    let mut names: BTreeSet<&str> = PLANTS.iter().map(|(name, _, _, _)| *name).collect();
    for (name, fault, about, _) in FAULTS {
        assert_eq!(Fault::named(name), Some(*fault));
        assert!(!about.is_empty());
        assert!(names.insert(name), "{name} stands for two faults");
        assert!(made(12, &[*fault]) != healthy, "{name} changes nothing");
    }
    assert_eq!(Fault::named("nothing"), None);
}

#[test]
fn there_are_as_many_csms_as_asked_for_in_all_segments_and_about_37_accounts_for_each() {
    for csms in [12, 120] {
        let mut kept = Kept::default();
        write_tools_in_use(&Simulation::new(csms, 7), &mut kept, &mut |_, _| {}).unwrap();
        let people = kept.of(Table::People, ["role", "segment"]);
        let theirs: Vec<_> = people.iter().filter(|[role, _]| role == "CSM").collect();
        let segments: BTreeSet<&str> = theirs.iter().map(|[_, segment]| segment.as_str()).collect();
        assert_eq!((theirs.len(), segments.len()), (csms, 3));
        let all = made(csms, &[]);
        let accounts = all.of(Table::Accounts, ["ended_on"]);
        let current = accounts
            .iter()
            .filter(|[ended]| ended.is_empty() || ended.as_str() >= "2026-02-15")
            .count();
        let each = current as f64 / csms as f64;
        assert!((28.0..42.0).contains(&each), "{each} accounts for each of {csms}");
    }
}

#[test]
fn every_row_names_an_account_and_a_person_that_there_are() {
    let all = made(12, &[]);
    let accounts: BTreeSet<String> = all.of(Table::Accounts, ["account_id"]).into_iter().flatten().collect();
    let staff: BTreeSet<String> = all.of(Table::Staff, ["person_id"]).into_iter().flatten().collect();
    for table in Table::ALL.into_iter().filter(|table| table.is_structural()) {
        let has = |column: &str| table.columns().iter().any(|(name, _)| *name == column);
        if has("account_id") {
            let named = all.of(table, ["account_id"]);
            assert!(!named.is_empty(), "{} has no rows", table.name());
            assert!(
                named.iter().all(|[account]| accounts.contains(account)),
                "{}",
                table.name()
            );
        }
        for column in ["person_id", "owner_id"].into_iter().filter(|column| has(column)) {
            assert!(
                all.of(table, [column]).iter().all(|[person]| staff.contains(person)),
                "{}",
                table.name()
            );
        }
    }
}

#[test]
fn whoever_holds_an_account_is_employed_then() {
    let all = made(40, &[]);
    let staff = all.of(Table::Staff, ["person_id", "hired_on", "left_on"]);
    let staff: BTreeMap<String, (String, String)> = staff.into_iter().map(|[id, from, to]| (id, (from, to))).collect();
    for [person, from, to] in all.of(Table::Holdings, ["person_id", "starts_on", "ends_on"]) {
        let (hired, left) = &staff[&person];
        let last = if to.is_empty() {
            "2026-02-15".to_owned()
        } else {
            to.clone()
        };
        assert!(
            *hired <= from || hired.as_str() < "2023-02-16",
            "{person} holds from {from}, hired {hired}"
        );
        assert!(
            left.is_empty() || last <= *left,
            "{person} holds until {to}, left {left}"
        );
    }
}

#[test]
fn renewals_follow_subscriptions_and_who_churned_ends() {
    let all = made(12, &[]);
    let ended = all.of(Table::Accounts, ["account_id", "ended_on"]);
    let ended: BTreeMap<String, String> = ended.into_iter().map(|[account, day]| (account, day)).collect();
    let subscriptions = all.of(Table::Subscriptions, ["account_id", "starts_on", "revenue"]);
    let begun: BTreeMap<(String, String), String> = subscriptions
        .into_iter()
        .map(|[account, day, revenue]| ((account, day), revenue))
        .collect();
    let columns = ["account_id", "due_on", "outcome", "revenue_after"];
    for [account, due, outcome, after] in all.of(Table::Renewals, columns) {
        let next = begun.get(&(account.clone(), due.clone()));
        match outcome.as_str() {
            "churned" => {
                assert_eq!(next, None);
                assert_eq!(days(&ended[&account]), days(&due) - 1);
                assert_eq!(after, "0");
            }
            "" => assert_eq!(next, None),
            _ if due.as_str() <= "2026-02-15" => assert_eq!(next, Some(&after)),
            _ => assert_eq!(next, None),
        }
    }
}

/// How many days before the decision scores of churned accounts turned red for good, in the order of size.
fn leads(all: &Kept) -> Vec<i64> {
    let mut scores: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for [account, day, colour] in all.of(Table::HealthScores, ["account_id", "scored_on", "colour"]) {
        scores.entry(account).or_default().push((day, colour));
    }
    let mut found = Vec::new();
    for [account, decided, outcome] in all.of(Table::Renewals, ["account_id", "decided_on", "outcome"]) {
        let Some(scores) = scores.get(&account).filter(|_| outcome == "churned") else {
            continue;
        };
        let before = scores.iter().rev().filter(|(day, _)| *day <= decided);
        if let Some((day, _)) = before.take_while(|(_, colour)| colour == "red").last() {
            found.push(days(&decided) - days(day));
        }
    }
    found.sort_unstable();
    found
}

#[test]
fn the_lead_time_is_the_planted_one() {
    for (faults, (low, high)) in [(&[][..], LEAD), (&[Fault::ScoreInTime][..], SHORT_LEAD)] {
        let found = leads(&made(32, faults));
        let median = found[found.len() / 2];
        assert!(found.len() > 100, "{} churned after red scores", found.len());
        assert!(
            (median - (low + high) / 2).abs() <= 7,
            "median {median} of {low} to {high} days"
        );
    }
}

#[test]
fn a_score_is_the_chance_in_percent_unless_that_is_the_fault() {
    for (faults, holds) in [(&[][..], true), (&[Fault::ScoreMiscalibrated][..], false)] {
        let all = made(60, faults);
        let mut scores: BTreeMap<String, Vec<(i64, f64)>> = BTreeMap::new();
        for [account, day, score] in all.of(Table::HealthScores, ["account_id", "scored_on", "score"]) {
            scores.entry(account).or_default().push((days(&day), number(&score)));
        }
        let (mut expected, mut seen, mut many) = (0.0, 0.0, 0.0);
        for [account, decided, outcome] in all.of(Table::Renewals, ["account_id", "decided_on", "outcome"]) {
            let Some(scores) = scores.get(&account).filter(|_| !outcome.is_empty()) else {
                continue;
            };
            let at = days(&decided) - 90;
            if let Some((_, score)) = scores.iter().rev().find(|(day, _)| *day <= at && at - *day < 14) {
                expected += 1.0 - score / 100.0;
                seen += f64::from(u8::from(outcome == "churned"));
                many += 1.0;
            }
        }
        let gap = (expected - seen).abs() / many;
        assert_eq!(gap < 0.02, holds, "{expected} expected, {seen} seen of {many}");
    }
}

/// Percent of published net retention in the last quarter.
fn headline(all: &Kept) -> f64 {
    number(&all.of(Table::Headlines, ["net_retention"]).last().unwrap()[0])
}

#[test]
fn the_headline_is_what_subscriptions_say_unless_that_is_the_fault() {
    for (faults, more) in [(&[][..], 0.0), (&[Fault::HeadlineTies][..], 4.5)] {
        let all = made(12, faults);
        let rows = all.of(Table::Subscriptions, ["account_id", "starts_on", "ends_on", "revenue"]);
        let on = |day: &str| -> BTreeMap<String, f64> {
            let there = rows
                .iter()
                .filter(|[_, from, to, _]| from.as_str() <= day && day <= to.as_str());
            there
                .map(|[account, _, _, revenue]| (account.clone(), number(revenue)))
                .collect()
        };
        let (then, now) = (on("2024-12-31"), on("2025-12-31"));
        let kept: f64 = then.keys().filter_map(|account| now.get(account)).sum();
        let net = 100.0 * kept / then.values().sum::<f64>();
        assert!(
            (headline(&all) - net - more).abs() < 0.006,
            "{} against {net}",
            headline(&all)
        );
    }
}

/// The share of books with more accounts than declared.
fn over(all: &Kept) -> f64 {
    let mut held: BTreeMap<String, usize> = BTreeMap::new();
    for [person, role, from, to] in all.of(Table::Holdings, ["person_id", "role", "starts_on", "ends_on"]) {
        if role == "CSM" && from.as_str() <= "2026-02-15" && (to.is_empty() || to.as_str() >= "2026-02-15") {
            *held.entry(person).or_default() += 1;
        }
    }
    let capacity = all.of(Table::Staff, ["person_id", "account_capacity"]);
    let capacity: BTreeMap<String, String> = capacity.into_iter().map(|[person, many]| (person, many)).collect();
    let over = held
        .iter()
        .filter(|(person, many)| **many as f64 > number(&capacity[*person]));
    over.count() as f64 / held.len() as f64
}

#[test]
fn books_are_too_large_where_that_is_the_fault() {
    assert!(over(&made(60, &[])) < 0.05);
    assert!(over(&made(60, &[Fault::BooksWithinCapacity])) > 0.22);
    let few = over(&made(60, &[Fault::AiToOversizedBooks]));
    assert!((0.04..0.13).contains(&few), "{few}");
}

#[test]
fn an_account_that_goes_dark_was_green_for_six_months() {
    let all = made(60, &[Fault::GreenButDark]);
    let mut last: BTreeMap<String, (String, f64)> = BTreeMap::new();
    for [account, day, amount] in all.of(Table::Usage, ["account_id", "used_on", "amount"]) {
        last.insert(account, (day, number(&amount)));
    }
    let dark: BTreeSet<&String> = last
        .iter()
        .filter(|(_, (day, amount))| *amount == 0.0 && day.as_str() > "2026-01-01")
        .map(|(id, _)| id)
        .collect();
    assert!(dark.len() > 60, "{}", dark.len());
    let scores = all.of(Table::HealthScores, ["account_id", "scored_on", "colour"]);
    let late = scores
        .iter()
        .filter(|[account, day, _]| dark.contains(account) && day.as_str() >= "2025-08-20");
    let (green, every) = late.fold((0, 0), |(green, every), [_, _, colour]| {
        (green + i32::from(colour == "green"), every + 1)
    });
    assert!(f64::from(green) > 0.98 * f64::from(every), "{green} of {every}");
}

#[test]
fn weeks_one_by_one_are_the_year_as_a_whole() {
    let simulation = Simulation::new(12, 7);
    let mut kept = Kept::default();
    write_tools_in_use(&simulation, &mut kept, &mut |_, _| {}).unwrap();
    let whole = uptake_simulate::clean_organisation(&simulation.people);
    let ids = kept.of(Table::Interactions, ["interaction_id", "person_id", "evidence_id"]);
    let wanted: Vec<[String; 3]> = whole
        .interactions
        .iter()
        .map(|row| {
            let evidence = row.evidence_id.clone().unwrap_or_default();
            [row.interaction_id.clone(), row.person_id.clone(), evidence]
        })
        .collect();
    assert_eq!(ids, wanted);
    let cases = kept.of(Table::Cases, ["case_id", "person_id"]);
    let wanted: Vec<[String; 2]> = whole
        .cases
        .iter()
        .map(|row| [row.case_id.clone(), row.person_id.clone()])
        .collect();
    assert_eq!(cases, wanted);
}

/// The lead times of churned accounts, found as rows come by: nothing else is kept.
#[derive(Default)]
struct Leads {
    accounts: usize,
    /// Of the account whose rows come: the day it was decided that it leaves, and since when it has been red.
    decided: Option<jiff::civil::Date>,
    red_since: Option<jiff::civil::Date>,
    found: Vec<i64>,
}

impl Leads {
    fn close(&mut self) {
        if let (Some(decided), Some(since)) = (self.decided.take(), self.red_since.take()) {
            self.found.push(decided.duration_since(since).as_secs() / 86_400);
        }
        self.red_since = None;
    }
}

impl Sink for Leads {
    fn row(&mut self, table: Table, fields: &[Field<'_>]) -> io::Result<()> {
        match (table, fields) {
            (Table::Accounts, _) => {
                self.close();
                self.accounts += 1;
            }
            (Table::Renewals, [_, _, _, _, Field::Date(decided), Field::Text("churned"), ..]) => {
                self.decided = Some(*decided)
            }
            (Table::HealthScores, [_, Field::Date(day), _, _, Field::Text(colour)])
                if self.decided.is_some_and(|decided| *day <= decided) =>
            {
                let red = *colour == "red";
                self.red_since = self.red_since.or(Some(*day)).filter(|_| red);
            }
            _ => {}
        }
        Ok(())
    }
}

#[test]
fn twelve_hundred_people_have_some_forty_thousand_accounts_and_the_planted_lead_time() {
    let mut leads = Leads::default();
    write_structure(&Simulation::new(1_200, 7), &mut leads, &mut |_, _| {}).unwrap();
    leads.close();
    assert!(
        (40_000..70_000).contains(&leads.accounts),
        "{} accounts",
        leads.accounts
    );
    leads.found.sort_unstable();
    let median = leads.found[leads.found.len() / 2];
    assert!(
        leads.found.len() > 5_000,
        "{} churned after red scores",
        leads.found.len()
    );
    assert!((median - (LEAD.0 + LEAD.1) / 2).abs() <= 7, "median {median} days");
}

#[test]
fn hours_for_an_account_follow_the_size_of_books_as_their_capacity_does() {
    let hours = |accounts_per_csm: usize| {
        let simulation = Simulation {
            accounts_per_csm,
            ..Simulation::new(12, 7)
        };
        let mut all = Kept::default();
        write_structure(&simulation, &mut all, &mut |_, _| {}).unwrap();
        let columns = ["account_capacity", "hours_per_account"];
        let holders = all
            .of(Table::Staff, columns)
            .into_iter()
            .filter(|[many, _]| !many.is_empty());
        holders
            .map(|[many, hours]| number(&many) * number(&hours))
            .collect::<Vec<f64>>()
    };
    let usual = hours(37);
    for accounts_per_csm in [12, 110, 400] {
        for (all, usual) in hours(accounts_per_csm).into_iter().zip(&usual) {
            assert!(
                (all / usual - 1.0).abs() < 0.1,
                "{accounts_per_csm}: {all} hours, else {usual}"
            );
        }
    }
}
