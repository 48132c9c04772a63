//! `figures.xlsx`: the tables of a run as one workbook, for people who work with spreadsheets.
//!
//! Each sheet is made of the CSV file of the same name, which is written before: so the two can't differ. Texts are written
//! as texts, so that nothing in them acts as a formula, without the `'` that CSV needs for that.

use super::table::{Column, ColumnType};
use super::{Figures, Made, Output, People, Write};
use crate::Written;
use crate::export::ExportError;
use crate::findings::findings;
use crate::gate::rests;
use crate::notes::notes;
use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::path::Path;
use uptake_engine::outcome::Number;

pub(super) const OUTPUT: Output = Output {
    name: "figures.xlsx",
    about: "has a summary and the tables that are CSV files as sheets of one workbook; of a long one the first 100,000 rows",
    only: Some("`--format xlsx` asks for it"),
    people: People::Evidence,
    columns: &[],
    write: Write::OfOthers(write),
};

/// How many rows of a table a sheet has.
const MOST_ROWS: usize = 100_000;
/// What a cell may hold, in units of UTF-16.
const MOST_LETTERS: usize = 32_767;
/// The largest whole number that every program takes for itself.
const EXACT: i64 = 1 << 53;

fn write(figures: &Figures<'_>, path: &Path) -> Result<Made, ExportError> {
    if !figures.wanted.workbook {
        return Ok(Made::Nothing);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut workbook = Workbook::new();
    // Not the time of writing: the same figures are the same bytes.
    let day = day(figures.outcome.as_of)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let styles = Styles::new();
    let mut tables = Vec::new();
    for output in figures.outputs.iter().filter(|output| output.name.ends_with(".csv")) {
        let csv = folder.join(output.name);
        // Some are written only where there is something to write.
        if csv.try_exists()? {
            let mut sheet = Worksheet::new();
            sheet.set_name(sheet_name(output.name))?;
            let rows = table(&csv, output.columns, &mut sheet, &styles)?;
            tables.push((output, rows));
            workbook.push_worksheet(sheet);
        }
    }
    let mut first = Worksheet::new();
    first.set_name("Summary")?;
    summary(figures, &tables, &mut first, &styles)?;
    workbook.push_worksheet(first);
    workbook.worksheets_mut().rotate_right(1);
    if let Some(first) = workbook.worksheets_mut().first_mut() {
        first.set_active(true);
    }
    workbook.save(path)?;
    Ok(Made::File)
}

/// `set_aside.csv` → `Set aside`.
fn sheet_name(file: &str) -> String {
    let words = file.trim_end_matches(".csv").replace('_', " ");
    let mut letters = words.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", letters.as_str())
}

struct Styles {
    head: Format,
    date: Format,
    int: Format,
    value: Format,
    wrapped: Format,
}

impl Styles {
    fn new() -> Self {
        Self {
            head: Format::new().set_bold(),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            int: Format::new().set_num_format("#,##0"),
            value: Format::new().set_num_format("0.0"),
            wrapped: Format::new().set_text_wrap(),
        }
    }
}

/// Writes a table into a sheet; answers how many rows the file has.
fn table(csv: &Path, columns: &[Column], sheet: &mut Worksheet, styles: &Styles) -> Result<usize, ExportError> {
    let mut reader = csv::Reader::from_path(csv)?;
    let head = reader.headers()?.clone();
    let types: Vec<Option<ColumnType>> = head
        .iter()
        .map(|name| {
            columns
                .iter()
                .find(|column| column.name == name)
                .map(|column| column.ty)
        })
        .collect();
    let mut widths: Vec<usize> = Vec::new();
    for (at, name) in (0..).zip(&head) {
        sheet.write_string_with_format(0, at, name, &styles.head)?;
        widths.push(name.chars().count());
    }
    let mut rows = 0;
    for record in reader.records() {
        let record = record?;
        rows += 1;
        if rows > MOST_ROWS {
            continue;
        }
        let row = u32::try_from(rows)?;
        for ((at, text), ty) in (0..).zip(&record).zip(&types) {
            cell(sheet, (row, at), text, *ty, styles)?;
            if let Some(width) = widths.get_mut(usize::from(at)) {
                *width = (*width).max(text.chars().count());
            }
        }
    }
    for (at, width) in (0..).zip(&widths) {
        // A long text is read in its cell.
        sheet.set_column_width(at, u8::try_from((*width).clamp(6, 48))? + 2)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    if let (Some(last), Ok(row)) = (
        u16::try_from(head.len()).ok().and_then(|n| n.checked_sub(1)),
        u32::try_from(rows.min(MOST_ROWS)),
    ) && row > 0
    {
        sheet.autofilter(0, 0, row, last)?;
    }
    Ok(rows)
}

/// Writes a cell by the type of its column; of one that the rules decide about, or that differs by row, by what it looks like.
fn cell(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    text: &str,
    ty: Option<ColumnType>,
    styles: &Styles,
) -> Result<(), ExportError> {
    if text.is_empty() {
        return Ok(());
    }
    let whole = |text: &str| text.parse::<i64>().ok().filter(|number| number.abs() <= EXACT);
    match ty {
        Some(ColumnType::Date) => match text.parse::<Date>().map_err(ExportError::from).and_then(day) {
            Ok(day) => sheet.write_datetime_with_format(row, at, &day, &styles.date)?,
            // Before 1900 a spreadsheet has no days.
            Err(_) => sheet.write_string(row, at, text)?,
        },
        Some(ColumnType::Int) => match whole(text) {
            #[allow(clippy::cast_precision_loss, reason = "up to 2^53 each is a float")]
            Some(number) => sheet.write_number_with_format(row, at, number as f64, &styles.int)?,
            None => sheet.write_string(row, at, text)?,
        },
        Some(ColumnType::Float) => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => sheet.write_number(row, at, number)?,
            _ => sheet.write_string(row, at, text)?,
        },
        Some(ColumnType::Bool) => sheet.write_boolean(row, at, text == "true")?,
        Some(ColumnType::Text) => sheet.write_string(row, at, fitting(plain(text)))?,
        None | Some(ColumnType::Any) => match (whole(text), text.parse::<f64>()) {
            // `007` is a name.
            #[allow(clippy::cast_precision_loss, reason = "up to 2^53 each is a float")]
            (Some(number), _) if number.to_string() == text => sheet.write_number(row, at, number as f64)?,
            (_, Ok(number)) if number.to_string() == text && number.is_finite() => {
                sheet.write_number(row, at, number)?
            }
            _ if let Some(day) = written_day(text) => sheet.write_datetime_with_format(row, at, &day, &styles.date)?,
            _ => sheet.write_string(row, at, fitting(plain(text)))?,
        },
    };
    Ok(())
}

/// The day that a text is, written as this program writes days; none that a spreadsheet doesn't have.
fn written_day(text: &str) -> Option<ExcelDateTime> {
    let parsed: Date = text.parse().ok().filter(|day: &Date| day.to_string() == text)?;
    day(parsed).ok()
}

/// A text of a CSV file as it was before it was made inert.
fn plain(text: &str) -> &str {
    text.strip_prefix('\'').unwrap_or(text)
}

/// As much of a text as a cell may hold.
fn fitting(text: &str) -> String {
    if text.encode_utf16().count() <= MOST_LETTERS {
        return text.to_owned();
    }
    let mut room = MOST_LETTERS - 1;
    let fits = text.chars().take_while(|letter| {
        let size = letter.len_utf16();
        let fits = size <= room;
        room = room.saturating_sub(size);
        fits
    });
    fits.chain(['…']).collect()
}

fn day(day: Date) -> Result<ExcelDateTime, ExportError> {
    let (year, month, day) = (day.year().try_into()?, day.month().try_into()?, day.day().try_into()?);
    Ok(ExcelDateTime::from_ymd(year, month, day)?)
}

/// The first sheet: the last period's figures, the checks, what to fix first, what was noticed, and what the other sheets are.
fn summary(
    figures: &Figures<'_>,
    tables: &[(&Output, usize)],
    sheet: &mut Worksheet,
    styles: &Styles,
) -> Result<(), ExportError> {
    let outcome = figures.outcome;
    let mut lines = Lines { sheet, row: 0 };
    let range = &outcome.range;
    lines.head(&["project", "period", "from", "to", "as of"], styles)?;
    lines.texts(&[
        &outcome.project,
        &range.last,
        &range.last_starts.to_string(),
        &range.last_ends.to_string(),
        &outcome.as_of.to_string(),
    ])?;
    lines.row += 1;
    lines.head(
        &[
            "metric",
            "value",
            "unit",
            "low",
            "high",
            "numerator",
            "denominator",
            "unknown",
            "band",
        ],
        styles,
    )?;
    for metric in &outcome.metrics {
        let Some(row) = metric.headline() else { continue };
        let unit = if metric.unit == "percent" { "%" } else { "" };
        lines.text(0, &metric.title)?;
        lines.text(2, unit)?;
        lines.figure(1, row.value, Some(&styles.value))?;
        for (at, value) in [(3, row.low), (4, row.high)] {
            lines.number(at, value, Some(&styles.value))?;
        }
        for (at, value) in [(5, row.numerator), (6, row.denominator)] {
            lines.figure(at, value, None)?;
        }
        #[allow(clippy::cast_precision_loss, reason = "nobody has so many entities")]
        lines.number(7, (!row.suppressed).then_some(row.unknown as f64), Some(&styles.int))?;
        lines.text(8, row.band.as_deref().unwrap_or(""))?;
        lines.row += 1;
    }
    lines.row += 1;
    lines.head(&["check", "verdict"], styles)?;
    for check in &outcome.checks {
        lines.texts(&[&check.title, check.verdict.as_str()])?;
    }
    stages(outcome, &mut lines, styles)?;
    lines.row += 1;
    lines.head(&["noticed", "code"], styles)?;
    for finding in findings(outcome) {
        lines.texts(&[&format!("{}: {}", finding.message, finding.help), finding.code.as_str()])?;
    }
    for note in notes(outcome) {
        lines.texts(&[&note.message, note.code.as_str()])?;
    }
    lines.row += 1;
    lines.head(&["sheet", "rows", "what it is"], styles)?;
    for (output, rows) in tables {
        lines.text(0, &sheet_name(output.name))?;
        #[allow(clippy::cast_precision_loss, reason = "no file has so many rows")]
        lines.number(1, Some(*rows as f64), Some(&styles.int))?;
        let rest = match *rows > MOST_ROWS {
            true => format!("; the sheet has the first 100,000 rows, `{}` has all", output.name),
            false => String::new(),
        };
        lines.text(2, &format!("{}{rest}", output.about))?;
        lines.row += 1;
    }
    sheet.set_column_width(0, 46)?;
    sheet.set_column_format(0, &styles.wrapped)?;
    sheet.set_column_width(1, 14)?;
    Ok(())
}

/// Whether stages may begin and what to fix first, where stages require checks.
fn stages(outcome: &Written, lines: &mut Lines<'_>, styles: &Styles) -> Result<(), ExportError> {
    if outcome.gates.is_empty() {
        return Ok(());
    }
    lines.row += 1;
    lines.head(&["stage", "gate"], styles)?;
    for gate in &outcome.gates {
        lines.texts(&[&gate.stage, gate.verdict.as_str()])?;
    }
    if outcome.fix_first.is_empty() {
        return Ok(());
    }
    lines.row += 1;
    lines.head(&["fix first", "", "check", "what it blocks"], styles)?;
    for blocker in &outcome.fix_first {
        let check = outcome.checks.iter().find(|check| check.name == blocker.check);
        let fix = check.and_then(|check| check.fix.as_deref());
        let title = check.map_or(blocker.check.as_str(), |check| &check.title);
        lines.texts(&[
            fix.unwrap_or(title),
            "",
            title,
            &rests(&blocker.stages, &blocker.checks),
        ])?;
    }
    Ok(())
}

/// Rows of a sheet, one after the other.
struct Lines<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
}

