//! What the engines behind sources would be asked, where rows are added up there.

use super::Session;
use crate::Failure;
use crate::disclosure::disclosure;
use crate::project_files::ProjectFile;
use jiff::civil::Date;
use std::path::Path;
use uptake_engine::Error;
use uptake_engine::pushdown::asks;
use uptake_sql::{Dialect, WITHHELD, without_texts};

/// Which sources to ask about.
#[derive(Clone, Debug)]
pub struct AsksRequest<'a> {
    /// The project file.
    pub project: ProjectFile<'a>,
    /// The file with the sources, instead of the project's own.
    pub sources: Option<&'a Path>,
    /// The dataset whose sources to ask about, or what one of them is called; all if `None`.
    pub dataset: Option<&'a str>,
    /// The day of the figures; the project's own, or today.
    pub as_of: Option<Date>,
}

/// What an engine would be asked.
#[derive(Clone, Debug, serde::Serialize)]
pub struct AskedEngine {
    /// What the source is called.
    pub source: String,
    /// The dialect.
    pub dialect: &'static str,
    /// How many rows there are.
    pub rows: u64,
    /// The queries in their order.
    pub queries: Vec<AskedQuery>,
    /// What the engine expects of them, in its own words; none where it doesn't tell.
    pub estimates: Vec<String>,
    /// Whether the texts of queries and the estimates are withheld, because the project hides names.
    pub texts_withheld: bool,
}

/// A query.
#[derive(Clone, Debug, serde::Serialize)]
pub struct AskedQuery {
    /// What it brings.
    pub brings: String,
    /// Its text.
    pub sql: String,
    /// How many rows travel in answer, where that is known before.
    pub rows: Option<u64>,
}

impl Session {
    /// What the engines behind the sources of a project would be asked. They are asked which texts there are, and what they expect;
    /// and how many rows would travel; no measure is added up.
    ///
    /// # Errors
    /// When the rules have errors, the project has no such source, or an engine can't be asked.
    pub fn asks(&self, request: &AsksRequest<'_>) -> Result<Vec<AskedEngine>, Failure> {
        let (project, loaded) = self.load(request.project, request.sources)?.sound()?;
        let wanted = super::inspect::wanted(request.dataset, &project)?;
        let disclosure = disclosure(&project, &loaded, false, self.world.as_ref())?;
        let hidden = project.pseudonyms.is_some();
        let as_of = self.as_of(request.as_of, Some(&project), &loaded.policy);
        let mut opened = self.opening(&loaded).all(&project)?;
        let mut datasets: Vec<&str> = Vec::new();
        for source in project.sources.iter().filter(|source| source.pushdown.is_some()) {
            let name = source.dataset.text.as_str();
            let listed = wanted.is_empty() || wanted.iter().any(|dataset| dataset == name);
            if listed && !datasets.contains(&name) {
                datasets.push(name);
            }
        }
        let failed = |error: Error| Failure::engine(&error, &disclosure, &loaded.texts);
        let mut all = Vec::new();
        for dataset in datasets {
            for asked in asks(&loaded.policy, &mut opened, dataset, as_of).map_err(failed)? {
                let (dataset, number) = asked.source;
                let spec = project.sources.iter();
                let mut spec = spec.filter(|spec| spec.dataset.text == dataset && spec.number == number);
                // Among the texts that an engine is told may be names, and it repeats them in what it expects.
                let dialect = Dialect::named(asked.queries.dialect);
                let shown = |sql: String| match (hidden, dialect) {
                    (false, _) => sql,
                    (true, Some(dialect)) => without_texts(dialect, &sql),
                    (true, None) => WITHHELD.to_owned(),
                };
                let queries = asked.queries.queries.into_iter();
                all.push(AskedEngine {
                    source: spec
                        .next()
                        .map_or(dataset.clone(), uptake_rules::project::SourceSpec::label),
                    dialect: asked.queries.dialect,
                    rows: asked.queries.rows,
                    queries: queries
                        .map(|query| AskedQuery {
                            brings: query.brings,
                            sql: shown(query.sql),
                            rows: query.rows,
                        })
                        .collect(),
                    estimates: match hidden {
                        true => Vec::new(),
                        false => asked.queries.estimates,
                    },
                    texts_withheld: hidden,
                });
            }
        }
        Ok(all)
    }
}
