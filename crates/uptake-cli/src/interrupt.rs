//! Ctrl-C, and a friendly kill: child processes end with the program.

use crate::exit;
use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use uptake_adapter::children;

/// Whether a signal has begun to end the program.
static ENDING: AtomicBool = AtomicBool::new(false);

/// From now on a signal that ends the program ends its children first. Where signals can't be heard, all stays as it was.
pub(crate) fn take_children_along() {
    // A file that has grown to its limit is an error of whoever writes it, and no end without a word.
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else {
        return;
    };
    std::thread::spawn(move || {
        for signal in signals.forever() {
            ENDING.store(true, Ordering::SeqCst);
            children::end_all();
            // Then what the signal does by itself: the program ends by it, as a shell expects.
            if emulate_default_handler(signal).is_err() {
                std::process::exit(i32::from(exit::COULD_NOT_RUN));
            }
        }
    });
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
