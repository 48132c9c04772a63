//! What may be wrong with a Parquet file.

use crate::file::File;
use crate::open;
use uptake_adapter::{AdapterError, ErrorCode};
use uptake_formats::arrow::Limits;

/// What is wrong.
#[derive(Debug)]
pub(super) enum Fault {
    /// The footer can't be read.
    Footer,
    /// Its parts contradict each other, or aren't what was written. In own words.
    Broken(&'static str),
    /// What the decoder says.
    Undecodable(String),
    /// The file can't be read.
    Io(std::io::Error),
    /// A row group is larger than the limit.
    Large,
    /// A column that is asked for has a type that can't be read.
    Column(String),
    /// A column nests deeper than the limit.
    Deep(String),
    /// Two asked columns have one name.
    Twice(String),
    /// Something of the format that isn't known here. In own words.
    Unknown(String),
}

impl Fault {
    pub(super) fn error(self, file: &File, limits: Limits) -> AdapterError {
        let shown = &file.shown;
        let source = |message: String| AdapterError::new(ErrorCode::Source, message).setting("path");
        let unsupported = |message: String| AdapterError::new(ErrorCode::Unsupported, message).setting("path");
        match self {
            Self::Footer => source(format!("`{shown}` is damaged: its footer can't be read"))
                .help("export it again, if need be by another program")
                .in_own_words(),
            Self::Broken(said) => source(format!("`{shown}` is damaged: {said}"))
                .help("export or copy it again")
                .in_own_words(),
            Self::Undecodable(said) => open::undecodable(file, &said),
            Self::Io(error) => open::unreadable(file, &error),
            Self::Large => source(format!(
                "a row group in `{shown}` is larger than {} MiB, unpacked",
                limits.largest >> 20
            ))
            .help("write smaller row groups, or raise `largest_row_group`")
            .in_own_words(),
            Self::Column(column) => unsupported(format!(
                "the column `{column}` of `{shown}` has a type that can't be read"
            ))
            .help("write it as another type, such as text; columns that aren't read may have any type"),
            Self::Deep(column) => source(format!(
                "the column `{column}` of `{shown}` nests deeper than {} levels",
                limits.levels
            ))
            .help("raise `most_levels`, or write its values as columns of their own"),
            Self::Twice(column) => {
                source(format!("`{shown}` has two columns `{column}`")).help("rename or remove one of them")
            }
            Self::Unknown(said) => unsupported(format!("`{shown}` can't be read: {said}"))
                .help("export it again in another way")
                .in_own_words(),
        }
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::UnexpectedEof => Self::Broken("it is shorter than its footer says"),
            _ => Self::Io(error),
        }
    }
}
