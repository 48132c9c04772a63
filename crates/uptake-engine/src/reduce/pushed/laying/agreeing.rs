//! Whether values that travel by themselves are those that the cube counted. Two questions read the source twice, and it may give other
//! rows each time: a view that draws some at random does, and so does one that picks rows by an order that leaves a choice.

use crate::calendar::PeriodIndex;
use crate::error::Error;
use crate::reduce::pushed::answer::Answer;
use rustc_hash::FxHashMap;
use uptake_rules::policy::measure::Aggregate;
use uptake_sql::Slot;

/// A slot, and the entity and the period of a cell.
type Place = (usize, (u32, PeriodIndex));

/// What is known of the values of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Values {
    /// How many there are.
    known: u64,
    /// The least and the greatest of them, where they are floats.
    ends: Option<(f64, f64)>,
}

impl Values {
    fn and(self, other: Self) -> Self {
        let ends = match (self.ends, other.ends) {
            (Some(own), Some(theirs)) => Some((own.0.min(theirs.0), own.1.max(theirs.1))),
            (own, theirs) => own.or(theirs),
        };
        Self {
            known: self.known + other.known,
            ends,
        }
    }
}

/// What the cube says of values, and what came.
#[derive(Default)]
pub(super) struct Agreeing {
    counted: FxHashMap<Place, Values>,
    came: FxHashMap<Place, Values>,
}

impl Agreeing {
    /// What a row of the cube says of a cell.
    pub(super) fn counted(&mut self, slot: &Seen, row: usize, cell: (u32, PeriodIndex)) {
        let known = slot.known.get(row).copied().unwrap_or(0);
        let end = |ends: &[Option<f64>]| ends.get(row).copied().flatten();
        if known > 0 {
            let ends = end(&slot.least).zip(end(&slot.greatest));
            add(&mut self.counted, (slot.slot, cell), Values { known, ends });
        }
    }

    /// A value that came so many times.
    pub(super) fn came(&mut self, place: Place, float: Option<f64>, times: u64) {
        let ends = float.map(|float| (float, float));
        add(&mut self.came, place, Values { known: times, ends });
    }

    /// Whether all values came that the cube counted, and no others.
    pub(super) fn agrees(&self) -> bool {
        self.counted == self.came
    }
}

fn add(all: &mut FxHashMap<Place, Values>, place: Place, values: Values) {
    let known = all.entry(place).or_insert(Values { known: 0, ends: None });
    *known = known.and(values);
}

/// What the cube says of the values of a slot, row by row.
pub(super) struct Seen {
    slot: usize,
    known: Vec<u64>,
    least: Vec<Option<f64>>,
    greatest: Vec<Option<f64>>,
}

impl Seen {
    /// Of the slots whose values travel by themselves.
    pub(super) fn of(cube: &Answer, slots: &[Slot], travelling: &[usize]) -> Result<Vec<Self>, Error> {
        let seen = |slot: &usize| {
            let is_text = slots
                .get(*slot)
                .is_some_and(|slot| slot.aggregate == Aggregate::Distinct);
            let floats = |name: &str| match is_text {
                true => Ok(Vec::new()),
                false => cube.floats(&format!("{name}{slot}")),
            };
            Ok(Self {
                slot: *slot,
                known: cube.counts(&format!("k{slot}"))?,
                least: floats("l")?,
                greatest: floats("m")?,
            })
        };
        travelling.iter().map(seen).collect()
    }
}
