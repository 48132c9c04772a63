//! What the process of an isolated plugin is by itself: alone, and bounded.

use libc::{RLIMIT_AS, RLIMIT_CORE, RLIMIT_FSIZE, RLIMIT_MSGQUEUE, RLIMIT_NOFILE, rlimit};

/// Open files, at most.
const FILES: u64 = 256;

/// Closes all files but the three pipes, starts a session of its own, and asks to be ended with the host. False where the host
/// has ended already.
pub(crate) fn alone(host: u32) -> bool {
    // SAFETY: closes files that nothing in this process holds: it has just been started, and this is its only thread.
    unsafe { libc::close_range(3, libc::c_uint::MAX, 0) };
    // A leader of a group already, as under a debugger, stays one: then there is nothing to do.
    // SAFETY: takes no arguments and touches no memory.
    unsafe { libc::setsid() };
    // SAFETY: a number, and none of the process's memory. The signal is sent when the thread ends that has started the process;
    // the host starts it by one that lives as long as itself.
    unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL as libc::c_ulong, 0, 0, 0) };
    std::os::unix::process::parent_id() == host
}

/// Bounds memory and open files; files that grow, dumps of memory and queues of messages are none at all.
pub(super) fn limit(memory: u64) {
    for (what, most) in [
        (RLIMIT_AS, memory),
        (RLIMIT_NOFILE, FILES),
        (RLIMIT_FSIZE, 0),
        (RLIMIT_CORE, 0),
        (RLIMIT_MSGQUEUE, 0),
    ] {
        lower(what, most);
    }
}

#[cfg(target_env = "gnu")]
type Resource = libc::__rlimit_resource_t;
#[cfg(not(target_env = "gnu"))]
type Resource = std::ffi::c_int;

/// Lowers a limit; one that is lower already stays.
fn lower(what: Resource, most: u64) {
    let mut now = rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: a place of ours, filled by the call.
    if unsafe { libc::getrlimit(what, &raw mut now) } != 0 {
        return;
    }
    let most = most.min(now.rlim_max);
    let lower = rlimit {
        rlim_cur: most,
        rlim_max: most,
    };
    // SAFETY: a limit of this process, which is lowered.
    unsafe { libc::setrlimit(what, &raw const lower) };
}
