//! Where a driver is looked for.

use crate::found::Found;
use crate::{manifest, there};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use uptake_adapter::{AdapterError, ErrorCode, Settings};
use uptake_plugins::file::is_path;

/// The variable with folders of drivers, parted as in `PATH`.
pub(crate) const FOLDERS: &str = "UPTAKE_ADBC_DRIVERS";

/// Finds a driver: at the path that `driver` is, or by its name.
///
/// # Errors
/// With the places that were looked at, when it is nowhere.
pub(crate) fn find(name: &str, settings: &Settings) -> Result<Found, AdapterError> {
    if is_path(name) {
        let path = settings.folder().join(name);
        let fault =
            |what: &str| AdapterError::new(ErrorCode::Config, format!("the driver `{name}` {what}")).setting("driver");
        return match there::is_file(&path) {
            Ok(true) => Ok(Found { path, entrypoint: None }),
            Ok(false) => Err(fault("wasn't found").help("the path is relative to the project file")),
            Err(what) => Err(fault(&what)),
        };
    }
    let folders = folders(settings);
    for folder in &folders {
        if let Some(found) = within(folder, name)? {
            return Ok(found);
        }
    }
    Err(missing(name, &folders))
}

/// The folders, in the order in which they are looked at: that of the setting, those of our variable, and those where every
/// ADBC driver manager looks.
fn folders(settings: &Settings) -> Vec<PathBuf> {
    let listed = |variable: &str| -> Vec<PathBuf> {
        let value = std::env::var_os(variable).unwrap_or_default();
        std::env::split_paths(&value).collect()
    };
    let below = |variable: &str, rest: &str| {
        let folder = std::env::var_os(variable).filter(|folder| !folder.is_empty());
        folder.map(|folder| Path::new(&folder).join(rest))
    };
    let mut all: Vec<PathBuf> = Vec::new();
    all.extend(
        settings
            .get("driver_folder")
            .map(|folder| settings.folder().join(folder)),
    );
    all.extend(listed(FOLDERS));
    all.extend(listed("ADBC_DRIVER_PATH"));
    all.extend(below("VIRTUAL_ENV", "etc/adbc/drivers"));
    all.extend(below("CONDA_PREFIX", "etc/adbc/drivers"));
    all.extend(match below("XDG_CONFIG_HOME", "adbc/drivers") {
        Some(folder) => Some(folder),
        None => below("HOME", ".config/adbc/drivers"),
    });
    all.push("/etc/adbc/drivers".into());
    all.extend(listed("LD_LIBRARY_PATH"));
    all.extend(["/usr/local/lib", "/usr/lib"].map(PathBuf::from));
    let mut seen = BTreeSet::new();
    all.retain(|folder| !folder.as_os_str().is_empty() && seen.insert(folder.clone()));
    all
}

/// A driver in a folder: named by a manifest, as a library, or as a Python package has it.
fn within(folder: &Path, name: &str) -> Result<Option<Found>, AdapterError> {
    let manifest = folder.join(format!("{name}.toml"));
    if manifest.is_file() {
        return manifest::read(&manifest).map(Some);
    }
    let library = |stem: &str| {
        let (start, end) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
        format!("{start}{stem}{end}")
    };
    // Wheels carry a `.so` wherever they are for.
    let wheel = format!("adbc_driver_{name}/libadbc_driver_{name}.so");
    let names = [library(&format!("adbc_driver_{name}")), library(name), wheel];
    let mut paths = names.iter().map(|file| folder.join(file));
    let path = paths.find(|path| path.is_file());
    Ok(path.map(|path| Found { path, entrypoint: None }))
}

fn missing(name: &str, folders: &[PathBuf]) -> AdapterError {
    // A folder that can't be opened may have it: that is said, and the others are looked at, as loaders of libraries do.
    let looked = |folder: &PathBuf| match std::fs::read_dir(folder) {
        Err(error) if !there::is_absence(&error) => {
            format!("`{}` (which can't be read: {error})", folder.display())
        }
        Ok(_) | Err(_) => format!("`{}`", folder.display()),
    };
    let looked: Vec<String> = folders.iter().map(looked).collect();
    let get = match name {
        "sqlite" | "postgresql" | "flightsql" | "spark" | "snowflake" | "bigquery" => {
            format!("`pip install --target drivers adbc-driver-{name}` installs it, then set `driver_folder: drivers`")
        }
        "duckdb" => "DuckDB's own library is its driver: put `libduckdb.so` in a folder and name it as `driver_folder`"
            .to_owned(),
        _ => "name its folder as `driver_folder`, or give the path of the library as `driver`".to_owned(),
    };
    AdapterError::new(ErrorCode::Config, format!("the driver `{name}` wasn't found"))
        .help(format!("{get}; looked in {}", looked.join(", ")))
        .setting("driver")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(folder: &Path, values: &[(&str, &str)]) -> Settings {
        let owned = values
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Settings::new(folder, owned.collect())
    }

    #[test]
    fn a_driver_is_found_as_a_library_in_a_package_and_by_a_manifest() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, "").unwrap();
            path
        };
        let suffix = std::env::consts::DLL_SUFFIX;
        let prefix = std::env::consts::DLL_PREFIX;
        let settings = settings(folder.path(), &[("driver_folder", "drivers")]);
        let found = |name: &str| find(name, &settings).map(|found| found.path);
        let wheel = at("drivers/adbc_driver_x/libadbc_driver_x.so");
        assert_eq!(found("x"), Ok(wheel));
        let plain = at(&format!("drivers/{prefix}x{suffix}"));
        assert_eq!(found("x"), Ok(plain));
        let named = at(&format!("drivers/{prefix}adbc_driver_x{suffix}"));
        assert_eq!(found("x"), Ok(named));
        std::fs::write(
            folder.path().join("drivers/x.toml"),
            "[Driver]\nentrypoint = \"Go\"\nshared = \"own.so\"\n",
        )
        .unwrap();
        let by_manifest = find("x", &settings).unwrap();
        assert_eq!(by_manifest.path, folder.path().join("drivers/own.so"));
        assert_eq!(by_manifest.entrypoint.as_deref(), Some("Go"));
        let own = at("own/libodd.so");
        assert_eq!(found("own/libodd.so"), Ok(own));
    }

    #[test]
    fn a_driver_that_is_nowhere_is_a_wrong_setting_with_the_places_and_the_cure() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path(), &[("driver_folder", "drivers")]);
        let error = find("sqlite", &settings.clone()).err();
        // Another one may be installed on the machine.
        if let Some(error) = error {
            assert_eq!(
                (error.code, error.message.as_str()),
                (ErrorCode::Config, "the driver `sqlite` wasn't found")
            );
            let help = error.help.unwrap();
            let place = format!("; looked in `{}`, ", folder.path().join("drivers").display());
            assert!(
                help.starts_with("`pip install --target drivers adbc-driver-sqlite`"),
                "{help}"
            );
            assert!(help.contains(&place), "{help}");
        }
        let error = find("nobodys", &settings).unwrap_err();
        assert_eq!(error.setting.as_deref(), Some("driver"));
        let error = find("./absent.so", &settings).unwrap_err();
        assert_eq!(error.message, "the driver `./absent.so` wasn't found");
    }
}
