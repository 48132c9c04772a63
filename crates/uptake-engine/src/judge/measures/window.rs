//! Windows over an entity's periods.

use super::columns::column;
use crate::calendar::PeriodIndex;
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::judge::expressions::Expressions;
use crate::numbers::{Numbers, Plain};
use crate::outcome::Number;
use crate::reduce::reduced::Reduced;
use crate::total::Total;
use polars::prelude::*;
use uptake_rules::policy::measure::{Absent, Aggregate, By, Measure, WindowMeasure};

/// The column of a measure over the last periods of an entity.
pub(super) fn judge<'a>(
    cube: &mut Cube<'a>,
    measure: &Measure,
    rule: &WindowMeasure,
    expressions: &mut Expressions<'a>,
) -> Result<Column, Error> {
    let name = measure.name.text.as_str();
    let answers = match expressions.numbers(cube, &rule.of, name)? {
        Numbers::Whole(values) => windows(cube, rule, &values),
        Numbers::Float(values) => windows(cube, rule, &values),
    };
    Ok(column(name, measure.ty, Numbers::Float(answers)))
}

fn windows<T: Plain>(cube: &Cube<'_>, rule: &WindowMeasure, values: &[Option<T>]) -> Vec<Option<f64>> {
    let behind = Behind::of(cube, rule);
    let (covered, gaps) = (behind.covered(cube), behind.gaps(cube));
    let rows: Vec<bool> = cube
        .cells()
        .map(|(entity, period)| behind.has_rows(entity, period))
        .collect();
    let length = cube.periods().max(1);
    // Where there may have been something that can't be told.
    let lost: Vec<bool> = cube
        .cells()
        .zip(values)
        .enumerate()
        .map(|(row, ((entity, period), value))| {
            value.is_none() && (gaps.get(row % length) == Some(&true) || behind.refused(cube, entity, period))
        })
        .collect();
    let entities = values.chunks(length).zip(rows.chunks(length)).zip(lost.chunks(length));
    entities
        .flat_map(|((values, rows), lost)| window(rule, values, rows, &covered, lost))
        .collect()
}

/// The events behind a measure.
pub(super) struct Behind<'c>(Vec<&'c Reduced>);

impl<'c> Behind<'c> {
    pub(super) fn of(cube: &Cube<'c>, rule: &WindowMeasure) -> Self {
        let datasets = rule.datasets.iter();
        Self(datasets.filter_map(|dataset| cube.reduced(dataset)).collect())
    }

    /// In which periods the data say anything. Without a dataset behind it the operand is known from the list alone, for every
    /// period.
    pub(super) fn covered(&self, cube: &Cube<'_>) -> Vec<bool> {
        let (first, last) = cube.range();
        (first..=last)
            .map(|period| self.0.is_empty() || self.0.iter().any(|reduced| cube.covered(reduced, period)))
            .collect()
    }

    /// In which periods something is missing, other than that the data hadn't begun.
    pub(super) fn gaps(&self, cube: &Cube<'_>) -> Vec<bool> {
        let (first, last) = cube.range();
        (first..=last)
            .map(|period| {
                let not_yet = self.0.iter().all(|reduced| cube.not_yet(reduced, period));
                !not_yet && self.0.iter().any(|reduced| !cube.covered(reduced, period))
            })
            .collect()
    }

    /// Whether an entity has rows in a period.
    pub(super) fn has_rows(&self, entity: u32, period: PeriodIndex) -> bool {
        let mut all = self.0.iter();
        self.0.is_empty() || all.any(|reduced| reduced.accumulator.has_rows(entity, period))
    }

    /// Whether an entity came in a period with rows alone that can't be used.
    pub(super) fn refused(&self, cube: &Cube<'_>, entity: u32, period: PeriodIndex) -> bool {
        self.0.iter().any(|reduced| cube.refused(reduced, entity, period))
    }
}

