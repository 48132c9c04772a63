//! What an engine added up of some periods, as it is kept for the next run.

use super::asking::Added;
use super::portion::Portion;
use crate::binary::{Binary, Bytes, Damaged};
use crate::calendar::{PeriodIndex, Periods};
use crate::reduce::entities::EntityIndex;
use crate::reduce::plan::DatasetPlan;
use crate::reduce::portions::codes;
use std::collections::BTreeMap;

/// How the rows of a period look: how many there are, and sums of what says when they came and of their times. Every row that comes, goes
/// or is written anew changes one of them.
pub(super) type Look = (u64, (u64, (String, String)));

/// By period, and of the rows that lie in none.
pub(super) type Looks = BTreeMap<Option<PeriodIndex>, Look>;

/// From which period to which; nothing is what lies in none.
pub(super) type Stretch = Option<(PeriodIndex, PeriodIndex)>;

/// What was added up of the rows of some periods.
pub(super) struct Piece {
    pub(super) of: Stretch,
    /// How they looked.
    looks: Looks,
    pub(super) added: Added,
}

/// Whether a period is one of a stretch.
fn within(of: Stretch, period: Option<PeriodIndex>) -> bool {
    match (of, period) {
        (None, period) => period.is_none(),
        (Some((first, last)), Some(period)) => first <= period && period <= last,
        (Some(_), None) => false,
    }
}

/// The looks of the periods of a stretch.
pub(super) fn of_stretch(looks: &Looks, of: Stretch) -> Looks {
    let own = looks.iter().filter(|(period, _)| within(of, **period));
    own.map(|(period, look)| (*period, look.clone())).collect()
}

impl Piece {
    pub(super) fn new(of: Stretch, looks: &Looks, added: Added) -> Self {
        let looks = of_stretch(looks, of);
        Self { of, looks, added }
    }

    /// Whether a period is one of its own.
    pub(super) fn has(&self, period: Option<PeriodIndex>) -> bool {
        within(self.of, period)
    }

    /// The periods of its stretch whose rows aren't what they were.
    pub(super) fn changed(&self, looks: &Looks) -> Vec<PeriodIndex> {
        let now = of_stretch(looks, self.of).into_iter();
        let changed = now.filter(|(period, look)| self.looks.get(period) != Some(look));
        changed.filter_map(|(period, _)| period).collect()
    }

    /// Whether its rows are what they were, and all whom it counts are known.
    pub(super) fn holds(&self, looks: &Looks, entities: &mut EntityIndex) -> bool {
        if of_stretch(looks, self.of) != self.looks {
            return false;
        }
        let names = &self.added.0.names;
        // Nobody is added who isn't counted in the end.
        !entities.is_listed()
            || codes(&mut names.iter().map(|name| &**name), entities)
                .iter()
                .all(|code| *code != EntityIndex::STRANGER)
    }

    /// All pieces as bytes, with what was read beside its rows.
    pub(super) fn put(state: &str, pieces: &[Piece], slots: usize) -> Vec<u8> {
        let mut out = Vec::new();
        state.to_owned().put(&mut out);
        pieces.len().put(&mut out);
        for piece in pieces {
            piece.of.put(&mut out);
            piece.looks.put(&mut out);
            let (portion, rest) = &piece.added;
            portion.put(slots, &mut out);
            rest.put(&mut out);
        }
        out
    }

    /// Of bytes; none if something else is read now.
    pub(super) fn all(state: &str, plan: &DatasetPlan, periods: &Periods, bytes: &[u8]) -> Result<Vec<Piece>, Damaged> {
        let from = &mut Bytes::of(bytes);
        if String::get(from)? != state {
            return Ok(Vec::new());
        }
        let count = usize::get(from)?;
        let mut all = Vec::new();
        for _ in 0..count {
            all.push(Piece {
                of: Binary::get(from)?,
                looks: Binary::get(from)?,
                added: (Portion::get(plan, periods, from)?, Binary::get(from)?),
            });
        }
        from.end()?;
        Ok(all)
    }
}
