//! `--out` in places that aren't like any other: mounted, read-only, with odd names, used by two at once.

use crate::support::{Answer, Project, uses};
use std::path::Path;
use std::process::{Command, Stdio};

/// The program in a shell with mounts of its own; nothing where this machine lets nobody mount.
fn mounting(project: &Project, script: &str) -> Option<Answer> {
    let binary = project.command(&[]).get_program().to_owned();
    let isolated = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-ec", script]);
        command
    };
    let trial = isolated("mount -t tmpfs none /tmp").stderr(Stdio::null()).status();
    if !trial.is_ok_and(|status| status.success()) {
        println!("not run: nothing may be mounted here");
        return None;
    }
    let mut command = isolated(script);
    command.arg(binary).current_dir(project.path(".")).env("NO_COLOR", "1");
    Some(Answer::of(&mut command))
}

/// All files of a folder, but the manifest's list of them.
fn files(project: &Project, folder: &str) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(project.path(folder)).unwrap();
    let mut files: Vec<(String, Vec<u8>)> = entries
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let bytes = std::fs::read(entry.path()).unwrap();
            (name, bytes)
        })
        .collect();
    files.sort();
    files
}

const TWICE: &str = "\"$0\" run --project uptake.yaml --out out >/dev/null";

#[test]
fn a_folder_on_which_something_is_mounted_is_replaced_file_by_file() {
    let project = Project::small();
    std::fs::create_dir(project.path("out")).unwrap();
    std::fs::create_dir(project.path("copied")).unwrap();
    let script = format!(
        "mount -t tmpfs none out; {TWICE}; {TWICE}; echo mine > out/notes.txt; {TWICE} 2>/dev/null && exit 9; rm out/notes.txt; {TWICE}; cp -a out/. copied"
    );
    let Some(answer) = mounting(&project, &script) else {
        return;
    };
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    let copied = files(&project, "copied");
    project.figures(&[]);
    assert!(copied == files(&project, "out"));
}

#[test]
fn a_mount_that_may_not_be_written_is_an_error_before_the_work() {
    let project = Project::small();
    std::fs::create_dir(project.path("out")).unwrap();
    // A source that would tell that it was read.
    let project = project.edit(
        "uptake.yaml",
        "uses: { adapter: files, path: uses.csv }",
        "uses: { adapter: exec, command: [sh, -c, \"touch read; cat uses.csv\"], format: csv }",
    );
    let script = "mount -t tmpfs -o ro none out; \"$0\" run --project uptake.yaml --out out";
    let Some(answer) = mounting(&project, script) else {
        return;
    };
    answer.refuses("error[unwritable]: `out` can't be written: Read-only file system (os error 30)\n");
    assert!(!project.path("read").exists());
}

#[test]
fn a_folder_of_an_overlay_is_replaced() {
    let project = Project::small();
    for folder in ["lower/out", "upper", "work", "merged", "copied"] {
        std::fs::create_dir_all(project.path(folder)).unwrap();
    }
    // The folder lies in the lower part, from where none can be renamed.
    let script = "mount -t tmpfs none upper 2>/dev/null; mkdir -p upper/u upper/w; \
        mount -t overlay overlay -o lowerdir=lower,upperdir=upper/u,workdir=upper/w merged 2>/dev/null || exit 77; \
        \"$0\" run --project uptake.yaml --out merged/out >/dev/null; cp -a merged/out/. copied";
    let Some(answer) = mounting(&project, script) else {
        return;
    };
    if answer.code == 77 {
        println!("not run: no overlay may be mounted here");
        return;
    }
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    let copied = files(&project, "copied");
    project.figures(&[]);
    assert!(copied == files(&project, "out"));
}

#[test]
fn a_full_disk_leaves_the_previous_output_and_no_litter() {
    let project = Project::small();
    std::fs::create_dir(project.path("disk")).unwrap();
    let script = "mount -t tmpfs -o size=128k none disk; \"$0\" run --project uptake.yaml --out disk/out >/dev/null; \
        sum=$(cat disk/out/* | cksum); head -c 1000000 /dev/zero > disk/fill 2>/dev/null || true; \
        \"$0\" run --project uptake.yaml --out disk/out >/dev/null && exit 9; \
        test \"$sum\" = \"$(cat disk/out/* | cksum)\"; \
        \"$0\" init disk/made >/dev/null && exit 9; \"$0\" adapters new mine --language c --dir disk/mine > /dev/null && exit 9; ls -A disk";
    let Some(answer) = mounting(&project, script) else {
        return;
    };
    assert_eq!(
        (answer.code, answer.stdout.as_str()),
        (0, "fill\nout\n"),
        "{}",
        answer.stderr
    );
    assert_eq!(
        answer.stderr.matches("error[unwritable]").count(),
        3,
        "{}",
        answer.stderr
    );
}

