//! The people and their use of tools, as rows: week by week, or as a whole where something is planted in it.

use super::simulation::Simulation;
use super::sink::{Field, Sink};
use super::tables::Table;
use crate::cases::{Case, Involvement, cases_of_week};
use crate::interactions::{At, Interaction, interactions_of_week};
use crate::leave::Leave;
use crate::organisation::{Staff, clean_organisation};
use crate::plants::{Plant, targets};
use crate::roster::Person;
use crate::teams::TEAMS;
use std::io;

/// Writes all rows about people and their use of tools. `done` hears how many of how many weeks are written.
///
/// # Errors
/// When a row can't be written.
pub fn write_tools_in_use(
    simulation: &Simulation,
    sink: &mut dyn Sink,
    done: &mut dyn FnMut(usize, usize),
) -> io::Result<()> {
    let settings = &simulation.people;
    let people = if simulation.plants.is_empty() {
        let staff = Staff::new(settings);
        let users = staff.users();
        leave(sink, staff.away.iter().flatten())?;
        let (mut uses, mut closed) = (0, 0);
        for week in 0..settings.weeks {
            let rows = interactions_of_week(settings, &users, week, uses);
            uses += rows.len();
            interactions(sink, &rows)?;
            let rows = cases_of_week(settings, &users, week, closed);
            closed += rows.len();
            cases(sink, &rows)?;
            done(week + 1, settings.weeks);
        }
        staff.people
    } else {
        let mut organisation = clean_organisation(settings);
        for plant in &simulation.plants {
            plant.spoil(settings, &mut organisation);
        }
        leave(sink, organisation.leave.iter())?;
        interactions(sink, &organisation.interactions)?;
        cases(sink, &organisation.cases)?;
        done(settings.weeks, settings.weeks);
        organisation.people
    };
    write_people(sink, &people)?;
    write_targets(simulation, sink, &people)?;
    write_rollouts(simulation, sink)
}

fn write_people(sink: &mut dyn Sink, people: &[Person]) -> io::Result<()> {
    for row in people {
        let fields = [
            Field::Text(&row.person_id),
            Field::Text(row.role.as_str()),
            Field::text(row.segment.map(|segment| segment.as_str())),
            Field::Text(row.team),
            Field::Text(row.region.as_str()),
            Field::Date(row.hired_on),
            Field::day(row.left_on),
        ];
        sink.row(Table::People, &fields)?;
    }
    Ok(())
}

fn leave<'a>(sink: &mut dyn Sink, rows: impl Iterator<Item = &'a Leave>) -> io::Result<()> {
    for row in rows {
        let fields = [
            Field::Text(&row.person_id),
            Field::Date(row.starts_on),
            Field::Date(row.ends_on),
            Field::Text(row.reason.as_str()),
        ];
        sink.row(Table::Leave, &fields)?;
    }
    Ok(())
}

fn interactions(sink: &mut dyn Sink, rows: &[Interaction]) -> io::Result<()> {
    for row in rows {
        let at = match &row.at {
            At::Utc(time) => Field::Time(*time),
            At::Text(text) => Field::Text(text),
        };
        let fields = [
            Field::Text(&row.interaction_id),
            Field::Text(&row.person_id),
            at,
            Field::Text(row.tool),
            Field::Text(row.kind.as_str()),
            Field::Bool(row.is_documented()),
            Field::text(row.evidence_id.as_deref()),
        ];
        sink.row(Table::Interactions, &fields)?;
    }
    Ok(())
}

fn cases(sink: &mut dyn Sink, rows: &[Case]) -> io::Result<()> {
    for row in rows {
        let part = row.assistance.as_ref();
        let kept = part.and_then(|part| part.kept_percent);
        let fields = [
            Field::Text(&row.case_id),
            Field::Text(&row.person_id),
            Field::Time(row.closed_at),
            Field::Text(&row.account_id),
            Field::text(part.map(|part| part.involvement).map(Involvement::as_str)),
            Field::truth(part.map(|part| part.is_documented)),
            Field::text(part.and_then(|part| part.tool)),
            kept.map_or(Field::Missing, |percent| Field::Decimal {
                units: i64::from(percent),
                places: 2,
            }),
        ];
        sink.row(Table::Cases, &fields)?;
    }
    Ok(())
}

fn write_targets(simulation: &Simulation, sink: &mut dyn Sink, people: &[Person]) -> io::Result<()> {
    let too_early = simulation.plants.contains(&Plant::TargetsBeforeBarriers);
    for target in targets::targets(&simulation.people, people, too_early) {
        let row = [
            Field::Text(target.person_id),
            Field::Date(target.begins),
            Field::Missing,
            Field::Text("three a week"),
        ];
        sink.row(Table::Targets, &row)?;
        if let Some(barrier) = target.barrier {
            let row = [
                Field::Text(target.person_id),
                Field::Date(barrier.begins),
                Field::day(barrier.removed),
                Field::Text("slow answers"),
            ];
            sink.row(Table::Barriers, &row)?;
        }
    }
    Ok(())
}

fn write_rollouts(simulation: &Simulation, sink: &mut dyn Sink) -> io::Result<()> {
    let late = simulation.plants.contains(&Plant::RolledOut);
    let begins = targets::rolled_out(&simulation.people, late);
    for team in &TEAMS {
        let row = [Field::Text(team.name), Field::Date(begins), Field::Missing];
        sink.row(Table::Rollouts, &row)?;
    }
    Ok(())
}
