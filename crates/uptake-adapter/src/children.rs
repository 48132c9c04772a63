//! Child processes that are running, so that whoever is told to stop can take them along.
//!
//! A child in a process group of its own doesn't hear the Ctrl-C of a terminal, and none hears a signal that was sent to its
//! parent alone. Whoever starts one registers it here; the program that hears the signal calls [`end_all`].

use crate::descendants::descendants;
use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The children by process id; whether the child leads a group of its own, which ends with it.
static RUNNING: Mutex<Running> = Mutex::new(Running {
    children: BTreeMap::new(),
    ending: false,
});

struct Running {
    children: BTreeMap<u32, bool>,
    ending: bool,
}

fn running() -> MutexGuard<'static, Running> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A registered child. Drop it once the child has been waited for.
#[derive(Debug)]
#[must_use]
pub struct Registered(u32);

/// Registers a child by its process id; `group` if it leads a process group of its own. Where everything is ending already,
/// the child is ended at once.
pub fn register(id: u32, group: bool) -> Registered {
    let mut running = running();
    if running.ending {
        kill(&[(id, group)]);
    }
    running.children.insert(id, group);
    Registered(id)
}

impl Drop for Registered {
    fn drop(&mut self) {
        running().children.remove(&self.0);
    }
}

/// Kills every registered child with its group, and those that are registered from now on.
pub fn end_all() {
    let mut running = running();
    running.ending = true;
    let children: Vec<(u32, bool)> = running.children.iter().map(|(id, group)| (*id, *group)).collect();
    kill(&children);
}

/// Kills a process group by the number of its leader, which hasn't been waited for: so no other group has that number. What
/// the leader started ends, too, if it left the group for a session of its own.
pub fn end_group(leader: u32) {
    kill(&[(leader, true)]);
}

/// Kills single processes.
pub fn end(processes: &[u32]) {
    let single: Vec<(u32, bool)> = processes.iter().map(|id| (*id, false)).collect();
    kill(&single);
}

/// The standard library kills single processes only, and only those that it started; a shell can kill any. Where there is
/// none, nothing is killed: who holds the child can still do that.
fn kill(children: &[(u32, bool)]) {
    if children.is_empty() {
        return;
    }
    // Whose parent is killed first is found no more.
    let leaders = children.iter().filter(|(_, group)| *group);
    let strays = leaders.flat_map(|(leader, _)| descendants(*leader));
    let strays: Vec<String> = strays.map(|id| id.to_string()).collect();
    let named = children
        .iter()
        .map(|(id, group)| if *group { format!("-{id}") } else { id.to_string() });
    let targets = named.chain(strays);
    let mut kill = Command::new("/bin/sh");
    // One by one: a child that is gone already doesn't keep the others alive.
    kill.args(["-c", "for child; do kill -s KILL -- \"$child\"; done", "sh"]);
    kill.args(targets);
    kill.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let _ = kill.status();
}
