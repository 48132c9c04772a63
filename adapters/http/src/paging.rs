//! From one page to the next.

use crate::link;
use crate::pagination::{Pagination, Paging, Place, Step, Stop};
use crate::path::{at, find, put, scalar};
use serde_json::Value;
use std::collections::HashSet;
use uptake_adapter::{AdapterError, ErrorCode};
use uptake_formats::json::Raw;
use url::Url;

/// When pages come again.
const LOST: &str = "check that the service reads the parameter that `pagination` names";

/// What is asked of the service: an address, and what is sent along.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    /// The address, without credentials.
    pub(crate) url: Url,
    /// The JSON that is sent.
    pub(crate) body: Option<Value>,
}

impl Ask {
    fn set(&mut self, place: Place, name: &str, value: &str) {
        match place {
            Place::Body => {
                // A number stays one: services are strict about it.
                let value = value
                    .parse::<i64>()
                    .map_or_else(|_| Value::String(value.to_owned()), Value::from);
                put(self.body.get_or_insert(Value::Null), name, value);
            }
            Place::Query => set_parameter(&mut self.url, name, value),
        }
    }
}

/// Gives a parameter of an address a value, in its old place if it has one.
pub(crate) fn set_parameter(url: &mut Url, name: &str, value: &str) {
    let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    match pairs.iter_mut().find(|(known, _)| known == name) {
        Some((_, old)) => value.clone_into(old),
        None => pairs.push((name.to_owned(), value.to_owned())),
    }
    url.query_pairs_mut().clear().extend_pairs(pairs);
}

/// What a page says about the next one.
pub(crate) struct Page<'a> {
    /// The header `Link`.
    pub(crate) link: Option<&'a str>,
    /// The answer, if it is JSON.
    pub(crate) answer: Option<Raw<'a>>,
    /// Whether the service says that there is no content.
    pub(crate) no_content: bool,
    /// Its rows.
    pub(crate) rows: u64,
    /// What tells it from other pages.
    pub(crate) digest: [u8; 32],
}

/// The way through the pages.
pub(crate) struct Pager {
    pagination: Pagination,
    first: Ask,
    number: i64,
    pages: u64,
    rows: u64,
    seen: HashSet<String>,
    last: Option<[u8; 32]>,
}

impl Pager {
    /// Starts at `ask`.
    pub(crate) fn new(pagination: &Pagination, mut ask: Ask) -> Self {
        let mut number = 0;
        if let Paging::Page {
            parameter,
            start,
            size,
            size_parameter,
            ..
        } = &pagination.kind
        {
            number = *start;
            ask.set(pagination.place, parameter, &number.to_string());
            if let (Some(size), Some(parameter)) = (size, size_parameter) {
                ask.set(pagination.place, parameter, &size.to_string());
            }
        }
        Self {
            pagination: pagination.clone(),
            first: ask,
            number,
            pages: 0,
            rows: 0,
            seen: HashSet::new(),
            last: None,
        }
    }

    /// The request for the first page.
    pub(crate) fn first(&self) -> Ask {
        self.first.clone()
    }

    /// The request for the page after this one, which was asked for at `current`; `None` after the last one.
    pub(crate) fn next(&mut self, current: &Ask, page: &Page<'_>) -> Result<Option<Ask>, AdapterError> {
        self.pages += 1;
        self.rows += page.rows;
        if page.rows > 0 && self.last.replace(page.digest) == Some(page.digest) {
            let message = format!("page {} is the same as the one before", self.pages);
            return Err(fault(message).help(LOST));
        }
        if page.no_content {
            return self.without_content().map(|()| None);
        }
        let Some((next, mark)) = self.step(current, page)? else {
            return Ok(None);
        };
        if self.pages >= self.pagination.most {
            let message = format!("the service has more than {} pages", self.pagination.most);
            return Err(fault(message).help("`pagination.most` allows more"));
        }
        if !self.seen.insert(mark) {
            let message = format!("page {} leads back to a page that was read already", self.pages);
            return Err(fault(message).help(LOST));
        }
        Ok(Some(next))
    }

    /// What an answer without content means: as the first one, that there is nothing at all; later only what is stated.
    fn without_content(&self) -> Result<(), AdapterError> {
        let stated = matches!(
            self.pagination.kind,
            Paging::Page {
                stop: Stop::NoContent,
                ..
            }
        );
        if stated || self.pages == 1 {
            return Ok(());
        }
        let message = format!(
            "page {} is 204 No Content, which doesn't say whether it is the last one",
            self.pages
        );
        Err(fault(message).help("if that is how the service ends its pages: `kind: page` with `stop: no-content`"))
    }

