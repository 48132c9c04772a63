//! The sources of a project, opened through their adapters.

use crate::exit::Failure;
use crate::plugins;
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::Path;
use std::time::{Duration, Instant};
use uptake_adapter::{Adapter, AdapterError, Batches, Fingerprint, ScanRequest, Settings, Source};
use uptake_adbc::Adbc;
use uptake_engine::Error;
use uptake_engine::input::{Inputs, SourceInfo};
use uptake_exec::Exec;
use uptake_files::Files;
use uptake_http::Http;
use uptake_rules::near::nearest;
use uptake_rules::project::{Project, SourceSpec};
use uptake_rules::{Sources as Texts, Span};

/// A run that takes longer than this shows how far it is.
const PATIENCE: Duration = Duration::from_secs(2);

/// The adapters that are built in.
pub(crate) fn adapters() -> Vec<Box<dyn Adapter>> {
    vec![Box::new(Files), Box::new(Exec), Box::new(Http), Box::new(Adbc)]
}

/// The opened sources.
pub(crate) struct ProjectSources {
    sources: BTreeMap<String, Opened>,
    rows: u64,
    started: Instant,
    bar: Option<ProgressBar>,
}

/// An opened source.
struct Opened {
    spec: SourceSpec,
    source: Box<dyn Source>,
}

/// Opens every source of a project. Paths start from `folder`.
pub(crate) fn open(project: &Project, folder: &Path, texts: &Texts) -> Result<ProjectSources, Failure> {
    let (opened, faults) = open_each(project, folder, texts);
    match faults.into_iter().next() {
        Some((_, failure)) => Err(failure),
        None => Ok(opened),
    }
}

/// The same for those that can be opened, and why the others can't, by dataset.
pub(crate) fn open_each(project: &Project, folder: &Path, texts: &Texts) -> (ProjectSources, Vec<(String, Failure)>) {
    let mut sources = BTreeMap::new();
    let mut faults = Vec::new();
    for spec in &project.sources {
        let dataset = spec.dataset.text.clone();
        match open_one(spec, folder, texts) {
            Ok(source) => {
                let spec = spec.clone();
                sources.insert(dataset, Opened { spec, source });
            }
            Err(failure) => faults.push((dataset, failure)),
        }
    }
    let opened = ProjectSources {
        sources,
        rows: 0,
        started: Instant::now(),
        bar: None,
    };
    (opened, faults)
}

