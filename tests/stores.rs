//! Objects in a store, against a service that lists and gives them as S3 does: keys that look like patterns, and what is fetched of an object.

use crate::server::{Reply, Seen, Server};
use crate::support::{Answer, Figures, Project};
use polars::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

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

/// A year of uses in 52 row groups, each of a week.
fn year() -> Vec<u8> {
    year_in(52)
}

/// A year of uses in so many row groups, in small pages, with a column that nobody reads and that takes most of the room.
fn year_in(groups: usize) -> Vec<u8> {
    let (weeks, rows) = (52, 3_000_i64);
    let week = 7 * 86_400_000_000_i64;
    // 2025-03-03 at nine.
    let first = 1_740_992_400_000_000_i64;
    let all = 0..weeks * rows;
    let times: Vec<Option<i64>> = all
        .clone()
        .map(|row| {
            // None comes again: else they would be numbered, in a single page of a row group.
            let day = (row / rows) * week + (row % 5) * 86_400_000_000;
            (row % 30_011 != 5).then_some(first + day + row)
        })
        .collect();
    let people: Vec<&str> = all
        .clone()
        .map(|row| ["ana", "ben", "nobody"][(row % 3) as usize])
        .collect();
    let notes = all.map(|row| {
        format!(
            "{:x}",
            (row as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)
        )
    });
    let times = Series::new("at".into(), times);
    let times = times
        .cast(&DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)))
        .unwrap();
    let columns = vec![
        Column::new("note".into(), notes.collect::<Vec<String>>()),
        times.into_column(),
        Column::new("id".into(), people),
    ];
    let mut frame = DataFrame::new(columns[0].len(), columns).unwrap();
    let mut bytes = Vec::new();
    let writer = ParquetWriter::new(&mut bytes).with_compression(ParquetCompression::Uncompressed);
    let writer = writer.with_data_page_size(Some(1 << 14));
    let writer = writer.with_row_group_size(Some(frame.height().div_ceil(groups)));
    writer.finish(&mut frame).unwrap();
    bytes
}

/// What a store was asked for.
#[derive(Default)]
struct Told {
    requests: AtomicUsize,
    bytes: AtomicU64,
}

/// A store with an object, which tells how much of it was asked for. `tag` says what its state is called at a request.
fn of_ranges(
    object: Vec<u8>,
    ranges: bool,
    tag: impl Fn(usize) -> String + Send + Sync + 'static,
) -> (Server, Arc<Told>) {
    let told = Arc::new(Told::default());
    let shared = Arc::clone(&told);
    let server = Server::start(move |seen: &Seen| {
        let tag = tag(shared.requests.fetch_add(1, Ordering::Relaxed));
        let wanted = seen.header("If-Match");
        if !wanted.is_empty() && wanted != tag {
            return Reply::status(412, "<Error><Code>PreconditionFailed</Code></Error>");
        }
        let size = object.len();
        let range = seen
            .header("Range")
            .strip_prefix("bytes=")
            .and_then(|range| range.split_once('-'));
        let (status, from, until) = match range.filter(|_| ranges) {
            None => (200, 0, size),
            Some((from, last)) => (
                206,
                from.parse().unwrap(),
                last.parse::<usize>().unwrap().min(size - 1) + 1,
            ),
        };
        shared.bytes.fetch_add((until - from) as u64, Ordering::Relaxed);
        let reply = Reply::status(status, &object[from..until])
            .header("ETag", &tag)
            .header("Last-Modified", "Tue, 03 Feb 2026 00:00:00 GMT");
        match status {
            206 => reply.header("Content-Range", &format!("bytes {from}-{}/{size}", until - 1)),
            _ => reply,
        }
    });
    (server, told)
}

/// A project whose source of uses lies there, and what its block says besides.
fn stored(server: &Server, more: &str) -> Project {
    let source = format!(
        "adapter: files, path: 's3://b/uses.parquet', access_key_id: ME, secret_access_key: '${{env:TOKEN}}', endpoint: '{}', {more}",
        server.url("")
    );
    Project::small().edit("uptake.yaml", "adapter: files, path: uses.csv", &source)
}

fn figures(project: &Project) -> Figures {
    let mut command = project.command(&["run", "--project", "uptake.yaml", "--out", "out"]);
    let answer = Answer::of(command.env("TOKEN", "hunter2-hunter2"));
    assert!(!answer.stderr.contains("error["), "{}", answer.stderr);
    Figures::read(&project.path("out"))
}

fn manifest(figures: &Figures) -> serde_json::Value {
    let manifest: serde_json::Value = serde_json::from_slice(figures.bytes("manifest.json")).unwrap();
    let sources = manifest["sources"].as_array().unwrap();
    sources
        .iter()
        .find(|source| source["dataset"] == "uses")
        .unwrap()
        .clone()
}

#[test]
fn of_an_object_only_what_is_read_of_it_is_fetched_and_figures_and_counts_are_the_same() {
    only_what_is_read(year());
}

