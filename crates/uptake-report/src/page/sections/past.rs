//! The periods of the past that charts show, and what changed with them.

use super::Subject;
use crate::governing::changed;
use crate::page::model::{Mark, Series};
use jiff::civil::Date;
use uptake_engine::outcome::{MetricOutcome, Number, PastPeriod};

/// How many periods are shown at least, where there are so many.
const LEAST: usize = 13;
/// How many are shown at most.
const MOST: usize = 53;

/// What is shown of a metric's past: the reported periods, and those before where these are few.
pub(super) fn shown<'a>(subject: &Subject<'_>, metric: &'a MetricOutcome<String>) -> &'a [PastPeriod] {
    let first = subject.outcome.range.first.as_str();
    let all = metric.history.as_slice();
    let reported = all.iter().position(|past| past.point.label == first);
    let reported = reported.map_or(0, |from| all.len() - from);
    let count = reported.clamp(LEAST, MOST);
    all.get(all.len().saturating_sub(count)..).unwrap_or(all)
}

/// A metric's values in these periods.
pub(super) fn series(metric: &MetricOutcome<String>, periods: &[PastPeriod]) -> Series {
    let of = |label: &str| metric.history.iter().find(|past| past.point.label == label);
    let values = periods.iter().map(|past| of(&past.point.label));
    let values: Vec<Option<&PastPeriod>> = values.collect();
    let last = values.last().copied().flatten().and_then(|past| past.point.value);
    Series {
        name: metric.title.clone(),
        values: values
            .iter()
            .map(|past| past.and_then(|past| past.point.value).map(Number::nearest))
            .collect(),
        intervals: values
            .iter()
            .map(|past| past.and_then(|past| past.low.zip(past.high)))
            .collect(),
        last: super::shown(last, metric.unit),
    }
}

/// What changed with the periods: rules, with `R1`, `R2` …, and sources, with `S1`, `S2` …; each with its words.
pub(super) fn marks(subject: &Subject<'_>, periods: &[PastPeriod]) -> (Vec<Mark>, Vec<String>) {
    let (mut marks, mut words) = (Vec::new(), Vec::new());
    for (at, past) in periods
        .iter()
        .enumerate()
        .skip(1)
        .filter(|(_, past)| past.point.breaks())
    {
        let sign = format!("R{}", marks.len() + 1);
        let rules = changed(&subject.outcome.governing, &past.point.changed, &past.point.entries);
        words.push(format!("{sign}, {}: rules changed: {rules}", past.point.label));
        marks.push(Mark { at, sign });
    }
    let rules = marks.len();
    for (at, what) in sources(subject, periods) {
        let sign = format!("S{}", marks.len() - rules + 1);
        let label = periods.get(at).map_or("", |past| past.point.label.as_str());
        words.push(format!("{sign}, {label}: {what}"));
        marks.push(Mark { at, sign });
    }
    (marks, words)
}

/// Sources that begin after the first of the periods, or end before the last.
fn sources(subject: &Subject<'_>, periods: &[PastPeriod]) -> Vec<(usize, String)> {
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else {
        return Vec::new();
    };
    let of = |day: Date| periods.iter().rposition(|past| past.period <= day);
    let mut found = Vec::new();
    for report in subject.outcome.intake.iter().filter(|report| report.delivered) {
        let Some((begins, ends)) = report.reaches else { continue };
        let name = report.label();
        if let Some(at) = of(begins).filter(|at| *at > 0) {
            found.push((at, format!("the rows of `{name}` begin on {begins}")));
        }
        // In the last period a source may have no row of its last days.
        if ends >= first.period
            && ends < last.period
            && let Some(at) = of(ends)
        {
            found.push((at, format!("the rows of `{name}` end on {ends}")));
        }
    }
    found.sort();
    found
}
