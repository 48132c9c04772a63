//! `--watch`: a command that runs again whenever a rule file is saved, until it is interrupted.

use crate::output;
use std::time::Duration;
use uptake_project::{Failure, RuleWatch};

/// How long files aren't looked at.
const PAUSE: Duration = Duration::from_millis(200);

/// Runs `work` now and after each change that `watch` sees. A failure, as of a file that is half saved, is shown, and the next change is
/// waited for; `files` says what to watch from then on. It ends with a signal alone, or when nobody reads any more.
pub(crate) fn again(
    files: &dyn Fn() -> RuleWatch,
    work: &mut dyn FnMut() -> Result<u8, Failure>,
) -> Result<u8, Failure> {
    loop {
        // Taken before the work, so that what is saved while it runs isn't missed.
        let mut watch = files();
        output::begin_again();
        if let Err(failure) = work() {
            output::error(&failure.text(output::colour_of_errors()));
        }
        output::error("watching the rules; Ctrl-C ends it\n");
        while !watch.changed() {
            if let Some(lost) = output::lost() {
                return lost;
            }
            std::thread::sleep(PAUSE);
        }
    }
}
