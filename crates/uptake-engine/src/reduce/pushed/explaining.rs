//! What an engine is asked, told without adding anything up.

use super::asking::Asking;
use super::refused::refused;
use crate::error::Error;
use polars::prelude::DataFrame;
use uptake_sql::{Plan, Refusal};

/// What an engine is asked about a source.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The dialect.
    pub dialect: &'static str,
    /// The queries, each with what it brings. Where entities aren't on the list their rows are read as they are, too.
    pub queries: Vec<(String, String)>,
    /// What the engine expects of those that add up and those that read, in its own words; none where it doesn't tell.
    pub estimates: Vec<String>,
    /// How many rows there are.
    pub rows: u64,
}

impl Asking<'_, '_, '_> {
    /// What is asked before any row is added up, and what would be.
    pub(super) fn explained(mut self) -> Result<Explained, Error> {
        let relation = self.asked.relation.clone();
        self.planned(&relation, None, |asking, plan, _| asking.explain(plan))
    }

    /// The queries, and what the engine expects of those that add up.
    fn explain(&mut self, plan: &Plan<'_>) -> Result<Explained, Error> {
        let span = self.span;
        let said = |refusal: Refusal| refused(span, &[refusal]);
        let dialect = plan.question().dialect;
        let cube = plan.cube().map_err(said)?;
        let rest = plan.rest(&[]).map_err(said)?;
        let mut queries = vec![("added up: a row for each entity and period".to_owned(), cube.clone())];
        for values in plan.values().map_err(said)? {
            queries.push((
                "values that are told apart, or added up here to be exact".to_owned(),
                values.query,
            ));
        }
        queries.push((
            "read as they are: rows that aren't plain beyond doubt".to_owned(),
            rest.clone(),
        ));
        let rows = self.ask(&plan.total())?.number("a")?;
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
        Ok(Explained {
            dialect: dialect.name(),
            queries,
            estimates,
            rows,
        })
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
