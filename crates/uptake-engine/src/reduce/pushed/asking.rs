//! A conversation with an engine about one source, query by query, and what becomes of its answers.

use super::answer::Answer;
use super::laying::Laying;
use super::portion::Portion;
use super::question::{Asked, slots, times};
use super::refused::{refusal, refused};
use crate::calendar::Periods;
use crate::error::Error;
use crate::input::{SourceId, SourceInfo};
use crate::intake::Door;
use crate::reduce::joiner::Joiner;
use crate::reduce::plan::DatasetPlan;
use crate::reduce::reader::Reader;
use crate::reduce::register_fields::RegisterFields;
use polars::prelude::*;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batch, Codes, Engine, ErrorCode, Lines};
use uptake_codes::AdapterCode;
use uptake_rules::Span;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::value::Type;
use uptake_sql::{Dialect, Kind, Plan, Refusal};

/// A part of a condition is decided for so many texts, and no more entities than this may be unknown.
pub(super) const MOST_TEXTS: usize = 100_000;

/// A conversation with an engine about one source.
pub(super) struct Asking<'r, 'a, 'b> {
    pub(super) reader: &'r mut Reader<'a, 'b>,
    pub(super) id: SourceId<'r>,
    pub(super) span: Span,
    pub(super) dataset: &'a Dataset,
    pub(super) plan: &'r DatasetPlan,
    pub(super) periods: &'r Periods,
    pub(super) engine: Box<dyn Engine>,
    pub(super) asked: Rc<Asked<'a>>,
    /// What looks other names of entities up.
    pub(super) joiner: Option<Joiner>,
    /// The texts that the rows have that are asked about, by column, and whether it is one of the mapping's input.
    pub(super) texts: BTreeMap<(bool, String), StringChunked>,
}

/// What some rows add up to, and those among them that go through the door.
pub(super) type Added = (Portion, Option<DataFrame>);

