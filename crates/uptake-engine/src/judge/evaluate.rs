//! One expression over the rows of a frame.

use crate::error::Error;
use crate::panel::Panel;
use polars::prelude::*;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Of fewer rows planning takes longer than computing does.
const FEW: usize = 1 << 13;

/// A column of the frame's height, also where the expression is a constant.
pub(crate) fn evaluate(frame: &DataFrame, expr: Expr, name: &str) -> Result<Column, Error> {
    let mut lazy = read_alone(frame, &expr)?.lazy();
    if frame.height() < FEW {
        lazy = lazy.without_optimizations();
    }
    let frame = lazy.with_column(expr.alias(name)).select([col(name)]).collect()?;
    Ok(frame.column(name)?.clone())
}

/// The columns that an expression reads: what is planned takes time for each column that there is.
fn read_alone(frame: &DataFrame, expr: &Expr) -> Result<DataFrame, Error> {
    let columns = read(expr).into_iter().map(|name| frame.column(name).cloned());
    let mut columns = columns.collect::<PolarsResult<Vec<Column>>>()?;
    // What reads nothing is a constant, which takes its height from what stands beside it: without a row there is none of it either.
    if columns.is_empty() {
        columns.extend(frame.select_at_idx(0).cloned());
    }
    Ok(DataFrame::new(frame.height(), columns)?)
}

/// The names of the columns that an expression reads.
fn read(expr: &Expr) -> BTreeSet<&str> {
    let names = expr.into_iter().filter_map(|part| match part {
        Expr::Column(name) => Some(name.as_str()),
        _ => None,
    });
    names.collect()
}

/// From how many rows on they are computed in parts, so many at a time.
const PART: usize = 1 << 17;

/// The same where each row's answer depends on that row alone, of a large panel in parts on all cores: what is computed on the way
/// stays small.
pub(crate) fn evaluate_rows(panel: &Panel, expr: &Expr, name: &str) -> Result<Column, Error> {
    let height = panel.height();
    let panel = panel.select(read(expr))?;
    let all = || evaluate(&panel.whole()?, expr.clone(), name);
    let parts = height.div_ceil(PART);
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(parts);
    if parts < 2 {
        return all();
    }
    let next = AtomicUsize::new(0);
    let worker = || -> Result<Vec<(usize, Column)>, Error> {
        let mut found = Vec::new();
        loop {
            let part = next.fetch_add(1, Ordering::Relaxed);
            if part >= parts {
                return Ok(found);
            }
            let rows = part * PART..height.min((part + 1) * PART);
            found.push((part, evaluate(&panel.rows(rows)?, expr.clone(), name)?));
        }
    };
    let mut answers = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        let joined = workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        // All are waited for, whatever the first says.
        let all: Vec<Result<Vec<(usize, Column)>, Error>> = joined.collect();
        all.into_iter().collect::<Result<Vec<_>, Error>>()
    })?
    .concat();
    answers.sort_by_key(|(part, _)| *part);
    let mut parts = answers.into_iter().map(|(_, column)| column);
    let Some(mut whole) = parts.next() else {
        return all();
    };
    for part in parts {
        whole.append(&part)?;
    }
    Ok(whole.rechunk())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    #[test]
    fn a_constant_has_the_height_of_the_frame_also_where_that_is_none() {
        for rows in [0, 1, 3] {
            let column = Int64Chunked::full("n".into(), 7, rows).into_column();
            let frame = DataFrame::new(rows, vec![column]).unwrap();
            for expr in [lit(true), col("n") + lit(1), lit(1) + lit(2)] {
                assert_eq!(
                    evaluate(&frame, expr.clone(), "answer").unwrap().len(),
                    rows,
                    "{expr:?}"
                );
            }
        }
    }

    #[test]
    fn parts_make_the_answer_of_the_whole() {
        let rows = i64::try_from(3 * PART + 5).unwrap();
        let numbers = (0..rows).map(|row| (row % 5 != 0).then_some(row));
        let column = Int64Chunked::from_iter_options("n".into(), numbers).into_column();
        let frame = DataFrame::new(column.len(), vec![column]).unwrap();
        for expr in [col("n").gt(lit(7)), lit(true), col("n") + lit(1)] {
            let whole = evaluate(&frame, expr.clone(), "answer").unwrap();
            let parts = evaluate_rows(&Panel::of(frame.clone()), &expr, "answer").unwrap();
            assert!(whole.equals_missing(&parts), "{expr:?}");
        }
    }
}
