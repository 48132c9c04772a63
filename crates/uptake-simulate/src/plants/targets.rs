//! Adoption targets, and what stands in the way of tools.

use super::Plant;
use crate::calendar;
use crate::organisation::Organisation;
use crate::roster::Role;
use crate::settings::Settings;
use crate::teams::Region;
use std::io;
use std::path::Path;

/// Writes `targets.csv` and `barriers.csv` into a folder: all CSMs have a target for the last eight weeks, and for one region the
/// tools were slow until two weeks before that, or still are where that is the fault.
///
/// # Errors
/// When a file can't be written.
pub fn write_targets(settings: &Settings, organisation: &Organisation, plant: Plant, dir: &Path) -> io::Result<()> {
    let begins = settings.monday(settings.weeks.saturating_sub(8));
    let removed = match plant {
        Plant::TargetsBeforeBarriers => String::new(),
        _ => calendar::plus_days(begins, -14).to_string(),
    };
    let mut targets = "person_id,starts_on,ends_on,target\n".to_owned();
    let mut barriers = "person_id,starts_on,ends_on,barrier\n".to_owned();
    for person in organisation.people.iter().filter(|person| person.role == Role::Csm) {
        targets += &format!("{},{begins},,three a week\n", person.person_id);
        if person.region == Region::Apac {
            barriers += &format!("{},{},{removed},slow answers\n", person.person_id, settings.monday(0));
        }
    }
    std::fs::write(dir.join("targets.csv"), targets)?;
    std::fs::write(dir.join("barriers.csv"), barriers)
}
