//! Why something couldn't be done, as data: the program shows it.

use std::collections::BTreeSet;
use uptake_adapter::AdapterError;
use uptake_codes::Code;
use uptake_engine::Error;
use uptake_engine::names::Disclosure;
use uptake_rules::diagnostic::Severity;
use uptake_rules::missing::Missing;
use uptake_rules::visible::{visible, visible_lines};
use uptake_rules::{Diagnostic, Diagnostics, Sources, render};

/// Why something couldn't be done.
#[derive(Clone, Debug, Default)]
pub struct Failure {
    /// Stable code, if the error has one.
    pub code: Option<Code>,
    /// Lowercase, the user's own words in backticks; empty if `findings` say everything.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where in the rule files, as `file:line:column`.
    pub place: Option<String>,
    /// The errors of the rules, if these are why.
    pub findings: Option<Box<Findings>>,
}

/// What is to be said about rules, with their texts.
#[derive(Clone, Debug)]
pub struct Findings {
    /// Files that can't be read first, then by file, place, code and message.
    pub diagnostics: Vec<Diagnostic>,
    /// What only follows from text that couldn't be read, and isn't shown.
    pub follow_ups: Vec<Diagnostic>,
    /// The texts that they point into.
    pub texts: Sources,
}

impl Findings {
    /// All of `diagnostics`, in order.
    #[must_use]
    pub fn new(diagnostics: &Diagnostics, texts: Sources) -> Self {
        let (diagnostics, follow_ups) = diagnostics.parted(&texts);
        Self {
            diagnostics,
            follow_ups,
            texts,
        }
    }

    /// How many have a weight.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics
            .iter()
            .filter(|found| found.severity == severity)
            .count()
    }

    /// The last line: how many errors and warnings there are, and how many follow-ups aren't shown. Empty where one finding is all.
    #[must_use]
    pub fn summary(&self) -> String {
        if self.diagnostics.len() <= 1 && self.follow_ups.is_empty() {
            return String::new();
        }
        let counts = counts(|severity| self.count(severity), self.follow_ups.len());
        let files: BTreeSet<String> = self.diagnostics.iter().filter_map(|found| self.file(found)).collect();
        match files.len() {
            0 => format!("{counts}\n"),
            1 => format!("{counts}, in 1 file\n"),
            many => format!("{counts}, in {many} files\n"),
        }
    }

    /// The warnings in short: a line each for the first ones, and how to see all of them with what helps. Empty without one.
    #[must_use]
    pub fn warnings(&self, checked: &str) -> String {
        const MOST: usize = 3;
        let all = || {
            self.diagnostics
                .iter()
                .filter(|found| found.severity == Severity::Warning)
        };
        let mut text = String::new();
        for found in all().take(MOST) {
            let place = match found.span {
                Some(span) => self.texts.place(span),
                None => found.path.clone().unwrap_or_default(),
            };
            text.push_str(&format!(
                "warning[{}] {place}: {}\n",
                found.code.as_str(),
                found.message
            ));
        }
        let counted = match all().count() {
            0 => return text,
            1 => "1 warning".to_owned(),
            many => format!("{many} warnings"),
        };
        text.push_str(&format!(
            "{counted} in the rules: `uptake check {checked}` shows what helps\n"
        ));
        text
    }

    fn file(&self, found: &Diagnostic) -> Option<String> {
        match found.span {
            Some(span) => self.texts.get(span.file).map(|file| file.path.clone()),
            None => found.path.clone(),
        }
    }

    /// For people, with the source underlined.
    #[must_use]
    pub fn text(&self, colour: bool) -> String {
        render::text(&self.diagnostics, &self.texts, colour)
    }
}

/// How much was found, in words: "1 error, 2 warnings; 89 follow-ups hidden, they go away with the first". Empty if nothing was.
#[must_use]
pub fn counts(count: impl Fn(Severity) -> usize, follow_ups: usize) -> String {
    let words = |n: usize, what: &str| match n {
        0 => None,
        1 => Some(format!("1 {what}")),
        _ => Some(format!("{n} {what}s")),
    };
    let all = [
        words(count(Severity::Error), "error"),
        words(count(Severity::Warning), "warning"),
        words(count(Severity::Note), "note"),
    ];
    let shown = all.into_iter().flatten().collect::<Vec<_>>().join(", ");
    match follow_ups {
        0 => shown,
        1 => format!("{shown} (1 follow-up hidden; it goes away with the first)"),
        many => format!("{shown} ({many} follow-ups hidden; they go away with the first)"),
    }
}

impl Failure {
    /// A failure with a message.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            ..Self::default()
        }
    }

    /// A failure with a code, and with what the catalogue says helps.
    #[must_use]
    pub fn of(code: impl Into<Code>, message: impl Into<String>) -> Self {
        let code = code.into();
        Self::new(message).code(code).help(code.help())
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with a stable code.
    #[must_use]
    pub fn code(mut self, code: impl Into<Code>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// The same with a place.
    #[must_use]
    pub fn place(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// Nothing has the name that was given.
    #[must_use]
    pub fn missing(code: impl Into<Code>, missing: &Missing<'_>) -> Self {
        Self::new(missing.message_text()).help(missing.help_text()).code(code)
    }

    /// The rules can't be used.
    #[must_use]
    pub fn rules(findings: Findings) -> Self {
        Self {
            findings: Some(Box::new(findings)),
            ..Self::default()
        }
    }

    /// An error of the engine; `texts` are those of its rules. What it quotes from data goes through the door for names.
    #[must_use]
    pub fn engine(error: &Error, disclosure: &Disclosure, texts: &Sources) -> Self {
        let writer = disclosure.over(&[]);
        Self {
            code: Some(error.code),
            message: writer.say(&error.message),
            help: error.help.as_ref().map(|help| writer.say(help)),
            place: error.span.map(|span| texts.place(span)),
            findings: None,
        }
    }

    /// What is shown, with a line break at its end; colours only if `colour`.
    #[must_use]
    pub fn text(&self, colour: bool) -> String {
        if let Some(findings) = &self.findings {
            return format!("{}{}", findings.text(colour), findings.summary());
        }
        let code = self.code.as_ref().map_or(String::new(), |code| format!("[{code}]"));
        // What is quoted in them may come from anywhere: nothing in it acts, and no line of it passes for one of ours.
        let mut text = format!(
            "error{code}: {}
",
            indented(&visible_lines(&self.message))
        );
        if let Some(place) = &self.place {
            text.push_str(&format!("  at {}\n", visible(place)));
        }
        if let Some(help) = &self.help {
            text.push_str(&format!(
                "  help: {}
",
                indented(&visible_lines(help))
            ));
        }
        text
    }
}

/// Words of several lines, as others may send them: what follows the first line never begins where an error of this program does.
fn indented(text: &str) -> std::borrow::Cow<'_, str> {
    let deeper = |line: &str| line.is_empty() || line.starts_with(char::is_whitespace);
    if text.lines().skip(1).all(deeper) {
        return text.into();
    }
    let lines = text
        .lines()
        .enumerate()
        .map(|(number, line)| match number == 0 || deeper(line) {
            true => line.to_owned(),
            false => format!("    {line}"),
        });
    lines.collect::<Vec<String>>().join("\n").into()
}

/// An adapter's error, outside of any project file.
impl From<AdapterError> for Failure {
    fn from(error: AdapterError) -> Self {
        Self {
            code: Some(error.code.into()),
            message: error.message,
            help: error.help,
            ..Self::default()
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text(false).trim_end())
    }
}

impl std::error::Error for Failure {}
