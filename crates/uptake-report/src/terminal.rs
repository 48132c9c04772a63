//! The summary that answers at a glance: rate, interval, band, trend, worst and best cuts, what was set aside.

use crate::findings::findings;
use crate::identities::{first_names, near};
use crate::notes::notes;
use crate::number::{plain, thousands, value};
pub use crate::style::{Detail, Style};
use crate::{Written, checks, spark, unlisted};
use jiff::civil::Date;
use std::fmt::Write;
use uptake_engine::intake::{IntakeReport, Refused, Told};
use uptake_engine::outcome::{Better, Cadence, MetricOutcome, MetricRow, NoFigure, Number, TrendPoint};
use uptake_engine::reduce::identities::NameTally;
use uptake_rules::visible::visible;

/// Groups below this many say too little to be called best or worst.
const LEAST_GROUP: f64 = 5.0;

/// The summary.
#[must_use]
pub fn summary(outcome: &Written, style: Style) -> String {
    let mut text = String::new();
    // A line break within a name would pass for a line of ours.
    let outcome = outcome.clone().map(&mut |text| visible(&text).into_owned());
    // Writing into a text can't fail.
    let _ = write(&mut text, &outcome, style);
    text
}

fn write(out: &mut String, outcome: &Written, style: Style) -> std::fmt::Result {
    let range = &outcome.range;
    let stage = outcome
        .stage
        .as_ref()
        .map_or(String::new(), |stage| format!(" · stage {}", stage.name));
    writeln!(
        out,
        "{} · {} {} ({} to {}) · as of {}{stage}",
        outcome.project, range.unit, range.last, range.last_starts, range.last_ends, outcome.as_of
    )?;
    for finding in findings(outcome) {
        match &finding.place {
            Some(place) => writeln!(out, "error[{}]: {} ({place})", finding.code, finding.message)?,
            None => writeln!(out, "error[{}]: {}", finding.code, finding.message)?,
        }
    }
    if let Some(stage) = &outcome.stage
        && !stage.untracked.is_empty()
    {
        writeln!(
            out,
            "\nAt stage {} these metrics aren't tracked: {}",
            stage.name,
            stage.untracked.join(", ")
        )?;
        if let Some(about) = &stage.about {
            writeln!(out, "  {about}")?;
        }
    }
    for metric in &outcome.metrics {
        writeln!(out)?;
        // The counts of several periods together don't give the mean of their values.
        let averaged = metric.cadence == Cadence::Month || (metric.cadence == Cadence::Week && range.unit == "day");
        self::metric(out, metric, averaged, style)?;
    }
    out.push_str(&checks::section(outcome, &|text| bold(text, style)));
    writeln!(out)?;
    for report in outcome.intake.iter().filter(|report| report.delivered) {
        door(out, report, report.reaches)?;
    }
    for note in notes(outcome) {
        // What has a place is about the rules, and its code is explained where theirs are.
        match &note.place {
            Some(place) => writeln!(out, "note[{}]: {} ({place})", note.code, note.message)?,
            None => writeln!(out, "note: {}", note.message)?,
        }
    }
    Ok(())
}

