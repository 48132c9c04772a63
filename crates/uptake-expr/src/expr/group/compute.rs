//! The forms that a computation may have. What a function takes is read off its form, so the two can't differ.
//!
//! A computation gets values that are known and answers `None` where it has none: where what the function *requires* isn't met.

use super::argument::Argument;
use super::given::{Answer, Given, Lack, Mismatch, Rows, Stop};

use crate::value::Literal;

/// What a computation answers: `None` if what its function requires isn't met.
pub(super) type Found = Option<Literal>;

/// Which kind of rule a function of groups names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedRule {
    /// A benchmark, for the band of a value.
    Benchmark,
    /// A metric, for its value.
    Metric,
    /// Another check, for its verdict.
    Check,
}

/// How a function comes to its answer.
#[derive(Clone, Copy, Debug)]
pub enum Compute {
    /// From the rows and values of one group.
    Group(OfGroup),
    /// From a number of each group.
    Groups(OfGroups),
    /// From another rule, which whoever judges the rules knows.
    Rule(NamedRule),
}

/// A truth and a text of each of some rows.
pub type TruthsTexts<'a> = (&'a [bool], &'a [&'a str]);

/// A computation from two numbers and a truth of each row, and a number of the group.
type OfDurations = fn(&Rows, &[f64], &[f64], &[bool], f64) -> Found;

/// Computations for one group. Rows of which an argument is unknown are left out before.
#[derive(Clone, Copy, Debug)]
pub enum OfGroup {
    /// From the rows alone.
    Rows(fn(&Rows) -> Found),
    /// From the number of rows of which the argument is known, none included.
    Known(fn(usize) -> Found),
    /// From truths.
    Truths(fn(&Rows, &[bool]) -> Found),
    /// From anything, as text.
    Texts(fn(&Rows, &[&str]) -> Found),
    /// From numbers.
    Numbers(fn(&Rows, &[f64]) -> Found),
    /// From numbers, and a number of the group.
    NumbersNumber(fn(&Rows, &[f64], f64) -> Found),
    /// From two numbers of each row.
    NumbersNumbers(fn(&Rows, &[f64], &[f64]) -> Found),
    /// From a number and a truth of each row.
    NumbersTruths(fn(&Rows, &[f64], &[bool]) -> Found),
    /// From a number and a truth of each row, and a number of the group.
    NumbersTruthsNumber(fn(&Rows, &[f64], &[bool], f64) -> Found),
    /// From two numbers of each row, and a number of the group.
    NumbersNumbersNumber(fn(&Rows, &[f64], &[f64], f64) -> Found),
    /// From two numbers and a truth of each row.
    NumbersNumbersTruths(fn(&Rows, &[f64], &[f64], &[bool]) -> Found),
    /// From two numbers and a truth of each row, and a number of the group.
    NumbersNumbersTruthsNumber(OfDurations),
    /// From numbers, and two numbers of the group.
    NumbersTwoNumbers(fn(&Rows, &[f64], f64, f64) -> Found),
    /// From anything, as text, and a number of the group.
    TextsNumber(fn(&Rows, &[&str], f64) -> Found),
    /// From two truths of each row.
    TruthsTruths(fn(&Rows, &[bool], &[bool]) -> Found),
    /// From two truths of each row, and a text.
    TruthsTruthsTexts(fn(&Rows, &[bool], &[bool], &[&str]) -> Found),
    /// From two texts of each row.
    TextsTexts(fn(&Rows, &[&str], &[&str]) -> Found),
    /// From a truth and a text of each row: first those of the group, then those of all groups.
    TruthsTextsOfAll(fn(TruthsTexts<'_>, TruthsTexts<'_>) -> Found),
    /// From two numbers of the group.
    TwoNumbers(fn(f64, f64) -> Found),
    /// From four numbers of the group.
    FourNumbers(fn([f64; 4]) -> Found),
}

/// Computations over all groups of a check, from the numbers of those of which it is known.
#[derive(Clone, Copy, Debug)]
pub enum OfGroups {
    /// One answer, the same for each group.
    One(fn(&[f64]) -> Found),
    /// An answer for each number; a group whose number is unknown has none.
    Each(fn(&[f64]) -> Option<Vec<Literal>>),
}

impl Compute {
    /// What it takes.
    #[must_use]
    pub const fn arguments(&self) -> &'static [Argument] {
        use Argument::{Anything, Each, Number, Numbers, Text, Truths};
        match self {
            Compute::Group(form) => match form {
                OfGroup::Rows(_) => &[],
                OfGroup::Known(_) | OfGroup::Texts(_) => &[Anything],
                OfGroup::Truths(_) => &[Truths],
                OfGroup::Numbers(_) => &[Numbers],
                OfGroup::NumbersNumber(_) => &[Numbers, Number],
                OfGroup::NumbersNumbers(_) => &[Numbers, Numbers],
                OfGroup::NumbersTruths(_) => &[Numbers, Truths],
                OfGroup::NumbersTruthsNumber(_) => &[Numbers, Truths, Number],
                OfGroup::NumbersNumbersNumber(_) => &[Numbers, Numbers, Number],
                OfGroup::NumbersNumbersTruths(_) => &[Numbers, Numbers, Truths],
                OfGroup::NumbersNumbersTruthsNumber(_) => &[Numbers, Numbers, Truths, Number],
                OfGroup::NumbersTwoNumbers(_) => &[Numbers, Number, Number],
                OfGroup::TextsNumber(_) => &[Anything, Number],
                OfGroup::TruthsTruths(_) => &[Truths, Truths],
                OfGroup::TruthsTruthsTexts(_) => &[Truths, Truths, Anything],
                OfGroup::TextsTexts(_) => &[Anything, Anything],
                OfGroup::TruthsTextsOfAll(_) => &[Truths, Anything],
                OfGroup::TwoNumbers(_) => &[Number, Number],
                OfGroup::FourNumbers(_) => &[Number, Number, Number, Number],
            },
            Compute::Groups(OfGroups::One(_) | OfGroups::Each(_)) => &[Each],
            Compute::Rule(NamedRule::Benchmark) => &[Text, Number],
            Compute::Rule(NamedRule::Metric | NamedRule::Check) => &[Text],
        }
    }
}

