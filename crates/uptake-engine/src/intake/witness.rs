//! What rows show at the door besides their content: of which days a source of events tells, and whose rows can't be used.

use super::days::row_days;
use super::known::Known;
use super::set_aside::Reason;
use crate::calendar::Day;
use crate::coverage::Evidence;
use crate::error::Error;
use crate::reduce::entities::EntityIndex;
use crate::reduce::joiner::Joiner;
use crate::reduce::spells::{Doubts, stretches};
use polars::prelude::*;
use uptake_rules::policy::dataset::{Dataset, DatasetKind};

/// Collects the evidence of a source of events, or whose spells are in doubt.
#[derive(Default)]
pub(super) struct Witness {
    /// What was seen so far.
    pub(super) evidence: Evidence,
    /// Of rows of spells that can't be used: whose they are, and on which days they may hold.
    pub(super) doubts: Doubts,
    /// Finds whose rows were refused, beside the joiner of those that are used: what it finds isn't reported.
    pub(super) joiner: Option<Joiner>,
}

/// What a row tells that isn't used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tells {
    /// It is well-formed: the source speaks of its day.
    OfItsDay,
    /// It can't be used, and its entity may have done anything.
    OfRefusal,
    /// It can't be used, and it is nobody's who is measured.
    OfNobody,
    /// It lies outside the days that are measured.
    Nothing,
}

/// The days between two, whichever comes first.
fn in_order((from, through): (Day, Day)) -> (Day, Day) {
    (from.min(through), from.max(through))
}

fn tells(reason: Reason) -> Tells {
    match reason {
        Reason::Duplicate | Reason::Restated => Tells::OfItsDay,
        Reason::WrongType
        | Reason::NoTimeZone
        | Reason::MissingKey
        | Reason::MissingValue
        | Reason::NegativeWeight
        | Reason::EndsBeforeStart => Tells::OfRefusal,
        Reason::UnknownEntity | Reason::AmbiguousIdentity => Tells::OfNobody,
        Reason::FromTheFuture | Reason::BeforeCoverage | Reason::AfterCoverage => Tells::Nothing,
    }
}

impl Witness {
    /// Rows that are used: all of them have a day.
    pub(super) fn uses(&mut self, days: &[Day]) {
        let mut latest = None;
        for day in days {
            if latest != Some(*day) {
                self.evidence.uses(*day);
                latest = Some(*day);
            }
        }
    }

    /// Rows that a mapping leaves out.
    pub(super) fn left_out(&mut self, dataset: &Dataset, frame: &DataFrame, known: &Known) -> Result<(), Error> {
        let day_of = row_days(dataset, frame, &known.clock)?;
        for day in (0..frame.height()).filter_map(day_of) {
            self.well_formed(day, known);
        }
        Ok(())
    }

    fn well_formed(&mut self, day: Day, known: &Known) {
        if known.covers(day) {
            self.evidence.days.insert(day);
        } else {
            self.evidence.later |= day > known.as_of;
        }
    }

    /// Rows that are set aside, each with its reason.
    pub(super) fn refused(
        &mut self,
        dataset: &Dataset,
        frame: &DataFrame,
        reasons: &[Reason],
        known: &Known,
        entities: &mut EntityIndex,
    ) -> Result<(), Error> {
        // Only rows that keep the contract make an entity known. Without a list everybody would be who is looked up, so that it
        // is done on copies.
        let mut scratch = (!entities.is_listed()).then(|| (entities.clone(), self.joiner.clone()));
        let (entities, joiner) = match &mut scratch {
            Some((entities, joiner)) => (entities, joiner),
            None => (entities, &mut self.joiner),
        };
        let names = frame.column(&dataset.entity.text)?.str()?;
        let mut codes = Vec::with_capacity(frame.height());
        let day_of = row_days(dataset, frame, &known.clock)?;
        match joiner {
            Some(joiner) => joiner.codes(names, day_of, entities, &mut codes),
            None => entities.codes(names, false, &mut codes),
        }
        if dataset.kind == DatasetKind::Spells {
            let rows = stretches(dataset, frame)?.into_iter().zip(reasons).zip(codes);
            for ((stretch, reason), code) in rows {
                let refused = matches!(tells(*reason), Tells::OfRefusal);
                if let Some(name) = entities.names().get(code as usize).filter(|_| refused) {
                    self.doubts.entry(name.clone()).or_default().push(in_order(stretch));
                }
            }
            return Ok(());
        }
        let mut day_of = row_days(dataset, frame, &known.clock)?;
        for (row, (reason, code)) in reasons.iter().zip(codes).enumerate() {
            let day = day_of(row);
            let tells = tells(*reason);
            match (tells, day) {
                (Tells::Nothing, _) => continue,
                (Tells::OfItsDay, Some(day)) => {
                    self.well_formed(day, known);
                    continue;
                }
                (Tells::OfItsDay, None) => {}
                (Tells::OfRefusal | Tells::OfNobody, Some(day)) => {
                    if !known.covers(day) {
                        self.evidence.later |= day > known.as_of;
                        continue;
                    }
                    self.evidence.unusable.insert(day);
                }
                (Tells::OfRefusal | Tells::OfNobody, None) => {}
            }
            let name = entities.names().get(code as usize);
            match (tells, name, day) {
                (Tells::OfRefusal, Some(name), Some(day)) => {
                    self.evidence.refused.entry(name.clone()).or_default().days.insert(day);
                }
                (Tells::OfRefusal, Some(name), None) => {
                    self.evidence.refused.entry(name.clone()).or_default().without_day = true;
                }
                (_, _, None) => self.evidence.adrift += 1,
                (_, _, Some(_)) => {}
            }
        }
        Ok(())
    }
}
