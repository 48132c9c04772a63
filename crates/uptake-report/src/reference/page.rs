//! A page of Markdown in the making.

use std::collections::BTreeSet;
use std::fmt::Write;
use uptake_project::reference::{Differing, StatedValue, Written};
use uptake_rules::policy::metric::Cadence;
use uptake_rules::visible::visible_lines;

/// A page, paragraph by paragraph.
pub(super) struct Page {
    pub(super) text: String,
    /// The level of a pack's heading.
    pub(super) top: usize,
    /// The rules that overrides change.
    pub(super) overridden: BTreeSet<String>,
    /// The rules that have versions.
    pub(super) dated: BTreeSet<String>,
}

impl Page {
    /// An empty page for rules of which some differ.
    pub(super) fn of(differing: &Differing) -> Self {
        let rules = |values: &[StatedValue]| -> Vec<String> {
            let rule = |stated: &StatedValue| stated.of.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
            values.iter().map(rule).collect()
        };
        Self {
            text: String::new(),
            top: 1,
            overridden: differing
                .overrides
                .iter()
                .flat_map(|over| rules(&over.values))
                .collect(),
            dated: differing
                .versions
                .iter()
                .flat_map(|version| rules(&version.values))
                .collect(),
        }
    }

    pub(super) fn heading(&mut self, below: usize, text: &str) {
        let level = if self.text.is_empty() { 1 } else { self.top + below };
        self.paragraph(&format!("{} {}", "#".repeat(level), one_line(text)));
    }

    pub(super) fn paragraph(&mut self, text: &str) {
        self.block_of(&harmless(text));
    }

    /// Text in which nothing acts.
    fn block_of(&mut self, text: &str) {
        if !text.trim().is_empty() {
            let _ = write!(self.text, "{}\n\n", text.trim());
        }
    }

    pub(super) fn maybe(&mut self, text: Option<&String>) {
        if let Some(text) = text {
            self.paragraph(text);
        }
    }

    pub(super) fn list(&mut self, items: &[String]) {
        if !items.is_empty() {
            let lines: Vec<String> = items
                .iter()
                .map(|item| format!("- {}", harmless(&one_line(item))))
                .collect();
            self.block_of(&lines.join("\n"));
        }
    }

    pub(super) fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut text = line(head.iter().map(|cell| cell_text(cell)).collect());
        text.push_str(&format!("|{}\n", "---|".repeat(head.len())));
        for row in rows {
            text.push_str(&line(row.iter().map(|cell| cell_text(cell)).collect()));
        }
        self.block_of(&text);
    }

    /// A condition in a block of its own, with the script that has it.
    pub(super) fn block(&mut self, written: &Written) {
        if let (Some(script), Some(function)) = (&written.script, &written.function) {
            self.paragraph(&format!("Function `{function}` of `{script}`:"));
        }
        let fence = "`".repeat(longest(&written.text).max(2) + 1);
        // A block of code shows everything as it stands.
        let _ = write!(self.text, "{fence}rhai\n{}\n{fence}\n\n", visible_lines(&written.text));
    }
}

/// A text as code. Line breaks become blanks: who has several lines writes a block.
pub(super) fn code(text: &str) -> String {
    let text = one_line(text);
    match longest(&text) {
        0 if text.is_empty() => "` `".to_owned(),
        0 => format!("`{text}`"),
        longest => {
            let fence = "`".repeat(longest + 1);
            format!("{fence} {text} {fence}")
        }
    }
}

/// How many backticks stand together in a text at most.
fn longest(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How often, in words.
pub(super) fn cadence(often: Cadence) -> &'static str {
    match often {
        Cadence::Period => "period",
        Cadence::Week => "week",
        Cadence::Month => "month",
    }
}

/// Names as code, with commas between.
pub(super) fn codes(names: &[String]) -> String {
    names.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ")
}

/// A text in a table, where `|` ends a cell, in code too, unless a backslash stands before it that isn't one half of a pair.
fn cell_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut backslashes = 0;
    for letter in harmless(&one_line(text)).chars() {
        if letter == '|' {
            out.push_str(&"\\".repeat(backslashes + 1));
        }
        backslashes = if letter == '\\' { backslashes + 1 } else { 0 };
        out.push(letter);
    }
    out
}

/// Markdown in which nothing acts: no HTML, no picture from elsewhere, no link but to pages and mail, nothing that isn't seen.
/// In code everything stays as it is: in a block between fences, and in what begins and ends on one line. Code that goes on over
/// lines loses its signs of HTML, since what ends a paragraph ends code, too.
fn harmless(text: &str) -> String {
    let text = visible_lines(text);
    let mut out = Vec::new();
    let mut fence = None;
    for line in text.split('\n') {
        let ticks = fence_of(line);
        let ends = |open: usize| ticks.is_some_and(|(ticks, info)| ticks >= open && info.trim().is_empty());
        match (fence, ticks) {
            (Some(open), _) => {
                out.push(line.to_owned());
                fence = Some(open).filter(|open| !ends(*open));
            }
            (None, Some((ticks, _))) => {
                out.push(line.to_owned());
                fence = Some(ticks);
            }
            (None, None) => out.push(harmless_line(line)),
        }
    }
    out.join("\n")
}

