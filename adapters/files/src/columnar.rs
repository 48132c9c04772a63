//! Parquet and Arrow IPC through Polars' streaming engine: decoded in parallel, delivered in order, bounded in memory.

use crate::{File, open};
use polars::prelude::*;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use uptake_adapter::{AdapterError, Batch, Batches, ErrorCode};

/// How many decoded batches may wait.
const AHEAD: usize = 4;

/// Reads a Parquet file.
pub(crate) fn scan_parquet(file: &File, columns: Option<&[String]>) -> Result<Batches, AdapterError> {
    whole(file, b"PAR1", "Parquet")?;
    let lazy = LazyFrame::scan_parquet(
        path(file),
        ScanArgsParquet {
            glob: false,
            ..Default::default()
        },
    );
    stream(file, lazy, columns)
}

/// Reads an Arrow IPC file.
pub(crate) fn scan_ipc(file: &File, columns: Option<&[String]>) -> Result<Batches, AdapterError> {
    whole(file, b"ARROW1", "Arrow IPC")?;
    let args = UnifiedScanArgs {
        glob: false,
        ..Default::default()
    };
    stream(file, LazyFrame::scan_ipc(path(file), Default::default(), args), columns)
}

fn path(file: &File) -> PlRefPath {
    PlRefPath::new(file.path.to_string_lossy().as_ref())
}

/// Both formats end as they begin: a file that was cut off is told from one of another format.
fn whole(file: &File, magic: &[u8], name: &str) -> Result<(), AdapterError> {
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
        (false, _) => (format!("`{}` is no {name} file", file.shown), "state its `format`"),
    };
    Err(AdapterError::new(ErrorCode::Source, message).help(help).setting("path"))
}

fn stream(file: &File, lazy: PolarsResult<LazyFrame>, columns: Option<&[String]>) -> Result<Batches, AdapterError> {
    let unreadable = |error: PolarsError| open::unreadable(file, &error);
    let mut lazy = lazy.map_err(unreadable)?;
    let schema = lazy.collect_schema().map_err(unreadable)?;
    if let Some(columns) = columns {
        let present: Vec<Expr> = schema
            .iter_names()
            .filter(|name| columns.iter().any(|column| column == name.as_str()))
            .map(|name| col(name.clone()))
            .collect();
        lazy = lazy.select(present);
    }
    let frames = in_order(lazy).map_err(unreadable)?;
    let file = file.clone();
    let mut next_row = 1;
    Ok(Box::new(std::iter::from_fn(move || {
        let frame = match frames.recv().ok()? {
            Ok(frame) => frame,
            Err(error) => return Some(Err(open::unreadable(&file, &error))),
        };
        let first_row = next_row;
        next_row += frame.height() as u64;
        Some(Ok(Batch {
            frame,
            part: Arc::clone(&file.shown),
            first_row,
        }))
    })))
}

/// Runs a plan on a thread of its own and hands its batches over as they come, few at a time.
/// When the receiver is dropped, the plan stops at its next batch.
fn in_order(lazy: LazyFrame) -> PolarsResult<Receiver<PolarsResult<DataFrame>>> {
    let (sender, receiver) = sync_channel(AHEAD);
    let failed = sender.clone();
    let plan = lazy.sink_batches(
        PlanCallback::new(move |frame| Ok(sender.send(Ok(frame)).is_err())),
        true,
        None,
    )?;
    std::thread::spawn(move || {
        if let Err(error) = plan.collect_with_engine(Engine::Streaming) {
            // Nobody listens any more: then nobody needs the error either.
            let _ = failed.send(Err(error));
        }
    });
    Ok(receiver)
}
