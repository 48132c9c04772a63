//! What a project demands of a source, and where its rows don't keep to it.

use crate::calendar::{Day, date};
use crate::intake::IntakeReport;
use crate::names::{Kind, Private, value_kind};
use crate::outcome::FindingKind;
use uptake_rules::Span;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::project::Gates;

/// A breach, and where the gate is stated.
pub(crate) type Breach = (FindingKind, Span);

/// All breaches of a source of a dataset: `last` is the last day with a used row, for rows that have days.
pub(crate) fn all(
    gates: &Gates,
    report: &IntakeReport,
    dataset: Option<&Dataset>,
    (last, as_of): (Option<Day>, Day),
) -> Vec<Breach> {
    let mut found = Vec::new();
    found.extend(not_fresh(gates, last, as_of));
    found.extend(too_few(gates, report));
    found.extend(too_many_set_aside(gates, report));
    found.extend(values_missing(gates, report, dataset));
    found
}

/// The last row is older than `fresh_within`. Without a row there is nothing that could be old.
pub(super) fn not_fresh(gates: &Gates, last: Option<Day>, as_of: Day) -> Option<Breach> {
    let (most, last) = (gates.fresh_within?, last?);
    (i64::from(as_of - last) > i64::from(most.value)).then(|| {
        let kind = FindingKind::NotFresh {
            last: date(last),
            days: as_of - last,
            most: most.value,
        };
        (kind, most.span)
    })
}

/// Fewer rows are used than `least_rows`.
pub(super) fn too_few(gates: &Gates, report: &IntakeReport) -> Option<Breach> {
    let least = gates.least_rows.filter(|least| report.used < u64::from(least.value))?;
    let kind = FindingKind::TooFewRows {
        used: report.used,
        least: least.value,
    };
    Some((kind, least.span))
}

/// A greater share of the rows is lost than `most_set_aside`.
pub(super) fn too_many_set_aside(gates: &Gates, report: &IntakeReport) -> Option<Breach> {
    let most = gates.most_set_aside?;
    let set_aside = report.lost_rows();
    #[allow(clippy::cast_precision_loss, reason = "no source has 2^53 rows")]
    let breach = set_aside as f64 > most.value * report.rows as f64;
    breach.then(|| {
        let kind = FindingKind::TooManySetAside {
            set_aside,
            rows: report.rows,
            most: most.value,
        };
        (kind, most.span)
    })
}

/// Columns whose values under `expect` no used row has.
pub(super) fn values_missing(gates: &Gates, report: &IntakeReport, dataset: Option<&Dataset>) -> Vec<Breach> {
    let columns = gates.expect.iter().map(|(column, _)| column);
    let missing = columns.filter_map(|column| {
        let named = dataset.map_or(Kind::Name, |dataset| value_kind(dataset, &column.text));
        let values = report.unmet.get(&column.text).into_iter().flatten();
        let values = values.map(|value| Private::new(named, value.as_str())).collect();
        let kind = FindingKind::ValuesMissing {
            column: column.text.clone(),
            values,
        };
        (!report.unmet.get(&column.text)?.is_empty()).then_some((kind, column.span))
    });
    missing.collect()
}
