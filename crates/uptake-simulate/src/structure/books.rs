//! The books: who holds how many accounts, and since when.
//!
//! A book is a post. Whoever was hired within the simulated years followed somebody who isn't there any more; whoever leaves is
//! followed by somebody who joined later, or else colleagues of the segment share the accounts.

use super::faults::Fault;
use super::simulation::{ACCOUNTS_PER_CSM, Simulation};
use super::sink::Field;
use super::whole::whole;
use crate::calendar;
use crate::random::{Random, Stream};
use crate::roster::{Person, Role};
use crate::teams::Segment;
use jiff::civil::Date;

/// Somebody who holds accounts, now or once.
#[derive(Debug, Clone)]
pub(crate) struct Holder {
    pub(crate) id: String,
    pub(crate) role: &'static str,
    pub(crate) team: &'static str,
    pub(crate) segment: Segment,
    pub(crate) hired_on: Date,
    pub(crate) left_on: Option<Date>,
    pub(crate) capacity: Option<i64>,
    /// How many renewals they can carry within 30 days.
    pub(crate) renewals: Option<i64>,
}

/// Who holds a book from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hand {
    /// One person, by number.
    One(usize),
    /// The colleagues of the segment, an account each in turn.
    Colleagues,
}

/// A book of accounts.
#[derive(Debug, Clone)]
pub(crate) struct Book {
    pub(crate) segment: Segment,
    pub(crate) hours: (i64, i64),
    /// How many accounts it holds at a time.
    pub(crate) places: usize,
    /// The number of its first account among all.
    pub(crate) first: usize,
    /// Who holds it, from which day on, in order; the first from ever.
    pub(crate) hands: Vec<(Date, Hand)>,
    /// The account executive.
    pub(crate) executive: usize,
    /// Another book of the segment, whose partner is this one.
    pub(crate) partner: Option<usize>,
    /// Whether it holds far more accounts than declared.
    pub(crate) over: bool,
    /// Whether its renewals fall into the same weeks.
    pub(crate) clashes: bool,
}

/// All books, and everybody who has to do with them.
#[derive(Debug, Clone)]
pub(crate) struct Books {
    pub(crate) holders: Vec<Holder>,
    pub(crate) books: Vec<Book>,
    /// Those of each segment who are there at the end and have a book, by number.
    colleagues: [Vec<usize>; 3],
}

/// Accounts in a book at a mean of 36 over all books.
fn usual(segment: Segment) -> f64 {
    match segment {
        Segment::Smb => 60.0,
        Segment::MidMarket => 30.0,
        Segment::Enterprise => 12.0,
    }
}

/// How many accounts a book of the segment holds on average.
fn places(simulation: &Simulation, segment: Segment) -> f64 {
    usual(segment) * simulation.accounts_per_csm as f64 / 36.0
}

const PER_EXECUTIVE: usize = 4;

/// Below so many colleagues in a segment a vacant book is more than the quarter of their own that each has room for, with books
/// that differ by a tenth.
const FEW_COLLEAGUES: usize = 6;

/// The golden section of 2^64: multiples of it, wrapped around, lie as evenly as can be wherever one stops, and neighbours far apart.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// How many accounts there is room for beside a usual book: a quarter of it, as `capacity` declares.
fn room(segment: Segment) -> usize {
    match segment {
        Segment::Smb => 15,
        Segment::MidMarket => 7,
        Segment::Enterprise => 3,
    }
}

impl Books {
    pub(crate) fn new(simulation: &Simulation, people: &[Person]) -> Self {
        let mut holders: Vec<Holder> = Vec::new();
        for (number, person) in people.iter().enumerate() {
            holders.push(holder(simulation, number, person));
        }
        let mut made = Self {
            holders,
            books: Vec::new(),
            colleagues: [const { Vec::new() }; 3],
        };
        made.fill(simulation, people);
        made
    }

    fn fill(&mut self, simulation: &Simulation, people: &[Person]) {
        let first_week = simulation.people.monday(0);
        let joined = |person: &Person| person.hired_on >= first_week;
        let csms = || people.iter().enumerate().filter(|(_, person)| person.role == Role::Csm);
        let mut joiners: Vec<(usize, &Person)> = csms().filter(|(_, person)| joined(person)).collect();
        joiners.sort_by_key(|(number, person)| (person.hired_on, *number));
        for (number, person) in csms().filter(|(_, person)| !joined(person)) {
            let mut hands = self.history(simulation, number, person);
            if let Some(left) = person.left_on {
                hands.push((calendar::plus_days(left, 1), Hand::Colleagues));
                let follows =
                    |(_, joiner): &(usize, &Person)| joiner.segment == person.segment && joiner.hired_on > left;
                if let Some(place) = joiners.iter().position(follows) {
                    let (next, joiner) = joiners.remove(place);
                    hands.push((joiner.hired_on, Hand::One(next)));
                }
            }
            self.add(simulation, person, hands);
        }
        joiners.sort_by_key(|(number, _)| *number);
        for (number, person) in joiners {
            let former = self.former(simulation, person, calendar::plus_days(first_week, -1));
            let hands = vec![
                (Date::MIN, Hand::One(former)),
                (first_week, Hand::Colleagues),
                (person.hired_on, Hand::One(number)),
            ];
            self.add(simulation, person, hands);
        }
        self.hire_executives(simulation);
        self.pair();
    }

