//! Where names are named: in the values of keys, in expressions, in scripts.

use crate::index::Index;
use crate::rows::RowVariables;
use crate::symbol::Symbol;
use crate::tokens::{Token, names};
use uptake_expr::expr::{Function, GroupFunction};
use uptake_expr::text::{Condition, TextMap};
use uptake_expr::trace::{Trace, TracedName, TracedScope};
use uptake_rules::section::Section;
use uptake_rules::{Policy, Sources, Span};

/// Finds all of them.
pub(crate) fn find(trace: &Trace, policy: &Policy, sources: &Sources, index: &mut Index) {
    for name in &trace.names {
        value(name, policy, sources, index);
    }
    let references = trace.conditions.iter().filter_map(|(condition, _)| {
        let beside = sources.get(condition.span.file)?;
        Some((beside.path.as_str(), condition.script.as_ref()?))
    });
    let rows = RowVariables::of(&policy.library, references);
    for (condition, scope) in &trace.conditions {
        match &condition.script {
            Some(script) if script.file.is_some() => reference(condition, policy, sources, index),
            _ => {
                let text = Text {
                    text: &condition.text,
                    map: &condition.map,
                    file: None,
                    rows: &rows,
                    sources,
                };
                text.find(Some(scope), policy, index);
            }
        }
    }
    for (path, unit) in &policy.library.scripts {
        let Some(unit) = unit else { continue };
        let text = Text {
            text: &unit.condition.text,
            map: &unit.condition.map,
            file: Some(path),
            rows: &rows,
            sources,
        };
        text.find(None, policy, index);
        for import in &unit.imports {
            if let Some(module) = import.name.as_deref().and_then(|name| module(path, name, policy)) {
                index.named.insert((import.span, Symbol::Script(module)));
            }
        }
    }
}

/// A name that is the value of a key: `events`, or `events.column`.
fn value(name: &TracedName, policy: &Policy, sources: &Sources, index: &mut Index) {
    let written = sources.text(name.span);
    let quote = usize::from(written.starts_with(['"', '\'']));
    if written.get(quote..).is_none_or(|rest| !rest.starts_with(&name.text)) {
        return;
    }
    let (first, column) = match name.text.split_once('.') {
        Some((first, column)) => (first, Some(column)),
        None => (name.text.as_str(), None),
    };
    let start = name.span.start + quote;
    let span = |from: usize, text: &str| Span::new(name.span.file, start + from, start + from + text.len());
    let found = name.sections.iter().find_map(|section| match *section {
        "columns" => entity_column(first, policy),
        section => {
            let rule = Symbol::Rule(section, first.to_owned());
            let metric = || match section == Section::Metrics.key() {
                // A metric may be named by an alias.
                true => Some(Symbol::Rule(section, policy.metric(first)?.name.text.clone())),
                false => None,
            };
            index.stated.contains_key(&rule).then_some(rule).or_else(metric)
        }
    });
    let Some(found) = found else { return };
    if let (Some(column), Symbol::Rule(section, dataset)) = (column, &found) {
        let symbol = Symbol::Column(section, dataset.clone(), column.to_owned());
        index.named.insert((span(first.len() + 1, column), symbol));
    }
    index.named.insert((span(0, first), found));
}

fn entity_column(name: &str, policy: &Policy) -> Option<Symbol> {
    let dataset = policy.entity_dataset()?;
    dataset.column(name)?;
    Some(Symbol::Column(
        Section::Datasets.key(),
        dataset.name.text.clone(),
        name.to_owned(),
    ))
}

/// A script that a rule names, with its function if that is stated.
fn reference(condition: &Condition, policy: &Policy, sources: &Sources, index: &mut Index) {
    let Some(script) = &condition.script else { return };
    let Some(file) = &script.file else { return };
    let beside = sources.get(condition.span.file).map_or("", |file| file.path.as_str());
    let path = format!("{}{}", folder(beside), file.text);
    index.named.insert((file.span, Symbol::Script(path.clone())));
    if let Some(function) = &script.function {
        let known = policy
            .library
            .functions()
            .any(|(known, found)| known == path && found.name == function.text);
        if known {
            index
                .named
                .insert((function.span, Symbol::Function(path, function.text.clone())));
        }
    }
}

fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |at| path.get(..=at).unwrap_or(""))
}

/// The file of a module that a script imports.
fn module(file: &str, name: &str, policy: &Policy) -> Option<String> {
    let folder = folder(file);
    let path = format!("{}lib/{name}.rhai", folder.strip_suffix("lib/").unwrap_or(folder));
    policy.library.scripts.contains_key(&path).then_some(path)
}

/// A text of the language.
struct Text<'t> {
    text: &'t str,
    map: &'t TextMap,
    /// Its script file, if it is one.
    file: Option<&'t str>,
    /// The variables of scripts that stand for the row.
    rows: &'t RowVariables,
    sources: &'t Sources,
}

