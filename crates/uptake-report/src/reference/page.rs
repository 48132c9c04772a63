//! A page of Markdown in the making.

use std::collections::BTreeSet;
use std::fmt::Write;
use uptake_project::reference::{Differing, StatedValue, Written};

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
        self.paragraph(&format!("{} {text}", "#".repeat(level)));
    }

    pub(super) fn paragraph(&mut self, text: &str) {
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
            let lines: Vec<String> = items.iter().map(|item| format!("- {item}")).collect();
            self.paragraph(&lines.join("\n"));
        }
    }

    pub(super) fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut text = line(head.iter().map(|cell| cell_text(cell)).collect());
        text.push_str(&format!("|{}\n", "---|".repeat(head.len())));
        for row in rows {
            text.push_str(&line(row.iter().map(|cell| cell_text(cell)).collect()));
        }
        self.paragraph(&text);
    }

    /// A condition in a block of its own, with the script that has it.
    pub(super) fn block(&mut self, written: &Written) {
        if let (Some(script), Some(function)) = (&written.script, &written.function) {
            self.paragraph(&format!("Function `{function}` of `{script}`:"));
        }
        let fence = if written.text.contains("```") { "````" } else { "```" };
        self.paragraph(&format!("{fence}rhai\n{}\n{fence}", written.text));
    }
}

/// A text as code. Line breaks become blanks: who has several lines writes a block.
pub(super) fn code(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.contains('`') {
        true => format!("`` {text} ``"),
        false => format!("`{text}`"),
    }
}

/// Names as code, with commas between.
pub(super) fn codes(names: &[String]) -> String {
    names.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ")
}

/// A text in a table, where `|` ends a cell, in code too.
fn cell_text(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// With a capital at its beginning.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}
