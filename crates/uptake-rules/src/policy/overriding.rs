//! What the policy keeps of the overrides that went into its rules, and of the exceptions to locks.

use super::who::{Days, Selector};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;
use crate::text::Name;
use jiff::civil::Date;

/// An override file: whom it is for, and since when.
#[derive(Clone, Debug)]
pub struct Override {
    /// The pack that it changes.
    pub extends: Name,
    /// Whom it is for.
    pub selector: Selector,
    /// On which days it is in force.
    pub days: Days,
    /// Who answers for it.
    pub owner: Option<String>,
    /// In words.
    pub about: Option<String>,
    /// Where it says whom it is for, or else what it extends.
    pub span: Span,
    /// The columns of `for`, with their places.
    pub columns: Vec<Name>,
}

/// An exception to a lock.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// Its name.
    pub name: Name,
    /// The locked value: section, rule, and perhaps keys, with dots.
    pub of: Name,
    /// Whom it is for.
    pub selector: Selector,
    /// Who granted it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// The first day on which it no longer holds.
    pub until: Date,
    /// Where it ends.
    pub until_span: Span,
}

/// Reports the waivers that no longer hold on a day.
#[must_use]
pub fn expired(waivers: &[Waiver], today: Date) -> Vec<Diagnostic> {
    let over = waivers.iter().filter(|waiver| waiver.until <= today);
    over.map(|waiver| {
        let message = format!("the waiver `{}` ended on {}", waiver.name.text, waiver.until);
        // What it allowed had to end by then, so nothing is wrong; past periods still need it.
        Diagnostic::error(Code::ExpiredWaiver, waiver.until_span, message)
            .severity(Severity::Note)
            .help(format!(
                "it has no effect from that day on; `{}` can renew it",
                waiver.owner
            ))
    })
    .collect()
}
