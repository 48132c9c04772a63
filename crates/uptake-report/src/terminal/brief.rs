//! The summary in one line.

use super::change::changes;
use super::figure::figure;
use super::glance::has_periods;
use crate::number::thousands;
use crate::style::Style;
use crate::{Written, findings, notes};
use std::fmt::Write;
use uptake_codes::{Code, RunCode};
use uptake_engine::outcome::Verdict;

/// Project, period, the first figure, what changed and what failed.
pub(super) fn line(outcome: &Written, style: Style) -> String {
    let mut text = match has_periods(outcome) {
        true => format!("{} {}", outcome.project, outcome.range.last),
        false => format!("{} {}", outcome.project, outcome.as_of),
    };
    if let Some(metric) = outcome.metrics.first() {
        // Writing into a text can't fail.
        let _ = write!(text, ": {} {}", metric.title, figure(metric, outcome.range.unit, style));
        if let Some(change) = changes(metric).first() {
            let _ = write!(text, ", {change}");
        }
    }
    if outcome.metrics.is_empty()
        && let Some(stage) = &outcome.stage
    {
        let _ = write!(text, ": no figure is tracked at stage {}", stage.name);
    }
    for note in notes::notes(outcome) {
        if [RunCode::NoSuchValue, RunCode::NobodyCounts]
            .map(Code::from)
            .contains(&note.code)
        {
            let _ = write!(text, " · {}", style.doubtful(&note.message));
        }
    }
    let titles = |verdict: Verdict| -> Vec<&str> {
        let of = outcome.checks.iter().filter(|check| check.verdict == verdict);
        of.map(|check| check.title.as_str()).collect()
    };
    for (verdict, word) in [(Verdict::Fail, "failed"), (Verdict::Warn, "warned")] {
        let titles = titles(verdict);
        if let Some(first) = titles.first() {
            let others = match titles.len() {
                1 => String::new(),
                many => format!(" and {} more", many - 1),
            };
            let words = format!("{word}: {first}{others}");
            let dressed = if verdict == Verdict::Fail {
                style.wrong(&words)
            } else {
                style.doubtful(&words)
            };
            let _ = write!(text, " · {dressed}");
        }
    }
    for finding in findings::findings(outcome) {
        let _ = write!(text, " · {}", style.wrong(&format!("error: {}", finding.message)));
    }
    let aside: u64 = outcome.intake.iter().map(|report| report.set_aside_rows()).sum();
    if aside > 0 {
        let _ = write!(text, " · {} rows set aside", thousands(aside));
    }
    text.push('\n');
    text
}
