//! What rows have in the columns that are added up or told apart.

use super::amounts::Amounts;
use super::leaves::Counted;
use crate::policy::measure::Aggregate;
use crate::value::{Literal, Type};
use std::collections::BTreeMap;

/// Rows that make a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// Whose they are: 0 is whom the case is about, others have numbers from 1 on.
    pub who: usize,
    /// The dataset.
    pub dataset: String,
    /// On which days there is one: 0 is the first day of the judged period, earlier ones are negative.
    pub days: Vec<i64>,
    /// What they have in the columns that conditions read, sorted by name. Any other makes no difference.
    pub values: Vec<(String, Literal)>,
}

/// A row to be.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Which conditions count it, by their numbers.
    pub(super) mask: u32,
    /// Its day, counted from the first day of the judged period.
    pub(super) day: i64,
    /// What it has.
    pub(super) values: Vec<(String, Literal)>,
}

/// Fills in the columns of which something is counted, each with the number of the condition that counts it and with what has to come
/// out; `None` where that can't be done.
pub(super) fn fill(rows: &mut [Row], counted: &[(usize, &Counted, &Literal)]) -> Option<()> {
    let mut several: BTreeMap<(usize, &str), (Amounts, Type)> = BTreeMap::new();
    for (filter, counted, value) in counted {
        let Some(column) = counted.column.as_deref().filter(|_| is_amount(counted.aggregate)) else {
            continue;
        };
        let ty = counted.values.as_ref().map_or(Type::Unknown, |column| column.ty);
        let (amounts, _) = several.entry((*filter, column)).or_insert((Amounts::default(), ty));
        amounts.ask(counted.aggregate, value, counted.zero)?;
    }
    several.retain(|_, (amounts, _)| amounts.are_several());
    for ((filter, column), (amounts, ty)) in &several {
        let its = || rows.iter().filter(|row| row.mask & (1 << filter) != 0).count();
        let numbers = amounts.numbers(its(), *ty)?;
        let its = rows.iter_mut().filter(|row| row.mask & (1 << filter) != 0);
        for (row, number) in its.zip(numbers) {
            row.put(column, number)?;
        }
    }
    for (filter, counted, value) in counted {
        let Some(column) = &counted.column else { continue };
        if is_amount(counted.aggregate) && several.contains_key(&(*filter, column.as_str())) {
            continue;
        }
        let ty = counted.values.as_ref().map_or(Type::Unknown, |column| column.ty);
        let mut its = rows.iter_mut().filter(|row| row.mask & (1 << filter) != 0);
        match (counted.aggregate, value) {
            (Aggregate::Count | Aggregate::DistinctDays, _) => {}
            (Aggregate::Distinct, Literal::Int(different)) => {
                for (number, row) in its.enumerate() {
                    let number = i64::try_from(number).ok()?.min(different - 1);
                    row.put(column, different_value(counted, ty, number)?)?;
                }
            }
            (Aggregate::Sum, Literal::Int(_) | Literal::Float(_)) => {
                its.next()?.put(column, (*value).clone())?;
                let nothing = match ty {
                    Type::Int => Literal::Int(0),
                    _ => Literal::Float(0.0),
                };
                its.try_for_each(|row| row.put(column, nothing.clone()))?;
            }
            (Aggregate::Mean | Aggregate::Min | Aggregate::Max, Literal::Int(_) | Literal::Float(_)) => {
                its.try_for_each(|row| row.put(column, (*value).clone()))?;
            }
            (_, Literal::Unknown) => {}
            _ => return None,
        }
    }
    Some(())
}

/// Whether numbers are put together to one.
fn is_amount(aggregate: Aggregate) -> bool {
    match aggregate {
        Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max => true,
        Aggregate::Count | Aggregate::Distinct | Aggregate::DistinctDays => false,
    }
}

impl Row {
    /// Puts a value into a column that has none yet, or has this one.
    fn put(&mut self, column: &str, value: Literal) -> Option<()> {
        if let Some((_, known)) = self.values.iter().find(|(name, _)| name == column) {
            return (*known == value).then_some(());
        }
        let at = self.values.partition_point(|(name, _)| name.as_str() < column);
        self.values.insert(at, (column.to_owned(), value));
        Some(())
    }
}

/// One of several different values of a column, by its number: of those that the contract lists, or any.
fn different_value(counted: &Counted, ty: Type, number: i64) -> Option<Literal> {
    let listed = counted.values.as_ref().map_or(&[][..], |column| &column.values);
    match ty {
        Type::Text if !listed.is_empty() => listed.get(usize::try_from(number).ok()?).cloned().map(Literal::Text),
        Type::Text => Some(Literal::Text(format!("v{}", number + 1))),
        Type::Int => Some(Literal::Int(number + 1)),
        Type::Bool => (number < 2).then_some(Literal::Bool(number == 0)),
        Type::Float | Type::Date | Type::Datetime | Type::Unknown => None,
    }
}

/// Rows that have the same values stand together.
pub(super) fn grouped(dataset: &str, rows: Vec<Row>) -> Vec<Made> {
    let mut made: Vec<Made> = Vec::new();
    for Row { day, values, .. } in rows {
        match made.iter_mut().find(|known| known.values == values) {
            Some(known) => known.days.push(day),
            None => made.push(Made {
                who: 0,
                dataset: dataset.to_owned(),
                days: vec![day],
                values,
            }),
        }
    }
    made
}
