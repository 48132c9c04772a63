//! What Rhai says about text that is no expression, in the words of rule files.

use super::habits;
use super::limits::MAX_FUNCTIONS;
use super::token::{Lines, token_end};
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::text::Condition;
use rhai::{LexError, ParseError, ParseErrorType};

/// Words and signs of other languages, with what to write instead.
const FOREIGN: &[(&str, &str)] = &[
    ("and", "`&&`"),
    ("or", "`||`"),
    ("not", "`!`"),
    ("is", "`==`, or `is_known(x)` to check for a value"),
    ("between", "`x in 1..=9`"),
    ("like", "`x.contains(\"part\")`"),
    ("null", "`()`, or use `is_known(x)`"),
    ("nil", "`()`, or use `is_known(x)`"),
    ("<>", "`!=`"),
    ("===", "`==`"),
    ("!==", "`!=`"),
    ("“", "the straight quote `\"`"),
    ("”", "the straight quote `\"`"),
    ("„", "the straight quote `\"`"),
];

/// Reports a syntax error of a condition at the token it is about.
pub(super) fn report(error: &ParseError, condition: &Condition, cx: &mut Context<'_>) {
    let text = condition.text.as_str();
    let grammar = matches!(code(error), Code::ExpressionSyntax | Code::TypeMismatch);
    if let Some(cut) = cut_by_comment(text, condition, cx).filter(|_| grammar) {
        cx.diagnostics.push(cut);
        return;
    }
    if let Some(habit) = habits::find(text).filter(|_| grammar) {
        let message = format!("not a valid expression: {}", habit.message);
        let span = condition.map.span(habit.from, habit.until);
        cx.diagnostics
            .push(Diagnostic::error(Code::ExpressionSyntax, span, message).help(habit.help));
        return;
    }
    let end = text.trim_end().len();
    let at = Lines::of(text).byte_of(text, error.position()).unwrap_or(end);
    let (from, until) = if at >= end {
        (last_token(text, end), end)
    } else {
        (at, token_end(text, at))
    };
    let fault = Diagnostic::error(code(error), condition.map.span(from, until), message(error));
    let token = text.get(from..until).unwrap_or("");
    cx.diagnostics.push(match foreign(text, from, token) {
        Some((word, cure)) => fault.help(format!("instead of `{word}`, write {cure}")),
        None => fault,
    });
}

/// A text whose closing quote stands after a ` #`, where a comment begins in YAML.
fn cut_by_comment(text: &str, condition: &Condition, cx: &Context<'_>) -> Option<Diagnostic> {
    let open = habits::code(text).matches('"').count() % 2 == 1;
    let file = cx.sources.get(condition.span.file)?;
    let rest = file.text.get(condition.span.end..)?.lines().next()?;
    let comment = rest.trim_start_matches([' ', '\t']);
    let cut = open && comment.starts_with('#') && comment.contains('"') && comment.len() < rest.len();
    cut.then(|| {
        let whole = format!("{text}{}", rest.trim_end());
        let message = "not a valid expression: ` #` begins a comment, which cuts it";
        let help = format!("put all of it in single quotes: `'{}'`", whole.replace('\'', "''"));
        Diagnostic::error(Code::ExpressionSyntax, condition.span, message).help(help)
    })
}

/// Where the last word of a text starts, or its last sign.
fn last_token(text: &str, end: usize) -> usize {
    let text = text.get(..end).unwrap_or("");
    let word = text.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_');
    let sign = text.char_indices().next_back().map_or(0, |(at, _)| at);
    word.len().min(sign)
}

fn code(error: &ParseError) -> Code {
    match error.err_type() {
        ParseErrorType::FnDuplicatedDefinition(..) => Code::DuplicateId,
        ParseErrorType::TooManyFunctions => Code::ExpressionSize,
        ParseErrorType::ExprTooDeep => Code::ExpressionDepth,
        ParseErrorType::MismatchedType(..) => Code::TypeMismatch,
        _ => Code::ExpressionSyntax,
    }
}

fn message(error: &ParseError) -> String {
    let what = match error.err_type() {
        ParseErrorType::TooManyFunctions => {
            return format!("more than {MAX_FUNCTIONS} functions and closures in one text");
        }
        ParseErrorType::FnDuplicatedDefinition(name, _) => return format!("duplicate function `{name}`"),
        // The parser looks at constants itself, and only where truth is asked.
        ParseErrorType::MismatchedType(..) => return "expected true or false".to_owned(),
        ParseErrorType::ExprTooDeep => "the expression is nested too deeply, or chains too many operators".to_owned(),
        ParseErrorType::MissingToken(token, _) if token == ";" => "an operator is missing before this".to_owned(),
        ParseErrorType::Reserved(word) => format!("`{word}` is a reserved word"),
        ParseErrorType::BadInput(LexError::UnexpectedInput(letter)) if letter.starts_with(is_foreign_letter) => {
            format!("`{letter}` isn't allowed in a name; use the letters a to z, digits and `_`")
        }
        ParseErrorType::BadInput(LexError::UnexpectedInput(word)) if word.starts_with(char::is_alphabetic) => {
            format!("`{word}` is a reserved word")
        }
        ParseErrorType::UnexpectedEOF => "unexpected end of the expression".to_owned(),
        ParseErrorType::BadInput(LexError::ImproperSymbol(word, _)) if word.starts_with(char::is_alphabetic) => {
            format!("`{word}` is a reserved word")
        }
        ParseErrorType::BadInput(LexError::ImproperSymbol(symbol, _)) => format!("`{symbol}` isn't an operator"),
        ParseErrorType::BadInput(LexError::UnterminatedString) => {
            "the closing quote of this text is missing".to_owned()
        }
        ParseErrorType::BadInput(LexError::MalformedChar(text)) => {
            format!("`{text}` is in single quotes, which are for one character; text needs double quotes")
        }
        other => {
            let said = other.to_string();
            let mut letters = said.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
            format!("{first}{}", letters.as_str()).replace('\'', "`")
        }
    };
    format!("not a valid expression: {what}")
}

fn is_foreign_letter(letter: char) -> bool {
    letter.is_alphabetic() && !letter.is_ascii()
}

/// A word or sign of another language at the fault, or right before it.
fn foreign(text: &str, at: usize, token: &str) -> Option<(&'static str, &'static str)> {
    let (before, after) = (text.get(..at).unwrap_or(""), text.get(at..).unwrap_or(""));
    let word = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or("");
    FOREIGN.iter().copied().find(|(foreign, _)| {
        if foreign.starts_with(char::is_alphabetic) {
            token.eq_ignore_ascii_case(foreign) || word.eq_ignore_ascii_case(foreign)
        } else {
            after.starts_with(foreign) || *foreign == "<>" && before.ends_with('<') && after.starts_with('>')
        }
    })
}
