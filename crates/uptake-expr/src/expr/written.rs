//! What texts and numbers of a source stand for: JSON within a text, days and times in a form of their own, seconds
//! since 1970.

use crate::path::{self, Element};
use jiff::Timestamp;
use jiff::fmt::strtime::{self, BrokenDownTime};
use serde_json::Value;

/// The value at `path` in a JSON text: of a text the text itself, of all else its JSON. `None` if the text is no JSON, if
/// nothing is there, and for null.
#[must_use]
pub fn json(text: &str, path: &str) -> Option<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value: Value = serde_json::from_str(text).ok()?;
    find(&value, path).and_then(plain)
}

/// A value as text; `None` for null.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn find<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    if path.is_empty() {
        return Some(value);
    }
    match value {
        Value::Object(fields) => path::keys(path).find_map(|(key, rest)| find(fields.get(key)?, rest)),
        Value::Array(elements) => {
            let (element, rest) = path::element(path)?;
            let found = match element {
                Element::At(index) => elements.get(index),
                Element::Where { key, value } => {
                    let says = |element: &&Value| element.get(key).and_then(plain).is_some_and(|text| text == value);
                    elements.iter().find(says)
                }
            };
            find(found?, rest)
        }
        _ => None,
    }
}

/// A day or time that is written after `pattern`, as ISO 8601 has it: a day, or a day with a time if the pattern has an
/// hour, with an offset if it has one. `None` if the text isn't written so.
#[must_use]
pub fn iso(text: &str, pattern: &str) -> Option<String> {
    let parts = BrokenDownTime::parse(pattern, text).ok()?;
    if parts.hour().is_none() {
        return Some(parts.to_date().ok()?.to_string());
    }
    let time = parts.to_datetime().ok()?;
    Some(match parts.offset() {
        Some(offset) => {
            let seconds = offset.seconds();
            let sign = if seconds < 0 { '-' } else { '+' };
            let minutes = seconds.abs() / 60;
            format!("{time}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
        None => time.to_string(),
    })
}

/// Whether a pattern of [`iso`] can fit any text: it names a day, by signs that are read as well as written.
#[must_use]
pub fn is_pattern(pattern: &str) -> bool {
    let some = jiff::civil::date(2026, 2, 15)
        .at(13, 30, 5, 0)
        .to_zoned(jiff::tz::TimeZone::UTC);
    some.is_ok_and(|some| strtime::format(pattern, &some).is_ok_and(|written| iso(&written, pattern).is_some()))
}

/// The instant so many seconds after 1970 began in UTC, in microseconds. `None` beyond the calendar.
#[must_use]
pub fn instant(seconds: i64) -> Option<i64> {
    Some(Timestamp::from_second(seconds).ok()?.as_microsecond())
}

/// The same for seconds with a fraction, to the nearest microsecond.
#[must_use]
pub fn instant_of_fraction(seconds: f64) -> Option<i64> {
    let micros = super::scalar::to_int((seconds * 1e6).round())?;
    Timestamp::from_microsecond(micros).is_ok().then_some(micros)
}
