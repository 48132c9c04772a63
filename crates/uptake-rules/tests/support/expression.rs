//! Expressions by themselves: what they are lowered to, and what is said about them.

use uptake_rules::context::Context;
use uptake_rules::expr::{Expr, ExprKind, Last, Scope, Window, evaluate, lower};
use uptake_rules::source::{FileId, SourceFile, Span};
use uptake_rules::syntax::scalar::align;
use uptake_rules::text::Condition;
use uptake_rules::value::{Literal, Type};
use uptake_rules::{Diagnostics, Sources};
use uptake_script::{Answer, Script};

/// One thing said about an expression.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Said {
    /// The code.
    pub(crate) code: &'static str,
    /// The message.
    pub(crate) message: String,
    /// The underlined text.
    pub(crate) under: String,
    /// The help line, empty if there is none.
    pub(crate) help: String,
}

/// Codes of what is said of an expression that is fine all the same.
const HARMLESS: &[&str] = &[
    "constant-condition",
    "unreachable-branch",
    "interpreted",
    "cut-division",
    "unknown-value",
    "doubtful-condition",
];

/// `text` over the names of `scope`.
pub(crate) fn lowered(text: &str, scope: &Scope) -> Result<Expr, Vec<Said>> {
    let (expr, said) = read(text, scope);
    match expr {
        Some(expr) if said.iter().all(|said| HARMLESS.contains(&said.code)) => Ok(expr),
        Some(expr) => panic!("both an answer and a fault: {expr:?} {said:?}"),
        None if said.is_empty() => panic!("neither an answer nor a fault for {text}"),
        None => Err(said),
    }
}

/// `text` over the names of `scope`, and all that is said about it.
pub(crate) fn read(text: &str, scope: &Scope) -> (Option<Expr>, Vec<Said>) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add(SourceFile::new("expression", text));
    let condition = Condition {
        text: text.to_owned(),
        map: align(file, text, 0, text),
        span: Span::new(FileId(0), 0, text.len()),
        script: None,
    };
    let expr = lower(
        &condition,
        scope,
        &mut Context {
            sources: &sources,
            diagnostics: &mut diagnostics,
        },
    );
    let said: Vec<Said> = diagnostics
        .sorted(&sources)
        .into_iter()
        .map(|d| Said {
            code: d.code.as_str(),
            message: d.message,
            under: d.span.map(|span| sources.text(span).to_owned()).unwrap_or_default(),
            help: d.help.unwrap_or_default(),
        })
        .collect();
    (expr, said)
}

/// What the interpreter says of `text`, a condition, for one row.
pub(crate) fn interpreted(text: &str, scope: &Scope, row: &mut dyn FnMut(&str) -> Literal) -> Answer {
    let (expr, said) = read(text, scope);
    assert!(said.iter().all(|said| said.code == "interpreted"), "{text}: {said:?}");
    let Some(Expr {
        kind: ExprKind::Script(script, inputs),
        ..
    }) = expr
    else {
        panic!("{text} isn't interpreted: {expr:?}");
    };
    let row: Vec<Literal> = inputs.iter().map(|input| evaluate(input, "UTC", row)).collect();
    Script::new(&script.with_type(Type::Bool)).runner("UTC").answer(&row)
}

/// `text` as an expression of either kind, whatever else but faults is said about it.
pub(crate) fn lowered_any(text: &str, scope: &Scope) -> Option<Expr> {
    let (expr, said) = read(text, scope);
    assert!(
        expr.is_some() || said.iter().all(|said| said.code == "expression-size"),
        "{text}: {said:?}"
    );
    expr
}

/// Runs a script again and again, for answers of type `ty`.
pub(crate) fn run(expr: &Expr, ty: Type) -> impl FnMut(&mut dyn FnMut(&str) -> Literal) -> Answer {
    let ExprKind::Script(script, inputs) = &expr.kind else {
        panic!("it isn't interpreted: {expr:?}");
    };
    let script: &'static _ = Box::leak(Box::new(Script::new(&script.with_type(ty))));
    let inputs = inputs.clone();
    let mut runner = script.runner("UTC");
    move |row| {
        let row: Vec<Literal> = inputs.iter().map(|input| evaluate(input, "UTC", row)).collect();
        runner.answer(&row)
    }
}

/// An expression with every bracket, so that tests see how it was understood.
pub(crate) fn show(expr: &Expr) -> String {
    let list = |parts: &[Expr], joint: &str| parts.iter().map(show).collect::<Vec<_>>().join(joint);
    match &expr.kind {
        ExprKind::Literal(literal) => show_literal(literal),
        ExprKind::Column(name) => name.clone(),
        ExprKind::Not(inner) => format!("!{}", show(inner)),
        ExprKind::Negate(inner) => format!("-{}", show(inner)),
        ExprKind::Binary(op, left, right) => format!("({} {} {})", show(left), op.symbol(), show(right)),
        ExprKind::And(parts) => format!("({})", list(parts, " && ")),
        ExprKind::Or(parts) => format!("({})", list(parts, " || ")),
        ExprKind::Coalesce(parts) => format!("({})", list(parts, " ?? ")),
        ExprKind::In(item, literals) => {
            let literals: Vec<String> = literals.iter().map(show_literal).collect();
            format!("({} in [{}])", show(item), literals.join(", "))
        }
        ExprKind::If(condition, then, otherwise) => {
            format!(
                "if {} {{ {} }} else {{ {} }}",
                show(condition),
                show(then),
                show(otherwise)
            )
        }
        ExprKind::Call(function, arguments) => format!("{}({})", function.name(), list(arguments, ", ")),
        ExprKind::Window(window, operand) => show_window(*window, &show(operand)),
        ExprKind::Group(function, arguments) => format!("{}({})", function.name, list(arguments, ", ")),
        ExprKind::Script(script, inputs) => format!("script({}) because of {}", list(inputs, ", "), script.cause.0),
    }
}

fn show_window(window: Window, operand: &str) -> String {
    match window {
        Window::Lag(periods) => format!("lag({operand}, {periods})"),
        Window::First => format!("first({operand})"),
        Window::Streak => format!("streak({operand})"),
        Window::Since => format!("since({operand})"),
        Window::Last(Last { periods, least, take }) => {
            let least = if least == periods {
                String::new()
            } else {
                format!(".at_least({least})")
            };
            format!(
                "last({periods}, {operand}){least}.{}()",
                format!("{take:?}").to_lowercase()
            )
        }
    }
}

fn show_literal(literal: &Literal) -> String {
    match literal {
        Literal::Unknown => "()".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) => format!("{value:?}"),
        Literal::Text(text) => format!("{text:?}"),
        Literal::Date(day) => day.to_string(),
        Literal::Datetime(micros) => format!("@{micros}"),
    }
}

/// The names of the types, as in rule files.
pub(crate) fn type_name(ty: Type) -> &'static str {
    ty.name()
}
