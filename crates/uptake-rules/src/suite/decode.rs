//! The tree of a suite → cases.

use super::case::{Case, Covers, Expected, Subject, Suite, Table};
use super::parameters::{asked, filled, repeated, times};
use crate::codes::Code;
use crate::context::Context;
use crate::missing::Missing;
use crate::source::Span;
use crate::syntax::fields::name_of;
use crate::syntax::version::version;
use crate::syntax::{Fields, Key, Node, Value};
use crate::text::Name;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What holds for all cases that don't say otherwise.
#[derive(Clone, Default)]
struct Shared {
    as_of: Option<Date>,
    stage: Option<String>,
    covers: Covers,
    data: Vec<Table>,
}

/// A suite of a file's tree.
pub(super) fn suite(node: &Node, cx: &mut Context<'_>) -> Option<Suite> {
    let mut fields = Fields::open(node, "a suite", cx)?;
    version(&mut fields, cx);
    let name = fields.require_name("suite", cx);
    let mut packs = fields.names("packs", cx);
    if packs.is_empty() {
        packs.push(Name {
            text: ".".to_owned(),
            span: node.span,
        });
    }
    let shared = shared(&mut fields, Shared::default(), cx);
    fields.require("cases");
    let mut cases = Vec::new();
    for node in fields.list("cases", cx).into_iter().flatten() {
        self::cases(node, &shared, &mut cases, cx);
    }
    fields.finish(cx);
    let name = name?;
    twice(&cases, cx);
    if cases.is_empty() && !cx.diagnostics.has_errors() {
        cx.error_help(
            Code::EmptyFile,
            name.span,
            format!("the suite `{}` has no cases", name.text),
            "write at least one under `cases`",
        );
    }
    Some(Suite {
        name: name.text,
        packs,
        cases,
        span: node.span,
    })
}

/// Reports cases of one name: what is said of the one would be taken for the other.
fn twice(cases: &[Case], cx: &mut Context<'_>) {
    let mut known: BTreeMap<&str, Span> = BTreeMap::new();
    for case in cases {
        match known.get(case.name.as_str()) {
            None => {
                known.insert(&case.name, case.span);
            }
            Some(first) if *first == case.span => cx.error_help(
                Code::DuplicateId,
                case.span,
                format!("two rows of the table make the same case `{}`", case.name),
                "remove one of the two",
            ),
            Some(_) => cx.error_help(
                Code::DuplicateId,
                case.span,
                format!("there are two cases named `{}`", case.name),
                "rename one of the two",
            ),
        }
    }
}

/// Day, stage, covered days and tables, where they are stated.
fn shared(fields: &mut Fields<'_>, from: Shared, cx: &mut Context<'_>) -> Shared {
    let mut shared = from;
    shared.as_of = fields.date("as_of", cx).or(shared.as_of);
    shared.stage = fields.text("stage", cx).or(shared.stage);
    if let Some(node) = fields.take("covers") {
        shared.covers = covers(node, shared.covers, cx);
    }
    for (key, node) in fields.map("data", cx) {
        let Some(table) = table(key, node, cx) else { continue };
        match shared.data.iter_mut().find(|known| known.dataset.text == key.text) {
            Some(known) => *known = table,
            None => shared.data.push(table),
        }
    }
    shared
}

fn covers(node: &Node, from: Covers, cx: &mut Context<'_>) -> Covers {
    let Some(mut fields) = Fields::open(node, "`covers`", cx) else {
        return from;
    };
    let covers = Covers {
        from: fields.date("from", cx).or(from.from),
        through: fields.date("through", cx).or(from.through),
        without_rows: fields.text("without_rows", cx).or(from.without_rows),
    };
    fields.finish(cx);
    covers
}

/// The rows of a dataset: a text, or a mapping with the text under `rows`.
fn table(key: &Key, node: &Node, cx: &mut Context<'_>) -> Option<Table> {
    let dataset = Name {
        text: key.text.clone(),
        span: key.span,
    };
    let (rows, mapping, own) = match &node.value {
        Value::Map(_) => {
            let mut fields = Fields::open(node, "a table", cx)?;
            let (rows, mapping) = (fields.require_name("rows", cx), fields.name("mapping", cx));
            let own = fields.take("covers");
            let own = own.map(|node| covers(node, Covers::default(), cx));
            fields.finish(cx);
            (rows, mapping, own)
        }
        Value::Text(_) | Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::List(_) => {
            (name_of(node, &key.text, cx), None, None)
        }
    };
    let rows = rows?;
    let text = match repeated(&rows.text) {
        Ok(text) => text,
        Err((message, help)) => {
            cx.error_help(Code::WrongType, rows.span, message, help);
            return None;
        }
    };
    Some(Table {
        dataset,
        rows: text,
        span: rows.span,
        mapping,
        covers: own,
    })
}

