//! How the rows of a group move from period to period.

use super::summary::float_of;
use super::table::Table;
use uptake_statistics::centre::mean;
use uptake_statistics::trend::linear_trend;

/// The mean of each period of the table; `None` for one without a known value.
pub(super) fn means(table: &Table, rows: &[usize], numbers: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut sums = vec![(0.0, 0_u32); table.width];
    for row in rows {
        if let Some(number) = numbers.get(*row).copied().flatten()
            && let Some((sum, many)) = sums.get_mut(table.period(*row))
        {
            *sum += number;
            *many += 1;
        }
    }
    let means = sums
        .iter()
        .map(|(sum, many)| (*many > 0).then(|| sum / f64::from(*many)));
    means.collect()
}

/// By how much the means rise from period to period: the slope of the line of least squares through those that are known.
/// It takes two.
pub(super) fn slope(means: &[Option<f64>]) -> Option<f64> {
    let known = means.iter().enumerate();
    let (periods, known): (Vec<f64>, Vec<f64>) = known.filter_map(|(at, mean)| Some((float_of(at), (*mean)?))).unzip();
    linear_trend(&periods, &known).map(|line| line.slope)
}

/// The mean over the rows of the earlier half of the periods. Of an odd number the one in the middle is in no half.
pub(super) fn earlier(table: &Table, rows: &[usize], numbers: &[Option<f64>]) -> Option<f64> {
    let half = table.width / 2;
    within(rows, numbers, |row| table.period(row) < half)
}

/// The mean over the rows of the later half of the periods.
pub(super) fn later(table: &Table, rows: &[usize], numbers: &[Option<f64>]) -> Option<f64> {
    let half = table.width / 2;
    within(rows, numbers, |row| half > 0 && table.period(row) >= table.width - half)
}

fn within(rows: &[usize], numbers: &[Option<f64>], wanted: impl Fn(usize) -> bool) -> Option<f64> {
    let rows = rows.iter().filter(|row| wanted(**row));
    let known: Vec<f64> = rows.filter_map(|row| numbers.get(*row).copied().flatten()).collect();
    mean(&known)
}
