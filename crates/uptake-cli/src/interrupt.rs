//! Ctrl-C, and a friendly kill: child processes end with the program.

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use uptake_adapter::children;

/// From now on a signal that ends the program ends its children first. Where signals can't be heard, all stays as it was.
pub(crate) fn take_children_along() {
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else {
        return;
    };
    std::thread::spawn(move || {
        for signal in signals.forever() {
            children::end_all();
            // Then what the signal does by itself: the program ends by it, as a shell expects.
            let _ = emulate_default_handler(signal);
        }
    });
}
