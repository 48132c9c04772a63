//! What sections are made of, and how they say it.

use crate::Written;
use crate::number::value;
use crate::page::model::{Axis, Band, Block, Section};
use crate::terminal::figure::averaged;
use uptake_engine::outcome::{MetricOutcome, MetricRow, Number};
use uptake_project::reference::Reference;
use uptake_rules::Policy;
use uptake_rules::policy::benchmark::Benchmark;
use uptake_rules::policy::metric::Metric;

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

impl<'a> Subject<'a> {
    /// The figure that the page is about: the first metric, with its rule.
    pub(super) fn headline(&self) -> Option<(&'a MetricOutcome<String>, &'a Metric)> {
        let outcome = self.outcome.metrics.first()?;
        Some((outcome, self.policy.metric(&outcome.name)?))
    }

    /// A metric's outcome by its name.
    pub(super) fn metric(&self, name: &str) -> Option<&'a MetricOutcome<String>> {
        let name = &self.policy.metric(name)?.name.text;
        self.outcome.metrics.iter().find(|metric| metric.name == *name)
    }

    /// The bands that a benchmark has for a value of its column; none where they differ between groups or over time.
    pub(crate) fn bands(&self, metric: &Metric, of: Option<&str>, top: f64) -> Vec<Band> {
        let benchmark = metric
            .benchmark
            .as_ref()
            .and_then(|name| self.policy.benchmark(&name.text));
        let Some(benchmark) = benchmark.filter(|benchmark| benchmark.cases.is_empty()) else {
            return Vec::new();
        };
        bands(benchmark, of, top)
    }

    /// An author's words; none where names are replaced, since they may name somebody.
    pub(super) fn about(&self, words: Option<&String>) -> Option<String> {
        words.filter(|_| self.names).cloned()
    }

    /// How many of how many, where the two make the value.
    pub(super) fn counts(&self, metric: &MetricOutcome<String>, row: &MetricRow<String>) -> Option<String> {
        let make = row.value.is_some() && metric.unit == "percent" && !averaged(metric, self.outcome.range.unit);
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
pub(super) fn last_rows<'a>(metric: &'a MetricOutcome<String>, cut: &str) -> Vec<&'a MetricRow<String>> {
    let Some(whole) = metric.headline() else {
        return Vec::new();
    };
    let of_cut = |row: &&MetricRow<String>| row.period == whole.period && row.cut.as_deref() == Some(cut);
    metric.rows.iter().filter(of_cut).collect()
}

/// The name of a column for people.
pub(crate) fn spoken(name: &str) -> String {
    name.replace('_', " ")
}

/// A group by its column and its value, as a heading.
pub(crate) fn headed(cut: &str, value: &str) -> String {
    let mut letters = cut.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>());
    spoken(&format!("{}{}", first.unwrap_or_default(), letters.as_str())) + " " + value
}

/// The axis of a metric's values.
pub(crate) fn axis(metric: &MetricOutcome<String>, values: impl Iterator<Item = f64>) -> Axis {
    let percent = metric.unit == "percent";
    let title = if percent { "%".to_owned() } else { String::new() };
    Axis::reaching(title, values.fold(0.0, f64::max), percent)
}

/// A value, or that it isn't known.
pub(crate) fn shown(number: Option<Number>, unit: &str) -> String {
    number.map_or_else(|| "n/a".to_owned(), |number| value(number, unit))
}

/// Lower-case letters, digits and `-`, for links.
#[must_use]
pub fn id(text: &str) -> String {
    let letters = text.chars().map(|letter| match letter.is_ascii_alphanumeric() {
        true => letter.to_ascii_lowercase(),
        false => '-',
    });
    letters.collect()
}

/// A section.
pub(super) fn section(
    id: impl Into<String>,
    title: impl Into<String>,
    lead: Option<String>,
    blocks: Vec<Block>,
) -> Section {
    Section {
        id: id.into(),
        title: title.into(),
        lead,
        blocks,
    }
}
