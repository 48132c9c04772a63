//! The steps from a source's columns to plain rows, each a query over the one before. Names of columns appear in the first step
//! alone: from there on columns are called by a letter and a number.

use crate::bare::{bare, ends};
use crate::dialect::{Dialect, fill};
use crate::kind::Kind;
use crate::literal::{constant, known_float, quoted, type_of, unknown, whole};
use crate::part::{Decided, Part, said};
use crate::question::Question;
use crate::refusal::Refusal;
use crate::say::{Saying, holds};
use crate::times::Times;
use uptake_rules::policy::dataset::{Column, Missing};
use uptake_rules::value::Type;

/// The most events that a row may stand for to be plain.
const MOST_WEIGHT: i64 = u32::MAX as i64;

/// What the steps are made of, said once.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    /// The first step's columns: `i0`, `i1`, …
    inputs: Vec<String>,
    /// The letters at the ends of the texts among them.
    ends_of_inputs: Vec<String>,
    /// What makes them plain.
    plain_inputs: Vec<String>,
    /// The dataset's columns: `c0`, `c1`, …
    columns: Vec<String>,
    /// The letters at the ends of the texts among them, where a mapping made them.
    ends_of_columns: Vec<String>,
    /// What makes them plain.
    plain_columns: Vec<String>,
    /// Whether the mapping wants a row.
    keep: Option<String>,
    /// The conditions: `f0`, `f1`, …
    pub(crate) filters: Vec<String>,
    /// The parts that are decided value by value: `p0`, `p1`, …
    pub(crate) parts: Vec<Part>,
    /// The day of a row.
    day: String,
}

impl Steps {
    /// The steps of a question; every refusal in one pass.
    pub(crate) fn of(question: &Question<'_>) -> Result<Self, Vec<Refusal>> {
        let mut making = Making {
            question,
            steps: Steps::default(),
            refused: Vec::new(),
        };
        making.inputs();
        making.columns();
        making.contract();
        making.filters();
        match making.refused.is_empty() {
            true => Ok(making.steps),
            false => Err(making.refused),
        }
    }

    /// The name of a column of the dataset in the steps.
    pub(crate) fn column(question: &Question<'_>, name: &str) -> Option<String> {
        let at = question.needed.iter().position(|column| column.name.text == name)?;
        Some(format!("c{at}"))
    }

    /// The same of a column that the plan reads. Of one that it doesn't, a name that no relation has: the engine refuses the text then, and
    /// nothing is added up without the column.
    pub(crate) fn read(question: &Question<'_>, name: &str) -> String {
        Self::column(question, name).unwrap_or_else(|| "a_column_that_is_not_read".to_owned())
    }

    /// The rows with the input's columns, and whether they are plain.
    pub(crate) fn entered(&self, question: &Question<'_>, raw: bool) -> Result<String, Refusal> {
        let mut columns: Vec<String> = self
            .inputs
            .iter()
            .zip(0..)
            .map(|(said, at)| format!("{said} AS i{at}"))
            .collect();
        if raw {
            for (name, at) in question.raw().into_iter().zip(0..) {
                columns.push(format!("s.{} AS r{at}", quoted(question.dialect, name)?));
            }
        }
        if columns.is_empty() {
            columns.push("1 AS i0".to_owned());
        }
        let source = format!("SELECT {} FROM ({}\n) AS s", columns.join(", "), question.relation);
        let plain = holds(&joined(&self.plain_inputs));
        let ended = with("e0", &source, &self.ends_of_inputs);
        Ok(format!("SELECT b0.*, {plain} AS o FROM ({ended}) AS b0"))
    }

    /// The rows with the dataset's columns.
    pub(crate) fn mapped(
        &self,
        question: &Question<'_>,
        raw: bool,
        decided: &[Option<Decided>],
    ) -> Result<String, Refusal> {
        let mut entered = self.entered(question, raw)?;
        let input = |name: &str| {
            let at = question.inputs.iter().position(|column| column.name.text == name);
            at.map(|at| format!("i{at}"))
        };
        let parts = self.said(question, decided, true, &input, None)?;
        if !parts.is_empty() {
            entered = format!("SELECT b1.*, {} FROM ({entered}) AS b1", parts.join(", "));
        }
        let columns = self
            .columns
            .iter()
            .zip(0..)
            .map(|(said, at)| format!("{said} AS c{at}"));
        let mut columns: Vec<String> = columns.collect();
        columns.extend(self.keep.iter().map(|keep| format!("{keep} AS k")));
        Ok(format!("SELECT b2.*, {} FROM ({entered}) AS b2", columns.join(", ")))
    }

