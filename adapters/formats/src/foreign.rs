//! What bytes are that were taken for a table of texts: exports are saved under the wrong name, and services answer with a page
//! where somebody should sign in.

/// Something else than what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// What it is, with its article.
    pub what: &'static str,
    /// What helps.
    pub help: &'static str,
}

/// By how they begin.
const SIGNS: [(&[u8], Foreign); 6] = [
    (
        b"PK\x03\x04",
        Foreign {
            what: "a workbook or another ZIP file",
            help: "for a workbook set `format: xlsx` or `format: ods`; unpack any other ZIP file",
        },
    ),
    (
        b"\xd0\xcf\x11\xe0",
        Foreign {
            what: "an old Excel workbook",
            help: "set `format: xls`",
        },
    ),
    (
        b"PAR1",
        Foreign {
            what: "a Parquet file",
            help: "set `format: parquet`",
        },
    ),
    (
        b"ARROW1",
        Foreign {
            what: "an Arrow IPC file",
            help: "set `format: ipc`",
        },
    ),
    (
        b"%PDF",
        Foreign {
            what: "a PDF",
            help: "export the table itself",
        },
    ),
    (
        b"{\\rtf",
        Foreign {
            what: "a document of a word processor",
            help: "export the table itself",
        },
    ),
];

/// A page of the web.
const PAGE: Foreign = Foreign {
    what: "an HTML page",
    help: "open it in a browser: if it asks to sign in, credentials are missing or have expired; if it is an error, the address is wrong",
};

/// What bytes are by how they begin, if they are neither a table nor JSON.
#[must_use]
pub fn foreign(bytes: &[u8]) -> Option<Foreign> {
    if let Some((_, foreign)) = SIGNS.iter().find(|(sign, _)| bytes.starts_with(sign)) {
        return Some(*foreign);
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let begins = |tag: &str| {
        let begin = text.get(..tag.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(tag.as_bytes()))
    };
    ["<!doctype html", "<html", "<head", "<body"]
        .into_iter()
        .any(begins)
        .then_some(PAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_a_workbook_and_a_parquet_file_are_known_by_how_they_begin() {
        let what = |bytes: &[u8]| foreign(bytes).map(|foreign| foreign.what);
        assert_eq!(what(b"\r\n <!DOCTYPE html><title>Sign in"), Some("an HTML page"));
        assert_eq!(what(b"<HTML lang=en>"), Some("an HTML page"));
        assert_eq!(what(b"PK\x03\x04\x14\0"), Some("a workbook or another ZIP file"));
        assert_eq!(what(b"PAR1\x15"), Some("a Parquet file"));
        for table in [&b"id,at\n"[..], b"PKW,id\n", b"<id>,at\n", b"", b"[{}]"] {
            assert_eq!(what(table), None);
        }
    }
}
