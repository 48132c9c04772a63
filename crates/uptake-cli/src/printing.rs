//! A page as PDF, printed by a browser of this machine.

use crate::bounded;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use uptake_codes::ProgramCode;
use uptake_project::Failure;

/// What browsers that print without a window are called, in the order in which they are looked for.
const BROWSERS: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
];

/// A page as PDF. The browser gets a copy of the page in a folder of its own, and a profile of its own.
///
/// # Errors
/// `no-browser` if none is found, `not-printed` if it ends without a PDF.
pub(crate) fn pdf(page: &str, browser: Option<&Path>) -> Result<Vec<u8>, Failure> {
    let program = match browser {
        Some(path) => path.to_path_buf(),
        None => found().ok_or_else(none)?,
    };
    let failed = |why: String| {
        Failure::new(format!("`{}` didn't print the report: {why}", program.display())).code(ProgramCode::NotPrinted)
    };
    let folder = tempfile::Builder::new()
        .prefix("uptake-print-")
        .tempdir()
        .map_err(|error| failed(error.to_string()))?;
    let (source, target) = (folder.path().join("report.html"), folder.path().join("report.pdf"));
    std::fs::write(&source, page).map_err(|error| failed(error.to_string()))?;
    let mut command = Command::new(&program);
    command
        .args([
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--disable-extensions",
            "--no-pdf-header-footer",
        ])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("--print-to-pdf={}", target.display()));
    // Its own walls need a user who isn't all-powerful, who owns what is made here; the page has no script and may load nothing.
    if std::fs::metadata(folder.path()).is_ok_and(|made| made.uid() == 0) {
        command.arg("--no-sandbox");
    }
    command.arg(&source);
    let ended = bounded::run(&mut command).map_err(|error| match error {
        bounded::Unrun::Missing => none(),
        bounded::Unrun::Failed(why) => failed(why),
    })?;
    // What a browser that failed has left may be a part of the page.
    if !ended.status.success() {
        return Err(failed(format!("it ended with {}", ended.status)));
    }
    let bytes = std::fs::read(&target).map_err(|error| failed(format!("what it wrote can't be read: {error}")))?;
    match bytes.starts_with(b"%PDF-") {
        true => Ok(bytes),
        false => Err(failed("what it wrote isn't a PDF".to_owned())),
    }
}

/// The first browser on the path.
fn found() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let places = BROWSERS
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    places.into_iter().find(|place| place.is_file())
}

fn none() -> Failure {
    Failure::new("no browser was found that prints a page as PDF")
        .code(ProgramCode::NoBrowser)
        .help("write the report with `--format html` and print it from a browser, or name one with `--browser PATH`")
}
