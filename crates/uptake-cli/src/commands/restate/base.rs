//! Where the bridge begins: the run made again from what was known then, or its outputs where that can't be read any more.

use crate::measuring;
use crate::output_folder::Beside;
use crate::recorded::{Restored, day, parts, parts_of, range, unmade, wanted};
use crate::recording::{self, failure};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use uptake_codes::ProgramCode;
use uptake_engine::impact::People;
use uptake_engine::names::Disclosure;
use uptake_engine::outcome::Withheld;
use uptake_ledger::{Entry, FileDigest, Manifest, sha256};
use uptake_project::{Counted, Failure, KnownAt, Loaded, ProjectFile, RecordedParts, RunRequest};
use uptake_report::Written;
use uptake_report::outputs::PEOPLE;
use uptake_report::restated::{self, Cause, Differs, Moving, Rewriting, RewrittenSource, State, Step};
use uptake_rules::Policy;
use uptake_rules::project::{Arrival, SourceSpec};

/// How runs of then are made again.
pub(super) struct Runs<'a> {
    pub(super) entry: &'a Entry,
    pub(super) then: &'a Restored,
    pub(super) home: &'a Path,
    /// What is said now of sources that didn't say then since when their rows are known.
    pub(super) arrivals: &'a BTreeMap<String, Arrival>,
    /// When the run was made, at which the keys of its approvals had to be valid.
    pub(super) approved_at: Timestamp,
}

/// A run that was made again.
pub(super) struct MadeAgain {
    pub(super) outcome: Written,
    pub(super) people: People,
    pub(super) loaded: Loaded,
    /// The columns that say when rows came.
    pub(super) arrivals: BTreeSet<String>,
    /// Why single people aren't shown, if they aren't.
    pub(super) hidden: Option<Withheld>,
}

/// Where the bridge begins.
pub(super) struct Base {
    /// The published figures.
    pub(super) published: State,
    /// The folder that they are taken from, if not from the run that was made again.
    pub(super) published_from: Option<String>,
    /// Tables that don't come out as they were published.
    pub(super) not_reproduced: Vec<String>,
    /// What leads from the published figures to the first run: what rewritten sources do.
    pub(super) steps: Vec<Step>,
    /// The first run.
    pub(super) first: MadeAgain,
    /// The sources in the order of the project file.
    pub(super) sources: Vec<String>,
    /// Those that are read as they are now from the first run on.
    pub(super) as_now: BTreeSet<String>,
    /// The parts that the sources have now.
    pub(super) there: RecordedParts,
    /// Those whose rows say themselves when they came.
    pub(super) by_rows: BTreeSet<String>,
}

