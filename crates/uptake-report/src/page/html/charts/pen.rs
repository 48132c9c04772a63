//! What charts draw with: places, lines, words, boxes and dots. Places from left to right are percent of the width, those from top to
//! bottom are pixels.

use crate::page::html::markup::{Element, el};
use crate::page::model::Axis;

/// An empty drawing of a height.
pub(super) fn svg(height: f64) -> Element {
    el("svg").set("width", "100%").set("height", px(height))
}

/// Percent of the width.
pub(super) fn percent(x: f64) -> String {
    format!("{}%", short(x))
}

/// Pixels.
pub(super) fn px(y: f64) -> String {
    short(y)
}

fn short(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A line between two places.
pub(super) fn stroke(class: &str, from: (f64, f64), to: (f64, f64)) -> Element {
    el("line")
        .class(class)
        .set("x1", percent(from.0))
        .set("y1", px(from.1))
        .set("x2", percent(to.0))
        .set("y2", px(to.1))
}

/// Words at a place.
pub(super) fn words(class: &str, at: (f64, f64), text: &str) -> Element {
    el("text")
        .class(class)
        .set("x", percent(at.0))
        .set("y", px(at.1))
        .text(text)
}

/// A box, from its upper left corner to its lower right one.
pub(super) fn area(class: &str, from: (f64, f64), to: (f64, f64)) -> Element {
    el("rect")
        .class(class)
        .set("x", percent(from.0))
        .set("y", px(from.1))
        .set("width", percent((to.0 - from.0).max(0.0)))
        .set("height", px((to.1 - from.1).max(0.0)))
}

/// A dot with its name, shown where a pointer rests on it.
pub(super) fn dot(class: &str, at: (f64, f64), radius: f64, name: &str) -> Element {
    el("circle")
        .class(class)
        .set("cx", percent(at.0))
        .set("cy", px(at.1))
        .set("r", px(radius))
        .add(el("title").text(name))
}

/// So many letters of a name, with a sign that there are more.
pub(super) fn cut(name: &str, most: usize) -> String {
    match name.chars().count() > most {
        true => format!("{}…", name.chars().take(most.saturating_sub(1)).collect::<String>()),
        false => name.to_owned(),
    }
}

/// A number on an axis.
pub(super) fn tick(value: f64) -> String {
    short(value)
}

/// Where a chart is drawn: left and right in percent of the width, top and bottom in pixels.
#[derive(Clone, Copy)]
pub(super) struct Plot {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

impl Plot {
    /// The place of a part of the width.
    pub(super) fn x(&self, part: f64) -> f64 {
        self.left + (self.right - self.left) * part
    }

    /// The place of a part of the height, from below.
    pub(super) fn y(&self, part: f64) -> f64 {
        self.bottom - (self.bottom - self.top) * part
    }

    /// Lines and numbers of an axis from below.
    pub(super) fn upright(&self, axis: &Axis) -> Vec<Element> {
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
    pub(super) fn within(&self, height: f64, parts: impl IntoIterator<Item = Element>) -> Element {
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
pub(super) fn path(class: &str, points: &[(f64, f64)], closed: bool) -> Element {
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
