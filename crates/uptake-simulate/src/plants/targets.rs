//! Adoption targets, and what stands in the way of tools.

use super::Plant;
use crate::calendar;
use crate::organisation::Organisation;
use crate::roster::{Person, Role};
use crate::settings::Settings;
use crate::teams::{Region, TEAMS};
use jiff::civil::Date;
use std::io;
use std::path::Path;

/// The target of a person, and what stands in their way.
pub(crate) struct Target<'a> {
    pub(crate) person_id: &'a str,
    pub(crate) begins: Date,
    pub(crate) barrier: Option<Barrier>,
}

/// Slow tools.
pub(crate) struct Barrier {
    pub(crate) begins: Date,
    /// The last day, if it ended.
    pub(crate) removed: Option<Date>,
}

/// All CSMs have a target for the last eight weeks, and for one region the tools were slow until two weeks before that, or still
/// are where targets came too early.
pub(crate) fn targets<'a>(
    settings: &Settings,
    people: &'a [Person],
    too_early: bool,
) -> impl Iterator<Item = Target<'a>> {
    let begins = settings.monday(settings.weeks.saturating_sub(8));
    let first = settings.monday(0);
    let removed = (!too_early).then(|| calendar::plus_days(begins, -14));
    let csms = people.iter().filter(|person| person.role == Role::Csm);
    csms.map(move |person| Target {
        person_id: &person.person_id,
        begins,
        barrier: (person.region == Region::Apac).then_some(Barrier { begins: first, removed }),
    })
}

/// The first day on which the teams had the tools: that of the first week, or of the last one where that is the fault.
pub(crate) fn rolled_out(settings: &Settings, late: bool) -> Date {
    settings.monday(if late { settings.weeks.saturating_sub(1) } else { 0 })
}

/// Writes `targets.csv`, `barriers.csv` and `rollouts.csv` into a folder: all CSMs have a target for the last eight weeks, and for one
/// region the tools were slow until two weeks before that, or still are where that is the fault. The teams have had the tools from the
/// first week on, or since the last one where that is the fault.
///
/// # Errors
/// When a file can't be written.
pub fn write_targets(settings: &Settings, organisation: &Organisation, plant: Plant, dir: &Path) -> io::Result<()> {
    let mut targets_file = "person_id,starts_on,ends_on,target\n".to_owned();
    let mut barriers_file = "person_id,starts_on,ends_on,barrier\n".to_owned();
    for target in targets(settings, &organisation.people, plant == Plant::TargetsBeforeBarriers) {
        targets_file += &format!("{},{},,three a week\n", target.person_id, target.begins);
        if let Some(barrier) = target.barrier {
            let removed = barrier.removed.map(|day| day.to_string()).unwrap_or_default();
            barriers_file += &format!("{},{},{removed},slow answers\n", target.person_id, barrier.begins);
        }
    }
    let mut rollouts_file = "team,started_on,ended_on\n".to_owned();
    let begins = rolled_out(settings, plant == Plant::RolledOut);
    for team in &TEAMS {
        rollouts_file += &format!("{},{begins},\n", team.name);
    }
    std::fs::write(dir.join("targets.csv"), targets_file)?;
    std::fs::write(dir.join("barriers.csv"), barriers_file)?;
    std::fs::write(dir.join("rollouts.csv"), rollouts_file)
}
