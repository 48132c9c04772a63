//! `people.csv`: who counts, and why, for everybody who can open a spreadsheet.

use super::cells::{Cells, Recent, in_pieces};
use super::digesting::Digesting;
use super::inert::inert;
use super::{Figures, Made, Output, People, Write};
use crate::export::ExportError;
use crate::governing::of_set;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use uptake_engine::outcome::{ALL, WrittenColumn, WrittenRows};
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
    names.retain(|name| !says_it_again(&rows, name));
    let columns: Vec<Cells> = names
        .iter()
        .map(|name| Cells::of(rows.column(name)?, is_definition(figures.policy, name)))
        .collect::<Result<_, ExportError>>()?;
    let mut file = Digesting::new(File::create(path)?);
    let mut head = csv::Writer::from_writer(Vec::new());
    head.write_record(names.iter().map(|name| inert(name).into_owned()))?;
    file.write_all(&head.into_inner().map_err(|error| error.into_error())?)?;
    in_pieces(rows.len(), &|rows, bytes| piece(&columns, rows, bytes), &mut file)?;
    Ok(Made::Digested(file.finish()?))
}

fn piece(columns: &[Cells], rows: std::ops::Range<usize>, bytes: &mut Vec<u8>) -> Result<(), ExportError> {
    let mut recents: Vec<Recent<'_>> = columns.iter().map(|_| Recent::default()).collect();
    for row in rows {
        for (place, (cells, recent)) in columns.iter().zip(&mut recents).enumerate() {
            if place > 0 {
                bytes.push(b',');
            }
            cells.write(row, recent, bytes)?;
        }
        bytes.push(b'\n');
    }
    Ok(())
}

/// Whether a column with all groups of an entity has nothing but what the plain column says: nobody is in several.
fn says_it_again(rows: &WrittenRows, name: &str) -> bool {
    let plain = name.strip_suffix(ALL).and_then(|plain| rows.column(plain).ok());
    match (plain, rows.column(name)) {
        (Some(WrittenColumn::Values(plain)), Ok(WrittenColumn::Values(all))) => plain.equals_missing(all),
        _ => false,
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
