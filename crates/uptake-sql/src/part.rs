//! Parts of conditions that are decided here, text by text: what a register says of a name, and functions of a text that engines
//! have otherwise or not at all.

use uptake_rules::expr::Expr;

/// A part of a condition over one column of texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The column.
    pub column: String,
    /// Whether it is a column of the mapping's input.
    pub of_input: bool,
    /// The part, without places.
    pub expr: Expr,
    /// The days on which its value may change, in order.
    pub changes: Vec<i32>,
}
