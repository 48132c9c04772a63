//! The functions of groups as tables in Markdown, for `docs/rules.md`.

use super::GROUP_FAMILIES;

/// A table for each family.
#[must_use]
pub fn tables() -> String {
    let family = |(name, functions): &(&str, &[super::GroupFunction])| {
        let rows: Vec<String> = functions
            .iter()
            .map(|function| format!("| `{}` | {} |\n", function.signature(), function.gives()))
            .collect();
        format!("**{name}**\n\n| function | returns |\n|---|---|\n{}", rows.concat())
    };
    GROUP_FAMILIES.iter().map(family).collect::<Vec<_>>().join("\n")
}
