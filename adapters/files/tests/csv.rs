//! CSV as people have it: separators, quotes, encodings, lines around the table, and lines that are told by their true numbers.

use super::{Files, settings};
use std::path::Path;
use tempfile::TempDir;
use uptake_adapter::{Remark, ScanRequest};

/// A file in a folder of its own.
struct Csv {
    folder: TempDir,
    settings: Vec<(&'static str, &'static str)>,
    asked: Option<Vec<String>>,
}

fn csv(content: impl AsRef<[u8]>) -> Csv {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("t.csv"), content).unwrap();
    Csv {
        folder,
        settings: vec![("path", "t.csv")],
        asked: None,
    }
}

impl Csv {
    fn with(mut self, key: &'static str, value: &'static str) -> Self {
        self.settings.push((key, value));
        self
    }

    fn asking(mut self, names: &[&str]) -> Self {
        self.asked = Some(names.iter().map(|name| (*name).to_owned()).collect());
        self
    }

    /// The rows, fields parted by `|`, unknown ones as `?`; or the error with its help. Then what was told beside.
    fn read(&self) -> (Vec<String>, Vec<String>) {
        let path: &Path = self.folder.path();
        let error = |error: uptake_adapter::AdapterError| {
            vec![format!("{} ({})", error.message, error.help.as_deref().unwrap_or("-"))]
        };
        let mut source = match uptake_adapter::Adapter::open(&Files, &settings(path, &self.settings)) {
            Ok(source) => source,
            Err(fault) => return (error(fault), Vec::new()),
        };
        let request = ScanRequest {
            columns: self.asked.clone(),
            spare: None,
        };
        let batches: Result<Vec<_>, _> = source.scan(&request).and_then(Iterator::collect);
        let rows = match batches {
            Err(fault) => error(fault),
            Ok(batches) => {
                let rows = batches.iter().flat_map(|batch| {
                    (0..batch.frame.height()).map(|row| {
                        let values = batch.frame.columns().iter();
                        let values = values.map(|column| column.str().unwrap().get(row).unwrap_or("?").to_owned());
                        values.collect::<Vec<_>>().join("|")
                    })
                });
                rows.collect()
            }
        };
        let told = |Remark { part, text }| format!("{part}: {text}");
        (rows, source.remarks().into_iter().map(told).collect())
    }

    fn rows(&self) -> Vec<String> {
        self.read().0
    }
}

#[test]
fn separators_are_stated_by_a_setting_or_by_the_first_line() {
    for (text, setting, rows) in [
        ("a,b\n1,2\n", None, ["1|2"]),
        ("a;b\n1;2\n", Some(";"), ["1|2"]),
        ("a\tb\n1\t2\n", Some("tab"), ["1|2"]),
        ("sep=;\na;b\n1;2\n", None, ["1|2"]),
        ("\u{feff}SEP=\t\r\na\tb\r\n1\t2\r\n", None, ["1|2"]),
        ("\"sep=|\"\na|b\n1|2\n", None, ["1|2"]),
        ("sep=,\na;b\n1;2\n", Some(";"), ["1|2"]),
    ] {
        let file = csv(text);
        let file = setting
            .into_iter()
            .fold(file, |file, value| file.with("separator", value));
        assert_eq!(file.rows(), rows, "{text:?}");
    }
}

#[test]
fn quotes_are_around_whole_fields_or_plain_characters() {
    let read = |row: &str| csv(format!("a,b\n{row}\n")).rows().join(";");
    assert_eq!(read("\"1, 2\",x"), "1, 2|x");
    assert_eq!(read("\"say \"\"no\"\"\",x"), "say \"no\"|x");
    assert_eq!(read("\"1\" , \"x\""), "1|x");
    assert_eq!(read("5\" disk,x"), "5\" disk|x");
    assert_eq!(read("\"two\nlines\",x"), "two\nlines|x");
    assert_eq!(read("\"\",\"x\""), "?|x");
    let plain = csv("a,b\n\"1,\"2\n").with("quote", "none");
    assert_eq!(plain.rows(), ["\"1|\"2"]);
    let other = csv("a,b\n'1,\"',2\n").with("quote", "'");
    assert_eq!(other.rows(), ["1,\"|2"]);
}