impl Runs<'_> {
    /// What is asked as it was then; of the rules that are named.
    pub(super) fn asked(&self, known_at: Option<KnownAt>) -> Result<RunRequest<'_>, Failure> {
        Ok(RunRequest {
            range: range(self.entry)?,
            as_of: Some(day(&self.entry.run.as_of)?),
            names: self.entry.run.asked.names,
            known_at,
            approved_at: Some(self.approved_at),
            ..RunRequest::new(ProjectFile::At(&self.then.project))
        })
    }

    fn request(&self, known_at: &KnownAt) -> Result<RunRequest<'_>, Failure> {
        Ok(RunRequest {
            sources: self.then.sources.as_deref(),
            data_from: Some(self.home),
            ..self.asked(Some(known_at.clone()))?
        })
    }

    /// A run of which nothing is said but its figures.
    pub(super) fn quiet(&self, known_at: &KnownAt) -> Result<MadeAgain, Failure> {
        let ran = self.then.session.run(&self.request(known_at)?, &mut Counted)?;
        let outcome = uptake_report::told(ran.outcome, &ran.disclosure, &ran.loaded);
        self.made_again(outcome, ran.loaded, &ran.disclosure)
    }

    /// The same with its files in a folder.
    fn made(&self, known_at: &KnownAt, folder: &Path) -> Result<MadeAgain, Failure> {
        let wanted = wanted(self.entry)?;
        let request = self.request(known_at)?;
        let made = measuring::run_into(&self.then.session, &request, folder, &wanted)?;
        self.made_again(made.outcome, made.loaded, &made.disclosure)
    }

    fn made_again(&self, outcome: Written, loaded: Loaded, disclosure: &Disclosure) -> Result<MadeAgain, Failure> {
        let people = restated::people_of(&outcome, disclosure).map_err(|error| unread(&error))?;
        let stated = specs(&loaded)?.iter().filter_map(|spec| spec.arrival.as_ref());
        let stated = stated.map(|(arrival, _)| arrival).chain(self.arrivals.values());
        let arrivals = stated.filter_map(|arrival| match arrival {
            Arrival::Column { column, .. } => Some(column.clone()),
            Arrival::Files | Arrival::Always => None,
        });
        // That somebody asked for names then doesn't say that whoever asks now may see them.
        let project = loaded.project.as_ref();
        let clear = project.is_some_and(|project| project.pseudonyms.is_none());
        Ok(MadeAgain {
            arrivals: arrivals.collect(),
            hidden: uptake_project::withheld(false, clear, &loaded.policy),
            outcome,
            people,
            loaded,
        })
    }

    /// Where the bridge begins.
    ///
    /// # Errors
    /// `not-known-then` where what the run read was changed since, and the outputs of the run aren't there as it recorded them.
    pub(super) fn base(&self, known_at: &KnownAt, published: Option<&Path>) -> Result<Base, Failure> {
        let folder = Beside::temporary().map_err(|error| unmade(&error))?;
        let made = match self.made(known_at, folder.path()) {
            Ok(made) => made,
            Err(failure) if failure.code == Some(ProgramCode::NotKnownThen.into()) => {
                let now = KnownAt {
                    as_now: self.labels()?,
                    ..known_at.clone()
                };
                self.made(&now, folder.path())?
            }
            Err(failure) => return Err(failure),
        };
        let manifest = Manifest::read(folder.path()).map_err(failure)?;
        let manifest =
            manifest.ok_or_else(|| Failure::new("internal error: the manifest of this run can't be read"))?;
        let there = parts(&manifest.sources);
        let specs = specs(&made.loaded)?;
        let sources: Vec<String> = specs.iter().map(SourceSpec::label).collect();
        let by_rows = specs
            .iter()
            .filter(|spec| matches!(arrival(spec, known_at), Some(Arrival::Column { .. })));
        let by_rows: BTreeSet<String> = by_rows.map(SourceSpec::label).collect();
        let (rewritten, edited) = self.rewritten(specs, known_at, &there);
        let not_reproduced = match rewritten.is_empty() {
            true => self.not_reproduced(&manifest, folder.path(), edited.is_empty())?,
            // What can't be made again doesn't come out otherwise.
            false => Vec::new(),
        };
        if rewritten.is_empty() && not_reproduced.is_empty() {
            // Whoever names a folder means its figures.
            if let Some(folder) = published {
                for digest in [METRICS, PEOPLE].into_iter().filter_map(|name| self.recorded(name)) {
                    as_recorded(folder, digest).map_err(|why| {
                        let message = format!(
                            "`{}` doesn't have the outputs of entry {}: {why}",
                            folder.display(),
                            self.entry.entry
                        );
                        Failure::new(message)
                            .code(ProgramCode::NotKnownThen)
                            .help("name the folder that has the outputs of that run; or leave `--published` out")
                    })?;
                }
            }
            return Ok(Base {
                published: State::from(&made.outcome),
                published_from: None,
                not_reproduced,
                steps: Vec::new(),
                first: made,
                sources,
                as_now: BTreeSet::new(),
                there,
                by_rows,
            });
        }
        let base = self.by_outputs(known_at, published, (rewritten, edited))?;
        Ok(Base {
            sources,
            there,
            by_rows,
            not_reproduced,
            ..base
        })
    }

    /// Where the bridge begins with what was published, since what was read then isn't there any more as it was.
    fn by_outputs(
        &self,
        known_at: &KnownAt,
        published: Option<&Path>,
        (rewritten, edited): (Vec<RewrittenSource>, Vec<RewrittenSource>),
    ) -> Result<Base, Failure> {
        let changed: Vec<&RewrittenSource> = rewritten.iter().chain(&edited).collect();
        let (folder, tables) = self.outputs(published, &changed)?;
        let as_now: BTreeSet<String> = rewritten.iter().map(|source| source.source.clone()).collect();
        let made = Beside::temporary().map_err(|error| unmade(&error))?;
        let now = KnownAt {
            as_now: as_now.clone(),
            ..known_at.clone()
        };
        let first = self.made(&now, made.path())?;
        let figures = restated::published(&tables.metrics, &first.outcome, &first.loaded.policy);
        let figures = figures.map_err(|why| Failure::new(format!("`{METRICS}` can't be read: {why}")))?;
        let after = State::from(&first.outcome);
        // Both as outputs tell of them.
        let policy = &first.loaded.policy;
        let was = tables.people.map(|table| people(&table, policy)).transpose()?;
        let is = people_made(made.path(), policy)?;
        let mut sources = together(rewritten.into_iter().chain(edited));
        if let (Some(before), Some(after)) = (&was, &is) {
            for source in &mut sources {
                let differs = Differs::of(dataset(&source.source), policy, before, after);
                source.differs = differs.map_err(|error| unread(&error))?;
            }
        }
        // A row that came later changes its file, too, and nothing that had come before.
        sources.retain(|source| source.how == Rewriting::File || source.differs.as_ref().is_none_or(Differs::any));
        // Of several sources of a dataset it can't be told whose rows do what to people.
        let datasets: Vec<String> = sources
            .iter()
            .map(|source| dataset(&source.source).to_owned())
            .collect();
        for source in &mut sources {
            if datasets.iter().filter(|name| *name == dataset(&source.source)).count() > 1 {
                source.differs = None;
            }
        }
        let mut steps = Vec::new();
        // Of several sources that say where somebody stands it can't be told by whose rows somebody moved.
        let list = sources
            .iter()
            .filter(|source| says_where(dataset(&source.source), policy));
        let list: Vec<&RewrittenSource> = list.collect();
        if let (Some(before), Some(is), [only]) = (was, is, list.as_slice()) {
            let moving = Moving {
                source: &only.source,
                before: &before,
                after: &is,
                policy,
                arrivals: &first.arrivals,
                hidden: first.hidden,
            };
            steps.extend(moving.step(&figures, &after).map_err(|error| unread(&error))?);
        }
        let cause = match sources.is_empty() {
            true => Cause::Unexplained {
                program: recording::program()?.sha256 != self.entry.run.program.sha256,
            },
            false => Cause::Rewritten { sources },
        };
        steps.push(Step { cause, state: after });
        Ok(Base {
            published: figures,
            published_from: Some(folder.display().to_string()),
            not_reproduced: Vec::new(),
            steps,
            first,
            sources: Vec::new(),
            as_now,
            there: RecordedParts::new(),
            by_rows: BTreeSet::new(),
        })
    }

    /// What the sources of the run are called.
    fn labels(&self) -> Result<BTreeSet<String>, Failure> {
        let project = ProjectFile::At(&self.then.project);
        let loaded = self.then.session.load(project, self.then.sources.as_deref())?;
        Ok(specs(&loaded)?.iter().map(SourceSpec::label).collect())
    }

    /// The sources of which a part that the run read isn't what it was: those of which what was there then is said never to change, and those
    /// whose rows say themselves when they came, so that others may only have come later.
    fn rewritten(
        &self,
        specs: &[SourceSpec],
        known_at: &KnownAt,
        there: &RecordedParts,
    ) -> (Vec<RewrittenSource>, Vec<RewrittenSource>) {
        let recorded = parts_of(self.entry);
        let (mut rewritten, mut edited) = (Vec::new(), Vec::new());
        for spec in specs {
            let source = spec.label();
            // Which of its rows had come a column tells, whatever file they stand in.
            let (how, found) = match arrival(spec, known_at) {
                Some(Arrival::Column { .. }) => (Rewriting::Rows, &mut edited),
                Some(Arrival::Files | Arrival::Always) | None => (Rewriting::File, &mut rewritten),
            };
            let (Some(was), is) = (recorded.get(&source), there.get(&source)) else {
                continue;
            };
            let other = was
                .iter()
                .filter(|(part, digest)| is.and_then(|is| is.get(*part)) != Some(digest));
            let parts: Vec<String> = other.map(|(part, _)| part.clone()).collect();
            if !parts.is_empty() {
                found.push(RewrittenSource {
                    source,
                    how,
                    parts,
                    differs: None,
                });
            }
        }
        (rewritten, edited)
    }

    /// The tables that don't come out as they were published. What tells of the run itself, such as what wasn't read, is left aside; but
    /// where no table has the figures, they come out otherwise if something else was counted, of which an old entry tells nothing but by
    /// what was read.
    fn not_reproduced(&self, manifest: &Manifest, made: &Path, unedited: bool) -> Result<Vec<String>, Failure> {
        let is_table = |name: &str| [".csv", ".parquet"].iter().any(|ending| name.ends_with(ending));
        let was = self.entry.run.outputs.iter().filter(|output| is_table(&output.file));
        let is = manifest.recorded(made).map_err(failure)?;
        let other = was.filter(|was| !is.iter().any(|is| is.file == was.file && is.sha256 == was.sha256));
        let mut other: Vec<String> = other.map(|output| output.file.clone()).collect();
        if self.recorded(METRICS).is_none() && other.is_empty() {
            let same = match (&self.entry.run.cube, &manifest.cube) {
                (Some(was), Some(is)) => was == is,
                (_, _) => unedited,
            };
            if !same {
                other.push(OUTCOME.to_owned());
            }
        }
        Ok(other)
    }

    /// The tables of the run where it put them, or where somebody says, each as it was recorded.
    fn outputs(&self, named: Option<&Path>, changed: &[&RewrittenSource]) -> Result<(PathBuf, Tables), Failure> {
        let folder = match named {
            Some(folder) => folder.to_path_buf(),
            None => self.home.join(&self.entry.run.folder),
        };
        let sources: Vec<String> = changed.iter().map(|source| format!("`{}`", source.source)).collect();
        let lost = match sources.is_empty() {
            true => "the run doesn't come out as it was published".to_owned(),
            false => format!("the earlier rows of {} are no longer there", sources.join(", ")),
        };
        let gone = |why: String| {
            let number = self.entry.entry;
            let message =
                format!("{lost}, and the published figures of entry {number} can't be taken from its outputs: {why}");
            Failure::new(message).code(ProgramCode::NotKnownThen).help(
                "name the folder that has the outputs of that run with `--published FOLDER`; or put the files of then back",
            )
        };
        let metrics = self
            .recorded(METRICS)
            .ok_or_else(|| gone(format!("it recorded no `{METRICS}`")))?;
        let read = |digest: &FileDigest| as_recorded(&folder, digest).map_err(gone);
        let people = self.recorded(PEOPLE).map(read).transpose()?;
        let tables = Tables {
            metrics: read(metrics)?,
            people,
        };
        let shown = folder.strip_prefix(self.home).map(Path::to_path_buf).unwrap_or(folder);
        Ok((shown, tables))
    }

    fn recorded(&self, name: &str) -> Option<&FileDigest> {
        self.entry.run.outputs.iter().find(|output| output.file == name)
    }
}

