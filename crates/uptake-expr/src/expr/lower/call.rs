//! Calls: operators, `in`, functions of the language, and functions of scripts, whose bodies stand where they are called.

use super::effects;
use super::expression::is_row;
use super::inline::address;
use super::lowering::{Bound, Lowering, is_dynamic, literal};
use super::slips::is_order;
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::expr::functions::Function;
use crate::expr::habits;
use crate::expr::interpreted::{CLOSURE_METHODS, FORBIDDEN, INTERPRETED};
use crate::expr::unit::Unit;
use crate::expr::window::WINDOWS;
use crate::expr::{Binary, Constant, Expr, typing};
use crate::near::nearest;
use crate::source::Span;
use crate::text::ScriptReference;
use crate::trace::{self, OfferKind};
use rhai::{Expr as Rhai, FnCallExpr, Position};
use std::sync::Arc;

/// The function of a script file that a rule names: the one it states, else one of its own name, else the only one.
pub(super) fn entry(unit: &Unit, reference: &ScriptReference, span: Span, cx: &mut Context<'_>) -> Option<String> {
    let known: Vec<&str> = unit.functions.iter().map(|function| function.name.as_str()).collect();
    let stated = reference.function.as_ref();
    let file = reference.file.as_ref().map(|file| file.text.as_str());
    let stem = file
        .and_then(|file| file.rsplit('/').next())
        .and_then(|file| file.strip_suffix(".rhai"));
    let name = unit.entry(reference);
    let at = stated.map_or(span, |name| name.span);
    let listed = known
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ");
    let Some(function) = name.and_then(|name| unit.function(name)) else {
        let wanted = name.or(reference.rule.as_deref()).or(stem).unwrap_or_default();
        let holder = file.map_or("the script".to_owned(), |file| format!("`{file}`"));
        let message = format!("{holder} has no function `{wanted}`");
        let fault = Diagnostic::error(Code::MissingScript, at, message);
        let near = name.and_then(|name| nearest(name, known.iter().copied()));
        cx.diagnostics.push(match (near, known.is_empty()) {
            (Some(_), _) => fault.did_you_mean(near),
            (None, true) => fault.help(format!("write `fn {wanted}(row) {{ … }}` in it")),
            (None, false) => fault.help(format!("available: {listed}; name one under `function`")),
        });
        return None;
    };
    if function.parameters.len() != 1 {
        cx.error_help(
            Code::TypeMismatch,
            function.span,
            format!(
                "`{}` is used as a condition, so it must have one parameter, the row; it has {}",
                function.name,
                function.parameters.len()
            ),
            format!("write `fn {}(row)`", function.name),
        );
        return None;
    }
    Some(function.name.clone())
}

/// Reports functions of a script that hide one of the language, or each other.
pub(super) fn report_names(unit: &Unit, cx: &mut Context<'_>) {
    for (index, function) in unit.functions.iter().enumerate() {
        let name = function.name.as_str();
        let built_in = Function::find(name).is_some() || INTERPRETED.contains(&name) || CLOSURE_METHODS.contains(&name);
        if built_in || WINDOWS.contains(&name) || FORBIDDEN.iter().any(|(word, _)| *word == name) {
            let message = format!("`{name}` is the name of a built-in function");
            cx.error_help(Code::ShadowedFunction, function.span, message, "give it another name");
        }
        if let Some(first) = unit.functions.iter().take(index).find(|other| other.name == name) {
            let fault = Diagnostic::error(Code::DuplicateId, function.span, format!("duplicate function `{name}`"));
            cx.diagnostics
                .push(fault.help("rename one of them").related(first.span, "first here"));
        }
    }
}

impl Lowering<'_, '_> {
    /// Looks up what a unit imports.
    pub(super) fn imports(&mut self, unit: &Arc<Unit>) {
        for import in &unit.imports {
            if let Some(module) = self.scope.library().module(unit, import, self.cx) {
                self.modules.insert((address(unit), import.alias.clone()), module);
            }
        }
    }

    /// Reports an `import` that doesn't stand at the beginning: the modules of a script are known before it runs.
    pub(super) fn import_within(&mut self, name: Position) {
        let span = self.token(name);
        let message = "`import` isn't allowed in a function or block";
        let help = "move it to the beginning of the script; it can import files of the pack's `lib` folder";
        self.cx.error_help(Code::ImportOutside, span, message, help);
    }

    pub(super) fn arguments(&mut self, arguments: &[Rhai]) -> Option<Vec<Expr>> {
        let arguments: Vec<Option<Expr>> = arguments
            .iter()
            .map(|argument| self.inside(|lowering| lowering.expression(argument)))
            .collect();
        arguments.into_iter().collect()
    }

