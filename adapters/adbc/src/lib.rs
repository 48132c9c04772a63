//! The adapter `adbc`: a query or a table of any database that has an ADBC driver.
//!
//! The driver is a shared library that runs in this process; what unsafe code that takes lives in `uptake-adbc-sys`. All its
//! calls are made on a thread of their own, so that a driver that hangs is left behind when the time is over. Rows come as
//! Arrow, are checked like a plugin's, gathered into batches, and digested for the manifest.

mod digest;
mod drivers;
mod fault;
mod flavour;
mod found;
mod gather;
mod manifest;
mod plan;
mod rows;
mod secrets;
mod work;

use plan::Plan;
use rows::Rows;
use std::sync::Arc;
use uptake_adapter::{
    Adapter, AdapterError, Batches, Description, Fingerprint, ScanRequest, SettingAbout, Settings, Source,
};
use uptake_formats::LastScan;

/// The adapter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Adbc;

const fn setting(key: &'static str, about: &'static str) -> SettingAbout {
    SettingAbout {
        key,
        about,
        required: false,
    }
}

const SETTINGS: &[SettingAbout] = &[
    SettingAbout {
        key: "driver",
        about: "the driver: a name such as `postgresql` or `sqlite`, or the path of a shared library",
        required: true,
    },
    setting("driver_folder", "a folder to look for the driver in, before all others"),
    setting(
        "entrypoint",
        "the driver's first function, where its name can't be derived",
    ),
    setting("sha256", "the digest that the driver's file must have"),
    setting(
        "uri",
        "where the database is; a file of SQLite or DuckDB relative to the project file",
    ),
    setting("user", "who asks"),
    setting("username", "the same as `user`"),
    setting("password", "the password, best as `${env:NAME}`"),
    setting("options.*", "options of the driver, by their own names"),
    setting("query", "the query, in the database's own SQL"),
    setting("table", "the table to read whole, instead of a query"),
    setting("batch_rows", "rows of a batch, about; 65536 if not given"),
    setting("timeout", "how long it may take, such as `5min`; an hour if not given"),
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
        let rows = Rows::start(&self.plan, request.columns.clone(), self.last.clone())?;
        Ok(Box::new(rows))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        Ok(self.last.fingerprints())
    }

    fn rereadable(&self) -> bool {
        false
    }
}
