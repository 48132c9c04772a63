//! How a file may be read: the source block, and a mapping if its columns aren't those of the contract.

use super::Session;
use super::trial::Trial;
use crate::packs::{Pack, Packs};
use crate::project_files::ProjectFile;
use crate::sources::sample;
use crate::{Failure, Findings};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use uptake_adapter::{AdapterError, ErrorCode, ScanRequest};
use uptake_codes::RuleCode;
use uptake_rules::missing::Missing;
use uptake_rules::policy::Entities;
use uptake_rules::project::Project;
use uptake_rules::{Diagnostics, Policy, RuleFile, Sources};
use uptake_suggest::{Bytes, Content, Proposal, Request, propose};

/// What to look at.
#[derive(Clone, Copy, Debug)]
pub struct SuggestRequest<'a> {
    /// The file.
    pub file: &'a Path,
    /// The sheet of a workbook; the only one that has a table if `None`.
    pub sheet: Option<&'a str>,
    /// The dataset that it is for; the one that fits best if `None`.
    pub dataset: Option<&'a str>,
    /// The project whose rules count; else those of `packs`.
    pub project: Option<&'a Path>,
    /// Built-in packs: their rules count without a project, and those that only add mappings also beside one.
    pub packs: &'a [&'a str],
    /// Whether names are shown though the project replaces them.
    pub names: bool,
}

/// What is proposed for a file.
#[derive(Debug, Serialize)]
pub struct Suggested {
    /// The proposal.
    #[serde(flatten)]
    pub proposal: Proposal,
    /// The built-in packs that it needs, and that the project doesn't name.
    pub packs: Vec<String>,
}

impl Suggested {
    /// As YAML, ready to paste, with what isn't sure in comments.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = uptake_suggest::yaml::text(&self.proposal);
        if !self.packs.is_empty() {
            let names: Vec<String> = self.packs.iter().map(|name| format!("`{name}`")).collect();
            text.insert_str(
                0,
                &format!("# add to `packs`, unless they are there: {}\n", names.join(", ")),
            );
        }
        text
    }
}

/// The rules that a file is held against.
struct Rules {
    files: Vec<RuleFile>,
    policy: Policy,
    texts: Sources,
    project: Option<(Project, PathBuf)>,
    entities: Option<BTreeSet<String>>,
}

impl Session {
    /// Proposes how to read a file.
    ///
    /// # Errors
    /// When the file can't be looked into, when the rules have errors, or when they have no such dataset.
    pub fn suggest(&self, request: &SuggestRequest<'_>) -> Result<Suggested, Failure> {
        let rules = self.rules_for(request)?;
        if let Some(name) = request.dataset
            && rules.policy.dataset(name).is_none()
        {
            let names = rules.policy.datasets.iter().map(|dataset| dataset.name.text.as_str());
            let missing = Missing::new("dataset", name).among(names);
            return Err(Failure::missing(RuleCode::UnknownName, &missing));
        }
        let hidden = rules
            .project
            .as_ref()
            .is_some_and(|(project, _)| project.pseudonyms.is_some());
        let shown = request.file.display().to_string();
        let path = self.disk.at(request.file);
        if path.is_dir() {
            let message = format!("`{shown}` is a folder where a file is expected");
            return Err(Failure::from(AdapterError::new(ErrorCode::Source, message)));
        }
        let named = uptake_files::format_of_name(&path);
        let ends = sample::ends(&path, &shown)?;
        let format = named.or_else(|| by_content(&ends.head)).unwrap_or("csv");
        let whole;
        let content = match format {
            "csv" => Content::Text(Bytes {
                head: &ends.head,
                tail: ends.tail.as_deref(),
            }),
            "xlsx" | "xls" | "xlsb" | "ods" => {
                whole = sample::whole(&path, &shown)?;
                Content::Workbook(&whole)
            }
            _ => {
                let stated = named.is_none().then_some(format);
                let typed = sample::typed(self.world.folder(), &shown, stated)?;
                Content::Rows {
                    table: typed.table,
                    top: typed.top,
                    paths: typed.paths,
                    rows: typed.rows,
                }
            }
        };
        let from = rules.project.as_ref().map(|(_, folder)| folder.as_path());
        let proposal = propose(&Request {
            path: &self.seen_from(request.file, from),
            format: named.is_none().then_some(format),
            content,
            policy: &rules.policy,
            sheet: request.sheet,
            dataset: request.dataset,
            entities: rules.entities.as_ref(),
            examples: !hidden || request.names,
        });
        let proposal = proposal.map_err(|said| {
            Failure::from(AdapterError::new(
                ErrorCode::Source,
                format!("`{shown}` can't be read: {said}"),
            ))
        })?;
        let mut proposal = proposal;
        if proposal.ready {
            let trial = Trial {
                files: &rules.files,
                folder: from.unwrap_or(Path::new("")),
                shown: !hidden || request.names,
            };
            if let Some(tried) = self.tried(&proposal, &trial) {
                proposal.take(tried);
            }
        }
        let packs = needed(&proposal, &rules, request.packs);
        Ok(Suggested { proposal, packs })
    }

