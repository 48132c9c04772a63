//! The measures that verdicts rest on, and the rows behind them.

use super::back;
use super::expand;
use super::row::Row;
use crate::calendar::{Day, PeriodIndex, day};
use crate::names::{Kind, Private};
use crate::outcome::{ExplainedMeasure, RowPlace, Unknown, ValueOutcome};
use crate::reduce::trace::TracedRow;
use jiff::civil::Date;
use std::collections::BTreeSet;
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
    let back = back::periods(&waiting, row);
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
            let back = back.get(&measure.name.text).copied().unwrap_or(0);
            measures.push(explained(&name, measure, &next, back, row));
        } else if is_listed(&name, row) {
            listed.push(row.named(&name));
        }
        next.reverse();
        waiting.extend(next);
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
fn explained(
    name: &str,
    measure: &Measure,
    reads: &[String],
    back: PeriodIndex,
    row: &Row<'_, '_>,
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
    let earlier = match &measure.kind {
        MeasureKind::Rows(rows) if back > 0 => earlier(rows, back, row),
        MeasureKind::Days(_)
        | MeasureKind::Rows(_)
        | MeasureKind::Window(_)
        | MeasureKind::Value(_)
        | MeasureKind::Across(_) => Vec::new(),
    };
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
        rows: rows.places.as_ref().map(|places| places.len() as u64),
        undecided: rows.undecided,
        places: rows.places.unwrap_or_default(),
        earlier_rows: earlier.len() as u64,
        earlier,
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

/// The rows behind a measure.
#[derive(Default)]
struct Behind {
    /// Where they are, if they were noted.
    places: Option<Vec<RowPlace>>,
    undecided: u64,
}

fn of_rows(measure: &RowMeasure, row: &Row<'_, '_>) -> Behind {
    let last = row.cube.history.last;
    behind(measure, (last.saturating_sub(own_periods(measure)), last), row)
}

/// The rows of the periods before those of which a measure is itself.
fn earlier(measure: &RowMeasure, back: PeriodIndex, row: &Row<'_, '_>) -> Vec<RowPlace> {
    let last = row
        .cube
        .history
        .last
        .saturating_sub(own_periods(measure))
        .saturating_sub(1);
    let first = last.saturating_sub(back.saturating_sub(1));
    let first = first.max(row.cube.data.periods.of(day(EARLIEST)));
    behind(measure, (first, last), row).places.unwrap_or_default()
}

/// No row is of an earlier day.
const EARLIEST: Date = Date::constant(1, 1, 8);

/// How many periods beside the judged one a measure is made of.
fn own_periods(measure: &RowMeasure) -> PeriodIndex {
    let periods = measure.over.map_or(1, |window| window.last);
    PeriodIndex::try_from(periods)
        .unwrap_or(PeriodIndex::MAX)
        .saturating_sub(1)
}

/// The rows of some periods, the first and the last one.
fn behind(measure: &RowMeasure, (first, last): (PeriodIndex, PeriodIndex), row: &Row<'_, '_>) -> Behind {
    let cube = row.cube;
    let (Some(trace), Some(reduced)) = (&cube.data.trace, cube.reduced(&measure.dataset)) else {
        return Behind::default();
    };
    let bare = measure.filter.as_deref().map(Rule::without_spans);
    let filter = bare.map(|bare| reduced.plan.filters.iter().position(|known| *known == bare));
    let days = (cube.data.periods.first_day(first), cube.data.periods.last_day(last));
    let mut behind = Behind {
        places: Some(Vec::new()),
        undecided: 0,
    };
    let of_period = trace.of_dataset(&measure.dataset).iter();
    for traced in of_period.filter(|traced| meets(traced.days, days) && traced.events > 0) {
        let counts = match filter {
            None => Some(true),
            Some(filter) => filter.and_then(|filter| traced.truths.get(filter).copied()).flatten(),
        };
        match (counts, &mut behind.places) {
            (Some(true), Some(places)) => places.push(place(&measure.dataset, traced)),
            (None, _) => behind.undecided += 1,
            (Some(_), _) => {}
        }
    }
    behind
}

fn of_days(measure: &DaysMeasure, row: &Row<'_, '_>) -> Behind {
    let cube = row.cube;
    let Some(trace) = &cube.data.trace else {
        return Behind::default();
    };
    let days = cube.data.periods.span(cube.history.last);
    let datasets = measure.within.iter().chain(&measure.except);
    let rows = datasets.flat_map(|dataset| {
        let rows = trace.of_dataset(dataset).iter();
        rows.filter(|traced| meets(traced.days, days))
            .map(|traced| place(dataset, traced))
    });
    Behind {
        places: Some(rows.collect()),
        undecided: 0,
    }
}

/// Whether two stretches of days have one in common.
fn meets((from, last): (Day, Day), (first, end): (Day, Day)) -> bool {
    from <= end && last >= first
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
