//! The customer's side: who takes part in buying, and the business units.

use super::account::Account;
use super::faults::Fault;
use super::sink::{Field, Sink};
use super::tables::Table;
use crate::calendar;
use crate::random::{Random, Stream};
use jiff::civil::Date;
use std::io;

/// How likely somebody is followed by somebody else within a year.
const CHANGE_IN_A_YEAR: f64 = 0.06;

impl Account<'_> {
    /// A row per person and stretch of days; the first third of them, at least one, buys.
    pub(crate) fn write_stakeholders(&self, sink: &mut dyn Sink) -> io::Result<()> {
        let mut random = self.random(Stream::Stakeholders);
        let all = self.customer.stakeholders;
        let buyers = self.buyers();
        for number in 0..all {
            let buying = number < buyers;
            let role = match (buying, number) {
                (true, 0) => "executive",
                (true, _) => "buyer",
                (false, _) if number == buyers => "champion",
                (false, _) => "user",
            };
            let of_number = self.committee.iter().filter(|(_, buyer)| *buyer == number);
            let changes: Vec<Date> = if buying {
                of_number.map(|(day, _)| *day).collect()
            } else {
                self.turnover(&mut random)
            };
            let mut from = self.starts;
            for (turn, until) in changes.iter().copied().map(Some).chain([None]).enumerate() {
                let id = format!("s-{:06}-{}-{number}-{turn}", self.key[0] + 1, self.key[1] + 1);
                let row = [
                    Field::Text(&self.id),
                    Field::Text(&id),
                    Field::Text(role),
                    Field::Bool(buying),
                    Field::Date(from),
                    Field::day(until.map(|day| calendar::plus_days(day, -1))),
                ];
                sink.row(Table::Stakeholders, &row)?;
                from = until.unwrap_or(from);
            }
        }
        Ok(())
    }

    /// How many take part in the decision to buy.
    fn buyers(&self) -> i64 {
        (self.customer.stakeholders / 3).max(1)
    }

    /// The days on which somebody is followed by somebody else.
    fn turnover(&self, random: &mut Random) -> Vec<Date> {
        let mut changes = Vec::new();
        let mut year = self.starts;
        while year < self.last() {
            if random.chance(CHANGE_IN_A_YEAR) {
                changes.push(calendar::plus_days(year, random.days(30, 364)));
            }
            year = calendar::plus_days(year, 365);
        }
        changes.retain(|day| self.starts < *day && *day < self.last());
        changes.sort();
        changes.dedup();
        changes
    }

    /// Who of those who buy changes when: few by themselves, and all before every second renewal, where that is the fault.
    pub(crate) fn committee_changes(&self) -> Vec<(Date, i64)> {
        let mut random = self.random(Stream::Committee);
        let mut changes = Vec::new();
        for number in 0..self.buyers() {
            let mut days = self.turnover(&mut random);
            let all_change = self.quiet_stretches().into_iter().map(|(from, _)| from);
            days.extend(all_change.filter(|day| self.starts < *day && *day < self.last()));
            days.sort();
            days.dedup();
            changes.extend(days.into_iter().map(|day| (day, number)));
        }
        changes.sort();
        changes
    }

    /// The days from a change of the whole committee to the decision, on which nobody is in contact, where that is the fault.
    pub(crate) fn quiet_stretches(&self) -> Vec<(Date, Date)> {
        let mut random = self.random(Stream::Plant);
        let mut stretches = Vec::new();
        for term in &self.terms {
            let (changes, before) = (random.chance(0.5), random.days(30, 75));
            let planted = self.simulation.has(Fault::CommitteeContinuity) && term.due >= self.simulation.start();
            if changes && planted {
                stretches.push((calendar::plus_days(term.decides, -before), term.decides));
            }
        }
        stretches
    }

    /// A row per business unit of an account that has several and is there at the end. Each renews on a day of its own.
    pub(crate) fn write_units(&self, sink: &mut dyn Sink) -> io::Result<()> {
        let mut random = Random::stream(self.simulation.seed(), Stream::Units, &self.key);
        let one_owner = if self.simulation.has(Fault::OneOwnerForManyUnits) {
            0.9
        } else {
            0.04
        };
        let one_owner = random.chance(one_owner);
        let book = self.books.books.get(self.book);
        let (Some(book), true, true) = (book, self.customer.units > 1, self.is_there()) else {
            return Ok(());
        };
        let end = self.simulation.as_of();
        let owner = self.owner(end);
        let due = self.terms.last().map(|term| term.due);
        for unit in 0..self.customer.units {
            let turn = self.place + usize::try_from(unit).unwrap_or_default();
            let who = if unit == 0 || one_owner {
                owner
            } else {
                self.books.colleague(book, turn, owner)
            };
            let own_day = calendar::plus_days(due.unwrap_or(end), unit * 50 + random.days(0, 20));
            let name = format!("unit {}", unit + 1);
            let row = [
                Field::Text(&self.id),
                Field::Text(&name),
                Field::Date(own_day),
                Field::text(self.books.holders.get(who).map(|who| who.id.as_str())),
            ];
            sink.row(Table::Units, &row)?;
        }
        Ok(())
    }
}
