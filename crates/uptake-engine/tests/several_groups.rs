//! People in several groups at once: figures against a plain recount, whatever the order of rows.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    clippy::panic,
    reason = "a test may stop"
)]

use jiff::civil::Date;
use polars::prelude::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uptake_adapter::{Batch, Batches, Codes, Lines, ScanRequest};
use uptake_engine::input::{Inputs, SourceId, SourceInfo};
use uptake_engine::intake::SetAsideRow;
use uptake_engine::names::Disclosure;
use uptake_engine::outcome::MetricRow;
use uptake_engine::{Error, Range, Request, run};
use uptake_rules::{Diagnostics, Policy, RuleFile, Sources};

const RULES: &str = "
uptake: 1
pack: several
entities: people
datasets:
  people: { kind: entities, entity: id, key: [id], columns: { id: text, team: text } }
  memberships:
    kind: spells
    entity: id
    from: a
    through: b
    updates: [team]
    overlap: RULE
    columns: { id: text, a: date, b: { type: date, optional: true }, team: text }
  events: { kind: events, entity: id, time: at, columns: { id: text, at: date } }
measures:
  rows: { count: events }
definitions:
  active: { when: rows >= 1 }
metrics:
  rate: { title: Rate, share: active, by: [team] }
";

/// Monday, the first day of the week.
const MONDAY: Date = Date::constant(2026, 2, 2);

/// A spell of a person from one day of the week to another, less than zero for before it and more than six for after.
type Spell = (u8, i64, i64, u8);

fn day(offset: i64) -> Date {
    MONDAY.saturating_add(jiff::Span::new().days(offset))
}

fn policy(rule: &str) -> Policy {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let file = RuleFile::new("rules.yaml", RULES.replace("RULE", rule));
    let policy = uptake_rules::load(&[file], &mut sources, &mut diagnostics);
    assert!(diagnostics.is_empty());
    policy
}

struct Memory<'a> {
    spells: &'a [Spell],
    active: &'a [bool],
}

impl Inputs for Memory<'_> {
    fn sources(&self, _: &str) -> Vec<SourceInfo> {
        vec![SourceInfo::default()]
    }

    fn scan(&mut self, SourceId { dataset, .. }: SourceId<'_>, _: &ScanRequest) -> Result<Batches, Error> {
        let name = |person: usize| format!("p{person}");
        let frame = match dataset {
            "people" => {
                let ids: Vec<String> = (0..self.active.len()).map(name).collect();
                df!("id" => &ids, "team" => vec!["listed"; ids.len()]).unwrap()
            }
            "memberships" => {
                let of = |f: &dyn Fn(&Spell) -> String| self.spells.iter().map(f).collect::<Vec<_>>();
                df!(
                    "id" => of(&|spell| name(spell.0.into())),
                    "a" => of(&|spell| day(spell.1).to_string()),
                    "b" => of(&|spell| day(spell.2).to_string()),
                    "team" => of(&|spell| format!("t{}", spell.3)),
                )
                .unwrap()
            }
            _ => {
                let active = (0..self.active.len()).filter(|person| self.active[*person]);
                let ids: Vec<String> = active.map(name).collect();
                df!("id" => &ids, "at" => vec![MONDAY.to_string(); ids.len()]).unwrap()
            }
        };
        let part: Arc<str> = dataset.into();
        let batch = Batch {
            frame,
            part,
            first_row: 1,
            codes: Codes::default(),
            lines: Lines::none(),
        };
        Ok(Box::new(std::iter::once(Ok(batch))))
    }

    fn rereadable(&self, _: SourceId<'_>) -> bool {
        true
    }

    fn progress(&mut self, _: SourceId<'_>, _: u64) {}
}

/// The groups of the week with numerator and denominator; the whole has no name.
fn figures(rule: &str, spells: &[Spell], active: &[bool]) -> BTreeMap<String, (f64, f64)> {
    let policy = policy(rule);
    let request = Request {
        project: "several",
        policy: &policy,
        stage: None,
        as_of: day(6),
        range: Range::All,
        person: None,
    };
    let mut set_aside: Vec<SetAsideRow> = Vec::new();
    let outcome = run(&request, &mut Memory { spells, active }, &mut set_aside).unwrap();
    let clear = Disclosure::clear();
    let writer = clear.over(&[]);
    let of = |row: &MetricRow| {
        let name = row
            .cut_value
            .as_ref()
            .map_or(String::new(), |value| writer.write(value));
        (
            name,
            (row.numerator.unwrap().nearest(), row.denominator.unwrap().nearest()),
        )
    };
    outcome.metrics[0]
        .rows
        .iter()
        .filter(|row| row.period == MONDAY)
        .map(of)
        .collect()
}

