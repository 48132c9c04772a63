//! `uptake run`: the figures of a project.

use super::days::date;
use super::project::{CacheArguments, ProjectArgument};
use crate::measuring::Measured;
use crate::world::session;
use crate::{exit, known, measuring, output, recorded, watching};
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use uptake_engine::Range;
use uptake_engine::outcome::{NoteKind, Verdict};
use uptake_project::{Failure, NotifyRequest, ProjectFile, RunRequest, Session};
use uptake_report::Written;
use uptake_report::layout::wrapped;
use uptake_report::outputs::{self, Wanted};
use uptake_report::person::{self, PersonForm};
use uptake_report::terminal::{self, Detail, Style};

/// Run a project's rules on its data and report the figures
#[derive(Args)]
#[command(
    after_help = after_help()
)]
pub(crate) struct Run {
    #[command(flatten)]
    project: ProjectArgument,
    /// Read the sources from this file instead of the project's own
    #[arg(long, value_name = "FILE")]
    sources: Option<PathBuf>,
    /// One period, such as 2026-W07, 2026-02 or 2026-02-15, as the calendar of the rules has it
    #[arg(long, value_name = "PERIOD", conflicts_with_all = ["from", "to"])]
    period: Option<String>,
    /// Report periods that begin on this day or later
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<Date>,
    /// Report periods that end on this day or earlier
    #[arg(long, value_name = "DATE", value_parser = date)]
    to: Option<Date>,
    /// The day of the figures: later rows are set aside. The project's own, or today, if not given
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// Read rules and data as they were known at the end of this day: the rules of the last run that the ledger has up to then, and
    /// the rows that had come, as `arrival:` of each source tells. The day of the figures is this one, if neither `--as-of` nor the project says it
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with_all = ["watch", "person"])]
    known_at: Option<Date>,
    /// With `--known-at`, the data as they were known then, and the rules of now
    #[arg(long, requires = "known_at")]
    current_rules: bool,
    /// Write the figures into this folder; `{period}` in its name stands for the last period, as in `figures/{period}`
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write only these files, besides what says how the figures came: set_aside.csv, outcome.json and manifest.json. Of 100,000 people
    /// the list of them takes longer than the figures
    #[arg(long, value_name = "FILE", requires = "out", value_delimiter = ',', value_parser = PossibleValuesParser::new(outputs::chooseable()))]
    files: Vec<String>,
    /// Show one person: what was counted, which conditions held, why they don't count and by which rule; the last period in
    /// full and those before it in a line each, or with `--period`, `--from` or `--to` each of them in full
    #[arg(long, value_name = "NAME", conflicts_with = "out")]
    person: Option<String>,
    /// Show names even if the project replaces them by pseudonyms; only for people who may see them
    #[arg(long)]
    names: bool,
    /// End with exit code 1 if a check has this verdict or a worse one, if it has too little data, or if anything is wrong with
    /// the rows that came. May be given several times
    #[arg(long, value_enum, value_name = "WHAT")]
    fail_on: Vec<FailOn>,
    #[command(flatten)]
    cache: CacheArguments,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    length: Length,
    /// Run again whenever a rule file is saved, until Ctrl-C. The data are read again only if the project file or what the rules read
    /// has changed
    #[arg(long, conflicts_with = "out")]
    watch: bool,
    /// Tell this address of the finished run, by POST of `{"text": …}`; `${env:NAME}` and `${file:PATH}` stand for what they name.
    /// The project's `notify.webhook`, if not given
    #[arg(long, value_name = "URL", conflicts_with_all = ["watch", "person"])]
    webhook: Option<String>,
}

/// How much is printed for people.
#[derive(Args, Clone, Copy)]
pub(crate) struct Length {
    /// Print every detail: all metrics with their groups, all checks with their values and rows, each source, all notes
    #[arg(long, conflicts_with = "brief")]
    verbose: bool,
    /// Print one line
    #[arg(long)]
    brief: bool,
}

impl Length {
    /// How much that is.
    fn detail(self) -> Detail {
        match (self.brief, self.verbose) {
            (true, _) => Detail::Brief,
            (false, true) => Detail::Verbose,
            (false, false) => Detail::Glance,
        }
    }
}

/// What follows the options in the help.
fn after_help() -> String {
    format!("{EXAMPLES}\n\n{} {MORE}", outputs::in_words())
}

const EXAMPLES: &str = "Examples:\n  uptake run\n  uptake run adoption --period 2026-W07\n  uptake run --person \"ana\"   who counts, and why\n  uptake run --sources warehouse.yaml\n  uptake run --from 2026-01-05 --to 2026-02-15 --out figures\n  uptake run --out figures --files metrics.csv,checks.csv\n  uptake run --fail-on warn     as a gate\n  uptake run --watch            again at each save of a rule";

