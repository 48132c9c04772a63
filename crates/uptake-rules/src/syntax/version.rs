//! The version of the rule language, which every file states.

use super::node::{Node, Value};
use crate::codes::Code;
use crate::context::Context;
use crate::syntax::Fields;

/// The newest version. Older ones are read, too.
pub const NEWEST: i64 = 2;

/// Reads the version that a file states, and reports another one, or none.
pub fn version(fields: &mut Fields<'_>, cx: &mut Context<'_>) {
    match fields.require("uptake") {
        Some(Node {
            value: Value::Int(version),
            ..
        }) if (1..=NEWEST).contains(version) => {}
        None => {}
        Some(node) => cx.error_help(
            Code::UnknownVersion,
            node.span,
            "unknown version of the rule language; this program reads versions 1 and 2",
            "write `uptake: 1`",
        ),
    }
}
