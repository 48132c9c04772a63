//! Running a project: rules and sources in, an outcome out.

use super::Session;
use crate::Failure;
use crate::cache::{CacheNote, Read, Reading, WhyNotKept};
use crate::disclosure::{disclosure, disclosure_from, withheld};
use crate::project_files::{Loaded, ProjectFile, same_files};
use crate::sources::{Confined, Digested, KnownAt, Opening};
use jiff::Timestamp;
use jiff::civil::Date;
use std::path::Path;
use uptake_adapter::{Hold, ProgramFile};
use uptake_codes::RunCode;
use uptake_engine::calendar::Periods;
use uptake_engine::intake::{SetAsideRow, SetAsideSink};
use uptake_engine::names::Disclosure;
use uptake_engine::outcome::{Note, NoteKind, PackApprovals, Withheld};
use uptake_engine::{CubeDigest, Data, Error, Outcome, Range};
use uptake_rules::RuleFile;
use uptake_rules::project::Project;

/// What to run.
#[derive(Clone, Debug)]
pub struct RunRequest<'a> {
    /// The project file.
    pub project: ProjectFile<'a>,
    /// The file with the sources, instead of the project's own.
    pub sources: Option<&'a Path>,
    /// The folder that paths to data and keys start from, instead of the project file's own: where rules are read from another
    /// place than the data.
    pub data_from: Option<&'a Path>,
    /// Which periods.
    pub range: Range,
    /// The day of the figures; the project's own, or today.
    pub as_of: Option<Date>,
    /// Up to when what sources tell was known that is read; all that they tell now if `None`.
    pub known_at: Option<KnownAt>,
    /// The moment at which the keys of approvals have to be valid: that of a run that is made again. Now, if `None`.
    pub approved_at: Option<Timestamp>,
    /// Whether names are shown though the project replaces them.
    pub names: bool,
    /// Whether the digests of the sources are taken.
    pub digests: bool,
    /// The name of an entity of which all is asked.
    pub person: Option<&'a str>,
}

impl<'a> RunRequest<'a> {
    /// All that a project has, as it says it.
    #[must_use]
    pub fn new(project: ProjectFile<'a>) -> Self {
        Self {
            project,
            sources: None,
            data_from: None,
            range: Range::All,
            as_of: None,
            known_at: None,
            approved_at: None,
            names: false,
            digests: false,
            person: None,
        }
    }
}

/// A run of which all is read but the data.
pub struct Prepared<'a> {
    session: &'a Session,
    request: &'a RunRequest<'a>,
    project: Project,
    loaded: Loaded,
    disclosure: Disclosure,
    /// Under which approvals the rules stand.
    approvals: Option<Vec<PackApprovals>>,
}

/// What came of a run.
#[derive(Debug)]
pub struct Ran {
    /// The figures. Texts from data are private until they are written, by what `disclosure` allows.
    pub outcome: Outcome,
    /// What may be told of names.
    pub disclosure: Disclosure,
    /// The project and its rules.
    pub loaded: Loaded,
    /// What the sources consist of, by dataset; empty if it wasn't asked for.
    pub digests: Vec<Digested>,
    /// The digest of the cube, where the project keeps a ledger and digests were asked for.
    pub cube: Option<CubeDigest>,
    /// The files of others' programs that sources ran: programs, and drivers of databases.
    pub programs: Vec<ProgramFile>,
    /// The sources that run code of others, and how far that is held back.
    pub confined: Vec<Confined>,
    /// What came of the cache, if there is one. It is no part of the figures.
    pub cache: Option<CacheNote>,
}

impl Session {
    /// Reads a project and its rules for a run.
    ///
    /// # Errors
    /// When the rules have errors, when names can't be replaced as the project says, or when one person is asked for whom the
    /// project doesn't show.
    pub fn prepare<'a>(&'a self, request: &'a RunRequest<'a>) -> Result<Prepared<'a>, Failure> {
        let (mut project, mut loaded) = self.load(request.project, request.sources)?.sound()?;
        if self.rules.is_none() {
            // Whether a rule can change for each of many groups is told by `check`.
            uptake_rules::proving::settled_for_all(&loaded.policy, &loaded.texts, &mut loaded.diagnostics);
        }
        let valid_at = request.approved_at.unwrap_or_else(|| self.now());
        let approvals = self.demanded_approvals(&loaded, valid_at)?;
        if approvals.is_some() {
            // They are part of what the figures stand on, and are kept with the rules.
            let files = self.approval_files(&loaded)?;
            loaded.files.extend(files);
        }
        let disclosure = match request.data_from {
            None => disclosure(&project, &loaded, request.names, self.world.as_ref())?,
            Some(from) => {
                let below = loaded.sources_folder.strip_prefix(&loaded.folder);
                loaded.sources_folder = from.join(below.unwrap_or(&loaded.sources_folder));
                disclosure_from(&project, &loaded, from, request.names, self.world.as_ref())?
            }
        };
        if let (Some(why), Some(_)) = (
            withheld(request.names, disclosure.is_clear(), &loaded.policy),
            request.person,
        ) {
            return Err(one_person(why));
        }
        if let Some(known_at) = &request.known_at {
            known_at.complete(&mut project);
            let as_of = self.as_of(request.as_of, Some(&project), &loaded.policy);
            if let Some(failure) = known_at
                .possible(as_of)
                .or_else(|| known_at.untold(&project, &loaded.texts))
            {
                return Err(failure);
            }
        }
        Ok(Prepared {
            session: self,
            request,
            project,
            loaded,
            disclosure,
            approvals,
        })
    }

    /// Runs a project's rules on its data. Rows that can't be used go to `sink`.
    ///
    /// # Errors
    /// When the rules have errors, or when a source can't be read or doesn't keep its contract as a whole.
    pub fn run(&self, request: &RunRequest<'_>, sink: &mut dyn SetAsideSink) -> Result<Ran, Failure> {
        self.prepare(request)?.run(sink)
    }
}

