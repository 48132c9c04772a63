//! Real programs, in every way they can end.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops on a surprise"
)]

/// The same tests through the ABI.
#[path = "../../../tests/roads.rs"]
mod roads;

use polars::prelude::*;
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use tempfile::TempDir;
use uptake_adapter::{Adapter, AdapterError, Batch, ErrorCode, Fingerprint, ScanRequest, Settings};
use uptake_exec::Exec;

/// A folder with a program, and settings that run it.
struct Script {
    folder: TempDir,
    values: BTreeMap<String, String>,
    plain: Vec<String>,
    secrets: Vec<String>,
}

impl Script {
    /// A shell script `./run` that writes `format`.
    fn sh(format: &str, body: &str) -> Self {
        Self::new(format, &format!("#!/bin/sh\n{body}\n"))
    }

    fn new(format: &str, text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run");
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        let script = Self {
            folder,
            values: BTreeMap::new(),
            plain: Vec::new(),
            secrets: Vec::new(),
        };
        script.set("command", "./run").set("format", format)
    }

    fn set(mut self, key: &str, value: &str) -> Self {
        self.values.insert(key.to_owned(), value.to_owned());
        self
    }

    fn file(self, name: &str, content: &[u8]) -> Self {
        std::fs::write(self.folder.path().join(name), content).unwrap();
        self
    }

    fn settings(&self) -> Settings {
        Settings::new(self.folder.path(), self.values.clone())
            .with_plain(self.plain.clone())
            .with_secrets(self.secrets.clone())
    }

    /// Every batch, and the digest afterwards.
    fn read(&self) -> (Result<Vec<Batch>, AdapterError>, Vec<Fingerprint>) {
        let mut source = match roads::adapter(Exec).open(&self.settings()) {
            Ok(source) => source,
            Err(error) => return (Err(error), Vec::new()),
        };
        let batches = source.scan(&ScanRequest::default()).and_then(Iterator::collect);
        (batches, source.fingerprints().unwrap())
    }

    fn rows(&self) -> DataFrame {
        let batches = self.read().0.unwrap();
        let mut whole = batches[0].frame.clone();
        for batch in &batches[1..] {
            whole.vstack_mut(&batch.frame).unwrap();
        }
        whole
    }

