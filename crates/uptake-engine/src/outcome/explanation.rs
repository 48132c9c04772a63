//! Why an entity's verdicts in a period are what they are.

use super::{Cell, GoverningOutcome, MetricCount, ValueOutcome};
use crate::names::Private;
use jiff::civil::Date;
use uptake_rules::Span;

/// Why an entity's verdicts in a period are what they are.
#[derive(Clone, Debug)]
pub struct Explanation<T = Private> {
    /// The project.
    pub project: String,
    /// The day of the figures.
    pub as_of: Date,
    /// The entity.
    pub entity: T,
    /// The period's first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
    /// Its name.
    pub label: String,
    /// How the entity counts in the metric that was asked for, or in the first one.
    pub metric: Option<MetricCount>,
    /// The definitions and ladders that were asked for, or that the metric rests on.
    pub rules: Vec<ExplainedRule<T>>,
    /// The measures that they read, each before what it is made of.
    pub measures: Vec<ExplainedMeasure<T>>,
    /// The columns of the list that they read.
    pub listed: Vec<ValueOutcome<T>>,
    /// The rows of the list that say so, if they were noted.
    pub list_rows: Vec<RowPlace<T>>,
    /// The rules that differ between groups or over time.
    pub governing: GoverningOutcome<T>,
}

/// A definition or ladder for an entity in a period.
#[derive(Clone, Debug)]
pub struct ExplainedRule<T = Private> {
    /// Its name.
    pub name: String,
    /// In words.
    pub about: Option<String>,
    /// The truth of a definition, or the label of a ladder.
    pub answer: Cell<T>,
    /// The clauses: of a ladder its steps, up to the one that decided.
    pub tree: Clause<T>,
    /// The smallest change that turns the verdict.
    pub flip: Option<NearestFlip<T>>,
    /// Why none is told, where there is none.
    pub no_flip: Option<NoFlip>,
    /// The differing rules that hold for the entity and that the answer rests on, by their places in the list.
    pub governed_by: Vec<usize>,
    /// Where its name is stated.
    pub span: Span,
    /// The same as file:line:column.
    pub place: Option<String>,
}

/// A part of a condition.
#[derive(Clone, Debug)]
pub struct Clause<T = Private> {
    /// What it is.
    pub kind: ClauseKind,
    /// The condition, with constants as values.
    pub condition: String,
    /// Whether it holds; `None` if that is unknown.
    pub holds: Option<bool>,
    /// Whether the verdict rests on it.
    pub decides: bool,
    /// Of a comparison: what was looked at, as it is written with constants as values.
    pub subject: Option<String>,
    /// Of a comparison: what was found.
    pub observed: Option<Cell<T>>,
    /// Of a comparison: what is wanted.
    pub wanted: Option<Wanted<T>>,
    /// The columns and measures that it reads itself.
    pub reads: Vec<ValueOutcome<T>>,
    /// What it consists of.
    pub parts: Vec<Clause<T>>,
    /// Where it is written.
    pub span: Span,
    /// The same as file:line:column.
    pub place: Option<String>,
}

/// What a clause is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClauseKind {
    /// Holds where all of its parts do.
    All,
    /// Holds where one of its parts does.
    Any,
    /// Holds where its part doesn't.
    Not,
    /// A condition of an `if`, and the branch that it leads to.
    If,
    /// Another definition, with its own condition as the part.
    Definition(String),
    /// A step of a ladder, with its condition as the part, and its label.
    Step(String),
    /// The steps of a ladder.
    Ladder,
    /// A script that is interpreted as a whole.
    Script,
    /// A comparison, or whatever else isn't made of conditions.
    Comparison,
}

/// What a comparison wants of the value that was found.
#[derive(Clone, Debug)]
pub struct Wanted<T = Private> {
    /// How it compares: `>=`, `==`, `in` and so on.
    pub relation: &'static str,
    /// With what.
    pub values: Vec<Cell<T>>,
}

/// The smallest change that turns a verdict.
#[derive(Clone, Debug)]
pub struct NearestFlip<T = Private> {
    /// What it leads to.
    pub to: Turned,
    /// What changes; `None` if no change was found.
    pub changes: Option<Vec<FlipChange<T>>>,
    /// Whether it is certain that nothing smaller turns it; without changes, that nothing does.
    pub proved: bool,
}

/// What a smallest change leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turned {
    /// A definition's verdict.
    Verdict(bool),
    /// Another label of a ladder; `None` where no change was found, or where no rung is left.
    Label(Option<String>),
}

/// Why no smallest change is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoFlip {
    /// A script decides.
    Script,
    /// It rests on numbers of all entities in a way that can't be told from the numbers of one.
    OfAll,
}

/// A change of one column.
#[derive(Clone, Debug)]
pub struct FlipChange<T = Private> {
    /// The column or measure.
    pub name: String,
    /// Whether it is measured; else the list says it.
    pub measured: bool,
    /// Its value.
    pub from: Cell<T>,
    /// The value that it would have; `None` for any text but those that the condition names.
    pub to: Option<Cell<T>>,
}

