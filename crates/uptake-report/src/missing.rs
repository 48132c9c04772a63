//! Why a check has no verdict, in words.

use crate::number::thousands;
use uptake_engine::outcome::Missing;

/// How many names are told before the others are only hinted at.
const MOST: usize = 3;

/// The reasons, one after the other.
#[must_use]
pub fn reasons(missing: &[Missing]) -> String {
    let reasons: Vec<String> = missing.iter().map(reason).collect();
    reasons.join("; ")
}

/// The reason that the others follow from, in a few words: what no source provides, else what is known of nobody, else the first.
#[must_use]
pub fn first_reason(missing: &[Missing]) -> String {
    let listed = |names: Vec<&String>, word: &str| -> Option<String> {
        let shown: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
        let more = if names.len() > MOST { ", …" } else { "" };
        match shown.split_last()? {
            (last, []) => Some(last.clone()),
            (last, others) if more.is_empty() => Some(format!("{} {word} {last}", others.join(", "))),
            _ => Some(format!("{}{more}", shown.join(", "))),
        }
    };
    let sources = missing.iter().filter_map(|missing| match missing {
        Missing::NoSource { dataset } => Some(dataset),
        _ => None,
    });
    let unknown = missing.iter().filter_map(|missing| match missing {
        Missing::NothingKnown { name } => Some(name),
        _ => None,
    });
    let sources = listed(sources.collect(), "or").map(|names| format!("no source provides {names}"));
    let unknown = || listed(unknown.collect(), "or").map(|names| format!("no value of {names} is known"));
    let first = || missing.first().map_or_else(|| "no rows to check".to_owned(), reason);
    sources.or_else(unknown).unwrap_or_else(first)
}

/// A reason.
#[must_use]
pub fn reason(missing: &Missing) -> String {
    match missing {
        Missing::Hidden => "the group is hidden because it or another one is too small to be shown".to_owned(),
        Missing::NoRows => "no rows to check".to_owned(),
        Missing::NotEnough { condition, numbers } => {
            let numbers: Vec<String> = numbers
                .iter()
                .map(|(name, number)| format!("`{name}` is {number}"))
                .collect();
            match numbers.is_empty() {
                true => format!("requires `{condition}`"),
                false => format!("requires `{condition}`, and {}", numbers.join(", ")),
            }
        }
        Missing::NoSource { dataset } => format!("no source provides `{dataset}`"),
        Missing::NoRecords {
            dataset,
            columns,
            held_by,
        } => {
            format!(
                "no source provides `{dataset}` with {}{}",
                quoted(columns),
                whose(held_by)
            )
        }
        Missing::RowsLost {
            dataset,
            lost,
            of,
            reason,
        } => {
            let rows = match lost == of {
                true => format!("all {} rows", thousands(*of)),
                false => format!("{} of {} rows", thousands(*lost), thousands(*of)),
            };
            format!("{rows} of `{dataset}` were set aside, most as `{reason}`: correct them, or how they are read")
        }
        Missing::NoColumns {
            dataset,
            columns,
            held_by,
        } => format!("no row of `{dataset}` has {}{}", quoted(columns), whose(held_by)),
        Missing::NothingKnown { name } => format!("no value of `{name}` is known"),
        Missing::NeverTogether { call } => format!("`{call}` requires a row in which everything it reads is known"),
        Missing::Beyond { call } => format!("a number of `{call}` is beyond those that floats of 64 bits hold"),
        Missing::Requires { call, requires } => format!("`{call}` requires {requires}"),
        Missing::NoValue { name } => {
            format!("`{name}` has no value: a division by 0, or a result that doesn't fit into 64 bits")
        }
        Missing::Unknown { name } => format!("`{name}` is unknown"),
    }
}

fn quoted(columns: &[String]) -> String {
    let columns: Vec<String> = columns.iter().map(|column| format!("`{column}`")).collect();
    columns.join(", ")
}

/// Who usually has a dataset; the words of the rules may be several people or departments.
fn whose(held_by: &Option<String>) -> String {
    let who = held_by.as_ref().map(|who| format!("; usually held by: {who}"));
    who.unwrap_or_default()
}
