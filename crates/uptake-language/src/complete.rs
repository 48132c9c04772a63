//! What may be written at a place: a word that nothing has is put there, and whoever reads rules says what it would have taken.

use crate::fit::{AboutKeys, fit, fit_suite};
use crate::functions;
use crate::reading::{Reading, read};
use crate::suites;
use crate::symbol::Symbol;
use crate::tokens::{Stretch, stretches};
use std::collections::BTreeSet;
use std::ops::Range;
use uptake_expr::trace::{Offer, OfferKind};
use uptake_rules::section::Section;
use uptake_rules::syntax::{Node, Value};
use uptake_rules::{Code, Diagnostic, Diagnostics, RuleFile, Severity, Sources};

/// The word that is put at the place: nothing has it, and nothing is like it.
const PROBE: &str = "zqxwvzqx";

/// Something that may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What it is.
    pub kind: CompletionKind,
    /// What would be written.
    pub text: String,
    /// What it takes the place of, in bytes.
    pub range: Range<usize>,
    /// What it is in short, such as its type; may be empty.
    pub detail: String,
    /// What it is for, as Markdown; may be empty.
    pub about: String,
}

/// What may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CompletionKind {
    /// A key of a mapping.
    Key,
    /// A word that a key takes, or a value that a column has.
    Value,
    /// A dataset, column, rule or constant.
    Name,
    /// A function.
    Function,
}

impl Reading {
    /// What may be written at a byte of a file, in a fixed order; the word around the byte is what it takes the place of.
    #[must_use]
    pub fn complete(&self, path: &str, byte: usize) -> Vec<Completion> {
        match (self.file(path), self.suite(path)) {
            (Some((_, file)), _) => self.complete_in(path, &file.text, byte),
            (None, Some(text)) => self.complete_in(path, text, byte),
            (None, None) => Vec::new(),
        }
    }

    /// The same in a text that the file has by now. What is told of the names that are offered is as they were when the rules were read.
    #[must_use]
    pub fn complete_in(&self, path: &str, text: &str, byte: usize) -> Vec<Completion> {
        if self.file(path).is_none() && self.suite_file(path).is_none() {
            return Vec::new();
        }
        let byte = text.floor_char_boundary(byte);
        let script = path.ends_with(".rhai");
        if !script && is_in_comment(text, byte) {
            return Vec::new();
        }
        let words = words(text, byte);
        let last = words.len();
        for (word, range) in (1..).zip(words) {
            for (number, (before, after)) in variants(text, &range, script).into_iter().enumerate() {
                let mut probed = String::with_capacity(text.len() + 32);
                probed.push_str(text.get(..range.start).unwrap_or(""));
                probed.push_str(before);
                let at = probed.len();
                probed.push_str(PROBE);
                probed.push_str(after);
                probed.push_str(text.get(range.end..).unwrap_or(""));
                let Some(tried) = self.tried(path, probed, at, number == 0 && word == last) else {
                    continue;
                };
                let Tried {
                    mut offers,
                    about,
                    understood,
                    free,
                } = tried;
                if self.suite_file(path).is_some() {
                    leave_out_headings(&mut offers, text, &range);
                }
                let (offers, range) = below(offers, text, range.clone());
                if !offers.is_empty() {
                    return self.completions(offers, &about, &range);
                }
                let is_template = text.get(range.clone()).is_some_and(|replaced| replaced.contains('{'));
                if understood && free && !is_template {
                    // Any text may stand here.
                    return Vec::new();
                }
                if understood {
                    // The word may stand here, and nothing is to choose among: however it is closed, there isn't.
                    break;
                }
            }
        }
        Vec::new()
    }

