//! The rows of an account that say what was agreed: the account itself, subscriptions, renewals, who holds it.

use super::account::Account;
use super::life::{Outcome, Term};
use super::sink::{Field, Sink};
use super::tables::Table;
use crate::calendar;
use std::io;

impl Account<'_> {
    /// The account, its terms, its decisions and its holders.
    pub(crate) fn write_contracts(&self, sink: &mut dyn Sink) -> io::Result<()> {
        let customer = &self.customer;
        let account = [
            Field::Text(&self.id),
            Field::Text(customer.segment.as_str()),
            Field::Date(self.starts),
            Field::day(self.ends),
            Field::whole(self.revenue()),
            Field::Int(customer.seats),
            Field::Int(customer.units),
            Field::Int(customer.stakeholders),
            Field::Int(customer.cycle_days),
            Field::Text(customer.integration),
            Field::Int(customer.alternatives),
        ];
        sink.row(Table::Accounts, &account)?;
        for (number, term) in self.terms.iter().enumerate() {
            if term.starts <= self.simulation.as_of() {
                let subscription = [
                    Field::Text(&self.id),
                    Field::Date(term.starts),
                    Field::Date(calendar::plus_days(term.due, -1)),
                    Field::whole(term.revenue),
                ];
                sink.row(Table::Subscriptions, &subscription)?;
            }
            self.write_renewal(sink, number, term)?;
        }
        self.write_holdings(sink)
    }

    /// Decisions of the simulated years, and what is due within a year after them.
    fn write_renewal(&self, sink: &mut dyn Sink, number: usize, term: &Term) -> io::Result<()> {
        let (start, end) = (self.simulation.start(), self.simulation.as_of());
        if term.decides < start || calendar::days_between(end, term.due) > 365 {
            return Ok(());
        }
        let id = format!("r-{:06}-{}-{}", self.key[0] + 1, self.key[1] + 1, number + 1);
        let decision = term.decision;
        let renewal = [
            Field::Text(&id),
            Field::Text(&self.id),
            Field::Missing,
            Field::Date(term.due),
            Field::day(decision.map(|decision| decision.day)),
            Field::text(decision.map(|decision| decision.outcome.as_str())),
            Field::whole(term.revenue),
            decision.map_or(Field::Missing, |decision| {
                Field::whole(if decision.outcome == Outcome::Churned {
                    0
                } else {
                    decision.revenue
                })
            }),
            Field::Int(self.customer.years * 12),
        ];
        sink.row(Table::Renewals, &renewal)
    }

    fn write_holdings(&self, sink: &mut dyn Sink) -> io::Result<()> {
        let holder = |number: usize| Field::text(self.books.holders.get(number).map(|holder| holder.id.as_str()));
        for (place, (from, owner)) in self.owners.iter().enumerate() {
            let next = self.owners.get(place + 1).map(|(day, _)| calendar::plus_days(*day, -1));
            let row = [
                Field::Text(&self.id),
                holder(*owner),
                Field::Text("CSM"),
                Field::Date(*from),
                Field::day(next.or(self.ends)),
            ];
            sink.row(Table::Holdings, &row)?;
        }
        let executive = self.books.books.get(self.book).map_or(0, |book| book.executive);
        let row = [
            Field::Text(&self.id),
            holder(executive),
            Field::Text("AE"),
            Field::Date(self.starts),
            Field::day(self.ends),
        ];
        sink.row(Table::Holdings, &row)
    }
}
