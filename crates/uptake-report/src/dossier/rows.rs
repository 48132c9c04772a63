//! The rules of a pack as rows: each in words, as it is written, and where it comes from.

use crate::reference::cadence;
use std::collections::BTreeSet;
use uptake_project::reference::{Column, Entry, PackReference, Register, Written};
use uptake_rules::section::Section;

/// A rule as a row: its name, what it is in words, how it is written, and where it comes from.
pub(super) struct Row<'a> {
    pub(super) section: Section,
    pub(super) name: &'a str,
    pub(super) about: Option<&'a str>,
    pub(super) rule: String,
    pub(super) source: Option<&'a str>,
}

/// The rules of a pack, section by section. Of one that is among `dated` there are versions, of which none is *the* rule.
pub(super) fn rows<'p>(pack: &'p PackReference, dated: &BTreeSet<String>) -> Vec<Row<'p>> {
    let mut rows = data(pack);
    rows.extend(judged(pack));
    rows.extend(asked(pack));
    for row in &mut rows {
        if dated.contains(&format!("{}.{}", row.section.key(), row.name)) {
            let versions = "changes over time: its versions stand under What differs";
            row.rule = match row.section {
                // Of a register single values change.
                Section::Registers => format!("{}; {versions}", row.rule),
                _ => versions.to_owned(),
            };
        }
    }
    rows
}

/// What is said of data.
fn data(pack: &PackReference) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    rows.extend(pack.datasets.iter().map(|rule| {
        Row {
            section: Section::Datasets,
            name: &rule.name,
            about: rule.about.as_deref(),
            rule: sentences(
                [rule.rows.clone(), keys(&rule.key)]
                    .into_iter()
                    .chain(rule.columns.iter().map(column)),
            ),
            source: None,
        }
    }));
    rows.extend(pack.tables.iter().map(|rule| {
        Row {
            section: Section::Tables,
            name: &rule.name,
            about: rule.about.as_deref(),
            rule: sentences(
                [rule.rows.clone()]
                    .into_iter()
                    .chain(written("Rows where", rule.filter.as_ref()))
                    .chain(written("Knows nothing after", rule.now.as_ref()))
                    .chain(rule.columns.iter().map(|column| {
                        let written = column.written.as_ref().map(|written| written.text.as_str());
                        let is = column.how.as_deref().or(written).unwrap_or_default();
                        format!("{}: {}", column.name, is)
                    })),
            ),
            source: None,
        }
    }));
    rows.extend(pack.registers.iter().map(|rule| Row {
        section: Section::Registers,
        name: &rule.name,
        about: rule.about.as_deref(),
        rule: sentences(rule.entries.iter().map(|entry| entry_of(rule, entry))),
        source: rule.source.as_deref(),
    }));
    rows.extend(pack.mappings.iter().map(|rule| {
        Row {
            section: Section::Mappings,
            name: &rule.name,
            about: rule.about.as_deref(),
            rule: sentences(
                [format!("Fills `{}`", rule.dataset)]
                    .into_iter()
                    .chain(rule.reads.iter().cloned())
                    .chain(written("Rows where", rule.filter.as_ref()))
                    .chain(
                        rule.columns
                            .iter()
                            .map(|column| format!("{}: {}", column.name, column.written.text)),
                    ),
            ),
            source: rule.source.as_deref(),
        }
    }));
    rows
}

/// What is decided of people.
fn judged(pack: &PackReference) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    rows.extend(pack.constants.iter().map(|rule| Row {
        section: Section::Constants,
        name: &rule.name,
        about: rule.about.as_deref(),
        rule: rule.value.clone(),
        source: None,
    }));
    rows.extend(pack.measures.iter().map(|rule| {
        Row {
            section: Section::Measures,
            name: &rule.name,
            about: rule.about.as_deref(),
            rule: [
                Some(rule.how.as_str()),
                rule.written.as_ref().map(|written| written.text.as_str()),
            ]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
            source: None,
        }
    }));
    rows.extend(pack.definitions.iter().map(|rule| {
        Row {
            section: Section::Definitions,
            name: &rule.name,
            about: rule.about.as_deref(),
            rule: rule
                .when
                .as_ref()
                .map_or_else(|| "differs".to_owned(), |when| when.text.clone()),
            source: None,
        }
    }));
    rows.extend(pack.ladders.iter().map(|rule| {
        Row {
            section: Section::Ladders,
            name: &rule.name,
            about: rule.about.as_deref(),
            rule: rule
                .steps
                .iter()
                .map(|step| match (&step.when, &step.from) {
                    (Some(when), _) => format!("{}: {}", step.label, when.text),
                    (None, Some(from)) => format!("{} from {from}", step.label),
                    (None, None) => step.label.clone(),
                })
                .collect::<Vec<_>>()
                .join("; "),
            source: None,
        }
    }));
    rows
}

