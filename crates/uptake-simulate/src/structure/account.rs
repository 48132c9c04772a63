//! An account with all that happens to it, before its rows are written.

use super::books::Books;
use super::customer::{self, Customer};
use super::faults::Fault;
use super::life::{self, Anniversary, Outcome, Term};
use super::scores;
use super::simulation::Simulation;
use crate::calendar;
use crate::random::{Random, Stream};
use jiff::civil::Date;

/// An account of one customer at a place of a book. When they leave, another takes the place.
pub(crate) struct Account<'a> {
    pub(crate) simulation: &'a Simulation,
    pub(crate) books: &'a Books,
    /// Its book, by number.
    pub(crate) book: usize,
    pub(crate) place: usize,
    pub(crate) id: String,
    /// What its streams of chance are numbered by.
    pub(crate) key: [usize; 2],
    pub(crate) customer: Customer,
    pub(crate) terms: Vec<Term>,
    pub(crate) starts: Date,
    /// The last day, of one that left or will.
    pub(crate) ends: Option<Date>,
    /// Who looked after it from which day on.
    pub(crate) owners: Vec<(Date, usize)>,
    /// The day from which on it uses nothing, though its score stays green.
    pub(crate) dark: Option<Date>,
    /// Which of those who buy were followed by somebody else, by number, and on which days, in order.
    pub(crate) committee: Vec<(Date, i64)>,
}

/// All accounts that are at a place of a book, one after the other.
pub(crate) fn accounts<'a>(
    simulation: &'a Simulation,
    books: &'a Books,
    number: usize,
    place: usize,
) -> Vec<Account<'a>> {
    let Some(book) = books.books.get(number) else {
        return Vec::new();
    };
    let anniversary = Anniversary::of(simulation, book, place);
    let mut starts = life::first_start(simulation, book, place, &anniversary);
    let mut found = Vec::new();
    for generation in 0.. {
        let Some(begins) = starts else { break };
        let customer = customer::customer(simulation, &books.books, book, place, generation);
        let terms = life::terms(simulation, book, place, generation, &customer, begins);
        let left = terms.last().filter(|term| {
            let decision = term.decision;
            decision.is_some_and(|decision| decision.outcome == Outcome::Churned)
        });
        let ends = left.map(|term| calendar::plus_days(term.due, -1));
        starts = left.map(|term| term.due).filter(|due| *due <= simulation.as_of());
        let key = [book.first + place, generation];
        let mut account = Account {
            simulation,
            books,
            book: number,
            place,
            id: format!("a-{:06}-{}", key[0] + 1, generation + 1),
            key,
            customer,
            terms,
            starts: begins,
            ends,
            owners: Vec::new(),
            dark: None,
            committee: Vec::new(),
        };
        account.owners = account.owned();
        account.dark = account.goes_dark();
        account.committee = account.committee_changes();
        found.push(account);
    }
    found
}

impl Account<'_> {
    pub(crate) fn random(&self, stream: Stream) -> Random {
        Random::stream(self.simulation.seed(), stream, &self.key)
    }

    /// The last day of which anything is known.
    pub(crate) fn last(&self) -> Date {
        let end = self.simulation.as_of();
        self.ends.map_or(end, |ends| ends.min(end))
    }

    /// Whether it is a customer at the end.
    pub(crate) fn is_there(&self) -> bool {
        self.ends.is_none_or(|ends| ends >= self.simulation.as_of())
    }

    /// What it pays a year at the end, or paid last.
    pub(crate) fn revenue(&self) -> i64 {
        let end = self.simulation.as_of();
        let known = self.terms.iter().rev().find(|term| term.starts <= end);
        known.map_or(self.customer.revenue, |term| term.revenue)
    }

    pub(crate) fn owner(&self, day: Date) -> usize {
        let owner = self.owners.iter().rev().find(|(from, _)| *from <= day);
        owner.or(self.owners.first()).map_or(0, |(_, owner)| *owner)
    }

    /// Whether signs of leaving show on a day, `early` days before scores say so.
    pub(crate) fn shows_signs(&self, day: Date, early: i64) -> bool {
        scores::signs_on(&self.terms, day, early)
    }

    /// The term that runs on a day.
    pub(crate) fn term(&self, day: Date) -> Option<&Term> {
        self.terms.iter().rev().find(|term| term.starts <= day)
    }

    /// Who owns it: the book's holder or, where that is the fault, the holder of another book for some months around a renewal.
    fn owned(&self) -> Vec<(Date, usize)> {
        let (books, last) = (self.books, self.last());
        let Some(book) = books.books.get(self.book) else {
            return Vec::new();
        };
        let own = books.stretches(book, self.place, self.starts, last);
        let partner = book
            .partner
            .and_then(|partner| Some((partner, books.books.get(partner)?)));
        let Some((partner, other)) = partner.filter(|_| self.simulation.has(Fault::OwnerContinuity)) else {
            return own;
        };
        // Both accounts at a place change hands at a time, so that the books stay as large as they are.
        let pair = [self.book.min(partner), self.place];
        let swaps = Random::stream(self.simulation.seed(), Stream::Books, &pair).chance(0.45);
        if !swaps || self.place >= book.places.min(other.places) {
            return own;
        }
        let away = |day: Date| {
            self.terms.iter().any(|term| {
                let (from, to) = (calendar::plus_days(term.due, -120), calendar::plus_days(term.due, 14));
                term.due >= self.simulation.start() && from <= day && day < to
            })
        };
        let mut edges: Vec<Date> = own.iter().map(|(day, _)| *day).collect();
        edges.extend(
            books
                .stretches(other, self.place, self.starts, last)
                .iter()
                .map(|(day, _)| *day),
        );
        for term in &self.terms {
            edges.extend([-120, 14].map(|days| calendar::plus_days(term.due, days)));
        }
        edges.retain(|day| self.starts <= *day && *day <= last);
        edges.sort();
        let mut found: Vec<(Date, usize)> = Vec::new();
        for day in edges {
            let of = if away(day) { other } else { book };
            let person = books.holder(of, self.place, day);
            if found.last().is_none_or(|(_, last)| *last != person) {
                found.push((day, person));
            }
        }
        found
    }

    fn goes_dark(&self) -> Option<Date> {
        let mut random = self.random(Stream::Dark);
        let end = self.simulation.as_of();
        let dark = calendar::plus_days(end, -random.days(42, 100));
        let current = self.terms.iter().rev().find(|term| term.starts <= end)?;
        let well = current.standing.signs.is_none() && self.is_there();
        let settled = calendar::days_between(self.starts, dark) > 200;
        (self.simulation.has(Fault::GreenButDark) && random.chance(0.18) && well && settled).then_some(dark)
    }
}
