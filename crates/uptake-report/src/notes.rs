//! The words of notes.

use crate::Written;
use crate::number::thousands;
use jiff::civil::Date;
use serde::Serialize;
use uptake_codes::{Code, RuleCode, RunCode};
use uptake_engine::coverage::Gap;
use uptake_engine::outcome::{NotTried, NoteKind, ScriptOutcome, Withheld};
use uptake_rules::policy::keep::Overlap;

/// A note in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrittenNote {
    /// Stable code.
    pub code: Code,
    /// Lowercase.
    pub message: String,
    /// The place in the rule files, as file:line:column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// All notes of an outcome: those of the run, then those of each script.
#[must_use]
pub fn notes(outcome: &Written) -> Vec<WrittenNote> {
    let of_run = outcome.notes.iter().map(|note| WrittenNote {
        code: note.kind.code(),
        message: message(&note.kind),
        place: note.place.clone(),
    });
    of_run.chain(outcome.scripts.iter().flat_map(of_script)).collect()
}

fn message(kind: &NoteKind) -> String {
    match kind {
        NoteKind::NoEntities { dataset } => format!("`{dataset}` has no rows, so there are no entities to measure"),
        NoteKind::NoSpells { dataset } => format!("no source provides `{dataset}`; no days are excluded"),
        NoteKind::NoSource { dataset } => {
            format!("no source provides `{dataset}`, so everything measured from it is unknown")
        }
        NoteKind::UnknownSystem { system, dataset } => {
            format!("no names belong to the system `{system}`, which `{dataset}` is declared to use")
        }
        NoteKind::CountedTwice {
            file,
            sources: [one, two],
        } => format!("`{one}` and `{two}` both read `{file}`, so its rows count twice"),
        NoteKind::RestatedRows { source, rows } => format!(
            "{} of `{source}` {} a key with other values; nothing states which row counts, so the one does whose values come first: state it with `keep`",
            counted(*rows, "row", "rows"),
            if *rows == 1 { "repeats" } else { "repeat" },
        ),
        NoteKind::RepeatedRows { source, rows, key } => {
            let (repeat, one) = match rows {
                1 => ("repeats", "both count"),
                _ => ("repeat", "all of them count"),
            };
            format!(
                "{} of `{source}` {repeat} another one in every column that is read, and without {} nothing tells them apart: {one}",
                counted(*rows, "row", "rows"),
                quoted(key),
            )
        }
        NoteKind::NoRecords { source } => format!("`{source}` has no rows: checks count that as none"),
        NoteKind::NoneMapped { source, rows } => format!(
            "the mapping of `{source}` leaves out {}: checks count that as none",
            match rows {
                1 => "its only row".to_owned(),
                rows => format!("all of its {} rows", thousands(*rows)),
            }
        ),
        NoteKind::LaterPeriod { later, last } => {
            format!("{later} is over, and no source has a row of it: the last figures are of {last}")
        }
        NoteKind::Dangling { source, column, rows } => format!(
            "{} of `{source}` {} by `{column}` to records that aren't there, so nothing belongs to {}",
            counted(*rows, "row", "rows"),
            if *rows == 1 { "refers" } else { "refer" },
            if *rows == 1 { "it" } else { "them" },
        ),
        NoteKind::GoesOn { source, column, values } => format!(
            "{} of `{column}` in `{source}` or in what it refers to {} with another whole one: ids in a short and a long form of one record count \
             as two",
            counted(*values, "value", "values"),
            if *values == 1 { "begins" } else { "begin" },
        ),
        NoteKind::Meeting { source, column, rows } => format!(
            "{} of `{source}` {} on the day on which another one of the same `{column}` begins, and both count on that day",
            counted(*rows, "row", "rows"),
            if *rows == 1 { "ends" } else { "end" },
        ),
        NoteKind::NamesAlike { entities, by } => format!(
            "{} entities have a name that differs from another entity's name by {} alone, and are counted apart",
            thousands(*entities),
            by.join(" and ")
        ),
        NoteKind::AtOnce {
            dataset,
            entities,
            overlap,
        } => at_once(dataset, *entities, *overlap),
        NoteKind::NotOver { period, as_of } => format!("{period} isn't over on {as_of}: its figures will change"),
        NoteKind::Unknown { source, gap, periods } => unknown(source, *gap, periods),
        NoteKind::Silent { source, periods } => format!(
            "`{source}` has no rows in {}: counted as zero, because its `covers` includes {}",
            named(periods),
            those(periods)
        ),
        NoteKind::BeginWithin { source, begin, period } => {
            format!("the rows of `{source}` begin on {begin}, after {period} does: its figures may be too low")
        }
        NoteKind::EndWithin { source, end, period } => {
            format!("the rows of `{source}` end on {end}, before {period} does: its figures may be too low")
        }
        NoteKind::RefusedEntities {
            dataset,
            entities,
            periods,
        } => {
            let (who, whose) = match entities {
                1 => ("1 entity is".to_owned(), "its"),
                many => (format!("{} entities are", thousands(*many)), "their"),
            };
            format!(
                "{who} unknown in {}: {whose} rows of `{dataset}` can't be used",
                named(periods)
            )
        }
        NoteKind::UndecidedRows { dataset, measures } => {
            let measures: Vec<String> = measures
                .iter()
                .map(|(name, rows)| format!("`{name}` ({rows})"))
                .collect();
            format!(
                "some rows of `{dataset}` weren't counted because their condition is unknown, for example because a name is unlisted: {}",
                measures.join(", ")
            )
        }
        NoteKind::NoDigest { source } => {
            format!("the adapter of `{source}` gives no digests, so the manifest can't say what was read")
        }
        NoteKind::PeopleWithheld { why } => format!(
            "people.csv wasn't written, because {}; `--names` writes it",
            withheld(*why)
        ),
        NoteKind::NotConfined { source, why } => {
            format!("the isolated plugin of `{source}` isn't confined to what it was granted: {why}")
        }
        NoteKind::NoSuchValue {
            dataset,
            rule,
            column,
            text,
            near,
            nobody,
        } => no_such_value([dataset, rule, column, text], near.as_deref(), *nobody),
        NoteKind::NobodyCounts { rule, period, entities } => format!(
            "nobody is `{rule}` in {period}: it is false for {}",
            match entities {
                1 => "the one who is there".to_owned(),
                all => format!("all {} who are there", thousands(*all)),
            }
        ),
        NoteKind::ExpiredWaiver { message } => message.clone(),
    }
}

