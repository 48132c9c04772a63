//! `uptake verify`: whether a ledger and outputs are as they were written.

use super::ledger::LedgerOption;
use super::project::ProjectOption;
use crate::recording::{below, failure};
use crate::whose::{self, Whose, file_of};
use crate::world::session;
use crate::{exit, output};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use uptake_codes::{Code, ProgramCode};
use uptake_engine::outcome::PackApprovals;
use uptake_ledger::{Entry, Finding, FindingKind, LedgerError, MANIFEST, Manifest, check_folder, check_rules};
use uptake_project::{Failure, ProjectFile, Session, built_in};

/// Check that figures and the ledger are as they were written
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake verify                    the ledger of the project here\n  uptake verify figures            outputs, against their manifest and the ledger\n  uptake verify figures --rules    and whether the rules still are those of that run\n  uptake verify figures --ledger audit/ledger\n  uptake verify --approvals        which approvals of the packs hold\n\nEvery entry of a ledger has its own digest and that of the entry before it. Whoever can write into its folder can write all of it anew; so note the last digest, which is printed, where they can't write. Outputs in a folder without a project are compared with their manifest alone, which is said.\n\nExit codes: 0 all is as it was written, 1 something isn't, 2 could not run."
)]
pub(crate) struct Verify {
    /// The folder of a run's outputs; if not given, the ledger alone is checked
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    project: ProjectOption,
    #[command(flatten)]
    ledger: LedgerOption,
    /// Also check that the project's rule files are those of the run
    #[arg(long)]
    rules: bool,
    /// Check whether the project's packs are approved; this is done in any case if it states `approvals`
    #[arg(long)]
    approvals: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// An object with everything that was found
    Json,
}

/// What was looked at, and what was found.
#[derive(Default, Serialize)]
struct Answer {
    /// The ledger's entries that are whole; none if no ledger was looked at.
    entries: Option<u64>,
    /// The digest of the last entry.
    last: Option<String>,
    /// The entry that recorded the outputs.
    recorded_as: Option<u64>,
    /// The project whose run it was, if it isn't this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded_of: Option<String>,
    /// Whether outputs were compared with their manifest alone.
    manifest_alone: bool,
    /// The approvals of the project's packs; none if it states nothing of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    approvals: Option<Vec<PackApprovals>>,
    findings: Vec<Finding>,
}

impl Verify {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let session = session();
        // Outputs may lie where no project is; one that is named has to be there.
        let project = match (&self.folder, self.project.is_named()) {
            (Some(folder), false) => session.project_file_around(folder)?,
            (None, false) if self.ledger.is_named() => session.project_file_nearby()?,
            (_, _) => Some(self.project.find(&session)?),
        };
        let mut answer = Answer::default();
        let mut entries = None;
        match self
            .ledger
            .find_even_gone(&session, project.as_ref(), self.folder.is_some())
        {
            Ok(ledger) => {
                let verified = ledger.verify().map_err(failure)?;
                answer.entries = Some(verified.entries);
                answer.last = verified.last;
                answer.findings = verified.findings;
                entries = Some(ledger.entries().map_err(failure)?);
            }
            // Approvals can be looked at without a ledger, and outputs if the project keeps none.
            Err(failed)
                if self.approvals
                    && self.folder.is_none()
                    && !self.ledger.is_named()
                    && failed.code == Some(ProgramCode::NoLedger.into()) => {}
            Err(failed) if self.folder.is_none() || self.ledger.is_named() => return Err(failed),
            Err(failed) if failed.code == Some(ProgramCode::NoLedger.into()) => answer.manifest_alone = true,
            Err(failed) => return Err(failed),
        }
        if let Some(folder) = &self.folder {
            let home = project
                .as_ref()
                .and_then(|project| project.parent())
                .unwrap_or(Path::new(""));
            let whose = project.as_ref().map(|project| Whose::here(&session, project));
            let whose = whose.transpose()?;
            let entry = outputs(folder, (home, whose.as_ref()), entries.as_deref(), &mut answer)?;
            answer.recorded_of = entry
                .filter(|entry| whose.as_ref().is_some_and(|whose| !whose.has(entry)))
                .map(whose::named);
            if self.rules {
                let entry = entry.ok_or_else(|| {
                    Failure::new("`--rules` needs a ledger that recorded the run").code(ProgramCode::NotRecorded)
                })?;
                answer.findings.extend(rules(entry, home)?);
                // A folder may have several project files; the run is looked at beside its own.
                let beside = home.join(file_of(entry));
                let own = match &whose {
                    Some(whose) if !whose.is_of_file(entry) => exists(&beside)?.then_some(&beside),
                    Some(_) | None => project.as_ref(),
                };
                if let Some(project) = own {
                    answer.findings.extend(added(&session, entry, project)?);
                }
            }
        }
        if let Some(project) = &project {
            approvals(&session, project, self.approvals, &mut answer)?;
        }
        match self.format {
            Format::Text => output::print(&text(&answer, self.folder.as_deref())),
            Format::Json => output::json(&answer, "what was found")?,
        }
        Ok(if answer.findings.is_empty() {
            exit::DONE
        } else {
            exit::FINDINGS
        })
    }
}

