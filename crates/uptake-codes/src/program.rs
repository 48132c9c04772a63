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
        /// The program `typst` wasn't found, which makes an accessible PDF.
        NoTypst => "no-typst", "put `typst` (0.14 or later) on the path, name it with `--typst`, or write `--format pdf`, which a browser prints";
        /// The program `typst` ended without a PDF.
        NotTypeset => "not-typeset", "see what it says; `--format pdf` is printed by a browser instead";
        /// A ledger, or a folder that is compared with one, can't be read.
        LedgerUnreadable => "ledger-unreadable", "check the path and the permissions, and that the program is as new as the one that wrote it";
        /// Entries of a ledger were changed, removed, added or reordered.
        LedgerBroken => "ledger-broken", "restore the ledger from a copy; what it says from there on isn't evidence";
        /// A text that a ledger keeps was changed or is missing.
        TextChanged => "text-changed", "restore the file from a copy of the ledger";
        /// An output of a run was changed, is missing, or lies where none belongs.
        OutputChanged => "output-changed", "make it again with `uptake replay`, and compare";
        /// What was counted isn't what a run recorded: of somebody in some period, or of the records that tables are made of.
        CubeChanged => "cube-changed", "the data were changed, or the rules that count; `uptake replay` names the inputs that differ";
        /// No entry of the ledger has these outputs.
        NotRecorded => "not-recorded", "name the ledger of the project that made them, or run it again";
        /// Rule files aren't what they were in a run.
        RulesChanged => "rules-changed", "see what that changes with `uptake impact`";
        /// An input of a run isn't there any more as it was, so it can't be run again.
        InputChanged => "input-changed", "restore what is named, and replay again";
        /// The ledger has no such entry.
        NoEntry => "no-entry", "`uptake ledger` lists all entries";
        /// What was known on an earlier day can't be told: of rules, or of a source.
        NotKnownThen => "not-known-then", "state `arrival:` in each source, and `ledger:` in the project";
        /// A project keeps no ledger.
        NoLedger => "no-ledger", "state `ledger: FOLDER` in the project file, or name one with `--ledger`";
        /// A pack of a project lacks approvals that the project demands.
        NotApproved => "not-approved", "have it approved: `uptake approve PACK --as NAME --key FILE`";
        /// An approval of a pack doesn't hold.
        ApprovalVoid => "approval-void", "see the message; if the pack was edited, have it approved again";
        /// An approval, or the file of allowed signers, can't be read.
        ApprovalUnreadable => "approval-unreadable", "check the path and the permissions";
        /// A pack can't be signed.
        NotSigned => "not-signed", "name a private key with `--key`, or a signature with `--signature`";
        /// The program `ssh-keygen` is missing or can't be run.
        NoKeygen => "no-keygen", "install OpenSSH 8.9 or newer";
        /// Another program already listens on the port.
        PortInUse => "port-in-use", "name another one with `--port`, or `--port 0` for one that is free";
        /// The program may not listen on the port, or this machine has no loopback.
        CannotListen => "cannot-listen", "name a port from 1024 on with `--port`";
        /// Whoever asks hasn't shown the token of this start.
        NotAdmitted => "not-admitted", "open the address that `uptake serve` printed, or send the token as `Authorization: Bearer TOKEN`";
        /// The request comes from another site, or for another host than this one.
        ForeignRequest => "foreign-request", "open the address that `uptake serve` printed";
        /// The request can't be understood, or is larger than it may be.
        BadRequest => "bad-request", "see the message; `/api/v1/openapi.json` describes every request";
        /// There is nothing under the address.
        NoSuchPage => "no-such-page", "begin at the first page, or read `/api/v1/openapi.json`";
        /// Too many requests at a time.
        Busy => "busy", "try again in a few seconds";
        /// Figures that different rules made are compared, and nothing says that this is meant.
        AcrossRules => "across-rules", "compare periods under the same rules, or add `across=yes`";
        /// The message about a finished run couldn't be delivered; the figures are what they are.
        NotNotified => "not-notified", "check the address and that the service answers";
        /// The adapter is unknown.
        UnknownAdapter => "unknown-adapter", "correct the name; `uptake adapters` lists all";
    }
}
