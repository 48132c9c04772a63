//! What had to come out and didn't, in words.

use crate::number::thousands;
use uptake_project::Unmet;
use uptake_rules::suite::Subject;

/// In a sentence: `ana in 2026-W06: expected `active` to be yes, found no`.
pub(super) fn unmet(unmet: &Unmet) -> String {
    let in_period = |period: &Option<String>| period.as_ref().map_or(String::new(), |period| format!(" in {period}"));
    let of = match &unmet.of {
        None => String::new(),
        Some(Subject::Person { who, period }) => format!("{who}{}: ", in_period(period)),
        Some(Subject::Clause {
            who,
            period,
            of,
            clause,
        }) => format!(
            "{who}{}, clause `{}` of `{}`: ",
            in_period(period),
            clause.text,
            of.text
        ),
        Some(Subject::Figure { metric, period, by }) => {
            let by = by
                .as_ref()
                .map_or(String::new(), |(column, value)| format!(" for {} {value}", column.text));
            format!("{}{}{by}: ", metric.text, in_period(period))
        }
        Some(Subject::Check { check, group }) => {
            let group = group.as_ref().map_or(String::new(), |group| format!(" for {group}"));
            format!("check {}{group}: ", check.text)
        }
        Some(Subject::Diagnostic(_)) => "notes: ".to_owned(),
        Some(Subject::SetAside { dataset, reason }) => {
            format!("rows of `{}` set aside as {}: ", dataset.text, reason.text)
        }
        Some(Subject::Failure(_)) => "failure: ".to_owned(),
    };
    let name = unmet
        .name
        .as_ref()
        .map_or(String::new(), |name| format!("`{name}` to be "));
    let found = match unmet.found.as_str() {
        "" => "nothing",
        found => found,
    };
    format!("{of}expected {name}{}, found {found}", unmet.expected)
}

/// "1 case", "2 cases".
pub(super) fn counted(number: usize, one: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{} {one}s", thousands(number as u64)),
    }
}
