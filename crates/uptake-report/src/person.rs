//! One person: what was counted, which conditions held, why they don't count, and by which rule.

use crate::Written;
use crate::governing::of_set;
use crate::layout::{headed, listed, width, wrapped};
use crate::number::plain;
use crate::style::word;
use crate::terminal::Style;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use uptake_engine::outcome::{Cell, Number, PersonDefinition, PersonOutcome, PersonPart, PersonPeriod, ValueOutcome};
use uptake_rules::visible::visible;

/// How many periods are told in one line each, before the last one.
const EARLIER: usize = 12;

/// A person for people: the last period in full, those before it in a line each. With `each` all periods are told in full.
#[must_use]
pub fn text(outcome: &Written, each: bool, style: Style) -> String {
    let Some(person) = &outcome.person else {
        return String::new();
    };
    // A line break within a text would pass for a line of ours.
    let person = person.clone().map(&mut |text| visible(&text).into_owned());
    let mut out = String::new();
    // Writing into a text can't fail.
    let _ = write(&mut out, outcome, &person, each, style);
    out
}

fn write(
    out: &mut String,
    outcome: &Written,
    person: &PersonOutcome<String>,
    each: bool,
    style: Style,
) -> std::fmt::Result {
    let (full, brief) = match each {
        true => (0, 0..0),
        false => {
            let last = person.periods.len().saturating_sub(1);
            (last, last.saturating_sub(EARLIER)..last)
        }
    };
    for period in person.periods.iter().skip(full) {
        self::period(out, outcome, &person.entity, period, style)?;
    }
    if person.periods.is_empty() {
        writeln!(out, "{}: no period to report", person.entity)?;
    }
    let mut earlier: Vec<&PersonPeriod<String>> = person.periods.iter().take(brief.end).skip(brief.start).collect();
    earlier.reverse();
    if !earlier.is_empty() {
        writeln!(out, "\nbefore")?;
    }
    for period in earlier {
        let mut parts: Vec<String> = period
            .definitions
            .iter()
            .map(|definition| format!("{} {}", definition.name, word(definition.holds)))
            .collect();
        parts.extend(period.not_counted.iter().map(|why| format!("not counted: {why}")));
        writeln!(out, "{}", listed(&format!("  {}  ", period.label), &parts, style.width))?;
    }
    Ok(())
}

fn period(
    out: &mut String,
    outcome: &Written,
    entity: &str,
    period: &PersonPeriod<String>,
    style: Style,
) -> std::fmt::Result {
    let most = style.width;
    writeln!(
        out,
        "{}",
        style.strong(&format!("{entity} · {} (from {})", period.label, period.period))
    )?;
    let counts = match &period.not_counted {
        None => "yes".to_owned(),
        Some(why) => format!("no: {why}"),
    };
    writeln!(out, "{}", headed("  counted   ", &counts, most))?;
    let rule = of_set(&outcome.governing, &period.rules);
    writeln!(out, "{}", headed("  rule      ", &rule, most))?;
    for definition in &period.definitions {
        self::definition(out, definition, style)?;
    }
    let groups = [
        ("labels", &period.ladders),
        ("measured", &period.measures),
        ("list", &period.listed),
    ];
    for (head, values) in groups {
        if !values.is_empty() {
            writeln!(out, "{}", listed(&format!("  {head:8}  "), &named(values), most))?;
        }
    }
    Ok(())
}

