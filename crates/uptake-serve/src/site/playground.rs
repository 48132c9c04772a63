//! Rules to try: a text, and what is to be said about it. A script asks while one types; without it a button does. No file is written.

use super::filters::{Choice, form};
use super::frame::{Frame, Place, main};
use crate::asked::{Asked, known_fields, not_allowed};
use crate::draft::{Draft, Tried};
use crate::http::{Method, Response};
use crate::tryable::files;
use std::collections::BTreeMap;
use uptake_codes::ProgramCode;
use uptake_project::Failure;
use uptake_report::page::html::markup::{Element, el};
use uptake_rules::policy::metric::MetricKind;
use uptake_rules::visible::{visible, visible_lines};

pub(super) fn answer(asked: &Asked<'_>) -> Result<Response, Failure> {
    let request = asked.request;
    asked.figures.rules_shown()?;
    let files = files(&asked.figures.loaded.files, &asked.figures.own_files());
    let (wanted, sent) = match request.method {
        Method::Get | Method::Head => {
            known_fields(request, &["file"])?;
            (request.fields().owned("file"), None)
        }
        Method::Post => {
            known_fields(request, &[])?;
            let fields = request.form();
            if !asked.gate.knows_form(fields.get("form")) {
                return Err(Failure::of(
                    ProgramCode::ForeignRequest,
                    "the form is of an earlier start, or of another page",
                ));
            }
            // Forms send the line breaks of another age.
            (
                fields.owned("file"),
                Some(fields.get("text").unwrap_or("").replace("\r\n", "\n")),
            )
        }
        Method::Other => return Ok(not_allowed(request, "GET, HEAD, POST")),
    };
    let front = front(asked);
    let chosen = match &wanted {
        None => files
            .iter()
            .find(|(own, _)| Some(own) == front.as_ref())
            .or(files.first()),
        Some(path) => files.iter().find(|(own, _)| own == path),
    };
    let Some((path, saved)) = chosen else {
        return Err(Failure::new("the project's packs have no such rule file")
            .code(ProgramCode::NoSuchPage)
            .help("begin at `/playground`, which lists them"));
    };
    let tried = match &sent {
        None => None,
        Some(text) => Some(asked.measurer.draft(Draft {
            texts: BTreeMap::from([(path.clone(), text.clone())]),
            period: None,
        })?),
    };
    let text = sent.as_deref().unwrap_or(saved);
    let choice = Choice {
        name: "file",
        label: "File",
        options: files.iter().map(|(path, _)| (path.as_str(), path.clone())).collect(),
        taken: Some(path),
    };
    let page = Frame {
        place: Place::Playground,
        title: "Playground",
        head: vec![
            el("p").class("lead").text(
                "Change a rule and see what becomes of the figures. Nothing is saved: take the patch along, and put it into the files yourself.",
            ),
            form("/playground", "Open", &[], vec![choice]),
        ],
        content: main()
            .add(editor(asked, path, text))
            .add(said(tried.as_ref()))
            .add(el("script").set("src", "/assets/playground.js").set("defer", "defer")),
    };
    Ok(Response::html(200, page.write(asked)))
}

/// The file that says what the figure in front means: that of the definition it is a share of, or its own.
fn front(asked: &Asked<'_>) -> Option<String> {
    let loaded = &asked.figures.loaded;
    let metric = loaded.policy.metric(&asked.figures.outcome.metrics.first()?.name)?;
    let of = |name: &str| loaded.policy.definitions.iter().find(|rule| rule.name.text == name);
    let span = match &metric.kind {
        MetricKind::Share(name) => of(&name.text).map(|rule| rule.name.span),
        MetricKind::Mean(_) | MetricKind::Sum(_) | MetricKind::Ratio(..) => None,
    };
    let file = loaded.texts.get(span.unwrap_or(metric.name.span).file)?;
    Some(file.path.clone())
}

fn editor(asked: &Asked<'_>, path: &str, text: &str) -> Element {
    let hidden = |name: &str, value: &str| el("input").set("type", "hidden").set("name", name).set("value", value);
    el("form")
        .set("id", "draft")
        .class("draft")
        .set("method", "post")
        .set("action", "/playground")
        .add(hidden("form", asked.gate.form()))
        .add(hidden("file", path))
        .add(el("label").set("for", "text").text(visible(path)))
        .add(
            el("textarea")
                .set("id", "text")
                .set("name", "text")
                .set("rows", "24")
                .set("spellcheck", "false")
                .set("autocapitalize", "off")
                .set("autocomplete", "off")
                .set("aria-describedby", "keys")
                // The first line break behind the tag isn't a part of the text.
                .text(format!("\n{text}")),
        )
        .add(
            el("p").set("id", "keys").class("help").text(
                "With scripts allowed, what fits is offered while you type: arrow keys choose, Enter takes it, Escape closes, Ctrl+Space asks.",
            ),
        )
        .add(
            el("section")
                .set("id", "card")
                .set("aria-label", "What this is")
                .set("hidden", "hidden"),
        )
        .add(el("button").set("type", "submit").text("Try it"))
}

/// What is said about a draft.
fn said(tried: Option<&Tried>) -> Element {
    let empty = Tried::default();
    let status = match tried {
        Some(tried) if tried.patch.is_empty() => "The text is what is saved.",
        Some(_) => "If these rules were saved:",
        None => {
            "Nothing has been tried yet. Change the text above. Then this place says what is wrong with it, whether a definition became \
             tighter or looser, what becomes of the figures, and what the change is as a patch."
        }
    };
    let tried = tried.unwrap_or(&empty);
    let findings = tried.findings.iter().map(|found| {
        let place = format!("{}:{}:{}", visible(&found.path), found.line, found.column);
        let words = format!(" {}", visible_lines(&found.message));
        el("li")
            .class(&found.severity)
            .add(el("strong").text(format!("{}[{}]", found.severity, found.code)))
            .prose(words)
            .text(format!(" ({place})"))
            .all(
                found
                    .help
                    .iter()
                    .map(|help| el("span").class("help").prose(format!(" {}", visible_lines(help)))),
            )
    });
    let hints = tried.hints.iter().map(|hint| el("li").prose(visible(hint)));
    let figures = tried.figures.iter().map(|line| el("li").prose(visible(line)));
    let impact = match (&tried.impact, &tried.no_impact) {
        (Some(text), _) => visible_lines(text).into_owned(),
        (None, Some(why)) => format!("No figures: {}.", visible_lines(why)),
        (None, None) => String::new(),
    };
    let pre = |id: &str, label: &str, text: &str| {
        el("pre")
            .set("id", id)
            .set("tabindex", "0")
            .set("role", "region")
            .set("aria-label", label)
            .text(text)
    };
    el("section")
        .set("id", "said")
        .set("aria-labelledby", "said-title")
        .add(el("h2").set("id", "said-title").text("What becomes of it"))
        .add(
            el("p")
                .set("id", "status")
                .set("role", "status")
                .class("lead")
                .text(status),
        )
        .add(el("ul").set("id", "findings").class("lines").all(findings))
        .add(el("ul").set("id", "figures").class("lines").all(figures))
        .add(el("ul").set("id", "hints").class("lines").all(hints))
        .add(el("h3").text("In detail"))
        .add(pre("impact", "What becomes of the figures", &impact))
        .add(el("h3").text("The patch"))
        .add(pre("patch", "The patch", &visible_lines(&tried.patch)))
}
