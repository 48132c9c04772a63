//! Measures, definitions and ladders, each after what it reads.

use super::cube::Cube;
use super::evaluate::evaluate_rows;
use super::expressions::Expressions;
use super::measures;
use super::shared::Shared;
use crate::compile::choose;
use crate::error::Error;
use crate::outcome::ScriptOutcome;
use polars::prelude::*;
use uptake_rules::policy::Step;
use uptake_rules::policy::ladder::Ladder;
use uptake_rules::policy::measure::{Measure, MeasureKind};
use uptake_rules::value::Type;

/// Adds a column to the cube for every step of the policy, and tells how the scripts went that were interpreted.
///
/// # Errors
/// When an expression can't be computed.
pub fn judge(cube: &mut Cube<'_>) -> Result<Vec<ScriptOutcome>, Error> {
    judge_beside(cube, None)
}

/// The same. What is `shared` with another judgement isn't computed.
///
/// # Errors
/// When an expression can't be computed.
pub(crate) fn judge_beside(cube: &mut Cube<'_>, shared: Option<&Shared<'_>>) -> Result<Vec<ScriptOutcome>, Error> {
    let policy = cube.policy;
    let mut expressions = Expressions::new(policy.calendar.time_zone.as_str());
    let counted = measures::rows::counted(cube, shared)?;
    cube.frame.with_columns(counted)?;
    for step in &policy.order {
        let name = policy.step_name(*step).map(|name| name.text.as_str());
        let counted = |name: &str| cube.frame.has(name);
        let known = shared.zip(name).filter(|(_, name)| !counted(name));
        if let Some(column) = known.and_then(|(shared, name)| shared.column(name)) {
            cube.frame.with_column(column)?;
            continue;
        }
        let column = match step {
            Step::Measure(index) => match policy.measures.get(*index) {
                Some(Measure {
                    kind: MeasureKind::Rows(_),
                    ..
                })
                | None => continue,
                Some(measure) => measures::measure(cube, measure, &mut expressions)?,
            },
            Step::Definition(index) => match policy.definitions.get(*index) {
                Some(rule) => expressions.column(cube, &rule.when, &rule.name.text, Type::Bool)?,
                None => continue,
            },
            Step::Ladder(index) => match policy.ladders.get(*index) {
                Some(rule) => ladder(cube, rule, &mut expressions)?,
                None => continue,
            },
        };
        cube.frame.with_column(column)?;
    }
    Ok(expressions.finish(cube))
}

/// The first label whose condition holds; an unknown condition ends the search.
fn ladder(cube: &mut Cube<'_>, rule: &Ladder, expressions: &mut Expressions<'_>) -> Result<Column, Error> {
    let name = rule.name.text.as_str();
    if let Some(choice) = &rule.choice {
        return expressions.column(cube, choice, name, Type::Text);
    }
    let mut conditions = Vec::with_capacity(rule.steps.len());
    for step in &rule.steps {
        let condition = step.when.as_ref().map(|when| expressions.by_row(cube, when, name));
        conditions.push(condition.transpose()?);
    }
    let unknown = lit(NULL).cast(DataType::String);
    let steps = rule.steps.iter().zip(conditions).rev();
    let answer = steps.fold(unknown, |below, (step, condition)| {
        let label = lit(step.label.text.as_str());
        match condition {
            None => label,
            Some(condition) => choose(condition.cast(DataType::Boolean), label, below, Type::Text),
        }
    });
    evaluate_rows(&cube.frame, &answer, name)
}
