//! What a plugin says about itself and about its sources, read from its JSON.

use serde_json::Value;
use uptake_adapter::Fingerprint;

/// What a plugin says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct About {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) about: String,
    pub(super) settings: Vec<AboutSetting>,
}

/// A setting that a plugin reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AboutSetting {
    pub(super) key: String,
    pub(super) about: String,
    pub(super) required: bool,
    pub(super) secret: bool,
}

/// Reads a description.
pub(super) fn read(text: &str) -> Result<About, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let of = |key: &str| match value.get(key) {
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(text.clone()),
        _ => Err(format!("`{key}` is missing")),
    };
    let mut settings = Vec::new();
    let config = value.get("config");
    let required = config
        .and_then(|config| config.get("required"))
        .and_then(Value::as_array);
    let properties = match config.map(|config| config.get("properties")) {
        Some(Some(Value::Object(properties))) => Some(properties),
        None | Some(None) => None,
        Some(Some(_)) => return Err("`config.properties` isn't an object".to_owned()),
    };
    for (key, property) in properties.into_iter().flatten() {
        let flag = |name: &str| property.get(name).and_then(Value::as_bool).unwrap_or(false);
        settings.push(AboutSetting {
            key: key.clone(),
            about: property
                .get("description")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            required: required.is_some_and(|names| names.iter().any(|name| name.as_str() == Some(key))),
            // JSON Schema's own word for it is taken too.
            secret: flag("secret") || flag("writeOnly"),
        });
    }
    Ok(About {
        name: of("name")?,
        version: of("version")?,
        about: of("about")?,
        settings,
    })
}

/// Reads the parts of a source.
pub(super) fn parts(text: &str) -> Result<Vec<Fingerprint>, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let parts = value
        .get("parts")
        .and_then(Value::as_array)
        .ok_or("`parts` is missing")?;
    let part = |value: &Value| {
        let sha256 = value.get("sha256").and_then(Value::as_str)?;
        Some(Fingerprint {
            part: value.get("part").and_then(Value::as_str)?.to_owned(),
            bytes: value.get("bytes").and_then(Value::as_u64)?,
            sha256: Some(sha256)
                .filter(|text| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()))?
                .to_ascii_lowercase(),
            read: None,
        })
    };
    parts
        .iter()
        .map(|value| part(value).ok_or_else(|| format!("`{value}` isn't a part with `bytes` and `sha256`")))
        .collect()
}
