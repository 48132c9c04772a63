//! Which definitions of several packs say the same, however they are written.

use super::asked::compare;
use super::assumed::spread;
use super::leaves::Leaves;
use super::meaning::Meanings;
use crate::expr::Expr;
use crate::expr::proof::{Occurs, Pair};
use crate::policy::Policy;
use crate::policy::calendar::Calendar;
use crate::value::Type;
use std::collections::{BTreeMap, BTreeSet};

/// A pack whose definitions are compared.
#[derive(Debug)]
pub struct NamedPack {
    /// What it is called in answers.
    pub name: String,
    /// Its rules, with those of the packs that it needs.
    pub policy: Policy,
    /// Which of the definitions are compared.
    pub definitions: BTreeSet<String>,
}

/// What came of comparing the definitions of packs, each written `pack.definition`.
#[derive(Clone, Debug, Default)]
pub struct Same {
    /// Definitions that answer the same for everybody, two or more together.
    pub groups: Vec<Vec<String>>,
    /// Pairs of which it can't be told.
    pub undecided: Vec<(String, String)>,
    /// How many definitions there are.
    pub definitions: usize,
    /// How many pairs were compared.
    pub pairs: usize,
}

/// Compares all definitions with each other. Two that read other things can't say the same, but where they read nothing that
/// matters.
#[must_use]
pub fn same(packs: &[NamedPack]) -> Same {
    let mut leaves = Leaves::default();
    let mut all: Vec<(String, Expr, BTreeSet<String>, &Calendar)> = Vec::new();
    for NamedPack {
        name,
        policy,
        definitions,
    } in packs
    {
        let mut meanings = Meanings::new(policy);
        for rule in policy
            .definitions
            .iter()
            .filter(|rule| definitions.contains(&rule.name.text))
        {
            let own = format!("{name}.{}", rule.name.text);
            let Ok(closure) = meanings.of(&rule.name.text, Type::Bool, rule.name.span, &mut leaves) else {
                continue;
            };
            let closure = spread(&closure);
            let columns = closure.columns().into_iter().map(str::to_owned).collect();
            all.push((own, closure.without_spans(), columns, &policy.calendar));
        }
    }
    let mut found = Same {
        definitions: all.len(),
        ..Same::default()
    };
    let mut group_of: Vec<usize> = (0..all.len()).collect();
    for (at, (name, one, columns, calendar)) in all.iter().enumerate() {
        for (other_at, (other_name, other, others, _)) in all.iter().enumerate().skip(at + 1) {
            found.pairs += 1;
            if columns != others {
                continue;
            }
            match equal(one, other, &leaves, calendar) {
                Some(true) => {
                    let (from, to) = (group_of.get(other_at).copied(), group_of.get(at).copied());
                    if let (Some(from), Some(to)) = (from, to) {
                        group_of
                            .iter_mut()
                            .filter(|group| **group == from)
                            .for_each(|group| *group = to);
                    }
                }
                Some(false) => {}
                None => found.undecided.push((name.clone(), other_name.clone())),
            }
        }
    }
    for group in 0..all.len() {
        let members = all.iter().zip(&group_of).filter(|(_, its)| **its == group);
        let names: Vec<String> = members.map(|((name, ..), _)| name.clone()).collect();
        if names.len() > 1 {
            found.groups.push(names);
        }
    }
    found
}

/// How many pairs of definitions that read the same the prover compares, at most: what is left out is said to be the same by nobody.
const MOST_PAIRS: usize = 400;

/// The pairs of definitions of a policy that always answer the same though they are written otherwise, the earlier one first. One of them
/// may be among several pairs.
pub(crate) fn alike(policy: &Policy, definitions: &[String]) -> Vec<(String, String)> {
    let mut leaves = Leaves::default();
    let mut meanings = Meanings::new(policy);
    let mut by_columns: BTreeMap<BTreeSet<String>, Vec<(&String, Expr)>> = BTreeMap::new();
    for name in definitions {
        let Some(rule) = policy.definitions.iter().find(|rule| rule.name.text == *name) else {
            continue;
        };
        let Ok(closure) = meanings.of(name, Type::Bool, rule.name.span, &mut leaves) else {
            continue;
        };
        let closure = spread(&closure);
        let columns = closure.columns().into_iter().map(str::to_owned).collect();
        by_columns
            .entry(columns)
            .or_default()
            .push((name, closure.without_spans()));
    }
    let mut left = MOST_PAIRS;
    let mut found = Vec::new();
    for rules in by_columns.values() {
        for (at, (name, one)) in rules.iter().enumerate() {
            for (other, second) in rules.iter().skip(at + 1) {
                let same = one == second || {
                    if left == 0 {
                        continue;
                    }
                    left -= 1;
                    equal(one, second, &leaves, &policy.calendar) == Some(true)
                };
                if same {
                    found.push(((*name).clone(), (*other).clone()));
                }
            }
        }
    }
    found
}

/// Whether two conditions always answer the same; `None` if that can't be told.
fn equal(one: &Expr, other: &Expr, leaves: &Leaves, calendar: &Calendar) -> Option<bool> {
    if one == other {
        return Some(true);
    }
    let (yes, no) = (Some(true), Some(false));
    let asked: [Pair; 6] = [(yes, no), (no, yes), (yes, None), (None, yes), (no, None), (None, no)];
    let compared = compare(one, other, &asked, leaves, calendar);
    let mut open = false;
    for (first, second) in asked {
        match compared.pairs.of(first, second) {
            Occurs::Never => {}
            Occurs::Seen(_) => return Some(false),
            Occurs::Undecided => open = true,
        }
    }
    (!open).then_some(true)
}