impl<'r, 'a, 'b> Asking<'r, 'a, 'b> {
    /// Begins the conversation.
    pub(super) fn of(
        reader: &'r mut Reader<'a, 'b>,
        (id, source, span): (SourceId<'r>, &SourceInfo, Span),
        dataset: &'a Dataset,
        plan: &'r DatasetPlan,
        periods: &'r Periods,
        door: &Door<'a>,
    ) -> Result<Self, Error> {
        let refused = |what: &str, why: &str| refused(span, &[refusal(what, why)]);
        if door.joins() && !reader.entities.is_listed() {
            return Err(refused(
                "names of entities that are looked up",
                "without a list of entities everybody without another name would have to be told of, row by row",
            ));
        }
        if !source.gates.expect.is_empty() {
            return Err(refused(
                "`expect`",
                "the values of rows that are added up elsewhere aren't seen",
            ));
        }
        let mut engine = reader.inputs.engine(id)?;
        let name = engine.dialect().to_owned();
        let Some(dialect) = Dialect::named(&name).or_else(|| Dialect::of_driver(&name)) else {
            return Err(refused(
                &format!("SQL for `{name}`"),
                "no dialect of that name is known: state it as `dialect`",
            ));
        };
        let relation = engine.relation().to_owned();
        let blame = |error| reader.inputs.blame(id, error);
        for statement in dialect.begin() {
            engine.run(statement).map_err(blame)?;
        }
        let offered = engine
            .columns(&tagged(id, &dialect.describe(&relation)))
            .map_err(blame)?;
        if let Some(twice) = named_twice(&offered) {
            let message = format!("the query through `{name}` has two columns `{}`", engine.shown(twice));
            let error = AdapterError::new(ErrorCode::Source, message);
            return Err(blame(
                error
                    .help("give them different names, as in `a.id AS a_id`")
                    .setting("query"),
            ));
        }
        let names: Vec<&str> = offered.iter().map(|(name, _)| name.as_str()).collect();
        if let Some((one, other)) = dialect.alike(&names) {
            let what = format!("the columns `{}` and `{}`", engine.shown(one), engine.shown(other));
            let why = format!(
                "{} doesn't tell names apart that differ in case alone: give them different names in the source's `query`",
                dialect.name()
            );
            return Err(refused(&what, &why));
        }
        if let Some(query) = dialect.encoding() {
            let encoding = Answer::of(engine.ask(&tagged(id, query)).map_err(blame)?).texts("e")?;
            if let Some(other) = encoding.iter().flatten().find(|encoding| *encoding != "UTF8") {
                let what = format!("texts in the encoding `{other}` of the database");
                return Err(refused(
                    &what,
                    "it orders, counts and compares their letters otherwise than UTF-8",
                ));
            }
        }
        let (needed, inputs) = door.asks();
        let read = |name: &str| inputs.iter().any(|column| column.source_name() == name);
        let of = |name: &str| {
            let column = inputs.iter().find(|column| column.source_name() == name);
            column.map_or(Type::Text, |column| column.ty)
        };
        let read: Vec<&str> = names.into_iter().filter(|name| read(name)).collect();
        let said = |why: Refusal| super::refused::refused(span, &[why]);
        if let Some(query) = dialect.types(&relation, &read).map_err(said)? {
            let answer = Answer::of(engine.ask(&tagged(id, &query)).map_err(blame)?);
            let mut foreign = Vec::new();
            for (name, at) in read.iter().zip(0..) {
                let types = answer.texts(&format!("t{at}"))?;
                if let Some(ty) = types.iter().flatten().find(|ty| !dialect.hands_over(ty)) {
                    let why = format!(
                        "the source has `{ty}` there, which its driver makes something else of than its engine: cast the column in the source's `query`, as in `{}`",
                        dialect.cast(ty, name, of(name))
                    );
                    foreign.push(refusal(&format!("`{name}`"), &why));
                }
            }
            if !foreign.is_empty() {
                return Err(super::refused::refused(span, &foreign));
            }
        }
        let steady = match table_of(engine.relation()).map(|table| dialect.stored(table)) {
            Some(Ok(Some(query))) => Answer::of(engine.ask(&tagged(id, &query)).map_err(blame)?).number("k")? > 0,
            Some(Err(why)) => return Err(said(why)),
            Some(Ok(None)) | None => false,
        };
        let kinds = offered.iter().map(|(name, ty)| (name.clone(), Kind::of_arrow(ty)));
        let asked = Asked {
            dataset,
            dialect,
            relation,
            offered: kinds.collect(),
            columns: offered,
            mapping: source
                .mapping
                .as_ref()
                .and_then(|mapping| reader.policy.mapping(mapping)),
            inputs: inputs.to_vec(),
            needed: needed.to_vec(),
            set: source
                .set
                .iter()
                .map(|(name, value)| (name.text.clone(), value.clone()))
                .collect(),
            slots: slots(plan),
            steady: dialect.sees_one_state() && steady,
            times: times(door.knows(), periods),
        };
        Ok(Self {
            reader,
            id,
            span,
            dataset,
            plan,
            periods,
            engine,
            asked: Rc::new(asked),
            joiner: door.joiner().cloned(),
            texts: BTreeMap::new(),
        })
    }

    /// All that is asked: what was added up, and the rows that go through the door.
    pub(super) fn answered(mut self) -> Result<(Vec<Portion>, Vec<Batch>), Error> {
        let added = match self.pieces()? {
            Some(pieces) => pieces,
            None => {
                let relation = self.asked.relation.clone();
                vec![self.added_up(&relation, None, None)?]
            }
        };
        for statement in self.asked.dialect.end() {
            let ended = self.engine.run(statement);
            self.blamed(ended)?;
        }
        let part: Arc<str> = self.engine.part().into();
        self.engine.done();
        let (portions, rest): (Vec<Portion>, Vec<Option<DataFrame>>) = added.into_iter().unzip();
        let mut rest: Vec<DataFrame> = rest.into_iter().flatten().collect();
        if rest.is_empty() {
            let relation = self.asked.relation.as_str();
            rest.push(without_rows(&self.asked.about(relation, self.plan, Vec::new()).raw())?);
        }
        let mut first_row = 1;
        let batches = rest.into_iter().map(|frame| {
            let batch = Batch {
                first_row,
                frame,
                part: Arc::clone(&part),
                codes: Codes::default(),
                lines: Lines::none(),
            };
            first_row += batch.frame.height() as u64;
            batch
        });
        Ok((portions, batches.collect()))
    }

    /// What some rows add up to. Where it isn't known whether several of all rows may have one key, it is asked; `rows` is how many there
    /// have to be, if that is known.
    pub(super) fn added_up(
        &mut self,
        relation: &str,
        repeats: Option<bool>,
        rows: Option<u64>,
    ) -> Result<Added, Error> {
        self.planned(relation, repeats, |asking, plan, registers| {
            asking.add_up(plan, registers, rows)
        })
    }

    /// The plan of some rows, with all decided that has to be known of the texts and the keys that there are.
    pub(super) fn planned<T>(
        &mut self,
        relation: &str,
        repeats: Option<bool>,
        go_on: impl FnOnce(&mut Self, &Plan<'_>, &RegisterFields<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let (asked, policy, of_rows) = (Rc::clone(&self.asked), self.reader.policy, self.plan);
        let registers = RegisterFields::of(self.dataset, &policy.registers);
        let mut plan = asked.plan(relation, of_rows, registers.asked(), self.span)?;
        self.texts.clear();
        self.decide(&mut plan, &registers)?;
        let repeats = match (repeats, plan.keys().map_err(|refusal| self.said(refusal))?) {
            (Some(repeats), _) => repeats,
            (None, Some(keys)) => self.repeat(&keys)?,
            (None, None) => false,
        };
        plan.keys_repeat(repeats);
        go_on(self, &plan, &registers)
    }

    /// Whether several rows may have one key.
    pub(super) fn repeat(&mut self, keys: &str) -> Result<bool, Error> {
        let found = self.ask(keys)?;
        if found.number("o")? > 0 {
            let what = format!("the key of `{}`", self.dataset.name.text);
            let why = "some have blanks at their ends, so that they may be the keys of other rows: trim them in the source's `query`";
            return Err(self.said(refusal(&what, why)));
        }
        Ok(found.number("a")? > 0)
    }

    fn add_up(
        &mut self,
        plan: &Plan<'_>,
        registers: &RegisterFields<'_>,
        expected: Option<u64>,
    ) -> Result<Added, Error> {
        let span = self.span;
        let said = |refusal: Refusal| refused(span, &[refusal]);
        let mut laying = Laying::new(self.plan, self.periods, plan);
        let cube = self.ask(&plan.cube().map_err(said)?)?;
        let of_slots = self.registers_of_slots();
        let who = (&mut self.reader.entities, self.joiner.as_ref());
        let strangers = laying.cube(&cube, plan, who, &of_slots)?;
        if strangers.len() > MOST_TEXTS {
            let what = format!(
                "{} names that aren't on the list, mean somebody else on another day, or have blanks at their ends",
                strangers.len()
            );
            return Err(said(refusal(
                &what,
                "their rows are looked at one by one: take them out in the source's `query`",
            )));
        }
        for values in plan.values().map_err(said)? {
            let answer = self.ask(&values.query)?;
            laying.values(&answer, &values.slots, &of_slots)?;
        }
        if !laying.agrees() {
            return Err(self.changed());
        }
        let strange: Vec<&str> = strangers.iter().map(|name| &**name).collect();
        let (unknown, lacking) = laying.to_tell();
        if let Some(told) = plan.told(&unknown, &lacking, &strange).map_err(said)? {
            let answer = self.ask(&told)?;
            laying.told(&answer, plan, &unknown, &lacking)?;
        }
        let unlisted = self.unlisted(plan, registers, &strange)?;
        let awaited = laying.left();
        let rest = match awaited {
            0 => None,
            _ => self.ask_rows(&plan.rest(&strange).map_err(said)?)?,
        };
        let came = rest.as_ref().map_or(0, DataFrame::height) as u64;
        // Where an engine sees one state, the cube is of all rows that there are.
        let total = match (expected, self.asked.dialect.sees_one_state()) {
            (Some(expected), _) => expected,
            (None, true) => laying.rows(),
            (None, false) => self.ask(&plan.total())?.number("a")?,
        };
        if came != awaited || laying.rows() != total {
            return Err(self.changed());
        }
        Ok((laying.done(unlisted), rest))
    }

    /// That answers don't fit together.
    fn changed(&self) -> Error {
        let (name, one_state) = (&self.dataset.name.text, self.asked.dialect.sees_one_state());
        let (message, help) = match one_state {
            false => (
                format!("`{name}` was changed while it was being read"),
                "run again when nothing writes to it; if that doesn't help, it gives other rows each time that it is asked: let it pick rows by an order that leaves no choice, or remove `reduce`",
            ),
            true => (
                format!("`{name}` gives other rows each time that it is asked"),
                "let it pick rows by an order that leaves no choice, or remove `reduce`, so that it is asked once",
            ),
        };
        Error::new(AdapterCode::Source, message).help(help).at(self.span)
    }

    /// That something can't be said.
    pub(super) fn said(&self, refusal: Refusal) -> Error {
        refused(self.span, &[refusal])
    }

    pub(super) fn blamed<T>(&self, said: Result<T, AdapterError>) -> Result<T, Error> {
        said.map_err(|error| self.reader.inputs.blame(self.id, error))
    }

    pub(super) fn ask(&mut self, query: &str) -> Result<Answer, Error> {
        Ok(Answer::of(self.ask_rows(query)?))
    }

    fn ask_rows(&mut self, query: &str) -> Result<Option<DataFrame>, Error> {
        let said = self.engine.ask(&tagged(self.id, query));
        self.blamed(said)
    }
}

/// The query under the name of who asks it, as far as it can stand in a comment.
fn tagged(id: SourceId<'_>, query: &str) -> String {
    let plain = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '_';
    let name: String = id.dataset.chars().filter(plain).take(60).collect();
    format!("/* uptake {name} */ {query}")
}

/// The name that two columns have, if there is one.
fn named_twice(columns: &[(String, String)]) -> Option<&str> {
    let names = columns.iter().map(|(name, _)| name.as_str());
    let twice = |(at, name): &(usize, &str)| columns.iter().take(*at).any(|(before, _)| before == name);
    names.enumerate().find(twice).map(|(_, name)| name)
}

/// The table that a source reads as it is, or the view.
pub(super) fn table_of(relation: &str) -> Option<&str> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.');
    let table = relation.strip_prefix("SELECT * FROM ")?;
    table.chars().all(plain).then_some(table)
}

/// A frame of columns of no type, without rows.
fn without_rows(names: &[&str]) -> Result<DataFrame, Error> {
    let columns = names
        .iter()
        .map(|name| Column::new_empty(PlSmallStr::from_str(name), &DataType::Null));
    Ok(DataFrame::new(0, columns.collect())?)
}
