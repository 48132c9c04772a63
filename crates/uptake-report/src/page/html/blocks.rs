//! Blocks as markup.

use super::charts;
use super::markup::{Element, el};
use crate::page::cell::Cell;
use crate::page::model::{Block, Card, Chart, Figure, Table, Tile, Tone};

/// Tables of so many rows are printed even where they are folded.
const SHORT: usize = 10;
/// Cells of more letters are sentences, which want room.
const SENTENCE: usize = 40;
/// Values of more letters are words, and as small as words.
const LONG: usize = 18;

/// A block; `charts` counts those of the section, for their names.
pub(super) fn block(part: &Block, section: &str, charts: &mut usize) -> Element {
    match part {
        Block::Figure(figure) => self::figure(figure),
        Block::Tiles(tiles) => el("ul").class("tiles").all(tiles.iter().map(tile)),
        Block::Text(text) => el("p").prose(text),
        Block::List(lines) => el("ul")
            .class("lines")
            .all(lines.iter().map(|line| el("li").prose(line))),
        Block::Steps(lines) => el("ol")
            .class("lines")
            .all(lines.iter().map(|line| el("li").prose(line))),
        Block::Chart(chart) => self::chart(chart, section, charts, false),
        Block::Multiples(all) => {
            let all: Vec<Element> = all
                .iter()
                .map(|chart| self::chart(chart, section, charts, true))
                .collect();
            el("div").class("multiples").all(all)
        }
        Block::Table(table) => self::table(table),
        Block::Cards(cards) => el("ul").class("cards").all(cards.iter().map(card)),
        Block::Folded { summary, blocks } => {
            let blocks: Vec<Element> = blocks.iter().map(|inner| block(inner, section, charts)).collect();
            el("details").add(el("summary").prose(summary)).all(blocks)
        }
    }
}

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Good => "good",
        Tone::Doubtful => "doubtful",
        Tone::Bad => "bad",
    }
}

/// A text with the number behind it, for whoever reads the file by a program.
fn cell(name: &'static str, cell: &Cell) -> Element {
    match cell.number {
        Some(number) => el(name).add(el("data").set("value", number.to_string()).text(&cell.text)),
        None if is_day(&cell.text) => el(name).add(el("span").class("day").text(&cell.text)),
        None => el(name).prose(&cell.text),
    }
}

/// Whether a text is a day or a period, which no line is to break.
fn is_day(text: &str) -> bool {
    let of_day = |letter: char| letter.is_ascii_digit() || "-WQH".contains(letter);
    text.len() <= 10
        && text.contains('-')
        && text.starts_with(|letter: char| letter.is_ascii_digit())
        && text.chars().all(of_day)
}

fn figure(figure: &Figure) -> Element {
    let value = cell("p", &figure.value).class(if figure.known { "value" } else { "value none" });
    let mut parts = Vec::new();
    parts.extend(figure.counts.clone());
    parts.extend(
        figure
            .interval
            .map(|(low, high)| format!("95 % interval {low:.1}–{high:.1} %")),
    );
    let band = figure.band.iter().map(|band| el("span").class("band").text(band));
    let facts = parts.iter().map(|part| el("li").text(part));
    let changes = figure
        .changes
        .iter()
        .map(|change| el("li").class("change").text(change));
    el("div")
        .class("figure")
        .add(el("div").add(value).all(band))
        .add(el("ul").class("facts").all(facts).all(changes))
        .all(
            figure
                .interval
                .map(|reach| charts::interval(figure.value.number, reach)),
        )
        .all(figure.about.iter().map(|about| el("p").class("lead").prose(about)))
}

fn tile(tile: &Tile) -> Element {
    el("li")
        .class(&format!("tile {}", tone(tile.tone)))
        .add(el("h3").text(&tile.title))
        .add(cell("p", &tile.value).class(if tile.value.text.chars().count() > LONG {
            "value long"
        } else {
            "value"
        }))
        .all(tile.notes.iter().map(|note| el("p").class("note").prose(note)))
}

fn card(card: &Card) -> Element {
    let part = |class: &'static str, head: &'static str, text: &Option<String>| {
        text.as_ref()
            .map(|text| el("p").class(class).add(el("b").text(head)).text(" ").prose(text))
    };
    el("li")
        .class(&format!("card {}", tone(card.tone)))
        .add(
            el("h3")
                .add(el("span").class("verdict").text(&card.verdict))
                .text(" ")
                .add(el("span").text(&card.title)),
        )
        .all(card.found.iter().map(|found| el("p").class("found").prose(found)))
        .all(part("why", "Why it matters:", &card.why))
        .all(part("fix", "What to do:", &card.fix))
        .all(card.notes.iter().map(|note| el("p").class("note").prose(note)))
}

fn chart(chart: &Chart, section: &str, charts: &mut usize, small: bool) -> Element {
    *charts += 1;
    let id = format!("{section}-{charts}");
    let drawn = charts::drawing(chart, &id, small);
    let notes = chart.notes.iter().map(|note| el("li").prose(note));
    let folded = if chart.table.rows.len() <= SHORT {
        "numbers short"
    } else {
        "numbers"
    };
    let numbers = charts::has_its_numbers(chart).then(|| el("p").class("hidden").text(&chart.alternative));
    let table = (!charts::has_its_numbers(chart)).then(|| {
        el("details")
            .class(folded)
            .add(el("summary").text("The numbers"))
            .add(self::table(&chart.table))
    });
    // A figure without a name of its own is one without words in a tagged PDF.
    let caption = format!("{id}-c");
    el("figure")
        .class("chart")
        .set("aria-labelledby", &caption)
        .add(el("figcaption").set("id", caption).text(&chart.title))
        .all(numbers)
        .add(drawn)
        .all((!chart.notes.is_empty()).then(|| el("ul").class("notes").all(notes)))
        .all(table)
}

fn table(table: &Table) -> Element {
    let class = |numeric: bool| if numeric { "number" } else { "" };
    let heads = table.columns.iter().map(|column| {
        el("th")
            .set("scope", "col")
            .class(class(column.numeric))
            .text(&column.title)
    });
    let rows = table.rows.iter().map(|row| {
        let cells = row
            .iter()
            .zip(&table.columns)
            .enumerate()
            .map(|(place, (value, column))| match place {
                0 => cell("th", value).set("scope", "row"),
                _ => cell("td", value).class(match value.text.chars().count() > SENTENCE {
                    true => "sentence",
                    false => class(column.numeric),
                }),
            });
        el("tr").all(cells)
    });
    el("div")
        .class("scroll")
        .set("tabindex", "0")
        .set("role", "region")
        .set("aria-label", &table.caption)
        .add(
            el("table")
                .add(el("caption").text(&table.caption))
                .add(el("thead").add(el("tr").all(heads)))
                .add(el("tbody").all(rows)),
        )
}
