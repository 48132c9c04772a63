//! Published figures beside what they would be now, and why.

use crate::impact::edit_lines;
use crate::layout::{width, wrapped};
use crate::style::Style;
use crate::{Written, number};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use uptake_engine::outcome::{Number, change};
use uptake_project::Impacts;

/// A run between the published figures and those of now: all before it, and one cause more.
#[derive(Debug)]
pub struct Step {
    /// What has changed.
    pub cause: Cause,
    /// The figures with it.
    pub outcome: Written,
}

/// Why figures change.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Cause {
    /// What a source tells now and didn't tell then.
    Source {
        /// What it is called.
        source: String,
        /// Rows or documents that came later.
        later: u64,
        /// How many more rows of a key than then have other values than the one that stays: they restate what was known.
        restated: u64,
    },
    /// Edits of rules.
    Rules {
        /// What each of them does by itself on the data of now, in the last period.
        edits: Vec<String>,
    },
}

/// Published figures, and what they would be now.
#[derive(Debug, Serialize)]
pub struct Restated {
    /// The entry of the ledger that published them.
    pub entry: u64,
    /// When.
    pub published: String,
    /// The day of the figures.
    pub as_of: String,
    /// Outputs that don't come out as they were published although rules and data are taken as they were known then.
    pub not_reproduced: Vec<String>,
    /// Why figures change, in the order in which the steps follow each other.
    pub causes: Vec<Cause>,
    /// How many figures there are.
    pub figures: usize,
    /// Those that change.
    pub changed: Vec<ChangedFigure>,
}

/// A figure that changes.
#[derive(Debug, PartialEq, Serialize)]
pub struct ChangedFigure {
    /// The metric.
    pub metric: String,
    /// Its name for people.
    pub title: String,
    /// `percent` for a share, else `number`.
    pub unit: &'static str,
    /// The period.
    pub period: String,
    /// The column it is cut by; none for the whole.
    pub cut: Option<String>,
    /// The value of that column.
    pub cut_value: Option<String>,
    /// As it was published.
    pub published: Option<Figure>,
    /// As it would be now.
    pub now: Option<Figure>,
    /// What each cause changes of its value, in its unit; none where one of both isn't known.
    pub steps: Vec<Option<Number>>,
}

/// A figure at one time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// Its value; none where there is no figure, or where it is hidden.
    pub value: Option<Number>,
    /// What is counted or summed.
    pub numerator: Option<Number>,
    /// Out of what.
    pub denominator: Option<Number>,
    /// Whether the group is too small to be shown.
    pub suppressed: bool,
}

/// What tells figures apart: metric, period, cut.
type Key = (String, String, Option<String>, Option<String>);

impl Cause {
    /// What a source tells now and didn't tell then, by what came of its rows.
    #[must_use]
    pub fn source(source: &str, then: &Written, now: &Written) -> Self {
        let of = |outcome: &Written, count: fn(&uptake_engine::intake::IntakeReport<String>) -> u64| {
            let reports = outcome.intake.iter().filter(|report| report.label() == source);
            reports.map(count).sum::<u64>()
        };
        let restated = |outcome: &Written| {
            of(outcome, |report| {
                let restated = report.set_aside.get(&uptake_codes::RowCode::Restated);
                restated.copied().unwrap_or(0)
            })
        };
        let documents = |outcome: &Written| of(outcome, |report| report.documents.saturating_sub(report.not_yet));
        Cause::Source {
            source: source.to_owned(),
            later: documents(now).saturating_sub(documents(then)),
            restated: restated(now).saturating_sub(restated(then)),
        }
    }

    /// The edits of rules, as their impact tells them.
    #[must_use]
    pub fn rules(impacts: &Impacts) -> Self {
        Cause::Rules {
            edits: edit_lines(impacts),
        }
    }

    fn name(&self) -> &str {
        match self {
            Cause::Source { source, .. } => source,
            Cause::Rules { .. } => "rules",
        }
    }
}

