//! `datasets:` — the contracts that data must keep.

use super::keep;
use super::rule;
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::policy::dataset::{Column, Dataset, DatasetKind, Missing, Reference, SpellEnd};
use crate::policy::keep::Keep;
use crate::project::gates;
use crate::section::Section;
use crate::source::Span;
use crate::syntax::Fields;
use crate::syntax::fields::{choice_of, column_path, identifier, wrong_type};
use crate::syntax::{Key, Node, Value};
use crate::text::Name;
use crate::value::{Literal, Type};

const KINDS: &[(&str, DatasetKind)] = &[
    ("entities", DatasetKind::Entities),
    ("events", DatasetKind::Events),
    ("spells", DatasetKind::Spells),
    ("names", DatasetKind::Names),
    ("records", DatasetKind::Records),
];

const MISSING: &[(&str, Missing)] = &[
    ("allow", Missing::Allow),
    ("report", Missing::Report),
    ("set_aside", Missing::SetAside),
];

/// Reads one contract.
pub fn decode(key: &Key, node: &Node, cx: &mut Context<'_>) -> Option<Dataset> {
    let name = identifier(key, "a dataset", cx);
    let mut fields = rule::open(Section::Datasets, key, node, "a dataset", cx)?;
    let about = fields.text("about", cx);
    fields.require("kind");
    let kind = fields.choice("kind", KINDS, cx);
    let held_by = fields.text("held_by", cx);
    let most_set_aside = gates::most_set_aside(&mut fields, cx);
    let by = fields.name("by", cx);
    let entity = match &by {
        None if kind == Some(DatasetKind::Records) => fields.name("entity", cx),
        None => fields.require_name("entity", cx),
        Some(by) => Some(fields.name("entity", cx).unwrap_or_else(|| by.clone())),
    };
    let keys = fields.names("key", cx);
    let keep = keep::keep(&mut fields, cx);
    let overlap = keep::overlap(&mut fields, cx);
    let time = fields.name("time", cx);
    let known = fields.name("known", cx);
    let weight = fields.name("weight", cx);
    let from = fields.name("from", cx);
    let through = fields.name("through", cx);
    let until = fields.name("until", cx);
    let known_as = fields.name("name", cx);
    let system = fields.name("system", cx);
    let updates = fields.names("updates", cx);
    let optional = fields.flag("optional", false, cx);
    let columns: Vec<Column> = fields
        .map("columns", cx)
        .iter()
        .map(|(key, node)| {
            column_path(key, "a column", cx);
            column(key, node, cx)
        })
        .collect();
    let span = fields.span;
    let readable = fields
        .take("columns")
        .is_none_or(|node| matches!(node.value, Value::Map(_)));
    fields.finish(cx);
    if let (Some(through), Some(until)) = (&through, &until) {
        cx.diagnostics.push(
            Diagnostic::error(
                Code::KeyConflict,
                until.span,
                "`through` and `until` exclude each other",
            )
            .help("`through` names the last day, `until` the day after it")
            .related(through.span, "the other one"),
        );
    }
    let end = through.map(SpellEnd::Through).or_else(|| until.map(SpellEnd::Until));
    // What is missing was reported; the contract stays, so that rules may name its columns.
    let likely = if time.is_some() {
        DatasetKind::Events
    } else {
        DatasetKind::Entities
    };
    let dataset = Dataset {
        about,
        kind: kind.unwrap_or(likely),
        held_by,
        most_set_aside: most_set_aside.map(|stated| stated.value),
        entity: entity.clone().unwrap_or_else(|| name.clone()),
        by,
        name,
        key: keys,
        keep,
        overlap,
        time,
        known,
        weight,
        from,
        end,
        updates,
        known_as,
        system,
        optional,
        columns,
    };
    if let Some(stated) = most_set_aside.filter(|_| dataset.kind != DatasetKind::Records) {
        cx.error_help(
            Code::KeyConflict,
            stated.span,
            "`most_set_aside` is for `kind: records`",
            "state it beside the source: there it is a gate for rows of any kind",
        );
    }
    if readable {
        records(&dataset, entity.as_ref(), cx);
        check(&dataset, entity.as_ref(), span, cx);
    }
    Some(dataset)
}