/// A measure that a verdict rests on.
#[derive(Clone, Debug)]
pub struct ExplainedMeasure<T = Private> {
    /// Its name.
    pub name: String,
    /// In words.
    pub about: Option<String>,
    /// Its value.
    pub value: Cell<T>,
    /// The dataset whose rows it is made of, if it is made of rows.
    pub dataset: Option<String>,
    /// Why it is unknown, as far as its rows tell.
    pub unknown: Option<Unknown>,
    /// How many rows are behind it; `None` if they weren't noted, or if it is made of other measures.
    pub rows: Option<u64>,
    /// Rows of which it isn't known whether they count: they don't.
    pub undecided: u64,
    /// Where these rows are.
    pub places: Vec<RowPlace<T>>,
    /// How many rows of earlier periods are behind what a rule reads of it.
    pub earlier_rows: u64,
    /// Where these rows are.
    pub earlier: Vec<RowPlace<T>>,
    /// The measures, definitions and columns that it is made of.
    pub reads: Vec<String>,
    /// Where it is stated.
    pub span: Span,
    /// The same as file:line:column.
    pub place: Option<String>,
}

/// Why a measure is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// No source delivers its dataset.
    NoSource,
    /// The data begin later.
    NotYet,
    /// The sources don't tell of the period.
    NotCovered,
    /// Rows of the entity came that can't be used.
    Refused,
}

/// Where a row is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowPlace<T = Private> {
    /// The dataset.
    pub dataset: String,
    /// The part of its source, such as a file.
    pub part: T,
    /// The row's number in it, from 1.
    pub row: u64,
    /// The line of the file on which it begins, where that is known.
    pub line: Option<u64>,
}

impl<T> Explanation<T> {
    /// The same with its texts from data in another form.
    pub fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> Explanation<U> {
        Explanation {
            project: self.project,
            as_of: self.as_of,
            entity: turn(self.entity),
            first: self.first,
            last: self.last,
            label: self.label,
            metric: self.metric,
            rules: self.rules.into_iter().map(|rule| rule.map(turn)).collect(),
            measures: self.measures.into_iter().map(|measure| measure.map(turn)).collect(),
            listed: values(self.listed, turn),
            list_rows: places(self.list_rows, turn),
            governing: self.governing.map(turn),
        }
    }

    /// Fills in all places: `place` gives the file:line:column of a span.
    pub fn locate(&mut self, place: &impl Fn(Span) -> String) {
        self.governing.locate(place);
        for rule in &mut self.rules {
            rule.place = Some(place(rule.span));
            rule.tree.locate(place);
        }
        for measure in &mut self.measures {
            measure.place = Some(place(measure.span));
        }
    }

    /// Leaves out where the rows are: how many there are stays.
    pub fn drop_rows(&mut self) {
        for measure in &mut self.measures {
            measure.places.clear();
            measure.earlier.clear();
        }
        self.list_rows.clear();
    }
}

impl<T> ExplainedRule<T> {
    fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> ExplainedRule<U> {
        ExplainedRule {
            name: self.name,
            about: self.about,
            answer: self.answer.map(turn),
            tree: self.tree.map(turn),
            flip: self.flip.map(|flip| flip.map(turn)),
            no_flip: self.no_flip,
            governed_by: self.governed_by,
            span: self.span,
            place: self.place,
        }
    }
}

impl<T> Clause<T> {
    fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> Clause<U> {
        Clause {
            kind: self.kind,
            condition: self.condition,
            holds: self.holds,
            decides: self.decides,
            subject: self.subject,
            observed: self.observed.map(|value| value.map(turn)),
            wanted: self.wanted.map(|wanted| Wanted {
                relation: wanted.relation,
                values: wanted.values.into_iter().map(|value| value.map(turn)).collect(),
            }),
            reads: values(self.reads, turn),
            parts: self.parts.into_iter().map(|part| part.map(turn)).collect(),
            span: self.span,
            place: self.place,
        }
    }

    fn locate(&mut self, place: &impl Fn(Span) -> String) {
        self.place = Some(place(self.span));
        for part in &mut self.parts {
            part.locate(place);
        }
    }
}

impl<T> NearestFlip<T> {
    fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> NearestFlip<U> {
        let changes = self.changes.map(|changes| {
            let changes = changes.into_iter().map(|change| FlipChange {
                name: change.name,
                measured: change.measured,
                from: change.from.map(turn),
                to: change.to.map(|to| to.map(turn)),
            });
            changes.collect()
        });
        NearestFlip {
            to: self.to,
            changes,
            proved: self.proved,
        }
    }
}

impl<T> ExplainedMeasure<T> {
    fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> ExplainedMeasure<U> {
        ExplainedMeasure {
            name: self.name,
            about: self.about,
            value: self.value.map(turn),
            dataset: self.dataset,
            unknown: self.unknown,
            rows: self.rows,
            undecided: self.undecided,
            places: places(self.places, turn),
            earlier_rows: self.earlier_rows,
            earlier: places(self.earlier, turn),
            reads: self.reads,
            span: self.span,
            place: self.place,
        }
    }
}

fn places<T, U>(all: Vec<RowPlace<T>>, turn: &mut dyn FnMut(T) -> U) -> Vec<RowPlace<U>> {
    let turned = all.into_iter().map(|place| RowPlace {
        dataset: place.dataset,
        part: turn(place.part),
        row: place.row,
        line: place.line,
    });
    turned.collect()
}

fn values<T, U>(all: Vec<ValueOutcome<T>>, turn: &mut dyn FnMut(T) -> U) -> Vec<ValueOutcome<U>> {
    let turned = all.into_iter().map(|value| ValueOutcome {
        name: value.name,
        value: value.value.map(turn),
    });
    turned.collect()
}
