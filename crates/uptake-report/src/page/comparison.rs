//! Two figures beside each other: of two periods, or by two definitions. Where other rules made them they aren't the same figure at two
//! times, and whoever compares them has to say that this is meant.

use super::cell::Cell;
use super::model::{Block, Notice, Page, Section, Table};
use super::sections::Subject;
use super::view::{metric, not_reported};
use crate::governing::brief;
use crate::reference::markdown;
use serde::Serialize;
use std::collections::BTreeSet;
use uptake_codes::ProgramCode;
use uptake_engine::outcome::{MetricOutcome, MetricRow, Number};
use uptake_ledger::sha256;
use uptake_project::Failure;
use uptake_rules::visible::visible;

/// So many digits of a digest are told: enough to see that two differ.
const DIGITS: usize = 12;

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The first figure, by its name; the first of the rules if `None`.
    pub metric: Option<String>,
    /// Its period; the last one if `None`.
    pub period: Option<String>,
    /// The second figure; the same as the first if `None`.
    pub with_metric: Option<String>,
    /// Its period; the one before that of the first if the figure is the same, else the same one, if `None`.
    pub with_period: Option<String>,
    /// Whether figures that other rules made are meant to be compared.
    pub across: bool,
}

/// Two figures beside each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// The first.
    pub one: Side,
    /// The second.
    pub other: Side,
    /// Whether other rules made them.
    pub across_rules: bool,
    /// What is different in the rules, in words.
    pub rules: Vec<String>,
    /// The whole, then group by group; the difference is the first less the second.
    pub rows: Vec<ComparedRow>,
}

/// One of the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The figure.
    pub metric: String,
    /// Its name for people.
    pub title: String,
    /// The period.
    pub period: String,
    /// `percent` or `number`.
    pub unit: &'static str,
    /// The SHA-256 of the rules that made it, as far as they are in force in the period.
    pub digest: String,
}

/// The whole, or a group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComparedRow {
    /// The column; `None` for the whole.
    pub cut: Option<String>,
    /// Its value.
    pub cut_value: Option<String>,
    /// In the first figure; `None` where the group isn't in it.
    pub one: Option<ComparedFigure>,
    /// In the second.
    pub other: Option<ComparedFigure>,
    /// The first less the second, where both are shown and of one unit.
    pub difference: Option<f64>,
}

/// A figure of one of the two.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComparedFigure {
    /// The value.
    pub value: Option<Number>,
    /// What is counted or summed.
    pub numerator: Option<Number>,
    /// Out of what.
    pub denominator: Option<Number>,
    /// Whether the group is too small to be shown, or would give away one that is. Then nothing else is said.
    pub suppressed: bool,
}

impl Comparison {
    /// Lays the two beside each other.
    ///
    /// # Errors
    /// `unknown-name` or `unknown-period` where there is no such figure; `across-rules` where other rules made the two and that isn't
    /// meant.
    pub fn of(&self, subject: &Subject<'_>) -> Result<Compared, Failure> {
        let outcome = subject.outcome;
        let first = outcome.metrics.first().map_or("", |metric| metric.name.as_str());
        let one = metric(outcome, subject.policy, self.metric.as_deref().unwrap_or(first))?;
        let other = match &self.with_metric {
            Some(name) => metric(outcome, subject.policy, name)?,
            None => one,
        };
        let period = self.period.clone().unwrap_or_else(|| outcome.range.last.clone());
        let with_period = match &self.with_period {
            Some(period) => period.clone(),
            None if one.name == other.name => before(one, &period).unwrap_or_else(|| period.clone()),
            None => period.clone(),
        };
        let (left, right) = (rows(subject, one, &period)?, rows(subject, other, &with_period)?);
        let (rules, others) = (in_force(one, &period), in_force(other, &with_period));
        let side = |metric: &MetricOutcome<String>, period: &str, rules: &Marks| Side {
            metric: metric.name.clone(),
            title: metric.title.clone(),
            period: period.to_owned(),
            unit: metric.unit,
            digest: digest(subject, metric, rules),
        };
        let (one, other) = (side(one, &period, &rules), side(other, &with_period, &others));
        let across_rules = one.digest != other.digest;
        let rules = different(subject, (&one, &rules), (&other, &others));
        if across_rules && !self.across {
            return Err(refused(&one, &other, &rules));
        }
        let same_unit = one.unit == other.unit;
        Ok(Compared {
            rows: beside(&left, &right, same_unit),
            one,
            other,
            across_rules,
            rules,
        })
    }
}

