//! The columns that a flip may change, with what they can be and what holds between them.

use super::row::Row;
use crate::calendar::date;
use uptake_rules::expr::flip::{Freedom, Variable};
use uptake_rules::expr::proof::AtMost;
use uptake_rules::expr::{Expr as Rule, ExprKind, Last, Take, Window};
use uptake_rules::policy::Policy;
use uptake_rules::policy::measure::{Aggregate, DaysMeasure, MeasureKind, RowMeasure, WindowMeasure};
use uptake_rules::value::Type;

/// What conditions read and may change. What is the same for everybody stays, such as the period and constants; a number of all
/// entities follows from the others.
pub(super) fn variables(read: &[&Rule], follows: &[&str], row: &Row<'_, '_>) -> Vec<Variable> {
    let policy = row.cube.policy;
    let mut types: Vec<(&str, Type)> = Vec::new();
    for rule in read {
        rule.visit(&mut |part| {
            if let ExprKind::Column(name) = &part.kind
                && !types.iter().any(|(known, _)| known == name)
            {
                types.push((name.as_str(), part.ty));
            }
        });
    }
    let variable = |(name, ty): (&str, Type)| {
        let fixed = [policy.entity_column(), "period", "period_end"].contains(&name);
        if fixed || policy.varied.contains_key(name) || follows.contains(&name) {
            return None;
        }
        let (mut least, mut most, mut kind) = (None, None, Freedom::Measured);
        let mut whole = ty == Type::Int;
        match (
            row.window(name).map(|rule| &rule.kind),
            policy.measures.iter().find(|rule| rule.name.text == name),
        ) {
            (Some(ExprKind::Window(window, _)), _) => (least, most) = of_window(*window),
            (_, Some(measure)) => match &measure.kind {
                MeasureKind::Across(_) => return None,
                MeasureKind::Rows(rows) => (least, most) = of_rows(rows, row),
                MeasureKind::Days(days) => (least, most) = (Some(0), Some(counted(days, row))),
                MeasureKind::Window(window) => {
                    (whole, least) = of_periods(window, policy);
                    if window.aggregate == Aggregate::Count {
                        (least, most) = (Some(0), Some(i64::from(window.last)));
                    }
                }
                MeasureKind::Value(_) => {}
            },
            (_, None) => {
                let is_rule = policy.definitions.iter().any(|rule| rule.name.text == name)
                    || policy.ladders.iter().any(|rule| rule.name.text == name);
                if !is_rule {
                    kind = Freedom::Stated;
                }
            }
        }
        Some(Variable {
            name: name.to_owned(),
            ty,
            now: row.value(name),
            kind,
            whole,
            least,
            most,
        })
    };
    types.into_iter().filter_map(variable).collect()
}

/// Of a measure over periods whether it is a whole number though its type is float, and the least that it can be, if there is one.
fn of_periods(window: &WindowMeasure, policy: &Policy) -> (bool, Option<i64>) {
    let of: &Rule = &window.of;
    let (whole, counts) = match &of.kind {
        ExprKind::Column(name) => {
            let measure = policy.measures.iter().find(|measure| measure.name.text == *name);
            match measure.map(|measure| &measure.kind) {
                Some(MeasureKind::Rows(rows)) => (of.ty == Type::Int, of_no_less(rows.aggregate)),
                Some(MeasureKind::Days(_)) => (true, true),
                Some(MeasureKind::Window(below)) => {
                    let (whole, least) = of_periods(below, policy);
                    (whole, least == Some(0))
                }
                Some(MeasureKind::Value(_) | MeasureKind::Across(_)) | None => (of.ty == Type::Int, false),
            }
        }
        _ => (matches!(of.ty, Type::Int | Type::Bool), of.ty == Type::Bool),
    };
    let least = counts.then_some(0);
    match window.aggregate {
        Aggregate::Count | Aggregate::Sum | Aggregate::Min | Aggregate::Max => (whole, least),
        Aggregate::Mean | Aggregate::Distinct | Aggregate::DistinctDays => (false, least),
    }
}