    /// The rows with what they are: 1 if plain, 2 if plain and left out by the mapping, 0 if they are to be read.
    pub(crate) fn sorted(
        &self,
        question: &Question<'_>,
        raw: bool,
        decided: &[Option<Decided>],
        repeated: bool,
    ) -> Result<String, Refusal> {
        let dialect = question.dialect;
        let mapped = self.mapped(question, raw, decided)?;
        let mapped = with("e1", &mapped, &self.ends_of_columns);
        let dated = format!("SELECT b3.*, {} AS d FROM ({mapped}) AS b3", self.day);
        let column = |name: &str| Self::column(question, name);
        let (period, place) = question.times.period(dialect, "d");
        let mut added = vec![
            format!("{period} AS g"),
            format!("{} AS b", Times::bit(dialect, &place)),
        ];
        added.extend(self.said(question, decided, false, &column, Some("d"))?);
        let mut states = Vec::new();
        let mut beside = String::new();
        if repeated {
            // Joined, since not every engine looks into a query within a case.
            let key = self.key(question).into_iter().zip(0..);
            let same: Vec<String> = key.map(|(part, at)| format!("b4.{part} = w.q{at}")).collect();
            let again = self.repeated(question, decided)?;
            beside = format!(" LEFT JOIN ({again}) AS w ON {}", same.join(" AND "));
            // Of a key of its own there is nothing beside it, which is zero to some engines.
            states.push("WHEN w.q > 1 THEN 0".to_owned());
        }
        if self.keep.is_some() {
            states.push("WHEN o = 1 AND d IS NOT NULL AND (k IS NULL OR NOT k) THEN 2".to_owned());
        }
        let plain = joined(&self.plain_columns);
        states.push(format!("WHEN o = 1 AND d IS NOT NULL AND {plain} THEN 1"));
        added.push(format!("CASE {} ELSE 0 END AS z", states.join(" ")));
        let placed = format!("SELECT b4.*, {} FROM ({dated}) AS b4{beside}", added.join(", "));
        if self.filters.is_empty() {
            return Ok(placed);
        }
        let filters = self
            .filters
            .iter()
            .zip(0..)
            .map(|(said, at)| format!("{said} AS f{at}"));
        Ok(format!(
            "SELECT b5.*, {} FROM ({placed}) AS b5",
            filters.collect::<Vec<_>>().join(", ")
        ))
    }

    /// The columns of the key.
    pub(crate) fn key(&self, question: &Question<'_>) -> Vec<String> {
        let key = question.dataset.key.iter();
        key.filter_map(|name| Self::column(question, &name.text)).collect()
    }

    /// The keys that several rows have.
    pub(crate) fn repeated(&self, question: &Question<'_>, decided: &[Option<Decided>]) -> Result<String, Refusal> {
        let key = self.key(question);
        let list = key.join(", ");
        let known: Vec<String> = key.iter().map(|part| format!("{part} IS NOT NULL")).collect();
        let mapped = self.mapped(question, false, decided)?;
        let named = key.iter().zip(0..).map(|(part, at)| format!("{part} AS q{at}"));
        Ok(format!(
            "SELECT {}, count(*) AS q FROM ({mapped}) AS bk WHERE {} GROUP BY {list} HAVING count(*) > 1",
            named.collect::<Vec<_>>().join(", "),
            known.join(" AND ")
        ))
    }

    /// The parts of a step that are decided value by value, those that are decided by now.
    fn said(
        &self,
        question: &Question<'_>,
        decided: &[Option<Decided>],
        of_input: bool,
        column: &dyn Fn(&str) -> Option<String>,
        day: Option<&str>,
    ) -> Result<Vec<String>, Refusal> {
        let parts = self.parts.iter().enumerate();
        let parts = parts.filter(|(_, part)| part.of_input == of_input);
        let said = parts.filter_map(|(at, part)| {
            let (decided, column) = (decided.get(at)?.as_ref()?, column(&part.column)?);
            let said = said(question.dialect, part, decided, &column, day);
            Some(said.map(|said| format!("{said} AS p{at}")))
        });
        said.collect()
    }
}

