//! `cache`: where what was read is kept for the next run.

use super::folder::folder;
use crate::codes::Code;
use crate::context::Context;
use crate::syntax::{Fields, Value};
use crate::text::Name;

/// The folder beside the project file where nothing else is stated.
pub const CACHE_FOLDER: &str = ".uptake-cache";

/// How large the folder may grow where nothing else is stated.
pub const CACHE_SIZE: u64 = 2 << 30;

/// Where what was read is kept for the next run, and how much of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheSpec {
    /// The folder; a relative path starts from the project file.
    pub folder: String,
    /// The most bytes that it may hold.
    pub size: u64,
}

/// Reads `cache: FOLDER` or `cache: { folder: …, size: … }`.
pub(super) fn cache(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<CacheSpec> {
    let whole = |folder: Option<Name>, size: Option<u64>| CacheSpec {
        folder: folder.map_or_else(|| CACHE_FOLDER.to_owned(), |folder| folder.text),
        size: size.unwrap_or(CACHE_SIZE),
    };
    let node = fields.take("cache")?;
    if !matches!(node.value, Value::Map(_)) {
        let folder = folder(fields, "cache", cx)?;
        return Some(whole(Some(folder), None));
    }
    let mut stated = Fields::open(node, "`cache`", cx)?;
    let folder = folder(&mut stated, "folder", cx);
    let size = stated.name("size", cx).and_then(|size| {
        let bytes = bytes(&size.text);
        if bytes.is_none() {
            let message = format!("`size` should be a number of bytes, not `{}`", size.text);
            cx.error_help(
                Code::WrongValue,
                size.span,
                message,
                "write it as in `500MiB` or `2GiB`",
            );
        }
        bytes
    });
    stated.finish(cx);
    Some(whole(folder, size))
}

/// A number of bytes as people write it.
fn bytes(text: &str) -> Option<u64> {
    const UNITS: [(&str, u64); 4] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)];
    let stated = |(unit, factor): &(&str, u64)| {
        let number: u64 = text.strip_suffix(unit)?.trim_end().parse().ok()?;
        number.checked_mul(*factor).filter(|bytes| *bytes > 0)
    };
    UNITS.iter().find_map(stated)
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn a_size_has_a_unit() {
        assert_eq!(bytes("2GiB"), Some(2 << 30));
        assert_eq!(bytes("500 MiB"), Some(500 << 20));
        assert_eq!(bytes("1B"), Some(1));
        for wrong in ["2", "GiB", "0B", "-1MiB", "2GB", "99999999999GiB", ""] {
            assert_eq!(bytes(wrong), None, "{wrong}");
        }
    }
}
