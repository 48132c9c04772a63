//! Which variables of scripts stand for the row that is judged: what follows them after a dot is what rules state, and what follows any
//! other variable is the script's own.

use crate::tokens::{Stretch, Token, names, stretches};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use uptake_expr::expr::{Library, ScriptFunction};
use uptake_expr::text::ScriptReference;

/// The variables that stand for the row, function by function.
pub(crate) struct RowVariables {
    functions: Vec<Body>,
}

/// A function with what is known of its variables.
struct Body {
    file: String,
    name: String,
    parameters: Vec<String>,
    /// Where it stands in its file.
    whole: Range<usize>,
    /// Whether it stands for a rule.
    entry: bool,
    /// What variables are given, by their names: another variable, or something else.
    given: BTreeMap<String, Vec<Option<String>>>,
    /// What functions are called with: the name, which argument, and the variable that it is, if it is one.
    calls: Vec<(String, usize, Option<String>)>,
    /// The parameters that stand for the row.
    rows: BTreeSet<String>,
}

impl RowVariables {
    /// Of the scripts of a library: the first parameter of a function that stands for a rule, and each of another function that gets the row
    /// wherever it is called. `named` are the places where rules name scripts, each with the file of the rule.
    pub(crate) fn of<'n>(library: &Library, named: impl Iterator<Item = (&'n str, &'n ScriptReference)>) -> Self {
        let entries: Vec<&ScriptFunction> = named
            .filter_map(|(beside, reference)| library.entry(beside, reference))
            .collect();
        let found = library.functions().filter_map(|(file, function)| {
            let unit = library.scripts.get(file)?.as_ref()?;
            let entry = entries.iter().any(|entry| std::ptr::eq(*entry, function));
            Some(Body::of(file, function, &unit.condition.text, entry))
        });
        let mut functions: Vec<Body> = found.collect();
        // All parameters might be rows: those that once get something else aren't, nor are those that get these.
        loop {
            let calls = functions.iter().flat_map(|body| {
                let calls = body.calls.iter();
                calls.map(move |(name, at, variable)| {
                    let row = variable.as_deref().is_some_and(|variable| body.is_row(variable));
                    (name.clone(), *at, row)
                })
            });
            let calls: Vec<(String, usize, bool)> = calls.collect();
            let mut changed = false;
            for body in functions.iter_mut().filter(|body| !body.entry) {
                for (at, parameter) in body.parameters.iter().enumerate() {
                    let mut own = calls
                        .iter()
                        .filter(|(name, place, _)| *name == body.name && *place == at);
                    let called = own.clone().next().is_some();
                    if (!called && parameter != ROW || own.any(|(_, _, row)| !row)) && body.rows.remove(parameter) {
                        changed = true;
                    }
                }
            }
            if !changed {
                return Self { functions };
            }
        }
    }

    /// Whether a variable at a byte of a script stands for the row.
    pub(crate) fn is_row(&self, file: &str, byte: usize, variable: &str) -> bool {
        let here = |body: &&Body| body.file == file && body.whole.contains(&byte);
        match self.functions.iter().find(here) {
            Some(body) => body.is_row(variable),
            None => variable == ROW,
        }
    }
}

/// What the row is called outside of functions.
const ROW: &str = "row";

