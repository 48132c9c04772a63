//! What is found in texts, told unasked.

use crate::convert::{self, Lines};
use crate::server::Server;
use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, PublishDiagnosticsParams,
    Range,
};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use uptake_project::{DraftFinding, DraftPlace};
use uptake_rules::Severity;

impl<W: Write> Server<W> {
    /// Tells what is found in the texts that changed.
    pub(crate) fn tell(&mut self) {
        let mut all: BTreeMap<String, Vec<DraftFinding>> = BTreeMap::new();
        for path in std::mem::take(&mut self.orphans) {
            all.entry(path).or_default();
        }
        for root in self.roots.all().filter(|root| root.stale) {
            if catch_unwind(AssertUnwindSafe(|| root.check())).is_err() {
                root.stale = false;
                continue;
            }
            // The first letter's question finds the rules read.
            root.warm();
            let mut told = BTreeSet::new();
            // Of an open text it is also told that nothing is found.
            for path in std::mem::take(&mut root.told)
                .into_iter()
                .chain(root.open.iter().cloned())
            {
                all.entry(path).or_default();
            }
            for found in &root.findings {
                told.insert(found.place.path.clone());
                let known = all.entry(found.place.path.clone()).or_default();
                if !known.contains(found) {
                    known.push(found.clone());
                }
            }
            root.told = told;
        }
        for (path, found) in all {
            self.publish(Path::new(&path), &found);
        }
    }

    fn publish(&mut self, path: &Path, found: &[DraftFinding]) {
        // A file of a built-in pack is none that an editor could show.
        if !path.is_absolute() {
            return;
        }
        let document = self.documents.get(path);
        let Some(uri) = document
            .map(|document| document.uri.clone())
            .or_else(|| convert::uri(path))
        else {
            return;
        };
        let diagnostics = found.iter().map(|found| self.diagnostic(found)).collect();
        let params = PublishDiagnosticsParams {
            uri,
            version: document.map(|document| document.version),
            diagnostics,
        };
        if let Ok(params) = serde_json::to_value(params) {
            self.out.notify("textDocument/publishDiagnostics", params);
        }
    }

    fn diagnostic(&self, found: &DraftFinding) -> Diagnostic {
        let related = found.related.iter().filter_map(|(place, message)| {
            let uri = convert::uri(Path::new(&place.path))?;
            Some(DiagnosticRelatedInformation {
                location: Location::new(uri, self.range(place)),
                message: message.clone(),
            })
        });
        let related: Vec<DiagnosticRelatedInformation> = related.collect();
        Diagnostic {
            range: self.range(&found.place),
            severity: Some(match found.severity {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
                Severity::Note => DiagnosticSeverity::INFORMATION,
            }),
            code: Some(NumberOrString::String(found.code.to_owned())),
            source: Some("uptake".to_owned()),
            message: match &found.help {
                Some(help) => format!("{}\nhelp: {help}", found.message),
                None => found.message.clone(),
            },
            related_information: (!related.is_empty()).then_some(related),
            ..Diagnostic::default()
        }
    }

    fn range(&self, place: &DraftPlace) -> Range {
        let path = PathBuf::from(&place.path);
        match self.documents.get(&path) {
            Some(document) => Lines::new(&document.text).stretch(place),
            None => match std::fs::read_to_string(&path) {
                Ok(text) => Lines::new(text.strip_prefix('\u{feff}').unwrap_or(&text)).stretch(place),
                // A file that is gone, or built in: its first line.
                Err(_) => Range::default(),
            },
        }
    }
}
