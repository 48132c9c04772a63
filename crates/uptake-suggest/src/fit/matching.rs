//! Which column of a file feeds which column of a dataset.

use super::headings::{Headings, likeness};
use crate::content::profile::Profile;
use crate::table::{Table, TableColumn};
use serde::Serialize;
use std::collections::BTreeSet;
use uptake_rules::Policy;
use uptake_rules::policy::dataset::{Column, Dataset, DatasetKind};
use uptake_rules::policy::register::Register;
use uptake_rules::value::Type;

/// A table with what its columns hold.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The table.
    pub table: Table,
    /// What each column holds.
    pub profiles: Vec<Profile>,
}

impl Looked {
    /// Looks at every column.
    #[must_use]
    pub fn at(table: Table) -> Self {
        let profiles = table.columns.iter().map(Profile::of).collect();
        Self { table, profiles }
    }

    /// A column with what it holds.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<(&TableColumn, &Profile)> {
        Some((self.table.columns.get(at)?, self.profiles.get(at)?))
    }
}

/// What is known besides the file.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The rules.
    pub policy: &'a Policy,
    /// The headings that their columns are known by.
    pub headings: &'a Headings,
    /// The names of entities, where a project has a list of them.
    pub entities: Option<&'a BTreeSet<String>>,
}

/// Why a column of the file feeds one of the dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// It has the same name.
    Name,
    /// It has one of the headings that the column is known by.
    Heading,
    /// Its heading is nearly one of those.
    NearHeading,
    /// It has the values that the column has elsewhere.
    Values,
}

/// A column of the file that feeds one of the dataset.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The dataset's column, by its place.
    pub column: usize,
    /// The file's column, by its place.
    pub at: usize,
    /// How well they fit, from 0 to 1.
    pub score: f64,
    /// Why.
    pub because: Because,
}

/// How a file fits a dataset.
#[derive(Clone, Debug)]
pub struct Fit<'a> {
    /// The dataset.
    pub dataset: &'a Dataset,
    /// Which column feeds which, in the order of the dataset's.
    pub pairs: Vec<Pair>,
    /// Columns of the file that might as well feed one: the dataset's and the file's place.
    pub rivals: Vec<(usize, usize)>,
    /// From 0 to 1.
    pub score: f64,
}

/// The least score of a pair.
const LEAST: f64 = 0.65;

/// Scores that lie nearer than this are as good as each other.
const NEAR: f64 = 0.06;

/// How well a file fits a dataset.
#[must_use]
pub fn fit<'a>(dataset: &'a Dataset, looked: &Looked, known: Known<'_>) -> Fit<'a> {
    let mut all: Vec<Pair> = Vec::new();
    for (column, rule) in dataset.columns.iter().enumerate() {
        for at in 0..looked.table.columns.len() {
            let Some(found) = looked.get(at) else { continue };
            if let Some((score, because)) = pair(dataset, rule, found, known)
                && score >= LEAST
            {
                all.push(Pair {
                    column,
                    at,
                    score,
                    because,
                });
            }
        }
    }
    all.sort_by(|one, other| other.score.total_cmp(&one.score));
    let mut pairs: Vec<Pair> = Vec::new();
    for pair in &all {
        let taken = |known: &Pair| known.column == pair.column || known.at == pair.at;
        if !pairs.iter().any(taken) {
            pairs.push(pair.clone());
        }
    }
    let chosen = |column: usize| pairs.iter().find(|pair| pair.column == column);
    let free = |at: usize| pairs.iter().all(|pair| pair.at != at);
    let rival = |pair: &&Pair| {
        free(pair.at) && chosen(pair.column).is_some_and(|best| best.score < 0.999 && best.score - pair.score < NEAR)
    };
    let rivals = all.iter().filter(rival).map(|pair| (pair.column, pair.at)).collect();
    pairs.sort_by_key(|pair| pair.column);
    let score = score(dataset, &pairs, looked) + by_register(dataset, &pairs, looked, known);
    Fit {
        dataset,
        pairs,
        rivals,
        score,
    }
}

