//! Who runs the project, one question at a time: rules nest, so it is done on a thread with a stack of its own, and a run takes what it takes.

use crate::draft::{Desk, Draft, Terms, Tried};
use crate::figures::Figures;
use jiff::civil::Date;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};
use uptake_codes::{ProgramCode, RunCode};
use uptake_engine::explain::About;
use uptake_project::{
    Counted, ExplainQuestion, ExplainRequest, Explanations, Failure, ProjectFile, RuleWatch, RunRequest, Session,
};

/// The stack that rules, documents and expressions may nest in.
const STACK: usize = 64 << 20;
/// So many questions may wait.
const WAITING: usize = 8;
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

type Job = Box<dyn FnOnce(&Session, &mut Desk) + Send>;

/// The figures as they are, and who makes new ones.
pub(crate) struct Measurer {
    jobs: SyncSender<Job>,
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
        let (jobs, asked) = sync_channel::<Job>(WAITING);
        let work = move || {
            let mut desk = Desk::default();
            for job in asked {
                // A question that panics gets no answer; the next one is asked all the same.
                let _ = catch_unwind(AssertUnwindSafe(|| job(&session, &mut desk)));
            }
        };
        std::thread::Builder::new()
            .stack_size(STACK)
            .spawn(work)
            .map_err(|error| Failure::new(format!("a thread can't be started: {error}")).code(RunCode::Engine))?;
        Ok(Self {
            jobs,
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
        let (rules, figures) = self.ask(move |session, _| {
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
        self.ask(move |session, _| {
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
        self.ask(move |session, desk| {
            let terms = Terms {
                project: &what.project,
                names: what.names,
                hidden: figures.hidden,
                own: &figures.own_files(),
            };
            desk.tried(session, &terms, &draft)
        })?
    }

    fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Session, &mut Desk) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let (to, answer) = sync_channel(1);
        let job: Job = Box::new(move |session, desk| {
            // Whoever asked may have gone.
            let _ = to.send(question(session, desk));
        });
        self.jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => Failure::of(ProgramCode::Busy, "too many questions wait for an answer"),
            TrySendError::Disconnected(_) => broken(),
        })?;
        answer.recv().map_err(|_| broken())
    }
}

fn broken() -> Failure {
    Failure::new("internal error: the question got no answer").code(RunCode::Engine)
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
