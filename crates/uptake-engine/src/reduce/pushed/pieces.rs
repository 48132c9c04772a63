//! A source that says by a column which of its rows are new, asked for what changed: a new week is asked for alone, and so is a week to
//! which late rows came, or rows that were written anew. What was added up of the others is kept.
//!
//! It is done only where the answer is the one that asking for everything gives. Where a key comes twice, the rows that have it may lie in
//! any period, and everything is asked for; where names are looked up, what they mean may have changed.

use super::asking::{Added, Asking, table_of};
use super::piece::{Looks, Piece, Stretch, of_stretch};
use crate::calendar::{Day, PeriodIndex};
use crate::error::Error;
use crate::reduce::register_fields::RegisterFields;
use std::collections::BTreeSet;
use std::rc::Rc;
use uptake_sql::Range;

/// So many of the newest periods are asked for by themselves, since most of what comes late is of them.
const NEWEST: usize = 3;

impl Asking<'_, '_, '_> {
    /// What was added up of all periods, those that changed asked for anew; nothing where everything has to be asked for as one.
    pub(super) fn pieces(&mut self) -> Result<Option<Vec<Added>>, Error> {
        let Some(arrival) = self.reader.inputs.arrival(self.id) else {
            return Ok(None);
        };
        if self.joiner.is_some() {
            return Ok(None);
        }
        let Some(looks) = self.looks(&arrival)? else {
            return Ok(None);
        };
        let (place, state) = (self.engine.place(), self.state(&arrival)?);
        let kept = self.reader.inputs.past(self.id, &place);
        let kept = kept.and_then(|bytes| Piece::all(&state, self.plan, self.periods, &bytes).ok());
        let mut pieces = kept.unwrap_or_default();
        let late: BTreeSet<PeriodIndex> = pieces.iter().flat_map(|piece| piece.changed(&looks)).collect();
        pieces.retain(|piece| piece.holds(&looks, &mut self.reader.entities));
        let stretches = stretches(&looks, |period| pieces.iter().any(|piece| piece.has(period)), &late);
        if !stretches.is_empty() && self.keys_repeat(&stretches, pieces.is_empty())? {
            return Ok(None);
        }
        let asked = stretches.len();
        for of in stretches {
            let rows = of_stretch(&looks, of).values().map(|(rows, _)| rows).sum();
            let Some(relation) = self.within(&[of])? else {
                return Ok(None);
            };
            let added = self.added_up(&relation, Some(false), Some(rows))?;
            pieces.push(Piece::new(of, &looks, added));
        }
        pieces.sort_by_key(|piece| piece.of);
        let told = (pieces.len() - asked, pieces.len());
        let bytes = (asked > 0).then(|| Piece::put(&state, &pieces, self.plan.slots.len()));
        self.reader.inputs.keep_past(self.id, &place, bytes, told);
        Ok(Some(pieces.into_iter().map(|piece| piece.added).collect()))
    }

    /// What is read beside its rows: the columns that are read with their types, and how views are defined. No row gets a new arrival when one of
    /// these changes. Only the last one is kept: what is as it was before may have other values by now.
    fn state(&mut self, arrival: &str) -> Result<String, Error> {
        let asked = Rc::clone(&self.asked);
        let question = asked.about(&asked.relation, self.plan, Vec::new());
        let read = question.raw();
        let mut columns: Vec<&(String, String)> = asked.columns.iter().collect();
        columns.retain(|(name, _)| name == arrival || read.contains(&name.as_str()));
        columns.sort();
        let defined = asked.dialect.defined(table_of(&asked.relation));
        let defined = match defined.map_err(|refusal| self.said(refusal))? {
            Some(query) => self.ask(&query)?.texts("d")?.iter().flatten().collect::<String>(),
            None => String::new(),
        };
        Ok(format!("{columns:?} {defined:?}"))
    }

    /// How the rows of each period look.
    fn looks(&mut self, arrival: &str) -> Result<Option<Looks>, Error> {
        let asked = Rc::clone(&self.asked);
        let question = asked.about(&asked.relation, self.plan, Vec::new());
        let Some(query) = question.looks(arrival).map_err(|refusal| self.said(refusal))? else {
            return Ok(None);
        };
        let answer = self.ask(&query)?;
        let (periods, rows, known) = (answer.some_wholes("g")?, answer.counts("a")?, answer.counts("k")?);
        let (came, times) = (answer.sums("r")?, answer.sums("t")?);
        let sums = came
            .into_iter()
            .zip(times)
            .map(|(came, time)| (came.to_string(), time.to_string()));
        let mut looks = Looks::new();
        for ((period, sums), (rows, known)) in periods.into_iter().zip(sums).zip(rows.into_iter().zip(known)) {
            let period = period.and_then(|period| PeriodIndex::try_from(period).ok());
            looks.insert(period, (rows, (known, sums)));
        }
        Ok(Some(looks))
    }

    /// The rows of some stretches.
    fn within(&mut self, stretches: &[Stretch]) -> Result<Option<String>, Error> {
        let asked = Rc::clone(&self.asked);
        let question = asked.about(&asked.relation, self.plan, Vec::new());
        let ranges: Vec<Range> = stretches
            .iter()
            .map(|of| of.map(|(first, last)| self.range(first, last)))
            .collect();
        question.within(&ranges).map_err(|refusal| self.said(refusal))
    }

    /// The times of some periods, as far as they are measured.
    fn range(&self, first: PeriodIndex, last: PeriodIndex) -> (i64, i64) {
        let times = &self.asked.times;
        let days: (Day, Day) = (self.periods.first_day(first), self.periods.first_day(last + 1));
        let days = (days.0.max(times.days.0), days.1.min(times.days.1));
        let time = self.dataset.time.as_ref();
        let column = time.and_then(|time| self.dataset.column(&time.text));
        match column.map(|column| column.ty) {
            Some(uptake_rules::value::Type::Date) => (i64::from(days.0), i64::from(days.1)),
            _ => (self.reader.clock.start_of(days.0), self.reader.clock.start_of(days.1)),
        }
    }

    /// Whether a key of rows that are asked for comes twice, among them or among all.
    fn keys_repeat(&mut self, stretches: &[Stretch], all: bool) -> Result<bool, Error> {
        let (asked, of_rows, policy) = (Rc::clone(&self.asked), self.plan, self.reader.policy);
        let registers = RegisterFields::of(self.dataset, &policy.registers);
        let whole = asked.plan(&asked.relation, of_rows, registers.asked(), self.span)?;
        let Some(keys) = whole.keys().map_err(|refusal| self.said(refusal))? else {
            return Ok(false);
        };
        // A key that is computed may be of parts that are decided text by text.
        if asked.mapping.is_some() {
            return Ok(true);
        }
        if all {
            return self.repeat(&keys);
        }
        let Some(relation) = self.within(stretches)? else {
            return Ok(true);
        };
        let some = asked.plan(&relation, of_rows, registers.asked(), self.span)?;
        match whole.keys_among(&some).map_err(|refusal| self.said(refusal))? {
            Some(keys) => self.repeat(&keys),
            None => Ok(false),
        }
    }
}

