//! The small clean organisation that the messy exports are of.

use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use uptake_simulate::{Settings, clean_organisation};

/// Uses of one kind on one day.
#[derive(Clone, Debug)]
pub(super) struct Use {
    pub(super) id: String,
    pub(super) person: String,
    pub(super) at: Date,
    pub(super) tool: &'static str,
    pub(super) documented: bool,
    pub(super) quantity: u32,
}

/// Somebody on the list.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) role: &'static str,
    pub(super) segment: &'static str,
    pub(super) team: &'static str,
    pub(super) region: &'static str,
    pub(super) hired_on: Date,
    pub(super) left_on: Option<Date>,
}

/// A clean organisation.
#[derive(Clone, Debug)]
pub(super) struct Organisation {
    pub(super) people: Vec<Person>,
    pub(super) uses: Vec<Use>,
}

/// Which part of the organisation an export is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    /// Only the days up to the twelfth of the month: no day tells the order of day and month.
    pub(super) early: bool,
    /// Some uses stand for a thousand and more.
    pub(super) thousands: bool,
}

const NAMES: [&str; 8] = [
    "Jürgen Groß",
    "Zoé Noël",
    "Inés Muñoz",
    "Ana Silva",
    "Åsa Björk",
    "Ben O'Neil",
    "François Lefèvre",
    "Ute Müller-Lüdenscheidt",
];

impl Organisation {
    /// February 2026, four weeks.
    pub(super) fn new() -> Self {
        let made = clean_organisation(&Settings {
            seed: 7,
            people: 22,
            weeks: 4,
            first_week: date(2026, 2, 2),
            levelled: true,
            mixed_teams: false,
        });
        let name = |id: &str| {
            let number: usize = id
                .trim_start_matches(|letter: char| !letter.is_ascii_digit())
                .parse()
                .unwrap();
            format!("{} {number:02}", NAMES[number % NAMES.len()])
        };
        let people = made.people.iter().map(|person| Person {
            name: name(&person.person_id),
            role: person.role.as_str(),
            segment: person.segment.map_or("", |segment| segment.as_str()),
            team: person.team,
            region: person.region.as_str(),
            hired_on: person.hired_on,
            left_on: person.left_on,
        });
        let mut bundles: BTreeMap<(Date, String, &'static str, bool), u32> = BTreeMap::new();
        for row in &made.interactions {
            let day = row.at.date().unwrap();
            *bundles
                .entry((day, name(&row.person_id), row.tool, row.is_documented()))
                .or_default() += 1;
        }
        let uses = bundles
            .into_iter()
            .enumerate()
            .map(|(at, ((day, person, tool, documented), quantity))| Use {
                id: format!("N-{:05}", at + 1),
                person,
                at: day,
                tool,
                documented,
                quantity,
            });
        Self {
            people: people.collect(),
            uses: uses.collect(),
        }
    }

    /// A part of it.
    pub(super) fn part(&self, part: Part) -> Self {
        let mut made = self.clone();
        made.uses
            .retain(|row| !part.early || (row.at.month() == 2 && row.at.day() <= 12));
        // A few hundred rows are enough, and quick.
        made.uses.truncate(160);
        if part.thousands {
            for (at, row) in made.uses.iter_mut().enumerate() {
                match at % 7 {
                    0 => row.quantity = 1000 * (1 + u32::try_from(at % 3).unwrap()),
                    1 => row.quantity += 1200,
                    _ => {}
                }
            }
        }
        made
    }
}