    fn fault(&self) -> AdapterError {
        let (rows, digests) = self.read();
        assert!(digests.is_empty(), "a run that failed has no digest");
        rows.map(|rows| format!("{} batches", rows.len())).unwrap_err()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// Code, message and help as one text.
fn told(fault: &AdapterError) -> String {
    let help = fault.help.as_deref().unwrap_or("-");
    format!("{}: {} ({help})", fault.code.as_str(), fault.message)
}

fn column(frame: &DataFrame, name: &str) -> Vec<String> {
    let column = frame.column(name).unwrap().cast(&DataType::String).unwrap();
    let texts = column.str().unwrap();
    texts.iter().map(|text| text.unwrap_or("unknown").to_owned()).collect()
}

#[test]
fn every_test_here_passes_through_the_abi_too() {
    roads::again("uptake_exec", "every_test_here_passes_through_the_abi_too");
}

#[test]
fn the_contract_is_kept() {
    for script in [
        Script::sh("csv", "seq 1 100000 | sed '1iid'"),
        Script::sh(
            "ndjson",
            r#"for n in 1 2 3; do echo "{\"id\":$n,\"tags\":[\"a\"]}"; done"#,
        ),
    ] {
        roads::keeps_the_contract(&*roads::adapter(Exec), &script.settings());
    }
}

#[test]
fn csv_is_read_and_its_digest_is_that_of_the_bytes() {
    let script = Script::sh("csv", "printf 'id,n\\nana,1\\nben,\\n'");
    let frame = script.rows();
    assert_eq!(column(&frame, "id"), ["ana", "ben"]);
    assert_eq!(column(&frame, "n"), ["1", "unknown"]);
    let digests = script.read().1;
    assert_eq!((digests[0].part.as_str(), digests[0].bytes), ("./run", 16));
    assert_eq!(digests[0].sha256, sha256(b"id,n\nana,1\nben,\n"));
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    let digest = sha2::Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn ndjson_is_read_and_a_column_that_comes_late_is_read_too() {
    let script = Script::sh(
        "ndjson",
        r#"echo '{"id":"ana","n":1}'; echo '{"id":"ben","late":true}'"#,
    );
    let frame = script.rows();
    assert_eq!(column(&frame, "late"), ["unknown", "true"]);
}

#[test]
fn an_arrow_stream_is_read() {
    let mut frame = df!["id" => ["ana", "ben"], "n" => [1_i64, 2]].unwrap();
    let mut bytes = Vec::new();
    IpcStreamWriter::new(&mut bytes).finish(&mut frame).unwrap();
    let script = Script::sh("ipc", "cat rows.ipc").file("rows.ipc", &bytes);
    assert!(script.rows().equals_missing(&frame));
    let cut = Script::sh("ipc", "cat rows.ipc").file("rows.ipc", &bytes[..bytes.len() - 20]);
    assert_eq!(
        told(&cut.fault()),
        "source-unreadable: `./run` is cut off: the end mark of the Arrow stream is missing (a writer closes its stream when all rows are written)"
    );
    let nothing = Script::sh("ipc", "exit 0").fault();
    assert!(nothing.message.starts_with("`./run` is cut off"), "{}", nothing.message);
}

#[test]
fn only_the_asked_columns_are_delivered() {
    let script = Script::sh("csv", "printf 'id,n,m\\nana,1,2\\n'");
    let mut source = roads::adapter(Exec).open(&script.settings()).unwrap();
    let request = ScanRequest {
        columns: Some(vec!["m".to_owned(), "absent".to_owned()]),
        spare: None,
    };
    let batches: Vec<Batch> = source.scan(&request).unwrap().map(Result::unwrap).collect();
    assert_eq!(batches[0].frame.get_column_names(), ["m"]);
}

#[test]
fn the_configuration_is_a_json_object_on_standard_input() {
    let mut script = Script::sh("csv", "cat > got.json; echo id")
        .set("config.tenant", "a \"quoted\" name")
        .set("config.limit", "5")
        .set("config.teams.0", "Red")
        .set("config.teams.1", "Blue");
    script.plain.push("config.limit".to_owned());
    script.rows();
    assert_eq!(
        std::fs::read_to_string(script.path("got.json")).unwrap(),
        "{\"limit\":5,\"teams\":[\"Red\",\"Blue\"],\"tenant\":\"a \\\"quoted\\\" name\"}\n"
    );
    let script = Script::sh("csv", "cat > got.json; echo id");
    script.rows();
    assert_eq!(std::fs::read_to_string(script.path("got.json")).unwrap(), "{}\n");
}

#[test]
fn a_program_that_leaves_a_large_configuration_unread_is_no_fault() {
    let script = Script::sh("csv", "echo id; echo ana").set("config.text", &"x".repeat(1 << 20));
    assert_eq!(column(&script.rows(), "id"), ["ana"]);
}

#[test]
fn the_environment_is_clean_but_for_path_and_what_is_stated() {
    let script = Script::sh("csv", "echo name; env | sed 's/=.*//' | sort").set("env.REGION", "eu-1");
    let names = column(&script.rows(), "name");
    let own = ["PWD", "OLDPWD", "SHLVL", "_"];
    let names: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| !own.contains(name))
        .collect();
    assert_eq!(names, ["PATH", "REGION"]);
    let script = Script::sh("csv", "echo region; echo \"$REGION\"").set("env.REGION", "eu-1");
    assert_eq!(column(&script.rows(), "region"), ["eu-1"]);
}

#[test]
fn arguments_reach_the_program_as_they_are_written() {
    let mut script = Script::sh("ndjson", r#"for a in "$@"; do printf '{"a":"%s"}\n' "$a"; done"#);
    script.values.remove("command");
    let script = script
        .set("command.0", "./run")
        .set("command.1", "$HOME; rm *")
        .set("command.2", "a b");
    assert_eq!(column(&script.rows(), "a"), ["$HOME; rm *", "a b"]);
}

#[test]
fn it_runs_in_the_folder_of_the_project() {
    let script = Script::sh("csv", "cat rows.csv").file("rows.csv", b"id\nana\n");
    assert_eq!(column(&script.rows(), "id"), ["ana"]);
}

#[test]
fn a_program_may_find_nothing() {
    assert!(Script::sh("ndjson", "exit 0").read().0.unwrap().is_empty());
    let frame = Script::sh("csv", "echo id,at").rows();
    assert_eq!((frame.height(), frame.width()), (0, 2));
}

#[test]
fn an_exit_code_is_a_fault_even_when_all_rows_look_well() {
    let fault = Script::sh("csv", "echo id; echo ana; echo 'connection lost' >&2; exit 3").fault();
    assert_eq!(
        told(&fault),
        "source-unreadable: `./run` ended with exit code 3 (its log ends with\n    connection lost)"
    );
    assert_eq!(fault.setting.as_deref(), Some("command"));
}

#[test]
fn the_exit_codes_of_sysexits_have_their_meaning() {
    let code = |number: i32| Script::sh("csv", &format!("echo id; exit {number}")).fault().code;
    assert_eq!([code(64), code(78)], [ErrorCode::Config; 2]);
    assert_eq!([code(75), code(77)], [ErrorCode::Retryable, ErrorCode::Auth]);
    assert_eq!([code(1), code(127), code(255)], [ErrorCode::Source; 3]);
}

#[test]
fn a_program_that_dies_in_the_middle_is_told_by_its_signal_not_by_the_line_it_left() {
    let fault = Script::sh("ndjson", "echo '{\"id\":1}'; printf '{\"id\":'; kill -KILL $$").fault();
    assert_eq!(
        told(&fault),
        "source-unreadable: `./run` was ended by signal 9 (SIGKILL) (-)"
    );
    let fault = Script::sh("csv", "echo id; echo ana; kill -SEGV $$").fault();
    assert_eq!(fault.message, "`./run` was ended by signal 11 (SIGSEGV)");
}

#[test]
fn a_malformed_line_is_told_by_its_number() {
    let script = Script::sh("ndjson", r#"echo '{"id":1}'; echo; echo '{"id":'; echo '{"id":3}'"#);
    assert_eq!(
        script.fault().message,
        "line 3 of `./run` isn't a JSON object: EOF while parsing a value at column 6"
    );
    let script = Script::sh("csv", "echo id,n; echo ana,1; echo ben");
    assert_eq!(
        script.fault().message,
        "line 3 of `./run` has 1 field, but the header has 2"
    );
}

#[test]
fn a_malformed_line_ends_a_program_that_would_go_on_for_ever() {
    let script = Script::sh("csv", "echo id,n; while :; do echo x; done");
    assert_eq!(
        script.fault().message,
        "line 2 of `./run` has 1 field, but the header has 2"
    );
}

#[test]
fn a_program_that_writes_nothing_is_stopped() {
    let script = Script::sh("csv", "echo id; echo 'waiting for the lock' >&2; sleep 1000").set("idle_timeout", "3s");
    assert_eq!(
        told(&script.fault()),
        "source-busy: `./run` wrote nothing for 3s (it was stopped; `idle_timeout` gives it more time; its log ends with\n    waiting for the lock)"
    );
}

#[test]
fn a_program_that_closes_its_output_and_stays_is_stopped() {
    let script = Script::sh("csv", "echo id; exec >&-; sleep 1000").set("idle_timeout", "300ms");
    assert_eq!(
        script.fault().message,
        "`./run` closed its output but kept running for 300ms"
    );
}

#[test]
fn what_a_program_started_ends_with_it() {
    let script = Script::sh("csv", "echo id; (sleep 1000) & echo $! > pid; wait").set("idle_timeout", "3s");
    script.fault();
    let pid = std::fs::read_to_string(script.path("pid")).unwrap();
    // A killed process is listed until it has had its turn to die and its new parent has taken leave of it.
    let lives = || {
        let state = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim()));
        state.is_ok_and(|state| !state.contains(") Z "))
    };
    let gone = (0..600).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        !lives()
    });
    assert!(gone, "process {pid} still runs");
}

