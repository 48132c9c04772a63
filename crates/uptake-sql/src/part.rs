//! Parts of conditions that are decided here, value by value: what a register says of a name, and functions of a text that
//! engines have otherwise or not at all. The engine tells which texts there are, and is told what each of them means.

use crate::dialect::Dialect;
use crate::literal::{constant, text};
use crate::refusal::Refusal;
use uptake_rules::expr::Expr;
use uptake_rules::value::Literal;

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

/// Texts that mean the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The texts.
    pub texts: Vec<String>,
    /// The value before the first day of change, from it on, from the second on, and so forth.
    pub values: Vec<Literal>,
}

/// What a part is for each text.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// Texts that aren't what all others are.
    pub cases: Vec<Case>,
    /// What any other text is.
    pub other: Vec<Literal>,
    /// What it is where there is no text.
    pub missing: Vec<Literal>,
}

/// The value of a part for each row, given its column and day.
pub(crate) fn said(
    dialect: Dialect,
    part: &Part,
    decided: &Decided,
    column: &str,
    day: Option<&str>,
) -> Result<String, Refusal> {
    let value = |values: &[Literal]| dated(dialect, part, values, day);
    let mut cases = vec![format!("WHEN {column} IS NULL THEN {}", value(&decided.missing)?)];
    for case in &decided.cases {
        let texts = case.texts.iter().map(|own| text(dialect, own));
        let texts = texts.collect::<Result<Vec<_>, _>>()?.join(", ");
        cases.push(format!("WHEN {column} IN ({texts}) THEN {}", value(&case.values)?));
    }
    Ok(format!("CASE {} ELSE {} END", cases.join(" "), value(&decided.other)?))
}

/// A value by the day.
fn dated(dialect: Dialect, part: &Part, values: &[Literal], day: Option<&str>) -> Result<String, Refusal> {
    let own = |value: &Literal| constant(dialect, value, part.expr.ty);
    let (Some(first), Some(last), Some(day)) = (values.first(), values.last(), day) else {
        let first = values.first().unwrap_or(&Literal::Unknown);
        return own(first);
    };
    if values.iter().all(|value| value == first) {
        return own(first);
    }
    let mut cases = Vec::new();
    for (change, value) in part.changes.iter().zip(values) {
        cases.push(format!("WHEN {day} < {change} THEN {}", own(value)?));
    }
    Ok(format!("CASE {} ELSE {} END", cases.join(" "), own(last)?))
}
