//! What is digested is what was counted: a source that changes under a run ends it.

use crate::support::{Project, WEEK, sha256, uses};
use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn the_manifest_has_the_digests_of_what_was_counted() {
    let project = Project::small();
    let figures = project.figures(&[]);
    let manifest: serde_json::Value = serde_json::from_slice(figures.bytes("manifest.json")).unwrap();
    for (source, file) in [("people", "people.csv"), ("uses", "uses.csv")] {
        let sources = manifest["sources"].as_array().unwrap();
        let part = sources.iter().find(|part| part["dataset"] == source).unwrap();
        assert_eq!(part["sha256"], sha256(project.read(file).as_bytes()));
    }
    let rules = manifest["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["file"] == "rules.yaml").unwrap();
    assert_eq!(rule["sha256"], sha256(project.read("rules.yaml").as_bytes()));
}

#[test]
fn a_file_that_grows_while_a_run_reads_it_ends_the_run_and_leaves_nothing() {
    let rows = uses("ana", WEEK, 1).repeat(200_000);
    let project = Project::small().file("uses.csv", format!("id,at\n{rows}"));
    let path = project.path("uses.csv");
    let done = AtomicBool::new(false);
    for arguments in [&["--out", "out"][..], &[]] {
        done.store(false, Ordering::Relaxed);
        let answer = std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut file = File::options().append(true).open(&path).unwrap();
                while !done.load(Ordering::Relaxed) {
                    file.write_all(uses("ben", WEEK, 1).as_bytes()).unwrap();
                    std::thread::sleep(std::time::Duration::from_millis(1));
                }
            });
            let answer = project.run(arguments);
            done.store(true, Ordering::Relaxed);
            answer
        });
        assert_eq!(answer.code, 2, "{}", answer.stdout);
        let said = "error[source-unreadable]: `uses.csv` was changed while it was being read";
        assert!(answer.stderr.starts_with(said), "{}", answer.stderr);
        assert!(!project.path("out").exists());
    }
}
