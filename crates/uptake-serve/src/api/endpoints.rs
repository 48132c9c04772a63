//! What programs may ask.

use super::endpoint::{Endpoint, Field};
use super::openapi;
use super::schemas::Schema;
use crate::asked::Asked;
use crate::draft::Draft;
use crate::helper::Place;
use crate::http::{Method, Response};
use crate::site::{compare, person};
use crate::tryable;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uptake_codes::ProgramCode;
use uptake_engine::outcome::MetricRow;
use uptake_project::{Explanations, Failure};
use uptake_report::explained::{BridgeForm, ExplanationForm};
use uptake_report::openmetrics::{self, Made};
use uptake_report::outputs;
use uptake_report::page::{metric, periods};

const fn field(name: &'static str, about: &'static str) -> Field {
    Field {
        name,
        about,
        required: false,
        values: &[],
    }
}

const JSON: &str = "application/json";

const ROWS: &[Field] = &[
    field("metric", "the name of a figure, or another one of it; all if left out"),
    field("period", "the name of a period, such as 2026-W07; all if left out"),
    field(
        "cut",
        "the column that tells groups apart; the whole and all groups if left out",
    ),
];

/// All of them.
pub(crate) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        path: "/api/v1/openapi.json",
        method: Method::Get,
        name: "getDescription",
        about: "This description.",
        fields: &[],
        body: None,
        kind: JSON,
        schema: Schema::Any,
        others: &[],
        answer: |_| Ok(Response::json(200, openapi::text(ENDPOINTS))),
    },
    Endpoint {
        path: "/api/v1/state",
        method: Method::Get,
        name: "getState",
        about: "Which figures these are: of which project and day, when they were made, whether rules or sources have changed since, \
                which metrics, periods and groups there are.",
        fields: &[],
        body: None,
        kind: JSON,
        schema: Schema::State,
        others: &[],
        answer: |asked| Ok(Response::json(200, state(asked).to_string())),
    },
    Endpoint {
        path: "/api/v1/outcome",
        method: Method::Get,
        name: "getOutcome",
        about: "All figures, and what was noticed: `outcome.json`, without what tells of single people unless names may be seen.",
        fields: &[],
        body: None,
        kind: JSON,
        schema: Schema::Outcome,
        others: &[],
        answer: |asked| {
            let mut response = Response::json(200, "");
            response.body = Arc::clone(&asked.figures.json);
            Ok(response)
        },
    },
    Endpoint {
        path: "/api/v1/metrics",
        method: Method::Get,
        name: "getMetrics",
        about: "Figures row by row, as in `metrics.csv`. A group that isn't shown has `suppressed` and nothing else.",
        fields: ROWS,
        body: None,
        kind: JSON,
        schema: Schema::MetricRows,
        others: &[404],
        answer: |asked| {
            let wanted = wanted(asked)?;
            let rows: Vec<Value> = rows(asked)
                .filter(|(name, row)| wanted(name, row))
                .map(|(name, row)| row_form(name, row))
                .collect();
            Ok(Response::json(200, Value::from(rows).to_string()))
        },
    },
    Endpoint {
        path: "/api/v1/metrics.csv",
        method: Method::Get,
        name: "getMetricsCsv",
        about: "The same rows as CSV. What a spreadsheet would take for a formula has a `'` before it.",
        fields: ROWS,
        body: None,
        kind: "text/csv; charset=utf-8",
        schema: Schema::Text,
        others: &[404],
        answer: |asked| {
            let wanted = wanted(asked)?;
            let bytes = outputs::metrics_csv(&asked.figures.outcome, &*wanted);
            let bytes = bytes.map_err(|error| Failure::new(format!("the rows can't be written: {error}")))?;
            Ok(Response::new(200, "text/csv; charset=utf-8", bytes).named("metrics.csv"))
        },
    },
    Endpoint {
        path: "/api/v1/metrics.parquet",
        method: Method::Get,
        name: "getMetricsParquet",
        about: "All rows as Parquet, typed.",
        fields: &[],
        body: None,
        kind: "application/vnd.apache.parquet",
        schema: Schema::Bytes,
        others: &[],
        answer: |asked| {
            let mut response = Response::new(200, "application/vnd.apache.parquet", "").named("metrics.parquet");
            response.body = Arc::clone(&asked.figures.parquet);
            Ok(response)
        },
    },
    Endpoint {
        path: "/api/v1/compare",
        method: Method::Get,
        name: "compare",
        about: "Two periods or two definitions beside each other, all together and group by group. Where different rules made the two, \
                that is an error unless `across` says that it is meant; the answer says so then.",
        fields: &[
            field("metric", "the first figure; the first of the rules if left out"),
            field("period", "its period; the last one if left out"),
            field("with_metric", "the second figure; the same if left out"),
            field(
                "with_period",
                "its period; the one before if the figure is the same, else the same period, if left out",
            ),
            Field {
                values: &["yes", "no"],
                ..field(
                    "across",
                    "whether figures that different rules made are meant to be compared",
                )
            },
        ],
        body: None,
        kind: JSON,
        schema: Schema::Compared,
        others: &[404, 409],
        answer: |asked| {
            let figures = &asked.figures;
            let compared = compare::comparison(asked)?.of(&figures.subject(&figures.outcome, asked.version))?;
            written(&compared)
        },
    },
    Endpoint {
        path: "/api/v1/explain",
        method: Method::Get,
        name: "explain",
        about: "Why the verdicts on a person are what they are, as `uptake explain --format json` says it. Refused where single people \
                aren't shown. The data are read anew for it.",
        fields: &[
            Field {
                required: true,
                ..field("person", "the name, as the list has it")
            },
            field(
                "metric",
                "how the person counts in this figure; in the first one if left out",
            ),
            field("definition", "a definition or ladder instead of a figure"),
            field("period", "the period; the last one if left out"),
        ],
        body: None,
        kind: JSON,
        schema: Schema::Explained,
        others: &[403, 404, 409],
        answer: |asked| match person::found(asked)?.1 {
            Explanations::Person(found) => written(&ExplanationForm::of(&found)),
            Explanations::Metric(found) => written(&BridgeForm::of(&found)),
        },
    },
    Endpoint {
        path: "/api/v1/refresh",
        method: Method::Post,
        name: "refresh",
        about: "Runs the project again, and answers as `state` does. If the run fails, the figures stay what they are.",
        fields: &[],
        body: None,
        kind: JSON,
        schema: Schema::State,
        others: &[409],
        answer: |asked| {
            asked.measurer.renew()?;
            let renewed = Asked {
                figures: asked.measurer.figures(),
                stale: asked.measurer.is_stale(),
                ..*asked
            };
            Ok(Response::json(200, state(&renewed).to_string()))
        },
    },
    Endpoint {
        path: "/api/v1/rules",
        method: Method::Get,
        name: "getRules",
        about: "The rule files that can be tried, with their texts. Refused where names are replaced: rules may have some.",
        fields: &[],
        body: None,
        kind: JSON,
        schema: Schema::Rules,
        others: &[403],
        answer: |asked| {
            asked.figures.rules_shown()?;
            let files = tryable::files(&asked.figures.loaded.files, &asked.figures.own_files());
            let files = files
                .into_iter()
                .map(|(path, text)| json!({ "path": path, "text": text }));
            Ok(Response::json(200, Value::from(files.collect::<Vec<_>>()).to_string()))
        },
    },
    Endpoint {
        path: "/api/v1/draft",
        method: Method::Post,
        name: "tryDraft",
        about: "What is to be said about rules with some of their files replaced by texts: findings with places, how definitions are to \
                what is saved, what becomes of the figures, and the draft as a patch. Nothing is written. Figures are left out where \
                single people aren't shown.",
        fields: &[],
        body: Some(Schema::Draft),
        kind: JSON,
        schema: Schema::Tried,
        others: &[403, 409],
        answer: |asked| written(&asked.measurer.draft(sent_draft(&asked.request.body)?)?),
    },
    Endpoint {
        path: "/api/v1/complete",
        method: Method::Post,
        name: "complete",
        about: "What may be written at a place of a draft, as an editor offers it. Nothing is written or judged.",
        fields: &[],
        body: Some(Schema::Place),
        kind: JSON,
        schema: Schema::Completions,
        others: &[403],
        answer: |asked| written(&asked.measurer.complete(sent_place(&asked.request.body)?)?),
    },
    Endpoint {
        path: "/api/v1/hover",
        method: Method::Post,
        name: "hover",
        about: "What stands at a place of a draft, and how the function is called whose arguments stand there. Nothing is written or \
                judged.",
        fields: &[],
        body: Some(Schema::Place),
        kind: JSON,
        schema: Schema::Hover,
        others: &[403],
        answer: |asked| written(&asked.measurer.hover(sent_place(&asked.request.body)?)?),
    },
    Endpoint {
        path: "/metrics",
        method: Method::Get,
        name: "getOpenMetrics",
        about: "The last period as OpenMetrics text. Groups that aren't shown are left out, and counted.",
        fields: &[],
        body: None,
        kind: openmetrics::CONTENT_TYPE,
        schema: Schema::Text,
        others: &[],
        answer: |asked| {
            let made = Made {
                at: asked.figures.made.as_second(),
                stale: asked.stale,
            };
            let text = openmetrics::text(&asked.figures.outcome, made);
            Ok(Response::new(200, openmetrics::CONTENT_TYPE, text))
        },
    },
];

