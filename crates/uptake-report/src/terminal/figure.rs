//! A figure with its counts.

use crate::Written;
use crate::number::{plain, thousands, value};
use crate::style::Style;
use uptake_engine::outcome::{Cadence, MetricOutcome, MetricRow, NoFigure};

/// The figure of the last period: its value with its counts, or why there is none.
pub(super) fn figure(metric: &MetricOutcome<String>, unit: &str, style: Style) -> String {
    let Some(row) = metric.headline() else {
        return "no period to report".to_owned();
    };
    let Some(number) = row.value else {
        return no_figure(row);
    };
    format!(
        "{}{}",
        style.strong(&value(number, metric.unit)),
        counts_of(metric, row, unit)
    )
}

/// Why a row has no value.
pub(crate) fn no_figure(row: &MetricRow<String>) -> String {
    match (row.no_figure, row.unknown) {
        (None | Some(NoFigure::NobodyCounts | NoFigure::UnknownStatus), 0) => {
            format!("no rate: no entities count in {}", row.label)
        }
        (None | Some(NoFigure::NobodyCounts | NoFigure::UnknownStatus), 1) => {
            "no rate: 1 entity has unknown status".to_owned()
        }
        (None | Some(NoFigure::NobodyCounts | NoFigure::UnknownStatus), many) => {
            format!("no rate: {} entities have unknown status", thousands(many))
        }
        (Some(why), _) => format!("no figure: {why}"),
    }
}

/// Whether the counts of several periods stand together: they don't give the mean of the periods' values.
pub(crate) fn averaged(metric: &MetricOutcome<String>, unit: &str) -> bool {
    metric.cadence == Cadence::Month || (metric.cadence == Cadence::Week && unit == "day")
}

/// How many of how many, in brackets, where the two make the value.
pub(super) fn counted(outcome: &Written, metric: &MetricOutcome<String>, row: &MetricRow<String>) -> String {
    counts_of(metric, row, outcome.range.unit)
}

fn counts_of(metric: &MetricOutcome<String>, row: &MetricRow<String>, unit: &str) -> String {
    match metric.unit == "percent" && !averaged(metric, unit) {
        true => counts(row).map_or(String::new(), |counts| format!(" ({counts})")),
        false => String::new(),
    }
}

/// How many of how many.
pub(crate) fn counts(row: &MetricRow<String>) -> Option<String> {
    Some(format!("{} of {}", plain(row.numerator?), plain(row.denominator?)))
}
