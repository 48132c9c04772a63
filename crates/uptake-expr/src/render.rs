//! Diagnostics as text with the source underlined, and as JSON.

use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::visible::{visible as shown, visible_lines as shown_lines};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;
use std::collections::BTreeMap;

/// The text form of all `diagnostics`, colours only if `colour`.
#[must_use]
pub fn text(diagnostics: &[Diagnostic], sources: &Sources, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    let covered = Covered::of(diagnostics, sources);
    for diagnostic in diagnostics {
        out.push_str(&one(diagnostic, sources, &covered, &renderer));
        out.push_str("\n\n");
    }
    out
}

fn one(diagnostic: &Diagnostic, sources: &Sources, covered: &Covered, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .primary_title(shown(&diagnostic.message))
        .id(diagnostic.code.as_str());
    let mut group = match located(diagnostic.span, sources) {
        Some((file, span)) => {
            let mut snippet = Snippet::source(covered.text(span.file, file))
                .path(shown(&file.path))
                .annotation(AnnotationKind::Primary.span(underlined(file, span)));
            for (related, label) in &diagnostic.related {
                if related.file == span.file {
                    snippet = snippet.annotation(
                        AnnotationKind::Context
                            .span(underlined(file, *related))
                            .label(shown(label)),
                    );
                }
            }
            title.element(snippet)
        }
        None => match &diagnostic.path {
            Some(path) => title.element(annotate_snippets::Origin::path(shown(path))),
            None => Group::with_title(title),
        },
    };
    for (related, label) in &diagnostic.related {
        if let Some((file, span)) = located(Some(*related), sources)
            && Some(span.file) != diagnostic.span.map(|own| own.file)
        {
            group = group.element(
                Snippet::source(covered.text(span.file, file))
                    .path(shown(&file.path))
                    .annotation(AnnotationKind::Context.span(underlined(file, span)).label(shown(label))),
            );
        }
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(shown_lines(help)));
    }
    renderer.render(&[group])
}

/// Texts of files in which a secret is written: messages show the lines that they are about, and a log keeps them.
struct Covered(BTreeMap<FileId, String>);

impl Covered {
    fn of(diagnostics: &[Diagnostic], sources: &Sources) -> Self {
        let mut texts: BTreeMap<FileId, String> = BTreeMap::new();
        let secrets = diagnostics.iter().filter(|found| found.code == Code::WrittenSecret);
        for (file, span) in secrets.filter_map(|secret| located(secret.span, sources)) {
            let text = texts.entry(span.file).or_insert_with(|| file.text.clone());
            let (start, end) = (file.floor_boundary(span.start), file.floor_boundary(span.end));
            if let Some(secret) = file.text.get(start..end) {
                // As long as it was, with the same lines: places stay what they are.
                let stars: String = secret
                    .bytes()
                    .map(|byte| {
                        if matches!(byte, b'\n' | b'\r' | b'"' | b'\'') {
                            char::from(byte)
                        } else {
                            '*'
                        }
                    })
                    .collect();
                text.replace_range(start..end, &stars);
            }
        }
        Self(texts)
    }

    fn text<'t>(&'t self, id: FileId, file: &'t SourceFile) -> &'t str {
        self.0.get(&id).map_or(file.text.as_str(), String::as_str)
    }
}

fn located(span: Option<Span>, sources: &Sources) -> Option<(&SourceFile, Span)> {
    let span = span?;
    sources.get(span.file).map(|file| (file, span))
}

/// The part of a span that can be underlined: on character boundaries, and only its first line,
/// so that a fault in a long mapping doesn't print the mapping.
fn underlined(file: &SourceFile, span: Span) -> std::ops::Range<usize> {
    let start = file.floor_boundary(span.start);
    let end = file.floor_boundary(span.end).max(start);
    let text = file.text.get(start..end).unwrap_or("");
    let first_line = text.lines().next().map_or(0, |line| line.trim_end().len());
    start..start + first_line
}

/// One diagnostic as machines read it. Lines and columns count from 1; the end is exclusive.
#[derive(Clone, Debug, Serialize)]
pub struct JsonDiagnostic {
    /// Stable code.
    pub code: &'static str,
    /// `error`, `warning` or `note`.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The cure.
    pub help: Option<String>,
    /// File as the user gave it.
    pub file: Option<String>,
    /// First line.
    pub line: Option<usize>,
    /// First column, in characters.
    pub column: Option<usize>,
    /// Last line.
    pub end_line: Option<usize>,
    /// Column after the last one.
    pub end_column: Option<usize>,
    /// Text that would replace the spanned text.
    pub suggestion: Option<String>,
}

/// The JSON form of all `diagnostics`.
#[must_use]
pub fn json(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<JsonDiagnostic> {
    diagnostics
        .iter()
        .map(|diagnostic| {
            let located = located(diagnostic.span, sources);
            let start = located.map(|(file, span)| file.line_column(span.start));
            let end = located.map(|(file, span)| file.line_column(span.end));
            JsonDiagnostic {
                code: diagnostic.code.as_str(),
                severity: diagnostic.severity,
                message: diagnostic.message.clone(),
                help: diagnostic.help.clone(),
                file: located
                    .map(|(file, _)| file.path.clone())
                    .or_else(|| diagnostic.path.clone()),
                line: start.map(|at| at.line),
                column: start.map(|at| at.column),
                end_line: end.map(|at| at.line),
                end_column: end.map(|at| at.column),
                suggestion: diagnostic.suggestion.clone(),
            }
        })
        .collect()
}
