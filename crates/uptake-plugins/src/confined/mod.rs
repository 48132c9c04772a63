//! The child's side of being held back: what the process of an isolated plugin gives up before the library is loaded, so that
//! what the library does while it is loaded is held back, too.
//!
//! On Linux files are held by Landlock, and everything else by seccomp: system calls that are listed work, all others fail with
//! "operation not permitted". Elsewhere nothing holds the plugin, and the host says so.

#[cfg(target_os = "linux")]
mod calls;
#[cfg(target_os = "linux")]
mod files;
#[cfg(target_os = "linux")]
mod process;

use crate::Grants;
use crate::grants::Demand;
use std::path::Path;
use uptake_adapter::{AdapterError, ErrorCode, Hold};

/// Gives up what the plugin doesn't need, and says how far the system holds to it.
///
/// # Errors
/// When the demand is that it holds, and it doesn't.
pub(super) fn confine(library: &Path, grants: &Grants, shown: &str) -> Result<Hold, AdapterError> {
    if grants.demand == Demand::Off {
        return Ok(Hold::Off);
    }
    let hold = held(library, grants);
    match &hold {
        Hold::Failed(why) if grants.demand == Demand::Required => Err(AdapterError::new(
            ErrorCode::PluginNotConfined,
            format!("the plugin `{shown}` can't be confined here: {why}"),
        )
        .help("use a system with Landlock and seccomp (Linux 5.13 or newer), or remove `confinement: required`")
        .setting("confinement")
        .in_own_words()),
        _ => Ok(hold),
    }
}

#[cfg(target_os = "linux")]
fn held(library: &Path, grants: &Grants) -> Hold {
    process::limit(grants.memory);
    // Landlock first: its own calls aren't on the list of those that work afterwards.
    let files = files::hold(library, grants);
    let calls = calls::hold(grants.network);
    match (files, calls) {
        (Ok(whole), Ok(())) => Hold::Confined { whole },
        (Err(why), Ok(())) => Hold::Failed(format!("files aren't held back: {why}")),
        (Ok(_), Err(why)) => Hold::Failed(format!("system calls aren't held back: {why}")),
        (Err(files), Err(calls)) => Hold::Failed(format!(
            "neither files nor system calls are held back: {files}; {calls}"
        )),
    }
}

#[cfg(not(target_os = "linux"))]
fn held(_library: &Path, _grants: &Grants) -> Hold {
    Hold::Failed("only Linux has what it needs".to_owned())
}

/// Cuts the ties to whatever started the process but its three pipes: open files, the terminal, and a life that is longer than
/// the host's.
#[cfg(target_os = "linux")]
pub(super) use process::alone;

/// Elsewhere the host ends the process.
#[cfg(not(target_os = "linux"))]
pub(super) fn alone(_host: u32) -> bool {
    true
}
