//! The impact of rules for people, on a terminal.

use super::words::{
    after, alone, excepted, few, figure, hidden, how, is_left, moved, moves, named, people, place, relation, signed,
    together, verdict, without,
};
use crate::explained::step_line;
use crate::layout::{listed, wrapped};
use crate::style::Style;
use std::fmt::Write;
use uptake_engine::outcome::{Impact, MetricImpact};
use uptake_project::Impacts;
use uptake_rules::visible::visible;

/// What other rules make of a project's data, for people.
#[must_use]
pub fn table(found: &Impacts, style: Style) -> String {
    let mut out = String::new();
    // Writing into a text can't fail.
    let _ = write(&mut out, found, style);
    out
}

fn write(out: &mut String, found: &Impacts, style: Style) -> std::fmt::Result {
    let total = found.total.clone().map(&mut |text| visible(&text).into_owned());
    let head = format!(
        "{} · {}: from {} to {}",
        found.project, total.label, found.base, found.head
    );
    writeln!(out, "{}", style.strong(&head))?;
    for why in &found.read_again {
        writeln!(out, "{}", wrapped(&format!("data read again: {why}"), style.width, 2))?;
    }
    if found.edits.is_empty() {
        writeln!(out, "no rule differs")?;
    }
    figures(out, &total, style)?;
    answers(out, &total, style)?;
    if let Some(why) = hidden(found) {
        writeln!(out, "{}", wrapped(&why, style.width, 2))?;
    }
    if !total.checks.is_empty() {
        writeln!(out, "{}", style.strong("checks"))?;
    }
    for check in &total.checks {
        writeln!(
            out,
            "  {}: {} → {}",
            check.title,
            verdict(check.before),
            verdict(check.after)
        )?;
        for group in &check.groups {
            let (before, after) = (verdict(Some(group.before)), verdict(Some(group.after)));
            writeln!(out, "    {}: {before} → {after}", group.group.join(", "))?;
        }
    }
    rules(out, found, style)
}

/// The metrics that change, and how many don't.
fn figures(out: &mut String, total: &Impact<String>, style: Style) -> std::fmt::Result {
    if let Some((before, after)) = &total.stage {
        let named = |stage: &Option<String>| stage.clone().unwrap_or_else(|| "none".to_owned());
        writeln!(out, "stage: {} → {}", named(before), named(after))?;
    }
    for found in total.metrics.iter().filter(|metric| metric.changes()) {
        metric(out, found, style)?;
    }
    match total.metrics.iter().filter(|metric| !metric.changes()).count() {
        0 => Ok(()),
        1 => writeln!(out, "1 metric doesn't change"),
        many => writeln!(out, "{many} metrics don't change"),
    }
}

/// Who is answered otherwise by definitions and ladders.
fn answers(out: &mut String, total: &Impact<String>, style: Style) -> std::fmt::Result {
    if !total.rules.is_empty() {
        writeln!(out, "{}", style.strong("definitions and ladders"))?;
    }
    for rule in &total.rules {
        writeln!(out, "  {}", rule.name)?;
        if let Some(least) = rule.withheld {
            writeln!(out, "{}", wrapped(&format!("    {}", few(least)), style.width, 6))?;
        }
        for found in &rule.moves {
            writeln!(out, "{}", wrapped(&format!("    {}", moved(found)), style.width, 6))?;
            if !found.who.is_empty() {
                writeln!(out, "{}", listed("      ", &named(&found.who), style.width))?;
            }
        }
    }
    Ok(())
}

fn metric(out: &mut String, found: &MetricImpact<String>, style: Style) -> std::fmt::Result {
    let change = match found.before.is_some() && found.after.is_some() {
        true => format!("  {}", signed(found.change(), found.unit)),
        false => String::new(),
    };
    writeln!(out, "{}{change}", style.strong(&found.title))?;
    let line = format!("  {} → {}", figure(found.before.as_ref(), found.unit), after(found));
    writeln!(out, "{}", wrapped(&line, style.width, 4))?;
    if let Some(least) = found.withheld {
        writeln!(
            out,
            "  what comes out and who flips aren't shown: they would tell of fewer than {least} people"
        )?;
    }
    for step in &found.steps {
        writeln!(out, "{}", wrapped(&step_line(step), style.width, 14))?;
        if !step.who.is_empty() {
            writeln!(out, "{}", listed("              ", &named(&step.who), style.width))?;
        }
    }
    for group in found.groups.iter().filter(|group| group.changes()) {
        let line = format!(
            "    {} {}: {} → {}{}",
            group.cut,
            group.value,
            figure(group.before.as_ref(), found.unit),
            figure(group.after.as_ref(), found.unit),
            group
                .flipped
                .map_or_else(String::new, |count| format!(", {}", people(count)))
        );
        writeln!(out, "{}", wrapped(&line, style.width, 8))?;
    }
    Ok(())
}

/// What edits do by themselves, what would be without exceptions, and what can change at all.
fn rules(out: &mut String, found: &Impacts, style: Style) -> std::fmt::Result {
    let line = |text: &str| wrapped(text, style.width, 6);
    if !found.edits.is_empty() {
        writeln!(out, "{}", style.strong("edits, each by itself"))?;
    }
    for edit in &found.edits {
        writeln!(out, "  {} {} {}", edit.name, how(edit, ""), place(edit))?;
        writeln!(out, "{}", line(&format!("    {}", alone(edit))))?;
    }
    for rest in found.rest.iter().filter(|rest| is_left(rest)) {
        let text = format!(
            "  together: {} {}, by themselves {}; {}",
            rest.title,
            signed(rest.total, rest.unit),
            signed(rest.alone, rest.unit),
            together(rest, "")
        );
        writeln!(out, "{}", line(&text))?;
    }
    if !found.without.is_empty() {
        writeln!(out, "{}", style.strong("without each exception"))?;
    }
    for one in &found.without {
        writeln!(out, "  {} {} {}", excepted(one.kind), one.name, one.place)?;
        writeln!(out, "{}", line(&format!("    {}", without(one))))?;
        if !one.gone.is_empty() {
            writeln!(out, "{}", line(&format!("    gone with it: {}", one.gone.join(", "))))?;
        }
    }
    let proved = &found.proved;
    if !proved.definitions.is_empty() || !proved.shares.is_empty() {
        writeln!(out, "{}", style.strong("for any data"))?;
    }
    for effect in &proved.definitions {
        writeln!(out, "  `{}` {}", effect.definition, relation(effect.relation))?;
        for case in effect.more.iter().chain(&effect.less) {
            out.push_str(&crate::proved::case_text(case));
        }
        if let Some(why) = &effect.why {
            writeln!(out, "          {why}")?;
        }
    }
    for share in &proved.shares {
        writeln!(out, "  `{}` {}", share.metric, moves(share))?;
        for case in share.raised_by.iter().chain(&share.lowered_by) {
            out.push_str(&crate::proved::case_text(case));
        }
    }
    Ok(())
}