/// A text that a rule asks for and no row has, with the one that was probably meant.
fn no_such_value([dataset, rule, column, text]: [&String; 4], near: Option<&str>, nobody: bool) -> String {
    let so = match nobody {
        true => format!("nobody is `{rule}`: no row of `{dataset}` has the {column} `{text}`"),
        false => format!("no row of `{dataset}` has the {column} `{text}`, which `{rule}` asks for"),
    };
    match near {
        Some(near) => format!("{so}; did you mean `{near}`?"),
        None => so,
    }
}

/// Why single people aren't shown.
#[must_use]
pub fn withheld(why: Withheld) -> String {
    match why {
        Withheld::Pseudonyms => "the project asks for pseudonyms".to_owned(),
        Withheld::SmallGroups(least) => format!("groups of fewer than {least} people aren't shown"),
    }
}

/// Why periods are unknown of a source.
fn unknown(source: &str, gap: Gap, periods: &[String]) -> String {
    let first = periods.first().map_or("", String::as_str);
    let last = periods.last().map_or("", String::as_str);
    let (so, them) = ("what is measured from it is unknown", those(periods));
    match gap {
        Gap::NoUsableRows => {
            format!("`{source}` has no rows that can be used, so everything measured from it is unknown")
        }
        Gap::NoneUsable => format!(
            "none of the rows of `{source}` in {} can be used: {so} in {them}",
            named(periods)
        ),
        Gap::NotBegun { first } => {
            format!("the rows of `{source}` begin on {first}, after {last} ends: {so} in {them}")
        }
        Gap::Stopped { last } => format!("the rows of `{source}` end on {last}, before {first} begins: {so} in {them}"),
        Gap::NoRows => format!(
            "`{source}` has no rows in {}, and no `covers` says that there was nothing: {so} in {them}",
            named(periods)
        ),
        Gap::Uncovered { from, through } => format!(
            "`{source}` covers the days {}, none of {}: {so} in {them}",
            days(from, through),
            named(periods)
        ),
        Gap::Cut { from, through } => format!(
            "`{source}` covers the days {}, only a part of {}: {so} in {them}",
            days(from, through),
            named(periods)
        ),
    }
}

/// Stated days, of which one end may be open.
fn days(from: Option<Date>, through: Option<Date>) -> String {
    match (from, through) {
        (Some(from), Some(through)) => format!("from {from} to {through}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(through)) => format!("to {through}"),
        (None, None) => "that its rows have".to_owned(),
    }
}

/// Periods by name; of many the first and the last.
fn named(periods: &[String]) -> String {
    match periods {
        [] => "no period".to_owned(),
        [one] => one.clone(),
        [first, second] => format!("{first} and {second}"),
        [first, .., last] => format!("{} periods from {first} to {last}", thousands(periods.len() as u64)),
    }
}

/// Columns in backticks.
pub(crate) fn quoted(columns: &[String]) -> String {
    let columns: Vec<String> = columns.iter().map(|column| format!("`{column}`")).collect();
    columns.join(" and ")
}

fn those(periods: &[String]) -> &'static str {
    match periods.len() {
        1 => "that period",
        _ => "those periods",
    }
}

