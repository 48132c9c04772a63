//! What an account is like as long as it lasts: size, and how complex buying is for it.

use super::books::Book;
use super::faults::Fault;
use super::simulation::Simulation;
use super::whole::whole;
use crate::random::{Random, Stream};
use crate::teams::Segment;

/// The qualities of an account.
#[derive(Debug, Clone)]
pub(crate) struct Customer {
    pub(crate) segment: Segment,
    /// What it pays a year at first.
    pub(crate) revenue: i64,
    pub(crate) seats: i64,
    pub(crate) units: i64,
    pub(crate) stakeholders: i64,
    pub(crate) cycle_days: i64,
    pub(crate) integration: &'static str,
    pub(crate) alternatives: i64,
    /// Years of a term.
    pub(crate) years: i64,
    /// How well it does, from 0 to 1: use and sentiment follow it.
    pub(crate) well: f64,
    /// Whether it is one of the two that pay most of everything.
    pub(crate) whale: bool,
    /// What accounts of its segment pay at least and at most, where that makes the segment.
    pub(crate) bounds: Option<(i64, i64)>,
}

/// What whales pay at first, as parts of what all others do. Those grow meanwhile: at the end it is about half of everything.
const WHALES: [f64; 2] = [2.4, 0.5];

/// What an account of a segment pays a year on average.
fn mean_revenue(segment: Segment) -> f64 {
    match segment {
        Segment::Smb => 11_000.0,
        Segment::MidMarket => 35_000.0,
        Segment::Enterprise => 130_000.0,
    }
}

/// The customer at a place of a book, of a generation.
pub(crate) fn customer(
    simulation: &Simulation,
    books: &[Book],
    book: &Book,
    place: usize,
    generation: usize,
) -> Customer {
    let mut random = Random::stream(simulation.seed(), Stream::Customer, &[book.first + place, generation]);
    let by_size = simulation.has(Fault::SegmentsBySize);
    let bounds = bounds(book.segment, by_size);
    let share = random.fraction();
    let width = (bounds.1 - bounds.0) as f64;
    let revenue = bounds.0 + whole(width * share * share * share);
    // Where segments follow revenue, complexity is anybody's.
    let anybody = random.pick([(9, Segment::Smb), (8, Segment::MidMarket), (7, Segment::Enterprise)].into_iter());
    let complex = if by_size {
        anybody.unwrap_or(book.segment)
    } else {
        book.segment
    };
    let share = simulation.has(Fault::RevenueConcentration) && place == 0;
    let share = share.then(|| whale(books, book)).flatten();
    let revenue = share.map_or(revenue, |share| whole(all_revenue(books) * share));
    let (stakeholders, cycle_days) = match complex {
        Segment::Smb => (random.days(1, 3), random.days(14, 45)),
        Segment::MidMarket => (random.days(3, 6), random.days(45, 100)),
        Segment::Enterprise => (random.days(6, 14), random.days(90, 240)),
    };
    let integrations = match complex {
        Segment::Smb => [(60, "none"), (35, "light"), (5, "deep")],
        Segment::MidMarket => [(20, "none"), (60, "light"), (20, "deep")],
        Segment::Enterprise => [(5, "none"), (30, "light"), (65, "deep")],
    };
    let integration = random.pick(integrations.into_iter()).unwrap_or("none");
    let alternatives = match integration {
        "deep" => random.days(0, 1),
        "light" => random.days(1, 3),
        _ => random.days(2, 6),
    };
    let units = match complex {
        Segment::Smb => 1,
        Segment::MidMarket => random.pick([(80, 1), (20, 2)].into_iter()).unwrap_or(1),
        Segment::Enterprise => random.days(1, 5),
    };
    let years = match complex {
        Segment::Smb => 1,
        Segment::MidMarket => random.pick([(88, 1), (12, 2)].into_iter()).unwrap_or(1),
        Segment::Enterprise => random.pick([(75, 1), (20, 2), (5, 3)].into_iter()).unwrap_or(1),
    };
    Customer {
        segment: book.segment,
        revenue,
        seats: (revenue / random.days(250, 600)).max(2),
        units,
        stakeholders,
        cycle_days,
        integration,
        alternatives,
        years,
        well: random.fraction(),
        whale: share.is_some(),
        bounds: by_size.then_some(bounds),
    }
}

/// What accounts of a segment pay at least and at most: many little, few much. The segments overlap unless revenue makes them.
fn bounds(segment: Segment, by_size: bool) -> (i64, i64) {
    match (segment, by_size) {
        (Segment::Smb, false) => (3_000, 35_000),
        (Segment::MidMarket, false) => (8_000, 116_000),
        (Segment::Enterprise, false) => (30_000, 430_000),
        (Segment::Smb, true) => (1_000, 40_000),
        (Segment::MidMarket, true) => (40_500, 200_000),
        (Segment::Enterprise, true) => (201_000, 900_000),
    }
}

/// About what all accounts pay a year.
fn all_revenue(books: &[Book]) -> f64 {
    books
        .iter()
        .map(|book| book.places as f64 * mean_revenue(book.segment))
        .sum()
}

/// The part of everything that the first account of a book pays, if it is one of those: two books of the largest segment.
fn whale(books: &[Book], book: &Book) -> Option<f64> {
    let large = books.iter().filter(|book| book.segment == Segment::Enterprise);
    let place = large.take(WHALES.len()).position(|chosen| chosen.first == book.first)?;
    WHALES.get(place).copied()
}
