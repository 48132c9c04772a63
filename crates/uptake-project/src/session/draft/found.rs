//! Findings with lines and columns, for whoever shows them beside a text.

use crate::session::Checked;
use uptake_rules::diagnostic::Severity;
use uptake_rules::{Diagnostic, Sources, Span};

/// Something that is to be said about a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftFinding {
    /// Stable code.
    pub code: &'static str,
    /// Weight.
    pub severity: Severity,
    /// Lowercase, the user's own words in backticks.
    pub message: String,
    /// The cure, if one is known.
    pub help: Option<String>,
    /// Where.
    pub place: DraftPlace,
    /// Further places with what they show.
    pub related: Vec<(DraftPlace, String)>,
    /// Text that would replace what stands at the place.
    pub suggestion: Option<String>,
}

/// A stretch of a text, as people count: lines and columns from 1, columns in characters; the end is the column after the last one.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct DraftPlace {
    /// The file; empty where there is none.
    pub path: String,
    /// Its first line; 1 where the whole file is meant.
    pub line: usize,
    /// Its first column.
    pub column: usize,
    /// Its last line.
    pub end_line: usize,
    /// The column after its last one.
    pub end_column: usize,
}

impl DraftPlace {
    /// A place in texts; the start of a file for a span that leads nowhere.
    #[must_use]
    pub fn of(span: Span, texts: &Sources) -> Self {
        let Some(file) = texts.get(span.file) else {
            return Self::default();
        };
        let (from, until) = (file.line_column(span.start), file.line_column(span.end));
        Self {
            path: file.path.clone(),
            line: from.line,
            column: from.column,
            end_line: until.line,
            end_column: until.column,
        }
    }

    /// A file as a whole.
    #[must_use]
    pub fn whole(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
        }
    }
}

impl DraftFinding {
    /// A finding with its places.
    #[must_use]
    pub fn of(found: &Diagnostic, texts: &Sources) -> Self {
        let related = found.related.iter();
        Self {
            code: found.code.as_str(),
            severity: found.severity,
            message: found.message.clone(),
            help: found.help.clone(),
            place: match found.span {
                Some(span) => DraftPlace::of(span, texts),
                None => DraftPlace::whole(found.path.clone().unwrap_or_default()),
            },
            related: related
                .map(|(span, words)| (DraftPlace::of(*span, texts), words.clone()))
                .collect(),
            suggestion: found.suggestion.clone(),
        }
    }
}

/// All findings that are shown, in their order.
pub(super) fn all(checked: &Checked) -> Vec<DraftFinding> {
    let parts = checked.findings.iter();
    parts
        .flat_map(|part| {
            part.diagnostics
                .iter()
                .map(|found| DraftFinding::of(found, &part.texts))
        })
        .collect()
}
