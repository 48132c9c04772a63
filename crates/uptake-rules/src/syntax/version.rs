//! The version of the rule language, which every file states.

use super::node::{Node, Value};
use crate::codes::Code;
use crate::context::Context;
use crate::syntax::Fields;

/// The version that this crate reads.
pub const VERSION: i64 = 1;

/// Reads the version that a file states, and reports another one, or none.
pub fn version(fields: &mut Fields<'_>, cx: &mut Context<'_>) {
    match fields.require("uptake") {
        Some(Node {
            value: Value::Int(VERSION),
            ..
        })
        | None => {}
        Some(node) => cx.error_help(
            Code::UnknownVersion,
            node.span,
            "unknown version of the rule language; this program reads version 1",
            "write `uptake: 1`",
        ),
    }
}
