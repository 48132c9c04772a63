//! Rules as somebody tries them: texts in place of rule files, judged in memory. No file is written.
//!
//! Only rule files and scripts of packs can be tried. The project file says where data come from, and which programs are run for them:
//! whoever may look at figures may not decide about that. Figures of a draft are for whoever may see single people, since rules can be
//! written that ask about one.

use crate::tryable::{files, untriable};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use uptake_codes::RunCode;
use uptake_engine::outcome::Withheld;
use uptake_project::{DraftFinding, DraftHints, DraftQuestion, Drafting, Failure, Session};
use uptake_report::impact;
use uptake_report::style::{Detail, Style};
use uptake_rules::diagnostic::Severity;
use uptake_rules::proving::Relation;

/// What is tried.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    /// Texts by the paths of the files that they stand for.
    pub(crate) texts: BTreeMap<String, String>,
    /// The period whose figures are asked; the last one if `None`.
    pub(crate) period: Option<String>,
}

/// What is said about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Tried {
    /// What is to be said about the rules, in the files that are tried first.
    pub(crate) findings: Vec<Found>,
    /// How definitions are to what is saved: proved, without data.
    pub(crate) hints: Vec<String>,
    /// What becomes of the figures, in a few lines.
    pub(crate) figures: Vec<String>,
    /// What becomes of the figures, as `uptake impact` says it.
    pub(crate) impact: Option<String>,
    /// Why nothing is said of figures.
    pub(crate) no_impact: Option<String>,
    /// The draft as a patch.
    pub(crate) patch: String,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Found {
    pub(crate) severity: String,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) end_line: usize,
    pub(crate) end_column: usize,
}

/// Who tries drafts, with the data that were read for the first one.
#[derive(Default)]
pub(crate) struct Desk(Option<(PathBuf, Drafting)>);

/// What decides about drafts besides their texts.
pub(crate) struct Terms<'a> {
    pub(crate) project: &'a Path,
    pub(crate) names: bool,
    pub(crate) hidden: Option<Withheld>,
    pub(crate) own: &'a [PathBuf],
}

impl Desk {
    /// What is said about a draft.
    pub(crate) fn tried(&mut self, session: &Session, terms: &Terms<'_>, draft: &Draft) -> Result<Tried, Failure> {
        let mut drafting = match self.0.take().filter(|(project, _)| project == terms.project) {
            Some((_, drafting)) => drafting,
            None => session.drafting(terms.project)?,
        };
        let answer = tried(&mut drafting, terms, draft);
        self.0 = Some((terms.project.to_path_buf(), drafting));
        answer
    }
}

fn tried(drafting: &mut Drafting, terms: &Terms<'_>, draft: &Draft) -> Result<Tried, Failure> {
    let before: Vec<PathBuf> = drafting.texts().map(|(path, _)| path.to_path_buf()).collect();
    let gone = before
        .iter()
        .filter(|path| !draft.texts.keys().any(|kept| Path::new(kept) == *path));
    gone.for_each(|path| drafting.reset(path));
    let known = files(&drafting.saved_files()?, terms.own);
    for (path, text) in &draft.texts {
        if !known.iter().any(|(own, _)| own == path) {
            return Err(untriable(path));
        }
        drafting.set(path, text.as_str());
    }
    let mut found = drafting.findings()?;
    let of_draft = |finding: &DraftFinding| !draft.texts.contains_key(&finding.place.path);
    found.sort_by_key(of_draft);
    let broken = found.iter().any(|finding| finding.severity == Severity::Error);
    let mut tried = Tried {
        findings: found.iter().map(form).collect(),
        patch: drafting.patch()?,
        ..Tried::default()
    };
    if broken {
        tried.no_impact = Some("the rules have errors".to_owned());
        return Ok(tried);
    }
    let told = |hints: DraftHints| {
        let definitions = hints.definitions.iter();
        definitions
            .map(|hint| sentence(&hint.definition, hint.relation))
            .collect()
    };
    if let Some(why) = terms.hidden {
        tried.hints = told(drafting.hints()?);
        // Rules can be written that ask about one person.
        tried.no_impact = Some(match why {
            Withheld::Pseudonyms => {
                "figures of a draft could tell of single people, and the project asks for pseudonyms".to_owned()
            }
            Withheld::SmallGroups(least) => format!(
                "figures of a draft could tell of single people, and groups of fewer than {least} people aren't shown"
            ),
        });
        return Ok(tried);
    }
    let question = DraftQuestion {
        period: draft.period.as_deref(),
        as_of: None,
        names: terms.names,
    };
    let judged = drafting.judge(&question);
    match judged {
        Ok(found) => {
            tried.figures = impact::brief(&found.impacts);
            tried.impact = Some(impact::table(&found.impacts, Style::piped(Detail::Glance)));
            tried.hints = told(DraftHints::from(found.impacts.proved));
        }
        // Rules without errors can still be none that data can be judged by.
        Err(failure) if failure.code != Some(RunCode::Engine.into()) => {
            tried.no_impact = Some(failure.message);
            tried.hints = told(drafting.hints()?);
        }
        Err(failure) => return Err(failure),
    }
    Ok(tried)
}

fn form(finding: &DraftFinding) -> Found {
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    Found {
        severity: severity.to_owned(),
        code: finding.code.to_owned(),
        message: finding.message.clone(),
        help: finding.help.clone(),
        path: finding.place.path.clone(),
        line: finding.place.line,
        column: finding.place.column,
        end_line: finding.place.end_line,
        end_column: finding.place.end_column,
    }
}

fn sentence(definition: &str, relation: Relation) -> String {
    match relation {
        Relation::Same => format!("`{definition}` means the same"),
        Relation::Tighter => format!("`{definition}` is tighter: whoever meets it met it before"),
        Relation::Looser => format!("`{definition}` is looser: whoever met it before meets it"),
        Relation::Incomparable => {
            format!("`{definition}` is neither tighter nor looser: some can meet it who didn't, and some who did can't")
        }
        Relation::Undecided => format!("it can't be told whether `{definition}` is tighter or looser"),
    }
}