/// A file of a folder of outputs, if it is as the run recorded it; else why not.
fn as_recorded(folder: &Path, digest: &FileDigest) -> Result<Vec<u8>, String> {
    let path = folder.join(&digest.file);
    let bytes = uptake_ledger::read(&path).map_err(|error| format!("`{}`: {error}", path.display()))?;
    match sha256(&bytes) == digest.sha256 {
        true => Ok(bytes),
        false => Err(format!("`{}` isn't as the run recorded it", path.display())),
    }
}

/// What every run writes, with all of its figures.
const OUTCOME: &str = "outcome.json";

/// The table of the published figures.
const METRICS: &str = "metrics.csv";

/// What was published, as bytes.
struct Tables {
    metrics: Vec<u8>,
    people: Option<Vec<u8>>,
}

/// Everybody as the outputs of a run tell of them; nobody where they don't.
fn people_made(folder: &Path, policy: &Policy) -> Result<Option<People>, Failure> {
    match std::fs::read(folder.join(PEOPLE)) {
        Ok(table) => people(&table, policy).map(Some),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unmade(&error)),
    }
}

/// Everybody in a `people.csv` that is as it was written.
fn people(table: &[u8], policy: &Policy) -> Result<People, Failure> {
    restated::people_in(table, policy).map_err(|why| Failure::new(format!("`{PEOPLE}` can't be read: {why}")))
}