    /// A call, an operator, or `in`.
    pub(super) fn call(&mut self, call: &FnCallExpr, position: Position) -> Option<Expr> {
        let span = self.token(position);
        if !call.namespace.is_empty() {
            return self.module_call(call, position);
        }
        match (call.name.as_str(), call.args.as_slice()) {
            ("contains", [Rhai::Array(items, _), item]) => self.within_list(item, items),
            ("contains", [Rhai::Variable(set, _, at), item]) if self.set(&set.1, *at).is_some() => {
                let items = self.set(&set.1, *at)?;
                let item = self.inside(|lowering| lowering.expression(item));
                typing::within(item?, items, self.cx)
            }
            ("contains", [Rhai::FnCall(range, _), item]) if range.name == ".." || range.name == "..=" => {
                self.within_range(item, range)
            }
            ("..", ends) | ("..=", ends) => {
                let good = self.look_through(ends.iter());
                self.fallback(position, "a range outside `in`").filter(|_| good)
            }
            ("!", [operand]) => {
                let operand = self.inside(|lowering| lowering.expression(operand))?;
                typing::not(operand, span, self.cx)
            }
            ("-", [operand]) => {
                let operand = self.inside(|lowering| lowering.expression(operand))?;
                typing::negate(operand, span, self.cx)
            }
            (name, [left, right])
                if typing::operator(name).is_some_and(Binary::compares) && self.bare_word(left, right) =>
            {
                None
            }
            (name, [left, right])
                if typing::operator(name).is_some_and(Binary::compares) && self.list_compared(name, left, right) =>
            {
                None
            }
            ("-", _) if self.dashed_name(call) => None,
            (name, [Rhai::FnCall(inner, _), last]) if is_order(name) && is_order(&inner.name) => {
                self.chained(inner, name, last)
            }
            (name, [left, right]) if typing::operator(name).is_some() => {
                let left = self.inside(|lowering| lowering.expression(left));
                let right = self.inside(|lowering| lowering.expression(right));
                let (operator, left, right) = (typing::operator(name)?, left?, right?);
                if self.quoted_name(operator, &left, &right) {
                    return None;
                }
                typing::binary(operator, left, right, self.cx)
            }
            (name, _) if WINDOWS.contains(&name) => self.window(call, position),
            (name, arguments) if self.means_group(name, arguments.len()) => self.group(name, arguments, position),
            (name, arguments) => {
                if self.frame.unit.function(name).is_some() {
                    let unit = Arc::clone(&self.frame.unit);
                    return self.inline(&unit, name, arguments, position);
                }
                if Function::find(name).is_none() && !INTERPRETED.contains(&name) {
                    if self.group_of_number(name, arguments, position) {
                        return None;
                    }
                    // The row may be handed to functions that there are.
                    let values = arguments.iter().filter(|argument| !self.is_row_argument(argument));
                    let values: Vec<&Rhai> = values.collect();
                    // Where groups are, nobody knows whether it was to read rows.
                    if self.scope.rows().is_none() && !habits::reads_rows(name) {
                        self.look_through(values.into_iter());
                    }
                    return self.apply(name, None, position);
                }
                let arguments = self.arguments(arguments);
                self.apply(name, arguments, position)
            }
        }
    }

    pub(super) fn is_row_argument(&self, argument: &Rhai) -> bool {
        matches!(argument, Rhai::Variable(variable, _, _)
            if variable.2.is_empty() && is_row(&self.frame.bindings, self.frame.in_function, &variable.1, self.scope))
    }

    /// The literals of a set of constants, unless a local name hides it.
    fn set(&self, name: &str, at: Position) -> Option<Vec<Expr>> {
        if self.binding(name).is_some() {
            return None;
        }
        let constant = self.scope.library().constants.get(name)?;
        match &constant.value {
            Constant::Set(items) => {
                let span = self.token(at);
                Some(items.iter().map(|item| literal(item.clone(), span)).collect())
            }
            Constant::Value(_) => None,
        }
    }

    /// `value.f(…)`.
    pub(super) fn method(&mut self, receiver: Expr, call: &FnCallExpr, position: Position) -> Option<Expr> {
        let name = call.name.as_str();
        if CLOSURE_METHODS.contains(&name) {
            return self.closure_method(call, position);
        }
        if self.frame.unit.function(name).is_some() && Function::find(name).is_none() {
            let help = format!("call it as `{name}(x)`");
            return self.unsupported_help(position, "a function of the script called as a method", &help);
        }
        let arguments = self.arguments(&call.args);
        let arguments = arguments.map(|rest| std::iter::once(receiver).chain(rest).collect());
        self.apply(name, arguments, position)
    }

    /// `list.filter(|v| …)` and its kin, which only the interpreter has.
    fn closure_method(&mut self, call: &FnCallExpr, position: Position) -> Option<Expr> {
        let value = self.fallback(position, "a closure over a list")?;
        let unit = Arc::clone(&self.frame.unit);
        let before = self.cx.diagnostics.errors();
        for argument in &call.args {
            let Some(at) = effects::closure_at(argument) else {
                self.look_through(std::iter::once(argument));
                continue;
            };
            let Some((parameters, statements)) = unit.closure(at) else {
                let help = "write it as `|v| v >= 3`, with a parameter and without `this`";
                return self.unsupported_help(at, "this closure", help);
            };
            let depth = self.frame.bindings.len();
            for parameter in parameters {
                self.frame.bindings.push((parameter, Bound::Value(value.clone())));
            }
            let statements: Vec<_> = statements.iter().collect();
            self.inside(|lowering| lowering.block(&statements));
            self.frame.bindings.truncate(depth);
        }
        (self.cx.diagnostics.errors() == before).then_some(value)
    }