/// A draft as a program sends it.
fn sent_draft(body: &[u8]) -> Result<Draft, Failure> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sent {
        texts: BTreeMap<String, String>,
        #[serde(default)]
        period: Option<String>,
    }
    let sent: Sent = serde_json::from_slice(body).map_err(|error| {
        Failure::new(format!("the body isn't a draft: {error}"))
            .code(ProgramCode::BadRequest)
            .help("send `{\"texts\": {PATH: TEXT}}`, and `period` if another one than the last is meant")
    })?;
    Ok(Draft {
        texts: sent.texts,
        period: sent.period,
    })
}

/// A place in a draft as a program sends it.
fn sent_place(body: &[u8]) -> Result<Place, Failure> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sent {
        texts: BTreeMap<String, String>,
        path: String,
        at: u32,
    }
    let sent: Sent = serde_json::from_slice(body).map_err(|error| {
        Failure::new(format!("the body isn't a place in a draft: {error}"))
            .code(ProgramCode::BadRequest)
            .help(
                "send `{\"texts\": {PATH: TEXT}, \"path\": PATH, \"at\": N}`: N units of UTF-16 stand before the place",
            )
    })?;
    Ok(Place {
        texts: sent.texts,
        path: sent.path,
        at: usize::try_from(sent.at).unwrap_or(usize::MAX),
    })
}

