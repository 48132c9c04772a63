//! A text in the style of `uptake fmt`.

use crate::answer::{Answer, refused, written};
use crate::convert::{self, Lines};
use crate::documents::Documents;
use crate::roots::Roots;
use lsp_server::ErrorCode;
use lsp_types::{TextEdit, Uri};
use serde_json::Value;
use uptake_project::Findings;

/// The edit that lays a text out; none where it is in the style already, isn't laid out at all, such as a script, or can't be read, which its
/// findings tell. A text that can't be laid out is refused, and stays as it is.
pub(crate) fn of(uri: &Uri, roots: &mut Roots, documents: &Documents) -> Answer {
    let Some(path) = convert::path(uri) else {
        return Ok(Value::Null);
    };
    let (Some(document), Some(root)) = (documents.get(&path), roots.of(&path)) else {
        return Ok(Value::Null);
    };
    let Ok(laid) = root.lay_out(&path) else {
        return Ok(Value::Null);
    };
    let after = laid.files.into_iter().find_map(|file| file.text);
    match (after, refusal(&laid.findings)) {
        (Some(after), _) => written(edit(&document.text, &after)),
        (None, Some(why)) => Err(refused(ErrorCode::RequestFailed, why)),
        (None, None) => Ok(Value::Null),
    }
}

/// Why a text that can be read can't be laid out.
fn refusal(findings: &Findings) -> Option<String> {
    let mut found = findings.diagnostics.iter();
    let found = found.find(|found| found.code == uptake_rules::Code::NotLaidOut)?;
    Some(match &found.help {
        Some(help) => format!("{}; {help}", found.message),
        None => found.message.clone(),
    })
}

/// One edit from the first line that differs to the last one, so that what is around it stays where it is on the screen.
fn edit(before: &str, after: &str) -> Vec<TextEdit> {
    let (old, new): (Vec<&str>, Vec<&str>) = (
        before.split_inclusive('\n').collect(),
        after.split_inclusive('\n').collect(),
    );
    let same = |one: &&str, other: &&str| one == other;
    let first = old.iter().zip(&new).take_while(|(one, other)| same(one, other)).count();
    let (old, new) = (
        old.get(first..).unwrap_or_default(),
        new.get(first..).unwrap_or_default(),
    );
    let last = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(|(one, other)| same(one, other))
        .count();
    let changed = |lines: &[&str]| -> String { lines.get(..lines.len() - last).unwrap_or_default().concat() };
    let (gone, come) = (changed(old), changed(new));
    if gone == come {
        return Vec::new();
    }
    let rest: usize = old.iter().map(|line| line.len()).sum();
    let start = before.len() - rest;
    vec![TextEdit::new(Lines::new(before).range(start, start + gone.len()), come)]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops on a surprise")]

    use super::edit;

    #[test]
    fn only_the_lines_between_the_first_and_the_last_difference_are_replaced() {
        let edits = edit("a\nb\nc\nd\n", "a\nB\nx\nc\nd\n");
        let only = edits.first().unwrap();
        assert_eq!(only.new_text, "B\nx\n");
        assert_eq!((only.range.start.line, only.range.end.line), (1, 2));
        assert_eq!(edit("a\n", "a\n"), Vec::new());
        let end = edit("a\nb", "a\nb\n");
        assert_eq!(end.first().unwrap().new_text, "b\n");
        let doubled = edit("a\na\n", "a\na\na\n");
        assert_eq!(doubled.first().unwrap().new_text, "a\n");
        let all = edit("", "a\n");
        assert_eq!(all.first().unwrap().range.end.line, 0);
    }
}
