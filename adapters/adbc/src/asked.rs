//! A conversation with a database: one connection that is asked several queries, each answer as a whole.

use crate::digest::Digest;
use crate::fault::{Stage, told};
use crate::flavour::Flavour;
use crate::plan::Plan;
use crate::work::connect;
use polars::prelude::DataFrame;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};
use uptake_adapter::{AdapterError, Engine, ErrorCode};
use uptake_adbc_sys::{Canceller, Rows, Session};
use uptake_formats::LastScan;

/// How long a driver may take to let go when it is told to. Then it is left behind.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is asked of the driver's thread.
enum Asked {
    /// A statement whose answer nobody wants.
    Run(String),
    /// The columns of a query.
    Columns(String),
    /// The rows of a query.
    Rows(String),
}

/// What it answers.
enum Answer {
    Done,
    Columns(Vec<(String, String)>),
    Rows(Option<DataFrame>),
}

/// A conversation with a database.
pub(crate) struct Conversation {
    plan: Arc<Plan>,
    dialect: String,
    relation: String,
    asked: Option<Sender<Asked>>,
    answers: Receiver<Result<Answer, AdapterError>>,
    canceller: Canceller,
    deadline: Instant,
    last: LastScan,
    digest: Digest,
    waits: bool,
}

impl Conversation {
    /// Connects on a thread of its own, as all calls of a driver are made on one.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(crate) fn begin(plan: &Arc<Plan>, dialect: String, last: LastScan) -> Result<Self, AdapterError> {
        let (asked, questions) = channel();
        let (out, answers) = channel();
        let canceller = Canceller::default();
        let (plan_there, canceller_there) = (Arc::clone(plan), canceller.clone());
        let thread = std::thread::Builder::new().name("adbc".to_owned());
        let started = thread.spawn(move || {
            let session = connect(&plan_there);
            for question in questions {
                let answer = match &session {
                    Ok(session) => answered(&plan_there, session, &question, &canceller_there),
                    Err(error) => Err(error.clone()),
                };
                if out.send(answer).is_err() {
                    return;
                }
            }
        });
        started.map_err(|error| {
            let message = format!("no thread for the driver `{}`: {error}", plan.shown);
            AdapterError::new(ErrorCode::Retryable, message)
        })?;
        last.begin();
        Ok(Self {
            relation: plan.sql.clone(),
            deadline: Instant::now() + plan.timeout,
            plan: Arc::clone(plan),
            dialect,
            asked: Some(asked),
            answers,
            canceller,
            last,
            digest: Digest::default(),
            waits: false,
        })
    }

    fn answer(&mut self, question: Asked) -> Result<Answer, AdapterError> {
        let crashed = |plan: &Plan| {
            let message = format!("the driver `{}` crashed", plan.shown);
            AdapterError::new(ErrorCode::Panic, message)
        };
        let sent = self.asked.as_ref().map(|asked| asked.send(question));
        if !matches!(sent, Some(Ok(()))) {
            return Err(crashed(&self.plan));
        }
        self.waits = true;
        let left = self.deadline.saturating_duration_since(Instant::now());
        match self.answers.recv_timeout(left) {
            Ok(answer) => {
                self.waits = false;
                answer
            }
            Err(RecvTimeoutError::Timeout) => {
                let Plan { shown, timeout, .. } = &*self.plan;
                let message = format!("`{shown}` took longer than {timeout:?}");
                let error = AdapterError::new(ErrorCode::Retryable, message).setting("timeout");
                Err(match self.cancel() {
                    true => error.help("it was ended; `timeout` gives it more time"),
                    false => error.help(
                        "the driver doesn't end it: it may still run at the database; `timeout` gives it more time",
                    ),
                })
            }
            Err(RecvTimeoutError::Disconnected) => Err(crashed(&self.plan)),
        }
    }

    /// Ends the query, and answers whether the driver has let go.
    fn cancel(&mut self) -> bool {
        self.asked = None;
        let canceller = self.canceller.clone();
        // On a thread of its own: to cancel, a driver may have to reach a server that doesn't answer.
        std::thread::spawn(move || canceller.cancel());
        let end = Instant::now() + PATIENCE;
        loop {
            match self.answers.recv_timeout(end.saturating_duration_since(Instant::now())) {
                // What nobody wants any more.
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => return true,
                Err(RecvTimeoutError::Timeout) => return false,
            }
        }
    }

    fn unexpected(&self) -> AdapterError {
        let message = format!(
            "the driver `{}` gives another answer than was asked for",
            self.plan.shown
        );
        AdapterError::new(ErrorCode::Panic, message)
    }
}

