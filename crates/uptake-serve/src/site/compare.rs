//! Two periods, or two definitions, beside each other.

use super::filters::{Choice, form_with, tick};
use super::frame::{Frame, Place, framed, main};
use crate::asked::{Asked, known_fields};
use crate::http::{Fields, Response};
use uptake_codes::ProgramCode;
use uptake_project::Failure;
use uptake_report::page::html::{
    content,
    markup::{Element, el},
};
use uptake_report::page::{Comparison, periods};

/// What a question for a comparison may say.
pub(crate) const FIELDS: [&str; 5] = ["metric", "period", "with_metric", "with_period", "across"];

pub(super) fn answer(asked: &Asked<'_>) -> Result<Response, Failure> {
    let comparison = comparison(asked)?;
    let figures = &asked.figures;
    let fields = asked.request.fields();
    let compared = comparison.of(&figures.subject(&figures.outcome, asked.version));
    let content = match compared {
        Ok(compared) => {
            let mut page = compared.page(&figures.outcome.project);
            page.notices.extend(compared.warning());
            main().all(content(&page))
        }
        // Here this is an answer, with the form that asks otherwise above it.
        Err(failure) if failure.code == Some(ProgramCode::AcrossRules.into()) => main().add(refused(&failure)),
        Err(failure) => return Err(failure),
    };
    Ok(framed(
        asked,
        Frame {
            place: Place::Compare,
            title: "Compare",
            head: vec![choices(asked, &fields)],
            content,
        },
    ))
}

/// What is asked to be compared.
///
/// # Errors
/// `bad-request` for what isn't one.
pub(crate) fn comparison(asked: &Asked<'_>) -> Result<Comparison, Failure> {
    known_fields(asked.request, &FIELDS)?;
    let fields = asked.request.fields();
    let across = match fields.get("across") {
        None | Some("no") => false,
        Some("yes") => true,
        Some(other) => {
            return Err(Failure::new(format!("`across` is `yes` or `no`, not `{other}`")).code(ProgramCode::BadRequest));
        }
    };
    Ok(Comparison {
        metric: fields.owned("metric"),
        period: fields.owned("period"),
        with_metric: fields.owned("with_metric"),
        with_period: fields.owned("with_period"),
        across,
    })
}

fn refused(failure: &Failure) -> Element {
    el("aside")
        .class("notice bad")
        .add(el("p").add(el("strong").text("Not compared: ")).prose(format!("{}.", failure.message)))
        .add(el("p").class("help").text(
            "A difference between them may come of the rules alone. Tick the box above to see them beside each other all the same.",
        ))
}

fn choices(asked: &Asked<'_>, fields: &Fields) -> Element {
    let outcome = &asked.figures.outcome;
    let metrics = || {
        outcome
            .metrics
            .iter()
            .map(|metric| (metric.name.as_str(), metric.title.clone()))
    };
    let labels = || {
        periods(outcome)
            .into_iter()
            .rev()
            .map(|label| (label, label.to_owned()))
    };
    let other = |words: &str| std::iter::once(("", words.to_owned()));
    form_with(
        "/compare",
        "Compare",
        &[],
        vec![
            Choice {
                name: "metric",
                label: "Figure",
                options: metrics().collect(),
                taken: fields.get("metric"),
            },
            Choice {
                name: "period",
                label: "Period",
                options: labels().collect(),
                taken: fields.get("period"),
            },
            Choice {
                name: "with_metric",
                label: "With figure",
                options: other("the same").chain(metrics()).collect(),
                taken: Some(fields.get("with_metric").unwrap_or("")),
            },
            Choice {
                name: "with_period",
                label: "With period",
                options: other("previous or same").chain(labels()).collect(),
                taken: Some(fields.get("with_period").unwrap_or("")),
            },
        ],
        Some(tick(
            "across",
            "even if different rules made them",
            fields.get("across") == Some("yes"),
        )),
    )
}
