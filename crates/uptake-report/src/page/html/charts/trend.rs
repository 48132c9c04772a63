//! Values over periods.

use super::pen::{Plot, area, cut, dot, path, stroke, words};
use crate::page::html::markup::Element;
use crate::page::model::{Series, Trend};

const HEIGHT: f64 = 300.0;
const SMALL: f64 = 230.0;
/// How near to each other the names of lines may be.
const GAP: f64 = 32.0;

/// A chart as wide as the page, or one of several side by side.
pub(super) fn draw(trend: &Trend, small: bool) -> (f64, Vec<Element>) {
    let (left, right) = match (small, trend.series.len()) {
        (true, _) => (14.0, 77.0),
        (false, 1) => (6.0, 87.0),
        (false, _) => (6.0, 76.0),
    };
    let height = if small { SMALL } else { HEIGHT };
    let plot = Plot {
        left,
        right,
        top: if trend.marks.is_empty() { 8.0 } else { 30.0 },
        bottom: height - 28.0,
    };
    let top = trend.axis.top;
    let (mut parts, mut names_of_bands) = (Vec::new(), Vec::new());
    for (number, band) in trend.bands.iter().enumerate() {
        let (from, to) = (plot.y(band.from / top), plot.y(band.to / top));
        parts.push(area(
            &format!("band b{}", number.min(4)),
            (plot.left, to),
            (plot.right, from),
        ));
        if from - to > 15.0 {
            names_of_bands.push(words("faint", (plot.left, to + 13.0), &cut(&band.label, 24)).set("dx", "6"));
        }
    }
    parts.extend(plot.upright(&trend.axis));
    parts.extend(labels(&plot, &trend.labels, small));
    for mark in &trend.marks {
        let x = plot.x(place(mark.at, trend.labels.len()));
        parts.push(stroke("mark", (x, plot.top - 8.0), (x, plot.bottom)));
        parts.push(words("sign middle", (x, plot.top - 14.0), &mark.sign));
    }
    let mut lines = Vec::new();
    for (number, series) in trend.series.iter().enumerate() {
        lines.extend(intervals(&plot, series, top, number));
    }
    for (number, series) in trend.series.iter().enumerate().rev() {
        for run in runs(series) {
            let points: Vec<(f64, f64)> = run
                .iter()
                .map(|(at, value)| (1000.0 * place(*at, series.values.len()), plot.y(value / top)))
                .collect();
            lines.push(path(&format!("line s{}", number.min(3)), &points, false));
        }
    }
    parts.push(plot.within(height, lines));
    // No line crosses them.
    parts.extend(names_of_bands);
    parts.extend(names(&plot, trend));
    (height, parts)
}

/// The class of a chart whose last values need more room beside it on a narrow screen.
pub(super) fn room(trend: &Trend) -> &'static str {
    match trend.series.len() {
        0 | 1 => "ends",
        _ => "ends named",
    }
}

/// Where a period is, as a part of the width.
#[allow(clippy::cast_precision_loss, reason = "a few hundred periods")]
fn place(at: usize, of: usize) -> f64 {
    match of {
        0 | 1 => 0.5,
        of => at as f64 / (of - 1) as f64,
    }
}

/// Known values side by side; what is unknown parts them.
fn runs(series: &Series) -> Vec<Vec<(usize, f64)>> {
    let mut runs = vec![Vec::new()];
    for (at, value) in series.values.iter().enumerate() {
        match (value, runs.last_mut()) {
            (Some(value), Some(run)) => run.push((at, *value)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// The shade of the first line's intervals.
fn intervals(plot: &Plot, series: &Series, top: f64, number: usize) -> Vec<Element> {
    if number > 0 {
        return Vec::new();
    }
    let mut shades = Vec::new();
    let mut run: Vec<(f64, f64, f64)> = Vec::new();
    for (at, interval) in series.intervals.iter().enumerate() {
        match interval {
            Some((low, high)) => run.push((1000.0 * place(at, series.values.len()), *low, *high)),
            None => shades.extend(shade(plot, &std::mem::take(&mut run), top)),
        }
    }
    shades.extend(shade(plot, &run, top));
    shades
}

fn shade(plot: &Plot, run: &[(f64, f64, f64)], top: f64) -> Option<Element> {
    let up = run.iter().map(|(x, _, high)| (*x, plot.y((high / top).min(1.0))));
    let down = run.iter().rev().map(|(x, low, _)| (*x, plot.y(low / top)));
    let points: Vec<(f64, f64)> = up.chain(down).collect();
    (run.len() > 1).then(|| path("shade", &points, true))
}

/// The names of the first and the last period and of some between them.
fn labels(plot: &Plot, labels: &[String], small: bool) -> Vec<Element> {
    let last = labels.len().saturating_sub(1);
    let all = match last {
        0 => vec![0],
        1..4 => vec![0, last],
        _ if small => vec![0, last],
        _ => vec![0, last / 2, last],
    };
    let label = |at: usize| {
        let class = match at {
            at if at == last && last > 0 => "tick end",
            0 if last > 0 => "tick",
            _ => "tick middle",
        };
        let text = labels.get(at).map_or("", String::as_str);
        words(class, (plot.x(place(at, labels.len())), plot.bottom + 18.0), text)
    };
    all.into_iter().map(label).collect()
}

/// The last values with the names of their lines, one below the other where they would touch.
fn names(plot: &Plot, trend: &Trend) -> Vec<Element> {
    let mut ends: Vec<(usize, f64, f64, &Series)> = trend
        .series
        .iter()
        .enumerate()
        .filter_map(|(number, series)| {
            let (at, value) = series
                .values
                .iter()
                .enumerate()
                .rev()
                .find_map(|(at, value)| Some((at, (*value)?)))?;
            let y = plot.y(value / trend.axis.top);
            Some((number, place(at, series.values.len()), y, series))
        })
        .collect();
    ends.sort_by(|one, two| one.2.total_cmp(&two.2));
    let mut parts = Vec::new();
    let many = ends.len() > 1;
    let mut free = plot.top - 10.0;
    // What is pushed down must not leave the plot.
    let room = |left: usize| plot.bottom - f64::from(u32::try_from(left).unwrap_or(0)) * GAP;
    for (place, (number, x, y, series)) in ends.iter().enumerate() {
        parts.push(dot(
            &format!("end s{}", (*number).min(3)),
            (plot.x(*x), *y),
            4.0,
            &series.name,
        ));
        let left = ends.len() - place - 1;
        let at = y.max(free).min(room(left).max(free));
        free = at + GAP;
        let class = format!("name s{}", (*number).min(3));
        parts.push(words(&class, (plot.right, at + 4.0), &series.last).set("dx", "10"));
        if many {
            parts.push(words("tick", (plot.right, at + 18.0), &cut(&series.name, 22)).set("dx", "10"));
        }
    }
    parts
}
