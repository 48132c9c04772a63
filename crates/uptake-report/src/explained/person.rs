//! Why the verdicts on an entity are what they are, in sentences.

use super::{clause, counted, flip, value};
use crate::governing::{file_and_line_of, of_set};
use crate::layout::{headed, listed, wrapped};
use crate::style::Style;
use std::collections::BTreeMap;
use std::fmt::Write;
use uptake_engine::outcome::{
    ClauseKind, Counts, ExplainedMeasure, ExplainedRule, Explanation, MetricCount, RowPlace, Unknown,
};
use uptake_rules::visible::visible;

/// An explanation for people.
#[must_use]
pub fn person(found: &Explanation<String>, style: Style) -> String {
    // A line break within a text would pass for a line of ours.
    let found = found.clone().map(&mut |text| visible(&text).into_owned());
    let mut out = String::new();
    // Writing into a text can't fail.
    let _ = write(&mut out, &found, style);
    out
}

/// The same in a few lines: how the entity counts, then for each rule its answer, why, and what would turn it.
#[must_use]
pub fn person_in_short(found: &Explanation<String>) -> Vec<String> {
    let found = found.clone().map(&mut |text| visible(&text).into_owned());
    let counts = found.metric.iter().map(|metric| match &metric.counts {
        Counts::Adds { numerator, denominator } if denominator.nearest() == 1.0 && numerator.nearest() == 0.0 => {
            format!("{}: counts in the denominator, and not in the numerator.", metric.title)
        }
        Counts::Adds { numerator, denominator } if denominator.nearest() == 1.0 && numerator.nearest() == 1.0 => {
            format!("{}: counts in the denominator and in the numerator.", metric.title)
        }
        Counts::Adds { .. } | Counts::Excluded { .. } | Counts::Unknown => format!("{}.", counts(metric)),
    });
    let rules = found.rules.iter().map(|rule| {
        let (answer, why) = (answer(rule), clause::because(&rule.tree));
        let why = if why.is_empty() {
            why
        } else {
            format!(", because {why}")
        };
        let turn = rule
            .flip
            .as_ref()
            .map_or_else(String::new, |flip| format!("; {}", flip::sentence(flip)));
        format!("`{}`: {answer}{why}{turn}.", rule.name)
    });
    counts.chain(rules).collect()
}

fn write(out: &mut String, found: &Explanation<String>, style: Style) -> std::fmt::Result {
    let head = format!("{} · {} ({} to {})", found.entity, found.label, found.first, found.last);
    writeln!(out, "{}", style.strong(&head))?;
    if let Some(metric) = &found.metric {
        writeln!(out, "{}", wrapped(&counts(metric), style.width, 2))?;
    }
    for rule in &found.rules {
        writeln!(out)?;
        self::rule(out, rule, found, style)?;
    }
    if !found.measures.is_empty() {
        writeln!(out, "\nmeasured")?;
    }
    for measure in &found.measures {
        self::measure(out, measure, style)?;
    }
    if !found.listed.is_empty() {
        let parts: Vec<String> = found
            .listed
            .iter()
            .map(|read| format!("{} {}", read.name, value(&read.value)))
            .collect();
        writeln!(out, "\n{}", listed("list  ", &parts, style.width))?;
        rows(out, "", &found.list_rows, style)?;
    }
    Ok(())
}

fn counts(metric: &MetricCount) -> String {
    let title = &metric.title;
    match &metric.counts {
        Counts::Adds { numerator, denominator } => format!(
            "{title}: adds {} to the numerator and {} to the denominator",
            crate::number::plain(*numerator),
            crate::number::plain(*denominator)
        ),
        Counts::Excluded { reason: Some(reason) } => format!("{title}: not counted, {reason}"),
        Counts::Excluded { reason: None } => format!("{title}: not counted"),
        Counts::Unknown => format!("{title}: unknown whether or with what it counts"),
    }
}

fn answer(rule: &ExplainedRule<String>) -> String {
    match (&rule.tree.kind, rule.tree.holds) {
        (ClauseKind::Ladder, Some(false)) => "no step holds".to_owned(),
        _ => value(&rule.answer),
    }
}

