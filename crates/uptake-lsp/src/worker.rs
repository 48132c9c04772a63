//! What takes longer than a letter, on a thread of its own: figures of drafts, and cases. What it finds comes in as messages do.

use crate::client::Figures;
use lsp_server::RequestId;
use serde_json::Value;
use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;
use uptake_project::{BothRates, DraftedSuite, Drafting, Failure, Session};

/// The stack that rules and expressions may nest in.
const STACK: usize = 64 << 20;

/// So long no letter is typed before a draft is judged.
const QUIET: Duration = Duration::from_millis(200);

/// The texts that stand in place of files.
pub(crate) type Texts = Vec<(PathBuf, String)>;

/// What is to be done.
pub(crate) enum Job {
    /// The rates of a project with some texts. A newer job of the same project takes its place as long as it hasn't begun.
    Rates {
        root: PathBuf,
        texts: Texts,
        generation: u64,
        figures: Figures,
    },
    /// The cases of a rule.
    Cases {
        id: RequestId,
        root: PathBuf,
        texts: Texts,
        file: PathBuf,
        rule: String,
        action: Value,
    },
    /// Files were saved: data are read again.
    Forget,
}

/// What was done.
pub(crate) enum Worked {
    /// The rates; `None` where there are no data to show them of.
    Rates {
        root: PathBuf,
        generation: u64,
        rates: Result<Option<BothRates>, String>,
    },
    /// The cases.
    Cases {
        id: RequestId,
        action: Value,
        suite: Result<Box<DraftedSuite>, String>,
    },
}

/// Begins the thread. What it has done is told, as long as anybody hears.
///
/// # Errors
/// When the system gives no thread.
pub(crate) fn begin(session: Session, tell: impl Fn(Worked) -> bool + Send + 'static) -> std::io::Result<Sender<Job>> {
    let (sender, jobs) = channel();
    let work = move || {
        let mut desk = Desk {
            session,
            drafts: BTreeMap::new(),
        };
        let mut waiting = VecDeque::new();
        while let Some(job) = next(&jobs, &mut waiting) {
            if desk.work(job).is_some_and(|done| !tell(done)) {
                return;
            }
        }
    };
    std::thread::Builder::new().stack_size(STACK).spawn(work)?;
    Ok(sender)
}

/// The next job, once it is quiet where it is about figures; `None` once nobody asks any more.
fn next(jobs: &Receiver<Job>, waiting: &mut VecDeque<Job>) -> Option<Job> {
    if waiting.is_empty() {
        waiting.push_back(jobs.recv().ok()?);
    }
    loop {
        // Whoever chose an action waits for it.
        let chosen = waiting.iter().position(|job| !matches!(job, Job::Rates { .. }));
        if let Some(job) = chosen.and_then(|at| waiting.remove(at)) {
            return Some(job);
        }
        match jobs.recv_timeout(QUIET) {
            Ok(job) => {
                if let Job::Rates { root, .. } = &job {
                    waiting.retain(|known| !matches!(known, Job::Rates { root: other, .. } if other == root));
                }
                waiting.push_back(job);
            }
            Err(RecvTimeoutError::Timeout) => return waiting.pop_front(),
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
}

/// Who works, with the data that were read.
struct Desk {
    session: Session,
    drafts: BTreeMap<PathBuf, Drafting>,
}

impl Desk {
    fn work(&mut self, job: Job) -> Option<Worked> {
        match job {
            Job::Rates {
                root,
                texts,
                generation,
                figures,
            } => {
                let rates = kept_whole(|| self.rates(&root, texts, figures));
                if rates.is_err() {
                    // What broke off may have left something half done.
                    self.drafts.remove(&root);
                }
                Some(Worked::Rates {
                    root,
                    generation,
                    rates,
                })
            }
            Job::Cases {
                id,
                root,
                texts,
                file,
                rule,
                action,
            } => {
                let suite = kept_whole(|| {
                    let mut drafting = self.session.drafting(&root)?;
                    texts.into_iter().for_each(|(path, text)| drafting.set(path, text));
                    drafting.edge_cases(&file, &rule).map(Box::new)
                });
                Some(Worked::Cases { id, action, suite })
            }
            Job::Forget => {
                self.drafts.clear();
                None
            }
        }
    }

    fn rates(&mut self, root: &Path, texts: Texts, figures: Figures) -> Result<Option<BothRates>, Failure> {
        let drafting = match self.drafts.entry(root.to_path_buf()) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => new.insert(self.session.drafting(root)?),
        };
        if !drafting.has_data() || (figures == Figures::Files && !drafting.data_are_files()?) {
            return Ok(None);
        }
        let gone: Vec<PathBuf> = drafting.texts().map(|(path, _)| path.to_path_buf()).collect();
        gone.iter().for_each(|path| drafting.reset(path));
        texts.into_iter().for_each(|(path, text)| drafting.set(path, text));
        drafting.rates().map(Some)
    }
}

/// An answer, or why there is none, in words. A fault of ours is one, too.
fn kept_whole<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(|failure| failure.text(false).trim_end().to_owned()),
        Err(_) => Err("internal error".to_owned()),
    }
}
