//! A plugin that wants out, isolated: what it tries is refused, what it breaks is an error with a code, and nothing of it stays.
//! `crates/uptake-plugins/samples/hostile.c` is the plugin.

use crate::support::{Answer, Figures, Project};
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const SECRET: &str = "hunter2-hunter2";

/// The library, compiled once. None, and a word of it, without a compiler.
fn library() -> Option<&'static Path> {
    static LIBRARY: OnceLock<Option<(TempDir, PathBuf)>> = OnceLock::new();
    let made = LIBRARY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("libhostile.so");
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../uptake-plugins/samples/hostile.c");
        let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("../uptake-abi/include");
        let compiled = Command::new("cc")
            .args(["-std=gnu99", "-w", "-shared", "-fPIC", "-I"])
            .arg(include)
            .arg(sources)
            .arg("-o")
            .arg(&path)
            .arg("-lpthread")
            .output();
        match compiled {
            Ok(output) => {
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                Some((folder, path))
            }
            Err(error) => {
                println!("no C compiler ({error}): tests with a plugin in C are skipped");
                None
            }
        }
    });
    made.as_ref().map(|(_, path)| path.as_path())
}

/// A project whose uses come from the plugin, with everything around that it might want.
struct Den {
    project: Project,
    plugin: PathBuf,
    _listener: TcpListener,
}

impl Den {
    /// Isolated. `terms` are keys of the source block, each with a comma behind it; the library is called `name`.
    fn new(library: &Path, name: &str, mode: &str, terms: &str) -> Self {
        Self::with(library, name, mode, &format!("isolation: process, {terms}"))
    }

    /// The same, isolated if `terms` say so.
    fn with(library: &Path, name: &str, mode: &str, terms: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let project = Project::small()
            .file("secret.txt", "the secret of the project")
            .file("granted/file.txt", "what is granted")
            .file("empty/x", "");
        std::fs::remove_file(project.path("empty/x")).unwrap();
        symlink(project.path("secret.txt"), project.path("link.txt")).unwrap();
        let plugin = project.path(name);
        std::fs::copy(library, &plugin).unwrap();
        std::fs::set_permissions(&plugin, PermissionsExt::from_mode(0o755)).unwrap();
        let block = format!(
            "{{ adapter: ./{name}, {terms}config: {{ mode: {mode}, den: {}, port: \"{}\", \
             token: \"${{env:UPTAKE_TEST_SECRET}}\" }} }}",
            project.path("").display().to_string().trim_end_matches('/'),
            listener.local_addr().unwrap().port()
        );
        let project = project.edit("uptake.yaml", "{ adapter: files, path: uses.csv }", &block);
        Self {
            project,
            plugin,
            _listener: listener,
        }
    }

