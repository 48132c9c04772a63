//! What changed since other periods, and whether it was the rules that did.

use crate::Written;
use crate::governing::changed;
use crate::spark;
use uptake_engine::outcome::{MetricOutcome, Number, TrendPoint};

/// What the last value is beside that of the period before and that of the first shown, each with a word where the rules aren't
/// the same in both.
pub(crate) fn changes(metric: &MetricOutcome<String>) -> Vec<String> {
    let Some((last, before)) = metric.trend.split_last() else {
        return Vec::new();
    };
    let first = before.first().filter(|_| before.len() > 1);
    let since = |then: &TrendPoint, start: usize| -> Option<String> {
        let difference = last.value?.nearest() - then.value?.nearest();
        let unit = if metric.unit == "percent" { " points" } else { "" };
        let later = metric.trend.get(start..).unwrap_or_default();
        let other = match later.iter().any(TrendPoint::breaks) {
            true => " (other rules)",
            false => "",
        };
        // What is less than half of the last digit is no change.
        let difference = if difference.abs() < 0.05 { 0.0 } else { difference };
        Some(format!("{difference:+.1}{unit} since {}{other}", then.label))
    };
    let latest = before.last().and_then(|then| since(then, before.len()));
    latest
        .into_iter()
        .chain(first.and_then(|then| since(then, 1)))
        .collect()
}

/// The values as blocks, with a `|` before each period with which a rule changed, or what a register says.
pub(super) fn trend(metric: &MetricOutcome<String>) -> String {
    let values: Vec<Option<f64>> = metric
        .trend
        .iter()
        .map(|point| point.value.map(Number::nearest))
        .collect();
    let line = spark::line(&values);
    let mut text = String::new();
    for (number, (block, point)) in line.chars().zip(&metric.trend).enumerate() {
        if number > 0 && point.breaks() {
            text.push('|');
        }
        text.push(block);
    }
    text
}

/// Which rules changed, and with which periods; nothing if none did.
pub(crate) fn breaks(outcome: &Written, metric: &MetricOutcome<String>) -> Vec<String> {
    let mut told = Vec::new();
    for point in metric.trend.iter().skip(1).filter(|point| point.breaks()) {
        let words = changed(&outcome.governing, &point.changed, &point.entries);
        told.push(format!("{}: {words}", point.label));
    }
    told
}
