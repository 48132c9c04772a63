//! Who answers for rules, where they come from, and when somebody has to look at them again.

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
