//! What a store says when it refuses or fails, as a fault with a code.

use object_store::Error;
use uptake_adapter::{AdapterError, ErrorCode, Settings};

/// How much of a store's own words is shown.
const LONGEST: usize = 300;

/// What was asked for when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// An object.
    Object,
    /// A part of an object.
    Part,
    /// The list of objects.
    List,
}

/// The fault of a request for `shown`.
pub(super) fn fault(error: &Error, shown: &str, asked: Asked, settings: &Settings) -> AdapterError {
    let whole = error.to_string();
    let said = said(&whole);
    let what = match asked {
        Asked::Object | Asked::Part => "read",
        Asked::List => "listed",
    };
    let no_bucket = [
        "NoSuchBucket",
        "ContainerNotFound",
        "bucket does not exist",
        "container does not exist",
    ];
    let refused = [
        "InvalidAccessKeyId",
        "SignatureDoesNotMatch",
        "ExpiredToken",
        "InvalidToken",
        "AccessDenied",
    ];
    // Where an object breaks off, too, what is left of it is asked for as a part: then no setting is at fault.
    if asked == Asked::Part
        && let Some(why) = no_parts(&whole)
    {
        let message = format!("`{shown}` can't be {what} in parts: {why}");
        return AdapterError::new(ErrorCode::Config, message)
            .help("remove `fetch: needed`")
            .setting("fetch");
    }
    let (code, message) = match error {
        _ if no_bucket.iter().any(|word| whole.contains(word)) => (
            ErrorCode::Source,
            format!("`{shown}` can't be {what}: the bucket doesn't exist"),
        ),
        Error::NotFound { .. } if asked != Asked::List => {
            (ErrorCode::Source, format!("the object `{shown}` doesn't exist"))
        }
        Error::NotFound { .. } => (
            ErrorCode::Source,
            format!("`{shown}` can't be {what}: the bucket doesn't exist"),
        ),
        Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => (
            ErrorCode::Auth,
            format!("`{shown}` can't be {what}: the store refuses the credentials"),
        ),
        _ if refused.iter().any(|word| whole.contains(word)) => (
            ErrorCode::Auth,
            format!("`{shown}` can't be {what}: the store refuses the credentials"),
        ),
        Error::Precondition { .. } => return changed(shown),
        _ if whole.contains("redirect without LOCATION") => {
            let message = format!("`{shown}` can't be {what}: the bucket is in another region");
            return AdapterError::new(ErrorCode::Config, message)
                .help("set its `region`")
                .setting("region");
        }
        // Anything below 500 stays as it is, however often it is asked.
        _ => match status(&whole) {
            Some(status @ 300..500) if ![408, 425, 429].contains(&status) => (
                ErrorCode::Source,
                format!("`{shown}` can't be {what}: the store answers {status}"),
            ),
            Some(status) => (
                ErrorCode::Retryable,
                format!("`{shown}` can't be {what}: the store answers {status}"),
            ),
            None => {
                let message = format!("`{shown}` can't be {what}: {}", innermost(error));
                return AdapterError::new(ErrorCode::Retryable, settings.redacted(&message))
                    .help("check whether the store can be reached from here, or try again later")
                    .setting("path");
            }
        },
    };
    let fault = AdapterError::new(code, message).setting("path");
    match said {
        Some(said) => fault.help(settings.redacted(&format!("it says: {said}"))),
        None if code == ErrorCode::Retryable => fault.help("try again later"),
        None => fault.help("check the address and the credentials"),
    }
}

/// Why an answer isn't the part of an object that was asked for, if that is what is wrong.
fn no_parts(whole: &str) -> Option<&'static str> {
    let has = |words: &[&str]| words.iter().any(|word| whole.contains(word));
    match () {
        () if has(&["Received non-partial response", "Range request not supported"]) => {
            Some("the store gives whole objects alone")
        }
        () if has(&[
            "Content-Range header not present",
            "Failed to parse value for CONTENT_RANGE",
        ]) =>
        {
            Some("the store doesn't say which part it gives")
        }
        () if whole
            .split_once("Requested ")
            .is_some_and(|(_, rest)| rest.starts_with(|first: char| first.is_ascii_digit())) =>
        {
            Some("the store gives another part than it was asked for")
        }
        () => None,
    }
}

/// An object that is another one now.
pub(super) fn changed(shown: &str) -> AdapterError {
    AdapterError::new(
        ErrorCode::Source,
        format!("`{shown}` was changed while it was being read"),
    )
    .help("run again when nothing writes to it")
    .setting("path")
}

/// A store that says nothing any more.
pub(super) fn silent(shown: &str, seconds: f64) -> AdapterError {
    AdapterError::new(
        ErrorCode::Retryable,
        format!("`{shown}` can't be read: the store was silent for {seconds} s"),
    )
    .help("try again later; `timeout` gives it more time")
    .setting("timeout")
}

/// The status in what the client says of an answer.
fn status(whole: &str) -> Option<u16> {
    let (_, rest) = whole.split_once("status code: ")?;
    rest.get(..3)?.parse().ok()
}

/// The store's own words: code and message of its XML.
fn said(whole: &str) -> Option<String> {
    let of = |tag: &str| {
        let (_, rest) = whole.split_once(&format!("<{tag}>"))?;
        let (text, _) = rest.split_once(&format!("</{tag}>"))?;
        let text = text.lines().next().unwrap_or_default().trim();
        (!text.is_empty()).then(|| text.chars().take(LONGEST).collect::<String>())
    };
    match (of("Code"), of("Message")) {
        (Some(code), Some(message)) => Some(format!("{code}: {message}")),
        (one, other) => one.or(other),
    }
}

/// The cause behind all wrappings, which repeat addresses.
fn innermost(error: &Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(error: &Error, asked: Asked) -> (ErrorCode, String) {
        let fault = fault(error, "s3://b/k", asked, &Settings::default());
        let help = fault.help.unwrap_or_default();
        (fault.code, format!("{} ({help})", fault.message))
    }

    fn answer(text: &str) -> Error {
        Error::Generic {
            store: "S3",
            source: text.to_owned().into(),
        }
    }

    #[test]
    fn an_answer_becomes_a_code_and_the_stores_own_words() {
        let busy = answer(
            "Server returned non-2xx status code: 503 Service Unavailable: <Error><Code>SlowDown</Code><Message>Reduce your rate</Message></Error>",
        );
        assert_eq!(
            told(&busy, Asked::Object),
            (
                ErrorCode::Retryable,
                "`s3://b/k` can't be read: the store answers 503 (it says: SlowDown: Reduce your rate)".to_owned()
            )
        );
        let odd = answer("Server returned non-2xx status code: 400 Bad Request: ");
        assert_eq!(told(&odd, Asked::List).0, ErrorCode::Source);
        let expired = answer("Server returned non-2xx status code: 400 Bad Request: <Code>ExpiredToken</Code>");
        assert_eq!(told(&expired, Asked::List).0, ErrorCode::Auth);
    }

    #[test]
    fn a_bucket_that_isnt_there_is_told_from_an_object_that_isnt() {
        let missing = |body: &str| Error::NotFound {
            path: "k".to_owned(),
            source: body.to_owned().into(),
        };
        assert!(
            told(&missing("<Code>NoSuchKey</Code>"), Asked::Object)
                .1
                .starts_with("the object `s3://b/k` doesn't exist")
        );
        assert!(
            told(&missing("<Code>NoSuchBucket</Code>"), Asked::Object)
                .1
                .contains("the bucket doesn't exist")
        );
        assert!(told(&missing(""), Asked::List).1.contains("the bucket doesn't exist"));
    }
}
