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
    /// Whether it is one of the five that pay for half of everything.
    pub(crate) whale: bool,
}

/// How many whales there are.
const WHALES: usize = 5;

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
    let by_size = simulation.has(Fault::SegmentsByRevenue);
    let revenue = revenue(&mut random, book.segment, by_size);
    // Where segments follow revenue, complexity is anybody's.
    let anybody = random.pick([(9, Segment::Smb), (8, Segment::MidMarket), (7, Segment::Enterprise)].into_iter());
    let complex = if by_size {
        anybody.unwrap_or(book.segment)
    } else {
        book.segment
    };
    let whale = simulation.has(Fault::Concentration) && place == 0 && is_whale(books, book);
    let revenue = if whale {
        all_revenue(books) / WHALES as i64
    } else {
        revenue
    };
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
        whale,
    }
}

/// Many small and few large; the segments overlap unless they are cut by it.
fn revenue(random: &mut Random, segment: Segment, by_size: bool) -> i64 {
    let (low, high) = match (segment, by_size) {
        (Segment::Smb, false) => (3_000.0, 35_000.0),
        (Segment::MidMarket, false) => (8_000.0, 116_000.0),
        (Segment::Enterprise, false) => (30_000.0, 430_000.0),
        (Segment::Smb, true) => (3_000.0, 15_000.0),
        (Segment::MidMarket, true) => (15_500.0, 60_000.0),
        (Segment::Enterprise, true) => (61_000.0, 330_000.0),
    };
    let share = random.fraction();
    whole(low + (high - low) * share * share * share)
}

/// About what all accounts pay a year.
fn all_revenue(books: &[Book]) -> i64 {
    let of_book = |book: &Book| book.places as f64 * mean_revenue(book.segment);
    whole(books.iter().map(of_book).sum())
}

/// Whether a whale sits in the book: in five books that lie far apart.
fn is_whale(books: &[Book], book: &Book) -> bool {
    (0..WHALES).any(|whale| {
        let number = whale * books.len() / WHALES;
        books.get(number).is_some_and(|chosen| chosen.first == book.first)
    })
}
