//! A page as one file of HTML: no script, no other file, charts as SVG of our own. So it prints, and needs no exception from a
//! strict content-security policy: its styles are named by their digest.

mod blocks;
mod charts;
pub mod markup;

use super::model::{Notice, Page, Section};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
pub(super) use charts::picture;
use markup::{Element, el};
use sha2::{Digest, Sha256};

/// What pages look like: a style sheet, with nothing in it that is loaded.
pub const STYLE: &str = include_str!("style.css");

/// A page as HTML.
#[must_use]
pub fn html(page: &Page) -> String {
    let digest = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'");
    let head = el("head")
        .add(el("meta").set("charset", "utf-8"))
        .add(
            el("meta")
                .set("http-equiv", "Content-Security-Policy")
                .set("content", policy),
        )
        .add(
            el("meta")
                .set("name", "viewport")
                .set("content", "width=device-width, initial-scale=1"),
        )
        .add(el("meta").set("name", "referrer").set("content", "no-referrer"))
        .add(el("meta").set("name", "color-scheme").set("content", "light dark"))
        .add(el("title").text(format!("{} · {}", page.title, page.facts.join(" · "))))
        .add(el("style").own(STYLE));
    let body = el("body")
        .add(el("a").class("skip").set("href", "#content").text("To the figures"))
        .add(header(page))
        .add(el("main").set("id", "content").all(content(page)))
        .add(el("footer").all(page.foot.iter().map(|line| el("p").text(line))));
    let mut out = String::from("<!DOCTYPE html>\n");
    el("html").set("lang", "en").add(head).add(body).write(&mut out);
    out.push('\n');
    out
}

fn header(page: &Page) -> Element {
    el("header").add(heading(page)).add(facts(page)).add(contents(page))
}

/// What a page is of, as its heading.
#[must_use]
pub fn heading(page: &Page) -> Element {
    el("h1").add(el("bdi").text(&page.title))
}

/// Which figures a page shows.
#[must_use]
pub fn facts(page: &Page) -> Element {
    let facts = page.facts.iter().map(|fact| el("li").text(fact));
    el("ul").class("facts").all(facts)
}

/// Links to the sections of a page.
#[must_use]
pub fn contents(page: &Page) -> Element {
    let links = page.sections.iter().map(|section| {
        let link = el("a").set("href", format!("#{}", section.id)).text(&section.title);
        el("li").add(link)
    });
    el("nav").set("aria-label", "Sections").add(el("ul").all(links))
}

/// What a page says: what has to be known first, and its sections.
pub fn content(page: &Page) -> impl Iterator<Item = Element> {
    page.notices.iter().map(notice).chain(page.sections.iter().map(section))
}

fn notice(notice: &Notice) -> Element {
    let help = notice.help.iter().map(|help| el("p").class("help").prose(help));
    el("aside")
        .class("notice bad")
        .add(
            el("p")
                .add(el("strong").text(format!("{}: ", notice.word)))
                .prose(&notice.text),
        )
        .all(help)
}

fn section(section: &Section) -> Element {
    let heading = format!("{}-title", section.id);
    let lead = section.lead.iter().map(|lead| el("p").class("lead").prose(lead));
    let mut charts = 0;
    let blocks: Vec<Element> = section
        .blocks
        .iter()
        .map(|block| blocks::block(block, &section.id, &mut charts))
        .collect();
    el("section")
        .set("id", &section.id)
        .set("aria-labelledby", &heading)
        .add(el("h2").set("id", heading).text(&section.title))
        .all(lead)
        .all(blocks)
}