    /// What is offered at the probe in a text; `None` for one that isn't well-formed, and unless the probe stands plainly in the place of a
    /// word, for an expression whose brackets aren't closed.
    fn tried(&self, path: &str, probed: String, at: usize, plain: bool) -> Option<Tried> {
        let word = at..at + PROBE.len();
        if self.suite_file(path).is_some() {
            let file = RuleFile::new(path, probed);
            if !file.is_well_formed() {
                return None;
            }
            let (sources, diagnostics) = suites::read(&file, &self.policy);
            let mut tried = Tried::of((path, &word), &sources, &diagnostics);
            fit_suite(&mut tried.offers, &file, at);
            return Some(tried);
        }
        let rules = self.rules.with(path, probed);
        let file = rules.file(path)?;
        let closed = || match rules.tree(path) {
            Some(tree) => text_at(&tree, at).is_none_or(is_closed),
            None => std::str::from_utf8(file.bytes()).is_ok_and(is_closed),
        };
        if (!file.is_script() && !file.is_well_formed()) || !(plain || closed()) {
            return None;
        }
        let (_, sources, diagnostics) = read(&rules);
        let mut tried = Tried::of((path, &word), &sources, &diagnostics);
        tried.about = fit(&mut tried.offers, &rules, path, at);
        Some(tried)
    }

    fn completions(&self, offers: BTreeSet<Offer>, about: &AboutKeys, range: &Range<usize>) -> Vec<Completion> {
        let completion = |offer: Offer| {
            let (kind, detail, about) = match offer.kind {
                OfferKind::Key => match about.get(&offer.text) {
                    Some(about) => (CompletionKind::Key, String::new(), about.clone()),
                    // In suites names of rules are keys.
                    None => {
                        let (detail, about) = self.told(&offer.text);
                        (CompletionKind::Key, detail, about)
                    }
                },
                OfferKind::Value => (CompletionKind::Value, String::new(), String::new()),
                OfferKind::Name => {
                    let (detail, about) = self.told(&offer.text);
                    (CompletionKind::Name, detail, about)
                }
                OfferKind::Function => {
                    let calls = functions::built_in(&offer.text);
                    let detail = calls.first().map_or(String::new(), |call| call.signature.clone());
                    let about = self.about(&Symbol::BuiltIn(offer.text.clone()));
                    (CompletionKind::Function, detail, about)
                }
            };
            Completion {
                kind,
                text: offer.text,
                range: range.clone(),
                detail,
                about,
            }
        };
        offers.into_iter().map(completion).collect()
    }

    /// What a name is: its kind and type, and what it is for.
    fn told(&self, name: &str) -> (String, String) {
        let plain = name.trim_matches('"');
        let (first, last) = plain.rsplit_once('.').unwrap_or(("", plain));
        let symbol = self.index.stated.keys().find(|symbol| match symbol {
            Symbol::Rule(_, known) => first.is_empty() && known == plain,
            Symbol::Column(_, rows, known) => rows == first && known == last,
            _ => false,
        });
        let column = || {
            self.index
                .stated
                .keys()
                .find(|symbol| matches!(symbol, Symbol::Column(_, _, known) if known == plain))
        };
        let Some(symbol) = symbol.or_else(column) else {
            return (String::new(), String::new());
        };
        let detail = match symbol {
            Symbol::Rule(section, name) => {
                let one = Section::ALL
                    .iter()
                    .find(|known| known.key() == *section)
                    .map_or("", |known| known.one());
                match self.ty(section, name) {
                    Some(ty) => format!("{one}: {ty}"),
                    None => one.to_owned(),
                }
            }
            Symbol::Column(_, rows, name) => {
                let column = self.policy.dataset(rows).and_then(|dataset| dataset.column(name));
                column.map_or_else(
                    || format!("column of {rows}"),
                    |column| format!("column of {rows}: {}", column.ty.name()),
                )
            }
            _ => String::new(),
        };
        (detail, self.about(symbol))
    }
}

/// The text that stands at a byte.
fn text_at(node: &Node, at: usize) -> Option<&str> {
    match &node.value {
        Value::List(items) => items.iter().find_map(|item| text_at(item, at)),
        Value::Text(text) => (node.span.start..=node.span.end).contains(&at).then_some(text.as_str()),
        _ => node.entries().iter().find_map(|(_, inner)| text_at(inner, at)),
    }
}

