//! `uptake restate`: published figures beside what they would be now, and why.

use super::ledger::LedgerOption;
use super::project::ProjectOption;
use crate::output_folder::Beside;
use crate::recorded::{Restored, day, find, home, parts, parts_of, range, unmade};
use crate::recording::{self, failure};
use crate::world::session;
use crate::{exit, known, measuring, output};
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::path::Path;
use uptake_codes::ProgramCode;
use uptake_ledger::{Entry, FileDigest, Manifest};
use uptake_project::{Counted, Failure, ImpactRequest, KnownAt, ProjectFile, RecordedParts, RunRequest, Session};
use uptake_report::Written;
use uptake_report::restated::{self, Cause, Restated, Step};
use uptake_report::terminal::Detail;

/// Show which published figures would be others now, by how much, and because of what
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake restate               the last recorded run\n  uptake restate 12            the run of entry 12\n  uptake restate 12 --verbose  earlier periods and groups, too\n  uptake restate 12 --format json\n\nA bridge from the published figures to those of now. First the run is made again from what was known then: the rules that the ledger has kept, and the rows that had come by then, as `arrival:` of each source tells. Then one source after the other is read as it is now, in the order of the project file, then the rules are those of now. The steps of a figure add up to its change. Nothing is written or recorded.\n\nExit codes: 0 every figure is as it was published, 1 some would be others, or the run doesn't come out as it was published, 2 could not run."
)]
pub(crate) struct Restate {
    /// The number of an entry, the first digits of its digest, or `last`
    #[arg(value_name = "RUN", default_value = "last")]
    entry: String,
    #[command(flatten)]
    project: ProjectOption,
    #[command(flatten)]
    ledger: LedgerOption,
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
        let project = self.project.find(&here)?;
        let ledger = self.ledger.find(&here, Some(&project))?;
        let entry = find(&ledger, &self.entry)?;
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

    fn restated(
        &self,
        here: &Session,
        project: &Path,
        ledger: &uptake_ledger::Ledger,
        entry: &Entry,
    ) -> Result<Restated, Failure> {
        let home = home(project)?;
        let (said, loaded) = here.load(ProjectFile::At(project), None)?.sound()?;
        let then = Restored::of(ledger, entry, here)?;
        let ended = known::ended(entry)?;
        let zone = loaded.policy.calendar.time_zone.as_str();
        let ended_on = ended
            .in_tz(zone)
            .map_err(|error| Failure::new(format!("{ended} has no day in the zone `{zone}`: {error}")))?;
        let known_at = KnownAt {
            before: ended,
            recorded: Some(parts_of(entry)),
            arrivals: known::arrivals(&said),
            ..KnownAt::end_of(ended_on.date(), zone)?
        };
        let asked = |known_at: Option<KnownAt>| -> Result<RunRequest<'_>, Failure> {
            Ok(RunRequest {
                range: range(entry)?,
                as_of: Some(day(&entry.run.as_of)?),
                names: entry.run.asked.names,
                known_at,
                ..RunRequest::new(ProjectFile::At(&then.project))
            })
        };
        let request = |known_at: KnownAt| -> Result<RunRequest<'_>, Failure> {
            Ok(RunRequest {
                sources: then.sources.as_deref(),
                data_from: Some(&home),
                ..asked(Some(known_at))?
            })
        };

        let made = Beside::temporary().map_err(|error| unmade(&error))?;
        let first = request(known_at.clone())?;
        let (published, was) = measuring::run_into(&then.session, &first, made.path(), entry.run.asked.workbook)?;
        let (not_reproduced, there) = made_again(entry, made.path())?;
        let recorded = parts_of(entry);
        let mut steps: Vec<Step> = Vec::new();
        let mut as_now = BTreeSet::new();
        let ran = was.project.as_ref();
        let ran = ran.ok_or_else(|| Failure::new("internal error: a recorded run is of no project"))?;
        for source in ran.sources.iter().map(uptake_rules::project::SourceSpec::label) {
            as_now.insert(source.clone());
            let came = published
                .intake
                .iter()
                .any(|report| report.label() == source && report.not_yet > 0);
            // Files that were there are as they were, or it would have been an error; so there are new ones or none.
            if !came && recorded.get(&source) == there.get(&source) {
                continue;
            }
            let outcome = quiet(
                &then.session,
                &request(KnownAt {
                    as_now: as_now.clone(),
                    ..known_at.clone()
                })?,
            )?;
            let before = steps.last().map_or(&published, |step| &step.outcome);
            let cause = Cause::source(&source, before, &outcome);
            steps.push(Step { cause, outcome });
        }
        let same = recording::program()?.sha256 == entry.run.program.sha256
            && manifest_rules(&loaded, &entry.run.rules)
            && entry.run.asked.sources.is_none();
        if !same {
            let outcome = quiet(
                here,
                &RunRequest {
                    project: ProjectFile::At(project),
                    ..asked(None)?
                },
            )?;
            let base = then.path();
            let impacts = here.impact(&ImpactRequest {
                project: ProjectFile::At(project),
                base: &base.to_string_lossy(),
                head: None,
                sources: None,
                period: Some(&published.range.last),
                as_of: Some(published.as_of),
                names: entry.run.asked.names,
                without_each: false,
            })?;
            let cause = Cause::rules(&impacts);
            steps.push(Step { cause, outcome });
        }
        let (figures, changed) = restated::changed(&published, &steps);
        Ok(Restated {
            entry: entry.entry,
            published: entry.at.clone(),
            as_of: entry.run.as_of.clone(),
            not_reproduced,
            causes: steps.into_iter().map(|step| step.cause).collect(),
            figures,
            changed,
        })
    }
}

/// The figures of a run of which nothing is said but these.
fn quiet(session: &Session, request: &RunRequest<'_>) -> Result<Written, Failure> {
    let ran = session.run(request, &mut Counted)?;
    Ok(uptake_report::told(ran.outcome, &ran.disclosure, &ran.loaded))
}

/// Whether the rules of now are those of a run, by their digests.
fn manifest_rules(loaded: &uptake_project::Loaded, rules: &[FileDigest]) -> bool {
    let now: BTreeSet<String> = loaded
        .files
        .iter()
        .map(|file| uptake_ledger::sha256(file.bytes()))
        .collect();
    now == rules.iter().map(|rule| rule.sha256.clone()).collect()
}

/// The tables that don't come out as they were published, and the parts that the sources have now. What tells of the run itself, such as
/// what wasn't read, is left aside.
fn made_again(entry: &Entry, made: &Path) -> Result<(Vec<String>, RecordedParts), Failure> {
    let manifest = Manifest::read(made).map_err(failure)?;
    let manifest = manifest.ok_or_else(|| Failure::new("internal error: the manifest of this run can't be read"))?;
    let is_table = |name: &str| [".csv", ".parquet"].iter().any(|ending| name.ends_with(ending));
    let was = entry.run.outputs.iter().filter(|output| is_table(&output.file));
    let is = manifest.recorded(made).map_err(failure)?;
    let other = was.filter(|was| !is.iter().any(|is| is.file == was.file && is.sha256 == was.sha256));
    let other = other.map(|output| output.file.clone()).collect();
    Ok((other, parts(&manifest.sources)))
}