/// What makes the steps.
struct Making<'a, 'q> {
    question: &'a Question<'q>,
    steps: Steps,
    refused: Vec<Refusal>,
}

impl Making<'_, '_> {
    fn dialect(&self) -> Dialect {
        self.question.dialect
    }

    /// Takes note of what can't be said; something stands for it, so that all else is looked at, too.
    fn or_refused(&mut self, said: Result<String, Refusal>) -> String {
        said.unwrap_or_else(|refusal| {
            self.refused.push(refusal);
            "NULL".to_owned()
        })
    }

    fn inputs(&mut self) {
        for (column, at) in self.question.inputs.clone().into_iter().zip(0..) {
            let name = format!("i{at}");
            let said = self.input(column).map_err(|refusal| refusal.at(column.name.span));
            let said = self.or_refused(said);
            self.steps.inputs.push(said);
            let (own, plain) = self.plain(column.ty, &name, at);
            self.steps.ends_of_inputs.extend(own);
            self.steps.plain_inputs.extend(plain);
        }
    }

    /// A column of the source as a value of the contract's type.
    fn input(&self, rule: &Column) -> Result<String, Refusal> {
        let dialect = self.dialect();
        let says = dialect.says();
        let name = rule.source_name();
        let natural = match rule.ty {
            Type::Text | Type::Unknown => Kind::Text,
            Type::Bool => Kind::Truth,
            Type::Int => Kind::Whole,
            Type::Float => Kind::Float,
            Type::Date => Kind::Date,
            Type::Datetime => Kind::Instant,
        };
        let kind = match self.question.offered {
            None => Some(natural),
            Some(offered) => offered.iter().find(|(own, _)| own == name).map(|(_, kind)| *kind),
        };
        let Some(kind) = kind else {
            return match rule.optional {
                true => self.filled(rule, unknown(dialect, rule.ty)),
                false => Err(Refusal::new(format!("`{name}`"), "the source has no such column")),
            };
        };
        let own = format!("s.{}", quoted(dialect, name)?);
        let cast = |ty: &str| format!("CAST({own} AS {ty})");
        let said = match (rule.ty, kind) {
            (ty, Kind::Nothing) => unknown(dialect, ty),
            (Type::Text | Type::Unknown, Kind::Text | Kind::Whole) => {
                format!(
                    "NULLIF({}{}, {})",
                    cast(says.text),
                    says.bytewise,
                    crate::literal::text(dialect, "")?
                )
            }
            (Type::Bool, Kind::Truth) => own.clone(),
            (Type::Int, Kind::Whole) => cast(says.whole),
            (Type::Float, Kind::Float | Kind::Whole) => known_float(dialect, &cast(says.float)),
            (Type::Date, Kind::Date) => format!("CAST({} AS {})", fill(says.days, &own), says.whole),
            (Type::Datetime, Kind::Instant) => fill(says.micros, &own),
            (Type::Datetime, Kind::Wall) if self.question.times.walls_in_utc => fill(says.micros, &own),
            (ty, kind) => {
                let why = format!(
                    "the source has {} there: cast the column to {} in the source's `query`",
                    kind.words(),
                    match ty {
                        Type::Datetime => "a timestamp with time zone, or state `time_zone: UTC`",
                        ty => ty.name(),
                    }
                );
                return Err(Refusal::new(format!("`{name}` as {}", ty.name()), why));
            }
        };
        self.filled(rule, said)
    }

    /// With what stands for a missing value.
    fn filled(&self, rule: &Column, said: String) -> Result<String, Refusal> {
        match &rule.default {
            Some(default) => Ok(format!(
                "COALESCE({said}, {})",
                constant(self.dialect(), default, rule.ty)?
            )),
            None => Ok(said),
        }
    }

