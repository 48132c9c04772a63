//! Manifests: TOML files in which an installer of drivers notes where a library is.

use crate::found::Found;
use std::path::Path;
use toml::de::{DeTable, DeValue};
use uptake_adapter::{AdapterError, ErrorCode};

/// Reads a manifest.
///
/// # Errors
/// When it is no manifest, or names no library for this machine.
pub(crate) fn read(path: &Path) -> Result<Found, AdapterError> {
    let wrong = |why: String| {
        let message = format!("the driver's manifest `{}` can't be used: {why}", path.display());
        AdapterError::new(ErrorCode::Config, message)
            .help("reinstall the driver, or give the path of its library as `driver`")
            .setting("driver")
    };
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let whole = DeTable::parse(&text).map_err(|error| wrong(error.message().to_owned()))?;
    let driver = whole.get_ref().get("Driver").map(toml::Spanned::get_ref);
    let of = |key: &str| driver.and_then(|driver| driver.get(key)).map(toml::Spanned::get_ref);
    let machine = machine();
    let library = match of("shared") {
        Some(DeValue::String(path)) => Some(path.to_string()),
        Some(DeValue::Table(paths)) => {
            let path = paths.get(machine.as_str()).and_then(|path| path.get_ref().as_str());
            path.map(str::to_owned)
        }
        _ => None,
    };
    let Some(library) = library.filter(|library| !library.is_empty()) else {
        return Err(wrong(format!("it names no library for `{machine}`")));
    };
    Ok(Found {
        path: path.parent().unwrap_or(Path::new("")).join(library),
        entrypoint: of("entrypoint").and_then(DeValue::as_str).map(str::to_owned),
    })
}

/// The machine in the words of manifests.
fn machine() -> String {
    let system = match std::env::consts::OS {
        "macos" => "osx",
        other => other,
    };
    let processor = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    let library = if cfg!(target_env = "musl") { "_musl" } else { "" };
    format!("{system}_{processor}{library}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Result<String, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let found = read(file.path()).map_err(|error| error.message);
        found.map(|found| found.path.display().to_string())
    }

    #[test]
    fn the_library_stands_alone_or_by_machine() {
        assert_eq!(path("[Driver]\nshared = '/x/liba.so'"), Ok("/x/liba.so".to_owned()));
        let table = format!("[Driver.shared]\n{} = '/x/libb.so'\nother = '/y'", machine());
        assert_eq!(path(&table), Ok("/x/libb.so".to_owned()));
    }

    #[test]
    fn what_names_no_library_is_told() {
        for text in [
            "",
            "[Driver]",
            "[Driver.shared]\nother = '/y'",
            "[Driver]\nshared = ''",
            "Driver = 1",
        ] {
            assert!(
                path(text).is_err_and(|why| why.contains("it names no library for `")),
                "{text}"
            );
        }
        assert!(path("[Driver").is_err());
    }
}
