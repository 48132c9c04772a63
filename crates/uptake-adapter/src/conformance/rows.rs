//! What scans bring.

use super::kit::{Kit, Not, Outcome, broken, fault};
use super::sample::{Rows, SAMPLE, coalesced, read, same, scan, whole};
use crate::{Batch, without_typed_marks};
use std::collections::BTreeMap;

/// A column that no source has.
const NO_COLUMN: &str = "no such column";

impl Kit<'_> {
    pub(super) fn delivers_rows(&self) -> Outcome {
        let batches = scan(&mut *self.open()?, None)?;
        read(batches).map(drop)
    }

    pub(super) fn tells_places(&self) -> Outcome {
        // The next row of each part, and its next line.
        let mut reached: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        let mut rows = 0;
        let mut source = self.open()?;
        whole(&mut *source)?;
        for batch in scan(&mut *source, None)? {
            let batch = batch.map_err(|error| fault(&error))?;
            if batch.part.is_empty() {
                return broken("a batch has a part without a name");
            }
            let height = batch.frame.height();
            let (next, line) = reached.entry(batch.part.to_string()).or_insert((1, 1));
            if batch.first_row < *next {
                return broken(format!(
                    "a batch of `{}` starts at row {}, after row {} was returned",
                    batch.part,
                    batch.first_row,
                    *next - 1
                ));
            }
            *next = batch.first_row + height as u64;
            let first = batch.lines.of(0);
            if let Some(first) = first.filter(|first| *first < *line) {
                return broken(format!(
                    "a batch of `{}` starts at line {first}, after line {} was returned",
                    batch.part,
                    *line - 1
                ));
            }
            if let Some((row, _)) = batch
                .lines
                .runs()
                .last()
                .filter(|(row, _)| *row > 0 && *row >= height as u64)
            {
                return broken(format!("a batch of {height} rows states the line of row {}", row + 1));
            }
            let last = (height as u64).checked_sub(1).and_then(|row| batch.lines.of(row));
            *line = last.map_or(*line, |last| last.saturating_add(1));
            rows += height;
            if rows > SAMPLE {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn same_rows_again(&self) -> Outcome {
        let mut source = self.open()?;
        let first = whole(&mut *source)?;
        let again = read(scan(&mut *source, None)?)?;
        let anew = read(scan(&mut *self.open()?, None)?)?;
        match (same(&first, &again), same(&first, &anew)) {
            (true, true) => Ok(()),
            (false, _) => broken("a second scan of the same source returns different rows"),
            (true, false) => broken("a source that is opened again returns different rows"),
        }
    }

    pub(super) fn only_asked_columns(&self) -> Outcome {
        let mut source = self.open()?;
        let whole = whole(&mut *source)?;
        let Some(name) = whole.0.iter().find_map(|(_, frame)| {
            let names = frame.get_column_names();
            names.last().map(ToString::to_string)
        }) else {
            return Err(Not::Tried("the source has no columns".to_owned()));
        };
        let asked = read(scan(&mut *source, Some(&[NO_COLUMN, &name]))?)?;
        for (_, frame) in &asked.0 {
            let names = frame.get_column_names_owned();
            if names.iter().any(|given| given.as_str() != name) {
                return broken(format!("requested `{name}`, it returns {names:?}"));
            }
        }
        let column = |rows: &Rows| {
            let frames = rows
                .0
                .iter()
                .filter_map(|(_, frame)| frame.select([name.as_str()]).ok());
            Rows(frames.map(|frame| (String::new(), frame)).collect())
        };
        match same(&coalesced(column(&whole)), &coalesced(column(&asked))) {
            true => Ok(()),
            false => broken(format!("if only `{name}` is requested, it returns different values")),
        }
    }

    pub(super) fn can_be_left(&self) -> Outcome {
        let mut source = self.open()?;
        let whole = whole(&mut *source)?;
        let mut left = scan(&mut *source, None)?;
        let kept = left.next();
        drop(left);
        let again = read(scan(&mut *source, None)?)?;
        drop(source);
        let start = match kept {
            Some(Ok(Batch { frame, part, .. })) => Some((part, without_typed_marks(&frame))),
            Some(Err(error)) => return Err(fault(&error)),
            None => None,
        };
        if !same(&whole, &again) {
            return broken("after a scan that was dropped, the next one returns different rows");
        }
        // What was read before it was left is still what it was.
        let start = start.filter(|(_, frame)| frame.height() > 0);
        let kept = start.is_none_or(|(_, frame)| {
            let first = whole.0.first().map(|(_, whole)| whole.slice(0, frame.height()));
            first.is_some_and(|first| first.equals_missing(&frame) || frame.height() > SAMPLE)
        });
        match kept {
            true => Ok(()),
            false => broken("rows that were read before a scan was dropped have changed"),
        }
    }

    pub(super) fn scan_outlives_source(&self) -> Outcome {
        let mut source = self.open()?;
        let whole = whole(&mut *source)?;
        let batches = scan(&mut *source, None)?;
        drop(source);
        let elsewhere = std::thread::spawn(move || read(batches)).join();
        match elsewhere {
            Ok(Ok(rows)) if same(&whole, &rows) => Ok(()),
            Ok(Ok(_)) => broken("read on another thread, the rows are different"),
            Ok(Err(not)) => Err(not),
            Err(_) => broken("read on another thread, it panics"),
        }
    }
}
