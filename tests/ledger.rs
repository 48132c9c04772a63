//! The record of runs: `ledger:` in a project, `uptake ledger`, `uptake verify`, `uptake replay`.

use crate::support::{Answer, Project, uses};
use serde_json::Value;

/// [`Project::small`] with a ledger and one recorded run, whose outputs are in `figures`.
fn recorded() -> Project {
    let project = Project::small().edit("uptake.yaml", "packs:", "ledger: ledger\npacks:");
    let ran = project.run(&["--out", "figures"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    project
}

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.stdout).expect(&answer.stderr)
}

/// What a comparison found, each as code and the name of what it is about.
fn found(answer: &Answer) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let findings = json(answer)["findings"].as_array().unwrap().clone();
    let named = |finding: &Value| {
        let name = [&finding["file"], &finding["name"]].map(text).concat();
        (text(&finding["code"]), name)
    };
    findings.iter().map(named).collect()
}

#[test]
fn a_run_of_chosen_files_is_replayed_with_these_alone() {
    let project = Project::small().edit("uptake.yaml", "packs:", "ledger: ledger\npacks:");
    let ran = project.run(&["--out", "figures", "--files", "metrics.csv"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let asked = &json(&project.uptake(&["ledger", "--format", "json"]))[0]["run"]["asked"];
    assert_eq!(asked["files"], serde_json::json!(["metrics.csv"]));
    for command in [&["replay", "1"][..], &["verify", "figures"]] {
        let answer = project.uptake(command);
        assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
    }
}

#[test]
fn a_run_is_recorded_with_what_it_was_made_from_and_what_came_of_it() {
    let project = recorded();
    let entries = json(&project.uptake(&["ledger", "--format", "json"]));
    let entry = &entries[0];
    assert_eq!((&entry["entry"], &entry["previous"]), (&1.into(), &Value::Null));
    let run = &entry["run"];
    assert_eq!(
        (&run["folder"], &run["as_of"], &run["project_file"]),
        (&"figures".into(), &"2026-02-15".into(), &"uptake.yaml".into())
    );
    let manifest: Value = serde_json::from_str(&project.read("figures/manifest.json")).unwrap();
    for part in ["rules", "sources"] {
        assert_eq!(run[part], manifest[part], "{part}");
    }
    let outputs: Vec<&str> = run["outputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|output| output["file"].as_str().unwrap())
        .collect();
    assert!(
        outputs.contains(&"metrics.csv") && outputs.contains(&"manifest.json"),
        "{outputs:?}"
    );
    // Names of people are in no entry.
    assert!(!project.read("ledger/ledger.ndjson").contains("ana"));
    let listed = project.uptake(&["ledger"]);
    assert_eq!((listed.code, listed.stdout.lines().count()), (0, 2));
}

#[test]
fn a_project_without_a_ledger_records_nothing_and_says_how_to() {
    let project = Project::small();
    project.figures(&[]);
    assert!(!project.path("ledger").exists());
    project.uptake(&["ledger"]).refuses(
        "error[no-ledger]: the project keeps no ledger\n  help: state `ledger: FOLDER` in the project file, or name one with `--ledger`\n",
    );
}

#[test]
fn figures_and_ledger_are_as_they_were_written() {
    let project = recorded();
    let verified = project.uptake(&["verify", "figures", "--rules", "--format", "json"]);
    assert_eq!((verified.code, found(&verified)), (0, vec![]), "{}", verified.stdout);
    assert_eq!(json(&verified)["recorded_as"], 1);
    let said = project.uptake(&["verify", "figures"]);
    assert!(
        said.stdout.contains("outputs: `figures` is as entry 1 recorded it\n"),
        "{}",
        said.stdout
    );
}

#[test]
fn what_was_changed_beside_and_in_the_figures_is_named() {
    let project = recorded();
    let figures = project.read("figures/metrics.csv");
    let project = project
        .file("figures/metrics.csv", figures.replace("0.5", "0.9"))
        .file("figures/mine.txt", "mine")
        .edit("rules.yaml", ">= 3", ">= 2");
    std::fs::remove_file(project.path("figures/excluded.csv")).unwrap();
    let verified = project.uptake(&["verify", "figures", "--rules", "--format", "json"]);
    let pairs = |found: &[(&str, &str)]| -> Vec<(String, String)> {
        found
            .iter()
            .map(|(code, name)| ((*code).to_owned(), (*name).to_owned()))
            .collect()
    };
    let mut named = found(&verified);
    named.sort();
    assert_eq!(verified.code, 1);
    assert_eq!(
        named,
        pairs(&[
            ("output-changed", "excluded.csv"),
            ("output-changed", "metrics.csv"),
            ("output-changed", "mine.txt"),
            ("rules-changed", "rules.yaml"),
        ])
    );
}

#[test]
fn a_manifest_that_was_made_to_fit_changed_figures_is_not_what_was_recorded() {
    let project = recorded();
    let figures = project.read("figures/metrics.csv").replace("0.5", "0.9");
    let manifest = project.read("figures/manifest.json");
    let mut fitting: Value = serde_json::from_str(&manifest).unwrap();
    for output in fitting["outputs"].as_array_mut().unwrap() {
        if output["file"] == "metrics.csv" {
            use sha2::Digest;
            output["sha256"] = hex(&sha2::Sha256::digest(figures.as_bytes())).into();
            output["bytes"] = figures.len().into();
        }
    }
    let project = project.file("figures/metrics.csv", figures).file(
        "figures/manifest.json",
        format!("{}\n", serde_json::to_string_pretty(&fitting).unwrap()),
    );
    let verified = project.uptake(&["verify", "figures", "--format", "json"]);
    let changed: Vec<String> = found(&verified).into_iter().map(|(_, name)| name).collect();
    assert_eq!(
        (verified.code, changed),
        (1, vec!["metrics.csv".to_owned(), "manifest.json".to_owned()])
    );
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn outputs_without_a_project_are_compared_with_their_manifest_which_is_said() {
    let project = recorded();
    let elsewhere = Project::empty();
    std::fs::rename(project.path("figures"), elsewhere.path("figures")).unwrap();
    let verified = elsewhere.uptake(&["verify", "figures"]);
    assert_eq!(
        (verified.code, verified.stdout.as_str()),
        (
            0,
            "outputs: `figures` is as its own manifest says; no ledger was looked at\n"
        )
    );
    // The ledger may be named.
    let ledger = project.path("ledger").display().to_string();
    let verified = elsewhere.uptake(&["verify", "figures", "--ledger", &ledger]);
    assert!(
        verified.stdout.contains("is as entry 1 recorded it"),
        "{}",
        verified.stdout
    );
}

#[test]
fn a_run_is_replayed_byte_for_byte_after_its_rules_were_changed() {
    let project = recorded().edit("rules.yaml", ">= 3", ">= 1");
    let again = project.run(&["--out", "figures"]);
    assert_eq!(again.code, 0);
    assert_eq!(
        json(&project.uptake(&["ledger", "--format", "json"]))
            .as_array()
            .unwrap()
            .len(),
        2
    );
    for entry in ["1", "2", "last"] {
        let replayed = project.uptake(&["replay", entry, "--format", "json"]);
        let answer = json(&replayed);
        assert_eq!((replayed.code, &answer["identical"]), (0, &true.into()), "{answer}");
        assert_eq!(answer["inputs"], Value::Array(Vec::new()));
    }
    // Nothing of it is recorded, and what it made can be kept.
    assert_eq!(project.uptake(&["replay", "1", "--out", "again"]).code, 0);
    assert!(project.read("again/metrics.csv").contains("0.5"));
    assert!(!project.read("figures/metrics.csv").contains("0.5"));
    assert_eq!(
        json(&project.uptake(&["ledger", "--format", "json"]))
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_run_with_a_period_and_a_workbook_is_replayed_as_it_was_asked_for() {
    let project = recorded();
    let ran = project.run(&["--period", "2026-W06", "--format", "xlsx", "--out", "weeks/{period}"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let entry = &json(&project.uptake(&["ledger", "--format", "json"]))[1]["run"];
    assert_eq!(
        (&entry["folder"], &entry["asked"]["period"]),
        (&"weeks/2026-W06".into(), &"2026-W06".into())
    );
    let replayed = project.uptake(&["replay", "2"]);
    assert_eq!(replayed.code, 0, "{}{}", replayed.stdout, replayed.stderr);
}

#[test]
fn an_input_that_no_longer_matches_is_named() {
    let project = recorded();
    let rows = project.read("uses.csv");
    let project = project.file("uses.csv", format!("{rows}{}", uses("ben", "2026-02-02", 2)));
    let replayed = project.uptake(&["replay", "1", "--format", "json"]);
    let answer = json(&replayed);
    assert_eq!((replayed.code, &answer["identical"]), (1, &false.into()));
    assert_eq!(
        answer["inputs"],
        serde_json::json!([{ "what": "source", "name": "uses: uses.csv", "how": "changed" }])
    );
    let outputs: Vec<&str> = answer["outputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    assert!(outputs.contains(&"metrics.csv"), "{outputs:?}");
}

#[test]
fn a_text_that_the_ledger_lost_keeps_a_run_from_being_replayed() {
    let project = recorded();
    for text in std::fs::read_dir(project.path("ledger/texts")).unwrap() {
        std::fs::remove_file(text.unwrap().path()).unwrap();
    }
    let replayed = project.uptake(&["replay", "1"]);
    assert_eq!(replayed.code, 2);
    assert!(
        replayed.stderr.starts_with("error[text-changed]: the kept text `"),
        "{}",
        replayed.stderr
    );
}

#[test]
fn nothing_is_published_where_the_ledger_is_broken() {
    let project = recorded();
    let before = project.read("figures/metrics.csv");
    let project = project
        .edit("ledger/ledger.ndjson", "2026-02-15", "2026-02-16")
        .edit("rules.yaml", ">= 3", ">= 1");
    let ran = project.run(&["--out", "figures"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("line 1 of the ledger was changed"),
        "{}",
        ran.stderr
    );
    assert_eq!(project.read("figures/metrics.csv"), before);
}

#[test]
fn a_broken_ledger_is_never_taken_for_a_shorter_one() {
    let project = recorded();
    let ran = project.edit("rules.yaml", ">= 3", ">= 2");
    assert_eq!(ran.run(&["--out", "figures"]).code, 0);
    let whole = ran.read("ledger/ledger.ndjson");
    let first = whole.find('\n').unwrap();
    for (what, text) in [
        ("cut off", whole[..first + 100].to_owned()),
        ("empty", String::new()),
        ("without its last entry", whole[..=first].to_owned()),
    ] {
        let project = Project::small()
            .edit("uptake.yaml", "packs:", "ledger: ledger\npacks:")
            .file("ledger/ledger.ndjson", &text);
        let listed = project.uptake(&["ledger"]);
        assert_eq!(listed.code, 1, "{what}: {}", listed.stdout);
        assert!(
            listed.stderr.contains("error[ledger-broken]"),
            "{what}: {}",
            listed.stderr
        );
        for arguments in [
            &["replay", "last"][..],
            &["restate"],
            &["replay", "2"],
            &["run", "--known-at", "2098-01-01"],
            &["docs", ".", "--dossier"],
        ] {
            let answer = project.uptake(arguments);
            assert_eq!(answer.code, 2, "{what}, {arguments:?}: {}", answer.stdout);
            assert!(
                answer.stderr.contains("error[ledger-broken]"),
                "{what}, {arguments:?}: {}",
                answer.stderr
            );
        }
    }
}

#[test]
fn a_project_with_pseudonyms_is_replayed_with_its_key() {
    let project = Project::small()
        .edit(
            "uptake.yaml",
            "packs:",
            "ledger: audit/ledger\nprivacy: { smallest_group: 1, pseudonyms: '${file:key.txt}' }\npacks:",
        )
        .file(
            "key.txt",
            "a long random text that nobody guesses, with 1234567890 in it",
        );
    let ran = project.run(&["--out", "figures"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let replayed = project.uptake(&["replay", "last"]);
    assert_eq!(replayed.code, 0, "{}{}", replayed.stdout, replayed.stderr);
}

#[test]
fn a_project_that_is_named_and_is_not_there_is_an_error_and_no_manifest_alone() {
    let project = recorded();
    let verified = project.uptake(&["verify", "figures", "--project", "elsewhere"]);
    assert_eq!((verified.code, verified.stdout.as_str()), (2, ""));
}

#[test]
fn nothing_is_recorded_where_a_kept_text_was_changed() {
    let project = recorded();
    let text = std::fs::read_dir(project.path("ledger/texts"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    std::fs::write(text.path(), "another").unwrap();
    let ran = project.run(&["--out", "figures"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.starts_with("error[text-changed]: the kept text `"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_replay_does_not_take_the_place_of_other_files() {
    let project = recorded().file("mine/notes.txt", "mine");
    let replayed = project.uptake(&["replay", "1", "--out", "mine"]);
    assert_eq!(replayed.code, 2);
    assert_eq!(project.read("mine/notes.txt"), "mine");
}

#[test]
fn entries_that_are_not_there_are_refused() {
    let project = recorded();
    let replayed = project.uptake(&["replay", "7"]);
    assert_eq!(replayed.code, 2);
    assert!(
        replayed
            .stderr
            .starts_with("error[no-entry]: the ledger has no entry `7`"),
        "{}",
        replayed.stderr
    );
}

#[test]
fn of_several_projects_here_the_one_that_is_meant_has_to_be_named() {
    let project = recorded();
    let text = project.read("uptake.yaml");
    std::fs::remove_file(project.path("uptake.yaml")).unwrap();
    let project = project.file("one.yaml", &text);
    let alone = project.uptake(&["verify", "figures", "--format", "json"]);
    assert_eq!(
        (alone.code, &json(&alone)["recorded_as"]),
        (0, &1.into()),
        "{}",
        alone.stderr
    );
    let project = project.file("two.yaml", &text);
    let answer = project.uptake(&["verify", "figures"]);
    assert_eq!((answer.code, answer.stdout.as_str()), (2, ""));
    assert!(answer.stderr.contains("has several project files"), "{}", answer.stderr);
    let named = project.uptake(&["verify", "figures", "--project", "two.yaml"]);
    assert_eq!(named.code, 0, "{}", named.stderr);
}

#[test]
fn a_ledger_that_is_stated_and_gone_is_a_finding() {
    let project = recorded();
    for left in ["ledger/ledger.ndjson", "ledger/texts"] {
        let path = project.path(left);
        match path.is_dir() {
            true => std::fs::remove_dir_all(path).unwrap(),
            false => std::fs::remove_file(path).unwrap(),
        }
        let verified = project.uptake(&["verify", "figures", "--format", "json"]);
        let broken = ("ledger-broken".to_owned(), String::new());
        let findings = found(&verified);
        assert_eq!((verified.code, findings.contains(&broken)), (1, true), "{findings:?}");
    }
}

#[test]
fn outputs_of_an_older_run_are_told_and_those_of_a_damaged_entry_are_compared_with_their_own_manifest() {
    let project = recorded();
    let older = project.path("older");
    std::fs::rename(project.path("figures"), &older).unwrap();
    let project = project.edit("rules.yaml", "3", "2");
    project.run(&["--out", "figures"]);
    let newer = project.path("newer");
    std::fs::rename(project.path("figures"), &newer).unwrap();
    std::fs::rename(&older, project.path("figures")).unwrap();
    let verified = project.uptake(&["verify", "figures"]);
    assert_eq!(verified.code, 1, "{}", verified.stdout);
    assert!(
        verified
            .stdout
            .starts_with("these are the outputs of entry 1, and entry 2 was put here last [output-changed]\n"),
        "{}",
        verified.stdout
    );
    // Of a damaged entry nobody knows what it recorded: its outputs aren't compared with those of another run.
    std::fs::rename(project.path("figures"), &older).unwrap();
    std::fs::rename(&newer, project.path("figures")).unwrap();
    let ledger = project.read("ledger/ledger.ndjson");
    let at = ledger.find("\"entry\":2").unwrap();
    std::fs::write(
        project.path("ledger/ledger.ndjson"),
        ledger.replacen(&ledger[at..at + 9], "\"entry\":7", 1),
    )
    .unwrap();
    let verified = project.uptake(&["verify", "figures", "--format", "json"]);
    let named = |code: &str| (code.to_owned(), String::new());
    assert_eq!(found(&verified), [named("ledger-broken"), named("not-recorded")]);
}

#[cfg(unix)]
#[test]
fn what_lies_in_place_of_an_output_or_is_missing_is_named_with_all_others() {
    let project = recorded();
    std::fs::remove_file(project.path("figures/metrics.csv")).unwrap();
    std::fs::create_dir(project.path("figures/metrics.csv")).unwrap();
    std::fs::remove_file(project.path("figures/excluded.csv")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(project.path("figures/excluded.csv"))
        .status();
    assert!(made.unwrap().success());
    std::fs::remove_file(project.path("figures/manifest.json")).unwrap();
    let verified = project.uptake(&["verify", "figures", "--format", "json"]);
    let named = |file: &str| ("output-changed".to_owned(), file.to_owned());
    let mut findings = found(&verified);
    findings.sort();
    assert_eq!(findings, ["excluded.csv", "manifest.json", "metrics.csv"].map(named));
    std::fs::remove_dir_all(project.path("figures")).unwrap();
    let verified = project.uptake(&["verify", "figures", "--format", "json"]);
    assert!(found(&verified).len() > 5, "{}", verified.stdout);
}

#[test]
fn a_rule_file_that_was_added_is_named() {
    let project = Project::small()
        .edit("uptake.yaml", "packs: [rules.yaml]", "ledger: ledger\npacks: [rules]")
        .file("rules/rules.yaml", Project::small().read("rules.yaml"));
    assert_eq!(project.run(&["--out", "figures"]).code, 0);
    let project = project.file(
        "rules/more.yaml",
        "uptake: 1\nmeasures:\n  days: { distinct_days: uses }\n",
    );
    let verified = project.uptake(&["verify", "figures", "--rules", "--format", "json"]);
    assert_eq!(
        (verified.code, found(&verified)),
        (1, vec![("rules-changed".to_owned(), "rules/more.yaml".to_owned())]),
        "{}",
        verified.stdout
    );
}

#[test]
fn rules_that_cannot_be_read_any_more_keep_nothing_from_being_looked_at() {
    let project = recorded().edit("rules.yaml", "count: uses", "cuont: uses");
    let replayed = project.uptake(&["replay", "1"]);
    assert_eq!(replayed.code, 0, "{}{}", replayed.stdout, replayed.stderr);
    assert_eq!(project.uptake(&["ledger"]).code, 0);
    let verified = project.uptake(&["verify", "figures", "--rules", "--format", "json"]);
    assert_eq!(
        (verified.code, found(&verified)),
        (1, vec![("rules-changed".to_owned(), "rules.yaml".to_owned())]),
        "{}{}",
        verified.stdout,
        verified.stderr
    );
}

#[test]
fn another_key_of_the_pseudonyms_is_an_input_that_is_not_what_it_was() {
    let key = |letter: &str| format!("{}\n", letter.repeat(40));
    let project = Project::small()
        .edit(
            "uptake.yaml",
            "packs:",
            "ledger: ledger\nprivacy: { pseudonyms: \"${file:key.txt}\" }\npacks:",
        )
        .file("key.txt", key("a"));
    assert_eq!(project.run(&["--out", "figures"]).code, 0);
    let project = project.file("key.txt", key("b"));
    let replayed = project.uptake(&["replay", "1", "--format", "json"]);
    assert_eq!(
        json(&replayed)["inputs"],
        serde_json::json!([{ "what": "key", "name": "pseudonyms", "how": "changed" }]),
        "{}{}",
        replayed.stdout,
        replayed.stderr
    );
}

#[test]
fn figures_of_a_dead_source_are_recorded_where_they_are() {
    let project = recorded().file("uses.csv", "id,at\nana,03/02/2026\n");
    assert_eq!(project.run(&["--out", "figures", "--period", "2026-W06"]).code, 2);
    for (folder, entry) in [("figures", 1), ("figures-failed", 2)] {
        let verified = project.uptake(&["verify", folder, "--format", "json"]);
        assert_eq!(
            (verified.code, &json(&verified)["recorded_as"]),
            (0, &entry.into()),
            "{}{}",
            verified.stdout,
            verified.stderr
        );
    }
}

#[test]
fn a_run_that_was_killed_while_it_was_recorded_is_in_the_ledger_if_its_figures_are_there() {
    let project = recorded();
    let before = project.read("ledger/ledger.ndjson");
    std::fs::rename(project.path("figures"), project.path("first")).unwrap();
    let project = project.edit("rules.yaml", ">= 3", ">= 1");
    assert_eq!(project.run(&["--out", "figures"]).code, 0);
    // As it was between both: the note is written, the figures are in their place, the line isn't.
    let after = project.read("ledger/ledger.ndjson");
    let note = serde_json::json!({ "folder": project.path("figures"), "line": after.lines().nth(1).unwrap() });
    let project = project
        .file("ledger/ledger.ndjson", &before)
        .file("ledger/begun.json", note.to_string());
    let verified = project.uptake(&["verify", "figures", "--rules", "--format", "json"]);
    assert_eq!((verified.code, found(&verified)), (0, vec![]), "{}", verified.stdout);
    assert_eq!(json(&verified)["recorded_as"], 2);
    assert_eq!(project.uptake(&["replay", "last"]).code, 0);
    // And as it was before: the earlier figures are there, and nothing tells of a run that never came.
    std::fs::rename(project.path("figures"), project.path("second")).unwrap();
    std::fs::rename(project.path("first"), project.path("figures")).unwrap();
    let verified = project.uptake(&["verify", "figures", "--format", "json"]);
    assert_eq!((verified.code, found(&verified)), (0, vec![]), "{}", verified.stdout);
    assert_eq!(json(&verified)["recorded_as"], 1);
    // The next run clears up.
    let project = project.edit("rules.yaml", ">= 1", ">= 2");
    assert_eq!(project.run(&["--out", "figures"]).code, 0);
    let verified = project.uptake(&["verify", "figures", "--format", "json"]);
    assert_eq!((verified.code, found(&verified)), (0, vec![]), "{}", verified.stdout);
    assert_eq!(json(&verified)["entries"], 2);
    let mut left: Vec<String> = std::fs::read_dir(project.path("ledger"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, [".lock", "ledger.ndjson", "texts"]);
}

#[test]
fn the_project_of_outputs_is_the_one_that_they_lie_in() {
    let project = recorded();
    let above = Project::empty();
    let folder = above.path("team");
    std::fs::rename(project.path(""), &folder).unwrap();
    let text = std::fs::read_to_string(folder.join("uptake.yaml")).unwrap();
    // Another project lies here.
    let above = above.file("uptake.yaml", text.replace("ledger: ledger\n", ""));
    for outputs in [
        "team/figures",
        "./team/figures/",
        &folder.join("figures").display().to_string(),
    ] {
        let verified = above.uptake(&["verify", outputs, "--format", "json"]);
        assert_eq!(
            (verified.code, &json(&verified)["recorded_as"]),
            (0, &1.into()),
            "{outputs}: {}{}",
            verified.stdout,
            verified.stderr
        );
    }
}

#[cfg(unix)]
#[test]
fn outputs_that_were_put_in_place_by_another_name_of_the_folder_are_those_of_the_later_run() {
    let project = recorded().edit("rules.yaml", ">= 3", ">= 1");
    std::os::unix::fs::symlink("figures", project.path("link")).unwrap();
    assert_eq!(project.run(&["--out", "link"]).code, 0);
    for folder in ["link", "figures"] {
        let verified = project.uptake(&["verify", folder, "--format", "json"]);
        assert_eq!(
            (verified.code, &json(&verified)["recorded_as"]),
            (0, &2.into()),
            "{folder}: {}",
            verified.stdout
        );
    }
}

#[test]
fn before_the_first_run_a_look_back_says_that_none_is_recorded_yet() {
    let project = Project::small().edit("uptake.yaml", "packs:", "ledger: ledger\npacks:");
    project.run(&["--known-at", "2026-02-16"]).refuses(
        "error[not-known-then]: the rules aren't known as they were on 2026-02-16: no run is recorded yet\n  \
         help: name a later day; or take the rules of now with `--current-rules`\n",
    );
}

/// [`recorded`] and a second project beside it that goes by other rules, with a run of its own after it.
fn recorded_by_two() -> Project {
    let project = recorded();
    let rules = project.read("rules.yaml").replace(">= 3", ">= 1");
    let text = project.read("uptake.yaml");
    assert!(text.contains("project: small"), "{text}");
    let text = text
        .replace("project: small", "project: emea")
        .replace("[rules.yaml]", "[emea]");
    let project = project.file("emea/rules.yaml", rules).file("emea.yaml", text);
    let ran = project.uptake(&["run", "--project", "emea.yaml", "--out", "figures-emea"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    project
}

const ASIDE: &str =
    "note: the ledger also has 1 run that isn't of `small` (uptake.yaml), left aside: `emea` (emea.yaml)\n";

#[test]
fn of_two_projects_with_one_ledger_each_looks_at_its_own_runs() {
    let project = recorded_by_two();
    let restated = project.uptake(&["restate", "--format", "json"]);
    assert_eq!(
        (restated.code, restated.stderr.as_str()),
        (0, ASIDE),
        "{}",
        restated.stdout
    );
    assert_eq!(json(&restated)["entry"], 1);
    let replayed = project.uptake(&["replay", "last", "--format", "json"]);
    assert_eq!((replayed.code, &json(&replayed)["entry"]), (0, &1.into()));
    let looked = project.run(&["--known-at", "2098-01-01", "--out", "then"]);
    assert_eq!(looked.code, 0, "{}{}", looked.stdout, looked.stderr);
    assert!(looked.stderr.contains(ASIDE), "{}", looked.stderr);
    let entries = json(&project.uptake(&["ledger", "--format", "json"]));
    let run = &entries[2]["run"];
    assert_eq!(
        (&run["project"], &run["asked"]["known_at"]["entry"]),
        (&"small".into(), &1.into())
    );
    // The dossier tells of no change of rules between both.
    let dossier = project.uptake(&["docs", ".", "--dossier"]);
    assert_eq!((dossier.code, dossier.stderr.as_str()), (0, ASIDE));
    assert!(!dossier.stdout.contains("became"), "{}", dossier.stdout);
    let listed = project.uptake(&["ledger"]).stdout;
    let of_emea = |line: &str| line.contains("  emea (emea.yaml)") && line.ends_with("  figures-emea");
    assert!(listed.lines().any(of_emea), "{listed}");
}

#[test]
fn a_run_of_another_project_is_told_and_not_compared_with_this_one() {
    let project = recorded_by_two();
    let restated = project.uptake(&["restate", "2"]);
    assert_eq!(restated.code, 2, "{}", restated.stdout);
    assert!(
        restated.stderr.contains("entry 2 isn't a run of `small` (uptake.yaml)"),
        "{}",
        restated.stderr
    );
    assert!(restated.stderr.contains("`--project emea.yaml`"), "{}", restated.stderr);
    assert_eq!(project.uptake(&["restate", "2", "--project", "emea.yaml"]).code, 0);
    let verified = project.uptake(&["verify", "figures-emea", "--rules"]);
    assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
    assert!(
        verified
            .stdout
            .contains("as entry 2, a run of `emea` (emea.yaml), recorded it"),
        "{}",
        verified.stdout
    );
}

#[test]
fn of_projects_in_two_folders_with_one_ledger_each_has_its_own_outputs() {
    let one = recorded();
    let above = Project::empty();
    for (name, project) in [("a", "small"), ("b", "other")] {
        let folder = above.path(name);
        std::fs::create_dir(&folder).unwrap();
        for file in ["people.csv", "uses.csv", "rules.yaml", "uptake.yaml"] {
            let text = one.read(file);
            let text = text.replace("ledger: ledger", "ledger: ../ledger");
            let text = text.replace("project: small", &format!("project: {project}"));
            std::fs::write(folder.join(file), text).unwrap();
        }
        let ran = above.uptake(&["run", "--project", name, "--out", &format!("{name}/figures")]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    }
    for (folder, entry) in [("a/figures", 1), ("b/figures", 2)] {
        let verified = above.uptake(&["verify", folder, "--format", "json"]);
        assert_eq!(
            (verified.code, &json(&verified)["recorded_as"]),
            (0, &entry.into()),
            "{folder}: {}",
            verified.stdout
        );
    }
}

#[test]
fn outputs_that_were_put_into_the_folder_of_another_run_are_told_on_both_sides() {
    let project = recorded();
    let project = project.edit("rules.yaml", "3", "2");
    assert_eq!(project.run(&["--out", "others"]).code, 0);
    let aside = project.path("aside");
    for (from, to) in [("figures", "aside"), ("others", "figures"), ("aside", "others")] {
        std::fs::rename(project.path(from), project.path(to)).unwrap();
    }
    for (folder, message) in [
        (
            "others",
            "these are the outputs of entry 1, and entry 2 was put here last",
        ),
        (
            "figures",
            "these are the outputs of entry 2, and entry 1 was put here last",
        ),
    ] {
        let verified = project.uptake(&["verify", folder]);
        assert_eq!(verified.code, 1, "{}", verified.stdout);
        assert!(verified.stdout.starts_with(message), "{}", verified.stdout);
    }
    // Where no run put anything they may lie.
    std::fs::rename(project.path("others"), &aside).unwrap();
    assert_eq!(project.uptake(&["verify", "aside"]).code, 0);
}

#[cfg(unix)]
#[test]
fn a_folder_with_two_names_is_one() {
    let project = recorded();
    std::os::unix::fs::symlink(project.path("figures"), project.path("latest")).unwrap();
    let project = project.edit("rules.yaml", "3", "2");
    assert_eq!(project.run(&["--out", "latest"]).code, 0);
    for folder in ["figures", "latest"] {
        let verified = project.uptake(&["verify", folder]);
        assert_eq!(verified.code, 0, "{folder}: {}", verified.stdout);
    }
}

#[cfg(unix)]
#[test]
fn whoever_may_read_the_outputs_may_read_the_ledger_and_a_pipe_for_its_lock_is_not_waited_for() {
    use std::os::unix::fs::PermissionsExt;
    let project = recorded();
    let mode = |path: &str| {
        let about = std::fs::metadata(project.path(path)).unwrap();
        about.permissions().mode() & 0o777
    };
    let text = std::fs::read_dir(project.path("ledger/texts"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    let text = format!("ledger/texts/{}", text.file_name().to_string_lossy());
    for path in ["ledger/ledger.ndjson", &text] {
        assert_eq!(mode(path), mode("figures/metrics.csv"), "{path}");
    }
    // What somebody gave to others they keep.
    std::fs::set_permissions(
        project.path("ledger/ledger.ndjson"),
        std::fs::Permissions::from_mode(0o660),
    )
    .unwrap();
    assert_eq!(project.run(&["--out", "figures"]).code, 0);
    assert_eq!(mode("ledger/ledger.ndjson"), 0o660);
    std::fs::remove_file(project.path("ledger/.lock")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(project.path("ledger/.lock"))
        .status();
    assert!(made.is_ok_and(|status| status.success()));
    let refused = project.run(&["--out", "figures"]);
    assert_eq!(refused.code, 2, "{}", refused.stdout);
    assert!(refused.stderr.contains("it isn't a file"), "{}", refused.stderr);
}

#[test]
fn projects_with_one_ledger_are_told_apart() {
    let project = recorded();
    let other = project
        .read("uptake.yaml")
        .replace("project: small", "project: other")
        .replace("[rules.yaml]", "[rules.yaml, over.yaml]");
    let project = project
        .edit("rules.yaml", "uptake: 1\n", "uptake: 1\npack: team\n")
        .file("other.yaml", other)
        .file(
            "over.yaml",
            "uptake: 1\nextends: team\ndefinitions:\n  active: { when: uses_made >= 1 }\n",
        );
    let brief = |arguments: &[&str]| {
        let ran = project.uptake(&[&["run", "--brief"], arguments].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        ran.stdout
    };
    let own = brief(&["--out", "figures"]);
    let others = brief(&["--project", "other.yaml", "--out", "others"]);
    assert_ne!(own.split_once(' ').unwrap().1, others.split_once(' ').unwrap().1);
    assert_eq!(brief(&["--known-at", "2098-01-01"]), own);
    assert_eq!(brief(&["--known-at", "2098-01-01", "--project", "other.yaml"]), others);
    for arguments in [&["restate"][..], &["restate", "--project", "other.yaml"]] {
        let restated = project.uptake(arguments);
        assert_eq!(restated.code, 0, "{}{}", restated.stdout, restated.stderr);
    }
    for folder in ["figures", "others"] {
        let verified = project.uptake(&["verify", folder, "--rules"]);
        assert_eq!(verified.code, 0, "{folder}: {}", verified.stdout);
    }
    let table = project.uptake(&["ledger"]).stdout;
    assert!(table.contains("  other (other.yaml)   others\n"), "{table}");
}

#[test]
fn a_file_in_place_of_a_folder_of_outputs_is_told() {
    let verified = recorded().uptake(&["verify", "people.csv"]);
    assert_eq!(verified.code, 2);
    assert!(
        verified
            .stderr
            .contains("`people.csv` isn't a folder\n  help: name the folder"),
        "{}",
        verified.stderr
    );
}
