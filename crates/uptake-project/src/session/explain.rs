//! Why a verdict is what it is, and how a metric came from one period to the next.

use super::Session;
use super::run::one_person;
use crate::Failure;
use crate::cache::{CacheNote, Read, Reading};
use crate::disclosure::{disclosure, withheld};
use crate::project_files::{Loaded, ProjectFile};
use crate::session::Counted;
use jiff::civil::Date;
use std::path::Path;
use uptake_codes::RuleCode;
use uptake_engine::calendar::Periods;
use uptake_engine::explain::{About, bridge, explain};
use uptake_engine::intake::IntakeReport;
use uptake_engine::names::Disclosure;
use uptake_engine::outcome::{Bridge, Explanation, Withheld};
use uptake_engine::{Data, Error, Judged, Range, judge};
use uptake_rules::missing::Missing;
use uptake_rules::project::Project;
use uptake_rules::{Policy, Span};

/// What to explain.
#[derive(Clone, Debug)]
pub struct ExplainRequest<'a> {
    /// The project file.
    pub project: ProjectFile<'a>,
    /// The file with the sources, instead of the project's own.
    pub sources: Option<&'a Path>,
    /// The period by its name; the last one with data that is over if `None`.
    pub period: Option<&'a str>,
    /// The day of the figures; the project's own, or today.
    pub as_of: Option<Date>,
    /// Whether names are shown though the project replaces them.
    pub names: bool,
    /// What is to be explained.
    pub question: ExplainQuestion<'a>,
}

/// What is to be explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExplainQuestion<'a> {
    /// The verdicts on one entity.
    Person {
        /// Its name, as the list has it.
        name: &'a str,
        /// Which of its verdicts.
        about: About<'a>,
        /// Whether each row behind the measures is named.
        rows: bool,
    },
    /// How a metric came from the period before.
    Metric(&'a str),
}

/// What was found, as text.
#[derive(Clone, Debug)]
pub enum Explanations {
    /// Why the verdicts on an entity are what they are.
    Person(Box<Explanation<String>>),
    /// How a metric came from the period before.
    Metric(Box<Bridge<String>>),
}

/// An explanation, and what is worth a warning in the rules.
#[derive(Clone, Debug)]
pub struct Explained {
    /// What was found.
    pub found: Explanations,
    /// The warnings of the rules, in short.
    pub warnings: String,
    /// What came of the cache, if there is one.
    pub cache: Option<CacheNote>,
}

/// A project whose data are read: whoever has several questions reads them once.
pub struct Explaining {
    project: Project,
    loaded: Loaded,
    disclosure: Disclosure,
    hidden: Option<Withheld>,
    data: Data,
    cache: Option<CacheNote>,
    range: Range,
}

impl Session {
    /// Explains verdicts on an entity, or the way of a metric from one period to the next.
    ///
    /// # Errors
    /// When the rules have errors, when there is no such rule or entity, when a source can't be read, or when one person is asked
    /// for whom the project doesn't show.
    pub fn explain(&self, request: &ExplainRequest<'_>) -> Result<Explained, Failure> {
        let explaining = self.explaining(request)?;
        let judged = explaining.judged()?;
        Ok(Explained {
            found: explaining.answer(&judged, &request.question)?,
            warnings: explaining.loaded.warnings(),
            cache: explaining.cache,
        })
    }

    /// Reads what a question needs. The rows of an entity are noted if it asks for one.
    ///
    /// # Errors
    /// As [`Session::explain`].
    pub fn explaining(&self, request: &ExplainRequest<'_>) -> Result<Explaining, Failure> {
        let (project, loaded) = self.load(request.project, request.sources)?.sound()?;
        let policy = &loaded.policy;
        known(&request.question, policy)?;
        let disclosure = disclosure(&project, &loaded, request.names, self.world.as_ref())?;
        let hidden = withheld(request.names, disclosure.is_clear(), policy);
        let person = match request.question {
            ExplainQuestion::Person { name, .. } => Some(name),
            ExplainQuestion::Metric(_) => None,
        };
        if let (Some(why), Some(_)) = (hidden, person) {
            return Err(one_person(why));
        }
        let range = request
            .period
            .map_or(Range::All, |period| Range::Period(period.to_owned()));
        let failed = |error: Error| Failure::engine(&error, &disclosure, &loaded.texts);
        // A period that can't be is told before the data are read.
        range.wanted(&Periods::new(&policy.calendar)).map_err(failed)?;
        let opening = self.opening(&loaded);
        let mut opened = opening.all(&project)?;
        let reading = Reading {
            opening,
            project: &project,
            policy,
            others: &[],
            traced: person,
            as_of: self.as_of(request.as_of, Some(&project), policy),
        };
        let read = self.read(&reading, &loaded.folder, &mut opened, &mut Counted);
        let Read { data, note, .. } = read.map_err(failed)?;
        drop(opened);
        Ok(Explaining {
            project,
            disclosure,
            hidden,
            data,
            cache: note,
            range,
            loaded,
        })
    }
}

