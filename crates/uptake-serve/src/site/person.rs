//! Why the verdicts on one person are what they are. Only for whoever may see names: else the question is refused before data are read.

use super::frame::{Frame, Place, framed, main};
use crate::asked::{Asked, known_fields};
use crate::http::Response;
use crate::measurer::Person;
use uptake_codes::ProgramCode;
use uptake_project::{Explanations, Failure};
use uptake_report::explained;
use uptake_report::page::html::markup::el;
use uptake_report::style::{Detail, Style};
use uptake_rules::visible::visible;

/// What a question about a person may say.
pub(crate) const FIELDS: [&str; 4] = ["person", "metric", "definition", "period"];

pub(super) fn answer(asked: &Asked<'_>) -> Result<Response, Failure> {
    let (person, found) = found(asked)?;
    let text = match &found {
        Explanations::Person(found) => explained::person(found, Style::piped(Detail::Glance)),
        Explanations::Metric(found) => explained::bridge(found, Style::piped(Detail::Glance)),
    };
    let name = visible(&person.name).into_owned();
    let (period, short) = match &found {
        Explanations::Person(found) => (found.label.as_str(), explained::person_in_short(found)),
        Explanations::Metric(_) => (asked.figures.outcome.range.last.as_str(), Vec::new()),
    };
    Ok(framed(
        asked,
        Frame {
            place: Place::Within,
            title: &name,
            head: vec![
                el("p")
                    .class("lead")
                    .text(format!("How this person counts in {}, and why.", visible(period))),
            ],
            content: main()
                .add(
                    el("section")
                        .set("aria-labelledby", "short-title")
                        .add(el("h2").set("id", "short-title").text("In short"))
                        .add(
                            el("ul")
                                .class("lines")
                                .all(short.iter().map(|line| el("li").prose(line))),
                        ),
                )
                .add(
                    el("section")
                        .set("aria-labelledby", "detail-title")
                        .add(el("h2").set("id", "detail-title").text("In detail"))
                        .add(
                            el("p")
                                .class("lead")
                                .text("Each clause with what was found, what is required and where it is written."),
                        )
                        .add(
                            el("pre")
                                .class("explained")
                                .set("tabindex", "0")
                                .set("role", "region")
                                .set("aria-label", "Explanation")
                                .text(text),
                        ),
                ),
        },
    ))
}

/// The answer to a question about a person.
///
/// # Errors
/// `bad-request` where nobody is named, and as `uptake explain` has them.
pub(crate) fn found(asked: &Asked<'_>) -> Result<(Person, Explanations), Failure> {
    known_fields(asked.request, &FIELDS)?;
    let fields = asked.request.fields();
    let Some(name) = fields.owned("person") else {
        return Err(Failure::new("nobody is named")
            .code(ProgramCode::BadRequest)
            .help("name somebody, as in `?person=ana`"));
    };
    if fields.get("metric").is_some() && fields.get("definition").is_some() {
        return Err(Failure::new("`metric` and `definition` are two questions")
            .code(ProgramCode::BadRequest)
            .help("leave one of them out"));
    }
    let person = Person {
        name,
        metric: fields.owned("metric"),
        definition: fields.owned("definition"),
        period: fields.owned("period"),
    };
    // Told before anybody is looked up: whether there is such a name isn't told, either.
    if let Some(why) = asked.figures.hidden {
        return Err(uptake_project::one_person(why));
    }
    let found = asked.measurer.explain(person.clone())?;
    Ok((person, found))
}
