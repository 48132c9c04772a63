//! Amounts as people write them in settings: `30s`, `64MiB`.

use std::time::Duration;
use uptake_adapter::{AdapterError, ErrorCode, Settings};

const TIMES: [(&str, f64); 4] = [("ms", 0.001), ("s", 1.0), ("min", 60.0), ("h", 3600.0)];
const SIZES: [(&str, u64); 4] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)];
const A_YEAR: f64 = 366.0 * 86_400.0;

/// The length of time that the setting `key` states, such as `250ms`, `30s`, `5min` or `1h`; `default` if it isn't there.
///
/// # Errors
/// When it is something else, or longer than a year.
pub fn duration(settings: &Settings, key: &str, default: Duration) -> Result<Duration, AdapterError> {
    let Some(text) = settings.get(key) else {
        return Ok(default);
    };
    let seconds = split(text).and_then(|(number, unit)| {
        let (_, seconds) = TIMES.iter().find(|(name, _)| *name == unit)?;
        Some(number * seconds)
    });
    match seconds.filter(|seconds| (0.0..=A_YEAR).contains(seconds)) {
        Some(seconds) => Ok(Duration::from_secs_f64(seconds)),
        None => Err(wrong(key, text, "a length of time", "`250ms`, `30s`, `5min` or `1h`")),
    }
}

/// The same for a time that something may take: longer than none.
///
/// # Errors
/// As with [`duration`], and for a length of zero.
pub fn limit(settings: &Settings, key: &str, default: Duration) -> Result<Duration, AdapterError> {
    let limit = duration(settings, key, default)?;
    match settings.get(key) {
        Some(text) if limit.is_zero() => Err(wrong(
            key,
            text,
            "longer than no time",
            "`30s`; without the key it is the default",
        )),
        _ => Ok(limit),
    }
}

/// The number of bytes that the setting `key` states, such as `500KiB` or `64MiB`; `default` if it isn't there.
///
/// # Errors
/// When it is something else.
pub fn bytes(settings: &Settings, key: &str, default: u64) -> Result<u64, AdapterError> {
    let Some(text) = settings.get(key) else {
        return Ok(default);
    };
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let size = SIZES.iter().find(|(name, _)| *name == unit.trim());
    let bytes = size.and_then(|(_, size)| number.parse::<u64>().ok()?.checked_mul(*size));
    bytes.ok_or_else(|| wrong(key, text, "a number of bytes", "`500KiB`, `64MiB` or `1GiB`"))
}

/// The same for what something may take at most: more than nothing.
///
/// # Errors
/// As with [`bytes`], and for none.
pub fn most_bytes(settings: &Settings, key: &str, default: u64) -> Result<u64, AdapterError> {
    match (bytes(settings, key, default)?, settings.get(key)) {
        (0, Some(text)) => Err(wrong(
            key,
            text,
            "more than no bytes",
            "`64MiB`; without the key it is the default",
        )),
        (bytes, _) => Ok(bytes),
    }
}

/// A number and its unit.
fn split(text: &str) -> Option<(f64, &str)> {
    let at = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = text.split_at(at);
    Some((number.parse().ok()?, unit.trim()))
}

fn wrong(key: &str, text: &str, what: &str, such_as: &str) -> AdapterError {
    AdapterError::new(ErrorCode::Config, format!("`{key}` should be {what}, not `{text}`"))
        .help(format!("such as {such_as}"))
        .setting(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(value: &str) -> Settings {
        Settings::new("", [("x".to_owned(), value.to_owned())].into())
    }

    #[test]
    fn times_and_sizes_are_read_with_their_units() {
        let time = |text: &str| duration(&setting(text), "x", Duration::ZERO).ok();
        assert_eq!(time("250ms"), Some(Duration::from_millis(250)));
        assert_eq!(time("1.5 h"), Some(Duration::from_secs(5400)));
        assert_eq!(time("5min"), Some(Duration::from_secs(300)));
        for wrong in ["5", "m", "-1s", "1e9s", "99999h", "1..2s", ""] {
            assert_eq!(time(wrong), None, "{wrong}");
        }
        let size = |text: &str| bytes(&setting(text), "x", 0).ok();
        assert_eq!(
            (size("64MiB"), size("10 KiB"), size("7B")),
            (Some(64 << 20), Some(10_240), Some(7))
        );
        assert_eq!((size("64"), size("MiB"), size("99999999999GiB")), (None, None, None));
    }

    #[test]
    fn a_wrong_amount_is_told_with_a_right_one() {
        let fault = duration(&setting("soon"), "x", Duration::ZERO).unwrap_err();
        assert_eq!(fault.message, "`x` should be a length of time, not `soon`");
        assert_eq!(fault.help.as_deref(), Some("such as `250ms`, `30s`, `5min` or `1h`"));
        let fault = limit(&setting("0s"), "x", Duration::from_secs(1)).unwrap_err();
        assert_eq!(fault.message, "`x` should be longer than no time, not `0s`");
        assert!(limit(&setting("0ms"), "x", Duration::from_secs(1)).is_err());
        assert_eq!(
            limit(&setting("1ms"), "x", Duration::from_secs(1)).unwrap().as_millis(),
            1
        );
        let fault = most_bytes(&setting("0KiB"), "x", 1).unwrap_err();
        assert_eq!(fault.message, "`x` should be more than no bytes, not `0KiB`");
        assert_eq!(most_bytes(&Settings::default(), "x", 7).unwrap(), 7);
        assert_eq!(
            duration(&Settings::default(), "x", Duration::from_secs(3))
                .unwrap()
                .as_secs(),
            3
        );
    }
}
