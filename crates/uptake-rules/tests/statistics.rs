//! docs/statistics.md says of each statistic what the catalogue says, and which functions of checks offer it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

use serde_json::Value;
use std::fmt::Write;
use uptake_rules::expr::group::group_functions;
use uptake_statistics::catalog::FAMILIES;

/// The functions of groups that offer a statistic.
fn offered(statistic: &str) -> String {
    let functions = group_functions().filter(|function| function.statistics.contains(&statistic));
    let calls: Vec<String> = functions
        .map(|function| format!("`{}`", function.signature()))
        .collect();
    calls.join(", ")
}

const FIGURES: &str = include_str!("../../uptake-statistics/tests/figures.json");

/// The page as the catalogue has it.
fn page() -> String {
    let mut page = String::from(
        "# Statistics\n\n\
        Functions over lists of numbers. Each is in the crate `uptake-statistics` under the same name, and checks have them as\n\
        [functions of groups of rows](rules.md#groups-of-rows). This page is the crate's catalogue;\n\
        `cargo xtask generate` writes it.\n\n\
        For all of them:\n\n\
        - **Unknown stays unknown.** Too few values, a value that is infinite or no number, an argument out of range: the answer\n  \
        is unknown, never an error, a zero or a number that is none. Unknowns are taken out of the lists before.\n\
        - Shares, parts, chances and confidences are numbers from 0 to 1, not percentages. In checks shares are in percent, and\n  \
        the confidence of intervals is 95 %.\n\
        - p is two-sided unless a side is named.\n\
        - The same input gives the same output to the last digit on the same machine. The order of a list matters only where the\n  \
        arguments say so; elsewhere it moves no more than the last digits.\n\n",
    );
    let figures: Value = serde_json::from_str(FIGURES).unwrap();
    let libraries = figures["libraries"].as_object().unwrap();
    let libraries: Vec<String> = libraries
        .iter()
        .map(|(name, version)| format!("{name} {}", version.as_str().unwrap()))
        .collect();
    writeln!(
        page,
        "Figures agree to 10⁻⁹ with {}: `crates/uptake-statistics/tests/figures.py` has every case.\n",
        libraries.join(", ")
    )
    .unwrap();
    for (family, _) in FAMILIES {
        let anchor = family.to_lowercase().replace(' ', "-");
        writeln!(page, "- [{family}](#{anchor})").unwrap();
    }
    for (family, entries) in FAMILIES {
        write!(page, "\n## {family}\n").unwrap();
        for entry in *entries {
            write!(
                page,
                "\n### {}\n\n`{}`: {}\n\n- Arguments: {}\n- Gives: {}\n- Edges: {}\n- Source: {}\n- Compared with: {}\n- In checks: {}\n",
                entry.name,
                entry.name,
                entry.about,
                entry.arguments,
                entry.gives,
                entry.edges,
                entry.source,
                entry.compared,
                offered(entry.name)
            )
            .unwrap();
        }
    }
    page
}

#[test]
fn generated_page_of_statistics() {
    uptake_golden::same("docs/statistics.md", &page());
}
