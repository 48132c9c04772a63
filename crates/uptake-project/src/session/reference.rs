//! What packs say.

use super::Session;
use crate::Failure;
use crate::packs::Pack;
use crate::project_files::Loaded;
use crate::reference::{Reference, VERSION, differing, gather, sources};
use uptake_rules::project::Project;
use uptake_rules::{Policy, Sources};

impl Session {
    /// The reference of the packs that one word names, as in [`Session::rules`]; of a project it has all packs, with those that
    /// they need.
    ///
    /// # Errors
    /// When there are no such rules, or when they have errors.
    pub fn reference(&self, rules: &str) -> Result<Reference, Failure> {
        let read = self.rules(rules)?;
        Ok(reference(read.project.as_ref(), &read.packs, &read.policy, &read.texts))
    }
}

impl Loaded {
    /// What the rules of a project say, with files and places told from its folder, wherever that is.
    #[must_use]
    pub fn reference(&self) -> Reference {
        let mut reference = reference(self.project.as_ref(), &self.packs.all, &self.policy, &self.texts);
        reference.told_from(&self.folder);
        reference
    }
}

fn reference(project: Option<&Project>, packs: &[Pack], policy: &Policy, texts: &Sources) -> Reference {
    let pseudonyms = project.and_then(|project| project.pseudonyms.as_ref());
    Reference {
        version: VERSION,
        project: project.map(|project| project.name.clone()),
        differing: differing(policy, texts, pseudonyms.is_some()),
        sources: project.map_or(Vec::new(), |project| sources(project, texts)),
        packs: packs.iter().map(|pack| gather(pack, policy, texts)).collect(),
    }
}
