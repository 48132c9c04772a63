//! System calls, held by seccomp: those that are listed work, some of them with certain arguments alone; all others fail.
//!
//! Listed is what a thread needs to compute and to read: memory, threads, its own signals, the clock, files that are open or may
//! be opened for reading. Not listed, for example: new processes and programs, other processes, names of files and their
//! rights, sockets, shared memory, keys, namespaces, and asking for any right back.

use seccompiler::{
    SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
};
use std::collections::BTreeMap;

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Calls that work whatever their arguments are.
#[rustfmt::skip]
const PLAIN: &[i64] = &[
    // Memory.
    libc::SYS_mmap, libc::SYS_munmap, libc::SYS_mremap, libc::SYS_mprotect, libc::SYS_madvise, libc::SYS_mincore,
    libc::SYS_brk, libc::SYS_membarrier, libc::SYS_msync, libc::SYS_mseal,
    // Threads.
    libc::SYS_set_robust_list, libc::SYS_get_robust_list, libc::SYS_rseq, libc::SYS_set_tid_address, libc::SYS_futex,
    libc::SYS_futex_waitv, libc::SYS_sched_yield, libc::SYS_sched_getaffinity, libc::SYS_sched_getparam,
    libc::SYS_sched_getscheduler, libc::SYS_sched_get_priority_max, libc::SYS_sched_get_priority_min, libc::SYS_gettid,
    libc::SYS_exit, libc::SYS_exit_group, libc::SYS_restart_syscall, libc::SYS_getcpu, libc::SYS_wait4, libc::SYS_waitid,
    // Its own signals.
    libc::SYS_rt_sigaction, libc::SYS_rt_sigprocmask, libc::SYS_rt_sigreturn, libc::SYS_rt_sigpending,
    libc::SYS_rt_sigsuspend, libc::SYS_rt_sigtimedwait, libc::SYS_sigaltstack, libc::SYS_signalfd4, libc::SYS_eventfd2,
    libc::SYS_timerfd_create, libc::SYS_timerfd_settime, libc::SYS_timerfd_gettime, libc::SYS_timer_create,
    libc::SYS_timer_settime, libc::SYS_timer_gettime, libc::SYS_timer_getoverrun, libc::SYS_timer_delete,
    libc::SYS_setitimer, libc::SYS_getitimer,
    // The clock, and who it is.
    libc::SYS_clock_gettime, libc::SYS_clock_getres, libc::SYS_clock_nanosleep, libc::SYS_nanosleep,
    libc::SYS_gettimeofday, libc::SYS_times, libc::SYS_getrusage, libc::SYS_sysinfo, libc::SYS_uname, libc::SYS_getpid,
    libc::SYS_getppid, libc::SYS_getuid, libc::SYS_geteuid, libc::SYS_getgid, libc::SYS_getegid, libc::SYS_getresuid,
    libc::SYS_getresgid, libc::SYS_getgroups, libc::SYS_getpgid, libc::SYS_getsid, libc::SYS_getrandom,
    // Files that are open, and where files are.
    libc::SYS_read, libc::SYS_readv, libc::SYS_pread64, libc::SYS_preadv, libc::SYS_preadv2, libc::SYS_write,
    libc::SYS_writev, libc::SYS_lseek, libc::SYS_close, libc::SYS_close_range, libc::SYS_dup, libc::SYS_dup3,
    libc::SYS_fstat, libc::SYS_newfstatat, libc::SYS_statx, libc::SYS_statfs, libc::SYS_fstatfs, libc::SYS_faccessat,
    libc::SYS_faccessat2, libc::SYS_readlinkat, libc::SYS_getdents64, libc::SYS_getcwd, libc::SYS_fadvise64,
    libc::SYS_readahead, libc::SYS_pipe2, libc::SYS_ppoll, libc::SYS_pselect6, libc::SYS_epoll_create1,
    libc::SYS_epoll_ctl, libc::SYS_epoll_pwait, libc::SYS_epoll_pwait2,
];