/// Which differing rules and entries are in force otherwise than at the beginning, by their places.
type Marks = (BTreeSet<usize>, BTreeSet<usize>);

fn in_force(metric: &MetricOutcome<String>, label: &str) -> Marks {
    let (mut rules, mut entries) = Marks::default();
    let known = metric.history.iter().position(|past| past.point.label == label);
    for past in metric.history.iter().take(known.map_or(0, |place| place + 1)).skip(1) {
        toggle(&mut rules, &past.point.changed);
        toggle(&mut entries, &past.point.entries);
    }
    (rules, entries)
}

/// What begins to hold comes in, what ends goes out.
fn toggle(set: &mut BTreeSet<usize>, changed: &[usize]) {
    for number in changed {
        if !set.remove(number) {
            set.insert(*number);
        }
    }
}

fn digest(subject: &Subject<'_>, metric: &MetricOutcome<String>, (rules, entries): &Marks) -> String {
    let words = markdown(subject.reference);
    sha256(format!("{words}\n{}\n{rules:?}\n{entries:?}", metric.name).as_bytes())
}

fn different(subject: &Subject<'_>, one: (&Side, &Marks), other: (&Side, &Marks)) -> Vec<String> {
    let mut words = Vec::new();
    if one.0.metric != other.0.metric {
        words.push(format!(
            "`{}` and `{}` are two definitions",
            one.0.metric, other.0.metric
        ));
    }
    let governing = &subject.outcome.governing;
    for number in one.1.0.symmetric_difference(&other.1.0) {
        words.extend(governing.differing.get(*number).map(brief));
    }
    for number in one.1.1.symmetric_difference(&other.1.1) {
        words.extend(governing.entries.get(*number).map(crate::governing::dated));
    }
    words
}

fn refused(one: &Side, other: &Side, rules: &[String]) -> Failure {
    let message = format!(
        "`{}` in {} and `{}` in {} are made by different rules: {}",
        one.metric,
        one.period,
        other.metric,
        other.period,
        rules.join("; ")
    );
    Failure::new(message)
        .code(ProgramCode::AcrossRules)
        .help("a difference between them may be one of the rules alone; add `across=yes` to see them beside each other all the same")
}

/// The name of the period before one.
fn before(metric: &MetricOutcome<String>, label: &str) -> Option<String> {
    let whole: Vec<&str> = metric
        .rows
        .iter()
        .filter(|row| row.cut.is_none())
        .map(|row| row.label.as_str())
        .collect();
    let place = whole.iter().position(|own| *own == label)?;
    whole.get(place.checked_sub(1)?).map(|label| (*label).to_owned())
}

fn rows<'a>(
    subject: &Subject<'_>,
    metric: &'a MetricOutcome<String>,
    label: &str,
) -> Result<Vec<&'a MetricRow<String>>, Failure> {
    let rows: Vec<_> = metric.rows.iter().filter(|row| row.label == label).collect();
    match rows.is_empty() {
        true => Err(not_reported(subject.outcome, label)),
        false => Ok(rows),
    }
}

fn beside(left: &[&MetricRow<String>], right: &[&MetricRow<String>], same_unit: bool) -> Vec<ComparedRow> {
    let key = |row: &MetricRow<String>| (row.cut.clone(), row.cut_value.clone());
    let mut keys: Vec<_> = left.iter().map(|row| key(row)).collect();
    for own in right.iter().map(|row| key(row)) {
        if !keys.contains(&own) {
            keys.push(own);
        }
    }
    let of = |rows: &[&MetricRow<String>], wanted: &(Option<String>, Option<String>)| {
        rows.iter()
            .find(|row| row.cut == wanted.0 && row.cut_value == wanted.1)
            .map(|row| figure(row))
    };
    keys.into_iter()
        .map(|key| {
            let (one, other) = (of(left, &key), of(right, &key));
            let value = |figure: &Option<ComparedFigure>| figure.as_ref().and_then(|figure| figure.value);
            let both = value(&one).zip(value(&other)).filter(|_| same_unit);
            ComparedRow {
                cut: key.0,
                cut_value: key.1,
                difference: both.map(|(one, other)| one.nearest() - other.nearest()),
                one,
                other,
            }
        })
        .collect()
}