/// What has to be asked for: the periods of no piece, those that lie side by side as one. The newest are asked for by themselves, and so are
/// those to which rows came late: more will, and then nothing else is asked for.
fn stretches(looks: &Looks, kept: impl Fn(Option<PeriodIndex>) -> bool, late: &BTreeSet<PeriodIndex>) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let periods: Vec<PeriodIndex> = looks.keys().copied().flatten().collect();
    let newest = periods.len().checked_sub(NEWEST).and_then(|at| periods.get(at));
    let changed = |period: Option<PeriodIndex>| !kept(period);
    if looks.contains_key(&None) && changed(None) {
        stretches.push(None);
    }
    let mut open = false;
    for period in periods.iter().copied() {
        if !changed(Some(period)) {
            open = false;
            continue;
        }
        let by_itself = late.contains(&period) || newest.is_none_or(|newest| period >= *newest);
        match stretches.last_mut() {
            Some(Some((_, last))) if open && !by_itself => *last = period,
            _ => stretches.push(Some((period, period))),
        }
        open = !by_itself;
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_periods_are_asked_for_as_one_but_for_those_to_which_rows_came_late() {
        let look = || (1, (1, ("1".to_owned(), "1".to_owned())));
        let looks: Looks = (0..10).map(|period| (Some(period), look())).collect();
        let none = |_: Option<PeriodIndex>| false;
        let newest = [Some((7, 7)), Some((8, 8)), Some((9, 9))];
        let all = [&[Some((0, 6))][..], &newest].concat();
        assert_eq!(stretches(&looks, none, &BTreeSet::new()), all);
        let all = [&[Some((0, 2)), Some((3, 3)), Some((4, 6))][..], &newest].concat();
        assert_eq!(stretches(&looks, none, &BTreeSet::from([3])), all);
        // What is kept isn't asked for, and nothing lies side by side over it.
        let kept = |period: Option<PeriodIndex>| period.is_none_or(|period| period > 5 || period == 2);
        assert_eq!(
            stretches(&looks, kept, &BTreeSet::from([4])),
            [Some((0, 1)), Some((3, 3)), Some((4, 4)), Some((5, 5))]
        );
    }
}
