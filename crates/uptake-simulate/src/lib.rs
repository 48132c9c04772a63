//! Made-up organisations from a seed: people, their leave, and how they use AI tools, with planted faults.
//!
//! For the demo, for tests, and to hold the engine's answers against a count [by hand](tally).
//! This is the only crate that knows the domain (customer success). Nothing in it is real.
//!
//! ```
//! use uptake_simulate::{Segment, Settings, organisation, tally};
//!
//! let settings = Settings::default();
//! let demo = organisation(&settings);
//! let last_week = settings.monday(settings.weeks - 1);
//! let smb = tally(&demo, last_week, |person| person.segment == Some(Segment::Smb));
//! assert!(smb.rate() > Some(0.7));
//! ```

mod by_hand;
mod calendar;
mod cases;
mod csv;
pub mod dirt;
mod habit;
mod interactions;
mod leave;
mod organisation;
mod plants;
mod random;
mod roster;
mod settings;
mod structure;
mod teams;
mod tools;

pub use by_hand::{ACTIVE_FROM, Assisted, ELIGIBLE_FROM, Tally, assisted, tally};
pub use cases::{Assistance, Case, Involvement};
pub use csv::write_csv;
pub use interactions::{At, Interaction};
pub use leave::{Leave, Reason};
pub use organisation::{Organisation, clean_organisation, organisation};
pub use plants::{PLANTS, Plant, PlantedUse, planted, write_targets};
pub use roster::{Person, Role};
pub use settings::Settings;
pub use structure::{
    ACCOUNTS_PER_CSM, CsvFiles, FAULTS, Fault, Field, Kind as ColumnKind, LEAD, Planted, SHORT_LEAD, Simulation, Sink,
    Table, write_structure, write_tools_in_use,
};
#[cfg(feature = "frames")]
pub use structure::{Frames, ParquetFiles};
pub use teams::{Region, Segment, TEAMS, Team};
pub use tools::{Kind, Standing, TOOLS, Tool};
