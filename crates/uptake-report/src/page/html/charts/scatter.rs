//! Groups by two values, in four quarters.

use super::{Plot, area, cut, dot, stroke, tick, words};
use crate::page::html::markup::Element;
use crate::page::model::Scatter;

const HEIGHT: f64 = 380.0;
/// Up to so many groups have their names beside them.
const NAMED: usize = 14;

pub(super) fn draw(scatter: &Scatter) -> (f64, Vec<Element>) {
    let plot = Plot {
        left: 7.0,
        right: 97.0,
        top: 28.0,
        bottom: HEIGHT - 46.0,
    };
    let (wide, high) = (scatter.x.top, scatter.y.top);
    let (x, y) = (plot.x(scatter.split.0 / wide), plot.y(scatter.split.1 / high));
    let [top_left, top_right, bottom_left, bottom_right] = &scatter.quarters;
    let mut parts = vec![
        area("quarter", (plot.left, plot.top), (x, y)),
        area("quarter", (x, y), (plot.right, plot.bottom)),
    ];
    parts.extend(plot.upright(&scatter.y));
    for value in &scatter.x.ticks {
        parts.push(words(
            "tick middle",
            (plot.x(value / wide), plot.bottom + 18.0),
            &tick(*value),
        ));
    }
    parts.push(stroke("whole", (x, plot.top), (x, plot.bottom)));
    parts.push(stroke("whole", (plot.left, y), (plot.right, y)));
    let corner = |class: &str, at: (f64, f64), shift: &'static str, text: &str| {
        words(class, at, &cut(text, 46)).set("dx", shift)
    };
    parts.push(corner("faint", (plot.left, plot.top + 14.0), "8", top_left));
    parts.push(corner("faint end", (plot.right, plot.top + 14.0), "-8", top_right));
    parts.push(corner("faint", (plot.left, plot.bottom - 8.0), "8", bottom_left));
    parts.push(corner("faint end", (plot.right, plot.bottom - 8.0), "-8", bottom_right));
    parts.push(words(
        "tick",
        (0.0, plot.top - 12.0),
        &format!("↑ {}", cut(&scatter.y.title, 60)),
    ));
    parts.push(words(
        "tick end",
        (plot.right, plot.bottom + 36.0),
        &format!("{} →", cut(&scatter.x.title, 60)),
    ));
    let named = scatter.points.len() <= NAMED;
    for point in &scatter.points {
        let at = (plot.x(point.at.0 / wide), plot.y(point.at.1 / high));
        let name = format!(
            "{}: {} and {}",
            point.label,
            tick((point.at.0 * 10.0).round() / 10.0),
            tick((point.at.1 * 10.0).round() / 10.0)
        );
        parts.push(dot("dot", at, 4.0 + 6.0 * point.weight.sqrt(), &name));
        if named {
            let (class, shift) = if at.0 > 80.0 {
                ("label end", "-13")
            } else {
                ("label", "13")
            };
            parts.push(words(class, (at.0, at.1 + 4.0), &cut(&point.label, 22)).set("dx", shift));
        }
    }
    (HEIGHT, parts)
}
