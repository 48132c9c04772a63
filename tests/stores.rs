//! Keys in a store that look like patterns, against a service that lists and gives objects as S3 does.

use crate::server::{Reply, Seen, Server};
use crate::support::{Answer, Project};

/// A bucket `b` with these keys, each with one use of ana.
fn store(keys: &'static [&'static str]) -> Server {
    let body = "id,at\nana,2026-02-02T09:00:00Z\n";
    Server::start(move |seen: &Seen| {
        if seen.target.contains("list-type=2") {
            let entry = |key: &&str| {
                format!(
                    "<Contents><Key>{key}</Key><Size>{}</Size><LastModified>2026-02-03T00:00:00.000Z</LastModified><ETag>\"e\"</ETag></Contents>",
                    body.len()
                )
            };
            let all: String = keys.iter().map(entry).collect();
            return Reply::status(
                200,
                format!(
                    "<?xml version=\"1.0\"?><ListBucketResult><IsTruncated>false</IsTruncated>{all}</ListBucketResult>"
                ),
            )
            .header("Content-Type", "application/xml");
        }
        let path = seen
            .target
            .split('?')
            .next()
            .unwrap()
            .replace("%5B", "[")
            .replace("%5D", "]");
        match keys.iter().any(|key| path.ends_with(&format!("/{key}"))) {
            true => Reply::status(200, body)
                .header("ETag", "\"e\"")
                .header("Last-Modified", "Tue, 03 Feb 2026 00:00:00 GMT"),
            false => Reply::status(404, "<Error><Code>NoSuchKey</Code></Error>"),
        }
    })
}

fn run(keys: &'static [&'static str], key: &str) -> (Answer, Project) {
    let server = store(keys);
    let source = format!(
        "adapter: files, path: 's3://b/{key}', access_key_id: ME, secret_access_key: '${{env:TOKEN}}', endpoint: '{}'",
        server.url("")
    );
    let project = Project::small().edit("uptake.yaml", "adapter: files, path: uses.csv", &source);
    let mut command = project.command(&["run", "--project", "uptake.yaml", "--out", "out"]);
    let answer = Answer::of(command.env("TOKEN", "hunter2-hunter2"));
    (answer, project)
}

#[test]
fn an_object_with_brackets_in_its_key_is_read_by_its_key_and_by_an_escape() {
    for key in ["uses[1].csv", "uses[[]1].csv"] {
        let (answer, project) = run(&["uses[1].csv"], key);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{key}");
        assert!(project.read("out/manifest.json").contains("s3://b/uses[1].csv"));
    }
    let (answer, project) = run(&["uses[1].csv", "uses1.csv"], "uses[[]1].csv");
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    assert!(!project.read("out/manifest.json").contains("uses1.csv"));
    let (answer, _) = run(&["uses[1].csv", "uses1.csv"], "uses[1].csv");
    assert!(
        answer
            .stderr
            .contains("`s3://b/uses[1].csv` is an object, and a pattern that matches `s3://b/uses1.csv` too"),
        "{}",
        answer.stderr
    );
    assert!(answer.stderr.contains("write `[[]` for a bracket"), "{}", answer.stderr);
}

#[test]
fn an_object_whose_name_begins_with_a_dot_is_matched_only_with_the_dot() {
    let (answer, project) = run(&["a.csv", ".b.csv"], "*.csv");
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    assert!(!project.read("out/manifest.json").contains(".b.csv"));
    let (answer, project) = run(&["a.csv", ".b.csv"], ".*.csv");
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    assert!(project.read("out/manifest.json").contains("s3://b/.b.csv"));
}
