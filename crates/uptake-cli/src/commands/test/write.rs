//! `uptake test write`: a suite that is begun for you.

use crate::world::session;
use crate::{exit, output};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use uptake_codes::ProgramCode;
use uptake_project::{Failure, WriteRequest, WrittenSuite};

/// Write a suite with cases at every edge of a pack's rules: below, at and above each number, and unknown
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake test write rules/csm-ai-adoption\n  uptake test write rules/csm-ai-adoption --definition active\n\nEach case is found by the prover, made of rows, and measured by the engine; what the engine says is what the suite expects. Read it before you keep it: it says what the rules do, not what they should. Edges without a case are listed with the reason.\n\nExit codes: 0 written, 2 could not run, such as when the file exists and `--force` isn't given."
)]
pub(crate) struct Write {
    /// A pack: its folder, a rule file, or the name of a built-in pack
    #[arg(value_name = "PACK")]
    pack: String,
    /// The definition or ladder; all of the pack, if not given
    #[arg(long, value_name = "NAME")]
    definition: Option<String>,
    /// The file to write; `tests/edges.test.yaml` in the pack's folder, if not given
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over a file that exists
    #[arg(long)]
    force: bool,
    /// How to print what was done
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// An object with the file, its cases, and the edges without one
    Json,
}

#[derive(Serialize)]
struct Form<'a> {
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

impl Write {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let path = self.path();
        let folder = path.parent().unwrap_or(Path::new(""));
        let written = session().write_suite(&WriteRequest {
            rules: &self.pack,
            only: self.definition.as_deref(),
            folder,
        })?;
        put(&path, &written.text, self.force)?;
        match self.format {
            Format::Text => output::print(&text(&path, &written)),
            Format::Json => output::json(&form(&path, &written), "what was written")?,
        }
        Ok(exit::DONE)
    }

    fn path(&self) -> PathBuf {
        if let Some(path) = &self.output {
            return path.clone();
        }
        let name = match &self.definition {
            Some(definition) => format!("{definition}-edges.test.yaml"),
            None => "edges.test.yaml".to_owned(),
        };
        let pack = Path::new(&self.pack);
        let folder = match (pack.is_dir(), pack.is_file()) {
            (true, _) => pack,
            (false, true) => pack.parent().unwrap_or(Path::new("")),
            (false, false) => Path::new(""),
        };
        folder.join("tests").join(name)
    }
}

fn text(path: &Path, written: &WrittenSuite) -> String {
    let mut out = format!("{} has {} cases\n", path.display(), written.cases);
    for left_out in &written.left_out {
        out.push_str(&format!("  without a case: {}: {}\n", left_out.edge, left_out.why));
    }
    out
}

fn form<'a>(path: &Path, written: &'a WrittenSuite) -> Form<'a> {
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
fn put(path: &Path, text: &str, over: bool) -> Result<(), Failure> {
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
