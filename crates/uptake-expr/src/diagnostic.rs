//! What is said about rule files: coded, placed, with a cure.

use crate::codes::Code;
use crate::source::{Sources, Span};
use serde::Serialize;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The rules can't be used.
    Error,
    /// The rules can be used, and probably don't say what was meant.
    Warning,
    /// Worth knowing.
    Note,
}

/// One fault or remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code; never reused for another meaning.
    pub code: Code,
    /// Weight.
    pub severity: Severity,
    /// Lowercase, the user's own words in backticks.
    pub message: String,
    /// The cure, if one is known.
    pub help: Option<String>,
    /// The place; `None` when the fault is about a file as a whole.
    pub span: Option<Span>,
    /// Further places with what they show, such as the first of two duplicates.
    pub related: Vec<(Span, String)>,
    /// Text that would replace the span's text.
    pub suggestion: Option<String>,
    /// The file's name where there is no span.
    pub path: Option<String>,
}

impl Diagnostic {
    /// An error at `span`.
    #[must_use]
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            help: None,
            span: Some(span),
            related: Vec::new(),
            suggestion: None,
            path: None,
        }
    }

    /// An error about the whole file `path`.
    #[must_use]
    pub fn error_in_file(code: Code, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            help: None,
            span: None,
            related: Vec::new(),
            suggestion: None,
            path: Some(path.into()),
        }
    }

    /// The same with another weight.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The same with a help line.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with a further place.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }

    /// The same with a near miss, if there is one: as suggestion and as help line.
    #[must_use]
    pub fn did_you_mean(mut self, near: Option<&str>) -> Self {
        if let Some(near) = near {
            self.help = Some(format!("did you mean `{near}`?"));
            self.suggestion = Some(near.to_owned());
        }
        self
    }
}

/// Collects every fault of every file, so that all are shown in one pass.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    all: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.all.push(diagnostic);
    }

    /// Keeps those for which `keep` holds.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.all.retain(keep);
    }

    /// Whether any of them is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.all.iter().any(|d| d.severity == Severity::Error)
    }

    /// How many of them are errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.all.iter().filter(|d| d.severity == Severity::Error).count()
    }

    /// Whether one of them is as `wanted` says.
    pub fn any(&self, wanted: impl Fn(&Diagnostic) -> bool) -> bool {
        self.all.iter().any(wanted)
    }

    /// All of them, by file, place, code and message, each once.
    #[must_use]
    pub fn sorted(&self, sources: &Sources) -> Vec<Diagnostic> {
        let mut all = self.all.clone();
        let path = |d: &Diagnostic| match d.span {
            Some(span) => sources.get(span.file).map(|file| file.path.clone()),
            None => d.path.clone(),
        };
        let related = |d: &Diagnostic| {
            d.related
                .iter()
                .map(|(span, _)| sources.place(*span))
                .collect::<Vec<_>>()
        };
        all.sort_by_cached_key(|d| (path(d), d.span, d.severity, d.code, d.message.clone(), related(d)));
        all.dedup();
        all
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}
