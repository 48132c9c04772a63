//! What rules mean once everything that they read is put in its place, and what can be proved of that.
//!
//! A rule reads constants, measures, other rules and registers. Its **closure** is the rule with all of them put in: a condition
//! over the entity's columns and over what is counted from rows, the *leaves*. Two such conditions can be compared
//! ([`proof`](crate::expr::proof)), with facts about the leaves: a count is never negative, a narrower `where` counts no more.
//!
//! - `meaning` puts the parts in, `leaves` knows what is counted, `registers` compares what registers say of names.
//! - `choices` says what functions answer by comparisons.
//! - `assumed` takes a group and some days as given, which leaves the part that is for them.
//! - `measured` says which values a measure keeps.
//! - `facts` says what holds between leaves, with `counted` what needs a row, `spells` the days that are covered and `listed` those of the list, `periods` between what rests on several periods; `rows`, `days`, `naming` and `amounts` make rows of a
//!   period as a case has them.
//! - `over` is what rests on several periods or several people, `history` its value for somebody, on the days of `timeline`;
//!   `histories` looks for one that shows an answer.
//! - `figures` says which way a share can move.
//! - `reads` lists what a rule reads and by which way, with the constants that are `named`; `guard` is what `check` reports of it, override by override in `steps`, and `settled` of rules that never change.
//! - `beside` compares all of two policies.
//! - `possible` says whether a branch of a rule can have an answer.
//! - `edges` makes cases below, at and above what a condition compares with.
//! - `asked` compares two meanings, with cases as they are `wanted`; `questions`, `ladders`, `effects` and `same` are what people ask: about rules, about overrides, and which
//!   definitions of several packs say the same.

mod amounts;
pub(crate) mod asked;
pub(crate) mod assumed;
mod beside;
mod case;
mod chains;
mod choices;
mod counted;
mod days;
mod direct;
mod edges;
mod effects;
mod facts;
mod figures;
pub(crate) mod guard;
mod histories;
mod history;
mod ladders;
pub(crate) mod leaves;
mod listed;
pub(crate) mod meaning;
mod measured;
mod named;
mod naming;
mod orders;
mod over;
mod periods;
mod possible;
mod questions;
mod reads;
mod registers;
mod rows;
mod same;
mod settled;
pub(crate) mod shown;
mod spells;
mod steps;
mod timeline;
mod too_large;
mod wanted;
mod whole;
mod windows;

pub use beside::{Beside, MayMove, beside};
pub use case::Case;
pub use edges::{Edge, EdgeCase, NoCase, Side};
pub use effects::{Effect, Relation, effects};
pub use naming::Made;
pub use possible::Possible;
pub use questions::{Answer, NoSuchRule, Prover, Question, Verdict};
pub(crate) use reads::read_by;
pub(crate) use registers::captured;
pub(crate) use same::alike;
pub use same::{NamedPack, Same, same};
pub use settled::{settled, settled_for_all};
