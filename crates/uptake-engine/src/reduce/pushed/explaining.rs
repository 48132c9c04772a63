//! What an engine is asked, told without adding anything up.

use super::asking::Asking;
use super::refused::refused;
use super::texts::asked_for;
use crate::error::Error;
use crate::reduce::register_fields::RegisterFields;
use polars::prelude::DataFrame;
use uptake_sql::{Plan, Refusal};

/// What an engine is asked about a source.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The dialect.
    pub dialect: &'static str,
    /// The queries in their order.
    pub queries: Vec<ExplainedQuery>,
    /// What the engine expects of those that add up and those that read, in its own words; none where it doesn't tell.
    pub estimates: Vec<String>,
    /// How many rows there are.
    pub rows: u64,
}

/// A query.
#[derive(Clone, Debug)]
pub struct ExplainedQuery {
    /// What it brings, and when it is asked.
    pub brings: String,
    /// Its text.
    pub sql: String,
    /// How many rows travel in answer, where that is known before. Where entities aren't on the list their rows travel, too.
    pub rows: Option<u64>,
}

impl ExplainedQuery {
    fn new(brings: impl Into<String>, sql: String, rows: Option<u64>) -> Self {
        let brings = brings.into();
        Self { brings, sql, rows }
    }
}

impl Asking<'_, '_, '_> {
    /// What is asked before any row is added up, and what would be.
    pub(super) fn explained(mut self) -> Result<Explained, Error> {
        let relation = self.asked.relation.clone();
        self.planned(&relation, None, |asking, plan, registers| {
            asking.explain(plan, registers)
        })
    }

    /// The queries, and what the engine expects of those that add up.
    fn explain(&mut self, plan: &Plan<'_>, registers: &RegisterFields<'_>) -> Result<Explained, Error> {
        let span = self.span;
        let said = |refusal: Refusal| refused(span, &[refusal]);
        let dialect = plan.question().dialect;
        let rows = self.ask(&plan.total())?.number("a")?;
        let travelling = self.ask(&plan.travelling().map_err(said)?)?;
        let (cells, left) = (travelling.number("c")?, travelling.number("r")?);
        let mut queries = self.before(plan)?;
        let (cube, rest) = (plan.cube().map_err(said)?, plan.rest(&[]).map_err(said)?);
        queries.push(ExplainedQuery::new(
            "added up: a row for each entity and period",
            cube.clone(),
            Some(cells),
        ));
        for values in plan.values().map_err(said)? {
            let brings = "values that are told apart, or added up here to be exact";
            queries.push(ExplainedQuery::new(brings, values.query, None));
        }
        queries.extend(self.if_need_be(plan, registers)?);
        queries.push(ExplainedQuery::new(
            "read as they are: rows that aren't plain beyond doubt, and beside these the rows of whoever isn't on the list",
            rest.clone(),
            Some(left),
        ));
        // Last: where an engine doesn't tell, nothing more may be asked in the same transaction.
        let mut estimates = Vec::new();
        for query in [cube, rest] {
            let Some(explain) = dialect.explain(&query) else {
                continue;
            };
            // An engine that doesn't tell what it expects is asked all the same.
            if let Ok(Some(frame)) = self.engine.ask(&explain) {
                estimates.push(lines(&frame));
            }
        }
        for statement in dialect.end() {
            // Nothing was written, so how it ends makes no difference.
            let _ = self.engine.run(statement);
        }
        for query in &mut queries {
            query.sql = self.engine.shown(&query.sql);
        }
        Ok(Explained {
            dialect: dialect.name(),
            queries,
            estimates: estimates.iter().map(|told| self.engine.shown(told)).collect(),
            rows,
        })
    }

    /// What is asked before anything is added up.
    fn before(&self, plan: &Plan<'_>) -> Result<Vec<ExplainedQuery>, Error> {
        let mut queries = Vec::new();
        for coded in plan.coded() {
            let found = self.texts.get(&(coded.of_input, coded.column.clone()));
            queries.push(ExplainedQuery::new(
                format!("the different texts of `{}`", coded.column),
                asked_for(plan, coded).map_err(|refusal| self.said(refusal))?,
                found.map(|found| found.len() as u64),
            ));
        }
        if let Some(keys) = plan.keys().map_err(|refusal| self.said(refusal))? {
            let brings = "how many keys come twice, and how many have blanks at their ends";
            queries.push(ExplainedQuery::new(brings, keys, Some(1)));
        }
        Ok(queries)
    }

    /// What is asked only if the cube says that there are such rows.
    fn if_need_be(&self, plan: &Plan<'_>, registers: &RegisterFields<'_>) -> Result<Vec<ExplainedQuery>, Error> {
        let mut queries = Vec::new();
        let conditions: Vec<usize> = (0..plan.question().filters.len()).collect();
        let lacking: Vec<usize> = (0..plan.reported().len()).collect();
        let told = plan.told(&conditions, &lacking, &[]);
        if let Some(told) = told.map_err(|refusal| self.said(refusal))? {
            let brings = "if there are some: for how many rows conditions are unknown and values missing";
            queries.push(ExplainedQuery::new(brings, told, Some(1)));
        }
        for (column, _) in registers.own() {
            if plan.question().needed.iter().any(|rule| rule.name.text == column) {
                let brings = format!("if there are some: names in `{column}` that no register lists");
                let named = plan.named(column, &[], &[]).map_err(|refusal| self.said(refusal))?;
                queries.push(ExplainedQuery::new(brings, named, None));
            }
        }
        Ok(queries)
    }
}

/// The texts of an answer, line by line.
fn lines(frame: &DataFrame) -> String {
    let texts = frame
        .columns()
        .iter()
        .rev()
        .find_map(|column| column.str().ok().cloned());
    let texts = texts
        .into_iter()
        .flat_map(|texts| texts.iter().flatten().map(str::to_owned).collect::<Vec<_>>());
    texts.collect::<Vec<_>>().join("\n")
}
