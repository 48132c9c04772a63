//! The adapter `exec`: any program that writes CSV, NDJSON or an Arrow stream on its standard output.
//!
//! The program is started without a shell, in the project's folder and with an environment of its own. Its configuration is
//! one JSON object on standard input, its log is standard error, and its exit code says whether the rows are all there.

mod command;
mod exit;
mod format;
mod log;
mod rows;
mod run;

use command::Launch;
use format::Format;
use rows::Rows;
use run::{Limits, Run};
use std::time::Duration;
use uptake_adapter::{
    Adapter, AdapterError, Batches, Description, Fingerprint, ScanRequest, SettingAbout, Settings, Source,
};
use uptake_formats::{LastScan, amounts};

/// The adapter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Exec;

const SETTINGS: &[SettingAbout] = &[
    SettingAbout {
        key: "command[]",
        about: "the program and its arguments as a list, or a program alone; no shell reads it",
        required: true,
    },
    SettingAbout {
        key: "format",
        about: "what it writes: `csv`, `ndjson` or `ipc` (an Arrow stream)",
        required: true,
    },
    SettingAbout {
        key: "separator",
        about: "the character between the fields of a CSV row; a comma if not given",
        required: false,
    },
    SettingAbout {
        key: "config.*",
        about: "what the program gets as a JSON object on standard input",
        required: false,
    },
    SettingAbout {
        key: "env.*",
        about: "the environment variables it gets besides `PATH`",
        required: false,
    },
    SettingAbout {
        key: "timeout",
        about: "how long it may run, such as `5min`; an hour if not given",
        required: false,
    },
    SettingAbout {
        key: "idle_timeout",
        about: "how long it may write nothing; ten minutes if not given",
        required: false,
    },
];

impl Adapter for Exec {
    fn describe(&self) -> Description {
        Description {
            name: "exec",
            version: env!("CARGO_PKG_VERSION"),
            about: "runs a program and reads the CSV, NDJSON or Arrow stream that it writes",
            settings: SETTINGS,
        }
    }

    fn open(&self, settings: &Settings) -> Result<Box<dyn Source>, AdapterError> {
        settings.check("exec", SETTINGS)?;
        Ok(Box::new(ExecSource {
            format: Format::named(settings)?,
            limits: Limits {
                whole: amounts::duration(settings, "timeout", Duration::from_secs(3600))?,
                idle: amounts::duration(settings, "idle_timeout", Duration::from_secs(600))?,
            },
            launch: Launch::new(settings)?,
            last: LastScan::default(),
        }))
    }
}

struct ExecSource {
    format: Format,
    limits: Limits,
    launch: Launch,
    last: LastScan,
}

impl Source for ExecSource {
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError> {
        self.last.begin();
        let run = Run::start(&self.launch, self.limits)?;
        let rows = Rows::read(run, self.format, request.columns.as_deref(), self.last.clone())?;
        Ok(Box::new(rows))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        Ok(self.last.fingerprints())
    }

    fn rereadable(&self) -> bool {
        false
    }
}
