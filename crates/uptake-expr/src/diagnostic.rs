//! What is said about rule files: coded, placed, with a cure.

use crate::codes::Code;
pub use crate::lost::Lacks;
use crate::lost::Lost;
use crate::source::{Sources, Span};
use crate::trace::{Offer, Trace};
use serde::Serialize;
use std::collections::BTreeSet;

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
    /// What it needs and didn't find, where that is what is wrong.
    pub lacks: Option<Lacks>,
    /// What might stand there, as far as it is known.
    pub offers: Vec<Offer>,
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
            lacks: None,
            offers: Vec::new(),
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
            lacks: None,
            offers: Vec::new(),
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

    /// The same for a name that nothing has.
    #[must_use]
    pub fn lacking(mut self, name: impl Into<String>) -> Self {
        self.lacks = Some(Lacks::Name(name.into()));
        self
    }

    /// The same for a key that isn't there.
    #[must_use]
    pub fn lacking_key(mut self, key: &'static str) -> Self {
        self.lacks = Some(Lacks::Key(key));
        self
    }

    /// The same for a part without a name that isn't there.
    #[must_use]
    pub fn incomplete(mut self) -> Self {
        self.lacks = Some(Lacks::Anything);
        self
    }

    /// The same with what might stand there.
    #[must_use]
    pub fn offering(mut self, offers: Vec<Offer>) -> Self {
        self.offers = offers;
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

/// Collects every fault of every file, so that all are shown in one pass, and the texts that couldn't be read, so that what
/// only follows from these is hidden.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    all: Vec<Diagnostic>,
    lost: Lost,
    trace: Option<Box<Trace>>,
}

impl Diagnostics {
    /// An empty list that also notes what is looked up.
    #[must_use]
    pub fn tracing() -> Self {
        Self {
            trace: Some(Box::default()),
            ..Self::default()
        }
    }

    /// What was looked up; `None` if it wasn't to be noted.
    #[must_use]
    pub fn trace(&self) -> Option<&Trace> {
        self.trace.as_deref()
    }

    /// Notes what is looked up, if anybody asks for it.
    pub fn note(&mut self, note: impl FnOnce(&mut Trace)) {
        if let Some(trace) = &mut self.trace {
            note(trace);
        }
    }

    /// Adds what might stand at a place to the last fault, if it is there.
    pub fn offer(&mut self, span: Span, offers: impl FnOnce() -> Vec<Offer>) {
        if let Some(last) = self
            .all
            .last_mut()
            .filter(|last| last.span == Some(span) && self.trace.is_some())
        {
            last.offers.extend(offers());
        }
    }

    /// All of them as they came, those that only follow from others among them.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.all.iter()
    }

    /// Adds one.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        // Nobody else asks what might stand there, and many faults would keep many names.
        if self.trace.is_none() {
            diagnostic.offers = Vec::new();
        }
        self.all.push(diagnostic);
    }

    /// Says that the text of `span` wasn't read: names that it declares are unknown elsewhere for that reason alone.
    pub fn lose(&mut self, span: Span) {
        self.lost.add(span);
    }

    /// Says that a whole file wasn't read, and that it can't be told what it declares.
    pub fn lose_unseen(&mut self) {
        self.lost.add_unseen();
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

    /// All that are shown: files that can't be read first, then by file, place, code and message, each once. What only
    /// follows from text that couldn't be read isn't among them.
    #[must_use]
    pub fn sorted(&self, sources: &Sources) -> Vec<Diagnostic> {
        self.parted(sources).0
    }

    /// What is shown, and what only follows from text that couldn't be read.
    #[must_use]
    pub fn parted(&self, sources: &Sources) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
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
        let later = |d: &Diagnostic| !matches!(d.code, Code::YamlSyntax | Code::YamlLimit | Code::NotText);
        all.sort_by_cached_key(|d| {
            (
                later(d),
                path(d),
                d.span,
                d.severity,
                d.code,
                d.message.clone(),
                related(d),
            )
        });
        all.dedup();
        // Of a place that has an error no warning is of use before that is corrected.
        let errors: BTreeSet<Span> = all
            .iter()
            .filter(|d| d.severity == Severity::Error)
            .filter_map(|d| d.span)
            .collect();
        all.retain(|d| d.severity != Severity::Warning || d.span.is_none_or(|span| !errors.contains(&span)));
        // What a text may be compared with isn't known while something is lost that may state it.
        let unsure = |found: &Diagnostic| {
            let stated = matches!(found.code, Code::UnknownValue | Code::DoubtfulCondition);
            stated && found.severity == Severity::Warning && self.lost.any()
        };
        all.into_iter()
            .partition(|found| !unsure(found) && !self.lost.explains(found.lacks.as_ref(), found.span, sources))
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
