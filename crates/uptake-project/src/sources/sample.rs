//! A sample of a file's rows, for whoever proposes how to read it.

use polars::prelude::*;
use std::io::Read;
use std::path::Path;
use uptake_adapter::{
    Adapter, AdapterError, Batches, ErrorCode, ScanRequest, Settings, is_typed_mark, without_typed_marks,
};
use uptake_files::Files;
use uptake_rules::value::Type;
use uptake_suggest::table::{Table, TableColumn};

/// Bytes from the beginning of a text that are looked at.
const HEAD: usize = 4 << 20;

/// Bytes up to its end.
const TAIL: usize = 1 << 19;

/// Bytes of a workbook, at most: it is held in memory.
const LARGEST: u64 = 1 << 28;

/// Rows of a typed file that are looked at.
const ROWS: usize = 5_000;

/// The two ends of a text; no second one if the first is all of it.
pub(crate) struct Ends {
    pub(crate) head: Vec<u8>,
    pub(crate) tail: Option<Vec<u8>>,
}

/// The two ends of a file's content.
pub(crate) fn ends(path: &Path, shown: &str) -> Result<Ends, AdapterError> {
    let mut reader = uptake_files::content(path, shown)?;
    let unreadable = |error: std::io::Error| {
        let message = format!("`{shown}` can't be read: {error}");
        AdapterError::new(ErrorCode::Source, message).in_own_words()
    };
    let most = u64::try_from(HEAD).unwrap_or(u64::MAX);
    let mut head = Vec::new();
    reader.by_ref().take(most).read_to_end(&mut head).map_err(unreadable)?;
    let mut tail: Vec<u8> = Vec::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        let read = match reader.read(&mut piece) {
            // A signal that ends nothing.
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            read => read.map_err(unreadable)?,
        };
        if read == 0 {
            break;
        }
        tail.extend(piece.iter().take(read));
        if tail.len() > 2 * TAIL {
            tail.drain(..tail.len() - TAIL);
        }
    }
    Ok(Ends {
        head,
        tail: Some(tail).filter(|tail| !tail.is_empty()),
    })
}

/// The whole content of a workbook.
pub(crate) fn whole(path: &Path, shown: &str) -> Result<Vec<u8>, AdapterError> {
    let mut content = Vec::new();
    let read = uptake_files::content(path, shown)?
        .take(LARGEST)
        .read_to_end(&mut content);
    read.map_err(|error| {
        let message = format!("`{shown}` can't be read: {error}");
        AdapterError::new(ErrorCode::Source, message).in_own_words()
    })?;
    Ok(content)
}

/// The rows of a typed file as its reader gives them.
pub(crate) struct Typed {
    pub(crate) table: Table,
    /// The columns of a row itself.
    pub(crate) top: Vec<String>,
    /// All columns, nested ones as paths.
    pub(crate) paths: Vec<String>,
    /// The list that holds the rows, where a document wraps them.
    pub(crate) rows: Option<String>,
}

/// A sample of a typed file.
pub(crate) fn typed(folder: &Path, path: &str, format: Option<&str>) -> Result<Typed, AdapterError> {
    let mut values = vec![("path".to_owned(), path.to_owned())];
    values.extend(format.map(|format| ("format".to_owned(), format.to_owned())));
    let mut source = Files.open(&Settings::new(folder.to_path_buf(), values.into_iter().collect()))?;
    let frame = first_rows(source.scan(&ScanRequest::default())?)?;
    let broken = |error: PolarsError| AdapterError::new(ErrorCode::Source, format!("`{path}` can't be read: {error}"));
    let (mut top, mut paths) = (Vec::new(), Vec::new());
    for column in frame.columns() {
        top.push(column.name().to_string());
        below(column.name(), column.dtype(), &mut paths);
    }
    let lists: Vec<&Column> = frame
        .columns()
        .iter()
        .filter(|column| rows_within(column.dtype()))
        .collect();
    let wrapped = match lists.as_slice() {
        [only] if frame.height() <= 1 => Some(only.name().clone()),
        _ => None,
    };
    let table = match &wrapped {
        Some(list) => table(&inside(&frame, list).map_err(broken)?),
        None => table(&frame),
    };
    Ok(Typed {
        table: table.map_err(broken)?,
        top,
        paths,
        rows: wrapped.map(|list| list.to_string()),
    })
}

fn first_rows(batches: Batches) -> Result<DataFrame, AdapterError> {
    let mut all: Option<DataFrame> = None;
    for batch in batches {
        let frame = without_typed_marks(&batch?.frame);
        // A later batch may have further columns: those of the first are enough to look at.
        let same = |known: &DataFrame| {
            known.get_column_names() == frame.get_column_names() && known.dtypes() == frame.dtypes()
        };
        all = match all {
            None => Some(frame),
            Some(known) if same(&known) => known.vstack(&frame).ok().or(Some(known)),
            Some(known) => return Ok(known.head(Some(ROWS))),
        };
        if all.as_ref().is_some_and(|known| known.height() >= ROWS) {
            break;
        }
    }
    Ok(all.unwrap_or_default().head(Some(ROWS)))
}

/// Whether a column is a list of objects.
fn rows_within(ty: &DataType) -> bool {
    matches!(ty, DataType::List(inner) if matches!(**inner, DataType::Struct(_)))
}

/// The paths of a column and of all below it.
fn below(path: &str, ty: &DataType, paths: &mut Vec<String>) {
    if is_typed_mark(path) {
        return;
    }
    paths.push(path.to_owned());
    match ty {
        DataType::Struct(fields) => {
            for field in fields {
                below(&format!("{path}.{}", field.name()), field.dtype(), paths);
            }
        }
        DataType::List(inner) => {
            let DataType::Struct(fields) = &**inner else { return };
            for field in fields {
                below(&format!("{path}.{}", field.name()), field.dtype(), paths);
            }
        }
        _ => {}
    }
}

/// The rows within a list of objects.
fn inside(frame: &DataFrame, list: &str) -> PolarsResult<DataFrame> {
    let rows = frame.column(list)?.as_materialized_series().explode(ExplodeOptions {
        empty_as_null: false,
        keep_nulls: false,
    })?;
    Ok(without_typed_marks(&rows.struct_()?.clone().unnest()))
}

/// The plain columns of a frame.
fn table(frame: &DataFrame) -> PolarsResult<Table> {
    let mut columns = Vec::new();
    for column in frame.columns() {
        let Some(ty) = own_type(column.dtype()) else { continue };
        let texts = column.as_materialized_series().cast(&DataType::String)?;
        let values: Vec<String> = texts
            .str()?
            .iter()
            .flatten()
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
            .collect();
        columns.push(TableColumn {
            heading: column.name().to_string(),
            gaps: frame.height().saturating_sub(values.len()),
            values,
            ty: (ty != Type::Text).then_some(ty),
            zoned: matches!(column.dtype(), DataType::Datetime(_, Some(_))),
        });
    }
    Ok(Table {
        columns,
        repeated: Vec::new(),
        rows: frame.height(),
    })
}

/// The type that a column has by itself; `None` for what isn't a plain value.
fn own_type(ty: &DataType) -> Option<Type> {
    match ty {
        DataType::Boolean => Some(Type::Bool),
        DataType::String | DataType::Categorical(..) | DataType::Enum(..) => Some(Type::Text),
        DataType::Date => Some(Type::Date),
        DataType::Datetime(..) => Some(Type::Datetime),
        ty if ty.is_integer() => Some(Type::Int),
        ty if ty.is_float() || ty.is_decimal() => Some(Type::Float),
        _ => None,
    }
}
