//! The adapter `http`: JSON, NDJSON and CSV from services, described by settings alone.
//!
//! One request at a time and one page in memory. A page that fails is asked for again, pages that were read are not; what
//! stays broken is a fault, never a short result. Credentials go to the service that `url` names and nowhere else, and no
//! message shows them.

mod answer;
mod auth;
mod client;
mod link;
mod paging;
mod path;
mod plan;
mod retry;
mod rows;
mod settings;
mod tls;

use plan::Plan;
use rows::Rows;
use uptake_adapter::{
    Adapter, AdapterError, Batches, Description, Fingerprint, ScanRequest, SettingAbout, Settings, Source,
};
use uptake_formats::LastScan;

/// The adapter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Http;

const fn setting(key: &'static str, about: &'static str) -> SettingAbout {
    SettingAbout {
        key,
        about,
        required: false,
    }
}

const SETTINGS: &[SettingAbout] = &[
    SettingAbout {
        key: "url",
        about: "the address of the first page, `https://…`",
        required: true,
    },
    setting("method", "`GET` or `POST`; GET if not given"),
    setting("headers.*", "headers of every request, by name"),
    setting("query.*", "parameters of the first request, by name"),
    setting("body.*", "the JSON object that a POST sends"),
    setting("auth.*", "who asks: `kind` is `bearer`, `basic`, `api_key` or `oauth2`"),
    setting(
        "insecure",
        "`true` allows credentials on connections that aren't encrypted",
    ),
    setting(
        "format",
        "`json`, `ndjson` or `csv`, where the answer's `Content-Type` doesn't tell",
    ),
    setting(
        "separator",
        "the character between the fields of a CSV row; a comma if not given",
    ),
    setting(
        "rows",
        "the path to the list of rows in a JSON answer, such as `data.items`",
    ),
    setting(
        "links",
        "the path to a list of addresses in a JSON answer, whose documents have the rows",
    ),
    setting(
        "pagination.*",
        "how to go on: `kind` is `link-header`, `cursor` or `page`",
    ),
    setting("rate", "requests per second at most, such as `5` or `0.5`"),
    setting("retry.*", "`attempts`, `wait` and `longest_wait` for what may pass"),
    setting(
        "timeout.*",
        "`connect`, `read` (a sign of life) and `answer` (a whole answer)",
    ),
    setting("largest_answer", "bytes of an answer at most, such as `64MiB`"),
];

impl Adapter for Http {
    fn describe(&self) -> Description {
        Description {
            name: "http",
            version: env!("CARGO_PKG_VERSION"),
            about: "reads JSON, NDJSON and CSV from services, page by page",
            settings: SETTINGS,
        }
    }

    fn open(&self, settings: &Settings) -> Result<Box<dyn Source>, AdapterError> {
        settings.check("http", SETTINGS)?;
        for (mapping, known) in [
            ("retry", &["attempts", "wait", "longest_wait"]),
            ("timeout", &["connect", "read", "answer"]),
        ] {
            if let Some((key, _)) = settings.below(mapping).find(|(key, _)| !known.contains(key)) {
                let known: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
                return Err(
                    settings::wrong(&format!("{mapping}.{key}"), format!("`{mapping}` has no `{key}`"))
                        .help(format!("it has {}", known.join(", "))),
                );
            }
        }
        Ok(Box::new(HttpSource {
            plan: Plan::new(settings)?,
            last: LastScan::default(),
        }))
    }
}

struct HttpSource {
    plan: Plan,
    last: LastScan,
}

impl Source for HttpSource {
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError> {
        self.last.begin();
        Ok(Box::new(Rows::new(
            &self.plan,
            request.columns.clone(),
            self.last.clone(),
        )))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        Ok(self.last.fingerprints())
    }

    fn rereadable(&self) -> bool {
        false
    }
}