impl Prepared<'_> {
    /// What may be told of names: whoever writes rows that are set aside has to know it first.
    #[must_use]
    pub fn disclosure(&self) -> &Disclosure {
        &self.disclosure
    }

    /// Runs the rules on the data. Rows that can't be used go to `sink`.
    ///
    /// # Errors
    /// When a source can't be read or doesn't keep its contract as a whole.
    pub fn run(self, sink: &mut dyn SetAsideSink) -> Result<Ran, Failure> {
        let opening = self.session.opening(&self.loaded);
        let mut opened = opening.all(&self.project)?;
        opened.as_known_at(self.request.known_at.clone());
        // Most sources take the digests of what they read as they read it. Of others they are taken by a second pair of hands
        // while the rules run, and once more afterwards: they have to be the same.
        let before = match self.digests() && !opened.witness() {
            true => {
                let mut others = opening.all(&self.project)?;
                others.witness();
                Some(std::thread::spawn(move || others.unwitnessed()))
            }
            false => None,
        };
        let policy = &self.loaded.policy;
        let failed = |error: Error| Failure::engine(&error, &self.disclosure, &self.loaded.texts);
        // A range that can't be is told before the data are read.
        let periods = Periods::new(&policy.calendar);
        self.request.range.wanted(&periods).map_err(failed)?;
        let reading = self.reading(opening);
        // What was known on another day isn't kept: the next run hardly asks for the same day.
        let read = match &self.request.known_at {
            None => self.session.read(&reading, &self.loaded.folder, &mut opened, sink),
            Some(_) => reading.read(&mut opened, sink).map(|data| Read {
                data,
                digests: None,
                note: self
                    .session
                    .keeps(&self.project, &self.loaded.folder)
                    .then_some(CacheNote::NotKept(WhyNotKept::KnownThen)),
            }),
        };
        let Read { data, digests, note } = read.map_err(failed)?;
        let recorded = self.request.digests && self.project.ledger.is_some();
        let (mut outcome, cube) = self.judged(&data, recorded).map_err(failed)?;
        // Freeing what was read of many entities takes a while, and nobody needs to wait for it. Where there can be no other thread, it is
        // freed at once.
        let _ = std::thread::Builder::new().spawn(move || drop(data));
        outcome.approvals.clone_from(&self.approvals);
        let mut all = Vec::new();
        if let (true, Some(digests)) = (self.digests(), digests) {
            all = digests;
        } else if self.digests() {
            let before = match before.map(std::thread::JoinHandle::join) {
                None => Vec::new(),
                // An adapter's words may quote what it read.
                Some(Ok(parts)) => parts.map_err(failed)?,
                Some(Err(_)) => return Err(Failure::new("the digests of the sources can't be computed")),
            };
            all = opened.fingerprints(&before).map_err(failed)?;
            outcome.notes.extend(all.iter().filter_map(undigested));
        }
        if let Some(known_at) = &self.request.known_at {
            outcome.known_at = Some(known_at.day);
            let sources = &self.loaded.sources_folder;
            // What can't be looked at isn't there.
            let there = |part: &str| self.session.disk.at(&sources.join(part)).try_exists().unwrap_or(false);
            if let Some(failure) = known_at.changed(&self.project, &all, &there, &self.loaded.texts) {
                return Err(failure);
            }
        }
        let confined = opened.confined();
        outcome.notes.extend(confined.iter().filter_map(free));
        Ok(Ran {
            programs: opened.programs(),
            cube,
            confined,
            outcome,
            disclosure: self.disclosure,
            loaded: self.loaded,
            digests: all,
            cache: note,
        })
    }

    /// Whether the digests of the sources are taken: also to find out whether files are what they were.
    fn digests(&self) -> bool {
        let known_at = self.request.known_at.as_ref();
        self.request.digests || known_at.is_some_and(|known_at| known_at.recorded.is_some())
    }

    /// What is to be read.
    fn reading<'r>(&'r self, opening: Opening<'r>) -> Reading<'r> {
        let policy = &self.loaded.policy;
        Reading {
            opening,
            project: &self.project,
            policy,
            others: &[],
            traced: None,
            as_of: self.session.as_of(self.request.as_of, Some(&self.project), policy),
        }
    }
}

