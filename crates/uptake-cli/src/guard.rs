//! A panic anywhere becomes a coded error.

use std::sync::Mutex;
use uptake_codes::RunCode;
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
        let place = panic.location().map(ToString::to_string);
        if let Ok(mut last) = LAST.lock() {
            *last = place;
        }
        if !quiet {
            told(panic);
        }
    }));
    let running = std::thread::Builder::new().stack_size(STACK).spawn(command);
    let running = running.map_err(|error| {
        Failure::new(format!("the command can't be started: {error}"))
            .code(RunCode::Engine)
            .help("allow the program more processes or memory")
    })?;
    running.join().unwrap_or_else(|_| Err(panicked()))
}

fn panicked() -> Failure {
    let place = LAST.lock().ok().and_then(|last| last.clone());
    let place = place.map_or(String::new(), |place| format!(" at {place}"));
    Failure::new(format!("internal error: the program panicked{place}"))
        .code(RunCode::Engine)
        .help("report it; with `RUST_BACKTRACE=1` the program tells more, perhaps with names from the data")
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
