//! Texts that came as numbers: the values of a column stay in its frame as texts, and beside them stands the number that each
//! has in a dictionary, so that whoever looks names up does it once per text and not once per row.
//!
//! Codes are a help, never the only place of a value: whoever doesn't know them reads the frame, and has the same answer.

use polars::prelude::*;
use std::sync::{Arc, OnceLock};

/// The texts that numbers stand for. A text may be among them more than once, or be used by no row.
#[derive(Debug)]
pub struct Dictionary {
    texts: StringChunked,
    kept: OnceLock<bool>,
}

impl Dictionary {
    /// A dictionary of these texts, in order; none is missing. In one piece, so that they can be told apart by their places.
    #[must_use]
    pub fn new(texts: &StringChunked) -> Self {
        Self {
            texts: texts.rechunk().into_owned(),
            kept: OnceLock::new(),
        }
    }

    /// The texts, by number.
    #[must_use]
    pub fn texts(&self) -> &StringChunked {
        &self.texts
    }

    /// Whether `keeps` holds for each of the texts. It is asked once, and has to be the same question whenever it is asked.
    pub fn all(&self, keeps: impl Fn(&str) -> bool) -> bool {
        *self.kept.get_or_init(|| self.texts.iter().flatten().all(keeps))
    }
}

/// A column of a batch by number.
#[derive(Clone, Debug)]
pub struct Coded {
    /// The column's name in the frame.
    pub name: PlSmallStr,
    /// What the numbers stand for.
    pub dictionary: Arc<Dictionary>,
    /// The number of each row's text; missing where the text is.
    pub numbers: UInt32Chunked,
}

/// The columns of a batch that came as numbers.
#[derive(Clone, Debug, Default)]
pub struct Codes(Vec<Coded>);

impl Codes {
    /// Of these columns.
    #[must_use]
    pub fn new(columns: Vec<Coded>) -> Self {
        Self(columns)
    }

    /// A column, if it came as numbers.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Coded> {
        self.0.iter().find(|coded| coded.name == name)
    }

    /// The rows from `offset` on, `length` of them.
    #[must_use]
    pub fn slice(&self, offset: usize, length: usize) -> Self {
        let offset = i64::try_from(offset).unwrap_or(i64::MAX);
        self.with_numbers(|numbers| numbers.slice(offset, length))
    }

    /// The rows for which `keep` holds.
    ///
    /// # Errors
    /// When there are as many as other rows.
    pub fn filter(&self, keep: &BooleanChunked) -> PolarsResult<Self> {
        let filtered = self.0.iter().map(|coded| {
            Ok(Coded {
                numbers: coded.numbers.filter(keep)?,
                ..coded.clone()
            })
        });
        filtered.collect::<PolarsResult<Vec<Coded>>>().map(Self)
    }

    /// The columns that `name` gives a new name.
    #[must_use]
    pub fn renamed<'a>(&self, names: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let columns = names.filter_map(|(old, new)| {
            Some(Coded {
                name: new.into(),
                ..self.get(old)?.clone()
            })
        });
        Self(columns.collect())
    }

    fn with_numbers(&self, change: impl Fn(&UInt32Chunked) -> UInt32Chunked) -> Self {
        let changed = self.0.iter().map(|coded| Coded {
            numbers: change(&coded.numbers),
            ..coded.clone()
        });
        Self(changed.collect())
    }
}
