//! `uptake restate`: published figures beside what they would be now, and why.

mod base;
mod bridge;

use super::ledger::{Recording, Records};
use crate::recorded::{Restored, home, unmade};
use crate::world::session;
use crate::{exit, known, output, recording};
use base::Runs;
use bridge::Bridge;
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use uptake_codes::ProgramCode;
use uptake_ledger::{Entry, FileDigest, Ledger};
use uptake_project::{Counted, Failure, ImpactRequest, KnownAt, ProjectFile, RunRequest, Session};
use uptake_report::restated::{self, Cause, Restated, State, Step};
use uptake_report::terminal::Detail;

/// Show which published figures would be others now, by how much, and because of what
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake restate               the last recorded run\n  uptake restate 12            the run of entry 12\n  uptake restate 12 --verbose  earlier periods and groups, too\n  uptake restate 12 --format json\n\nA bridge from the published figures to those of now. First the run is made again from what was known then: the rules that the ledger has kept, and the rows that had come by then, as `arrival:` of each source tells. Then one source after the other is read as it is now, in the order of the project file, then the rules are those of now. The steps of a figure add up to its change. People who stand otherwise in the list (another team, another role) are a step of their own. Nothing is written or recorded.\n\nWhere a file was rewritten since, or rows that had come by then were edited, the earlier rows are no longer there. Then the published figures are taken from the outputs of the run, if they are as it recorded them, and of each source that was rewritten it is told whose values it changes.\n\nExit codes: 0 every figure is as it was published, 1 some would be others, or the run doesn't come out as it was published, 2 could not run."
)]
pub(crate) struct Restate {
    /// The number of an entry, the first digits of its digest, or `last`
    #[arg(value_name = "RUN", default_value = "last")]
    entry: String,
    #[command(flatten)]
    records: Records,
    /// The folder of the run's outputs, for where files were rewritten since; where the run put them, if not given
    #[arg(long, value_name = "FOLDER")]
    published: Option<PathBuf>,
    /// Print the figures of earlier periods and of groups, too
    #[arg(long)]
    verbose: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// An object with every figure that changes
    Json,
}