/// The teams of a person by the plainest way: what is in force on most days, of several the state that begins later.
fn teams(person: usize, spells: &[Spell], first_only: bool) -> Vec<String> {
    let mut own: Vec<&Spell> = spells.iter().filter(|spell| usize::from(spell.0) == person).collect();
    own.sort_by_key(|spell| (spell.1, spell.3, spell.2));
    let mut states: BTreeMap<Vec<usize>, (usize, i64)> = BTreeMap::new();
    for day in 0..7 {
        let mut state: Vec<usize> = Vec::new();
        for (number, spell) in own
            .iter()
            .enumerate()
            .filter(|(_, spell)| spell.1 <= day && day <= spell.2)
        {
            if state.iter().all(|known| own[*known].3 != spell.3) {
                state.push(number);
            }
        }
        if first_only {
            state.truncate(1);
        }
        states.entry(state).or_insert((0, day)).0 += 1;
    }
    let listed = states.remove(&Vec::new()).map_or(0, |(days, _)| days);
    match states.into_iter().max_by_key(|(_, place)| *place) {
        Some((state, (days, _))) if days >= listed => {
            state.iter().map(|number| format!("t{}", own[*number].3)).collect()
        }
        _ => vec!["listed".to_owned()],
    }
}

fn recount(rule: &str, spells: &[Spell], active: &[bool]) -> BTreeMap<String, (f64, f64)> {
    let mut groups: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for (person, active) in active.iter().enumerate() {
        let teams = teams(person, spells, rule == "first");
        let weight = if rule == "share" { 1.0 / teams.len() as f64 } else { 1.0 };
        for (name, weight) in teams
            .into_iter()
            .map(|team| (team, weight))
            .chain([(String::new(), 1.0)])
        {
            let group = groups.entry(name).or_default();
            group.0 += weight * f64::from(u8::from(*active));
            group.1 += weight;
        }
    }
    groups
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn groups_are_those_of_a_plain_recount_whatever_the_order_and_shares_add_up(
        spells in prop::collection::vec((0u8..5, -3i64..7, 0i64..10, 0u8..4), 1..24),
        active in prop::collection::vec(any::<bool>(), 5),
        turn in any::<prop::sample::Index>(),
    ) {
        // One person without spells is always active, so that the week is covered.
        let active: Vec<bool> = active.into_iter().chain([true]).collect();
        let spells: Vec<Spell> = spells.into_iter().map(|(who, a, length, team)| (who, a, a + length, team)).collect();
        let mut turned = spells.clone();
        turned.rotate_left(turn.index(spells.len()));
        turned.reverse();
        for rule in ["first", "share", "each"] {
            let found = figures(rule, &spells, &active);
            prop_assert_eq!(&found, &figures(rule, &turned, &active));
            let wanted = recount(rule, &spells, &active);
            let groups: BTreeSet<&String> = found.keys().chain(wanted.keys()).collect();
            for group in groups {
                let (found, wanted) = (found.get(group).copied().unwrap_or_default(), wanted.get(group).copied().unwrap_or_default());
                let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
                prop_assert!(near(found.0, wanted.0) && near(found.1, wanted.1), "{rule} {group}: {found:?}, not {wanted:?}");
            }
            let sum = |of: fn(&(f64, f64)) -> f64| -> f64 {
                found.iter().filter(|(name, _)| !name.is_empty()).map(|(_, counts)| of(counts)).sum()
            };
            let whole = found[""];
            if rule == "share" {
                prop_assert!((sum(|counts| counts.0) - whole.0).abs() < 1e-9 && (sum(|counts| counts.1) - whole.1).abs() < 1e-9);
            }
            if rule == "first" {
                prop_assert_eq!(sum(|counts| counts.1), whole.1);
            }
        }
    }
}
