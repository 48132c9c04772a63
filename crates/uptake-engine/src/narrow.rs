//! Columns of numbers as they are filled, row by row: whole numbers as narrow as the widest of them needs.

use crate::numbers::Numbers;
use polars::prelude::*;
use uptake_rules::value::Type;

/// A column that is being filled. Unknown is `None`.
#[derive(Debug)]
pub(crate) enum Filling {
    /// Whole numbers.
    Whole(Wholes, Known),
    /// Finite floats.
    Float(Vec<f64>, Known),
}

/// Whole numbers, each in as many bytes as the widest needs.
#[derive(Debug)]
pub(crate) enum Wholes {
    One(Vec<i8>),
    Two(Vec<i16>),
    Four(Vec<i32>),
    Eight(Vec<i64>),
}

/// Which rows are known; all of them as long as nothing is noted.
#[derive(Debug, Default)]
pub(crate) struct Known(Option<Vec<bool>>);

impl Known {
    #[inline]
    fn push(&mut self, known: bool, rows: usize) {
        match &mut self.0 {
            Some(all) => all.push(known),
            None if known => {}
            None => {
                let mut all = vec![true; rows];
                all.push(false);
                self.0 = Some(all);
            }
        }
    }

    /// Adds those of `rows` rows to those of as many as there are.
    fn append(&mut self, other: Self, (own, rows): (usize, usize)) {
        if self.0.is_none() && other.0.is_none() {
            return;
        }
        let all = self.0.get_or_insert_with(|| vec![true; own]);
        match other.0 {
            Some(other) => all.extend(other),
            None => all.resize(own + rows, true),
        }
    }

    fn at(&self, row: usize) -> bool {
        self.0.as_ref().is_none_or(|all| all.get(row) == Some(&true))
    }
}

impl Wholes {
    fn len(&self) -> usize {
        match self {
            Self::One(all) => all.len(),
            Self::Two(all) => all.len(),
            Self::Four(all) => all.len(),
            Self::Eight(all) => all.len(),
        }
    }

    #[inline]
    fn push(&mut self, number: i64) {
        loop {
            match self {
                Self::One(all) => {
                    if let Ok(number) = i8::try_from(number) {
                        return all.push(number);
                    }
                }
                Self::Two(all) => {
                    if let Ok(number) = i16::try_from(number) {
                        return all.push(number);
                    }
                }
                Self::Four(all) => {
                    if let Ok(number) = i32::try_from(number) {
                        return all.push(number);
                    }
                }
                Self::Eight(all) => return all.push(number),
            }
            self.widen();
        }
    }

    fn widen(&mut self) {
        *self = match std::mem::replace(self, Self::Eight(Vec::new())) {
            Self::One(all) => Self::Two(all.into_iter().map(i16::from).collect()),
            Self::Two(all) => Self::Four(all.into_iter().map(i32::from).collect()),
            Self::Four(all) => Self::Eight(all.into_iter().map(i64::from).collect()),
            Self::Eight(all) => Self::Eight(all),
        };
    }

    fn append(&mut self, mut other: Self) {
        while self.width() < other.width() {
            self.widen();
        }
        while other.width() < self.width() {
            other.widen();
        }
        match (self, &mut other) {
            (Self::One(own), Self::One(other)) => own.append(other),
            (Self::Two(own), Self::Two(other)) => own.append(other),
            (Self::Four(own), Self::Four(other)) => own.append(other),
            (Self::Eight(own), Self::Eight(other)) => own.append(other),
            // Both are as wide.
            _ => {}
        }
    }

    fn width(&self) -> u8 {
        match self {
            Self::One(_) => 1,
            Self::Two(_) => 2,
            Self::Four(_) => 4,
            Self::Eight(_) => 8,
        }
    }
}

impl Filling {
    /// An empty column of whole numbers, with room for some.
    pub(crate) fn whole(rows: usize) -> Self {
        Self::Whole(Wholes::One(Vec::with_capacity(rows)), Known::default())
    }

