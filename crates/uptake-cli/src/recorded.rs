//! Recorded runs: which one is meant, and its rules as they were.

use crate::output_folder::Beside;
use crate::recording::{self, failure};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use uptake_codes::{ProgramCode, RuleCode};
use uptake_engine::Range;
use uptake_ledger::{Entry, Ledger, SourceDigest};
use uptake_project::{Failure, RecordedParts, Session, built_in};
use uptake_report::outputs::{self, Wanted};
use uptake_rules::{RuleFile, heading};

/// The rules of a recorded run, written into a folder of their own.
pub(crate) struct Restored {
    /// The folder, which goes with this.
    folder: Beside,
    /// The project file, from there.
    pub(crate) project: PathBuf,
    /// The file of sources that was named beside it, from there.
    pub(crate) sources: Option<PathBuf>,
    /// A session that begins there.
    pub(crate) session: Session,
}

impl Restored {
    /// The rules as the ledger has kept them.
    ///
    /// # Errors
    /// When a text isn't what it was, when rules lie outside of the project's folder, or when the folder can't be written.
    pub(crate) fn of(ledger: &Ledger, entry: &Entry, session: &Session) -> Result<Self, Failure> {
        let folder = Beside::temporary().map_err(|error| unmade(&error))?;
        let project = restore(ledger, entry, folder.path())?;
        Ok(Self {
            sources: sources_file(entry, &project),
            session: session.in_folder(folder.path()),
            project,
            folder,
        })
    }

    /// The whole path of the project file.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join(&self.project)
    }
}

/// The folder of a project, from the root.
///
/// # Errors
/// When the current folder can't be told.
pub(crate) fn home(project: &Path) -> Result<PathBuf, Failure> {
    let home = project.parent().unwrap_or(Path::new(""));
    let home = std::path::absolute(match home.as_os_str().is_empty() {
        true => Path::new("."),
        false => home,
    });
    home.map_err(|error| unmade(&error))
}

/// The parts that a run read, with their digests, by what their sources are called.
pub(crate) fn parts_of(entry: &Entry) -> RecordedParts {
    parts(&entry.run.sources)
}

/// The same of a list.
pub(crate) fn parts(sources: &[SourceDigest]) -> RecordedParts {
    let mut all = RecordedParts::new();
    for source in sources {
        let parts: &mut BTreeMap<String, String> = all.entry(source.dataset.clone()).or_default();
        if let (Some(part), Some(sha256)) = (&source.part, &source.sha256) {
            parts.insert(part.clone(), sha256.clone());
        }
    }
    all
}

/// The name of a project by its file; none of a file that can't be read.
///
/// # Errors
/// When the file isn't there.
pub(crate) fn project_name(file: &Path) -> Result<Option<String>, Failure> {
    let bytes = std::fs::read(file).map_err(|error| {
        Failure::new(format!("`{}` can't be read: {error}", file.display())).code(RuleCode::Unreadable)
    })?;
    Ok(heading::read(&RuleFile::new(file.to_string_lossy(), bytes)).name)
}