/// Whether all brackets of an expression are closed.
fn is_closed(text: &str) -> bool {
    let mut open = Vec::new();
    let code = stretches(text).into_iter().filter(|(kind, _)| *kind == Stretch::Code);
    for letter in code.flat_map(|(_, range)| text.get(range).unwrap_or("").chars()) {
        let closes = match letter {
            '(' | '[' | '{' => {
                open.push(letter);
                continue;
            }
            ')' => '(',
            ']' => '[',
            '}' => '{',
            _ => continue,
        };
        if open.pop() != Some(closes) {
            return false;
        }
    }
    open.is_empty()
}

/// What came of a probe.
struct Tried {
    offers: BTreeSet<Offer>,
    about: AboutKeys,
    /// Whether its line can be read, so that closing something behind it can't help.
    understood: bool,
    /// Whether nothing is wrong with what has the word.
    free: bool,
}

impl Tried {
    /// A probe in a file, by what was said of it.
    fn of((path, word): (&str, &Range<usize>), sources: &Sources, diagnostics: &Diagnostics) -> Self {
        let file = sources.iter().find(|(_, file)| file.path == path);
        let line = file.map_or(0..usize::MAX, |(_, file)| line_of(&file.text, word));
        let own = |found: &&Diagnostic| found.span.map(|span| span.file) == file.map(|(id, _)| id);
        let faults = || {
            diagnostics
                .iter()
                .filter(own)
                .filter_map(|found| Some((found, found.span?)))
        };
        // Of rules only what can't be read may be helped by closing something; cells of suites are read in many ways.
        let in_suite = path.ends_with(".test.yaml");
        let unread = |found: &Diagnostic| match found.code {
            Code::ExpressionSyntax => true,
            _ => in_suite && found.severity == Severity::Error,
        };
        Self {
            offers: offers(path, word.clone(), sources, diagnostics),
            about: AboutKeys::new(),
            understood: file.is_some()
                && !faults().any(|(found, span)| unread(found) && span.start <= line.end && span.end >= line.start),
            free: !faults().any(|(_, span)| span.start <= word.start + 1 && span.end + 1 >= word.end),
        }
    }
}

/// The stretch of the line, or the lines, that have a stretch of a text.
fn line_of(text: &str, part: &Range<usize>) -> Range<usize> {
    let before = text.get(..part.start).and_then(|before| before.rfind('\n'));
    let after = text.get(part.end..).and_then(|rest| rest.find('\n'));
    before.map_or(0, |at| at + 1)..after.map_or(text.len(), |at| part.end + at)
}

/// Whether a byte of a text in YAML stands behind a `#` that begins a comment: one that stands at the start of its line or behind a blank, and
/// isn't in quotes as far as the line tells. Texts in several lines may hold such lines; nothing is to choose among there, either.
fn is_in_comment(text: &str, byte: usize) -> bool {
    let before = text.get(..byte).unwrap_or("");
    let line = before.rsplit('\n').next().unwrap_or("");
    let (mut quote, mut last) = (None, ' ');
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some('"'), '\\') => {
                letters.next();
            }
            (None, '#') if last.is_whitespace() => return true,
            (None, '"' | '\'') if !last.is_alphanumeric() => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            _ => {}
        }
        last = letter;
    }
    false
}

/// Leaves out the headings that the line of a table in a suite has already.
fn leave_out_headings(offers: &mut BTreeSet<Offer>, text: &str, range: &Range<usize>) {
    let before = text.get(..range.start).unwrap_or("").rsplit('\n').next().unwrap_or("");
    let after = text.get(range.end..).unwrap_or("").lines().next().unwrap_or("");
    let there = before.split(',').chain(after.split(','));
    let there: Vec<&str> = there
        .map(|heading| heading.trim_matches(|letter: char| letter.is_whitespace() || letter == '"'))
        .collect();
    offers.retain(|offer| offer.kind != OfferKind::Name || !there.contains(&offer.text.as_str()));
}

