//! Calls into a plugin that was loaded into this process: nobody waits longer for one than it may take.
//!
//! A thread can't be ended from outside. So a call runs on a thread of its own, and a plugin that hangs is left behind there, with
//! all that belongs to the call, until the program ends.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;
use uptake_adapter::{AdapterError, ErrorCode};

/// How long a plugin may take to end once it was asked to, or to let go of what is no longer needed.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// Makes a call, at once where it may take any time.
///
/// # Errors
/// When it takes longer, or when no thread can be started.
pub(super) fn within<T: Send + 'static>(
    longest: Option<Duration>,
    (shown, what): (&str, &str),
    call: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AdapterError> {
    let Some(longest) = longest else {
        return Ok(call());
    };
    let (sender, answer) = channel();
    let thread = std::thread::Builder::new().name("plugin".to_owned());
    let started = thread.spawn(move || {
        // Nobody listens any more where it took too long.
        let _ = sender.send(call());
    });
    started.map_err(|error| {
        let message = format!("no thread can be started for the plugin `{shown}`: {error}");
        AdapterError::new(ErrorCode::Retryable, message).help("allow the program more processes or memory")
    })?;
    answer.recv_timeout(longest).map_err(|error| match error {
        RecvTimeoutError::Timeout => hangs(longest, shown, what),
        RecvTimeoutError::Disconnected => AdapterError::new(
            ErrorCode::Panic,
            format!("internal error: {what} of the plugin `{shown}` panicked"),
        )
        .help("report it; `isolation: process` keeps the plugin in a process of its own"),
    })
}

fn hangs(longest: Duration, shown: &str, what: &str) -> AdapterError {
    let seconds = longest.as_secs_f64();
    let message = format!("the plugin `{shown}` hangs: {what} didn't return within {seconds} s");
    AdapterError::new(ErrorCode::PluginEndless, message)
        .help("report it to whoever made the plugin, or give it more time with `timeout`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_hangs_or_panics_is_an_error_and_another_answers() {
        let short = Some(Duration::from_millis(50));
        let of = ("x", "`open`");
        assert_eq!(within(None, of, || 1).unwrap(), 1);
        assert_eq!(within(Some(Duration::from_secs(60)), of, || 2).unwrap(), 2);
        let error = within(short, of, || std::thread::sleep(Duration::from_secs(5))).unwrap_err();
        assert_eq!(error.code, ErrorCode::PluginEndless);
        assert_eq!(
            error.message,
            "the plugin `x` hangs: `open` didn't return within 0.05 s"
        );
        let panicked = within(Some(Duration::from_secs(60)), of, || panic!("for this test")).map(|()| 0);
        assert_eq!(panicked.unwrap_err().code, ErrorCode::Panic);
    }
}
