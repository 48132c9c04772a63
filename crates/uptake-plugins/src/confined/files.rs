//! Files, held by Landlock: what the plugin may read, and nothing to write.

use crate::Grants;
use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, PathBeneath, PathFd, RestrictionStatus,
    Ruleset, RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
};
use std::path::Path;

/// What the system's loader reads when it loads a library, and the zones of time. None of it is about the user.
const LOADER: [&str; 12] = [
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/nix/store",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/dev/null",
    "/dev/random",
    "/dev/urandom",
];

/// What it takes to find a host by its name and to trust it.
const NETWORK: [&str; 17] = [
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/gai.conf",
    "/etc/nsswitch.conf",
    "/etc/services",
    "/etc/protocols",
    "/run/systemd/resolve/stub-resolv.conf",
    "/run/systemd/resolve/resolv.conf",
    "/etc/ssl/certs",
    "/etc/ssl/cert.pem",
    "/etc/ssl/openssl.cnf",
    "/etc/pki/tls/certs",
    "/etc/pki/ca-trust/extracted",
    "/etc/ca-certificates/extracted",
    "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates",
];

/// The newest rights that are asked for. An older kernel holds those that it knows; the list of system calls covers the rest.
const NEWEST: ABI = ABI::V6;

/// Holds this thread, and those that it will start. True where the kernel knows every right that was asked for.
///
/// # Errors
/// Why files aren't held.
pub(super) fn hold(library: &Path, grants: &Grants) -> Result<bool, String> {
    let status = restricted(library, grants).map_err(|error| error.to_string())?;
    match status.ruleset {
        RulesetStatus::FullyEnforced => Ok(true),
        RulesetStatus::PartiallyEnforced => Ok(false),
        RulesetStatus::NotEnforced => Err("this kernel has no Landlock, or it is switched off".to_owned()),
    }
}

fn restricted(library: &Path, grants: &Grants) -> Result<RestrictionStatus, RulesetError> {
    let mut rules = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(NEWEST))?
        .scope(Scope::from_all(NEWEST))?;
    if !grants.network {
        rules = rules.handle_access(AccessNet::from_all(NEWEST))?;
    }
    let mut rules = readable(rules.create()?, library)?;
    for path in LOADER {
        rules = readable(rules, Path::new(path))?;
    }
    for path in NETWORK.iter().filter(|_| grants.network) {
        rules = readable(rules, Path::new(path))?;
    }
    for path in &grants.read {
        rules = readable(rules, path)?;
    }
    rules.restrict_self()
}

/// Lets a file be read, or a folder with everything below. What isn't there can't be read anyway.
fn readable(rules: RulesetCreated, path: &Path) -> Result<RulesetCreated, RulesetError> {
    let Ok(place) = PathFd::new(path) else {
        return Ok(rules);
    };
    let access: BitFlags<AccessFs> = match path.is_dir() {
        true => AccessFs::ReadFile | AccessFs::ReadDir,
        false => AccessFs::ReadFile.into(),
    };
    rules.add_rule(PathBeneath::new(place, access))
}
