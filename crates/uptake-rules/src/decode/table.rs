//! `tables:` — derived tables.

use super::rule;
use crate::codes::Code;
use crate::context::Context;
use crate::policy::table::{ENTITY_PERIODS, EachOf, Every, ROWS, TABLE_NAMES, Take};
use crate::section::Section;
use crate::source::Span;
use crate::syntax::Fields;
use crate::syntax::fields::{condition_of, identifier, name_of, wrong_type};
use crate::syntax::{Key, Node, Value};
use crate::text::{Condition, Name};
use crate::value::{Literal, Type};

/// A table before its names and expressions are looked at.
pub struct TableDraft {
    /// Its name.
    pub name: Name,
    /// What a row is.
    pub about: Option<String>,
    /// What its rows are made of.
    pub rows: Option<Name>,
    /// Whether each version of a record is a row, and where that is said.
    pub all_versions: Option<Span>,
    /// Which of them count.
    pub filter: Option<Condition>,
    /// The day on which they hold.
    pub on: Option<Condition>,
    /// Values of which each row has one; the values are missing where they couldn't be read.
    pub each: Vec<(Name, Option<EachOf>)>,
    /// The columns that make one row of several.
    pub per: Vec<Name>,
    /// The day up to which a row may know anything.
    pub now: Option<Condition>,
    /// The columns by which people know a row.
    pub shown_by: Vec<Name>,
    /// Its columns.
    pub columns: Vec<ColumnDraft>,
}

/// A column.
pub struct ColumnDraft {
    /// Its name.
    pub name: Name,
    /// In words.
    pub about: Option<String>,
    /// How it comes about; missing where that couldn't be read.
    pub kind: Option<ColumnKindDraft>,
}

/// The ways a column comes about.
pub enum ColumnKindDraft {
    /// An expression.
    Value(Condition),
    /// From related rows.
    Related(Box<RelatedDraft>),
    /// A place in an order.
    Rank {
        /// Of what.
        of: Name,
        /// Among which rows.
        per: Vec<Name>,
        /// Whether the greatest is the first.
        falling: bool,
    },
}

/// A value of related rows.
pub struct RelatedDraft {
    /// What becomes of them.
    pub take: Take,
    /// `table` or `table.column`.
    pub of: Name,
    /// Their columns and this row's that must be equal; `None` if nothing is stated, none for all rows.
    pub matches: Option<Vec<(Name, Name)>>,
    /// Which of them count.
    pub filter: Option<Condition>,
    /// What must hold in a stretch.
    pub holds: Option<Condition>,
    /// The column with the day that is compared.
    pub at: Option<Name>,
    /// Bounds.
    pub since: Option<Condition>,
    /// Up to this day.
    pub through: Option<Condition>,
    /// Up to the day before.
    pub before: Option<Condition>,
    /// In force on this day.
    pub on: Option<Condition>,
    /// How many days.
    pub within: Option<u32>,
    /// Whether what was known later counts.
    pub hindsight: bool,
    /// Whether a sum of nothing is zero.
    pub absent_zero: bool,
}