#[test]
fn a_program_that_left_its_output_to_another_is_stopped() {
    let script = Script::sh("csv", "echo id; sleep 1000 & exit 0").set("idle_timeout", "300ms");
    assert_eq!(script.fault().message, "`./run` wrote nothing for 300ms");
}

#[test]
fn a_program_that_has_ended_while_another_holds_its_output_is_an_error_within_seconds() {
    let told = |body: &str| {
        let before = std::time::Instant::now();
        let told = told(&Script::sh("ndjson", body).fault());
        assert!(before.elapsed().as_secs() < 60, "{told}");
        told
    };
    assert_eq!(
        told("echo '{\"id\":1}'; sleep 1000 & exit 3"),
        "source-unreadable: `./run` ended with exit code 3 (-)"
    );
    let held = "source-unreadable: `./run` has ended, but something that it started keeps its output open (-)";
    assert_eq!(told("echo '{\"id\":1}'; sleep 1000 & exit 0"), held);
    // In a session of its own, and without a parent.
    assert_eq!(told("echo '{\"id\":1}'; setsid sleep 1000 & exit 0"), held);
}

/// Whether a process has ended, or ends soon.
fn ends(script: &Script) -> bool {
    let pid = std::fs::read_to_string(script.path("pid")).unwrap();
    // A killed process is listed until it has had its turn to die and its new parent has taken leave of it.
    (0..600).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        let state = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim()));
        state.map_or(true, |state| state.contains(") Z "))
    })
}

