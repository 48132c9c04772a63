//! How far JSON may nest, and how many different keys it may have.

use crate::amounts;
use uptake_adapter::{AdapterError, ErrorCode, SettingAbout, SettingKind as Kind, Settings};

/// No setting allows more levels: what reads nested values calls itself once for each.
const DEEPEST: usize = 128;

/// What a JSON reader takes. Small inputs can't take the machine: memory is bounded by these and the bytes that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Levels of objects and lists; a row is the first.
    pub levels: usize,
    /// Different keys of all objects together, counted by their place.
    pub columns: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            levels: 64,
            columns: 4096,
        }
    }
}

/// The setting with the number of levels.
pub const MOST_LEVELS: SettingAbout = SettingAbout::new(
    "most_levels",
    Kind::Number,
    "how many objects and lists may be nested in each other, from 1 to 128; a row is the first. In columnar files that holds for what is read",
)
.or("64");

/// The setting with the number of different keys.
pub const MOST_COLUMNS: SettingAbout = SettingAbout::new(
    "most_columns",
    Kind::Number,
    "of JSON and NDJSON: how many different keys the objects may have, those of nested ones included",
)
.or("4096");

/// The setting with the size of a document.
pub const LARGEST_DOCUMENT: SettingAbout = SettingAbout::new(
    "largest_document",
    Kind::Size,
    "of JSON and workbooks: bytes of one document, unpacked, at most; it is held in memory. NDJSON has no such limit",
)
.or("`512MiB`");

impl Limits {
    /// From the settings.
    ///
    /// # Errors
    /// When one of them isn't a number in its range.
    pub fn new(settings: &Settings) -> Result<Self, AdapterError> {
        let default = Self::default();
        Ok(Self {
            levels: number(settings, "most_levels", DEEPEST)?.unwrap_or(default.levels),
            columns: number(settings, "most_columns", 1_000_000)?.unwrap_or(default.columns),
        })
    }
}

/// The size of a document that the settings allow.
///
/// # Errors
/// When it isn't a number of bytes.
pub fn largest_document(settings: &Settings) -> Result<u64, AdapterError> {
    amounts::most_bytes(settings, "largest_document", 512 << 20)
}

fn number(settings: &Settings, key: &str, most: usize) -> Result<Option<usize>, AdapterError> {
    let Some(text) = settings.get(key) else {
        return Ok(None);
    };
    match text.parse().ok().filter(|number| (1..=most).contains(number)) {
        Some(number) => Ok(Some(number)),
        None => {
            let message = format!("`{key}` should be a whole number from 1 to {most}, not `{text}`");
            Err(AdapterError::new(ErrorCode::Config, message).setting(key))
        }
    }
}
