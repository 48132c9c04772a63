//! How numbers, days and times are written in the columns that are read.

use crate::content::dates::Days;
use crate::content::numbers::{Numbers, Way, Written, numbers};
use crate::fit::matching::{Fit, Looked};
use crate::proposal::{Doubt, Proposal, UNDECIDED};
use serde_json::Value;
use uptake_rules::Policy;
use uptake_rules::policy::mapping::Mapping;
use uptake_rules::value::Type;

/// For the columns that feed a dataset.
pub(super) fn of_columns(proposal: &mut Proposal, policy: &Policy, fit: &Fit<'_>, looked: &Looked) {
    let read = fit
        .pairs
        .iter()
        .filter_map(|pair| Some((fit.dataset.columns.get(pair.column)?.ty, pair.at)));
    let read: Vec<(Type, usize)> = read.collect();
    days(proposal, policy, &read, looked);
    marks(proposal, &read, looked);
}

/// For the columns that a mapping of the rules reads: those that it reads as text it reads in its own way.
pub(super) fn of_mapping(proposal: &mut Proposal, mapping: &Mapping, looked: &Looked) {
    let place = |heading: &str| looked.table.columns.iter().position(|column| column.heading == heading);
    let read = mapping
        .input
        .iter()
        .filter_map(|column| Some((column.ty, place(column.source_name())?)));
    let read: Vec<(Type, usize)> = read.collect();
    days(proposal, &Policy::default(), &read, looked);
    marks(proposal, &read, looked);
}

/// `dates` and `time_zone`.
fn days(proposal: &mut Proposal, policy: &Policy, read: &[(Type, usize)], looked: &Looked) {
    let mut patterns: Vec<String> = Vec::new();
    let (mut iso, mut wall) = (false, false);
    let mut open = None;
    for (ty, at) in read {
        let Some((column, profile)) = looked.get(*at) else {
            continue;
        };
        if !matches!(ty, Type::Date | Type::Datetime) {
            continue;
        }
        let moment = *ty == Type::Datetime;
        if column.ty == Some(Type::Datetime) {
            wall |= moment && !column.zoned;
            continue;
        }
        match &profile.days {
            None => {}
            Some(Days::Iso { times, zoned }) => {
                iso = true;
                wall |= moment && *times && !zoned;
            }
            Some(Days::Patterns {
                patterns: found,
                times,
                unread,
            }) => {
                wall |= moment && *times;
                patterns.extend(
                    found
                        .iter()
                        .filter(|pattern| !patterns.contains(pattern))
                        .cloned()
                        .collect::<Vec<_>>(),
                );
                if !unread.is_empty() {
                    let shown = if column_shows(proposal, &column.heading) {
                        format!(", such as `{}`", unread.first().map_or("", String::as_str))
                    } else {
                        String::new()
                    };
                    let why = format!(
                        "{} values of `{}` are no days{shown}: their rows are set aside",
                        unread.len(),
                        column.heading
                    );
                    proposal.notes.push(Doubt::new("dates", why));
                }
            }
            Some(Days::Ambiguous(candidates)) => {
                open = open.or(Some((
                    at,
                    candidates.clone(),
                    "every value may be read with each of these orders",
                )))
            }
            Some(Days::Mixed(_)) => open = Some((at, Vec::new(), "no single order of day and month reads every value")),
        }
    }
    decide_days(proposal, looked, patterns, iso, open);
    if wall {
        zone(proposal, policy);
    }
}

fn column_shows(proposal: &Proposal, heading: &str) -> bool {
    proposal
        .columns
        .iter()
        .any(|column| column.heading == heading && !column.examples.is_empty())
}

type Open<'a> = Option<(&'a usize, Vec<String>, &'static str)>;

fn decide_days(proposal: &mut Proposal, looked: &Looked, patterns: Vec<String>, iso: bool, open: Open<'_>) {
    let order = |pattern: &str| pattern.get(..2).map(str::to_owned);
    if let Some((at, candidates, why)) = open {
        let heading = looked.get(*at).map_or("", |(column, _)| column.heading.as_str());
        // Another column of the same file may say which order its writer has.
        let told = candidates.iter().find(|candidate| {
            let same = |pattern: &&String| order(pattern) == order(candidate);
            !patterns.is_empty() && patterns.iter().filter(same).count() == patterns.len()
        });
        let Some(told) = told else {
            let why = format!("`{heading}`: {why}");
            proposal.source.insert("dates".to_owned(), UNDECIDED.into());
            proposal.undecided.push(Doubt::new("dates", why).among(candidates));
            return;
        };
        let why = format!("`{heading}` may be read in several orders; another column of the file has this one");
        proposal.notes.push(Doubt::new("dates", why).among(candidates.clone()));
        let all = patterns.iter().chain([told]).cloned();
        return state(proposal, all.collect(), iso);
    }
    let first = patterns.first().and_then(|pattern| order(pattern));
    let numeric = |pattern: &&String| {
        ["%d", "%m"].iter().any(|begin| pattern.starts_with(begin)) && !pattern.contains(['b', 'B'])
    };
    let orders = patterns.iter().filter(numeric).any(|pattern| order(pattern) != first);
    if orders && patterns.iter().filter(numeric).count() == patterns.len() {
        proposal.source.insert("dates".to_owned(), UNDECIDED.into());
        let why = "columns of the file have days in different orders; read one of them with `iso(…)` in the mapping";
        proposal.undecided.push(Doubt::new("dates", why).among(patterns));
        return;
    }
    if !patterns.is_empty() {
        state(proposal, patterns, iso);
    }
}