/// Whether what a measure makes of rows is never less than nothing.
fn of_no_less(aggregate: Aggregate) -> bool {
    match aggregate {
        Aggregate::Count | Aggregate::Distinct | Aggregate::DistinctDays => true,
        Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max => false,
    }
}

fn of_window(window: Window) -> (Option<i64>, Option<i64>) {
    match window {
        Window::Streak | Window::Since => (Some(0), None),
        Window::Last(Last {
            periods,
            take: Take::Count | Take::Known,
            ..
        }) => (Some(0), Some(i64::from(periods))),
        Window::Last(_) | Window::Lag(_) | Window::First => (None, None),
    }
}

fn of_rows(rows: &RowMeasure, row: &Row<'_, '_>) -> (Option<i64>, Option<i64>) {
    match rows.aggregate {
        Aggregate::Count | Aggregate::Distinct => (Some(0), None),
        Aggregate::DistinctDays => {
            let last = row.cube.history.last;
            let back = rows.over.map_or(1, |window| window.last);
            let first = last.saturating_sub(i32::try_from(back).unwrap_or(i32::MAX).saturating_sub(1));
            let periods = &row.cube.data.periods;
            let days = i64::from(periods.last_day(last)) - i64::from(periods.first_day(first)) + 1;
            (Some(0), Some(days))
        }
        Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max => (None, None),
    }
}

/// On how many days of the period somebody can be counted.
fn counted(days: &DaysMeasure, row: &Row<'_, '_>) -> i64 {
    let (first, last) = row.cube.data.periods.span(row.cube.history.last);
    let on = (first..=last).filter(|day| days.on.contains(&date(*day).weekday()));
    i64::try_from(on.count()).unwrap_or(i64::MAX)
}

/// What holds between counts of the same rows: no more days or different values than rows, and no more where fewer rows count.
pub(super) fn facts(variables: &[Variable], row: &Row<'_, '_>) -> Vec<AtMost> {
    let policy = row.cube.policy;
    let counts: Vec<(&str, &RowMeasure)> = variables
        .iter()
        .filter_map(|variable| {
            let measure = policy
                .measures
                .iter()
                .find(|measure| measure.name.text == variable.name)?;
            match &measure.kind {
                MeasureKind::Rows(rows) => Some((variable.name.as_str(), rows)),
                _ => None,
            }
        })
        .collect();
    let mut facts = Vec::new();
    for (less, narrow) in &counts {
        for (more, wide) in &counts {
            let of_kind = match (narrow.aggregate, wide.aggregate) {
                (one, other) if one == other => {
                    matches!(one, Aggregate::Count | Aggregate::Distinct | Aggregate::DistinctDays)
                        && narrow.column == wide.column
                }
                // A row that stands for no events makes no day and no value, and none stands for fewer.
                (Aggregate::DistinctDays | Aggregate::Distinct, Aggregate::Count) => true,
                _ => false,
            };
            let same = narrow.dataset == wide.dataset && narrow.over == wide.over;
            if less != more && same && of_kind && narrower(narrow.filter.as_deref(), wide.filter.as_deref()) {
                facts.push(AtMost {
                    less: (*less).to_owned(),
                    more: (*more).to_owned(),
                    together: true,
                });
            }
        }
    }
    facts
}

/// Whether one condition has all parts of another.
fn narrower(narrow: Option<&Rule>, wide: Option<&Rule>) -> bool {
    let parts = |rule: Option<&Rule>| -> Vec<Rule> {
        match rule.map(|rule| (&rule.kind, rule)) {
            None => Vec::new(),
            Some((ExprKind::And(parts), _)) => parts.iter().map(Rule::without_spans).collect(),
            Some((_, rule)) => vec![rule.without_spans()],
        }
    };
    let (narrow, wide) = (parts(narrow), parts(wide));
    wide.iter().all(|part| narrow.contains(part))
}
