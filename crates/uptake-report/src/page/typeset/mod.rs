//! A page as files for Typst, which makes an accessible PDF of them. The template is fixed and the page is data beside it, so that no text
//! is ever read as markup; charts are the drawings of the HTML, with their words.

use super::html::picture;
use super::model::{Block, Chart, Page};
use jiff::civil::Date;
use serde_json::{Value, json};

/// The name of the file that is typeset.
pub const MAIN: &str = "report.typ";
/// What pages are attached to them as, which whoever typesets has to put beside the others.
pub const ATTACHED: &str = "metrics.csv";

const TEMPLATE: &str = include_str!("report.typ");
const STYLE: &str = include_str!("drawing.css");

/// The files of a page, by name: the template, what it says, and its drawings. `day` is that of the figures, and the document's.
#[must_use]
pub fn typeset(page: &Page, day: Date) -> Vec<(String, String)> {
    let mut drawings = Drawings::default();
    let sections = page.sections.iter().map(|section| {
        let blocks: Vec<Value> = section.blocks.iter().map(|part| drawings.block(part)).collect();
        json!({ "title": section.title, "lead": section.lead, "blocks": blocks })
    });
    let said = json!({
        "title": page.title,
        "facts": page.facts,
        "notices": page.notices,
        "day": { "year": day.year(), "month": day.month(), "day": day.day() },
        "sections": sections.collect::<Vec<Value>>(),
        "foot": page.foot,
    });
    let mut files = vec![
        (MAIN.to_owned(), TEMPLATE.to_owned()),
        ("page.json".to_owned(), said.to_string()),
    ];
    files.extend(drawings.files);
    files
}

/// The drawings so far.
#[derive(Default)]
struct Drawings {
    files: Vec<(String, String)>,
}

impl Drawings {
    fn block(&mut self, part: &Block) -> Value {
        match part {
            Block::Chart(chart) => json!({ "chart": self.chart(chart) }),
            Block::Multiples(charts) => {
                let charts: Vec<Value> = charts.iter().map(|chart| self.chart(chart)).collect();
                json!({ "multiples": charts })
            }
            Block::Folded { summary, blocks } => {
                let blocks: Vec<Value> = blocks.iter().map(|part| self.block(part)).collect();
                json!({ "folded": { "summary": summary, "blocks": blocks } })
            }
            Block::Figure(_)
            | Block::Tiles(_)
            | Block::Text(_)
            | Block::List(_)
            | Block::Steps(_)
            | Block::Table(_)
            | Block::Cards(_) => json!(part),
        }
    }

    fn chart(&mut self, chart: &Chart) -> Value {
        let picture = picture(chart, STYLE).map(|drawing| {
            let name = format!("chart-{}.svg", self.files.len() + 1);
            self.files.push((name.clone(), drawing));
            name
        });
        json!({
            "title": chart.title,
            "alternative": chart.alternative,
            "picture": picture,
            "notes": chart.notes,
            "table": chart.table,
        })
    }
}