fn state(proposal: &mut Proposal, mut patterns: Vec<String>, iso: bool) {
    patterns.dedup();
    if iso && !patterns.iter().any(|pattern| pattern == "%Y-%m-%d") {
        patterns.push("%Y-%m-%d".to_owned());
    }
    let value = match patterns.as_slice() {
        [one] => Value::from(one.as_str()),
        several => Value::from(several.to_vec()),
    };
    proposal.source.insert("dates".to_owned(), value);
}

/// Times without a zone need one: that of the calendar where a pack chose it, else a person's word.
fn zone(proposal: &mut Proposal, policy: &Policy) {
    let calendar = policy.calendar.time_zone.as_str();
    if calendar.is_empty() || calendar == "UTC" {
        proposal.source.insert("time_zone".to_owned(), UNDECIDED.into());
        let why = "the times have no zone: state the one in which they were written";
        let candidates = ["Europe/Berlin", "UTC"].map(str::to_owned);
        proposal.undecided.push(Doubt::new("time_zone", why).among(candidates));
        return;
    }
    proposal.source.insert("time_zone".to_owned(), calendar.into());
    let why = "the times have no zone; the calendar's is taken";
    proposal.notes.push(Doubt::new("time_zone", why));
}

/// `decimal` and `thousands`.
fn marks(proposal: &mut Proposal, read: &[(Type, usize)], looked: &Looked) {
    let mut columns: Vec<Written<'_>> = Vec::new();
    for (ty, at) in read {
        let Some((column, _)) = looked.get(*at) else { continue };
        if ty.is_number() && column.ty.is_none() {
            let texts = column
                .texts()
                .filter(|text| text.contains(|letter: char| letter.is_ascii_digit()));
            columns.push(Written {
                texts: texts.collect(),
                whole: *ty == Type::Int,
            });
        }
    }
    let way = match numbers(&columns) {
        Numbers::Marks(way) => way,
        Numbers::None => {
            proposal.source.insert("decimal".to_owned(), UNDECIDED.into());
            let why = "no mark before the decimals reads the numbers";
            proposal.undecided.push(Doubt::new("decimal", why));
            return;
        }
        Numbers::Ambiguous(ways) => match by_others(looked, &ways) {
            Some(way) => {
                let why = "a number such as `1.000` may be one or a thousand; other columns of the file decide";
                proposal.notes.push(Doubt::new("thousands", why));
                way
            }
            None => {
                proposal.source.insert("decimal".to_owned(), UNDECIDED.into());
                let why = "a number such as `1.000` may be one or a thousand, and no value decides";
                let told = |way: &Way| match way.thousands {
                    Some(mark) => format!("decimal: '{}', thousands: '{mark}'", way.decimal),
                    None => format!("decimal: '{}'", way.decimal),
                };
                proposal
                    .undecided
                    .push(Doubt::new("decimal", why).among(ways.iter().map(told)));
                return;
            }
        },
    };
    if way.decimal != '.' || way.thousands == Some(',') {
        proposal
            .source
            .insert("decimal".to_owned(), way.decimal.to_string().into());
    }
    if let Some(mark) = way.thousands {
        proposal.source.insert("thousands".to_owned(), mark.to_string().into());
    }
}

/// The one way of several that reads the numbers of all columns, also of those that aren't read.
fn by_others(looked: &Looked, ways: &[Way]) -> Option<Way> {
    let all: Vec<Written<'_>> = (0..looked.table.columns.len())
        .filter_map(|at| looked.get(at))
        .filter(|(column, profile)| profile.numbers && column.ty.is_none())
        .map(|(column, _)| Written {
            texts: column.texts().collect(),
            whole: false,
        })
        .collect();
    match numbers(&all) {
        Numbers::Marks(way) => ways.iter().copied().find(|known| *known == way),
        Numbers::Ambiguous(_) | Numbers::None => None,
    }
}
