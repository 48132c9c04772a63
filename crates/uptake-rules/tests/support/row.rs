//! A row as the examples state it: `uses = 3, role = "CSM"`. What isn't stated is unknown.

use super::expression::read;
use std::collections::BTreeMap;
use uptake_rules::expr::{Expr, ExprKind, Interpreted, Scope, evaluate};
use uptake_rules::value::{Literal, Type};
use uptake_script::{Answer, Script};

/// The values of a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row(BTreeMap<String, Literal>);

impl Row {
    /// Reads `name = constant`, by lines or with commas between.
    pub(crate) fn read(text: &str) -> Self {
        let mut values = BTreeMap::new();
        for part in parts(text) {
            let (name, value) = part.split_once(" = ").unwrap_or_else(|| panic!("no value in `{part}`"));
            values.insert(name.trim().to_owned(), constant(value));
        }
        Self(values)
    }

    /// The value of a name.
    pub(crate) fn value(&self, name: &str) -> Literal {
        self.0.get(name).cloned().unwrap_or(Literal::Unknown)
    }

    /// The names that it states.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// What a script answers for it.
    pub(crate) fn answer(&self, script: &Interpreted, inputs: &[Expr]) -> Answer {
        let row: Vec<Literal> = inputs
            .iter()
            .map(|input| evaluate(input, "UTC", &mut |name| self.value(name)))
            .collect();
        Script::new(script).runner("UTC").answer(&row)
    }
}

/// The parts between commas and line ends outside of quotes.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for letter in text.chars() {
        quoted ^= letter == '"';
        match letter {
            ',' | '\n' if !quoted => parts.push(String::new()),
            letter => parts.last_mut().unwrap().push(letter),
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// The value of a constant expression.
pub(crate) fn constant(text: &str) -> Literal {
    let (expr, said) = read(text.trim(), &Scope::new("a row"));
    let expr = expr.unwrap_or_else(|| panic!("`{text}` is no constant: {said:?}"));
    evaluate(&expr, "UTC", &mut |_| Literal::Unknown)
}

/// The value of an expression for a row, and what stopped it, if it is interpreted; the type that is wanted for a script.
pub(crate) fn value_of(expr: &Expr, ty: Type, row: &Row) -> (Literal, Option<String>) {
    match &expr.kind {
        ExprKind::Script(script, inputs) => {
            let answer = row.answer(&script.with_type(ty), inputs);
            (answer.value, answer.fault.map(|fault| fault.message))
        }
        _ => (evaluate(expr, "UTC", &mut |name| row.value(name)), None),
    }
}
