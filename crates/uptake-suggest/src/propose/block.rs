//! What the source block states of the file itself: format, encoding, marks, where the table is.

use crate::fit::headings::Headings;
use crate::proposal::{Doubt, Proposal, UNDECIDED};
use crate::request::{Content, Request};
use crate::shape::encoding::telling_words;
use crate::shape::text::{TextFile, look};
use crate::shape::workbook::{Sheet, sheets};
use crate::table::Table;
use serde_json::Value;

/// A file whose table is found.
#[derive(Debug)]
pub(super) struct Shaped {
    pub(super) table: Table,
    /// The columns of a row itself.
    pub(super) top: Vec<String>,
    /// All columns, nested ones as paths.
    pub(super) paths: Vec<String>,
    /// The list that holds the rows.
    pub(super) rows: Option<String>,
}

impl From<Table> for Shaped {
    fn from(table: Table) -> Self {
        let top: Vec<String> = table.columns.iter().map(|column| column.heading.clone()).collect();
        Self {
            paths: top.clone(),
            top,
            table,
            rows: None,
        }
    }
}

/// Finds the table of a file and states what leads to it.
pub(super) fn shape(request: &Request<'_>, headings: &Headings, proposal: &mut Proposal) -> Result<Shaped, String> {
    let known = |text: &str| headings.knows(text);
    set(proposal, "adapter", "files");
    set(proposal, "path", request.path);
    if let Some(format) = request.format {
        set(proposal, "format", format);
    }
    match &request.content {
        Content::Text(bytes) => {
            let found = look(*bytes, &known);
            if bytes.tail.is_some() {
                let why = "the file is large: only its beginning and its end were looked at";
                proposal.notes.push(Doubt::new("file", why));
            }
            text(request, &found, proposal);
            Ok(found.table.into())
        }
        Content::Workbook(bytes) => {
            let mut sheets = sheets(bytes, &known)?;
            if let Some(name) = request.sheet {
                sheets.retain(|sheet| sheet.name == name);
                if sheets.is_empty() {
                    return Err(format!("no sheet `{name}` has a table"));
                }
            }
            Ok(workbook(sheets, proposal).into())
        }
        Content::Rows {
            table,
            top,
            paths,
            rows,
        } => Ok(Shaped {
            table: table.clone(),
            top: top.clone(),
            paths: paths.clone(),
            rows: rows.clone(),
        }),
    }
}

fn set(proposal: &mut Proposal, key: &str, value: impl Into<Value>) {
    proposal.source.insert(key.to_owned(), value.into());
}

fn text(request: &Request<'_>, found: &TextFile, proposal: &mut Proposal) {
    encoding(request, found, proposal);
    match found.marks.separator {
        ',' => {}
        '\t' => set(proposal, "separator", "tab"),
        other => set(proposal, "separator", other.to_string()),
    }
    match found.marks.quote {
        Some('"') => {}
        Some(other) => set(proposal, "quote", other.to_string()),
        None => set(proposal, "quote", "none"),
    }
    match found.header_line {
        None => {
            set(proposal, "header_row", UNDECIDED);
            let why = "no line names the columns; add one above the rows";
            proposal.undecided.push(Doubt::new("header_row", why));
        }
        Some(1) => {}
        Some(2) if found.states_separator => {}
        Some(line) => set(proposal, "header_row", line),
    }
    if found.footer_lines > 0 {
        set(proposal, "footer_rows", found.footer_lines);
        let why = "so many lines at the end are no rows; another export may have more or fewer";
        proposal.notes.push(Doubt::new("footer_rows", why));
    }
    if !found.repeated_headings.is_empty() {
        let lines: Vec<String> = found.repeated_headings.iter().map(u64::to_string).collect();
        let why = format!(
            "the headings come again in line {}: such rows are set aside",
            lines.join(", ")
        );
        proposal.notes.push(Doubt::new("rows", why));
    }
    for heading in &found.table.repeated {
        let why = format!("several columns are called `{heading}`: none of them can be read");
        proposal.notes.push(Doubt::new("columns", why));
    }
}

fn encoding(request: &Request<'_>, found: &TextFile, proposal: &mut Proposal) {
    let decoded = &found.decoded;
    if decoded.unreadable {
        set(proposal, "encoding", UNDECIDED);
        let why = "the bytes look like a code page of DOS, which no label names; save the file as UTF-8";
        proposal.undecided.push(Doubt::new("encoding", why));
        return;
    }
    let Some(label) = decoded.label else { return };
    set(proposal, "encoding", label);
    if decoded.guessed {
        let words = telling_words(&decoded.text, 3);
        let so = match request.examples && !words.is_empty() {
            true => format!("; it reads {}", words.join(", ")),
            false => String::new(),
        };
        let why = format!("guessed from the bytes, since no mark states it{so}");
        proposal.notes.push(Doubt::new("encoding", why));
    }
}

/// The sheet with the table: the only one, or the first that is shown.
fn workbook(sheets: Vec<Sheet>, proposal: &mut Proposal) -> Table {
    let shown: Vec<&Sheet> = sheets.iter().filter(|sheet| sheet.shown).collect();
    let chosen = shown.first().copied().or(sheets.first());
    let Some(sheet) = chosen.cloned() else {
        set(proposal, "header_row", UNDECIDED);
        let why = "no sheet has a row that names columns";
        proposal.undecided.push(Doubt::new("header_row", why));
        return Table::default();
    };
    let widest = shown.iter().filter(|other| other.table.columns.len() > 1);
    let names: Vec<String> = widest.map(|other| other.name.clone()).collect();
    set(proposal, "sheet", sheet.name.as_str());
    if names.len() > 1 {
        set(proposal, "sheet", UNDECIDED);
        let why = "several sheets have a table";
        proposal.undecided.push(Doubt::new("sheet", why).among(names));
    }
    if sheet.header_row > 1 {
        set(proposal, "header_row", sheet.header_row);
    }
    if sheet.rows_below > 0 {
        let why = format!(
            "{} rows below the table are no rows, such as sums; they are set aside",
            sheet.rows_below
        );
        proposal.notes.push(Doubt::new("rows", why));
    }
    sheet.table
}
