//! When to try again, and after how long.

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use std::time::Duration;
use uptake_adapter::{AdapterError, ErrorCode, Settings};
use uptake_formats::amounts;

/// How often and how patiently.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Retry {
    /// How often a request is sent at most, the first time included.
    pub(crate) attempts: u32,
    /// The first wait; each further one is twice as long.
    pub(crate) wait: Duration,
    /// No wait is longer, not even one that the service asks for.
    pub(crate) longest: Duration,
}

impl Retry {
    /// From the settings.
    pub(crate) fn new(settings: &Settings) -> Result<Self, AdapterError> {
        let attempts = match settings.get("retry.attempts") {
            None => 5,
            Some(text) => text
                .parse()
                .ok()
                .filter(|number| (1..=100).contains(number))
                .ok_or_else(|| {
                    let message = format!("`retry.attempts` should be a number from 1 to 100, not `{text}`");
                    AdapterError::new(ErrorCode::Config, message).setting("retry.attempts")
                })?,
        };
        Ok(Self {
            attempts,
            wait: amounts::duration(settings, "retry.wait", Duration::from_secs(1))?,
            longest: amounts::duration(settings, "retry.longest_wait", Duration::from_secs(120))?,
        })
    }

    /// The wait after the attempt `number`, which counts from 1.
    pub(crate) fn after(&self, number: u32) -> Duration {
        let factor = 2_u32.saturating_pow(number.saturating_sub(1));
        self.wait.saturating_mul(factor).min(self.longest)
    }
}

/// Whether the same request may go through later.
pub(crate) fn transient(status: u16, retry_after: bool) -> bool {
    match status {
        408 | 425 | 429 => true,
        // Some services say so when a limit is reached, with the time to wait.
        403 => retry_after,
        501 | 505 => false,
        _ => status >= 500,
    }
}

/// How long a `Retry-After` header asks to wait: seconds, or a date. What can't be read asks for nothing.
pub(crate) fn asked(header: &str, now: Timestamp) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = DateTimeParser::new()
        .relaxed_weekday(true)
        .parse_timestamp(header)
        .ok()?;
    let millis = date.as_millisecond().saturating_sub(now.as_millisecond());
    Some(Duration::from_millis(u64::try_from(millis).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let retry = Retry {
            attempts: 9,
            wait: Duration::from_secs(1),
            longest: Duration::from_secs(10),
        };
        let waits: Vec<u64> = (1..=6).map(|number| retry.after(number).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 10, 10]);
        assert_eq!(retry.after(u32::MAX).as_secs(), 10);
    }

    #[test]
    fn retry_after_is_read_in_seconds_and_as_a_date() {
        let now: Timestamp = "2026-02-15T08:49:00Z".parse().unwrap();
        let wait = |header: &str| asked(header, now).map(|wait| wait.as_secs());
        assert_eq!(wait(" 120 "), Some(120));
        assert_eq!(wait("Sun, 15 Feb 2026 08:49:37 GMT"), Some(37));
        assert_eq!(wait("Sun, 15 Feb 2026 08:48:00 GMT"), Some(0));
        assert_eq!((wait("soon"), wait("-5"), wait("")), (None, None, None));
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        let again = |status| transient(status, false);
        assert!([408, 425, 429, 500, 502, 503, 504, 529].into_iter().all(again));
        assert!(![400, 401, 403, 404, 410, 422, 501].into_iter().any(again));
        assert!(transient(403, true));
    }
}
