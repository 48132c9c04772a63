//! The adapter `http`: JSON, NDJSON and CSV from services, described by settings alone.
//!
//! One request at a time and one page in memory. A page that fails is asked for again, pages that were read are not; what
//! stays broken is a fault, never a short result. Credentials go to the service that `url` names and nowhere else, and no
//! message shows them.

mod answer;
mod auth;
mod client;
mod link;
pub mod message;
mod pagination;
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
    Adapter, AdapterError, Batches, Description, Fingerprint, Remark, ScanRequest, SettingAbout, SettingKind as Kind,
    Settings, Source,
};
use uptake_formats::csv_rows;
use uptake_formats::json::{MOST_COLUMNS, MOST_LEVELS};
use uptake_formats::{LastScan, Remarks};

/// The adapter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Http;

const SETTINGS: &[SettingAbout] = &[
    SettingAbout::new("url", Kind::Text, "the address of the first page, `https://…`").required(),
    SettingAbout::new("method", Kind::Choice, "`GET` or `POST`").or("`GET`"),
    SettingAbout::new("headers.*", Kind::Mapping, "headers of every request, by name"),
    SettingAbout::new("query.*", Kind::Mapping, "parameters of the first request, by name"),
    SettingAbout::new("body.*", Kind::Mapping, "the JSON object that a POST sends").or("an empty object"),
    SettingAbout::new(
        "auth.*",
        Kind::Mapping,
        "the credentials: `kind` is `bearer`, `basic`, `api_key` or `oauth2`",
    )
    .or("nobody"),
    SettingAbout::new(
        "insecure",
        Kind::Flag,
        "`true` allows credentials on a connection that isn't encrypted. To this very machine they are always allowed",
    )
    .or("`false`"),
    SettingAbout::new("format", Kind::Choice, "`json`, `ndjson` or `csv`").or("what `Content-Type` says, else `json`"),
    csv_rows::SETTINGS[0],
    csv_rows::SETTINGS[1],
    csv_rows::SETTINGS[2],
    csv_rows::SETTINGS[3],
    csv_rows::SETTINGS[4],
    MOST_LEVELS,
    MOST_COLUMNS,
    SettingAbout::new(
        "rows",
        Kind::Text,
        "the path to the list of rows in a JSON answer, such as `data.items`",
    )
    .or("the answer is the list, or without `pagination` a single row"),
    SettingAbout::new(
        "links",
        Kind::Text,
        "the path to a list of addresses in a JSON answer, whose documents have the rows",
    ),
    SettingAbout::new(
        "pagination.*",
        Kind::Mapping,
        "how to go on: `kind` is `link-header`, `cursor` or `page`",
    )
    .or("a single page"),
    SettingAbout::new(
        "rate",
        Kind::Decimal,
        "requests per second at most, such as `5` or `0.5`",
    )
    .or("no limit"),
    SettingAbout::new(
        "retry.*",
        Kind::Mapping,
        "what to do when a request fails: `attempts`, `wait` and `longest_wait`",
    ),
    SettingAbout::new(
        "timeout.*",
        Kind::Mapping,
        "`connect`: the time for a connection (`10s`). `read`: the longest silence (`60s`). `answer`: the time for a whole answer (`10min`)",
    ),
    SettingAbout::new(
        "largest_answer",
        Kind::Size,
        "bytes of one answer, unpacked, at most. A page is held in memory, and only one",
    )
    .or("`64MiB`"),
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
            remarks: Remarks::default(),
        }))
    }
}

struct HttpSource {
    plan: Plan,
    last: LastScan,
    remarks: Remarks,
}

impl Source for HttpSource {
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError> {
        self.last.begin();
        self.remarks.begin();
        Ok(Box::new(Rows::new(
            &self.plan,
            request.columns.clone(),
            self.last.clone(),
            self.remarks.clone(),
        )))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        Ok(self.last.fingerprints())
    }

    fn rereadable(&self) -> bool {
        false
    }

    fn remarks(&self) -> Vec<Remark> {
        self.remarks.all()
    }
}
