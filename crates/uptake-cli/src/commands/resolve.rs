//! `uptake resolve`: the rules as they are for somebody on a day, and which line decided each value.

use crate::world::session;
use crate::{exit, output};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use uptake_project::{Failure, ResolveRequest, Resolved};
use uptake_rules::layers::{Line, Scalar, Selector};
use uptake_rules::{Sources, Span};

/// Print the rules as they are for somebody on a day, and which line decided each value
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake resolve --team \"EMEA Enterprise\" --origin\n  uptake resolve uptake.yaml --for region=EMEA --for team=\"EMEA Enterprise\" --at 2026-07-01\n  uptake resolve csm-ai-adoption --only definitions --format json\n\nOverrides apply where `for` names what was given here; those that ask for more are listed, since they might apply too.\nWith `--origin` a comment says where each value stands, and what it took the place of.\n\nExit codes: 0 done, 1 the rules have faults, which are shown, 2 could not run."
)]
pub(crate) struct Resolve {
    /// A project file or its folder, a pack's folder, a rule file, or the name of a built-in pack
    #[arg(value_name = "PROJECT|PACK", default_value = ".")]
    of: String,
    /// A column of the entities and its value, such as region=EMEA; may be given several times
    #[arg(long = "for", value_name = "COLUMN=VALUE", value_parser = pair)]
    who: Vec<(String, String)>,
    /// The same as --for team=NAME
    #[arg(long, value_name = "NAME")]
    team: Option<String>,
    /// The day; the project's own, or today, if not given
    #[arg(long, value_name = "DATE")]
    at: Option<Date>,
    /// Say for each value where it was decided and what it overrode
    #[arg(long)]
    origin: bool,
    /// Only a section or a rule, such as definitions or definitions.active
    #[arg(long, value_name = "SECTION[.RULE]")]
    only: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Yaml)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Rules, as they could stand in a file
    Yaml,
    /// A list of values, each with its place
    Json,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((column, value)) if !column.is_empty() && !value.is_empty() => Ok((column.to_owned(), value.to_owned())),
        _ => Err("write COLUMN=VALUE, such as region=EMEA".to_owned()),
    }
}

impl Resolve {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let team = self.team.into_iter().map(|team| ("team".to_owned(), team));
        let request = ResolveRequest {
            rules: &self.of,
            person: self.who.into_iter().chain(team).collect(),
            day: self.at,
            only: self.only.as_deref(),
        };
        let found = match session().resolve(&request) {
            Ok(found) => found,
            Err(failure) => return exit::findings(failure),
        };
        match self.format {
            Format::Yaml => {
                let mut text = heading(&found);
                text.push_str(&yaml(&found.effective.lines, self.origin, &found.texts));
                output::print(&text);
            }
            Format::Json => output::json(&json(&found), "the rules")?,
        }
        Ok(exit::DONE)
    }
}

fn heading(found: &Resolved) -> String {
    let Resolved {
        name,
        person,
        day,
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
    for (what, overrides) in [("applied", &effective.used), ("might apply too", &effective.open)] {
        for (selector, span) in overrides {
            text.push_str(&format!("# {what}: {} ({selector})\n", texts.place(*span)));
        }
    }
    text
}

fn yaml(lines: &[Line], origin: bool, sources: &Sources) -> String {
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
#[derive(Serialize)]
struct Json {
    version: u32,
    day: Date,
    #[serde(rename = "for")]
    person: BTreeMap<String, String>,
    applied: Vec<JsonOverride>,
    might_apply: Vec<JsonOverride>,
    values: Vec<JsonValue>,
}

#[derive(Serialize)]
struct JsonOverride {
    place: String,
    #[serde(rename = "for")]
    selector: String,
}

#[derive(Serialize)]
struct JsonValue {
    path: Vec<String>,
    value: String,
    place: String,
    overrode: Vec<String>,
}

fn json(found: &Resolved) -> Json {
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
        person: found.person.clone(),
        applied: overrides(&effective.used),
        might_apply: overrides(&effective.open),
        values: effective.lines.iter().filter_map(value).collect(),
    }
}
