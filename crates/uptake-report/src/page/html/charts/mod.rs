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
use pen::{percent, stroke, svg, words};

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
    let (title, told) = (format!("{id}-t"), format!("{id}-d"));
    let room = match &chart.drawing {
        Drawing::Trend(trend) if !small => trend::room(trend),
        _ => "",
    };
    svg(height)
        .class(room)
        .set("role", "img")
        .set("aria-labelledby", format!("{title} {told}"))
        .add(el("title").set("id", &title).text(&chart.title))
        .add(el("desc").set("id", &told).text(&chart.alternative))
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

/// A share and its 95 % interval on a line from 0 to 100.
pub(super) fn interval(value: Option<f64>, (low, high): (f64, f64)) -> Element {
    let at = |percent: f64| percent.clamp(0.5, 99.5);
    let line = |class: &str, from: f64, to: f64| stroke(class, (from, 9.0), (to, 9.0));
    svg(32.0)
        .class("interval")
        .set("aria-hidden", "true")
        .add(line("rail", 0.5, 99.5))
        .add(line("reach", at(low), at(high)))
        .all(value.map(|value| {
            el("circle")
                .class("value")
                .set("cx", percent(at(value)))
                .set("cy", "9")
                .set("r", "6.5")
        }))
        .add(words("tick", (0.0, 29.0), "0"))
        .add(words("tick end", (100.0, 29.0), "100 %"))
}
