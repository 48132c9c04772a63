//! The only place that writes to the terminal.

use serde::Serialize;
use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::OnceLock;
use uptake_codes::ProgramCode;
use uptake_project::Failure;
use uptake_report::layout::wrapped;
use uptake_report::style::{Detail, Style};
use uptake_rules::visible::visible_lines;

/// Messages are no narrower than this, however small the terminal is.
const LEAST_WIDTH: usize = 40;

/// Why standard output was lost, once it was.
static LOST: OnceLock<std::io::Error> = OnceLock::new();

/// Writes to standard output. Where nobody reads on, or nothing more fits, the rest is dropped, and [`loss`] tells of it at
/// the end: the exit code is that of what was found, never that of a reader who had enough.
pub(crate) fn print(text: &str) {
    raw(&shown(text, colour()));
}

/// The same for what programs read: to a terminal nothing goes that acts on it, to everybody else what is written to files.
fn print_json(text: &str) {
    match std::io::stdout().is_terminal() {
        true => raw(&shown(text, false)),
        false => raw(text),
    }
}

/// Text without anything that acts on a terminal but line breaks and, where there may be colours, these.
fn shown(text: &str, colour: bool) -> String {
    if !colour {
        return visible_lines(text).into_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        out.push_str(&visible_lines(before));
        let digits = after.find(|letter: char| !letter.is_ascii_digit() && letter != ';');
        rest = match digits.and_then(|at| after.split_at_checked(at)) {
            Some((digits, tail)) if tail.starts_with('m') => {
                out.push_str(&format!("\u{1b}[{digits}m"));
                tail.strip_prefix('m').unwrap_or(tail)
            }
            _ => {
                out.push_str(&visible_lines("\u{1b}["));
                after
            }
        };
    }
    out.push_str(&visible_lines(rest));
    out
}

fn raw(text: &str) {
    if LOST.get().is_some() {
        return;
    }
    let mut out = std::io::stdout().lock();
    if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // The first reason stays.
        let _ = LOST.set(error);
    }
}

/// That standard output couldn't be written. A reader who has gone, as `head` does, has what he wanted: no failure.
pub(crate) fn loss() -> Option<Failure> {
    let error = LOST.get().filter(|error| error.kind() != ErrorKind::BrokenPipe)?;
    Some(unwritable(error))
}

/// What a command that never ends by itself ends with once nobody reads what it prints.
pub(crate) fn lost() -> Option<Result<u8, Failure>> {
    LOST.get().map(|_| loss().map_or(Ok(crate::exit::DONE), Err))
}

/// Begins what is printed anew: on a terminal in place of what is there.
pub(crate) fn begin_again() {
    if std::io::stdout().is_terminal() {
        raw("\u{1b}[2J\u{1b}[3J\u{1b}[H");
    }
}

/// That standard output can't be written.
pub(crate) fn unwritable(error: &std::io::Error) -> Failure {
    Failure::new(format!("standard output can't be written: {error}"))
        .code(ProgramCode::Unwritable)
        .help("make room where it leads to, or let it lead elsewhere")
}

/// Writes `value` to standard output as JSON; `what` is what a failure calls it.
pub(crate) fn json(value: &impl Serialize, what: &str) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::new(format!("{what} can't be written: {error}")))?;
    print_json(&format!("{}\n", uptake_report::json::printable(text)));
    Ok(())
}

/// Writes a whole outcome to standard output, as it stands in its file.
pub(crate) fn outcome(text: &str) {
    print_json(&format!("{text}\n"));
}

/// Writes to standard error. Where that is lost, too, only the exit code is left.
pub(crate) fn error(text: &str) {
    let width = terminal_size::terminal_size_of(std::io::stderr()).map(|(width, _)| usize::from(width.0));
    let text = match width.filter(|_| std::io::stderr().is_terminal()) {
        Some(width) => fitting(text, width.max(LEAST_WIDTH)),
        None => text.to_owned(),
    };
    let mut out = std::io::stderr().lock();
    let _ = out.write_all(shown(&text, colour_of_errors()).as_bytes());
}

/// Messages in lines of at most `most` columns, broken between words. Quoted lines of files stay as they are.
fn fitting(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches('\n');
        let words = plain(bare);
        let begins = words.trim_start();
        let hang = match words.len() - begins.len() {
            0 if ["error", "warning", "note"].iter().any(|word| begins.starts_with(word)) => Some(2),
            indent if begins.starts_with("help: ") => Some(indent + 6),
            indent if begins.starts_with("= help: ") => Some(indent + 8),
            _ => None,
        };
        match hang {
            Some(hang) => out.push_str(&wrapped(bare, most, hang)),
            None => out.push_str(bare),
        }
        out.push_str(line.get(bare.len()..).unwrap_or(""));
    }
    out
}

/// A text without colours.
fn plain(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |text, part| {
        text + part.split_once('m').map_or("", |(_, rest)| rest)
    })
}

/// Whether standard output may have colours: a terminal that has some, and nobody said no.
pub(crate) fn colour() -> bool {
    std::io::stdout().is_terminal() && coloured()
}

/// Whether standard error may have colours.
pub(crate) fn colour_of_errors() -> bool {
    std::io::stderr().is_terminal() && coloured()
}

/// Whether nobody said no: `NO_COLOR` with anything in it, or a terminal that only shows text.
fn coloured() -> bool {
    let said_no = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    !said_no && !dumb
}

/// How standard output is dressed: as wide as the terminal, and always as wide where it is none.
pub(crate) fn style(detail: Detail) -> Style {
    if !std::io::stdout().is_terminal() {
        return Style::piped(detail);
    }
    let size = terminal_size::terminal_size_of(std::io::stdout());
    let size = size.map_or((80, 24), |(width, height)| {
        (usize::from(width.0), usize::from(height.0))
    });
    Style::on_terminal(colour(), size, detail)
}

/// Where errors of rules are an answer: they are shown, and count as findings. Any other failure stays one.
pub(crate) fn findings(failure: Failure) -> Result<u8, Failure> {
    if failure.findings.is_none() {
        return Err(failure);
    }
    error(&failure.text(colour_of_errors()));
    Ok(crate::exit::FINDINGS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_acts_on_a_terminal_but_line_breaks_and_our_colours() {
        let text = "\u{1b}[1mbold\u{1b}[0m\n\u{1b}[2J\u{1b}]52;c;x\u{7}\u{1b}[";
        assert_eq!(
            shown(text, true),
            "\u{1b}[1mbold\u{1b}[0m\n\\u001b[2J\\u001b]52;c;x\\u0007\\u001b["
        );
        assert!(!shown(text, false).contains('\u{1b}'));
    }

    #[test]
    fn messages_are_broken_between_words_and_quoted_lines_are_not() {
        let text = "error[x]: the folder `nothing` has no project file\n  help: name the file, or `uptake init DIR` makes one\n | a line of a file that is longer than all of it\n";
        assert_eq!(
            fitting(text, 40),
            "error[x]: the folder `nothing` has no\n  project file\n  help: name the file, or `uptake init\n        DIR` makes one\n | a line of a file that is longer than all of it\n"
        );
        let coloured = "\u{1b}[1;31merror\u{1b}[0m: a b c d e f g h i j k l m n o p q r s t u v\n";
        assert!(fitting(coloured, 40).lines().all(|line| plain(line).len() <= 40));
    }
}
