//! `registers:` — what is known about the things that events name.

use super::dataset::literal;
use super::rule;
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Severity};
use crate::in_force;
use crate::missing::Missing;
use crate::policy::register::{Entry, Field, FieldValue, Register};
use crate::policy::who::Days;
use crate::section::Section;
use crate::source::Span;
use crate::syntax::Fields;
use crate::syntax::fields::identifier;
use crate::syntax::{Key, Node, Value, other_words};
use crate::text::Name;
use crate::value::Type;
use std::collections::BTreeMap;

/// What every entry has, whatever fields its register declares.
const OWN: &[&str] = &[
    "id",
    "listed",
    "title",
    "about",
    "aliases",
    "patterns",
    "effective",
    "tighten_only",
    "locked",
];

/// The keys of an entry that are no fields.
const KEYS: &[&str] = &[
    "title",
    "about",
    "aliases",
    "patterns",
    "effective",
    "tighten_only",
    "locked",
];

/// Reads one register.
pub fn decode(key: &Key, node: &Node, cx: &mut Context<'_>) -> Option<Register> {
    let name = identifier(key, "a register", cx);
    let mut fields = rule::open(Section::Registers, key, node, "a register", cx)?;
    let about = fields.text("about", cx);
    let source = fields.text("source", cx);
    let declared: Vec<Field> = fields
        .map("fields", cx)
        .iter()
        .filter_map(|(key, node)| {
            let ty = crate::syntax::fields::name_of(node, &key.text, cx)?;
            if OWN.contains(&key.text.as_str()) {
                let message = format!("every entry already has the field `{}`", key.text);
                cx.error_help(Code::DuplicateId, key.span, message, "give the field another name");
            }
            Some(Field {
                name: identifier(key, "a field", cx),
                ty: crate::syntax::fields::choice_of(&ty, "type", Type::NAMED, cx)?,
            })
        })
        .collect();
    let entries: Vec<Entry> = fields
        .map("entries", cx)
        .iter()
        .filter_map(|(key, node)| entry(key, node, &declared, cx))
        .collect();
    fields.finish(cx);
    let register = Register {
        name,
        about,
        source,
        fields: declared,
        entries,
        cases: Vec::new(),
    };
    report_shared_names(&register, cx);
    Some(register)
}

fn entry(key: &Key, node: &Node, declared: &[Field], cx: &mut Context<'_>) -> Option<Entry> {
    let id = Name {
        text: key.text.clone(),
        span: key.span,
    };
    let Value::Map(entries) = &node.value else {
        let message = format!("`{}`: expected a mapping, found {}", key.text, node.value.kind());
        let first = declared.first().map_or("title", |field| field.name.text.as_str());
        let help = format!("write what is known of it, as in `{}: {{ {first}: … }}`", key.text);
        cx.error_help(Code::WrongType, node.span, message, help);
        return None;
    };
    // Opened for its duplicate check and its common keys; the register's own fields are read below.
    let mut fields = Fields::under(key, node, "an entry", cx)?;
    let title = fields.text("title", cx);
    let about = fields.text("about", cx);
    let single = fields
        .take("aliases")
        .is_some_and(|node| matches!(node.value, Value::Text(_)));
    let aliases = fields.names("aliases", cx);
    aliases.iter().for_each(|alias| report_several(alias, single, cx));
    let patterns = fields.names("patterns", cx);
    let effective = fields.take("effective").map(|node| in_force::days(node, cx));
    let tighten_only = fields.flag("tighten_only", false, cx);
    // What it locks was read by the layers: here it matters only that it is protected.
    let locked = fields
        .take("locked")
        .is_some_and(|node| !matches!(node.value, Value::Bool(false)));
    let mut values = Vec::new();
    for (key, node) in entries {
        if KEYS.contains(&key.text.as_str()) {
            continue;
        }
        match declared.iter().find(|field| field.name.text == key.text) {
            Some(field) => {
                if let Some(value) = value(node, field, cx) {
                    values.push((field.name.text.clone(), value));
                }
            }
            None => {
                let known = declared.iter().map(|field| field.name.text.as_str());
                if let Some((meant, _)) = other_words::meant(&key.text, KEYS.iter().copied()) {
                    let message = format!("the register has no field `{}`", key.text);
                    let fault = Diagnostic::error(Code::UnknownKey, key.span, message);
                    cx.diagnostics.push(fault.did_you_mean(Some(meant)));
                    continue;
                }
                let missing = Missing::new("field", &key.text)
                    .code(Code::UnknownKey)
                    .message(format!("the register has no field `{}`", key.text))
                    .among(known.chain(KEYS.iter().copied()))
                    .help("declare it under `fields`");
                cx.diagnostics.push(missing.at(key.span));
            }
        }
    }
    Some(Entry {
        id,
        title,
        about,
        aliases,
        patterns,
        values,
        days: effective.flatten().unwrap_or(Days::ALL),
        tighten_only,
        locked,
    })
}