impl OfGroup {
    /// The answer for a group.
    ///
    /// # Errors
    /// When the arguments aren't those of [`Compute::arguments`].
    pub fn answer(&self, given: &Given<'_>) -> Result<Answer, Mismatch> {
        match self.found(given) {
            Ok(found) => Ok(found.and_then(finite).ok_or(Lack::Requirement)),
            Err(Stop::Lack(lack)) => Ok(Err(lack)),
            Err(Stop::Mismatch) => Err(Mismatch),
        }
    }

    fn found(&self, given: &Given<'_>) -> Result<Found, Stop> {
        Ok(match self {
            OfGroup::Rows(f) => f(&given.all()),
            OfGroup::Known(f) => {
                let column = given.column(0)?;
                f(given.rows.iter().filter(|row| column.known(**row)).count())
            }
            OfGroup::Truths(f) => {
                let (rows, a) = given.one()?;
                f(&rows, &a)
            }
            OfGroup::Texts(f) => {
                let (rows, a) = given.one()?;
                f(&rows, &a)
            }
            OfGroup::Numbers(f) => {
                let (rows, a) = given.one()?;
                f(&rows, &a)
            }
            OfGroup::NumbersNumber(f) => {
                let (rows, a) = given.one()?;
                f(&rows, &a, given.number(1)?)
            }
            OfGroup::NumbersNumbers(f) => {
                let (rows, a, b) = given.two()?;
                f(&rows, &a, &b)
            }
            OfGroup::NumbersTruths(f) => {
                let (rows, a, b) = given.two()?;
                f(&rows, &a, &b)
            }
            OfGroup::NumbersTruthsNumber(f) => {
                let (rows, a, b) = given.two()?;
                f(&rows, &a, &b, given.number(2)?)
            }
            OfGroup::NumbersNumbersNumber(f) => {
                let (rows, a, b) = given.two()?;
                f(&rows, &a, &b, given.number(2)?)
            }
            OfGroup::NumbersNumbersTruths(f) => {
                let (rows, a, b, c) = given.three()?;
                f(&rows, &a, &b, &c)
            }
            OfGroup::NumbersNumbersTruthsNumber(f) => {
                let (rows, a, b, c) = given.three()?;
                f(&rows, &a, &b, &c, given.number(3)?)
            }
            OfGroup::NumbersTwoNumbers(f) => {
                let (rows, a) = given.one()?;
                f(&rows, &a, given.number(1)?, given.number(2)?)
            }
            OfGroup::TextsNumber(f) => {
                let (rows, a) = given.one()?;
                f(&rows, &a, given.number(1)?)
            }
            OfGroup::TruthsTruths(f) => {
                let (rows, a, b) = given.two()?;
                f(&rows, &a, &b)
            }
            OfGroup::TruthsTruthsTexts(f) => {
                let (rows, a, b, c) = given.three()?;
                f(&rows, &a, &b, &c)
            }
            OfGroup::TextsTexts(f) => {
                let (rows, a, b) = given.two()?;
                f(&rows, &a, &b)
            }
            OfGroup::TruthsTextsOfAll(f) => {
                let (_, a, b) = given.two()?;
                let (all_a, all_b) = given.two_of_all()?;
                f((&a, &b), (&all_a, &all_b))
            }
            OfGroup::TwoNumbers(f) => f(given.number(0)?, given.number(1)?),
            OfGroup::FourNumbers(f) => f([given.number(0)?, given.number(1)?, given.number(2)?, given.number(3)?]),
        })
    }
}

impl OfGroups {
    /// The answer for each group, from the number of each.
    #[must_use]
    pub fn answers(&self, numbers: &[Option<f64>]) -> Vec<Answer> {
        let known: Vec<f64> = numbers.iter().copied().flatten().collect();
        if known.is_empty() {
            return vec![Err(Lack::Argument(0)); numbers.len()];
        }
        match self {
            OfGroups::One(f) => vec![f(&known).and_then(finite).ok_or(Lack::Requirement); numbers.len()],
            OfGroups::Each(f) => {
                let mut found = f(&known).unwrap_or_default().into_iter();
                let answers = numbers.iter().map(|number| match number {
                    None => Err(Lack::Argument(0)),
                    Some(_) => found.next().and_then(finite).ok_or(Lack::Requirement),
                });
                answers.collect()
            }
        }
    }
}

/// The value, unless it is infinite or no number: no verdict rests on such.
fn finite(value: Literal) -> Found {
    match value {
        Literal::Float(number) if !number.is_finite() => None,
        Literal::Unknown => None,
        value => Some(value),
    }
}
