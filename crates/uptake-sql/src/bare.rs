//! Texts of which it is sure that they have no blank at their ends.

use crate::dialect::{Dialect, Letters, fill};

/// A text's first and last letter.
pub(crate) fn ends(dialect: Dialect, text: &str) -> [String; 2] {
    let says = dialect.says();
    [fill(says.first, text), fill(says.last, text)]
}

/// Whether a text that is there has no blank, no mark without a width and nothing of the kind at its ends, which are these. Not every
/// text that has none is found to have none: rows with the others are read, and cost no more than that.
pub(crate) fn bare(dialect: Dialect, ends: [&str; 2]) -> String {
    let sure = ends.map(|letter| match dialect.says().letters {
        // The same letters as below, in UTF-8, whose order is that of their numbers.
        Letters::Texts => format!(
            "({letter} > ' ' AND {letter} NOT IN ('\\xC2\\x85', '\\xC2\\xA0', '\\xE1\\x9A\\x80', '\\xE1\\xA0\\x8E', \
             '\\xE3\\x80\\x80', '\\xEF\\xBB\\xBF') AND NOT {letter} BETWEEN '\\xE2\\x80\\x80' AND '\\xE2\\x81\\xAF')"
        ),
        // Plain letters first, since most are.
        Letters::Points => format!(
            "({letter} BETWEEN 33 AND 127 OR {letter} > 127 AND {letter} NOT IN (133, 160, 5760, 6158, 12288, 65279) \
             AND NOT {letter} BETWEEN 8192 AND 8303)"
        ),
    });
    format!("({})", sure.join(" AND "))
}
