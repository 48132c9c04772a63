//! The pages that say what codes mean.

use uptake_codes::{AdapterCode, RuleCode, page, table};

#[test]
fn generated_page_of_codes() {
    uptake_golden::same("docs/codes.md", &page());
}

#[test]
fn generated_tables_of_codes_on_other_pages() {
    let rules = table(RuleCode::ALL.iter().copied().map(Into::into));
    uptake_golden::part("docs/rules.md", "codes", &rules);
    let (plugins, adapters): (Vec<_>, Vec<_>) = AdapterCode::ALL
        .iter()
        .partition(|code| code.as_str().starts_with("plugin-"));
    uptake_golden::part(
        "docs/adapters.md",
        "codes",
        &table(adapters.into_iter().copied().map(Into::into)),
    );
    uptake_golden::part(
        "docs/plugins.md",
        "codes",
        &table(plugins.into_iter().copied().map(Into::into)),
    );
}
