//! `uptake adapters check`: what the sources of a project deliver, and whether it keeps the contracts.

use crate::world::session;
use crate::{exit, output};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::path::PathBuf;
use uptake_engine::inspect::Arriving;
use uptake_project::{Failure, InspectRequest, InspectedSource, ProjectFile};
use uptake_report::number::thousands;
use uptake_report::terminal;

/// Connect to the sources of a project: columns, rows, freshness, and what breaks the contracts
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake adapters check\n  uptake adapters check interactions --project uptake.yaml --rows 1000\n  uptake adapters check --sources warehouse.yaml --format json\n\nThe list of entities and the datasets of names are read whole in any case, since other rows are looked up in them.\n\nFindings are rows that are set aside, missing and unexpected values, and names that no register lists or nobody has.\n\nExit codes: 0 nothing found, 1 findings, 2 a source can't be read, or nothing could run."
)]
pub(super) struct Check {
    /// The dataset whose source to check; all if not given
    source: Option<String>,
    /// The project file
    #[arg(long, value_name = "FILE", default_value = "uptake.yaml")]
    project: PathBuf,
    /// Read the sources from this file instead of the project's own
    #[arg(long, value_name = "FILE")]
    sources: Option<PathBuf>,
    /// Look at no more than this many rows of each source
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    rows: Option<u64>,
    /// The day from which ages are told; later rows are set aside. The project's own, or today, if not given
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Show names though the project replaces them by pseudonyms; for those who may see them
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
        let inspected = session().inspect(&InspectRequest {
            project: ProjectFile::At(&self.project),
            sources: self.sources.as_deref(),
            dataset: self.source.as_deref(),
            rows: self.rows,
            as_of: self.as_of,
            names: self.names,
        })?;
        let checked = &inspected.sources;
        match self.format {
            Format::Text => {
                for (index, checked) in checked.iter().enumerate() {
                    if index > 0 {
                        output::print("\n");
                    }
                    output::print(&text(checked, inspected.as_of));
                    if let Some(failure) = &checked.failure {
                        output::error(&failure.text(output::colour_of_errors()));
                    }
                }
            }
            Format::Json => {
                let sources: Vec<Value> = checked.iter().map(entry).collect::<Result<_, _>>()?;
                let as_of = inspected.as_of.to_string();
                let all = json!({ "project": inspected.project, "as_of": as_of, "sources": sources });
                output::print(&format!("{all:#}\n"));
            }
        }
        let found = |checked: &InspectedSource| checked.seen.as_ref().is_some_and(|seen| seen.finds());
        Ok(if checked.iter().any(|checked| checked.failure.is_some()) {
            exit::COULD_NOT_RUN
        } else if checked.iter().any(found) {
            exit::FINDINGS
        } else {
            exit::DONE
        })
    }
}

fn entry(checked: &InspectedSource) -> Result<Value, Failure> {
    let unwritable = |error: serde_json::Error| Failure::new(format!("the findings can't be written: {error}"));
    let mut entry = json!({ "dataset": checked.spec.dataset.text, "adapter": checked.spec.adapter.text });
    if let (Some(entry), Some(seen)) = (entry.as_object_mut(), &checked.seen)
        && let Value::Object(seen) = serde_json::to_value(seen).map_err(unwritable)?
    {
        entry.extend(seen);
    }
    if let Some(entry) = entry.as_object_mut() {
        let fault = checked.failure.as_ref().map(
            |fault| json!({ "code": fault.code, "message": fault.message, "place": fault.place, "help": fault.help }),
        );
        entry.insert("fault".to_owned(), fault.unwrap_or(Value::Null));
    }
    Ok(entry)
}

fn text(checked: &InspectedSource, as_of: Date) -> String {
    let spec = &checked.spec;
    let mapping = spec
        .mapping
        .as_ref()
        .map_or(String::new(), |name| format!(", mapping {}", name.text));
    let mut out = format!("{} from {}{mapping}\n", spec.dataset.text, spec.adapter.text);
    let Some(seen) = &checked.seen else { return out };
    out.push_str(&columns(&seen.columns));
    for absent in &seen.absent {
        let feeds = absent.feeds.join(", ");
        let how = if absent.optional {
            "may be absent"
        } else {
            "must be there"
        };
        out.push_str(&format!("  no column `{}` for {feeds}, which {how}\n", absent.name));
    }
    if checked.failure.is_some() && seen.report.rows == 0 {
        return out;
    }
    if seen.partial {
        out.push_str(&format!(
            "  only the first {} rows were looked at\n",
            thousands(seen.report.rows)
        ));
    }
    if let Some(why) = &seen.not_looked_up {
        out.push_str(&format!(
            "  nobody was looked up, since the list can't be read: {why}\n"
        ));
    }
    // The same words as in the summary of a run, below the name.
    for line in terminal::intake(&seen.report).lines() {
        out.push_str(&format!("  {line}\n"));
    }
    for (column, names) in &seen.unlisted {
        let mut names: Vec<(&String, &u64)> = names.iter().collect();
        names.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
        let shown: Vec<String> = names
            .iter()
            .take(5)
            .map(|(name, rows)| format!("`{name}` ({})", thousands(**rows)))
            .collect();
        let more = match names.len().saturating_sub(5) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        out.push_str(&format!(
            "  `{column}` has names that its register doesn't list: {}{more}\n",
            shown.join(", ")
        ));
    }
    if let (Some(first), Some(last), Some(days)) = (seen.first, seen.last, seen.days_old) {
        let age = match days {
            0 => format!("the day of the figures, {as_of}"),
            1 => format!("1 day before {as_of}"),
            2.. => format!("{days} days before {as_of}"),
            -1 => format!("1 day after {as_of}"),
            _ => format!("{} days after {as_of}", -days),
        };
        out.push_str(&format!("  first {first}, last {last}: {age}\n"));
    }
    out
}

/// The columns side by side.
fn columns(columns: &[Arriving<String>]) -> String {
    let width = |of: &dyn Fn(&Arriving<String>) -> usize| columns.iter().map(of).max().unwrap_or(0);
    let types = |column: &Arriving<String>| column.types.join(" or ");
    let names = width(&|column| column.name.chars().count());
    let kinds = width(&|column| types(column).chars().count());
    let mut out = String::new();
    for column in columns {
        let feeds = match column.feeds.is_empty() {
            true => "unused".to_owned(),
            false => format!("feeds {}", column.feeds.join(", ")),
        };
        out.push_str(&format!(
            "  {:<names$}  {:<kinds$}  {feeds}\n",
            column.name,
            types(column)
        ));
    }
    out
}
