//! From a whole to a part, step by step.

use super::{Plot, area, cut, stroke, words};
use crate::page::html::markup::Element;
use crate::page::model::Steps;

const ROW: f64 = 44.0;

pub(super) fn draw(steps: &Steps) -> (f64, Vec<Element>) {
    let plot = Plot {
        left: 0.0,
        right: 100.0,
        top: 4.0,
        bottom: 0.0,
    };
    let x = |value: f64| plot.x(if steps.top > 0.0 { value / steps.top } else { 0.0 });
    let mut parts = Vec::new();
    let mut y = plot.top;
    let mut level: Option<f64> = None;
    for row in &steps.rows {
        parts.push(words("label", (plot.left, y + 13.0), &cut(&row.label, 60)));
        parts.push(words("note end", (plot.right, y + 13.0), &row.note));
        if let Some((from, to)) = row.span {
            let class = if row.sum { "bar" } else { "loss" };
            // A step of one among hundreds is still to be seen.
            let from_x = x(from).min(x(to) - 0.4).max(0.0);
            parts.push(area(class, (from_x, y + 19.0), (x(to), y + 35.0)));
            if let Some(level) = level {
                parts.push(stroke("grid", (x(level), y - 9.0), (x(level), y + 19.0)));
            }
            level = Some(if row.sum { to } else { from });
        }
        y += ROW;
    }
    (y, parts)
}
