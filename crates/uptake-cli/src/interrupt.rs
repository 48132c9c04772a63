//! Ctrl-C, and a friendly kill: child processes end with the program, and what was half written goes.

use crate::exit;
use crate::output_folder::abandon;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::io::{Error, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use uptake_adapter::children;

/// The signals by which a terminal, a shell or a service ends a program.
pub(crate) const ENDS: [i32; 4] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT];

/// Whether a signal has begun to end the program.
static ENDING: AtomicBool = AtomicBool::new(false);

/// What asks a command to end that never does by itself.
static GENTLY: Mutex<Option<Box<dyn FnOnce() + Send>>> = Mutex::new(None);

/// Whether it was asked.
static ASKED: AtomicBool = AtomicBool::new(false);

/// How long it may take then.
const GRACE: Duration = Duration::from_secs(10);

/// Those of [`ENDS`] that the program was started to hear: `nohup`, or a shell's `&`, has some ignored.
pub(crate) fn heard() -> Vec<i32> {
    let ignored = ignored();
    let heard = ENDS.into_iter().filter(|signal| {
        let bit = u32::try_from(signal - 1).unwrap_or_default();
        ignored >> bit & 1 == 0
    });
    heard.collect()
}

/// The signals that this process ignores, as bits from signal 1 on. Where the system doesn't say, those for which a program is
/// usually started so.
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let bits = line.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok());
    bits.unwrap_or(1 << (SIGHUP - 1) | 1 << (SIGQUIT - 1))
}

/// From now on a file that has grown to its limit is an error of whoever writes it, and no end without a word.
pub(crate) fn survive_full_files() {
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
}

/// From now on a signal that ends the program ends its children first, and removes what is half written.
///
/// # Errors
/// Where signals can't be heard.
pub(crate) fn take_children_along() -> Result<(), Error> {
    survive_full_files();
    let mut signals = Signals::new(heard())?;
    thread(move || {
        let mut first = true;
        for signal in signals.forever() {
            if std::mem::take(&mut first) && asked_to_end(signal) {
                continue;
            }
            end(signal);
        }
    })
}

/// From now on the program ends like that, too, if the process that watches it hears a signal, or is gone.
///
/// # Errors
/// Where no thread can be started.
pub(crate) fn follow_the_watcher() -> Result<(), Error> {
    thread(|| {
        // Whatever comes, or that nothing can come any more: it has the same meaning.
        let _ = std::io::stdin().lock().read(&mut [0]);
        if !asked_to_end(SIGTERM) {
            end(SIGTERM);
        }
    })
}

/// From now on the first signal that ends the program asks the command to end, by `stop`; it ends with an exit code of its own then. A
/// second signal ends it as ever, and so does the first one if the command takes too long.
pub(crate) fn end_gently(stop: impl FnOnce() + Send + 'static) {
    *GENTLY.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(stop));
}

/// Asks the command to end, if it wants to be asked; whether it does. A terminal sends a signal to both processes, and the one that
/// watches hands its own on: both are the same wish.
fn asked_to_end(signal: i32) -> bool {
    let mut gently = GENTLY.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(stop) = gently.take() else {
        return ASKED.load(Ordering::SeqCst);
    };
    ASKED.store(true, Ordering::SeqCst);
    drop(gently);
    let limited = thread(move || {
        std::thread::sleep(GRACE);
        end(signal);
    });
    stop();
    limited.is_ok()
}

fn thread(work: impl FnOnce() + Send + 'static) -> Result<(), Error> {
    std::thread::Builder::new().spawn(work).map(|_| ())
}

/// Ends the program by a signal, as a shell expects.
fn end(signal: i32) {
    /// Once is enough.
    static ONCE: Mutex<()> = Mutex::new(());
    let _once = ONCE.lock().unwrap_or_else(PoisonError::into_inner);
    ENDING.store(true, Ordering::SeqCst);
    children::end_all();
    abandon();
    if emulate_default_handler(signal).is_err() {
        std::process::exit(i32::from(exit::COULD_NOT_RUN));
    }
}

/// Waits for the end if a signal has begun it.
///
/// The command sees its children die and fails for that reason, often before the signal itself is raised. Then it would end with
/// an error and an exit code of its own, and a shell would take the interrupted program for one that failed.
pub(crate) fn leave_the_end_to_a_signal() {
    while ENDING.load(Ordering::SeqCst) {
        std::thread::park();
    }
}
