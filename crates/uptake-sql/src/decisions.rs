//! What was decided of a question's columns of texts by now.

use crate::codes::{Classes, Coded, plain, said};
use crate::dialect::Dialect;
use crate::part::Part;
use crate::question::{Question, Slot};
use crate::refusal::Refusal;
use crate::valued;

/// What was decided of columns of texts by now.
#[derive(Debug, Default)]
pub(crate) struct Decisions {
    pub(crate) coded: Vec<Coded>,
    pub(crate) classes: Vec<Option<Classes>>,
    /// Whether no other texts come than those that were decided.
    pub(crate) steady: bool,
}

impl Decisions {
    /// Nothing is decided of these columns.
    pub(crate) fn of(coded: Vec<Coded>, steady: bool) -> Self {
        Self {
            classes: vec![None; coded.len()],
            coded,
            steady,
        }
    }

    /// The decided columns of a step, with their numbers.
    fn decided(&self, of_input: bool) -> impl Iterator<Item = (usize, &Coded, &Classes)> {
        let both = self.coded.iter().zip(&self.classes).enumerate();
        let both = both.filter(move |(_, (coded, _))| coded.of_input == of_input);
        both.filter_map(|(at, (coded, classes))| Some((at, coded, classes.as_ref()?)))
    }

    /// Whether the texts of a column are known one by one.
    pub(crate) fn know(&self, of_input: bool, column: &str) -> bool {
        self.decided(of_input).any(|(_, coded, _)| coded.column == column)
    }

    /// The classes of a step's texts as columns `x0`, `x1`, …; `column` has the name of a column in the step.
    pub(crate) fn codes(
        &self,
        dialect: Dialect,
        of_input: bool,
        column: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Vec<String>, Refusal> {
        let codes = self.decided(of_input).filter_map(|(at, coded, classes)| {
            let column = column(&coded.column)?;
            Some(said((dialect, self.steady), classes, &column).map(|said| format!("{said} AS x{at}")))
        });
        codes.collect()
    }

    /// The parts that are decided by a step's texts, as columns `p0`, `p1`, …
    pub(crate) fn parts(
        &self,
        dialect: Dialect,
        all: &[Part],
        of_input: bool,
        day: Option<&str>,
    ) -> Result<Vec<String>, Refusal> {
        let mut columns = Vec::new();
        for (code, coded, classes) in self.decided(of_input) {
            for (number, at) in coded.parts.iter().zip(0..) {
                let Some(part) = all.get(*number) else { continue };
                let said = valued::said(dialect, part, (classes, at), &format!("x{code}"), day)?;
                columns.push(format!("{said} AS p{number}"));
            }
        }
        Ok(columns)
    }

    /// What makes the texts of a step plain that are known one by one.
    pub(crate) fn plain(&self, of_input: bool) -> Vec<String> {
        let all = self.decided(of_input);
        all.filter_map(|(at, _, classes)| plain(self.steady, classes, &format!("x{at}")))
            .collect()
    }

    /// The class of the texts that a slot counts, and how many classes there are, with that of what is missing. Nothing where its values
    /// travel by themselves.
    pub(crate) fn bits_of(&self, question: &Question<'_>, slot: &Slot) -> Option<(String, u32)> {
        let name = slot
            .column
            .as_ref()
            .filter(|name| question.dataset.column(name).is_some())?;
        let mut counted = self.decided(false).filter(|(_, _, classes)| classes.counted);
        let (at, _, classes) = counted.find(|(_, coded, _)| coded.column == *name)?;
        Some((format!("x{at}"), u32::try_from(classes.texts.len() + 1).ok()?))
    }
}