fn bold(text: &str, style: Style) -> String {
    if style.colour {
        format!("\u{1b}[1m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}

fn metric(out: &mut String, metric: &MetricOutcome<String>, averaged: bool, style: Style) -> std::fmt::Result {
    writeln!(out, "{}", bold(&metric.title, style))?;
    let Some(row) = metric.headline() else {
        return writeln!(out, "  no period to report");
    };
    match row.value {
        None if row.unknown == 1 && is_of_status(row) => writeln!(out, "  no rate: 1 entity has unknown status")?,
        None if row.unknown > 0 && is_of_status(row) => writeln!(
            out,
            "  no rate: {} entities have unknown status",
            thousands(row.unknown)
        )?,
        None => match row.no_figure {
            None | Some(NoFigure::NobodyCounts | NoFigure::UnknownStatus) => {
                writeln!(out, "  no rate: no entities count in {}", row.label)?;
            }
            Some(why) => writeln!(out, "  no figure: {why}")?,
        },
        Some(number) => {
            write!(out, "  {}", bold(&value(number, metric.unit), style))?;
            if metric.unit == "percent" && !averaged {
                write!(out, "   {}", counts(row))?;
            }
            if let (Some(low), Some(high)) = (row.low, row.high) {
                write!(out, "   95 % interval {low:.1}–{high:.1} %")?;
            }
            if let Some(band) = &row.band {
                write!(out, "   {band}")?;
            }
            if row.unknown > 0 {
                write!(out, "   ({} unknown)", row.unknown)?;
            }
            writeln!(out)?;
        }
    }
    excluded(out, metric, row)?;
    trend(out, metric)?;
    banded(out, metric, row)?;
    extremes(out, metric, row)?;
    suppressed(out, metric, row)
}

/// Whether there is no figure because nobody is known to count.
fn is_of_status(row: &MetricRow<String>) -> bool {
    matches!(
        row.no_figure,
        None | Some(NoFigure::NobodyCounts | NoFigure::UnknownStatus)
    )
}

/// How many groups of the last period are too small to be shown.
fn suppressed(out: &mut String, metric: &MetricOutcome<String>, headline: &MetricRow<String>) -> std::fmt::Result {
    let mut hidden: Vec<(&str, u64)> = Vec::new();
    let of_period = |row: &&MetricRow<String>| row.period == headline.period && row.suppressed;
    for cut in metric
        .rows
        .iter()
        .filter(of_period)
        .filter_map(|row| row.cut.as_deref())
    {
        match hidden.iter_mut().find(|(known, _)| *known == cut) {
            Some((_, count)) => *count += 1,
            None => hidden.push((cut, 1)),
        }
    }
    if hidden.is_empty() {
        return Ok(());
    }
    let parts: Vec<String> = hidden.iter().map(|(cut, count)| format!("{count} of {cut}")).collect();
    writeln!(out, "  too small to show: {}", parts.join(", "))
}

fn counts(row: &MetricRow<String>) -> String {
    match (row.numerator, row.denominator) {
        (Some(numerator), Some(denominator)) => format!("{} of {}", plain(numerator), plain(denominator)),
        _ => String::new(),
    }
}

/// Who doesn't count in the last period, and why.
fn excluded(out: &mut String, metric: &MetricOutcome<String>, row: &MetricRow<String>) -> std::fmt::Result {
    let rows: Vec<_> = metric
        .excluded
        .iter()
        .filter(|excluded| excluded.period == row.period)
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let mut rows = rows;
    rows.sort_by(|one, two| {
        two.entities
            .cmp(&one.entities)
            .then_with(|| one.reason.cmp(&two.reason))
    });
    let (hidden, told): (Vec<_>, Vec<_>) = rows.into_iter().partition(|excluded| excluded.suppressed);
    let mut parts: Vec<String> = told
        .iter()
        .filter_map(|excluded| Some(format!("{} {}", thousands(excluded.entities?), excluded.reason)))
        .collect();
    if !hidden.is_empty() {
        let reasons: Vec<&str> = hidden.iter().map(|excluded| excluded.reason.as_str()).collect();
        parts.push(format!("too few to show: {}", reasons.join(", ")));
        return writeln!(out, "  not counted: {}", parts.join(" · "));
    }
    let all: u64 = told.iter().filter_map(|excluded| excluded.entities).sum();
    writeln!(out, "  not counted {}: {}", thousands(all), parts.join(" · "))
}

fn trend(out: &mut String, metric: &MetricOutcome<String>) -> std::fmt::Result {
    let nearest = |point: &TrendPoint| point.value.map(Number::nearest);
    let values: Vec<Option<f64>> = metric.trend.iter().map(nearest).collect();
    let Some((last, before)) = metric.trend.split_last() else {
        return Ok(());
    };
    if before.is_empty() {
        return Ok(());
    }
    write!(out, "  trend {}", spark::line(&values))?;
    let difference = |then: Option<&TrendPoint>| -> Option<String> {
        let then = then?;
        let change = last.value?.nearest() - then.value?.nearest();
        let unit = if metric.unit == "percent" { " points" } else { "" };
        Some(format!("{change:+.1}{unit} since {}", then.label))
    };
    let parts: Vec<String> = [
        difference(before.last()),
        difference(before.first().filter(|_| before.len() > 1)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !parts.is_empty() {
        write!(out, "   {}", parts.join(", "))?;
    }
    writeln!(out)
}

/// The cut that the benchmark is about, with its bands.
fn banded(out: &mut String, metric: &MetricOutcome<String>, headline: &MetricRow<String>) -> std::fmt::Result {
    let banded = |row: &&MetricRow<String>| row.period == headline.period && row.cut.is_some() && row.band.is_some();
    let Some(cut) = metric.rows.iter().find(banded).and_then(|row| row.cut.clone()) else {
        return Ok(());
    };
    let parts: Vec<String> = metric
        .rows
        .iter()
        .filter(|row| row.period == headline.period && row.cut.as_ref() == Some(&cut))
        .filter_map(|row| {
            let number = value(row.value?, metric.unit);
            let band = row.band.as_ref().map_or(String::new(), |band| format!(" {band}"));
            Some(format!("{} {number}{band}", row.cut_value.as_deref().unwrap_or("")))
        })
        .collect();
    writeln!(out, "  {cut}: {}", parts.join(" · "))
}

fn extremes(out: &mut String, metric: &MetricOutcome<String>, headline: &MetricRow<String>) -> std::fmt::Result {
    let mut groups: Vec<&MetricRow<String>> = metric
        .rows
        .iter()
        .filter(|row| row.period == headline.period && row.cut.is_some() && row.value.is_some())
        .filter(|row| row.denominator.is_some_and(|size| size.nearest() >= LEAST_GROUP))
        .collect();
    let size = |row: &MetricRow<String>| row.value.map(Number::nearest);
    groups.sort_by(|a, b| size(a).partial_cmp(&size(b)).unwrap_or(std::cmp::Ordering::Equal));
    let (Some(least), Some(most)) = (groups.first(), groups.last()) else {
        return Ok(());
    };
    if least.value == most.value {
        return Ok(());
    }
    let (best, worst) = match metric.better {
        Better::Higher => (most, least),
        Better::Lower => (least, most),
    };
    for (word, row) in [("best ", best), ("worst", worst)] {
        let number = row.value.map_or(String::new(), |number| value(number, metric.unit));
        writeln!(
            out,
            "  {word} {} {}: {number} ({})",
            row.cut.as_deref().unwrap_or(""),
            row.cut_value.as_deref().unwrap_or(""),
            counts(row)
        )?;
    }
    Ok(())
}

/// What happened at a dataset's door, in a few lines.
#[must_use]
pub fn intake(report: &IntakeReport<String>) -> String {
    let mut text = String::new();
    // Writing into a text can't fail.
    let _ = door(&mut text, report, None);
    text
}

/// With the days that its rows have, where they aren't told elsewhere.
fn door(out: &mut String, report: &IntakeReport<String>, reaches: Option<(Date, Date)>) -> std::fmt::Result {
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
    if !report.set_aside.is_empty() {
        let reasons: Vec<String> = report
            .set_aside
            .iter()
            .map(|(reason, rows)| format!("{} {}", thousands(*rows), reason.as_str()))
            .collect();
        write!(
            out,
            ", {} set aside: {}",
            thousands(report.set_aside_rows()),
            reasons.join(", ")
        )?;
    }
    writeln!(out)?;
    report.refused.iter().try_for_each(|refused| wrong(out, refused))?;
    remarks(out, report)?;
    documents(out, report)?;
    unlisted(out, report)?;
    for (column, rows) in &report.missing {
        writeln!(
            out,
            "  {} {} without `{column}`",
            thousands(*rows),
            if *rows == 1 { "row" } else { "rows" }
        )?;
    }
    for (column, values) in &report.unexpected {
        let listed: Vec<String> = values
            .iter()
            .take(5)
            .map(|(text, rows)| format!("`{text}` ({})", thousands(*rows)))
            .collect();
        let more = if values.len() > 5 {
            format!(" and {} more", values.len() - 5)
        } else {
            String::new()
        };
        writeln!(
            out,
            "  `{column}` has values that its contract doesn't list: {}{more}",
            listed.join(", ")
        )?;
    }
    names(out, report)?;
    near(&report.near).iter().try_for_each(|line| writeln!(out, "  {line}"))
}

/// What of a column couldn't be read, and the cure.
fn wrong(out: &mut String, refused: &Refused<String>) -> std::fmt::Result {
    let Refused {
        column,
        ty,
        rows,
        example,
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
    write!(
        out,
        "  `{column}` isn't {what} in {} {count}, such as `{example}`",
        thousands(*rows)
    )?;
    let cure: Vec<String> = cure
        .iter()
        .map(|(key, value)| format!("`{key}: \"{value}\"`"))
        .collect();
    match cure.is_empty() {
        true => writeln!(out, "{unsure}"),
        false => writeln!(out, "; set {}", cure.join(" and ")),
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
