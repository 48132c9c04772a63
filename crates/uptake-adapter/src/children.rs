//! Child processes that are running, so that whoever is told to stop can take them along.
//!
//! A child in a process group of its own doesn't hear the Ctrl-C of a terminal, and none hears a signal that was sent to its
//! parent alone. Whoever starts one registers it here; the program that hears the signal calls [`end_all`].

use crate::descendants::{descendants, runs};
use std::collections::BTreeMap;
use std::io;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// The children by process id; whether the child leads a group of its own, which ends with it.
static RUNNING: Mutex<Running> = Mutex::new(Running {
    children: BTreeMap::new(),
    ending: false,
});

/// How long children that were killed may take to end.
const LAST_BREATH: Duration = Duration::from_secs(2);

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

/// A command, whether it leads a group, and who waits for its child.
type Order = (Command, bool, Sender<io::Result<(Child, Registered)>>);

/// Starts a child and registers it, `group` if it leads a process group of its own. Where everything is ending already, none is
/// started.
///
/// The thread that starts it lives as long as the program: a child that asks the system to be ended with its parent is ended when
/// the thread ends that has started it.
///
/// # Errors
/// When the system can't start it, or when everything is ending.
pub fn start(command: Command, group: bool) -> io::Result<(Child, Registered)> {
    static STARTER: OnceLock<Option<Sender<Order>>> = OnceLock::new();
    let starter = STARTER.get_or_init(|| {
        let (sender, orders) = channel::<Order>();
        let thread = std::thread::Builder::new().name("children".to_owned());
        let started = thread.spawn(move || {
            for (command, group, waiting) in orders {
                // Whoever has gone meanwhile leaves the child to be dropped; it is registered no more then.
                let _ = waiting.send(started(command, group));
            }
        });
        started.ok().map(|_| sender)
    });
    let (waiting, child) = channel();
    let lost = || io::Error::other("no thread can be started that starts programs");
    let starter = starter.as_ref().ok_or_else(lost)?;
    starter.send((command, group, waiting)).map_err(|_| lost())?;
    child.recv().map_err(|_| lost())?
}

/// Starts a child under the lock: so nobody who ends all children misses one that is just being started.
fn started(mut command: Command, group: bool) -> io::Result<(Child, Registered)> {
    let mut running = running();
    if running.ending {
        return Err(io::Error::other("the program is ending"));
    }
    let child = command.spawn()?;
    let id = child.id();
    running.children.insert(id, group);
    drop(running);
    Ok((child, Registered(id)))
}

impl Drop for Registered {
    fn drop(&mut self) {
        running().children.remove(&self.0);
    }
}

/// Kills every registered child with its group, and waits until they have ended. From now on none is started.
pub fn end_all() {
    let mut running = running();
    running.ending = true;
    let children: Vec<(u32, bool)> = running.children.iter().map(|(id, group)| (*id, *group)).collect();
    kill(&children);
    // The signal is on its way; whoever ends next shall not outrun it.
    let until = Instant::now() + LAST_BREATH;
    while children.iter().any(|(id, _)| runs(*id)) && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(1));
    }
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
        // One that is about to lead a group may not have one yet.
        .flat_map(|(id, group)| group.then(|| format!("-{id}")).into_iter().chain([id.to_string()]));
    let targets = named.chain(strays);
    let mut kill = Command::new("/bin/sh");
    // One by one: a child that is gone already doesn't keep the others alive.
    kill.args(["-c", "for child; do kill -s KILL -- \"$child\"; done", "sh"]);
    kill.args(targets);
    kill.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let _ = kill.status();
}
