//! One group.

use super::filters::address;
use super::frame::{Frame, Place, framed, main};
use crate::asked::{Asked, known_fields};
use crate::http::Response;
use uptake_codes::ProgramCode;
use uptake_project::Failure;
use uptake_report::page::html::{
    content, facts,
    markup::{Element, el},
};
use uptake_report::page::{Group, View};
use uptake_rules::visible::visible;

pub(super) fn answer(asked: &Asked<'_>) -> Result<Response, Failure> {
    known_fields(asked.request, &["metric", "period", "cut", "value"])?;
    let fields = asked.request.fields();
    let (Some(cut), Some(value)) = (fields.owned("cut"), fields.owned("value")) else {
        return Err(Failure::new("a group needs `cut` and `value`")
            .code(ProgramCode::BadRequest)
            .help("as in `/group?cut=team&value=Red`"));
    };
    let figures = &asked.figures;
    let view = View {
        metric: fields.owned("metric"),
        period: fields.owned("period"),
    };
    let outcome = view.of(&figures.outcome, &figures.loaded.policy)?;
    let group = Group { cut, value };
    let page = group.page(&figures.subject(&outcome, asked.version))?;
    let front = outcome.metrics.first().map(|metric| metric.name.as_str());
    let last = outcome.range.last == figures.outcome.range.last;
    let people = last.then(|| people(asked, &group, front)).flatten();
    Ok(framed(
        asked,
        Frame {
            place: Place::Within,
            title: &page.title,
            head: vec![facts(&page)],
            content: main().all(content(&page)).all(people),
        },
    ))
}

/// Who is in the group, where that may be told.
fn people(asked: &Asked<'_>, group: &Group, metric: Option<&str>) -> Option<Element> {
    let names = asked.figures.people.get(&group.cut)?.get(&group.value)?;
    let links = names.iter().map(|name| {
        let target = address("/person", &[("person", Some(name)), ("metric", metric)]);
        el("li").add(el("a").set("href", target).add(el("bdi").text(visible(name))))
    });
    Some(
        el("section")
            .set("id", "people")
            .set("aria-labelledby", "people-title")
            .add(el("h2").set("id", "people-title").text("Its people"))
            .add(
                el("p")
                    .class("lead")
                    .text("Each name leads to why that person counts as they do."),
            )
            .add(el("ul").class("links").all(links)),
    )
}
