//! One group: its figure over time, and the other figures beside it.

use super::cell::Cell;
use super::model::{Axis, Band, Block, Chart, Drawing, Page, Section, Series, Table, Trend};
use super::sections::{Subject, axis, headed, id, shown, spoken};
use super::view::metric;
use crate::terminal::figure::no_figure;
use uptake_codes::RuleCode;
use uptake_engine::outcome::{MetricOutcome, MetricRow, Number};
use uptake_project::Failure;
use uptake_rules::missing::Missing;
use uptake_rules::visible::visible;

/// Which group is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The column that tells groups apart.
    pub cut: String,
    /// Its value.
    pub value: String,
}

impl Group {
    /// The page of a group, for the figure in front of an outcome.
    ///
    /// # Errors
    /// `unknown-name` where no figure is cut by the column, or nobody has the value.
    pub fn page(&self, subject: &Subject<'_>) -> Result<Page, Failure> {
        let outcome = subject.outcome;
        let cut = |metric: &MetricOutcome<String>| metric.rows.iter().any(|row| row.cut.as_ref() == Some(&self.cut));
        let Some(front) = outcome.metrics.iter().find(|metric| cut(metric)) else {
            let cuts = outcome.metrics.iter().flat_map(|metric| &metric.rows);
            let cuts: std::collections::BTreeSet<&str> = cuts.filter_map(|row| row.cut.as_deref()).collect();
            let missing = Missing::new("column", &self.cut).among(cuts);
            return Err(Failure::missing(RuleCode::UnknownName, &missing));
        };
        let rows = self.rows(front);
        if rows.is_empty() {
            let values = front.rows.iter().filter(|row| row.cut.as_ref() == Some(&self.cut));
            let values: std::collections::BTreeSet<&str> = values.filter_map(|row| row.cut_value.as_deref()).collect();
            let missing = Missing::new("group", &self.value).among(values);
            return Err(Failure::missing(RuleCode::UnknownName, &missing));
        }
        let name = visible(&self.value).into_owned();
        let mut sections = vec![self.over_time(subject, front, &rows, &name)];
        sections.extend(self.beside(subject, &name));
        Ok(Page {
            title: headed(&self.cut, &name),
            facts: vec![visible(&front.title).into_owned(), outcome.range.last.clone()],
            notices: Vec::new(),
            sections,
            foot: Vec::new(),
        })
    }

    fn rows<'a>(&self, metric: &'a MetricOutcome<String>) -> Vec<&'a MetricRow<String>> {
        let own = |row: &&MetricRow<String>| {
            row.cut.as_ref() == Some(&self.cut) && row.cut_value.as_ref() == Some(&self.value)
        };
        metric.rows.iter().filter(own).collect()
    }

    fn over_time(
        &self,
        subject: &Subject<'_>,
        front: &MetricOutcome<String>,
        rows: &[&MetricRow<String>],
        name: &str,
    ) -> Section {
        let title = visible(&front.title).into_owned();
        let values = rows
            .iter()
            .map(|row| row.value.map(Number::nearest))
            .collect::<Vec<_>>();
        let reaches = rows
            .iter()
            .filter_map(|row| row.high.or(row.value.map(Number::nearest)));
        let axis = axis(front, reaches);
        let last = rows.last().copied();
        let told = last.map_or_else(String::new, |row| cell(front, row).text);
        let mut table = Table::new(
            format!("{title} of {} {name}, period by period", spoken(&self.cut)),
            &[
                ("Period", false),
                ("Value", true),
                ("95 % interval", true),
                ("Numerator", true),
                ("Denominator", true),
                ("Band", false),
            ],
        );
        table.rows = rows
            .iter()
            .map(|row| line(front, row, Cell::text(&row.label)))
            .collect();
        let chart = Chart {
            title: format!("{title}, {} {name}", spoken(&self.cut)),
            alternative: format!("A line of {} periods; the last value is {told}.", rows.len()),
            drawing: Drawing::Trend(Trend {
                bands: bands(subject, front, self, &axis),
                axis,
                labels: rows.iter().map(|row| row.label.clone()).collect(),
                series: vec![Series {
                    name: name.to_owned(),
                    intervals: rows.iter().map(|row| row.low.zip(row.high)).collect(),
                    last: shown(last.and_then(|row| row.value), front.unit),
                    values,
                }],
                marks: Vec::new(),
            }),
            notes: Vec::new(),
            table,
        };
        Section {
            id: "over-time".to_owned(),
            title: "Over time".to_owned(),
            lead: Some(format!("{title} in {}: {told}.", subject.outcome.range.last)),
            blocks: vec![Block::Chart(Box::new(chart))],
        }
    }

    /// All figures of the group in the last period.
    fn beside(&self, subject: &Subject<'_>, name: &str) -> Option<Section> {
        let last = &subject.outcome.range.last;
        let mut table = Table::new(
            format!("All figures of {name} in {last}"),
            &[
                ("Figure", false),
                ("Value", true),
                ("95 % interval", true),
                ("Numerator", true),
                ("Denominator", true),
                ("Band", false),
            ],
        );
        for metric in &subject.outcome.metrics {
            let row = self.rows(metric).into_iter().find(|row| row.label == *last);
            table
                .rows
                .extend(row.map(|row| line(metric, row, Cell::text(visible(&metric.title)))));
        }
        (!table.rows.is_empty()).then(|| Section {
            id: format!("figures-{}", id(&self.cut)),
            title: "All its figures".to_owned(),
            lead: None,
            blocks: vec![Block::Table(table)],
        })
    }
}

/// The metric of a name may have bands for the value of its column.
fn bands(subject: &Subject<'_>, front: &MetricOutcome<String>, group: &Group, axis: &Axis) -> Vec<Band> {
    let Ok(metric) = metric(subject.outcome, subject.policy, &front.name) else {
        return Vec::new();
    };
    let Some(rule) = subject.policy.metric(&metric.name) else {
        return Vec::new();
    };
    let benchmark = rule
        .benchmark
        .as_ref()
        .and_then(|name| subject.policy.benchmark(&name.text));
    match benchmark.and_then(|benchmark| benchmark.by.as_ref()) {
        Some(by) if by.text == group.cut => subject.bands(rule, Some(&group.value), axis.top),
        Some(_) | None => Vec::new(),
    }
}

fn cell(metric: &MetricOutcome<String>, row: &MetricRow<String>) -> Cell {
    match (row.suppressed, row.value) {
        (true, _) => Cell::hidden(),
        (false, Some(value)) => Cell::value(Some(value), metric.unit),
        (false, None) => Cell::text(no_figure(row)),
    }
}

fn line(metric: &MetricOutcome<String>, row: &MetricRow<String>, head: Cell) -> Vec<Cell> {
    match row.suppressed {
        true => {
            let rest = std::iter::repeat_n(Cell::default(), 4);
            [head, Cell::hidden()].into_iter().chain(rest).collect()
        }
        false => vec![
            head,
            cell(metric, row),
            Cell::interval(row.low, row.high),
            Cell::plain(row.numerator),
            Cell::plain(row.denominator),
            Cell::text(visible(row.band.as_deref().unwrap_or(""))),
        ],
    }
}
