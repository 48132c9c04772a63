//! `docs/adapters.md` says what is: every example can be opened, and every setting of an adapter has its entry.

use crate::server::{Reply, Seen, Server};
use std::collections::BTreeMap;
use tempfile::TempDir;
use uptake_adapter::{Adapter, Settings};
use uptake_adbc::Adbc;
use uptake_exec::Exec;
use uptake_files::Files;
use uptake_http::Http;
use uptake_rules::project::read;
use uptake_rules::{Diagnostics, RuleFile, Sources};

const PAGE: &str = include_str!("../../../../docs/adapters.md");

/// References as the host resolves them, to a value of the same name.
fn resolved(value: &str) -> String {
    match value.split_once("${") {
        Some((before, rest)) => {
            let (reference, after) = rest.split_once('}').unwrap();
            format!(
                "{before}value-of-{}{}",
                reference.replace([':', '/'], "-"),
                resolved(after)
            )
        }
        None => value.to_owned(),
    }
}

/// Any object, and a list of one.
fn store(seen: &Seen) -> Reply {
    let reply = match seen.query("list-type") {
        "" => Reply::status(200, "id\nana\n"),
        _ => Reply::status(
            200,
            "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>2026/a.parquet</Key>\
             <LastModified>2026-02-09T08:00:00.000Z</LastModified><Size>7</Size></Contents></ListBucketResult>",
        ),
    };
    reply
        .header("Last-Modified", "Mon, 09 Feb 2026 08:00:00 GMT")
        .header("ETag", "\"v1\"")
}

/// The settings of a source of files, which are found on this machine.
fn here(server: &Server, folder: &TempDir, mut values: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let Some(path) = values.get("path").cloned() else {
        return values;
    };
    match path.split_once("://") {
        None => {
            let file = folder.path().join(path.replace('*', "a"));
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "").unwrap();
        }
        Some(("https", rest)) => {
            let (_, rest) = rest.split_once('/').unwrap();
            values.insert("path".to_owned(), server.url(&format!("/{rest}")));
        }
        Some(_) => {
            values.insert("endpoint".to_owned(), server.url("").trim_end_matches('/').to_owned());
        }
    }
    if let Some(token) = values.get_mut("sas_token") {
        *token = "sv=2024-01-01&sig=eA==".to_owned();
    }
    values
}

#[test]
fn every_example_can_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    // Drivers are found, and loaded when rows are read: their files may be empty.
    for name in ["sqlite", "postgresql", "flightsql"] {
        let package = folder.path().join(format!("drivers/adbc_driver_{name}"));
        std::fs::create_dir_all(&package).unwrap();
        std::fs::write(package.join(format!("libadbc_driver_{name}.so")), "").unwrap();
    }
    std::fs::create_dir(folder.path().join("data")).unwrap();
    std::fs::write(folder.path().join("data/usage.db"), "").unwrap();
    let server = Server::start(store);
    let mut opened = 0;
    for example in PAGE.split("```yaml\n").skip(1) {
        let example = example.split("```").next().unwrap();
        let file = RuleFile::new("docs/adapters.md", format!("uptake: 1\npacks: [rules]\n{example}"));
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let project = read(&file, &mut sources, &mut diagnostics).unwrap();
        assert!(diagnostics.is_empty(), "{example}");
        for source in project.sources {
            let mut values: BTreeMap<String, String> = source
                .settings
                .iter()
                .map(|setting| (setting.key.text.clone(), resolved(&setting.value)))
                .collect();
            if source.adapter.text == "adbc" {
                values.entry("driver_folder".to_owned()).or_insert("drivers".to_owned());
            }
            let settings = Settings::new(folder.path(), here(&server, &folder, values));
            let adapter: &dyn Adapter = match source.adapter.text.as_str() {
                "adbc" => &Adbc,
                "exec" => &Exec,
                "files" => &Files,
                "http" => &Http,
                other => panic!("no example uses `{other}`"),
            };
            let answer = adapter.open(&settings);
            assert!(answer.is_ok(), "{}: {:?}", source.dataset.text, answer.err());
            opened += 1;
        }
    }
    assert!(opened > 10);
}

#[test]
fn every_setting_of_an_adapter_has_its_entry() {
    let adapters: [&dyn Adapter; 4] = [&Files, &Adbc, &Exec, &Http];
    for adapter in adapters {
        let about = adapter.describe();
        let section = PAGE.split(&format!("\n## {}\n", about.name)).nth(1).unwrap();
        let section = section.split("\n## ").next().unwrap();
        for setting in about.settings {
            let entry = format!("\n| `{}` |", setting.name());
            assert!(
                section.contains(&entry),
                "`{}` of `{}` has no entry",
                setting.name(),
                about.name
            );
        }
    }
}
