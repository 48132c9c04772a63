//! The functions of the language.
//!
//! All there is to know about a function stands in its entry: name, arguments, types, words, examples, and what it makes of
//! single values. A line in the table below registers it, and nothing else lists functions one by one: typing, lowering, the
//! interpreter, the evaluation of rows and the reference read the entries. Columns may have a faster form of their own; without
//! one they are computed by the entry's meaning.

mod arguments;
mod days;
mod entry;
mod known;
mod letters;
mod logarithm;
mod rounding;
mod search;
mod sign;
mod written;

pub mod reference;

pub use arguments::Arguments;
pub use entry::{Constants, Entry, Gives, Meaning, Parameter, Wrong};

use crate::value::{Literal, Type};

macro_rules! functions {
    ($($name:ident => $entry:path,)+) => {
        /// A function, by what stands for it in trees. Unknown if an argument is, but for those about being known.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Function { $(#[doc = concat!("The function of the entry `", stringify!($entry), "`.")] $name,)+ }

        impl Function {
            /// Every function, in the order in which they are told.
            pub const ALL: &'static [Function] = &[$(Function::$name,)+];

            /// What there is to know about it.
            #[must_use]
            pub const fn entry(self) -> &'static Entry {
                match self { $(Function::$name => &$entry,)+ }
            }
        }
    };
}

functions! {
    IsKnown => known::IS_KNOWN,
    Abs => sign::ABS,
    Min => sign::MIN,
    Max => sign::MAX,
    Round => rounding::ROUND,
    Floor => rounding::FLOOR,
    Ceiling => rounding::CEILING,
    ToInt => rounding::TO_INT,
    ToFloat => rounding::TO_FLOAT,
    Ln => logarithm::LN,
    Contains => search::CONTAINS,
    StartsWith => search::STARTS_WITH,
    EndsWith => search::ENDS_WITH,
    ToLower => letters::TO_LOWER,
    ToUpper => letters::TO_UPPER,
    Trimmed => letters::TRIMMED,
    Replaced => letters::REPLACED,
    Len => letters::LEN,
    Json => written::JSON,
    Iso => written::ISO,
    Number => written::NUMBER,
    Instant => written::INSTANT,
    Date => days::DATE,
    UtcDay => days::UTC_DAY,
    BucketStart => days::BUCKET_START,
    Weekday => days::WEEKDAY,
    DaysBetween => days::DAYS_BETWEEN,
    MonthsBetween => days::MONTHS_BETWEEN,
    AddDays => days::ADD_DAYS,
    AddMonths => days::ADD_MONTHS,
    Year => days::YEAR,
    Month => days::MONTH,
    FirstOf => days::FIRST_OF,
}

impl Function {
    /// The function of a name.
    #[must_use]
    pub fn find(name: &str) -> Option<Function> {
        Self::ALL.iter().copied().find(|function| function.name() == name)
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.entry().name
    }

    /// How many arguments it takes.
    #[must_use]
    pub const fn arity(self) -> usize {
        self.entry().parameters.len()
    }

    /// How many arguments it takes at the least; the others have defaults.
    #[must_use]
    pub const fn least(self) -> usize {
        self.arity() - self.entry().defaults.len()
    }

    /// The texts that stand for the arguments after the first `given` ones.
    pub fn left_out(self, given: usize) -> impl Iterator<Item = &'static str> {
        let skipped = given.saturating_sub(self.least());
        self.entry().defaults.iter().copied().skip(skipped)
    }

    /// The type of its result for arguments of these types.
    #[must_use]
    pub fn result(self, arguments: &[Type]) -> Type {
        self.entry().gives.ty(arguments)
    }

    /// Whether it may have an answer where an argument is unknown.
    #[must_use]
    pub const fn sees_unknown(self) -> bool {
        matches!(self.entry().meaning, Meaning::Any(_))
    }

    /// What it makes of single values; `zone` is the one in which days begin.
    #[must_use]
    pub fn call(self, values: &[Literal], zone: &str) -> Literal {
        match self.entry().meaning {
            Meaning::Any(of) => of(values),
            Meaning::Known(_) if values.contains(&Literal::Unknown) => Literal::Unknown,
            Meaning::Known(of) => of(&Arguments::new(values, zone)).unwrap_or(Literal::Unknown),
        }
    }
}