const MORE: &str = "The folder is replaced in one step, so a run that is stopped leaves the previous one whole. Where that can't be done (a mount, some file systems), its files are replaced one by one, the manifest last.\n\nA script that has no columnar form runs in the interpreter, stopped at fixed limits. The summary and outcome.json report how many rows, what went wrong and where, and what it printed; a row without an answer is unknown.\n\nChecks have verdicts: pass, warn, fail, or insufficient data. They don't change the exit code unless `--fail-on` asks for it.\n\nExit codes: 0 done, 1 a gate of a source is breached, a source has stopped, or what `--fail-on` asks for (warn: a check warned or failed; fail: a check failed; insufficient: a check has too little data; intake: a row is set aside or a period isn't known of a source), 2 could not run, or a source has no usable row at all; its figures are unknown, and the files are written all the same, beside earlier figures as DIR-failed.";

/// The mildest verdict that counts as a finding.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A warning
    Warn,
    /// A failure
    Fail,
    /// A check with too little data
    Insufficient,
    /// A row that is set aside, or a period that a source doesn't tell of
    Intake,
}

impl FailOn {
    /// Whether an outcome has it.
    fn holds(self, outcome: &Written) -> bool {
        let checks = |asks: fn(Verdict) -> bool| outcome.checks.iter().any(|check| asks(check.verdict));
        match self {
            FailOn::Warn => checks(|verdict| verdict >= Verdict::Warn),
            FailOn::Fail => checks(|verdict| verdict >= Verdict::Fail),
            FailOn::Insufficient => checks(|verdict| verdict == Verdict::Insufficient),
            FailOn::Intake => {
                outcome.intake.iter().any(|report| report.set_aside_rows() > 0)
                    || outcome.notes.iter().any(|note| note.kind.is_of_intake())
            }
        }
    }
}

/// How to print an outcome.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, at a glance
    Table,
    /// The whole outcome, as in outcome.json
    Json,
    /// At a glance, and in the folder of `--out` a workbook with all tables besides
    Xlsx,
}

impl Format {
    /// Whether a workbook is to be written; it needs a folder.
    pub(crate) fn workbook(self, out: Option<&Path>) -> Result<bool, Failure> {
        match (self, out) {
            (Format::Xlsx, None) => Err(Failure::new("`--format xlsx` needs `--out`")
                .help("name the folder that the workbook is written into, as in `--out figures`")),
            (Format::Xlsx, Some(_)) => Ok(true),
            (Format::Table | Format::Json, _) => Ok(false),
        }
    }
}

