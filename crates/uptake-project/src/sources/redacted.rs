//! A source whose texts hold no secret of its settings: what it says of itself passes through here, whatever adapter it is of.

use polars::frame::DataFrame;
use std::sync::Arc;
use uptake_adapter::{
    AdapterError, Batch, Batches, Confinement, Engine, Fingerprint, PartState, ProgramFile, Remark, ScanRequest,
    Settings, Source, is_asked,
};

/// A source and what its texts must not hold.
pub(super) struct Redacted {
    source: Box<dyn Source>,
    secrets: Arc<Settings>,
}

impl Redacted {
    /// The source, where its settings have a secret; else as it is.
    pub(super) fn over(source: Box<dyn Source>, settings: Settings) -> Box<dyn Source> {
        match settings.has_secrets() {
            false => source,
            true => Box::new(Self {
                source,
                secrets: Arc::new(settings),
            }),
        }
    }
}

impl Redacted {
    /// Batches without the secrets.
    fn redacted(&self, batches: Result<Batches, AdapterError>, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let batches = batches.map_err(|failed| self.secrets.redacted_error(failed))?;
        let secrets = Arc::clone(&self.secrets);
        let asked = request.columns.clone().unwrap_or_default();
        Ok(Box::new(batches.map(move |batch| match batch {
            Ok(batch) => Ok(Batch {
                part: secrets.redacted(&batch.part).into(),
                frame: names(batch.frame, &asked, &secrets),
                ..batch
            }),
            Err(failed) => Err(secrets.redacted_error(failed)),
        })))
    }
}

impl Source for Redacted {
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let batches = self.source.scan(request);
        self.redacted(batches, request)
    }

    fn scan_part(&mut self, part: usize, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let batches = self.source.scan_part(part, request);
        self.redacted(batches, request)
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        let parts = self
            .source
            .fingerprints()
            .map_err(|failed| self.secrets.redacted_error(failed))?;
        let redacted = |part: Fingerprint| Fingerprint {
            part: self.secrets.redacted(&part.part),
            ..part
        };
        Ok(parts.into_iter().map(redacted).collect())
    }

    fn fingerprint(&self, part: usize) -> Result<Option<Fingerprint>, AdapterError> {
        let found = self
            .source
            .fingerprint(part)
            .map_err(|failed| self.secrets.redacted_error(failed))?;
        Ok(found.map(|found| Fingerprint {
            part: self.secrets.redacted(&found.part),
            ..found
        }))
    }

    fn witness(&mut self) -> bool {
        self.source.witness()
    }

    fn rereadable(&self) -> bool {
        self.source.rereadable()
    }

    fn states(&self) -> Result<Option<Vec<PartState>>, AdapterError> {
        let states = self
            .source
            .states()
            .map_err(|failed| self.secrets.redacted_error(failed))?;
        let redacted = |state: PartState| PartState {
            part: self.secrets.redacted(&state.part),
            place: self.secrets.redacted(&state.place),
            ..state
        };
        Ok(states.map(|states| states.into_iter().map(redacted).collect()))
    }

    fn remarks(&self) -> Vec<Remark> {
        let redacted = |remark: Remark| Remark {
            part: self.secrets.redacted(&remark.part),
            text: self.secrets.redacted(&remark.text),
        };
        self.source.remarks().into_iter().map(redacted).collect()
    }

    fn spared(&self) -> Vec<u64> {
        self.source.spared()
    }

    fn programs(&self) -> Vec<ProgramFile> {
        let redacted = |file: ProgramFile| ProgramFile {
            name: self.secrets.redacted(&file.name),
            ..file
        };
        self.source.programs().into_iter().map(redacted).collect()
    }

    fn confinement(&self) -> Option<Confinement> {
        let mut confinement = self.source.confinement()?;
        for path in &mut confinement.read {
            *path = self.secrets.redacted(path);
        }
        Some(confinement)
    }

    fn speaks(&self) -> Option<String> {
        self.source.speaks()
    }

    fn engine(&mut self) -> Result<Box<dyn Engine>, AdapterError> {
        let engine = self.source.engine();
        let engine = engine.map_err(|failed| self.secrets.redacted_error(failed))?;
        Ok(Box::new(RedactedEngine {
            part: self.secrets.redacted(engine.part()),
            engine,
            secrets: Arc::clone(&self.secrets),
        }))
    }
}