impl Lines<'_> {
    fn head(&mut self, names: &[&str], styles: &Styles) -> Result<(), XlsxError> {
        for (at, name) in (0..).zip(names) {
            self.sheet.write_string_with_format(self.row, at, *name, &styles.head)?;
        }
        self.row += 1;
        Ok(())
    }

    fn texts(&mut self, texts: &[&str]) -> Result<(), XlsxError> {
        for (at, text) in (0..).zip(texts) {
            self.text(at, text)?;
        }
        self.row += 1;
        Ok(())
    }

    fn text(&mut self, at: u16, text: &str) -> Result<(), XlsxError> {
        if !text.is_empty() {
            self.sheet.write_string(self.row, at, fitting(text))?;
        }
        Ok(())
    }

    /// A number of a report; a whole one that programs would round is written as text.
    fn figure(&mut self, at: u16, number: Option<Number>, format: Option<&Format>) -> Result<(), XlsxError> {
        match number {
            Some(Number::Whole(number)) => self.text(at, &number.to_string()),
            Some(Number::Float(number)) => self.number(at, Some(number), format),
            None => Ok(()),
        }
    }

    fn number(&mut self, at: u16, number: Option<f64>, format: Option<&Format>) -> Result<(), XlsxError> {
        match (number.filter(|number| number.is_finite()), format) {
            (Some(number), Some(format)) => self.sheet.write_number_with_format(self.row, at, number, format)?,
            (Some(number), None) => self.sheet.write_number(self.row, at, number)?,
            (None, _) => return Ok(()),
        };
        Ok(())
    }
}