impl Run {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let range = match (&self.period, self.from, self.to) {
            (Some(period), _, _) => Range::Period(period.clone()),
            (None, None, None) => Range::All,
            (None, from, to) => Range::Days(from, to),
        };
        let workbook = self.format.workbook(self.out.as_deref())?;
        let files = self.files.iter().map(String::as_str);
        let wanted = &outputs::chosen(workbook, files)
            .map_err(|name| Failure::new(format!("`{name}` is no file that can be chosen")))?;
        let session = session().caching(self.cache.caching());
        let project = self.project.find(&session)?;
        if let Some(day) = self.known_at {
            return self.as_known(&session, &project, day, range, wanted);
        }
        let request = RunRequest {
            sources: self.sources.as_deref(),
            range,
            as_of: self.as_of,
            names: self.names,
            person: self.person.as_deref(),
            ..RunRequest::new(ProjectFile::At(&project))
        };
        if self.watch {
            let mut watching = session.watching(&request);
            return watching::again(&|| session.watch(&project), &mut || {
                let (ran, read) = watching.run()?;
                let code = self.show(&measuring::of(ran), wanted)?;
                if !read {
                    output::error("judged again; the data weren't read again\n");
                }
                Ok(code)
            });
        }
        let measured = measuring::run(&session, &request, self.out.as_deref(), wanted, None)?;
        let code = self.show(&measured, wanted)?;
        if self.person.is_none() {
            self.notify(&session, &project, &measured.outcome);
        }
        Ok(code)
    }

    /// The same of what was known at the end of a day.
    fn as_known(
        &self,
        session: &Session,
        project: &Path,
        day: Date,
        range: Range,
        wanted: &Wanted,
    ) -> Result<u8, Failure> {
        let known = known::at(session, (project, self.sources.as_deref()), day, self.current_rules)?;
        if known.open {
            output::error(&format!("note: {day} hasn't ended: this is what is known by now\n"));
        }
        let home = recorded::home(project)?;
        // The rules of then lie in a folder of their own, so paths of now start from the root.
        let named = self.sources.as_deref().map(std::path::absolute).transpose();
        let named = named.map_err(|error| recorded::unmade(&error))?;
        let request = RunRequest {
            range,
            as_of: self.as_of.or(known.as_of),
            names: self.names,
            known_at: Some(known.known_at.clone()),
            ..RunRequest::new(ProjectFile::At(project))
        };
        let measured = match &known.rules {
            Some(rules) => {
                let request = RunRequest {
                    project: ProjectFile::At(&rules.project),
                    sources: named.as_deref().or(rules.sources.as_deref()),
                    data_from: Some(&home),
                    approved_at: known.approved_at,
                    ..request
                };
                measuring::run(&rules.session, &request, self.out.as_deref(), wanted, Some(&known.then))?
            }
            None => {
                let request = RunRequest {
                    sources: named.as_deref(),
                    ..request
                };
                measuring::run(session, &request, self.out.as_deref(), wanted, Some(&known.then))?
            }
        };
        let code = self.show(&measured, wanted)?;
        self.notify(session, project, &measured.outcome);
        Ok(code)
    }

    /// Tells a service of the run. If that fails, it is a warning: the figures are there.
    fn notify(&self, session: &Session, project: &Path, outcome: &Written) {
        let text = terminal::summary(outcome, Style::piped(Detail::Brief));
        let told = session.notify(&NotifyRequest {
            project,
            webhook: self.webhook.as_deref(),
            text: text.trim_end(),
        });
        if let Err(failure) = told {
            output::error(&failure.text(output::colour_of_errors()).replacen("error", "warning", 1));
        }
    }

    /// Shows what was measured.
    fn show(&self, measured: &Measured, wanted: &Wanted) -> Result<u8, Failure> {
        let each = self.period.is_some() || self.from.is_some() || self.to.is_some();
        let outcome = &measured.outcome;
        // Where that is follows from the figures, so it has to be said, whatever is printed.
        let told = self.format != Format::Json && !self.length.brief;
        let named = |folder: &&PathBuf| self.out.as_ref().is_some_and(|out| out != *folder);
        if let Some(folder) = measured.folder.as_ref().filter(named).filter(|_| !told) {
            output::error(&format!("written to {}\n", folder.display()));
        }
        match (&self.person, self.format) {
            (None, format) => show(outcome, format, self.length)?,
            (Some(_), Format::Table | Format::Xlsx) => {
                output::print(&person::text(outcome, each, output::style(Detail::Glance)));
            }
            (Some(_), Format::Json) => output::json(&PersonForm::of(outcome), "the person")?,
        }
        if let (Some(folder), true) = (&measured.folder, told) {
            output::print(&written_to(folder, measured.kept.as_deref(), outcome, wanted));
        }
        let found = !outcome.findings.is_empty() || self.fail_on.iter().any(|what| what.holds(outcome));
        Ok(if outcome.findings.iter().any(|finding| finding.kind.is_total()) {
            exit::COULD_NOT_RUN
        } else if found {
            exit::FINDINGS
        } else {
            exit::DONE
        })
    }
}

/// Where the files are, which earlier ones stay, and that the list of people isn't among them, if it isn't.
fn written_to(folder: &Path, kept: Option<&Path>, outcome: &Written, wanted: &Wanted) -> String {
    let withheld = outcome.notes.iter().find_map(|note| match note.kind {
        NoteKind::PeopleWithheld { why } => Some(uptake_report::notes::withheld(why)),
        _ => None,
    });
    let people = match withheld {
        None if !wanted.has(outputs::PEOPLE) => String::new(),
        None => format!("; {} says who counts and why", outputs::PEOPLE),
        Some(why) => format!(
            "; {} isn't, because {why}: add --names, if you may see names. Other files tell of single people, too, \
             and aren't to be handed on: {}",
            outputs::PEOPLE,
            outputs::of_people(folder)
        ),
    };
    let line = |text: &str| format!("{}\n", wrapped(text, output::style(Detail::Glance).width, 2));
    let written = line(&format!("Written to {}{people}", folder.display()));
    let kept = kept.map(|kept| line(&format!("The earlier figures stay in {}", kept.display())));
    written + kept.unwrap_or_default().as_str()
}

/// Prints an outcome.
pub(crate) fn show(outcome: &Written, format: Format, length: Length) -> Result<(), Failure> {
    match format {
        Format::Table | Format::Xlsx => output::print(&terminal::summary(outcome, output::style(length.detail()))),
        Format::Json => {
            let json = uptake_report::json::text(outcome)
                .map_err(|error| Failure::new(format!("the outcome can't be written: {error}")))?;
            output::outcome(&json);
        }
    }
    Ok(())
}