#[test]
fn folders_with_odd_names_are_folders_like_any_other() {
    for name in [
        "with blank",
        "-dash",
        "new\nline",
        "ünï",
        "a'b\"c",
        "$HOME",
        "*",
        ".hidden",
        "x/../y",
        "deep/er/est",
    ] {
        let project = Project::small();
        let out = format!("./{name}");
        for _ in 0..2 {
            let answer = project.run(&["--out", &out]);
            assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{name:?}");
        }
        assert!(project.path(&out).join("manifest.json").is_file(), "{name:?}");
    }
}

#[test]
fn a_name_that_is_no_text_is_a_folder_like_any_other() {
    use std::os::unix::ffi::OsStrExt;
    let project = Project::small();
    let name = std::ffi::OsStr::from_bytes(b"out\xff");
    let output = project
        .command(&["run", "--project", "uptake.yaml", "--out"])
        .arg(name)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(project.path(".").join(name).join("manifest.json").is_file());
}

#[test]
fn a_word_that_is_no_text_in_place_of_a_command_is_an_error() {
    use std::os::unix::ffi::OsStrExt;
    let project = Project::small();
    let word = std::ffi::OsStr::from_bytes(b"ru\xff");
    let output = project.command(&[]).arg(word).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

#[test]
fn two_runs_at_once_leave_one_of_their_outputs_whole() {
    let project = Project::small();
    let others = project.read("uptake.yaml").replace("uses.csv", "more.csv");
    let project = project
        .file("others.yaml", others)
        .file("more.csv", format!("id,at\n{}", uses("ben", "2026-02-02", 5)));
    let command = |file: &str| project.command(&["run", "--project", file, "--out", "out"]);
    project.figures(&[]);
    let one = files(&project, "out");
    assert!(command("others.yaml").output().unwrap().status.success());
    let other = files(&project, "out");
    assert!(one != other);
    for _ in 0..6 {
        let start = |file| {
            command(file)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        };
        let (mut first, mut second) = (start("uptake.yaml"), start("others.yaml"));
        let ends = [first.wait().unwrap(), second.wait().unwrap()];
        assert!(ends.iter().any(std::process::ExitStatus::success), "{ends:?}");
        assert!(ends.iter().all(|end| matches!(end.code(), Some(0 | 2))), "{ends:?}");
        let found = files(&project, "out");
        assert!(found == one || found == other);
    }
    let left = std::fs::read_dir(project.path(".")).unwrap();
    let left = left.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    assert!(!left.into_iter().any(|name| name.starts_with(".uptake-")));
}

#[test]
fn everything_is_written_through_before_the_exchange_and_the_exchange_after_it() {
    let project = Project::small();
    project.figures(&[]);
    let binary = project.command(&[]).get_program().to_owned();
    let mut strace = Command::new("strace");
    strace.args([
        "-f",
        "-y",
        "-qq",
        "-e",
        "trace=fsync,renameat2",
        "-e",
        "signal=none",
        "-o",
        "calls",
    ]);
    strace
        .arg(binary)
        .args(["run", "--project", "uptake.yaml", "--out", "out"]);
    strace.current_dir(project.path(".")).stdout(Stdio::null());
    if !strace.status().is_ok_and(|status| status.success()) {
        println!("not run: nothing can be traced here");
        return;
    }
    let calls = project.read("calls");
    let (before, after) = calls.split_once("renameat2(").expect(&calls);
    for (name, _) in files(&project, "out") {
        assert!(before.contains(&format!("/new/{name}>")), "{name}: {calls}");
    }
    assert!(before.contains("/new>"), "{calls}");
    let folder = project.path(".").canonicalize().unwrap();
    assert!(after.contains("EXCHANGE"), "{calls}");
    let parent = format!("<{}>)", folder.display());
    assert!(
        after
            .lines()
            .skip(1)
            .any(|line| line.contains("fsync(") && line.contains(&parent)),
        "{calls}"
    );
}

#[test]
fn a_source_or_a_rule_file_is_never_replaced_by_an_output() {
    let project = Project::small();
    let before = project.read("rules.yaml");
    for out in [".", "uses.csv", "rules.yaml"] {
        let answer = project.run(&["--out", out]);
        assert_eq!(answer.code, 2, "{out}: {}", answer.stderr);
    }
    assert_eq!(project.read("rules.yaml"), before);
    assert!(Path::is_file(&project.path("uses.csv")));
}