/// The same under the names that older processors still have.
#[cfg(target_arch = "x86_64")]
#[rustfmt::skip]
const OLDER: &[i64] = &[
    libc::SYS_stat, libc::SYS_lstat, libc::SYS_access, libc::SYS_readlink, libc::SYS_getdents, libc::SYS_poll,
    libc::SYS_select, libc::SYS_epoll_create, libc::SYS_epoll_wait, libc::SYS_pipe, libc::SYS_dup2, libc::SYS_getpgrp,
    libc::SYS_time, libc::SYS_pause, libc::SYS_alarm, libc::SYS_arch_prctl, libc::SYS_getrlimit, libc::SYS_eventfd,
    libc::SYS_signalfd,
];
#[cfg(not(target_arch = "x86_64"))]
const OLDER: &[i64] = &[];

/// What a connection needs; whether there is one is decided where a socket is made.
#[rustfmt::skip]
const CONNECTED: &[i64] = &[
    libc::SYS_connect, libc::SYS_getsockname, libc::SYS_getpeername, libc::SYS_getsockopt, libc::SYS_setsockopt,
    libc::SYS_sendto, libc::SYS_recvfrom, libc::SYS_sendmsg, libc::SYS_recvmsg, libc::SYS_sendmmsg, libc::SYS_recvmmsg,
    libc::SYS_shutdown, libc::SYS_socketpair, libc::SYS_bind,
];

/// Calls of which programs have an older form that they fall back to, if they hear that the call doesn't exist. Their arguments
/// lie in memory, where no filter sees them.
const UNSEEN: [i64; 3] = [libc::SYS_clone3, libc::SYS_openat2, libc::SYS_io_uring_setup];

/// What opens a file otherwise than for reading.
const WRITES: u64 = (libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC | libc::O_APPEND) as u64 | TEMPORARY;
/// The part of `O_TMPFILE` that no folder has.
const TEMPORARY: u64 = 0o20_000_000;

/// Commands of `fcntl` that are about the file itself; others send signals to whoever is named.
#[rustfmt::skip]
const FCNTL: [i32; 15] = [
    libc::F_DUPFD, libc::F_GETFD, libc::F_SETFD, libc::F_GETFL, libc::F_SETFL, libc::F_GETLK, libc::F_SETLK,
    libc::F_SETLKW, libc::F_OFD_GETLK, libc::F_OFD_SETLK, libc::F_OFD_SETLKW, libc::F_DUPFD_CLOEXEC, libc::F_GETPIPE_SZ,
    libc::F_SETPIPE_SZ, libc::F_GET_SEALS,
];

/// Requests of `ioctl` that only ask, or are about waiting.
const IOCTL: [u64; 5] = [0x5401, 0x5413, 0x541b, 0x5421, 0x5451];

/// Names of threads and of memory.
const PRCTL: [u64; 3] = [libc::PR_SET_NAME as u64, libc::PR_GET_NAME as u64, 0x5356_4d41];

/// Holds this thread, and those that it will start.
///
/// # Errors
/// Why system calls aren't held.
pub(super) fn hold(network: bool) -> Result<(), String> {
    let arch = TargetArch::try_from(std::env::consts::ARCH).map_err(|error| error.to_string())?;
    let apply = |rules: Rules, others: SeccompAction, listed: SeccompAction| -> Result<(), String> {
        let filter = SeccompFilter::new(rules, others, listed, arch).map_err(|error| error.to_string())?;
        let program: seccompiler::BpfProgram = filter
            .try_into()
            .map_err(|error: seccompiler::BackendError| error.to_string())?;
        seccompiler::apply_filter_all_threads(&program).map_err(|error| error.to_string())
    };
    // Of two answers the stricter one counts, and of two errors the one of the filter that came last.
    let refused = |number: i32| SeccompAction::Errno(u32::try_from(number).unwrap_or_default());
    let list = listed(network).map_err(|error| error.to_string())?;
    let unseen = UNSEEN.iter().map(|call| (*call, Vec::new())).collect();
    // The second filter is added by calls that the list doesn't have, so it is the first.
    apply(unseen, SeccompAction::Allow, refused(libc::ENOSYS))?;
    apply(list, refused(libc::EPERM), SeccompAction::Allow)
}

