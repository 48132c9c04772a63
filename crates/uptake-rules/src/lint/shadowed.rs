//! Patterns of register entries that never fit first.

use super::linted::Linted;
use super::warning::warning;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;

/// Reports the entries of which a pattern never decides, since one of another entry fits whatever it fits and comes first.
pub(super) fn shadowed(linted: &Linted<'_>, found: &mut Vec<Diagnostic>) {
    for register in linted
        .policy
        .registers
        .iter()
        .filter(|register| (linted.own)(register.name.span))
    {
        for hidden in register.hidden_patterns() {
            let message = format!(
                "the pattern `{}` of `{}` never decides: `{}` of `{}` fits the same names, and comes first",
                hidden.pattern.text, hidden.entry, hidden.by.text, hidden.by_entry
            );
            let help = "make one of the two narrower, or remove it";
            let shadowed = warning(Code::ShadowedEntry, hidden.pattern.span, message, help);
            found.push(shadowed.related(hidden.by.span, "it is here"));
        }
    }
}
