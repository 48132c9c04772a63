//! The program under `strace`, which makes one of its system calls fail, or kills it there.

use std::fmt;
use std::fs::File;
use std::io::{Error, Result};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How long a run may take, on a machine that has other things to do.
const LONGEST: Duration = Duration::from_secs(60);

/// The program is two processes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Process {
    /// The one that works.
    Worker,
    /// The one that watches it.
    Watcher,
}

/// What is done to a run.
#[derive(Clone, Debug)]
pub(super) enum Disturbance {
    /// Nothing.
    None,
    /// All its calls are written down.
    Recorded(PathBuf),
    /// The n-th call of a name fails with an error, in each thread that comes so far.
    Fails(String, &'static str, usize),
    /// The run is killed at the n-th call of a name.
    Killed(String, usize),
}

impl fmt::Display for Disturbance {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Disturbance::None => out.write_str("undisturbed"),
            Disturbance::Recorded(_) => out.write_str("recorded"),
            Disturbance::Fails(call, error, n) => write!(out, "inject={call}:error={error}:when={n}"),
            Disturbance::Killed(call, n) => write!(out, "inject={call}:signal=KILL:when={n}"),
        }
    }
}

/// How a run ended.
pub(super) struct Answer {
    /// Nothing if it had to be ended.
    pub(super) status: Option<ExitStatus>,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: String,
}

impl Answer {
    /// The exit code; nothing after a signal or a hang.
    pub(super) fn code(&self) -> Option<i32> {
        self.status.and_then(|status| status.code())
    }

    /// In a few words.
    pub(super) fn in_words(&self) -> String {
        match self.status.map(|status| (status.code(), status.signal())) {
            None => "hangs".to_owned(),
            Some((Some(code), _)) => format!("exit code {code}"),
            Some((_, signal)) => format!("signal {}", signal.unwrap_or_default()),
        }
    }
}

/// The program, under the names of its two processes.
pub(super) struct Traced {
    watcher: PathBuf,
    worker: PathBuf,
}

impl Traced {
    /// The program at a path. `folder` takes the link under which it works by itself.
    pub(super) fn new(program: &Path, folder: &Path) -> Result<Self> {
        let worker = folder.join("uptake-worker");
        std::os::unix::fs::symlink(program, &worker)?;
        Ok(Self {
            watcher: program.to_path_buf(),
            worker,
        })
    }

    /// Runs it in a folder.
    pub(super) fn run(
        &self,
        process: Process,
        arguments: &[String],
        folder: &Path,
        disturbance: &Disturbance,
    ) -> Result<Answer> {
        let (out, errors) = (folder.with_extension("stdout"), folder.with_extension("stderr"));
        let program = match process {
            Process::Watcher => &self.watcher,
            Process::Worker => &self.worker,
        };
        let mut command = traced(process, disturbance);
        command.arg(program).args(arguments).current_dir(folder);
        command.env("NO_COLOR", "1").env("TMPDIR", folder.join("tmp"));
        command.env("POLARS_MAX_THREADS", "2").env_remove("RUST_BACKTRACE");
        // A pipe that stays open: its end would tell the worker that nobody watches it any more.
        command.stdin(Stdio::piped());
        command.stdout(File::create(&out)?).stderr(File::create(&errors)?);
        let mut child = command.process_group(0).spawn()?;
        let input = child.stdin.take();
        let status = wait(&mut child)?;
        drop(input);
        Ok(Answer {
            status,
            stdout: std::fs::read(&out)?,
            stderr: String::from_utf8_lossy(&std::fs::read(&errors)?).into_owned(),
        })
    }
}

/// `strace`, or nothing but `env` where there is nothing to do.
fn traced(process: Process, disturbance: &Disturbance) -> Command {
    let filter = match disturbance {
        Disturbance::None => return Command::new("env"),
        Disturbance::Recorded(file) => {
            let mut command = Command::new("strace");
            command.arg("-o").arg(file);
            command.args(follow(process)).arg("--");
            return command;
        }
        Disturbance::Fails(call, ..) | Disturbance::Killed(call, _) => format!("trace={call}"),
    };
    let mut command = Command::new("strace");
    command.args([
        "-qqq",
        "-o",
        "/dev/null",
        "-e",
        &filter,
        "-e",
        &disturbance.to_string(),
        "-e",
        "signal=none",
    ]);
    command.args(follow(process));
    // It is faster, but then no signals are sent.
    if process == Process::Worker && matches!(disturbance, Disturbance::Fails(..)) {
        command.arg("--seccomp-bpf");
    }
    command.arg("--");
    command
}

fn follow(process: Process) -> &'static [&'static str] {
    match process {
        Process::Worker => &["-f"],
        Process::Watcher => &[],
    }
}

/// Waits for the end; nothing if it took too long, then all that was started is ended.
fn wait(child: &mut Child) -> Result<Option<ExitStatus>> {
    let since = Instant::now();
    let mut pause = Duration::from_millis(2);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if since.elapsed() > LONGEST {
            let group = format!("-{}", child.id());
            let ended = Command::new("kill").args(["-KILL", "--", &group]).status()?;
            child.wait()?;
            return match ended.success() {
                true => Ok(None),
                false => Err(Error::other("what hangs can't be ended")),
            };
        }
        std::thread::sleep(pause);
        pause = (pause * 3 / 2).min(Duration::from_millis(30));
    }
}
