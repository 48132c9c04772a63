//! Reviews that are overdue.

use super::accountability::AccountableRule;
use super::pack::Pack;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Severity};
use jiff::civil::Date;

/// The reviews that were to be over on a day, of packs and of rules: that day counts as in time. `packs` and `rules` are those of a policy.
#[must_use]
pub fn overdue(packs: &[Pack], rules: &[AccountableRule], today: Date) -> Vec<Diagnostic> {
    let packs = packs
        .iter()
        .map(|pack| (format!("the pack `{}`", pack.name), &pack.stated));
    let rules = rules
        .iter()
        .map(|rule| (format!("the {} `{}`", rule.section.one(), rule.rule.text), &rule.stated));
    let late = packs.chain(rules).filter_map(|(what, stated)| {
        let (by, span) = stated.review_by.filter(|(by, _)| *by < today)?;
        let message = format!("{what} was to be reviewed by {by}");
        let who = stated
            .owner
            .as_deref()
            .map_or(String::new(), |owner| format!("`{owner}` answers for it; "));
        let help = format!("{who}look at it, and write `reviewed_on` and the next `review_by`");
        let found = Diagnostic::error(Code::OverdueReview, span, message).severity(Severity::Warning);
        Some(found.help(help))
    });
    late.collect()
}
