//! Groups one below the other: a dot within its interval, against bands where there are some, or a bar where no interval is known.

use super::pen::{Plot, area, cut, dot, stroke, tick, words};
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
    let whole = bars.whole.map(|whole| plot.x((whole / top).clamp(0.0, 1.0)));
    let mut y = plot.top;
    for row in &bars.rows {
        parts.extend(bar(&plot, row, top, y));
        // Between the bars are names and numbers, which nothing crosses.
        parts.extend(whole.map(|x| stroke("whole", (x, y + 16.0), (x, y + 40.0))));
        y += ROW;
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
    match (row.value, row.interval) {
        (Some(value), Some((low, high))) => {
            parts.push(area("reach", (x(low), middle - 4.0), (x(high), middle + 4.0)));
            let name = format!("{}: {}", row.label, row.note);
            parts.push(dot("value", (x(value), middle), 6.5, &name));
        }
        (Some(value), None) => parts.push(area("bar", (plot.left, middle - 5.0), (x(value), middle + 5.0))),
        (None, _) => {}
    }
    parts
}
