//! The JSON texts that cross the border, both ways.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use uptake_adapter::{AdapterError, ErrorCode, Fingerprint, Lines, ScanRequest, Settings};

/// The settings, as `open` is given them.
#[must_use]
pub fn config(settings: &Settings) -> String {
    let values: Map<String, Value> = settings
        .iter()
        .map(|(key, value)| (key.to_owned(), Value::String(value.to_owned())))
        .collect();
    let plain: Vec<&str> = settings.plain().collect();
    let secrets: Vec<&str> = settings.secrets().collect();
    let folder = settings.folder().to_string_lossy();
    json!({ "folder": folder, "settings": values, "plain": plain, "secrets": secrets }).to_string()
}

/// Reads what [`config`] writes. Numbers and truth values are taken as text.
///
/// # Errors
/// When it is no JSON, or a setting is neither text nor number nor truth value.
pub fn read_config(text: &str) -> Result<Settings, AdapterError> {
    let wrong = |why: String| AdapterError::new(ErrorCode::Config, format!("the settings can't be read: {why}"));
    let value: Value = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
    let folder = value.get("folder").and_then(Value::as_str).unwrap_or(".");
    let mut values = BTreeMap::new();
    for (key, value) in value.get("settings").and_then(Value::as_object).into_iter().flatten() {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(truth) => truth.to_string(),
            _ => return Err(wrong(format!("`{key}` isn't text")).setting(key.as_str())),
        };
        values.insert(key.clone(), text);
    }
    let texts = |key: &str| {
        let list = value.get(key).and_then(Value::as_array).into_iter().flatten();
        list.filter_map(Value::as_str)
            .map(str::to_owned)
            .collect::<Vec<String>>()
    };
    Ok(Settings::new(folder, values)
        .with_plain(texts("plain"))
        .with_secrets(texts("secrets")))
}

/// A request, as `scan` is given it.
#[must_use]
pub fn request(request: &ScanRequest) -> String {
    json!({ "columns": request.columns }).to_string()
}

/// Reads what [`request`] writes. What this version doesn't know is left to the host.
///
/// # Errors
/// When it is no JSON, or its columns are no list of texts.
pub fn read_request(text: &str) -> Result<ScanRequest, AdapterError> {
    let wrong = |why: String| AdapterError::new(ErrorCode::Unsupported, format!("the request can't be read: {why}"));
    let value: Value = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
    let columns = match value.get("columns") {
        None | Some(Value::Null) => None,
        Some(Value::Array(names)) => Some(
            names
                .iter()
                .map(|name| name.as_str().map(str::to_owned))
                .collect::<Option<Vec<String>>>()
                .ok_or_else(|| wrong("a column's name isn't text".to_owned()))?,
        ),
        Some(_) => return Err(wrong("`columns` isn't a list".to_owned())),
    };
    // What may be left out isn't told to plugins: they give all.
    Ok(ScanRequest { columns, spare: None })
}

/// What a source consists of, as `discover` answers it.
#[must_use]
pub fn parts(parts: &[Fingerprint]) -> String {
    let parts: Vec<Value> = parts
        .iter()
        .map(|part| json!({ "part": part.part, "bytes": part.bytes, "sha256": part.sha256 }))
        .collect();
    json!({ "parts": parts }).to_string()
}

/// Where a batch came from, as `place` answers it.
#[must_use]
pub fn place(part: &str, first_row: u64, lines: &Lines) -> String {
    let mut place = json!({ "part": part, "first_row": first_row });
    if let (Some(object), false) = (place.as_object_mut(), lines.is_none()) {
        object.insert("lines".to_owned(), json!(lines.runs()));
    }
    place.to_string()
}

/// Reads what [`place`] writes: the part, the first row and the lines. `None` where one of them is missing or impossible; that
/// there are no lines is neither.
#[must_use]
pub fn read_place(value: &Value) -> Option<(String, u64, Lines)> {
    let part = value.get("part")?.as_str()?;
    let first_row = value.get("first_row")?.as_u64().filter(|row| *row > 0)?;
    let lines = match value.get("lines") {
        None | Some(Value::Null) => Lines::none(),
        Some(runs) => {
            let run = |run: &Value| match run.as_array()?.as_slice() {
                [row, line] => Some((row.as_u64()?, line.as_u64()?)),
                _ => None,
            };
            Lines::of_runs(runs.as_array()?.iter().map(run).collect::<Option<Vec<_>>>()?)?
        }
    };
    Some((part.to_owned(), first_row, lines))
}

