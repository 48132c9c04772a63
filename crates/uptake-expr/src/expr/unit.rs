//! A parsed text: a condition in YAML, or a script file with its functions and imports.

use super::limits::{MAX_BYTES, MAX_DEPTH};
use super::outline::{self, FunctionText};
use super::parser::parse;
use super::token::{Lines, token_end};
use crate::codes::Code;
use crate::context::Context;
use crate::source::Span;
use crate::text::{Condition, ScriptReference};
use rhai::{Expr as Rhai, Position, Stmt};
use std::sync::Arc;

/// Whether a letter makes what follows be shown in another order than it is read in.
fn is_direction_mark(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a text starts with a negative number.
fn is_negative(text: &str) -> bool {
    let digits = text.strip_prefix('-');
    digits.is_some_and(|digits| digits.starts_with(|digit: char| digit.is_ascii_digit()))
}

/// A text with its tree.
#[derive(Debug)]
pub struct Unit {
    /// The text, and the way from it to the file.
    pub condition: Condition,
    /// Where its lines start.
    lines: Lines,
    /// The name of the file it stands in.
    pub file: String,
    /// What stands outside of functions, imports left out.
    pub statements: Vec<Stmt>,
    /// Its functions.
    pub functions: Vec<Function>,
    /// Its imports: the name they get here, and what they name.
    pub imports: Vec<Import>,
}

/// A function of a script.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// Where all of it stands, from `fn` to the closing brace.
    pub whole: Span,
    /// Its parameters.
    pub parameters: Vec<String>,
    /// Its body.
    pub statements: Vec<Stmt>,
    /// The lines after `///` before it.
    pub docs: Vec<String>,
}

/// `import "name" as alias;`
#[derive(Debug)]
pub struct Import {
    /// The name that it gets here.
    pub alias: String,
    /// The name; `None` if it is no constant text.
    pub name: Option<String>,
    /// Where the name stands.
    pub span: Span,
}

impl Unit {
    /// Parses a text. Faults of its grammar are reported; then there is none.
    pub fn parse(condition: Condition, cx: &mut Context<'_>) -> Option<Arc<Self>> {
        let text = condition.text.as_str();
        if let Some(at) = outline::too_deep(text, MAX_DEPTH) {
            cx.error_help(
                Code::ExpressionDepth,
                condition.map.span(at, at + 1),
                format!("brackets are nested more than {MAX_DEPTH} levels deep here"),
                "give the inner parts names with `let`",
            );
            return None;
        }
        if text.len() > MAX_BYTES {
            cx.error_help(
                Code::ExpressionSize,
                condition.span,
                format!("this has {} bytes; at most {MAX_BYTES} are allowed", text.len()),
                "move lists into a register or under `constants`, and split the rest into several rules",
            );
            return None;
        }
        if let Some((at, mark)) = text.char_indices().find(|(_, letter)| is_direction_mark(*letter)) {
            cx.error_help(
                Code::Forbidden,
                condition.map.span(at, at + mark.len_utf8()),
                format!("invisible bidirectional control character U+{:04X}", u32::from(mark)),
                "remove it: it changes how the text is shown; in a text, write it as `\\u202e`",
            );
            return None;
        }
        let ast = match parse(text) {
            Ok(ast) => ast,
            Err(error) => {
                super::fault::report(&error, &condition, cx);
                return None;
            }
        };
        let file = cx
            .sources
            .get(condition.span.file)
            .map_or_else(String::new, |file| file.path.clone());
        let found = outline::functions(text);
        let statements = if found.is_empty() {
            ast.statements().to_vec()
        } else {
            let ranges: Vec<_> = found.iter().map(|function| function.whole.clone()).collect();
            part(&outline::without(text, &ranges), &condition, cx)?
        };
        let functions: Vec<Option<Function>> = found.into_iter().map(|found| function(found, &condition, cx)).collect();
        let functions = functions.into_iter().collect::<Option<_>>()?;
        let mut unit = Self {
            lines: Lines::of(text),
            file,
            condition,
            statements: Vec::new(),
            functions,
            imports: Vec::new(),
        };
        for statement in statements {
            match statement {
                Stmt::Import(import, position) => {
                    let (name, alias) = *import;
                    let span = unit.token(name.start_position());
                    unit.imports.push(Import {
                        alias: alias.name.to_string(),
                        name: match name {
                            Rhai::StringConstant(text, _) => Some(text.to_string()),
                            _ => None,
                        },
                        span: if position.is_none() { unit.condition.span } else { span },
                    });
                }
                statement => unit.statements.push(statement),
            }
        }
        Some(Arc::new(unit))
    }

    /// The token at a position.
    pub fn token(&self, position: Position) -> Span {
        match self.byte(position) {
            Some(start) => self.condition.map.span(start, token_end(&self.condition.text, start)),
            None => self.condition.span,
        }
    }

    /// The token at a position; of a negative number its sign and digits.
    pub fn value(&self, position: Position) -> Span {
        let text = &self.condition.text;
        match self.byte(position) {
            Some(start) if text.get(start..).is_some_and(is_negative) => {
                self.condition.map.span(start, token_end(text, start + 1))
            }
            _ => self.token(position),
        }
    }

    /// The byte of a position; `None` where it has none, as at the end of the text.
    pub fn byte(&self, position: Position) -> Option<usize> {
        self.lines.byte_of(&self.condition.text, position)
    }

    /// The name of the function that stands for a rule: the one it states, else one of its own name or its file's, else the
    /// only one.
    #[must_use]
    pub fn entry<'a>(&'a self, reference: &'a ScriptReference) -> Option<&'a str> {
        if let Some(stated) = &reference.function {
            return Some(&stated.text);
        }
        let file = reference.file.as_ref().and_then(|file| file.text.rsplit('/').next());
        let stem = file.and_then(|file| file.strip_suffix(".rhai"));
        let mut own = reference.rule.as_deref().into_iter().chain(stem);
        own.find(|name| self.function(name).is_some())
            .or(match self.functions.as_slice() {
                [only] => Some(&only.name),
                _ => None,
            })
    }

    /// The function of a name.
    pub fn function(&self, name: &str) -> Option<&Function> {
        self.functions.iter().find(|function| function.name == name)
    }

    /// The parameters and the body of the closure whose first `|` stands at `position`; `None` if it has no parameters, or
    /// uses `this`.
    pub fn closure(&self, position: Position) -> Option<(Vec<String>, Vec<Stmt>)> {
        let text = &self.condition.text;
        let closure = outline::closure(text, self.byte(position)?)?;
        let ast = parse(&outline::only(text, &closure.body)).ok()?;
        Some((closure.parameters, ast.statements().to_vec()))
    }
}

fn function(found: FunctionText, condition: &Condition, cx: &mut Context<'_>) -> Option<Function> {
    let text = &condition.text;
    Some(Function {
        name: text.get(found.name.clone()).unwrap_or("").to_owned(),
        span: condition.map.span(found.name.start, found.name.end),
        whole: condition.map.span(found.whole.start, found.whole.end),
        parameters: found.parameters,
        statements: part(&outline::only(text, &found.body), condition, cx)?,
        docs: found.docs,
    })
}

/// The statements of a part of a text whose whole was parsed already. Reports what can't stand alone, such as `this`.
fn part(text: &str, condition: &Condition, cx: &mut Context<'_>) -> Option<Vec<Stmt>> {
    match parse(text) {
        Ok(ast) => Some(ast.statements().to_vec()),
        Err(error) => {
            super::fault::report(&error, condition, cx);
            None
        }
    }
}
