//! What plain rows add up to, as columns of a query.

use crate::dialect::{Dialect, fill};
use crate::question::{Question, Slot};
use crate::steps::Steps;
use uptake_rules::policy::dataset::Missing;
use uptake_rules::policy::measure::Aggregate;

/// The condition under which a row counts for a slot; nothing if all do.
pub(crate) fn counts(question: &Question<'_>, slot: &Slot) -> Option<String> {
    let filter = slot.filter.map(|filter| format!("f{filter}"));
    let weighs = weight(question).map(|weight| format!("{weight} > 0"));
    let both: Vec<String> = filter.into_iter().chain(weighs).collect();
    (!both.is_empty()).then(|| both.join(" AND "))
}

/// For how many events a row stands; nothing where each stands for one.
fn weight(question: &Question<'_>) -> Option<String> {
    let name = question.dataset.weight.as_ref()?;
    Some(format!("COALESCE({}, 1)", Steps::read(question, &name.text)))
}

/// Whether the values of a slot travel by themselves.
pub(crate) fn travels(slot: &Slot) -> bool {
    match slot.aggregate {
        Aggregate::Distinct => true,
        Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max => !slot.whole,
        Aggregate::Count | Aggregate::DistinctDays => false,
    }
}

/// The columns of the dataset of which the report counts what is missing.
pub(crate) fn reported<'q>(question: &Question<'q>) -> Vec<&'q str> {
    let reported = question.needed.iter().filter(|rule| rule.missing == Missing::Report);
    reported.map(|rule| rule.name.text.as_str()).collect()
}

/// The columns of the cube.
pub(crate) fn columns(question: &Question<'_>) -> Vec<String> {
    let dialect = question.dialect;
    let says = dialect.says();
    let entity = Steps::read(question, &question.dataset.entity.text);
    let bits = |what: &str| format!("CAST({} AS {})", fill(says.bits, what), says.whole);
    let mut columns = vec![
        format!("{entity} AS n"),
        "g".to_owned(),
        "count(*) AS a".to_owned(),
        format!("{} AS e", bits("b")),
    ];
    if let Some(weight) = weight(question) {
        columns.push(format!("{} AS h", number(&format!("{weight} > 0"))));
    }
    for filter in 0..question.filters.len() {
        columns.push(format!("{} AS t{filter}", number(&format!("f{filter}"))));
        columns.push(format!("{} AS u{filter}", number(&format!("f{filter} IS NULL"))));
    }
    for (slot, at) in question.slots.iter().zip(0..) {
        columns.extend(of_slot(dialect, question, slot, at));
    }
    for (name, at) in reported(question).into_iter().zip(0..) {
        let column = Steps::read(question, name);
        columns.push(format!("{} AS m{at}", number(&format!("{column} IS NULL"))));
    }
    columns
}

fn of_slot(dialect: Dialect, question: &Question<'_>, slot: &Slot, at: usize) -> Vec<String> {
    let says = dialect.says();
    let condition = counts(question, slot);
    let where_it_counts = |what: &str| match &condition {
        Some(condition) => format!("CASE WHEN {condition} THEN {what} END"),
        None => what.to_owned(),
    };
    let column = slot.column.as_deref().map(|name| Steps::read(question, name));
    let value = where_it_counts(column.as_deref().unwrap_or("NULL"));
    match slot.aggregate {
        Aggregate::Count => {
            let said = match weight(question) {
                Some(weight) => format!("CAST(COALESCE(sum({}), 0) AS {})", where_it_counts(&weight), says.whole),
                None => format!("count({})", where_it_counts("1")),
            };
            vec![format!("{said} AS s{at}")]
        }
        Aggregate::DistinctDays => {
            let bits = fill(says.bits, &where_it_counts("b"));
            vec![format!("CAST({bits} AS {}) AS s{at}", says.whole)]
        }
        Aggregate::Sum | Aggregate::Mean if slot.whole => vec![
            format!("count({value}) AS k{at}"),
            format!("{} AS s{at}", fill(says.sum, &value)),
        ],
        Aggregate::Min | Aggregate::Max if slot.whole => {
            let function = if slot.aggregate == Aggregate::Min { "min" } else { "max" };
            vec![
                format!("count({value}) AS k{at}"),
                format!("{function}({value}) AS s{at}"),
            ]
        }
        Aggregate::Distinct | Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max => Vec::new(),
    }
}

/// How many rows meet a condition.
fn number(condition: &str) -> String {
    format!("count(CASE WHEN {condition} THEN 1 END)")
}
