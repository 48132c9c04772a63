//! Small numbers in a square whose rows and columns add up to figures that are told elsewhere.

use super::bounds;
use std::collections::BTreeSet;

/// A square with its small numbers hidden, and as many others that none of them follows from the sums of rows and columns.
///
/// A hidden number may always be `least` or more for all that is told, and so may the hidden part of each row and column, unless it is
/// zero. Where that can't be had, all numbers but zero are hidden. With `least` 0 or 1 none is.
pub(crate) fn few_in_square(square: &[Vec<u64>], least: u64) -> Vec<Vec<Option<u64>>> {
    let mut hidden: BTreeSet<(usize, usize)> = places(square)
        .filter(|place| (1..least).contains(&at(square, *place)))
        .collect();
    while let Some(lines) = open_lines(square, &hidden, least) {
        let more = places(square)
            .filter(|place| !hidden.contains(place) && at(square, *place) > 0)
            .filter(|(row, column)| lines.contains(&Line::Row(*row)) || lines.contains(&Line::Column(*column)))
            .min_by_key(|place| (at(square, *place), *place));
        match more {
            Some(place) => hidden.insert(place),
            None => {
                hidden = places(square).filter(|place| at(square, *place) > 0).collect();
                break;
            }
        };
    }
    let row = |(row, numbers): (usize, &Vec<u64>)| -> Vec<Option<u64>> {
        let numbers = numbers.iter().enumerate();
        numbers
            .map(|(column, number)| (!hidden.contains(&(row, column))).then_some(*number))
            .collect()
    };
    square.iter().enumerate().map(row).collect()
}

/// A row or a column.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Line {
    Row(usize),
    Column(usize),
}

fn at(square: &[Vec<u64>], (row, column): (usize, usize)) -> u64 {
    square.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0)
}

fn places(square: &[Vec<u64>]) -> impl Iterator<Item = (usize, usize)> {
    let size = square.len();
    (0..size).flat_map(move |row| (0..size).map(move |column| (row, column)))
}

/// The rows and columns in which more has to be hidden; none if enough is.
fn open_lines(square: &[Vec<u64>], hidden: &BTreeSet<(usize, usize)>, least: u64) -> Option<BTreeSet<Line>> {
    let cells: Vec<(usize, usize)> = hidden.iter().copied().collect();
    let lines = cells
        .iter()
        .flat_map(|(row, column)| [Line::Row(*row), Line::Column(*column)]);
    let lines: BTreeSet<Line> = lines.collect();
    let on = |line: &Line, (row, column): &(usize, usize)| match line {
        Line::Row(own) => own == row,
        Line::Column(own) => own == column,
    };
    let sum = |line: &Line| -> u64 {
        cells
            .iter()
            .filter(|cell| on(line, cell))
            .map(|cell| at(square, *cell))
            .sum()
    };
    let alone = |line: &Line| cells.iter().filter(|cell| on(line, cell)).count() == 1;
    // A number that is hidden alone in its line follows from the sum of the line, however large it is.
    let few: BTreeSet<Line> = lines
        .iter()
        .copied()
        .filter(|line| sum(line) < least || alone(line))
        .collect();
    if !few.is_empty() {
        return Some(few);
    }
    #[allow(clippy::cast_precision_loss, reason = "numbers of people")]
    let told: Vec<(Vec<f64>, f64)> = lines
        .iter()
        .map(|line| {
            let row = cells.iter().map(|cell| f64::from(u8::from(on(line, cell)))).collect();
            (row, sum(line) as f64)
        })
        .collect();
    #[allow(clippy::cast_precision_loss, reason = "a number of people")]
    let enough = least as f64;
    for (number, cell) in cells.iter().enumerate() {
        let own: Vec<f64> = (0..cells.len())
            .map(|other| f64::from(u8::from(other == number)))
            .collect();
        // Where it can't be said how far a number is open, it counts as told.
        let high = bounds::open(cells.len(), &told, &own).map_or(0.0, |(_, high)| high);
        if high + 1e-6 < enough {
            return Some([Line::Row(cell.0), Line::Column(cell.1)].into());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::few_in_square;

    fn hidden(square: &[Vec<u64>], least: u64) -> Vec<Vec<bool>> {
        let hidden = few_in_square(square, least);
        hidden
            .iter()
            .map(|row| row.iter().map(Option::is_none).collect())
            .collect()
    }

    #[test]
    fn without_a_least_number_all_is_told() {
        let square = vec![vec![1, 2], vec![3, 0]];
        assert_eq!(
            few_in_square(&square, 0),
            vec![vec![Some(1), Some(2)], vec![Some(3), Some(0)]]
        );
    }

    #[test]
    fn a_small_number_takes_others_along_so_that_no_sum_gives_it_away() {
        let square = vec![vec![30, 2, 8], vec![9, 40, 7], vec![6, 12, 0]];
        let found = hidden(&square, 5);
        assert!(found[0][1]);
        let in_row = found[0].iter().filter(|hidden| **hidden).count();
        let in_column = found.iter().filter(|row| row[1]).count();
        assert!(in_row >= 2 && in_column >= 2, "{found:?}");
        assert!(!found[2][2] && !found[0][0] && !found[1][1], "{found:?}");
    }

    #[test]
    fn where_nothing_else_is_there_to_hide_all_is_hidden() {
        let square = vec![vec![30, 2], vec![0, 40]];
        assert_eq!(hidden(&square, 5), vec![vec![true, true], vec![false, true]]);
    }
}
