//! The adapter `adbc`: a query or a table of any database that has an ADBC driver.
//!
//! The driver is a shared library that runs in this process; what unsafe code that takes lives in `uptake-adbc-sys`. All its
//! calls are made on a thread of their own, so that a driver that hangs is left behind when the time is over. Rows come as
//! Arrow, are checked like a plugin's, gathered into batches, and digested for the manifest.

mod asked;
mod digest;
mod drivers;
mod fault;
mod flavour;
mod found;
mod gather;
mod manifest;
mod only_read;
mod plan;
mod rows;
mod secrets;
mod there;
mod work;

use asked::Conversation;
use plan::Plan;
use rows::Rows;
use std::sync::Arc;
use uptake_adapter::{
    Adapter, AdapterError, Batches, Description, Engine, Fingerprint, ProgramFile, ScanRequest, SettingAbout,
    SettingKind as Kind, Settings, Source, until_end,
};
use uptake_formats::LastScan;

/// The adapter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Adbc;

const SETTINGS: &[SettingAbout] = &[
    SettingAbout::new(
        "driver",
        Kind::Text,
        "the driver: a name such as `postgresql`, `sqlite`, `duckdb`, `flightsql`, `snowflake` or `bigquery`, or \
         the path of a shared library, relative to the project file",
    )
    .required(),
    SettingAbout::new(
        "driver_folder",
        Kind::Path,
        "a folder to look for the driver in, before all others",
    ),
    SettingAbout::new("entrypoint", Kind::Text, "the driver's first function")
        .or("the names that ADBC derives from the file's, then `AdbcDriverInit`"),
    SettingAbout::new("sha256", Kind::Text, "the digest that the driver's file must have").or("any"),
    SettingAbout::new(
        "uri",
        Kind::Text,
        "where the database is, in the driver's own form. For SQLite and DuckDB a file, relative to the project \
         file; it must exist, and is opened for reading",
    )
    .or("in memory for SQLite and DuckDB"),
    SettingAbout::new(
        "user",
        Kind::Text,
        "the user. PostgreSQL gets user and password as a part of `uri`, other drivers as ADBC options",
    ),
    SettingAbout::new("username", Kind::Text, "the same as `user`"),
    SettingAbout::new("password", Kind::Text, "the password, best as `${env:NAME}`"),
    SettingAbout::new(
        "options.*",
        Kind::Mapping,
        "options of the driver for the database, by their own names",
    ),
    SettingAbout::new(
        "query",
        Kind::Text,
        "the query, in the database's own SQL: one statement that only reads",
    )
    .or("`table`"),
    SettingAbout::new(
        "table",
        Kind::Text,
        "the table to read whole: a plain name of letters, digits and `_`, separated by dots. For any other name \
         write a query",
    )
    .or("`query`"),
    SettingAbout::new(
        "dialect",
        Kind::Text,
        "the SQL that the database speaks, where `reduce: pushdown` adds rows up there and the driver is of a protocol behind which \
         anything may be: `duckdb`, `postgresql`, `clickhouse`, `spark`, `datafusion`, `snowflake` or `bigquery`",
    )
    .or("what the driver's name says"),
    SettingAbout::new(
        "batch_rows",
        Kind::Number,
        "small batches of the driver are put together until they have so many rows, or 16 MiB",
    )
    .or("65536"),
    SettingAbout::new(
        "timeout",
        Kind::Duration,
        "how long it may take, from the connection to the last row, such as `5min`. Then the query is ended, if the driver can",
    )
    .or("an hour"),
];

impl Adapter for Adbc {
    fn describe(&self) -> Description {
        Description {
            name: "adbc",
            version: env!("CARGO_PKG_VERSION"),
            about: "reads a query or a table of a database through its ADBC driver",
            settings: SETTINGS,
        }
    }

    fn secrets(&self) -> &'static [&'static str] {
        &["password"]
    }

    fn open(&self, settings: &Settings) -> Result<Box<dyn Source>, AdapterError> {
        settings.check("adbc", SETTINGS)?;
        Ok(Box::new(AdbcSource {
            plan: Arc::new(Plan::new(settings)?),
            last: LastScan::default(),
        }))
    }
}

struct AdbcSource {
    plan: Arc<Plan>,
    last: LastScan,
}

impl Source for AdbcSource {
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError> {
        self.last.begin();
        let mut rows = Rows::start(&self.plan, request.columns.clone(), self.last.clone())?;
        Ok(until_end(move || rows.next()))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        Ok(self.last.fingerprints())
    }

    fn rereadable(&self) -> bool {
        false
    }

    fn programs(&self) -> Vec<ProgramFile> {
        let load = &self.plan.load;
        vec![ProgramFile {
            name: load.shown.clone(),
            path: load.path.clone(),
        }]
    }

    fn speaks(&self) -> Option<String> {
        Some(self.plan.dialect.clone())
    }

    fn engine(&mut self) -> Result<Box<dyn Engine>, AdapterError> {
        let conversation = Conversation::begin(&self.plan, self.plan.dialect.clone(), self.last.clone())?;
        Ok(Box::new(conversation))
    }
}
