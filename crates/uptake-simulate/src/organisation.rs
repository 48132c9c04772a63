//! A whole organisation, made from its parts.

use crate::cases::{self, Case};
use crate::dirt;
use crate::habit::{self, Habit};
use crate::interactions::{self, Interaction, User};
use crate::leave::{self, Leave};
use crate::roster::{self, Person};
use crate::settings::Settings;

/// A made-up organisation: its people, when they are away, how they use AI tools, and the cases they close.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// In the order of their ids; a planted duplicate comes last.
    pub people: Vec<Person>,
    /// In the order of the people, and by date for each.
    pub leave: Vec<Leave>,
    /// By time and then person; a planted row without a time comes last.
    pub interactions: Vec<Interaction>,
    /// By time and then person.
    pub cases: Vec<Case>,
}

/// An organisation with the faults of real exports planted in it. The same settings give the same value.
pub fn organisation(settings: &Settings) -> Organisation {
    let mut organisation = clean_organisation(settings);
    dirt::soil(settings, &mut organisation.people, &mut organisation.interactions);
    organisation
}

/// The same organisation before the faults are planted.
pub fn clean_organisation(settings: &Settings) -> Organisation {
    let staff = Staff::new(settings);
    let users = staff.users();
    let interactions = interactions::interactions(settings, &users);
    let cases = cases::cases(settings, &users);
    Organisation {
        leave: staff.away.concat(),
        interactions,
        cases,
        people: staff.people,
    }
}

/// The people with what decides their use of tools.
pub(crate) struct Staff {
    pub(crate) people: Vec<Person>,
    habits: Vec<Habit>,
    /// When each is away.
    pub(crate) away: Vec<Vec<Leave>>,
}

impl Staff {
    pub(crate) fn new(settings: &Settings) -> Self {
        let people = roster::roster(settings);
        let numbered = people.iter().enumerate();
        Self {
            habits: habit::habits(settings, &people),
            away: numbered
                .map(|(number, person)| leave::spells(settings, number, person))
                .collect(),
            people,
        }
    }

    pub(crate) fn users(&self) -> Vec<User<'_>> {
        let together = self.people.iter().zip(&self.habits).zip(&self.away).enumerate();
        together
            .map(|(number, ((person, habit), away))| User {
                number,
                person,
                habit,
                away,
            })
            .collect()
    }
}
