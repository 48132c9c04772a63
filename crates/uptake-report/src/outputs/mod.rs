//! All files of a run, one module each: its name, what it is, its columns, and how it is written.
//!
//! [`OUTPUTS`] is the one list. The folder of a run, the list in the manifest, what a folder may hold to be replaced, the help
//! of `run` and the docs are all made from it. A new output is a module and a line here.

mod cells;
mod checks_csv;
mod digesting;
mod entity_periods_parquet;
mod excluded_csv;
mod figures_xlsx;
mod identities_csv;
mod inert;
mod manifest_json;
mod metrics_csv;
mod metrics_parquet;
mod outcome_json;
mod output;
mod people_csv;
mod pieces;
mod readiness_csv;
mod rules_md;
mod set_aside_csv;
mod table;
mod unlisted_yaml;
mod wanted;

use crate::Written;
use crate::export::{ExportError, parquet_to};
pub use digesting::{Digests, FileDigest};
pub use inert::RULE as CSV_TEXTS;
pub(crate) use inert::inert;
pub use manifest_json::{Manifest, mark};
pub use output::{Figures, Made, Output, People, Write, WriteFile};
pub use set_aside_csv::SetAsideFile;
use std::collections::BTreeSet;
use std::path::Path;
pub use table::{Column, ColumnType};
use uptake_engine::outcome::MetricRow;
pub use wanted::Wanted;

/// All files of a run, in the order in which people are told of them.
pub const OUTPUTS: &[Output] = &[
    metrics_csv::OUTPUT,
    metrics_parquet::OUTPUT,
    excluded_csv::OUTPUT,
    checks_csv::OUTPUT,
    readiness_csv::OUTPUT,
    people_csv::OUTPUT,
    entity_periods_parquet::OUTPUT,
    set_aside_csv::OUTPUT,
    identities_csv::OUTPUT,
    unlisted_yaml::OUTPUT,
    figures_xlsx::OUTPUT,
    rules_md::OUTPUT,
    outcome_json::OUTPUT,
    manifest_json::OUTPUT,
];

/// The name of the list of people.
pub const PEOPLE: &str = people_csv::OUTPUT.name;

/// Rows of single entities in single periods up to which files are written beside each other: each takes memory while it is made.
const FEW: usize = 1 << 20;

/// Writes all that comes of an outcome into a folder, the files beside each other as long as they aren't large. Answers with the
/// digests that were taken meanwhile.
///
/// # Errors
/// The name of the first file that can't be written, and why.
pub fn write(figures: &Figures<'_>, folder: &Path) -> Result<Digests, (&'static str, ExportError)> {
    let wanted = || {
        OUTPUTS
            .iter()
            .filter(|output| figures.wanted.has(output.name) || !can_be_left_out(output))
    };
    let mut outputs = wanted().filter_map(|output| match output.write {
        Write::Afterwards(write) => Some((output.name, write)),
        Write::WhileReading | Write::OfOthers(_) | Write::Last => None,
    });
    let mut of_others = wanted().filter_map(|output| match output.write {
        Write::OfOthers(write) => Some((output.name, write)),
        Write::WhileReading | Write::Afterwards(_) | Write::Last => None,
    });
    let one = |(name, write): (&'static str, WriteFile)| {
        let made = write(figures, &folder.join(name));
        made.map(|made| (name, made)).map_err(|error| (name, error))
    };
    let mut all = Vec::new();
    if figures.outcome.entity_periods.len() > FEW {
        outputs.try_for_each(|output| one(output).map(|made| all.push(made)))?;
    } else {
        all = std::thread::scope(|scope| {
            let running: Vec<_> = outputs.map(|output| scope.spawn(move || one(output))).collect();
            let written = running
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            // All are waited for, whatever the first says.
            written.collect::<Vec<_>>().into_iter().collect::<Result<_, _>>()
        })?;
    }
    of_others.try_for_each(|output| one(output).map(|made| all.push(made)))?;
    let mut digests = Digests::default();
    for (name, made) in all {
        match made {
            Made::Digested(digest) => digests.add(name, digest),
            Made::File | Made::Nothing => {}
        }
    }
    Ok(digests)
}

/// The files that can be chosen among, in the order in which people are told of them. The others say how the figures came, and are
/// always written: the rows that were set aside, `outcome.json`, the manifest. A workbook is asked for by itself.
pub fn chooseable() -> impl Iterator<Item = &'static str> {
    OUTPUTS
        .iter()
        .filter(|output| can_be_left_out(output))
        .map(|output| output.name)
}

fn can_be_left_out(output: &Output) -> bool {
    match output.write {
        Write::Afterwards(_) => output.name != outcome_json::OUTPUT.name,
        Write::WhileReading | Write::OfOthers(_) | Write::Last => false,
    }
}

/// The files that are named, and those that are always written. None named is all.
///
/// # Errors
/// The first name that can't be chosen.
pub fn chosen<'a>(workbook: bool, names: impl IntoIterator<Item = &'a str>) -> Result<Wanted, &'a str> {
    let known = |name: &'a str| chooseable().find(|known| *known == name).ok_or(name);
    let only: BTreeSet<&'static str> = names.into_iter().map(known).collect::<Result<_, _>>()?;
    Ok(Wanted {
        workbook,
        only: (!only.is_empty()).then_some(only),
    })
}

/// The rows of `metrics.csv` that `wanted` takes, given with the names of their metrics, as a file.
///
/// # Errors
/// When a row can't be written.
pub fn metrics_csv(
    outcome: &Written,
    wanted: &dyn Fn(&str, &MetricRow<String>) -> bool,
) -> Result<Vec<u8>, ExportError> {
    let mut bytes = Vec::new();
    metrics_csv::text(outcome, wanted, &mut bytes)?;
    Ok(bytes)
}

/// `metrics.parquet` as bytes.
///
/// # Errors
/// When it can't be written.
pub fn metrics_parquet(outcome: &Written) -> Result<Vec<u8>, ExportError> {
    let mut bytes = Vec::new();
    parquet_to(&metrics_parquet::frame(outcome)?, &mut bytes)?;
    Ok(bytes)
}

/// The outputs in a folder that tell of single people, in words: `a.csv, b.csv, and the evidence in c.csv`.
#[must_use]
pub fn of_people(folder: &Path) -> String {
    let of = |people: People| -> Vec<&str> {
        let own = OUTPUTS.iter().filter(|output| output.people == people);
        own.map(|output| output.name)
            // One that can't be looked at may be there.
            .filter(|name| folder.join(name).try_exists().unwrap_or(true))
            .collect()
    };
    let (all, evidence) = (of(People::All).join(", "), of(People::Evidence).join(", "));
    format!("{all}, and the evidence in {evidence}")
}

/// What `--out` writes, in words.
#[must_use]
pub fn in_words() -> String {
    let always = OUTPUTS.iter().filter(|output| output.only.is_none());
    let mut names: Vec<&str> = always.map(|output| output.name).collect();
    let last = names.pop().unwrap_or_default();
    let sometimes: Vec<String> = OUTPUTS
        .iter()
        .filter_map(|output| Some(format!("{} if {}", output.name, output.only?)))
        .collect();
    format!(
        "`--out` writes {} and {last}; {}.",
        names.join(", "),
        sometimes.join(", and ")
    )
}

#[cfg(test)]
mod tests;