#[test]
fn a_quote_that_is_never_closed_is_a_fault_with_its_line() {
    let never = "opens a quote that is never closed (the file may be cut off: export or copy it again. Where quotes are plain characters, set `quote: none`)";
    for text in ["a,b\n1,2\n3,\"4\n5,6\n", "a,b\r\n1,2\r\n3,\"4", "a,b\n\n3,\"4\"\"\n"] {
        assert_eq!(csv(text).rows(), [format!("line 3 of `t.csv` {never}")], "{text:?}");
    }
    // One in the middle swallows rows only up to the next quote, and what follows there gives it away.
    assert_eq!(
        csv("a,b\n1,\"2\n3,4\n5,\"6\"\n").rows(),
        [
            "line 4 of `t.csv` has text after a closing quote; the field begins in line 2 (double a quote within a quoted field, or set `quote: none` where quotes are plain characters)"
        ]
    );
}

#[test]
fn faults_name_the_line_that_an_editor_shows() {
    for (text, line) in [
        ("a,b\n1,2\n3\n5,6\n", 3),
        ("a,b\r\n1,2\r\n3\r\n5,6\r\n", 3),
        ("a,b\r1,2\r3\r5,6\r", 3),
        ("a,b\n\n\n3\n5,6\n", 4),
        ("\u{feff}a,b\r\n\r\n\"x\r\ny\",2\r\n3\r\n5,6\r\n", 5),
        ("\n\na,b\n1\n5,6\n", 4),
        ("sep=,\r\na,b\r\n1,2\r\n3\r\n5,6", 4),
        ("a,\"b\nc\"\n1,2\n3\n5,6\n", 4),
    ] {
        let said = csv(text).rows().join(";");
        assert!(
            said.starts_with(&format!("line {line} of `t.csv` has 1 field, but")),
            "{text:?}: {said}"
        );
    }
}

#[test]
fn the_header_stands_in_the_stated_line() {
    let titles = "Cases, by owner\r\n\"As of\r\n\r\na,b\r\n1,2\r\n";
    assert_eq!(csv(titles).with("header_row", "4").rows(), ["1|2"]);
    assert_eq!(
        csv(titles).with("header_row", "3").rows(),
        ["line 3 of `t.csv` names no columns (set `header_row` to the line that does)"]
    );
    assert_eq!(
        csv("a,b\n1,2\n").with("header_row", "7").rows(),
        ["`t.csv` has no line 7, which should name its columns (it has 2 lines; see `header_row`)"]
    );
    assert_eq!(
        csv("Cases\na,b\n1,2\n").rows(),
        [
            "line 2 of `t.csv` has 2 fields, but the header has 1 (if line 2 names the columns, set `header_row: 2`; else quote a field that holds the separator, or set the `separator`)"
        ]
    );
}

#[test]
fn lines_below_the_table_are_passed_over_where_a_blank_line_parts_them_and_it_is_told() {
    let report = "a,b,c\n1,2,3\n4,5,6\n\nTotal,2\n\n\"(c) nobody, nowhere\"\n";
    assert_eq!(
        csv(report).read(),
        (
            vec!["1|2|3".to_owned(), "4|5|6".to_owned()],
            vec!["t.csv: 4 lines after the table passed over".to_owned()]
        )
    );
    // A report without rows has its lines, too.
    assert_eq!(
        csv("a,b\r\n\r\nTotal\r\n").read().1,
        ["t.csv: 2 lines after the table passed over"]
    );
    // Blank lines alone are nothing to tell.
    assert_eq!(csv("a,b\n1,2\n\n\n").read(), (vec!["1|2".to_owned()], vec![]));
}