fn definition(out: &mut String, definition: &PersonDefinition<String>, style: Style) -> std::fmt::Result {
    let holds = style.truth(definition.holds);
    let about = definition
        .about
        .as_ref()
        .map_or(String::new(), |about| format!("  {about}"));
    let head = format!("  {}: {holds}{about}", definition.name);
    writeln!(out, "{}", wrapped(&head, style.width, 6))?;
    let widest = definition
        .parts
        .iter()
        .map(|part| width(&part.condition))
        .max()
        .unwrap_or(0);
    for part in &definition.parts {
        let PersonPart {
            condition,
            holds,
            values,
        } = part;
        let word = style.truth(*holds);
        let room = " ".repeat("unknown".len() - self::word(*holds).len());
        let values = named(values);
        let pad = " ".repeat(widest.min(40).saturating_sub(width(condition)));
        let head = format!("      {word}{room}  {condition}{pad}   ");
        match width(&head) + 20 > style.width {
            false => writeln!(out, "{}", listed(&head, &values, style.width).trim_end())?,
            true => {
                writeln!(
                    out,
                    "{}",
                    headed(&format!("      {word}{room}  "), condition, style.width)
                )?;
                if !values.is_empty() {
                    writeln!(out, "{}", listed("               ", &values, style.width))?;
                }
            }
        }
    }
    Ok(())
}

fn named(values: &[ValueOutcome<String>]) -> Vec<String> {
    let value = |value: &ValueOutcome<String>| format!("{} {}", value.name, shown(&value.value));
    values.iter().map(value).collect()
}

fn shown(value: &Cell<String>) -> String {
    match value {
        Cell::Unknown => "unknown".to_owned(),
        Cell::Bool(value) => word(Some(*value)).to_owned(),
        Cell::Int(value) => value.to_string(),
        Cell::Float(value) => Number::float(*value).map_or_else(|| "unknown".to_owned(), plain),
        Cell::Text(text) => text.clone(),
    }
}

/// A person for programs.
#[derive(Serialize)]
pub struct PersonForm<'a> {
    version: u32,
    project: &'a str,
    as_of: Date,
    person: &'a str,
    periods: Vec<PeriodForm<'a>>,
}

#[derive(Serialize)]
struct PeriodForm<'a> {
    period: Date,
    label: &'a str,
    counted: bool,
    not_counted: Option<&'a str>,
    rule: String,
    listed: BTreeMap<&'a str, &'a Cell<String>>,
    measures: BTreeMap<&'a str, &'a Cell<String>>,
    ladders: BTreeMap<&'a str, &'a Cell<String>>,
    definitions: Vec<DefinitionForm<'a>>,
}

#[derive(Serialize)]
struct DefinitionForm<'a> {
    name: &'a str,
    about: Option<&'a str>,
    holds: Option<bool>,
    condition: &'a str,
    parts: Vec<PartForm<'a>>,
}

#[derive(Serialize)]
struct PartForm<'a> {
    condition: &'a str,
    holds: Option<bool>,
    values: BTreeMap<&'a str, &'a Cell<String>>,
}

impl<'a> PersonForm<'a> {
    /// The person of an outcome; `None` if none was asked for.
    #[must_use]
    pub fn of(outcome: &'a Written) -> Option<Self> {
        let person = outcome.person.as_ref()?;
        let periods = person.periods.iter().map(|period| PeriodForm {
            period: period.period,
            label: &period.label,
            counted: period.not_counted.is_none(),
            not_counted: period.not_counted.as_deref(),
            rule: of_set(&outcome.governing, &period.rules),
            listed: by_name(&period.listed),
            measures: by_name(&period.measures),
            ladders: by_name(&period.ladders),
            definitions: period.definitions.iter().map(DefinitionForm::of).collect(),
        });
        Some(Self {
            version: 1,
            project: &outcome.project,
            as_of: outcome.as_of,
            person: &person.entity,
            periods: periods.collect(),
        })
    }
}

impl<'a> DefinitionForm<'a> {
    fn of(definition: &'a PersonDefinition<String>) -> Self {
        let parts = definition.parts.iter().map(|part| PartForm {
            condition: &part.condition,
            holds: part.holds,
            values: by_name(&part.values),
        });
        Self {
            name: &definition.name,
            about: definition.about.as_deref(),
            holds: definition.holds,
            condition: &definition.condition,
            parts: parts.collect(),
        }
    }
}

fn by_name(values: &[ValueOutcome<String>]) -> BTreeMap<&str, &Cell<String>> {
    values.iter().map(|value| (value.name.as_str(), &value.value)).collect()
}
