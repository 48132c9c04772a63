//! The work on the driver's thread: connect, ask, gather, digest, hand over.

use crate::digest::Digest;
use crate::fault::{Stage, told};
use crate::gather::Gather;
use crate::plan::Plan;
use polars::prelude::{Column, DataFrame, DataType, PlSmallStr};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use uptake_adapter::{AdapterError, ErrorCode, Fingerprint};
use uptake_adbc_sys::{Canceller, Driver, Rows, Session, Trouble};

/// What comes from the driver's thread.
#[derive(Debug)]
pub(crate) enum Step {
    /// Rows.
    Batch(DataFrame),
    /// All rows were handed over; here is what they were.
    End(Fingerprint),
}

/// Nobody listens any more.
struct Gone;

/// Does it all. When this returns, everything of the driver was let go of.
pub(crate) fn work(
    plan: &Plan,
    columns: Option<&[String]>,
    canceller: &Canceller,
    out: &SyncSender<Result<Step, AdapterError>>,
) {
    let (rows, mut hand) = match begin(plan, columns, canceller) {
        Ok(rows) => (rows, Hand::new(plan, out)),
        Err(error) => {
            // Who doesn't listen doesn't want to know.
            let _ = out.send(Err(error));
            return;
        }
    };
    // Where the driver's thread is no longer wanted, there is nothing to tell.
    let _ = hand.all(rows, columns);
}

/// A connection, made ready for queries that only read.
pub(crate) fn connect(plan: &Plan) -> Result<Arc<Session>, AdapterError> {
    let driver = Driver::load(&plan.load, plan.entrypoint.as_deref()).map_err(|error| {
        let setting = error.setting.clone().unwrap_or_else(|| "driver".to_owned());
        plan.redacted(error.setting(setting))
    })?;
    let session = Session::open(&driver, &plan.options)
        .map(Arc::new)
        .map_err(|fault| told(plan, Stage::Connect, fault.into()))?;
    for statement in plan.flavour.prelude() {
        // Read to its end, as some drivers run a statement no earlier. That it may fail is part of what it is.
        let _ = Rows::query(&session, statement, &[], None, &Canceller::default()).map(|mut rows| rows.next_frame());
    }
    Ok(session)
}

fn begin(plan: &Plan, columns: Option<&[String]>, canceller: &Canceller) -> Result<Rows, AdapterError> {
    let session = connect(plan)?;
    let options = plan.flavour.batches(plan.batch_rows);
    let rows = Rows::query(&session, &plan.sql, &options, columns, canceller)
        .map_err(|trouble| told(plan, Stage::Query, trouble))?;
    let mut seen = BTreeSet::new();
    if let Some(twice) = rows.columns().find(|name| !seen.insert((*name).to_owned())) {
        let message = format!("the query through `{}` has two columns `{twice}`", plan.shown);
        let error = AdapterError::new(ErrorCode::Source, message);
        return Err(error
            .help("give them different names, as in `a.id AS a_id`")
            .setting(plan.asked));
    }
    Ok(rows)
}

/// Hands rows over.
struct Hand<'a> {
    plan: &'a Plan,
    out: &'a SyncSender<Result<Step, AdapterError>>,
    gather: Gather,
    digest: Digest,
    rows: u64,
}

impl<'a> Hand<'a> {
    fn new(plan: &'a Plan, out: &'a SyncSender<Result<Step, AdapterError>>) -> Self {
        Self {
            plan,
            out,
            gather: Gather::new(plan.batch_rows),
            digest: Digest::default(),
            rows: 0,
        }
    }

    fn all(&mut self, mut rows: Rows, columns: Option<&[String]>) -> Result<(), Gone> {
        loop {
            let full = match rows.next_frame() {
                Ok(Some(frame)) => self.gather.add(frame),
                Ok(None) => break,
                Err(trouble) => return self.fail(trouble),
            };
            if let Some(frame) = full {
                self.batch(frame)?;
            }
        }
        if let Some(frame) = self.gather.rest() {
            self.batch(frame)?;
        }
        if self.rows == 0 {
            // The columns are known without a row.
            self.batch(without_rows(&rows, columns))?;
        }
        // The driver lets go before the end is told: who hears of it may end the program.
        drop(rows);
        let fingerprint = self.digest.fingerprint(&self.plan.part);
        self.out.send(Ok(Step::End(fingerprint))).map_err(|_| Gone)
    }

    fn batch(&mut self, frame: DataFrame) -> Result<(), Gone> {
        self.rows += frame.height() as u64;
        self.digest.add(&frame);
        self.out.send(Ok(Step::Batch(frame))).map_err(|_| Gone)
    }

    fn fail(&self, trouble: Trouble) -> Result<(), Gone> {
        let error = told(self.plan, Stage::Rows(self.rows), trouble);
        self.out.send(Err(error)).map_err(|_| Gone)
    }
}

/// A frame of the asked columns, of no type, without rows.
fn without_rows(rows: &Rows, columns: Option<&[String]>) -> DataFrame {
    let wanted = |name: &&str| columns.is_none_or(|columns| columns.iter().any(|column| column == name));
    let columns = rows
        .columns()
        .filter(wanted)
        .map(|name| Column::new_empty(PlSmallStr::from_str(name), &DataType::Null));
    // Their names differ, which was looked at.
    DataFrame::new(0, columns.collect()).unwrap_or_default()
}