impl Engine for Conversation {
    fn dialect(&self) -> &str {
        &self.dialect
    }

    fn relation(&self) -> &str {
        &self.relation
    }

    fn part(&self) -> &str {
        &self.plan.part
    }

    fn place(&self) -> String {
        self.plan.place()
    }

    fn shown(&self, text: &str) -> String {
        self.plan.settings.redacted(text)
    }

    fn run(&mut self, statement: &str) -> Result<(), AdapterError> {
        self.answer(Asked::Run(statement.to_owned())).map(|_| ())
    }

    fn columns(&mut self, query: &str) -> Result<Vec<(String, String)>, AdapterError> {
        match self.answer(Asked::Columns(query.to_owned()))? {
            Answer::Columns(columns) => Ok(columns),
            Answer::Done | Answer::Rows(_) => Err(self.unexpected()),
        }
    }

    fn ask(&mut self, query: &str) -> Result<Option<DataFrame>, AdapterError> {
        match self.answer(Asked::Rows(query.to_owned()))? {
            Answer::Rows(rows) => {
                if let Some(rows) = &rows {
                    self.digest.another(rows);
                }
                Ok(rows)
            }
            Answer::Done | Answer::Columns(_) => Err(self.unexpected()),
        }
    }

    fn done(mut self: Box<Self>) {
        self.asked = None;
        self.last.end(vec![self.digest.fingerprint(&self.plan.part)]);
    }
}

impl Drop for Conversation {
    fn drop(&mut self) {
        if self.waits {
            // Left in the middle: the query shall not go on for nobody.
            self.cancel();
        }
    }
}

/// A fault of a row without its number: that is its place among the rows of an answer, which nobody else can count.
fn unnumbered(mut error: AdapterError) -> AdapterError {
    if let Some((before, rest)) = error.message.split_once(": row ")
        && let Some((number, of)) = rest.split_once(" of ")
        && number.bytes().all(|byte| byte.is_ascii_digit())
    {
        error.message = format!("{before}: a row of {of}");
    }
    error
}

/// What the driver answers.
fn answered(plan: &Plan, session: &Arc<Session>, asked: &Asked, canceller: &Canceller) -> Result<Answer, AdapterError> {
    let (Asked::Run(text) | Asked::Columns(text) | Asked::Rows(text)) = asked;
    let mut options = plan.flavour.batches(plan.batch_rows);
    if plan.flavour == Flavour::PostgreSql && text.starts_with("EXPLAIN") {
        // What the server tells of a query can't be copied out, as its driver has rows copied.
        options.push(("adbc.postgresql.use_copy".to_owned(), "false".to_owned()));
    }
    let query = Rows::query(session, text, &options, None, canceller);
    let mut rows = query.map_err(|trouble| told(plan, Stage::Query, trouble))?;
    if let Asked::Columns(_) = asked {
        let types = rows.types().map(|(name, ty)| (name.to_owned(), ty.to_owned()));
        return Ok(Answer::Columns(types.collect()));
    }
    let mut whole: Option<DataFrame> = None;
    let mut count = 0;
    while let Some(frame) = rows
        .next_frame()
        .map_err(|trouble| unnumbered(told(plan, Stage::Rows(count), trouble)))?
    {
        count += frame.height() as u64;
        match &mut whole {
            None => whole = Some(frame),
            Some(whole) => {
                whole.vstack_mut(&frame).map_err(|error| {
                    let message = format!(
                        "the driver `{}` gives batches that don't fit together: {error}",
                        plan.shown
                    );
                    AdapterError::new(ErrorCode::Source, message)
                })?;
            }
        }
    }
    Ok(match asked {
        Asked::Run(_) => Answer::Done,
        Asked::Rows(_) | Asked::Columns(_) => Answer::Rows(whole.map(|mut whole| {
            whole.rechunk_mut();
            whole
        })),
    })
}
