//! What packs say.

use super::Session;
use crate::Failure;
use crate::reference::{Reference, VERSION, differing, gather};

impl Session {
    /// The reference of the packs that one word names, as in [`Session::rules`]; of a project it has all packs, with those that
    /// they need.
    ///
    /// # Errors
    /// When there are no such rules, or when they have errors.
    pub fn reference(&self, rules: &str) -> Result<Reference, Failure> {
        let read = self.rules(rules)?;
        let packs = read.packs.iter();
        let pseudonyms = read
            .project
            .as_ref()
            .is_some_and(|project| project.pseudonyms.is_some());
        Ok(Reference {
            version: VERSION,
            differing: differing(&read.policy, &read.texts, pseudonyms),
            packs: packs.map(|pack| gather(pack, &read.policy, &read.texts)).collect(),
            project: read.project.map(|project| project.name),
        })
    }
}
