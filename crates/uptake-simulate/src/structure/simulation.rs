//! What a simulated organisation is made from.

use super::faults::Fault;
use crate::calendar;
use crate::plants::Plant;
use crate::settings::Settings;
use jiff::civil::{Date, date};

/// How many accounts a CSM has on average, unless said otherwise.
pub const ACCOUNTS_PER_CSM: usize = 37;

/// What a simulated organisation is made from: people and their use of tools, and the customers that they look after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation {
    /// The people and the weeks of their use of tools. Its end is the end of everything.
    pub people: Settings,
    /// How many accounts a CSM has on average.
    pub accounts_per_csm: usize,
    /// How many years before the end scores, usage, touches and decisions span. Subscriptions reach three years further back.
    pub years: usize,
    /// What is wrong with the structure.
    pub faults: Vec<Fault>,
    /// What is wrong with the use of tools.
    pub plants: Vec<Plant>,
}

impl Simulation {
    /// A healthy organisation of so many CSMs, with three years.
    #[must_use]
    pub fn new(csms: usize, seed: u64) -> Self {
        Self {
            people: Settings {
                seed,
                // Every eleventh person has another role.
                people: csms + csms.saturating_sub(1) / 10,
                mixed_teams: true,
                levelled: true,
                // Two years, so that quarters can be compared with the year before.
                weeks: 104,
                first_week: date(2024, 2, 19),
            },
            accounts_per_csm: ACCOUNTS_PER_CSM,
            years: 3,
            faults: Vec::new(),
            plants: Vec::new(),
        }
    }

    /// Whether the fault is planted.
    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.faults.contains(&fault)
    }

    /// The last day of which anything is known.
    #[must_use]
    pub fn as_of(&self) -> Date {
        calendar::plus_days(self.people.end(), -1)
    }

    /// The first day of scores, usage, touches and decisions.
    #[must_use]
    pub fn start(&self) -> Date {
        calendar::plus_days(self.as_of(), -365 * i64::try_from(self.years).unwrap_or(i64::MAX / 400))
    }

    /// The stage that fits the number of people, unless another is the fault.
    #[must_use]
    pub fn stage(&self) -> &'static str {
        if self.plants.contains(&Plant::StageFits) {
            return "crawl";
        }
        // The day of the roll-out is asked for at the walk.
        if self.plants.contains(&Plant::RolledOut) {
            return "walk";
        }
        if self.people.people < 40 { "walk" } else { "run" }
    }

    /// The seed of everything.
    pub(crate) fn seed(&self) -> u64 {
        self.people.seed
    }
}
