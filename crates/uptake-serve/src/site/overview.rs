//! The report's sections, for a period and with a figure in front, and the ways on to groups.

use super::filters::{Choice, address, form};
use super::frame::{Frame, Place, framed, main};
use crate::asked::{Asked, known_fields};
use crate::figures::Figures;
use crate::http::{Fields, Response};
use std::collections::BTreeSet;
use uptake_codes::RuleCode;
use uptake_project::Failure;
use uptake_report::Written;
use uptake_report::page::html::{
    content, contents, facts,
    markup::{Element, el},
};
use uptake_report::page::{View, page, periods};
use uptake_rules::missing::Missing;
use uptake_rules::visible::visible;

/// So many groups of a column are links; a form leads to all of them.
const LINKS: usize = 60;

pub(super) fn answer(asked: &Asked<'_>) -> Result<Response, Failure> {
    known_fields(asked.request, &["metric", "period", "cut"])?;
    let fields = asked.request.fields();
    let figures = &asked.figures;
    let policy = &figures.loaded.policy;
    let view = View {
        metric: fields.owned("metric"),
        period: fields.owned("period"),
    };
    let outcome = view.of(&figures.outcome, policy)?;
    let mut page = page(&figures.subject(&outcome, asked.version));
    let cuts = cuts(&outcome);
    if let Some(cut) = fields.get("cut") {
        if !cuts.contains(cut) {
            let missing = Missing::new("column", cut).among(cuts.iter().copied());
            return Err(Failure::missing(RuleCode::UnknownName, &missing));
        }
        let own = format!("by-{}", uptake_report::page::section_id(cut));
        page.sections
            .retain(|section| section.id == "figure" || section.id == "trend" || section.id == own);
    }
    let earlier = outcome.range.last != figures.outcome.range.last;
    let note = earlier.then(|| {
        let text = format!(
            "This is {}. Checks and moves are those of the last period, {}, and are only shown there.",
            outcome.range.last, figures.outcome.range.last
        );
        el("p").class("lead").text(text)
    });
    let closer = groups(&outcome, &fields, &cuts);
    let mut head = vec![facts(&page), filters(figures, &outcome, &fields), contents(&page)];
    // They stand below all figures, where nobody looks for them.
    head.extend(closer.is_some().then(|| {
        let link = el("a").set("href", "#groups").text("Look closer at one group");
        el("p").class("closer").add(link)
    }));
    let content = main().all(note).all(content(&page)).all(closer);
    Ok(framed(
        asked,
        Frame {
            place: Place::Overview,
            title: "Overview",
            head,
            content,
        },
    ))
}

/// The columns that the figure in front is cut by.
fn cuts(outcome: &Written) -> BTreeSet<&str> {
    let front = outcome.metrics.iter().take(1);
    front
        .flat_map(|metric| &metric.rows)
        .filter_map(|row| row.cut.as_deref())
        .collect()
}

fn filters(figures: &Figures, outcome: &Written, fields: &Fields) -> Element {
    let metrics = figures.outcome.metrics.iter();
    let metrics = metrics
        .map(|metric| (metric.name.as_str(), metric.title.clone()))
        .collect();
    let periods = periods(&figures.outcome).into_iter().rev();
    let periods = periods.map(|label| (label, label.to_owned())).collect();
    let cuts = cuts(outcome);
    let cuts = std::iter::once(("", "all".to_owned())).chain(cuts.into_iter().map(|cut| (cut, cut.replace('_', " "))));
    form(
        "/",
        "Show",
        &[],
        vec![
            Choice {
                name: "metric",
                label: "Figure",
                options: metrics,
                taken: outcome.metrics.first().map(|metric| metric.name.as_str()),
            },
            Choice {
                name: "period",
                label: "Period",
                options: periods,
                taken: Some(&outcome.range.last),
            },
            Choice {
                name: "cut",
                label: "By",
                options: cuts.collect(),
                taken: Some(fields.get("cut").unwrap_or("")),
            },
        ],
    )
}

/// The ways on to groups.
fn groups(outcome: &Written, fields: &Fields, cuts: &BTreeSet<&str>) -> Option<Element> {
    let metric = outcome.metrics.first()?;
    let wanted = |cut: &&&str| fields.get("cut").is_none_or(|asked| asked == **cut);
    let lists: Vec<Element> = cuts
        .iter()
        .filter(wanted)
        .map(|cut| of_cut(metric, outcome, cut))
        .collect();
    (!lists.is_empty()).then(|| {
        el("section")
            .set("id", "groups")
            .set("aria-labelledby", "groups-title")
            .add(el("h2").set("id", "groups-title").text("Look closer"))
            .all(lists)
    })
}

fn of_cut(metric: &uptake_engine::outcome::MetricOutcome<String>, outcome: &Written, cut: &str) -> Element {
    let rows = metric.rows.iter();
    let rows = rows.filter(|row| row.label == outcome.range.last && row.cut.as_deref() == Some(cut));
    let values: Vec<&str> = rows.filter_map(|row| row.cut_value.as_deref()).collect();
    let target = |value: &str| {
        address(
            "/group",
            &[
                ("cut", Some(cut)),
                ("value", Some(value)),
                ("metric", Some(&metric.name)),
                ("period", Some(&outcome.range.last)),
            ],
        )
    };
    let title = el("h3").text(format!("By {}", cut.replace('_', " ")));
    let part = el("div").class("choices").add(title);
    if values.len() > LINKS {
        let options = values.iter().map(|value| (*value, (*value).to_owned())).collect();
        let choice = Choice {
            name: "value",
            label: "Group",
            options,
            taken: None,
        };
        return part.add(form(
            "/group",
            "Show the group",
            &[("cut", cut), ("metric", &metric.name), ("period", &outcome.range.last)],
            vec![choice],
        ));
    }
    let links = values
        .iter()
        .map(|value| el("li").add(el("a").set("href", target(value)).add(el("bdi").text(visible(value)))));
    part.add(el("ul").class("links").all(links))
}