    /// What is in the project's folder, down to the moments of change.
    fn snapshot(&self) -> BTreeMap<PathBuf, String> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.project.path("")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let about = std::fs::symlink_metadata(&path).unwrap();
                let bytes = if about.is_file() {
                    std::fs::read(&path).unwrap()
                } else {
                    Vec::new()
                };
                let said = format!(
                    "{:o} {}:{} {} {}.{} {:?}",
                    about.mode(),
                    about.uid(),
                    about.gid(),
                    about.nlink(),
                    about.mtime(),
                    about.mtime_nsec(),
                    bytes
                );
                if about.is_dir() {
                    folders.push(path.clone());
                }
                if !path.ends_with("out") && !path.starts_with(self.project.path("out")) {
                    found.insert(path, said);
                }
            }
        }
        found
    }

    /// Processes that run the library.
    fn alive(&self) -> usize {
        let library = self.plugin.file_name().unwrap().to_str().unwrap();
        let folder = self.project.path("");
        let folder = folder.to_str().unwrap();
        let processes = std::fs::read_dir("/proc").unwrap().flatten();
        let names = processes.filter_map(|process| std::fs::read_to_string(process.path().join("cmdline")).ok());
        names
            .filter(|name| name.contains(library) && name.contains(folder))
            .count()
    }

    /// Runs the project, and looks what is left of it.
    fn run(&self, arguments: &[&str]) -> Answer {
        let before = self.snapshot();
        let mut command = self
            .project
            .command(&[&["run", "--project", "uptake.yaml"], arguments].concat());
        let answer = Answer::of(
            command
                .env("UPTAKE_TEST_SECRET", SECRET)
                .env("UPTAKE_TEST_GRANTED", "yes"),
        );
        assert_eq!(self.snapshot(), before, "the plugin changed what isn't its own");
        let until = Instant::now() + Duration::from_secs(10);
        while self.alive() > 0 {
            assert!(Instant::now() < until, "a process of the plugin lives on");
            std::thread::sleep(Duration::from_millis(20));
        }
        for text in [&answer.stdout, &answer.stderr] {
            assert!(!text.contains(SECRET), "{text}");
            assert!(!text.contains('\u{1b}') && !text.contains('\u{7}'), "{text:?}");
        }
        answer
    }

    /// Runs it into a folder, which has the figures of the small project.
    fn right(&self) -> Figures {
        static EXPECTED: OnceLock<(Vec<u8>, Vec<u8>)> = OnceLock::new();
        let expected = EXPECTED.get_or_init(|| {
            let small = Project::small().figures(&[]);
            let of = |name: &str| small.bytes(name).to_vec();
            (of("metrics.csv"), of("entity_periods.parquet"))
        });
        let answer = self.run(&["--out", "out"]);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
        let found = Figures::read(&self.project.path("out"));
        assert_eq!(
            (found.bytes("metrics.csv"), found.bytes("entity_periods.parquet")),
            (expected.0.as_slice(), expected.1.as_slice())
        );
        found
    }

    /// Runs it; the run ends with an error of this code that says this.
    fn refused(&self, code: &str, word: &str) -> Answer {
        let answer = self.run(&[]);
        assert_eq!(answer.code, 2, "{}", answer.stdout);
        assert_eq!(answer.stdout, "");
        let start = format!("error[{code}]: ");
        assert!(answer.stderr.starts_with(&start), "expected {code}: {}", answer.stderr);
        assert!(answer.stderr.contains(word), "expected `{word}`: {}", answer.stderr);
        assert!(answer.stderr.contains("\n  at uptake.yaml:7:"), "{}", answer.stderr);
        answer
    }
}

