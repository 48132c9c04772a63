//! Counts from states to states: a table whose cells are the darker the more they count.

use crate::number::thousands;
use crate::page::html::markup::{Element, el};
use crate::page::model::Square;

pub(super) fn table(square: &Square, caption: &str) -> Element {
    let most = square
        .counts
        .iter()
        .flatten()
        .flatten()
        .copied()
        .max()
        .unwrap_or(0)
        .max(1);
    let heads = square
        .states
        .iter()
        .map(|state| el("th").set("scope", "col").text(state));
    let rows = square
        .states
        .iter()
        .zip(&square.counts)
        .enumerate()
        .map(|(row, (state, counts))| {
            let cells = counts.iter().enumerate().map(|(column, count)| {
                let stays = if row == column { " stays" } else { "" };
                match count {
                    _ if row == column && square.outside == Some(row) => el("td").class("cell"),
                    None => el("td").class("cell none").text("too few"),
                    Some(0) => el("td").class(&format!("cell h0{stays}")).text("0"),
                    Some(count) => {
                        // Five shades, the darkest for the largest number.
                        let shade = (count * 5).div_ceil(most).clamp(1, 5);
                        let number = el("data").set("value", count.to_string()).text(thousands(*count));
                        el("td").class(&format!("cell h{shade}{stays}")).add(number)
                    }
                }
            });
            el("tr").add(el("th").set("scope", "row").text(state)).all(cells)
        });
    let corner = el("th")
        .set("scope", "col")
        .text(format!("{} ↓  {} →", square.rows_are, square.columns_are));
    el("div")
        .class("scroll")
        .set("tabindex", "0")
        .set("role", "region")
        .set("aria-label", caption)
        .add(
            el("table")
                .class("square")
                .add(el("caption").class("hidden").text(caption))
                .add(el("thead").add(el("tr").add(corner).all(heads)))
                .add(el("tbody").all(rows)),
        )
}