#[test]
fn what_a_program_started_in_a_session_of_its_own_ends_with_it() {
    for body in [
        // Its parent lives.
        "echo id; setsid sh -c 'echo $$ > pid; exec sleep 1000 >/dev/null 2>&1' & wait",
        // Its parent has ended, but it holds the output.
        "echo id; setsid sh -c 'echo $$ > pid; exec sleep 1000' & while [ ! -s pid ]; do sleep 0.1; done",
    ] {
        let script = Script::sh("csv", body).set("idle_timeout", "4s");
        script.fault();
        assert!(ends(&script), "{body}");
    }
}

#[test]
fn an_output_that_is_cut_off_is_an_error_wherever_it_is_cut() {
    let lines: String = (0..50)
        .map(|n| format!("{{\"id\":{n},\"tags\":[{{\"b\":null}}]}}\n"))
        .collect();
    let whole = Script::sh("ndjson", "cat whole").file("whole", lines.as_bytes());
    assert_eq!(whole.rows().height(), 50);
    for tenth in 0..10 {
        let size = lines.len() * tenth / 10;
        for end in ["exit 1", "exit 75", "kill -9 $$", "kill -13 $$"] {
            let script = Script::sh("ndjson", &format!("head -c {size} whole; {end}")).file("whole", lines.as_bytes());
            let told = told(&script.fault());
            assert!(
                told.contains("ended with exit code") || told.contains("was ended by signal"),
                "{told}"
            );
        }
        // A good end behind half a line isn't one.
        if size > 0 && lines.as_bytes()[size - 1] != b'\n' && lines.as_bytes()[size] != b'\n' {
            let script = Script::sh("ndjson", &format!("head -c {size} whole")).file("whole", lines.as_bytes());
            assert!(
                script
                    .fault()
                    .message
                    .contains("isn't a JSON object: EOF while parsing")
            );
        }
    }
}

