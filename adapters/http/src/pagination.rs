//! The settings of a pagination.

use crate::settings::{choice, number, required, wrong};
use uptake_adapter::{AdapterError, Settings};

/// How a service parts its answer.
#[derive(Clone, Debug)]
pub(crate) enum Paging {
    /// It doesn't.
    None,
    /// The header `Link` has the next address.
    LinkHeader,
    /// The answer has a cursor, or the next address itself.
    Cursor {
        /// Where.
        path: String,
        /// Where a flag stands that says whether there is more.
        more: Option<String>,
        /// The parameter that carries the cursor; without one the cursor is the next address.
        parameter: Option<String>,
        /// Whether a first page without a place for a cursor is the only page.
        single: bool,
    },
    /// Pages, or rows, are counted.
    Page {
        /// The parameter with the number.
        parameter: String,
        /// The first number.
        start: i64,
        /// What is added.
        step: Step,
        /// Rows of a full page.
        size: Option<i64>,
        /// The parameter with the size.
        size_parameter: Option<String>,
        /// When to stop.
        stop: Stop,
    },
}

/// What is added to a page's number.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// This.
    By(i64),
    /// As many as the page had rows.
    Rows,
}

/// When the last page has come.
#[derive(Clone, Debug)]
pub(crate) enum Stop {
    /// With a page without rows.
    Empty,
    /// With an answer of 204, No Content.
    NoContent,
    /// With a page that has fewer rows than a full one.
    Short,
    /// When as many rows have come as the answer says at this path.
    Total(String),
    /// When as many pages have come as the answer says at this path.
    Pages(String),
}

/// Where parameters go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Into the address.
    Query,
    /// Into the JSON that is sent.
    Body,
}

/// Pages that are read at most.
const MOST: i64 = 10_000;

/// The pagination of a source.
#[derive(Clone, Debug)]
pub(crate) struct Pagination {
    /// The kind.
    pub(crate) kind: Paging,
    /// Where parameters go.
    pub(crate) place: Place,
    /// Pages at most.
    pub(crate) most: u64,
}

impl Pagination {
    /// From the settings.
    pub(crate) fn new(settings: &Settings) -> Result<Self, AdapterError> {
        let kind = choice(settings, "pagination.kind", &["none", "link-header", "cursor", "page"])?;
        let known: &[&str] = match kind {
            Some("link-header") => &["most"],
            Some("cursor") => &["most", "cursor", "more", "parameter", "single", "in"],
            Some("page") => &[
                "most",
                "parameter",
                "start",
                "step",
                "size",
                "size_parameter",
                "stop",
                "total",
                "pages",
                "in",
            ],
            _ => &[],
        };
        if let Some((key, _)) = settings
            .below("pagination")
            .find(|(key, _)| *key != "kind" && !known.contains(key))
        {
            let message = match kind {
                Some(kind) => format!("`pagination` of the kind `{kind}` has no `{key}`"),
                None => "`pagination` needs a `kind`".to_owned(),
            };
            return Err(
                wrong(&format!("pagination.{key}"), message).help("valid values: `link-header`, `cursor`, `page`")
            );
        }
        let text = |key: &str| settings.get(&format!("pagination.{key}")).map(str::to_owned);
        let kind = match kind {
            Some("link-header") => Paging::LinkHeader,
            Some("cursor") => Paging::Cursor {
                path: required(settings, "pagination.cursor")?,
                more: text("more"),
                parameter: text("parameter"),
                single: choice(settings, "pagination.single", &["true", "false"])? == Some("true"),
            },
            Some("page") => Paging::Page {
                parameter: text("parameter").unwrap_or_else(|| "page".to_owned()),
                start: number(settings, "pagination.start", 0)?.unwrap_or(1),
                step: match settings.get("pagination.step") {
                    Some("rows") => Step::Rows,
                    _ => Step::By(number(settings, "pagination.step", 1)?.unwrap_or(1)),
                },
                size: number(settings, "pagination.size", 1)?,
                size_parameter: text("size_parameter"),
                stop: stop(settings)?,
            },
            _ => Paging::None,
        };
        let place = match choice(settings, "pagination.in", &["query", "body"])? {
            Some("body") => Place::Body,
            _ => Place::Query,
        };
        Ok(Self {
            kind,
            place,
            most: number(settings, "pagination.most", 1)?.unwrap_or(MOST).unsigned_abs(),
        })
    }
}

fn stop(settings: &Settings) -> Result<Stop, AdapterError> {
    let rules = ["stop", "total", "pages"].map(|key| settings.get(&format!("pagination.{key}")));
    match rules {
        [_, Some(_), Some(_)] | [Some(_), _, Some(_)] | [Some(_), Some(_), _] => Err(wrong(
            "pagination.stop",
            "`stop`, `total` and `pages` can't be used together",
        )),
        [_, Some(path), _] => Ok(Stop::Total(path.to_owned())),
        [_, _, Some(path)] => Ok(Stop::Pages(path.to_owned())),
        _ => match choice(settings, "pagination.stop", &["empty", "short", "no-content"])? {
            Some("short") if settings.get("pagination.size").is_none() => Err(wrong(
                "pagination.stop",
                "`stop: short` needs the `size` of a full page",
            )),
            Some("short") => Ok(Stop::Short),
            Some("no-content") => Ok(Stop::NoContent),
            _ => Ok(Stop::Empty),
        },
    }
}