impl Restate {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let here = session();
        let Recording {
            project,
            ledger,
            entry,
            whose,
            // A look back published nothing.
        } = self.records.find(&here, &self.entry, true)?;
        if !whose.is_of_file(&entry) {
            let message = format!("entry {} isn't a run of {whose}", entry.entry);
            let help = format!("name its project: `--project {}`", entry.run.project_file);
            return Err(Failure::new(message).code(ProgramCode::NoEntry).help(help));
        }
        if let Some(then) = &entry.run.asked.known_at {
            let message = format!(
                "entry {} is itself a look back: it has what was known on {}",
                entry.entry, then.day
            );
            return Err(Failure::new(message)
                .code(ProgramCode::NotKnownThen)
                .help("name the run that published the figures; `uptake ledger` lists all"));
        }
        let found = self.restated(&here, &project, &ledger, &entry)?;
        match self.format {
            Format::Text => output::print(&restated::text(&found, self.verbose, output::style(Detail::Glance))),
            Format::Json => output::json(&found, "the figures")?,
        }
        Ok(match found.changed.is_empty() && found.not_reproduced.is_empty() {
            true => exit::DONE,
            false => exit::FINDINGS,
        })
    }

    fn restated(&self, here: &Session, project: &Path, ledger: &Ledger, entry: &Entry) -> Result<Restated, Failure> {
        let home = home(project)?;
        let (said, loaded) = here.load(ProjectFile::At(project), None)?.sound()?;
        let then = Restored::of(ledger, entry, here)?;
        let known_at = known::when(ledger, entry, &said, &loaded.policy.calendar.time_zone)?;
        let runs = Runs {
            entry,
            then: &then,
            home: &home,
            arrivals: &known_at.arrivals,
            approved_at: known::approved_at(ledger, entry)?,
        };
        let base = runs.base(&known_at, self.published.as_deref())?;
        let mut bridge = Bridge::of(&base);
        let mut as_now = base.as_now.clone();
        for source in base
            .sources
            .iter()
            .filter(|source| !as_now.contains(*source))
            .cloned()
            .collect::<Vec<_>>()
        {
            as_now.insert(source.clone());
            let reports = &base.first.outcome.intake;
            let came = reports
                .iter()
                .any(|report| report.label() == source && report.not_yet > 0);
            // Files that were there are as they were, or they were rewritten; so there are new ones or none. Where rows say themselves
            // when they came, those that came later are counted.
            let by_rows = base.by_rows.contains(&source);
            let same = known_at.recorded.as_ref().and_then(|parts| parts.get(&source)) == base.there.get(&source);
            if !came && (by_rows || same) {
                continue;
            }
            let run = runs.quiet(&KnownAt {
                as_now: as_now.clone(),
                ..known_at.clone()
            })?;
            bridge.source(&source, &base.first, run)?;
        }
        // The file of sources that was asked with stands behind the project file, and is asked with again if it is there.
        let named = entry.run.asked.sources.as_ref().and(entry.run.rules.get(1));
        let named = named.map(|rule| home.join(&rule.file));
        let named = match &named {
            Some(path) => path
                .try_exists()
                .map_err(|error| unmade(&error))?
                .then_some(path.as_path()),
            None => None,
        };
        let (_, loaded) = here.load(ProjectFile::At(project), named)?.sound()?;
        let same = recording::program()?.sha256 == entry.run.program.sha256
            && manifest_rules(&loaded, &entry.run.rules)
            && entry.run.asked.sources.is_some() == named.is_some();
        if !same {
            let ran = here.run(
                &RunRequest {
                    project: ProjectFile::At(project),
                    sources: named,
                    approved_at: None,
                    ..runs.asked(None)?
                },
                &mut Counted,
            )?;
            let now = uptake_report::told(ran.outcome, &ran.disclosure, &ran.loaded);
            let rules = then.path();
            let impacts = here.impact(&ImpactRequest {
                project: ProjectFile::At(project),
                base: &rules.to_string_lossy(),
                head: None,
                sources: None,
                period: Some(&base.first.outcome.range.last),
                as_of: Some(base.first.outcome.as_of),
                names: entry.run.asked.names,
                without_each: false,
            })?;
            let cause = match Cause::rules(&impacts) {
                // What is removed stands in the rules of then, which lie in a folder that goes.
                Cause::Rules { edits } => Cause::Rules {
                    edits: edits
                        .iter()
                        .map(|edit| placed(edit, rules.parent(), entry.entry))
                        .collect(),
                },
                other => other,
            };
            bridge.steps.push(Step {
                cause,
                state: State::from(&now),
            });
        }
        let (figures, changed) = restated::changed(&base.published, &bridge.steps);
        Ok(Restated {
            entry: entry.entry,
            published: entry.at.clone(),
            as_of: entry.run.as_of.clone(),
            published_from: base.published_from,
            not_reproduced: base.not_reproduced,
            causes: bridge.steps.into_iter().map(|step| step.cause).collect(),
            figures,
            changed,
        })
    }
}

/// A line about an edit with the places of the rules of then as their project has them.
fn placed(edit: &str, folder: Option<&Path>, entry: u64) -> String {
    let prefix = folder.map(|folder| format!("{}/", folder.display()));
    let Some((before, rest)) = prefix.as_deref().and_then(|prefix| edit.split_once(prefix)) else {
        return edit.to_owned();
    };
    let end = rest.find(": ").unwrap_or(rest.len());
    let (place, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
    format!("{before}{place} of entry {entry}{after}")
}

/// Whether the rules of now are those of a run, by their digests. Files of approvals are recorded beside them, and say nothing of figures.
fn manifest_rules(loaded: &uptake_project::Loaded, rules: &[FileDigest]) -> bool {
    let now: BTreeSet<String> = loaded
        .files
        .iter()
        .map(|file| uptake_ledger::sha256(file.bytes()))
        .collect();
    let says = |rule: &&FileDigest| {
        [".yaml", ".yml", ".rhai"]
            .iter()
            .any(|ending| rule.file.ends_with(ending))
    };
    now == rules.iter().filter(says).map(|rule| rule.sha256.clone()).collect()
}
