//! Measures and constants that nobody reads.

use super::linted::Linted;
use super::mentions::Mentions;
use super::warning::warning;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::section::Section;
use crate::syntax::Key;

/// Measures and constants that no rule, script or suite names. A pack that reports nothing itself has them for others.
pub(super) fn unread<'a>(linted: &Linted<'a>, mentions: &Mentions<'_>) -> Vec<(Section, &'a Key)> {
    let reports = linted.rules(&[Section::Metrics, Section::Checks]).next().is_some();
    if !reports {
        return Vec::new();
    }
    let rules = linted.rules(&[Section::Measures, Section::Constants]);
    let unread = rules.filter(|(section, key, _)| {
        let tried = linted.tried.is_some_and(|tried| tried.contains(&key.text));
        !tried && !linted.elsewhere.contains(&key.text) && !mentions.by_others(*section, &key.text)
    });
    unread.map(|(section, key, _)| (section, key)).collect()
}

/// Reports them.
pub(super) fn unused(unread: &[(Section, &Key)], found: &mut Vec<Diagnostic>) {
    for (section, key) in unread {
        let message = format!("nothing reads the {} `{}`", section.one(), key.text);
        found.push(warning(
            Code::UnusedRule,
            key.span,
            message,
            "remove it, or use it in a rule",
        ));
    }
}