impl Body {
    fn of(file: &str, function: &ScriptFunction, text: &str, entry: bool) -> Self {
        let whole = function.whole.start..function.whole.end;
        // Bytes keep their places.
        let code = masked(text);
        let tokens: Vec<Token<'_>> = names(text)
            .into_iter()
            .filter(|token| whole.contains(&token.start))
            .collect();
        let (mut given, mut calls) = (BTreeMap::<String, Vec<Option<String>>>::new(), Vec::new());
        // The name of the function and its parameters stand before its body.
        let body = code.get(whole.clone()).and_then(|code| code.find('{'));
        let body = whole.start + body.unwrap_or_default();
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.start > body) {
            let before = at.checked_sub(1).and_then(|at| tokens.get(at));
            if token.called {
                let receiver = token
                    .after_dot
                    .then(|| before.filter(|before| !before.after_dot && !before.called));
                let first = usize::from(receiver.is_some());
                if let Some(receiver) = receiver {
                    calls.push((token.text.to_owned(), 0, receiver.map(|before| before.text.to_owned())));
                }
                for (at, argument) in arguments(&code, token.end()).into_iter().enumerate() {
                    calls.push((token.text.to_owned(), at + first, argument));
                }
            } else if !token.after_dot
                && let Some(value) = assigned(&code, token, before.map(|before| before.text))
            {
                given.entry(token.text.to_owned()).or_default().push(value);
            }
        }
        let rows = function.parameters.iter().take(if entry { 1 } else { usize::MAX });
        Self {
            file: file.to_owned(),
            name: function.name.clone(),
            rows: rows.cloned().collect(),
            parameters: function.parameters.clone(),
            whole,
            entry,
            given,
            calls,
        }
    }

    /// Whether a variable stands for the row, whatever it is given.
    fn is_row(&self, variable: &str) -> bool {
        let (mut open, mut seen) = (vec![variable], BTreeSet::new());
        while let Some(variable) = open.pop() {
            if !seen.insert(variable) {
                continue;
            }
            let given = self.given.get(variable);
            if given.is_none() && !self.rows.contains(variable) {
                return false;
            }
            for value in given.into_iter().flatten() {
                match value {
                    Some(other) => open.push(other),
                    None => return false,
                }
            }
        }
        true
    }
}

/// A text with blanks in place of what isn't code.
fn masked(text: &str) -> String {
    let stretches = stretches(text).into_iter();
    stretches
        .map(|(kind, range)| match kind {
            Stretch::Code => text.get(range).unwrap_or("").to_owned(),
            Stretch::Quoted | Stretch::Comment => " ".repeat(range.len()),
        })
        .collect()
}

/// What a name is given where it stands: `Some` if it is given something there, and in it the variable, if that is one.
fn assigned(code: &str, token: &Token<'_>, before: Option<&str>) -> Option<Option<String>> {
    let (ahead, rest) = (
        code.get(..token.start)?.trim_end(),
        code.get(token.end()..)?.trim_start(),
    );
    // `for x in …`, and the parameters of a closure.
    let bar = |found: bool, twice: bool| found && !twice;
    let opened = bar(ahead.ends_with('|'), ahead.ends_with("||"));
    let closes = bar(rest.starts_with('|'), rest.starts_with("||"));
    let closure = opened && (closes || rest.starts_with(',')) || ahead.ends_with(',') && closes;
    if before == Some("for") || closure {
        return Some(None);
    }
    match rest.strip_prefix('=') {
        Some(value) if !value.starts_with(['=', '>']) => Some(variable(value.split(';').next().unwrap_or(""))),
        // `let x;`
        _ if before == Some("let") => Some(None),
        _ => None,
    }
}

/// The arguments of a call whose bracket follows: of each the variable that it is, if it is one.
fn arguments(code: &str, end: usize) -> Vec<Option<String>> {
    let rest = code.get(end..).unwrap_or("").trim_start();
    let (mut depth, mut all, mut from) = (0_usize, Vec::new(), 0);
    for (at, letter) in rest.char_indices() {
        match letter {
            '(' | '[' | '{' => {
                depth += 1;
                if depth == 1 {
                    from = at + 1;
                }
            }
            ')' | ']' | '}' if depth > 1 => depth -= 1,
            ')' | ']' | '}' => {
                let last = rest.get(from..at).unwrap_or("");
                if !last.trim().is_empty() {
                    all.push(variable(last));
                }
                break;
            }
            ',' if depth == 1 => {
                all.push(variable(rest.get(from..at).unwrap_or("")));
                from = at + 1;
            }
            _ => {}
        }
    }
    all
}

/// The variable that a text is, if it is nothing else.
fn variable(text: &str) -> Option<String> {
    let text = text.trim();
    let letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let is_one =
        text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') && text.chars().all(letter);
    is_one.then(|| text.to_owned())
}
