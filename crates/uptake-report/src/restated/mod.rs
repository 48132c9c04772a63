//! Published figures beside what they would be now, and why.
//!
//! - `state` has figures at one time, as a run made them or as its outputs tell them (`published`).
//! - `moving` parts what moved people do from what else the rows of a source do.
//! - `text` is for people.

mod moving;
mod published;
mod state;
mod text;

use crate::Written;
use crate::impact::edit_lines;
pub use moving::{Moving, people_in, people_of};
pub use published::published;
use serde::Serialize;
pub use state::{Figure, State};
use state::{Key, Row};
pub use text::{became, text};
use uptake_engine::impact::{People, came_and_went, differing};
use uptake_engine::outcome::{Number, change};
use uptake_project::Impacts;
use uptake_rules::Policy;

/// A state between the published figures and those of now: all before it, and one cause more.
#[derive(Clone, Debug)]
pub struct Step {
    /// What has changed.
    pub cause: Cause,
    /// The figures with it.
    pub state: State,
}

/// Why figures change.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Cause {
    /// What a source tells now and didn't tell then.
    Source {
        /// What it is called.
        source: String,
        /// Rows or documents that came later.
        later: u64,
        /// How many more rows of a key than then have other values than the one that stays: they restate what was known.
        restated: u64,
    },
    /// Sources whose earlier rows are no longer there, because files or rows were rewritten: what they tell now in place of what they told
    /// then.
    Rewritten {
        /// The sources, each with the parts that aren't what they were. Of several it can't be told what each of them does.
        sources: Vec<RewrittenSource>,
    },
    /// Something else than sources and rules, such as another version of the program.
    Unexplained {
        /// Whether the program is another one than that of the run.
        program: bool,
    },
    /// People who stand otherwise in the list: another team, another role, other days.
    Moved {
        /// The source by whose rows they do.
        source: String,
        /// How many they are.
        people: usize,
        /// In which columns.
        columns: Vec<String>,
        /// Who they are; nobody where single people aren't shown.
        who: Vec<String>,
    },
    /// Edits of rules.
    Rules {
        /// What each of them does by itself on the data of now, in the last period.
        edits: Vec<String>,
    },
}

/// How the earlier rows of a source were lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rewriting {
    /// A file that is said never to change has other bytes, or is gone.
    File,
    /// Rows say themselves when they came, and those that had come by then aren't what they were: back-dated edits.
    Rows,
}

/// A source that was rewritten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RewrittenSource {
    /// What it is called.
    pub source: String,
    /// How.
    pub how: Rewriting,
    /// The parts that aren't what they were, or are gone.
    pub parts: Vec<String>,
    /// What of everybody is another value now, by the published list of people; none where that wasn't published, or has nothing that
    /// is counted from it, or where other sources of its dataset were rewritten otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differs: Option<Differs>,
}

/// What a rewritten source tells otherwise of people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Differs {
    /// People who weren't there; those of the list alone.
    pub came: usize,
    /// People who aren't there any more; those of the list alone.
    pub gone: usize,
    /// The measures that are counted from it, or the columns that it fills, each with the people for whom it is another value.
    pub values: Vec<DifferingValue>,
}

/// A measure or a column that is another value for some people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DifferingValue {
    /// The measure or column.
    pub name: String,
    /// For how many people.
    pub people: usize,
}

impl Differs {
    /// Whether anything differs.
    #[must_use]
    pub fn any(&self) -> bool {
        self.came + self.gone > 0 || !self.values.is_empty()
    }

    /// What a dataset tells otherwise of people, by two tables of them: by its measures, and by the columns of the list that it fills;
    /// `None` where it has neither.
    ///
    /// # Errors
    /// When a column can't be read.
    pub fn of(
        dataset: &str,
        policy: &Policy,
        before: &People,
        after: &People,
    ) -> Result<Option<Self>, uptake_engine::Error> {
        let measures = policy.measures.iter().filter(|measure| {
            measure.kind.dataset() == Some(dataset) || measure.kind.except().iter().any(|known| known == dataset)
        });
        let measures = measures.map(|measure| measure.name.text.as_str());
        let list = policy.entity_dataset().filter(|list| list.name.text == dataset);
        let listed = list.into_iter().flat_map(|list| &list.columns);
        let listed = listed.map(|column| column.name.text.as_str());
        let set = policy.dataset(dataset).into_iter().flat_map(|dataset| &dataset.updates);
        let set = set.map(|column| column.text.as_str());
        let names: Vec<&str> = measures
            .chain(listed)
            .chain(set)
            .filter(|name| !policy.is_hidden(name) && *name != policy.entity_column())
            .collect();
        if names.is_empty() {
            return Ok(None);
        }
        let values = differing(before, after, &names)?.into_iter();
        let (came, gone) = match list {
            Some(_) => came_and_went(before, after),
            None => (0, 0),
        };
        Ok(Some(Self {
            came,
            gone,
            values: values
                .map(|found| DifferingValue {
                    name: found.column,
                    people: found.people,
                })
                .collect(),
        }))
    }
}