fn open_one(spec: &SourceSpec, folder: &Path, texts: &Texts) -> Result<Box<dyn Source>, Failure> {
    let name = spec.adapter.text.as_str();
    if plugins::is_path(name) {
        let settings = settings(spec, folder, texts)?;
        return plugins::open(name, &settings).map_err(|error| blamed(&error, spec, texts));
    }
    let adapters = adapters();
    let Some(adapter) = adapters.iter().find(|adapter| adapter.describe().name == name) else {
        let names: Vec<&str> = adapters.iter().map(|adapter| adapter.describe().name).collect();
        let failure = Failure::new(format!("there is no adapter `{name}`"))
            .code("unknown-adapter")
            .place(texts.place(spec.adapter.span));
        return Err(match nearest(name, names.iter().copied()) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help(format!(
                "there is {}",
                names
                    .iter()
                    .map(|name| format!("`{name}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            )),
        });
    };
    let settings = settings(spec, folder, texts)?;
    adapter.open(&settings).map_err(|error| blamed(&error, spec, texts))
}

/// The settings of a source, references resolved.
fn settings(spec: &SourceSpec, folder: &Path, texts: &Texts) -> Result<Settings, Failure> {
    let mut values = BTreeMap::new();
    let mut secrets = Vec::new();
    for setting in &spec.settings {
        let value =
            expand(&setting.value, folder, &mut secrets).map_err(|failure| failure.place(texts.place(setting.span)))?;
        values.insert(setting.key.text.clone(), value);
    }
    let plain = spec.settings.iter().filter(|setting| setting.plain);
    let plain = plain.map(|setting| setting.key.text.clone());
    Ok(Settings::new(folder, values).with_plain(plain).with_secrets(secrets))
}

/// An adapter's fault, with its place in the project file.
fn blamed(error: &AdapterError, spec: &SourceSpec, texts: &Texts) -> Failure {
    let failure = Failure::new(error.message.clone())
        .code(error.code.as_str())
        .place(texts.place(place(error, spec)));
    match &error.help {
        Some(help) => failure.help(help.clone()),
        None => failure,
    }
}

/// The same while the rules run.
fn blame(error: AdapterError, spec: &SourceSpec) -> Error {
    let span = place(&error, spec);
    Error::from(error).at(span)
}

/// The setting that a fault is about, or else the adapter.
fn place(error: &AdapterError, spec: &SourceSpec) -> Span {
    // A plugin's own settings stand under `config`.
    let setting = error.setting.as_ref().and_then(|key| {
        let own = spec.setting(&format!("config.{key}"));
        own.filter(|_| plugins::is_path(&spec.adapter.text))
            .or_else(|| spec.setting(key))
    });
    setting.map_or(spec.adapter.span, |setting| setting.span)
}

/// Replaces `${env:NAME}` and `${file:PATH}` in a setting, and remembers what they stood for.
/// A secret's value is never shown, only its name.
pub(crate) fn expand(text: &str, folder: &Path, secrets: &mut Vec<String>) -> Result<String, Failure> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let Some((reference, tail)) = after.split_once('}') else {
            return Err(Failure::new(format!("`{text}` has a `${{` without its `}}`")).code("source-settings"));
        };
        let secret = resolve(reference, folder)?;
        out.push_str(&secret);
        secrets.push(secret);
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

fn resolve(reference: &str, folder: &Path) -> Result<String, Failure> {
    match reference.split_once(':') {
        Some(("env", name)) => std::env::var(name).map_err(|_| {
            Failure::new(format!("the environment has no variable `{name}`"))
                .code("source-settings")
                .help(format!("set it, as in `export {name}=…`"))
        }),
        Some(("file", path)) => std::fs::read_to_string(folder.join(path))
            .map(|text| text.trim_end().to_owned())
            .map_err(|error| Failure::new(format!("`{path}` can't be read: {error}")).code("source-settings")),
        _ => Err(Failure::new(format!("`${{{reference}}}` refers to nothing"))
            .code("source-settings")
            .help("write `${env:NAME}` or `${file:PATH}`")),
    }
}

impl ProjectSources {
    /// What the sources consist of, by dataset: those that can be read again at any time, or those that can't.
    pub(crate) fn fingerprints(&self, rereadable: bool) -> Result<Vec<(String, Fingerprint)>, Failure> {
        let mut all = Vec::new();
        let asked = |(_, opened): &(&String, &Opened)| opened.source.rereadable() == rereadable;
        for (dataset, Opened { source, .. }) in self.sources.iter().filter(asked) {
            let parts = source.fingerprints().map_err(|error| {
                let failure = Failure::new(error.message).code(error.code.as_str());
                error.help.into_iter().fold(failure, Failure::help)
            })?;
            all.extend(parts.into_iter().map(|part| (dataset.clone(), part)));
        }
        Ok(all)
    }
}

impl Inputs for ProjectSources {
    fn source(&self, dataset: &str) -> Option<SourceInfo> {
        let spec = &self.sources.get(dataset)?.spec;
        Some(SourceInfo {
            mapping: spec.mapping.as_ref().map(|name| name.text.clone()),
            time_zone: spec.time_zone.as_ref().map(|name| name.text.clone()),
            identities: spec.identities.as_ref().map(|name| name.text.clone()),
            covers: spec.covers,
        })
    }

    fn scan(&mut self, dataset: &str, request: &ScanRequest) -> Result<Batches, Error> {
        match self.sources.get_mut(dataset) {
            Some(Opened { spec, source }) => source.scan(request).map_err(|error| blame(error, spec)),
            None => Ok(Box::new(std::iter::empty())),
        }
    }

    fn blame(&self, dataset: &str, error: AdapterError) -> Error {
        match self.sources.get(dataset) {
            Some(opened) => blame(error, &opened.spec),
            None => error.into(),
        }
    }

    fn progress(&mut self, dataset: &str, rows: u64) {
        self.rows += rows;
        if self.bar.is_none() && self.started.elapsed() > PATIENCE && std::io::stderr().is_terminal() {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} · {human_pos} rows · {elapsed}") {
                bar.set_style(style);
            }
            self.bar = Some(bar);
        }
        if let Some(bar) = &self.bar {
            bar.set_message(format!("reading {dataset}"));
            bar.set_position(self.rows);
        }
    }
}

impl Drop for ProjectSources {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