/// The figures that change between the published ones and those after the last step, with what each step does.
#[must_use]
pub fn changed(published: &Written, steps: &[Step]) -> (usize, Vec<ChangedFigure>) {
    let runs: Vec<BTreeMap<Key, Row<'_>>> = std::iter::once(published)
        .chain(steps.iter().map(|step| &step.outcome))
        .map(rows)
        .collect();
    let mut keys: Vec<&Key> = Vec::new();
    for (number, run) in runs.iter().enumerate() {
        let earlier = runs.get(..number).unwrap_or_default();
        keys.extend(
            run.keys()
                .filter(|key| !earlier.iter().any(|run| run.contains_key(*key))),
        );
    }
    let all = keys.len();
    let mut changed = Vec::new();
    for key in keys {
        let figures: Vec<Option<&Row<'_>>> = runs.iter().map(|run| run.get(key)).collect();
        let (first, last) = (figures.first().copied().flatten(), figures.last().copied().flatten());
        if first.map(|row| &row.figure) == last.map(|row| &row.figure) {
            continue;
        }
        let Some(row) = last.or(first) else { continue };
        let value = |row: Option<&Row<'_>>| row.and_then(|row| row.figure.value);
        let steps = figures.iter().zip(figures.iter().skip(1));
        changed.push(ChangedFigure {
            metric: key.0.clone(),
            title: row.title.to_owned(),
            unit: row.unit,
            period: key.1.clone(),
            cut: key.2.clone(),
            cut_value: key.3.clone(),
            published: first.map(|row| row.figure.clone()),
            now: last.map(|row| row.figure.clone()),
            steps: steps
                .map(|(before, after)| change(value(*before), value(*after)))
                .collect(),
        });
    }
    (all, changed)
}

/// A figure, and what its metric is called.
struct Row<'a> {
    title: &'a str,
    unit: &'static str,
    figure: Figure,
}

/// The figures of an outcome.
fn rows(outcome: &Written) -> BTreeMap<Key, Row<'_>> {
    let metrics = outcome.metrics.iter();
    let rows = metrics.flat_map(|metric| metric.rows.iter().map(move |row| (metric, row)));
    rows.map(|(metric, row)| {
        let key = (
            metric.name.clone(),
            row.label.clone(),
            row.cut.clone(),
            row.cut_value.clone(),
        );
        let figure = Figure {
            value: row.value,
            numerator: row.numerator,
            denominator: row.denominator,
            suppressed: row.suppressed,
        };
        let (title, unit) = (metric.title.as_str(), metric.unit);
        (key, Row { title, unit, figure })
    })
    .collect()
}

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
    match found.not_reproduced.is_empty() {
        true => writeln!(
            out,
            "from what was known then it comes out as it was published, byte by byte"
        )?,
        false => writeln!(
            out,
            "{}",
            line(&format!(
                "from what was known then these come out differently: {}; so something changed of which it isn't said when it came",
                found.not_reproduced.join(", ")
            ))
        )?,
    }
    if found.changed.is_empty() {
        return writeln!(
            out,
            "none of {} figures changes",
            number::thousands(found.figures as u64)
        );
    }
    writeln!(
        out,
        "{} of {} figures change",
        number::thousands(found.changed.len() as u64),
        number::thousands(found.figures as u64)
    )?;
    writeln!(out, "\n{}", style.strong("because of"))?;
    for cause in &found.causes {
        cause_lines(out, cause, style)?;
    }
    let cuts = found.changed.iter().filter(|figure| figure.cut.is_some()).count();
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
            figure_line(out, figure, &found.causes, style)?;
        }
    }
    let cuts = if verbose { 0 } else { cuts };
    let rest: Vec<String> = [(earlier, "of earlier periods"), (cuts, "of groups")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} figures {what}", number::thousands(count as u64)))
        .collect();
    if !rest.is_empty() {
        writeln!(out, "\n{} change, too: see --verbose", rest.join(" and "))?;
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
        Cause::Rules { edits } => {
            writeln!(out, "  rules, each by itself in the last period")?;
            edits
                .iter()
                .try_for_each(|edit| writeln!(out, "{}", wrapped(&format!("    {edit}"), style.width, 6)))
        }
    }
}

/// `2026-W06  62.5 % (5 of 8) → 60.0 % (6 of 10): interactions +2.1 pp, rules -4.6 pp`.
fn figure_line(out: &mut String, figure: &ChangedFigure, causes: &[Cause], style: Style) -> std::fmt::Result {
    let shown = |figure: Option<&Figure>, unit: &str| match figure {
        None => "not tracked".to_owned(),
        Some(figure) if figure.suppressed => "too few to be shown".to_owned(),
        Some(figure) => {
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
        shown(figure.published.as_ref(), figure.unit),
        shown(figure.now.as_ref(), figure.unit)
    );
    writeln!(out, "{}", wrapped(&text, style.width, width(&head).min(24)))
}
