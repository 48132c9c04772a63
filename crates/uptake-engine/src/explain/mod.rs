//! Why a verdict is what it is, and how a metric came from one period to the next.
//!
//! Nothing is judged here: verdicts are those of the cube, and what a clause says is read from the typed tree on the entity's row
//! by [`evaluate`](uptake_rules::expr::evaluate()). Where a tree's root should disagree with the verdict, that is an error of the
//! program, and it says so.
//!
//! - `row` has the values of one entity in one period.
//! - `clauses` makes the tree of a definition or a ladder.
//! - `flips` asks for the smallest change that turns a verdict.
//! - `variables` says what may change for it, and `over_periods` what a number over periods follows from.
//! - `of_all` says what a number of all entities would be with other numbers of one, `possible` whether numbers can be together.
//! - `measures` says what measures are made of, and which rows are behind them.
//! - `expand` says what a rule means for an entity.
//! - `back` says how far back a rule looks at what it reads, and by which forms.
//! - `asked` is about names that nothing has.
//! - `crossing` says what an entity did between two judgements of a metric, `bridge` compares two periods of one.

mod asked;
mod back;
mod bridge;
mod clauses;
pub(crate) mod crossing;
mod expand;
mod flips;
mod measures;
mod of_all;
mod over_periods;
mod possible;
mod row;
mod variables;

pub use bridge::bridge;

use crate::assemble::{find, governing};
use crate::calendar::date;
use crate::error::Error;
use crate::judge::metrics;
use crate::judge::reach::Reach;
use crate::judged::Judged;
use crate::names::{EntityId, Private};
use crate::outcome::{Counts, ExplainedRule, Explanation, MetricCount};
use asked::unknown;
use clauses::Clauses;
use row::Row;
use uptake_rules::policy::metric::{Metric, MetricKind};

/// What is to be explained of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About<'a> {
    /// How it counts in a metric, by one of its names; in the first one if `None`.
    Metric(Option<&'a str>),
    /// A definition or a ladder, by its name.
    Rule(&'a str),
}

/// Why the verdicts on an entity in the last judged period are what they are; `project` is the project's name.
///
/// # Errors
/// `unknown-person` if nobody has the name; `unknown-name` if there is no such rule; or when something can't be computed.
pub fn explain(judged: &Judged<'_>, project: &str, person: &str, about: About<'_>) -> Result<Explanation, Error> {
    let cube = &judged.cube;
    let policy = cube.policy;
    let place = find(cube, person)?;
    let mut row = Row::last(judged, place)?;
    let metric = match about {
        About::Metric(None) => policy.metrics.first(),
        About::Metric(Some(name)) => Some(policy.metric(name).ok_or_else(|| unknown("metric", name))?),
        About::Rule(_) => None,
    };
    let count = metric.map(|metric| count(metric, &row)).transpose()?;
    let names = match about {
        About::Rule(name) => vec![name],
        About::Metric(_) => metric.map_or_else(
            || policy.definitions.iter().map(|rule| rule.name.text.as_str()).collect(),
            |metric| rests_on(metric, count.as_ref()),
        ),
    };
    let mut rules = Vec::with_capacity(names.len());
    for name in &names {
        rules.extend(explained(name, &mut row, judged)?);
    }
    if let (About::Rule(name), true) = (about, rules.is_empty()) {
        return Err(unknown("definition or ladder", name));
    }
    let measured = match metric.map(|metric| &metric.kind) {
        Some(MetricKind::Mean(name) | MetricKind::Sum(name)) => vec![name.text.as_str()],
        Some(MetricKind::Ratio(one, two)) => vec![one.text.as_str(), two.text.as_str()],
        Some(MetricKind::Share(_)) | None => Vec::new(),
    };
    let read = measures::read(names.iter().chain(&measured).copied(), &row);
    let id = cube.data.order.get(place).copied().unwrap_or_default();
    let (first, last) = cube.data.periods.span(cube.history.last);
    Ok(Explanation {
        project: project.to_owned(),
        as_of: cube.data.as_of,
        entity: Private::entity(EntityId(id), &cube.data.names),
        first: date(first),
        last: date(last),
        label: cube.data.periods.label(cube.history.last),
        metric: count,
        rules,
        measures: read.measures,
        list_rows: read.list_rows,
        listed: read.listed,
        governing: governing::outcome(cube, &judged.governed, &judged.hidden),
    })
}

/// The definitions and ladders that say how an entity counts: who counts, what it is, and why it doesn't count if it doesn't.
fn rests_on<'a>(metric: &'a Metric, count: Option<&MetricCount>) -> Vec<&'a str> {
    let mut names: Vec<&str> = metric.of.iter().map(|of| of.text.as_str()).collect();
    if let MetricKind::Share(share) = &metric.kind {
        names.push(&share.text);
    }
    if let (Some(ladder), Some(Counts::Excluded { .. })) = (&metric.excluded_by, count.map(|count| &count.counts)) {
        names.push(&ladder.text);
    }
    names
}

/// A definition or a ladder with its tree; nothing if no rule has the name.
fn explained(name: &str, row: &mut Row<'_, '_>, judged: &Judged<'_>) -> Result<Option<ExplainedRule>, Error> {
    let policy = row.cube.policy;
    let definition = policy.definitions.iter().find(|rule| rule.name.text == name);
    let ladder = policy.ladders.iter().find(|rule| rule.name.text == name);
    let (stated, about) = match (definition, ladder) {
        (Some(rule), _) => (&rule.name, &rule.about),
        (None, Some(rule)) => (&rule.name, &rule.about),
        (None, None) => return Ok(None),
    };
    let mut clauses = Clauses { row: &mut *row };
    let tree = match (definition, ladder) {
        (Some(rule), _) => clauses.definition(rule)?,
        (None, Some(rule)) => clauses.ladder(rule)?,
        (None, None) => return Ok(None),
    };
    let flip = match (definition, ladder) {
        (Some(rule), _) => flips::nearest_flip(rule, row)?,
        (None, Some(rule)) => flips::nearest_label(rule, row)?,
        (None, None) => return Ok(None),
    };
    let (flip, no_flip) = match flip {
        Ok(flip) => (Some(flip), None),
        Err(why) => (None, Some(why)),
    };
    let reach = Reach::of_rule(policy, name);
    let governed_by = judged.governed.in_row(row.number);
    let governed_by = governed_by.into_iter().filter(|number| {
        let rule = policy.governing.get(*number);
        rule.is_some_and(|rule| reach.meets(rule))
    });
    Ok(Some(ExplainedRule {
        name: stated.text.clone(),
        about: about.clone(),
        answer: row.cell(name),
        tree,
        flip,
        no_flip,
        governed_by: governed_by.collect(),
        span: stated.span,
        place: None,
    }))
}

/// How the entity of a row counts in a metric.
fn count(metric: &Metric, row: &Row<'_, '_>) -> Result<MetricCount, Error> {
    let counted = metrics::Members::of(metric, &|name| row.frame().column(name).cloned())?.counted(row.last_row());
    Ok(MetricCount {
        name: metric.name.text.clone(),
        title: metric.title.clone(),
        counts: match counted {
            None => Counts::Excluded {
                reason: metric.excluded_by.as_ref().and_then(|ladder| row.label(&ladder.text)),
            },
            Some(None) => Counts::Unknown,
            Some(Some((numerator, denominator))) => Counts::Adds { numerator, denominator },
        },
    })
}
