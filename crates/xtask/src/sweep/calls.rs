//! Which system calls a command makes, and which errors each of them may have.

use std::collections::BTreeMap;

/// How often each system call is made, at most, by one thread: `strace` counts them per thread.
pub(super) fn counted(trace: &str) -> BTreeMap<String, usize> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for line in trace.lines() {
        let (thread, call) = match line.split_once(' ') {
            Some((thread, call)) if thread.chars().all(|letter| letter.is_ascii_digit()) => (thread, call),
            // The only one.
            _ => ("", line),
        };
        let Some((name, _)) = call.trim_start().split_once('(') else {
            continue;
        };
        if name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        {
            *counts.entry((thread, name)).or_default() += 1;
        }
    }
    let mut most = BTreeMap::new();
    for ((_, name), count) in counts {
        let entry = most.entry(name.to_owned()).or_insert(0);
        *entry = count.max(*entry);
    }
    most
}

/// Six errors of files and streams: a broken disk, a full one, no permission, no memory, a signal, too many open files.
const FILES: &[&str] = &["EIO", "ENOSPC", "EACCES", "ENOMEM", "EINTR", "EMFILE"];

/// The errors with which a system call is disturbed. None for those that can't fail, or whose failing means nothing: they are
/// only places to be killed at.
pub(super) fn errors(call: &str) -> &'static [&'static str] {
    match call {
        "read" | "pread64" | "readv" | "write" | "pwrite64" | "writev" | "openat" | "open" | "fsync" | "fdatasync"
        | "statx" | "fstat" | "newfstatat" | "stat" | "lstat" | "lseek" | "getdents64" | "mkdir" | "mkdirat"
        | "rename" | "renameat" | "renameat2" | "unlink" | "unlinkat" | "rmdir" | "flock" | "fcntl" | "ftruncate"
        | "fallocate" | "copy_file_range" | "sendfile" | "chmod" | "fchmod" | "fchmodat" | "readlink"
        | "readlinkat" | "getcwd" | "access" | "faccessat2" | "ioctl" => FILES,
        // Nothing else comes of it.
        "close" => &["EIO", "ENOSPC", "EINTR"],
        "mmap" | "mprotect" | "munmap" | "brk" | "madvise" | "mremap" => &["ENOMEM"],
        "clone3" | "clone" | "fork" | "vfork" | "execve" => &["EAGAIN", "ENOMEM", "EACCES"],
        "pipe2" | "socketpair" | "eventfd2" | "epoll_create1" | "epoll_ctl" | "dup" | "dup2" | "socket"
        | "memfd_create" => &["EMFILE", "ENOMEM", "EACCES"],
        "wait4" | "waitid" | "poll" | "ppoll" | "epoll_wait" | "getrandom" | "nanosleep" | "clock_nanosleep" => {
            &["EINTR"]
        }
        // Of `futex` the waiting may be interrupted, but strace can't tell it from the waking: a wake that is lost, as the system
        // never loses one, would be a thread that waits for ever.
        _ => &[],
    }
}

/// Calls that a signal may interrupt by the contract of the system, where the program has to try again. To open isn't among
/// them: a folder is opened by the system's library, which doesn't, so that is an error with its code.
pub(super) fn is_tried_again(call: &str, error: &str) -> bool {
    let interrupted = [
        "read",
        "write",
        "fsync",
        "flock",
        "getrandom",
        "wait4",
        "waitid",
        "poll",
    ];
    error == "EINTR" && interrupted.contains(&call)
}

/// Calls for memory and threads, without which nothing can go on: the process that works may break, and the one that watches it
/// answers with a code.
pub(super) fn is_vital(call: &str) -> bool {
    [
        "mmap", "mprotect", "munmap", "brk", "mremap", "madvise", "clone3", "clone",
    ]
    .contains(&call)
}

/// Calls that come as often as threads wait: their number says nothing.
pub(super) fn is_waiting(call: &str) -> bool {
    [
        "futex",
        "sched_yield",
        "rt_sigprocmask",
        "sched_getaffinity",
        "clock_nanosleep",
    ]
    .contains(&call)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_counted_by_thread_and_the_most_counts() {
        let trace = "7 read(0, \"\", 1) = 0\n7  read(0, \"\", 1) = 0\n8 read(3 <unfinished ...>\n8 <... read resumed>) = 0\n8 +++ exited with 0 +++\n7 openat(AT_FDCWD) = 3\n";
        let counts = counted(trace);
        assert_eq!(counts.len(), 2);
        assert_eq!((counts["read"], counts["openat"]), (2, 1));
        assert_eq!(
            counted("read(0, \"\", 1) = 0\n--- SIGCHLD {si_signo=SIGCHLD} ---\n")["read"],
            1
        );
    }
}