#[test]
fn no_time_at_all_is_no_time_limit() {
    for key in ["timeout", "idle_timeout"] {
        let fault = Script::sh("csv", "echo id").set(key, "0s").fault();
        assert_eq!(
            fault.message,
            format!("`{key}` should be longer than no time, not `0s`")
        );
    }
}

#[test]
fn whole_numbers_keep_their_digits_and_a_key_that_comes_twice_is_an_error() {
    let rows = Script::sh("ndjson", "echo '{\"id\":9007199254740993}'; echo '{\"id\":1.5}'").rows();
    assert_eq!(column(&rows, "id"), ["9007199254740993", "1.5"]);
    let fault = Script::sh("ndjson", "echo '{}'; echo '{\"id\":1,\"id\":2}'").fault();
    assert_eq!(fault.message, "line 2 of `./run` can't be read: duplicate key `id`");
}

#[test]
fn a_flood_ends_at_its_time_limit_and_is_held_back_meanwhile() {
    let script = Script::sh("ndjson", "while :; do echo '{\"id\":\"a person\"}'; done").set("timeout", "700ms");
    let fault = script.fault();
    assert_eq!(
        told(&fault),
        "source-busy: `./run` ran longer than 700ms (it was stopped; `timeout` gives it more time)"
    );
    assert_eq!(fault.setting.as_deref(), Some("timeout"));
}

#[test]
fn a_program_waits_while_nobody_reads() {
    let script = Script::sh(
        "ndjson",
        "while :; do echo '{\"id\":\"a person\"}'; echo x >> written; done",
    );
    let mut source = roads::adapter(Exec).open(&script.settings()).unwrap();
    let mut batches = source.scan(&ScanRequest::default()).unwrap();
    batches.next().unwrap().unwrap();
    let lines = || std::fs::metadata(script.path("written")).map_or(0, |meta| meta.len());
    // Once the pipe and the pieces that may wait are full, nothing is written any more.
    let mut before = lines();
    let stopped = (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        std::mem::replace(&mut before, lines()) == lines()
    });
    assert!(stopped, "{} lines were written ahead", lines() / 2);
}

#[test]
fn a_row_without_end_is_a_fault_not_a_full_memory() {
    let script = Script::sh("csv", "echo id; printf '\"'; exec yes");
    assert_eq!(script.fault().message, "line 2 of `./run` is longer than 64 MiB");
    let script = Script::sh("ndjson", "yes | tr -d '\\n'");
    assert_eq!(script.fault().message, "line 1 of `./run` is longer than 64 MiB");
}

#[test]
fn a_log_that_floods_holds_nothing_up() {
    let script = Script::sh(
        "csv",
        "yes 'on and on' | head -c 5000000 >&2; echo id; echo ana; echo last >&2; exit 9",
    );
    let fault = script.fault();
    let help = fault.help.unwrap();
    assert!(help.ends_with("    on and on\n    last"), "{help}");
    assert_eq!(help.lines().count(), 11);
}

#[test]
fn secrets_are_shown_in_no_message() {
    let mut script = Script::sh("csv", "echo \"no access for $KEY\" >&2; exit 77").set("env.KEY", "hunter2222");
    script.values.remove("command");
    let mut script = script.set("command.0", "./run").set("command.1", "--key=hunter2222");
    script.secrets.push("hunter2222".to_owned());
    assert_eq!(
        told(&script.fault()),
        "source-refused: `./run --key=…` ended with exit code 77 (it isn't allowed) (its log ends with\n    no access for …)"
    );
}

#[test]
fn a_secret_in_a_long_line_of_the_log_is_cut_out_before_the_line_is_cut() {
    let line = format!("{}hunter2222", "x".repeat(495));
    let mut script = Script::sh("csv", &format!("echo {line} >&2; exit 1"));
    script.secrets.push("hunter2222".to_owned());
    let help = script.fault().help.unwrap();
    assert!(help.ends_with("xxx…"), "{help}");
}