/// The cases of a node: one, or one for each row of its table.
fn cases(node: &Node, shared: &Shared, cases: &mut Vec<Case>, cx: &mut Context<'_>) {
    let rows = node.get("table").map(|table| rows(table, cx));
    match rows {
        None => cases.extend(case(node, shared, None, cx)),
        Some(rows) => {
            if !asked_for(node, &rows, cx) {
                return;
            }
            for (row, _) in rows {
                let words: Vec<String> = row.iter().map(|(name, value)| format!("{name} {value}")).collect();
                cases.extend(case(&filled(node, &row), shared, Some(words.join(", ")), cx));
            }
        }
    }
}

/// Whether every row has what the case asks it for; what is missing is reported.
fn asked_for(node: &Node, rows: &[(Row, Span)], cx: &mut Context<'_>) -> bool {
    let mut whole = true;
    let names: BTreeSet<&str> = rows
        .iter()
        .flat_map(|(row, _)| row)
        .map(|(name, _)| name.as_str())
        .collect();
    let entries = node.entries().iter().filter(|(key, _)| key.text != "table");
    for asked in entries.flat_map(|(_, node)| asked(node)) {
        if !names.contains(asked.text.as_str()) {
            let missing = Missing::new("parameter", &asked.text).among(names.iter().copied());
            cx.diagnostics.push(missing.at(asked.span));
            whole = false;
            continue;
        }
        for (_, span) in rows
            .iter()
            .filter(|(row, _)| !row.iter().any(|(name, _)| *name == asked.text))
        {
            let message = format!("this row has no `{}`, which the case asks for", asked.text);
            cx.error_help(
                Code::MissingKey,
                *span,
                message,
                format!("add `{}: …` to it", asked.text),
            );
            whole = false;
        }
    }
    let whole_number = |value: &str| !value.is_empty() && value.chars().all(|letter| letter.is_ascii_digit());
    for name in node.get("data").into_iter().flat_map(times) {
        for (row, span) in rows {
            for (_, value) in row
                .iter()
                .filter(|(known, value)| *known == name && !whole_number(value))
            {
                cx.error_help(
                    Code::WrongType,
                    *span,
                    format!("a row can't stand `{value}` times, as `{{{name}}} * ` asks"),
                    format!("write a whole number: `{name}: 2`"),
                );
                whole = false;
            }
        }
    }
    whole
}

/// A row of a table of cases: names with values.
type Row = Vec<(String, String)>;

/// The rows of a table, with their places.
fn rows(table: &Node, cx: &mut Context<'_>) -> Vec<(Row, Span)> {
    let Value::List(items) = &table.value else {
        cx.error_help(
            Code::WrongType,
            table.span,
            format!("`table` should be a list, found {}", table.value.kind()),
            "write a row for each case, as in `- { made: 2, active: no }`",
        );
        return Vec::new();
    };
    if items.is_empty() {
        cx.error_help(
            Code::EmptyFile,
            table.span,
            "`table` has no rows, so the case would never run",
            "write a row for each case, as in `- { made: 2, active: no }`, or remove the key",
        );
    }
    let row = |item: &Node, cx: &mut Context<'_>| -> (Row, Span) {
        let values = item.entries().iter();
        let values = values.filter_map(|(key, node)| Some((key.text.clone(), name_of(node, &key.text, cx)?.text)));
        (values.collect(), item.span)
    };
    items.iter().map(|item| row(item, cx)).collect()
}

fn case(node: &Node, suite: &Shared, row: Option<String>, cx: &mut Context<'_>) -> Option<Case> {
    let mut fields = Fields::open(node, "a case", cx)?;
    let name = fields.require_name("name", cx);
    fields.take("table");
    let own = shared(&mut fields, suite.clone(), cx);
    let mut expected = Vec::new();
    if let Some(node) = fields.require("expect")
        && let Some(fields) = Fields::open(node, "`expect`", cx)
    {
        self::expected(fields, &mut expected, cx);
        report_empty_lists(node, cx);
    }
    fields.finish(cx);
    let name = name?;
    if expected.is_empty() {
        cx.error_help(
            Code::EmptyFile,
            name.span,
            format!("the case `{}` expects nothing", name.text),
            "write under `expect` what has to come out",
        );
    }
    Some(Case {
        name: match row {
            None => name.text,
            Some(row) => format!("{} ({row})", name.text),
        },
        as_of: own.as_of,
        stage: own.stage,
        covers: own.covers,
        data: own.data,
        expected,
        span: name.span,
    })
}

