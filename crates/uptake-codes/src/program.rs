//! Codes of the program itself.

use crate::entry::codes;

codes! {
    /// The code of an error that keeps a command from running.
    ProgramCode {
        /// A file or a folder can't be written.
        Unwritable => "unwritable", "check the path, the permissions and the free space";
        /// The program was ended from outside, or by an error of its own, before it was done.
        Ended => "ended", "see the message; what the command writes is whole or not there";
        /// No stage of that name requires checks.
        NoGate => "no-gate", "name a stage that requires checks, or state `requires` in one";
        /// Rules are named by a revision that can't be read: `git`, the repository or the revision is missing.
        NoRevision => "no-revision", "name a folder, a rule file, a built-in pack, or a revision that `git` knows";
        /// No browser was found that prints a page as PDF.
        NoBrowser => "no-browser", "write the report as HTML and print it from a browser, or name one with `--browser`";
        /// The browser ended without a PDF.
        NotPrinted => "not-printed", "write the report as HTML and print it from a browser";
        /// The adapter is unknown.
        UnknownAdapter => "unknown-adapter", "correct the name; `uptake adapters` lists all";
    }
}
