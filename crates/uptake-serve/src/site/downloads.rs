//! Files to take along.

use super::frame::{Frame, Place, framed, main};
use crate::asked::{Asked, known_fields};
use crate::http::Response;
use uptake_project::Failure;
use uptake_report::page;
use uptake_report::page::html::markup::el;

/// Address, name and what it is.
const FILES: [(&str, &str, &str); 7] = [
    (
        "/report.html",
        "Report, HTML",
        "one page to send, which needs no network",
    ),
    ("/report.md", "Report, Markdown", "the same as text"),
    (
        "/api/v1/metrics.csv",
        "metrics.csv",
        "one row per figure, period and group",
    ),
    ("/api/v1/metrics.parquet", "metrics.parquet", "the same rows, typed"),
    ("/api/v1/outcome", "outcome.json", "all figures, and what was noticed"),
    (
        "/metrics",
        "OpenMetrics",
        "the last period for whoever collects numbers over time",
    ),
    (
        "/api/v1/openapi.json",
        "openapi.json",
        "how programs ask for all of this",
    ),
];

pub(super) fn answer(asked: &Asked<'_>) -> Result<Response, Failure> {
    known_fields(asked.request, &[])?;
    let files = FILES.into_iter().map(|(target, name, about)| {
        el("li")
            .add(el("a").set("href", target).text(name))
            .text(format!(": {about}"))
    });
    let words = "Groups that aren't shown are hidden in these files, too, and no single person is in them unless names may be seen. In CSV a text \
                 that a spreadsheet would take for a formula has a ' before it.";
    let content = main().add(
        el("section")
            .set("aria-labelledby", "files-title")
            .add(el("h2").set("id", "files-title").text("Files"))
            .add(el("p").class("lead").text(words))
            .add(el("ul").class("lines").all(files)),
    );
    Ok(framed(
        asked,
        Frame {
            place: Place::Downloads,
            title: "Downloads",
            head: Vec::new(),
            content,
        },
    ))
}

pub(super) fn html(asked: &Asked<'_>) -> Result<Response, Failure> {
    known_fields(asked.request, &[])?;
    let figures = &asked.figures;
    let text = figures.reports.get("html", || {
        Ok::<_, Failure>(page::html(&page::page(
            &figures.subject(&figures.outcome, asked.version),
        )))
    })?;
    let name = format!("report-{}.html", figures.outcome.range.last);
    Ok(Response::new(200, "text/html; charset=utf-8", text.as_bytes()).named(&name))
}

pub(super) fn markdown(asked: &Asked<'_>) -> Result<Response, Failure> {
    known_fields(asked.request, &[])?;
    let figures = &asked.figures;
    let text = figures.reports.get("md", || {
        Ok::<_, Failure>(page::markdown(&page::page(
            &figures.subject(&figures.outcome, asked.version),
        )))
    })?;
    let name = format!("report-{}.md", figures.outcome.range.last);
    Ok(Response::new(200, "text/markdown; charset=utf-8", text.as_bytes()).named(&name))
}
