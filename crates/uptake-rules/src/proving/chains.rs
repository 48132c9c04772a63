//! What a rule says for one group after the other, where it differs between many: its chain of choices is looked through once, so
//! that each group asks for those links alone that may be for it.

use super::assumed;
use crate::expr::{Expr, ExprKind};
use crate::policy::who::Who;
use crate::value::Literal;
use std::collections::{BTreeSet, HashMap};

/// A shorter chain is walked as it stands.
const FEWEST: usize = 16;

/// The long chains of choices of an expression.
pub(super) struct Chains<'e>(HashMap<*const Expr, Chain<'e>>);

/// A chain of choices: `if a { x } else if b { y } else { z }`.
struct Chain<'e> {
    /// The choices, each with all that comes after it.
    links: Vec<&'e Expr>,
    last: &'e Expr,
    /// The links that are for one of some values of a column alone, by column and value.
    by_value: HashMap<&'e str, HashMap<&'e str, Vec<usize>>>,
    /// The links that aren't.
    others: Vec<usize>,
}

impl<'e> Chains<'e> {
    /// Of an expression, which has to stay where it is.
    pub(super) fn of(expr: &'e Expr) -> Self {
        Self::of_all([expr])
    }

    /// Of several expressions.
    pub(super) fn of_all(exprs: impl IntoIterator<Item = &'e Expr>) -> Self {
        let mut found = Self(HashMap::new());
        exprs.into_iter().for_each(|expr| found.add(expr));
        found
    }

    fn add(&mut self, expr: &'e Expr) {
        let mut chain = Chain {
            links: Vec::new(),
            last: expr,
            by_value: HashMap::new(),
            others: Vec::new(),
        };
        while let ExprKind::If(condition, then, otherwise) = &chain.last.kind {
            let number = chain.links.len();
            match listed(condition) {
                Some((column, values)) => {
                    let of_column = chain.by_value.entry(column).or_default();
                    for value in values {
                        of_column.entry(value).or_default().push(number);
                    }
                }
                None => chain.others.push(number),
            }
            self.add(condition);
            self.add(then);
            chain.links.push(chain.last);
            chain.last = otherwise;
        }
        if chain.links.is_empty() {
            expr.parts(&mut |part| self.add(part));
            return;
        }
        self.add(chain.last);
        if chain.links.len() >= FEWEST {
            self.0.insert(expr, chain);
        }
    }

    /// What the expression says for those in `who`, as [`assumed::among`] has it.
    pub(super) fn among(&self, expr: &Expr, who: &Who) -> Expr {
        assumed::among_by(expr, who, &|part| self.for_them(part, who))
    }

    /// The links of a chain that may be for those in `who`, and what is left where none is; nothing of what isn't a long chain.
    fn for_them(&self, expr: &Expr, who: &Who) -> Option<(Vec<&'e Expr>, &'e Expr)> {
        let chain = self.0.get(&std::ptr::from_ref(expr))?;
        let mut numbers: BTreeSet<usize> = chain.others.iter().copied().collect();
        for (column, by_value) in &chain.by_value {
            match who.selector.groups().find(|(name, _)| name == column) {
                Some((_, theirs)) => {
                    let own = theirs.iter().filter_map(|value| by_value.get(value.as_str()));
                    numbers.extend(own.flatten());
                }
                None => numbers.extend(by_value.values().flatten()),
            }
        }
        let links = numbers
            .into_iter()
            .filter_map(|number| chain.links.get(number).copied());
        Some((links.collect(), chain.last))
    }
}

/// The column and the values of which an entity has one wherever a condition holds: who has none of them isn't meant.
fn listed(condition: &Expr) -> Option<(&str, Vec<&str>)> {
    match &condition.kind {
        ExprKind::In(item, values) => {
            let ExprKind::Column(column) = &item.kind else {
                return None;
            };
            let texts = values.iter().map(|value| match value {
                Literal::Text(text) => Some(text.as_str()),
                _ => None,
            });
            Some((column, texts.collect::<Option<Vec<_>>>()?))
        }
        ExprKind::Coalesce(parts) => listed(parts.first()?),
        ExprKind::And(parts) => parts.iter().find_map(listed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::who::{Days, Selector};
    use crate::source::{FileId, Span};
    use crate::value::Type;

    const NOWHERE: Span = Span {
        file: FileId(0),
        start: 0,
        end: 0,
    };

    fn team(names: &[String], days: Days) -> Who {
        let column = ("team".to_owned(), names.iter().cloned().collect());
        Who {
            selector: Selector::new([column]),
            days,
            span: NOWHERE,
        }
    }

    fn value(number: usize) -> Expr {
        Expr {
            kind: ExprKind::Column(format!("n{number}")),
            ty: Type::Bool,
            span: NOWHERE,
        }
    }

    #[test]
    fn a_long_chain_says_for_a_group_what_a_walk_through_all_of_it_says() {
        let day = |text: &str| Some(text.parse().unwrap());
        let later = Days {
            from: day("2026-03-02"),
            ..Days::ALL
        };
        let groups: Vec<Who> = (0..40)
            .map(|number| {
                let names = match number % 3 {
                    0 => vec![format!("t{number}")],
                    1 => vec![format!("t{number}"), format!("t{}", number / 2)],
                    _ => vec![format!("t{}", number % 7)],
                };
                team(&names, if number % 4 == 0 { later } else { Days::ALL })
            })
            .collect();
        let chain = groups
            .iter()
            .enumerate()
            .rev()
            .fold(value(99), |rest, (number, who)| Expr {
                kind: ExprKind::If(Box::new(who.condition()), Box::new(value(number)), Box::new(rest)),
                ty: Type::Bool,
                span: NOWHERE,
            });
        let whole = Expr {
            kind: ExprKind::And(vec![chain, value(100)]),
            ty: Type::Bool,
            span: NOWHERE,
        };
        let chains = Chains::of(&whole);
        let others = [
            Who {
                selector: Selector::default(),
                days: Days::ALL,
                span: NOWHERE,
            },
            team(&["t1".to_owned(), "t90".to_owned()], Days::ALL),
            team(&["nobody".to_owned()], later),
        ];
        for who in groups.iter().chain(&others) {
            assert_eq!(chains.among(&whole, who), assumed::among(&whole, who), "{who:?}");
        }
    }
}