#[test]
fn of_a_row_group_only_pages_that_are_read_are_fetched_and_figures_and_counts_are_the_same() {
    only_what_is_read(year_in(1));
}

fn only_what_is_read(object: Vec<u8>) {
    const COVERS: &str = "covers: { from: 2026-01-26, through: 2026-02-08 }";
    let size = object.len() as u64;
    let tag = |_| "\"e\"".to_owned();
    let mut all = Vec::new();
    for more in [
        "",
        "rows_outside: counted",
        "fetch: needed",
        "fetch: needed, rows_outside: counted",
    ] {
        let (server, told) = of_ranges(object.clone(), true, tag);
        let project = stored(&server, &format!("{COVERS}, {more}"));
        all.push((figures(&project), told.bytes.load(Ordering::Relaxed)));
    }
    // The same from a file on this machine.
    let local = Project::small().file("uses.parquet", &object).edit(
        "uptake.yaml",
        "path: uses.csv",
        &format!("path: uses.parquet, {COVERS}, rows_outside: counted"),
    );
    let local = figures(&local);
    let listed = &all[0].0;
    for (found, _) in &all {
        assert!(found.bytes("metrics.csv") == listed.bytes("metrics.csv"));
        assert!(found.bytes("entity_periods.parquet") == listed.bytes("entity_periods.parquet"));
        let counts = |figures: &Figures, what: &str| figures.intake("uses")[what].clone();
        for what in ["documents", "rows", "used", "set_aside"] {
            assert_eq!(counts(found, what), counts(listed, what), "{what}");
            assert_eq!(counts(&local, what), counts(listed, what), "{what}");
        }
        let before = counts(found, "set_aside")["before-coverage"].as_u64().unwrap();
        assert!(before > 100_000, "{before}");
    }
    // A row without a time can't be told to lie outside: it is listed.
    let rows = |figures: &Figures| figures.csv("set_aside.csv").len();
    assert!(rows(listed) > 100_000);
    assert_eq!(rows(&all[1].0), rows(&local));
    assert_eq!(all[1].0.bytes("set_aside.csv"), all[3].0.bytes("set_aside.csv"));
    let reasons: Vec<String> = all[3]
        .0
        .csv("set_aside.csv")
        .iter()
        .map(|row| row["reason"].clone())
        .collect();
    assert!(!reasons.contains(&"before-coverage".to_owned()));
    assert!(reasons.contains(&"missing-key".to_owned()));
    let asked: Vec<u64> = all.iter().map(|(_, bytes)| *bytes).collect();
    assert!(asked[0] >= size && asked[1] >= size, "{asked:?} of {size}");
    assert!(asked[2] < size && asked[3] * 2 < asked[2], "{asked:?} of {size}");
    // What is said of it is what was fetched: one byte more was looked at to find it.
    assert!(manifest(listed)["bytes_read"].is_null());
    for (found, asked) in &all[2..] {
        let source = manifest(found);
        assert_eq!(source["bytes"].as_u64(), Some(size));
        assert_eq!(source["bytes_read"].as_u64(), Some(asked - 1));
        assert_ne!(source["sha256"], manifest(listed)["sha256"]);
    }
    let (server, _) = of_ranges(object, true, tag);
    let again = figures(&stored(
        &server,
        &format!("{COVERS}, fetch: needed, rows_outside: counted"),
    ));
    assert_eq!(
        manifest(&again),
        manifest(&all[3].0),
        "the same bytes have the same digest"
    );
}

#[test]
fn an_object_that_is_rewritten_between_two_of_its_stretches_is_an_error() {
    let (server, told) = of_ranges(year(), true, |request| format!("\"{}\"", usize::from(request > 1)));
    let project = stored(&server, "fetch: needed");
    let mut command = project.command(&["run", "--project", "uptake.yaml", "--out", "out"]);
    let answer = Answer::of(command.env("TOKEN", "hunter2-hunter2"));
    assert_eq!(answer.code, 2);
    assert!(
        answer
            .stderr
            .contains("`s3://b/uses.parquet` was changed while it was being read"),
        "{}",
        answer.stderr
    );
    assert!(told.requests.load(Ordering::Relaxed) > 2);
    assert!(!project.path("out").exists());
}

#[test]
fn an_object_whose_tag_is_weak_is_fetched_whole_since_other_bytes_may_have_the_same() {
    let (server, told) = of_ranges(year(), true, |_| "W/\"e\"".to_owned());
    let found = figures(&stored(&server, "fetch: needed"));
    assert!(manifest(&found)["bytes_read"].is_null());
    assert!(told.bytes.load(Ordering::Relaxed) >= year().len() as u64);
}

