//! Derived tables in words.

use super::derived_table::{DerivedColumn, DerivedTable};
use super::rules::written;
use super::tables::literal;
use uptake_rules::policy::formula::Formula;
use uptake_rules::policy::table::{self, ColumnKind, Each, EachOf, Every, Related, Relation, Take};
use uptake_rules::text::Name;

pub(super) fn derived(rule: &table::Table) -> DerivedTable {
    let mut rows = vec![match (&rule.source, rule.per.as_slice()) {
        (None, _) => "Rows of its own".to_owned(),
        (Some(source), []) => format!("A row per row of {}", relation(source)),
        (Some(source), per) => format!("A row per {} of {}", names(per), relation(source)),
    }];
    rows.extend(
        rule.filter
            .as_ref()
            .map(|filter| format!("Rows where {}", code(filter))),
    );
    rows.extend(rule.on.as_ref().map(|day| format!("Rows that hold on {}", code(day))));
    rows.extend(rule.each.iter().map(each));
    rows.extend(
        rule.now
            .as_ref()
            .map(|now| format!("Nothing is known after {}", code(now))),
    );
    if !rule.shown_by.is_empty() {
        rows.push(format!("Shown by {}", names(&rule.shown_by)));
    }
    DerivedTable {
        name: rule.name.text.clone(),
        about: rule.about.clone(),
        rows,
        columns: rule.columns.iter().map(column).collect(),
    }
}

fn column(column: &table::TableColumn) -> DerivedColumn {
    let (how, value) = match &column.kind {
        ColumnKind::Value(value) => ("The value of".to_owned(), written(value)),
        ColumnKind::Related(rows) => (related(rows), None),
        ColumnKind::Rank { of, per, falling } => {
            let first = if *falling { "greatest" } else { "least" };
            let among = match per.as_slice() {
                [] => String::new(),
                per => format!(", among rows of one {}", names(per)),
            };
            (format!("Its place by `{}`, the {first} first{among}", of.text), None)
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

/// What becomes of rows that belong to a row.
fn related(rows: &Related) -> String {
    let what = rows
        .column
        .as_ref()
        .map_or(String::new(), |name| format!(" of `{name}`"));
    let mut words = match rows.take {
        Take::Count => "How many rows there are".to_owned(),
        Take::Sum => format!("The sum{what}"),
        Take::Mean => format!("The mean{what}"),
        Take::Median => format!("The median{what}"),
        Take::Min => format!("The least value{what}"),
        Take::Max => format!("The greatest value{what}"),
        Take::Distinct => format!("How many different values{what}"),
        Take::First => format!("The first value{what}"),
        Take::Last => format!("The last value{what}"),
        Take::Only => format!("The only value{what}"),
        Take::Unbroken => "The first day of the unbroken stretch".to_owned(),
    };
    words.push_str(&format!(", from {}", relation(&rows.of)));
    let same = rows.matches.iter().map(|(theirs, own)| match theirs.text == own.text {
        true => format!("`{}`", own.text),
        false => format!("`{}` as `{}`", theirs.text, own.text),
    });
    let same: Vec<String> = same.collect();
    if !same.is_empty() {
        words.push_str(&format!(" with the same {}", same.join(" and ")));
    }
    let mut part = |word: &str, formula: Option<&Formula>| {
        if let Some(formula) = formula {
            words.push_str(&format!(", {word} {}", code(formula)));
        }
    };
    part("where", rows.filter.as_ref());
    part("in which holds", rows.holds.as_ref());
    part("from", rows.since.as_ref());
    part("through", rows.through.as_ref());
    part("before", rows.before.as_ref());
    part("on", rows.on.as_ref());
    if let Some(days) = rows.within {
        words.push_str(&format!(", within {days} days"));
    }
    if let Some(at) = &rows.at {
        words.push_str(&format!(", by their `{}`", at.text));
    }
    if rows.hindsight {
        words.push_str(", also what became known later");
    }
    if rows.absent_zero {
        words.push_str("; zero if there are none");
    }
    words
}

fn each(each: &Each) -> String {
    let name = &each.name.text;
    match &each.values {
        EachOf::List(values, _) => {
            let values: Vec<String> = values.iter().map(literal).collect();
            format!("Each of them once for each `{name}`: {}", values.join(", "))
        }
        EachOf::Axis { every, last } => {
            let named = Every::NAMED.iter().find(|(_, known)| known == every);
            let span = named.map_or("span", |(name, _)| name);
            format!("Each of them once for each `{name}`: the last {last} {span}s that are over")
        }
    }
}

fn relation(relation: &Relation) -> String {
    match relation {
        Relation::Records(name) | Relation::Table(name) => format!("`{name}`"),
        Relation::Entities => "the list of entities".to_owned(),
        Relation::EntityPeriods => "entities in periods".to_owned(),
        Relation::Rows => "the rows that it is made of".to_owned(),
    }
}

fn names(names: &[Name]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{}`", name.text)).collect();
    names.join(" and ")
}

fn code(formula: &Formula) -> String {
    written(formula).map_or_else(|| "a condition".to_owned(), |written| format!("`{}`", written.text))
}