/// An alias that is probably several names, or a pattern: it is taken letter by letter, and no name is written so.
fn report_several(alias: &Name, single: bool, cx: &mut Context<'_>) {
    let text = alias.text.as_str();
    let (message, help) = if single && text.contains([',', ';']) {
        let each: Vec<&str> = text.split([',', ';']).map(str::trim).collect();
        (
            format!("`{text}` is one alias"),
            format!("for several, write `[{}]`; for one, `[\"{text}\"]`", each.join(", ")),
        )
    } else if text.contains('*') {
        (
            format!("`{text}` is an alias, in which `*` is a letter as any other"),
            format!("put it under `patterns`: `[\"{text}\"]`"),
        )
    } else {
        return;
    };
    let found = Diagnostic::error(Code::DoubtfulCondition, alias.span, message).severity(Severity::Warning);
    cx.diagnostics.push(found.help(help));
}

/// A constant, or for a truth value the dates between which it is true.
fn value(node: &Node, field: &Field, cx: &mut Context<'_>) -> Option<FieldValue> {
    if field.ty == Type::Bool && matches!(node.value, Value::Map(_)) {
        let mut fields = Fields::open(node, "a dated value", cx)?;
        let from = fields.date("from", cx);
        let until = fields.date("until", cx);
        let key = fields.key("until").or(fields.key("from")).cloned();
        fields.finish(cx);
        if let (Some(from), Some(until), Some(key)) = (from, until, key)
            && from >= until
        {
            cx.error_help(
                Code::WrongValue,
                key.span,
                format!(
                    "`{}` is never in effect: it starts on {from} and ends before {until}",
                    field.name.text
                ),
                "`from` is the first day, `until` the first day on which it no longer applies",
            );
        }
        return Some(FieldValue::During { from, until });
    }
    if field.ty == Type::Bool
        && let Some(day) = node.text().filter(|text| text.parse::<jiff::civil::Date>().is_ok())
    {
        let name = &field.name.text;
        let message = format!("`{name}`: expected `true`, `false` or days, found `{day}`");
        let help = format!("write since when: `{name}: {{ from: {day} }}`");
        cx.error_help(Code::WrongType, node.span, message, help);
        return None;
    }
    literal(node, field.ty, &field.name.text, cx).map(FieldValue::Constant)
}

/// Two entries may not answer to one name.
fn report_shared_names(register: &Register, cx: &mut Context<'_>) {
    let mut owners: BTreeMap<String, (&Entry, Span)> = BTreeMap::new();
    for entry in &register.entries {
        // The title has no place of its own here; the id's will do.
        let title = entry.title.iter().map(|title| Name {
            text: title.clone(),
            span: entry.id.span,
        });
        for name in std::iter::once(entry.id.clone())
            .chain(entry.aliases.iter().cloned())
            .chain(title)
        {
            match owners.get(&Register::fold(&name.text)) {
                Some((other, first)) if other.id.text != entry.id.text => cx.diagnostics.push(
                    Diagnostic::error(
                        Code::DuplicateId,
                        name.span,
                        format!(
                            "both `{}` and `{}` have the name `{}`",
                            other.id.text, entry.id.text, name.text
                        ),
                    )
                    .help("upper and lower case are treated alike; keep the name in one entry")
                    .related(*first, "first here"),
                ),
                Some(_) => {}
                None => {
                    owners.insert(Register::fold(&name.text), (entry, name.span));
                }
            }
        }
    }
}
