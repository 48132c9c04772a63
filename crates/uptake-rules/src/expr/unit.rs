//! A parsed text: a condition in YAML, or a script file with its functions and imports.

use super::Scope;
use super::limits::{MAX_BYTES, MAX_DEPTH, MAX_FUNCTIONS};
use super::outline::{self, FunctionText};
use super::token::{Lines, token_end};
use crate::codes::Code;
use crate::decode::constant::ConstantDraft;
use crate::decode::{Condition, Context, ScriptReference};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::source::{FileId, Span};
use crate::syntax::scalar::ScalarMap;
use rhai::{Expr as Rhai, Position, Stmt};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex};

static PARSER: LazyLock<rhai::Engine> = LazyLock::new(|| {
    let mut engine = rhai::Engine::new_raw();
    engine.set_optimization_level(rhai::OptimizationLevel::None);
    engine.set_max_expr_depths(MAX_DEPTH, MAX_DEPTH);
    engine.set_max_string_size(MAX_BYTES);
    engine.set_max_functions(MAX_FUNCTIONS);
    engine.set_max_variables(128);
    engine
});

/// Whether expressions can use `name`, which looks like an identifier: some words the language keeps for itself.
#[must_use]
pub fn is_name(name: &str) -> bool {
    PARSER.compile(name).is_ok_and(
        |ast| matches!(ast.statements(), [Stmt::Expr(expression)] if matches!(**expression, Rhai::Variable(..))),
    )
}

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
pub(crate) struct Unit {
    /// The text, and the way from it to the file.
    pub(crate) condition: Condition,
    /// Where its lines start.
    lines: Lines,
    /// The name of the file it stands in.
    pub(crate) file: String,
    /// What stands outside of functions, imports left out.
    pub(crate) statements: Vec<Stmt>,
    /// Its functions.
    pub(crate) functions: Vec<Function>,
    /// Its imports: the name they get here, and what they name.
    pub(crate) imports: Vec<Import>,
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
    pub(crate) statements: Vec<Stmt>,
    /// The lines after `///` before it.
    pub docs: Vec<String>,
}

/// `import "name" as alias;`
#[derive(Debug)]
pub(crate) struct Import {
    pub(crate) alias: String,
    /// The name; `None` if it is no constant text.
    pub(crate) name: Option<String>,
    pub(crate) span: Span,
}

