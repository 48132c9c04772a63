//! How the program ends: 0, 1 or 2, whatever happens to it, and a signal where somebody ended it by one.

use crate::support::{Figures, Project, RULES, WEEK, parquet_bytes};
use polars::prelude::*;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The program under a limit of the shell's `ulimit`.
fn limited(project: &Project, limit: &str, arguments: &[&str]) -> Output {
    let binary = project.command(&[]).get_program().to_owned();
    Command::new("sh")
        .args(["-c", &format!("ulimit {limit}; exec \"$0\" \"$@\"")])
        .arg(binary)
        .args(arguments)
        .current_dir(project.path("."))
        .output()
        .unwrap()
}

/// A project with many rows of one person.
fn large() -> Project {
    let day: String = (0..400_000).map(|_| "ana,2026-02-02\n").collect();
    Project::small().file("uses.csv", format!("id,at\n{day}"))
}

fn coded(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let code = output.status.code();
    assert!(matches!(code, Some(0..=2)), "{:?}: {said}", output.status);
    if code == Some(2) {
        assert!(said.contains("error["), "{said}");
    }
    said
}

#[test]
fn too_little_memory_is_an_error_with_a_code() {
    let project = large();
    let mut refused = 0;
    for kilobytes in [200_000, 300_000, 350_000, 400_000, 450_000, 500_000, 600_000] {
        let output = limited(
            &project,
            &format!("-v {kilobytes}"),
            &["run", "--project", "uptake.yaml", "--out", "out"],
        );
        let said = coded(&output);
        refused += usize::from(output.status.code() == Some(2));
        assert_eq!(project.path("out").exists(), output.status.code() != Some(2), "{said}");
        let _ = std::fs::remove_dir_all(project.path("out"));
    }
    assert!(refused > 0);
}

#[test]
fn two_columns_with_many_different_texts_in_conditions_take_the_room_of_their_rows() {
    const ROWS: usize = 40_000;
    let texts = |mark: char| (0..ROWS).map(|row| format!("{mark}{row}")).collect::<Vec<String>>();
    let frame = df![
        "id" => vec!["ana"; ROWS],
        "at" => vec!["2026-02-02T09:00:00Z"; ROWS],
        "tool" => texts('t'),
        "kind" => texts('k'),
    ];
    let rules = RULES
        .replace("      tool: {", "      kind: text\n      tool: {")
        .replace(
            "{ count: uses }\n",
            "{ count: uses }\n  chats: { count: uses, where: 'tool == \"t7\"' }\n  \
         talks: { count: uses, where: 'kind == \"k7\" || kind == \"k8\"' }\n",
        );
    let project = Project::small()
        .file("rules.yaml", rules)
        .edit("uptake.yaml", "path: uses.csv", "path: uses.parquet")
        .file("uses.parquet", parquet_bytes(&frame.unwrap()));
    let arguments = ["run", "--project", "uptake.yaml", "--out", "out"];
    let output = limited(&project, "-v 3000000", &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", coded(&output));
    let figures = Figures::read(&project.path("out"));
    let counted = ["uses_made", "chats", "talks"].map(|measure| figures.of("ana", WEEK, measure));
    assert_eq!(counted, ["40000", "1", "2"]);
}

#[test]
fn too_few_open_files_are_an_error_with_a_code() {
    let project = Project::small();
    for files in 5..16 {
        coded(&limited(
            &project,
            &format!("-n {files}"),
            &["run", "--project", "uptake.yaml"],
        ));
        coded(&limited(&project, &format!("-n {files}"), &["check", "."]));
    }
}

#[test]
fn a_stack_that_overflows_is_an_error_with_a_code() {
    let project = Project::small();
    for kilobytes in [100, 150, 200] {
        let output = limited(
            &project,
            &format!("-s {kilobytes}"),
            &["run", "--project", "uptake.yaml"],
        );
        coded(&output);
    }
}

#[test]
fn a_processor_time_that_is_used_up_is_an_error_with_a_code() {
    let project = large();
    let many: String = (0..60)
        .map(|_| project.read("uses.csv").replace("id,at\n", ""))
        .collect();
    let project = project.file("uses.csv", format!("id,at\n{many}"));
    let output = limited(&project, "-t 1", &["run", "--project", "uptake.yaml"]);
    coded(&output);
}

#[test]
fn a_worker_that_dies_is_an_error_with_a_code_and_the_next_run_clears_up() {
    // The first signal of some kinds only takes the handler away that names an overflow of the stack.
    for signal in ["KILL", "SEGV", "ABRT", "BUS", "ILL", "USR1"] {
        let project = Project::small().edit(
            "uptake.yaml",
            "  uses: { adapter: files, path: uses.csv }",
            &format!(
                "  uses: {{ adapter: exec, command: [sh, -c, \"for i in 1 2 3; do kill -s {signal} $PPID; sleep 0.3; done; sleep 30\"], format: csv }}"
            ),
        );
        let output = project
            .command(&["run", "--project", "uptake.yaml", "--out", "out"])
            .output()
            .unwrap();
        let said = coded(&output);
        assert!(said.contains("error[ended]: "), "{signal}: {said}");
        assert!(!project.path("out").exists());
        let project = project.file("uptake.yaml", crate::support::SMALL);
        project.figures(&[]);
        let left = std::fs::read_dir(project.path(".")).unwrap();
        let left = left.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        assert!(!left.into_iter().any(|name| name.starts_with(".uptake-")), "{signal}");
    }
}

/// Where standard output leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lost {
    /// To a disk without room.
    Full,
    /// To a reader who has gone.
    Gone,
    /// Nowhere: it was closed.
    Closed,
    /// It leads somewhere, but standard error is lost.
    ErrorsFull,
    /// It leads somewhere, but standard error was closed.
    ErrorsClosed,
    /// It leads somewhere, but standard input was closed.
    InputClosed,
}

