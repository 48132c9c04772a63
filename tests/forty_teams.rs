//! A project of forty teams, for what has to fit on a screen.

use crate::support::{Project, WEEK, uses};

const NEXT: &str = "2026-02-09";

/// Forty teams with an override, checks that fail in all of them, and people whose role is written in other ways.
pub(crate) fn large() -> Project {
    let mut people = String::from("id,team,role\n");
    let mut events = String::from("id,at\n");
    for team in 0..40 {
        for number in 0..6 {
            let id = format!("p-{team}-{number}");
            let role = match number {
                5 if team < 7 => "agent",
                5 => "Customer Agent Lead",
                _ => "Agent",
            };
            people.push_str(&format!("{id},Customer Success Team Number {team},{role}\n"));
            let count = if (team + number) % 3 == 0 { 1 } else { 4 };
            events.push_str(&uses(&id, WEEK, count));
            events.push_str(&uses(&id, NEXT, count));
        }
    }
    Project::small()
        .file("people.csv", people)
        .file("uses.csv", events)
        .edit("uptake.yaml", "packs: [rules.yaml]", "packs: [rules.yaml, north.yaml]")
        .edit("rules.yaml", "uptake: 1\n", "uptake: 1\npack: base\n")
        .edit("rules.yaml", "      id: text\n", "      id: text\n      role: text\n")
        .edit("rules.yaml", "definitions:\n", "definitions:\n  agent: { when: role == \"Agent\" }\n")
        .edit("rules.yaml", "share: active, by: [team]", "share: active, of: agent, by: [team], benchmark: good")
        .edit(
            "rules.yaml",
            "metrics:\n",
            "benchmarks:\n  good: { by: team, edge: higher, below: Low, bands: [Good], table: { Customer Success Team Number 1: [50] } }\n\
             checks:\n\
             \x20 low: { title: Low, about: A team of which fewer than nine in ten are active., of: agent, by: [team], values: { rate: share(active) }, fail: rate < 90.0, evidence: { where: \"!active\", show: [uses_made, role] } }\n\
             \x20 few: { title: Few, of: agent, warn: count() < 1000 }\n\
             \x20 well: { title: Well, fail: count() < 1 }\n\
             metrics:\n",
        )
        .file(
            "north.yaml",
            "uptake: 1\nextends: base\nfor: { team: Customer Success Team Number 2 }\neffective: { from: 2026-02-09 }\ndefinitions:\n  active: { when: uses_made >= 5 }\n",
        )
}