#[test]
fn lines_that_may_be_rows_are_never_passed_over() {
    let cut = |lines| {
        format!("if the file is cut off, export it again; if the table ends above, set `footer_rows: {lines}`; else")
    };
    for (text, said) in [
        // Cut off within its last row.
        (
            "a,b,c\n1,2,3\n4,5",
            "line 3 of `t.csv` has 2 fields, but the header has 3".to_owned(),
        ),
        ("a,b\n1,2\nTotal\n2\n", cut(2)),
        // A blank line within the table says nothing of its end.
        ("a,b\n1,2\n\n3,4\n\n5", "line 6 of `t.csv` has 1 field".to_owned()),
        ("a,b\n\n1,2\n\n5", "line 5 of `t.csv` has 1 field".to_owned()),
        (
            "a,b\r\r\n1,2\r\r\n3,4\r\r\n5",
            "line 7 of `t.csv` has 1 field".to_owned(),
        ),
        // Rows follow.
        ("a,b\n1,2\n\nx\n3,4\n", "line 4 of `t.csv` has 1 field".to_owned()),
        // More than a row.
        ("a,b\n1,2\n\n3,4,5\n", "line 4 of `t.csv` has 3 fields".to_owned()),
    ] {
        let said_so = csv(text).rows().join(";");
        assert!(said_so.contains(&said), "{text:?}: {said_so}");
    }
}

#[test]
fn stated_lines_at_the_end_are_passed_over_and_told() {
    let told = vec!["t.csv: 2 lines at the end passed over, as `footer_rows` says".to_owned()];
    let rows = vec!["1|2".to_owned()];
    for text in [
        "a,b\n1,2\nTotal,9\n\"odd\n",
        "a,b\r\n1,2\r\n\r\nTotal",
        "a,b\r1,2\rx\ry\r",
    ] {
        assert_eq!(
            csv(text).with("footer_rows", "2").read(),
            (rows.clone(), told.clone()),
            "{text:?}"
        );
    }
    let many: String = (0..200_000).map(|row| format!("{row},x\n")).collect();
    let file = csv(format!("a,b\n{many}Total\n")).with("footer_rows", "1");
    assert_eq!(file.rows().len(), 200_000);
}

#[test]
fn text_is_read_in_the_encoding_that_is_stated_or_marked() {
    let utf16 = |text: &str, pair: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(pair).collect() };
    let table = "a,größe\n1,Zoë 😀\n";
    let asked = |file: Csv| file.asking(&["größe"]).rows();
    let rows = ["Zoë 😀"];
    for pair in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
        assert_eq!(asked(csv(utf16(&format!("\u{feff}{table}"), pair))), rows);
        // The mark wins.
        assert_eq!(
            asked(csv(utf16(&format!("\u{feff}{table}"), pair)).with("encoding", "utf-8")),
            rows
        );
    }
    assert_eq!(
        asked(csv(utf16(table, u16::to_le_bytes)).with("encoding", "utf-16")),
        rows
    );
    assert_eq!(
        asked(csv(utf16(table, u16::to_be_bytes)).with("encoding", "utf-16be")),
        rows
    );
    assert_eq!(
        asked(csv(format!("\u{feff}{table}")).with("encoding", "windows-1252")),
        rows
    );
    let western = csv(b"a,gr\xf6\xdfe\n1,\x80 5\n").with("encoding", "windows-1252");
    assert_eq!(western.rows(), ["1|€ 5"]);
    let japanese = csv(b"a,b\n1,\x83\x5c\x81\x7c\n").with("encoding", "shift_jis");
    assert_eq!(japanese.rows(), ["1|ソ－"]);
}