    /// Pairs the books of each segment, one after the other.
    fn pair(&mut self) {
        for segment in Segment::ALL {
            let books = self.books.iter().enumerate();
            let of_segment: Vec<usize> = books
                .filter(|(_, book)| book.segment == segment)
                .map(|(number, _)| number)
                .collect();
            for pair in of_segment.chunks_exact(2) {
                let &[one, other] = pair else { continue };
                for (book, partner) in [(one, other), (other, one)] {
                    if let Some(book) = self.books.get_mut(book) {
                        book.partner = Some(partner);
                    }
                }
            }
        }
    }

    /// Who held a book before somebody who was there before the year of tools.
    fn history(&mut self, simulation: &Simulation, number: usize, person: &Person) -> Vec<(Date, Hand)> {
        if person.hired_on <= simulation.start() {
            return vec![(Date::MIN, Hand::One(number))];
        }
        let former = self.former(simulation, person, calendar::plus_days(person.hired_on, -1));
        vec![(Date::MIN, Hand::One(former)), (person.hired_on, Hand::One(number))]
    }

    /// Somebody of the same team who left on a day before the year of tools.
    fn former(&mut self, simulation: &Simulation, person: &Person, left: Date) -> usize {
        let number = self.holders.len();
        let mut random = Random::stream(simulation.seed(), Stream::Books, &[number, 0]);
        let earliest = simulation.start().min(left);
        let segment = person.segment.unwrap_or(Segment::MidMarket);
        self.holders.push(Holder {
            id: format!("f-{:04}", number + 1),
            role: Role::Csm.as_str(),
            team: person.team,
            segment,
            hired_on: calendar::plus_days(earliest, -random.days(200, 1_500)),
            left_on: Some(left),
            capacity: capacity(simulation, number, segment),
            renewals: Some(renewal_capacity(simulation, segment)),
        });
        number
    }

    fn add(&mut self, simulation: &Simulation, person: &Person, hands: Vec<(Date, Hand)>) {
        let number = self.books.len();
        let segment = person.segment.unwrap_or(Segment::MidMarket);
        let mut random = Random::stream(simulation.seed(), Stream::Books, &[number, 1]);
        let size = places(simulation, segment) * random.between(0.9, 1.1);
        let lot = random.fraction();
        // A planted book is among the first, so that a small organisation has one.
        let over = (simulation.has(Fault::BooksWithinCapacity) && number.is_multiple_of(3))
            || (simulation.has(Fault::AiToOversizedBooks) && number.is_multiple_of(14));
        let size = if over { size * 2.1 } else { size };
        let places = usize::try_from(whole(size)).unwrap_or_default().max(3);
        if let Some((_, Hand::One(holder))) = hands.last() {
            self.colleagues_of(segment).push(*holder);
        }
        if over {
            // They have help with renewals, so that nothing but the number of accounts is too much.
            for (_, hand) in &hands {
                if let Hand::One(number) = hand
                    && let Some(holder) = self.holders.get_mut(*number)
                {
                    holder.renewals = Some(renewal_capacity(simulation, segment) * 5 / 2);
                }
            }
        }
        let (from, to, _) = person.region.hours();
        self.books.push(Book {
            segment,
            hours: (from, to),
            places,
            first: self.books.last().map_or(0, |book| book.first + book.places),
            hands,
            executive: number / PER_EXECUTIVE,
            partner: None,
            over,
            clashes: simulation.has(Fault::RenewalRhythms) && (lot < 0.5 || number == 0),
        });
    }

    fn colleagues_of(&mut self, segment: Segment) -> &mut Vec<usize> {
        let [smb, mid, large] = &mut self.colleagues;
        match segment {
            Segment::Smb => smb,
            Segment::MidMarket => mid,
            Segment::Enterprise => large,
        }
    }

    fn hire_executives(&mut self, simulation: &Simulation) {
        let first = self.holders.len();
        for number in 0..self.books.len().div_ceil(PER_EXECUTIVE) {
            let Some(book) = self.books.get(number * PER_EXECUTIVE) else {
                continue;
            };
            let mut random = Random::stream(simulation.seed(), Stream::Books, &[number, 2]);
            self.holders.push(Holder {
                id: format!("e-{:04}", number + 1),
                role: "AE",
                team: "Sales",
                segment: book.segment,
                hired_on: calendar::plus_days(simulation.start(), -random.days(1_100, 2_500)),
                left_on: None,
                capacity: None,
                renewals: None,
            });
        }
        for book in &mut self.books {
            book.executive += first;
        }
    }

