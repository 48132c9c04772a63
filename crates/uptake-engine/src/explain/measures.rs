//! The measures that verdicts rest on, and the rows behind them.

use super::back;
use super::expand;
use super::row::Row;
use crate::calendar::{Day, PeriodIndex};
use crate::names::{Kind, Private};
use crate::outcome::{ExplainedMeasure, RowPlace, Unknown, ValueOutcome};
use crate::reduce::trace::TracedRow;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::expr::Expr as Rule;
use uptake_rules::policy::measure::{DaysMeasure, Measure, MeasureKind, RowMeasure};
use uptake_rules::section::Section;
use uptake_rules::value::Literal;
use uptake_rules::{Span, hidden};

/// What rules read.
pub(super) struct Read {
    pub(super) measures: Vec<ExplainedMeasure>,
    pub(super) listed: Vec<ValueOutcome>,
    pub(super) list_rows: Vec<RowPlace>,
}

/// The measures and columns behind some rules, in the order in which they are met.
pub(super) fn read<'n>(names: impl Iterator<Item = &'n str>, row: &Row<'_, '_>) -> Read {
    let policy = row.cube.policy;
    let mut waiting: Vec<String> = names.map(str::to_owned).collect();
    let earlier = back::earlier(&waiting, row);
    waiting.reverse();
    let mut seen = BTreeSet::new();
    let (mut measures, mut listed) = (Vec::new(), Vec::new());
    while let Some(name) = waiting.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let mut next: Vec<String> = Vec::new();
        if let Some(rule) = policy.definitions.iter().find(|rule| rule.name.text == name) {
            next.extend(columns(&expand::form(&rule.when, &name, row)));
        } else if let Some(rule) = policy.ladders.iter().find(|rule| rule.name.text == name) {
            let conditions = rule.steps.iter().filter_map(|step| step.when.as_deref());
            conditions.for_each(|when| next.extend(columns(&expand::form(when, &name, row))));
            next.extend(
                rule.choice
                    .iter()
                    .flat_map(|choice| columns(&expand::form(choice, &name, row))),
            );
        } else if let Some(measure) = expand::measure(&name, row) {
            // The forms of a constant that differs are told with the rules.
            if policy.varied.contains_key(hidden::owner(&name)) {
                continue;
            }
            let formulas = measure.kind.formulas();
            let read = formulas
                .iter()
                .flat_map(|of| columns(&expand::form(of, &measure.name.text, row)));
            next.extend(read);
            let looked = earlier.get(hidden::owner(&name));
            measures.push(explained(&name, measure, &next, looked, row));
        } else if is_listed(&name, row) {
            listed.push(row.named(&name));
        }
        next.reverse();
        waiting.extend(next);
    }
    // What only rules of earlier periods read.
    for (name, looked) in &earlier {
        let told = measures.iter().any(|measure: &ExplainedMeasure| measure.name == *name);
        let measure = expand::measure(name, row).filter(|_| !told && !policy.varied.contains_key(name));
        measures.extend(measure.map(|measure| explained(name, measure, &[], Some(looked), row)));
    }
    let list = policy.entity_dataset().map(|dataset| dataset.name.text.as_str());
    let list = list.filter(|_| !listed.is_empty());
    let list_rows = list.map_or_else(Vec::new, |list| {
        let rows = row
            .cube
            .data
            .trace
            .as_ref()
            .map_or(&[][..], |trace| trace.of_dataset(list));
        rows.iter().map(|row| place(list, row)).collect()
    });
    Read {
        measures,
        listed,
        list_rows,
    }
}

fn columns(rule: &Rule) -> Vec<String> {
    rule.columns().into_iter().map(str::to_owned).collect()
}

/// Whether a column is one of the list, other than that of the entity.
fn is_listed(name: &str, row: &Row<'_, '_>) -> bool {
    let policy = row.cube.policy;
    let dataset = policy.entity_dataset();
    let is_column = dataset.is_some_and(|dataset| dataset.columns.iter().any(|column| column.name.text == name));
    is_column && name != policy.entity_column()
}

/// A measure by the name that rules read, as the one that holds for the entity says it.
fn explained<'a>(
    name: &str,
    measure: &'a Measure,
    reads: &[String],
    looked: Option<&BTreeMap<usize, Vec<&'a Measure>>>,
    row: &Row<'_, 'a>,
) -> ExplainedMeasure {
    let policy = row.cube.policy;
    let stated = policy
        .measures
        .iter()
        .find(|rule| rule.name.text == hidden::owner(name));
    let value = row.cell(name);
    let rows = match &measure.kind {
        MeasureKind::Rows(rows) => of_rows(rows, row),
        MeasureKind::Days(days) => of_days(days, row),
        MeasureKind::Window(_) | MeasureKind::Value(_) | MeasureKind::Across(_) => Behind::default(),
    };
    let earlier = looked.map_or_else(Vec::new, |looked| earlier(looked, &rows, row));
    let is_unknown = row.value(name) == Literal::Unknown;
    ExplainedMeasure {
        name: hidden::owner(name).to_owned(),
        about: measure.about.clone().or_else(|| stated?.about.clone()),
        value,
        dataset: match &measure.kind {
            MeasureKind::Rows(rows) => Some(rows.dataset.clone()),
            _ => None,
        },
        unknown: match &measure.kind {
            MeasureKind::Rows(rows) if is_unknown => why_unknown(rows, row),
            _ => None,
        },
        rows: rows.noted.as_ref().map(|noted| noted.len() as u64),
        undecided: rows.undecided,
        places: places(&rows.noted.unwrap_or_default()),
        earlier_rows: earlier.len() as u64,
        earlier: places(&earlier),
        reads: reads.iter().map(|name| hidden::owner(name).to_owned()).collect(),
        span: stated_at(name, row).unwrap_or(measure.name.span),
        place: None,
    }
}

