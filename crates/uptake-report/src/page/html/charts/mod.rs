//! Charts as SVG that stretches with the page: places from left to right are percent of its width, those from top to bottom are
//! pixels, so that letters and dots keep their size on every screen and on paper.

mod bars;
mod funnel;
mod scatter;
mod square;
mod steps;
mod trend;

use super::markup::{Element, el};
use crate::page::model::{Axis, Chart, Drawing};

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

/// Whether the drawing is a table of its numbers already.
pub(super) fn has_its_numbers(chart: &Chart) -> bool {
    matches!(chart.drawing, Drawing::Square(_))
}

fn svg(height: f64) -> Element {
    el("svg").set("width", "100%").set("height", px(height))
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

/// Percent of the width.
fn percent(x: f64) -> String {
    format!("{}%", short(x))
}

/// Pixels.
fn px(y: f64) -> String {
    short(y)
}

fn short(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A line between two places.
fn stroke(class: &str, from: (f64, f64), to: (f64, f64)) -> Element {
    el("line")
        .class(class)
        .set("x1", percent(from.0))
        .set("y1", px(from.1))
        .set("x2", percent(to.0))
        .set("y2", px(to.1))
}

/// Words at a place.
fn words(class: &str, at: (f64, f64), text: &str) -> Element {
    el("text")
        .class(class)
        .set("x", percent(at.0))
        .set("y", px(at.1))
        .text(text)
}

/// A box, from its upper left corner to its lower right one.
fn area(class: &str, from: (f64, f64), to: (f64, f64)) -> Element {
    el("rect")
        .class(class)
        .set("x", percent(from.0))
        .set("y", px(from.1))
        .set("width", percent((to.0 - from.0).max(0.0)))
        .set("height", px((to.1 - from.1).max(0.0)))
}

/// A dot with its name, shown where a pointer rests on it.
fn dot(class: &str, at: (f64, f64), radius: f64, name: &str) -> Element {
    el("circle")
        .class(class)
        .set("cx", percent(at.0))
        .set("cy", px(at.1))
        .set("r", px(radius))
        .add(el("title").text(name))
}

/// So many letters of a name, with a sign that there are more.
fn cut(name: &str, most: usize) -> String {
    match name.chars().count() > most {
        true => format!("{}…", name.chars().take(most.saturating_sub(1)).collect::<String>()),
        false => name.to_owned(),
    }
}

/// A number on an axis.
fn tick(value: f64) -> String {
    short(value)
}

/// Where a chart is drawn: left and right in percent of the width, top and bottom in pixels.
#[derive(Clone, Copy)]
struct Plot {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Plot {
    /// The place of a part of the width.
    fn x(&self, part: f64) -> f64 {
        self.left + (self.right - self.left) * part
    }

    /// The place of a part of the height, from below.
    fn y(&self, part: f64) -> f64 {
        self.bottom - (self.bottom - self.top) * part
    }

    /// Lines and numbers of an axis from below.
    fn upright(&self, axis: &Axis) -> Vec<Element> {
        let mut parts = Vec::new();
        for value in &axis.ticks {
            let y = self.y(value / axis.top);
            let class = if *value == 0.0 { "base" } else { "grid" };
            parts.push(stroke(class, (self.left, y), (self.right, y)));
            let unit = if axis.title == "%" && *value == axis.top {
                " %"
            } else {
                ""
            };
            parts.push(words("tick end", (self.left, y + 4.0), &format!("{}{unit}", tick(*value))).set("dx", "-6"));
        }
        parts
    }

    /// A drawing within the plot whose lines are given by parts of its width, in thousandths, and by pixels.
    fn within(&self, height: f64, parts: impl IntoIterator<Item = Element>) -> Element {
        el("svg")
            .set("x", percent(self.left))
            .set("y", "0")
            .set("width", percent(self.right - self.left))
            .set("height", px(height))
            .set("viewBox", format!("0 0 1000 {}", px(height)))
            .set("preserveAspectRatio", "none")
            .all(parts)
    }
}

/// A line through places, or a shape around them.
fn path(class: &str, points: &[(f64, f64)], closed: bool) -> Element {
    let mut text = String::new();
    for (number, (x, y)) in points.iter().enumerate() {
        text.push(if number == 0 { 'M' } else { 'L' });
        text.push_str(&format!("{} {}", short(*x), short(*y)));
    }
    if closed {
        text.push('Z');
    }
    el("path").class(class).set("d", text)
}
