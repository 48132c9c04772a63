//! Reading settings: what must be there, what may be chosen, and addresses.

use uptake_adapter::{AdapterError, ErrorCode, Settings};
use url::{Host, Url};

/// A setting that must be there and not be empty.
pub(crate) fn required(settings: &Settings, key: &str) -> Result<String, AdapterError> {
    match settings.get(key) {
        Some(value) if !value.is_empty() => Ok(value.to_owned()),
        Some(_) => Err(wrong(key, format!("`{key}` is empty"))),
        None => {
            let parent = key.split('.').next().unwrap_or(key);
            Err(AdapterError::new(ErrorCode::Config, format!("the setting `{key}` is missing")).setting(parent))
        }
    }
}

/// One of `choices`, if the setting is there.
pub(crate) fn choice<'a>(settings: &Settings, key: &str, choices: &[&'a str]) -> Result<Option<&'a str>, AdapterError> {
    let Some(value) = settings.get(key) else {
        return Ok(None);
    };
    match choices.iter().find(|choice| **choice == value) {
        Some(choice) => Ok(Some(choice)),
        None => {
            let known: Vec<String> = choices.iter().map(|choice| format!("`{choice}`")).collect();
            Err(wrong(key, format!("`{key}` can't be `{value}`")).help(format!("valid values: {}", known.join(", "))))
        }
    }
}

/// A whole number of at least `least`, if the setting is there.
pub(crate) fn number(settings: &Settings, key: &str, least: i64) -> Result<Option<i64>, AdapterError> {
    let Some(text) = settings.get(key) else {
        return Ok(None);
    };
    match text.parse().ok().filter(|number| *number >= least) {
        Some(number) => Ok(Some(number)),
        None => Err(wrong(
            key,
            format!("`{key}` should be a whole number of at least {least}, not `{text}`"),
        )),
    }
}

/// An address that requests may go to. What stands in it isn't shown: it may hold secrets.
pub(crate) fn address(text: &str, key: &str, settings: &Settings) -> Result<Url, AdapterError> {
    let url = Url::parse(text).map_err(|error| wrong(key, format!("`{key}` isn't a valid address: {error}")))?;
    if !["http", "https"].contains(&url.scheme()) || url.host().is_none() {
        return Err(wrong(key, format!("`{key}` should begin with `https://`")));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(key, format!("`{key}` contains a user or a password"))
            .help("write `auth: { kind: basic, user: …, password: '${env:…}' }`"));
    }
    let credentials = settings.below("auth").next().is_some();
    let allowed = settings.get("insecure") == Some("true");
    if url.scheme() == "http" && credentials && !allowed && !is_local(&url) {
        return Err(wrong(
            key,
            format!("`{key}` isn't encrypted, so the credentials could be read in transit"),
        )
        .help("use `https://`, or set `insecure: true`"));
    }
    Ok(url)
}

/// Whether an address is this very machine.
pub(crate) fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A fault of a setting.
pub(crate) fn wrong(key: &str, message: impl Into<String>) -> AdapterError {
    AdapterError::new(ErrorCode::Config, message).setting(key)
}
