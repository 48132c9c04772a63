//! What may be wrong with Arrow data.

use crate::Origin;
use polars_arrow_format::ipc::planus;
use uptake_adapter::{AdapterError, ErrorCode};

/// What is wrong.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Its parts contradict each other, or aren't there.
    Broken(String),
    /// It ends too early.
    Cut,
    /// It is something else altogether.
    Other,
    /// Something is behind its end.
    Continues,
    /// Reading failed.
    Unreadable(String),
    /// A batch is larger than the limit.
    Large,
    /// A column that is asked for has a type that can't be read.
    Column(String),
    /// A column nests deeper than the limit.
    Deep(String),
    /// A batch adds to a dictionary that came before.
    Delta,
    /// Two asked columns have one name.
    Twice(String),
    /// Something else of the format that isn't known here.
    Unknown(String),
}

impl Fault {
    pub(super) fn broken(said: impl Into<String>) -> Self {
        Self::Broken(said.into())
    }

    /// As an error of the source. `name` is what the format is called, and `largest` the limit of a batch.
    pub(super) fn error(self, origin: &Origin, name: &str, limits: super::Limits) -> AdapterError {
        let shown = &origin.shown;
        let unsupported = |message: String| AdapterError::new(ErrorCode::Unsupported, message).setting(origin.setting);
        match self {
            Self::Broken(said) => origin.unreadable(&format!("it isn't a valid {name}: {said}")),
            Self::Unreadable(said) => origin.unreadable(&said),
            Self::Cut if name.ends_with("stream") => origin
                .fault(format!("`{shown}` is cut off: the end mark of the {name} is missing"))
                .help("a writer closes its stream when all rows are written"),
            Self::Other if name.ends_with("stream") => origin
                .fault(format!("`{shown}` isn't an {name}"))
                .help("the stream form of Arrow IPC is expected, not the file form"),
            Self::Other => origin
                .fault(format!("`{shown}` isn't an {name}"))
                .help("set its `format`"),
            Self::Continues => origin.fault(format!("`{shown}` continues after the end of its {name}")),
            Self::Cut => origin
                .fault(format!("`{shown}` is cut off"))
                .help("export or copy it again"),
            Self::Large => origin
                .fault(format!(
                    "a batch of rows in `{shown}` is longer than {} MiB, unpacked",
                    limits.largest >> 20
                ))
                .help("write fewer rows per batch; of a file, `largest_row_group` may be raised"),
            Self::Column(column) => unsupported(format!(
                "the column `{column}` of `{shown}` has a type that can't be read"
            ))
            .help("write it as another type, such as text; columns that aren't read may have any type"),
            Self::Deep(column) => origin
                .fault(format!(
                    "the column `{column}` of `{shown}` nests deeper than {} levels",
                    limits.levels
                ))
                .help("raise `most_levels`, or write its values as columns of their own"),
            Self::Delta => unsupported(format!(
                "`{shown}` can't be read: it adds to a dictionary that it wrote before"
            ))
            .help("write dictionaries whole, without deltas, or the values themselves"),
            Self::Twice(column) => origin
                .fault(format!("`{shown}` has two columns `{column}`"))
                .help("rename or remove one of them"),
            Self::Unknown(said) => unsupported(format!("`{shown}` can't be read: {said}")),
        }
    }
}

impl From<planus::Error> for Fault {
    fn from(error: planus::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::UnexpectedEof => Self::Cut,
            _ => Self::Unreadable(error.to_string()),
        }
    }
}
