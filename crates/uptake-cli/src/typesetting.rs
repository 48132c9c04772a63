//! A page as an accessible PDF with its figures attached, made by the program `typst`: a library of its own size isn't built in for it.

use crate::bounded;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};
use std::process::Command;
use uptake_codes::ProgramCode;
use uptake_project::Failure;
use uptake_report::page::{Page, typeset};
use uptake_report::{Written, outputs};

/// The program's name.
const TYPST: &str = "typst";
/// What the PDF has to be: readable for whoever doesn't see it, and fit for an archive that keeps files within it. `typst` refuses to write
/// one that isn't.
const STANDARDS: &str = "ua-1,a-3a";

/// A page as PDF. The program gets the page in a folder of its own, may read nothing else, and needs no network.
///
/// # Errors
/// `no-typst` if the program isn't there, `not-typeset` if it ends without a PDF.
pub(crate) fn pdf(outcome: &Written, page: &Page, program: Option<&Path>) -> Result<Vec<u8>, Failure> {
    let program = program.map_or_else(|| PathBuf::from(TYPST), Path::to_path_buf);
    let failed = |why: &str| {
        let message = format!("`{}` didn't make the report: {why}", program.display());
        Failure::new(message).code(ProgramCode::NotTypeset)
    };
    let figures = outputs::metrics_csv(outcome, &|_, _| true).map_err(|error| failed(&error.to_string()))?;
    let folder = tempfile::Builder::new()
        .prefix("uptake-typeset-")
        .tempdir()
        .map_err(|error| failed(&error.to_string()))?;
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).map_err(|error| failed(&error.to_string()))
    };
    for (name, text) in typeset::typeset(page, outcome.as_of) {
        write(&name, text.as_bytes())?;
    }
    write(typeset::ATTACHED, &figures)?;
    // The day of the figures: the same figures are the same bytes, whenever they are typeset.
    let made = outcome.as_of.to_datetime(Time::midnight()).to_zoned(TimeZone::UTC);
    let made = made
        .map_err(|error| failed(&error.to_string()))?
        .timestamp()
        .as_second();
    let target = folder.path().join("report.pdf");
    let mut command = Command::new(&program);
    command
        .arg("compile")
        .arg("--root")
        .arg(folder.path())
        .args(["--pdf-standard", STANDARDS])
        .args(["--creation-timestamp", &made.to_string()])
        .arg(folder.path().join(typeset::MAIN))
        .arg(&target);
    let ended = bounded::run(&mut command).map_err(|error| match error {
        bounded::Unrun::Missing => missing(&program),
        bounded::Unrun::Failed(why) => failed(&why),
    })?;
    if !ended.status.success() {
        let said = ended.errors.lines().find(|line| line.starts_with("error"));
        return Err(failed(&match said {
            Some(said) => format!("{said} ({})", ended.status),
            None => format!("it ended with {}", ended.status),
        }));
    }
    let bytes = std::fs::read(&target).map_err(|error| failed(&format!("what it wrote can't be read: {error}")))?;
    match bytes.starts_with(b"%PDF-") {
        true => Ok(bytes),
        false => Err(failed("what it wrote isn't a PDF")),
    }
}

fn missing(program: &Path) -> Failure {
    Failure::of(
        ProgramCode::NoTypst,
        format!(
            "the program `{}`, which makes an accessible PDF, wasn't found",
            program.display()
        ),
    )
}