/// The entry that is meant: by its number, the first digits of its digest, or `last`; of several projects with one ledger the last of the
/// one that is named.
///
/// # Errors
/// `no-entry` where there is none, or several; `ledger-broken` where it may be one that isn't as it was written.
pub(crate) fn find(ledger: &Ledger, wanted: &str, project: Option<&str>) -> Result<Entry, Failure> {
    let recording::Read { entries, broken } = recording::entries(ledger)?;
    let number: Option<u64> = wanted.parse().ok();
    let is_meant = |entry: &Entry, digest: &str| match number {
        Some(number) if wanted.len() < 8 => entry.entry == number,
        _ => wanted.len() >= 6 && digest.starts_with(wanted),
    };
    let mut meant: Vec<Entry> = match wanted {
        "last" => entries
            .into_iter()
            .map(|(entry, _)| entry)
            .rfind(|entry| project.is_none_or(|project| entry.run.project == project))
            .into_iter()
            .collect(),
        _ => entries
            .into_iter()
            .filter(|(entry, digest)| is_meant(entry, digest))
            .map(|(entry, _)| entry)
            .collect(),
    };
    match (meant.pop(), meant.is_empty(), broken) {
        // Of a ledger that isn't as it was written nobody knows which entry is the last.
        (_, _, Some(broken)) if wanted == "last" => Err(broken),
        (Some(entry), true, _) => Ok(entry),
        (Some(_), false, _) => Err(Failure::new(format!("several entries begin with `{wanted}`"))
            .code(ProgramCode::NoEntry)
            .help("give more digits, or the number of the entry")),
        (None, _, Some(broken)) => Err(broken),
        (None, _, None) if wanted == "last" => Err(Failure::new(match project {
            Some(project) => format!("the ledger has no run of the project `{project}`"),
            None => "the ledger has no run".to_owned(),
        })
        .code(ProgramCode::NoEntry)
        .help("`uptake ledger` lists all entries")),
        (None, _, None) => Err(Failure::new(format!("the ledger has no entry `{wanted}`"))
            .code(ProgramCode::NoEntry)
            .help("`uptake ledger` lists all entries")),
    }
}

/// Writes the rules of a run as they were into a folder, and answers with the path of the project file from there, which is the one
/// that the run had as far as the folder allows it: places in outputs are told by it.
fn restore(ledger: &Ledger, entry: &Entry, root: &Path) -> Result<PathBuf, Failure> {
    let named = Path::new(&entry.run.project_file);
    let inside = named.components().all(|part| matches!(part, Component::Normal(_)));
    let project = match inside {
        true => named.to_path_buf(),
        false => PathBuf::from(named.file_name().unwrap_or_default()),
    };
    let home = root.join(project.parent().unwrap_or(Path::new("")));
    for rule in &entry.run.rules {
        if built_in::file(&rule.file).is_some() {
            continue;
        }
        let path = home.join(&rule.file);
        let plain = Path::new(&rule.file)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !plain {
            return Err(
                Failure::new(format!("`{}` lies outside of the project's folder", rule.file))
                    .code(ProgramCode::InputChanged)
                    .help("runs are replayed whose rules are all in the project's folder or built in"),
            );
        }
        let text = ledger.text_of(&rule.sha256).map_err(failure)?;
        let written = || -> std::io::Result<()> {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(&path, text)
        };
        written().map_err(|error| unmade(&error))?;
    }
    Ok(project)
}

/// The file of sources that was named beside the project: it is recorded behind the project file.
fn sources_file(entry: &Entry, project: &Path) -> Option<PathBuf> {
    entry.run.asked.sources.as_ref()?;
    let file = &entry.run.rules.get(1)?.file;
    Some(project.parent().unwrap_or(Path::new("")).join(file))
}

/// The periods that were asked for.
pub(crate) fn range(entry: &Entry) -> Result<Range, Failure> {
    let asked = &entry.run.asked;
    let days = |text: &Option<String>| text.as_deref().map(day).transpose();
    Ok(match (&asked.period, days(&asked.from)?, days(&asked.to)?) {
        (Some(period), _, _) => Range::Period(period.clone()),
        (None, None, None) => Range::All,
        (None, from, to) => Range::Days(from, to),
    })
}

/// The files that were asked for.
pub(crate) fn wanted(entry: &Entry) -> Result<Wanted, Failure> {
    let asked = &entry.run.asked;
    let files = asked.files.iter().flatten().map(String::as_str);
    outputs::chosen(asked.workbook, files).map_err(|name| {
        Failure::new(format!("the ledger has `{name}` for a file that was chosen")).code(ProgramCode::LedgerBroken)
    })
}

/// A day of the ledger.
pub(crate) fn day(text: &str) -> Result<jiff::civil::Date, Failure> {
    text.parse()
        .map_err(|_| Failure::new(format!("the ledger has `{text}` for a day")).code(ProgramCode::LedgerBroken))
}

/// That the folder for a run can't be made.
pub(crate) fn unmade(error: &std::io::Error) -> Failure {
    Failure::new(format!("a folder for the run can't be made: {error}")).code(ProgramCode::Unwritable)
}
