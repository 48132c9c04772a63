//! The figure of groups: against the bands of a benchmark, along a ladder, or within the limits that chance draws.

use super::subject::{Subject, axis, id, last_rows, shown, spoken};
use crate::page::cell::Cell;
use crate::page::model::{Axis, Bar, Bars, Block, Chart, Drawing, Funnel, FunnelPoint, Section, Table};
use uptake_engine::names::UNKNOWN_CUT;
use uptake_engine::outcome::{MetricOutcome, MetricRow, Number};
use uptake_rules::policy::metric::{Metric, MetricKind};
use uptake_statistics::intervals::funnel_limits;

/// From how many groups on a funnel says more than bars.
const FUNNEL: usize = 6;
/// How many groups are drawn as bars; the table has all.
const MOST_BARS: usize = 40;

/// A section for each cut of the page's figure: first those with bands, then the others, ladders last.
pub(super) fn sections(subject: &Subject<'_>) -> Vec<Section> {
    let Some((metric, rule)) = subject.headline() else {
        return Vec::new();
    };
    let mut cuts: Vec<(Kind, &str)> = rule
        .by
        .iter()
        .map(|cut| (kind(subject, metric, rule, &cut.text), cut.text.as_str()))
        .collect();
    cuts.sort_by_key(|(kind, _)| *kind);
    cuts.into_iter()
        .filter_map(|(kind, cut)| section(subject, metric, rule, kind, cut))
        .collect()
}

/// How a cut is shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Its groups have bands of their own.
    Banded,
    /// It has many groups.
    Many,
    /// It has few.
    Few,
    /// It is a ladder, whose labels have an order.
    Ladder,
}

fn kind(subject: &Subject<'_>, metric: &MetricOutcome<String>, rule: &Metric, cut: &str) -> Kind {
    let benchmark = rule
        .benchmark
        .as_ref()
        .and_then(|name| subject.policy.benchmark(&name.text));
    let banded = benchmark
        .and_then(|benchmark| benchmark.by.as_ref())
        .is_some_and(|by| by.text == cut);
    let drawn = last_rows(metric, cut).iter().filter(|row| row.value.is_some()).count();
    let whole = last_rows(metric, cut)
        .iter()
        .all(|row| row.denominator.is_none_or(|size| size.nearest().fract() == 0.0));
    if banded {
        Kind::Banded
    } else if subject.policy.ladders.iter().any(|ladder| ladder.name.text == cut) {
        Kind::Ladder
    } else if matches!(rule.kind, MetricKind::Share(_)) && drawn >= FUNNEL && whole {
        Kind::Many
    } else {
        Kind::Few
    }
}

fn section(
    subject: &Subject<'_>,
    metric: &MetricOutcome<String>,
    rule: &Metric,
    kind: Kind,
    cut: &str,
) -> Option<Section> {
    let rows = last_rows(metric, cut);
    // A column that nobody has a value of tells no groups apart.
    if rows.iter().all(|row| row.cut_value.as_deref() == Some(UNKNOWN_CUT)) {
        return None;
    }
    let title = format!("By {}", spoken(cut));
    let about = subject
        .policy
        .ladders
        .iter()
        .find(|ladder| ladder.name.text == cut)
        .and_then(|ladder| subject.about(ladder.about.as_ref()));
    let (chart, lead) = match kind {
        Kind::Many => (
            funnel(subject, metric, cut, &rows)?,
            Some(
                "Small groups swing by chance. Within the shade a group can't be told from the whole: the darker one holds 95 in \
                 100 groups that don't differ, the lighter one 998 in 1,000. Only groups beyond it are worth a question."
                    .to_owned(),
            ),
        ),
        Kind::Banded => (
            bars(subject, metric, rule, cut, &rows),
            Some(format!("Each {} has its own bands: the shades. Around each dot lies its 95 % interval.", spoken(cut))),
        ),
        Kind::Few | Kind::Ladder => (bars(subject, metric, rule, cut, &rows), about),
    };
    let mut blocks = vec![Block::Chart(Box::new(chart))];
    let hidden = rows.iter().filter(|row| row.suppressed).count();
    if hidden > 0 {
        blocks.push(Block::Text(match hidden {
            1 => "1 group isn't shown: it is too small, or would give away one that is.".to_owned(),
            many => format!("{many} groups aren't shown: they are too small, or would give away one that is."),
        }));
    }
    Some(super::subject::section(format!("by-{}", id(cut)), title, lead, blocks))
}

/// The numbers of groups.
fn table(subject: &Subject<'_>, metric: &MetricOutcome<String>, cut: &str, rows: &[&MetricRow<String>]) -> Table {
    let name = spoken(cut);
    let mut table = Table::new(
        format!("{} by {name} in {}", metric.title, subject.outcome.range.last),
        &[
            (name.as_str(), false),
            ("Value", true),
            ("95 % interval", true),
            ("Numerator", true),
            ("Denominator", true),
            ("Unknown", true),
            ("Band", false),
        ],
    );
    table.rows = rows
        .iter()
        .map(|row| {
            let name = Cell::text(row.cut_value.as_deref().unwrap_or(""));
            match row.suppressed {
                true => {
                    let rest = std::iter::repeat_n(Cell::default(), 5);
                    [name, Cell::hidden()].into_iter().chain(rest).collect()
                }
                false => vec![
                    name,
                    Cell::value(row.value, metric.unit),
                    Cell::interval(row.low, row.high),
                    Cell::plain(row.numerator),
                    Cell::plain(row.denominator),
                    Cell::count(row.unknown),
                    Cell::text(row.band.as_deref().unwrap_or("")),
                ],
            }
        })
        .collect();
    table
}

