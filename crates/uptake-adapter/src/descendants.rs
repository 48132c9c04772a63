//! Which processes a program has started, and which hold its output: those that left its process group are found only so.
//!
//! Read from `/proc`. Where there is none, nobody is found, and a process group is all that can be ended.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What `/proc` says of a process.
struct Stat {
    parent: u32,
    /// A letter, such as `Z` for one that has ended and wasn't waited for.
    state: char,
}

/// Whether a child has ended, though it wasn't waited for yet; so its number, and that of its group, are still its own.
#[must_use]
pub fn has_ended(child: u32) -> bool {
    stat(child).is_some_and(|stat| stat.state == 'Z')
}

/// Whether a process runs: it is there, and hasn't ended unnoticed.
#[must_use]
pub fn runs(id: u32) -> bool {
    stat(id).is_some_and(|stat| stat.state != 'Z')
}

/// The processes that were started by `ancestor`, by those in turn, and so on; not those whose parent has ended.
#[must_use]
pub fn descendants(ancestor: u32) -> Vec<u32> {
    let parents: BTreeMap<u32, u32> = processes()
        .into_iter()
        .filter_map(|id| Some((id, stat(id)?.parent)))
        .collect();
    let mut found = vec![ancestor];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        let children = parents
            .iter()
            .filter(|(id, own)| **own == parent && !found.contains(id));
        let children: Vec<u32> = children.map(|(id, _)| *id).collect();
        found.extend(children);
        next += 1;
    }
    found.remove(0);
    found
}

/// What the system calls the pipe that an open file of this process is, if it is one.
#[must_use]
pub fn pipe(descriptor: i32) -> Option<String> {
    let link = fs::read_link(format!("/proc/self/fd/{descriptor}")).ok()?;
    link.to_str()
        .filter(|name| name.starts_with("pipe:"))
        .map(str::to_owned)
}

/// The processes that hold one of these pipes; not this one, nor its own children but `child`: one that is being started
/// holds everything for a moment.
#[must_use]
pub fn holders(pipes: &[String], child: u32) -> Vec<u32> {
    let own = std::process::id();
    let holds = |id: u32| {
        let open = fs::read_dir(format!("/proc/{id}/fd")).into_iter().flatten().flatten();
        let mut links = open.filter_map(|entry| fs::read_link(entry.path()).ok());
        links.any(|link| pipes.iter().any(|pipe| link == Path::new(pipe)))
    };
    let strange = |id: u32| id == child || id != own && stat(id).is_some_and(|stat| stat.parent != own);
    processes()
        .into_iter()
        .filter(|id| strange(*id) && holds(*id))
        .collect()
}

fn processes() -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect()
}

fn stat(id: u32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name may hold anything; the last bracket closes it.
    let (_, behind) = text.rsplit_once(')')?;
    let mut words = behind.split_whitespace();
    Some(Stat {
        state: words.next()?.chars().next()?,
        parent: words.next()?.parse().ok()?,
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::os::fd::AsRawFd;
    use std::process::{Command, Stdio};

    #[test]
    fn what_a_program_started_is_found_in_whatever_group_it_is() {
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", "setsid sleep 60 & echo; wait"])
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let output = child.stdout.take().unwrap();
        let pipes = [pipe(output.as_raw_fd()).unwrap()];
        let mut started = Vec::new();
        for _ in 0..500 {
            started = descendants(child.id());
            if !started.is_empty() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        assert_eq!(started.len(), 1);
        let mut expected = vec![child.id(), started[0]];
        expected.sort_unstable();
        let mut holders = holders(&pipes, child.id());
        holders.sort_unstable();
        assert_eq!(holders, expected);
        assert!(!has_ended(child.id()));
        crate::children::end_group(child.id());
        let _ = child.kill();
        child.wait().unwrap();
        for _ in 0..500 {
            if stat(started[0]).is_none_or(|stat| stat.state == 'Z') {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("it still runs");
    }
}
