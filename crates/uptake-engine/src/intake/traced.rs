//! Rows that don't pass a mapping, and still show whose they are and of which day.

use super::cast::Zones;
use super::known::Known;
use super::refusal::Refusal;
use super::typed::{From, typed};
use crate::compile::{compile, data_type};
use crate::error::Error;
use polars::prelude::*;
use uptake_adapter::Codes;
use uptake_rules::hidden_name;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::policy::mapping::Mapping;

/// The column with the truth of a mapping's `where`. No rule can name it.
const KEEP: &str = hidden_name!("keep");

/// Entity and time of rows of a mapping's input, as far as they are known of it.
pub(super) fn traced(dataset: &Dataset, mapping: &Mapping, rows: DataFrame, known: &Known) -> Result<DataFrame, Error> {
    let zone = known.clock.name();
    let height = rows.height();
    let own = [Some(&dataset.entity), dataset.time.as_ref()];
    let names: Vec<&str> = own.into_iter().flatten().map(|name| name.text.as_str()).collect();
    let (columns, filled): (Vec<Expr>, Vec<Expr>) = mapping
        .columns
        .iter()
        .filter(|(name, _)| names.contains(&name.text.as_str()))
        .map(|(name, expr)| (compile(expr, zone).alias(name.text.as_str()), col(name.text.as_str())))
        .unzip();
    // `with_columns` spreads constants over the rows.
    let mut mapped = rows.lazy().with_columns(columns).select(filled).collect()?;
    for rule in dataset
        .columns
        .iter()
        .filter(|rule| names.contains(&rule.name.text.as_str()))
    {
        if mapped.column(&rule.name.text).is_err() {
            let unknown = Column::full_null(rule.name.text.as_str().into(), height, &data_type(rule.ty));
            mapped = mapped.hstack(&[unknown])?;
        }
    }
    let rules: Vec<_> = dataset
        .columns
        .iter()
        .filter(|rule| names.contains(&rule.name.text.as_str()))
        .collect();
    let zones = Zones {
        calendar: &known.clock,
        source: known.source_zone.as_ref(),
        reading: &known.reading,
    };
    let typed = typed(
        (dataset, &dataset.name.text, ""),
        (&mapped, &Codes::default()),
        &rules,
        &|_| false,
        From::Mapping,
        &zones,
    )
    .map_err(Refusal::error)?;
    Ok(typed.frame)
}

/// Which rows of a mapping's input it may let through: all but those of which `where` is known not to hold.
pub(super) fn wanted(mapping: &Mapping, rows: &DataFrame, known: &Known) -> Result<BooleanChunked, Error> {
    let Some(filter) = &mapping.filter else {
        return Ok(BooleanChunked::full("keep".into(), true, rows.height()));
    };
    let keep = rows
        .clone()
        .lazy()
        .with_columns([compile(filter, known.clock.name()).cast(DataType::Boolean).alias(KEEP)])
        .select([col(KEEP)])
        .collect()?;
    let keep = keep.column(KEEP)?.bool()?.iter().map(|keep| Some(keep != Some(false)));
    Ok(keep.collect())
}