/// The engine behind such a source.
struct RedactedEngine {
    engine: Box<dyn Engine>,
    part: String,
    secrets: Arc<Settings>,
}

impl RedactedEngine {
    fn without<T>(&self, said: Result<T, AdapterError>) -> Result<T, AdapterError> {
        said.map_err(|failed| self.secrets.redacted_error(failed))
    }
}

impl Engine for RedactedEngine {
    fn dialect(&self) -> &str {
        self.engine.dialect()
    }

    fn relation(&self) -> &str {
        self.engine.relation()
    }

    fn part(&self) -> &str {
        &self.part
    }

    fn place(&self) -> String {
        self.engine.place()
    }

    fn shown(&self, text: &str) -> String {
        self.secrets.redacted(&self.engine.shown(text))
    }

    fn run(&mut self, statement: &str) -> Result<(), AdapterError> {
        let said = self.engine.run(statement);
        self.without(said)
    }

    fn columns(&mut self, query: &str) -> Result<Vec<(String, String)>, AdapterError> {
        let said = self.engine.columns(query);
        self.without(said)
    }

    fn ask(&mut self, query: &str) -> Result<Option<DataFrame>, AdapterError> {
        let said = self.engine.ask(query);
        self.without(said)
    }

    fn done(self: Box<Self>) {
        self.engine.done();
    }
}

/// A frame whose names of columns hold no secret: a program may echo one in its header, and messages quote headers. Where two
/// would become one, or nothing changes, the names stay; so do those that the rules ask for, which are in the rules anyway.
fn names(mut frame: DataFrame, asked: &[String], secrets: &Settings) -> DataFrame {
    let before = frame.get_column_names_owned();
    let shown = |name: &str| match is_asked(asked, name) {
        true => name.to_owned(),
        false => secrets.redacted(name),
    };
    let after: Vec<String> = before.iter().map(|name| shown(name)).collect();
    if before
        .iter()
        .zip(&after)
        .any(|(before, after)| before.as_str() != after)
    {
        // It can only fail where two names are the same; then no message about one can tell them apart either.
        let _ = frame.set_column_names(&after);
    }
    frame
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::*;
    use std::collections::BTreeMap;
    use uptake_adapter::{Codes, ErrorCode};

    const SECRET: &str = "CANARY-12345678";

    struct Telltale;

    impl Source for Telltale {
        fn scan(&mut self, _: &ScanRequest) -> Result<Batches, AdapterError> {
            let batch = Batch {
                frame: df!("id" => ["a"], SECRET => ["b"]).unwrap(),
                part: format!("{SECRET}.csv").into(),
                first_row: 1,
                codes: Codes::default(),
                lines: uptake_adapter::Lines::none(),
            };
            let failed = AdapterError::new(ErrorCode::Source, format!("no {SECRET}")).help(format!("ask {SECRET}"));
            Ok(Box::new([Ok(batch), Err(failed)].into_iter()))
        }

        fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
            Ok(vec![Fingerprint {
                part: format!("{SECRET}.csv"),
                bytes: 1,
                sha256: String::new(),
                read: None,
            }])
        }
    }

    #[test]
    fn nothing_that_a_source_says_holds_a_secret() {
        let settings = Settings::new("", BTreeMap::new()).with_secrets([SECRET.to_owned()]);
        let mut source = Redacted::over(Box::new(Telltale), settings);
        let said: Vec<String> = source
            .scan(&ScanRequest::default())
            .unwrap()
            .map(|batch| match batch {
                Ok(batch) => format!("{} {:?}", batch.part, batch.frame.get_column_names()),
                Err(error) => format!("{error:?}"),
            })
            .collect();
        assert_eq!(said.len(), 2);
        assert!(
            !format!("{said:?} {:?}", source.fingerprints()).contains(SECRET),
            "{said:?}"
        );
    }
}
