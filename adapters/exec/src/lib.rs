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
    Adapter, AdapterError, Batches, Description, Fingerprint, ProgramFile, Remark, ScanRequest, SettingAbout,
    SettingKind as Kind, Settings, Source,
};
use uptake_formats::csv_rows;
use uptake_formats::json::{MOST_COLUMNS, MOST_LEVELS};
use uptake_formats::{LastScan, Remarks, amounts};

/// The adapter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Exec;

const SETTINGS: &[SettingAbout] = &[
    SettingAbout::new(
        "command[]",
        Kind::List,
        "the program and its arguments as a list, or a program alone. No shell reads it: `*`, `$` and spaces are passed on as they are. A program with a `/` is a path relative to the project file; any other is looked for in `PATH`",
    )
    .required(),
    SettingAbout::new(
        "format",
        Kind::Choice,
        "what it writes: `csv` (with a header), `ndjson` (one object per line) or `ipc` (the stream form of Arrow \
         IPC)",
    )
    .required(),
    csv_rows::SETTINGS[0],
    csv_rows::SETTINGS[1],
    csv_rows::SETTINGS[2],
    csv_rows::SETTINGS[3],
    csv_rows::SETTINGS[4],
    MOST_LEVELS,
    MOST_COLUMNS,
    SettingAbout::new(
        "config.*",
        Kind::Mapping,
        "what the program gets as one JSON object on standard input, which then ends. Numbers and truth values \
         stay what they are; what is quoted, or refers to a secret, is text",
    )
    .or("an empty object"),
    SettingAbout::new(
        "env.*",
        Kind::Mapping,
        "environment variables. The program gets these and `PATH`, and no others",
    )
    .or("none"),
    SettingAbout::new("timeout", Kind::Duration, "how long it may run, such as `5min`").or("an hour"),
    SettingAbout::new(
        "idle_timeout",
        Kind::Duration,
        "how long it may write nothing while uptake waits for rows",
    )
    .or("ten minutes"),
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
                whole: amounts::limit(settings, "timeout", Duration::from_secs(3600))?,
                idle: amounts::limit(settings, "idle_timeout", Duration::from_secs(600))?,
            },
            launch: Launch::new(settings)?,
            last: LastScan::default(),
            remarks: Remarks::default(),
        }))
    }
}

struct ExecSource {
    format: Format,
    limits: Limits,
    launch: Launch,
    last: LastScan,
    remarks: Remarks,
}

impl Source for ExecSource {
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError> {
        self.last.begin();
        self.remarks.begin();
        if self.launch.shows_a_secret() {
            let text = "a secret is among the arguments of the program, which everybody on this machine can see: hand it over with \
                        `config` or `env`";
            self.remarks.add(&self.launch.shown, text);
        }
        let run = Run::start(&self.launch, self.limits)?;
        let columns = request.columns.as_deref();
        let rows = Rows::read(run, self.format, columns, self.last.clone(), &self.remarks)?;
        Ok(Box::new(rows))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        Ok(self.last.fingerprints())
    }

    fn rereadable(&self) -> bool {
        false
    }

    fn programs(&self) -> Vec<ProgramFile> {
        self.launch.programs()
    }

    fn remarks(&self) -> Vec<Remark> {
        self.remarks.all()
    }
}
