//! What happened at a dataset's door, for people.

use crate::identities::{first_names, near};
use crate::number::thousands;
use crate::unlisted;
use jiff::civil::Date;
use std::fmt::Write;
use uptake_engine::intake::{IntakeReport, Refused, Repeats, Told};
use uptake_engine::reduce::identities::NameTally;

/// What happened at a dataset's door, in a few lines.
#[must_use]
pub fn intake(report: &IntakeReport<String>) -> String {
    let mut text = String::new();
    // Writing into a text can't fail.
    let _ = door(&mut text, report, None);
    text
}

/// With the days that its rows have, where they aren't told elsewhere.
pub(super) fn door(out: &mut String, report: &IntakeReport<String>, reaches: Option<(Date, Date)>) -> std::fmt::Result {
    write!(
        out,
        "{}: {} of {} rows used",
        report.label(),
        thousands(report.used),
        thousands(report.rows)
    )?;
    if let Some((first, last)) = reaches {
        write!(out, ", {first} to {last}")?;
    }
    if report.left_out > 0 {
        write!(out, ", {} left out by the mapping", thousands(report.left_out))?;
    }
    if report.without_event > 0 {
        write!(out, ", {} without an event", thousands(report.without_event))?;
    }
    if report.not_yet > 0 {
        write!(out, ", {} came later and aren't read", thousands(report.not_yet))?;
    }
    if report.later > 0 {
        write!(out, ", {} not known yet", thousands(report.later))?;
    }
    if let Some(told) = set_aside(report) {
        write!(out, ", {told}")?;
    }
    writeln!(out)?;
    report
        .refused
        .iter()
        .try_for_each(|refused| writeln!(out, "  {}", unreadable(refused)))?;
    repeats(out, report)?;
    remarks(out, report)?;
    documents(out, report)?;
    unlisted(out, report)?;
    without(report).try_for_each(|line| writeln!(out, "  {line}"))?;
    unexpected(report).try_for_each(|line| writeln!(out, "  {line}"))?;
    names(out, report)?;
    near(&report.near).iter().try_for_each(|line| writeln!(out, "  {line}"))
}

/// How many rows were set aside, and why; `None` if none were.
pub(crate) fn set_aside(report: &IntakeReport<String>) -> Option<String> {
    let reasons: Vec<String> = report
        .set_aside
        .iter()
        .map(|(reason, rows)| format!("{} {}", thousands(*rows), reason.as_str()))
        .collect();
    let told = || {
        format!(
            "{} set aside: {}",
            thousands(report.set_aside_rows()),
            reasons.join(", ")
        )
    };
    (!reasons.is_empty()).then(told)
}

/// Rows that lack a value which the contract reports, each column in a line.
pub(crate) fn without(report: &IntakeReport<String>) -> impl Iterator<Item = String> {
    report.missing.iter().map(|(column, rows)| {
        let word = if *rows == 1 { "row" } else { "rows" };
        format!("{} {word} without `{column}`", thousands(*rows))
    })
}

/// Values that the contract doesn't list, each column in a line.
pub(crate) fn unexpected(report: &IntakeReport<String>) -> impl Iterator<Item = String> {
    report.unexpected.iter().map(|(column, values)| {
        let listed: Vec<String> = values
            .iter()
            .take(5)
            .map(|(text, rows)| format!("`{text}` ({})", thousands(*rows)))
            .collect();
        let more = match values.len().saturating_sub(5) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let listed = listed.join(", ");
        format!("`{column}` has values that its contract doesn't list: {listed}{more}")
    })
}

/// Rows that say the same as others and count all the same.
fn repeats(out: &mut String, report: &IntakeReport<String>) -> std::fmt::Result {
    let Repeats { within, files, sources } = &report.repeats;
    let mut line = |rows: u64, of: &str| match rows {
        0 => Ok(()),
        1 => writeln!(out, "  1 row repeats {of}, and both count"),
        rows => writeln!(out, "  {} rows repeat {of}, and all of them count", thousands(rows)),
    };
    line(*within, "another one in every column that is read, without a key")?;
    line(
        *files,
        "one of another file in every column that is read, without a key",
    )?;
    let of_sources = sources.iter().map(|(_, rows)| rows).sum();
    line(of_sources, "one of another source of the dataset")
}

