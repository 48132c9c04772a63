//! How a program ends into which code of others was loaded.
//!
//! Such code may call `exit(0)`, and the program would end as if all were well, without a figure. And where a program ends by itself,
//! the system calls what loaded libraries want to be done at the end, which may take forever or change the exit code. So a program
//! that loads plugins [watches](watch) its end, and [leaves](leave) by its own decision alone. What no program can catch of code in
//! its own process is `_exit`, `abort` and a broken memory: whoever has to be sure isolates the plugin.

use std::process::ExitCode;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// The exit code of a program that was ended by somebody else.
const ENDED: i32 = 2;

/// No end was decided yet.
const UNDECIDED: i32 = -1;

static CODE: AtomicI32 = AtomicI32::new(UNDECIDED);
static LOADED: AtomicBool = AtomicBool::new(false);
static WATCHED: Once = Once::new();

/// Loads code of others into this process, what messages call it being `shown`.
///
/// While it is loaded, the system's loader is locked, and any thread may come to wait for it. So if this takes longer than `longest`,
/// nobody can be told any more: a program that is watched ends, with an error; any other hangs with it.
pub fn loading<T>(longest: Option<Duration>, shown: &str, load: impl FnOnce() -> T) -> T {
    LOADED.store(true, Ordering::SeqCst);
    let Some(longest) = longest.filter(|_| WATCHED.is_completed()) else {
        return load();
    };
    let message = format!(
        "error[plugin-endless]: `{shown}` hangs: it wasn't loaded within {} s\n  help: report it to whoever made it\n",
        longest.as_secs_f64()
    );
    let (loaded, over) = channel::<()>();
    let (ready, watching) = channel();
    let watch = move || {
        // What this thread needs of the loader it takes before the loader is locked: all that waiting takes.
        let _ = over.recv_timeout(Duration::from_millis(1));
        let _ = ready.send(());
        if over.recv_timeout(longest) == Err(RecvTimeoutError::Timeout) {
            system::abandon(message.as_bytes());
        }
    };
    if std::thread::Builder::new()
        .name("loading".to_owned())
        .spawn(watch)
        .is_ok()
    {
        let _ = watching.recv();
    }
    let answer = load();
    drop(loaded);
    answer
}

/// From now on the program ends with 2 and an error, unless by [`leave`] or a signal.
pub fn watch() {
    WATCHED.call_once(system::watch);
}

/// Ends the program with an exit code, when all that it has to say is written. Where code of others was loaded, at once, without what it wants to be done at the end.
#[must_use]
pub fn leave(code: u8) -> ExitCode {
    CODE.store(i32::from(code), Ordering::SeqCst);
    if LOADED.load(Ordering::SeqCst) {
        system::end(i32::from(code));
    }
    ExitCode::from(code)
}

#[cfg(unix)]
pub(crate) mod system {
    use super::{CODE, ENDED, Ordering, UNDECIDED};
    use std::ffi::{c_int, c_void};

    pub(super) const MESSAGE: &[u8] = b"error[plugin-exit]: code that was loaded into this program ended it\n  \
        help: run plugins with `isolation: process`: then the source fails, and the message names it\n";

    unsafe extern "C" {
        fn atexit(handler: extern "C" fn()) -> c_int;
        fn _exit(code: c_int) -> !;
        fn write(file: c_int, bytes: *const c_void, length: usize) -> isize;
    }

    pub(super) fn watch() {
        // SAFETY: a function that lives as long as the program, and calls nothing but `write` and `_exit`.
        unsafe { atexit(at_the_end) };
    }

    extern "C" fn at_the_end() {
        match CODE.load(Ordering::SeqCst) {
            UNDECIDED => abandon(MESSAGE),
            decided => end(decided),
        }
    }

    /// Ends the program with an error.
    pub(super) fn abandon(message: &[u8]) -> ! {
        // SAFETY: bytes that live through the call, and their length. Where nobody reads them, the exit code is left.
        unsafe { write(2, message.as_ptr().cast(), message.len()) };
        end(ENDED)
    }

    /// Ends the process at once.
    pub(crate) fn end(code: c_int) -> ! {
        // SAFETY: takes a number and doesn't return.
        unsafe { _exit(code) }
    }
}

#[cfg(not(unix))]
pub(crate) mod system {
    pub(super) fn watch() {}

    pub(super) fn abandon(_message: &[u8]) -> ! {
        end(super::ENDED)
    }

    pub(crate) fn end(code: i32) -> ! {
        std::process::exit(code)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::system::MESSAGE;
    use uptake_adapter::ErrorCode;

    #[test]
    fn the_message_has_the_code() {
        let start = format!("error[{}]: ", ErrorCode::PluginExit.as_str());
        assert!(MESSAGE.starts_with(start.as_bytes()));
    }
}
