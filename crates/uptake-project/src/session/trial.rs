//! What is proposed for a file, tried on its first rows through the same door as a run.

use super::Session;
use crate::Failure;
use crate::sources::Opening;
use std::path::Path;
use uptake_engine::inspect::{Look, inspect};
use uptake_engine::intake::Refused;
use uptake_engine::names::Disclosure;
use uptake_rules::policy::Entities;
use uptake_rules::{Diagnostics, RuleFile, Sources};
use uptake_suggest::{Proposal, RefusedColumn, Tried};

/// So many rows are tried.
const ROWS: u64 = 5_000;

/// Rules and a proposal that are tried together.
pub(super) struct Trial<'a> {
    /// The files of the rules.
    pub(super) files: &'a [RuleFile],
    /// The folder that the source block's path starts from.
    pub(super) folder: &'a Path,
    /// Whether what an error quotes may be shown.
    pub(super) shown: bool,
}

impl Session {
    /// What the door says of a proposal's rows; `None` if it can't be tried. Nobody is looked up on the list of entities.
    pub(super) fn tried(&self, proposal: &Proposal, trial: &Trial<'_>) -> Option<Tried> {
        let dataset = proposal.dataset.as_deref()?;
        let mut files = trial.files.to_vec();
        if let Some(yaml) = &proposal.mapping_yaml {
            files.push(RuleFile::new("mapping.yaml", yaml.as_bytes()));
        }
        let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let policy = uptake_rules::load(&files, &mut texts, &mut diagnostics);
        let mut block = String::new();
        // A list that can't be opened: then nobody is looked up in it.
        if let Entities::Listed(name) = &policy.entities
            && name.text != dataset
        {
            block = format!("  {}: {{ adapter: files }}\n", name.text);
        }
        for line in proposal.source_yaml.lines() {
            block.push_str(&format!("  {line}\n"));
        }
        let text = format!("uptake: 1\nproject: trial\npacks: [rules]\nsources:\n{block}");
        let file = RuleFile::new("block.yaml", text.into_bytes());
        let project = uptake_rules::project::read(&file, &mut texts, &mut diagnostics)?;
        if diagnostics.has_errors() {
            return None;
        }
        let opening = Opening {
            world: self.world.as_ref(),
            frames: &self.frames,
            folder: trial.folder,
            policy: &policy,
            texts: &texts,
        };
        let (mut opened, closed) = opening.each(&project);
        let failed = |failure: &Failure| Tried {
            failure: Some(told(failure, trial.shown)),
            ..Tried::default()
        };
        if let Some((_, failure)) = closed.iter().find(|((closed, _), _)| closed == dataset) {
            return Some(failed(failure));
        }
        let shut: Vec<(String, usize)> = closed.into_iter().map(|(source, _)| source).collect();
        let look = Look {
            policy: &policy,
            as_of: self.as_of(None, None, &policy),
            datasets: &[dataset.to_owned()],
            closed: &shut,
            rows: Some(ROWS),
        };
        let disclosure = Disclosure::clear();
        let seen = match inspect(&look, &mut opened) {
            Ok(inspected) => inspected.sources.into_iter().find(|seen| seen.dataset == dataset)?,
            Err(error) => return Some(failed(&Failure::engine(&error, &disclosure, &texts))),
        };
        let failure = seen
            .fault
            .as_ref()
            .map(|error| Failure::engine(error, &disclosure, &texts));
        let reasons = seen.report.set_aside.iter();
        Some(Tried {
            rows: seen.report.rows,
            used: seen.report.used,
            refused: seen
                .report
                .refused
                .iter()
                .map(|found| refused(found, trial.shown))
                .collect(),
            set_aside: reasons.map(|(reason, count)| (reason.to_string(), *count)).collect(),
            failure: failure.map(|failure| told(&failure, trial.shown)),
        })
    }
}

/// A column with values that can't be read; without an example where data aren't shown.
fn refused(found: &Refused, shown: bool) -> RefusedColumn {
    let example = || Disclosure::clear().over(&[]).write(&found.example);
    RefusedColumn {
        column: found.column.clone(),
        ty: found.ty.to_owned(),
        rows: found.rows,
        example: shown.then(example),
        row: found.at.row,
    }
}

/// A failure in a line; without what it may quote from data where that isn't shown.
fn told(failure: &Failure, shown: bool) -> String {
    let code = failure.code.as_ref().map_or(String::new(), ToString::to_string);
    match shown {
        true => format!("{code}: {}", failure.message),
        false => code,
    }
}
