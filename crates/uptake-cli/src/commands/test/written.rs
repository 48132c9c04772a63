//! A suite that was written: its file, and what is told of it.

use serde::Serialize;
use std::io::Write as _;
use std::path::Path;
use uptake_codes::ProgramCode;
use uptake_project::{Failure, WrittenSuite};

/// What was written, for programs.
#[derive(Serialize)]
pub(super) struct Form<'a> {
    version: u32,
    path: String,
    cases: usize,
    left_out: Vec<LeftOutForm<'a>>,
}

#[derive(Serialize)]
struct LeftOutForm<'a> {
    edge: &'a str,
    why: &'a str,
}

/// What was written, for people.
pub(super) fn text(path: &Path, written: &WrittenSuite) -> String {
    let mut out = format!("{} has {} cases\n", path.display(), written.cases);
    for left_out in &written.left_out {
        out.push_str(&format!("  without a case: {}: {}\n", left_out.edge, left_out.why));
    }
    out
}

/// What was written, for programs.
pub(super) fn form<'a>(path: &Path, written: &'a WrittenSuite) -> Form<'a> {
    Form {
        version: 1,
        path: path.display().to_string(),
        cases: written.cases,
        left_out: written
            .left_out
            .iter()
            .map(|left_out| LeftOutForm {
                edge: &left_out.edge,
                why: &left_out.why,
            })
            .collect(),
    }
}

/// Writes a file beside its place and renames it there.
pub(super) fn put(path: &Path, text: &str, over: bool) -> Result<(), Failure> {
    let unwritable = |error: &std::io::Error| {
        Failure::new(format!("`{}` can't be written: {error}", path.display())).code(ProgramCode::Unwritable)
    };
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder).map_err(|error| unwritable(&error))?;
    let mut beside = tempfile::Builder::new()
        .prefix(".uptake-")
        .tempfile_in(folder)
        .map_err(|error| unwritable(&error))?;
    beside.write_all(text.as_bytes()).map_err(|error| unwritable(&error))?;
    let moved = match over {
        true => beside.persist(path),
        false => beside.persist_noclobber(path),
    };
    match moved {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Failure::new(format!("`{}` exists", path.display()))
                .code(ProgramCode::Unwritable)
                .help("name another file with `--output`, or write over it with `--force`"))
        }
        Err(error) => Err(unwritable(&error.error)),
    }
}
