//! Where in a workbook the rows are.

use std::sync::Arc;
use uptake_adapter::{AdapterError, ErrorCode};

/// Where in a workbook the rows are.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The sheet's name or number; the only one if absent.
    pub(crate) sheet: Option<Arc<str>>,
    /// The row with the names of the columns, as the program numbers it.
    pub(crate) header_row: u32,
}

impl Place {
    /// Reads the settings.
    pub(crate) fn new(sheet: Option<&str>, header_row: Option<&str>) -> Result<Self, AdapterError> {
        let header_row = match header_row.map(str::parse::<u32>) {
            None => 1,
            Some(Ok(row @ 1..)) => row,
            Some(_) => {
                return Err(AdapterError::new(
                    ErrorCode::Config,
                    format!(
                        "`header_row` should be the number of a row, not `{}`",
                        header_row.unwrap_or_default()
                    ),
                )
                .help("rows count from 1, as at the edge of the sheet")
                .setting("header_row"));
            }
        };
        Ok(Self {
            sheet: sheet.map(Arc::from),
            header_row,
        })
    }
}
