//! `uptake adapters check`: what the sources of a project deliver, and whether it keeps the contracts.

use crate::commands::days::date;
use crate::commands::project::ProjectOption;
use crate::world::session;
use crate::{exit, output};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use std::path::Path;
use std::path::PathBuf;
use uptake_project::{AskedEngine, AsksRequest, Failure, InspectRequest, InspectedSource, ProjectFile, Session};
use uptake_report::inspection;

/// Connect to the sources of a project: columns, rows, freshness, and what breaks the contracts
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake adapters check\n  uptake adapters check interactions --project uptake.yaml --rows 1000\n  uptake adapters check --sources warehouse.yaml --format json\n  uptake adapters check interactions --plan\n\nThe list of entities and the datasets of names are read whole in any case, since other rows are looked up in them.\n\nFindings are rows that are set aside, missing and unexpected values, and names that aren't in a register or match no entity.\n\nExit codes: 0 nothing found, 1 findings, 2 a source can't be read, or nothing could run."
)]
pub(super) struct Check {
    /// The dataset whose sources to check, or one of its sources, such as `uses/2`; all if not given
    source: Option<String>,
    #[command(flatten)]
    project: ProjectOption,
    /// Read the sources from this file instead of the project's own
    #[arg(long, value_name = "FILE")]
    sources: Option<PathBuf>,
    /// Look at no more than this many rows of each source
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    rows: Option<u64>,
    /// The day that ages are counted from; later rows are set aside. The project's own, or today, if not given
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// Print what engines would be asked for sources with `reduce: pushdown`: the SQL, what travels, and what the engine expects; no
    /// rows are added up
    #[arg(long, conflicts_with_all = ["rows", "names"])]
    plan: bool,
    /// Show names even if the project replaces them by pseudonyms; only for people who may see them
    #[arg(long)]
    names: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// An object with one entry per source
    Json,
}

impl Check {
    /// Runs it.
    pub(super) fn run(self) -> Result<u8, Failure> {
        let session = session();
        let project = self.project.find(&session)?;
        if self.plan {
            return self.plan(&session, &project);
        }
        let inspected = session.inspect(&InspectRequest {
            project: ProjectFile::At(&project),
            sources: self.sources.as_deref(),
            dataset: self.source.as_deref(),
            rows: self.rows,
            as_of: self.as_of,
            names: self.names,
        })?;
        match self.format {
            Format::Text => {
                for (index, source) in inspected.sources.iter().enumerate() {
                    if index > 0 {
                        output::print("\n");
                    }
                    output::print(&inspection::text(source, inspected.as_of));
                    if let Some(failure) = &source.failure {
                        output::error(&failure.text(output::colour_of_errors()));
                    }
                }
            }
            Format::Json => output::json(&inspection::json(&inspected)?, "the findings")?,
        }
        let checked = &inspected.sources;
        let found = |checked: &InspectedSource| checked.seen.as_ref().is_some_and(|seen| seen.finds());
        Ok(if checked.iter().any(|checked| checked.failure.is_some()) {
            exit::COULD_NOT_RUN
        } else if checked.iter().any(found) {
            exit::FINDINGS
        } else {
            exit::DONE
        })
    }

    /// What engines would be asked.
    fn plan(&self, session: &Session, project: &Path) -> Result<u8, Failure> {
        let asked = session.asks(&AsksRequest {
            project: ProjectFile::At(project),
            sources: self.sources.as_deref(),
            dataset: self.source.as_deref(),
            as_of: self.as_of,
        })?;
        match self.format {
            Format::Json => output::json(&asked, "the plan")?,
            Format::Text if asked.is_empty() => match &self.source {
                Some(source) => output::print(&format!("`{source}` has no `reduce: pushdown`\n")),
                None => output::print("no source has `reduce: pushdown`\n"),
            },
            Format::Text => asked.iter().for_each(|engine| output::print(&plan_text(engine))),
        }
        Ok(exit::DONE)
    }
}

/// What an engine would be asked, for people. It can be given to the engine's own client as it is.
fn plan_text(asked: &AskedEngine) -> String {
    let mut text = format!("-- {}: {} rows, {}\n", asked.source, asked.rows, asked.dialect);
    if asked.texts_withheld {
        text.push_str("-- texts are withheld, since the project hides names and any of them may be one\n");
    }
    for query in &asked.queries {
        let travel = match query.rows {
            Some(1) => "-- 1 row travels\n".to_owned(),
            Some(rows) => format!("-- {rows} rows travel\n"),
            None => String::new(),
        };
        text.push_str(&format!("\n{travel}-- {}\n{};\n", query.brings, query.sql));
    }
    for estimate in &asked.estimates {
        text.push_str("\n-- the engine expects\n");
        estimate.lines().for_each(|line| text.push_str(&format!("-- {line}\n")));
    }
    text
}