#[test]
fn a_program_that_isnt_there_is_told_before_anything_runs() {
    let fault = |command: &str| told(&Script::sh("csv", "echo id").set("command", command).fault());
    assert_eq!(
        fault("./other"),
        "source-settings: the program `./other` wasn't found (the path is relative to the file that names it)"
    );
    assert_eq!(
        fault("run"),
        "source-settings: the program `run` isn't in `PATH` (did you mean `./run`?)"
    );
    assert_eq!(
        fault("run --fast"),
        "source-settings: the program `run --fast` isn't in `PATH` (no shell splits it: write a list, as in `command: [python3, export.py]`)"
    );
    assert_eq!(
        fault(""),
        "source-settings: `command` names no program (as in `command: [python3, export.py]`)"
    );
    let script = Script::sh("csv", "echo id").file("text", b"not a program");
    let fault = script.set("command", "./text").fault();
    assert_eq!(
        fault.message,
        "`./text` can't be started: Permission denied (os error 13)"
    );
    let script = Script::new("csv", "#!/no/such/interpreter\n").fault();
    assert_eq!(
        script.help.as_deref(),
        Some("the interpreter that its first line names isn't there")
    );
}

#[test]
fn settings_that_cant_be_meant_are_told() {
    let fault = |key: &str, value: &str| told(&Script::sh("csv", "echo id").set(key, value).fault());
    assert_eq!(
        fault("format", "json"),
        "source-settings: unknown output format `json` (valid values: `csv`, `ndjson`, `ipc`)"
    );
    assert_eq!(
        fault("timeout", "5"),
        "source-settings: `timeout` should be a length of time, not `5` (such as `250ms`, `30s`, `5min` or `1h`)"
    );
    assert_eq!(
        fault("shell", "bash"),
        "source-settings: the adapter `exec` has no setting `shell` (valid keys: `command`, `format`, `separator`, `quote`, `header_row`, `footer_rows`, `encoding`, `most_levels`, `most_columns`, `config`, `env`, `timeout`, `idle_timeout`)"
    );
}

#[test]
fn a_python_program_reads_its_configuration_and_writes_rows() {
    let python = std::process::Command::new("python3").arg("--version").output();
    if !python.is_ok_and(|output| output.status.success()) {
        println!("skipped: python3 is absent");
        return;
    }
    let program = "import json, sys\nconfig = json.load(sys.stdin)\nprint('reading', config['team'], file=sys.stderr)\n\
                   for n in range(config['rows']):\n    print(json.dumps({'id': f'p{n}', 'team': config['team']}))\n";
    let mut script = Script::sh("ndjson", "").file("export.py", program.as_bytes());
    script.values.remove("command");
    let mut script = script
        .set("command.0", "python3")
        .set("command.1", "export.py")
        .set("config.team", "Red")
        .set("config.rows", "100000");
    script.plain.push("config.rows".to_owned());
    let frame = script.rows();
    assert_eq!(frame.height(), 100_000);
    assert_eq!(column(&frame, "team")[99_999], "Red");
}

#[test]
fn a_secret_among_the_arguments_is_remarked_and_one_that_is_handed_over_is_not() {
    let remarks = |key: &str| {
        let mut script = Script::sh("csv", "cat > /dev/null; echo id; echo a").set(key, "token=hunter2-hunter2");
        if key == "command.1" {
            let program = script.values.remove("command").unwrap();
            script = script.set("command.0", &program);
        }
        script.secrets.push("hunter2-hunter2".to_owned());
        let mut source = Adapter::open(&Exec, &script.settings()).unwrap();
        source
            .scan(&ScanRequest::default())
            .unwrap()
            .for_each(|batch| drop(batch.unwrap()));
        source.remarks()
    };
    let told = remarks("command.1");
    assert_eq!(told.len(), 1);
    assert!(told[0].text.contains("everybody on this machine can see"), "{told:?}");
    assert!(!format!("{told:?}").contains("hunter2"), "{told:?}");
    assert!(remarks("config.token").is_empty());
    assert!(remarks("env.TOKEN").is_empty());
}
