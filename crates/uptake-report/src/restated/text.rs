//! The bridge, for people.

use super::state::Figure;
use super::{Cause, ChangedFigure, DifferingValue, Differs, Restated, Rewriting, RewrittenSource};
use crate::layout::{width, wrapped};
use crate::number;
use crate::style::Style;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Of how many periods figures are shown for people: the last ones.
const SHOWN: usize = 6;

/// For people. Of figures that are cut, and of earlier periods, only how many change, unless `verbose`.
#[must_use]
pub fn text(found: &Restated, verbose: bool, style: Style) -> String {
    let mut out = String::new();
    // Writing into a text can't fail.
    let _ = write(&mut out, found, verbose, style);
    out
}

fn write(out: &mut String, found: &Restated, verbose: bool, style: Style) -> std::fmt::Result {
    let line = |text: &str| wrapped(text, style.width, 2);
    writeln!(
        out,
        "{}",
        style.strong(&format!(
            "entry {} of {}, figures of {}",
            found.entry, found.published, found.as_of
        ))
    )?;
    match (&found.published_from, found.not_reproduced.is_empty()) {
        (Some(folder), false) => writeln!(
            out,
            "{}",
            line(&format!(
                "from what was known then these come out differently: {}; the published figures are those in `{folder}`, which are as the run recorded them",
                found.not_reproduced.join(", ")
            ))
        )?,
        (Some(folder), true) => writeln!(
            out,
            "{}",
            line(&format!(
                "what was known then can't be read any more; the published figures are those in `{folder}`, which are as the run recorded them"
            ))
        )?,
        (None, true) => writeln!(
            out,
            "from what was known then it comes out as it was published, byte by byte"
        )?,
        (None, false) => writeln!(
            out,
            "{}",
            line(&format!(
                "from what was known then these come out differently: {}; so something changed of which it isn't said when it came",
                found.not_reproduced.join(", ")
            ))
        )?,
    }
    if found.changed.is_empty() {
        writeln!(
            out,
            "none of {} {} changes",
            number::thousands(found.figures as u64),
            if found.figures == 1 { "figure" } else { "figures" }
        )?;
        if !found.not_reproduced.is_empty() {
            writeln!(out, "\n{}", style.strong("what differs all the same"))?;
            for cause in &found.causes {
                cause_lines(out, cause, style)?;
            }
        }
        return Ok(());
    }
    writeln!(
        out,
        "{} of {} {}",
        number::thousands(found.changed.len() as u64),
        number::thousands(found.figures as u64),
        match (found.figures, found.changed.len()) {
            (1, _) => "figure changes",
            (_, 1) => "figures changes",
            _ => "figures change",
        }
    )?;
    writeln!(out, "\n{}", style.strong("because of"))?;
    for cause in &found.causes {
        cause_lines(out, cause, style)?;
    }
    let cuts = found.changed.iter().filter(|figure| figure.cut.is_some()).count();
    // Where a metric has no whole, it has no groups either.
    let whole = found.changed.iter().filter(|figure| figure.cut.is_none());
    let gone: BTreeMap<(&str, &str), [bool; 2]> = whole
        .map(|figure| {
            let key = (figure.metric.as_str(), figure.period.as_str());
            (key, [figure.published.is_none(), figure.now.is_none()])
        })
        .collect();
    let mut earlier = 0;
    for of_metric in found.changed.chunk_by(|one, next| one.metric == next.metric) {
        let shown: Vec<&ChangedFigure> = of_metric
            .iter()
            .filter(|figure| verbose || figure.cut.is_none())
            .collect();
        let first = match verbose {
            true => 0,
            false => shown.len().saturating_sub(SHOWN),
        };
        earlier += first;
        for (number, figure) in shown.into_iter().enumerate().skip(first) {
            if number == first {
                writeln!(out, "\n{}", style.strong(&figure.title))?;
            }
            figure_line(out, figure, &found.causes, &gone, style)?;
        }
    }
    let cuts = if verbose { 0 } else { cuts };
    let rest: Vec<String> = [(earlier, "of earlier periods"), (cuts, "of groups")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| {
            let figures = if count == 1 { "figure" } else { "figures" };
            format!("{} {figures} {what}", number::thousands(count as u64))
        })
        .collect();
    if !rest.is_empty() {
        let change = if earlier + cuts == 1 { "changes" } else { "change" };
        writeln!(out, "\n{} {change}, too: see --verbose", rest.join(" and "))?;
    }
    Ok(())
}

