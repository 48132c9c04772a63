//! Outcome → what people and programs read: a terminal summary, CSV, Parquet and JSON.

pub mod approvals;
mod check_form;
mod checks;
pub mod ci;
pub mod dossier;
pub mod explained;
pub mod export;
pub mod findings;
#[cfg(test)]
mod full_disk;
pub mod gate;
pub mod governing;
mod handed_on;
mod identities;
pub mod impact;
pub mod inspection;
pub mod json;
pub mod layout;
pub mod missing;
pub mod notes;
pub mod number;
pub mod openmetrics;
pub mod outputs;
pub mod page;
pub mod parity;
pub mod person;
pub mod proved;
pub mod rates;
pub mod reference;
pub mod resolved;
pub mod restated;
mod sentence;
mod spark;
pub mod style;
pub mod suites;
pub mod terminal;
pub mod unlisted;
mod written;

pub use handed_on::without_people;
pub use written::{Written, days, strangers, told, written};