/// The answers for one entity.
///
/// `values` has the operand of each period (for a count 1 for true, 0 for false), unknown as `None`; `rows` says in which
/// periods the entity has rows; `covered` in which the data say anything; `lost` of which unknown values it can't be said
/// that nothing happened: the period isn't known, or the entity's rows couldn't be used.
///
/// - By rows, a window is the last rows up to the judged period. A period without a row has no answer.
/// - By calendar, it is the last periods, but for those that the data don't cover yet.
/// - An unknown value counts as zero, makes the answer unknown, or is skipped, as the measure says. A lost one is never zero.
/// - The history is what the window holds: periods for zero and unknown, known values for skip; rows for a window by rows.
pub(super) fn window<T: Plain>(
    measure: &WindowMeasure,
    values: &[Option<T>],
    rows: &[bool],
    covered: &[bool],
    lost: &[bool],
) -> Vec<Option<f64>> {
    let last = measure.last as usize;
    let told = match measure.by {
        By::Rows => rows,
        By::Calendar => covered,
    };
    // What is lost stands in the way, unless the measure passes over what is missing.
    let stands = |at: usize| measure.absent != Absent::Skip && lost.get(at) == Some(&true);
    (0..values.len())
        .map(|at| {
            if told.get(at) != Some(&true) {
                return None;
            }
            let upto = (0..=at).rev();
            let upto = match measure.by {
                By::Rows => upto
                    .filter(|at| told.get(*at) == Some(&true) || stands(*at))
                    .take(last)
                    .collect::<Vec<_>>(),
                By::Calendar => upto
                    .take(last)
                    .filter(|at| told.get(*at) == Some(&true) || stands(*at))
                    .collect(),
            };
            if upto.iter().any(|at| stands(*at)) {
                return None;
            }
            let window: Vec<Option<T>> = upto.iter().map(|at| values.get(*at).copied().flatten()).collect();
            answer(measure, &window)
        })
        .collect()
}

