//! A group of entities, by the values that some of their columns have.

use crate::expr::{Expr, ExprKind};
use crate::source::Span;
use crate::value::{Literal, Type};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// For each column of the entities the values that are meant; everybody if there is no column.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Selector(BTreeMap<String, BTreeSet<String>>);

impl Selector {
    /// From columns and values.
    #[must_use]
    pub fn new(columns: impl IntoIterator<Item = (String, BTreeSet<String>)>) -> Self {
        Self(columns.into_iter().collect())
    }

    /// Whether it is everybody.
    #[must_use]
    pub fn is_everybody(&self) -> bool {
        self.0.is_empty()
    }

    /// The columns it asks for.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The columns it asks for, each with the values that are meant.
    pub fn groups(&self) -> impl Iterator<Item = (&str, &BTreeSet<String>)> {
        self.0.iter().map(|(column, values)| (column.as_str(), values))
    }

    /// How many values it names.
    #[must_use]
    pub fn values(&self) -> usize {
        self.0.values().map(BTreeSet::len).sum()
    }

    /// Those who are in both; `None` if nobody can be.
    #[must_use]
    pub fn meet(&self, other: &Self) -> Option<Self> {
        let mut both = self.0.clone();
        for (column, values) in &other.0 {
            match both.get_mut(column) {
                Some(mine) => mine.retain(|value| values.contains(value)),
                None => {
                    both.insert(column.clone(), values.clone());
                }
            }
        }
        both.values().all(|values| !values.is_empty()).then_some(Self(both))
    }

    /// Whether everybody in it is in `other` too.
    #[must_use]
    pub fn within(&self, other: &Self) -> bool {
        other
            .0
            .iter()
            .all(|(column, values)| self.0.get(column).is_some_and(|mine| mine.is_subset(values)))
    }

    /// Whether somebody with these values is meant. A column without a value is unknown, and unknown is no match.
    #[must_use]
    pub fn matches(&self, person: &BTreeMap<String, String>) -> bool {
        self.0
            .iter()
            .all(|(column, values)| person.get(column).is_some_and(|value| values.contains(value)))
    }

    /// The conditions, one per column.
    pub(crate) fn conditions(&self, span: Span) -> Vec<Expr> {
        self.0
            .iter()
            .map(|(column, values)| Expr {
                kind: ExprKind::In(
                    Box::new(Expr {
                        kind: ExprKind::Column(column.clone()),
                        ty: Type::Text,
                        span,
                    }),
                    values.iter().cloned().map(Literal::Text).collect(),
                ),
                ty: Type::Bool,
                span,
            })
            .collect()
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_everybody() {
            return write!(f, "everybody");
        }
        for (index, (column, values)) in self.0.iter().enumerate() {
            if index > 0 {
                write!(f, ", ")?;
            }
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            write!(f, "{column}: {}", values.join(" or "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selector(columns: &[(&str, &[&str])]) -> Selector {
        Selector::new(
            columns
                .iter()
                .map(|(column, values)| ((*column).to_owned(), values.iter().map(|v| (*v).to_owned()).collect())),
        )
    }

    #[test]
    fn nobody_is_in_two_teams_but_somebody_may_be_in_a_team_and_a_region() {
        let red = selector(&[("team", &["Red"])]);
        let blue = selector(&[("team", &["Blue"])]);
        let north = selector(&[("region", &["North"])]);
        assert_eq!(red.meet(&blue), None);
        assert_eq!(
            red.meet(&north),
            Some(selector(&[("region", &["North"]), ("team", &["Red"])]))
        );
    }

    #[test]
    fn more_columns_or_fewer_values_lie_within() {
        let north = selector(&[("region", &["North"])]);
        let both = selector(&[("region", &["North", "South"])]);
        let red = selector(&[("region", &["North"]), ("team", &["Red"])]);
        assert!(red.within(&north) && north.within(&both) && !both.within(&north));
        assert!(north.within(&Selector::default()) && !Selector::default().within(&north));
    }

    #[test]
    fn somebody_without_a_value_is_not_meant() {
        let red = selector(&[("team", &["Red"])]);
        assert!(!red.matches(&BTreeMap::new()));
        assert!(Selector::default().matches(&BTreeMap::new()));
    }
}