#[test]
fn an_address_that_gives_no_parts_or_others_is_told_with_the_cure() {
    for (from, to, why) in [
        ("", "", "the store gives whole objects alone"),
        ("Content-Range", "X-Range", "the store doesn't say which part it gives"),
        (
            "bytes ",
            "bytes 1",
            "the store gives another part than it was asked for",
        ),
    ] {
        let object = year();
        let server = Server::start(move |seen: &Seen| {
            let size = object.len();
            let range = seen
                .header("Range")
                .strip_prefix("bytes=")
                .and_then(|range| range.split_once('-'));
            let range = range.map(|(from, last)| (from.parse::<usize>().unwrap(), last.parse::<usize>().unwrap()));
            let (status, first, last) = match range {
                Some((0, 0)) if !from.is_empty() => (206, 0, 0),
                Some((first, last)) if !from.is_empty() => (206, first, last.min(size - 1)),
                _ => (200, 0, size - 1),
            };
            let reply = Reply::status(status, &object[first..=last])
                .header("ETag", "\"e\"")
                .header("Last-Modified", "Tue, 03 Feb 2026 00:00:00 GMT");
            let name = if first > 0 && from == "Content-Range" {
                to
            } else {
                "Content-Range"
            };
            let told = if first > 0 && from == "bytes " {
                first + 1
            } else {
                first
            };
            match status {
                206 => reply.header(name, &format!("bytes {told}-{last}/{size}")),
                _ => reply,
            }
        });
        let source = format!("adapter: files, path: '{}', fetch: needed", server.url("/uses.parquet"));
        let project = Project::small().edit("uptake.yaml", "adapter: files, path: uses.csv", &source);
        let answer = Answer::of(&mut project.command(&["run", "--project", "uptake.yaml"]));
        assert_eq!(answer.code, 2, "{why}: {}", answer.stderr);
        for part in [
            "error[source-settings]",
            "can't be read in parts",
            why,
            "remove `fetch: needed`",
        ] {
            assert!(answer.stderr.contains(part), "{part}: {}", answer.stderr);
        }
    }
}

#[test]
fn a_store_that_gives_no_ranges_is_told_from_one_that_fails() {
    let (server, _) = of_ranges(year(), false, |_| "\"e\"".to_owned());
    let project = stored(&server, "fetch: needed");
    let mut command = project.command(&["run", "--project", "uptake.yaml"]);
    let answer = Answer::of(command.env("TOKEN", "hunter2-hunter2"));
    assert_eq!(answer.code, 2);
    for part in ["can't be read in parts", "remove `fetch: needed`"] {
        assert!(answer.stderr.contains(part), "{part}: {}", answer.stderr);
    }
    assert!(!answer.stderr.contains("hunter2"));
    let project = stored(&server, "fetch: some");
    let answer = Answer::of(
        project
            .command(&["run", "--project", "uptake.yaml"])
            .env("TOKEN", "hunter2-hunter2"),
    );
    assert!(
        answer
            .stderr
            .contains("`fetch` should be `needed` or `whole`, not `some`"),
        "{}",
        answer.stderr
    );
}

#[test]
fn rows_outside_are_only_counted_whatever_format_they_come_in_and_nothing_else_is_held_against_them() {
    let rows = "id,at\nana,2026-01-02T09:00:00Z\nnobody,2026-01-02T09:00:00Z\nana,2026-02-03T09:00:00Z\nana,2027-01-01T00:00:00Z\nana,soon\n,2026-02-03T09:00:00Z\n";
    let source = "path: uses.csv, covers: { from: 2026-02-02, through: 2026-02-08 }";
    let project = Project::small().file("uses.csv", rows);
    let listed = figures(&project.edit("uptake.yaml", "path: uses.csv", source));
    let project = Project::small().file("uses.csv", rows);
    let counted = figures(&project.edit(
        "uptake.yaml",
        "path: uses.csv",
        &format!("{source}, rows_outside: counted"),
    ));
    assert!(listed.bytes("metrics.csv") == counted.bytes("metrics.csv"));
    let reasons = |figures: &Figures| -> Vec<String> {
        figures
            .csv("set_aside.csv")
            .iter()
            .map(|row| format!("{} {}", row["row"], row["reason"]))
            .collect()
    };
    assert_eq!(reasons(&counted), ["6 wrong-type", "7 missing-key"]);
    assert_eq!(reasons(&listed).len(), 5);
    assert_eq!(counted.intake("uses")["rows"], 6);
    assert_eq!(counted.intake("uses")["set_aside"]["before-coverage"], 2);
    assert_eq!(counted.intake("uses")["set_aside"]["from-the-future"], 1);
    // Where there is nothing to count, it is told.
    let project = Project::small().edit(
        "uptake.yaml",
        "path: people.csv",
        "path: people.csv, rows_outside: counted",
    );
    let answer = project.uptake(&["check", "uptake.yaml"]);
    assert!(
        answer
            .stdout
            .contains("`rows_outside` has no effect: the rows of `people` aren't events"),
        "{}",
        answer.stdout
    );
}