    /// The next request and what must not come twice.
    fn step(&mut self, current: &Ask, page: &Page<'_>) -> Result<Option<(Ask, String)>, AdapterError> {
        let place = self.pagination.place;
        match &self.pagination.kind {
            // Rows of one page would pass for all.
            Paging::None => match page.link.and_then(link::next) {
                Some(_) => Err(fault("the service has another page, and `pagination` isn't stated".to_owned())
                    .help("state `pagination: { kind: link-header }`, since the answer names the next page in its header `Link`")),
                None => Ok(None),
            },
            Paging::LinkHeader => match page.link.and_then(link::next) {
                Some(address) => self.at(current, address).map(Some),
                None => Ok(None),
            },
            Paging::Cursor { parameter, .. } => match (self.cursor(page)?, parameter) {
                (None, _) => Ok(None),
                (Some(cursor), None) => self.at(current, &cursor).map(Some),
                (Some(cursor), Some(parameter)) => {
                    let mut next = self.first.clone();
                    next.set(place, parameter, &cursor);
                    Ok(Some((next, cursor)))
                }
            },
            Paging::Page {
                parameter,
                step,
                size,
                stop,
                ..
            } => {
                if self.is_last(stop, *size, page)? {
                    return Ok(None);
                }
                let step = match step {
                    Step::By(step) => *step,
                    Step::Rows => i64::try_from(page.rows).unwrap_or(i64::MAX),
                };
                self.number = self.number.saturating_add(step);
                let mut next = self.first.clone();
                next.set(place, parameter, &self.number.to_string());
                Ok(Some((next, self.number.to_string())))
            }
        }
    }

    /// The cursor of a page; `None` where the page says that it is the last one.
    fn cursor(&self, page: &Page<'_>) -> Result<Option<String>, AdapterError> {
        let Paging::Cursor { path, more, single, .. } = &self.pagination.kind else {
            return Ok(None);
        };
        let Some(answer) = page.answer else {
            return Err(fault(format!("page {} isn't JSON, so it has no cursor", self.pages)));
        };
        let more = match more {
            None => None,
            Some(more) => match find(answer, more).and_then(Raw::flag) {
                Some(false) => return Ok(None),
                Some(true) => Some(true),
                None => {
                    let message = format!("page {} doesn't say true or false at `{more}`", self.pages);
                    return Err(fault(message).help("`pagination.more` is the path to a flag that each page has"));
                }
            },
        };
        let found = at(answer, path);
        let ends =
            |value: Raw<'_>| value.is_null() || value.flag() == Some(false) || value.string().as_deref() == Some("");
        match found {
            Some(value) if !ends(value) => match scalar(value) {
                Some(cursor) => Ok(Some(cursor)),
                None => Err(fault(format!("page {} has something other than a cursor at `{path}`", self.pages))),
            },
            _ if more.is_some() => Err(fault(format!(
                "page {} says that there is more but has no cursor at `{path}`",
                self.pages
            ))),
            // Once there was one, its absence is how many services say that this is all.
            None if self.pages == 1 && !single => Err(fault(format!("the first page has nothing at `{path}`")).help(
                "`pagination.cursor` is the path to the cursor; if the service leaves it out where there is a single page, set `single: true`",
            )),
            Some(_) | None => Ok(None),
        }
    }

    fn is_last(&self, stop: &Stop, size: Option<i64>, page: &Page<'_>) -> Result<bool, AdapterError> {
        let stated = |path: &str| {
            let number = page
                .answer
                .and_then(|answer| find(answer, path)?.digits()?.parse::<u64>().ok());
            number.ok_or_else(|| fault(format!("page {} has no number at `{path}`", self.pages)))
        };
        match stop {
            Stop::Empty => Ok(page.rows == 0),
            Stop::NoContent if page.rows > 0 => Ok(false),
            Stop::NoContent => {
                let message = format!("page {} has no rows but isn't 204 No Content", self.pages);
                Err(fault(message).help("`stop: empty` ends with such a page"))
            }
            Stop::Short => Ok(size.is_none_or(|size| i64::try_from(page.rows).is_ok_and(|rows| rows < size))),
            Stop::Pages(path) => Ok(self.pages >= stated(path)?),
            Stop::Total(path) => match stated(path)? {
                total if self.rows >= total => Ok(true),
                total if page.rows == 0 => {
                    let message = format!("the service reports {total} rows but returned {}", self.rows);
                    Err(fault(message).help("`stop: empty` accepts the rows that arrive as complete"))
                }
                _ => Ok(false),
            },
        }
    }

    /// The page at an address that the service names.
    fn at(&self, current: &Ask, address: &str) -> Result<(Ask, String), AdapterError> {
        let url = current
            .url
            .join(address)
            .map_err(|error| fault(format!("the next page has no address: {error}")))?;
        // Credentials go along, so they must not be led elsewhere.
        if url.origin() != self.first.url.origin() {
            let message = format!(
                "the next page is at another service, {}",
                url.origin().ascii_serialization()
            );
            return Err(fault(message).help("pages are read from the service that `url` names only"));
        }
        let mark = url.to_string();
        let body = self.first.body.clone();
        Ok((Ask { url, body }, mark))
    }
}

fn fault(message: impl Into<String>) -> AdapterError {
    AdapterError::new(ErrorCode::Source, message).setting("pagination")
}