/// The stretches that a completion might replace, the likeliest first: the text in quotes around the place, the word.
fn words(text: &str, byte: usize) -> Vec<Range<usize>> {
    let line_start = text
        .get(..byte)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |at| at + 1);
    let line_end = text
        .get(byte..)
        .and_then(|rest| rest.find(['\n', '\r']))
        .map_or(text.len(), |at| byte + at);
    let (before, after) = (
        text.get(line_start..byte).unwrap_or(""),
        text.get(byte..line_end).unwrap_or(""),
    );
    let part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.' | '-');
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, letter)| part(*letter))
        .last()
        .map_or(byte, |(at, _)| line_start + at);
    let end = after.find(|letter| !part(letter)).map_or(line_end, |at| byte + at);
    let mut all = Vec::new();
    if before.matches('"').count() % 2 == 1 {
        let open = before.rfind('"').map_or(byte, |at| line_start + at + 1);
        let close = after.find(['"', ']', '}']).map_or(line_end, |at| byte + at);
        all.push(open..close);
    }
    // After a dot what stands before it counts.
    if let Some(dot) = text.get(start..byte).and_then(|word| word.rfind('.')) {
        all.push(start + dot + 1..end);
    }
    all.push(start..end);
    all
}

/// Offers after a dot: those that begin with what stands before it take the place of all of it. Where that is a name itself, nothing else
/// but a function can follow.
fn below(mut offers: BTreeSet<Offer>, text: &str, range: Range<usize>) -> (BTreeSet<Offer>, Range<usize>) {
    let part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
    let Some(before) = text.get(..range.start).and_then(|before| before.strip_suffix('.')) else {
        return (offers, range);
    };
    let first = before.rfind(|letter: char| !part(letter)).map_or(0, |at| at + 1);
    let name = before.get(first..).unwrap_or("");
    let prefix = format!("{name}.");
    if !name.is_empty() && offers.iter().any(|offer| offer.text.starts_with(&prefix)) {
        offers.retain(|offer| offer.text.starts_with(&prefix));
        return (offers, first..range.end);
    }
    if offers.iter().any(|offer| offer.text == name) {
        offers.retain(|offer| offer.kind == OfferKind::Function);
    }
    (offers, range)
}

/// What may have to stand around a word, so that what is half written can be read: the likeliest first.
fn variants(text: &str, range: &Range<usize>, script: bool) -> Vec<(&'static str, &'static str)> {
    if script {
        return vec![("", ""), ("", ";"), ("", ")"), ("", " }")];
    }
    let line = text
        .get(..range.start)
        .and_then(|before| before.rsplit('\n').next())
        .unwrap_or("");
    let rest = text.get(range.end..).and_then(|rest| rest.lines().next()).unwrap_or("");
    let quoted = line.matches('"').count() % 2 == 1 && !rest.contains('"');
    let starts = line.trim_start().trim_start_matches("- ").trim().is_empty();
    let followed = rest.trim_start().starts_with(':');
    let mut all = Vec::new();
    match (starts, followed) {
        // A key on a line of its own.
        (true, false) => all.extend([("", ": 1"), ("", "")]),
        _ => all.push(("", "")),
    }
    if quoted {
        all.insert(0, ("", "\""));
    }
    // A value right after its colon, and what isn't closed yet.
    if line.ends_with(':') {
        all.insert(0, (" ", ""));
    }
    all.extend([("", ")"), ("", " }"), ("", ") }"), ("", "]"), ("", "] }"), ("", "\" }")]);
    all
}

/// What is offered at the word, by the fault that is nearest to it.
fn offers(path: &str, word: Range<usize>, sources: &Sources, diagnostics: &Diagnostics) -> BTreeSet<Offer> {
    let faults = diagnostics
        .iter()
        .filter_map(|found| Some((found.span?, &found.offers)));
    let beside = diagnostics.trace().into_iter().flat_map(|trace| &trace.beside);
    let all = faults.chain(beside.map(|(span, offers)| (*span, offers)));
    let here = all.filter_map(|(span, offers)| {
        let own = sources.get(span.file).is_some_and(|file| file.path == path);
        let around = span.start <= word.start + 1 && span.end + 1 >= word.end;
        (own && around && !offers.is_empty()).then_some((span.end - span.start, offers))
    });
    let here: Vec<_> = here.collect();
    let least = here.iter().map(|(length, _)| *length).min();
    let nearest = here.into_iter().filter(|(length, _)| Some(*length) == least);
    nearest.flat_map(|(_, offers)| offers.iter().cloned()).collect()
}