/// Reads one table.
pub fn decode(key: &Key, node: &Node, cx: &mut Context<'_>) -> Option<TableDraft> {
    let name = identifier(key, "a table", cx);
    if [ENTITY_PERIODS, ROWS].contains(&name.text.as_str()) {
        let message = format!("`{}` has a meaning of its own where tables are named", name.text);
        cx.error_help(Code::DuplicateId, name.span, message, "give the table another name");
    }
    let mut fields = rule::open(Section::Tables, key, node, "a table", cx)?;
    let about = fields.text("about", cx);
    let rows = fields.name("rows", cx);
    let place = fields.key("all_versions").map(|key| key.span);
    let stated = fields.flag("all_versions", false, cx);
    let all_versions = place.filter(|_| stated);
    let filter = fields.condition("where", cx);
    let on = fields.condition("on", cx);
    let each: Vec<(Name, Option<EachOf>)> = fields
        .map("each", cx)
        .iter()
        .map(|(key, node)| (own_name(key, "a column", cx), each(key, node, cx)))
        .collect();
    let per = fields.names("per", cx);
    let now = fields.condition("now", cx);
    let shown_by = fields.names("shown_by", cx);
    let columns = fields
        .map("columns", cx)
        .iter()
        .map(|(key, node)| column(key, node, cx))
        .collect();
    let readable = fields
        .take("each")
        .is_none_or(|node| matches!(node.value, Value::Map(_)));
    let misspelt = fields.finish(cx);
    if rows.is_none() && each.is_empty() && readable && !misspelt.iter().any(|key| ["rows", "each"].contains(key)) {
        cx.error_help(
            Code::MissingKey,
            name.span,
            format!("the table `{}` has neither `rows` nor `each`", name.text),
            "name what its rows are made of, as in `rows: DATASET`",
        );
    }
    Some(TableDraft {
        name,
        about,
        rows,
        all_versions,
        filter,
        on,
        each,
        per,
        now,
        shown_by,
        columns,
    })
}

/// A name that a row doesn't have already.
fn own_name(key: &Key, what: &str, cx: &mut Context<'_>) -> Name {
    let name = identifier(key, what, cx);
    if TABLE_NAMES.contains(&name.text.as_str()) || name.text == ROWS {
        let message = format!("every table already has the name `{}`", name.text);
        cx.error_help(Code::DuplicateId, name.span, message, "give the column another name");
    }
    name
}

/// A list of values, or a time axis.
fn each(key: &Key, node: &Node, cx: &mut Context<'_>) -> Option<EachOf> {
    if let Value::Map(_) = node.value {
        let mut fields = Fields::under(key, node, "a time axis", cx)?;
        fields.require("every");
        let every = fields.choice("every", Every::NAMED, cx);
        fields.require("last");
        let last = fields.count("last", 1, cx);
        fields.finish(cx);
        return Some(EachOf::Axis {
            every: every?,
            last: last?,
        });
    }
    let Value::List(items) = &node.value else {
        wrong_type(node, &key.text, "a list of values, or `{ every: …, last: … }`", cx);
        return None;
    };
    let mut values = Vec::with_capacity(items.len());
    for item in items {
        let value = match &item.value {
            Value::Int(value) => Literal::Int(*value),
            Value::Float(value) => Literal::Float(*value),
            Value::Bool(value) => Literal::Bool(*value),
            Value::Text(text) => match text.parse() {
                Ok(day) => Literal::Date(day),
                Err(_) => Literal::Text(text.clone()),
            },
            Value::Null | Value::List(_) | Value::Map(_) => {
                wrong_type(item, &key.text, "a number, a text, a date, `true` or `false`", cx);
                return None;
            }
        };
        values.push((value, item));
    }
    let ty = values.first().map_or(Type::Unknown, |(value, _)| value.ty());
    if let Some((value, item)) = values.iter().find(|(value, _)| value.ty() != ty) {
        let message = format!(
            "all values of `{}` must have one type: this is {}, and the first one is {}",
            key.text,
            value.ty().name(),
            ty.name()
        );
        cx.error(Code::TypeMismatch, item.span, message);
        return None;
    }
    if values.is_empty() {
        wrong_type(node, &key.text, "at least one value", cx);
        return None;
    }
    Some(EachOf::List(values.into_iter().map(|(value, _)| value).collect(), ty))
}

fn column(key: &Key, node: &Node, cx: &mut Context<'_>) -> ColumnDraft {
    let name = own_name(key, "a column", cx);
    if !matches!(node.value, Value::Map(_)) {
        let kind = condition_of(node, &key.text, cx).map(ColumnKindDraft::Value);
        return ColumnDraft {
            name,
            about: None,
            kind,
        };
    }
    let Some(mut fields) = Fields::under(key, node, "a column of a table", cx) else {
        return ColumnDraft {
            name,
            about: None,
            kind: None,
        };
    };
    let about = fields.text("about", cx);
    let kind = kind(&name, &mut fields, cx);
    fields.finish(cx);
    ColumnDraft { name, about, kind }
}

