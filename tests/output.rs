//! `--out`: which files, which columns, and that a run writes all of them or none.

use crate::support::{Project, csv_rows, uses};
use polars::prelude::AnyValue;
use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

const FILES: [&str; 10] = [
    "checks.csv",
    "entity_periods.parquet",
    "excluded.csv",
    "manifest.json",
    "metrics.csv",
    "metrics.parquet",
    "outcome.json",
    "people.csv",
    "rules.md",
    "set_aside.csv",
];

fn names(project: &Project, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(project.path(folder)).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_run_writes_ten_files_and_leaves_nothing_beside() {
    let project = Project::small();
    project.figures(&[]);
    assert_eq!(names(&project, "out"), FILES);
    assert_eq!(
        names(&project, "."),
        ["out", "people.csv", "rules.yaml", "uptake.yaml", "uses.csv"]
    );
}

#[test]
fn only_chosen_files_are_written_with_what_says_how_the_figures_came() {
    let project = Project::small();
    let ran = project.run(&["--out", "all"]);
    assert_eq!((ran.code, ran.stdout.contains("people.csv says who counts")), (0, true));
    let ran = project.run(&["--out", "few", "--files", "metrics.csv,checks.csv"]);
    assert_eq!(
        (ran.code, ran.stdout.contains("people.csv")),
        (0, false),
        "{}",
        ran.stdout
    );
    assert_eq!(
        names(&project, "few"),
        [
            "checks.csv",
            "manifest.json",
            "metrics.csv",
            "outcome.json",
            "set_aside.csv"
        ]
    );
    for name in ["metrics.csv", "checks.csv", "set_aside.csv", "outcome.json"] {
        assert_eq!(
            project.read(&format!("few/{name}")),
            project.read(&format!("all/{name}")),
            "{name}"
        );
    }
    let verified = project.uptake(&["verify", "few"]);
    assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
    // A workbook has the tables that were written.
    let ran = project.run(&["--out", "few", "--files", "metrics.csv", "--format", "xlsx"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(names(&project, "few").contains(&"figures.xlsx".to_owned()));
    for (arguments, why) in [
        (&["--files", "metrics.csv"][..], "--out"),
        (&["--out", "few", "--files", "manifest.json"], "manifest.json"),
        (&["--out", "few", "--files", "people"], "people.csv"),
    ] {
        let refused = project.run(arguments);
        assert_eq!(
            (refused.code, refused.stderr.contains(why)),
            (2, true),
            "{}",
            refused.stderr
        );
    }
}

#[test]
fn the_columns_are_those_that_readers_rely_on() {
    let project = Project::small();
    let figures = project.figures(&[]);
    let head = |name: &str| project.read(&format!("out/{name}")).lines().next().unwrap().to_owned();
    assert_eq!(
        head("metrics.csv"),
        "metric,period,cut,cut_value,numerator,denominator,unknown,value,low,high,band,suppressed"
    );
    assert_eq!(
        head("set_aside.csv"),
        "dataset,source,row,element,reason,column,value,record"
    );
    let columns = |frame: &polars::frame::DataFrame| {
        let typed = frame
            .columns()
            .iter()
            .map(|column| format!("{} {}", column.name(), column.dtype()));
        typed.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        columns(&figures.table("metrics.parquet")),
        "metric str, period date, cut str, cut_value str, numerator f64, denominator f64, unknown i64, value f64, low f64, high f64, band str, suppressed bool"
    );
    assert_eq!(
        columns(figures.entity_periods()),
        "id str, period date, uses_made i64, active bool, team str, not_counted str, rule str"
    );
}

#[test]
fn the_pack_exports_each_measure_definition_ladder_and_cut_under_its_own_name() {
    let figures = Project::adoption("p-1,CSM,SMB,Red,2020-01-01,\n", &crate::support::approved("p-1", 3)).figures(&[]);
    let names: Vec<&str> = figures
        .entity_periods()
        .get_column_names()
        .into_iter()
        .map(|name| name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "person_id",
            "period",
            "approved_interactions",
            "any_tool_interactions",
            "unapproved_interactions",
            "unlisted_interactions",
            "undocumented_interactions",
            "approved_days",
            "approved_tools",
            "working_days",
            "employed_days",
            "tenure_months",
            "evidenced_interactions",
            "active_from",
            "weekend_interactions",
            "first_day_interactions",
            "last_day_interactions",
            "gainsight_interactions",
            "zoom_interactions",
            "microsoft_interactions",
            "github_interactions",
            "anthropic_interactions",
            "salesforce_interactions",
            "usual_interactions",
            "usual_days",
            "least_of_twelve_weeks",
            "most_of_twelve_weeks",
            "active_weeks",
            "cases_of_twelve_weeks",
            "assisted_of_twelve_weeks",
            "target_days",
            "barrier_days",
            "rollout_days",
            "kept_shares",
            "claimed_interactions",
            "interactions_of_unknown_record",
            "drafts_of_known_use",
            "cases_closed",
            "cases_of_known_involvement",
            "ai_assisted_cases",
            "ai_surfaced_cases",
            "ai_drafted_cases",
            "ai_autonomous_cases",
            "cases_of_unknown_involvement",
            "eligible",
            "active",
            "active_any_tool",
            "shadow_only",
            "csm",
            "tenure_band",
            "why_not_counted",
            "segment",
            "team",
            "region",
            // Those whose spells may overlap, with all values.
            "segment (all)",
            "team (all)",
            "region (all)",
            // The other columns of the list, why somebody doesn't count, and the rule that holds.
            "role",
            "hired_on",
            "left_on",
            "not_counted",
            "rule",
        ]
    );
}

#[test]
fn metrics_say_the_same_as_csv_as_parquet_and_as_json() {
    let figures = Project::small().figures(&[]);
    let table = figures.table("metrics.parquet");
    let json = figures.outcome["metrics"][0]["rows"].as_array().unwrap();
    assert_eq!(
        (table.height(), json.len()),
        (figures.rows().len(), figures.rows().len())
    );
    for (number, row) in figures.rows().iter().enumerate() {
        for (name, in_csv) in row {
            let in_parquet = match table.column(name).unwrap().get(number).unwrap() {
                AnyValue::Null => String::new(),
                AnyValue::Float64(value) => value.to_string(),
                value => value.str_value().into_owned(),
            };
            let in_json = match &json[number][name] {
                _ if name == "metric" => "rate".to_owned(),
                serde_json::Value::Null => String::new(),
                serde_json::Value::String(text) => text.clone(),
                serde_json::Value::Bool(value) => value.to_string(),
                value => value.as_f64().unwrap().to_string(),
            };
            assert_eq!((&in_parquet, &in_json), (in_csv, in_csv), "{name} of row {number}");
        }
    }
}

#[test]
fn the_summary_of_a_small_team_is_this() {
    let said = Project::small().run(&[]);
    assert_eq!((said.code, said.stderr.as_str()), (0, ""));
    assert_eq!(
        said.stdout,
        "\
small · week 2026-W06 (2026-02-02 to 2026-02-08) · as of 2026-02-15

Rate  50.0 % (1 of 2) · 95 % interval 9.5–90.5 %

data    6 of 6 rows of 2 sources used
people  2 counted
note    2026-W07 is over, and no source has a row of it: the last figures are of 2026-W06
note    the rows of `uses` end on 2026-02-02, before 2026-W06 does: its figures may be too low
"
    );
    assert_eq!(
        Project::small().run(&["--brief"]).stdout,
        "small 2026-W06: Rate 50.0 % (1 of 2)\n"
    );
}

#[test]
fn every_detail_of_a_small_team_is_this() {
    let said = Project::small().run(&["--verbose"]);
    assert_eq!((said.code, said.stderr.as_str()), (0, ""));
    assert_eq!(
        said.stdout,
        "\
small · week 2026-W06 (2026-02-02 to 2026-02-08) · as of 2026-02-15

Rate
  50.0 %   1 of 2   95 % interval 9.5–90.5 %

people: 2 of 2 rows used
uses: 4 of 4 rows used, 2026-02-02 to 2026-02-02
note: 2026-W07 is over, and no source has a row of it: the last figures are of 2026-W06
note: the rows of `uses` end on 2026-02-02, before 2026-W06 does: its figures may be too low
"
    );
}

#[test]
fn the_outcome_is_printed_as_json_as_it_is_written() {
    let project = Project::small();
    let figures = project.figures(&[]);
    assert_eq!(
        project.run(&["--format", "json"]).stdout.into_bytes(),
        figures.bytes("outcome.json")
    );
}

#[test]
fn a_folder_with_files_that_no_run_wrote_is_left_alone() {
    let project = Project::small().file("out/thesis.txt", "years of work");
    project.run(&["--out", "out"]).refuses(
        "\
error[unwritable]: the folder `out` contains `thesis.txt`, which no run wrote
  help: name an empty folder, a new one, or the output of an earlier run
",
    );
    assert_eq!(names(&project, "out"), ["thesis.txt"]);
    project.run(&["--out", "uptake.yaml"]).refuses(
        "\
error[unwritable]: `uptake.yaml` is a file where a folder is expected
  help: name another folder with `--out`
",
    );
}

#[test]
fn a_folder_named_project_is_left_alone_unless_the_demo_made_it() {
    let project = Project::small().file("out/project/thesis.txt", "years of work");
    for command in [
        &["run", "--project", "uptake.yaml", "--out", "out"][..],
        &["demo", "--out", "out"],
    ] {
        project.uptake(command).refuses(
            "\
error[unwritable]: the folder `out` contains `project/thesis.txt`, which no run wrote
  help: name an empty folder, a new one, or the output of an earlier run
",
        );
    }
    assert_eq!(project.read("out/project/thesis.txt"), "years of work");
}

#[test]
fn the_project_of_a_demo_survives_a_run_of_it() {
    let project = Project::empty();
    assert_eq!(project.uptake(&["demo", "--out", "demo"]).code, 0);
    project
        .uptake(&["run", "--project", "demo/project/uptake.yaml", "--out", "demo"])
        .refuses(
            "\
error[unwritable]: the folder `demo` contains `project/data/accounts.csv`, which no run wrote
  help: name an empty folder, a new one, or the output of an earlier run
",
        );
    assert!(project.path("demo/project/uptake.yaml").exists());
    // The demo itself may replace what a demo made.
    assert_eq!(project.uptake(&["demo", "--out", "demo"]).code, 0);
}

#[test]
fn an_empty_folder_and_an_earlier_output_are_replaced() {
    let project = Project::small();
    std::fs::create_dir(project.path("out")).unwrap();
    let first = project.figures(&[]);
    let before = first.bytes("metrics.csv").to_owned();
    let project = project.file("uses.csv", format!("id,at\n{}", uses("ben", "2026-02-02", 3)));
    let second = project.figures(&[]);
    assert_ne!(second.bytes("metrics.csv"), before);
    assert_eq!(names(&project, "out"), FILES);
}

#[test]
fn figures_of_a_dead_source_never_take_the_place_of_earlier_ones() {
    for (out, good, failed) in [
        ("out", "out", "out-failed"),
        ("out/", "out", "out-failed"),
        ("figures/{period}", "figures/2026-W06", "figures/2026-W06-failed"),
    ] {
        let project = Project::small();
        assert_eq!(project.run(&["--out", out]).code, 0);
        let before = project.read(&format!("{good}/metrics.csv"));
        let project = project.file("uses.csv", "id,at\nana,03/02/2026\n");
        // The week is told by the other sources where there are any; here by whoever asks.
        let broken = project.run(&["--out", out, "--period", "2026-W06"]);
        assert_eq!(broken.code, 2);
        let told =
            format!("Written to {failed}; people.csv says who counts and why\nThe earlier figures stay in {good}");
        assert!(
            broken.stdout.trim_end().trim_end_matches('/').ends_with(&told),
            "{}",
            broken.stdout
        );
        assert_eq!(project.read(&format!("{good}/metrics.csv")), before);
        assert!(project.read(&format!("{failed}/set_aside.csv")).contains("03/02/2026"));
        // The next such run takes the place of this one.
        assert_eq!(project.run(&["--out", out, "--period", "2026-W06"]).code, 2);
        let json = project.run(&["--out", out, "--period", "2026-W06", "--format", "json"]);
        assert_eq!((json.code, json.stderr), (2, format!("written to {failed}\n")));
    }
}

#[test]
fn where_files_are_is_said_with_the_period_in_it() {
    let answer = Project::small().run(&["--out", "figures/{period}"]);
    let last = answer.stdout.lines().last().unwrap();
    assert_eq!(last, "Written to figures/2026-W06; people.csv says who counts and why");
    assert_eq!(answer.stderr, "");
}

#[test]
fn a_file_that_was_changed_since_the_run_wrote_it_is_somebodys_own() {
    let project = Project::small();
    project.figures(&[]);
    let noted = format!("{}\n# decided by Eva", project.read("out/metrics.csv"));
    let project = project.file("out/metrics.csv", &noted);
    project.run(&["--out", "out"]).refuses(
        "\
error[unwritable]: `metrics.csv` in the folder `out` was changed since a run wrote it
  help: keep the file elsewhere, or name another folder with `--out`
",
    );
    assert_eq!(project.read("out/metrics.csv"), noted);
}

#[test]
fn files_that_only_have_the_names_of_outputs_are_left_alone() {
    let project = Project::small()
        .file("a/metrics.csv", "mine")
        .file("b/manifest.json", "{}")
        .file("b/project/precious", "mine")
        .file("c/manifest.json", "{\"engine\":{\"name\":\"uptake\"},\"outputs\":[]}")
        .file("c/unlisted.yaml", "mine")
        .file("d/metrics.csv/mine", "mine");
    for folder in ["a", "b", "c", "d"] {
        for command in [&["run", "--project", "uptake.yaml", "--out"][..], &["demo", "--out"]] {
            let before = names(&project, folder);
            assert_eq!(project.uptake(&[command, &[folder]].concat()).code, 2, "{folder}");
            assert_eq!(names(&project, folder), before);
        }
    }
    assert_eq!(project.read("b/project/precious"), "mine");
}

#[test]
fn what_is_no_folder_is_left_alone() {
    let project = Project::small();
    let fifo = project.path("fifo");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &fifo,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .unwrap();
    project.run(&["--out", "fifo"]).refuses(
        "\
error[unwritable]: `fifo` is a pipe where a folder is expected
  help: name another folder with `--out`
",
    );
    std::os::unix::fs::symlink("nowhere", project.path("dangling")).unwrap();
    assert_eq!(project.run(&["--out", "dangling"]).code, 2);
    assert!(project.path("dangling").is_symlink());
    project.run(&["--out", "/dev/null"]).refuses(
        "\
error[unwritable]: `/dev/null` is a device where a folder is expected
  help: name another folder with `--out`
",
    );
}

#[test]
fn what_comes_into_the_folder_during_a_run_stays() {
    let project = Project::small().edit(
        "uptake.yaml",
        "uses: { adapter: files, path: uses.csv }",
        "uses: { adapter: exec, command: [sh, -c, \"touch started; while [ ! -e go ]; do sleep 0.05; done; cat uses.csv\"], format: csv }",
    );
    std::fs::create_dir(project.path("out")).unwrap();
    let mut running = project
        .command(&["run", "--project", "uptake.yaml", "--out", "out"])
        .spawn()
        .unwrap();
    while !project.path("started").exists() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let project = project.file("out/notes.txt", "precious").file("go", "");
    assert_eq!(running.wait().unwrap().code(), Some(2));
    assert_eq!(names(&project, "out"), ["notes.txt"]);
}

#[test]
fn what_a_killed_run_left_is_removed_by_the_next() {
    let project = Project::small()
        .file(".uptake-abc123/new/metrics.csv", "half")
        .file(".uptake-abc123/.making", "")
        .file(".uptake-def456/notes.txt", "precious");
    project.figures(&[]);
    assert!(!project.path(".uptake-abc123").exists());
    // What came into a folder while it was replaced is nobody's to remove.
    assert_eq!(project.read(".uptake-def456/notes.txt"), "precious");
}

#[test]
fn a_lost_standard_output_never_turns_findings_into_a_pass() {
    let broken = || Project::small().edit("rules.yaml", "uses_made >= 3", "uses_mode >= 3");
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let project = broken();
    assert_eq!(project.uptake(&["check", "."]).code, 1);
    let run = |arguments: &[&str]| {
        let output = project.command(arguments).stdout(full()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = run(&["check", "."]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("error[unwritable]: standard output can't be written: "),
        "{said}"
    );
    for arguments in [&["--help"][..], &["docs", "csm-ai-adoption"], &["adapters", "list"]] {
        assert_eq!(run(arguments).0, Some(2), "{arguments:?}");
    }
    // A reader who has had enough changes nothing about what was found.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = project.command(&["check", "."]).stdout(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}

#[test]
fn a_link_to_a_folder_stays_and_the_folder_is_replaced() {
    let project = Project::small();
    std::fs::create_dir(project.path("real")).unwrap();
    std::os::unix::fs::symlink("real", project.path("out")).unwrap();
    project.figures(&[]);
    assert!(project.path("out").is_symlink());
    assert_eq!(names(&project, "real"), FILES);
}

#[test]
fn a_run_that_fails_leaves_the_previous_output_whole() {
    let project = Project::small();
    let before = project.figures(&[]).bytes("manifest.json").to_owned();
    let project = project.file("uses.csv", format!("id,at\n{}ragged\n", uses("ana", "2026-02-02", 3)));
    assert_eq!(project.run(&["--out", "out"]).code, 2);
    assert_eq!(std::fs::read(project.path("out/manifest.json")).unwrap(), before);
    assert_eq!(
        names(&project, "."),
        ["out", "people.csv", "rules.yaml", "uptake.yaml", "uses.csv"]
    );
}

#[test]
fn a_run_that_is_killed_midway_leaves_the_previous_output_whole() {
    let project = Project::small();
    project.figures(&[]);
    let contents = |project: &Project| FILES.map(|name| std::fs::read(project.path("out").join(name)).unwrap());
    let before = contents(&project);
    // A pipe in place of the file: the run has begun, and waits for more rows.
    std::fs::remove_file(project.path("uses.csv")).unwrap();
    assert!(
        std::process::Command::new("mkfifo")
            .arg(project.path("uses.csv"))
            .status()
            .unwrap()
            .success()
    );
    let mut run = project
        .command(&["run", "--project", "uptake.yaml", "--out", "out"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut pipe = std::fs::OpenOptions::new()
        .write(true)
        .open(project.path("uses.csv"))
        .unwrap();
    pipe.write_all(format!("id,at\n{}", uses("ben", "2026-02-02", 59)).as_bytes())
        .unwrap();
    let started = Instant::now();
    let begun = || names(&project, ".").iter().any(|name| name.starts_with(".uptake-"));
    while !begun() && started.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(begun());
    run.kill().unwrap();
    assert!(!run.wait().unwrap().success());
    drop(pipe);
    assert!(contents(&project) == before);
    // And the next run replaces it as if nothing had happened.
    std::fs::remove_file(project.path("uses.csv")).unwrap();
    let project = project.file("uses.csv", format!("id,at\n{}", uses("ben", "2026-02-02", 3)));
    assert_eq!(project.figures(&[]).of("ben", "2026-02-02", "uses_made"), "3");
}

#[test]
fn a_pipe_is_a_source_for_a_look_but_not_for_files_with_digests() {
    let project = Project::small();
    let rows = project.read("uses.csv");
    std::fs::remove_file(project.path("uses.csv")).unwrap();
    assert!(
        std::process::Command::new("mkfifo")
            .arg(project.path("uses.csv"))
            .status()
            .unwrap()
            .success()
    );
    let fed = |arguments: &[&str]| {
        std::thread::scope(|scope| {
            scope.spawn(|| std::fs::write(project.path("uses.csv"), &rows).unwrap());
            project.run(arguments)
        })
    };
    assert!(fed(&[]).stdout.contains("Rate  50.0 % (1 of 2) "));
    fed(&["--out", "out"]).refuses(
        "\
error[source-unreadable]: `uses.csv` isn't a regular file, so its digest can't be computed
  at uptake.yaml:7:33
  help: write the rows to a file first; without `--out` a pipe is fine
",
    );
}

#[test]
fn every_row_of_the_csv_can_be_read_by_its_header() {
    let project = Project::small().file("people.csv", "id,team\nana,\"Red, \"\"hot\"\"\"\nben,Blue\n");
    assert!(
        project
            .figures(&[])
            .csv("metrics.csv")
            .iter()
            .any(|row| row["cut_value"] == "Red, \"hot\"")
    );
}

#[test]
fn nothing_from_data_acts_on_a_terminal_or_in_a_spreadsheet() {
    let hostile = "=cmd|'/C calc'!A0";
    let faked = "Red\n\nrate\n  99.9 %\u{1b}[2J\u{1b}]52;c;x\u{7}";
    let project = Project::small().file("people.csv", format!("id,team\nana,\"{faked}\"\nben,\"{hostile}\"\n"));
    let answer = project.run(&["--out", "out"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let acts = |text: &str| text.chars().any(|letter| letter.is_control() && letter != '\n');
    assert!(!acts(&answer.stdout), "{:?}", answer.stdout);
    assert!(!answer.stdout.lines().any(|line| line == "rate"), "{}", answer.stdout);
    let metrics = csv_rows(&std::fs::read(project.path("out/metrics.csv")).unwrap());
    let teams: Vec<&str> = metrics.iter().map(|row| row["cut_value"].as_str()).collect();
    assert!(
        teams.contains(&"'=cmd|'/C calc'!A0") && teams.contains(&faked),
        "{teams:?}"
    );
}

#[test]
fn a_limit_of_file_sizes_is_an_error_of_writing() {
    let project = Project::small();
    let binary = project.command(&[]).get_program().to_owned();
    let output = std::process::Command::new("sh")
        .args(["-c", "ulimit -f 1; exec \"$0\" run --project uptake.yaml --out out"])
        .arg(binary)
        .current_dir(project.path("."))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.starts_with("error[unwritable]: "), "{said}");
    assert!(!project.path("out").exists());
}