/// That entities have several spells on the same days, and what they count as.
fn at_once(dataset: &str, entities: u64, overlap: Option<Overlap>) -> String {
    let (who, counts) = match entities {
        1 => ("1 entity has".to_owned(), "it counts"),
        entities => (format!("{} entities have", thousands(entities)), "they count"),
    };
    let rule = match overlap {
        None => "the spell with most days in a period counts, of several the one that starts last; `overlap` states another rule".to_owned(),
        Some(Overlap::First) => "the spell that starts first counts".to_owned(),
        Some(Overlap::Share) => format!("{counts} with a share in each of their groups"),
        Some(Overlap::Each) => format!("{counts} in each of their groups, and once in the whole"),
    };
    let rule = if entities == 1 {
        rule.replace("of their groups", "of its groups")
    } else {
        rule
    };
    format!("{who} several spells of `{dataset}` on the same days: {rule}")
}

/// That a script was interpreted, what went wrong, what wasn't tried, and what it printed.
fn of_script(script: &ScriptOutcome<String>) -> Vec<WrittenNote> {
    let rule = &script.rule;
    let note = |code: Code, message, place: &Option<String>| WrittenNote {
        code,
        message,
        place: place.clone(),
    };
    let ran = format!(
        "`{rule}` ran in the interpreter on {}, because of {}",
        person_periods(script.rows),
        script.cause
    );
    let mut notes = vec![note(RuleCode::Interpreted.into(), ran, &script.place)];
    notes.extend(script.faults.iter().map(|fault| {
        let message = format!(
            "`{rule}` has no answer for {} (first: {} in {}): {}",
            person_periods(fault.rows),
            fault.entity,
            fault.period,
            fault.message
        );
        note(fault.code, message, &fault.place)
    }));
    if let Some(why) = script.why_not_tried {
        let why = match why {
            NotTried::Stopped => "too many hit a limit",
            NotTried::Operations => "the others together took as many operations as a run allows",
        };
        let message = format!(
            "`{rule}` wasn't run for the other {}, because {why}: their values are unknown",
            person_periods(script.not_tried)
        );
        notes.push(note(RunCode::ScriptNotTried.into(), message, &script.place));
    }
    notes.extend(script.printed.iter().map(|line| {
        let message = format!("`{rule}` printed for {} in {}: {}", line.entity, line.period, line.text);
        note(RunCode::Printed.into(), message, &line.place)
    }));
    if script.not_kept > 0 {
        let lines = if script.not_kept == 1 { "line" } else { "lines" };
        let message = format!("`{rule}` printed {} more {lines}", thousands(script.not_kept));
        notes.push(note(RunCode::Printed.into(), message, &script.place));
    }
    notes
}

fn person_periods(rows: u64) -> String {
    counted(rows, "person-period", "person-periods")
}

fn counted(number: u64, one: &str, several: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { several })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uptake_engine::outcome::FaultOutcome;
    use uptake_rules::Span;
    use uptake_rules::source::FileId;

    #[test]
    fn a_script_says_that_it_ran_what_went_wrong_what_was_not_tried_and_how_much_it_printed() {
        let span = Span::new(FileId(0), 0, 0);
        let fault = |code: RuleCode, rows, message: &str| FaultOutcome {
            code: code.into(),
            rows,
            entity: "p-1".to_owned(),
            period: "8".to_owned(),
            message: message.to_owned(),
            place: None,
            span,
        };
        let script = ScriptOutcome {
            rule: "active".to_owned(),
            cause: "a loop".to_owned(),
            place: Some("rules.yaml:3:7".to_owned()),
            span,
            rows: 5_200,
            unknown: 13,
            not_tried: 19_702,
            why_not_tried: Some(NotTried::Stopped),
            faults: vec![
                fault(RuleCode::ScriptOperations, 12, "too slow on 18"),
                fault(RuleCode::ScriptFailed, 1, "failed on 17"),
            ],
            printed: Vec::new(),
            not_kept: 79,
        };
        let notes = of_script(&script);
        let told: Vec<(&str, &str)> = notes
            .iter()
            .map(|note| (note.code.as_str(), note.message.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (
                    "interpreted",
                    "`active` ran in the interpreter on 5,200 person-periods, because of a loop"
                ),
                (
                    "script-operations",
                    "`active` has no answer for 12 person-periods (first: p-1 in 8): too slow on 18"
                ),
                (
                    "script-failed",
                    "`active` has no answer for 1 person-period (first: p-1 in 8): failed on 17"
                ),
                (
                    "script-not-tried",
                    "`active` wasn't run for the other 19,702 person-periods, because too many hit a limit: \
                     their values are unknown"
                ),
                ("printed", "`active` printed 79 more lines"),
            ]
        );
        assert_eq!(
            notes.first().and_then(|note| note.place.as_deref()),
            Some("rules.yaml:3:7")
        );
    }
}