const LOST: [Lost; 6] = [
    Lost::Full,
    Lost::Gone,
    Lost::Closed,
    Lost::ErrorsFull,
    Lost::ErrorsClosed,
    Lost::InputClosed,
];

/// Every command, with what it ends with by itself.
const COMMANDS: &[(&[&str], i32)] = &[
    (&["--help"], 0),
    (&["--version"], 0),
    (&["run", "--help"], 0),
    (&["nonsense"], 2),
    (&["run", "--project", "uptake.yaml"], 0),
    (&["run", "--project", "uptake.yaml", "--format", "json"], 0),
    (&["run", "--project", "uptake.yaml", "--out", "out"], 0),
    (&["run", "--project", "gate.yaml"], 1),
    (&["run", "--project", "gate.yaml", "--format", "json"], 1),
    (&["run", "--project", "gate.yaml", "--out", "gated"], 1),
    (&["run", "--project", "nowhere.yaml"], 2),
    (&["check", "rules.yaml"], 0),
    (&["check", "broken.yaml"], 1),
    (&["check", "broken.yaml", "--format", "json"], 1),
    (&["check", "nowhere.yaml"], 2),
    (&["docs", "rules.yaml"], 0),
    (&["docs", "rules.yaml", "--format", "json"], 0),
    (&["docs", "broken.yaml"], 1),
    (&["resolve", "rules.yaml"], 0),
    (&["resolve", "rules.yaml", "--format", "json"], 0),
    (&["resolve", "broken.yaml"], 1),
    (&["parity", "--a", "a.yaml", "--b", "a.yaml"], 0),
    (&["parity", "--a", "a.yaml", "--b", "b.yaml"], 1),
    (&["parity", "--a", "a.yaml", "--b", "b.yaml", "--format", "json"], 1),
    (&["adapters", "list"], 0),
    (&["adapters", "describe", "files"], 0),
    (&["adapters", "describe", "files", "--format", "json"], 0),
    (&["adapters", "check"], 0),
    (&["adapters", "check", "--sources", "b.yaml"], 1),
    (&["adapters", "check", "--sources", "b.yaml", "--format", "json"], 1),
    (&["adapters", "suggest", "people.csv"], 1),
    (&["adapters", "suggest", "people.csv", "--format", "json"], 1),
    (&["adapters", "verify", "files", "--set", "path=people.csv"], 0),
    (&["adapters", "new", "mine", "--language", "c"], 0),
    (&["demo", "--plant", "list"], 0),
    (&["init", "made"], 0),
];

fn project() -> Project {
    let project = Project::small();
    let broken = project.read("rules.yaml").replace("uses_made >= 3", "uses_mode >= 3");
    let gated = project.read("uptake.yaml").replace(
        "uses: { adapter: files, path: uses.csv }",
        "uses: { adapter: files, path: uses.csv, least_rows: 1000 }",
    );
    let sources = |path: &str| {
        format!(
            "uptake: 1\nsources:\n  people: {{ adapter: files, path: people.csv }}\n  uses: {{ adapter: files, path: {path} }}\n"
        )
    };
    project
        .file("broken.yaml", broken)
        .file("gate.yaml", gated)
        .file("a.yaml", sources("uses.csv"))
        .file("b.yaml", sources("other.csv"))
        .file("other.csv", "id,at\nana,2026-02-02\nzoe,2026-02-02\n")
}

