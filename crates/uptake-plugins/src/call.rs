//! A call of an isolated plugin, as its host writes it and its process reads it: one line of JSON. Besides
//! the host has two lines of its own.

use crate::grants::{Demand, Grants};
use crate::{Limits, Load};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use uptake_abi::wire;
use uptake_adapter::Settings;

/// The line, with its end, that says that the slot which has been filled longest is free again.
pub(super) const FREE: &str = "-\n";

/// The beginning of the line that asks whether the child is well: it says the rest of the line, which it can't know before.
pub(super) const ASK: &str = "?";

/// A call as the host sends it.
#[derive(Clone, Debug)]
pub(super) struct Call<'a> {
    /// `describe`, `open`, `discover`, or `scan`.
    pub(super) what: &'a str,
    /// The load's name for messages, its pin, and what is granted.
    pub(super) load: &'a Load,
    pub(super) settings: &'a Settings,
    /// The request of a scan, as JSON.
    pub(super) request: &'a str,
}

impl Call<'_> {
    /// One line of JSON.
    pub(super) fn line(&self) -> String {
        let Load {
            shown, sha256, grants, ..
        } = self.load;
        json!({
            "call": self.what,
            "host": std::process::id(),
            "shown": shown,
            "sha256": sha256,
            "read": grants.read,
            "network": grants.network,
            "memory": grants.memory,
            "demand": word(grants.demand),
            "config": wire::config(self.settings),
            "request": self.request,
        })
        .to_string()
    }
}

/// A call as the child reads it.
#[derive(Debug)]
pub(super) struct Called {
    pub(super) what: String,
    /// The process id of the host.
    pub(super) host: u32,
    pub(super) load: Load,
    pub(super) config: String,
    pub(super) request: String,
}

impl Called {
    /// Reads what [`Call::line`] writes, for the library at `path`.
    ///
    /// # Errors
    /// What is missing or isn't as it should be.
    pub(super) fn read(line: &str, path: &Path) -> Result<Self, String> {
        let call: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let text = |key: &str| {
            let text = call.get(key).and_then(Value::as_str).map(str::to_owned);
            text.ok_or_else(|| format!("no text `{key}`"))
        };
        let number = |key: &str| {
            let number = call.get(key).and_then(Value::as_u64);
            number.ok_or_else(|| format!("no number `{key}`"))
        };
        let read: Vec<PathBuf> = match call.get("read").and_then(Value::as_array) {
            Some(paths) => paths
                .iter()
                .map(|path| path.as_str().map(PathBuf::from))
                .collect::<Option<_>>()
                .ok_or("a path that isn't text")?,
            None => return Err("no list `read`".to_owned()),
        };
        let host = u32::try_from(number("host")?).map_err(|_| "no process id `host`")?;
        Ok(Self {
            what: text("call")?,
            host,
            load: Load {
                path: path.to_owned(),
                shown: text("shown")?,
                sha256: call.get("sha256").and_then(Value::as_str).map(str::to_owned),
                // The host counts, and watches the time.
                limits: Limits::NONE,
                grants: Grants {
                    read,
                    network: call
                        .get("network")
                        .and_then(Value::as_bool)
                        .ok_or("no truth value `network`")?,
                    // It has it already.
                    environment: Vec::new(),
                    memory: number("memory")?,
                    demand: demand(&text("demand")?).ok_or("an unknown `demand`")?,
                },
            },
            config: text("config")?,
            request: text("request")?,
        })
    }
}

fn word(demand: Demand) -> &'static str {
    match demand {
        Demand::Required => "required",
        Demand::IfPossible => "if-possible",
        Demand::Off => "off",
    }
}

fn demand(text: &str) -> Option<Demand> {
    [Demand::Required, Demand::IfPossible, Demand::Off]
        .into_iter()
        .find(|demand| word(*demand) == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_call_comes_back_as_it_was_written_and_half_of_one_is_refused() {
        let load = Load {
            path: "/x/lib.so".into(),
            shown: "./lib.so".to_owned(),
            sha256: Some("ab".to_owned()),
            limits: Limits::NONE,
            grants: Grants {
                read: vec!["/data/a b".into()],
                network: true,
                environment: Vec::new(),
                memory: 5,
                demand: Demand::Required,
            },
        };
        let settings = Settings::new("/folder", BTreeMap::new());
        let line = Call {
            what: "scan",
            load: &load,
            settings: &settings,
            request: "{}",
        }
        .line();
        let called = Called::read(&line, Path::new("/x/lib.so")).unwrap();
        assert_eq!((called.what.as_str(), called.request.as_str()), ("scan", "{}"));
        assert_eq!((called.host, called.load.grants), (std::process::id(), load.grants));
        assert_eq!((called.load.shown, called.load.sha256), (load.shown, load.sha256));
        for key in [
            "call", "host", "read", "network", "memory", "demand", "config", "request", "shown",
        ] {
            let mut half: Value = serde_json::from_str(&line).unwrap();
            half.as_object_mut().unwrap().remove(key);
            assert!(Called::read(&half.to_string(), Path::new("x")).is_err(), "{key}");
        }
    }
}
