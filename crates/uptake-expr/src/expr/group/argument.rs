//! What a function of groups takes.

use crate::value::Type;

/// An argument of a function of groups. Its level is told by what it is: an expression over the rows of a group, one value of
/// the group, or one value of each of a check's groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// An expression over the rows of the group that is a truth.
    Truths,
    /// One that is a number, or a truth, which counts as 1 or 0.
    Numbers,
    /// One that is anything, taken as text.
    Anything,
    /// One number of the group itself.
    Number,
    /// One text of the group itself.
    Text,
    /// A number of the group, of which those of all other groups are looked at too.
    Each,
}

/// As what the values of an expression over rows are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Truths.
    Truths,
    /// Numbers; a truth is 1 or 0.
    Numbers,
    /// Texts.
    Texts,
}

impl Argument {
    /// As what its values are taken, if it is an expression over rows.
    #[must_use]
    pub const fn column(self) -> Option<ColumnKind> {
        match self {
            Argument::Truths => Some(ColumnKind::Truths),
            Argument::Numbers => Some(ColumnKind::Numbers),
            Argument::Anything => Some(ColumnKind::Texts),
            Argument::Number | Argument::Text | Argument::Each => None,
        }
    }

    /// Whether it is an expression over rows.
    #[must_use]
    pub const fn over_rows(self) -> bool {
        self.column().is_some()
    }

    /// Whether an argument of type `ty` fits.
    #[must_use]
    pub fn accepts(self, ty: Type) -> bool {
        match self {
            _ if ty == Type::Unknown => true,
            Argument::Truths => ty == Type::Bool,
            Argument::Numbers => ty.is_number() || ty == Type::Bool,
            Argument::Anything => true,
            Argument::Number | Argument::Each => ty.is_number(),
            Argument::Text => ty == Type::Text,
        }
    }

    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Argument::Truths => "a truth value of each row",
            Argument::Numbers => "a number or truth value of each row",
            Argument::Anything => "any value of each row",
            Argument::Number | Argument::Each => "a number",
            Argument::Text => "text",
        }
    }
}
