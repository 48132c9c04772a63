//! Which branches of the rules some data have tried.

use crate::error::Error;
use crate::judge::Cube;
use crate::judge::expressions::Expressions;
use crate::judged::Judged;
use polars::prelude::*;
use std::collections::BTreeSet;
use uptake_rules::branches::Branch;
use uptake_rules::expr::Expr as Rule;
use uptake_rules::hidden;

/// What happened to a branch, over all entities and periods.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// Its condition held where it is asked.
    pub yes: bool,
    /// It didn't hold.
    pub no: bool,
    /// It was unknown.
    pub unknown: bool,
    /// It was asked.
    pub asked: bool,
    /// Somebody was in the group that it is for.
    pub in_group: bool,
}

impl Tried {
    /// Whether it had an answer.
    #[must_use]
    pub fn had(&self, answer: Option<bool>) -> bool {
        match answer {
            Some(true) => self.yes,
            Some(false) => self.no,
            None => self.unknown,
        }
    }

    /// What happened here or there.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            yes: self.yes || other.yes,
            no: self.no || other.no,
            unknown: self.unknown || other.unknown,
            asked: self.asked || other.asked,
            in_group: self.in_group || other.in_group,
        }
    }
}

/// What the judged data have tried of each branch, in their order. Conditions over rows are those of a policy that
/// [asks them](uptake_rules::branches::asking_rows); others count as not asked.
///
/// # Errors
/// When a condition can't be computed.
pub fn tried(judged: &mut Judged<'_>, branches: &[Branch]) -> Result<Vec<Tried>, Error> {
    let cube = &mut judged.cube;
    let mut expressions = Expressions::new(cube.policy.calendar.time_zone.as_str());
    let (mut asked, mut read) = (Vec::new(), BTreeSet::new());
    for (number, branch) in branches.iter().enumerate() {
        if branch.rows_of.is_some() {
            continue;
        }
        let rules = [Some(&branch.condition), branch.group.as_ref(), branch.reach.as_ref()];
        let own: Vec<&str> = rules.iter().flatten().flat_map(|rule| rule.columns()).collect();
        if own.iter().any(|column| !cube.frame.has(column)) {
            // Nobody is in a group of a list that doesn't come.
            continue;
        }
        read.extend(own);
        let mut truth = |rule: Option<&Rule>| -> Result<Expr, Error> {
            match rule {
                None => Ok(lit(true)),
                Some(rule) => Ok(expressions.compiled(cube, rule, &branch.rule)?.cast(DataType::Boolean)),
            }
        };
        let group = truth(branch.group.as_ref())?.fill_null(lit(false));
        let reach = truth(branch.reach.as_ref())?.fill_null(lit(false));
        let condition = truth(Some(&branch.condition))?;
        let here = group.clone().and(reach);
        let known = condition.clone().is_not_null();
        let flags = [
            here.clone().and(condition.clone().fill_null(lit(false))),
            here.clone()
                .and(known.clone())
                .and(condition.fill_null(lit(true)).not()),
            here.clone().and(known.not()),
            here,
            group,
        ];
        for (flag, expr) in flags.into_iter().enumerate() {
            // A constant is a single row, whatever the height of the frame.
            let any = expr.and(col("period").is_not_null()).any(true);
            asked.push(any.alias(flag_name(number, flag)));
        }
    }
    read.insert("period");
    let rows = cube.frame.part(0..cube.frame.height(), &read)?;
    let found = rows.lazy().select(asked).collect()?;
    expressions.finish(cube);
    let flag = |number: usize, flag: usize| {
        let column = found.column(&flag_name(number, flag));
        column
            .and_then(|column| column.get(0))
            .is_ok_and(|value| value == AnyValue::Boolean(true))
    };
    let one = |number: usize| Tried {
        yes: flag(number, 0),
        no: flag(number, 1),
        unknown: flag(number, 2),
        asked: flag(number, 3),
        in_group: flag(number, 4),
    };
    let all = branches.iter().enumerate();
    let all = all.map(|(number, branch)| match &branch.rows_of {
        None => one(number),
        Some(dataset) => of_rows(cube, dataset, &branch.condition),
    });
    Ok(all.collect())
}

/// What happened to a condition over the rows of a dataset.
fn of_rows(cube: &Cube<'_>, dataset: &str, condition: &Rule) -> Tried {
    let bare = condition.without_spans();
    let events = cube.data.events.iter().find(|events| events.plan.dataset == dataset);
    let met = events.and_then(|events| {
        let filter = events.plan.filters.iter().position(|filter| *filter == bare)?;
        events.met.get(filter)
    });
    let [yes, no, unknown] = met.copied().unwrap_or_default();
    Tried {
        yes,
        no,
        unknown,
        asked: yes || no || unknown,
        in_group: true,
    }
}

fn flag_name(number: usize, flag: usize) -> String {
    hidden::scratch("branch", number * 5 + flag)
}