fn written(value: &impl serde::Serialize) -> Result<Response, Failure> {
    let text = serde_json::to_string(value);
    let text = text.map_err(|error| Failure::new(format!("the answer can't be written: {error}")))?;
    Ok(Response::json(200, text))
}

fn rows<'a>(asked: &'a Asked<'_>) -> impl Iterator<Item = (&'a str, &'a MetricRow<String>)> {
    let metrics = asked.figures.outcome.metrics.iter();
    metrics.flat_map(|metric| metric.rows.iter().map(|row| (metric.name.as_str(), row)))
}

type Wanted = Box<dyn Fn(&str, &MetricRow<String>) -> bool>;

/// Which rows are asked for. What there is none of is an error, not an empty answer.
fn wanted(asked: &Asked<'_>) -> Result<Wanted, Failure> {
    let fields = asked.request.fields();
    let figures = &asked.figures;
    let name = match fields.get("metric") {
        None => None,
        Some(name) => Some(metric(&figures.outcome, &figures.loaded.policy, name)?.name.clone()),
    };
    let (period, cut) = (fields.owned("period"), fields.owned("cut"));
    if let Some(label) = period
        .as_deref()
        .filter(|label| !periods(&figures.outcome).contains(label))
    {
        return Err(uptake_report::page::not_reported(&figures.outcome, label));
    }
    let cuts: BTreeSet<&str> = rows(asked).filter_map(|(_, row)| row.cut.as_deref()).collect();
    if let Some(cut) = cut.as_deref().filter(|cut| !cuts.contains(cut)) {
        let missing = uptake_rules::missing::Missing::new("column", cut).among(cuts);
        return Err(Failure::missing(uptake_codes::RuleCode::UnknownName, &missing));
    }
    Ok(Box::new(move |metric, row| {
        name.as_deref().is_none_or(|name| name == metric)
            && period.as_deref().is_none_or(|period| period == row.label)
            && cut.as_deref().is_none_or(|cut| row.cut.as_deref() == Some(cut))
    }))
}

/// A row as `metrics.csv` has it.
fn row_form(name: &str, row: &MetricRow<String>) -> Value {
    json!({
        "metric": name,
        "period": row.period,
        "cut": row.cut,
        "cut_value": row.cut_value,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "unknown": (!row.suppressed).then_some(row.unknown),
        "value": row.value,
        "low": row.low,
        "high": row.high,
        "band": row.band,
        "suppressed": row.suppressed,
    })
}

fn state(asked: &Asked<'_>) -> Value {
    let figures = &asked.figures;
    let outcome = &figures.outcome;
    let metrics = outcome.metrics.iter().map(|metric| {
        let cuts: BTreeSet<&str> = metric.rows.iter().filter_map(|row| row.cut.as_deref()).collect();
        json!({ "name": metric.name, "title": metric.title, "unit": metric.unit, "cuts": cuts })
    });
    json!({
        "project": outcome.project,
        "as_of": outcome.as_of,
        "made": figures.made.to_string(),
        "stale": asked.stale,
        "unit": outcome.range.unit,
        "periods": periods(outcome),
        "metrics": metrics.collect::<Vec<_>>(),
        "single_people": figures.hidden.is_none(),
        "version": asked.version,
    })
}
