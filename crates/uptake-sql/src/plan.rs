//! The queries of a question, in the order in which they are asked.

use crate::cube::{columns, counts, reported, travels};
use crate::literal::text;
use crate::part::{Decided, Part};
use crate::question::Question;
use crate::refusal::Refusal;
use crate::steps::Steps;

/// The queries that answer a question.
#[derive(Debug)]
pub struct Plan<'q> {
    question: Question<'q>,
    steps: Steps,
    decided: Vec<Option<Decided>>,
    repeated: bool,
}

/// What the columns of the cube are called.
///
/// `n` is the name of the entity, `g` the number of the period, `a` how many rows there are, `e` the bits of their days, `h` how many
/// of them stand for an event (only where rows have a weight). Of the condition with the number *k* `tk` says for how many rows it
/// holds and `uk` for how many it is unknown; `sk` is what the slot *k* collected, and `kk` of how many values; `mk` is how many rows
/// lack the value of [the column with that number](Plan::reported).
#[derive(Clone, Copy, Debug)]
pub struct CubeColumns;

/// The values of a column that slots collect, which travel by themselves.
#[derive(Clone, Debug)]
pub struct Values {
    /// The slots.
    pub slots: Vec<usize>,
    /// The query. `n` and `g` are as in the cube, `v` is the value, `sk` whether it counts for the slot *k*, `a` how many rows have it.
    pub query: String,
}

impl<'q> Plan<'q> {
    /// A plan.
    ///
    /// # Errors
    /// All that can't be said exactly.
    pub fn new(question: Question<'q>) -> Result<Self, Vec<Refusal>> {
        let steps = Steps::of(&question)?;
        let decided = vec![None; steps.parts.len()];
        Ok(Self {
            question,
            steps,
            decided,
            repeated: false,
        })
    }

