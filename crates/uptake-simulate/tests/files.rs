//! The files: the same settings give the same bytes, on every machine and with every version of every dependency.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

use std::path::Path;

use jiff::civil::date;
use uptake_simulate::{Organisation, Settings, organisation, write_csv};

const FILES: [&str; 4] = ["people.csv", "leave.csv", "interactions.csv", "cases.csv"];

/// What `write_csv` writes, in the order of [`FILES`]; `name` keeps tests that run at once apart.
fn written(made: &Organisation, name: &str) -> [String; 4] {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    write_csv(made, &dir).unwrap();
    let texts = FILES.map(|file| std::fs::read_to_string(dir.join(file)).unwrap());
    std::fs::remove_dir_all(&dir).unwrap();
    texts
}

fn small(seed: u64) -> Settings {
    Settings {
        seed,
        people: 44,
        weeks: 8,
        ..Settings::default()
    }
}

/// FNV-1a, 64 bits (Fowler, Noll and Vo): short, and enough to notice a change.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let one = written(&organisation(&small(5)), "same-one");
    let other = written(&organisation(&small(5)), "same-other");
    assert_eq!(one, other);
}

#[test]
fn another_seed_gives_other_bytes_in_every_file() {
    let one = written(&organisation(&small(5)), "seed-5");
    let other = written(&organisation(&small(6)), "seed-6");
    for (file, (one, other)) in FILES.iter().zip(one.iter().zip(&other)) {
        assert_ne!(one, other, "{file}");
    }
}

/// Figures in documents and golden files come from these bytes. When the simulator is meant to change, so are they.
#[test]
fn the_demo_s_bytes_are_those_of_the_last_release() {
    let texts = written(&organisation(&Settings::default()), "demo");
    assert_eq!(
        texts.each_ref().map(|text| format!("{:016x}", fingerprint(text))),
        [
            "af5fd247559c65f4",
            "f2eaee4aa09462ea",
            "2c16a8880c5c259a",
            "8159f9d168d2d050"
        ]
    );
}

#[test]
fn the_headers_are_those_of_the_contracts() {
    let headers = written(&organisation(&small(5)), "headers").map(|text| text.lines().next().unwrap().to_owned());
    assert_eq!(
        headers,
        [
            "person_id,role,segment,team,region,hired_on,left_on",
            "person_id,starts_on,ends_on,reason",
            "interaction_id,person_id,at,tool,kind,documented,evidence_id",
            "case_id,person_id,closed_at,account_id,ai_involvement,ai_documented,tool,kept_share",
        ]
    );
}

#[test]
fn every_row_has_as_many_fields_as_its_header_and_none_needs_quotes() {
    for text in written(&organisation(&small(5)), "fields") {
        assert!(!text.contains('"') && !text.contains('\r') && text.ends_with('\n'));
        let width = |line: &str| line.split(',').count();
        let header = width(text.lines().next().unwrap());
        assert!(text.lines().all(|line| width(line) == header));
    }
}

#[test]
fn evidence_is_given_for_documented_interactions_alone() {
    let [_, _, interactions, _] = written(&organisation(&small(5)), "evidence");
    for line in interactions.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!(fields[5] == "true", !fields[6].is_empty(), "{line}");
    }
}

#[test]
fn all_but_the_unreadable_times_are_rfc_3339_in_utc() {
    let [_, _, interactions, _] = written(&organisation(&small(5)), "times");
    let times = interactions.lines().skip(1).map(|line| line.split(',').nth(2).unwrap());
    let unreadable: Vec<&str> = times
        .filter(|at| !(at.len() == 20 && at.ends_with('Z') && at.parse::<jiff::Timestamp>().is_ok()))
        .collect();
    assert_eq!(unreadable, [uptake_simulate::dirt::UNREADABLE_AT]);
}

#[test]
fn a_first_week_that_begins_on_another_weekday_begins_on_the_monday_before() {
    let monday = small(5);
    let thursday = Settings {
        first_week: date(2025, 2, 20),
        ..monday.clone()
    };
    assert_eq!(organisation(&monday), organisation(&thursday));
}

#[test]
fn nobody_or_no_time_at_all_gives_headers_alone() {
    let nobody = organisation(&Settings { people: 0, ..small(5) });
    assert!(written(&nobody, "nobody").iter().all(|text| text.lines().count() == 1));
    let no_time = organisation(&Settings { weeks: 0, ..small(5) });
    assert!(no_time.interactions.is_empty());
}
