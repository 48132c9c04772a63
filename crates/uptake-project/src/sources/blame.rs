//! An adapter's error, with its place in the project file.

use super::plugins;
use crate::Failure;
use uptake_adapter::AdapterError;
use uptake_engine::Error;
use uptake_rules::project::SourceSpec;
use uptake_rules::{Sources as Texts, Span};

/// While a source is opened.
pub(super) fn opening(error: AdapterError, spec: &SourceSpec, texts: &Texts) -> Failure {
    let place = texts.place(place(&error, spec));
    Failure::from(error).place(place)
}

/// While the rules run.
pub(super) fn reading(error: AdapterError, spec: &SourceSpec) -> Error {
    let span = place(&error, spec);
    Error::from(error).at(span)
}

/// The setting that an error is about, or else the adapter.
fn place(error: &AdapterError, spec: &SourceSpec) -> Span {
    // A plugin's own settings stand under `config`.
    let setting = error.setting.as_ref().and_then(|key| {
        let own = spec.setting(&format!("config.{key}"));
        own.filter(|_| plugins::is_path(&spec.adapter.text))
            .or_else(|| spec.setting(key))
    });
    setting.map_or(spec.adapter.span, |setting| setting.span)
}
