//! The queries of a question, in the order in which they are asked.

use crate::codes::{Classes, Coded};
use crate::cube::{Layout, columns, counts, number, reported, travels};
use crate::decisions::Decisions;
use crate::literal::text;
use crate::part::Part;
use crate::question::Question;
use crate::refusal::Refusal;
use crate::stated::Steps;

/// The queries that answer a question.
#[derive(Debug)]
pub struct Plan<'q> {
    pub(crate) question: Question<'q>,
    pub(crate) steps: Steps,
    pub(crate) decisions: Decisions,
    repeated: bool,
}

/// What the columns of the cube are called.
///
/// `n` is the name of the entity, `g` the number of the period, `a` how many rows there are, `h` how many of them stand for an event (only
/// where rows have a weight). `sk` is what the slot *k* collected, and `kk` of how many values, `lk` and `mk` the least and the greatest of the
/// floats that [travel by themselves](Plan::values); `w0`, `w1` and so on have bits, whose
/// places the [layout](Plan::layout) says. In a row without `n` there are rows that the mapping leaves out, and `g` is their day; in one
/// without either there are those that [are read](Plan::rest). Of these only `a` means something.
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
        let steps = crate::making::steps(&question)?;
        let decisions = Decisions::of(crate::codes::of(&question, &steps.parts), question.steady);
        Ok(Self {
            question,
            steps,
            decisions,
            repeated: false,
        })
    }

    /// What is asked.
    #[must_use]
    pub fn question(&self) -> &Question<'q> {
        &self.question
    }

    /// The parts that are decided text by text.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.steps.parts
    }

    /// The columns of texts that are told by numbers; those of the mapping's input first, which have to be decided before others.
    #[must_use]
    pub fn coded(&self) -> &[Coded] {
        &self.decisions.coded
    }

    /// The different texts of a column, and no more than so many of them. For a column of the dataset those of the mapping's input must
    /// have been decided.
    ///
    /// # Errors
    /// When a constant can't be said.
    pub fn texts(&self, coded: &Coded, most: usize) -> Result<String, Refusal> {
        let of = match coded.of_input {
            true => self.steps.entered(&self.question, false, &Decisions::default())?,
            false => self.steps.mapped(&self.question, false, &self.decisions)?,
        };
        let column = match coded.of_input {
            true => {
                let mut inputs = self.question.inputs.iter();
                let at = inputs.position(|column| column.name.text == coded.column);
                format!("i{}", at.unwrap_or_default())
            }
            false => Steps::read(&self.question, &coded.column),
        };
        Ok(format!(
            "SELECT DISTINCT {column} AS v FROM ({of}) AS t WHERE {column} IS NOT NULL LIMIT {most}"
        ))
    }

    /// Takes in the classes of a column's texts, by its place among [all](Plan::coded).
    pub fn decide(&mut self, coded: usize, classes: Classes) {
        if let Some(place) = self.decisions.classes.get_mut(coded) {
            *place = Some(classes);
        }
    }

    /// Takes note of whether several rows may have one key: all of those that do are read then.
    pub fn keys_repeat(&mut self, repeated: bool) {
        self.repeated = repeated;
    }

    fn sorted(&self, raw: bool) -> Result<String, Refusal> {
        self.steps.sorted(&self.question, raw, &self.decisions, self.repeated)
    }

    /// The cube; its columns are [these](CubeColumns).
    ///
    /// # Errors
    /// When a constant can't be said.
    pub fn cube(&self) -> Result<String, Refusal> {
        let (columns, _) = columns(&self.question, &self.decisions);
        Ok(format!(
            "SELECT n, y AS g, count(*) AS a, {} FROM ({}) AS v GROUP BY n, y",
            columns.join(", "),
            self.celled()?
        ))
    }

    /// The rows with their entity and their period, where they are plain.
    fn celled(&self) -> Result<String, Refusal> {
        let entity = Steps::read(&self.question, &self.question.dataset.entity.text);
        let period = match self.steps.keep {
            Some(_) => "CASE z WHEN 1 THEN g WHEN 2 THEN d END",
            None => "CASE WHEN z = 1 THEN g END",
        };
        Ok(format!(
            "SELECT t.*, CASE WHEN z = 1 THEN {entity} END AS n, {period} AS y FROM ({}) AS t",
            self.sorted(false)?
        ))
    }

    /// How much would travel: `c` is how many rows the cube has, `r` how many rows [are read](Plan::rest) whoever is on the list.
    ///
    /// # Errors
    /// When a constant can't be said.
    pub fn travelling(&self) -> Result<String, Refusal> {
        Ok(format!(
            "SELECT count(*) AS c, CAST(COALESCE(sum(CASE WHEN n IS NULL AND y IS NULL THEN a ELSE 0 END), 0) AS {}) AS r FROM (SELECT n, y, count(*) AS a FROM ({}) AS v GROUP BY n, y) AS x",
            self.question.dialect.says().whole,
            self.celled()?
        ))
    }

    /// Where the cube has what.
    #[must_use]
    pub fn layout(&self) -> Layout {
        columns(&self.question, &self.decisions).1
    }

    /// The classes of the texts that a slot counts, where the cube has them as bits.
    #[must_use]
    pub fn classes_of(&self, slot: usize) -> Option<&Classes> {
        let slot = self.question.slots.get(slot)?;
        self.decisions.bits_of(&self.question, slot)?;
        let name = slot.column.as_ref()?;
        let both = self.decisions.coded.iter().zip(&self.decisions.classes);
        let mut own = both.filter(|(coded, _)| !coded.of_input && coded.column == *name);
        own.next()?.1.as_ref()
    }

    /// The columns of which the cube says where one is missing.
    #[must_use]
    pub fn reported(&self) -> Vec<&str> {
        reported(&self.question)
    }

    /// For how many plain rows, of entities that are known, these conditions are unknown, as `uk` for the condition *k*, and how many lack
    /// the value of these [reported](Plan::reported) columns, as `mk`. Nothing is asked if there are none of either.
    ///
    /// # Errors
    /// When a constant can't be said.
    pub fn told(&self, conditions: &[usize], columns: &[usize], strangers: &[&str]) -> Result<Option<String>, Refusal> {
        let dialect = self.question.dialect;
        let reported = reported(&self.question);
        let unknown = conditions
            .iter()
            .map(|filter| (format!("f{filter} IS NULL"), format!("u{filter}")));
        let lacking = columns.iter().filter_map(|at| {
            let column = Steps::read(&self.question, reported.get(*at)?);
            Some((format!("{column} IS NULL"), format!("m{at}")))
        });
        let all: Vec<(String, String)> = unknown.chain(lacking).collect();
        if all.is_empty() {
            return Ok(None);
        }
        let counts = all
            .iter()
            .map(|(said, name)| format!("{} AS {name}", number(dialect, said)));
        let counts: Vec<String> = counts.collect();
        let some: Vec<&str> = all.iter().map(|(said, _)| said.as_str()).collect();
        let known = match self.among(strangers)? {
            Some(strange) => format!(" AND NOT {strange}"),
            None => String::new(),
        };
        Ok(Some(format!(
            "SELECT {} FROM ({}) AS t WHERE z = 1 AND ({}){known}",
            counts.join(", "),
            self.sorted(false)?,
            some.join(" OR ")
        )))
    }

    /// The slots whose values travel by themselves.
    #[must_use]
    pub fn travelling_slots(&self) -> Vec<usize> {
        let slots = self.question.slots.iter().enumerate();
        let travelling = slots.filter(|(_, slot)| travels(&self.question, &self.decisions, slot));
        travelling.map(|(at, _)| at).collect()
    }

    /// The values that travel by themselves.
    ///
    /// # Errors
    /// When a constant can't be said.
    pub fn values(&self) -> Result<Vec<Values>, Refusal> {
        let mut all: Vec<(&str, Vec<usize>)> = Vec::new();
        for (slot, at) in self.question.slots.iter().zip(0..) {
            let Some(column) = slot
                .column
                .as_deref()
                .filter(|_| travels(&self.question, &self.decisions, slot))
            else {
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

    /// How many plain rows have each of these texts of a column, as `v` and `a`, of entities that are known. All texts, if none are given.
    ///
    /// # Errors
    /// When a name can't be said.
    pub fn named(&self, column: &str, texts: &[&str], strangers: &[&str]) -> Result<String, Refusal> {
        let column = Steps::read(&self.question, column);
        let known = match self.among(strangers)? {
            Some(strange) => format!(" AND NOT {strange}"),
            None => String::new(),
        };
        let wanted = match texts.is_empty() {
            true => format!("{column} IS NOT NULL"),
            false => {
                let texts = texts.iter().map(|own| text(self.question.dialect, own));
                format!("{column} IN ({})", texts.collect::<Result<Vec<_>, _>>()?.join(", "))
            }
        };
        Ok(format!(
            "SELECT {column} AS v, count(*) AS a FROM ({}) AS t WHERE z = 1 AND {wanted}{known} GROUP BY {column}",
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
