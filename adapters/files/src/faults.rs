//! Where in a text file a fault lies, for messages that name the line.

use crate::{File, open};
use std::io::{BufRead, BufReader};
use uptake_adapter::{AdapterError, ErrorCode};

/// The first line that is no JSON value, as a fault.
pub(crate) fn bad_json_line(file: &File) -> Option<AdapterError> {
    let reader = BufReader::new(open::reader(file).ok()?);
    for (index, line) in reader.lines().enumerate() {
        let line = match line {
            Ok(line) => line,
            Err(error) => return Some(open::unreadable(file, &error)),
        };
        let text = line.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            continue;
        }
        let parsed = serde_json::from_str::<serde_json::Value>(text);
        let wrong = match parsed {
            Ok(serde_json::Value::Object(_)) => continue,
            Ok(_) => "it is no object".to_owned(),
            Err(error) => error.to_string(),
        };
        return Some(
            AdapterError::new(
                ErrorCode::Source,
                format!("line {} of `{}` is no JSON object: {wrong}", index + 1, file.shown),
            )
            .help("each line of an NDJSON file is one object; for a whole document say `format: json`")
            .setting("path"),
        );
    }
    None
}