    /// A function of its arguments; `None` if one of them has a fault. Its name is looked up all the same.
    fn apply(&mut self, name: &str, arguments: Option<Vec<Expr>>, position: Position) -> Option<Expr> {
        let span = self.token(position);
        // Where nothing is interpreted, no text can be changed itself, and `replace` means what its name says elsewhere.
        let pure = name == "replace" && !self.scope.interprets();
        if let Some(function) = Function::find(if pure { "replaced" } else { name }) {
            if function.entry().lists
                && let Some([first, ..]) = arguments.as_deref()
                && is_dynamic(first)
            {
                return self.fallback(position, "a list or a map");
            }
            return typing::call(function, arguments?, span, self.cx);
        }
        if INTERPRETED.contains(&name) {
            let value = self.fallback(position, &format!("`{name}`"));
            return arguments.and(value);
        }
        if let Some((_, why)) = FORBIDDEN.iter().find(|(word, _)| word.eq_ignore_ascii_case(name)) {
            self.cx
                .error_help(Code::Forbidden, span, format!("a script can't use `{name}`"), *why);
            return None;
        }
        let what = if name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            "function"
        } else {
            "operator"
        };
        let known = self.function_names();
        let fault = Diagnostic::error(Code::UnknownFunction, span, format!("unknown {what} `{name}`"));
        let fault = fault.offering(trace::offers(OfferKind::Function, known.iter().copied()));
        let near = nearest(name, known);
        self.cx
            .diagnostics
            .push(match (self.group_elsewhere(name), self.habit(name, position)) {
                (Some(help), _) | (None, Some(help)) => fault.help(help),
                (None, None) => fault.did_you_mean(near),
            });
        None
    }

    /// The names of all functions that may be called here.
    pub(super) fn function_names(&self) -> Vec<&str> {
        let own = self.frame.unit.functions.iter().map(|function| function.name.as_str());
        let groups = self.group_names().map(|name| -> &str { name });
        let all = Function::ALL.iter().map(|function| function.name());
        all.chain(own).chain(WINDOWS.iter().copied()).chain(groups).collect()
    }

    fn module_call(&mut self, call: &FnCallExpr, position: Position) -> Option<Expr> {
        let alias = call.namespace.to_string();
        let Some(module) = self.modules.get(&(address(&self.frame.unit), alias.clone())).cloned() else {
            // An import with a fault was reported.
            if !self.frame.unit.imports.iter().any(|import| import.alias == alias) {
                let known = self.frame.unit.imports.iter().map(|import| import.alias.as_str());
                let near = nearest(&alias, known);
                let at = self.token(call.namespace.position());
                let fault = Diagnostic::error(Code::UnknownName, at, format!("no module is imported as `{alias}`"));
                self.cx.diagnostics.push(match near {
                    Some(_) => fault.did_you_mean(near),
                    None => fault.help(format!("write `import \"{alias}\" as {alias};` at the beginning")),
                });
            }
            return None;
        };
        if module.function(&call.name).is_none() {
            let span = self.token(position);
            let known = || module.functions.iter().map(|function| function.name.as_str());
            let near = nearest(&call.name, known());
            let message = format!("the module `{alias}` has no function `{}`", call.name);
            let fault = Diagnostic::error(Code::UnknownFunction, span, message);
            let fault = fault.offering(trace::offers(OfferKind::Function, known()));
            self.cx.diagnostics.push(fault.did_you_mean(near));
            return None;
        }
        self.imports(&module);
        self.inline(&module, &call.name, &call.args, position)
    }

    fn within_list(&mut self, item: &Rhai, items: &[Rhai]) -> Option<Expr> {
        let mut bare = false;
        for one in items {
            bare |= self.bare_word(item, one);
        }
        if bare {
            return None;
        }
        let item = self.inside(|lowering| lowering.expression(item));
        let items = self.arguments(items);
        typing::within(item?, items?, self.cx)
    }

    /// `x in a..b` is `x >= a && x < b`; with `..=` the end belongs to it.
    fn within_range(&mut self, item: &Rhai, range: &FnCallExpr) -> Option<Expr> {
        let [from, until] = range.args.as_slice() else {
            return None;
        };
        let item = self.inside(|lowering| lowering.expression(item));
        let from = self.inside(|lowering| lowering.expression(from));
        let until = self.inside(|lowering| lowering.expression(until));
        let (item, from, until) = (item?, from?, until?);
        let copy = self.copy(&item, item.span)?;
        typing::range([item, copy], from, until, range.name == "..=", self.cx)
    }
}
