//! Bytes → a table: encoding, marks between fields, where the headings are and where the rows end.

pub mod around;
pub mod encoding;
pub mod marks;
pub mod rows;
pub mod text;
pub mod workbook;

pub(crate) use marks::share;