/// Every column that the contract gives a part must be declared, with a type that fits the part.
fn check(dataset: &Dataset, entity: Option<&Name>, span: Span, cx: &mut Context<'_>) {
    let days = &[Type::Date, Type::Datetime][..];
    part(dataset, entity, "entity", &[Type::Text, Type::Int], cx);
    for key in &dataset.key {
        part(dataset, Some(key), "key", &[], cx);
    }
    kept(dataset, cx);
    part(dataset, dataset.time.as_ref(), "time", days, cx);
    part(dataset, dataset.weight.as_ref(), "weight", &[Type::Int], cx);
    part(dataset, dataset.from.as_ref(), "from", days, cx);
    let end = match &dataset.end {
        Some(SpellEnd::Until(_)) => "until",
        _ => "through",
    };
    part(dataset, dataset.end.as_ref().map(SpellEnd::column), end, days, cx);
    if let Some(by) = &dataset.by
        && (dataset.kind != DatasetKind::Spells || !dataset.updates.is_empty())
    {
        cx.error_help(
            Code::KeyConflict,
            by.span,
            "spells with `updates` can't belong to a group",
            "name the entity under `entity`, or remove `updates` and write `kind: spells`",
        );
    }
    for update in &dataset.updates {
        part(dataset, Some(update), "updates", &[], cx);
        if dataset.kind != DatasetKind::Spells {
            cx.error_help(
                Code::KeyConflict,
                update.span,
                format!("the rows of `{}` don't span days", dataset.name.text),
                "use `kind: spells`; only these can set columns for some days",
            );
        }
    }
    part(dataset, dataset.known_as.as_ref(), "name", &[Type::Text, Type::Int], cx);
    part(dataset, dataset.system.as_ref(), "system", &[Type::Text], cx);
    if dataset.kind != DatasetKind::Names {
        let misplaced = [("name", &dataset.known_as), ("system", &dataset.system)];
        for (key, name) in misplaced {
            if let Some(name) = name {
                let message = format!(
                    "`{key}` has no effect: the dataset `{}` has no names",
                    dataset.name.text
                );
                let help = "move it to a dataset with `kind: names`";
                cx.error_help(Code::KeyConflict, name.span, message, help);
            }
        }
    }
    let lacks = match dataset.kind {
        DatasetKind::Events if dataset.time.is_none() => Some("`time`, the column with the time of the event"),
        DatasetKind::Spells if dataset.from.is_none() => Some("`from`, the column with the first day of the spell"),
        DatasetKind::Names if dataset.known_as.is_none() => Some("`name`, the column with the other name"),
        _ => None,
    };
    if let Some(lacks) = lacks {
        cx.error(
            Code::MissingKey,
            span,
            format!("the dataset `{}` requires {lacks}", dataset.name.text),
        );
    }
}

/// What only records have, and what they don't have.
fn records(dataset: &Dataset, entity: Option<&Name>, cx: &mut Context<'_>) {
    part(
        dataset,
        dataset.known.as_ref(),
        "known",
        &[Type::Date, Type::Datetime],
        cx,
    );
    for column in &dataset.columns {
        part(
            dataset,
            column.known.as_ref(),
            "known",
            &[Type::Date, Type::Datetime],
            cx,
        );
    }
    if dataset.kind == DatasetKind::Records {
        let misplaced = [
            ("entity", entity),
            ("by", dataset.by.as_ref()),
            ("weight", dataset.weight.as_ref()),
        ];
        for (key, name) in misplaced {
            if let Some(name) = name {
                let message = format!(
                    "`{key}` has no effect: `{}` has records, which belong to no entity",
                    dataset.name.text
                );
                cx.error_help(
                    Code::KeyConflict,
                    name.span,
                    message,
                    "remove it, or use `kind: events`",
                );
            }
        }
        if let (Some(_), Some(from)) = (&dataset.time, &dataset.from) {
            let message = format!(
                "the rows of `{}` are either of a moment or hold on days",
                dataset.name.text
            );
            cx.error_help(
                Code::KeyConflict,
                from.span,
                message,
                "keep `time`, or `from` and `through`",
            );
        }
        return;
    }
    let own = dataset
        .known
        .iter()
        .chain(dataset.columns.iter().filter_map(|column| column.known.as_ref()));
    let referring = dataset.columns.iter().filter_map(|column| column.references.as_ref());
    let own = own
        .map(|name| ("known", name))
        .chain(referring.map(|to| ("references", &to.dataset)));
    for (key, name) in own {
        let message = format!("`{key}` has no effect: `{}` has no records", dataset.name.text);
        cx.error_help(
            Code::KeyConflict,
            name.span,
            message,
            "remove it, or use `kind: records`",
        );
    }
}

/// The types of a column that decides which row of a key stays, and what it is called there.
pub(crate) fn deciding_types(keep: &Keep) -> Option<(&Name, &'static str, &'static [Type])> {
    match keep {
        Keep::First | Keep::Last => None,
        Keep::Newest(column) => Some((column, "newest", &[Type::Date, Type::Datetime])),
        Keep::Greatest(column) => Some((
            column,
            "greatest",
            &[Type::Int, Type::Float, Type::Date, Type::Datetime, Type::Text],
        )),
    }
}

/// `keep` has a key whose rows it chooses among, and a column that has an order; `overlap` has spells that set columns.
fn kept(dataset: &Dataset, cx: &mut Context<'_>) {
    if let Some(keep) = &dataset.keep {
        if let Some((column, role, fitting)) = deciding_types(keep) {
            part(dataset, Some(column), role, fitting, cx);
        }
        if dataset.key.is_empty() {
            without_key(keep, dataset, &dataset.name, cx);
        }
    }
    if dataset.overlap.is_some() && dataset.updates.is_empty() {
        let message = format!(
            "`overlap` has no effect: the spells of `{}` set no columns",
            dataset.name.text
        );
        let help = "remove it, or list the columns of the entities that the spells set under `updates`";
        cx.error_help(Code::KeyConflict, dataset.name.span, message, help);
    }
}

