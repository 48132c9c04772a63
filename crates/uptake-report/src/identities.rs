//! `identities.csv`: names in the data that stand for nobody, or for several.

use crate::Written;
use crate::export::ExportError;
use std::path::Path;
use uptake_engine::reduce::identities::NameTally;

/// The columns of `identities.csv`.
pub const IDENTITY_COLUMNS: [&str; 8] = ["dataset", "system", "name", "what", "rows", "first", "last", "entities"];

/// Writes `identities.csv`: one row per dataset and name that is `unmatched` or `ambiguous`, most rows first. `first` and
/// `last` are the days of its rows; `entities` are those that an ambiguous name may stand for. Writes nothing and answers
/// false where no names were looked up.
///
/// # Errors
/// When the file can't be written.
pub fn identities_csv(outcome: &Written, path: &Path) -> Result<bool, ExportError> {
    let reports = || {
        let all = outcome.intake.iter();
        all.filter_map(|report| Some((report.dataset.as_str(), report.identities.as_ref()?)))
    };
    if reports().next().is_none() {
        return Ok(false);
    }
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record(IDENTITY_COLUMNS)?;
    for (dataset, report) in reports() {
        let lists = [("unmatched", &report.unmatched), ("ambiguous", &report.ambiguous)];
        for (what, list) in lists {
            for tally in list {
                let [first, last] =
                    [tally.first, tally.last].map(|day| day.map_or(String::new(), |day| day.to_string()));
                writer.write_record([
                    dataset,
                    report.system.as_deref().unwrap_or(""),
                    &tally.name,
                    what,
                    &tally.rows.to_string(),
                    &first,
                    &last,
                    &tally.entities.join("; "),
                ])?;
            }
        }
    }
    writer.flush()?;
    Ok(true)
}

/// The first names of a list, as `a` (3 rows).
#[must_use]
pub(crate) fn first_names(list: &[NameTally<String>]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = list
        .iter()
        .take(SHOWN)
        .map(|tally| {
            let who = match tally.entities.is_empty() {
                true => String::new(),
                false => format!(": {}", tally.entities.join(", ")),
            };
            format!("`{}` ({}{who})", tally.name, crate::number::thousands(tally.rows))
        })
        .collect();
    match list.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