fn listed(network: bool) -> Result<Rules, seccompiler::BackendError> {
    let mut rules: Rules = PLAIN.iter().chain(OLDER).map(|call| (*call, Vec::new())).collect();
    rules.extend(UNSEEN.iter().map(|call| (*call, Vec::new())));
    let own = u64::from(std::process::id());
    let equal = SeccompCmpOp::Eq;
    let threads = (libc::CLONE_THREAD | libc::CLONE_VM | libc::CLONE_SIGHAND) as u64;
    let spaces = (libc::CLONE_NEWNS
        | libc::CLONE_NEWUTS
        | libc::CLONE_NEWIPC
        | libc::CLONE_NEWUSER
        | libc::CLONE_NEWPID
        | libc::CLONE_NEWNET
        | libc::CLONE_NEWCGROUP) as u64;
    only(
        &mut rules,
        libc::SYS_clone,
        &[(0, SeccompCmpOp::MaskedEq(threads | spaces), threads)],
    )?;
    only(&mut rules, libc::SYS_openat, &[(2, SeccompCmpOp::MaskedEq(WRITES), 0)])?;
    #[cfg(target_arch = "x86_64")]
    only(&mut rules, libc::SYS_open, &[(1, SeccompCmpOp::MaskedEq(WRITES), 0)])?;
    only(&mut rules, libc::SYS_kill, &[(0, equal.clone(), own)])?;
    only(&mut rules, libc::SYS_tgkill, &[(0, equal.clone(), own)])?;
    // Limits may be asked for, not set.
    whole(
        &mut rules,
        libc::SYS_prlimit64,
        &[(0, equal.clone(), 0), (2, equal.clone(), 0)],
    )?;
    for command in FCNTL {
        only(
            &mut rules,
            libc::SYS_fcntl,
            &[(1, equal.clone(), u64::from(command.unsigned_abs()))],
        )?;
    }
    for request in IOCTL {
        only(&mut rules, libc::SYS_ioctl, &[(1, equal.clone(), request)])?;
    }
    for option in PRCTL {
        only(&mut rules, libc::SYS_prctl, &[(0, equal.clone(), option)])?;
    }
    if network {
        rules.extend(CONNECTED.iter().map(|call| (*call, Vec::new())));
        let kind = |kind: i32| (1, SeccompCmpOp::MaskedEq(0xf), u64::from(kind.unsigned_abs()));
        for family in [libc::AF_INET, libc::AF_INET6] {
            let family = (0, equal.clone(), u64::from(family.unsigned_abs()));
            only(&mut rules, libc::SYS_socket, &[family.clone(), kind(libc::SOCK_STREAM)])?;
            only(&mut rules, libc::SYS_socket, &[family, kind(libc::SOCK_DGRAM)])?;
        }
    }
    Ok(rules)
}

/// Lets a call work where all of these numbers of its arguments are right, by their lower half.
fn only(rules: &mut Rules, call: i64, arguments: &[(u8, SeccompCmpOp, u64)]) -> Result<(), seccompiler::BackendError> {
    add(rules, call, arguments, SeccompCmpArgLen::Dword)
}

/// The same by the whole argument, as for an address.
fn whole(rules: &mut Rules, call: i64, arguments: &[(u8, SeccompCmpOp, u64)]) -> Result<(), seccompiler::BackendError> {
    add(rules, call, arguments, SeccompCmpArgLen::Qword)
}

fn add(
    rules: &mut Rules,
    call: i64,
    arguments: &[(u8, SeccompCmpOp, u64)],
    width: SeccompCmpArgLen,
) -> Result<(), seccompiler::BackendError> {
    let conditions: Result<Vec<SeccompCondition>, seccompiler::BackendError> = arguments
        .iter()
        .map(|(index, operator, value)| SeccompCondition::new(*index, width.clone(), operator.clone(), *value))
        .collect();
    rules.entry(call).or_default().push(SeccompRule::new(conditions?)?);
    Ok(())
}
