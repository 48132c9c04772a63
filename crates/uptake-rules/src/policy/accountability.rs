//! Who answers for rules, where they come from, and when somebody has to look at them again.

use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::section::Section;
use crate::source::Span;
use crate::text::Name;
use jiff::civil::Date;

/// The keys of rules that state it.
pub(crate) const KEYS: &[&str] = &["owner", "source", "reviewed_on", "review_by", "tested_by", "deprecated"];

/// What is stated of a pack or of a rule besides what it means. What a rule doesn't state, its pack says for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accountability {
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where it comes from.
    pub source: Option<SourceOfRule>,
    /// The day on which somebody looked at it last.
    pub reviewed_on: Option<Date>,
    /// Where it is tried, if not by a suite beside the rules.
    pub tested_by: Option<String>,
    /// The rule that takes its place; names of this one are to be replaced.
    pub deprecated: Option<Name>,
    /// The day by which somebody has to look at it, with its place.
    pub review_by: Option<(Date, Span)>,
}

/// Where a rule comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceOfRule {
    /// The document, in words.
    pub title: String,
    /// Where it can be read, such as a web address.
    pub address: Option<String>,
    /// The day of the version that was read.
    pub date: Option<Date>,
}

/// The same of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountableRule {
    /// Its section.
    pub section: Section,
    /// Its name in the pack, with its place.
    pub rule: Name,
    /// What is stated.
    pub stated: Accountability,
}

/// The reviews that were to be over on a day, of packs and of rules: that day counts as in time. `packs` and `rules` are those of a policy.
#[must_use]
pub fn overdue(packs: &[crate::policy::Pack], rules: &[AccountableRule], today: Date) -> Vec<Diagnostic> {
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