    /// What makes a value of a type plain, whatever the contract says, with what has to be known of it before.
    fn plain(&self, ty: Type, name: &str, at: usize) -> (Vec<String>, Option<String>) {
        let dialect = self.dialect();
        match ty {
            Type::Text => {
                let letter = name.get(..1).unwrap_or_default();
                let names = [format!("{letter}x{at}"), format!("{letter}y{at}")];
                let [first, last] = &names;
                let plain = format!("({name} IS NULL OR {})", bare(dialect, [first, last]));
                let known = ends(dialect, name).into_iter().zip(&names);
                (
                    known.map(|(said, name)| format!("{said} AS {name}")).collect(),
                    Some(plain),
                )
            }
            Type::Float => {
                let infinite = fill(dialect.says().is_infinite, name);
                (Vec::new(), Some(format!("({name} IS NULL OR NOT {infinite})")))
            }
            Type::Bool | Type::Int | Type::Date | Type::Datetime | Type::Unknown => (Vec::new(), None),
        }
    }

    fn columns(&mut self) {
        let question = self.question;
        if let Some(mapping) = question.mapping {
            if mapping.rows.is_some() || !mapping.explode.is_empty() || mapping.discriminator.is_some() {
                let why = "rows within rows are taken apart here: unnest them in the source's `query`";
                let what = format!("the mapping `{}`", mapping.name.text);
                self.refused.push(Refusal::new(what, why).at(mapping.name.span));
            }
            if let Some(filter) = &mapping.filter {
                let said = self.saying(true).say_as(filter, Type::Bool);
                let keep = self.or_refused(said);
                self.steps.keep = Some(keep);
            }
        }
        for (rule, at) in question.needed.clone().into_iter().zip(0..) {
            let said = self.mapped(rule);
            let said = self.or_refused(said);
            let said = match rule.name.text == question.dataset.entity.text && rule.ty != Type::Text {
                true => format!("CAST({said} AS {})", type_of(self.dialect(), Type::Text)),
                false => said,
            };
            self.steps.columns.push(said);
            if question.mapping.is_some() {
                let (own, plain) = self.plain(rule.ty, &format!("c{at}"), at);
                self.steps.ends_of_columns.extend(own);
                self.steps.plain_columns.extend(plain);
            }
        }
    }

    /// A column of the dataset.
    fn mapped(&mut self, rule: &Column) -> Result<String, Refusal> {
        let question = self.question;
        let (dialect, name) = (self.dialect(), rule.name.text.as_str());
        if let Some((_, value)) = question.set.iter().find(|(set, _)| set == name) {
            return constant(dialect, value, rule.ty);
        }
        let Some(mapping) = question.mapping else {
            let at = question.inputs.iter().position(|column| column.name.text == name);
            let missing = || Refusal::new(format!("`{name}`"), "the source has no such column");
            return at.map(|at| format!("i{at}")).ok_or_else(missing);
        };
        let Some((_, formula)) = mapping.columns.iter().find(|(own, _)| own.text == name) else {
            return match rule.optional {
                true => self.filled(rule, unknown(dialect, rule.ty)),
                false => Err(Refusal::new(format!("`{name}`"), "the mapping doesn't fill it").at(mapping.name.span)),
            };
        };
        let said = self.saying(true).say_as(formula, rule.ty)?;
        let said = match rule.ty {
            Type::Text => format!("NULLIF({said}, {})", crate::literal::text(dialect, "")?),
            _ => said,
        };
        self.filled(rule, said)
    }

