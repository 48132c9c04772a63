//! How a CSV file is written, as the settings of a source say.

use encoding_rs::Encoding;
use uptake_adapter::{AdapterError, ErrorCode, SettingAbout, SettingKind as Kind, Settings};

/// The settings of whatever reads CSV.
pub const SETTINGS: [SettingAbout; 5] = [
    SettingAbout::new(
        "separator",
        Kind::Text,
        "the character between the fields of a CSV row, or `tab`",
    )
    .or("what a first line `sep=;` says, else a comma"),
    SettingAbout::new(
        "quote",
        Kind::Text,
        "the character around the fields of a CSV row that hold a separator, a quote or a line break; `none` where quotes are \
         plain characters",
    )
    .or("`\"`"),
    HEADER_ROW,
    SettingAbout::new(
        "footer_rows",
        Kind::Number,
        "how many lines at the end of a CSV file to pass over, such as totals; blank ones count",
    )
    .or("0"),
    SettingAbout::new(
        "encoding",
        Kind::Text,
        "how the letters of a CSV file are written: `utf-8`, `windows-1252`, `utf-16le` or any other label of the Encoding \
         Standard. A mark at the beginning of a file (UTF-8, UTF-16) wins",
    )
    .or("`utf-8`"),
];

/// Where the header is: in a CSV file by its line, in a workbook by its row.
pub const HEADER_ROW: SettingAbout = SettingAbout::new(
    "header_row",
    Kind::Number,
    "the line of a CSV file, or the row of a sheet, that names the columns: from 1, as an editor or the sheet's edge numbers it",
)
.or("a file's first line that isn't blank, a sheet's first row");

/// How a CSV file is written. [`CsvForm::default`] is how it is written where no setting says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CsvForm {
    /// The byte between fields; a comma if neither this nor a line `sep=;` states it.
    pub separator: Option<u8>,
    /// The byte around fields; nothing where quotes are plain characters.
    pub quote: Option<u8>,
    /// The line with the names of the columns, from 1; the first one that isn't blank if it isn't stated.
    pub header_row: Option<u64>,
    /// How many lines at the end are passed over.
    pub footer_rows: usize,
    /// How its letters are written; UTF-8 if it isn't stated. A mark at the beginning of a file wins.
    pub encoding: Option<&'static Encoding>,
}

impl Default for CsvForm {
    fn default() -> Self {
        Self {
            separator: None,
            quote: Some(b'"'),
            header_row: None,
            footer_rows: 0,
            encoding: None,
        }
    }
}

impl CsvForm {
    /// Reads the settings.
    ///
    /// # Errors
    /// When one of them is wrong.
    pub fn of(settings: &Settings) -> Result<Self, AdapterError> {
        let form = Self {
            separator: settings.get("separator").map(separator).transpose()?,
            quote: quote(settings.get("quote"))?,
            header_row: settings.get("header_row").map(header_row).transpose()?,
            footer_rows: footer_rows(settings.get("footer_rows"))?,
            encoding: settings.get("encoding").map(encoding).transpose()?,
        };
        if form.quote.is_some() && form.quote == form.separator {
            return Err(wrong("quote", "`quote` and `separator` are the same character"));
        }
        Ok(form)
    }
}

fn wrong(key: &str, message: impl Into<String>) -> AdapterError {
    AdapterError::new(ErrorCode::Config, message).setting(key)
}

/// The separator of a setting: one ASCII character, or `tab`.
fn separator(setting: &str) -> Result<u8, AdapterError> {
    match setting.as_bytes() {
        b"tab" | b"\\t" | b"\t" => Ok(b'\t'),
        [one] if one.is_ascii() && !b"\r\n\0".contains(one) => Ok(*one),
        _ => Err(wrong("separator", "`separator` should be one character").help("such as `;`, or `tab`")),
    }
}

fn quote(setting: Option<&str>) -> Result<Option<u8>, AdapterError> {
    match setting.map(str::as_bytes) {
        None => Ok(Some(b'"')),
        Some(b"none") => Ok(None),
        Some([one]) if one.is_ascii_graphic() => Ok(Some(*one)),
        Some(_) => Err(wrong("quote", "`quote` should be one character")
            .help("such as `'`, or `none` where quotes are plain characters")),
    }
}

fn header_row(setting: &str) -> Result<u64, AdapterError> {
    match setting.parse::<u64>() {
        Ok(row @ 1..) => Ok(row),
        _ => Err(wrong(
            "header_row",
            format!("`header_row` should be the number of a row, not `{setting}`"),
        )
        .help("lines of a file and rows of a sheet count from 1")),
    }
}

fn footer_rows(setting: Option<&str>) -> Result<usize, AdapterError> {
    const MOST: usize = 10_000;
    match setting.map(str::parse::<usize>) {
        None => Ok(0),
        Some(Ok(rows @ 0..=MOST)) => Ok(rows),
        Some(_) => Err(wrong(
            "footer_rows",
            format!("`footer_rows` should be a number from 0 to {MOST}"),
        )),
    }
}

fn encoding(label: &str) -> Result<&'static Encoding, AdapterError> {
    Encoding::for_label_no_replacement(label.as_bytes()).ok_or_else(|| {
        wrong("encoding", format!("unknown encoding `{label}`"))
            .help("such as `utf-8`, `windows-1252`, `iso-8859-15`, `utf-16le`, `shift_jis`, `gb18030`")
    })
}
