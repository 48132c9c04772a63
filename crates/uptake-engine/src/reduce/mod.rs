//! Reduce once: events → one row per entity and period. The only step that sees big data.
//!
//! Per batch: entities become numbers ([`entities`]), instants become periods, and the values that conditions read become
//! a *class* ([`classify`]): each condition is decided once per class, not once per row. Then every row adds to the
//! accumulators of the slots whose condition its class meets ([`accumulate`]). A group-by over strings costs several times
//! as much (docs/benchmarks.md).

pub mod accumulate;
mod adding;
mod alike;
pub(crate) mod batch;
mod beside;
mod class_columns;
pub mod classify;
mod combinations;
mod deciding;
mod distinct;
pub mod entities;
pub mod events;
pub mod identities;
pub(crate) mod intern;
pub mod joiner;
pub mod near;
pub(crate) mod onlooker;
mod overlap;
mod pipeline;
pub mod plan;
mod portions;
pub mod pushed;
pub mod reader;
pub mod reduced;
pub(crate) mod register_fields;
pub mod spells;
pub(crate) mod spread;
mod standing;
mod telling;
pub mod texts;
pub mod trace;
pub mod unlisted;
pub mod updates;