/// Runs a command with a stream that is lost.
fn lose(project: &Project, arguments: &[&str], lost: Lost) -> Output {
    let binary = project.command(&[]).get_program().to_owned();
    let redirect = match lost {
        Lost::Full => ">/dev/full",
        Lost::Closed => ">&-",
        Lost::ErrorsFull => "2>/dev/full",
        Lost::ErrorsClosed => "2>&-",
        Lost::InputClosed => "<&-",
        Lost::Gone => "",
    };
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("exec \"$0\" \"$@\" {redirect}")])
        .arg(binary)
        .args(arguments)
        .current_dir(project.path("."))
        .env("NO_COLOR", "1");
    if lost == Lost::Gone {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        command.stdout(Stdio::from(writer));
        command.stderr(Stdio::piped());
        return command.spawn().unwrap().wait_with_output().unwrap();
    }
    command.output().unwrap()
}

#[test]
fn a_lost_stream_never_turns_an_answer_into_another() {
    for (arguments, code) in COMMANDS {
        for lost in LOST {
            // Some commands make folders.
            let project = project();
            if lost == Lost::Full {
                let answer = project.uptake(arguments);
                assert_eq!(answer.code, *code, "{arguments:?}: {}{}", answer.stdout, answer.stderr);
                clear(&project);
            }
            let output = lose(&project, arguments, lost);
            let said = format!("{arguments:?} {lost:?}: {}", String::from_utf8_lossy(&output.stderr));
            let ended = output.status.code();
            match lost {
                // Where nothing is printed there is nothing to lose.
                Lost::Full if *code == 2 => assert_eq!(ended, Some(2), "{said}"),
                Lost::Full => {
                    let silent = ended == Some(*code) && *code == 1;
                    assert!(ended == Some(2) || silent, "{said}");
                    assert!(
                        silent || said.contains("error[unwritable]: standard output can't be written"),
                        "{said}"
                    );
                }
                Lost::Gone | Lost::ErrorsFull | Lost::ErrorsClosed | Lost::InputClosed => {
                    assert_eq!(ended, Some(*code), "{said}");
                }
                Lost::Closed => assert_eq!(ended, Some(*code), "{said}"),
            }
        }
    }
}

fn clear(project: &Project) {
    for folder in ["out", "gated", "mine", "made"] {
        let path = project.path(folder);
        if Path::exists(&path) {
            std::fs::remove_dir_all(path).unwrap();
        }
    }
}

/// The program as a user who may have so many processes; nothing where that can't be tried.
fn with_processes(project: &Project, most: u32, arguments: &[&str]) -> Option<Output> {
    use std::os::unix::fs::PermissionsExt;
    let binary = project.command(&[]).get_program().to_owned();
    let folder = project.path(".");
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    let limited = |arguments: &[&str]| {
        // Nobody counts the processes of root.
        let user = ["--reuid=65533", "--regid=65533", "--clear-groups", "prlimit"];
        let mut command = Command::new("setpriv");
        command
            .args(user)
            .arg(format!("--nproc={most}"))
            .arg(&binary)
            .args(arguments);
        command.current_dir(&folder).env("NO_COLOR", "1");
        command.output()
    };
    let mut trial = Command::new("setpriv");
    trial
        .args(["--reuid=65533", "--regid=65533", "--clear-groups"])
        .arg(&binary)
        .arg("--version");
    if !trial
        .current_dir(&folder)
        .output()
        .is_ok_and(|output| output.status.success())
    {
        println!("not run: the program can't be run as another user here");
        return None;
    }
    Some(limited(arguments).unwrap())
}

#[test]
fn too_few_processes_are_an_error_with_a_code() {
    let project = Project::small();
    let mut codes = Vec::new();
    for most in [1, 2, 3, 4, 5, 6, 8, 10, 40] {
        for arguments in [&["run", "--project", "uptake.yaml"][..], &["check", "rules.yaml"]] {
            let Some(output) = with_processes(&project, most, arguments) else {
                return;
            };
            coded(&output);
            codes.push(output.status.code());
        }
    }
    assert_eq!(
        (codes.first(), codes.last()),
        (Some(&Some(2)), Some(&Some(0))),
        "{codes:?}"
    );
}
