//! Reading a mapping key by key: required and optional keys, types, and what is left over.

use super::scalar::{self, written_number};
use super::{Key, Node, Value, other_words, slips};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::letters::{named, odd};
use crate::lookalikes;
use crate::near::nearest;
use crate::source::Span;
use crate::trace::{self, OfferKind};
use jiff::civil::Date;
use std::str::FromStr;

use crate::context::Context;
use crate::text::{Condition, Name, ScriptReference};

/// A mapping that is being read. Every key asked for is remembered: what was not asked for is a fault.
pub struct Fields<'a> {
    what: &'static str,
    entries: &'a [(Key, Node)],
    asked: Vec<&'static str>,
    missing: Vec<&'static str>,
    before: ReadBefore,
    /// Where the mapping starts, or its key stands.
    pub span: Span,
}

/// Keys of a mapping that are read and taken out before it is opened. They may stand there as those that are asked for.
#[derive(Default)]
struct ReadBefore {
    /// Those of the mapping's own file.
    own: Vec<&'static str>,
    /// Those of a file that is laid over it.
    over: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// Opens `node`, which should be a mapping that describes `what`. Reports a wrong type and duplicate keys.
    pub fn open(node: &'a Node, what: &'static str, cx: &mut Context<'_>) -> Option<Self> {
        let entries = entries(node, what, cx)?;
        Some(Self {
            what,
            entries,
            asked: Vec::new(),
            missing: Vec::new(),
            before: ReadBefore::default(),
            span: node.span,
        })
    }

    /// Opens the mapping under `key`. What is said about the whole of it is shown at the key.
    pub fn under(key: &Key, node: &'a Node, what: &'static str, cx: &mut Context<'_>) -> Option<Self> {
        if !matches!(node.value, Value::Map(_)) {
            cx.diagnostics.lose(with_value(key, node));
        }
        let fields = Self::open(node, what, cx)?;
        Some(Self {
            span: key.span,
            ..fields
        })
    }

    /// The same with keys that were taken out before: `own` where the mapping stands, `over` in a file that is laid over it.
    pub fn read_before(
        self,
        own: impl Iterator<Item = &'static str>,
        over: impl Iterator<Item = &'static str>,
    ) -> Self {
        let before = ReadBefore {
            own: own.collect(),
            over: over.collect(),
        };
        Self { before, ..self }
    }