/// Which of the keys that say how a column comes about is there: exactly one.
fn kind(name: &Name, fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<ColumnKindDraft> {
    let value = fields.condition("value", cx);
    let rank = fields.name("rank", cx);
    let taken: Vec<(Take, Option<Name>)> = Take::NAMED
        .iter()
        .filter_map(|(key, take)| {
            let of = fields.name(key, cx);
            fields.key(key).map(|_| (*take, of))
        })
        .collect();
    let per = fields.names("per", cx);
    let falling = fields.choice("order", &[("falling", true), ("rising", false)], cx);
    let related = RelatedDraft {
        take: Take::Count,
        of: name.clone(),
        matches: None,
        filter: fields.condition("where", cx),
        holds: fields.condition("holds", cx),
        at: fields.name("at", cx),
        since: fields.condition("since", cx),
        through: fields.condition("through", cx),
        before: fields.condition("before", cx),
        on: fields.condition("on", cx),
        within: fields.count("within", 1, cx),
        hindsight: fields.flag("hindsight", false, cx),
        absent_zero: fields
            .choice("absent", &[("zero", true), ("unknown", false)], cx)
            .unwrap_or(false),
    };
    let matches = fields.take("match").map(|node| matched(node, cx));
    let kinds = usize::from(fields.key("value").is_some()) + usize::from(fields.key("rank").is_some()) + taken.len();
    if kinds != 1 {
        let known: Vec<&str> = ["value", "rank"]
            .into_iter()
            .chain(Take::NAMED.iter().map(|(key, _)| *key))
            .collect();
        let message = match kinds {
            0 => format!("the column `{}` doesn't say how it comes about", name.text),
            _ => format!("the column `{}` says in {kinds} ways how it comes about", name.text),
        };
        cx.error_help(
            Code::MissingKey,
            name.span,
            message,
            format!("give it exactly one of {}", known.join(", ")),
        );
        return None;
    }
    let only_related: [&'static str; 9] = [
        "match", "where", "holds", "at", "since", "through", "before", "on", "within",
    ];
    let only_rank: [&'static str; 2] = ["per", "order"];
    let misplaced = |keys: &[&str], what: &str, cx: &mut Context<'_>| {
        for key in keys {
            if let Some(found) = fields.key(key) {
                let message = format!("`{key}` has no effect here");
                cx.error_help(
                    Code::KeyConflict,
                    found.span,
                    message,
                    format!("remove it; it belongs to {what}"),
                );
            }
        }
    };
    if let Some((take, of)) = taken.into_iter().next() {
        misplaced(&only_rank, "`rank`", cx);
        return Some(ColumnKindDraft::Related(Box::new(RelatedDraft {
            take,
            of: of?,
            matches,
            ..related
        })));
    }
    misplaced(&only_related, "values of related rows, such as `count`", cx);
    if let Some(of) = rank {
        return Some(ColumnKindDraft::Rank {
            of,
            per,
            falling: falling.unwrap_or(true),
        });
    }
    misplaced(&only_rank, "`rank`", cx);
    value.map(ColumnKindDraft::Value)
}

/// What related rows must share with the row: a column, several, a map of theirs to this row's, or `all` for all rows.
fn matched(node: &Node, cx: &mut Context<'_>) -> Vec<(Name, Name)> {
    let same = |name: Name| (name.clone(), name);
    match &node.value {
        Value::Text(text) if text == "all" => Vec::new(),
        Value::Map(entries) => {
            let pairs = entries.iter().filter_map(|(key, mine)| {
                let theirs = Name {
                    text: key.text.clone(),
                    span: key.span,
                };
                Some((theirs, name_of(mine, &key.text, cx)?))
            });
            pairs.collect()
        }
        Value::List(items) => items
            .iter()
            .filter_map(|item| name_of(item, "match", cx))
            .map(same)
            .collect(),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => {
            name_of(node, "match", cx).map(same).into_iter().collect()
        }
    }
}
