//! A column's values as numbers of the distinct ones, which most often are few.

use polars::prelude::*;
use rustc_hash::FxHashMap;

/// The number of a value that is unknown.
pub(super) const UNKNOWN: u32 = u32::MAX;

/// How far whole numbers may lie apart to be numbered by a table.
const SPAN: usize = 1 << 16;

/// Values by number.
pub(super) struct Coded {
    /// The number of each value; [`UNKNOWN`] where there is none.
    pub(super) numbers: Vec<u32>,
    /// The distinct values by their numbers.
    pub(super) values: Series,
}

/// The values of a series: nothing where they are of another kind, or too many differ.
pub(super) fn coded(series: &Series) -> PolarsResult<Option<Coded>> {
    Ok(match series.dtype() {
        DataType::Int8 => wholes(series.i8()?).map(whole),
        DataType::Int16 => wholes(series.i16()?).map(whole),
        DataType::Int32 => wholes(series.i32()?).map(whole),
        DataType::Int64 => wholes(series.i64()?).map(whole),
        DataType::Date => match wholes(&series.date()?.phys) {
            None => None,
            Some((numbers, days)) => {
                let values = Int64Chunked::from_vec(PlSmallStr::EMPTY, days).into_series();
                let values = values.cast(&DataType::Int32)?.cast(&DataType::Date)?;
                Some(Coded { numbers, values })
            }
        },
        DataType::String => texts(series.str()?),
        _ => None,
    })
}

/// Numbers of texts as they are in a list of all texts: only those that occur keep one.
pub(super) fn renumbered(numbers: &UInt32Chunked, all: &StringChunked) -> PolarsResult<Coded> {
    let mut known = vec![UNKNOWN; all.len()];
    let mut used: Vec<IdxSize> = Vec::new();
    let renumbered = numbers.iter().map(|number| {
        let Some((number, place)) = number.and_then(|number| Some((number, known.get_mut(number as usize)?))) else {
            return UNKNOWN;
        };
        if *place == UNKNOWN && all.get(number as usize).is_some() {
            *place = length(&used);
            used.push(number);
        }
        *place
    });
    let numbers = renumbered.collect();
    let values = all.take(&IdxCa::from_vec(PlSmallStr::EMPTY, used))?.into_series();
    Ok(Coded { numbers, values })
}

fn whole((numbers, values): (Vec<u32>, Vec<i64>)) -> Coded {
    let values = Int64Chunked::from_vec(PlSmallStr::EMPTY, values).into_series();
    Coded { numbers, values }
}

/// Whole numbers that lie not too far apart: for each its number, and the distinct ones in their order.
fn wholes<T: PolarsNumericType>(all: &ChunkedArray<T>) -> Option<(Vec<u32>, Vec<i64>)>
where
    T::Native: Into<i64> + Ord,
{
    let (mut least, mut most) = (i64::MAX, i64::MIN);
    for chunk in all.downcast_iter() {
        let (low, high) = match chunk.validity() {
            None => ends(chunk.values().iter().copied()),
            Some(known) => {
                let values = chunk.values().iter().zip(known.iter());
                ends(values.filter_map(|(value, known)| known.then_some(*value)))
            }
        };
        (least, most) = (least.min(low), most.max(high));
    }
    if least > most {
        return Some((vec![UNKNOWN; all.len()], Vec::new()));
    }
    let span = usize::try_from(most.checked_sub(least)?)
        .ok()
        .filter(|span| *span < SPAN)?;
    let mut met = vec![false; span + 1];
    let mut numbers: Vec<u32> = Vec::with_capacity(all.len());
    for chunk in all.downcast_iter() {
        // At most `SPAN`.
        let distances = chunk
            .values()
            .iter()
            .map(|value| u32::try_from((*value).into() - least).unwrap_or(UNKNOWN));
        let from = numbers.len();
        match chunk.validity() {
            None => numbers.extend(distances),
            Some(known) => {
                let distances = distances.zip(known.iter());
                numbers.extend(distances.map(|(number, known)| if known { number } else { UNKNOWN }));
            }
        }
        for number in numbers.get(from..).unwrap_or_default() {
            if let Some(met) = met.get_mut(*number as usize) {
                *met = true;
            }
        }
    }
    let mut values = Vec::new();
    let mut places = Vec::with_capacity(met.len());
    for (value, met) in (least..).zip(&met) {
        places.push(length(&values));
        if *met {
            values.push(value);
        }
    }
    if values.len() < met.len() {
        for number in &mut numbers {
            // One that is unknown has no place.
            *number = places.get(*number as usize).copied().unwrap_or(UNKNOWN);
        }
    }
    Some((numbers, values))
}

/// The least and the largest of some numbers.
fn ends<T: Into<i64> + Ord + Copy>(numbers: impl Iterator<Item = T>) -> (i64, i64) {
    let (mut least, mut most) = (i64::MAX, i64::MIN);
    for number in numbers {
        (least, most) = (least.min(number.into()), most.max(number.into()));
    }
    (least, most)
}

/// Texts, unless nearly all of them differ: then a number each costs more than it saves.
fn texts(all: &StringChunked) -> Option<Coded> {
    let mut known: FxHashMap<&str, u32> = FxHashMap::default();
    let mut values: Vec<&str> = Vec::new();
    let mut before: Option<(&str, u32)> = None;
    let few = values_at_most(all.len());
    let mut numbers = Vec::with_capacity(all.len());
    for text in all.iter() {
        let Some(text) = text else {
            numbers.push(UNKNOWN);
            continue;
        };
        let number = match before {
            Some((same, number)) if same == text => number,
            _ => *known.entry(text).or_insert_with(|| {
                values.push(text);
                length(&values) - 1
            }),
        };
        if values.len() > few {
            return None;
        }
        before = Some((text, number));
        numbers.push(number);
    }
    let values = StringChunked::from_slice(PlSmallStr::EMPTY, &values).into_series();
    Some(Coded { numbers, values })
}

/// How many of so many texts may differ.
fn values_at_most(texts: usize) -> usize {
    (texts / 4 * 3).max(128)
}

fn length<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(UNKNOWN)
}