    /// What the contract asks of a row, and its day.
    fn contract(&mut self) {
        let (question, dialect) = (self.question, self.dialect());
        let dataset = question.dataset;
        let column = |name: &str| Steps::column(question, name);
        let optional = |name: &str| dataset.column(name).is_some_and(|column| column.optional);
        let mut there: Vec<&str> = vec![&dataset.entity.text];
        there.extend(
            dataset
                .key
                .iter()
                .map(|name| name.text.as_str())
                .filter(|name| !optional(name)),
        );
        let set_aside = question.needed.iter().filter(|rule| rule.missing == Missing::SetAside);
        there.extend(set_aside.map(|rule| rule.name.text.as_str()));
        there.sort_unstable();
        there.dedup();
        let plain = &mut self.steps.plain_columns;
        plain.extend(
            there
                .into_iter()
                .filter_map(column)
                .map(|name| format!("{name} IS NOT NULL")),
        );
        for rule in question
            .needed
            .iter()
            .filter(|rule| !rule.values.is_empty() && rule.ty == Type::Text)
        {
            let Some(name) = column(&rule.name.text) else { continue };
            let values = rule.values.iter().map(|value| crate::literal::text(dialect, value));
            match values.collect::<Result<Vec<_>, _>>() {
                Ok(values) => plain.push(format!("({name} IS NULL OR {name} IN ({}))", values.join(", "))),
                Err(refusal) => self.refused.push(refusal.at(rule.name.span)),
            }
        }
        if let Some(name) = dataset.weight.as_ref().and_then(|weight| column(&weight.text)) {
            plain.push(format!(
                "({name} IS NULL OR {name} BETWEEN 0 AND {})",
                whole(dialect, MOST_WEIGHT)
            ));
        }
        let Some((time, name)) = dataset.time.as_ref().and_then(|time| Some((time, column(&time.text)?))) else {
            let why = "only events have days";
            self.refused.push(Refusal::new(format!("`{}`", dataset.name.text), why));
            return;
        };
        let times = &question.times;
        let (within, day) = match dataset.column(&time.text).map(|column| column.ty) {
            Some(Type::Date) => ((i64::from(times.days.0), i64::from(times.days.1)), name.clone()),
            _ => (times.instants, times.day(dialect, &name)),
        };
        self.steps.day = format!(
            "CASE WHEN {name} >= {} AND {name} < {} THEN {day} END",
            within.0, within.1
        );
    }

    fn filters(&mut self) {
        for filter in self.question.filters {
            let said = self.saying(false).say_as(filter, Type::Bool);
            let said = self.or_refused(said.map_err(|refusal| refusal.at(filter.span)));
            self.steps.filters.push(said);
        }
        for slot in self.question.slots {
            let column = slot.column.as_ref();
            let ty = column.and_then(|name| Some(self.question.dataset.column(name)?.ty));
            if slot.aggregate == uptake_rules::policy::measure::Aggregate::Distinct && ty != Some(Type::Text) {
                let what = format!("different values of `{}`", column.map_or("", String::as_str));
                self.refused.push(Refusal::new(what, "only texts are told apart"));
            }
        }
    }

    fn saying(&mut self, of_input: bool) -> SayingOf<'_> {
        SayingOf {
            question: self.question,
            of_input,
            parts: &mut self.steps.parts,
        }
    }
}

/// What says expressions of a step.
struct SayingOf<'s> {
    question: &'s Question<'s>,
    of_input: bool,
    parts: &'s mut Vec<Part>,
}

impl SayingOf<'_> {
    fn say_as(self, expr: &uptake_rules::expr::Expr, ty: Type) -> Result<String, Refusal> {
        let Self {
            question,
            of_input,
            parts,
        } = self;
        let columns = if of_input { &question.inputs } else { &question.needed };
        let letter = if of_input { 'i' } else { 'c' };
        let column = |name: &str| {
            let at = columns.iter().position(|column| column.name.text == name)?;
            let ty = columns.get(at)?.ty;
            Some((format!("{letter}{at}"), ty))
        };
        let register = |path: &str| {
            let (form, _) = path.split_once('.')?;
            let found = question
                .registers
                .iter()
                .find(|register| !of_input && register.form == form)?;
            Some((found.column.clone(), found.changes.clone()))
        };
        let time = question.dataset.time.as_ref().filter(|_| !of_input);
        let mut saying = Saying {
            dialect: question.dialect,
            of_input,
            column: &column,
            register: &register,
            day: time.map(|time| (time.text.as_str(), "d")),
            parts,
        };
        saying.say_as(expr, ty)
    }
}

/// A query with more columns.
fn with(name: &str, query: &str, more: &[String]) -> String {
    match more.is_empty() {
        true => query.to_owned(),
        false => format!("SELECT {name}.*, {} FROM ({query}) AS {name}", more.join(", ")),
    }
}

/// Conditions of which all hold.
fn joined(conditions: &[String]) -> String {
    match conditions.is_empty() {
        true => "1 = 1".to_owned(),
        false => conditions.join(" AND "),
    }
}
