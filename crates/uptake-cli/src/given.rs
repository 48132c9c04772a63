//! The rules that a command is given by one word: a project, a folder, a file, or the name of a built-in pack.

use crate::exit::Failure;
use crate::packs::{Pack, Packs};
use crate::{built_in, project_files, rule_files};
use std::path::{Path, PathBuf};
use uptake_rules::near::nearest;
use uptake_rules::project::Project;
use uptake_rules::{Diagnostics, Policy, Sources, heading};

/// Rules that were read, with all packs that they need.
pub(crate) struct Given {
    /// The project, if it is one.
    pub(crate) project: Option<Project>,
    /// The packs that were asked for: those of the project with what they need, or the one.
    pub(crate) packs: Vec<Pack>,
    /// What they say.
    pub(crate) policy: Policy,
    /// The texts.
    pub(crate) sources: Sources,
    /// What is to be said about them.
    pub(crate) diagnostics: Diagnostics,
}

/// Reads what `of` names; `command` is the one that was called, for messages.
pub(crate) fn read(of: &str, command: &str) -> Result<Given, Failure> {
    let path = Path::new(of);
    if path.is_file() {
        if heading::read(&rule_files::read(path)?).project {
            return project(path);
        }
        return pack(Pack::file(path)?);
    }
    if path.is_dir() {
        return match projects(path)?.as_slice() {
            [] => folder(path),
            [only] => project(only),
            [first, ..] => Err(
                Failure::new(format!("the folder `{of}` has several project files")).help(format!(
                    "name one of them, as in `uptake {command} {}`",
                    first.display()
                )),
            ),
        };
    }
    if let Some(found) = Pack::built_in(of) {
        return pack(found);
    }
    let names = built_in::names();
    let failure = Failure::new(format!("there is no pack, file or folder `{of}`")).code("unknown-name");
    Err(match nearest(of, names.iter().map(String::as_str)) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help(built_in_packs(&names)),
    })
}

fn built_in_packs(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("name a folder, a file, or a built-in pack: {}", names.join(", "))
}

fn projects(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in rule_files::in_folder(folder)? {
        if heading::read(&rule_files::read(&path)?).project {
            found.push(path);
        }
    }
    Ok(found)
}

fn folder(path: &Path) -> Result<Given, Failure> {
    let found = Pack::folder(path)?;
    if found.files.is_empty() {
        return Err(
            Failure::new(format!("the folder `{}` has no rule files", path.display()))
                .code("unreadable")
                .help(built_in_packs(&built_in::names())),
        );
    }
    pack(found)
}

fn project(path: &Path) -> Result<Given, Failure> {
    // Places are told from here, without the `./` that the folder `.` puts before them.
    let loaded = project_files::load(path.strip_prefix("./").unwrap_or(path))?;
    Ok(Given {
        project: loaded.project,
        packs: loaded.packs.all,
        policy: loaded.policy,
        sources: loaded.sources,
        diagnostics: loaded.diagnostics,
    })
}

fn pack(pack: Pack) -> Result<Given, Failure> {
    let packs = Packs::with_needs(vec![pack.clone()], &[])?;
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let policy = packs.load(&mut sources, &mut diagnostics);
    Ok(Given {
        project: None,
        packs: vec![pack],
        policy,
        sources,
        diagnostics,
    })
}
