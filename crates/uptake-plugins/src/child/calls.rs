//! What the host says after its first line: further calls, slots that are free again, and, by its end, that nothing more is wanted.

use crate::call::{ASK, Called, FREE};
use crate::ending;
use std::io::{self, BufRead};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// What the host wants next.
pub(super) enum Next {
    Call(Box<Result<Called, String>>),
    /// To know whether the process is well: what it is to say.
    Word(String),
}

/// The host's lines, read on a thread of their own.
pub(super) struct Calls {
    calls: Receiver<Next>,
    free: Free,
    /// No call is under way, so that the host may go.
    idle: Arc<AtomicBool>,
}

impl Calls {
    /// Reads standard input from now on. When it ends within a call, so does the process, at once.
    ///
    /// # Errors
    /// When no thread can be started.
    pub(super) fn listen(path: &Path) -> io::Result<Self> {
        let (sender, calls) = channel();
        let (free, idle) = (Free::default(), Arc::new(AtomicBool::new(false)));
        let (freed, resting, path) = (free.clone(), Arc::clone(&idle), path.to_owned());
        let listen = move || {
            let mut line = String::new();
            loop {
                line.clear();
                match io::stdin().lock().read_line(&mut line) {
                    Ok(read) if read > 0 && line.ends_with('\n') => {}
                    // The host has seen enough, or is gone.
                    _ => ending::system::end(i32::from(!resting.load(Ordering::SeqCst))),
                }
                if line == FREE {
                    freed.add();
                } else {
                    resting.store(false, Ordering::SeqCst);
                    let next = match line.strip_prefix(ASK) {
                        Some(asked) => Next::Word(asked.trim_end().to_owned()),
                        None => Next::Call(Box::new(Called::read(&line, &path))),
                    };
                    if sender.send(next).is_err() {
                        return;
                    }
                }
            }
        };
        std::thread::Builder::new().spawn(listen)?;
        Ok(Self { calls, free, idle })
    }

    /// The slots that the host has freed.
    pub(super) fn free(&self) -> Free {
        self.free.clone()
    }

    /// A call was answered, but for the word that says so.
    pub(super) fn done(&self) {
        self.idle.store(true, Ordering::SeqCst);
    }

    /// What the host wants next; none where there will be nothing.
    pub(super) fn next(&self) -> Option<Next> {
        self.calls.recv().ok()
    }
}

/// How many slots the host has freed that nobody has taken yet.
#[derive(Clone, Default)]
pub(super) struct Free(Arc<(Mutex<usize>, Condvar)>);

impl Free {
    fn add(&self) {
        let (count, changed) = &*self.0;
        *count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        changed.notify_one();
    }

    /// Waits for a slot. When the host is gone meanwhile, the process ends.
    pub(super) fn take(&self) {
        let (count, changed) = &*self.0;
        let mut count = count.lock().unwrap_or_else(PoisonError::into_inner);
        while *count == 0 {
            count = changed.wait(count).unwrap_or_else(PoisonError::into_inner);
        }
        *count -= 1;
    }
}
