//! The groups of a metric on the screen.

use super::figure::counted;
use super::screen::{Matters, Screen};
use crate::Written;
use crate::governing::file_and_line;
use crate::layout::{listed, wrapped};
use crate::number::value;
use crate::style::Style;
use uptake_engine::outcome::{Better, MetricOutcome, MetricRow, Number};

/// Groups below this many say too little to be called best or worst.
const LEAST_GROUP: f64 = 5.0;
/// More groups than this are told by their range.
const MOST_GROUPS: usize = 6;

/// The groups of the last period: those that the benchmark is about, the best and the worst.
pub(super) fn groups(
    screen: &mut Screen,
    outcome: &Written,
    metric: &MetricOutcome<String>,
    headline: &MetricRow<String>,
    style: Style,
) {
    let of_period = || {
        metric
            .rows
            .iter()
            .filter(|row| row.period == headline.period && row.cut.is_some())
    };
    let banded = of_period()
        .find(|row| row.band.is_some())
        .and_then(|row| row.cut.clone());
    if let Some(cut) = banded {
        let rows: Vec<&MetricRow<String>> = of_period().filter(|row| row.cut.as_ref() == Some(&cut)).collect();
        let shown: Vec<String> = rows
            .iter()
            .filter_map(|row| {
                let band = row.band.as_ref().map_or(String::new(), |band| format!(" {band}"));
                let name = row.cut_value.as_deref().unwrap_or("");
                Some(format!("{name} {}{band}", value(row.value?, metric.unit)))
            })
            .collect();
        let mut known: Vec<Number> = rows.iter().filter_map(|row| row.value).collect();
        known.sort_by(|a, b| a.nearest().total_cmp(&b.nearest()));
        if shown.len() <= MOST_GROUPS {
            screen.add(Matters::Some, &listed(&format!("  {cut}: "), &shown, style.width));
        } else if let (Some(low), Some(high)) = (known.first(), known.last()) {
            let text = format!(
                "  {cut}: {} groups, from {} to {}",
                shown.len(),
                value(*low, metric.unit),
                value(*high, metric.unit)
            );
            screen.add(Matters::Some, &wrapped(&text, style.width, 4));
        }
    }
    let mut sized: Vec<&MetricRow<String>> = of_period()
        .filter(|row| row.value.is_some() && row.denominator.is_some_and(|size| size.nearest() >= LEAST_GROUP))
        .collect();
    let size = |row: &MetricRow<String>| row.value.map(Number::nearest);
    sized.sort_by(|a, b| size(a).partial_cmp(&size(b)).unwrap_or(std::cmp::Ordering::Equal));
    let (Some(least), Some(most)) = (sized.first(), sized.last()) else {
        return;
    };
    if least.value == most.value {
        return;
    }
    let (best, worst) = match metric.better {
        Better::Higher => (most, least),
        Better::Lower => (least, most),
    };
    let told: Vec<String> = [("worst", worst), ("best", best)]
        .into_iter()
        .map(|(word, row)| {
            let number = row.value.map_or(String::new(), |number| value(number, metric.unit));
            let counts = counted(outcome, metric, row);
            let (cut, name) = (row.cut.as_deref().unwrap_or(""), row.cut_value.as_deref().unwrap_or(""));
            let own = own_rules(outcome, row).map_or(String::new(), |own| format!(" by {own}"));
            format!("{word} {cut} {name} {number}{counts}{own}")
        })
        .collect();
    screen.add(Matters::Some, &listed("  ", &told, style.width));
}

/// That a group is judged by rules of its own, in a few words: by which, or how many.
pub(super) fn own_rules(outcome: &Written, row: &MetricRow<String>) -> Option<String> {
    let of_group = || {
        row.own_rules
            .iter()
            .rev()
            .filter_map(|number| outcome.governing.differing.get(*number))
    };
    let first = of_group().next()?;
    let place = first.changes.first().map(file_and_line).unwrap_or_default();
    Some(match (row.own_rules.len(), place.as_str()) {
        (1, "") => "a rule of its own".to_owned(),
        (1, place) => format!("a rule of its own, {place}"),
        (many, _) => format!("{many} rules of its own"),
    })
}
