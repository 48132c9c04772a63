//! Every format of files, one file each.

mod csv;
mod ends;
mod ipc;
mod json;
mod ndjson;
mod parquet;
mod workbook;

use crate::format::Format;

/// Every format, in the order in which messages offer them.
pub(crate) static FORMATS: [&Format; 9] = [
    &csv::CSV,
    &ndjson::NDJSON,
    &json::JSON,
    &parquet::PARQUET,
    &ipc::IPC,
    &workbook::XLSX,
    &workbook::XLS,
    &workbook::XLSB,
    &workbook::ODS,
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_formats_share_a_name_or_an_ending() {
        let mut seen = BTreeSet::new();
        for format in FORMATS {
            for name in [format.name].iter().chain(format.endings) {
                assert!(seen.insert(*name), "{name}");
            }
        }
    }

    #[test]
    fn every_format_stands_on_the_page_of_adapters() {
        let page = include_str!("../../../../docs/adapters.md");
        for format in FORMATS {
            assert!(page.contains(&format!("`{}`", format.name)), "{}", format.name);
        }
    }
}