fn cause_lines(out: &mut String, cause: &Cause, style: Style) -> std::fmt::Result {
    match cause {
        Cause::Source {
            source,
            later,
            restated,
        } => {
            let restated = match restated {
                0 => String::new(),
                1 => "; 1 restates a row that was known".to_owned(),
                many => format!("; {} restate rows that were known", number::thousands(*many)),
            };
            let rows = match later {
                1 => "1 row came later".to_owned(),
                many => format!("{} rows came later", number::thousands(*many)),
            };
            writeln!(
                out,
                "{}",
                wrapped(&format!("  {source}: {rows}{restated}"), style.width, 4)
            )
        }
        Cause::Rewritten { sources } => {
            for RewrittenSource {
                source,
                how,
                parts,
                differs,
            } in sources
            {
                let parts: Vec<String> = parts.iter().map(|part| format!("`{part}`")).collect();
                let parts = parts.join(", ");
                let told = differs.as_ref().map_or_else(String::new, differing);
                let rewritten = match how {
                    Rewriting::File if parts.contains(", ") => {
                        format!("{parts} were rewritten; the earlier rows are no longer there")
                    }
                    Rewriting::File => format!("{parts} was rewritten; the earlier rows are no longer there"),
                    Rewriting::Rows => format!("rows of {parts} that had come by then aren't what they were"),
                };
                let text = format!("  {source}: {rewritten}{told}");
                writeln!(out, "{}", wrapped(&text, style.width, 4))?;
            }
            match sources.len() {
                0 | 1 => Ok(()),
                _ => {
                    let text = "  what each of these does to figures can't be told apart: it takes the earlier rows of the others";
                    writeln!(out, "{}", wrapped(text, style.width, 4))
                }
            }
        }
        Cause::Unexplained { program } => {
            let program = if *program { "; the program is another one" } else { "" };
            let text = format!("  neither sources nor rules explain what comes first{program}");
            writeln!(out, "{}", wrapped(&text, style.width, 4))
        }
        Cause::Moved {
            source,
            people,
            columns,
            who,
        } => {
            let moved = match people {
                1 => "1 person moved".to_owned(),
                many => format!("{} people moved", number::thousands(*many as u64)),
            };
            let more = people.saturating_sub(who.len());
            let who = match (who.as_slice(), more) {
                ([], _) => String::new(),
                (who, 0) => format!(": {}", who.join(", ")),
                (who, more) => format!(": {} and {}", who.join(", "), number::thousands(more as u64)),
            };
            let text = format!("  {source}: {moved} ({}){who}", columns.join(", "));
            writeln!(out, "{}", wrapped(&text, style.width, 4))
        }
        Cause::Rules { edits } if edits.is_empty() => {
            let text = "  rules: none was edited; the project file or the program says something else";
            writeln!(out, "{}", wrapped(text, style.width, 4))
        }
        Cause::Rules { edits } => {
            writeln!(out, "  rules, each by itself in the last period")?;
            edits
                .iter()
                .try_for_each(|edit| writeln!(out, "{}", wrapped(&format!("    {edit}"), style.width, 6)))
        }
    }
}

