//! What the steps are made of, said once for a question: every refusal in one pass.

use crate::bare::{bare, ends};
use crate::check::{Check, Known};
use crate::dialect::fill;
use crate::entry::{DAYS, filled, input};
use crate::literal::{constant, type_of, unknown, whole};
use crate::part::Part;
use crate::question::Question;
use crate::refusal::Refusal;
use crate::say::Saying;
use crate::stated::Steps;
use uptake_rules::policy::dataset::{Column, Missing};
use uptake_rules::value::Type;

/// The most events that a row may stand for to be plain.
const MOST_WEIGHT: i64 = u32::MAX as i64;

/// The steps of a question; every refusal in one pass.
pub(crate) fn steps(question: &Question<'_>) -> Result<Steps, Vec<Refusal>> {
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

/// What makes the steps.
struct Making<'a, 'q> {
    question: &'a Question<'q>,
    steps: Steps,
    refused: Vec<Refusal>,
}

impl Making<'_, '_> {
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
            let said = input(self.question, column).map_err(|refusal| refusal.at(column.name.span));
            let said = self.or_refused(said);
            self.steps.inputs.push(said);
            let known = match self.question.becomes(&column.name.text) {
                Some(own) => self.known(own),
                None => Known::Coded(true, column.name.text.clone()),
            };
            let check = match column.ty {
                Type::Date | Type::Datetime if !self.question.is_time(column) => Some(self.near(column.ty, &name)),
                ty => self.plain(ty, &name, at, known),
            };
            self.steps.plain_inputs.extend(check);
        }
    }

    /// What makes a value of a type plain, whatever the contract says. `known` is where it comes to light otherwise whether a text has
    /// blanks at its ends.
    fn plain(&self, ty: Type, name: &str, at: usize, known: Known) -> Option<Check> {
        let dialect = self.question.dialect;
        match ty {
            Type::Text => {
                let letter = name.get(..1).unwrap_or_default();
                let names = [format!("{letter}y{at}"), format!("{letter}z{at}")];
                let [first, last] = &names;
                let ends = ends(dialect, name).into_iter().zip(&names);
                (known != Known::Elsewhere).then(|| Check {
                    said: format!("({name} IS NULL OR {})", bare(dialect, [first, last])),
                    needs: ends.map(|(said, name)| format!("{said} AS {name}")).collect(),
                    known,
                })
            }
            Type::Float => {
                let infinite = fill(dialect.says().is_infinite, name);
                Some(Check::of(format!("({name} IS NULL OR NOT {infinite})")))
            }
            Type::Bool | Type::Int | Type::Date | Type::Datetime | Type::Unknown => None,
        }
    }

    /// Whether a day or an instant lies in years that rules have.
    fn near(&self, ty: Type, name: &str) -> Check {
        let times = match ty {
            Type::Date => 1,
            _ => crate::times::DAY,
        };
        let [first, last] = [DAYS.0, DAYS.1].map(|day| whole(self.question.dialect, day * times));
        Check::of(format!("({name} IS NULL OR {name} BETWEEN {first} AND {last})"))
    }

    /// Where it comes to light whether a text of a column of the dataset has blanks at its ends.
    fn known(&self, column: &str) -> Known {
        let dataset = self.question.dataset;
        let of_key = dataset.key.iter().any(|name| name.text == column) && self.question.has_key();
        // Names of entities come back, one by one, and keys are asked for before.
        match column == dataset.entity.text || of_key {
            true => Known::Elsewhere,
            false => Known::Coded(false, column.to_owned()),
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
                true => format!("CAST({said} AS {})", type_of(self.question.dialect, Type::Text)),
                false => said,
            };
            self.steps.columns.push(said);
            if question.mapping.is_some() {
                let check = self.plain(rule.ty, &format!("c{at}"), at, self.known(&rule.name.text));
                self.steps.plain_columns.extend(check);
            }
        }
    }

    /// A column of the dataset.
    fn mapped(&mut self, rule: &Column) -> Result<String, Refusal> {
        let question = self.question;
        let (dialect, name) = (self.question.dialect, rule.name.text.as_str());
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
                true => filled(self.question.dialect, rule, unknown(dialect, rule.ty)),
                false => Err(Refusal::new(format!("`{name}`"), "the mapping doesn't fill it").at(mapping.name.span)),
            };
        };
        let said = self.saying(true).say_as(formula, rule.ty)?;
        let said = match rule.ty {
            Type::Text => format!("NULLIF({said}, {})", crate::literal::text(dialect, "")?),
            _ => said,
        };
        filled(self.question.dialect, rule, said)
    }

    /// What the contract asks of a row, and its day.
    fn contract(&mut self) {
        let (question, dialect) = (self.question, self.question.dialect);
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
                .map(|name| Check::of(format!("{name} IS NOT NULL"))),
        );
        for rule in question
            .needed
            .iter()
            .filter(|rule| !rule.values.is_empty() && rule.ty == Type::Text)
        {
            let Some(name) = column(&rule.name.text) else { continue };
            let values = rule.values.iter().map(|value| crate::literal::text(dialect, value));
            match values.collect::<Result<Vec<_>, _>>() {
                Ok(values) => plain.push(Check::of(format!(
                    "({name} IS NULL OR {name} IN ({}))",
                    values.join(", ")
                ))),
                Err(refusal) => self.refused.push(refusal.at(rule.name.span)),
            }
        }
        let weight = dataset.weight.as_ref().filter(|_| question.weighs());
        if let Some(name) = weight.and_then(|weight| column(&weight.text)) {
            plain.push(Check::of(format!(
                "({name} IS NULL OR {name} BETWEEN 0 AND {})",
                whole(dialect, MOST_WEIGHT)
            )));
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