/// The answer of a window, latest period first. Unknown where it is a whole number that no float is, or too large for one.
fn answer<T: Plain>(measure: &WindowMeasure, window: &[Option<T>]) -> Option<f64> {
    let minimum = measure.minimum as usize;
    let history = match (measure.by, measure.absent) {
        (By::Calendar, Absent::Skip) => window.iter().flatten().count(),
        _ => window.len(),
    };
    if history < minimum || (measure.absent == Absent::Unknown && window.iter().any(Option::is_none)) {
        return None;
    }
    let known: Vec<T> = match measure.absent {
        Absent::Zero => window.iter().map(|value| value.unwrap_or(T::ZERO)).collect(),
        Absent::Skip | Absent::Unknown => window.iter().flatten().copied().collect(),
    };
    // A count of nothing known is no zero: nobody knows.
    if known.is_empty() {
        return None;
    }
    let total = || -> Total { known.iter().map(|value| value.number()).collect() };
    let least = |better: fn(&T, &T) -> bool| known.iter().copied().reduce(|a, b| if better(&b, &a) { b } else { a });
    match measure.aggregate {
        Aggregate::Count | Aggregate::Sum => total().sum().ok()?.exact(),
        Aggregate::Mean => total().over(&known.iter().map(|_| Number::Whole(1)).collect()).ok(),
        Aggregate::Min => least(|a, b| a < b)?.number().exact(),
        Aggregate::Max => least(|a, b| a > b)?.number().exact(),
        Aggregate::Distinct | Aggregate::DistinctDays => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;
    use uptake_rules::expr::{Expr, ExprKind};
    use uptake_rules::policy::formula::Formula;
    use uptake_rules::source::{FileId, Span};
    use uptake_rules::value::{Literal, Type};

    fn measure(aggregate: Aggregate, last: u32, by: By, absent: Absent, minimum: u32) -> WindowMeasure {
        let of = Expr {
            kind: ExprKind::Literal(Literal::Bool(true)),
            ty: Type::Bool,
            span: Span::new(FileId(0), 0, 0),
        };
        WindowMeasure {
            aggregate,
            of: Formula::made(of),
            last,
            by,
            absent,
            minimum,
            datasets: Vec::new(),
        }
    }

    const ALL: [bool; 5] = [true; 5];
    const NONE: [bool; 5] = [false; 5];

    #[test]
    fn nine_of_twelve_counts_rows_when_the_rule_says_rows() {
        let count = measure(Aggregate::Count, 3, By::Rows, Absent::Skip, 1);
        let values = [Some(1.0), None, Some(1.0), None, Some(1.0)];
        let rows = [true, false, true, false, true];
        assert_eq!(
            window(&count, &values, &rows, &ALL, &NONE),
            [Some(1.0), None, Some(2.0), None, Some(3.0)]
        );
    }

    #[test]
    fn by_calendar_an_absent_period_is_what_the_rule_says() {
        let values = [Some(4.0), None, Some(2.0), Some(0.0), None];
        let mean = |absent| {
            window(
                &measure(Aggregate::Mean, 2, By::Calendar, absent, 1),
                &values,
                &ALL,
                &ALL,
                &NONE,
            )
        };
        assert_eq!(
            mean(Absent::Zero),
            [Some(4.0), Some(2.0), Some(1.0), Some(1.0), Some(0.0)]
        );
        assert_eq!(mean(Absent::Unknown), [Some(4.0), None, None, Some(1.0), None]);
        assert_eq!(
            mean(Absent::Skip),
            [Some(4.0), Some(4.0), Some(2.0), Some(1.0), Some(0.0)]
        );
    }

    #[test]
    fn with_too_little_history_the_answer_is_unknown() {
        let sum = measure(Aggregate::Sum, 3, By::Calendar, Absent::Zero, 3);
        let values = [Some(1.0); 5];
        assert_eq!(
            window(&sum, &values, &ALL, &ALL, &NONE),
            [None, None, Some(3.0), Some(3.0), Some(3.0)]
        );
        let covered = [false, true, true, true, true];
        assert_eq!(
            window(&sum, &values, &ALL, &covered, &NONE),
            [None, None, None, Some(3.0), Some(3.0)]
        );
        let skip = measure(Aggregate::Sum, 3, By::Calendar, Absent::Skip, 2);
        let values = [Some(1.0), None, None, None, Some(1.0)];
        assert_eq!(window(&skip, &values, &ALL, &ALL, &NONE), [None; 5]);
    }

    #[test]
    fn extremes_of_nothing_known_are_unknown() {
        let max = measure(Aggregate::Max, 2, By::Calendar, Absent::Skip, 1);
        assert_eq!(
            window(&max, &[None, Some(-3.0), None, None, None], &ALL, &ALL, &NONE),
            [None, Some(-3.0), Some(-3.0), None, None]
        );
    }

    #[test]
    fn what_is_lost_is_never_zero() {
        let values = [Some(1.0), None, Some(1.0), Some(1.0), None];
        let lost = [false, true, false, false, false];
        let sum = |by, absent| window(&measure(Aggregate::Sum, 2, by, absent, 1), &values, &ALL, &ALL, &lost);
        let unknown = [Some(1.0), None, None, Some(2.0), Some(1.0)];
        assert_eq!(sum(By::Calendar, Absent::Zero), unknown);
        assert_eq!(sum(By::Rows, Absent::Zero), unknown);
        assert_eq!(
            sum(By::Calendar, Absent::Skip),
            [Some(1.0), Some(1.0), Some(1.0), Some(2.0), Some(1.0)]
        );
        // A week that isn't known at all stands in the way, too.
        let covered = [true, false, true, true, true];
        let sum = measure(Aggregate::Sum, 2, By::Calendar, Absent::Zero, 1);
        assert_eq!(window(&sum, &values, &ALL, &covered, &lost), unknown);
    }
}