/// Sources of one dataset that were rewritten in the same way as one: people have what all of them tell.
fn together(sources: impl Iterator<Item = RewrittenSource>) -> Vec<RewrittenSource> {
    let mut all: Vec<RewrittenSource> = Vec::new();
    for source in sources {
        let same =
            |known: &&mut RewrittenSource| known.how == source.how && dataset(&known.source) == dataset(&source.source);
        match all.iter_mut().find(same) {
            Some(known) => {
                known.source = format!("{}, {}", known.source, source.source);
                known.parts.extend(source.parts);
            }
            None => all.push(source),
        }
    }
    all
}

/// The dataset of a source, by what that is called.
fn dataset(source: &str) -> &str {
    source.split_once('/').map_or(source, |(dataset, _)| dataset)
}

/// Whether the rows of a dataset say where somebody stands: those of the list, and spells that say something else for a while.
fn says_where(dataset: &str, policy: &Policy) -> bool {
    let list = policy.entity_dataset().is_some_and(|list| list.name.text == dataset);
    list || policy
        .dataset(dataset)
        .is_some_and(|dataset| !dataset.updates.is_empty())
}

/// Since when the rows of a source are known, as the run said it, or else as it is said now.
fn arrival<'a>(spec: &'a SourceSpec, known_at: &'a KnownAt) -> Option<&'a Arrival> {
    let stated = spec.arrival.as_ref().map(|(arrival, _)| arrival);
    stated.or_else(|| known_at.arrivals.get(&spec.label()))
}

/// The sources of a recorded run.
fn specs(loaded: &Loaded) -> Result<&[SourceSpec], Failure> {
    let project = loaded.project.as_ref();
    let project = project.ok_or_else(|| Failure::new("internal error: a recorded run is of no project"))?;
    Ok(&project.sources)
}

/// That people can't be compared, which no data can cause.
pub(super) fn unread(error: &uptake_engine::Error) -> Failure {
    Failure::new(format!("internal error: {}", error.message)).code(error.code)
}
