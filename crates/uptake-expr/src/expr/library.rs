//! What all expressions of a policy share: its constants, and the scripts of its packs.

use super::unit::{Function, Import, Unit};
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::near::nearest;
use crate::source::{FileId, Span};
use crate::text::{Condition, Name, ScriptReference, TextMap};
use crate::value::Constant;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

/// A constant with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct ConstantDraft {
    /// Its name.
    pub name: Name,
    /// What it is.
    pub value: Constant,
    /// Where it stands.
    pub span: Span,
    /// In words.
    pub about: Option<String>,
    /// The way in which overrides may move it; either way if there is none.
    pub tighten_only: Option<Direction>,
}

/// A way in which a number may move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Up.
    Higher,
    /// Down.
    Lower,
}

/// What the expressions of a policy share: constants, and the scripts of its packs.
#[derive(Debug, Default)]
pub struct Library {
    /// Constants and sets by name.
    pub constants: BTreeMap<String, ConstantDraft>,
    /// Script files by path. `None` for one with a fault, which was reported.
    pub scripts: BTreeMap<String, Option<Arc<Unit>>>,
    /// The script files that a rule named.
    named: Mutex<BTreeSet<String>>,
    /// Constants that differ between groups or over time, each with a place that says for whom or when. Where an entity is judged in
    /// a period they are columns.
    pub varied: BTreeMap<String, Span>,
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
    pub fn add_script(&mut self, path: String, file: Option<FileId>, cx: &mut Context<'_>) {
        let unit = file.and_then(|file| {
            let text = cx.sources.get(file)?.text.clone();
            let condition = Condition {
                map: TextMap::plain(file, text.len()),
                span: Span::new(file, 0, text.len()),
                text,
                script: None,
            };
            Unit::parse(condition, cx)
        });
        self.scripts.insert(path, unit);
    }

    /// Takes constants in. The first of two with one name stays.
    pub fn add_constants(&mut self, constants: Vec<ConstantDraft>) {
        for constant in constants {
            self.constants.entry(constant.name.text.clone()).or_insert(constant);
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
    pub fn report_unused(&self, diagnostics: &mut Diagnostics) {
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
    pub fn file(&self, beside: &str, name: &str, span: Span, cx: &mut Context<'_>) -> Option<Arc<Unit>> {
        if escapes(name) {
            cx.error_help(
                Code::ImportOutside,
                span,
                format!("`{name}` is outside the pack"),
                "a rule can only use scripts of its own pack; copy the file into the folder of the pack",
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
    pub fn module(&self, unit: &Unit, import: &Import, cx: &mut Context<'_>) -> Option<Arc<Unit>> {
        let Some(name) = &import.name else {
            cx.error_help(
                Code::ImportOutside,
                import.span,
                "the name in an `import` must be a constant text",
                "write `import \"name\" as name;` for the file `lib/name.rhai` of the pack",
            );
            return None;
        };
        if escapes(name) || name.contains('/') {
            cx.error_help(
                Code::ImportOutside,
                import.span,
                format!("`{name}` is outside the `lib` folder of the pack"),
                "write `import \"name\" as name;` for the file `lib/name.rhai` of the pack",
            );
            return None;
        }
        let path = module_path(&unit.file, name);
        self.find(&path, name, "a module", import.span, cx)
    }

    /// The module of an import that was looked up before; says nothing where there is none.
    pub fn imported(&self, unit: &Unit, import: &Import) -> Option<Arc<Unit>> {
        let path = module_path(&unit.file, import.name.as_ref()?);
        self.scripts.get(&path)?.clone()
    }

    fn find(&self, path: &str, name: &str, what: &str, span: Span, cx: &mut Context<'_>) -> Option<Arc<Unit>> {
        if let Some(found) = self.scripts.get(path) {
            return found.clone();
        }
        let near = nearest(path, self.scripts.keys().map(String::as_str));
        let near = near.and_then(|near| near.rsplit('/').next()).map(|near| match what {
            "a module" => near.trim_end_matches(".rhai"),
            _ => near,
        });
        let fault = Diagnostic::error(
            Code::MissingScript,
            span,
            format!("{} `{name}` not found", what.trim_start_matches("a ")),
        );
        cx.diagnostics.push(match near {
            Some(_) => fault.did_you_mean(near),
            None => fault.help(format!("add the file `{path}`, or correct the name")),
        });
        None
    }
}
