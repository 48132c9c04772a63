//! Datasets given from memory, as Polars frames: the sources of a front end that has the rows already.

use polars::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;
use uptake_adapter::{AdapterError, Batch, Batches, Codes, ErrorCode, Fingerprint, Lines, ScanRequest, Source};
use uptake_rules::project::{Gates, Project, Reading, SourceSpec};
use uptake_rules::text::Name;

/// What a source block calls the adapter of a dataset that is given from memory, and the only part of such a source.
pub(crate) const MEMORY: &str = "memory";

/// How many rows a batch has at most: the door checks a batch while the one before is added up.
const BATCH: usize = 1 << 16;

/// Frames by dataset.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frames(BTreeMap<String, DataFrame>);

impl Frames {
    /// Gives a dataset, in place of what was given before.
    pub(crate) fn give(&mut self, dataset: impl Into<String>, mut frame: DataFrame) {
        frame.rechunk_mut_par();
        self.0.insert(dataset.into(), frame);
    }

    /// Whether no dataset is given.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The source of a block, if its dataset is given, or the block itself by what it is called.
    pub(super) fn source(&self, spec: &SourceSpec) -> Option<Box<dyn Source>> {
        let given = self.0.get(&spec.label()).or_else(|| self.0.get(&spec.dataset.text));
        let frame = given?.clone();
        Some(Box::new(InMemory { frame }))
    }

    /// Adds a source block for each dataset that is given and that the project has none for. Of several blocks of such a
    /// dataset the first stays: its rows are given once.
    pub(crate) fn add_to(&self, project: &mut Project) {
        project
            .sources
            .retain(|spec| spec.number == 0 || !self.0.contains_key(&spec.dataset.text));
        for dataset in self.0.keys() {
            let named = |spec: &SourceSpec| spec.dataset.text == *dataset || spec.label() == *dataset;
            if project.sources.iter().any(named) {
                continue;
            }
            let name = |text: &str| Name {
                text: text.to_owned(),
                span: project.span,
            };
            project.sources.push(SourceSpec {
                dataset: name(dataset),
                name: None,
                number: 0,
                listed: false,
                adapter: name(MEMORY),
                mapping: None,
                set: Vec::new(),
                time_zone: None,
                reading: Reading::default(),
                identities: None,
                names_ignore: None,
                covers: None,
                covers_span: None,
                outside_counted: None,
                arrival: None,
                gates: Gates::default(),
                pushdown: None,
                settings: Vec::new(),
                span: project.span,
            });
        }
    }
}

/// A frame as a source.
struct InMemory {
    frame: DataFrame,
}

impl Source for InMemory {
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let frame = match &request.columns {
            None => self.frame.clone(),
            Some(wanted) => {
                let there = |name: &&String| self.frame.get_column_index(name).is_some();
                let names: Vec<&String> = wanted.iter().filter(there).collect();
                self.frame.select(names).map_err(|error| broken(&error))?
            }
        };
        let rows = self.frame.height();
        // A frame without rows still has columns: one empty batch shows them.
        let starts = (0..rows.max(1)).step_by(BATCH);
        Ok(Box::new(starts.map(move |start| {
            Ok(Batch {
                frame: frame.slice(i64::try_from(start).unwrap_or(i64::MAX), BATCH),
                part: MEMORY.into(),
                first_row: start as u64 + 1,
                codes: Codes::default(),
                lines: Lines::none(),
            })
        })))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        let mut digest = Digesting {
            hasher: Sha256::new(),
            bytes: 0,
        };
        let written = IpcStreamWriter::new(&mut digest).finish(&mut self.frame.clone());
        written.map_err(|error| broken(&error))?;
        Ok(vec![Fingerprint {
            part: MEMORY.to_owned(),
            bytes: digest.bytes,
            sha256: digest
                .hasher
                .finalize()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
            read: None,
        }])
    }
}

fn broken(error: &PolarsError) -> AdapterError {
    AdapterError::new(ErrorCode::Source, format!("the frame can't be read: {error}"))
}

/// Takes the digest of what is written, and keeps nothing.
struct Digesting {
    hasher: Sha256,
    bytes: u64,
}

impl Write for Digesting {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
