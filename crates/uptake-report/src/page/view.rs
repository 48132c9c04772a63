//! A part of an outcome to look at: up to an earlier period, with another figure in front. Nothing is judged again, so a view tells
//! nothing that the outcome doesn't.

use crate::Written;
use uptake_codes::RuleCode;
use uptake_engine::calendar::{Periods, date};
use uptake_engine::outcome::MetricOutcome;
use uptake_project::Failure;
use uptake_rules::Policy;
use uptake_rules::missing::Missing;

/// What is looked at; all of it if nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The figure in front, by its name or another one of it; the first of the rules if `None`.
    pub metric: Option<String>,
    /// The period that is taken for the last one, by its name.
    pub period: Option<String>,
}

/// The names of the reported periods, oldest first.
#[must_use]
pub fn periods(outcome: &Written) -> Vec<&str> {
    let mut labels: Vec<(jiff::civil::Date, &str)> = outcome
        .metrics
        .iter()
        .flat_map(|metric| metric.rows.iter().filter(|row| row.cut.is_none()))
        .map(|row| (row.period, row.label.as_str()))
        .collect();
    labels.sort_unstable();
    labels.dedup();
    labels.into_iter().map(|(_, label)| label).collect()
}

impl View {
    /// The part of an outcome. Of an earlier period there are no checks and no moves: they are of the last one.
    ///
    /// # Errors
    /// `unknown-name` if there is no such figure, `unknown-period` if the period isn't reported.
    pub fn of(&self, outcome: &Written, policy: &Policy) -> Result<Written, Failure> {
        let mut seen = outcome.clone();
        if let Some(name) = &self.metric {
            let place = place(outcome, policy, name)?;
            let front = seen.metrics.remove(place);
            seen.metrics.insert(0, front);
        }
        match &self.period {
            Some(label) if *label != outcome.range.last => up_to(&mut seen, policy, label)?,
            Some(_) | None => {}
        }
        Ok(seen)
    }
}

/// A figure of an outcome, by its name or another one of it.
///
/// # Errors
/// `unknown-name` if there is none.
pub fn metric<'a>(outcome: &'a Written, policy: &Policy, name: &str) -> Result<&'a MetricOutcome<String>, Failure> {
    let place = place(outcome, policy, name)?;
    outcome.metrics.get(place).ok_or_else(|| none(outcome, name))
}

fn place(outcome: &Written, policy: &Policy, name: &str) -> Result<usize, Failure> {
    let own = policy.metric(name).map_or(name, |rule| rule.name.text.as_str());
    let place = outcome.metrics.iter().position(|metric| metric.name == own);
    place.ok_or_else(|| none(outcome, name))
}

fn none(outcome: &Written, name: &str) -> Failure {
    let names = outcome.metrics.iter().map(|metric| metric.name.as_str());
    Failure::missing(RuleCode::UnknownName, &Missing::new("metric", name).among(names))
}

/// That a period isn't among the reported ones.
#[must_use]
pub fn not_reported(outcome: &Written, label: &str) -> Failure {
    let range = &outcome.range;
    Failure::new(format!("`{label}` isn't one of the reported {}s", range.unit))
        .code(uptake_codes::RunCode::UnknownPeriod)
        .help(format!("name one from `{}` to `{}`", range.first, range.last))
}

fn up_to(seen: &mut Written, policy: &Policy, label: &str) -> Result<(), Failure> {
    let row = seen
        .metrics
        .iter()
        .flat_map(|metric| &metric.rows)
        .find(|row| row.label == *label);
    let Some(period) = row.map(|row| row.period) else {
        return Err(not_reported(seen, label));
    };
    let periods = Periods::new(&policy.calendar);
    let (first, last) = periods.span(periods.of(uptake_engine::calendar::day(period)));
    label.clone_into(&mut seen.range.last);
    (seen.range.last_starts, seen.range.last_ends) = (date(first), date(last));
    for metric in &mut seen.metrics {
        metric.rows.retain(|row| row.period <= period);
        metric.excluded.retain(|row| row.period <= period);
        metric.uncounted.clear();
        metric.moves = None;
        let known = metric.history.iter().position(|past| past.point.label == label);
        metric.history.truncate(known.map_or(0, |place| place + 1));
        // The trend is the last stretch of the history.
        let trend = metric.trend.len().min(metric.history.len());
        metric.trend = metric
            .history
            .iter()
            .rev()
            .take(trend)
            .rev()
            .map(|past| past.point.clone())
            .collect();
    }
    seen.checks.clear();
    seen.gates.clear();
    seen.fix_first.clear();
    Ok(())
}
