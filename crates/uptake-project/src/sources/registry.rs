//! Which adapters there are: the built-in ones by name, plugins by path.

use super::plugins;
use crate::{Failure, World};
use std::path::Path;
use uptake_adapter::Adapter;
use uptake_adbc::Adbc;
use uptake_codes::ProgramCode;
use uptake_exec::Exec;
use uptake_files::Files;
use uptake_http::Http;
use uptake_plugins::{Grants, Limits, Load};
use uptake_rules::missing::Missing;

/// The adapters that are built in.
#[must_use]
pub fn built_in() -> Vec<Box<dyn Adapter>> {
    vec![Box::new(Files), Box::new(Exec), Box::new(Http), Box::new(Adbc)]
}

/// Under which conditions a plugin is loaded; a built-in adapter has none.
#[derive(Clone, Debug, Default)]
pub struct PluginTerms {
    /// The SHA-256 that the library must have, in hexadecimal.
    pub sha256: Option<String>,
    /// Whether it runs in a child process.
    pub isolated: bool,
    /// How much a scan may bring.
    pub limits: Limits,
    /// What it may reach where it is isolated.
    pub grants: Grants,
}

/// A built-in adapter by name, or a plugin by its path.
///
/// # Errors
/// When there is no such adapter, or when the plugin can't be loaded.
pub(crate) fn find(name: &str, terms: PluginTerms, world: &dyn World) -> Result<Box<dyn Adapter>, Failure> {
    if !plugins::is_path(name) {
        return named(name);
    }
    let load = Load {
        path: world.folder().join(Path::new(name)),
        shown: name.to_owned(),
        sha256: terms.sha256,
        limits: terms.limits,
        grants: terms.grants,
    };
    Ok(plugins::load(&load, terms.isolated, world)?)
}

/// A built-in adapter by name.
pub(super) fn named(name: &str) -> Result<Box<dyn Adapter>, Failure> {
    let mut adapters = built_in();
    if let Some(index) = adapters.iter().position(|adapter| adapter.describe().name == name) {
        return Ok(adapters.swap_remove(index));
    }
    let missing = Missing::new("adapter", name).among(adapters.iter().map(|adapter| adapter.describe().name));
    let missing = match missing.near() {
        Some(_) => missing,
        None => {
            let help = format!(
                "{}; a plugin is named by its path, as in `./libname.so`",
                missing.help_text()
            );
            missing.help(help)
        }
    };
    Err(Failure::missing(ProgramCode::UnknownAdapter, &missing))
}
