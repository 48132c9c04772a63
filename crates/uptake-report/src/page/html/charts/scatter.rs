//! Groups by two values, in four quarters.

use super::pen::{Plot, area, cut, dot, stroke, tick, words};
use crate::page::html::markup::Element;
use crate::page::model::{Scatter, ScatterPoint};

const HEIGHT: f64 = 380.0;
/// As many have their names on a narrow screen, too.
const ALWAYS: usize = 3;
/// How many percent of the width a letter takes, and how high a line is.
const LETTER: f64 = 0.78;
const LINE: f64 = 15.0;
/// So many letters of a quarter's name stand in one line on every screen.
const SHORT: usize = 16;

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
    let corner = |class: &str, x: f64, top: bool, shift: &'static str, text: &str| -> Vec<Element> {
        let lines = lines(text);
        let first = match top {
            true => plot.top + 14.0,
            false => plot.bottom - 8.0 - LINE * f64::from(lines.len() > 1),
        };
        let placed = lines.into_iter().zip([first, first + LINE]);
        placed
            .map(|(line, y)| words(class, (x, y), &line).set("dx", shift))
            .collect()
    };
    parts.extend(corner("faint", plot.left, true, "8", top_left));
    parts.extend(corner("faint end", plot.right, true, "-8", top_right));
    parts.extend(corner("faint", plot.left, false, "8", bottom_left));
    parts.extend(corner("faint end", plot.right, false, "-8", bottom_right));
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
    let places: Vec<(f64, f64)> = scatter
        .points
        .iter()
        .map(|point| (plot.x(point.at.0 / wide), plot.y(point.at.1 / high)))
        .collect();
    for (point, at) in scatter.points.iter().zip(&places) {
        let name = format!("{}: {} and {}", point.label, rounded(point.at.0), rounded(point.at.1));
        parts.push(dot("dot", *at, radius(point), &name));
    }
    parts.extend(names(scatter, &places, (x, y)));
    (HEIGHT, parts)
}

/// Words in one line, or in two where they are long.
fn lines(text: &str) -> Vec<String> {
    let text = cut(text, 46);
    let spaces = text.match_indices(' ').map(|(at, _)| at);
    let middle = text.len() / 2;
    match spaces.min_by_key(|at| at.abs_diff(middle)) {
        Some(at) if text.chars().count() > SHORT => {
            let (first, rest) = text.split_at(at);
            vec![first.to_owned(), rest.trim_start().to_owned()]
        }
        Some(_) | None => vec![text],
    }
}

fn rounded(value: f64) -> String {
    tick((value * 10.0).round() / 10.0)
}

fn radius(point: &ScatterPoint) -> f64 {
    4.0 + 6.0 * point.weight.sqrt()
}

/// The names of groups beside their dots, those farthest from the whole first; where one would cover another, it is left out.
fn names(scatter: &Scatter, places: &[(f64, f64)], split: (f64, f64)) -> Vec<Element> {
    let far = |at: &(f64, f64)| ((at.0 - split.0) / 90.0).hypot((at.1 - split.1) / HEIGHT);
    let mut order: Vec<(&ScatterPoint, &(f64, f64))> = scatter.points.iter().zip(places).collect();
    order.sort_by(|one, two| far(two.1).total_cmp(&far(one.1)));
    let dots = places.iter().map(|(x, y)| (x - 0.9, x + 0.9, y - 9.0, y + 9.0));
    let mut taken: Vec<(f64, f64, f64, f64)> = dots.collect();
    let mut parts = Vec::new();
    for (point, at) in order {
        let text = cut(&point.label, 24);
        #[allow(clippy::cast_precision_loss, reason = "a few letters")]
        let wide = text.chars().count() as f64 * LETTER;
        let gap = 1.2 + radius(point) / 9.0;
        let right = ("label", (at.0 + gap, at.1 + 4.0), at.0 + gap);
        let left = ("label end", (at.0 - gap, at.1 + 4.0), at.0 - gap - wide);
        let above = ("label middle", (at.0, at.1 - 13.0), at.0 - wide / 2.0);
        let below = ("label middle", (at.0, at.1 + 23.0), at.0 - wide / 2.0);
        let free = [right, left, above, below]
            .into_iter()
            .find_map(|(class, place, from)| {
                let own = (from, from + wide, place.1 - LINE + 3.0, place.1 + 3.0);
                let apart = |other: &(f64, f64, f64, f64)| {
                    own.1 < other.0 || own.0 > other.1 || own.3 < other.2 || own.2 > other.3
                };
                (own.0 > 1.0 && own.1 < 99.0 && taken.iter().all(apart)).then_some((class, place, own))
            });
        if let Some((class, place, own)) = free {
            let class = if parts.len() < ALWAYS {
                class.to_owned()
            } else {
                format!("{class} crowd")
            };
            parts.push(words(&class, place, &text));
            taken.push(own);
        }
    }
    parts
}
