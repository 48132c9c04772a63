//! Tree → drafts: each section of a rule file is read into plain values, faults collected on the way.
//!
//! A decoder never stops at a fault: it reports it and goes on with what is left.

pub mod across;
pub mod benchmark;
pub mod calendar;
pub mod check;
pub mod constant;
pub mod dataset;
pub mod file;
pub mod ladder;
pub mod mapping;
pub mod measure;
pub mod metric;
pub mod register;
pub mod stage;

pub use crate::syntax::fields;
pub use fields::{Condition, Context, Fields, Name, ScriptReference};
