//! What may be written at a place: a word that nothing has is put there, and whoever reads rules says what it would have taken.

use crate::fit::{AboutKeys, fit, fit_suite};
use crate::functions;
use crate::reading::{Reading, read};
use crate::suites;
use crate::symbol::Symbol;
use std::collections::BTreeSet;
use std::ops::Range;
use uptake_expr::trace::{Offer, OfferKind};
use uptake_rules::section::Section;
use uptake_rules::{Diagnostics, RuleFile, Sources};

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
        let of_suite = self.suite_file(path).is_some();
        let (text, byte) = match (self.file(path), self.suite(path)) {
            (Some((_, file)), _) => (file.text.as_str(), file.floor_boundary(byte)),
            (None, Some(text)) => (text, text.floor_char_boundary(byte)),
            (None, None) => return Vec::new(),
        };
        let script = path.ends_with(".rhai");
        for range in words(text, byte) {
            for (before, after) in variants(text, &range, script) {
                let mut probed = String::with_capacity(text.len() + 32);
                probed.push_str(text.get(..range.start).unwrap_or(""));
                probed.push_str(before);
                let at = probed.len();
                probed.push_str(PROBE);
                probed.push_str(after);
                probed.push_str(text.get(range.end..).unwrap_or(""));
                let (offers, about) = match of_suite {
                    true => {
                        let file = RuleFile::new(path, probed);
                        let (sources, diagnostics) = suites::read(&file, &self.policy);
                        let mut offers = offers(path, at..at + PROBE.len(), &sources, &diagnostics);
                        fit_suite(&mut offers, &file, at);
                        leave_out_headings(&mut offers, text, &range);
                        (offers, AboutKeys::new())
                    }
                    false => {
                        let rules = self.rules.with(path, probed);
                        let (_, sources, diagnostics) = read(&rules);
                        let mut offers = offers(path, at..at + PROBE.len(), &sources, &diagnostics);
                        let about = fit(&mut offers, &rules, path, at);
                        (offers, about)
                    }
                };
                let (offers, range) = below(offers, text, range.clone());
                if !offers.is_empty() {
                    return self.completions(offers, &about, &range);
                }
            }
        }
        Vec::new()
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
