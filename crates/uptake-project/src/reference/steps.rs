//! Derived tables in words.

use super::rules::written;
use super::tables::{list, literal};
use super::{DerivedColumn, DerivedTable};
use uptake_rules::policy::formula::Formula;
use uptake_rules::policy::table::{
    ColumnKind, ENTITY_PERIODS, Each, EachOf, Every, ROWS, Related, Relation, Table, TableColumn, Take,
};
use uptake_rules::text::Name;

pub(super) fn table(rule: &Table) -> DerivedTable {
    DerivedTable {
        name: rule.name.text.clone(),
        about: rule.about.clone(),
        rows: rows(rule),
        filter: rule.filter.as_ref().and_then(written),
        now: rule.now.as_ref().and_then(written),
        shown_by: names(&rule.shown_by),
        columns: rule.columns.iter().map(column).collect(),
    }
}

/// What the rows are.
fn rows(rule: &Table) -> String {
    let mut text = match (&rule.source, rule.per.as_slice()) {
        (Some(source), []) => format!("A row for each row of {}", relation(source)),
        (Some(source), per) => format!(
            "A row for each combination of {} in the rows of {}",
            list(&names(per)),
            relation(source)
        ),
        (None, _) => "Rows of its own".to_owned(),
    };
    if let Some(day) = rule.on.as_ref().and_then(quoted) {
        text.push_str(&format!(" that holds on {day}"));
    }
    let each: Vec<String> = rule.each.iter().map(self::each).collect();
    if !each.is_empty() {
        text.push_str(&format!(", once for each {}", each.join(" and each ")));
    }
    text
}

fn each(each: &Each) -> String {
    let name = &each.name.text;
    match &each.values {
        EachOf::List(values, _) => {
            let values: Vec<String> = values.iter().map(literal).collect();
            format!("`{name}` of {}", values.join(", "))
        }
        EachOf::Axis { every, last } => {
            let span = match every {
                Every::Day => "days",
                Every::Week => "weeks",
                Every::Month => "months",
                Every::Quarter => "quarters",
                Every::Year => "years",
            };
            format!("of the last {last} whole {span}, by its first day `{name}` and its last one `{name}_end`")
        }
    }
}

fn column(column: &TableColumn) -> DerivedColumn {
    let (how, value) = match &column.kind {
        ColumnKind::Value(value) => (None, written(value)),
        ColumnKind::Related(related) => (Some(self::related(related)), None),
        ColumnKind::Rank { of, per, falling } => {
            let first = if *falling { "the greatest" } else { "the smallest" };
            let among = match per.as_slice() {
                [] => String::new(),
                per => format!(", among rows of the same {}", list(&names(per))),
            };
            (Some(format!("The rank of `{}`, {first} first{among}", of.text)), None)
        }
    };
    DerivedColumn {
        name: column.name.text.clone(),
        ty: column.ty.name(),
        about: column.about.clone(),
        how,
        written: value,
    }
}

/// A value of rows that belong to a row, in the order in which one would look it up.
fn related(related: &Related) -> String {
    let of = match &related.column {
        Some(column) => match &related.of {
            Relation::Records(name) | Relation::Table(name) => format!("`{name}.{column}`"),
            Relation::Rows => format!("`{ROWS}.{column}`"),
            Relation::EntityPeriods => format!("`{ENTITY_PERIODS}.{column}`"),
            Relation::Entities => format!("`{column}` of the list of entities"),
        },
        None => relation(&related.of),
    };
    let mut text = match related.take {
        Take::Count => format!("How many rows of {of}"),
        Take::Sum => format!("The sum of {of}, unknown if one of them is"),
        Take::Mean => format!("The mean of {of}"),
        Take::Median => format!("The median of {of}"),
        Take::Min => format!("The least {of}"),
        Take::Max => format!("The greatest {of}"),
        Take::Distinct => format!("How many different {of}"),
        Take::First => format!("The first {of} by time"),
        Take::Last => format!("The last {of} by time"),
        Take::Only => format!("The {of}, if all are the same"),
        Take::Unbroken => format!("The day since when all rows of {of} hold without a break up to the last one"),
    };
    if let Some(holds) = related.holds.as_ref().and_then(quoted) {
        text.push_str(&format!(" ({holds})"));
    }
    let mut more = Vec::new();
    let (same, other): (Vec<_>, Vec<_>) = related
        .matches
        .iter()
        .partition(|(theirs, ours)| theirs.text == ours.text);
    if !same.is_empty() {
        let same: Vec<String> = same.iter().map(|(theirs, _)| theirs.text.clone()).collect();
        more.push(format!("of the same {}", list(&same)));
    }
    for (theirs, ours) in other {
        more.push(format!("whose `{}` is this row's `{}`", theirs.text, ours.text));
    }
    let mut given = |word: &str, formula: &Option<Formula>| {
        more.extend(
            formula
                .as_ref()
                .and_then(quoted)
                .map(|formula| format!("{word} {formula}")),
        );
    };
    given("where", &related.filter);
    given("that hold on", &related.on);
    given("from", &related.since);
    given("through", &related.through);
    given("before", &related.before);
    if let Some(days) = related.within {
        more.push(format!("within the last {days} days"));
    }
    if let Some(at) = &related.at {
        more.push(format!("by their `{}`", at.text));
    }
    if related.hindsight {
        more.push("also what became known later".to_owned());
    }
    if related.absent_zero {
        more.push("0 if there are none".to_owned());
    }
    for part in more {
        text.push_str(&format!(", {part}"));
    }
    text
}

fn relation(relation: &Relation) -> String {
    match relation {
        Relation::Records(name) | Relation::Table(name) => format!("`{name}`"),
        Relation::Entities => "the list of entities".to_owned(),
        Relation::EntityPeriods => format!("`{ENTITY_PERIODS}`"),
        Relation::Rows => format!("`{ROWS}`, those it is made of"),
    }
}

/// What is written for a formula, as code.
fn quoted(formula: &Formula) -> Option<String> {
    let written = written(formula)?;
    let fence = if written.text.contains('`') { "``" } else { "`" };
    Some(format!("{fence}{}{fence}", written.text))
}

fn names(names: &[Name]) -> Vec<String> {
    names.iter().map(|name| name.text.clone()).collect()
}
