//! Delivered columns → columns of the names and types that a contract states.

use super::cast::{Zones, cast_of, is_bare};
use super::passing::{Fault, Made};
use super::record::shown;
use super::refusal::Refusal;
use crate::compile::data_type;
use crate::error::Error;
use crate::names::{Kind, Private, Sentence};
use crate::reduce::texts::Texts;
use polars::prelude::*;
use uptake_adapter::{Coded, Codes};
use uptake_codes::RunCode;
use uptake_rules::hidden::is_hidden;
use uptake_rules::near::nearest;
use uptake_rules::policy::dataset::{Column as Rule, Dataset};
use uptake_rules::value::{Literal, Type};

/// Where columns come from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    /// The source, by the names that it gives them.
    Source,
    /// The source of a mapping, whose nested values have become columns under the names of its input, or stand by their paths.
    Unnested,
    /// A mapping's expressions: they were read before, and their instants are in UTC already.
    Mapping,
}

/// What was delivered, as columns of the right names and types.
pub(super) struct Typed {
    pub(super) frame: DataFrame,
    /// The columns of texts that came as numbers, and are what they came as.
    pub(super) codes: Codes,
    /// The rows with unreadable values.
    pub(super) faults: Vec<Fault>,
}

/// Columns of the right names and types, and the rows with unreadable values. Columns that are only shown are never at fault.
///
/// # Errors
/// [`Refusal::MissingColumn`] for a column that isn't there and has to be; else where one as a whole can't be read.
pub(super) fn typed(
    (dataset, source, part): (&Dataset, &str, &str),
    (raw, codes): (&DataFrame, &Codes),
    columns: &[&Rule],
    is_shown: &dyn Fn(&str) -> bool,
    from: From,
    zones: &Zones<'_>,
) -> Result<Typed, Refusal> {
    let mut typed = Vec::with_capacity(columns.len());
    let mut coded = Vec::new();
    let mut faults = Vec::new();
    for rule in columns {
        let own_name = from != From::Source && raw.column(&rule.name.text).is_ok();
        let name = if own_name {
            rule.name.text.as_str()
        } else {
            rule.source_name()
        };
        let Ok(column) = raw.column(name) else {
            if !rule.optional && !is_shown(&rule.name.text) {
                return Err(Refusal::MissingColumn(lacks((source, part), raw, rule)));
            }
            typed.push(absent(rule, raw.height()));
            continue;
        };
        let own = kept(column, codes, rule);
        let instants = from == From::Mapping && rule.ty == Type::Datetime;
        let read = own.is_some() || instants && *column.dtype() == data_type(Type::Datetime);
        coded.extend(own.map(|own| Coded {
            name: rule.name.text.as_str().into(),
            ..own.clone()
        }));
        let delivered = column;
        let (mut column, lost) = match read {
            true => (delivered.clone(), Vec::new()),
            false => match cast_of(raw, delivered, rule.ty, zones) {
                Ok((column, _)) if is_shown(&rule.name.text) => (column, Vec::new()),
                Ok(read) => read,
                Err(_) if is_shown(&rule.name.text) => (absent(rule, raw.height()), Vec::new()),
                Err(error) => return Err(error.at(rule.name.span).into()),
            },
        };
        // The entity is an id: a number in one source and text in another must meet.
        if rule.name.text == dataset.entity.text && rule.ty != Type::Text {
            column = column.cast(&DataType::String)?;
        }
        faults.extend(lost.into_iter().map(|lost| Fault {
            row: lost.row,
            made: (from == From::Mapping).then(|| Made {
                value: shown(delivered, lost.row),
                is_text: delivered.dtype().is_string(),
            }),
            reason: lost.reason,
            column: rule.name.text.clone(),
        }));
        if let Some(default) = &rule.default
            && column.null_count() > 0
        {
            column = filled(&column, default)?;
        }
        column.rename(rule.name.text.as_str().into());
        typed.push(column);
    }
    Ok(Typed {
        frame: DataFrame::new(raw.height(), typed)?,
        codes: Codes::new(coded),
        faults,
    })
}

