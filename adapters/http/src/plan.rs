//! Everything that the settings of a source say.

use crate::auth::Auth;
use crate::pagination::{Pagination, Paging};
use crate::paging::Ask;
use crate::retry::Retry;
use crate::settings::{address, choice, required, wrong};
use std::time::Duration;
use uptake_adapter::{AdapterError, Settings};
use uptake_formats::amounts;
use uptake_formats::csv_rows::CsvForm;
use uptake_formats::json::Limits;
use ureq::http::{HeaderName, HeaderValue};

/// What to ask, as whom, how patiently, and how to read the answer.
#[derive(Clone)]
pub(crate) struct Plan {
    /// The first request.
    pub(crate) ask: Ask,
    /// Headers of every request to the service.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// Who asks.
    pub(crate) auth: Auth,
    /// How rows are written, if it is stated.
    pub(crate) format: Option<Format>,
    /// How CSV is written.
    pub(crate) csv: CsvForm,
    /// Where the list of rows stands in an answer.
    pub(crate) rows: Option<String>,
    /// Where a list of addresses stands in an answer, which have the rows.
    pub(crate) links: Option<String>,
    /// How to go on.
    pub(crate) pagination: Pagination,
    /// What to do when it fails.
    pub(crate) retry: Retry,
    /// The least time between two requests.
    pub(crate) pause: Duration,
    /// The time for a connection.
    pub(crate) connect: Duration,
    /// The time for each sign of life.
    pub(crate) read: Duration,
    /// The time for a whole answer.
    pub(crate) answer: Duration,
    /// Bytes of an answer.
    pub(crate) largest: u64,
    /// How far its JSON may nest.
    pub(crate) limits: Limits,
    /// The settings, which know what no message may show.
    pub(crate) settings: Settings,
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// In a JSON document.
    Json,
    /// One JSON object a line.
    Ndjson,
    /// Comma-separated values with a header, and how they are written.
    Csv(CsvForm),
}

impl Format {
    /// The format that a `Content-Type` tells; JSON unless it says otherwise.
    pub(crate) fn of(content_type: &str, csv: CsvForm) -> Self {
        let kind = content_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        match kind.as_str() {
            "text/csv" => Format::Csv(csv),
            kind if kind.contains("ndjson") || kind.contains("jsonl") || kind.contains("json-lines") => Format::Ndjson,
            _ => Format::Json,
        }
    }
}

impl Plan {
    /// Reads the settings, and asks the service nothing.
    pub(crate) fn new(settings: &Settings) -> Result<Self, AdapterError> {
        let post = choice(settings, "method", &["GET", "POST"])? == Some("POST");
        let mut url = address(&required(settings, "url")?, "url", settings)?;
        // A fragment never leaves the client; a next address is compared without it.
        url.set_fragment(None);
        if settings.below("query").next().is_some() {
            url.query_pairs_mut().extend_pairs(settings.below("query"));
        }
        let body = settings.tree("body");
        let has_body = body.as_object().is_some_and(|body| !body.is_empty());
        if has_body && !post {
            return Err(wrong("body", "a GET sends no `body`").help("set `method: POST`"));
        }
        let (auth, secrets) = Auth::new(settings)?;
        let csv = CsvForm::of(settings)?;
        let format = match choice(settings, "format", &["json", "ndjson", "csv"])? {
            Some("csv") => Some(Format::Csv(csv)),
            Some("ndjson") => Some(Format::Ndjson),
            Some(_) => Some(Format::Json),
            None => None,
        };
        let plan = Self {
            ask: Ask {
                url,
                body: post.then_some(body),
            },
            headers: headers(settings)?,
            auth,
            format,
            csv,
            rows: settings.get("rows").map(str::to_owned),
            links: settings.get("links").map(str::to_owned),
            pagination: Pagination::new(settings)?,
            retry: Retry::new(settings)?,
            pause: pause(settings)?,
            connect: amounts::limit(settings, "timeout.connect", Duration::from_secs(10))?,
            read: amounts::limit(settings, "timeout.read", Duration::from_secs(60))?,
            answer: amounts::limit(settings, "timeout.answer", Duration::from_secs(600))?,
            largest: amounts::most_bytes(settings, "largest_answer", 64 << 20)?,
            limits: Limits::new(settings)?,
            settings: guarded(settings, secrets),
        };
        plan.checked()
    }

    /// What doesn't fit together.
    fn checked(self) -> Result<Self, AdapterError> {
        let documents = self.links.is_some() || matches!(self.format, None | Some(Format::Json));
        if !documents && matches!(self.pagination.kind, Paging::Cursor { .. }) {
            return Err(wrong("pagination.kind", "only a JSON answer has a place for a cursor"));
        }
        if self.rows.is_some() && self.format.is_some_and(|format| format != Format::Json) {
            return Err(wrong("rows", "only a JSON answer has a path to its rows"));
        }
        Ok(self)
    }

    /// An address as messages show it: without what stands in its query, and without secrets.
    pub(crate) fn shown(&self, url: &url::Url) -> String {
        let mut url = url.clone();
        url.set_query(None);
        url.set_fragment(None);
        // An address without a host can't be asked.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        self.settings.redacted(url.as_str())
    }
}

/// The settings, with everything that could be a secret.
fn guarded(settings: &Settings, secrets: Vec<String>) -> Settings {
    let open = |name: &str| {
        ["accept", "content-type", "user-agent"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
    };
    let sent = settings
        .below("headers")
        .filter(|(name, _)| !open(name))
        .chain(settings.below("query"));
    let sent: Vec<String> = sent
        .filter(|(_, value)| value.len() >= 6)
        .map(|(_, value)| value.to_owned())
        .collect();
    let encoded = secrets
        .iter()
        .map(|secret| url::form_urlencoded::byte_serialize(secret.as_bytes()).collect());
    let encoded: Vec<String> = encoded.collect();
    settings
        .clone()
        .with_secrets(secrets)
        .with_secrets(encoded)
        .with_secrets(sent)
}

fn headers(settings: &Settings) -> Result<Vec<(HeaderName, HeaderValue)>, AdapterError> {
    let header = |(name, value): (&str, &str)| {
        let key = format!("headers.{name}");
        let known = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| wrong(&key, format!("`{name}` can't be the name of a header")))?;
        let mut value = HeaderValue::from_str(value)
            .map_err(|_| wrong(&key, format!("the header `{name}` can't have this value")))?;
        value.set_sensitive(true);
        Ok((known, value))
    };
    settings.below("headers").map(header).collect()
}

fn pause(settings: &Settings) -> Result<Duration, AdapterError> {
    let Some(text) = settings.get("rate") else {
        return Ok(Duration::ZERO);
    };
    match text.parse::<f64>().ok().filter(|rate| (0.001..=1000.0).contains(rate)) {
        Some(rate) => Ok(Duration::from_secs_f64(1.0 / rate)),
        None => Err(wrong(
            "rate",
            format!("`rate` should be a number of requests per second, not `{text}`"),
        )
        .help("such as `5`, or `0.5` for one in two seconds")),
    }
}
