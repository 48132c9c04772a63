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
mod together;
mod trend;
mod words;

use super::model::{Axis, Band, Notice, Page, Section};
use crate::Written;
use crate::findings::findings;
use crate::number::value;
use crate::terminal::figure::averaged;
use uptake_engine::outcome::{MetricOutcome, MetricRow, Number};
use uptake_project::reference::Reference;
use uptake_rules::Policy;
use uptake_rules::policy::benchmark::Benchmark;
use uptake_rules::policy::metric::Metric;
use uptake_rules::visible::visible;

/// What a page is made of.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The figures. Texts from data are what may be told of them.
    pub outcome: &'a Written,
    /// The rules.
    pub policy: &'a Policy,
    /// What they say.
    pub reference: &'a Reference,
    /// Whether names are shown as they are; else the rules, which may name somebody, aren't quoted.
    pub names: bool,
    /// The version of the program.
    pub version: &'a str,
}

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
        foot: vec![
            format!(
                "Made by uptake {} from the figures as of {}.",
                subject.version, outcome.as_of
            ),
            "Groups that are too small to be shown are left out of every chart, table and text here.".to_owned(),
            "Colours: M. Okabe and K. Ito, Color Universal Design (2008).".to_owned(),
        ],
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
    facts.push(format!("as of {}", outcome.as_of));
    facts.extend(outcome.stage.as_ref().map(|stage| format!("stage {}", stage.name)));
    facts
}

/// What is wrong with sources as a whole.
fn notices(outcome: &Written) -> Vec<Notice> {
    let found = findings(outcome).into_iter().map(|finding| Notice {
        text: visible(&finding.message).into_owned(),
        help: Some(finding.help),
    });
    found.collect()
}

impl<'a> Subject<'a> {
    /// The figure that the page is about: the first metric, with its rule.
    fn headline(&self) -> Option<(&'a MetricOutcome<String>, &'a Metric)> {
        let outcome = self.outcome.metrics.first()?;
        Some((outcome, self.policy.metric(&outcome.name)?))
    }

    /// A metric's outcome by its name.
    fn metric(&self, name: &str) -> Option<&'a MetricOutcome<String>> {
        let name = &self.policy.metric(name)?.name.text;
        self.outcome.metrics.iter().find(|metric| metric.name == *name)
    }

    /// The bands that a benchmark has for a value of its column; none where they differ between groups or over time.
    fn bands(&self, metric: &Metric, of: Option<&str>, top: f64) -> Vec<Band> {
        let benchmark = metric
            .benchmark
            .as_ref()
            .and_then(|name| self.policy.benchmark(&name.text));
        let Some(benchmark) = benchmark.filter(|benchmark| benchmark.cases.is_empty()) else {
            return Vec::new();
        };
        bands(benchmark, of, top)
    }

    /// How many of how many, where the two make the value.
    fn counts(&self, metric: &MetricOutcome<String>, row: &MetricRow<String>) -> Option<String> {
        let make = metric.unit == "percent" && !averaged(metric, self.outcome.range.unit);
        make.then(|| crate::terminal::figure::counts(row)).flatten()
    }
}

/// The bands of a row of a benchmark, up to the end of an axis.
fn bands(benchmark: &Benchmark, of: Option<&str>, top: f64) -> Vec<Band> {
    let row = match (&benchmark.by, of) {
        (None, _) => benchmark.table.first(),
        (Some(_), Some(of)) => benchmark.table.iter().find(|row| row.value == of),
        (Some(_), None) => None,
    };
    let Some(row) = row else { return Vec::new() };
    let starts = std::iter::once(0.0).chain(row.starts.iter().copied());
    let ends = row.starts.iter().copied().chain([top]);
    let labels = std::iter::once(&benchmark.below).chain(&benchmark.bands);
    labels
        .zip(starts.zip(ends))
        .filter(|(_, (from, _))| *from < top)
        .map(|(label, (from, to))| Band {
            label: label.clone(),
            from,
            to: to.min(top),
        })
        .collect()
}

/// The rows of a cut in the last period, without those that nobody is in.
fn last_rows<'a>(metric: &'a MetricOutcome<String>, cut: &str) -> Vec<&'a MetricRow<String>> {
    let Some(whole) = metric.headline() else {
        return Vec::new();
    };
    let of_cut = |row: &&MetricRow<String>| row.period == whole.period && row.cut.as_deref() == Some(cut);
    metric.rows.iter().filter(of_cut).collect()
}

/// The name of a column for people.
fn spoken(name: &str) -> String {
    name.replace('_', " ")
}

/// The axis of a metric's values.
fn axis(metric: &MetricOutcome<String>, values: impl Iterator<Item = f64>) -> Axis {
    let percent = metric.unit == "percent";
    let title = if percent { "%".to_owned() } else { String::new() };
    Axis::reaching(title, values.fold(0.0, f64::max), percent)
}

/// A value, or that it isn't known.
fn shown(number: Option<Number>, unit: &str) -> String {
    number.map_or_else(|| "n/a".to_owned(), |number| value(number, unit))
}

/// Lower-case letters, digits and `-`, for links.
fn id(text: &str) -> String {
    let letters = text.chars().map(|letter| match letter.is_ascii_alphanumeric() {
        true => letter.to_ascii_lowercase(),
        false => '-',
    });
    letters.collect()
}

/// A section.
fn section(
    id: impl Into<String>,
    title: impl Into<String>,
    lead: Option<String>,
    blocks: Vec<super::Block>,
) -> Section {
    Section {
        id: id.into(),
        title: title.into(),
        lead,
        blocks,
    }
}
