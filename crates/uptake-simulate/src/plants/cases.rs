//! Faults in the part that tools have in cases.

use crate::cases::{Assistance, Case, Involvement};
use crate::organisation::Organisation;
use crate::random::{Random, Stream};
use crate::roster::Role;
use crate::settings::Settings;
use std::collections::BTreeSet;

use super::uses::lot;

fn assisted(case: &Case) -> bool {
    let part = case.assistance.as_ref();
    part.is_some_and(|part| part.is_documented && part.involvement != Involvement::None)
}

/// A case in which no tool had a part.
fn without_help() -> Assistance {
    Assistance {
        involvement: Involvement::None,
        is_documented: false,
        tool: None,
        kept_percent: None,
    }
}

/// In the last six weeks the tools have a part in somewhat fewer cases.
pub(super) fn flat(settings: &Settings, organisation: &mut Organisation) {
    let from = settings.monday(settings.weeks.saturating_sub(6));
    for (number, case) in organisation.cases.iter_mut().enumerate() {
        let mut random = Random::stream(settings.seed, Stream::Plant, &[number, 2]);
        if case.closed_at.date() >= from && assisted(case) && random.chance(0.12) {
            case.assistance = Some(without_help());
        }
    }
}

/// For four of ten people the tools have no part in any case.
pub(super) fn without_output(settings: &Settings, organisation: &mut Organisation) {
    let people = organisation.people.iter().enumerate();
    let idle: BTreeSet<&str> = people
        .filter(|(number, _)| lot(settings, *number) < 0.4)
        .map(|(_, person)| person.person_id.as_str())
        .collect();
    for case in &mut organisation.cases {
        if assisted(case) && idle.contains(case.person_id.as_str()) {
            case.assistance = Some(without_help());
        }
    }
}

/// Eight people, one of fifteen, close nine of ten assisted cases.
pub(super) fn of_a_few(settings: &Settings, organisation: &mut Organisation) {
    let first = settings.monday(0);
    let there = organisation
        .people
        .iter()
        .filter(|person| person.role == Role::Csm && person.hired_on <= first && person.left_on.is_none());
    let few: Vec<String> = there
        .step_by(9)
        .take(8)
        .map(|person| person.person_id.clone())
        .collect();
    for (number, case) in organisation.cases.iter_mut().enumerate() {
        let mut random = Random::stream(settings.seed, Stream::Plant, &[number, 3]);
        let taken = few.get(random.below(few.len()));
        if let Some(taken) = taken.filter(|_| assisted(case) && random.chance(0.9)) {
            case.person_id.clone_from(taken);
        }
    }
    let cases = &mut organisation.cases;
    cases.sort_by(|a, b| (a.closed_at, &a.person_id).cmp(&(b.closed_at, &b.person_id)));
}

/// A quarter of what else would be kept of a draft.
pub(super) fn dropped_drafts(organisation: &mut Organisation) {
    for part in organisation
        .cases
        .iter_mut()
        .filter_map(|case| case.assistance.as_mut())
    {
        part.kept_percent = part.kept_percent.map(|kept| kept / 4);
    }
}
