//! What something may take at most is more than nothing: a limit of zero is an error at its place.

use crate::support::Project;

fn said(block: &str) -> String {
    let project = Project::small().edit("uptake.yaml", "adapter: files, path: uses.csv", block);
    let answer = project.run(&[]);
    assert_eq!(answer.code, 2, "{block}: {}", answer.stdout);
    answer.stderr
}

#[test]
fn no_time_no_size_and_no_count_is_zero_or_less() {
    let files = "adapter: files, path: 's3://b/uses.csv', access_key_id: me, secret_access_key: '${env:PATH}', endpoint: 'http://127.0.0.1:1'";
    let exec = "adapter: exec, command: [cat, uses.csv], format: csv";
    let http = "adapter: http, url: 'http://127.0.0.1:1/uses'";
    let adbc = "adapter: adbc, driver: nowhere, table: uses";
    for (block, setting, values) in [
        (files, "timeout", &["0s", "-1s", "0", "-5min"][..]),
        (
            "adapter: files, path: uses.csv",
            "largest_document",
            &["0B", "0MiB", "-1B"],
        ),
        ("adapter: files, path: uses.csv", "most_levels", &["0", "-1"]),
        ("adapter: files, path: uses.csv", "most_columns", &["0", "-1"]),
        ("adapter: files, path: uses.csv", "header_row", &["0", "-1"]),
        ("adapter: files, path: uses.csv", "footer_rows", &["-1"]),
        (exec, "timeout", &["0s", "-1s", "0ms"]),
        (exec, "idle_timeout", &["0s", "-1s"]),
        (http, "timeout.connect", &["0s", "-1s"]),
        (http, "timeout.read", &["0s", "0h"]),
        (http, "timeout.answer", &["0s", "0min"]),
        (http, "retry.attempts", &["0", "-1"]),
        (http, "retry.wait", &["-1s"]),
        (http, "largest_answer", &["0B", "0KiB", "-5MiB"]),
        (http, "rate", &["0", "-1"]),
        (
            http,
            "pagination",
            &[
                "{ kind: page, size: 0 }",
                "{ kind: page, step: -1 }",
                "{ kind: page, most: 0 }",
            ],
        ),
        (adbc, "timeout", &["0s", "-1s"]),
        (adbc, "batch_rows", &["0", "-1"]),
        ("adapter: ./none.so", "timeout", &["0s"]),
        ("adapter: ./none.so", "most_rows", &["0", "-1"]),
        ("adapter: ./none.so", "most_bytes", &["0B"]),
    ] {
        for value in values {
            let said = said(&format!("{block}, {setting}: {value}"));
            let last = setting.rsplit('.').next().unwrap();
            assert!(
                said.contains("error[source-settings]") && said.contains(last),
                "{setting}: {value}: {said}"
            );
            assert!(said.contains("at uptake.yaml:7:"), "{said}");
        }
    }
}
