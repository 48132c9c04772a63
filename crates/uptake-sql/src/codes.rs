//! Columns of texts that are told by small numbers. The engine tells once which texts there are, and is told which of them are alike;
//! from there on it looks at a number for each row, and not at letters.

use crate::dialect::Dialect;
use crate::literal::text;
use crate::part::Part;
use crate::question::Question;
use crate::refusal::Refusal;
use uptake_rules::policy::measure::Aggregate;
use uptake_rules::value::{Literal, Type};

/// The most classes of which each has a bit of its own in a whole number, besides the one of what is missing.
pub const MOST_COUNTED: usize = 60;

/// A column of texts that is told by numbers, if its texts are few enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coded {
    /// The column.
    pub column: String,
    /// Whether it is a column of the mapping's input.
    pub of_input: bool,
    /// The numbers of the parts that are decided by its texts. Where there are some, it has to be told by numbers.
    pub parts: Vec<usize>,
    /// Whether its different values are counted.
    pub counted: bool,
}

/// The texts of a column, of which those of a class mean the same to all that is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Classes {
    /// The texts of each class. The first is the class 1, since 0 is what is missing.
    pub texts: Vec<Vec<String>>,
    /// For each class, from that of what is missing, and for each [part of the column](Coded::parts) its value before the first day of
    /// change, from it on, from the second on, and so forth.
    pub values: Vec<Vec<Vec<Literal>>>,
    /// The classes of texts that have blanks at their ends, so that their rows are read as they are.
    pub odd: Vec<usize>,
    /// Whether texts of a class also count as the same value, and there are at most [`MOST_COUNTED`] of them.
    pub counted: bool,
}

/// The columns of a question that are told by numbers.
pub(crate) fn of(question: &Question<'_>, parts: &[Part]) -> Vec<Coded> {
    let mut all: Vec<Coded> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let own = (part.of_input, &part.column);
        match all.iter_mut().find(|known| (known.of_input, &known.column) == own) {
            Some(known) => known.parts.push(at),
            None => all.push(Coded {
                column: part.column.clone(),
                of_input: part.of_input,
                parts: vec![at],
                counted: false,
            }),
        }
    }
    let counted = question
        .slots
        .iter()
        .filter(|slot| slot.aggregate == Aggregate::Distinct);
    for name in counted.filter_map(|slot| slot.column.as_ref()) {
        let is_text = question
            .dataset
            .column(name)
            .is_some_and(|column| column.ty == Type::Text);
        match all.iter_mut().find(|known| !known.of_input && known.column == *name) {
            Some(known) => known.counted = true,
            None if is_text => all.push(Coded {
                column: name.clone(),
                of_input: false,
                parts: Vec::new(),
                counted: true,
            }),
            None => {}
        }
    }
    // Those of the mapping's input are decided first, since others are made of them.
    all.sort_by_key(|coded| !coded.of_input);
    all
}

/// The class of each row's text. Where a source is steady, the last class is whatever is left; elsewhere a text may come later, and is none
/// of them.
pub(crate) fn said((dialect, steady): (Dialect, bool), classes: &Classes, column: &str) -> Result<String, Refusal> {
    let mut cases = vec![format!("WHEN {column} IS NULL THEN 0")];
    let told = match steady {
        true => classes.texts.len().saturating_sub(1),
        false => classes.texts.len(),
    };
    for (texts, class) in classes.texts.iter().take(told).zip(1..) {
        let texts = texts.iter().map(|own| text(dialect, own));
        let texts = texts.collect::<Result<Vec<_>, _>>()?.join(", ");
        cases.push(format!("WHEN {column} IN ({texts}) THEN {class}"));
    }
    let other = match steady {
        true => i64::try_from(classes.texts.len()).unwrap_or(i64::MAX),
        false => -1,
    };
    Ok(format!("CASE {} ELSE {other} END", cases.join(" ")))
}

/// What makes the texts of a column plain, by their classes; nothing if all are.
pub(crate) fn plain(steady: bool, classes: &Classes, code: &str) -> Option<String> {
    let odd: Vec<String> = classes.odd.iter().map(usize::to_string).collect();
    let known = (!steady).then(|| format!("{code} >= 0"));
    let bare = (!odd.is_empty()).then(|| format!("{code} NOT IN ({})", odd.join(", ")));
    let both: Vec<String> = known.into_iter().chain(bare).collect();
    (!both.is_empty()).then(|| both.join(" AND "))
}