/// A fault, as `err` carries it.
#[must_use]
pub fn fault(error: &AdapterError) -> String {
    let mut object = Map::new();
    object.insert("message".to_owned(), Value::String(error.message.clone()));
    for (key, value) in [("help", &error.help), ("setting", &error.setting)] {
        if let Some(value) = value {
            object.insert(key.to_owned(), Value::String(value.clone()));
        }
    }
    Value::Object(object).to_string()
}

/// Reads a fault: the JSON of [`fault`], or plain text.
#[must_use]
pub fn read_fault(code: ErrorCode, text: &str) -> AdapterError {
    let text = text.trim();
    if let Ok(Value::Object(object)) = serde_json::from_str::<Value>(text)
        && let Some(message) = object.get("message").and_then(Value::as_str)
    {
        let mut error = AdapterError::new(code, message);
        let of = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_owned);
        error.help = of("help");
        error.setting = of("setting");
        return error;
    }
    let message = match text {
        "" => "it failed without a reason",
        text => text,
    };
    AdapterError::new(code, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_and_requests_come_back_as_they_were_sent() {
        let values = BTreeMap::from([("path".to_owned(), "a \"b\"\n".to_owned())]);
        let sent = Settings::new("/x", values)
            .with_plain(["path".to_owned()])
            .with_secrets(["hunter2".to_owned()]);
        let read = read_config(&config(&sent)).unwrap();
        assert_eq!(read.plain().collect::<Vec<_>>(), ["path"]);
        assert_eq!(read.redacted("it is hunter2"), "it is …");
        assert_eq!(read.get("path"), Some("a \"b\"\n"));
        assert_eq!(read.folder(), std::path::Path::new("/x"));
        for columns in [None, Some(vec![]), Some(vec!["ä".to_owned()])] {
            let sent = ScanRequest { columns, spare: None };
            assert_eq!(read_request(&request(&sent)), Ok(sent));
        }
    }

    #[test]
    fn a_fault_comes_back_with_help_and_setting_and_plain_text_is_a_message() {
        let sent = AdapterError::new(ErrorCode::Auth, "no").help("ask").setting("token");
        assert_eq!(read_fault(ErrorCode::Auth, &fault(&sent)), sent);
        assert_eq!(read_fault(ErrorCode::Source, "gone\n").message, "gone");
        assert!(read_fault(ErrorCode::Source, "").message.contains("without a reason"));
    }

    #[test]
    fn a_place_comes_back_as_it_was_sent_with_lines_and_without() {
        for runs in [vec![], vec![(0, 2)], vec![(0, 2), (17, 20)]] {
            let lines = Lines::of_runs(runs).unwrap();
            let sent: Value = serde_json::from_str(&place("a.csv", 7, &lines)).unwrap();
            assert_eq!(sent.get("lines").is_some(), !lines.is_none());
            assert_eq!(read_place(&sent), Some(("a.csv".to_owned(), 7, lines)));
        }
        for wrong in [
            r#"{"first_row": 1}"#,
            r#"{"part": "a", "first_row": 0}"#,
            r#"{"part": "a", "first_row": 1, "lines": 7}"#,
            r#"{"part": "a", "first_row": 1, "lines": [[0]]}"#,
            r#"{"part": "a", "first_row": 1, "lines": [[0, -1]]}"#,
            r#"{"part": "a", "first_row": 1, "lines": [[0, 9], [5, 3]]}"#,
        ] {
            let value: Value = serde_json::from_str(wrong).unwrap();
            assert_eq!(read_place(&value), None, "{wrong}");
        }
    }

    #[test]
    fn settings_that_are_no_text_are_refused_by_name() {
        let error = read_config(r#"{"settings": {"a": [1]}}"#).unwrap_err();
        assert_eq!((error.code, error.setting.as_deref()), (ErrorCode::Config, Some("a")));
        assert_eq!(read_config(r#"{"settings": {"a": 1}}"#).unwrap().get("a"), Some("1"));
        assert!(read_config("{").is_err());
        assert!(read_request(r#"{"columns": [1]}"#).is_err());
        assert!(read_request(r#"{"columns": 1}"#).is_err());
    }
}
