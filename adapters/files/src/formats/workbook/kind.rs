//! How a workbook is written.

/// How a workbook is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Office Open XML: `.xlsx`, `.xlsm`.
    Xlsx,
    /// Excel 97 to 2003.
    Xls,
    /// The binary form of `.xlsx`.
    Xlsb,
    /// OpenDocument.
    Ods,
}
