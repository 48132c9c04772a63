//! The rules as they are for somebody on a day: as rules that could stand in a file, and for machines.

use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use uptake_project::Resolved;
use uptake_rules::layers::{Line, Scalar, Selector};
use uptake_rules::{Sources, Span};

/// As rules that could stand in a file, under a heading that says for whom; with `origin` a comment says where each value stands
/// and what it took the place of.
#[must_use]
pub fn yaml(found: &Resolved, origin: bool) -> String {
    let mut text = heading(found);
    text.push_str(&values(&found.effective.lines, origin, &found.texts));
    text
}

fn heading(found: &Resolved) -> String {
    let Resolved {
        name,
        person,
        day,
        period,
        judged_on,
        doubts,
        waivers,
        effective,
        texts,
    } = found;
    let who: Vec<String> = person
        .iter()
        .map(|(column, value)| format!("{column}: {value}"))
        .collect();
    let who = if who.is_empty() {
        "everybody".to_owned()
    } else {
        who.join(", ")
    };
    let mut text = format!("# {name}, for {who}, on {day}\n");
    if day != judged_on {
        text.push_str(&format!(
            "# {day} is in {period}, which has the rules of its first day, {judged_on}\n"
        ));
    }
    for doubt in doubts {
        text.push_str(&format!("# {doubt}\n"));
    }
    for waiver in waivers {
        text.push_str(&format!(
            "# waiver: {} of {}, by {}, until {} ({}): {}\n",
            waiver.name.text, waiver.of.text, waiver.owner, waiver.until, waiver.selector, waiver.reason
        ));
    }
    for (what, overrides) in [("applied", &effective.used), ("might apply too", &effective.open)] {
        for (selector, span) in overrides {
            text.push_str(&format!("# {what}: {} ({selector})\n", texts.place(*span)));
        }
    }
    text
}

fn values(lines: &[Line], origin: bool, sources: &Sources) -> String {
    let mut written: Vec<(String, String)> = Vec::with_capacity(lines.len());
    let mut pending = String::new();
    for (index, line) in lines.iter().enumerate() {
        let depth = line.path.len().saturating_sub(1);
        let key = line.path.last().map_or("", String::as_str);
        // An element that is a mapping starts with its first key.
        let indent = |pending: &str| match pending.is_empty() {
            true => "  ".repeat(depth),
            false => pending.to_owned(),
        };
        let start = indent(&pending);
        pending.clear();
        let empty = lines
            .get(index + 1)
            .is_none_or(|next| next.path.len() <= line.path.len());
        let text = match (&line.value, line.element) {
            (Some(value), true) => format!("{start}- {}", scalar(value)),
            (Some(value), false) => format!("{start}{}: {}", plain(key), scalar(value)),
            (None, true) if !empty => {
                pending = format!("{start}- ");
                continue;
            }
            (None, true) => format!("{start}- {{}}"),
            (None, false) if empty => format!("{start}{}: {{}}", plain(key)),
            (None, false) => format!("{start}{}:", plain(key)),
        };
        let comment = match &line.origin {
            Some(found) if origin => {
                let over: Vec<String> = found.overrode.iter().map(|span| shown(*span, sources)).collect();
                let over = if over.is_empty() {
                    String::new()
                } else {
                    format!(", over {}", over.join(", over "))
                };
                format!("# {}{over}", sources.place(found.at))
            }
            _ => String::new(),
        };
        written.push((text, comment));
    }
    let mut text = String::new();
    for (line, comment) in written {
        match comment.is_empty() {
            true => text.push_str(&format!("{line}\n")),
            false => text.push_str(&format!("{line:<48}  {comment}\n")),
        }
    }
    text
}

/// A place, with what stands there if it is short.
fn shown(span: Span, sources: &Sources) -> String {
    let text = sources.text(span);
    match text.is_empty() || text.contains('\n') || text.chars().count() > 60 {
        true => sources.place(span),
        false => format!("{} ({text})", sources.place(span)),
    }
}

fn scalar(value: &Scalar) -> String {
    match value {
        Scalar::Plain(text) => text.clone(),
        Scalar::Text(text) => plain(text),
    }
}

/// Text as YAML reads it back: in quotes wherever it could be taken for something else.
fn plain(text: &str) -> String {
    let letters = text
        .chars()
        .all(|c| c.is_alphanumeric() || " _-./()<>=&|+*%@".contains(c));
    let first = text.chars().next().is_some_and(char::is_alphabetic);
    let word =
        ["true", "false", "null", "yes", "no", "on", "off", "nan", "inf"].contains(&text.to_lowercase().as_str());
    match letters && first && !word && text.trim() == text {
        true => text.to_owned(),
        false if !text.contains(['\'', '\n', '\t', '\r']) => format!("'{text}'"),
        false => serde_json::Value::from(text).to_string(),
    }
}

/// The rules for machines.
#[derive(Debug, Serialize)]
pub struct Json {
    version: u32,
    day: Date,
    period: String,
    judged_on: Date,
    doubts: Vec<String>,
    waivers: Vec<JsonWaiver>,
    #[serde(rename = "for")]
    person: BTreeMap<String, String>,
    applied: Vec<JsonOverride>,
    might_apply: Vec<JsonOverride>,
    values: Vec<JsonValue>,
}

#[derive(Debug, Serialize)]
struct JsonOverride {
    place: String,
    #[serde(rename = "for")]
    selector: String,
}

#[derive(Debug, Serialize)]
struct JsonWaiver {
    name: String,
    of: String,
    owner: String,
    reason: String,
    until: Date,
    #[serde(rename = "for")]
    selector: String,
}

#[derive(Debug, Serialize)]
struct JsonValue {
    path: Vec<String>,
    value: String,
    place: String,
    overrode: Vec<String>,
}

/// For machines: a list of values, each with its place.
#[must_use]
pub fn json(found: &Resolved) -> Json {
    let (effective, sources) = (&found.effective, &found.texts);
    let overrides = |all: &[(Selector, Span)]| {
        let all = all.iter().map(|(selector, span)| JsonOverride {
            place: sources.place(*span),
            selector: selector.to_string(),
        });
        all.collect()
    };
    let value = |line: &Line| {
        let (value, origin) = (line.value.as_ref()?, line.origin.as_ref()?);
        Some(JsonValue {
            path: line.path.clone(),
            value: match value {
                Scalar::Text(text) | Scalar::Plain(text) => text.clone(),
            },
            place: sources.place(origin.at),
            overrode: origin.overrode.iter().map(|span| sources.place(*span)).collect(),
        })
    };
    Json {
        version: 1,
        day: found.day,
        period: found.period.clone(),
        judged_on: found.judged_on,
        doubts: found.doubts.clone(),
        waivers: found
            .waivers
            .iter()
            .map(|waiver| JsonWaiver {
                name: waiver.name.text.clone(),
                of: waiver.of.text.clone(),
                owner: waiver.owner.clone(),
                reason: waiver.reason.clone(),
                until: waiver.until,
                selector: waiver.selector.to_string(),
            })
            .collect(),
        person: found.person.clone(),
        applied: overrides(&effective.used),
        might_apply: overrides(&effective.open),
        values: effective.lines.iter().filter_map(value).collect(),
    }
}
