//! Use that isn't what it seems: written by programs, or under another name.

use super::uses::{approved, lot, numbers, week};
use crate::calendar;
use crate::interactions::{At, Interaction};
use crate::organisation::Organisation;
use crate::settings::Settings;
use std::collections::BTreeMap;

/// How many interactions a program writes in a week.
const WRITTEN: usize = 6;

/// A quarter of those who use tools at all have exactly six documented uses in every week in which they have any.
pub(super) fn by_program(settings: &Settings, organisation: &mut Organisation) {
    let numbers = numbers(organisation);
    let theirs = |row: &Interaction| {
        let number = numbers.get(&row.person_id)?;
        (approved(row) && lot(settings, *number) < 0.25).then(|| (*number, week(settings, row)))
    };
    let mut kept: BTreeMap<(usize, usize), Vec<Interaction>> = BTreeMap::new();
    organisation.interactions.retain(|row| match theirs(row) {
        None => true,
        Some(place) => {
            kept.entry(place).or_default().push(row.clone());
            false
        }
    });
    for rows in kept.into_values() {
        let many = rows.into_iter().cycle().take(WRITTEN).enumerate();
        organisation.interactions.extend(many.map(|(copy, mut row)| {
            // A repeated key would be a duplicate, and be set aside.
            row.interaction_id = format!("{}-{copy}", row.interaction_id);
            row.evidence_id = Some(format!("ev-{}", row.interaction_id));
            row
        }));
    }
    let rows = &mut organisation.interactions;
    rows.sort_by(|a, b| (&a.at, &a.person_id, &a.interaction_id).cmp(&(&b.at, &b.person_id, &b.interaction_id)));
}

/// From the Wednesday of the sixth week before the end on, the log has two tools under the name of a third.
pub(super) fn under_another_name(settings: &Settings, organisation: &mut Organisation) {
    let from = calendar::plus_days(settings.monday(settings.weeks.saturating_sub(6)), 2);
    for row in &mut organisation.interactions {
        let renamed = matches!(row.tool, "Gainsight Copilot" | "gainsight ai" | "Zoom AI Companion");
        if renamed && matches!(&row.at, At::Utc(at) if at.date() >= from) {
            row.tool = "Microsoft 365 Copilot";
        }
    }
}
