//! The sections of a page, one file each: an outcome and its rules → numbers and sentences.

mod beside;
mod counted;
mod groups;
mod guards;
mod headline;
mod moves;
mod past;
mod readiness;
mod sources;
mod subject;
mod together;
mod trend;
mod words;

use super::model::{Notice, Page};
use crate::approvals::sentences;
use crate::findings::findings;
use crate::{Written, days};
pub use subject::Subject;
pub use subject::id;
pub(super) use subject::{axis, headed, shown, spoken};
use uptake_rules::visible::visible;

/// The page of an outcome.
#[must_use]
pub fn page(subject: &Subject<'_>) -> Page {
    // What acts on a reader's screen, such as a mark that turns the direction of writing, is spelt out.
    let mut outcome = subject.outcome.clone().map(&mut |text| visible(&text).into_owned());
    let titles = outcome.metrics.iter_mut().map(|metric| &mut metric.title);
    let titles = titles.chain(outcome.checks.iter_mut().map(|check| &mut check.title));
    for words in titles.chain([&mut outcome.project]) {
        *words = visible(words).into_owned();
    }
    let subject = Subject {
        outcome: &outcome,
        ..*subject
    };
    let sections = [
        headline::section(&subject),
        trend::section(&subject),
        beside::section(&subject),
    ];
    let others = [
        together::section(&subject),
        moves::section(&subject),
        counted::section(&subject),
    ];
    let last = [
        readiness::section(&subject),
        words::section(&subject),
        sources::section(&subject),
    ];
    let approvals = outcome
        .approvals
        .iter()
        .flatten()
        .filter(|pack| pack.required > 0 || !pack.approvals.is_empty());
    let approvals: Vec<_> = approvals.cloned().collect();
    let approvals = sentences(&approvals)
        .into_iter()
        .map(|text| visible(&format!("Rules: {}.", text.replace('`', ""))).into_owned());
    Page {
        title: outcome.project.clone(),
        facts: facts(&outcome),
        notices: notices(&outcome),
        sections: sections
            .into_iter()
            .flatten()
            .chain(groups::sections(&subject))
            .chain(others.into_iter().flatten())
            .chain(guards::sections(&subject))
            .chain(last.into_iter().flatten())
            .collect(),
        foot: [
            format!(
                "Made by uptake {} from the figures as of {}.",
                subject.version, outcome.as_of
            ),
            "Groups that are too small to be shown are left out of every chart, table and text here.".to_owned(),
            "Colours: M. Okabe and K. Ito, Color Universal Design (2008).".to_owned(),
        ]
        .into_iter()
        .chain(approvals)
        .collect(),
    }
}

/// Which figures these are.
fn facts(outcome: &Written) -> Vec<String> {
    let range = &outcome.range;
    let mut facts = Vec::new();
    if !outcome.metrics.is_empty() {
        facts.push(match range.first == range.last {
            true => format!("{} {}", range.unit, range.last),
            false => format!("{}s {} to {}", range.unit, range.first, range.last),
        });
        facts.push(format!(
            "the last one from {} to {}",
            range.last_starts, range.last_ends
        ));
    }
    facts.push(days(outcome));
    facts.extend(outcome.stage.as_ref().map(|stage| format!("stage {}", stage.name)));
    facts
}

/// What is wrong with sources as a whole.
fn notices(outcome: &Written) -> Vec<Notice> {
    let found = findings(outcome).into_iter().map(|finding| Notice {
        word: "Error",
        text: visible(&finding.message).into_owned(),
        help: Some(finding.help),
    });
    found.collect()
}