impl Explaining {
    /// What was read.
    pub(super) fn data(&self) -> &Data {
        &self.data
    }

    /// The project and its rules.
    pub(super) fn rules(&self) -> (&Project, &Loaded) {
        (&self.project, &self.loaded)
    }

    /// What the rules say of the data.
    ///
    /// # Errors
    /// When the period has no data, or when an expression can't be computed.
    pub fn judged(&self) -> Result<Judged<'_>, Failure> {
        self.judged_by(&self.loaded.policy)
    }

    /// What other rules say of the same data.
    ///
    /// # Errors
    /// As [`Explaining::judged`], and when the data don't serve these rules.
    pub fn judged_by<'a>(&'a self, policy: &'a Policy) -> Result<Judged<'a>, Failure> {
        let stage = self.project.stage.as_ref().map(|stage| stage.text.as_str());
        judge(&self.data, policy, &self.range, stage).map_err(|error| self.failed(&error))
    }

    /// The answer to a question, as text.
    ///
    /// # Errors
    /// When there is no such entity or rule, or when something can't be computed.
    pub fn answer(&self, judged: &Judged<'_>, question: &ExplainQuestion<'_>) -> Result<Explanations, Failure> {
        let strangers = self.data.reports.values().flatten();
        let strangers = strangers.flat_map(IntakeReport::strangers);
        let writer = self.disclosure.over(&[&self.data.names]).knowing(strangers);
        let place = |span: Span| place(span, &self.loaded);
        let (project, failed) = (&self.project.name, |error: Error| self.failed(&error));
        Ok(match question {
            ExplainQuestion::Person { name, about, rows } => {
                let found = explain(judged, project, name, *about).map_err(failed)?;
                let mut found = found.map(&mut |text| writer.write(&text));
                found.locate(&place);
                if !rows {
                    found.drop_rows();
                }
                Explanations::Person(Box::new(found))
            }
            ExplainQuestion::Metric(metric) => {
                let found = bridge(judged, project, metric, self.hidden.is_none()).map_err(failed)?;
                let mut found = found.map(&mut |text| writer.write(&text));
                found.governing.locate(&place);
                Explanations::Metric(Box::new(found))
            }
        })
    }

    fn failed(&self, error: &Error) -> Failure {
        Failure::engine(error, &self.disclosure, &self.loaded.texts)
    }
}

/// Where something is stated, from the project.
fn place(span: Span, loaded: &Loaded) -> String {
    let place = loaded.texts.place(span);
    let from_project = Path::new(&place).strip_prefix(&loaded.folder);
    from_project.map_or(place.clone(), |path| path.display().to_string())
}

/// Whether there is what is asked about: that is told before the data are read.
fn known(question: &ExplainQuestion<'_>, policy: &Policy) -> Result<(), Failure> {
    let metric = |name: &str| match policy.metric(name) {
        Some(_) => Ok(()),
        None => {
            let names = policy.metrics.iter().map(|metric| metric.name.text.as_str());
            let missing = Missing::new("metric", name).among(names);
            Err(Failure::missing(RuleCode::UnknownName, &missing))
        }
    };
    match question {
        ExplainQuestion::Metric(name)
        | ExplainQuestion::Person {
            about: About::Metric(Some(name)),
            ..
        } => metric(name),
        ExplainQuestion::Person {
            about: About::Metric(None),
            ..
        } => Ok(()),
        ExplainQuestion::Person {
            about: About::Rule(name),
            ..
        } => {
            let definitions = policy.definitions.iter().map(|rule| rule.name.text.as_str());
            let ladders = policy.ladders.iter().map(|rule| rule.name.text.as_str());
            let all: Vec<&str> = definitions
                .chain(ladders)
                .filter(|name| !policy.is_hidden(name))
                .collect();
            match all.contains(name) {
                true => Ok(()),
                false => {
                    let missing = Missing::new("definition or ladder", name).among(all);
                    Err(Failure::missing(RuleCode::UnknownName, &missing))
                }
            }
        }
    }
}