/// Does something with each, four at a time; a failure is told with what it was about.
fn each<T: Sync + std::fmt::Debug>(all: &[T], act: impl Fn(&T) + Sync) {
    let next = Mutex::new(all.iter());
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some(one) = next.lock().unwrap().next() else { return };
                    let tried = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| act(one)));
                    if let Err(why) = tried {
                        let why = why.downcast_ref::<String>().cloned().unwrap_or_default();
                        failed.lock().unwrap().push(format!("{one:?}: {why}"));
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn of_more_than_a_hundred_ways_out_an_isolated_plugin_finds_none() {
    let Some(library) = library() else { return };
    each(
        &[("libhostile.so", "refused"), ("load-refused.so", "none")],
        |(name, mode)| {
            Den::new(library, name, mode, "confinement: required, ").right();
        },
    );
}

#[test]
fn what_hurts_nobody_leaves_the_figures_right() {
    let Some(library) = library() else { return };
    let modes = [
        ("none", ""),
        ("threads", ""),
        ("released-child", ""),
        ("memory-bomb", "most_memory: 600MiB, "),
        ("shared-memory-bomb", "most_memory: 1GiB, "),
        ("thread-bomb", "most_memory: 1GiB, "),
        ("file-bomb", ""),
        ("machine-code", ""),
        ("another-library", ""),
        ("prints", ""),
        ("much-log", ""),
        ("at-the-end", ""),
        ("deaf-to-end", ""),
        ("close-log", ""),
        ("need-network", "network: true, "),
        ("need-file", "read: granted, "),
        ("need-file", "read: [granted/file.txt], "),
        ("need-variable", "environment: UPTAKE_TEST_GRANTED, "),
        ("need-process", "confinement: none, "),
    ];
    each(&modes, |(mode, terms)| {
        Den::new(library, "libhostile.so", mode, terms).right();
    });
}

#[test]
fn what_a_grant_does_not_name_stays_refused() {
    let Some(library) = library() else { return };
    let modes = [
        ("need-network", "", "no network"),
        ("need-file", "read: [rules.yaml], ", "no file"),
        ("need-variable", "environment: [TZ], ", "no variable"),
        ("need-process", "network: true, read: ., ", "no process"),
        // With the network there are still no sockets of the system, no raw ones, and nobody can connect.
        ("unix", "network: true, ", "breach"),
        ("netlink", "network: true, ", "breach"),
        ("raw", "network: true, ", "breach"),
        ("packet", "network: true, ", "breach"),
        ("listen", "network: true, ", "breach"),
        ("passwd", "network: true, read: ., ", "breach"),
        ("append", "read: ., ", "breach"),
        ("create", "read: ., ", "breach"),
        ("own_library", "read: ., ", "breach"),
    ];
    each(&modes, |(mode, terms, word)| {
        let den = Den::new(library, "libhostile.so", mode, terms);
        match *word {
            "breach" => drop(den.right()),
            word => drop(den.refused("source-unreadable", word)),
        }
    });
}

#[test]
fn a_plugin_that_dies_hangs_or_lies_ends_the_run_with_a_code() {
    let Some(library) = library() else { return };
    const LIMIT: &str = "timeout: 3s, ";
    let modes = [
        ("segfault", "", "plugin-died", "a segmentation fault (signal 11)"),
        ("abort", "", "plugin-died", "its own abort (signal 6)"),
        ("illegal", "", "plugin-died", "an illegal instruction (signal 4)"),
        ("arithmetic", "", "plugin-died", "an arithmetic error (signal 8)"),
        ("bus", "", "plugin-died", "a bus error (signal 7)"),
        ("killed", "", "plugin-died", "a kill (signal 9)"),
        ("overflow", "", "plugin-died", "died of"),
        ("exit", "", "plugin-died", "with exit code 0"),
        ("_exit", "", "plugin-died", "with exit code 0"),
        ("exit3", "", "plugin-died", "with exit code 3"),
        ("close-die", "", "plugin-died", "its own abort"),
        ("next-die", "", "plugin-died", "its own abort"),
        ("close-pipes", "", "plugin-died", "ended before its answer did"),
        ("half-a-frame", "", "plugin-died", "ended before its answer did"),
        ("fails-after-end", "", "plugin-died", "with exit code 3"),
        ("dangling-release", "", "plugin-died", "a segmentation fault"),
        ("aborting-release", "", "plugin-died", "its own abort"),
        ("null-buffers", "", "plugin-answer", ""),
        ("null-children", "", "plugin-", ""),
        ("negative-length", "", "plugin-answer", "-1"),
        ("one-column", "", "plugin-schema", "1 children instead of 2"),
        ("wild-buffer", "", "plugin-died", "a segmentation fault"),
        ("message-wild", "", "plugin-died", "a segmentation fault"),
        ("open-nothing", "", "plugin-", ""),
        ("garbage", "", "plugin-child", "something other than a frame"),
        ("huge-frame", "", "plugin-child", "a frame of"),
        ("large-frame", "", "plugin-child", "a frame of"),
        ("early-end", "", "plugin-child", "more after its end"),
        ("two-ends", "", "plugin-child", "more after its end"),
        ("wrong-count", "", "plugin-child", "0 rows, of which it gave 5"),
        ("short-end", "", "plugin-child", "an end without a number of rows"),
        ("held-twice", "", "plugin-child", "twice how far it is confined"),
        ("an-answer", "", "plugin-child", "a text among its rows"),
        ("rows-without-place", "", "plugin-child", "rows of no stream"),
        ("rows-that-are-none", "", "plugin-child", "unreadable answer"),
        ("place-that-is-none", "", "plugin-child", "an invalid place"),
        ("negative-rows", "", "plugin-child", "an invalid place"),
        ("unknown-fault", "", "plugin-child", "an invalid error"),
        (
            "endless",
            "most_rows: 1000, ",
            "plugin-endless",
            "gave more than 1000 rows",
        ),
        ("endless", "most_bytes: 1MiB, ", "plugin-endless", "bytes of rows"),
        ("empty-endless", "", "plugin-endless", "batches without rows"),
        ("hang", LIMIT, "plugin-endless", "within its time"),
        ("busy", LIMIT, "plugin-endless", "within its time"),
        ("deaf", LIMIT, "plugin-endless", "within its time"),
        ("stopped", LIMIT, "plugin-endless", "within its time"),
        ("open-hang", LIMIT, "plugin-endless", "within its time"),
        ("schema-hang", LIMIT, "plugin-endless", "within its time"),
        ("next-hang", LIMIT, "plugin-endless", "within its time"),
        ("close-hang", LIMIT, "plugin-endless", "within its time"),
        ("message-no-utf8", "", "plugin-answer", "UTF-8"),
        ("message-escapes", "", "source-unreadable", "gone"),
        ("escapes-in-rows-error", "", "source-unreadable", "gone"),
        ("message-secret", "", "source-unreadable", "…"),
        ("message-huge", "", "plugin-", ""),
        ("log-and-die", "", "plugin-died", "its log ends with"),
    ];
    each(&modes, |(mode, terms, code, word)| {
        let den = Den::new(library, "libhostile.so", mode, terms);
        let answer = match code.strip_suffix('-') {
            None => den.refused(code, word),
            Some(area) => {
                let answer = den.run(&[]);
                assert_eq!(answer.code, 2, "{}", answer.stdout);
                assert!(
                    answer.stderr.starts_with(&format!("error[{area}-")),
                    "{}",
                    answer.stderr
                );
                answer
            }
        };
        // Nobody forges an error of this program at the beginning of a line.
        assert!(!answer.stderr.contains("\nerror["), "{}", answer.stderr);
        assert!(answer.stderr.len() < 10_000, "{}", answer.stderr.len());
    });
    let names = [
        ("load-hang.so", LIMIT, "plugin-endless"),
        ("load-segfault.so", "", "plugin-died"),
        ("load-exit.so", "", "plugin-died"),
        ("load-_exit.so", "", "plugin-died"),
        ("load-garbage.so", "", "plugin-child"),
        ("load-early-end.so", "", "plugin-child"),
        ("load-stopped.so", LIMIT, "plugin-endless"),
    ];
    each(&names, |(name, terms, code)| {
        Den::new(library, name, "none", terms).refused(code, "");
    });
}

#[test]
fn a_plugin_that_hangs_while_its_digests_are_taken_ends_the_run_with_a_code() {
    let Some(library) = library() else { return };
    let den = Den::new(library, "libhostile.so", "discover-hang", "timeout: 3s, ");
    let answer = den.run(&["--out", "out"]);
    assert_eq!(answer.code, 2);
    assert!(
        answer.stderr.starts_with("error[plugin-endless]: "),
        "{}",
        answer.stderr
    );
}

#[test]
fn a_plugin_in_this_process_that_hangs_ends_the_run_with_a_code_when_its_time_is_over() {
    let Some(library) = library() else { return };
    let modes = [
        ("libhostile.so", "open-hang", "`open` didn't return"),
        ("libhostile.so", "hang", "`scan` didn't return"),
        ("libhostile.so", "busy", "`scan` didn't return"),
        ("libhostile.so", "schema-hang", "`scan` didn't return"),
        ("libhostile.so", "next-hang", "`get_next` didn't return"),
        ("libhostile.so", "discover-hang", "`discover` didn't return"),
        ("load-hang.so", "none", "it wasn't loaded"),
    ];
    each(&modes, |(name, mode, word)| {
        let den = Den::with(library, name, mode, "timeout: 2s, ");
        let since = Instant::now();
        // A program that has to end itself leaves what it was writing; the next run removes that.
        let out: &[&str] = if *mode == "none" { &[] } else { &["--out", "out"] };
        let answer = den.run(out);
        assert_eq!(answer.code, 2, "{}", answer.stdout);
        assert!(
            answer.stderr.starts_with("error[plugin-endless]: "),
            "{}",
            answer.stderr
        );
        assert!(
            answer.stderr.contains(&format!("`./{name}` hangs: {word}")),
            "{}",
            answer.stderr
        );
        assert!(since.elapsed() < Duration::from_secs(30), "{:?}", since.elapsed());
    });
}

#[test]
fn a_plugin_in_this_process_never_ends_the_program_as_if_all_were_well() {
    let Some(library) = library() else { return };
    each(
        &[
            ("libhostile.so", "exit"),
            ("libhostile.so", "exit3"),
            ("load-exit.so", "none"),
        ],
        |(name, mode)| {
            let answer = Den::with(library, name, mode, "").run(&[]);
            assert_eq!((answer.code, answer.stdout.as_str()), (2, ""), "{}", answer.stderr);
            let start = "error[plugin-exit]: code that was loaded into this program ended it\n  help: ";
            assert!(answer.stderr.starts_with(start), "{}", answer.stderr);
        },
    );
    // What it wants to be done at the end, and what it leaves hanging there, changes nothing.
    each(&["at-the-end", "close-hang", "threads"], |mode| {
        Den::with(library, "libhostile.so", mode, "").right();
    });
    // A broken memory can't be caught in the process that has it; the exit code is that of no answer.
    let answer = Den::with(library, "libhostile.so", "segfault", "").run(&[]);
    assert!(![0, 1].contains(&answer.code), "{}", answer.code);
    assert_eq!(answer.stdout, "");
}