impl Unit {
    /// Parses a text. Faults of its grammar are reported; then there is none.
    pub(crate) fn parse(condition: Condition, cx: &mut Context<'_>) -> Option<Arc<Self>> {
        let text = condition.text.as_str();
        if let Some(at) = outline::too_deep(text, MAX_DEPTH) {
            cx.error_help(
                Code::ExpressionDepth,
                condition.map.span(at, at + 1),
                format!("the brackets nest more than {MAX_DEPTH} levels deep here"),
                "give the inner parts names with `let`",
            );
            return None;
        }
        if text.len() > MAX_BYTES {
            cx.error_help(
                Code::ExpressionSize,
                condition.span,
                format!("this has {} bytes, more than {MAX_BYTES}", text.len()),
                "keep lists in a register or under `constants`, and split what is left into several rules",
            );
            return None;
        }
        if let Some((at, mark)) = text.char_indices().find(|(_, letter)| is_direction_mark(*letter)) {
            cx.error_help(
                Code::Forbidden,
                condition.map.span(at, at + mark.len_utf8()),
                format!(
                    "an invisible mark stands here, U+{:04X}, which turns the direction of reading",
                    u32::from(mark)
                ),
                "remove it, so that the text says what it seems to say; in a text write it as `\\u202e`",
            );
            return None;
        }
        let ast = match PARSER.compile(text) {
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
    pub(crate) fn token(&self, position: Position) -> Span {
        match self.byte(position) {
            Some(start) => self.condition.map.span(start, token_end(&self.condition.text, start)),
            None => self.condition.span,
        }
    }

    /// The token at a position; of a negative number its sign and digits.
    pub(crate) fn value(&self, position: Position) -> Span {
        let text = &self.condition.text;
        match self.byte(position) {
            Some(start) if text.get(start..).is_some_and(is_negative) => {
                self.condition.map.span(start, token_end(text, start + 1))
            }
            _ => self.token(position),
        }
    }

    /// The byte of a position; `None` where it has none, as at the end of the text.
    pub(crate) fn byte(&self, position: Position) -> Option<usize> {
        self.lines.byte_of(&self.condition.text, position)
    }

    /// The name of the function that stands for a rule: the one it states, else one of its own name or its file's, else the
    /// only one.
    pub(crate) fn entry<'a>(&'a self, reference: &'a ScriptReference) -> Option<&'a str> {
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
    pub(crate) fn function(&self, name: &str) -> Option<&Function> {
        self.functions.iter().find(|function| function.name == name)
    }

    /// The parameters and the body of the closure whose first `|` stands at `position`; `None` if it has no parameters, or
    /// uses `this`.
    pub(crate) fn closure(&self, position: Position) -> Option<(Vec<String>, Vec<Stmt>)> {
        let text = &self.condition.text;
        let closure = outline::closure(text, self.byte(position)?)?;
        let ast = PARSER.compile(outline::only(text, &closure.body)).ok()?;
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
    match PARSER.compile(text) {
        Ok(ast) => Some(ast.statements().to_vec()),
        Err(error) => {
            super::fault::report(&error, condition, cx);
            None
        }
    }
}

/// What the expressions of a policy share: constants, and the scripts of its packs.
#[derive(Debug, Default)]
pub struct Library {
    /// Constants and sets by name.
    pub(crate) constants: BTreeMap<String, ConstantDraft>,
    /// Script files by path. `None` for one with a fault, which was reported.
    pub(crate) scripts: BTreeMap<String, Option<Arc<Unit>>>,
    /// The script files that a rule named.
    named: Mutex<BTreeSet<String>>,
    /// Constants that differ between groups or over time. Where an entity is judged in a period they are columns.
    pub(crate) varied: BTreeSet<String>,
}

/// The folder of a path: all before its last `/`, with it; empty if there is none.
fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |at| path.get(..=at).unwrap_or(""))
}

/// The file of a module that the script in `file` imports.
fn module_path(file: &str, name: &str) -> String {
    let folder = folder(file);
    let folder = folder.strip_suffix("lib/").unwrap_or(folder);
    format!("{folder}lib/{name}.rhai")
}

/// Whether a name of a script leaves the folder it starts from.
fn escapes(name: &str) -> bool {
    name.starts_with('/') || name.contains('\\') || name.contains(':') || name.split('/').any(|part| part == "..")
}

impl Library {
    /// Takes a script file in, whose text is already there.
    pub(crate) fn add_script(&mut self, path: String, file: Option<FileId>, cx: &mut Context<'_>) {
        let unit = file.and_then(|file| {
            let text = cx.sources.get(file)?.text.clone();
            let condition = Condition {
                map: ScalarMap::plain(file, text.len()),
                span: Span::new(file, 0, text.len()),
                text,
                script: None,
            };
            Unit::parse(condition, cx)
        });
        self.scripts.insert(path, unit);
    }

    /// Takes constants in. The first of two with one name stays.
    pub(crate) fn add_constants(&mut self, constants: Vec<ConstantDraft>) {
        for constant in constants {
            self.constants.entry(constant.name.text.clone()).or_insert(constant);
        }
    }

    /// Looks through the functions of all script files.
    pub(crate) fn check(&self, scope: &Scope, cx: &mut Context<'_>) {
        for unit in self.scripts.values().flatten() {
            super::lower::check_functions(unit, scope, cx);
        }
    }

    /// The functions of all script files: the file, the name, the parameters, and the comments.
    pub fn functions(&self) -> impl Iterator<Item = (&str, &Function)> {
        self.scripts.iter().flat_map(|(path, unit)| {
            unit.iter()
                .flat_map(move |unit| unit.functions.iter().map(move |function| (path.as_str(), function)))
        })
    }

    /// The function of a script file that stands for a rule of the file `beside`; `None` where there is none, or no file.
    #[must_use]
    pub fn entry(&self, beside: &str, reference: &ScriptReference) -> Option<&Function> {
        let path = format!("{}{}", folder(beside), reference.file.as_ref()?.text);
        let unit = self.scripts.get(&path)?.as_ref()?;
        unit.function(unit.entry(reference)?)
    }

    /// The constants and sets.
    pub fn constants(&self) -> impl Iterator<Item = &ConstantDraft> {
        self.constants.values()
    }

    /// Warns of script files that no rule named. Modules under `lib` are for whoever wants them.
    pub(crate) fn report_unused(&self, diagnostics: &mut Diagnostics) {
        let Ok(named) = self.named.lock() else { return };
        for path in self.scripts.keys() {
            if !folder(path).ends_with("lib/") && !named.contains(path) {
                let fault = Diagnostic::error_in_file(Code::UnusedScript, path, "no rule names this script file");
                diagnostics.push(
                    fault
                        .severity(Severity::Warning)
                        .help("write `rhai: FILE` in a rule, or move it to `lib` if other scripts import it"),
                );
            }
        }
    }

    /// The script file that a rule of the file `beside` names, with its path. Reports when there is none.
    pub(crate) fn file(&self, beside: &str, name: &str, span: Span, cx: &mut Context<'_>) -> Option<Arc<Unit>> {
        if escapes(name) {
            cx.error_help(
                Code::ImportOutside,
                span,
                format!("`{name}` lies outside of the pack"),
                "a rule uses the scripts of its own pack; copy the file into the pack's folder",
            );
            return None;
        }
        let path = format!("{}{name}", folder(beside));
        if let Ok(mut named) = self.named.lock() {
            named.insert(path.clone());
        }
        self.find(&path, name, "a script file", span, cx)
    }

    /// The module that a script imports. Reports when there is none.
    pub(crate) fn module(&self, unit: &Unit, import: &Import, cx: &mut Context<'_>) -> Option<Arc<Unit>> {
        let Some(name) = &import.name else {
            cx.error_help(
                Code::ImportOutside,
                import.span,
                "what is imported must be a constant text",
                "write `import \"name\" as name;` for the file `lib/name.rhai` of the pack",
            );
            return None;
        };
        if escapes(name) || name.contains('/') {
            cx.error_help(
                Code::ImportOutside,
                import.span,
                format!("`{name}` lies outside of the pack's `lib` folder"),
                "write `import \"name\" as name;` for the file `lib/name.rhai` of the pack",
            );
            return None;
        }
        let path = module_path(&unit.file, name);
        self.find(&path, name, "a module", import.span, cx)
    }

    /// The module of an import that was looked up before; says nothing where there is none.
    pub(crate) fn imported(&self, unit: &Unit, import: &Import) -> Option<Arc<Unit>> {
        let path = module_path(&unit.file, import.name.as_ref()?);
        self.scripts.get(&path)?.clone()
    }

    fn find(&self, path: &str, name: &str, what: &str, span: Span, cx: &mut Context<'_>) -> Option<Arc<Unit>> {
        if let Some(found) = self.scripts.get(path) {
            return found.clone();
        }
        let near = crate::near::nearest(path, self.scripts.keys().map(String::as_str));
        let near = near.and_then(|near| near.rsplit('/').next()).map(|near| match what {
            "a module" => near.trim_end_matches(".rhai"),
            _ => near,
        });
        let fault = Diagnostic::error(
            Code::MissingScript,
            span,
            format!("there is no {what} `{name}`").replace("no a ", "no "),
        );
        cx.diagnostics.push(match near {
            Some(_) => fault.did_you_mean(near),
            None => fault.help(format!("it should be the file `{path}`")),
        });
        None
    }
}