/// Where the override or version states a measure that holds for the entity; nothing if none changes it.
fn stated_at(name: &str, row: &Row<'_, '_>) -> Option<Span> {
    let governing = &row.cube.policy.governing;
    let holding = row.governed.iter().filter_map(|number| governing.get(*number));
    let changed = holding.flat_map(|rule| &rule.changes);
    let mut own =
        changed.filter(|changed| changed.section == Section::Measures && changed.name.text == hidden::owner(name));
    own.next_back().map(|changed| changed.name.span)
}

/// A row with the dataset that it is of.
type Noted<'t> = (&'t str, &'t TracedRow);

/// The rows behind a measure.
#[derive(Default)]
struct Behind<'t> {
    /// Which they are, if they were noted.
    noted: Option<Vec<Noted<'t>>>,
    undecided: u64,
}

fn of_rows<'t>(measure: &'t RowMeasure, row: &Row<'_, 't>) -> Behind<'t> {
    behind(measure, row.cube.history.last, row)
}

/// The rows of the periods in which a measure is read beside the judged one, each by the form that holds there; the earliest
/// first, and without those that are told of the judged period.
fn earlier<'t>(looked: &BTreeMap<usize, Vec<&'t Measure>>, now: &Behind<'t>, row: &Row<'_, 't>) -> Vec<Noted<'t>> {
    let mut found: Vec<Noted<'t>> = Vec::new();
    let told = |noted: &[Noted<'t>], row: &TracedRow| noted.iter().any(|(_, known)| std::ptr::eq(*known, row));
    for (back, forms) in looked.iter().rev() {
        let back = PeriodIndex::try_from(*back).unwrap_or(PeriodIndex::MAX);
        let period = row.cube.history.last.saturating_sub(back);
        for form in forms {
            let MeasureKind::Rows(measure) = &form.kind else {
                continue;
            };
            let rows = behind(measure, period, row).noted.unwrap_or_default();
            for (dataset, row) in rows {
                if !told(now.noted.as_deref().unwrap_or(&[]), row) && !told(&found, row) {
                    found.push((dataset, row));
                }
            }
        }
    }
    found
}

/// How many periods beside the judged one a measure is made of.
fn own_periods(measure: &RowMeasure) -> PeriodIndex {
    let periods = measure.over.map_or(1, |window| window.last);
    PeriodIndex::try_from(periods)
        .unwrap_or(PeriodIndex::MAX)
        .saturating_sub(1)
}

/// The rows that a measure of a period is made of.
fn behind<'t>(measure: &'t RowMeasure, period: PeriodIndex, row: &Row<'_, 't>) -> Behind<'t> {
    let cube = row.cube;
    let (Some(trace), Some(reduced)) = (&cube.data.trace, cube.reduced(&measure.dataset)) else {
        return Behind::default();
    };
    let bare = measure.filter.as_deref().map(Rule::without_spans);
    let filter = bare.map(|bare| reduced.plan.filters.iter().position(|known| *known == bare));
    let first = period.saturating_sub(own_periods(measure));
    let days = (cube.data.periods.first_day(first), cube.data.periods.last_day(period));
    let mut noted = Vec::new();
    let mut undecided = 0;
    let of_period = trace.of_dataset(&measure.dataset).iter();
    for traced in of_period.filter(|traced| meets(traced.days, days) && traced.events > 0) {
        let counts = match filter {
            None => Some(true),
            Some(filter) => filter.and_then(|filter| traced.truths.get(filter).copied()).flatten(),
        };
        match counts {
            Some(true) => noted.push((measure.dataset.as_str(), traced)),
            None => undecided += 1,
            Some(false) => {}
        }
    }
    Behind {
        noted: Some(noted),
        undecided,
    }
}

fn of_days<'t>(measure: &'t DaysMeasure, row: &Row<'_, 't>) -> Behind<'t> {
    let cube = row.cube;
    let Some(trace) = &cube.data.trace else {
        return Behind::default();
    };
    let days = cube.data.periods.span(cube.history.last);
    let datasets = measure.within.iter().chain(&measure.except);
    let rows = datasets.flat_map(|dataset| {
        let rows = trace.of_dataset(dataset).iter();
        rows.filter(|traced| meets(traced.days, days))
            .map(|traced| (dataset.as_str(), traced))
    });
    Behind {
        noted: Some(rows.collect()),
        undecided: 0,
    }
}

/// Whether two stretches of days have one in common.
fn meets((from, last): (Day, Day), (first, end): (Day, Day)) -> bool {
    from <= end && last >= first
}

fn places(noted: &[Noted<'_>]) -> Vec<RowPlace> {
    noted.iter().map(|(dataset, row)| place(dataset, row)).collect()
}

fn place(dataset: &str, row: &TracedRow) -> RowPlace {
    RowPlace {
        dataset: dataset.to_owned(),
        part: Private::new(Kind::Value, &*row.part),
        row: row.row,
        line: None,
    }
}

/// Why a measure of rows is unknown, as far as the cube knows.
fn why_unknown(measure: &RowMeasure, row: &Row<'_, '_>) -> Option<Unknown> {
    let cube = row.cube;
    let Some(reduced) = cube.reduced(&measure.dataset) else {
        return Some(Unknown::NoSource);
    };
    let period = cube.history.last;
    let entity = cube.data.order.get(row.number / cube.periods().max(1)).copied()?;
    if cube.not_yet(reduced, period) {
        return Some(Unknown::NotYet);
    }
    if !cube.covered(reduced, period) {
        return Some(Unknown::NotCovered);
    }
    cube.refused(reduced, entity, period).then_some(Unknown::Refused)
}