/// Compares a folder's outputs with the entry that recorded them, or with their manifest where no ledger is looked at.
fn outputs<'a>(
    folder: &Path,
    (home, whose): (&Path, Option<&Whose>),
    entries: Option<&'a [(Entry, String)]>,
    answer: &mut Answer,
) -> Result<Option<&'a Entry>, Failure> {
    // What a demo keeps beside its outputs.
    let inner = [crate::output_folder::PROJECT];
    let nothing = |error: LedgerError| match folder.join(MANIFEST).try_exists() {
        Ok(false) => {
            let message = format!("the folder `{}` has no `{MANIFEST}`", folder.display());
            Failure::new(message)
                .code(error.code)
                .help("name the folder of a run's outputs, as `uptake run --out` writes it")
        }
        Err(why) if why.kind() == std::io::ErrorKind::NotADirectory => {
            Failure::new(format!("`{}` isn't a folder", folder.display()))
                .code(error.code)
                .help("name the folder of a run's outputs, as `uptake run --out` writes it")
        }
        Ok(true) | Err(_) => failure(error),
    };
    let place = below(folder, home);
    let backwards = || entries.into_iter().flatten().rev().map(|(entry, _)| entry);
    let elsewhere = elsewhere(entries.unwrap_or_default(), home, whose)?;
    let is_own = |entry: &&Entry| !elsewhere.contains(&entry.entry);
    let real = std::fs::canonicalize(folder).ok();
    // One folder may have several names.
    let is_here = |entry: &Entry| {
        let named = Path::new(&entry.run.folder);
        named == place || real.is_some() && std::fs::canonicalize(home.join(named)).ok() == real
    };
    let newest = backwards().filter(is_own).find(|entry| is_here(entry));
    // Of a ledger that isn't whole nobody knows which run was the last.
    let codes = [ProgramCode::LedgerBroken, ProgramCode::LedgerUnreadable].map(|code| Code::from(code).as_str());
    let whole = !answer.findings.iter().any(|finding| codes.contains(&finding.code));
    let gone = matches!(folder.join(MANIFEST).try_exists(), Ok(false));
    if let Some(newest) = newest.filter(|_| gone && whole) {
        answer.recorded_as = Some(newest.entry);
        answer
            .findings
            .extend(check_folder(folder, &newest.run.outputs, &inner).map_err(failure)?);
        return Ok(Some(newest));
    }
    let manifest = Manifest::read(folder).map_err(nothing)?;
    if manifest.is_none() {
        answer.findings.push(FindingKind::ManifestChanged.into());
    }
    let recorded = match &manifest {
        Some(manifest) => manifest.recorded(folder).map_err(failure)?,
        None => Vec::new(),
    };
    let own = recorded.iter().find(|output| output.file == MANIFEST);
    let has_it = |entry: &&Entry| own.is_some_and(|own| entry.run.outputs.contains(own));
    let here = backwards().filter(has_it).find(|entry| is_here(entry));
    let same_manifest = here.or_else(|| backwards().find(has_it));
    // A manifest that nobody recorded: the run that was put there last.
    let Some(entry) = same_manifest.or(newest.filter(|_| whole)) else {
        if entries.is_some() {
            answer.findings.push(FindingKind::NotRecorded.into());
        }
        if manifest.is_some() {
            let outputs: Vec<_> = recorded.into_iter().filter(|output| output.file != MANIFEST).collect();
            let besides = [inner.as_slice(), &[MANIFEST]].concat();
            let found = check_folder(folder, &outputs, &besides).map_err(failure)?;
            answer.findings.extend(found);
        }
        return Ok(None);
    };
    answer.recorded_as = Some(entry.entry);
    // Those of another one were put here by hand, an older one or one that was put elsewhere.
    if let Some(newest) = newest.filter(|newest| newest.entry != entry.entry) {
        let (entry, newest) = (entry.entry, newest.entry);
        answer.findings.push(FindingKind::OutputsOlder { entry, newest }.into());
    }
    if manifest
        .as_ref()
        .is_some_and(|manifest| manifest.cube != entry.run.cube)
    {
        answer.findings.push(FindingKind::CubeChanged.into());
    }
    let found = check_folder(folder, &entry.run.outputs, &inner).map_err(failure)?;
    // That it isn't a manifest says more than that it was changed.
    let told = |finding: &Finding| {
        manifest.is_none() && matches!(&finding.kind, FindingKind::OutputChanged { file } if file == MANIFEST)
    };
    answer
        .findings
        .extend(found.into_iter().filter(|finding| !told(finding)));
    Ok(Some(entry))
}

