//! Rules that are named by one word: a project, a folder, a file, or the name of a built-in pack.

use crate::packs::{Pack, Packs};
use crate::project_files::{Loading, ProjectFile};
use crate::rule_files::Lies;
use crate::{Failure, Findings, built_in, which_project};
use std::path::Path;
use std::sync::Arc;
use uptake_codes::RuleCode;
use uptake_rules::missing::Missing;
use uptake_rules::project::Project;
use uptake_rules::{Diagnostics, Policy, Sources, heading};

/// Rules that were read, with all packs that they need.
#[derive(Debug)]
pub struct NamedRules {
    /// The project, if it is one.
    pub project: Option<Project>,
    /// The packs that were asked for: those of the project with what they need, or the one.
    pub packs: Vec<Pack>,
    /// What they say.
    pub policy: Arc<Policy>,
    /// The texts.
    pub texts: Sources,
    /// What is to be said about them.
    diagnostics: Diagnostics,
}

impl NamedRules {
    /// Reads what `word` names; an error in the rules is a failure.
    pub(crate) fn read(word: &str, loading: Loading<'_>) -> Result<Self, Failure> {
        found(word, loading)?.sound()
    }

    /// Reads a pack with those that it needs; an error in the rules is a failure.
    pub(crate) fn of_pack(pack: &Pack, loading: Loading<'_>) -> Result<Self, Failure> {
        self::pack(pack.clone(), loading)?.sound()
    }

    fn sound(self) -> Result<Self, Failure> {
        let read = self;
        match read.diagnostics.has_errors() {
            true => Err(Failure::rules(Findings::new(&read.diagnostics, read.texts))),
            false => Ok(read),
        }
    }
}

fn found(word: &str, loading: Loading<'_>) -> Result<NamedRules, Failure> {
    let (path, disk) = (Path::new(word), loading.disk);
    let lies = disk.lies(path)?;
    if matches!(lies, Lies::File | Lies::Other) {
        if heading::read(&disk.read(path)?).project {
            return project(path, loading);
        }
        return pack(Pack::file(disk, path)?, loading);
    }
    if lies == Lies::Folder {
        return match which_project::of_folder(path, disk)? {
            None => folder(path, loading),
            Some(file) => project(&file, loading),
        };
    }
    if let Some(found) = Pack::built_in(word, disk) {
        return pack(found, loading);
    }
    let names = built_in::names();
    let missing = Missing::new("pack, file or folder", word)
        .among(names.iter().map(String::as_str))
        .help(built_in_packs(&names));
    Err(Failure::missing(RuleCode::UnknownName, &missing))
}

fn built_in_packs(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("name a folder, a file, or a built-in pack: {}", names.join(", "))
}

fn folder(path: &Path, loading: Loading<'_>) -> Result<NamedRules, Failure> {
    let found = Pack::folder(loading.disk, path)?;
    if found.files.is_empty() {
        return Err(
            Failure::new(format!("the folder `{}` has no rule files", path.display()))
                .code(RuleCode::Unreadable)
                .help(built_in_packs(&built_in::names())),
        );
    }
    pack(found, loading)
}

fn project(path: &Path, loading: Loading<'_>) -> Result<NamedRules, Failure> {
    // Places are told from here, without the `./` that the folder `.` puts before them.
    let path = path.strip_prefix("./").unwrap_or(path);
    let loaded = loading.load(ProjectFile::At(path), None)?;
    Ok(NamedRules {
        project: loaded.project,
        packs: loaded.packs.all,
        policy: loaded.policy,
        texts: loaded.texts,
        diagnostics: loaded.diagnostics,
    })
}

fn pack(pack: Pack, loading: Loading<'_>) -> Result<NamedRules, Failure> {
    let packs = Packs::with_needs(vec![pack.clone()], &[], loading.disk)?;
    let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let policy = packs.load(&mut texts, &mut diagnostics);
    Ok(NamedRules {
        project: None,
        packs: vec![pack],
        policy: Arc::new(policy),
        texts,
        diagnostics,
    })
}