fn rule(out: &mut String, rule: &ExplainedRule<String>, found: &Explanation<String>, style: Style) -> std::fmt::Result {
    let head = format!("{}: {}", rule.name, style.strong(&answer(rule)));
    let why = clause::because(&rule.tree);
    let head = match why.is_empty() {
        true => head,
        false => format!("{head}, because {why}"),
    };
    writeln!(out, "{}", wrapped(&head, style.width, 2))?;
    if let Some(about) = &rule.about {
        writeln!(out, "{}", wrapped(&format!("  {about}"), style.width, 2))?;
    }
    let governed = match rule.governed_by.is_empty() {
        true => file_and_line_of(rule.place.as_deref()),
        false => of_set(&found.governing, &rule.governed_by),
    };
    writeln!(out, "{}", headed("  rule  ", &governed, style.width))?;
    let is_leaf = rule.tree.parts.is_empty() && rule.tree.kind == ClauseKind::Comparison;
    match is_leaf {
        true => {
            let place = file_and_line_of(rule.tree.place.as_deref());
            writeln!(
                out,
                "{}",
                wrapped(&format!("  `{}`  [{place}]", rule.tree.condition), style.width, 4)
            )?;
        }
        false => clause::lines(&rule.tree, 0, style, out),
    }
    let flip = rule.flip.as_ref().map(flip::sentence);
    if let Some(said) = flip.or_else(|| rule.no_flip.map(|why| flip::none(why).to_owned())) {
        writeln!(out, "{}", wrapped(&format!("  {said}"), style.width, 4))?;
    }
    Ok(())
}

fn measure(out: &mut String, measure: &ExplainedMeasure<String>, style: Style) -> std::fmt::Result {
    let mut line = format!("  {}: {}", measure.name, value(&measure.value));
    match (&measure.rows, &measure.dataset) {
        (Some(count), Some(dataset)) => {
            let _ = write!(line, ", from {} of `{dataset}`", counted(*count, "row"));
        }
        (Some(count), None) => {
            let _ = write!(line, ", from {}", counted(*count, "row"));
        }
        (None, _) if !measure.reads.is_empty() => {
            let _ = write!(line, ", from {}", measure.reads.join(", "));
        }
        (None, _) => {}
    }
    if measure.earlier_rows > 0 {
        let _ = write!(
            line,
            ", and {} of earlier periods",
            counted(measure.earlier_rows, "row")
        );
    }
    if measure.undecided > 0 {
        let _ = write!(
            line,
            "; of {} it is unknown whether they count",
            counted(measure.undecided, "row")
        );
    }
    if let Some(unknown) = measure.unknown {
        let _ = write!(line, "; {}", self::unknown(unknown));
    }
    let place = file_and_line_of(measure.place.as_deref());
    if !place.is_empty() {
        let _ = write!(line, "  [{place}]");
    }
    writeln!(out, "{}", wrapped(&line, style.width, 4))?;
    if let Some(about) = &measure.about {
        writeln!(out, "{}", wrapped(&format!("    {about}"), style.width, 4))?;
    }
    rows(out, "", &measure.places, style)?;
    rows(out, "earlier: ", &measure.earlier, style)
}

fn unknown(why: Unknown) -> &'static str {
    match why {
        Unknown::NoSource => "no source provides the dataset",
        Unknown::NotYet => "the data begin later",
        Unknown::NotCovered => "the sources don't cover the period",
        Unknown::Refused => "rows of the period came that can't be used",
    }
}

/// Where rows are, file by file, with a word before it.
fn rows(out: &mut String, word: &str, places: &[RowPlace<String>], style: Style) -> std::fmt::Result {
    let mut files: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for place in places {
        let number = match place.line {
            Some(line) => format!("line {line}"),
            None => format!("row {}", place.row),
        };
        files.entry(&place.part).or_default().push(number);
    }
    for (file, numbers) in files {
        writeln!(
            out,
            "{}",
            headed(&format!("    {word}{file}  "), &numbers.join(", "), style.width)
        )?;
    }
    Ok(())
}
