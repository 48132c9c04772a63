//! The summary of a run for people: at a glance, in one line, or with every detail.

mod brief;
pub(crate) mod change;
mod door;
pub(crate) mod figure;
mod fix_first;
mod glance;
mod groups;
mod last_lines;
mod screen;
mod verbose;

pub use crate::style::{Detail, Style};
pub use door::intake;
pub(crate) use door::{set_aside, unexpected, unreadable, without};

use crate::Written;
use uptake_rules::visible::visible;

/// The summary.
#[must_use]
pub fn summary(outcome: &Written, style: Style) -> String {
    // A line break within a name would pass for a line of ours.
    let mut outcome = outcome.clone().map(&mut |text| visible(&text).into_owned());
    // So would one within a title of a pack.
    let titles = outcome.metrics.iter_mut().map(|metric| &mut metric.title);
    let titles = titles.chain(outcome.checks.iter_mut().map(|check| &mut check.title));
    for words in titles.chain([&mut outcome.project]) {
        *words = visible(words).into_owned();
    }
    match style.detail {
        Detail::Brief => brief::line(&outcome, style),
        Detail::Glance => glance::screen(&outcome, style),
        Detail::Verbose => verbose::summary(&outcome, style),
    }
}
