//! Ctrl-C: the program ends, and with it every process that it started.

use crate::support::Project;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(60);

/// Waits until something is there.
fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(since.elapsed() < SOON, "waited too long for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// What `ps` says, without the blanks around it.
fn ps(arguments: &[&str]) -> String {
    let output = Command::new("ps").args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Whether a process runs. One that has ended and that nobody waits for doesn't.
fn runs(id: &str) -> bool {
    let state = ps(&["-o", "stat=", "-p", id]);
    !state.is_empty() && !state.starts_with('Z')
}

fn start(project: &Project) -> Child {
    let mut command = project.command(&["run", "--project", "uptake.yaml"]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Sends a signal to the program alone, not to its group as a terminal would, and checks that it ends by it.
pub(crate) fn interrupt(mut program: Child, signal: (&str, i32)) {
    let sent = Command::new("kill")
        .args(["-s", signal.0, &program.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    assert_eq!(program.wait().unwrap().signal(), Some(signal.1));
}

#[test]
fn a_program_that_delivers_rows_ends_with_us_and_so_does_what_it_started() {
    for signal in [("INT", 2), ("TERM", 15)] {
        let project = Project::small()
            .edit(
                "uptake.yaml",
                "  uses: { adapter: files, path: uses.csv }",
                "  uses: { adapter: exec, command: [sh, export.sh], format: csv }",
            )
            .file(
                "export.sh",
                "cat uses.csv\nsleep 1000 &\necho \"$$ $!\" > made\nmv made pids\nwait\n",
            );
        let program = start(&project);
        wait_for("the program's children", || project.path("pids").exists().then_some(()));
        let pids = project.read("pids");
        let pids: Vec<&str> = pids.split_whitespace().collect();
        assert!(pids.len() == 2 && pids.iter().all(|id| runs(id)), "{pids:?}");
        interrupt(program, signal);
        for id in pids {
            wait_for("the end of a child", || (!runs(id)).then_some(()));
        }
    }
}

#[test]
fn an_isolated_plugin_that_hangs_ends_with_us() {
    let Some(path) = crate::plugins::sample() else { return };
    let block = format!(
        "{{ adapter: {}, isolation: process, config: {{ fault: hang }} }}",
        path.display()
    );
    let project = crate::plugins::project(&block);
    let program = start(&project);
    let worker = wait_for("the worker", || {
        let worker = ps(&["-o", "pid=", "--ppid", &program.id().to_string()]);
        (!worker.is_empty()).then_some(worker)
    });
    // The first children answer and end; the one that stays is the one that hangs.
    let children = || ps(&["-o", "pid=", "--ppid", &worker]);
    let child = wait_for("a child that stays", || {
        let child = children();
        std::thread::sleep(Duration::from_millis(700));
        (!child.is_empty() && child == children()).then_some(child)
    });
    interrupt(program, ("INT", 2));
    wait_for("the end of the child", || (!runs(&child)).then_some(()));
}

/// A project whose run waits for a program that never ends.
fn waiting() -> Project {
    Project::small().edit(
        "uptake.yaml",
        "  uses: { adapter: files, path: uses.csv }",
        "  uses: { adapter: exec, command: [sh, -c, \"touch started; sleep 1000\"], format: csv }",
    )
}

/// The names of what lies in a project's folder.
fn names(project: &Project) -> Vec<String> {
    let entries = std::fs::read_dir(project.path(".")).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn nothing_half_written_stays_after_a_signal() {
    for signal in [("INT", 2), ("TERM", 15), ("HUP", 1), ("QUIT", 3)] {
        let project = waiting();
        let mut command = project.command(&["run", "--project", "uptake.yaml", "--out", "out"]);
        let program = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        wait_for("the program's start", || project.path("started").exists().then_some(()));
        assert!(names(&project).iter().any(|name| name.starts_with(".uptake-")));
        interrupt(program, signal);
        assert_eq!(
            names(&project),
            ["people.csv", "rules.yaml", "started", "uptake.yaml", "uses.csv"],
            "{signal:?}"
        );
    }
}

#[test]
fn a_program_that_is_killed_takes_all_its_processes_along_and_leaves_nothing_half_written() {
    let project = waiting();
    let mut command = project.command(&["run", "--project", "uptake.yaml", "--out", "out"]);
    let mut program = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    wait_for("the program's start", || project.path("started").exists().then_some(()));
    let worker = ps(&["-o", "pid=", "--ppid", &program.id().to_string()]);
    let source = ps(&["-o", "pid=", "--ppid", &worker]);
    assert!(runs(&worker) && runs(&source));
    program.kill().unwrap();
    assert_eq!(program.wait().unwrap().signal(), Some(9));
    for id in [&worker, &source] {
        wait_for("the end", || (!runs(id)).then_some(()));
    }
    assert!(!names(&project).iter().any(|name| name.starts_with(".uptake-")));
}

#[test]
fn a_program_that_was_started_to_ignore_a_signal_goes_on() {
    let project = waiting();
    let binary = project.command(&[]).get_program().to_owned();
    let mut program = Command::new("sh")
        .args(["-c", "trap '' HUP; exec \"$0\" run --project uptake.yaml"])
        .arg(binary)
        .current_dir(project.path("."))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_for("the program's start", || project.path("started").exists().then_some(()));
    let send = |signal: &str| {
        Command::new("kill")
            .args(["-s", signal, &program.id().to_string()])
            .status()
    };
    assert!(send("HUP").unwrap().success());
    std::thread::sleep(Duration::from_millis(300));
    assert!(runs(&program.id().to_string()));
    assert!(send("TERM").unwrap().success());
    assert_eq!(program.wait().unwrap().signal(), Some(15));
}

#[test]
fn the_demo_leaves_no_temporary_folder_after_a_signal() {
    let project = Project::empty();
    std::fs::create_dir(project.path("tmp")).unwrap();
    let mut command = project.command(&["demo"]);
    command.env("TMPDIR", project.path("tmp"));
    let mut program = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let left = || std::fs::read_dir(project.path("tmp")).unwrap().count();
    wait_for("the demo's folder", || (left() > 0).then_some(()));
    let sent = Command::new("kill")
        .args(["-s", "TERM", &program.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
    program.wait().unwrap();
    assert_eq!(left(), 0);
}