    /// An empty column of floats, with room for some.
    pub(crate) fn float(rows: usize) -> Self {
        Self::Float(Vec::with_capacity(rows), Known::default())
    }

    /// Adds a row to whole numbers.
    #[inline]
    pub(crate) fn push_whole(&mut self, number: Option<i64>) {
        match (number, self) {
            (Some(number), Self::Whole(numbers, known)) => {
                known.push(true, numbers.len());
                numbers.push(number);
            }
            (_, filling) => filling.push_unknown(),
        }
    }

    /// Adds rows to whole numbers.
    pub(crate) fn extend_whole(&mut self, numbers: &[Option<i64>]) {
        let done = match self {
            Self::Whole(Wholes::One(all), Known(None)) => extend(all, numbers),
            Self::Whole(Wholes::Two(all), Known(None)) => extend(all, numbers),
            Self::Whole(..) | Self::Float(..) => false,
        };
        if !done {
            numbers.iter().for_each(|number| self.push_whole(*number));
        }
    }

    /// Adds a row to floats.
    #[inline]
    pub(crate) fn push_float(&mut self, number: Option<f64>) {
        match (number, self) {
            (Some(number), Self::Float(numbers, known)) => {
                known.push(true, numbers.len());
                numbers.push(number);
            }
            (_, filling) => filling.push_unknown(),
        }
    }

    /// Adds an unknown row.
    #[inline]
    pub(crate) fn push_unknown(&mut self) {
        match self {
            Self::Whole(numbers, known) => {
                known.push(false, numbers.len());
                numbers.push(0);
            }
            Self::Float(numbers, known) => {
                known.push(false, numbers.len());
                numbers.push(0.0);
            }
        }
    }

    /// Adds the rows of another column of the same kind.
    pub(crate) fn append(&mut self, other: Self) {
        match (self, other) {
            (Self::Whole(numbers, known), Self::Whole(others, other)) => {
                known.append(other, (numbers.len(), others.len()));
                numbers.append(others);
            }
            (Self::Float(numbers, known), Self::Float(mut others, other)) => {
                known.append(other, (numbers.len(), others.len()));
                numbers.append(&mut others);
            }
            (Self::Whole(..), Self::Float(..)) | (Self::Float(..), Self::Whole(..)) => {}
        }
    }

    /// The numbers one by one.
    pub(crate) fn numbers(&self) -> Numbers {
        fn each<T: Copy, U: From<T>>(all: &[T], known: &Known) -> Vec<Option<U>> {
            let rows = all.iter().enumerate();
            rows.map(|(row, number)| known.at(row).then(|| U::from(*number)))
                .collect()
        }
        match self {
            Self::Whole(Wholes::One(all), known) => Numbers::Whole(each(all, known)),
            Self::Whole(Wholes::Two(all), known) => Numbers::Whole(each(all, known)),
            Self::Whole(Wholes::Four(all), known) => Numbers::Whole(each(all, known)),
            Self::Whole(Wholes::Eight(all), known) => Numbers::Whole(each(all, known)),
            Self::Float(all, known) => Numbers::Float(each(all, known)),
        }
    }

    /// As a column of a type: nothing where its numbers are of the other kind.
    pub(crate) fn column(self, name: &str, ty: Type) -> Result<Column, Self> {
        fn column<T: PolarsNumericType>(name: &str, numbers: Vec<T::Native>, known: Known) -> Column
        where
            ChunkedArray<T>: IntoColumn,
        {
            let known = known.0.map(|known| known.into_iter().collect());
            ChunkedArray::<T>::from_vec_validity(name.into(), numbers, known).into_column()
        }
        match (ty, self) {
            (Type::Int, Self::Whole(Wholes::One(all), known)) => Ok(column::<Int8Type>(name, all, known)),
            (Type::Int, Self::Whole(Wholes::Two(all), known)) => Ok(column::<Int16Type>(name, all, known)),
            (Type::Int, Self::Whole(Wholes::Four(all), known)) => Ok(column::<Int32Type>(name, all, known)),
            (Type::Int, Self::Whole(Wholes::Eight(all), known)) => Ok(column::<Int64Type>(name, all, known)),
            (Type::Float, Self::Float(all, known)) => Ok(column::<Float64Type>(name, all, known)),
            (_, filling) => Err(filling),
        }
    }
}