/// Published figures, and what they would be now.
#[derive(Debug, Serialize)]
pub struct Restated {
    /// The entry of the ledger that published them.
    pub entry: u64,
    /// When.
    pub published: String,
    /// The day of the figures.
    pub as_of: String,
    /// The folder of the outputs that the published figures are taken from, where what was known then can't be read any more; else they are
    /// made again.
    pub published_from: Option<String>,
    /// Outputs that don't come out as they were published although rules and data are taken as they were known then.
    pub not_reproduced: Vec<String>,
    /// Why figures change, in the order in which the steps follow each other.
    pub causes: Vec<Cause>,
    /// How many figures there are.
    pub figures: usize,
    /// Those that change.
    pub changed: Vec<ChangedFigure>,
}

/// A figure that changes.
#[derive(Debug, PartialEq, Serialize)]
pub struct ChangedFigure {
    /// The metric.
    pub metric: String,
    /// Its name for people.
    pub title: String,
    /// `percent` for a share, else `number`.
    pub unit: &'static str,
    /// The period.
    pub period: String,
    /// The column it is cut by; none for the whole.
    pub cut: Option<String>,
    /// The value of that column.
    pub cut_value: Option<String>,
    /// As it was published.
    pub published: Option<Figure>,
    /// As it would be now.
    pub now: Option<Figure>,
    /// What each cause changes of its value, in its unit; none where one of both isn't known.
    pub steps: Vec<Option<Number>>,
}

impl Cause {
    /// What a source tells now and didn't tell then, by what came of its rows.
    #[must_use]
    pub fn source(source: &str, then: &Written, now: &Written) -> Self {
        let of = |outcome: &Written, count: fn(&uptake_engine::intake::IntakeReport<String>) -> u64| {
            let reports = outcome.intake.iter().filter(|report| report.label() == source);
            reports.map(count).sum::<u64>()
        };
        let restated = |outcome: &Written| {
            of(outcome, |report| {
                let restated = report.set_aside.get(&uptake_codes::RowCode::Restated);
                restated.copied().unwrap_or(0)
            })
        };
        let documents = |outcome: &Written| of(outcome, |report| report.documents.saturating_sub(report.not_yet));
        Cause::Source {
            source: source.to_owned(),
            later: documents(now).saturating_sub(documents(then)),
            restated: restated(now).saturating_sub(restated(then)),
        }
    }

    /// The edits of rules, as their impact tells them.
    #[must_use]
    pub fn rules(impacts: &Impacts) -> Self {
        Cause::Rules {
            edits: edit_lines(impacts),
        }
    }

    /// Whether it is a source that tells nothing that it didn't tell.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        matches!(
            self,
            Cause::Source {
                later: 0,
                restated: 0,
                ..
            }
        )
    }

    /// What it is called beside an amount.
    fn name(&self) -> String {
        match self {
            Cause::Source { source, .. } => source.clone(),
            Cause::Rewritten { sources } => {
                let names: Vec<&str> = sources.iter().map(|source| source.source.as_str()).collect();
                format!("{} rewritten", names.join(" and "))
            }
            Cause::Unexplained { .. } => "not explained".to_owned(),
            Cause::Moved { .. } => "moved people".to_owned(),
            Cause::Rules { .. } => "rules".to_owned(),
        }
    }
}

/// The figures that change between the published ones and those after the last step, with what each step does.
#[must_use]
pub fn changed(published: &State, steps: &[Step]) -> (usize, Vec<ChangedFigure>) {
    let states: Vec<&State> = std::iter::once(published)
        .chain(steps.iter().map(|step| &step.state))
        .collect();
    let mut keys: Vec<&Key> = Vec::new();
    for (number, state) in states.iter().enumerate() {
        let earlier = states.get(..number).unwrap_or_default();
        let new = state.rows.keys();
        keys.extend(new.filter(|key| !earlier.iter().any(|state| state.rows.contains_key(*key))));
    }
    let all = keys.len();
    let mut changed = Vec::new();
    for key in keys {
        let figures: Vec<Option<&Row>> = states.iter().map(|state| state.rows.get(key)).collect();
        let (first, last) = (figures.first().copied().flatten(), figures.last().copied().flatten());
        if first.map(|row| &row.figure) == last.map(|row| &row.figure) {
            continue;
        }
        let Some(row) = last.or(first) else { continue };
        let value = |row: Option<&Row>| row.and_then(|row| row.figure.value);
        let steps = figures.iter().zip(figures.iter().skip(1));
        changed.push(ChangedFigure {
            metric: key.0.clone(),
            title: row.title.clone(),
            unit: row.unit,
            period: key.1.clone(),
            cut: key.2.clone(),
            cut_value: key.3.clone(),
            published: first.map(|row| row.figure.clone()),
            now: last.map(|row| row.figure.clone()),
            steps: steps
                .map(|(before, after)| match (before, after) {
                    // What isn't there before and after isn't changed.
                    (None, None) => Some(Number::whole(0)),
                    _ => change(value(*before), value(*after)),
                })
                .collect(),
        });
    }
    (all, changed)
}
