//! Columns of tables, declared once.

/// A column of an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What its values are.
    pub ty: ColumnType,
    /// What it says.
    pub about: &'static str,
}

/// What the values of a column are. In CSV what is unknown is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Text.
    Text,
    /// A day, as 2026-02-15.
    Date,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// `true` or `false`.
    Bool,
    /// Of each row another: a number, a day, a truth or a text.
    Any,
}

impl ColumnType {
    /// Its name, as in the rules.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ColumnType::Text | ColumnType::Any => "text",
            ColumnType::Date => "date",
            ColumnType::Int => "int",
            ColumnType::Float => "float",
            ColumnType::Bool => "bool",
        }
    }
}

/// A column.
pub(super) const fn column(name: &'static str, ty: ColumnType, about: &'static str) -> Column {
    Column { name, ty, about }
}

/// The names of columns, as the head of a file.
pub(super) fn head(columns: &'static [Column]) -> impl Iterator<Item = &'static str> {
    columns.iter().map(|column| column.name)
}