/// What a run leaves for the next one.
pub(super) struct Kept {
    /// What decided what was read, besides the rules: the project file and its file of sources, and the day of the figures.
    inputs: (Vec<RuleFile>, Date),
    data: Data,
    confined: Vec<Confined>,
}

impl Prepared<'_> {
    /// The same as [`Prepared::run`] on data that a run has left, if they serve; else they are read, and left. Rows that can't be used
    /// are counted. Whether data were read comes with the answer.
    pub(super) fn run_on(self, kept: &mut Option<Kept>) -> Result<(Ran, bool), Failure> {
        let policy = &self.loaded.policy;
        let as_of = self.session.as_of(self.request.as_of, Some(&self.project), policy);
        let own = 1 + usize::from(self.loaded.sources_file.is_some());
        let inputs = (self.loaded.files.iter().take(own).cloned().collect::<Vec<_>>(), as_of);
        let same = |known: &&Kept| known.inputs.1 == inputs.1 && same_files(&known.inputs.0, &inputs.0);
        let failed = |error: Error| Failure::engine(&error, &self.disclosure, &self.loaded.texts);
        let known = kept.as_ref().filter(same).map(|known| self.judged(&known.data, false));
        let mut cache = None;
        let (outcome, read) = match known {
            Some(Ok((outcome, _))) => (outcome, false),
            Some(Err(error)) if error.code != RunCode::NotInData && error.code != RunCode::ReadOtherwise => {
                return Err(failed(error));
            }
            Some(Err(_)) | None => {
                let opening = self.session.opening(&self.loaded);
                let mut opened = opening.all(&self.project)?;
                let reading = Reading {
                    as_of,
                    ..self.reading(opening)
                };
                let beside = &self.loaded.folder;
                let found = self.session.read(&reading, beside, &mut opened, &mut Counted);
                let Read { data, note, .. } = found.map_err(failed)?;
                cache = note;
                let judged = self.judged(&data, false).map_err(failed);
                *kept = Some(Kept {
                    inputs,
                    data,
                    confined: opened.confined(),
                });
                (judged?.0, true)
            }
        };
        let confined = kept.as_ref().map_or_else(Vec::new, |kept| kept.confined.clone());
        let mut outcome = outcome;
        outcome.notes.extend(confined.iter().filter_map(free));
        Ok((
            Ran {
                programs: Vec::new(),
                cube: None,
                confined,
                outcome,
                disclosure: self.disclosure,
                loaded: self.loaded,
                digests: Vec::new(),
                cache,
            },
            read,
        ))
    }

    /// The outcome of the rules on data that were read, and the digest of the cube where it is recorded.
    fn judged(&self, data: &Data, recorded: bool) -> Result<(Outcome, Option<CubeDigest>), Error> {
        let stage = self.project.stage.as_ref().map(|stage| stage.text.as_str());
        let mut judged = uptake_engine::judge(data, &self.loaded.policy, &self.request.range, stage)?;
        let person = self.request.person;
        let person = person
            .map(|name| uptake_engine::person(&mut judged, name))
            .transpose()?;
        let cube = match recorded {
            true => Some(uptake_engine::cube_digest(&judged)?),
            false => None,
        };
        let outcome = Outcome {
            person,
            ..uptake_engine::outcome(judged, &self.project.name)?
        };
        Ok((outcome, cube))
    }
}

/// That a single person isn't shown.
#[must_use]
pub fn one_person(why: Withheld) -> Failure {
    let why = match why {
        Withheld::Pseudonyms => "the project asks for pseudonyms".to_owned(),
        Withheld::SmallGroups(least) => format!("groups of fewer than {least} people aren't shown"),
    };
    Failure::new(format!("`--person` shows a single person, and {why}"))
        .code(RunCode::PersonWithheld)
        .help("add `--names`, if you may see names")
}

/// That a source's adapter gives no digests.
fn undigested(digested: &Digested) -> Option<Note> {
    if digested.parts.is_some() {
        return None;
    }
    let kind = NoteKind::NoDigest {
        source: digested.source.clone(),
    };
    Some(Note {
        span: Some(digested.span),
        ..Note::from(kind)
    })
}

/// That the system doesn't hold back an isolated plugin as it should.
fn free(confined: &Confined) -> Option<Note> {
    let Hold::Failed(why) = &confined.confinement.hold else {
        return None;
    };
    let kind = NoteKind::NotConfined {
        source: confined.source.clone(),
        why: why.clone(),
    };
    Some(Note {
        span: Some(confined.span),
        ..Note::from(kind)
    })
}

/// Keeps no row: the outcome tells how many were set aside, and why.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counted;

impl SetAsideSink for Counted {
    fn keep(&mut self, _: SetAsideRow) -> Result<(), Error> {
        Ok(())
    }

    fn mark(&mut self) -> Result<u64, Error> {
        Ok(0)
    }

    fn rewind(&mut self, _: u64) -> Result<(), Error> {
        Ok(())
    }
}
