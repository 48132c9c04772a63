//! What the texts of a draft can change for whatever data there are, beside the saved rules.

use super::{Drafting, Rules, State};
use crate::{Failure, Findings};
use std::sync::Arc;
use uptake_rules::proving::{Beside, MayMove, Relation, beside};
use uptake_rules::{Diagnostics, Policy, Sources};

/// What a draft can change.
#[derive(Clone, Debug, Default)]
pub struct DraftHints {
    /// The definitions that mean something else than they did, in the order of the rules.
    pub definitions: Vec<DraftHint>,
    /// Which way each share can move that isn't what it was.
    pub shares: Vec<MayMove>,
}

/// How a definition is to what it was.
#[derive(Clone, Debug)]
pub struct DraftHint {
    /// Its name.
    pub definition: String,
    /// Whether fewer can meet it than before, more, or both.
    pub relation: Relation,
    /// Why that can't be told, where it can't.
    pub why: Option<String>,
}

impl Drafting {
    /// How each definition is to what is saved, and which way each share can move: proved, without data. What means the same isn't in it.
    ///
    /// # Errors
    /// When the saved rules or the texts have errors.
    pub fn hints(&self) -> Result<DraftHints, Failure> {
        let (before, after) = (self.policy(State::Saved)?, self.policy(State::Drafted)?);
        Ok(DraftHints::from(beside(&before, &after)))
    }

    fn policy(&self, state: State) -> Result<Arc<Policy>, Failure> {
        let packs = match &self.rules {
            Rules::Project(_) => return Ok(self.loaded(state)?.sound()?.1.policy),
            Rules::Pack(path) => self.session(state).packs_at(path)?,
            Rules::Suite(path) => self.session(state).packs_of_suite(path)?,
        };
        let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let policy = packs.load(&mut texts, &mut diagnostics);
        match diagnostics.has_errors() {
            true => Err(Failure::rules(Findings::new(&diagnostics, texts))),
            false => Ok(Arc::new(policy)),
        }
    }
}

impl From<Beside> for DraftHints {
    fn from(beside: Beside) -> Self {
        let Beside { definitions, shares } = beside;
        let definitions = definitions.into_iter().map(|effect| DraftHint {
            definition: effect.definition,
            relation: effect.relation,
            why: effect.why,
        });
        Self {
            definitions: definitions.collect(),
            shares,
        }
    }
}