    /// The keys that may stand where `key` does.
    fn valid(&self, key: &Key) -> Vec<&'static str> {
        let before = match key.span.file == self.span.file {
            true => &self.before.own,
            false => &self.before.over,
        };
        let before = before.iter().filter(|key| !self.asked.contains(key));
        self.asked.iter().chain(before).copied().collect()
    }

    /// The value of `key`, if it is there and not null.
    pub fn take(&mut self, key: &'static str) -> Option<&'a Node> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.entries
            .iter()
            .find(|(k, _)| k.text == key)
            .map(|(_, node)| node)
            .filter(|node| !matches!(node.value, Value::Null))
    }

    /// The key of `key`, if it is there.
    #[must_use]
    pub fn key(&self, key: &str) -> Option<&'a Key> {
        self.entries.iter().map(|(k, _)| k).find(|k| k.text == key)
    }

    /// The value of `key`; its absence is a fault, which [`Fields::finish`] reports.
    pub fn require(&mut self, key: &'static str) -> Option<&'a Node> {
        let found = self.take(key);
        if found.is_none() {
            self.missing.push(key);
        }
        found
    }

    /// Text under `key`.
    pub fn text(&mut self, key: &'static str, cx: &mut Context<'_>) -> Option<String> {
        self.name(key, cx).map(|name| name.text)
    }

    /// Text under `key`, with its place. Numbers and truth values count as the text they are written as.
    pub fn name(&mut self, key: &'static str, cx: &mut Context<'_>) -> Option<Name> {
        let node = self.take(key)?;
        name_of(node, key, cx)
    }

    /// Text under `key`, which must be there.
    pub fn require_name(&mut self, key: &'static str, cx: &mut Context<'_>) -> Option<Name> {
        let node = self.require(key)?;
        name_of(node, key, cx)
    }

    /// A truth value under `key`, `default` if it isn't there.
    pub fn flag(&mut self, key: &'static str, default: bool, cx: &mut Context<'_>) -> bool {
        match self.take(key) {
            None => default,
            Some(Node {
                value: Value::Bool(value),
                ..
            }) => *value,
            Some(node) => {
                wrong_type(node, key, "`true` or `false`", cx);
                cx.diagnostics
                    .offer(node.span, || trace::offers(OfferKind::Value, ["true", "false"]));
                default
            }
        }
    }

    /// A whole number of at least `least` under `key`.
    pub fn count(&mut self, key: &'static str, least: u32, cx: &mut Context<'_>) -> Option<u32> {
        let node = self.take(key)?;
        if let Value::Int(value) = node.value
            && let Ok(value) = u32::try_from(value)
            && value >= least
        {
            return Some(value);
        }
        wrong_type(node, key, &format!("a whole number of at least {least}"), cx);
        None
    }

    /// A date under `key`.
    pub fn date(&mut self, key: &'static str, cx: &mut Context<'_>) -> Option<Date> {
        let node = self.take(key)?;
        if let Value::Text(text) = &node.value
            && let Ok(date) = Date::from_str(text)
        {
            return Some(date);
        }
        wrong_type(node, key, "a date such as `2026-02-15`", cx);
        None
    }

    /// One of `choices` under `key`.
    pub fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&'static str, T)],
        cx: &mut Context<'_>,
    ) -> Option<T> {
        let name = self.name(key, cx)?;
        choice_of(&name, key, choices, cx)
    }

    /// A list of texts under `key`; a single text counts as a list of one.
    pub fn names(&mut self, key: &'static str, cx: &mut Context<'_>) -> Vec<Name> {
        match self.take(key) {
            None => Vec::new(),
            Some(Node {
                value: Value::List(items),
                ..
            }) => items.iter().filter_map(|item| name_of(item, key, cx)).collect(),
            Some(node) => name_of(node, key, cx).into_iter().collect(),
        }
    }

    /// A list of nodes under `key`.
    pub fn list(&mut self, key: &'static str, cx: &mut Context<'_>) -> Option<&'a [Node]> {
        let node = self.take(key)?;
        if let Value::List(items) = &node.value {
            return Some(items);
        }
        wrong_type(node, key, "a list", cx);
        None
    }

    /// The entries of a mapping under `key`; none if it isn't there.
    pub fn map(&mut self, key: &'static str, cx: &mut Context<'_>) -> &'a [(Key, Node)] {
        self.take(key)
            .and_then(|node| entries(node, &format!("`{key}`"), cx))
            .unwrap_or(&[])
    }

    /// An expression under `key`.
    pub fn condition(&mut self, key: &'static str, cx: &mut Context<'_>) -> Option<Condition> {
        let node = self.take(key)?;
        condition_of(node, key, cx)
    }

    /// Reports every key that nobody asked for, with the nearest of those asked for, and every key that is missing.
    /// A missing key that was merely misspelt is one fault, not two; the answer is the keys that were misspelt.
    pub fn finish(self, cx: &mut Context<'_>) -> Vec<&'static str> {
        let mut misspelt = Vec::new();
        for (at, (key, node)) in self.entries.iter().enumerate() {
            if self.asked.contains(&key.text.as_str()) {
                continue;
            }
            if cx
                .diagnostics
                .any(|found| found.span == Some(key.span) && found.severity == Severity::Error)
            {
                continue; // said already
            }
            // Nobody reads what is under it.
            cx.diagnostics.lose(with_value(key, node));
            let valid = self.valid(key);
            if let Some(fault) = odd_letter(key) {
                misspelt.extend(nearest(&plain(&key.text), valid.iter().copied()).or_else(|| {
                    let plain = plain(&key.text);
                    valid.iter().copied().find(|asked| *asked == plain)
                }));
                cx.diagnostics.push(fault);
                continue;
            }
            let near = nearest(&key.text, valid.iter().copied());
            let mut fault = Diagnostic::error(
                Code::UnknownKey,
                key.span,
                format!("unknown key `{}` in {}", key.text, self.what),
            )
            .offering(trace::offers(OfferKind::Key, valid.iter().copied()));
            if let Some((meant, more)) = other_words::meant(&key.text, valid.iter().copied()) {
                misspelt.push(meant);
                fault = fault
                    .did_you_mean(Some(meant))
                    .help(format!("did you mean `{meant}`?{more}"));
            } else if let Some(near) = near {
                misspelt.push(near);
                fault = fault.did_you_mean(Some(near));
            } else if let Some(help) = other_words::slip(self.what, self.entries, at) {
                fault = fault.help(help);
            } else {
                let known: Vec<String> = valid.iter().map(|k| format!("`{k}`")).collect();
                fault = fault.help(format!("valid keys: {}", known.join(", ")));
            }
            cx.diagnostics.push(fault);
        }
        self.report_missing(&misspelt, cx);
        misspelt
    }

    /// The entries that nobody asked for, where they belong to somebody else; reports every key that is missing.
    pub fn rest(self, cx: &mut Context<'_>) -> Vec<&'a (Key, Node)> {
        let rest: Vec<_> = self
            .entries
            .iter()
            .filter(|(key, _)| !self.asked.contains(&key.text.as_str()))
            .collect();
        let mut misspelt = Vec::new();
        for (key, _) in &rest {
            let valid = || trace::offers(OfferKind::Key, self.valid(key));
            cx.diagnostics.note(|trace| trace.beside.push((key.span, valid())));
            if let Some(near) = nearest(&key.text, self.missing.iter().copied()) {
                let message = format!("unknown key `{}` in {}", key.text, self.what);
                cx.diagnostics
                    .push(Diagnostic::error(Code::UnknownKey, key.span, message).did_you_mean(Some(near)));
                misspelt.push(near);
            }
        }
        self.report_missing(&misspelt, cx);
        rest
    }

    fn report_missing(&self, misspelt: &[&str], cx: &mut Context<'_>) {
        for key in self.missing.iter().filter(|key| !misspelt.contains(key)) {
            let (span, message) = match self.key(key) {
                Some(present) => (present.span, format!("`{key}` has no value")),
                None => (self.span, format!("required key `{key}` is missing from {}", self.what)),
            };
            let found = Diagnostic::error(Code::MissingKey, span, message).help(match *key {
                "uptake" => "write `uptake: 1`".to_owned(),
                "extends" => "write `extends: PACK`, with the name that its pack states under `pack`".to_owned(),
                key => format!("write `{key}: …`"),
            });
            cx.diagnostics.push(found.lacking_key(key));
        }
    }
}

/// The entries of a mapping, duplicates reported (the first one counts).
fn entries<'a>(node: &'a Node, what: &str, cx: &mut Context<'_>) -> Option<&'a [(Key, Node)]> {
    let Value::Map(entries) = &node.value else {
        cx.diagnostics.lose(node.span);
        let message = format!("{what}: expected a mapping, found {}", node.value.kind());
        let help = match &node.value {
            Value::Text(text) if what == "`for`" => Some(for_group(text)),
            Value::Text(text) if what == "`effective`" => Some(format!("write `effective: {{ from: {text} }}`")),
            Value::Text(text) => slips::of_text(text).or_else(|| {
                let short = what == "a definition" && !text.contains('\n');
                short.then(|| format!("write `{{ when: {} }}`", text.trim()))
            }),
            Value::Null => Some("write its keys on the next lines, indented deeper".to_owned()),
            Value::List(_) => Some("write `key: value` on each line, without `-`".to_owned()),
            Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Map(_) => None,
        };
        let help = help.unwrap_or_else(|| "write `key: value`, on lines of its own or in `{ … }`".to_owned());
        cx.error_help(Code::WrongType, node.span, message, help);
        return None;
    };
    if let Some(misplaced) = misplaced(entries) {
        report_misplaced(misplaced, entries, cx);
        return Some(entries);
    }
    let mut seen: std::collections::BTreeMap<&str, Span> = std::collections::BTreeMap::new();
    for (key, node) in entries {
        match seen.get(key.text.as_str()) {
            Some(first) => {
                cx.diagnostics.lose(with_value(key, node));
                cx.diagnostics.push(
                    Diagnostic::error(Code::DuplicateKey, key.span, format!("duplicate key `{}`", key.text))
                        .help("keep one of them")
                        .related(*first, "first here"),
                );
            }
            None => {
                seen.insert(&key.text, key.span);
            }
        }
    }
    Some(entries)
}

/// What to write for a group that is named by a text alone: `EMEA`, `region: EMEA`, `region == "EMEA"`, `all`.
fn for_group(text: &str) -> String {
    let text = text.trim();
    if matches!(text, "all" | "any" | "everybody" | "*") {
        return "for everybody, leave `for` out".to_owned();
    }
    let parts = text.split_once("==").or_else(|| text.split_once(['=', ':']));
    let plain = |part: &str| part.trim().trim_matches(['"', '\'']).to_owned();
    match parts.map(|(column, value)| (plain(column), plain(value))) {
        Some((column, value)) if crate::expr::is_name(&column) => format!("write `for: {{ {column}: {value} }}`"),
        _ => format!("name the column, as in `for: {{ region: {text} }}`"),
    }
}

/// A key without a value after which keys stand that were there before it: the key of the next rule, indented as if it belonged
/// to this one.
fn misplaced(entries: &[(Key, Node)]) -> Option<usize> {
    let twice = |index: usize| {
        let key = entries.get(index).map(|(key, _)| key.text.as_str());
        entries
            .iter()
            .take(index)
            .any(|(first, _)| Some(first.text.as_str()) == key)
    };
    let first = (0..entries.len()).find(|index| twice(*index))?;
    let at = first.checked_sub(1)?;
    let (key, node) = entries.get(at)?;
    let once = entries.iter().filter(|(other, _)| other.text == key.text).count() == 1;
    (once && matches!(node.value, Value::Null)).then_some(at)
}

fn report_misplaced(at: usize, entries: &[(Key, Node)], cx: &mut Context<'_>) {
    let (Some((key, _)), Some((last, node))) = (entries.get(at), entries.last()) else {
        return;
    };
    let lost = Span::new(key.span.file, key.span.start, with_value(last, node).end);
    cx.diagnostics.lose(lost);
    let name = &key.text;
    cx.error_help(
        Code::DuplicateKey,
        key.span,
        format!("`{name}` is indented like the keys of the rule before it"),
        format!("indent `{name}` like that rule's own name, and what belongs to it deeper"),
    );
}

/// From a key to the end of its value: that of a mapping in a block ends with its last value.
fn with_value(key: &Key, node: &Node) -> Span {
    match key.span.file == node.span.file {
        true => Span::new(key.span.file, key.span.start, key.span.end.max(node.end())),
        false => key.span,
    }
}

/// A key without letters that look like others, or like nothing.
fn plain(key: &str) -> String {
    let letters = key.chars().map(|letter| match odd(letter) {
        Some(odd) => odd.instead.to_owned(),
        None => letter.to_string(),
    });
    letters.collect::<String>().trim().to_owned()
}

/// That a key has a letter that looks like another, or like nothing.
fn odd_letter(key: &Key) -> Option<Diagnostic> {
    let letter = key.text.chars().find(|letter| odd(*letter).is_some())?;
    let message = format!("the key `{}` has {}", plain(&key.text), named(letter)?);
    Some(Diagnostic::error(Code::UnknownKey, key.span, message).help(odd(letter)?.help(letter)))
}

/// Reports a value of the wrong type.
pub fn wrong_type(node: &Node, key: &str, wanted: &str, cx: &mut Context<'_>) {
    let found = match &node.value {
        Value::Text(text) => format!("`{text}`"),
        Value::Int(value) => format!("`{value}`"),
        Value::Float(value) => format!("`{value}`"),
        Value::Bool(value) => format!("`{value}`"),
        other => other.kind().to_owned(),
    };
    let message = format!("`{key}`: expected {wanted}, found {found}");
    let mut fault = Diagnostic::error(Code::WrongType, node.span, message);
    if let Some(help) = written_otherwise(node, wanted) {
        fault = fault.help(help);
    }
    cx.diagnostics.push(fault);
}

/// How a value of the wrong type is written, where it is plain what was meant.
fn written_otherwise(node: &Node, wanted: &str) -> Option<String> {
    let Value::Text(text) = &node.value else { return None };
    if let Some((_, cure)) = lookalikes::cure(text) {
        return cure.split(';').next().map(str::to_owned);
    }
    let number = ["number", "int", "float"].iter().any(|kind| wanted.contains(kind))
        && text.trim().parse::<f64>().is_ok_and(f64::is_finite);
    number.then(|| format!("leave the quotes out: write `{}`", text.trim()))
}

/// Text with its place. A number counts as the text it is written as, so that a team named `1.10` keeps its zero.
pub fn name_of(node: &Node, key: &str, cx: &mut Context<'_>) -> Option<Name> {
    let name = scalar_of(node, key, cx)?;
    let written = match node.value {
        Value::Int(_) | Value::Float(_) => written_number(cx.sources.text(node.span)),
        _ => None,
    };
    Some(match written {
        Some(text) => Name {
            text: text.to_owned(),
            ..name
        },
        None => name,
    })
}

fn scalar_of(node: &Node, key: &str, cx: &mut Context<'_>) -> Option<Name> {
    let text = match &node.value {
        Value::Text(text) => text.clone(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Null | Value::List(_) | Value::Map(_) => {
            wrong_type(node, key, "text", cx);
            return None;
        }
    };
    Some(Name { text, span: node.span })
}

/// An expression. Numbers and truth values are expressions too, and a mapping with `rhai` names a script file.
pub fn condition_of(node: &Node, key: &str, cx: &mut Context<'_>) -> Option<Condition> {
    if let Value::List(items) = &node.value {
        let all: Option<Vec<&str>> = items.iter().map(Node::text).collect();
        let help = match all.as_deref() {
            Some(all @ [_, _, ..]) => format!(
                "join them: `{}` if both have to hold, `||` for either",
                all.join(" && ")
            ),
            _ => "write one condition, without `[ ]` or `-`".to_owned(),
        };
        cx.error_help(
            Code::WrongType,
            node.span,
            format!("`{key}`: expected a condition, found a list"),
            help,
        );
        return None;
    }
    if let Value::Map(entries) = &node.value
        && !entries
            .iter()
            .any(|(key, _)| matches!(key.text.as_str(), "rhai" | "function"))
    {
        let message = format!("`{key}`: expected a condition, found a mapping");
        cx.error_help(Code::WrongType, node.span, message, as_condition(entries));
        return None;
    }
    if let Value::Map(_) = &node.value {
        let mut fields = Fields::open(node, "a script", cx)?;
        fields.require("rhai");
        let condition = script(&mut fields, None, cx);
        fields.finish(cx);
        return condition;
    }
    let name = scalar_of(node, key, cx)?;
    let text = cx.sources.get(node.span.file).map_or("", |file| file.text.as_str());
    Some(Condition {
        map: scalar::align(node.span.file, text, node.span.start, &name.text),
        text: name.text,
        span: node.span,
        script: None,
    })
}

/// A mapping as the condition that it probably means: `{ uses: 3 }`, `{ uses: ">= 3" }`.
fn as_condition(entries: &[(Key, Node)]) -> String {
    let parts = entries.iter().map(|(key, node)| {
        let name = &key.text;
        match &node.value {
            Value::Int(number) => Some(format!("{name} >= {number}")),
            Value::Text(text) if text.trim_start().starts_with(['<', '>', '=', '!']) => {
                Some(format!("{name} {}", text.trim()))
            }
            Value::Text(text) => Some(format!("{name} == \"{}\"", text.trim())),
            _ => None,
        }
    });
    match parts.collect::<Option<Vec<_>>>() {
        Some(parts) if !parts.is_empty() => format!("a condition is a text: write `{}`", parts.join(" && ")),
        _ => "a condition is a text, as in `x >= 3`".to_owned(),
    }
}

/// A script under `rhai`: the name of a file, with perhaps its function under `function`, or the script itself.
pub fn script(fields: &mut Fields<'_>, rule: Option<&str>, cx: &mut Context<'_>) -> Option<Condition> {
    let function = fields.name("function", cx);
    let node = fields.take("rhai")?;
    let condition = condition_of(node, "rhai", cx)?;
    let file = condition.text.trim();
    // A block holds the script itself.
    let file = (file.ends_with(".rhai") && !file.contains(char::is_whitespace)).then(|| Name {
        text: file.to_owned(),
        span: node.span,
    });
    Some(Condition {
        script: Some(ScriptReference {
            file,
            function,
            rule: rule.map(str::to_owned),
        }),
        ..condition
    })
}

/// The condition of a rule under `key`, or its script under `rhai`. One of them must be there.
pub fn condition_or_script(
    fields: &mut Fields<'_>,
    key: &'static str,
    rule: &str,
    cx: &mut Context<'_>,
) -> Option<Condition> {
    let condition = fields.take(key).map(|node| condition_of(node, key, cx));
    let other = fields.key("rhai").map(|key| key.span);
    let scripted = script(fields, Some(rule), cx);
    match (condition, other) {
        (Some(_), Some(span)) => {
            let message = format!("`{key}` and `rhai` exclude each other");
            cx.error_help(Code::KeyConflict, span, message, "keep one of them");
            None
        }
        (Some(condition), None) => condition,
        (None, Some(_)) => scripted,
        (None, None) => {
            fields.missing.push(key);
            None
        }
    }
}

/// One of `choices`.
pub fn choice_of<T: Copy>(name: &Name, key: &str, choices: &[(&'static str, T)], cx: &mut Context<'_>) -> Option<T> {
    let found = choices.iter().find(|(text, _)| *text == name.text);
    if found.is_none() {
        let known: Vec<String> = choices.iter().map(|(text, _)| format!("`{text}`")).collect();
        let near = nearest(&name.text, choices.iter().map(|(text, _)| *text));
        let fault = Diagnostic::error(
            Code::WrongValue,
            name.span,
            format!("`{key}`: invalid value `{}`", name.text),
        )
        .help(format!("valid values: {}", known.join(", ")))
        .did_you_mean(near)
        .offering(trace::offers(OfferKind::Value, choices.iter().map(|(text, _)| *text)));
        cx.diagnostics.push(fault);
    }
    found.map(|(_, value)| *value)
}

/// The name that a key gives to something; reports it if expressions couldn't use it.
pub fn identifier(key: &Key, what: &str, cx: &mut Context<'_>) -> Name {
    report_bad_name(&key.text, key.span, what, "", cx);
    Name {
        text: key.text.clone(),
        span: key.span,
    }
}

/// The same for a column, or for a path of columns such as `list.field`: what the source calls it may be anything.
pub fn column_path(key: &Key, what: &str, cx: &mut Context<'_>) {
    for part in key.text.split('.') {
        report_bad_name(part, key.span, what, "; the source's own name goes under `column`", cx);
    }
}

fn report_bad_name(name: &str, span: Span, what: &str, cure: &str, cx: &mut Context<'_>) {
    let mut letters = name.chars();
    let first = letters.next();
    let plain = first.is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_');
    let help = match plain {
        false => match other_words::plain_name(name) {
            Some(made) => format!("use the letters a to z, digits and `_`, with a letter first: `{made}`"),
            None => "use the letters a to z, digits and `_` in a name, with a letter first".to_owned(),
        },
        true if !crate::expr::is_name(name) => {
            "use another name: this one is a reserved word of the expression language".to_owned()
        }
        true => return,
    };
    // What names it by the word that was meant only follows from this.
    cx.diagnostics.lose(span);
    cx.error_help(
        Code::BadName,
        span,
        format!("`{name}` isn't a valid name for {what}"),
        format!("{help}{cure}"),
    );
}
