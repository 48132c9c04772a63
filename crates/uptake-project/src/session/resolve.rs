//! The rules as they are for somebody on a day.

use super::Session;
use crate::Failure;
use jiff::civil::Date;
use std::collections::BTreeMap;
use uptake_codes::RuleCode;
use uptake_rules::layers::{self, Effective};
use uptake_rules::missing::Missing;
use uptake_rules::{Policy, Sources};

/// Which rules, for whom and when.
#[derive(Clone, Debug)]
pub struct ResolveRequest<'a> {
    /// A project file or its folder, a pack's folder, a rule file, or the name of a built-in pack.
    pub rules: &'a str,
    /// The values of the entities' columns.
    pub person: BTreeMap<String, String>,
    /// The day; the project's own, or today.
    pub day: Option<Date>,
    /// Only a section or a rule, such as `definitions` or `definitions.active`.
    pub only: Option<&'a str>,
}

/// The rules as they are for somebody on a day, and which line decided each value.
#[derive(Debug)]
pub struct Resolved {
    /// The project's name, or what the rules were named by.
    pub name: String,
    /// The values of the entities' columns.
    pub person: BTreeMap<String, String>,
    /// The day.
    pub day: Date,
    /// The rules, line by line.
    pub effective: Effective,
    /// The texts that they stand in.
    pub texts: Sources,
}

impl Session {
    /// The rules as they are for somebody on a day.
    ///
    /// # Errors
    /// When there are no such rules, when they have errors, or when the entities have no such column.
    pub fn resolve(&self, request: &ResolveRequest<'_>) -> Result<Resolved, Failure> {
        let read = self.rules(request.rules)?;
        let day = self.as_of(request.day, read.project.as_ref(), &read.policy);
        known_columns(&request.person, &read.policy)?;
        let mut effective = layers::effective(&read.policy.trees, &request.person, day, &read.texts);
        if let Some(only) = request.only {
            narrow(&mut effective, only)?;
        }
        let name = read.project.map(|project| project.name);
        Ok(Resolved {
            name: name.unwrap_or_else(|| request.rules.to_owned()),
            person: request.person.clone(),
            day,
            effective,
            texts: read.texts,
        })
    }
}

/// Keeps a section or a rule, with the keys above it.
fn narrow(effective: &mut Effective, only: &str) -> Result<(), Failure> {
    let wanted: Vec<&str> = only.split('.').collect();
    effective.lines.retain(|line| {
        let mut keys = line.path.iter().zip(&wanted);
        keys.all(|(key, wanted)| key == wanted)
    });
    if effective.lines.iter().any(|line| line.path.len() >= wanted.len()) {
        return Ok(());
    }
    Err(Failure::new(format!("unknown section or rule `{only}`"))
        .code(RuleCode::UnknownName)
        .help("name a section, such as `definitions`, or a rule, such as `definitions.active`"))
}

/// Groups are made of the columns of the entities: any other would never match, without a word.
fn known_columns(person: &BTreeMap<String, String>, policy: &Policy) -> Result<(), Failure> {
    let dataset = policy.entity_dataset();
    let known: Vec<&str> = dataset
        .into_iter()
        .flat_map(|dataset| &dataset.columns)
        .map(|column| column.name.text.as_str())
        .collect();
    match person.keys().find(|column| !known.contains(&column.as_str())) {
        None => Ok(()),
        Some(column) => {
            let missing = Missing::new("column", column)
                .message(format!("the entities have no column `{column}`"))
                .among(known);
            Err(Failure::missing(RuleCode::UnknownColumn, &missing))
        }
    }
}
