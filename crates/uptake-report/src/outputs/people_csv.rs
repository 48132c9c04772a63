//! `people.csv`: who counts, and why, for everybody who can open a spreadsheet.

use super::cells::{Before, Cells, Stretch};
use super::inert::inert;
use super::pieces;
use super::{Figures, Made, Output, People, Write};
use crate::export::ExportError;
use crate::governing::of_set;
use std::fs::File;
use std::path::Path;
use uptake_engine::outcome::{ALL, WrittenRows};
use uptake_rules::Policy;

pub(super) const OUTPUT: Output = Output {
    name: "people.csv",
    about: "has one row per entity and period, for people: the columns of the list, each measure, each definition as `yes`, `no` or `unknown`, \
            each ladder; `not_counted` says why somebody doesn't count and is empty for who does, `rule` which rules hold, \
            each as group, file:line and since when, the most specific first: it wins where two say different things. `NAME (all)` is there where somebody is in several groups at once",
    only: Some(
        "names may be shown: not in a project that asks for pseudonyms or protects small groups, unless `--names` is given",
    ),
    people: People::All,
    columns: &[],
    write: Write::Afterwards(write),
};

fn write(figures: &Figures<'_>, path: &Path) -> Result<Made, ExportError> {
    if figures.people_withheld() {
        return Ok(Made::Nothing);
    }
    let rows = &figures.outcome.entity_periods;
    let listed = rows.listed();
    let rows = rows.rows(&figures.writer, &|set| of_set(&figures.outcome.governing, set))?;
    let mut names = order(&rows, &figures.outcome.entity_column, listed);
    let mut again = Vec::new();
    for name in &names {
        if says_it_again(&rows, name)? {
            again.push(name.clone());
        }
    }
    names.retain(|name| !again.contains(name));
    let columns: Vec<Cells> = names
        .iter()
        .map(|name| Cells::of(rows.column(name)?, is_definition(figures.policy, name)))
        .collect::<Result<_, ExportError>>()?;
    let mut head = csv::Writer::from_writer(Vec::new());
    head.write_record(names.iter().map(|name| inert(name).into_owned()))?;
    let head = head.into_inner().map_err(|error| error.into_error())?;
    let stretches = Stretch::all(&columns);
    let some = |rows, bytes: &mut Vec<u8>| piece(&stretches, rows, bytes);
    let digest = pieces::write(head, rows.len(), &some, File::create(path)?)?;
    Ok(Made::Digested(digest))
}

fn piece(stretches: &[Stretch<'_>], rows: std::ops::Range<usize>, bytes: &mut Vec<u8>) -> Result<(), ExportError> {
    let mut made: Vec<Before<'_>> = stretches.iter().map(|_| Before::default()).collect();
    for row in rows {
        for (number, (stretch, made)) in stretches.iter().zip(&mut made).enumerate() {
            if number > 0 {
                bytes.push(b',');
            }
            stretch.write(row, made, bytes)?;
        }
        bytes.push(b'\n');
    }
    Ok(())
}

/// Whether a column with all groups of an entity has nothing but what the plain column says: nobody is in several.
fn says_it_again(rows: &WrittenRows, name: &str) -> Result<bool, ExportError> {
    match name.strip_suffix(ALL).filter(|plain| rows.columns().contains(plain)) {
        Some(plain) => Ok(rows.are_same(plain, name)?),
        None => Ok(false),
    }
}

/// The columns as they are read: who and when, what the list says, then all else in its order.
fn order(rows: &WrittenRows, entity: &str, listed: &[String]) -> Vec<String> {
    let all = rows.columns();
    let mut names = vec![entity, "period"];
    names.extend(
        listed
            .iter()
            .map(String::as_str)
            .filter(|name| all.contains(name) && *name != entity),
    );
    let rest: Vec<&str> = all.into_iter().filter(|name| !names.contains(name)).collect();
    names.into_iter().chain(rest).map(str::to_owned).collect()
}

fn is_definition(policy: &Policy, name: &str) -> bool {
    policy.definitions.iter().any(|definition| definition.name.text == name)
}