/// Adds numbers, if all of them are known and fit.
fn extend<T: TryFrom<i64> + Default>(all: &mut Vec<T>, numbers: &[Option<i64>]) -> bool {
    let fits = |number: &Option<i64>| number.is_some_and(|number| T::try_from(number).is_ok());
    if !numbers.iter().all(fits) {
        return false;
    }
    let narrow = |number: &Option<i64>| number.and_then(|number| T::try_from(number).ok()).unwrap_or_default();
    all.extend(numbers.iter().map(narrow));
    true
}

/// Whether a column has whole numbers that may be wider.
pub(crate) fn is_narrow(dtype: &DataType) -> bool {
    matches!(dtype, DataType::Int8 | DataType::Int16 | DataType::Int32)
}

/// A frame with all whole numbers in 64 bits, as rules know them.
///
/// # Errors
/// When a column can't be widened, which a whole number always can.
pub(crate) fn wide(mut frame: DataFrame) -> PolarsResult<DataFrame> {
    let narrow: Vec<Column> = frame
        .columns()
        .iter()
        .filter(|column| is_narrow(column.dtype()))
        .cloned()
        .collect();
    for column in narrow {
        frame.with_column(column.cast(&DataType::Int64)?)?;
    }
    Ok(frame)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    fn filled(numbers: &[Option<i64>]) -> Filling {
        let mut filling = Filling::whole(0);
        for number in numbers {
            filling.push_whole(*number);
        }
        filling
    }

    #[test]
    fn a_column_is_as_narrow_as_its_widest_number_and_keeps_all_of_them() {
        let some = [Some(0), None, Some(127), Some(-128)];
        for (more, dtype) in [
            (Some(5), DataType::Int8),
            (Some(128), DataType::Int16),
            (Some(-40_000), DataType::Int32),
            (Some(i64::MAX), DataType::Int64),
            (None, DataType::Int8),
        ] {
            let all: Vec<Option<i64>> = some.iter().copied().chain([more]).collect();
            let column = filled(&all).column("n", Type::Int).unwrap();
            assert_eq!(column.dtype(), &dtype);
            let wide = column.cast(&DataType::Int64).unwrap();
            assert_eq!(wide.i64().unwrap().iter().collect::<Vec<_>>(), all);
        }
    }

    #[test]
    fn numbers_that_are_added_together_are_those_that_are_added_one_by_one() {
        let small: Vec<Option<i64>> = (0..100).map(Some).collect();
        let large: Vec<Option<i64>> = (0..100).map(|number| Some(number * 5)).collect();
        let unknown: Vec<Option<i64>> = (0..100).map(|number| (number % 3 > 0).then_some(number)).collect();
        for parts in [
            [&small, &large, &small],
            [&large, &unknown, &large],
            [&unknown, &small, &large],
        ] {
            let (mut together, mut one_by_one) = (Filling::whole(0), Filling::whole(0));
            for part in parts {
                together.extend_whole(part);
                part.iter().for_each(|number| one_by_one.push_whole(*number));
            }
            let [together, one_by_one] = [together, one_by_one].map(|all| all.column("n", Type::Int).unwrap());
            assert_eq!(together.dtype(), one_by_one.dtype());
            assert!(together.equals_missing(&one_by_one));
        }
    }

    #[test]
    fn parts_of_any_width_make_the_same_column() {
        let all = [Some(1), Some(2), None, Some(300), Some(4), Some(70_000), None];
        let whole = filled(&all).column("n", Type::Int).unwrap();
        for at in 0..=all.len() {
            let (first, second) = all.split_at(at);
            let mut parts = filled(first);
            parts.append(filled(second));
            let column = parts.column("n", Type::Int).unwrap();
            assert_eq!(column.dtype(), whole.dtype());
            assert!(column.equals_missing(&whole), "{at}");
        }
    }
}
