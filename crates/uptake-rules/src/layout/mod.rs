//! How a rule file is laid out: the same text in one style, with every comment where it was.
//!
//! Nothing is written anew from what was read. Lines stay lines; what changes is the white space around them: how far they are
//! indented, the blanks between marks, blank lines and line ends. Texts, numbers, quotes and comments stay letter by letter.
//!
//! - `cursor` is the text as lines, and a place in it.
//! - `block` knows which line belongs to which, and indents them.
//! - `value` lays out what stands behind a key: texts over several lines, and blocks.
//! - `flow` lays out what stands in brackets.
//! - `proof` shows that the result says what the text said, with all of its comments.

mod block;
mod cursor;
mod flow;
mod odd;
mod proof;
mod value;

use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::rule_file::RuleFile;
use crate::source::{FileId, SourceFile, Span};
use crate::syntax;

/// A file's text in the one style. It is proven that it says the same: a text that can't be shown to is never answered.
///
/// # Errors
/// What keeps the file from being laid out: it can't be read, it has something that rule files don't need, such as keys behind
/// `?`, or the proof failed, which is an error of the program. Places belong to `file`, as it was added to a list of sources.
pub fn lay_out(file: &RuleFile, id: FileId) -> Result<String, Box<Diagnostic>> {
    let before = syntax::text(file.path(), file.bytes())?;
    let Some(tree) = file.tree() else {
        // What is wrong is said by whoever reads the file.
        let error = Diagnostic::error_in_file(Code::NotLaidOut, file.path(), "a file with errors can't be laid out");
        return Err(error
            .help(format!("correct what `uptake check {}` shows", file.path()))
            .into());
    };
    let text = before.text.replace("\r\n", "\n");
    let after = block::laid_out(&text).map_err(|odd| {
        let at = in_original(&before.text, odd.at);
        let end = before
            .text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(at, |letter| at + letter.len_utf8());
        let error = Diagnostic::error(
            Code::NotLaidOut,
            Span::new(id, at, end),
            format!("{} can't be laid out", odd.what),
        );
        Box::new(error.help(odd.help))
    })?;
    let laid = SourceFile::new(file.path(), after.as_str());
    let again = syntax::parse(&laid).ok().map(|mut again| {
        crate::migrate::into_first(&mut again);
        again
    });
    match again {
        Some(again) if proof::same(tree, &before.text, &again, &after) => Ok(after),
        _ => {
            let message = "internal error: laid out, the file wouldn't say the same; it stays as it is";
            let error = Diagnostic::error_in_file(Code::NotLaidOut, file.path(), message);
            Err(error.help("report the file that it happens with").into())
        }
    }
}

/// A place of the text with plain line ends in the text as it was.
fn in_original(original: &str, at: usize) -> usize {
    let mut left = at;
    for (place, letter) in original.char_indices() {
        if left == 0 {
            return place;
        }
        let plain = letter == '\r' && original.get(place + 1..).is_some_and(|rest| rest.starts_with('\n'));
        if !plain {
            left = left.saturating_sub(letter.len_utf8());
        }
    }
    original.len()
}