/// The entries of projects that don't lie here: each of those that keep one ledger has folders of its own, which may be called the same.
fn elsewhere(entries: &[(Entry, String)], home: &Path, whose: Option<&Whose>) -> Result<BTreeSet<u64>, Failure> {
    let Some(whose) = whose else { return Ok(BTreeSet::new()) };
    let mut here: BTreeSet<&str> = BTreeSet::new();
    for file in entries.iter().map(|(entry, _)| file_of(entry)).collect::<BTreeSet<_>>() {
        if exists(&home.join(file))? {
            here.insert(file);
        }
    }
    let beside = |entry: &Entry| !whose.is_of_file(entry) && here.contains(file_of(entry));
    let entries = entries.iter().map(|(entry, _)| entry);
    let elsewhere = entries.filter(|entry| !whose.has(entry) && !beside(entry));
    Ok(elsewhere.map(|entry| entry.entry).collect())
}

/// Whether a file is there.
fn exists(path: &Path) -> Result<bool, Failure> {
    path.try_exists().map_err(|error| {
        Failure::new(format!("`{}` can't be looked at: {error}", path.display())).code(ProgramCode::LedgerUnreadable)
    })
}

/// Compares a project's rule files with those of a run.
fn rules(entry: &Entry, home: &Path) -> Result<Vec<Finding>, Failure> {
    check_rules(&entry.run.rules, |file| {
        let path = home.join(file);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Ok(built_in::file(file).map(|file| file.bytes().to_vec()))
            }
            Err(error) => Err(Failure::new(format!("`{}` can't be read: {error}", path.display()))
                .code(ProgramCode::LedgerUnreadable)),
        }
    })
}

/// The rule files that the project reads now and the run didn't, as far as it can be read.
fn added(session: &Session, entry: &Entry, project: &Path) -> Result<Vec<Finding>, Failure> {
    let loaded = session.load(ProjectFile::At(project), None)?;
    let known = |file: &str| entry.run.rules.iter().any(|rule| rule.file == file);
    let files = loaded.files.iter().map(|file| {
        let path = Path::new(file.path());
        let path = path.strip_prefix(&loaded.folder).unwrap_or(path);
        path.display().to_string()
    });
    let new = files.filter(|file| !known(file));
    Ok(new.map(|file| FindingKind::RulesAdded { file }.into()).collect())
}

/// Looks at the approvals of a project's packs.
fn approvals(session: &Session, project: &Path, asked: bool, answer: &mut Answer) -> Result<(), Failure> {
    let loaded = session.load(ProjectFile::At(project), None)?;
    let Some(packs) = session.approvals(&loaded, session.now())? else {
        return match asked {
            true => Err(Failure::of(
                ProgramCode::NotApproved,
                "the project doesn't state who may approve its packs",
            )
            .help("state `approvals: { signers: FILE, required: 1 }` in the project file")),
            false => Ok(()),
        };
    };
    for pack in &packs {
        if !pack.suffices() {
            answer.findings.push(
                FindingKind::NotApproved {
                    pack: pack.pack.clone(),
                    approvals: pack.approvals.len(),
                    required: pack.required,
                    author_alone: pack.author_alone,
                }
                .into(),
            );
        }
        for void in &pack.void {
            answer.findings.push(
                FindingKind::ApprovalVoid {
                    pack: pack.pack.clone(),
                    name: void.name.clone(),
                    why: void.why.message(),
                }
                .into(),
            );
        }
    }
    answer.approvals = Some(packs);
    Ok(())
}

/// What was found, for people.
fn text(answer: &Answer, folder: Option<&Path>) -> String {
    let mut text = String::new();
    for finding in &answer.findings {
        text += &format!("{} [{}]\n", finding.kind.message(), finding.code);
    }
    let whole = answer.findings.is_empty();
    for pack in answer
        .approvals
        .iter()
        .flatten()
        .filter(|pack| !pack.approvals.is_empty())
    {
        let by: Vec<&str> = pack
            .approvals
            .iter()
            .map(|approval| approval.principal.as_str())
            .collect();
        text += &format!("approved: `{}` by {}\n", pack.pack, by.join(", "));
    }
    if let (Some(entries), Some(last)) = (answer.entries, &answer.last) {
        let entries = match entries {
            1 => "1 entry".to_owned(),
            many => format!("{many} entries"),
        };
        let how = if whole { ", each as it was written" } else { "" };
        text += &format!("ledger: {entries}{how}; the last is {last}\n");
    }
    if let (Some(folder), true) = (folder, whole) {
        let folder = folder.display();
        text += &match (answer.recorded_as, answer.manifest_alone) {
            (Some(entry), _) => {
                let of = answer.recorded_of.as_ref();
                let of = of.map_or_else(String::new, |of| format!(", a run of {of},"));
                format!("outputs: `{folder}` is as entry {entry}{of} recorded it\n")
            }
            (None, _) => format!("outputs: `{folder}` is as its own manifest says; no ledger was looked at\n"),
        };
    }
    if !whole {
        text += &match answer.findings.len() {
            1 => "1 finding\n".to_owned(),
            many => format!("{many} findings\n"),
        };
    }
    text
}
