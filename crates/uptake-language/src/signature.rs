//! How a function is called, while its arguments are typed.

use crate::functions;
use crate::reading::Reading;
use crate::tokens::{Stretch, stretches};

/// How a function is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The function with its arguments.
    pub text: String,
    /// The names of its arguments.
    pub parameters: Vec<String>,
    /// Which of them is being typed, from 0.
    pub active: usize,
    /// What it gives, in words.
    pub about: String,
}

/// How far before a place a call is looked for, in bytes.
const FARTHEST: usize = 2000;

impl Reading {
    /// The ways to call the function whose arguments stand at a byte; none where no call is open.
    #[must_use]
    pub fn signatures(&self, path: &str, byte: usize) -> Vec<Signature> {
        let Some((_, file)) = self.file(path) else {
            return Vec::new();
        };
        let end = file.floor_boundary(byte);
        let text = file.text.get(..end).unwrap_or("");
        let from = file.floor_boundary(end.saturating_sub(FARTHEST));
        let text = text.get(from..).unwrap_or("");
        let Some((name, active)) = open_call(text) else {
            return Vec::new();
        };
        let own = self
            .policy
            .library
            .functions()
            .filter(|(_, function)| function.name == name);
        let own = own.map(|(_, function)| Signature {
            text: format!("{name}({})", function.parameters.join(", ")),
            parameters: function.parameters.clone(),
            active,
            about: function.docs.join("\n"),
        });
        let built_in = functions::built_in(name).into_iter().map(|call| Signature {
            text: call.signature,
            parameters: call.parameters,
            active,
            about: call.about,
        });
        own.chain(built_in)
            .filter(|signature| active < signature.parameters.len().max(1))
            .collect()
    }
}

/// The function whose call is open at the end of a text, and which argument is being typed.
fn open_call(text: &str) -> Option<(&str, usize)> {
    let code = stretches(text).into_iter().filter(|(kind, _)| *kind == Stretch::Code);
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (_, range) in code {
        for (at, letter) in text.get(range.clone())?.char_indices() {
            match letter {
                '(' | '[' | '{' => open.push((range.start + at, 0)),
                ')' | ']' | '}' => {
                    open.pop();
                }
                ',' => {
                    if let Some((_, commas)) = open.last_mut() {
                        *commas += 1;
                    }
                }
                _ => {}
            }
        }
    }
    let (at, commas) = *open.last()?;
    let before = text.get(..at)?.trim_end();
    let start = before
        .rfind(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .map_or(0, |at| at + 1);
    let name = before.get(start..)?;
    // A method has its first argument before its dot.
    let method = before.get(..start)?.ends_with('.');
    (text.get(at..)?.starts_with('(') && is_first(name)).then_some((name, commas + usize::from(method)))
}

fn is_first(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::open_call;

    #[test]
    fn the_innermost_open_call_counts_its_commas() {
        assert_eq!(open_call("when: round(max(a, b), "), Some(("round", 1)));
        assert_eq!(open_call("round(max(a, "), Some(("max", 1)));
        assert_eq!(open_call("x.contains("), Some(("contains", 1)));
        assert_eq!(open_call("f(\"(,\", [1, 2], "), Some(("f", 2)));
        assert_eq!(open_call("(a + "), None);
        assert_eq!(open_call("f(a)"), None);
    }
}
