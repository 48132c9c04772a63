//! Checks: questions with a verdict, asked of many rows at once.

use super::formula::Formula;
use crate::expr::group::NamedRule;
use crate::text::Name;

/// A check.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its name.
    pub name: Name,
    /// Its name for people.
    pub title: String,
    /// A word that puts checks together.
    pub topic: Option<String>,
    /// In words.
    pub about: Option<String>,
    /// The document that asks for it.
    pub source: Option<String>,
    /// Whether it sees what goes together, not what comes of what.
    pub observational: bool,
    /// The stages at which it is asked; always if there are none.
    pub stages: Vec<Name>,
    /// The derived table whose rows it looks at; entities in periods if `None`.
    pub rows: Option<Name>,
    /// How many of the last periods it looks at, at least 1.
    pub last: u32,
    /// Which rows count; all if `None`.
    pub of: Option<Formula>,
    /// What its groups are; the whole is the only one if empty.
    pub by: Vec<Name>,
    /// Named values of a group. Each may name those before it.
    pub values: Vec<(Name, Formula)>,
    /// Whether there is enough to go by.
    pub enough: Option<Formula>,
    /// When it fails.
    pub fail: Option<Formula>,
    /// When it warns.
    pub warn: Option<Formula>,
    /// The rows that it rests on.
    pub evidence: Option<Evidence>,
    /// What was found, in a sentence that quotes values of the group.
    pub finding: Option<Vec<Quoted>>,
    /// Why that matters.
    pub why: Option<String>,
    /// What to fix first.
    pub fix: Option<String>,
    /// What to call it if it fails.
    pub called: Option<String>,
}

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quoted {
    /// Words.
    Words(String),
    /// A value of the group, or what the group is by.
    Value(String),
}

impl Check {
    /// Its expressions over groups.
    pub fn questions(&self) -> impl Iterator<Item = &Formula> {
        let last = [&self.enough, &self.fail, &self.warn];
        self.values
            .iter()
            .map(|(_, value)| value)
            .chain(last.into_iter().flatten())
    }

    /// The checks whose verdicts it reads.
    #[must_use]
    pub fn verdicts(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for question in self.questions() {
            question.visit(&mut |part| {
                if let Some((NamedRule::Check, name)) = part.named_rule() {
                    names.push(name);
                }
            });
        }
        names
    }
}

/// The rows that a check rests on. Before it is resolved its condition is a text.
#[derive(Clone, Debug)]
pub struct Evidence<F = Formula> {
    /// Which of the rows that count.
    pub filter: Option<F>,
    /// What is shown of each, after the entity and the period.
    pub show: Vec<Name>,
    /// How many at most, of each group.
    pub most: u32,
}

/// Names that every group of a check has.
pub const GROUP_NAMES: &[&str] = &["stage", "as_of"];