/// The backticks of a line that begins or ends a block of code, and what stands behind them.
fn fence_of(line: &str) -> Option<(usize, &str)> {
    let text = line.trim_start_matches(' ');
    let info = text.trim_start_matches('`');
    let ticks = text.len() - info.len();
    (line.len() - text.len() <= 3 && ticks >= 3 && !info.contains('`')).then_some((ticks, info))
}

fn harmless_line(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(next) = rest.chars().next() {
        let taken = match next {
            '`' => {
                let ticks = rest.len() - rest.trim_start_matches('`').len();
                let code = code_length(rest, ticks);
                out.push_str(rest.get(..code).unwrap_or(rest));
                code
            }
            '\\' => {
                let pair: String = rest.chars().take(2).collect();
                out.push_str(&pair);
                pair.len()
            }
            '<' if rest
                .get(1..)
                .is_some_and(|after| after.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c))) =>
            {
                out.push_str("&lt;");
                1
            }
            '!' if rest.starts_with("![") => {
                out.push_str("\\!");
                1
            }
            ']' if leads_elsewhere(rest) => {
                out.push_str("\\]");
                1
            }
            letter => {
                out.push(letter);
                letter.len_utf8()
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

/// The length of the code that begins with so many backticks; that of the backticks alone where it doesn't end.
fn code_length(text: &str, ticks: usize) -> usize {
    let fence = "`".repeat(ticks);
    let mut from = ticks;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(&fence)) {
        let end = from + at;
        let run = text
            .get(end..)
            .map_or(0, |rest| rest.len() - rest.trim_start_matches('`').len());
        if run == ticks {
            return end + run;
        }
        from = end + run;
    }
    ticks
}

/// Whether the end of a link's text is followed by an address that isn't a page, a file or mail.
fn leads_elsewhere(text: &str) -> bool {
    let address = text.strip_prefix("](").or_else(|| text.strip_prefix("]:"));
    let Some(address) = address else { return false };
    let address = address.trim_start().trim_start_matches('<').to_ascii_lowercase();
    let end = address.find(|letter: char| !(letter.is_ascii_alphanumeric() || "+.-&;#\\%".contains(letter)));
    let scheme = end.and_then(|end| address.get(end..)?.starts_with(':').then(|| address.get(..end))?);
    scheme.is_some_and(|scheme| !["http", "https", "mailto"].contains(&scheme))
}

/// With a capital at its beginning.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_page_acts() {
        for (text, safe) in [
            ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
            ("<!-- x --> a < b <3", "&lt;!-- x --> a < b <3"),
            ("![x](https://e.example/p.png)", "\\![x](https://e.example/p.png)"),
            ("[x](javascript:alert(1))", "[x\\](javascript:alert(1))"),
            ("[x]( <JavaScript:alert(1)>)", "[x\\]( &lt;JavaScript:alert(1)>)"),
            ("[x](java&#115;cript:a)", "[x\\](java&#115;cript:a)"),
            ("[x]: data:text/html,y", "[x\\]: data:text/html,y"),
            (
                "[x](https://a.example) [y](other.md#z) [z](mailto:a@b.example)",
                "[x](https://a.example) [y](other.md#z) [z](mailto:a@b.example)",
            ),
            ("`<b>` and ``<i>`` \\<u>", "`<b>` and ``<i>`` \\<u>"),
            ("an open ` and <b>", "an open ` and &lt;b>"),
            ("a `\n<b> ` c", "a `\n&lt;b> ` c"),
            ("```\n<b>\n```\n<i>", "```\n<b>\n```\n&lt;i>"),
            ("``` a`\n<b>", "``` a`\n&lt;b>"),
            ("\u{1b}[2J\u{202e}", "\\u001b[2J\\u202e"),
        ] {
            assert_eq!(harmless(text), safe);
        }
    }

    #[test]
    fn code_ends_where_it_should_and_a_cell_stays_one() {
        assert_eq!(
            (code("a"), code("a`b"), code("``")),
            ("`a`".into(), "`` a`b ``".into(), "``` `` ```".into())
        );
        assert_eq!((code(""), code("a\n# b")), ("` `".into(), "`a # b`".into()));
        assert_eq!(cell_text("a|b \\| c\nd"), "a\\|b \\\\\\| c d");
        let mut page = Page {
            text: "x\n\n".to_owned(),
            top: 1,
            overridden: BTreeSet::new(),
            dated: BTreeSet::new(),
        };
        page.heading(1, "title\n\n# other");
        page.list(&["one\n# two `".to_owned(), "<b> `".to_owned()]);
        page.table(&["`"], &[vec!["<b>".to_owned(), "`".to_owned()]]);
        assert_eq!(
            page.text,
            "x\n\n## title # other\n\n- one # two `\n- &lt;b> `\n\n| ` |\n|---|\n| &lt;b> | ` |\n\n"
        );
    }
}