/// That `keep` chooses among no rows; `owner` is where it is stated.
fn without_key(keep: &Keep, dataset: &Dataset, owner: &Name, cx: &mut Context<'_>) {
    let span = keep.column().map_or(owner.span, |column| column.span);
    let message = format!("`keep` has no effect: the dataset `{}` has no `key`", dataset.name.text);
    let help = "state the columns that no two rows share under `key`, or remove `keep`";
    cx.error_help(Code::KeyConflict, span, message, help);
}

fn part(dataset: &Dataset, column: Option<&Name>, role: &str, fitting: &[Type], cx: &mut Context<'_>) {
    let Some(name) = column else { return };
    match dataset.column(&name.text) {
        None => {
            let missing = dataset.missing_column(&name.text).help("declare it under `columns`");
            cx.diagnostics.push(missing.at(name.span));
        }
        Some(column) if !fitting.is_empty() && column.ty != Type::Unknown && !fitting.contains(&column.ty) => {
            let wanted: Vec<&str> = fitting.iter().map(|ty| ty.name()).collect();
            cx.error(
                Code::WrongType,
                name.span,
                format!(
                    "the `{role}` column must be {}, and `{}` is {}",
                    wanted.join(" or "),
                    name.text,
                    column.ty.name()
                ),
            );
        }
        Some(_) => {}
    }
}

/// Reads a column: `name: type`, or a mapping. A column whose type can't be read stays, so that rules may name it.
pub fn column(key: &Key, node: &Node, cx: &mut Context<'_>) -> Column {
    let name = Name {
        text: key.text.clone(),
        span: key.span,
    };
    let plain = |ty: Option<Type>| Column::plain(name.clone(), ty.unwrap_or(Type::Unknown));
    if !matches!(node.value, Value::Map(_)) {
        let ty = crate::syntax::fields::name_of(node, &key.text, cx);
        return plain(ty.and_then(|ty| choice_of(&ty, "type", Type::NAMED, cx)));
    }
    let Some(mut fields) = Fields::under(key, node, "a column", cx) else {
        return plain(None);
    };
    fields.require("type");
    let ty = fields.choice("type", Type::NAMED, cx);
    let about = fields.text("about", cx);
    let delivered_as = fields.text("column", cx);
    let headings = fields.names("headings", cx);
    let optional = fields.flag("optional", false, cx);
    let missing = fields.choice("missing", MISSING, cx).unwrap_or(Missing::Allow);
    let default = fields.take("default");
    let values = fields.names("values", cx);
    let register = fields.name("register", cx);
    let private = fields.flag("private", false, cx);
    let known = fields.name("known", cx);
    let references = fields.name("references", cx);
    let references = references.and_then(|name| reference(&name, cx));
    fields.finish(cx);
    let plain = plain(ty);
    Column {
        about,
        delivered_as,
        headings: headings.into_iter().map(|heading| heading.text).collect(),
        optional,
        missing,
        default: default.and_then(|node| literal(node, plain.ty, "default", cx)),
        values: values.into_iter().map(|value| value.text).collect(),
        register,
        private,
        known,
        references,
        ..plain
    }
}

/// `DATASET.COLUMN`.
fn reference(name: &Name, cx: &mut Context<'_>) -> Option<Reference> {
    let Some((dataset, column)) = name.text.split_once('.') else {
        let message = format!("expected a column of other records, found `{}`", name.text);
        let help = format!("name the column, too, as in `{}.COLUMN`", name.text);
        cx.error_help(Code::WrongValue, name.span, message, help);
        return None;
    };
    Some(Reference {
        dataset: Name {
            text: dataset.to_owned(),
            span: name.span,
        },
        column: column.to_owned(),
    })
}

/// A constant of type `ty`.
pub fn literal(node: &Node, ty: Type, key: &str, cx: &mut Context<'_>) -> Option<Literal> {
    let literal = match (&node.value, ty) {
        (Value::Bool(value), Type::Bool) => Some(Literal::Bool(*value)),
        (Value::Int(value), Type::Int) => Some(Literal::Int(*value)),
        #[allow(
            clippy::cast_precision_loss,
            reason = "a number in a rule file, written where a float is wanted"
        )]
        (Value::Int(value), Type::Float) => Some(Literal::Float(*value as f64)),
        (Value::Float(value), Type::Float) => Some(Literal::Float(*value)),
        (Value::Text(text), Type::Text) => Some(Literal::Text(text.clone())),
        (Value::Text(text), Type::Date) => text.parse().ok().map(Literal::Date),
        (Value::Text(text), Type::Datetime) => {
            let instant: Option<jiff::Timestamp> = text.parse().ok();
            instant.map(|instant| Literal::Datetime(instant.as_microsecond()))
        }
        _ => None,
    };
    if literal.is_none() && ty != Type::Unknown {
        wrong_type(node, key, &format!("of type {}", ty.name()), cx);
    }
    literal
}
