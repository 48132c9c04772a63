//! Metrics: what is reported over all entities.

use crate::text::Name;
use serde::Serialize;

/// A metric.
#[derive(Clone, Debug)]
pub struct Metric {
    /// Its name.
    pub name: Name,
    /// Its name for people.
    pub title: String,
    /// In words.
    pub about: Option<String>,
    /// The document that defines it.
    pub source: Option<String>,
    /// Other names of the same metric.
    pub aliases: Vec<String>,
    /// What it reports.
    pub kind: MetricKind,
    /// Whether a ratio is a part of a whole, told in percent.
    pub percent: bool,
    /// The definition that says who counts; everybody if `None`.
    pub of: Option<Name>,
    /// The ladder that says why somebody doesn't count.
    pub excluded_by: Option<Name>,
    /// The columns, ladders or definitions it is cut by.
    pub by: Vec<Name>,
    /// The table that says what is good.
    pub benchmark: Option<Name>,
    /// Which way is better, for the best and worst groups.
    pub better: Better,
    /// Who tracks it.
    pub tracked_by: Vec<Tracker>,
    /// What it is read together with.
    pub read_with: Option<ReadWith>,
    /// The ladder between whose labels people are seen to move from one period to the next.
    pub moves: Option<Name>,
}

/// What a metric is read together with: a report shows the groups by both.
#[derive(Clone, Debug)]
pub struct ReadWith {
    /// The other metric.
    pub metric: Name,
    /// The check that says what both mean together.
    pub check: Option<Name>,
}

/// Which way a metric is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// The more the better.
    #[default]
    Higher,
    /// The less the better.
    Lower,
}

/// What a metric reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MetricKind {
    /// The share of entities for which a definition holds, in percent.
    Share(Name),
    /// The mean of a measure over entities.
    Mean(Name),
    /// The sum of a measure over entities.
    Sum(Name),
    /// The sum of one measure to the sum of another.
    Ratio(Name, Name),
}

impl Metric {
    /// Whether its values are in percent.
    #[must_use]
    pub fn is_percent(&self) -> bool {
        self.percent || matches!(self.kind, MetricKind::Share(_))
    }

    /// Whether `name` is its name, its title or an alias, whatever the case.
    #[must_use]
    pub fn answers_to(&self, name: &str) -> bool {
        self.names().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// All names it answers to.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [self.name.text.as_str(), self.title.as_str()]
            .into_iter()
            .chain(self.aliases.iter().map(String::as_str))
    }
}

/// How often a metric is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cadence {
    /// Every period.
    Period,
    /// Every week.
    Week,
    /// Every month, as the mean of its periods.
    Month,
}

/// Somebody who tracks a metric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tracker {
    /// Who.
    pub who: String,
    /// How often.
    pub cadence: Option<Cadence>,
    /// How often once the metric no longer moves.
    pub once_stable: Option<Cadence>,
    /// What for.
    pub about: Option<String>,
}