/// What is asked of the figures.
fn asked(pack: &PackReference) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    rows.extend(pack.metrics.iter().map(|rule| Row {
        section: Section::Metrics,
        name: &rule.name,
        about: rule.about.as_deref(),
        // The name under which it is published.
        rule: format!("{}: {}", rule.title, rule.reports),
        source: rule.source.as_deref(),
    }));
    rows.extend(pack.benchmarks.iter().map(|rule| {
        Row {
            section: Section::Benchmarks,
            name: &rule.name,
            about: rule.about.as_deref(),
            rule: rule
                .rows
                .iter()
                .map(|row| {
                    let starts = rule
                        .bands
                        .iter()
                        .zip(&row.starts)
                        .map(|(band, start)| format!("{band} from {start}"));
                    format!("{}: {}", row.value, starts.collect::<Vec<_>>().join(", "))
                })
                .collect::<Vec<_>>()
                .join("; "),
            source: rule.source.as_deref(),
        }
    }));
    rows.extend(pack.stages.iter().map(|rule| {
        let track = rule
            .track
            .iter()
            .map(|track| format!("`{}` every {}", track.metric, cadence(track.cadence)));
        let track = track.collect::<Vec<_>>().join(", ");
        Row {
            section: Section::Stages,
            name: &rule.name,
            about: rule.about.as_deref(),
            rule: sentences(
                written("If", rule.when.as_ref())
                    .into_iter()
                    .chain((!track.is_empty()).then(|| format!("Tracks {track}")))
                    .chain((!rule.requires.is_empty()).then(|| format!("Needs {}", rule.requires.join(", ")))),
            ),
            source: None,
        }
    }));
    rows.extend(pack.checks.iter().map(|rule| {
        Row {
            section: Section::Checks,
            name: &rule.name,
            about: rule.about.as_deref(),
            rule: [("fails", &rule.fail), ("warns", &rule.warn)]
                .into_iter()
                .filter_map(|(verb, when)| Some(format!("{verb} if {}", when.as_ref()?.text)))
                .collect::<Vec<_>>()
                .join("; "),
            source: rule.source.as_deref(),
        }
    }));
    rows
}

/// Parts of a rule, one after the other.
fn sentences(parts: impl Iterator<Item = String>) -> String {
    let parts = parts.filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("; ")
}

/// A condition or a value after what it is.
fn written(what: &str, written: Option<&Written>) -> Option<String> {
    written.map(|written| format!("{what} {}", written.text))
}

fn keys(keys: &[String]) -> String {
    match keys.is_empty() {
        true => String::new(),
        false => format!("no two rows share {}", keys.join(", ")),
    }
}

/// A column with what is stated of it.
fn column(column: &Column) -> String {
    let stated = column.about.iter().chain(&column.contract);
    let stated: String = stated.map(|text| format!(", {text}")).collect();
    format!("{}: {}{stated}", column.name, column.ty)
}

/// An entry of a register: its names, when it is listed, and what is known of it.
fn entry_of(register: &Register, entry: &Entry) -> String {
    let names = entry.title.iter().chain(&entry.aliases).chain(&entry.patterns).cloned();
    let listed = entry.days.iter().map(|days| format!("listed {days}"));
    let fields = register.fields.iter().zip(&entry.values);
    let fields = fields.map(|(field, value)| format!("{field} {}", value.as_deref().unwrap_or("unknown")));
    let said: Vec<String> = names.chain(listed).chain(entry.about.clone()).chain(fields).collect();
    match said.is_empty() {
        true => entry.id.clone(),
        false => format!("{}: {}", entry.id, said.join(", ")),
    }
}
