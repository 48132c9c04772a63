//! Names in the data that stand for nobody, or for several, as the summary shows them.

use crate::number::thousands;
use uptake_engine::reduce::identities::NameTally;
use uptake_engine::reduce::near::NearMiss;

/// How many names are shown.
const SHOWN: usize = 5;

/// The first names of a list, as `a` (3 rows).
#[must_use]
pub(crate) fn first_names(list: &[NameTally<String>]) -> String {
    let shown: Vec<String> = list
        .iter()
        .take(SHOWN)
        .map(|tally| {
            let who = match tally.entities.is_empty() {
                true => String::new(),
                false => format!(": {}", tally.entities.join(", ")),
            };
            format!("`{}` ({}{who})", tally.name, thousands(tally.rows))
        })
        .collect();
    match list.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A line for each way in which names of nobody differ from names on the list, with what helps.
#[must_use]
pub(crate) fn near(misses: &[NearMiss<String>]) -> Vec<String> {
    let mut ways: Vec<(&[&str], Vec<&NearMiss<String>>)> = Vec::new();
    for miss in misses {
        match ways.iter_mut().find(|(way, _)| *way == miss.differs_by) {
            Some((_, alike)) => alike.push(miss),
            None => ways.push((&miss.differs_by, vec![miss])),
        }
    }
    ways.iter().map(|(way, alike)| line(way, alike)).collect()
}

fn line(way: &[&str], alike: &[&NearMiss<String>]) -> String {
    let rows: u64 = alike.iter().map(|miss| miss.rows).sum();
    let shown = alike.iter().take(SHOWN);
    let mut shown: Vec<String> = shown
        .map(|miss| {
            let rows = thousands(miss.rows);
            format!("`{}` for `{}` ({rows})", miss.name, miss.entity)
        })
        .collect();
    if let more @ 1.. = alike.len().saturating_sub(SHOWN) {
        let last = shown.pop().unwrap_or_default();
        shown.push(format!("{last} and {more} more"));
    }
    let stated = alike.first().map_or(String::new(), |miss| miss.names_ignore.join(", "));
    format!(
        "{} that differ{} from a name on the list by {} alone: {}; state `names_ignore: [{stated}]` at the source if they are the same",
        match rows {
            1 => "1 row has a name".to_owned(),
            rows => format!("{} rows have names", thousands(rows)),
        },
        if rows == 1 { "s" } else { "" },
        way.join(" and "),
        shown.join(", "),
    )
}
