//! Groups one below the other: a bar or, against bands, a mark; with intervals.

use super::{Plot, area, cut, percent, stroke, tick, words};
use crate::page::html::markup::{Element, el};
use crate::page::model::{Bar, Bars};

/// The height of a group: its name and numbers above, its bar below.
const ROW: f64 = 46.0;

pub(super) fn draw(bars: &Bars) -> (f64, Vec<Element>) {
    #[allow(clippy::cast_precision_loss, reason = "a few dozen groups")]
    let bottom = 6.0 + ROW * bars.rows.len() as f64;
    let plot = Plot {
        left: 0.0,
        right: 100.0,
        top: 6.0,
        bottom,
    };
    let top = bars.axis.top;
    let mut parts = Vec::new();
    let last = bars.axis.ticks.len().saturating_sub(1);
    for (number, value) in bars.axis.ticks.iter().enumerate() {
        let class = match number {
            0 => "tick",
            number if number == last => "tick end",
            _ => "tick middle",
        };
        let unit = if number == last && bars.axis.title == "%" {
            " %"
        } else {
            ""
        };
        let text = format!("{}{unit}", tick(*value));
        parts.push(words(class, (plot.x(value / top), bottom + 18.0), &text));
    }
    let mut y = plot.top;
    for row in &bars.rows {
        parts.extend(bar(&plot, row, top, y));
        y += ROW;
    }
    if let Some(whole) = bars.whole {
        let x = plot.x((whole / top).clamp(0.0, 1.0));
        parts.push(stroke("whole", (x, plot.top), (x, bottom)));
    }
    (bottom + 26.0, parts)
}

fn bar(plot: &Plot, row: &Bar, top: f64, y: f64) -> Vec<Element> {
    let x = |value: f64| plot.x((value / top).clamp(0.0, 1.0));
    let (from, to) = (y + 20.0, y + 36.0);
    let mut parts = vec![
        words("label", (plot.left, y + 13.0), &cut(&row.label, 28)),
        words("note end", (plot.right, y + 13.0), &row.note),
        area("rail", (plot.left, from), (plot.right, to)),
    ];
    for (number, band) in row.bands.iter().enumerate() {
        let shape = area(
            &format!("band b{}", number.min(4)),
            (x(band.from), from),
            (x(band.to), to),
        );
        parts.push(shape.add(el("title").text(format!("{}, from {}", band.label, tick(band.from)))));
    }
    let middle = f64::midpoint(from, to);
    if let Some(value) = row.value {
        match row.bands.is_empty() {
            true => parts.push(area("bar", (plot.left, from), (x(value), to))),
            false => parts.push(area("bar", (plot.left, middle - 3.0), (x(value), middle + 3.0))),
        }
    }
    if let Some((low, high)) = row.interval {
        parts.push(stroke("whisker", (x(low), middle), (x(high), middle)));
    }
    if let (Some(value), false) = (row.value, row.bands.is_empty()) {
        let mark = el("rect")
            .class("value")
            .set("x", percent(x(value)))
            .set("y", super::px(from - 2.0));
        parts.push(
            mark.set("width", "3")
                .set("height", super::px(to - from + 4.0))
                .set("transform", "translate(-1.5 0)"),
        );
    }
    parts
}
