//! One input at the door, and what must hold of it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use uptake_adapter::{Adapter, AdapterError, Batch, ErrorCode, ScanRequest, Settings};
use uptake_files::Files;

/// No input may take longer.
const LONGEST: Duration = Duration::from_secs(10);

/// How it came out.
pub(crate) enum Came {
    /// So many rows.
    Rows(usize),
    /// An error with a code.
    Refused,
    /// A library's panic, told as an error.
    Broke,
    /// Something that must not be.
    Wrong(String),
}

/// Where inputs are read.
pub(crate) struct Door {
    format: String,
    folder: PathBuf,
    name: String,
}

impl Door {
    pub(crate) fn new(format: &str, folder: &Path) -> Self {
        Self {
            format: format.to_owned(),
            folder: folder.to_owned(),
            name: format!("{format}-last"),
        }
    }

    /// Reads an input.
    pub(crate) fn read(&self, bytes: &[u8]) -> Came {
        std::fs::write(self.folder.join(&self.name), bytes).unwrap();
        let start = Instant::now();
        let came = match catch_unwind(AssertUnwindSafe(|| self.twice(bytes))) {
            Ok(came) => came,
            Err(_) => Came::Wrong("a panic".to_owned()),
        };
        match start.elapsed() {
            slow if slow > LONGEST => Came::Wrong(format!("it took {slow:.1?}")),
            _ => came,
        }
    }

    /// Reads it with all columns, then with one.
    fn twice(&self, bytes: &[u8]) -> Came {
        let batches = match self.scan(None) {
            Ok(batches) => batches,
            Err(error) if error.code == ErrorCode::Panic => return Came::Broke,
            Err(_) => return Came::Refused,
        };
        let rows = height(&batches);
        if let Some(wrong) = self.lies(bytes, rows) {
            return Came::Wrong(wrong);
        }
        let column = batches
            .first()
            .and_then(|batch| batch.frame.get_column_names().first().copied().cloned());
        let Some(column) = column else { return Came::Rows(rows) };
        match self.scan(Some(vec![column.to_string()])) {
            Ok(batches) if height(&batches) == rows => Came::Rows(rows),
            Ok(batches) => Came::Wrong(format!("{rows} rows, but {} of one column", height(&batches))),
            Err(error) => Came::Wrong(format!("one column can't be read, though all can: {error}")),
        }
    }

    fn scan(&self, columns: Option<Vec<String>>) -> Result<Vec<Batch>, AdapterError> {
        let settings = [("path", &self.name), ("format", &self.format)];
        let settings: BTreeMap<String, String> = settings
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value.clone()))
            .collect();
        let mut source = Files.open(&Settings::new(&self.folder, settings))?;
        source.scan(&ScanRequest { columns, spare: None })?.collect()
    }

    /// Whether lines were read that another reader doesn't take, or not as many as it does.
    fn lies(&self, bytes: &[u8], rows: usize) -> Option<String> {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let object = |text: &[u8]| serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(text).is_ok();
        match self.format.as_str() {
            // What is packed is read by another way.
            "ndjson" | "json" if bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(&[0x28, 0xb5]) => None,
            "ndjson" => {
                let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
                let lines: Vec<&[u8]> = lines.filter(|line| !line.is_empty()).collect();
                match lines.iter().find(|line| !object(line)) {
                    Some(line) => Some(format!("a line isn't an object: {}", String::from_utf8_lossy(line))),
                    None => (lines.len() != rows).then(|| format!("{rows} rows of {} lines", lines.len())),
                }
            }
            "json" => {
                let list = serde_json::from_slice::<Vec<serde_json::Map<String, serde_json::Value>>>(text);
                let expected = list.map(|list| list.len()).ok().or_else(|| object(text).then_some(1));
                (expected != Some(rows)).then(|| format!("{rows} rows, but another reader finds {expected:?}"))
            }
            _ => None,
        }
    }
}

fn height(batches: &[Batch]) -> usize {
    batches.iter().map(|batch| batch.frame.height()).sum()
}
