//! Pages: what the report shows, and what leads from one view to the next. They need no script.

pub(crate) mod compare;
mod downloads;
mod filters;
mod frame;
mod group;
mod overview;
pub(crate) mod person;
mod playground;

use crate::asked::{Asked, known_fields, not_allowed, nothing};
use crate::http::{Method, Response};
use uptake_codes::ProgramCode;
use uptake_project::Failure;
use uptake_report::page::html::{STYLE, markup::el};

/// What pages look like besides what the report has.
const OWN_STYLE: &str = include_str!("serve.css");

/// The sign in a browser's tab.
const ICON: &str = include_str!("icon.svg");

/// What asks while somebody types.
const SCRIPT: &str = include_str!("playground.js");

/// Something that pages are made of.
pub(crate) fn asset(path: &str) -> Option<Response> {
    let css = |text: &str| Response::new(200, "text/css; charset=utf-8", text);
    match path {
        "/assets/report.css" => Some(css(STYLE)),
        "/assets/serve.css" => Some(css(OWN_STYLE)),
        "/assets/playground.js" => Some(Response::new(200, "text/javascript; charset=utf-8", SCRIPT)),
        "/assets/icon.svg" => Some(Response::new(200, "image/svg+xml", ICON)),
        _ => None,
    }
}

/// What makes a page.
type Page = fn(&Asked<'_>) -> Result<Response, Failure>;

/// The page that an address stands for.
pub(crate) fn answer(asked: &Asked<'_>) -> Result<Response, Failure> {
    let request = asked.request;
    if request.path == "/refresh" {
        return refresh(asked);
    }
    if request.path == "/playground" {
        return playground::answer(asked);
    }
    // What is made of figures that don't change is made once; of a person the data are read again.
    let (page, stays): (Page, bool) = match request.path.as_str() {
        "/" => (overview::answer, true),
        "/group" => (group::answer, true),
        "/person" => (person::answer, false),
        "/compare" => (compare::answer, true),
        "/downloads" => (downloads::answer, true),
        "/report.html" => (downloads::html, false),
        "/report.md" => (downloads::markdown, false),
        _ => return Err(nothing(request)),
    };
    match request.method {
        Method::Get | Method::Head if stays => {
            let question = format!("{} {} {}", request.path, request.fields().key(), asked.stale);
            let made = asked.figures.pages.get(&question, || page(asked))?;
            Ok((*made).clone())
        }
        Method::Get | Method::Head => page(asked),
        Method::Post | Method::Other => Ok(not_allowed(request, "GET, HEAD")),
    }
}

/// Runs the project again, and goes back to the first page.
fn refresh(asked: &Asked<'_>) -> Result<Response, Failure> {
    let request = asked.request;
    if request.method != Method::Post {
        return Ok(not_allowed(request, "POST"));
    }
    known_fields(request, &[])?;
    if !asked.gate.knows_form(request.form().get("form")) {
        let message = "the form is of an earlier start, or of another page";
        return Err(Failure::new(message)
            .code(ProgramCode::ForeignRequest)
            .help("open the page again and press the button there"));
    }
    asked.measurer.renew()?;
    Ok(Response::see("/"))
}

/// What is shown instead of a page.
pub(crate) fn failed(failure: &Failure, status: u16) -> Response {
    // What a browser asks for by itself gets the same.
    Response::html(status, frame::failure(failure))
}

/// The page behind the entrance.
pub(crate) fn entered() -> String {
    frame::bare(
        "uptake",
        &[el("meta").set("http-equiv", "refresh").set("content", "0; url=/")],
        [el("p").add(el("a").set("href", "/").text("To the figures"))],
    )
}