fn bars(
    subject: &Subject<'_>,
    metric: &MetricOutcome<String>,
    rule: &Metric,
    cut: &str,
    rows: &[&MetricRow<String>],
) -> Chart {
    let ends = rows
        .iter()
        .filter_map(|row| row.high.or(row.value.map(Number::nearest)));
    let axis = axis(metric, ends);
    let whole = metric.headline().and_then(|row| row.value);
    let bar = |row: &&MetricRow<String>| {
        let name = row.cut_value.as_deref().unwrap_or("");
        let counts = subject.counts(metric, row).map(|counts| format!(" ({counts})"));
        let band = row.band.as_ref().map(|band| format!(" · {band}"));
        Bar {
            label: name.to_owned(),
            value: row.value.map(Number::nearest),
            interval: row.low.zip(row.high),
            bands: match rule
                .benchmark
                .as_ref()
                .and_then(|of| subject.policy.benchmark(&of.text))
            {
                Some(benchmark) if benchmark.by.as_ref().is_some_and(|by| by.text == cut) => {
                    subject.bands(rule, Some(name), axis.top)
                }
                _ => Vec::new(),
            },
            note: match row.suppressed {
                true => "too few to show".to_owned(),
                false => format!(
                    "{}{}{}",
                    shown(row.value, metric.unit),
                    counts.unwrap_or_default(),
                    band.unwrap_or_default()
                ),
            },
        }
    };
    let drawn: Vec<Bar> = rows.iter().take(MOST_BARS).map(bar).collect();
    let told: Vec<String> = drawn
        .iter()
        .take(12)
        .map(|bar| format!("{} {}", bar.label, bar.note))
        .collect();
    let mut notes = Vec::new();
    notes.extend(whole.map(|value| format!("The upright line is the whole: {}.", shown(Some(value), metric.unit))));
    if rows.len() > MOST_BARS {
        notes.push(format!(
            "{MOST_BARS} of {} groups are drawn; the table has all.",
            rows.len()
        ));
    }
    Chart {
        title: format!("{} by {}", metric.title, spoken(cut)),
        alternative: format!("Bars of {} groups: {}.", rows.len(), told.join("; ")),
        drawing: Drawing::Bars(Bars {
            axis,
            whole: whole.map(Number::nearest),
            rows: drawn,
        }),
        notes,
        table: table(subject, metric, cut, rows),
    }
}

fn funnel(
    subject: &Subject<'_>,
    metric: &MetricOutcome<String>,
    cut: &str,
    rows: &[&MetricRow<String>],
) -> Option<Chart> {
    let whole = metric.headline()?.value?.nearest();
    let sizes = rows.iter().filter_map(|row| row.denominator.map(Number::nearest));
    let most = sizes.fold(0.0, f64::max);
    let limits = |level: f64| -> Vec<(f64, f64, f64)> {
        let step = (most / 120.0).ceil().max(1.0);
        let sizes = std::iter::successors(Some(1.0), |size| Some(size + step)).take_while(|size| *size <= most + step);
        sizes
            .filter_map(|size: f64| {
                let (low, high) = funnel_limits(whole / 100.0, size, level)?;
                Some((size, low * 100.0, high * 100.0))
            })
            .collect()
    };
    let points: Vec<FunnelPoint> = rows
        .iter()
        .filter_map(|row| {
            let (value, size) = (row.value?.nearest(), row.denominator?.nearest());
            let (low, high) = funnel_limits(whole / 100.0, size, 0.95)?;
            // Both are counts over the same size: what is on a limit is within.
            let beyond = value < low * 100.0 - 1e-9 || value > high * 100.0 + 1e-9;
            Some(FunnelPoint {
                label: row.cut_value.clone().unwrap_or_default(),
                size,
                value,
                beyond,
            })
        })
        .collect();
    let beyond: Vec<String> = points
        .iter()
        .filter(|point| point.beyond)
        .map(|point| format!("{} at {}", point.label, shown(Number::float(point.value), metric.unit)))
        .collect();
    let found = match beyond.is_empty() {
        true => format!("None of {} groups is beyond the limits at 95 %.", points.len()),
        false => format!("Beyond the limits at 95 %: {}.", beyond.join("; ")),
    };
    Some(Chart {
        title: format!("{} by {} and size", metric.title, spoken(cut)),
        alternative: format!("A funnel plot of {} groups by how many count in them. {found}", points.len()),
        drawing: Drawing::Funnel(Funnel {
            x: Axis::reaching("how many count in the group", most, false),
            y: axis(metric, points.iter().map(|point| point.value).chain([whole])),
            whole,
            inner: limits(0.95),
            outer: limits(0.998),
            points,
        }),
        notes: vec![
            found,
            "Limits: exact, by the binomial distribution round the value of the whole (D. J. Spiegelhalter, Statistics in Medicine \
             24 (2005), 1185–1202)."
                .to_owned(),
        ],
        table: table(subject, metric, cut, rows),
    })
}
