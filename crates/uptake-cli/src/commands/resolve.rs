//! `uptake resolve`: the rules as they are for somebody on a day, and which line decided each value.

use super::days::date;
use super::project;
use crate::world::session;
use crate::{exit, output};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use std::collections::BTreeMap;
use uptake_codes::RuleCode;
use uptake_project::{Failure, ResolveRequest};
use uptake_report::resolved;

/// Print the rules that apply to a group on a day, and which line decided each value
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake resolve --team \"Enterprise EMEA\" --origin\n  uptake resolve uptake.yaml --for region=EMEA --for team=\"Enterprise EMEA\" --period 2026-W27\n  uptake resolve csm-ai-adoption --only definitions --format json\n\nAn override applies if its `for` matches the columns given here. Overrides that require more columns are listed, since they might apply too. With `--origin`, a comment shows where each value is defined and what it replaced.\n\nExit codes: 0 done, 1 the rules have errors, which are shown, 2 could not run."
)]
pub(crate) struct Resolve {
    /// A project file or its folder, a pack's folder, a rule file, or the name of a built-in pack
    ///
    /// If not given, the project or pack in this folder, or the nearest `uptake.yaml` in a folder above
    #[arg(value_name = "PROJECT|PACK", conflicts_with = "project")]
    of: Option<String>,
    /// The same for a project, as other commands take it
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
    /// A column of the entities and its value, such as region=EMEA; may be given several times
    #[arg(long = "for", value_name = "COLUMN=VALUE", value_parser = pair)]
    who: Vec<(String, String)>,
    /// The same as --for team=NAME
    #[arg(long, value_name = "NAME")]
    team: Option<String>,
    /// The day; the project's own, or today, if not given. A period has the rules of its first day
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with = "period")]
    at: Option<Date>,
    /// A period instead of a day, such as 2026-W27
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// Show for each value where it was decided and what it overrode
    #[arg(long)]
    origin: bool,
    /// Only a section or a rule, such as definitions or definitions.active
    #[arg(long, value_name = "SECTION[.RULE]")]
    only: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Yaml)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Rules, as they could be written in a file
    Yaml,
    /// A list of values, each with its place
    Json,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((column, value)) if !column.is_empty() && !value.is_empty() => Ok((column.to_owned(), value.to_owned())),
        _ => Err("write COLUMN=VALUE, such as region=EMEA".to_owned()),
    }
}

/// The value of each column. Somebody is in one group of each kind.
fn columns(pairs: impl Iterator<Item = (String, String)>) -> Result<BTreeMap<String, String>, Failure> {
    let mut columns = BTreeMap::new();
    for (column, value) in pairs {
        match columns.get(&column) {
            Some(other) if *other != value => {
                let message = format!("`{column}` has two values: `{other}` and `{value}`");
                return Err(Failure::new(message)
                    .code(RuleCode::DuplicateKey)
                    .help("give one value for each column, and resolve the other by itself"));
            }
            Some(_) | None => columns.insert(column, value),
        };
    }
    Ok(columns)
}

impl Resolve {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let team = self.team.into_iter().map(|team| ("team".to_owned(), team));
        let session = session();
        let rules = project::rules(&session, self.of.or(self.project))?;
        let request = ResolveRequest {
            rules: &rules,
            person: columns(self.who.into_iter().chain(team))?,
            day: self.at,
            period: self.period.as_deref(),
            only: self.only.as_deref(),
        };
        let found = match session.resolve(&request) {
            Ok(found) => found,
            Err(failure) => return output::findings(failure),
        };
        match self.format {
            Format::Yaml => output::print(&resolved::yaml(&found, self.origin)),
            Format::Json => output::json(&resolved::json(&found), "the rules")?,
        }
        Ok(exit::DONE)
    }
}
