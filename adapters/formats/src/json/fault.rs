//! What is wrong with a JSON text, and where.

use jiter::{JiterError, JiterErrorType, JsonErrorType};
use std::fmt::{Display, Formatter};

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The byte of the text that was being read.
    pub(crate) at: usize,
    /// What is wrong there.
    pub(crate) why: Why,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// It isn't JSON.
    Syntax(JsonErrorType),
    /// Its bytes aren't UTF-8.
    NotText,
    /// A row is something other than an object.
    NotAnObject,
    /// A document is neither a list nor an object.
    NoRows,
    /// A key occurs twice in an object.
    Twice(String),
    /// A number is beyond what a float holds.
    NotFinite(String),
    /// A column has nested values and plain ones; its name, once that is known.
    Nested(Option<String>),
    /// More levels than the limit.
    Levels(usize),
    /// More different keys than the limit.
    Columns(usize),
    /// So many objects have so different keys that their table would be many times as large as what was read.
    Sparse,
}

impl Fault {
    pub(crate) fn new(at: usize, why: Why) -> Self {
        Self { at, why }
    }

    /// Whether the text isn't JSON at all, or no object where one has to be; other faults are in what it says.
    #[must_use]
    pub fn of_form(&self) -> bool {
        matches!(self.why, Why::Syntax(_) | Why::NotText | Why::NotAnObject | Why::NoRows)
    }

    /// Whether the text ends too early.
    #[must_use]
    pub fn is_cut_off(&self) -> bool {
        matches!(
            self.why,
            Why::Syntax(
                JsonErrorType::EofWhileParsingList
                    | JsonErrorType::EofWhileParsingObject
                    | JsonErrorType::EofWhileParsingString
                    | JsonErrorType::EofWhileParsingValue
            )
        )
    }

    /// Whether its words quote nothing of the data.
    #[must_use]
    pub fn in_own_words(&self) -> bool {
        !matches!(self.why, Why::Twice(_) | Why::NotFinite(_) | Why::Nested(_))
    }

    /// What helps, if something does.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self.why {
            Why::Levels(_) => Some("raise `most_levels`, or have the source write fewer levels"),
            Why::Columns(_) => {
                Some("raise `most_columns`, or write changing names as values: `[{\"name\": …, \"value\": …}]`")
            }
            Why::Sparse => Some("write changing names as values: `[{\"name\": …, \"value\": …}]`"),
            Why::NotText => Some("save or export it as UTF-8"),
            Why::Syntax(_) | Why::NotAnObject | Why::NoRows => None,
            Why::Twice(_) | Why::NotFinite(_) | Why::Nested(_) => None,
        }
    }

    /// The column in a text of one line, from 1, where that says more than the fault does.
    pub(crate) fn column(&self) -> Option<usize> {
        match self.why {
            Why::Syntax(_) if self.is_cut_off() => Some(self.at),
            Why::Syntax(_) => Some(self.at + 1),
            _ => None,
        }
    }

    /// Line and column in `text`, from 1; a column counts bytes.
    #[must_use]
    pub fn place(&self, text: &[u8]) -> (usize, usize) {
        let before = text.get(..self.at.min(text.len())).unwrap_or_default();
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        // What is missing at the end is missed behind the last byte.
        let behind = usize::from(self.at < text.len());
        (line, before.len() - start + behind)
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match &self.why {
            Why::Syntax(kind) => write!(f, "{kind}"),
            Why::NotText => f.write_str("it isn't UTF-8 text"),
            Why::NotAnObject => f.write_str("it isn't an object"),
            Why::NoRows => f.write_str("it is neither a list of objects nor an object"),
            Why::Twice(key) => write!(f, "duplicate key `{key}`"),
            Why::NotFinite(digits) => write!(f, "the number `{digits}` is too large"),
            Why::Nested(Some(name)) => {
                write!(f, "`{name}` has a nested value in one row and a plain one in another")
            }
            Why::Nested(None) => f.write_str("a list has nested values and plain ones"),
            Why::Levels(most) => write!(f, "it has more than {most} nested levels"),
            Why::Columns(most) => write!(f, "it has more than {most} different keys"),
            Why::Sparse => f.write_str("its objects have too many different keys"),
        }
    }
}

/// Errors of the parser: it is asked for no types, so all it finds wrong is the form.
pub(super) fn syntax(error: JiterError) -> Fault {
    let why = match error.error_type {
        JiterErrorType::JsonError(kind) => Why::Syntax(kind),
        JiterErrorType::WrongType { .. } => Why::Syntax(JsonErrorType::ExpectedSomeValue),
    };
    Fault::new(error.index, why)
}
