//! The life of an account: its terms, and what is decided at the end of each.
//!
//! How a term stands comes first: it is well, doubtful, or in danger, with the chance that its score will state. What is
//! decided follows by that chance. So scores are calibrated where they say what they know.

use super::books::Book;
use super::customer::Customer;
use super::faults::Fault;
use super::simulation::Simulation;
use super::whole::whole;
use crate::calendar;
use crate::random::{Random, Stream};
use jiff::civil::{Date, date};

/// What is decided at the end of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Renewed,
    Expanded,
    Contracted,
    Churned,
}

impl Outcome {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Renewed => "renewed",
            Self::Expanded => "expanded",
            Self::Contracted => "contracted",
            Self::Churned => "churned",
        }
    }
}

/// How a term stands before its end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Standing {
    /// The chance in percent that it isn't the last, once signs show.
    pub(crate) chance: f64,
    /// How many days before the decision signs show; of a term that is well none do.
    pub(crate) signs: Option<i64>,
    /// Whether use grows before the end and less is paid all the same.
    pub(crate) neglected: bool,
}

/// What is decided of a term, and when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Decision {
    pub(crate) day: Date,
    pub(crate) outcome: Outcome,
    /// What is paid a year from then on.
    pub(crate) revenue: i64,
}

/// A term of a subscription.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Term {
    pub(crate) starts: Date,
    /// The first day after it.
    pub(crate) due: Date,
    pub(crate) revenue: i64,
    pub(crate) standing: Standing,
    /// When it will be decided, or was.
    pub(crate) decides: Date,
    /// Nothing where the day of the decision hasn't come.
    pub(crate) decision: Option<Decision>,
}

/// How many days before the decision scores turn red, from and to: the lead time that is planted.
pub const LEAD: (i64, i64) = (100, 160);
/// The same where scores lag.
pub const SHORT_LEAD: (i64, i64) = (10, 40);

/// The day of the year on which accounts at a place begin and renew.
pub(crate) struct Anniversary {
    month: i8,
    day: i8,
}

impl Anniversary {
    /// Spread evenly over the year within a book, unless they clash.
    pub(crate) fn of(simulation: &Simulation, book: &Book, place: usize) -> Self {
        let mut random = Random::stream(simulation.seed(), Stream::Life, &[book.first + place, usize::MAX]);
        let even = (place as f64 + random.fraction()) / book.places.max(1) as f64 * 364.0;
        let clash = book.clashes && random.chance(0.67);
        let offset = if clash { 70 + random.days(0, 20) } else { whole(even) };
        // In a year without the 29th of February, so that every year has the day.
        let day = calendar::plus_days(date(2023, 1, 1), offset.clamp(0, 364));
        Self {
            month: day.month(),
            day: day.day(),
        }
    }

    pub(crate) fn in_year(&self, year: i16) -> Date {
        date(year, self.month, self.day)
    }
}

/// The day on which the first account at a place begins: most before the simulated years, some within.
pub(crate) fn first_start(
    simulation: &Simulation,
    book: &Book,
    place: usize,
    anniversary: &Anniversary,
) -> Option<Date> {
    let mut random = Random::stream(simulation.seed(), Stream::Life, &[book.first + place, usize::MAX - 1]);
    let (start, end) = (simulation.start(), simulation.as_of());
    let days = (start.year() - 3..=end.year()).map(|year| anniversary.in_year(year));
    let earlier: Vec<Date> = days.clone().filter(|day| *day < start).collect();
    let within: Vec<Date> = days.filter(|day| start <= *day && *day <= end).collect();
    let among = if random.chance(0.2) && !within.is_empty() {
        within
    } else {
        earlier
    };
    among.get(random.below(among.len())).copied()
}

/// The terms of the account that begins at a place on a day, the last one undecided or the end.
pub(crate) fn terms(
    simulation: &Simulation,
    book: &Book,
    place: usize,
    generation: usize,
    customer: &Customer,
    begins: Date,
) -> Vec<Term> {
    let anniversary = Anniversary::of(simulation, book, place);
    let mut random = Random::stream(simulation.seed(), Stream::Life, &[book.first + place, generation]);
    let mut terms: Vec<Term> = Vec::new();
    let (mut starts, mut year, mut revenue) = (begins, begins.year(), customer.revenue);
    loop {
        year += i16::try_from(customer.years).unwrap_or(1);
        let due = anniversary.in_year(year);
        let decides = calendar::plus_days(due, -random.days(0, 30));
        let standing = standing(simulation, &mut random, customer, begins, decides);
        let decision = decide(simulation, &mut random, customer, standing, revenue, decides);
        let known = decides <= simulation.as_of();
        terms.push(Term {
            starts,
            due,
            revenue,
            standing,
            decides,
            decision: known.then_some(decision),
        });
        if !known || decision.outcome == Outcome::Churned || due > simulation.as_of() {
            return terms;
        }
        (starts, revenue) = (due, decision.revenue);
    }
}

