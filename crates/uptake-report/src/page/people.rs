//! Who is in a group: for whoever may see names.

use crate::Written;
use crate::export::ExportError;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uptake_engine::calendar::day;
use uptake_engine::names::{UNKNOWN_CUT, Writer};
use uptake_engine::outcome::ALL;

/// The names of those who are in each group in the last period, by column and value.
pub type People = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// Who is in which group of a cut in the last period. Whether it may be told is for the caller to know.
///
/// # Errors
/// When a column isn't what it was made as.
pub fn people(outcome: &Written, writer: &Writer<'_>) -> Result<People, ExportError> {
    let frame = outcome.entity_periods.written(writer)?;
    let last = day(outcome.range.last_starts);
    let days = frame.column("period")?.cast(&DataType::Date)?;
    let days = days.date()?.phys.clone();
    let in_last: Vec<usize> = days
        .iter()
        .enumerate()
        .filter(|(_, day)| *day == Some(last))
        .map(|(row, _)| row)
        .collect();
    let names = frame.column(&outcome.entity_column)?.str()?.clone();
    let rows = outcome.metrics.iter().flat_map(|metric| &metric.rows);
    let cuts: BTreeSet<&str> = rows.filter_map(|row| row.cut.as_deref()).collect();
    let mut people = People::new();
    for cut in cuts {
        // Where somebody may be in several groups at once, that column has them all.
        let all = format!("{cut}{ALL}");
        let column = match frame.column(&all) {
            Ok(column) => column,
            Err(_) => match frame.column(cut) {
                Ok(column) => column,
                Err(_) => continue,
            },
        };
        let several = column.name().as_str() == all;
        let texts = column.cast(&DataType::String)?;
        let texts = texts.str()?;
        let groups: &mut BTreeMap<String, Vec<String>> = people.entry(cut.to_owned()).or_default();
        for row in &in_last {
            let Some(name) = names.get(*row) else { continue };
            let value = texts.get(*row).unwrap_or(UNKNOWN_CUT);
            let values: Vec<&str> = if several {
                value.split("; ").collect()
            } else {
                vec![value]
            };
            for value in values {
                groups.entry(value.to_owned()).or_default().push(name.to_owned());
            }
        }
        groups.values_mut().for_each(|names| names.sort());
    }
    Ok(people)
}
