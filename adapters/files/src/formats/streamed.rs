//! Files through Polars' streaming engine: decoded in parallel, delivered in order, bounded in memory.

use crate::file::File;
use crate::open;
use polars::prelude::*;
use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use uptake_adapter::{AdapterError, Batch, Batches, ErrorCode};

/// How many decoded batches may wait.
const AHEAD: usize = 4;

/// A file's place in Polars' words.
pub(super) fn path(file: &File) -> PlRefPath {
    PlRefPath::new(file.path.to_string_lossy().as_ref())
}

/// These formats end as they begin: a file that was cut off is told from one of another format.
pub(super) fn whole(file: &File, magic: &[u8], name: &str) -> Result<(), AdapterError> {
    let unreadable = |error: std::io::Error| open::unreadable(file, &error);
    let mut opened = std::fs::File::open(&file.path).map_err(unreadable)?;
    let mut head = vec![0; magic.len()];
    let starts = opened.read_exact(&mut head).is_ok() && head == magic;
    let mut tail = vec![0; magic.len()];
    let back = -i64::try_from(magic.len()).unwrap_or(0);
    let ends = opened.seek(SeekFrom::End(back)).is_ok() && opened.read_exact(&mut tail).is_ok() && tail == magic;
    let (message, help) = match (starts, ends) {
        (true, true) => return Ok(()),
        (true, false) => (
            format!("`{}` is cut off: its {name} footer is missing", file.shown),
            "export or copy it again",
        ),
        (false, _) => {
            let article = if name.starts_with('A') { "an" } else { "a" };
            let message = format!("`{}` isn't {article} {name} file", file.shown);
            (message, "set its `format`")
        }
    };
    Err(AdapterError::new(ErrorCode::Source, message).help(help).setting("path"))
}

/// The batches of a plan over a file: the asked columns, those that it has.
pub(super) fn stream(
    file: &File,
    plan: impl FnOnce() -> PolarsResult<LazyFrame>,
    columns: Option<&[String]>,
) -> Result<Batches, AdapterError> {
    let unreadable = |error: PolarsError| open::undecodable(file, &error);
    // Polars stops at types that it doesn't know, wherever in a file they are.
    let opened = catch_unwind(AssertUnwindSafe(|| {
        let mut lazy = plan()?;
        let schema = lazy.collect_schema()?;
        Ok((lazy, schema))
    }));
    let (mut lazy, schema) = opened.map_err(|_| unknown_type(file))?.map_err(unreadable)?;
    if let Some(columns) = columns {
        let present: Vec<Expr> = schema
            .iter_names()
            .filter(|name| columns.iter().any(|column| column == name.as_str()))
            .map(|name| col(name.clone()))
            .collect();
        lazy = lazy.select(present);
    }
    let steps = in_order(lazy).map_err(unreadable)?;
    Ok(batches(steps, file.clone()))
}

/// What the thread of a plan says.
enum Step {
    Frame(DataFrame),
    Failed(PolarsError),
    End,
}

/// The batches that a plan hands over. Where it falls silent without having said that this is all, the rows aren't whole:
/// that is an error, not an end.
fn batches(steps: Receiver<Step>, file: File) -> Batches {
    let mut next_row = 1;
    let mut ended = false;
    Box::new(std::iter::from_fn(move || {
        if ended {
            return None;
        }
        let frame = match steps.recv() {
            Ok(Step::Frame(frame)) => Ok(frame),
            Ok(Step::Failed(error)) => Err(open::undecodable(&file, &error)),
            Err(_) => Err(broke_off(&file)),
            Ok(Step::End) => {
                ended = true;
                return None;
            }
        };
        let frame = match frame {
            Ok(frame) => frame,
            Err(error) => {
                ended = true;
                return Some(Err(error));
            }
        };
        let first_row = next_row;
        next_row += frame.height() as u64;
        Some(Ok(Batch {
            frame,
            part: Arc::clone(&file.shown),
            first_row,
        }))
    }))
}

fn unknown_type(file: &File) -> AdapterError {
    let message = format!(
        "`{}` has a column of a type that can't be read, or is damaged",
        file.shown
    );
    AdapterError::new(ErrorCode::Unsupported, message)
        .help("leave the column out, or write it as another type; such types are half floats, intervals, unions and views of lists")
        .setting("path")
        .in_own_words()
}

fn broke_off(file: &File) -> AdapterError {
    AdapterError::new(
        ErrorCode::Panic,
        format!("reading `{}` stopped unexpectedly", file.shown),
    )
    .help("the file may be damaged in a way that its reader doesn't expect; export or copy it again")
    .setting("path")
}

/// Runs a plan on a thread of its own and hands its batches over as they come, few at a time, and then whether that is all.
/// When the receiver is dropped, the plan stops at its next batch.
fn in_order(lazy: LazyFrame) -> PolarsResult<Receiver<Step>> {
    let (sender, receiver) = sync_channel(AHEAD);
    let last = sender.clone();
    let plan = lazy.sink_batches(
        PlanCallback::new(move |frame| Ok(sender.send(Step::Frame(frame)).is_err())),
        true,
        None,
    )?;
    std::thread::spawn(move || {
        let word = match plan.collect_with_engine(Engine::Streaming) {
            Ok(_) => Step::End,
            Err(error) => Step::Failed(error),
        };
        // Nobody listens any more: then nobody needs the last word either.
        let _ = last.send(word);
    });
    Ok(receiver)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_that_falls_silent_is_an_error_and_only_its_own_word_is_the_end() {
        let file = File {
            path: "x".into(),
            shown: "x".into(),
            remarks: uptake_formats::Remarks::default(),
        };
        let all = |said: Vec<Step>| {
            let (sender, steps) = sync_channel(AHEAD);
            for step in said {
                sender.send(step).unwrap();
            }
            drop(sender);
            batches(steps, file.clone()).collect::<Result<Vec<Batch>, AdapterError>>()
        };
        let frame = || Step::Frame(df!("a" => [1, 2]).unwrap());
        assert_eq!(all(vec![frame(), Step::End]).unwrap().len(), 1);
        let error = all(vec![frame()]).unwrap_err();
        assert_eq!(
            (error.code, error.message.as_str()),
            (ErrorCode::Panic, "reading `x` stopped unexpectedly")
        );
    }
}
