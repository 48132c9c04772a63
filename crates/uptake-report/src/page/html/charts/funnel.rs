//! Groups by size and value, within limits.

use super::{Plot, cut, dot, path, stroke, tick, words};
use crate::page::html::markup::Element;
use crate::page::model::Funnel;

const HEIGHT: f64 = 340.0;

pub(super) fn draw(funnel: &Funnel) -> (f64, Vec<Element>) {
    let plot = Plot {
        left: 7.0,
        right: 97.0,
        top: 14.0,
        bottom: HEIGHT - 44.0,
    };
    let (wide, high) = (funnel.x.top, funnel.y.top);
    let at = |size: f64, value: f64| (plot.x(size / wide), plot.y((value / high).clamp(0.0, 1.0)));
    let mut parts = plot.upright(&funnel.y);
    let shade = |class: &str, limits: &[(f64, f64, f64)]| {
        let inside = limits.iter().filter(|(size, ..)| *size <= wide);
        let point = |size: f64, value: f64| (1000.0 * size / wide, plot.y((value / high).clamp(0.0, 1.0)));
        let up: Vec<(f64, f64)> = inside.clone().map(|(size, _, top)| point(*size, *top)).collect();
        let down: Vec<(f64, f64)> = inside.map(|(size, low, _)| point(*size, *low)).rev().collect();
        path(class, &[up, down].concat(), true)
    };
    parts.push(plot.within(
        HEIGHT,
        [
            shade("funnel outer", &funnel.outer),
            shade("funnel inner", &funnel.inner),
        ],
    ));
    let whole = plot.y((funnel.whole / high).clamp(0.0, 1.0));
    parts.push(stroke("whole", (plot.left, whole), (plot.right, whole)));
    let all = format!("all {}", tick((funnel.whole * 10.0).round() / 10.0));
    parts.push(words("faint", (plot.left, whole - 6.0), &all).set("dx", "6"));
    for value in &funnel.x.ticks {
        parts.push(words(
            "tick middle",
            (plot.x(value / wide), plot.bottom + 18.0),
            &tick(*value),
        ));
    }
    parts.push(words("tick end", (plot.right, plot.bottom + 36.0), &funnel.x.title));
    for point in &funnel.points {
        let class = if point.beyond { "dot beyond" } else { "dot" };
        let name = format!(
            "{}: {} of {}",
            point.label,
            tick((point.value * 10.0).round() / 10.0),
            tick(point.size)
        );
        let (x, y) = at(point.size, point.value);
        parts.push(dot(class, (x, y), if point.beyond { 6.0 } else { 4.5 }, &name));
        if point.beyond {
            let (class, shift) = if x > 70.0 {
                ("label end", "-10")
            } else {
                ("label", "10")
            };
            parts.push(words(class, (x, y + 4.0), &cut(&point.label, 24)).set("dx", shift));
        }
    }
    (HEIGHT, parts)
}
