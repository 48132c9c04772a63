//! A panic anywhere becomes a coded error.

use crate::output_folder::abandon;
use crate::supervisor::cannot_start;
use crate::{exit, output};
use std::sync::Mutex;
use uptake_adapter::children;
use uptake_codes::RunCode;
use uptake_plugins::ending;
use uptake_project::Failure;

/// Where the last panic was.
static LAST: Mutex<Option<String>> = Mutex::new(None);

/// The stack of a command: rules, documents and expressions nest, and their limits are set for it.
const STACK: usize = 64 << 20;

/// Runs a command on a thread of its own. If it panics, that is an error like any other, with its place in the program but
/// without the panic's own words, which may quote data.
pub(crate) fn run(command: impl FnOnce() -> Result<u8, Failure> + Send + 'static) -> Result<u8, Failure> {
    let quiet = std::env::var_os("RUST_BACKTRACE").is_none();
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if panic.payload_as_str().is_some_and(is_for_want_of_threads) {
            end_for_want_of_threads();
        }
        let place = panic.location().map(ToString::to_string);
        if let Ok(mut last) = LAST.lock() {
            *last = place;
        }
        if !quiet {
            told(panic);
        }
    }));
    let running = std::thread::Builder::new().stack_size(STACK).spawn(command);
    let running = running.map_err(|error| cannot_start(&error))?;
    running.join().unwrap_or_else(|_| Err(panicked()))
}

/// Whether a panic's words are those of a library that can't start a thread.
fn is_for_want_of_threads(words: &str) -> bool {
    words.contains("spawn") && words.contains("thread")
}

/// Ends the program at once: what waits for a thread that never started would wait for good as the panic unwinds.
fn end_for_want_of_threads() -> ! {
    children::end_all();
    abandon();
    let failure = Failure::new("the program can't start a thread")
        .code(RunCode::Engine)
        .help("allow the program more processes or memory");
    output::error(&failure.text(output::colour_of_errors()));
    let _ = ending::leave(exit::COULD_NOT_RUN);
    std::process::exit(i32::from(exit::COULD_NOT_RUN))
}

fn panicked() -> Failure {
    let place = LAST.lock().ok().and_then(|last| last.clone());
    let place = place.map_or(String::new(), |place| format!(" at {place}"));
    Failure::new(format!("internal error: the program panicked{place}"))
        .code(RunCode::Engine)
        .help("allow the program more memory and processes if it has few; otherwise report it: with `RUST_BACKTRACE=1` the program tells more, perhaps with names from the data")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_with_its_place_and_without_its_words() {
        let failure = run(|| panic!("secret words")).unwrap_err();
        let text = failure.text(false);
        assert!(
            text.starts_with("error[engine]: internal error: the program panicked at "),
            "{text}"
        );
        assert!(text.contains("guard.rs") && !text.contains("secret"), "{text}");
        assert_eq!(run(|| Ok(1)).unwrap(), 1);
    }
}
