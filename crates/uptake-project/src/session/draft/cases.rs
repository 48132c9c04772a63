//! Cases at the edges of a rule that is being written: a suite beside it, or what one that is there lacks.

use super::Drafting;
use crate::packs::Pack;
use crate::rule_files::{Disk, Lies};
use crate::session::suite::{ABOUT, LeftOut, cases_text, suite_beside, suite_text};
use crate::session::{Session, SuitesRequest};
use crate::{Failure, NamedRules};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use uptake_codes::RuleCode;
use uptake_rules::suite::{Suite, read};
use uptake_rules::{Diagnostics, RuleFile, Sources};

/// Cases that were written for a draft. Nothing is saved.
#[derive(Clone, Debug)]
pub struct DraftedSuite {
    /// The suite: `tests/RULE-edges.test.yaml` in the folder of the pack.
    pub path: PathBuf,
    /// The text that it has; `None` for a new one.
    pub before: Option<String>,
    /// What comes behind it: of a new one all of it.
    pub added: String,
    /// How many cases that are.
    pub cases: usize,
    /// The edges that have no case.
    pub left_out: Vec<LeftOut>,
}

impl Drafting {
    /// The cases at every edge of a definition or ladder that a file states, as `uptake test write` makes them from the texts. Cases that the
    /// suite has by name aren't written again.
    ///
    /// # Errors
    /// When the rules have errors, when no edge has a case or all have theirs, and when the suite that is there can't be added to.
    pub fn edge_cases(&self, file: &Path, rule: &str) -> Result<DraftedSuite, Failure> {
        let session = &self.drafted;
        let disk = &session.disk;
        let place = disk.place(file);
        let of_file = |pack: &&Pack| {
            pack.files
                .iter()
                .any(|file| disk.place(Path::new(file.path())) == place)
        };
        let packs = self.packs()?;
        let Some((pack, folder)) = packs
            .all
            .iter()
            .find(of_file)
            .and_then(|pack| Some((pack, pack.folder.as_ref()?)))
        else {
            let message = format!("`{}` is no file of a pack", file.display());
            return Err(Failure::new(message).code(RuleCode::Unreadable));
        };
        let path = suite_beside(folder, Some(rule));
        let beside = path.parent().unwrap_or(folder).to_path_buf();
        let named = match disk.lies(Path::new(&pack.shown))? {
            Lies::File => Path::new(&pack.shown),
            Lies::Folder | Lies::Nothing | Lies::Other => folder,
        };
        let rules = NamedRules::of_pack(pack, session.loading())?;
        let (suite, left_out) = session.edge_cases(&rules, session.way(&beside, named), Some(rule), &beside)?;
        if disk.lies(&path)? == Lies::Nothing {
            return Ok(DraftedSuite {
                path,
                before: None,
                added: suite_text(&suite, ABOUT),
                cases: suite.cases.len(),
                left_out,
            });
        }
        extended(session, path, suite, left_out)
    }
}

/// What a suite that is there lacks of the cases.
fn extended(
    session: &Session,
    path: PathBuf,
    mut suite: Suite,
    left_out: Vec<LeftOut>,
) -> Result<DraftedSuite, Failure> {
    let file = session.disk.read(&path)?;
    let known = parsed(&file).ok_or_else(|| closed(&path))?;
    let count = known.cases.len();
    let known: BTreeSet<String> = known.cases.into_iter().map(|case| case.name).collect();
    suite.cases.retain(|case| !known.contains(&case.name));
    if suite.cases.is_empty() {
        let message = format!("`{}` has a case at every edge", path.display());
        return Err(Failure::new(message));
    }
    let text = std::str::from_utf8(file.bytes()).map_err(|_| closed(&path))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let open = if text.ends_with('\n') { "" } else { "\n" };
    let added = format!("{open}{}", cases_text(&suite.cases));
    let whole = format!("{text}{added}");
    if !passes(session, &path, &whole, (count, suite.cases.len()))? {
        return Err(closed(&path));
    }
    Ok(DraftedSuite {
        before: Some(text.to_owned()),
        added,
        cases: suite.cases.len(),
        path,
        left_out,
    })
}

fn parsed(file: &RuleFile) -> Option<Suite> {
    let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
    read(file, &mut texts, &mut diagnostics).filter(|_| !diagnostics.has_errors())
}

/// Whether a suite with more cases has just these more, and each of them comes out as it has to.
fn passes(session: &Session, path: &Path, text: &str, (known, more): (usize, usize)) -> Result<bool, Failure> {
    let disk: Disk = session.disk.with_texts([(path, text)]);
    let session = Session {
        disk,
        ..session.clone()
    };
    let found = session.try_suites(&SuitesRequest {
        path,
        coverage: false,
        fail_fast: false,
        cases: &[],
    })?;
    let Some(suite) = found.suites.first().filter(|suite| suite.findings.is_none()) else {
        return Ok(false);
    };
    let new = suite.cases.get(known..).unwrap_or_default();
    Ok(new.len() == more && new.iter().all(|case| case.unmet.is_empty()))
}

/// That a suite can't be added to.
fn closed(path: &Path) -> Failure {
    Failure::new(format!("cases can't be added to `{}`", path.display()))
        .code(RuleCode::WrongValue)
        .help(
            "its cases have to be a list at its end, and what it states for all of them has to leave new ones as they are; \
             `uptake test write --output FILE` writes another suite",
        )
}
