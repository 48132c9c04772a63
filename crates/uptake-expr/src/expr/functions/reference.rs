//! The functions as a table in Markdown, for `docs/rules.md`.

use super::Function;

/// A row for each function, with the first of its examples.
#[must_use]
pub fn table() -> String {
    let rows: Vec<String> = Function::ALL.iter().map(|function| row(*function)).collect();
    format!(
        "| function | arguments | returns | example |\n|---|---|---|---|\n{}",
        rows.concat()
    )
}

fn row(function: Function) -> String {
    let entry = function.entry();
    let names: Vec<&str> = entry.parameters.iter().map(|(name, _)| *name).collect();
    let (always, may) = names.split_at(function.least());
    let may: Vec<String> = may.iter().map(|name| format!("[, {name}]")).collect();
    let example = entry.examples.first();
    let example = example.map_or(String::new(), |(call, gives)| format!("`{call}` is `{gives}`"));
    format!(
        "| `{}({}{})` | {} | {} | {example} |\n",
        entry.name,
        always.join(", "),
        may.concat(),
        entry.takes,
        entry.about
    )
}
