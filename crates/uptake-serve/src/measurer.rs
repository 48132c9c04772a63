//! Who runs the project, one question at a time: a run takes what it takes.

use crate::draft::{Desk, Draft, Terms, Tried};
use crate::figures::Figures;
use crate::helper::{Completions, Helper, Hover, Place};
use crate::worker::Worker;
use jiff::civil::Date;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};
use uptake_engine::explain::About;
use uptake_project::{
    Counted, ExplainQuestion, ExplainRequest, Explanations, Failure, ProjectFile, RuleWatch, RunRequest, Session,
};

/// How often files are looked at.
const LOOK: Duration = Duration::from_secs(1);

/// What is measured.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The project file.
    pub project: PathBuf,
    /// The file with the sources, instead of the project's own.
    pub sources: Option<PathBuf>,
    /// The day of the figures; the project's own, or today.
    pub as_of: Option<Date>,
    /// Whether names are shown though the project replaces them.
    pub names: bool,
}

/// What is asked about one person.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) metric: Option<String>,
    pub(crate) definition: Option<String>,
    pub(crate) period: Option<String>,
}

/// The figures as they are, and who makes new ones.
pub(crate) struct Measurer {
    /// Runs, explanations and figures of drafts.
    runs: Worker<(Session, Desk)>,
    /// What is told of a text while somebody types: it doesn't wait for figures.
    helper: Worker<Helper>,
    what: Measured,
    now: RwLock<Arc<Figures>>,
    seen: Mutex<Seen>,
}

/// What is known of whether the figures are of an older state.
struct Seen {
    rules: RuleWatch,
    stale: bool,
    at: Option<Instant>,
}

impl Measurer {
    /// Runs the project for the first time.
    pub(crate) fn begin(session: Session, what: Measured) -> Result<Self, Failure> {
        // Taken before the run, so that what is saved while it runs isn't missed.
        let rules = session.watch(&what.project);
        let first = measured(&session, &what)?;
        Ok(Self {
            helper: Worker::begin(Helper::of(session.clone(), &what.project))?,
            runs: Worker::begin((session, Desk::default()))?,
            what,
            now: RwLock::new(Arc::new(first)),
            seen: Mutex::new(Seen {
                rules,
                stale: false,
                at: None,
            }),
        })
    }

    /// The figures as they are.
    pub(crate) fn figures(&self) -> Arc<Figures> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether rules or sources have changed since the figures were made. Files are looked at every now and then.
    pub(crate) fn is_stale(&self) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if !seen.stale && seen.at.is_none_or(|at| at.elapsed() > LOOK) {
            seen.stale = seen.rules.changed() || self.figures().is_outdated();
            seen.at = Some(Instant::now());
        }
        seen.stale
    }

    /// Runs the project again. If that fails, the figures stay what they are.
    ///
    /// # Errors
    /// As a run has them; `busy` if too much waits already.
    pub(crate) fn renew(&self) -> Result<(), Failure> {
        let what = self.what.clone();
        let (rules, figures) = self.runs.ask(move |(session, _)| {
            let rules = session.watch(&what.project);
            measured(session, &what).map(|figures| (rules, figures))
        })??;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(figures);
        *seen = Seen {
            rules,
            stale: false,
            at: None,
        };
        Ok(())
    }

    /// Why the verdicts on a person are what they are. The data are read for it as they are now.
    ///
    /// # Errors
    /// As `uptake explain` has them; `busy` if too much waits already.
    pub(crate) fn explain(&self, person: Person) -> Result<Explanations, Failure> {
        let what = self.what.clone();
        // The day of the figures stays theirs, also past midnight.
        let as_of = Some(self.figures().outcome.as_of);
        self.runs.ask(move |(session, _)| {
            let about = match &person.definition {
                Some(rule) => About::Rule(rule),
                None => About::Metric(person.metric.as_deref()),
            };
            let explained = session.explain(&ExplainRequest {
                project: ProjectFile::At(&what.project),
                sources: what.sources.as_deref(),
                period: person.period.as_deref(),
                as_of,
                names: what.names,
                question: ExplainQuestion::Person {
                    name: &person.name,
                    about,
                    rows: false,
                },
            })?;
            Ok(explained.found)
        })?
    }

    /// What is said about a draft of rules.
    ///
    /// # Errors
    /// `bad-request` for a file that can't be tried; `person-withheld` where rules aren't shown; `busy` if too much waits already.
    pub(crate) fn draft(&self, draft: Draft) -> Result<Tried, Failure> {
        let figures = self.figures();
        figures.rules_shown()?;
        let what = self.what.clone();
        self.runs.ask(move |(session, desk)| {
            let terms = Terms {
                project: &what.project,
                names: what.names,
                hidden: figures.hidden,
                own: &figures.own_files(),
            };
            desk.tried(session, &terms, &draft)
        })?
    }

    /// What may be written at a place of a draft.
    ///
    /// # Errors
    /// `bad-request` for a file that can't be tried; `person-withheld` where rules aren't shown; `busy` if too much waits already.
    pub(crate) fn complete(&self, at: Place) -> Result<Completions, Failure> {
        let own = self.told()?;
        self.helper.ask(move |helper| helper.complete(&own, &at))?
    }

    /// What stands at a place of a draft.
    ///
    /// # Errors
    /// As [`Measurer::complete`].
    pub(crate) fn hover(&self, at: Place) -> Result<Hover, Failure> {
        let own = self.told()?;
        self.helper.ask(move |helper| helper.hover(&own, &at))?
    }

    /// The project's own files, which can't be tried. Whatever is told of rules may name somebody.
    fn told(&self) -> Result<Vec<PathBuf>, Failure> {
        let figures = self.figures();
        figures.rules_shown()?;
        Ok(figures.own_files())
    }
}

fn measured(session: &Session, what: &Measured) -> Result<Figures, Failure> {
    let request = RunRequest {
        sources: what.sources.as_deref(),
        as_of: what.as_of,
        names: what.names,
        digests: true,
        ..RunRequest::new(ProjectFile::At(&what.project))
    };
    let ran = session.run(&request, &mut Counted)?;
    Figures::of(ran, what.names, session.now())
}
