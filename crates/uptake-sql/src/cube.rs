//! What plain rows add up to, as columns of a query.

use crate::decisions::Decisions;
use crate::dialect::{Dialect, fill};
use crate::question::{Question, Slot};
use crate::say::holds;
use crate::stated::Steps;
use crate::words::{Bits, Words};
use uptake_rules::policy::calendar::PeriodKind;
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
    let name = question.dataset.weight.as_ref().filter(|_| question.weighs())?;
    Some(format!("COALESCE({}, 1)", Steps::read(question, &name.text)))
}

/// Whether the values of a slot travel by themselves.
pub(crate) fn travels(question: &Question<'_>, decisions: &Decisions, slot: &Slot) -> bool {
    match slot.aggregate {
        Aggregate::Distinct => decisions.bits_of(question, slot).is_none(),
        Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max => !slot.whole,
        Aggregate::Count | Aggregate::DistinctDays => false,
    }
}

/// The columns of the dataset of which the report counts what is missing.
pub(crate) fn reported<'q>(question: &Question<'q>) -> Vec<&'q str> {
    let reported = question.needed.iter().filter(|rule| rule.missing == Missing::Report);
    reported.map(|rule| rule.name.text.as_str()).collect()
}

/// Where the cube says of a condition for which rows it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    /// A slot counts the rows for which it holds. It fails for all others, but for those for which it is unknown.
    Counted(usize),
    /// Two bits: the lower one that it holds for some row, the other one that it fails for some.
    Bits(Bits),
}

/// Where the cube has what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The bits of the days of all rows.
    pub days: Option<Bits>,
    /// For each condition where it says whether it holds for some row, and fails for some.
    pub met: Vec<Met>,
    /// A bit that some condition is unknown for some row; how many rows that are has to be asked.
    pub unknown: Option<Bits>,
    /// For each slot that collects bits where they are: of days, or of [classes](crate::Classes) of texts, the lowest being what is
    /// missing.
    pub slots: Vec<Option<Bits>>,
    /// For each of [the columns of which the report counts what is missing](crate::Plan::reported) whether some row lacks it.
    pub lacks: Vec<Bits>,
    /// How many words there are.
    pub words: usize,
}

/// The columns of the cube besides `n`, `g` and `a`, and where what is.
pub(crate) fn columns(question: &Question<'_>, decisions: &Decisions) -> (Vec<String>, Layout) {
    let dialect = question.dialect;
    let mut columns = Vec::new();
    if let Some(weight) = weight(question) {
        columns.push(format!("{} AS h", number(dialect, &format!("{weight} > 0"))));
    }
    let mut words = Words::default();
    let days = match question.times.period {
        PeriodKind::Day => 1,
        PeriodKind::Week => 7,
        PeriodKind::Month => 31,
    };
    let mut layout = Layout {
        days: Some(words.add("b".to_owned(), days)),
        ..Layout::default()
    };
    for (slot, at) in question.slots.iter().zip(0..) {
        columns.extend(of_slot(dialect, question, slot, at));
        if travels(question, decisions, slot) {
            columns.extend(seen(question, slot, at));
        }
        let where_it_counts = |what: &str| match counts(question, slot) {
            Some(condition) => format!("CASE WHEN {condition} THEN {what} ELSE 0 END"),
            None => what.to_owned(),
        };
        layout.slots.push(match slot.aggregate {
            Aggregate::DistinctDays => Some(words.add(where_it_counts("b"), days)),
            Aggregate::Distinct => decisions.bits_of(question, slot).map(|(code, width)| {
                // A text that came later has no class, and its row isn't plain: what is said of it means nothing, but it must be said.
                let code = match decisions.steady {
                    true => code,
                    false => format!("CASE WHEN {code} >= 0 THEN {code} ELSE 0 END"),
                };
                let bit = fill(dialect.says().bit, &code);
                words.add(where_it_counts(&bit), width)
            }),
            Aggregate::Count | Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max => None,
        });
    }
    let met = |filter: usize| {
        let counts = |slot: &Slot| slot.aggregate == Aggregate::Count && slot.filter == Some(filter);
        match question.slots.iter().position(counts).filter(|_| !question.weighs()) {
            Some(slot) => Met::Counted(slot),
            None => Met::Bits(words.add(
                format!("CASE WHEN f{filter} THEN 1 WHEN NOT f{filter} THEN 2 ELSE 0 END"),
                2,
            )),
        }
    };
    layout.met = (0..question.filters.len()).map(met).collect();
    let unknown = (0..question.filters.len()).map(|filter| format!("f{filter} IS NULL"));
    let unknown: Vec<String> = unknown.collect();
    layout.unknown = (!unknown.is_empty()).then(|| words.add(holds(&unknown.join(" OR ")), 1));
    let reported = reported(question).into_iter();
    layout.lacks = reported
        .map(|name| {
            let column = Steps::read(question, name);
            words.add(holds(&format!("{column} IS NULL")), 1)
        })
        .collect();
    let own = words.columns(dialect);
    layout.words = own.len();
    columns.extend(own);
    (columns, layout)
}

/// What the values of a slot that travel by themselves have to agree with: how many there are, and the least and the greatest float. They are
/// asked for once more, and a source may give other rows then.
fn seen(question: &Question<'_>, slot: &Slot, at: usize) -> Vec<String> {
    let column = slot.column.as_deref().map(|name| Steps::read(question, name));
    let column = column.unwrap_or_else(|| "NULL".to_owned());
    let value = match counts(question, slot) {
        Some(condition) => format!("CASE WHEN {condition} THEN {column} END"),
        None => column,
    };
    let mut columns = vec![format!("count({value}) AS k{at}")];
    if slot.aggregate != Aggregate::Distinct {
        columns.push(format!("min({value}) AS l{at}"));
        columns.push(format!("max({value}) AS m{at}"));
    }
    columns
}

fn of_slot(dialect: Dialect, question: &Question<'_>, slot: &Slot, at: usize) -> Vec<String> {
    let says = dialect.says();
    let filter = slot.filter.map(|filter| format!("f{filter}"));
    let condition = counts(question, slot);
    let where_it_counts = |what: &str| match &condition {
        Some(condition) => format!("CASE WHEN {condition} THEN {what} END"),
        None => what.to_owned(),
    };
    let column = slot.column.as_deref().map(|name| Steps::read(question, name));
    let value = where_it_counts(column.as_deref().unwrap_or("NULL"));
    match slot.aggregate {
        Aggregate::Count => {
            let said = match (weight(question), filter) {
                // Of rows that aren't plain nothing is known, and their weights may be beyond all bounds.
                (Some(weight), None) => added(dialect, "z = 1", &weight),
                (Some(weight), Some(filter)) => added(dialect, &format!("z = 1 AND {filter}"), &weight),
                (None, Some(filter)) => number(dialect, &filter),
                (None, None) => "count(*)".to_owned(),
            };
            vec![format!("{said} AS s{at}")]
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
        Aggregate::Distinct
        | Aggregate::DistinctDays
        | Aggregate::Sum
        | Aggregate::Mean
        | Aggregate::Min
        | Aggregate::Max => Vec::new(),
    }
}

/// The weights of the rows that meet a condition.
fn added(dialect: Dialect, condition: &str, weight: &str) -> String {
    format!(
        "CAST(COALESCE(sum(CASE WHEN {condition} THEN {weight} END), 0) AS {})",
        dialect.says().whole
    )
}

/// How many rows meet a condition.
pub(crate) fn number(dialect: Dialect, condition: &str) -> String {
    fill(dialect.says().times, condition)
}
