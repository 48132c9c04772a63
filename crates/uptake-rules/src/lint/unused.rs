//! Measures and constants that nobody reads.

use super::accountable::warning;
use super::linted::Linted;
use super::mentions::Mentions;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::section::Section;

/// Reports measures and constants that no rule, script or suite names. A pack that reports nothing itself has them for others.
pub(super) fn unused(linted: &Linted<'_>, mentions: &Mentions<'_>, found: &mut Vec<Diagnostic>) {
    let reports = linted.rules(&[Section::Metrics, Section::Checks]).next().is_some();
    if !reports {
        return;
    }
    for (section, key, _) in linted.rules(&[Section::Measures, Section::Constants]) {
        let name = &key.text;
        let tried = linted.tried.is_some_and(|tried| tried.contains(name));
        if tried || linted.elsewhere.contains(name) || mentions.by_others(section, name) {
            continue;
        }
        let message = format!("nothing reads the {} `{name}`", section.one());
        found.push(warning(
            Code::UnusedRule,
            key.span,
            message,
            "remove it, or use it in a rule",
        ));
    }
}