    /// The rules of the project with the built-in mappings, or of the built-in packs.
    fn rules_for(&self, request: &SuggestRequest<'_>) -> Result<Rules, Failure> {
        let built_in = request.packs.iter().filter_map(|name| Pack::built_in(name, &self.disk));
        let Some(path) = request.project else {
            let packs = Packs::with_needs(built_in.collect(), &[], &self.disk)?;
            let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
            let policy = packs.load(&mut texts, &mut diagnostics);
            return match diagnostics.has_errors() {
                true => Err(Failure::rules(Findings::new(&diagnostics, texts))),
                false => Ok(Rules {
                    files: packs.files(),
                    policy,
                    texts,
                    project: None,
                    entities: None,
                }),
            };
        };
        let loaded = self.load(ProjectFile::At(path), None)?;
        // A project that is being made has no sources yet, and names mappings that are still to be written.
        let Some(project) = loaded.project.clone() else {
            return Err(Failure::rules(Findings::new(&loaded.diagnostics, loaded.texts)));
        };
        let entities = self.listed(&project, &loaded);
        let mut packs: Vec<Pack> = loaded.packs.all.clone();
        packs.extend(built_in);
        let with = Packs::with_needs(packs, &[], &self.disk)?;
        let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let policy = with.load(&mut texts, &mut diagnostics);
        let (files, policy, texts) = match diagnostics.has_errors() {
            // Where they don't go together the project's own rules count.
            true => (loaded.packs.files(), loaded.policy, loaded.texts),
            false => (with.files(), policy, texts),
        };
        Ok(Rules {
            files,
            policy,
            texts,
            project: Some((project, loaded.sources_folder)),
            entities,
        })
    }

    /// A path as it is found from a folder: without it where the file lies inside, with `..` where it lies beside.
    fn seen_from(&self, path: &Path, folder: Option<&Path>) -> String {
        let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) else {
            return path.display().to_string();
        };
        if path.is_absolute() {
            return path.display().to_string();
        }
        let (file, folder) = (self.disk.real(path), self.disk.real(folder));
        let shared = file
            .components()
            .zip(folder.components())
            .take_while(|(a, b)| a == b)
            .count();
        let up = folder.components().skip(shared).map(|_| Component::ParentDir);
        let relative: PathBuf = up.chain(file.components().skip(shared)).collect();
        relative.display().to_string()
    }

    /// The names on the project's list of entities, as far as it can be read without a mapping.
    fn listed(&self, project: &Project, loaded: &crate::Loaded) -> Option<BTreeSet<String>> {
        let Entities::Listed(name) = &loaded.policy.entities else {
            return None;
        };
        let dataset = loaded.policy.dataset(&name.text)?;
        let column = dataset.column(&dataset.entity.text)?.source_name().to_owned();
        let mut names = BTreeSet::new();
        for spec in project.sources.iter().filter(|spec| spec.dataset.text == name.text) {
            let mut source = self.opening(loaded).one(spec).ok()?;
            for batch in source.scan(&ScanRequest::default()).ok()? {
                let frame = batch.ok()?.frame;
                let texts = frame
                    .column(&column)
                    .ok()?
                    .cast(&polars::prelude::DataType::String)
                    .ok()?;
                names.extend(texts.str().ok()?.iter().flatten().map(|text| text.trim().to_owned()));
            }
        }
        Some(names).filter(|names| !names.is_empty())
    }
}

/// The format that a file's first bytes show; plain text if it is none of these.
fn by_content(head: &[u8]) -> Option<&'static str> {
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace());
    match () {
        () if head.starts_with(b"PK\x03\x04") => Some("xlsx"),
        () if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) => Some("xls"),
        () if head.starts_with(b"PAR1") => Some("parquet"),
        () if head.starts_with(b"ARROW1") => Some("ipc"),
        () if first == Some(&b'[') => Some("json"),
        () if first == Some(&b'{') => Some("ndjson"),
        () => None,
    }
}

/// The packs that a proposal needs and that aren't there.
fn needed(proposal: &Proposal, rules: &Rules, packs: &[&str]) -> Vec<String> {
    let known = proposal.mapping.as_ref().filter(|mapping| mapping.known);
    let mapping = known.and_then(|known| {
        rules
            .policy
            .mappings
            .iter()
            .find(|mapping| mapping.name.text == known.name)
    });
    let dataset = proposal.dataset.as_deref().and_then(|name| rules.policy.dataset(name));
    let spans = [
        dataset.map(|dataset| dataset.name.span),
        mapping.map(|mapping| mapping.name.span),
    ];
    let mut found = Vec::new();
    for span in spans.into_iter().flatten() {
        let path = rules.texts.get(span.file).map_or("", |file| file.path.as_str());
        for name in packs {
            let named = |project: &Project| project.packs.iter().any(|pack| pack.text == *name);
            let is_there = rules.project.as_ref().is_some_and(|(project, _)| named(project));
            let inside = path.starts_with(&format!("rules/{name}/"));
            if inside && !is_there && !found.iter().any(|known| known == name) {
                found.push((*name).to_owned());
            }
        }
    }
    found
}
