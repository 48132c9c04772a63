//! A suite that was written: for people, and for programs.

use super::words::counted;
use serde::Serialize;
use std::path::Path;
use uptake_project::WrittenSuite;
use uptake_rules::visible::visible;

/// A line with the file and its cases, then each edge without a case.
#[must_use]
pub fn written_text(path: &Path, written: &WrittenSuite) -> String {
    let mut out = format!("{} has {}\n", path.display(), counted(written.cases, "case"));
    for left_out in &written.left_out {
        out.push_str(&format!(
            "  without a case: {}: {}\n",
            visible(&left_out.edge),
            visible(&left_out.why)
        ));
    }
    out
}

/// What was written, for programs.
#[derive(Serialize)]
pub struct WrittenForm<'a> {
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

impl<'a> WrittenForm<'a> {
    /// Of a suite in a file.
    #[must_use]
    pub fn of(path: &Path, written: &'a WrittenSuite) -> Self {
        let left_out = written.left_out.iter().map(|left_out| LeftOutForm {
            edge: &left_out.edge,
            why: &left_out.why,
        });
        Self {
            version: 1,
            path: path.display().to_string(),
            cases: written.cases,
            left_out: left_out.collect(),
        }
    }
}