    /// What is asked.
    #[must_use]
    pub fn question(&self) -> &Question<'q> {
        &self.question
    }

    /// The columns that [the rest](Plan::rest) has.
    #[must_use]
    pub fn raw(&self) -> Vec<&str> {
        self.question.raw()
    }

    /// The parts that are decided value by value; those of the mapping's input first need to be.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.steps.parts
    }

    /// The texts that a part may see, and no more than so many of them. For a part over the dataset's columns those over the
    /// mapping's input must have been decided.
    ///
    /// # Errors
    /// When a constant can't be said.
    pub fn texts(&self, part: &Part, most: usize) -> Result<String, Refusal> {
        let of = match part.of_input {
            true => self.steps.entered(&self.question, false)?,
            false => self.steps.mapped(&self.question, false, &self.decided)?,
        };
        let column = match part.of_input {
            true => {
                let mut inputs = self.question.inputs.iter();
                let at = inputs.position(|column| column.name.text == part.column);
                format!("i{}", at.unwrap_or_default())
            }
            false => Steps::read(&self.question, &part.column),
        };
        Ok(format!(
            "SELECT DISTINCT {column} AS v FROM ({of}) AS t WHERE {column} IS NOT NULL LIMIT {most}"
        ))
    }

    /// Takes in what a part is for each text.
    pub fn decide(&mut self, part: usize, decided: Decided) {
        if let Some(place) = self.decided.get_mut(part) {
            *place = Some(decided);
        }
    }

    /// How many keys several rows have, and how many keys have blanks at their ends; nothing where rows have no key.
    ///
    /// # Errors
    /// When a constant can't be said.
    pub fn keys(&self) -> Result<Option<(String, Option<String>)>, Refusal> {
        // A row of which no part of the key is delivered has none.
        let delivered = |name: &uptake_rules::text::Name| {
            let inputs = self.question.inputs.iter();
            let mut own = inputs.filter(|column| self.question.mapping.is_some() || column.name.text == name.text);
            let offered = |source: &str| {
                self.question
                    .offered
                    .is_none_or(|all| all.iter().any(|(own, _)| own == source))
            };
            own.any(|column| offered(column.source_name()) || column.default.is_some())
                || self.question.set.iter().any(|(set, _)| *set == name.text)
        };
        if self.question.dataset.key.is_empty() || !self.question.dataset.key.iter().all(delivered) {
            return Ok(None);
        }
        let repeated = self.steps.repeated(&self.question, &self.decided)?;
        let repeated = format!("SELECT count(*) AS a FROM ({repeated}) AS t");
        let texts = self.question.dataset.key.iter().filter(|name| {
            let column = self.question.dataset.column(&name.text);
            column.is_some_and(|column| column.ty == uptake_rules::value::Type::Text)
        });
        let odd: Vec<String> = texts
            .map(|name| Steps::read(&self.question, &name.text))
            .map(|column| {
                let [first, last] = crate::bare::ends(self.question.dialect, &column);
                let bare = crate::bare::bare(self.question.dialect, [&first, &last]);
                format!("({column} IS NOT NULL AND NOT {bare})")
            })
            .collect();
        if odd.is_empty() {
            return Ok(Some((repeated, None)));
        }
        let mapped = self.steps.mapped(&self.question, false, &self.decided)?;
        let odd = format!("SELECT count(*) AS a FROM ({mapped}) AS t WHERE {}", odd.join(" OR "));
        Ok(Some((repeated, Some(odd))))
    }

    /// Takes note of whether several rows have one key: all of them are read then.
    pub fn keys_repeat(&mut self, repeated: bool) {
        self.repeated = repeated;
    }

    fn sorted(&self, raw: bool) -> Result<String, Refusal> {
        self.steps.sorted(&self.question, raw, &self.decided, self.repeated)
    }

    /// The cube; its columns are [these](CubeColumns).
    ///
    /// # Errors
    /// When a constant can't be said.
    pub fn cube(&self) -> Result<String, Refusal> {
        let entity = Steps::read(&self.question, &self.question.dataset.entity.text);
        Ok(format!(
            "SELECT {} FROM ({}) AS t WHERE z = 1 GROUP BY {entity}, g",
            columns(&self.question).join(", "),
            self.sorted(false)?
        ))
    }

    /// The columns of which the cube counts what is missing.
    #[must_use]
    pub fn reported(&self) -> Vec<&str> {
        reported(&self.question)
    }

    /// The values that travel by themselves.
    ///
    /// # Errors
    /// When a constant can't be said.
    pub fn values(&self) -> Result<Vec<Values>, Refusal> {
        let mut all: Vec<(&str, Vec<usize>)> = Vec::new();
        for (slot, at) in self.question.slots.iter().zip(0..) {
            let Some(column) = slot.column.as_deref().filter(|_| travels(slot)) else {
                continue;
            };
            match all.iter_mut().find(|(known, _)| *known == column) {
                Some((_, slots)) => slots.push(at),
                None => all.push((column, vec![at])),
            }
        }
        let entity = Steps::read(&self.question, &self.question.dataset.entity.text);
        let of_column = |(name, slots): (&str, Vec<usize>)| {
            let column = Steps::read(&self.question, name);
            let (mut flags, mut wanted) = (Vec::new(), Vec::new());
            for at in &slots {
                let condition = self
                    .question
                    .slots
                    .get(*at)
                    .and_then(|slot| counts(&self.question, slot));
                let condition = condition.unwrap_or_else(|| "1 = 1".to_owned());
                flags.push(format!("{} AS s{at}", crate::say::holds(&condition)));
                wanted.push(format!("({condition})"));
            }
            let names: Vec<String> = slots.iter().map(|at| format!("s{at}")).collect();
            let inner = format!(
                "SELECT {entity} AS n, g, {column} AS v, {} FROM ({}) AS t WHERE z = 1 AND {column} IS NOT NULL AND ({})",
                flags.join(", "),
                self.sorted(false)?,
                wanted.join(" OR ")
            );
            let group = names.join(", ");
            let query = format!("SELECT n, g, v, {group}, count(*) AS a FROM ({inner}) AS x GROUP BY n, g, v, {group}");
            Ok(Values { slots, query })
        };
        all.into_iter().map(of_column).collect()
    }

    /// How many rows the mapping leaves out on each day `d`, as `a`; nothing where it leaves out none.
    ///
    /// # Errors
    /// When a constant can't be said.
    pub fn left_out(&self) -> Result<Option<String>, Refusal> {
        let filters = self.question.mapping.is_some_and(|mapping| mapping.filter.is_some());
        if !filters {
            return Ok(None);
        }
        let sorted = self.sorted(false)?;
        Ok(Some(format!(
            "SELECT d, count(*) AS a FROM ({sorted}) AS t WHERE z = 2 GROUP BY d"
        )))
    }

    /// The rows that are read as they are: those that aren't plain, and those of entities that nobody knows.
    ///
    /// # Errors
    /// When a name can't be said.
    pub fn rest(&self, strangers: &[&str]) -> Result<String, Refusal> {
        let dialect = self.question.dialect;
        let names = self.question.raw().into_iter().zip(0..);
        let names = names.map(|(name, at)| Ok(format!("r{at} AS {}", crate::literal::quoted(dialect, name)?)));
        let names = names.collect::<Result<Vec<_>, Refusal>>()?;
        let or_strange = match self.among(strangers)? {
            Some(strange) => format!(" OR {strange}"),
            None => String::new(),
        };
        Ok(format!(
            "SELECT {} FROM ({}) AS t WHERE z = 0{or_strange}",
            names.join(", "),
            self.sorted(true)?
        ))
    }

    /// How many plain rows have each text of a column, as `v` and `a`, of entities that are known.
    ///
    /// # Errors
    /// When a name can't be said.
    pub fn named(&self, column: &str, strangers: &[&str]) -> Result<String, Refusal> {
        let column = Steps::read(&self.question, column);
        let known = match self.among(strangers)? {
            Some(strange) => format!(" AND NOT {strange}"),
            None => String::new(),
        };
        Ok(format!(
            "SELECT {column} AS v, count(*) AS a FROM ({}) AS t WHERE z = 1 AND {column} IS NOT NULL{known} GROUP BY {column}",
            self.sorted(false)?
        ))
    }

    /// Whether the entity of a plain row is one of these.
    fn among(&self, names: &[&str]) -> Result<Option<String>, Refusal> {
        if names.is_empty() {
            return Ok(None);
        }
        let entity = Steps::read(&self.question, &self.question.dataset.entity.text);
        let names = names.iter().map(|name| text(self.question.dialect, name));
        let names = names.collect::<Result<Vec<_>, _>>()?.join(", ");
        Ok(Some(format!("(z = 1 AND {entity} IN ({names}))")))
    }

    /// How many rows there are, as `a`.
    #[must_use]
    pub fn total(&self) -> String {
        format!("SELECT count(*) AS a FROM ({}\n) AS s", self.question.relation)
    }
}
