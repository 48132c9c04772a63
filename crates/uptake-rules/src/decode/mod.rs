//! Tree → drafts: each section of a rule file is read into plain values, faults collected on the way.
//!
//! A decoder never stops at a fault: it reports it and goes on with what is left. It knows no layers: a rule that varies
//! comes as several trees, and each is read as if it were alone.

mod accountability;
pub mod benchmark;
pub mod calendar;
pub mod check;
pub mod constant;
pub mod dataset;
mod draft;
mod file;
pub(crate) mod keep;
pub mod ladder;
mod limits;
mod literal;
pub mod mapping;
pub mod measure;
pub mod measure_across;
pub mod metric;
pub mod register;
mod rule;
pub mod stage;
pub mod table;

pub use draft::Draft;

use crate::context::Context;
use crate::rule_tree::RuleTree;
use crate::syntax::Node;

/// Reads the files of packs, and their rules as the layers made them.
pub(crate) fn decode(packs: &[&Node], rules: Vec<RuleTree>, cx: &mut Context<'_>) -> Draft {
    let mut draft = Draft::default();
    for node in packs {
        file::decode(node, &mut draft, cx);
    }
    for rule in rules {
        draft.add(rule, cx);
    }
    draft
}
