//! What only some crates may do: code that the compiler can't check, and writing to the terminal.

use crate::code::tokens::{each, is_punct, is_word, line};
use proc_macro2::TokenTree;
use std::path::Path;

/// The crates that may have unsafe code, each block with the reason why it is sound.
const UNSAFE: [&str; 3] = ["uptake-abi", "uptake-plugins", "uptake-adbc-sys"];

/// The crates that may write to the terminal: the program, and what developers run.
const PRINTS: [&str; 2] = ["uptake-cli", "xtask"];

/// A file elsewhere that needs the standard streams for something else than printing, and why.
const STREAMS: [(&str, &str); 1] = [(
    "uptake-plugins/src/child.rs",
    "a child process of ours answers on its standard output, and keeps it from the plugin",
)];

/// Every line of a crate's file that does what the crate may not.
pub(crate) fn check(name: &str, path: &Path, tokens: &[TokenTree]) -> Vec<(usize, String)> {
    let mut broken = Vec::new();
    let streams = STREAMS.iter().any(|(file, _)| path.ends_with(file));
    each(tokens, &mut |token, after| {
        let next = after.first();
        if is_word(token, "unsafe") && !UNSAFE.contains(&name) {
            broken.push((line(token), format!("`{name}` has code that only {UNSAFE:?} may have")));
        }
        let print = ["println", "print", "eprintln", "eprint", "dbg"]
            .iter()
            .any(|word| is_word(token, word));
        let print = print && next.is_some_and(|next| is_punct(next, '!'));
        let stream = ["stdout", "stderr"].iter().any(|word| is_word(token, word)) && !streams;
        let stream = stream && matches!(next, Some(TokenTree::Group(arguments)) if arguments.stream().is_empty());
        if (print || stream) && !PRINTS.contains(&name) {
            broken.push((line(token), format!("`{name}` prints, which only {PRINTS:?} may")));
        }
    });
    broken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::tokens::without_tests;

    fn lines(name: &str, file: &str, text: &str) -> Vec<usize> {
        let found = check(name, Path::new(file), &without_tests(text).unwrap());
        found.into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn unsafe_code_is_found_where_none_may_be_and_not_in_comments() {
        let text = "// unsafe\nfn f() { let x = \"unsafe\"; unsafe { x } }";
        assert_eq!(lines("uptake-report", "a.rs", text), [2]);
        assert!(lines("uptake-abi", "a.rs", text).is_empty());
    }

    #[test]
    fn printing_is_found_outside_of_the_program() {
        let text =
            "fn f() { println!(\"x\"); }\nfn g() { std::io::stdout().lock() }\nfn print() { command.stdout(pipe) }";
        assert_eq!(lines("uptake-engine", "a.rs", text), [1, 2]);
        assert_eq!(lines("uptake-engine", "uptake-plugins/src/child.rs", text), [1]);
        assert!(lines("uptake-cli", "a.rs", text).is_empty());
    }
}