/// What a rewritten source tells otherwise of people: `; 2 people have another uses_made`.
fn differing(differs: &Differs) -> String {
    let count = |people: usize| match people {
        1 => "1 person".to_owned(),
        many => format!("{} people", number::thousands(many as u64)),
    };
    let verb = |people: usize, one: &'static str, many: &'static str| if people == 1 { one } else { many };
    let mut told = Vec::new();
    if differs.came > 0 {
        told.push(format!(
            "{} {} new",
            count(differs.came),
            verb(differs.came, "is", "are")
        ));
    }
    if differs.gone > 0 {
        told.push(format!(
            "{} {} gone",
            count(differs.gone),
            verb(differs.gone, "is", "are")
        ));
    }
    for DifferingValue { name, people } in &differs.values {
        told.push(format!(
            "{} {} another {name}",
            count(*people),
            verb(*people, "has", "have")
        ));
    }
    match told.is_empty() {
        true => "; nobody has other values by it".to_owned(),
        false => format!("; {}", told.join(", ")),
    }
}

/// `62.5 % (5 of 8)`.
fn told(figure: &Figure, unit: &str) -> String {
    if figure.suppressed {
        return "too few to be shown".to_owned();
    }
    let value = figure
        .value
        .map_or_else(|| "n/a".to_owned(), |value| number::value(value, unit));
    match (figure.numerator, figure.denominator) {
        (Some(numerator), Some(denominator)) => format!(
            "{value} ({} of {})",
            number::plain(numerator),
            number::plain(denominator)
        ),
        _ => value,
    }
}

/// What became of the whole of each metric, a sentence each, as in `Rate: 50.0 % (1 of 2) became 100.0 % (2 of 2)`.
#[must_use]
pub fn became(changed: &[ChangedFigure]) -> Vec<String> {
    let side =
        |figure: Option<&Figure>, unit| figure.map_or_else(|| "not tracked".to_owned(), |figure| told(figure, unit));
    let whole = changed.iter().filter(|figure| figure.cut.is_none());
    let sentences = whole.map(|figure| {
        let (was, is) = (
            side(figure.published.as_ref(), figure.unit),
            side(figure.now.as_ref(), figure.unit),
        );
        format!("{}, {}: {was} became {is}", figure.title, figure.period)
    });
    sentences.collect()
}

/// `2026-W06  62.5 % (5 of 8) → 60.0 % (6 of 10): interactions +2.1 pp, rules -4.6 pp`.
fn figure_line(
    out: &mut String,
    figure: &ChangedFigure,
    causes: &[Cause],
    gone: &BTreeMap<(&str, &str), [bool; 2]>,
    style: Style,
) -> std::fmt::Result {
    let of_group = figure.cut.is_some();
    let untracked = gone.get(&(figure.metric.as_str(), figure.period.as_str()));
    let untracked = untracked.copied().unwrap_or_default();
    let shown = |figure: Option<&Figure>, unit: &str, untracked: bool| match figure {
        None if of_group && !untracked => "no such group".to_owned(),
        None => "not tracked".to_owned(),
        Some(figure) => told(figure, unit),
    };
    let cut = match (&figure.cut, &figure.cut_value) {
        (Some(cut), Some(value)) => format!(" {cut} {value}"),
        _ => String::new(),
    };
    let head = format!("  {}{cut}  ", figure.period);
    let steps = causes.iter().zip(&figure.steps);
    let steps: Vec<String> = steps
        .filter(|(_, step)| step.is_none_or(|step| step.nearest() != 0.0))
        .map(|(cause, step)| format!("{} {}", cause.name(), crate::impact::signed(*step, figure.unit)))
        .collect();
    let because = match steps.is_empty() {
        true => String::new(),
        false => format!(": {}", steps.join(", ")),
    };
    let text = format!(
        "{head}{} → {}{because}",
        shown(figure.published.as_ref(), figure.unit, untracked[0]),
        shown(figure.now.as_ref(), figure.unit, untracked[1])
    );
    writeln!(out, "{}", wrapped(&text, style.width, width(&head).min(24)))
}