/// The numbers of a column of texts that stays as it came: none has blanks at its ends, and no missing one gets a value.
fn kept<'a>(column: &'a Column, codes: &'a Codes, rule: &Rule) -> Option<&'a Coded> {
    let coded = Texts::new(column.str().ok()?, codes).coded?;
    let filled = rule.default.is_some() && column.null_count() > 0;
    (rule.ty == Type::Text && !filled && coded.dictionary.all(is_bare)).then_some(coded)
}

/// Names of columns in a message.
const SHOWN: usize = 6;

fn lacks((source, part): (&str, &str), raw: &DataFrame, rule: &Rule) -> Error {
    let wanted = rule.source_name();
    let names: Vec<&str> = raw
        .get_column_names()
        .into_iter()
        .map(|name| name.as_str())
        .filter(|name| !is_hidden(name))
        .collect();
    let error = Error::new(
        RunCode::MissingColumn,
        format!("the source of `{source}` has no column `{wanted}`"),
    )
    .at(rule.name.span);
    match nearest(wanted, names.iter().copied()) {
        Some(near) => {
            // Where a file lacks its header, its columns are called by the values of its first row.
            let near = || Private::new(Kind::Free, near);
            let help = Sentence::from("did you mean `").quoting(near());
            let help = help.then("`? rename it with `column: ").quoting(near());
            error.help(help.then("`, in an override if the rule is a pack's, or use a mapping"))
        }
        None => error.help(there_are(part, &names).then(
            "add it to the source, name the one that is meant with `column`, use a mapping, or declare it `optional: true`",
        )),
    }
}

/// The columns that came instead: by them one sees whether it is the wrong file, a wrong header, or an answer that wraps its rows.
fn there_are(part: &str, names: &[&str]) -> Sentence {
    if names.is_empty() {
        return Sentence::from(String::new());
    }
    let mut words = Sentence::from(format!("`{part}` has "));
    for (number, name) in names.iter().take(SHOWN).enumerate() {
        words = words.then(if number == 0 { "`" } else { ", `" });
        words = words.quoting(Private::new(Kind::Free, *name)).then("`");
    }
    let more = match names.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    words.then(format!("{more}; "))
}

/// A column whose value is stated.
pub(super) fn stated(dataset: &Dataset, rule: &Rule, value: &Literal, height: usize) -> Result<Column, Error> {
    let column = Column::new_scalar(
        rule.name.text.as_str().into(),
        scalar(value, &data_type(rule.ty)),
        height,
    );
    match rule.name.text == dataset.entity.text {
        true => Ok(column.cast(&DataType::String)?),
        false => Ok(column),
    }
}

fn absent(rule: &Rule, height: usize) -> Column {
    let ty = data_type(rule.ty);
    match &rule.default {
        Some(default) => Column::new_scalar(rule.name.text.as_str().into(), scalar(default, &ty), height),
        None => Column::full_null(rule.name.text.as_str().into(), height, &ty),
    }
}

fn filled(column: &Column, default: &Literal) -> Result<Column, Error> {
    let name = column.name().clone();
    let frame = DataFrame::new(column.len(), vec![column.clone()])?;
    let value = Column::new_scalar("default".into(), scalar(default, column.dtype()), column.len());
    let mut frame = frame.lazy();
    frame = frame.with_column(
        when(col(name.clone()).is_null())
            .then(lit(value.take_materialized_series()))
            .otherwise(col(name.clone()))
            .alias(name.clone()),
    );
    Ok(frame.collect()?.column(&name)?.clone())
}

fn scalar(literal: &Literal, ty: &DataType) -> Scalar {
    let value = match literal {
        Literal::Unknown => AnyValue::Null,
        Literal::Bool(value) => AnyValue::Boolean(*value),
        Literal::Int(value) => AnyValue::Int64(*value),
        Literal::Float(value) => AnyValue::Float64(*value),
        Literal::Text(value) => AnyValue::StringOwned(value.as_str().into()),
        Literal::Date(value) => AnyValue::Date(crate::calendar::day(*value)),
        Literal::Datetime(value) => AnyValue::Datetime(*value, TimeUnit::Microseconds, None),
    };
    Scalar::new(ty.clone(), value)
}