impl Text<'_> {
    fn find(&self, scope: Option<&TracedScope>, policy: &Policy, index: &mut Index) {
        let tokens = names(self.text);
        for (at, token) in tokens.iter().enumerate() {
            if token.after_dot || token.key {
                continue;
            }
            let links = tokens.get(at + 1..).unwrap_or(&[]);
            let chain: Vec<Token<'_>> = std::iter::once(*token).chain(self.chain(*token, links)).collect();
            self.link(&chain, scope, policy, index);
        }
        // Methods are functions, too.
        for token in tokens.iter().filter(|token| token.called) {
            let own = match (token.module, self.file) {
                (Some(alias), Some(file)) => self.imported(file, alias, policy),
                (None, Some(file)) => Some(file.to_owned()),
                (_, None) => None,
            };
            let own = own.map(|file| Symbol::Function(file, token.text.to_owned()));
            let known = Function::find(token.text).is_some() || GroupFunction::of_name(token.text).next().is_some();
            match own.filter(|symbol| index.stated.contains_key(symbol)) {
                Some(symbol) => self.add(token, symbol, index),
                None if known && token.module.is_none() => {
                    self.add(token, Symbol::BuiltIn(token.text.to_owned()), index);
                }
                None => {}
            }
        }
    }

    /// What follows a name after dots: `approved` after `tool.`.
    fn chain<'t>(&self, first: Token<'t>, links: &[Token<'t>]) -> Vec<Token<'t>> {
        let mut end = first.end();
        let joined = links.iter().take_while(|token| {
            let between = self.text.get(end..token.start).unwrap_or("");
            let joined = token.after_dot && between.trim() == ".";
            end = token.end();
            joined
        });
        joined.copied().collect()
    }

    fn imported(&self, file: &str, alias: &str, policy: &Policy) -> Option<String> {
        let unit = policy.library.scripts.get(file)?.as_ref()?;
        let import = unit.imports.iter().find(|import| import.alias == alias)?;
        module(file, import.name.as_deref()?, policy)
    }

    fn add(&self, token: &Token<'_>, symbol: Symbol, index: &mut Index) {
        let span = self.map.span(token.start, token.end());
        // An alias of YAML stands for a text that is written elsewhere.
        if self.sources.text(span) == token.text {
            index.named.insert((span, symbol));
        }
    }

    /// The names of a chain such as `tool.approved`, `row.uses` or `uses`.
    fn link(&self, chain: &[Token<'_>], scope: Option<&TracedScope>, policy: &Policy, index: &mut Index) {
        let [first, rest @ ..] = chain else { return };
        if first.called || first.module.is_some() {
            return;
        }
        if scope.is_none_or(|scope| !scope.names.contains(first.text))
            && (policy.library.constants.contains_key(first.text) || policy.library.varied.contains_key(first.text))
        {
            let symbol = Symbol::Rule(Section::Constants.key(), first.text.to_owned());
            return self.add(first, symbol, index);
        }
        // A word of a script that stands by itself is the script's own; what rules say is read from a row.
        let own = self.file.is_some() && !first.after_dot;
        let symbol = match own {
            true => None,
            false => self.symbol(first.text, scope, policy, index),
        };
        let Some(symbol) = symbol else {
            // `row.`, and in a script a variable that stands for the row.
            let row = match self.file {
                Some(file) => own && self.rows.is_row(file, first.start, first.text),
                None => first.text == "row",
            };
            if let [name, ..] = rest
                && row
                && !name.called
            {
                self.link(rest, scope, policy, index);
            }
            return;
        };
        if let (Symbol::Column(section, dataset, column), [field, ..]) = (&symbol, rest)
            && *section == Section::Datasets.key()
            && let Some(register) = policy
                .dataset(dataset)
                .and_then(|found| found.column(column)?.register.as_ref())
        {
            let field_symbol = Symbol::Field(register.text.clone(), field.text.to_owned());
            if index.stated.contains_key(&field_symbol) {
                self.add(field, field_symbol, index);
            }
        }
        self.add(first, symbol, index);
    }

    /// What a name stands for in a scope; in a script, for an entity in a period.
    fn symbol(&self, name: &str, scope: Option<&TracedScope>, policy: &Policy, index: &Index) -> Option<Symbol> {
        let whose = |scope: &TracedScope| {
            let (section, rows) = scope.whose.as_ref()?;
            let symbol = Symbol::Column(section, rows.to_owned(), name.to_owned());
            index.stated.contains_key(&symbol).then_some(symbol)
        };
        let judged = || {
            let sections = [
                Section::Measures,
                Section::Definitions,
                Section::Ladders,
                Section::Constants,
            ];
            let rule = sections.iter().find_map(|section| {
                let symbol = Symbol::Rule(section.key(), name.to_owned());
                index.stated.contains_key(&symbol).then_some(symbol)
            });
            rule.or_else(|| entity_column(name, policy))
        };
        let Some(scope) = scope else { return judged() };
        if let Some(found) = whose(scope).or_else(|| scope.rows.as_deref().and_then(whose)) {
            return Some(found);
        }
        // The rows of a dataset know no rules.
        let rows = scope.rows.as_deref().unwrap_or(scope);
        if !rows.names.contains(name) {
            return None;
        }
        match &rows.whose {
            Some((section, _)) if *section == Section::Datasets.key() => None,
            _ => judged(),
        }
    }
}