    /// The person that a hand is, from a day on, for the account at a place of a book.
    fn person(&self, book: &Book, place: usize, day: Date, hand: Hand) -> usize {
        if let Hand::One(number) = hand {
            return number;
        }
        let [smb, mid, large] = &self.colleagues;
        let own = match book.segment {
            Segment::Smb => smb,
            Segment::MidMarket => mid,
            Segment::Enterprise => large,
        };
        let employed = |number: &&usize| self.holders.get(**number).is_some_and(|holder| holder.hired_on <= day);
        // A few can't take over a whole book within what they declared: then everybody helps, as far as they have room.
        if own.iter().filter(employed).count() < FEW_COLLEAGUES {
            let there: Vec<usize> = [smb, mid, large]
                .into_iter()
                .flatten()
                .filter(employed)
                .copied()
                .collect();
            return self.with_room(&there, book.first + place);
        }
        let first = (book.first + place) % own.len().max(1);
        let turns = own.iter().skip(first).chain(own.iter().take(first));
        turns.filter(employed).copied().next().unwrap_or_default()
    }

    /// Whose turn it is among people who take as many accounts each as they have room for beside a usual book. The first person of
    /// all where nobody is there.
    fn with_room(&self, people: &[usize], turn: usize) -> usize {
        let room = |number: &usize| self.holders.get(*number).map_or(0, |holder| room(holder.segment));
        let all: usize = people.iter().map(room).sum();
        // Neighbouring accounts renew at about the same time: each person gets some from all over the book.
        let place = (turn as u64).wrapping_mul(GOLDEN);
        let mut left = usize::try_from((u128::from(place) * all as u128) >> 64).unwrap_or_default();
        for number in people {
            match left.checked_sub(room(number)) {
                Some(rest) => left = rest,
                None => return *number,
            }
        }
        0
    }

    /// Who holds the account at a place of a book on a day.
    pub(crate) fn holder(&self, book: &Book, place: usize, day: Date) -> usize {
        let hand = book.hands.iter().rev().find(|(from, _)| *from <= day);
        hand.map_or(0, |(from, hand)| self.person(book, place, *from, *hand))
    }

    /// Who holds the account from one day through another, in stretches of one person each.
    pub(crate) fn stretches(&self, book: &Book, place: usize, from: Date, through: Date) -> Vec<(Date, usize)> {
        let mut found: Vec<(Date, usize)> = vec![(from, self.holder(book, place, from))];
        for (day, hand) in book.hands.iter().filter(|(day, _)| from < *day && *day <= through) {
            let person = self.person(book, place, *day, *hand);
            if found.last().is_none_or(|(_, last)| *last != person) {
                found.push((*day, person));
            }
        }
        found
    }

    /// Another person of the segment who has a book at the end.
    pub(crate) fn colleague(&self, book: &Book, turn: usize, but: usize) -> usize {
        let place = |turn: usize| self.person(book, turn, Date::MAX, Hand::Colleagues);
        let first = place(turn);
        if first == but { place(turn + 1) } else { first }
    }
}

/// Hours that an account of the segment takes in a quarter: the fewer, the more of them make a book.
pub(crate) fn hours_per_account(simulation: &Simulation, segment: Segment) -> Field<'static> {
    let usual = match segment {
        Segment::Smb => 4,
        Segment::MidMarket => 8,
        Segment::Enterprise => 20,
    };
    match simulation.accounts_per_csm {
        ACCOUNTS_PER_CSM => Field::whole(usual),
        accounts => Field::hundredths(usual as f64 * ACCOUNTS_PER_CSM as f64 / accounts.max(1) as f64),
    }
}

/// How many renewals somebody can carry within 30 days: what an even year brings, and some more.
fn renewal_capacity(simulation: &Simulation, segment: Segment) -> i64 {
    whole((places(simulation, segment) / 12.0 * 1.3).ceil()) + 2
}

fn capacity(simulation: &Simulation, number: usize, segment: Segment) -> Option<i64> {
    let mut random = Random::stream(simulation.seed(), Stream::Books, &[number, 3]);
    let declared = whole((places(simulation, segment) * 1.25).ceil());
    let inflated = simulation.has(Fault::CapacityFromHours) && random.chance(0.75);
    Some(if inflated { declared * 3 } else { declared })
}

fn holder(simulation: &Simulation, number: usize, person: &Person) -> Holder {
    let segment = person.segment.unwrap_or(Segment::MidMarket);
    Holder {
        id: person.person_id.clone(),
        role: person.role.as_str(),
        team: person.team,
        segment,
        hired_on: person.hired_on,
        left_on: person.left_on,
        capacity: (person.role == Role::Csm)
            .then(|| capacity(simulation, number, segment))
            .flatten(),
        renewals: (person.role == Role::Csm).then(|| renewal_capacity(simulation, segment)),
    }
}
