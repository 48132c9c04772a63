//! `uptake report`: the figures as one page to send.

use super::days::{date, month};
use super::project::{CacheArguments, ProjectArgument};
use crate::output_folder::Beside;
use crate::world::session;
use crate::{exit, measuring, output, output_file, printing, typesetting};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use uptake_codes::{ProgramCode, RuleCode};
use uptake_engine::Range;
use uptake_project::{Failure, ProjectFile, RunRequest, Session};
use uptake_report::Written;
use uptake_report::outputs::Wanted;
use uptake_report::page;

/// Write the figures as one page to send: charts, checks, what to fix first, and what the words mean
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake report\n  uptake report --month 2026-10 --out october.html\n  uptake report adoption --format md --out report.md\n  uptake report --format pdf --out report.pdf\n  uptake report --format pdf-ua --out report.pdf\n\nThe page is one file: it needs no network and no script, prints, and follows the reader's light or dark screen. It shows the last reported period; charts over time show all of them, or the last 13. Each chart has its numbers beside it. Groups that are too small aren't in it, and no single person is.\n\n`pdf` is printed by a browser of this machine, such as Chromium; without one, print the page from any browser. `pdf-ua` is made by the program `typst`: a tagged PDF for readers of screens (PDF/UA-1) that may be archived (PDF/A-3a), with `metrics.csv` attached. `xlsx` is the workbook that `uptake run --format xlsx` writes.\n\nExit codes: 0 done, 1 a gate of a source is breached, or a source has stopped, 2 could not run, or a source has no usable row at all; the page says so and is written all the same."
)]
pub(crate) struct Report {
    #[command(flatten)]
    project: ProjectArgument,
    /// Read the sources from this file instead of the project's own
    #[arg(long, value_name = "FILE")]
    sources: Option<PathBuf>,
    /// The periods of one month, such as 2026-10; a week is of the month in which most of its days lie
    #[arg(long, value_name = "MONTH", value_parser = month, conflicts_with_all = ["period", "from", "to"])]
    month: Option<Date>,
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
    /// Show names even if the project replaces them by pseudonyms; only for people who may see them
    #[arg(long)]
    names: bool,
    #[command(flatten)]
    cache: CacheArguments,
    /// What to write; if not given, as the name of `--out` ends, else `html`
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The file; `{period}` in its name stands for the last period. Without it `report-{period}` here
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The browser that prints the PDF; if not given, one that is found
    #[arg(long, value_name = "PATH")]
    browser: Option<PathBuf>,
    /// The program `typst`, which makes the accessible PDF; if not given, the one on the path
    #[arg(long, value_name = "PATH")]
    typst: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One page for a browser
    Html,
    /// The same as text, with tables for charts
    Md,
    /// The tables as a workbook
    Xlsx,
    /// The page, printed by a browser of this machine
    Pdf,
    /// An accessible PDF (PDF/UA-1, PDF/A-3a) with the figures attached, made by the program `typst`
    PdfUa,
}

impl Format {
    /// How names of its files end.
    fn ending(self) -> &'static str {
        self.endings().first().copied().unwrap_or_default()
    }

    /// All that names of its files may end with.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Format::Html => output_file::HTML,
            Format::Md => output_file::MARKDOWN,
            Format::Xlsx => &["xlsx"],
            Format::Pdf | Format::PdfUa => output_file::PDF,
        }
    }

    /// The one that a file's name ends with; of a PDF the one that a browser prints.
    fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        let all = [Format::Html, Format::Md, Format::Xlsx, Format::Pdf];
        all.into_iter().find(|format| format.ending() == ending)
    }
}

/// That nothing says which format a file should have.
fn no_format(out: &Path) -> Failure {
    Failure::new(format!("no format of a report has the ending of `{}`", out.display()))
        .code(RuleCode::WrongValue)
        .help("end the name in `.html`, `.md`, `.xlsx` or `.pdf`, or name the format, as in `--format html`")
}

impl Report {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let range = match (self.month, self.period, self.from, self.to) {
            (Some(month), ..) => Range::Month(month),
            (None, Some(period), _, _) => Range::Period(period),
            (None, None, None, None) => Range::All,
            (None, None, from, to) => Range::Days(from, to),
        };
        let format = match (self.format, self.out.as_deref()) {
            (Some(format), _) => format,
            (None, None) => Format::Html,
            (None, Some(out)) => Format::of(out).ok_or_else(|| no_format(out))?,
        };
        let session = session().caching(self.cache.caching());
        let project = self.project.find(&session)?;
        let request = RunRequest {
            sources: self.sources.as_deref(),
            range,
            as_of: self.as_of,
            names: self.names,
            ..RunRequest::new(ProjectFile::At(&project))
        };
        let mut read = Vec::new();
        let (outcome, bytes) = match format {
            Format::Xlsx => {
                let (outcome, bytes, sources) = workbook(&session, &request)?;
                read = sources;
                (outcome, bytes)
            }
            Format::Html | Format::Md | Format::Pdf | Format::PdfUa => {
                let (outcome, page) = measuring::page(&session, &request)?;
                let bytes = match format {
                    Format::Md => page::markdown(&page).into_bytes(),
                    Format::Pdf => printing::pdf(&page::html(&page), self.browser.as_deref())?,
                    Format::PdfUa => typesetting::pdf(&outcome, &page, self.typst.as_deref())?,
                    Format::Html | Format::Xlsx => page::html(&page).into_bytes(),
                };
                (outcome, bytes)
            }
        };
        let out = self
            .out
            .unwrap_or_else(|| PathBuf::from(format!("report-{{period}}.{}", format.ending())));
        let out = PathBuf::from(out.to_string_lossy().replace("{period}", &outcome.range.last));
        // A workbook may be a source as well, and then its name says nothing.
        if read.iter().any(|file| same(file, &out)) {
            let why = "the project reads it";
            return Err(output_file::mustnt(&out, why).help("name another file with `--out`"));
        }
        output_file::write_over(&out, &bytes, format.endings())?;
        output::print(&format!("Written to {}\n", out.display()));
        Ok(if outcome.findings.iter().any(|finding| finding.kind.is_total()) {
            exit::COULD_NOT_RUN
        } else if outcome.findings.is_empty() {
            exit::DONE
        } else {
            exit::FINDINGS
        })
    }
}

/// Whether two paths lead to one file. One that can't be followed leads nowhere.
fn same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// The workbook of a run, made in a folder that nobody keeps, and the files that were read for it.
fn workbook(session: &Session, request: &RunRequest<'_>) -> Result<(Written, Vec<u8>, Vec<PathBuf>), Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(format!("the workbook can't be made: {error}")).code(ProgramCode::Unwritable)
    };
    let beside = Beside::temporary().map_err(failed)?;
    let made = measuring::run_into(session, request, beside.path(), &Wanted::all(true))?;
    let bytes = std::fs::read(beside.path().join("figures.xlsx")).map_err(failed)?;
    Ok((made.outcome, bytes, made.sources))
}
