//! What a source block grants an isolated plugin.

use uptake_adapter::{AdapterError, ErrorCode, SettingAbout, SettingKind as Kind, Settings};
use uptake_formats::amounts;
use uptake_plugins::{Demand, Grants};

/// The settings of grants: each needs `isolation: process`.
pub(super) const READ: SettingAbout = SettingAbout::new(
    "read[]",
    Kind::List,
    "files that an isolated plugin may read, and folders of which it may read everything, relative to the project file",
)
.or("its own library and what the system's loader needs");
pub(super) const NETWORK: SettingAbout = SettingAbout::new(
    "network",
    Kind::Flag,
    "whether an isolated plugin may reach the network",
)
.or("`false`");
pub(super) const ENVIRONMENT: SettingAbout = SettingAbout::new(
    "environment[]",
    Kind::List,
    "the variables of the environment that an isolated plugin is given",
)
.or("none");
pub(super) const MEMORY: SettingAbout = SettingAbout::new(
    "most_memory",
    Kind::Size,
    "how much memory the process of an isolated plugin may take, such as `2GiB`",
)
.or("`8GiB`");
pub(super) const CONFINEMENT: SettingAbout = SettingAbout::new(
    "confinement",
    Kind::Choice,
    "`required` to refuse the run where the system can't hold an isolated plugin to its grants, `none` to give it the rights \
     of the user",
)
.or("it is held to them where the system can, and the run says where it can't");

/// The least that the process needs before the plugin is there.
const LEAST_MEMORY: u64 = 512 << 20;

/// Reads the grants of a source block.
///
/// # Errors
/// When one is wrong, or has no effect.
pub(super) fn read(settings: &Settings, isolated: bool) -> Result<Grants, AdapterError> {
    let grants = Grants {
        read: paths(settings)?,
        network: network(settings)?,
        environment: environment(settings)?,
        memory: memory(settings)?,
        demand: demand(settings)?,
    };
    let all = [READ, NETWORK, ENVIRONMENT, MEMORY, CONFINEMENT];
    let given = |about: &&SettingAbout| settings.iter().any(|(key, _)| about.covers(key));
    match all.iter().find(given).filter(|_| !isolated) {
        None => Ok(grants),
        Some(about) => {
            let message = format!("`{}` has no effect on a plugin that isn't isolated", about.name());
            Err(wrong(about.name(), message).help("add `isolation: process`, or remove the key"))
        }
    }
}

fn wrong(key: &str, message: impl Into<String>) -> AdapterError {
    AdapterError::new(ErrorCode::Config, message).setting(key)
}

/// What may be read has to be there: a grant that is misspelt would be missed in silence otherwise.
fn paths(settings: &Settings) -> Result<Vec<std::path::PathBuf>, AdapterError> {
    let whole = |path: &str| match settings.folder().join(path).canonicalize() {
        Ok(whole) => Ok(whole),
        Err(error) => Err(wrong("read", format!("`{path}` can't be granted: {error}"))
            .help("name a file or a folder that exists, relative to the project file")),
    };
    settings.list("read").into_iter().map(whole).collect()
}

fn network(settings: &Settings) -> Result<bool, AdapterError> {
    match settings.get("network") {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(other) => Err(wrong(
            "network",
            format!("`network` should be `true` or `false`, not `{other}`"),
        )),
    }
}

/// Names of variables. Those that the system's loader reads would act before the plugin is held back.
fn environment(settings: &Settings) -> Result<Vec<String>, AdapterError> {
    let names = settings.list("environment").into_iter();
    names
        .map(|name| {
            if name.is_empty() || name.contains(['=', '\0']) {
                return Err(wrong("environment", format!("`{name}` isn't the name of a variable")));
            }
            if name.starts_with("LD_") && name != "LD_LIBRARY_PATH" || name.starts_with("GLIBC_") {
                let message = format!("`{name}` can't be granted: it acts before the plugin is confined");
                return Err(wrong("environment", message).help("remove it from the list"));
            }
            Ok(name.to_owned())
        })
        .collect()
}

fn memory(settings: &Settings) -> Result<u64, AdapterError> {
    let memory = amounts::bytes(settings, "most_memory", Grants::MEMORY)?;
    match memory >= LEAST_MEMORY {
        true => Ok(memory),
        false => {
            let message = format!("`most_memory` should be at least {}MiB", LEAST_MEMORY >> 20);
            Err(wrong("most_memory", message))
        }
    }
}

fn demand(settings: &Settings) -> Result<Demand, AdapterError> {
    match settings.get("confinement") {
        None => Ok(Demand::IfPossible),
        Some("required") => Ok(Demand::Required),
        Some("none") => Ok(Demand::Off),
        Some(other) => Err(wrong("confinement", format!("unknown confinement `{other}`"))
            .help("`required` refuses the run where the plugin can't be held back, `none` doesn't hold it back")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grants(values: &[(&str, &str)], isolated: bool) -> Result<Grants, AdapterError> {
        let owned = values
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        read(&Settings::new("", owned.collect()), isolated)
    }

    #[test]
    fn nothing_is_granted_that_was_not_asked_for() {
        assert_eq!(grants(&[], true).unwrap(), Grants::default());
        let all = [
            ("read.0", "Cargo.toml"),
            ("network", "true"),
            ("environment", "HTTPS_PROXY"),
            ("most_memory", "1GiB"),
            ("confinement", "required"),
        ];
        let found = grants(&all, true).unwrap();
        assert!(found.read.first().unwrap().is_absolute());
        assert_eq!(
            (found.network, found.memory, found.demand),
            (true, 1 << 30, Demand::Required)
        );
        assert_eq!(found.environment, ["HTTPS_PROXY"]);
    }

    #[test]
    fn a_grant_that_is_wrong_or_without_effect_is_an_error_at_its_key() {
        for (key, value) in [
            ("read.0", "absent.csv"),
            ("network", "yes"),
            ("environment", "A=B"),
            ("environment", "LD_PRELOAD"),
            ("most_memory", "1MiB"),
            ("confinement", "some"),
        ] {
            let error = grants(&[(key, value)], true).unwrap_err();
            let name = key.split('.').next();
            assert_eq!(
                (error.code, error.setting.as_deref()),
                (ErrorCode::Config, name),
                "{error}"
            );
        }
        for (key, value) in [
            ("read.0", "Cargo.toml"),
            ("network", "false"),
            ("confinement", "required"),
        ] {
            let error = grants(&[(key, value)], false).unwrap_err();
            assert!(error.message.contains("no effect"), "{error}");
        }
    }
}
