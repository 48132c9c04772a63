//! What a driver says → what a user is told.

use crate::flavour::Flavour;
use crate::plan::Plan;
use uptake_adapter::{AdapterError, ErrorCode};
use uptake_adbc_sys::{Fault, Status, Trouble};

/// How far it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// On the way to the database.
    Connect,
    /// With the query, before the first row.
    Query,
    /// After so many rows.
    Rows(u64),
}

/// Words of servers and drivers that refuse credentials and say so in their text alone.
const REFUSED: [&str; 12] = [
    "authentication failed",
    "no password supplied",
    "no pg_hba.conf entry",
    "access denied",
    "could not find default credentials",
    // What a cloud's client says of credentials that it can't read.
    "constructing client",
    "no authorization header",
    "unauthenticated",
    "incorrect username or password",
    "permission denied",
    "user is empty",
    "password is empty",
];

/// Words of a connection that isn't there, or breaks.
const BROKEN: [&str; 20] = [
    "connection refused",
    "could not connect",
    "connection reset",
    "connection error",
    "server closed the connection",
    "terminating connection",
    "broken pipe",
    "the database system is",
    "no such host",
    "could not translate host name",
    "no route to host",
    "network is unreachable",
    "timed out",
    "too many c",
    // What clients of gRPC say of a server that is gone: in their own words, and by the name of the status.
    "error reading from server",
    "(unavailable;",
    // Somebody else writes to a file.
    "database is locked",
    "database table is locked",
    "database schema is locked",
    "could not set lock",
];

/// Words of an option that is missing or wrong.
const OPTION: [&str; 3] = [
    "account is empty",
    "options were not recognized",
    "unknown database option",
];

/// A fault as a user sees it, without secrets.
pub(crate) fn told(plan: &Plan, stage: Stage, trouble: Trouble) -> AdapterError {
    let error = match trouble {
        Trouble::Rows(error) => rows(plan, error),
        Trouble::Driver(fault) => driver(plan, stage, &fault),
    };
    plan.redacted(error)
}

/// What the driver gave can't be taken in.
fn rows(plan: &Plan, error: AdapterError) -> AdapterError {
    let mut error = error.setting(plan.asked);
    error.message = format!("the driver `{}`: {}", plan.shown, error.message);
    match error.code {
        ErrorCode::Unsupported => error.help(plan.flavour.cure()),
        ErrorCode::PluginText => {
            error.code = ErrorCode::Source;
            error.help(plan.flavour.conversion())
        }
        _ => error,
    }
}

fn driver(plan: &Plan, stage: Stage, fault: &Fault) -> AdapterError {
    let shown = &plan.shown;
    // PostgreSQL's driver repeats the query, which is known, and may be long.
    let said = fault.message.split(" Query was: ").next().unwrap_or_default();
    let said = match said.trim_end() {
        "" => "it gave no reason",
        said => said,
    };
    let state = match &fault.sqlstate {
        Some(state) if !said.contains(state.as_str()) => format!(" (SQLSTATE {state})"),
        _ => String::new(),
    };
    let message = match stage {
        Stage::Connect => format!("no connection through `{shown}`: {said}{state}"),
        Stage::Query => format!("the query through `{shown}` fails: {said}{state}"),
        Stage::Rows(rows) => format!("the query through `{shown}` stops after {rows} rows: {said}{state}"),
    };
    let code = code(fault, stage, plan.flavour);
    let connection = ["password", "uri"]
        .into_iter()
        .find(|key| plan.settings.get(key).is_some());
    let setting = match (code, stage) {
        (ErrorCode::Auth, _) | (_, Stage::Connect) => connection.unwrap_or("driver"),
        _ => plan.asked,
    };
    let error = AdapterError::new(code, message).setting(setting);
    match (code, stage) {
        (ErrorCode::Auth, ..) => error
            .help("the credentials may be wrong, missing, or not enough: `user`, `password`, or what `options` say"),
        (ErrorCode::Config, Stage::Connect) => {
            error.help("the driver's documentation names its options and the form of `uri`")
        }
        // Its only fault in the middle is a value that isn't of the guessed type.
        (ErrorCode::Source, Stage::Rows(_)) if plan.flavour == Flavour::Sqlite => error.help(plan.flavour.cure()),
        _ => error,
    }
}

/// The kind of a fault: by SQLSTATE, by words, by the driver's status.
fn code(fault: &Fault, stage: Stage, flavour: Flavour) -> ErrorCode {
    let state = fault.sqlstate.as_deref().unwrap_or("");
    let class = state.get(..2).unwrap_or("");
    match (class, state) {
        ("28", _) | (_, "42501") => return ErrorCode::Auth,
        ("08" | "53" | "40" | "55", _) | (_, "57014" | "57P01" | "57P02" | "57P03" | "57P05") => {
            return ErrorCode::Retryable;
        }
        ("22" | "42" | "3D" | "3F" | "0A", _) => return ErrorCode::Source,
        _ => {}
    }
    let words = fault.message.to_lowercase();
    let has = |list: &[&str]| list.iter().any(|word| words.contains(word));
    match fault.status {
        Status::Unauthenticated | Status::Unauthorized => ErrorCode::Auth,
        _ if has(&REFUSED) => ErrorCode::Auth,
        Status::Timeout | Status::Cancelled => ErrorCode::Retryable,
        _ if has(&BROKEN) => ErrorCode::Retryable,
        _ if stage == Stage::Connect && has(&OPTION) => ErrorCode::Config,
        _ if stage == Stage::Connect && words.contains("does not exist") => ErrorCode::Source,
        Status::Invalid | Status::NotImplemented if stage == Stage::Connect => ErrorCode::Config,
        // A file that can't be opened now can't be opened later.
        Status::Io if stage == Stage::Connect && !matches!(flavour, Flavour::Sqlite | Flavour::DuckDb) => {
            ErrorCode::Retryable
        }
        _ => ErrorCode::Source,
    }
}