fn figure(row: &MetricRow<String>) -> ComparedFigure {
    ComparedFigure {
        value: row.value,
        numerator: row.numerator,
        denominator: row.denominator,
        suppressed: row.suppressed,
    }
}

impl Compared {
    /// The two as a page.
    #[must_use]
    pub fn page(&self, project: &str) -> Page {
        let name = |side: &Side| match self.one.metric == self.other.metric {
            true => side.period.clone(),
            false => format!("{} in {}", visible(&side.title), side.period),
        };
        let (one, other) = (name(&self.one), name(&self.other));
        let mut sections = vec![self.section(None, &one, &other)];
        let mut cuts: Vec<&str> = Vec::new();
        for cut in self.rows.iter().filter_map(|row| row.cut.as_deref()) {
            if !cuts.contains(&cut) {
                cuts.push(cut);
            }
        }
        sections.extend(cuts.into_iter().map(|cut| self.section(Some(cut), &one, &other)));
        Page {
            title: visible(project).into_owned(),
            facts: vec![format!("{one} beside {other}")],
            notices: Vec::new(),
            sections,
            foot: Vec::new(),
        }
    }

    fn section(&self, cut: Option<&str>, one: &str, other: &str) -> Section {
        let unit = if self.one.unit == "percent" { "points" } else { "" };
        let title = match cut {
            None => "All together".to_owned(),
            Some(cut) => format!("By {}", cut.replace('_', " ")),
        };
        let mut table = Table::new(
            format!("{title}: {one} beside {other}"),
            &[
                (cut.map_or("Who", |_| "Group"), false),
                (one, true),
                ("Of", true),
                (other, true),
                ("Of", true),
                ("Difference", true),
            ],
        );
        let rows = self.rows.iter().filter(|row| row.cut.as_deref() == cut);
        table.rows = rows
            .map(|row| {
                let name = row.cut_value.as_deref().unwrap_or("all");
                let mut cells = vec![Cell::text(visible(name))];
                for (figure, side) in [(&row.one, &self.one), (&row.other, &self.other)] {
                    match figure {
                        None => cells.extend([Cell::text("not by this"), Cell::default()]),
                        Some(figure) if figure.suppressed => cells.extend([Cell::hidden(), Cell::default()]),
                        Some(figure) => {
                            cells.extend([Cell::value(figure.value, side.unit), Cell::plain(figure.denominator)]);
                        }
                    }
                }
                cells.push(match row.difference {
                    None => Cell::default(),
                    // What is less than half of the last digit is no change.
                    Some(difference) => Cell {
                        text: match difference.abs() < 0.05 {
                            true => format!("0.0 {unit}"),
                            false => format!("{difference:+.1} {unit}").replace('-', "−"),
                        }
                        .trim_end()
                        .to_owned(),
                        number: Some(difference),
                    },
                });
                cells
            })
            .collect();
        let mut blocks = vec![Block::Table(table)];
        if cut.is_none() {
            blocks.push(Block::List(vec![
                format!("{one}: rules `{}`", digits(&self.one.digest)),
                format!("{other}: rules `{}`", digits(&self.other.digest)),
            ]));
        }
        let id = cut.map_or("all".to_owned(), |cut| format!("by-{}", super::sections::id(cut)));
        Section {
            id,
            title,
            lead: None,
            blocks,
        }
    }

    /// That other rules made the two, if they did.
    #[must_use]
    pub fn warning(&self) -> Option<Notice> {
        self.across_rules.then(|| Notice {
            word: "Warning",
            text: format!("different rules made the two figures: {}.", self.rules.join("; ")),
            help: Some("So a difference between them may come of the rules alone.".to_owned()),
        })
    }
}

fn digits(digest: &str) -> String {
    digest.chars().take(DIGITS).collect()
}
