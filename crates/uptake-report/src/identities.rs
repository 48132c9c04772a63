//! Names in the data that stand for nobody, or for several, as the summary shows them.

use uptake_engine::reduce::identities::NameTally;

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