/// What may stand in a list under `expect`.
const LISTS: &[&str] = &[
    "people",
    "clauses",
    "figures",
    "checks",
    "set_aside",
    "diagnostics",
    "fails",
];

/// Reports lists under `expect` in which nothing is: who writes one means that there is none, and nothing would be compared.
fn report_empty_lists(node: &Node, cx: &mut Context<'_>) {
    for (key, node) in node.entries() {
        let is_empty = matches!(&node.value, Value::List(items) if items.is_empty());
        if is_empty && LISTS.contains(&key.text.as_str()) {
            let help = match key.text.as_str() {
                "set_aside" => {
                    "remove the key, or say of which rows there are none, as in `- { dataset: uses, reason: wrong-type, rows: 0 }`"
                }
                _ => "remove the key, or name under it what has to come out",
            };
            cx.error_help(
                Code::EmptyFile,
                node.span,
                format!("`{}` is empty, so that nothing is compared with it", key.text),
                help,
            );
        }
    }
}

fn expected(mut fields: Fields<'_>, found: &mut Vec<Expected>, cx: &mut Context<'_>) {
    for node in fields.list("people", cx).into_iter().flatten() {
        found.extend(with_values(node, "an expectation of a person", cx, |fields, cx| {
            Some(Subject::Person {
                who: fields.require_name("who", cx)?.text,
                period: fields.text("period", cx),
            })
        }));
    }
    for node in fields.list("clauses", cx).into_iter().flatten() {
        found.extend(with_values(node, "an expectation of a clause", cx, |fields, cx| {
            let (who, of, clause) = (
                fields.require_name("who", cx),
                fields.require_name("of", cx),
                fields.require_name("clause", cx),
            );
            Some(Subject::Clause {
                who: who?.text,
                period: fields.text("period", cx),
                of: of?,
                clause: clause?,
            })
        }));
    }
    for node in fields.list("figures", cx).into_iter().flatten() {
        found.extend(with_values(node, "an expectation of a figure", cx, |fields, cx| {
            let by = fields.map("by", cx).first();
            let by = by.and_then(|(key, node)| {
                let column = Name {
                    text: key.text.clone(),
                    span: key.span,
                };
                Some((column, name_of(node, &key.text, cx)?.text))
            });
            Some(Subject::Figure {
                metric: fields.require_name("metric", cx)?,
                period: fields.text("period", cx),
                by,
            })
        }));
    }
    for node in fields.list("checks", cx).into_iter().flatten() {
        found.extend(with_values(node, "an expectation of a check", cx, |fields, cx| {
            Some(Subject::Check {
                check: fields.require_name("check", cx)?,
                group: fields.text("group", cx),
            })
        }));
    }
    for node in fields.list("set_aside", cx).into_iter().flatten() {
        found.extend(with_values(node, "an expectation of rows", cx, |fields, cx| {
            let (dataset, reason) = (fields.require_name("dataset", cx), fields.require_name("reason", cx));
            Some(Subject::SetAside {
                dataset: dataset?,
                reason: reason?,
            })
        }));
    }
    let mut codes = |names: Vec<Name>, of: fn(Name) -> Subject| {
        found.extend(names.into_iter().map(|name| Expected {
            values: Vec::new(),
            span: name.span,
            of: of(name),
        }));
    };
    codes(fields.names("diagnostics", cx), Subject::Diagnostic);
    codes(fields.names("fails", cx), Subject::Failure);
    fields.finish(cx);
}

/// An expectation whose other keys are names with the values that they must have.
fn with_values(
    node: &Node,
    what: &'static str,
    cx: &mut Context<'_>,
    subject: impl Fn(&mut Fields<'_>, &mut Context<'_>) -> Option<Subject>,
) -> Option<Expected> {
    let mut fields = Fields::open(node, what, cx)?;
    let of = subject(&mut fields, cx);
    let rest = fields.rest(cx);
    let mut values = Vec::with_capacity(rest.len());
    for (key, node) in rest {
        let name = Name {
            text: key.text.clone(),
            span: key.span,
        };
        match &node.value {
            Value::Null => values.push((name, "unknown".to_owned())),
            _ => values.extend(name_of(node, &key.text, cx).map(|value| (name, value.text))),
        }
    }
    let expected = Expected {
        of: of?,
        values,
        span: node.span,
    };
    report_empty(&expected, node.span, cx);
    Some(expected)
}

fn report_empty(expected: &Expected, span: Span, cx: &mut Context<'_>) {
    if expected.values.is_empty() && !matches!(expected.of, Subject::SetAside { .. }) {
        cx.error_help(
            Code::EmptyFile,
            span,
            "this expectation has no values",
            "name what has to have which value, as in `active: yes`",
        );
    }
}
