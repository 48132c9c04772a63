//! The rules as they are for somebody on a day.

use super::Session;
use crate::Failure;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use uptake_codes::RuleCode;
use uptake_engine::calendar::{self, Periods};
use uptake_rules::layers::{self, Effective};
use uptake_rules::migrate::called;
use uptake_rules::missing::Missing;
use uptake_rules::near::nearest;
use uptake_rules::policy::overriding::Waiver;
use uptake_rules::section::Section;
use uptake_rules::{Policy, Sources};

/// The key that all entries of a register are under.
const ENTRIES: &str = "entries";

/// Which rules, for whom and when.
#[derive(Clone, Debug)]
pub struct ResolveRequest<'a> {
    /// A project file or its folder, a pack's folder, a rule file, or the name of a built-in pack.
    pub rules: &'a str,
    /// The values of the entities' columns.
    pub person: BTreeMap<String, String>,
    /// The day; the project's own, or today.
    pub day: Option<Date>,
    /// A period by its name, instead of a day.
    pub period: Option<&'a str>,
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
    /// The day that was asked for; of a period its first.
    pub day: Date,
    /// The name of the period that the day is in.
    pub period: String,
    /// The day whose rules hold in that period: its first.
    pub judged_on: Date,
    /// What the values that were given can't be, as far as the rules tell.
    pub doubts: Vec<String>,
    /// The exceptions to locks that hold for them on that day.
    pub waivers: Vec<Waiver>,
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
        let periods = Periods::new(&read.policy.calendar);
        let asked = request.period.map(|label| periods.parse(label)).transpose();
        let asked = asked.map_err(|error| {
            let failure = Failure::new(error.message.to_string()).code(error.code);
            match error.help {
                Some(help) => failure.help(help.to_string()),
                None => failure,
            }
        })?;
        let (period, day) = match asked {
            Some(period) => (period, calendar::date(periods.first_day(period))),
            None => {
                let day = self.as_of(request.day, read.project.as_ref(), &read.policy);
                (periods.of(calendar::day(day)), day)
            }
        };
        // As a run does it: a period has the rules of its first day.
        let judged_on = calendar::date(periods.first_day(period));
        known_columns(&request.person, &read.policy)?;
        let mut effective = layers::effective(&read.policy.trees, &request.person, judged_on, &read.texts);
        if let Some(only) = request.only {
            narrow(&mut effective, only)?;
        }
        in_their_version(&mut effective, &read.policy);
        let name = read.project.map(|project| project.name);
        Ok(Resolved {
            name: name.unwrap_or_else(|| request.rules.to_owned()),
            doubts: doubts(&request.person, &read.policy),
            waivers: waivers(&request.person, judged_on, &read.policy),
            person: request.person.clone(),
            day,
            period: periods.label(period),
            judged_on,
            effective,
            texts: read.texts,
        })
    }
}

/// Calls keys as the files do, where all of them are of a version that calls these otherwise than the first one.
fn in_their_version(effective: &mut Effective, policy: &Policy) {
    for line in &mut effective.lines {
        let [section, rule, key, ..] = line.path.as_mut_slice() else {
            continue;
        };
        let way = [section.as_str(), rule.as_str()];
        let first = key.clone();
        let mut names = policy.trees.files().iter().map(|tree| called(tree, &way, &first));
        if let Some(name) = names.next()
            && names.all(|other| other == name)
        {
            name.clone_into(key);
        }
    }
}

/// Keeps a section or a rule, with the keys above it.
fn narrow(effective: &mut Effective, only: &str) -> Result<(), Failure> {
    let mut wanted: Vec<&str> = only.split('.').collect();
    let begins = |with: &[&str], path: &[String]| path.iter().zip(with).all(|(key, wanted)| key == wanted);
    // Locks and waivers name an entry of a register without the key that all entries are under.
    let named = |wanted: &[&str]| {
        let mut lines = effective.lines.iter();
        lines.any(|line| line.path.len() >= wanted.len() && begins(wanted, &line.path))
    };
    if wanted.len() > 2 && wanted.first() == Some(&Section::Registers.key()) && !named(&wanted) {
        wanted.insert(2, ENTRIES);
    }
    effective.lines.retain(|line| begins(&wanted, &line.path));
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

/// Values that the contract doesn't list, and values that nearly are those of a group with rules of its own.
fn doubts(person: &BTreeMap<String, String>, policy: &Policy) -> Vec<String> {
    let dataset = policy.entity_dataset();
    let mut found = Vec::new();
    for (column, value) in person {
        let meant = |near: Option<&str>| near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        let listed = dataset
            .and_then(|dataset| dataset.column(column))
            .map(|column| &column.values);
        if let Some(listed) = listed.filter(|listed| !listed.is_empty() && !listed.contains(value)) {
            let near = meant(nearest(value, listed.iter().map(String::as_str)));
            let all: Vec<String> = listed.iter().map(|value| format!("`{value}`")).collect();
            found.push(format!(
                "`{column}` never is `{value}`: its contract lists {}{near}",
                all.join(", ")
            ));
            continue;
        }
        let groups = policy.overrides.iter().flat_map(|over| over.selector.groups());
        let named: BTreeSet<&str> = groups
            .filter(|(named, _)| named == column)
            .flat_map(|(_, values)| values.iter().map(String::as_str))
            .collect();
        if named.is_empty() || named.contains(value.as_str()) {
            continue;
        }
        let mut words: Vec<&str> = value.split_whitespace().collect();
        words.sort_unstable();
        let turned = named.iter().copied().find(|name| {
            let mut own: Vec<&str> = name.split_whitespace().collect();
            own.sort_unstable();
            own == words
        });
        let near = turned.or_else(|| nearest(value, named.iter().copied()));
        found.push(format!("no override is for {column} `{value}`{}", meant(near)));
    }
    found
}

/// The exceptions that hold for somebody on a day.
fn waivers(person: &BTreeMap<String, String>, day: Date, policy: &Policy) -> Vec<Waiver> {
    let holds = |waiver: &&Waiver| waiver.until > day && waiver.selector.matches(person);
    policy.waivers.iter().filter(holds).cloned().collect()
}