/// How far the last 18 months are gone, from 0 to 1.
fn late(simulation: &Simulation, day: Date) -> f64 {
    let left = calendar::days_between(day, simulation.as_of()) as f64;
    (1.0 - left / 548.0).clamp(0.0, 1.0)
}

/// How likely a term comes into danger.
fn danger(simulation: &Simulation, begins: Date, decides: Date) -> f64 {
    let mut danger = 0.08;
    if simulation.has(Fault::CohortRetention) {
        let young = calendar::days_between(begins, simulation.as_of()) < 770;
        danger = if young { 0.42 } else { 0.06 };
    }
    if simulation.has(Fault::BlendedRetention) {
        danger = 0.23;
    }
    if simulation.has(Fault::Amplification) {
        danger += 0.2 * late(simulation, decides);
    }
    danger
}

fn standing(
    simulation: &Simulation,
    random: &mut Random,
    customer: &Customer,
    begins: Date,
    decides: Date,
) -> Standing {
    /// The share of terms that are doubtful.
    const DOUBTFUL: f64 = 0.01;
    let in_danger = danger(simulation, begins, decides);
    let (low, high) = if simulation.has(Fault::ScoreInTime) {
        SHORT_LEAD
    } else {
        LEAD
    };
    let (lot, level, lead) = (random.fraction(), random.fraction(), random.days(low, high));
    let neglected = random.chance(0.25) && simulation.has(Fault::UsePriceDown);
    let chance = match lot {
        _ if customer.whale => 100.0,
        lot if lot < in_danger => 4.0 + 16.0 * level,
        lot if lot < in_danger + DOUBTFUL => 48.0 + 20.0 * level,
        _ => 98.0 + 2.0 * level,
    };
    Standing {
        chance,
        signs: (chance < 90.0).then_some(lead),
        neglected: neglected && chance >= 90.0,
    }
}

fn decide(
    simulation: &Simulation,
    random: &mut Random,
    customer: &Customer,
    standing: Standing,
    revenue: i64,
    day: Date,
) -> Decision {
    let (stays, kind, size) = (random.fraction() * 100.0, random.fraction(), random.fraction());
    if stays >= standing.chance {
        return Decision {
            day,
            outcome: Outcome::Churned,
            revenue: 0,
        };
    }
    let (outcome, factor) = kept(simulation, customer, standing, day, (kind, size));
    let agreed = whole(revenue as f64 * factor);
    let bounded = customer.bounds.map_or(agreed, |(low, high)| agreed.clamp(low, high));
    let outcome = match bounded == revenue {
        true => Outcome::Renewed,
        false => outcome,
    };
    Decision {
        day,
        outcome,
        revenue: bounded,
    }
}

/// What becomes of a term that isn't the last, and by how much more or less is paid.
fn kept(
    simulation: &Simulation,
    customer: &Customer,
    standing: Standing,
    day: Date,
    lot: (f64, f64),
) -> (Outcome, f64) {
    let (kind, size) = lot;
    if customer.whale {
        return (Outcome::Renewed, 1.0);
    }
    if standing.neglected && size < 0.5 {
        return (Outcome::Contracted, 0.97 + 0.02 * kind);
    }
    if simulation.has(Fault::Amplification) && kind < 0.17 * late(simulation, day) {
        return (Outcome::Expanded, 3.0 + size);
    }
    if simulation.has(Fault::BlendedRetention) {
        return match kind {
            kind if kind >= 0.85 => (Outcome::Contracted, 0.4 + 0.2 * size),
            kind if kind >= 0.63 => (Outcome::Expanded, 3.0 + 0.8 * size),
            _ => (Outcome::Renewed, 1.0),
        };
    }
    let (less, more) = if standing.signs.is_some() {
        (0.2, 0.2)
    } else {
        (0.04, 0.5)
    };
    match kind {
        kind if kind >= 1.0 - less => (Outcome::Contracted, 0.7 + 0.22 * size),
        kind if kind >= 1.0 - less - more => (Outcome::Expanded, 1.15 + 0.4 * size),
        _ => (Outcome::Renewed, 1.0),
    }
}
