//! `uptake adapters check`: what the sources of a project deliver, and whether it keeps the contracts.

use crate::exit::{self, Failure};
use crate::{measuring, output, project_files, sources};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::path::PathBuf;
use uptake_engine::inspect::{Arriving, Inspection, Look, inspect};
use uptake_engine::names::Names;
use uptake_report::number::thousands;
use uptake_report::terminal;
use uptake_rules::near::nearest;
use uptake_rules::project::{Project, SourceSpec};

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

/// What was seen of a source, as it is written.
type Seen = Inspection<String, String>;

/// A source with what was seen of it, or why nothing was.
struct Checked<'a> {
    spec: &'a SourceSpec,
    seen: Option<Seen>,
    fault: Option<Failure>,
}

impl Check {
    /// Runs it.
    pub(super) fn run(self) -> Result<u8, Failure> {
        let (project, loaded) = project_files::load_with(&self.project, self.sources.as_deref())?.sound()?;
        let wanted = self.wanted(&project)?;
        let disclosure = measuring::disclosure(&project, &loaded, self.names)?;
        let as_of = measuring::as_of(self.as_of, &project, &loaded);
        let (mut opened, closed) = sources::open_each(&project, &loaded.sources_folder, &loaded.sources);
        let shut: Vec<String> = closed.iter().map(|(dataset, _)| dataset.clone()).collect();
        let look = Look {
            policy: &loaded.policy,
            as_of,
            datasets: &wanted,
            closed: &shut,
            rows: self.rows,
        };
        let failure = |error: uptake_engine::Error| measuring::failure(&error, &disclosure, &loaded);
        let inspected = inspect(&look, &mut opened).map_err(failure)?;
        let names: Vec<&Names> = inspected.names.iter().map(|names| &**names).collect();
        let writer = disclosure.over(&names);
        let seen = inspected.sources.into_iter().map(|seen| seen.written(&writer));
        let (mut seen, mut closed): (Vec<Seen>, _) = (seen.collect(), closed);
        let checked: Vec<Checked<'_>> = project
            .sources
            .iter()
            .filter(|spec| wanted.is_empty() || wanted.contains(&spec.dataset.text))
            .map(|spec| {
                let name = &spec.dataset.text;
                let mut found = seen
                    .iter()
                    .position(|seen| seen.dataset == *name)
                    .map(|at| seen.swap_remove(at));
                let broke = found.as_mut().and_then(|seen| seen.fault.take());
                let broke = broke.map(failure);
                let shut = closed
                    .iter()
                    .position(|(dataset, _)| dataset == name)
                    .map(|at| closed.swap_remove(at).1);
                Checked {
                    spec,
                    seen: found,
                    fault: shut.or(broke),
                }
            })
            .collect();
        match self.format {
            Format::Text => {
                for (index, checked) in checked.iter().enumerate() {
                    if index > 0 {
                        output::print("\n");
                    }
                    output::print(&text(checked, as_of));
                    if let Some(fault) = &checked.fault {
                        fault.show();
                    }
                }
            }
            Format::Json => {
                let sources: Vec<Value> = checked.iter().map(entry).collect::<Result<_, _>>()?;
                let all = json!({ "project": project.name, "as_of": as_of.to_string(), "sources": sources });
                output::print(&format!("{all:#}\n"));
            }
        }
        let found = |checked: &Checked<'_>| checked.seen.as_ref().is_some_and(Seen::finds);
        Ok(if checked.iter().any(|checked| checked.fault.is_some()) {
            exit::COULD_NOT_RUN
        } else if checked.iter().any(found) {
            exit::FINDINGS
        } else {
            exit::DONE
        })
    }

    /// The datasets to look at; none for all.
    fn wanted(&self, project: &Project) -> Result<Vec<String>, Failure> {
        let Some(name) = &self.source else {
            return Ok(Vec::new());
        };
        let names: Vec<&str> = project.sources.iter().map(|spec| spec.dataset.text.as_str()).collect();
        if names.contains(&name.as_str()) {
            return Ok(vec![name.clone()]);
        }
        let failure = Failure::new(format!("the project has no source for `{name}`")).code("unknown-name");
        Err(match nearest(name, names.iter().copied()) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                failure.help(format!("it has sources for {}", names.join(", ")))
            }
        })
    }
}

fn entry(checked: &Checked<'_>) -> Result<Value, Failure> {
    let unwritable = |error: serde_json::Error| Failure::new(format!("the findings can't be written: {error}"));
    let mut entry = json!({ "dataset": checked.spec.dataset.text, "adapter": checked.spec.adapter.text });
    if let (Some(entry), Some(seen)) = (entry.as_object_mut(), &checked.seen)
        && let Value::Object(seen) = serde_json::to_value(seen).map_err(unwritable)?
    {
        entry.extend(seen);
    }
    if let Some(entry) = entry.as_object_mut() {
        let fault = checked.fault.as_ref().map(
            |fault| json!({ "code": fault.code, "message": fault.message, "place": fault.place, "help": fault.help }),
        );
        entry.insert("fault".to_owned(), fault.unwrap_or(Value::Null));
    }
    Ok(entry)
}

fn text(checked: &Checked<'_>, as_of: Date) -> String {
    let spec = checked.spec;
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
    if checked.fault.is_some() && seen.report.rows == 0 {
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
