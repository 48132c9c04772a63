//! What is to be said about a function.

use uptake_expr::expr::{Function, GroupFunction};

/// A way to call a function.
pub(crate) struct Call {
    /// With its arguments: `round(x[, digits])`.
    pub(crate) signature: String,
    /// The names of its arguments.
    pub(crate) parameters: Vec<String>,
    /// What it gives, in words.
    pub(crate) about: String,
    /// A call, with what it gives.
    pub(crate) example: Option<String>,
}

/// The ways to call a function of the language; none if there is no such function.
pub(crate) fn built_in(name: &str) -> Vec<Call> {
    let plain = Function::find(name).map(plain);
    let groups = GroupFunction::of_name(name).map(|function| Call {
        signature: function.signature(),
        parameters: function.parameters.iter().map(|name| (*name).to_owned()).collect(),
        about: function.gives(),
        example: None,
    });
    plain.into_iter().chain(groups).collect()
}

fn plain(function: Function) -> Call {
    let entry = function.entry();
    let names: Vec<&str> = entry.parameters.iter().map(|(name, _)| *name).collect();
    let (always, may) = names.split_at_checked(function.least()).unwrap_or((&names, &[]));
    let may: Vec<String> = may.iter().map(|name| format!("[, {name}]")).collect();
    Call {
        signature: format!("{}({}{})", entry.name, always.join(", "), may.concat()),
        parameters: names.iter().map(|name| (*name).to_owned()).collect(),
        about: format!("{}. Takes {}.", entry.about, entry.takes),
        example: entry
            .examples
            .first()
            .map(|(call, gives)| format!("`{call}` is `{gives}`")),
    }
}
