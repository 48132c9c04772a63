//! Recording a run in the project's ledger.

use crate::made::Made;
use crate::world;
use std::path::{Component, Path, PathBuf};
use uptake_codes::ProgramCode;
use uptake_engine::Range;
use uptake_ledger::{
    Asked, Entry, FileDigest, Finding, Ledger, LedgerError, Manifest, Program, Recording, Run, Then, digest_of_file,
};
use uptake_project::{Failure, Loaded, ProjectFile, RunRequest};
use uptake_report::outputs::Wanted;

/// The ledger that a project keeps; none if it keeps none.
pub(crate) fn ledger(loaded: &Loaded) -> Option<Ledger> {
    ledger_in(&loaded.folder, loaded)
}

/// The same where the project's folder is another one than that of its rules.
fn ledger_in(home: &Path, loaded: &Loaded) -> Option<Ledger> {
    let folder = loaded.project.as_ref()?.ledger.as_ref()?;
    Some(Ledger::at(home.join(&folder.text)))
}

/// Begins to record a run whose outputs are in `made` and will be put into `target`, if the project keeps a ledger. It is in the ledger
/// as soon as they are in their place, whatever becomes of this program.
///
/// # Errors
/// When the ledger can't be read or written, or isn't whole.
pub(crate) fn begin(
    request: &RunRequest<'_>,
    ran: &Made,
    made: &Path,
    target: &Path,
    wanted: &Wanted,
    then: Option<&Then>,
) -> Result<Option<Recording>, Failure> {
    let loaded = &ran.loaded;
    let home = request.data_from.unwrap_or(&loaded.folder);
    let Some(ledger) = ledger_in(home, loaded) else {
        return Ok(None);
    };
    let manifest = Manifest::read(made).map_err(failure)?;
    let manifest = manifest.ok_or_else(|| Failure::new("internal error: the manifest of this run can't be read"))?;
    let approvals = manifest.approved();
    let run = Run {
        project_file: match request.project {
            ProjectFile::At(path) => slashes(path),
            ProjectFile::InMemory(file) => file.path().to_owned(),
        },
        asked: Asked {
            known_at: then.cloned(),
            pseudonyms: ran.disclosure.key_digest(),
            ..asked(request, wanted)
        },
        program: program()?,
        adapters: adapters(ran)?,
        folder: slashes(&below(target, home)),
        outputs: manifest.recorded(made).map_err(failure)?,
        project: manifest.project,
        as_of: manifest.as_of,
        periods: (manifest.range.first, manifest.range.last),
        rules: manifest.rules,
        sources: manifest.sources,
        cube: manifest.cube,
        approvals,
    };
    let texts = loaded.files.iter().map(|file| file.bytes());
    let begun = ledger.begin(run, world::now().to_string(), texts, target);
    Ok(Some(begun.map_err(failure)?))
}

/// What was asked for, as far as the project doesn't say it.
fn asked(request: &RunRequest<'_>, wanted: &Wanted) -> Asked {
    let (period, from, to) = match &request.range {
        Range::All => (None, None, None),
        Range::Period(period) => (Some(period.clone()), None, None),
        // The month of a report, by a day of it; no run asks for one.
        Range::Month(day) => (Some(day.to_string()), None, None),
        Range::Days(from, to) => (None, from.map(|day| day.to_string()), to.map(|day| day.to_string())),
    };
    Asked {
        period,
        from,
        to,
        sources: request.sources.map(slashes),
        names: request.names,
        workbook: wanted.workbook,
        files: wanted.names(),
        pseudonyms: None,
        known_at: None,
    }
}

/// This program.
pub(crate) fn program() -> Result<Program, Failure> {
    let unreadable = |error: std::io::Error| Failure::new(format!("this program can't read its own file: {error}"));
    let path = std::env::current_exe().map_err(unreadable)?;
    let (_, sha256) = digest_of_file(&path).map_err(unreadable)?;
    Ok(Program {
        name: "uptake".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        sha256,
    })
}

/// The code of others that a run rested on: libraries of adapters, programs and their scripts, drivers of databases.
pub(crate) fn adapters(ran: &Made) -> Result<Vec<FileDigest>, Failure> {
    let digested = |(file, path): (String, PathBuf)| {
        let (bytes, sha256) = digest_of_file(&path).map_err(|error| {
            Failure::new(format!("`{file}` can't be read: {error}")).code(ProgramCode::LedgerUnreadable)
        })?;
        Ok(FileDigest { file, bytes, sha256 })
    };
    let programs = ran.programs.iter().map(|file| (file.name.clone(), file.path.clone()));
    ran.loaded
        .libraries()
        .into_iter()
        .chain(programs)
        .map(digested)
        .collect()
}

/// A path from a project's folder, if it lies below it; else as it is named.
pub(crate) fn below(path: &Path, project: &Path) -> PathBuf {
    let project = if project.as_os_str().is_empty() {
        Path::new(".")
    } else {
        project
    };
    let whole = |path: &Path| std::path::absolute(path).ok().map(|path| without_dots(&path));
    match (whole(path), whole(project)) {
        (Some(whole), Some(project)) => whole
            .strip_prefix(&project)
            .map_or_else(|_| path.to_path_buf(), Path::to_path_buf),
        _ => path.to_path_buf(),
    }
}

/// A path without `.` and `..`, read as it is written: what it leads to may not be there yet.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// A path with `/` between its folders.
fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// An error of a ledger as the program shows errors.
pub(crate) fn failure(error: LedgerError) -> Failure {
    Failure::new(error.message).code(error.code)
}

/// What a ledger has.
pub(crate) struct Read {
    /// The entries that say what their digests say, with these.
    pub(crate) entries: Vec<(Entry, String)>,
    /// The first thing that isn't as it was written.
    pub(crate) broken: Option<Failure>,
}

/// The entries of a ledger, whatever else it has.
///
/// # Errors
/// When the ledger can't be read.
pub(crate) fn entries(ledger: &Ledger) -> Result<Read, Failure> {
    let verified = ledger.verify().map_err(failure)?;
    let told = |finding: &Finding| {
        let codes = [
            (ProgramCode::LedgerBroken, "restore the ledger from a copy"),
            (
                ProgramCode::LedgerUnreadable,
                "use the program that wrote it, or a newer one",
            ),
        ];
        let (code, help) = codes.into_iter().find(|(code, _)| code.as_str() == finding.code)?;
        let failure = Failure::new(finding.kind.message()).code(code);
        Some(failure.help(format!(
            "`uptake verify` names all that isn't as it was written; {help}"
        )))
    };
    Ok(Read {
        entries: ledger.entries().map_err(failure)?,
        broken: verified.findings.iter().find_map(told),
    })
}

/// All entries of a ledger that is as it was written: of another one nobody knows which is the last.
///
/// # Errors
/// `ledger-broken` where it isn't, and when it can't be read.
pub(crate) fn whole_entries(ledger: &Ledger) -> Result<Vec<(Entry, String)>, Failure> {
    let read = entries(ledger)?;
    match read.broken {
        None => Ok(read.entries),
        Some(broken) => Err(broken),
    }
}
