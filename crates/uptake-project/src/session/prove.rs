//! Questions about rules, for whatever data there are.

use super::Session;
use crate::Failure;
use std::sync::Arc;
use uptake_codes::RuleCode;
use uptake_rules::proving::{self, Answer, Effect, NamedPack, NoSuchRule, Prover, Question, Same};
use uptake_rules::{Policy, Sources};

/// What is asked.
#[derive(Clone, Debug)]
pub enum ProveRequest<'a> {
    /// All of it: each definition, each ladder, each override.
    All(&'a str),
    /// A question about definitions.
    Question(&'a str, Question),
    /// The rungs of a ladder.
    Ladder(&'a str, &'a str),
    /// What each override does.
    Overrides(&'a str),
}

/// What is known of rules.
#[derive(Debug)]
pub struct Proved {
    /// Answers to questions.
    pub answers: Vec<Answer>,
    /// What overrides do.
    pub effects: Vec<Effect>,
    /// The texts of the rules.
    pub texts: Sources,
}

impl Session {
    /// Answers questions about rules.
    ///
    /// # Errors
    /// When there are no such rules, or when they have errors.
    pub fn prove(&self, request: &ProveRequest<'_>) -> Result<Proved, Failure> {
        let (ProveRequest::All(rules)
        | ProveRequest::Question(rules, _)
        | ProveRequest::Ladder(rules, _)
        | ProveRequest::Overrides(rules)) = request;
        let read = self.rules(rules)?;
        let mut prover = Prover::new(&read.policy);
        let mut answers = Vec::new();
        let mut effects = Vec::new();
        match request {
            ProveRequest::Question(_, question) => answers.push(prover.ask(question).map_err(|error| no_rule(&error))?),
            ProveRequest::Ladder(_, name) => answers.extend(prover.ladder(name).map_err(|error| no_rule(&error))?),
            ProveRequest::Overrides(_) => effects = effects_of(&read.policy, &read.texts),
            ProveRequest::All(_) => {
                answers.extend(prover.definitions());
                answers.extend(prover.ladders());
                effects = effects_of(&read.policy, &read.texts);
            }
        }
        drop(prover);
        Ok(Proved {
            answers,
            effects,
            texts: read.texts,
        })
    }

    /// Which definitions of several packs say the same. A folder of packs stands for all of them.
    ///
    /// # Errors
    /// When there are no such rules, or when they have errors.
    pub fn prove_same(&self, words: &[String]) -> Result<Same, Failure> {
        let mut packs = Vec::new();
        for word in words {
            for path in self.packs_below(word)? {
                let read = self.rules(&path)?;
                let files: Vec<String> = read
                    .packs
                    .iter()
                    .flat_map(|pack| &pack.files)
                    .map(|file| format!("{}:", file.path()))
                    .collect();
                // A pack that others need is compared once, where it is named itself.
                let own = |span| {
                    let place = read.texts.place(span);
                    files.iter().any(|file| place.starts_with(file))
                };
                let rules = read.policy.definitions.iter();
                let definitions = rules
                    .filter(|rule| own(rule.name.span))
                    .map(|rule| rule.name.text.clone())
                    .collect();
                let folder = std::path::Path::new(&path).file_name();
                packs.push(NamedPack {
                    name: folder.map_or_else(|| path.clone(), |name| name.to_string_lossy().into_owned()),
                    definitions,
                    policy: Arc::unwrap_or_clone(read.policy),
                });
            }
        }
        Ok(proving::same(&packs))
    }

    /// A word itself, or for a folder without rule files the folders in it that have some.
    fn packs_below(&self, word: &str) -> Result<Vec<String>, Failure> {
        let path = std::path::Path::new(word);
        if self.disk.lies(path)? != crate::rule_files::Lies::Folder || !self.disk.rules_in(path)?.is_empty() {
            return Ok(vec![word.to_owned()]);
        }
        let mut found = Vec::new();
        for folder in self.disk.folders(path)? {
            if !self.disk.rules_in(&folder)?.is_empty() {
                found.push(folder.display().to_string());
            }
        }
        match found.is_empty() {
            true => Ok(vec![word.to_owned()]),
            false => Ok(found),
        }
    }
}

fn effects_of(policy: &Policy, texts: &Sources) -> Vec<Effect> {
    if policy.overrides.is_empty() {
        return Vec::new();
    }
    proving::effects(&uptake_rules::without_overrides(policy, texts), policy, texts)
}

fn no_rule(error: &NoSuchRule) -> Failure {
    Failure::new(error.message.clone())
        .code(RuleCode::UnknownName)
        .help(error.help.clone())
}
