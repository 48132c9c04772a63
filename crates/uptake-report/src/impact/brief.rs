//! The impact of rules in a few lines: what a page says above all else.

use super::words::{after, figure, people, signed, verdict};
use uptake_project::Impacts;
use uptake_rules::visible::visible;

/// A line for each figure that changes and each check that turns; one that says so where nothing does.
#[must_use]
pub fn brief(found: &Impacts) -> Vec<String> {
    let total = found.total.clone().map(&mut |text| visible(&text).into_owned());
    let figures = total.metrics.iter().filter(|metric| metric.before != metric.after);
    let figures = figures.map(|metric| {
        let of = |side| figure(side, metric.unit);
        let (before, after) = (of(metric.before.as_ref()), after(metric));
        let change = signed(metric.change(), metric.unit);
        let flipped = metric.flipped.filter(|flipped| *flipped > 0);
        let who = flipped.map_or_else(String::new, |flipped| format!("; {}", people(flipped)));
        format!("{}: {before} → {after}: {change}{who}", visible(&metric.title))
    });
    let checks = total.checks.iter().filter(|check| check.before != check.after);
    let checks = checks.map(|check| {
        format!(
            "{}: {} → {}",
            visible(&check.title),
            verdict(check.before),
            verdict(check.after)
        )
    });
    let lines: Vec<String> = figures.chain(checks).collect();
    match lines.is_empty() {
        true => vec!["No figure of all together changes, and no check turns.".to_owned()],
        false => lines,
    }
}