/// How well a column of the file fits one of the dataset, and why.
fn pair(
    dataset: &Dataset,
    rule: &Column,
    (column, profile): (&TableColumn, &Profile),
    known: Known<'_>,
) -> Option<(f64, Because)> {
    if column.heading == rule.source_name() {
        return Some((1.0, Because::Name));
    }
    if !may_be(column, profile, rule.ty) {
        return None;
    }
    let mut best = (likeness(&column.heading, rule.source_name()).min(0.99), Because::Name);
    let others = known.headings.of_column(&rule.name.text);
    for (rank, heading) in (0_u8..).zip(others) {
        let alike = likeness(&column.heading, heading);
        let because = if alike >= 0.999 {
            Because::Heading
        } else {
            Because::NearHeading
        };
        let score = alike * 0.97 - f64::from(rank) * 0.001;
        if score > best.0 {
            best = (score, because);
        }
    }
    if best.1 == Because::Name && best.0 < 0.98 {
        best.1 = Because::NearHeading;
    }
    let values = of_values(dataset, rule, profile, known);
    if values > best.0 {
        best = (values, Because::Values);
    } else if values > 0.8 && best.0 >= LEAST {
        best.0 = (best.0 + 0.03).min(0.99);
    }
    Some(best)
}

/// Whether a column may be of a type, by its own type or by its values.
fn may_be(column: &TableColumn, profile: &Profile, ty: Type) -> bool {
    match (column.ty, ty) {
        (Some(Type::Date | Type::Datetime), Type::Date | Type::Datetime) => true,
        (Some(Type::Date | Type::Datetime | Type::Bool), Type::Text) => false,
        (Some(Type::Bool), other) => other == Type::Bool,
        (Some(Type::Int), Type::Text) => true,
        _ => profile.fits(ty),
    }
}

/// How well the values fit: names of entities, entries of a register, words that the contract lists.
fn of_values(dataset: &Dataset, rule: &Column, profile: &Profile, known: Known<'_>) -> f64 {
    let share = |holds: &dyn Fn(&str) -> bool| profile.share(holds);
    let by_share = |share: f64, full: f64| if share >= 0.5 { full * (0.8 + 0.2 * share) } else { 0.0 };
    let mut best = 0.0_f64;
    let names_entity = rule.name.text == dataset.entity.text && dataset.by.is_none();
    if names_entity && let Some(entities) = known.entities {
        best = best.max(by_share(share(&|value| entities.contains(value)), 0.98));
    }
    if let Some(register) = rule.register.as_ref() {
        let all: &[Register] = &known.policy.registers;
        if let Some(register) = all.iter().find(|known| known.name.text == register.text) {
            best = best.max(by_share(share(&|value| register.find(value).is_some()), 0.9));
        }
    }
    if !rule.values.is_empty() {
        best = best.max(by_share(
            share(&|value| rule.values.iter().any(|known| known == value)),
            0.85,
        ));
    }
    best
}

/// How much more a dataset fits whose register knows most values of its column.
fn by_register(dataset: &Dataset, pairs: &[Pair], looked: &Looked, known: Known<'_>) -> f64 {
    let knows = |pair: &Pair| {
        let rule = dataset.columns.get(pair.column)?;
        let name = rule.register.as_ref().filter(|_| !rule.optional)?;
        let register = known
            .policy
            .registers
            .iter()
            .find(|register| register.name.text == name.text)?;
        let (_, profile) = looked.get(pair.at)?;
        Some(profile.share(|value| register.find(value).is_some()) >= 0.5)
    };
    match pairs.iter().filter_map(knows).any(|knows| knows) {
        true => 0.25,
        false => 0.0,
    }
}

/// How well a file fits as a whole: the share of what the dataset requires, and of what the file has.
fn score(dataset: &Dataset, pairs: &[Pair], looked: &Looked) -> f64 {
    let weight = |column: &Column| match () {
        () if is_role(dataset, &column.name.text) => 3.0,
        () if !column.optional => 2.0,
        () => 0.4,
    };
    let found = |at: usize| {
        pairs
            .iter()
            .find(|pair| pair.column == at)
            .map_or(0.0, |pair| pair.score)
    };
    let (mut got, mut whole) = (0.0, 0.0);
    for (at, column) in dataset.columns.iter().enumerate() {
        if !column.optional || found(at) > 0.0 {
            whole += weight(column);
            got += weight(column) * found(at);
        }
    }
    let used = crate::shape::share(pairs.len(), looked.table.columns.len());
    if whole == 0.0 {
        0.0
    } else {
        got / whole * (0.7 + 0.3 * used)
    }
}

/// Whether a column has a part in what a row means: whom, when, how many.
#[must_use]
pub fn is_role(dataset: &Dataset, name: &str) -> bool {
    let roles = [
        Some(&dataset.entity),
        dataset.time.as_ref(),
        dataset.weight.as_ref(),
        dataset.from.as_ref(),
        dataset.end.as_ref().map(|end| end.column()),
        dataset.known_as.as_ref(),
    ];
    let key = dataset.kind != DatasetKind::Events && dataset.key.iter().any(|key| key.text == name);
    key || roles.into_iter().flatten().any(|role| role.text == name)
}
