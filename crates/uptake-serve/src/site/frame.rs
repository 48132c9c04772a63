//! What is around every page: where one is, where one can go, of when the figures are.

use crate::asked::{Asked, read_only};
use crate::http::Response;
use uptake_project::Failure;
use uptake_report::page::html::markup::{Element, el};
use uptake_rules::visible::{visible, visible_lines};

/// The answer with a page of figures.
pub(super) fn framed(asked: &Asked<'_>, frame: Frame<'_>) -> Response {
    read_only(asked.request, Response::html(200, frame.write(asked)))
}

/// The views that lead to each other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Overview,
    Compare,
    Playground,
    Downloads,
    /// A group or a person, which one gets to from elsewhere.
    Within,
}

const VIEWS: [(Place, &str, &str); 4] = [
    (Place::Overview, "/", "Overview"),
    (Place::Compare, "/compare", "Compare"),
    (Place::Playground, "/playground", "Playground"),
    (Place::Downloads, "/downloads", "Downloads"),
];

/// A page without what is around it.
pub(super) struct Frame<'a> {
    pub(super) place: Place,
    /// What it is of.
    pub(super) title: &'a str,
    /// What is above its sections: facts, filters, contents.
    pub(super) head: Vec<Element>,
    /// Its sections, as they were written.
    pub(super) content: Element,
}

impl Frame<'_> {
    pub(super) fn write(self, asked: &Asked<'_>) -> String {
        let figures = &asked.figures;
        // Where rules aren't quoted, there is nothing to try.
        let open = |(place, ..): &(Place, &str, &str)| *place != Place::Playground || figures.names;
        let views = VIEWS.into_iter().filter(open).map(|(place, target, name)| {
            let link = el("a").set("href", target).text(name);
            el("li").add(match place == self.place {
                true => link.set("aria-current", "page"),
                false => link,
            })
        });
        let header = el("header")
            .add(
                el("p")
                    .class("project")
                    .add(el("bdi").text(visible(&figures.outcome.project))),
            )
            .add(
                el("nav")
                    .set("aria-label", "Views")
                    .class("views")
                    .add(el("ul").all(views)),
            )
            .add(state(asked))
            .add(el("h1").add(el("bdi").text(self.title)))
            .all(self.head);
        let foot = format!(
            "uptake {} · figures as of {} · groups that are too small to be shown are left out of every page, interface and file here",
            asked.version, figures.outcome.as_of
        );
        bare(
            self.title,
            &[],
            [
                el("a").class("skip").set("href", "#content").text("To the figures"),
                header,
                self.content,
                el("footer").add(el("p").text(foot)),
            ],
        )
    }
}

/// When the figures were made, whether they are of an older state, and what renews them.
fn state(asked: &Asked<'_>) -> Element {
    let made = asked.figures.made.strftime("%Y-%m-%d %H:%M UTC").to_string();
    let stale = asked.stale;
    let words = match stale {
        true => format!("Rules or sources have changed since these figures were made ({made})."),
        false => format!("Made {made}."),
    };
    let form = el("form")
        .set("method", "post")
        .set("action", "/refresh")
        .add(
            el("input")
                .set("type", "hidden")
                .set("name", "form")
                .set("value", asked.gate.form()),
        )
        .add(el("button").set("type", "submit").text("Run again"));
    el("div")
        .class(if stale { "state stale" } else { "state" })
        .add(el("p").text(words))
        .add(form)
}

/// The part of a page that says what the page says.
pub(super) fn main() -> Element {
    el("main").set("id", "content").set("tabindex", "-1")
}

/// A page of its own.
pub(super) fn bare(title: &str, head: &[Element], body: impl IntoIterator<Item = Element>) -> String {
    let style = |target: &str| el("link").set("rel", "stylesheet").set("href", target);
    let head = el("head")
        .add(el("meta").set("charset", "utf-8"))
        .add(
            el("meta")
                .set("name", "viewport")
                .set("content", "width=device-width, initial-scale=1"),
        )
        .add(el("meta").set("name", "color-scheme").set("content", "light dark"))
        .add(el("meta").set("name", "robots").set("content", "noindex"))
        // Browsers ask elsewhere for one otherwise.
        .add(
            el("link")
                .set("rel", "icon")
                .set("type", "image/svg+xml")
                .set("href", "/assets/icon.svg"),
        )
        .all(head.iter().cloned())
        .add(el("title").text(title))
        .add(style("/assets/report.css"))
        .add(style("/assets/serve.css"));
    let mut out = String::from("<!DOCTYPE html>\n");
    el("html")
        .set("lang", "en")
        .add(head)
        .add(el("body").all(body))
        .write(&mut out);
    out.push('\n');
    out
}

/// What is told in a line, as a sentence.
fn sentence(words: &str) -> String {
    let words = visible_lines(words);
    let mut letters = words.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    let end = if words.ends_with(['.', '?', '!', ':']) { "" } else { "." };
    format!("{}{}{end}", first.to_uppercase(), letters.as_str())
}

/// A page that says why there is none.
pub(super) fn failure(failure: &Failure) -> String {
    let code = failure.code.map_or("error", uptake_codes::Code::as_str);
    let mut main = main().add(el("h1").text("This can't be shown"));
    main = match &failure.findings {
        None => main.add(
            el("aside")
                .class("notice bad")
                .add(el("p").add(el("strong").prose(sentence(&failure.message))))
                .all(
                    failure
                        .place
                        .iter()
                        .map(|place| el("p").class("help").text(format!("at {}", visible(place)))),
                )
                .all(
                    failure
                        .help
                        .iter()
                        .map(|help| el("p").class("help").prose(sentence(help))),
                )
                .add(el("p").class("help").text("Code: ").add(el("code").text(code))),
        ),
        Some(_) => main.add(el("pre").text(visible_lines(&failure.text(false)))),
    };
    bare(
        "uptake",
        &[],
        [main.add(el("p").add(el("a").set("href", "/").text("To the overview")))],
    )
}