#[test]
fn bytes_that_mean_nothing_are_a_fault_with_their_line() {
    let help = "(set its `encoding`, such as `windows-1252`, or save or export the file as UTF-8)";
    assert_eq!(
        csv(b"a,b\r\n1,2\r\nJos\xe9,3\r\n").rows(),
        [format!("line 3 of `t.csv` isn't UTF-8 text {help}")]
    );
    assert_eq!(
        csv(b"a,b\n1,\x81\n").with("encoding", "gb18030").rows(),
        [format!("line 2 of `t.csv` isn't gb18030 text {help}")]
    );
    assert_eq!(
        csv(b"\xff\xfea\x00,\x00b\x00\n\x00\x00\xd8x\x00").rows(),
        [format!("line 2 of `t.csv` isn't UTF-16LE text {help}")]
    );
    for (content, label) in [
        (b"a\0,\0b\0\n\0".as_slice(), "utf-16le"),
        (b"\0a\0,\0b\0\n", "utf-16be"),
        (b"\xf6\0,\0b\0\n\0", "utf-16le"),
    ] {
        let said =
            format!("line 1 of `t.csv` has zero bytes, which no text has (if it is UTF-16, set `encoding: {label}`)");
        assert_eq!(csv(content).rows(), [said]);
    }
}

#[test]
fn columns_of_one_name_or_none_matter_only_to_who_asks_for_them() {
    let jira = csv("id,Labels,Labels,,\n1,a,b,,\n").asking(&["id"]);
    assert_eq!(jira.rows(), ["1"]);
    assert_eq!(csv("id,Labels,Labels,,\n1,a,b,,\n").rows(), ["1"]);
    assert_eq!(
        csv("id,Labels,Labels\n1,a,b\n").asking(&["id", "Labels"]).rows(),
        ["`t.csv` has two columns `Labels` (rename or remove one of them)"]
    );
}

#[test]
fn settings_that_cant_be_meant_are_refused() {
    for (key, value, said) in [
        (
            "separator",
            ";;",
            "`separator` should be one character (such as `;`, or `tab`)",
        ),
        (
            "quote",
            "no",
            "`quote` should be one character (such as `'`, or `none` where quotes are plain characters)",
        ),
        ("quote", ",", "`quote` and `separator` are the same character (-)"),
        (
            "header_row",
            "0",
            "`header_row` should be the number of a row, not `0` (lines of a file and rows of a sheet count from 1)",
        ),
        (
            "footer_rows",
            "-1",
            "`footer_rows` should be a number from 0 to 10000 (-)",
        ),
        (
            "encoding",
            "utf-9",
            "unknown encoding `utf-9` (such as `utf-8`, `windows-1252`, `iso-8859-15`, `utf-16le`, `shift_jis`, `gb18030`)",
        ),
    ] {
        let file = csv("a,b\n1,2\n").with(key, value);
        let file = if value == "," {
            file.with("separator", ",")
        } else {
            file
        };
        assert_eq!(file.rows(), [said]);
    }
}

/// Long rows, quotes and letters come to lie on every border between the pieces that are read at once.
#[test]
fn nothing_depends_on_how_a_file_is_cut_into_pieces() {
    let row = "\"ä\r\n\"\"x\"\"\",\u{1f600} y\r\n";
    let text = format!("a,b\r\n{}", row.repeat(60_000));
    let rows = csv(text).rows();
    assert_eq!(rows.len(), 60_000);
    assert!(rows.iter().all(|row| row == "ä\r\n\"x\"|\u{1f600} y"));
}

#[test]
fn a_file_that_is_cut_gives_whole_rows_or_a_fault() {
    let text = "id,day,note\nana,2026-02-09,\"one, two\"\nben,2026-02-10,plain\ncem,2026-02-11,\"say \"\"no\"\"\"\n";
    let whole = csv(text).rows();
    for tenth in 1..10 {
        let at = text.len() * tenth / 10;
        let (rows, told) = csv(&text[..at]).read();
        let fault = rows.first().is_some_and(|row| row.contains("`t.csv`"));
        // What a text can't tell: rows that are missing as a whole, and letters of its very last field.
        let (last, before) = rows
            .split_last()
            .map_or((None, [].as_slice()), |(last, before)| (Some(last), before));
        let begins = whole
            .get(before.len())
            .zip(last)
            .is_none_or(|(row, last)| row.starts_with(last.as_str()));
        assert!(fault || (whole.starts_with(before) && begins), "{at}: {rows:?}");
        assert!(told.is_empty(), "{at}: {told:?}");
    }
}
