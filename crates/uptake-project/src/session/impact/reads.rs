//! The data that rules are judged on: read once, and again only for rules that read them in another way.

use super::super::Session;
use crate::Failure;
use crate::cache::{CacheNote, Read, Reading};
use crate::project_files::Loaded;
use crate::session::Counted;
use crate::sources::Opening;
use jiff::civil::Date;
use std::cell::RefCell;
use std::sync::Arc;
use uptake_codes::{RuleCode, RunCode};
use uptake_engine::calendar::Periods;
use uptake_engine::intake::IntakeReport;
use uptake_engine::judge::KeptTables;
use uptake_engine::names::{Disclosure, Private};
use uptake_engine::{Data, Error, Judged, Range, judge, judge_beside};
use uptake_rules::project::Project;
use uptake_rules::{Policy, Sources};

/// What is done with a judgement.
type Then<'t> = &'t mut dyn FnMut(&Judged<'_>) -> Result<(), Failure>;

/// The data of a project.
pub(super) struct Reads<'a> {
    session: &'a Session,
    project: &'a Project,
    loaded: &'a Loaded,
    as_of: Date,
    range: Range,
    disclosure: &'a Disclosure,
    texts: &'a Sources,
    data: RefCell<Vec<Arc<Data>>>,
    again: RefCell<Vec<String>>,
    cache: RefCell<Vec<CacheNote>>,
}

impl<'a> Reads<'a> {
    pub(super) fn new(
        session: &'a Session,
        (project, loaded): (&'a Project, &'a Loaded),
        as_of: Date,
        range: Range,
        disclosure: &'a Disclosure,
        texts: &'a Sources,
        kept: Vec<Arc<Data>>,
    ) -> Self {
        Self {
            session,
            project,
            loaded,
            as_of,
            range,
            disclosure,
            texts,
            data: RefCell::new(kept),
            again: RefCell::default(),
            cache: RefCell::default(),
        }
    }

    /// Whether there can be such a period: that is told before the data are read.
    pub(super) fn possible(&self, periods: &Periods) -> Result<(), Failure> {
        self.range.wanted(periods).map_err(|error| self.failed(&error))?;
        Ok(())
    }

    /// All data that were read, for the next time.
    pub(super) fn kept(&self) -> Vec<Arc<Data>> {
        self.data.borrow().clone()
    }

    /// Why data were read again, each reason once: several edits may have the same one.
    pub(super) fn why(&self) -> Vec<String> {
        let mut told: Vec<String> = Vec::new();
        for why in self.again.borrow().iter() {
            if !told.contains(why) {
                told.push(why.clone());
            }
        }
        told
    }

    /// What came of the cache, for each time that data were read.
    pub(super) fn cached(&self) -> Vec<CacheNote> {
        self.cache.borrow().clone()
    }

    /// Judges a policy, on data that were read if they serve it. Where they have to be read, all that `others` add up is read, too. What
    /// was judged alike `beside` it isn't judged again.
    pub(super) fn judged(
        &self,
        policy: &Policy,
        others: &[&Policy],
        (stage, beside): (Option<&str>, Option<&Judged<'_>>),
        then: Then<'_>,
    ) -> Result<(), Failure> {
        let known: Vec<Arc<Data>> = self.data.borrow().clone();
        let mut why = None;
        for data in known {
            match judge_beside(&data, policy, &self.range, stage, beside) {
                Ok(judged) => return then(&judged),
                Err(error) if again(&error) => why = why.or(Some(error)),
                Err(error) => return Err(self.failed(&error)),
            }
        }
        if let Some(error) = why {
            let reason = self.failed(&error).message;
            self.again.borrow_mut().push(reason);
        }
        let data = self.read(policy, others)?;
        let judged = judge(&data, policy, &self.range, stage).map_err(|error| self.failed(&error))?;
        then(&judged)
    }

    fn read(&self, policy: &Policy, others: &[&Policy]) -> Result<Arc<Data>, Failure> {
        for source in &self.project.sources {
            let mapping = source.mapping.as_ref().map(|name| name.text.as_str());
            // Read without it, the rows would be others.
            if let Some(mapping) = mapping.filter(|name| policy.mapping(name).is_none()) {
                let message = format!(
                    "the source of `{}` names the mapping `{mapping}`, which some of the rules lack",
                    source.dataset.text
                );
                let help = "compare with rules that have it, or name another file of sources with `--sources`";
                return Err(Failure::new(message).code(RuleCode::UnknownName).help(help));
            }
        }
        let opening = Opening {
            world: self.session.world.as_ref(),
            frames: &self.session.frames,
            folder: &self.loaded.sources_folder,
            texts: &self.loaded.texts,
            policy,
        };
        let mut opened = opening.all(self.project)?;
        let reading = Reading {
            opening,
            project: self.project,
            policy,
            others,
            traced: None,
            as_of: self.as_of,
        };
        let read = self
            .session
            .read(&reading, &self.loaded.folder, &mut opened, &mut Counted);
        let Read { mut data, note, .. } = read.map_err(|error| self.failed(&error))?;
        self.cache.borrow_mut().extend(note);
        // They are judged by several rules.
        data.tables = Some(KeptTables::default());
        let data = Arc::new(data);
        self.data.borrow_mut().push(Arc::clone(&data));
        Ok(data)
    }

    /// A text from data, as it may be shown.
    pub(super) fn write(&self, judged: &Judged<'_>, text: &Private) -> String {
        let data = self.data.borrow();
        let names: Vec<_> = data.iter().map(|data| &*data.names).collect();
        let strangers = judged.cube.data.reports.values().flatten();
        let strangers = strangers.flat_map(IntakeReport::strangers);
        self.disclosure.over(&names).knowing(strangers).write(text)
    }

    /// An error of the engine, with the place in the rules that are compared.
    pub(super) fn failed(&self, error: &Error) -> Failure {
        Failure::engine(error, self.disclosure, self.texts)
    }
}

/// Whether other data serve.
fn again(error: &Error) -> bool {
    error.code == RunCode::NotInData || error.code == RunCode::ReadOtherwise
}
