//! Names that look like something else: marks that turn the direction of text, letters that aren't seen, letters of two
//! scripts in one word, and two names that can't be told apart.

use super::{Key, Node, Value};
use crate::Diagnostic;
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Severity;
use crate::source::Span;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Keys whose texts are names that people read.
const NAMES: [&str; 14] = [
    "title",
    "label",
    "aliases",
    "alias",
    "values",
    "project",
    "pack",
    "name",
    "owner",
    "who",
    "headings",
    "otherwise",
    "below",
    "id",
];

/// Keys whose texts people read as sentences.
const SENTENCES: [&str; 2] = ["about", "source"];

const HELP: &str = "write it with the letters of one script, and without marks that aren't seen";

/// Letters of other scripts that look like Latin ones, one beside the other.
const ALIKE: [(&str, &str); 3] = [
    ("аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅ", "aeopcyxijshdqwABEKMHOPCTYXIJS"),
    ("αοινρυκτΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aoivpuktABEZHIKMNOPTYX"),
    ("օսոհցԼՍՕ", "ounhgLUO"),
];

/// Warns of every name in a file that deceives.
pub(crate) fn deceptive(file: &Node, cx: &mut Context<'_>) {
    let mut known = BTreeMap::new();
    walk(file, Place::Other, &mut known, cx);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Name,
    Sentence,
    Other,
}

fn walk<'n>(node: &'n Node, place: Place, known: &mut BTreeMap<String, &'n str>, cx: &mut Context<'_>) {
    match &node.value {
        Value::Text(text) => match place {
            Place::Name => name(text, node.span, known, cx),
            Place::Sentence => turned(text, node.span, cx),
            Place::Other => {}
        },
        Value::List(items) => items.iter().for_each(|item| walk(item, place, known, cx)),
        Value::Map(entries) => {
            for (key, node) in entries {
                name(&key.text, key.span, known, cx);
                walk(node, below(key), known, cx);
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {}
    }
}

fn below(key: &Key) -> Place {
    match key.text.as_str() {
        text if NAMES.contains(&text) => Place::Name,
        text if SENTENCES.contains(&text) => Place::Sentence,
        _ => Place::Other,
    }
}

fn name<'n>(text: &'n str, span: Span, known: &mut BTreeMap<String, &'n str>, cx: &mut Context<'_>) {
    let shown = crate::visible::visible(text).into_owned();
    if let Some(letter) = text.chars().find(|letter| turns(*letter) || unseen(*letter, text)) {
        let message = format!("`{shown}` has a character that isn't seen, U+{:04X}", u32::from(letter));
        return warn(cx, span, message);
    }
    if let Some(word) = text
        .split(|letter: char| !letter.is_alphanumeric())
        .find(|word| mixed(word))
    {
        return warn(cx, span, format!("`{word}` mixes letters of several scripts"));
    }
    match known.get(skeleton(text).as_ref()) {
        Some(other) if *other != text => {
            let message = format!("`{shown}` looks like `{other}` but has other letters");
            warn(cx, span, message);
        }
        Some(_) => {}
        None => {
            known.insert(skeleton(text).into_owned(), text);
        }
    }
}

fn turned(text: &str, span: Span, cx: &mut Context<'_>) {
    let turns = |letter: &char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if let Some(letter) = text.chars().find(turns) {
        let message = format!(
            "this text has a mark that turns its direction, U+{:04X}",
            u32::from(letter)
        );
        warn(cx, span, message);
    }
}

fn warn(cx: &mut Context<'_>, span: Span, message: String) {
    let warning = Diagnostic::error(Code::DeceptiveName, span, message);
    cx.diagnostics.push(warning.help(HELP).severity(Severity::Warning));
}

/// Marks of direction.
fn turns(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Letters without a form. Joiners have one between letters of scripts that need them, and in emoji.
fn unseen(letter: char, text: &str) -> bool {
    let joiner = matches!(letter, '\u{200c}' | '\u{200d}');
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{2028}' | '\u{2029}'
        )
        || matches!(letter, '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}')
        || matches!(letter, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
        || (joiner
            && text
                .chars()
                .all(|letter| letter.is_ascii() || letter == '\u{200c}' || letter == '\u{200d}'))
}

/// Whether a word has Latin letters and others that look like them, or letters of a width or style of their own.
fn mixed(word: &str) -> bool {
    let latin = |letter: char| letter.is_ascii_alphabetic() || matches!(letter, '\u{c0}'..='\u{24f}');
    let other =
        |letter: char| matches!(letter, '\u{370}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}' | '\u{1c80}'..='\u{1c8f}');
    let styled = |letter: char| matches!(letter, '\u{ff21}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}');
    (word.chars().any(latin) && word.chars().any(other)) || word.chars().any(styled)
}

/// The Latin letters that a text looks like.
fn skeleton(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let like = |letter: char| {
        let found = ALIKE.iter().find_map(|(others, latin)| {
            let at = others.chars().position(|other| other == letter)?;
            latin.chars().nth(at)
        });
        found.unwrap_or(letter)
    };
    Cow::Owned(text.chars().map(like).collect())
}
