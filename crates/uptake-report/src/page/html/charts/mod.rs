//! Charts as SVG that stretches with the page: places from left to right are percent of its width, those from top to bottom are
//! pixels, so that letters and dots keep their size on every screen and on paper.

mod bars;
mod funnel;
mod pen;
mod scatter;
mod square;
mod steps;
mod trend;

use super::markup::{Element, el};
use crate::page::model::{Chart, Drawing};
use pen::{stroke, svg};

/// A chart, with its title and its words for whoever doesn't see it; `small` where several are side by side.
pub(super) fn drawing(chart: &Chart, id: &str, small: bool) -> Element {
    let (height, parts) = match &chart.drawing {
        Drawing::Square(square) => return square::table(square, &chart.table.caption),
        Drawing::Trend(trend) => trend::draw(trend, small),
        Drawing::Bars(bars) => bars::draw(bars),
        Drawing::Funnel(funnel) => funnel::draw(funnel),
        Drawing::Scatter(scatter) => scatter::draw(scatter),
        Drawing::Steps(steps) => steps::draw(steps),
    };
    let (title, words) = (format!("{id}-t"), format!("{id}-d"));
    svg(height)
        .set("role", "img")
        .set("aria-labelledby", format!("{title} {words}"))
        .add(el("title").set("id", &title).text(&chart.title))
        .add(el("desc").set("id", &words).text(&chart.alternative))
        .all(parts)
}

/// How wide drawings on paper are, in pixels of their own.
const PAPER: &str = "680";

/// A chart as a file of its own, with its style; `None` where the drawing is a table.
pub(in crate::page) fn picture(chart: &Chart, style: &'static str) -> Option<String> {
    let (height, parts) = match &chart.drawing {
        Drawing::Square(_) => return None,
        Drawing::Trend(trend) => trend::draw(trend, false),
        Drawing::Bars(bars) => bars::draw(bars),
        Drawing::Funnel(funnel) => funnel::draw(funnel),
        Drawing::Scatter(scatter) => scatter::draw(scatter),
        Drawing::Steps(steps) => steps::draw(steps),
    };
    let mut out = String::new();
    el("svg")
        .set("xmlns", "http://www.w3.org/2000/svg")
        .set("width", PAPER)
        .set("height", pen::px(height))
        .add(el("style").own(style))
        .all(parts)
        .write(&mut out);
    Some(out)
}

/// Whether the drawing is a table of its numbers already.
pub(super) fn has_its_numbers(chart: &Chart) -> bool {
    matches!(chart.drawing, Drawing::Square(_))
}

/// A 95 % interval of a share as a line from 0 to 100.
pub(super) fn interval((low, high): (f64, f64)) -> Element {
    let line = |class: &str, from: f64, to: f64| stroke(class, (from, 7.0), (to, 7.0));
    svg(14.0)
        .class("interval")
        .set("aria-hidden", "true")
        .add(line("rail", 0.5, 99.5))
        .add(line("reach", low.clamp(0.5, 99.5), high.clamp(0.5, 99.5)))
}