/// What of a column couldn't be read, and the cure.
pub(crate) fn unreadable(refused: &Refused<String>) -> String {
    let Refused {
        column,
        ty,
        rows,
        example,
        at,
        of_texts,
        cure,
    } = refused;
    let (what, unsure) = match *ty {
        "date" => ("a date", "; `dates` of the source says how they are written"),
        "datetime" => ("a time", "; `dates` of the source says how they are written"),
        "int" => (
            "a whole number",
            "; `decimal` and `thousands` of the source say how they are written",
        ),
        "float" => (
            "a number",
            "; `decimal` and `thousands` of the source say how they are written",
        ),
        "bool" => ("true or false", ""),
        other => (other, ""),
    };
    let count = if *rows == 1 { "row" } else { "rows" };
    let found = format!(
        "`{column}` isn't {what} in {} {count}, such as `{example}` (row {} of {})",
        thousands(*rows),
        at.row,
        at.part
    );
    let cure: Vec<String> = cure
        .iter()
        .map(|(key, value)| format!("`{key}: \"{value}\"`"))
        .collect();
    match cure.is_empty() {
        true if *of_texts => format!("{found}{unsure}"),
        true => found,
        false => format!("{found}; set {}", cure.join(" and ")),
    }
}

/// What the source told beside its rows, of a few of its parts.
fn remarks(out: &mut String, report: &IntakeReport<String>) -> std::fmt::Result {
    for Told { part, text } in report.remarks.iter().take(5) {
        writeln!(out, "  {part}: {text}")?;
    }
    match report.remarks.len().saturating_sub(5) {
        0 => Ok(()),
        more => writeln!(out, "  and {} more of other parts", thousands(more as u64)),
    }
}

/// What the rows were made of, where something of it is to be known.
fn documents(out: &mut String, report: &IntakeReport<String>) -> std::fmt::Result {
    if !report.lists.is_empty() {
        let lists = report.lists.iter();
        let lists: Vec<String> = lists
            .map(|(list, rows)| format!("`{list}` {}", thousands(*rows)))
            .collect();
        writeln!(out, "  rows by list: {}", lists.join(", "))?;
    }
    if report.documents_without_rows > 0 {
        writeln!(
            out,
            "  {} of {} documents without a row: their lists are empty",
            thousands(report.documents_without_rows),
            thousands(report.documents)
        )?;
    }
    match report.nothing_read {
        0 => Ok(()),
        1 => writeln!(out, "  1 row has nothing that the mapping reads"),
        rows => writeln!(out, "  {} rows have nothing that the mapping reads", thousands(rows)),
    }
}

/// Names that no register lists.
fn unlisted(out: &mut String, report: &IntakeReport<String>) -> std::fmt::Result {
    if report.unlisted.is_empty() {
        return Ok(());
    }
    let (names, rows) = unlisted::count(&report.unlisted);
    let first = report.unlisted.iter().take(5);
    let most: Vec<String> = first
        .map(|name| format!("`{}` ({})", name.name, thousands(name.rows)))
        .collect();
    let more = if report.unlisted.len() > most.len() { " …" } else { "" };
    writeln!(
        out,
        "  {names} {} not listed in a register, in {} rows: {}{more}",
        if names == 1 { "name" } else { "names" },
        thousands(rows),
        most.join(", ")
    )
}

/// What became of names that were looked up.
fn names(out: &mut String, report: &IntakeReport<String>) -> std::fmt::Result {
    let Some(names) = &report.identities else {
        return Ok(());
    };
    let rows = |rows: u64| match rows {
        1 => "1 row".to_owned(),
        rows => format!("{} rows", thousands(rows)),
    };
    let of = |list: &[NameTally<String>]| {
        let sum = rows(list.iter().map(|tally| tally.rows).sum());
        match list.len() {
            1 => format!("{sum} of 1 name"),
            many => format!("{sum} of {} names", thousands(many as u64)),
        }
    };
    let system = names
        .system
        .as_ref()
        .map_or(String::new(), |system| format!(" of {system}"));
    if names.joined > 0 {
        writeln!(out, "  {} matched by other names{system}", rows(names.joined))?;
    }
    if names.alike > 0 {
        let ignored = names.ignored.join(" and ");
        writeln!(out, "  {} matched without regard to {ignored}", rows(names.alike))?;
    }
    if !names.unmatched.is_empty() {
        let list = first_names(&names.unmatched);
        writeln!(out, "  {} matching no entity: {list}", of(&names.unmatched))?;
    }
    if !names.ambiguous.is_empty() {
        let list = first_names(&names.ambiguous);
        writeln!(out, "  {} matching several entities: {list}", of(&names.ambiguous))?;
    }
    Ok(())
}
