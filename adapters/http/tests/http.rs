//! A service on this machine, in every way it can answer.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops on a surprise"
)]

mod ends;
mod page;
/// The same tests through the ABI.
#[path = "../../../tests/roads.rs"]
mod roads;
mod server;

use polars::prelude::*;
use server::{Reply, Seen, Server};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use uptake_adapter::{AdapterError, Batch, Fingerprint, ScanRequest, Settings};
use uptake_http::Http;

/// A token that no message may show.
const SECRET: &str = "s3cr3t-t0k3n";

/// Settings of a source.
struct Source(BTreeMap<String, String>);

impl Source {
    /// The address `path` of a server, impatiently.
    fn at(server: &Server, path: &str) -> Self {
        Self(BTreeMap::new())
            .set("url", &server.url(path))
            .set("retry.wait", "1ms")
    }

    fn set(mut self, key: &str, value: &str) -> Self {
        self.0.insert(key.to_owned(), value.to_owned());
        self
    }

    fn all(self, settings: &[(&str, &str)]) -> Self {
        settings
            .iter()
            .fold(self, |source, (key, value)| source.set(key, value))
    }

    fn read(&self) -> (Result<Vec<Batch>, AdapterError>, Vec<Fingerprint>) {
        let mut source = match roads::adapter(Http).open(&Settings::new("", self.0.clone())) {
            Ok(source) => source,
            Err(error) => return (Err(error), Vec::new()),
        };
        let rows = source.scan(&ScanRequest::default()).and_then(Iterator::collect);
        (rows, source.fingerprints().unwrap())
    }

    fn batches(&self) -> Vec<Batch> {
        self.read().0.unwrap()
    }

    /// The texts of a column, over all batches.
    fn column(&self, name: &str) -> Vec<String> {
        let texts = |batch: &Batch| {
            let column = batch.frame.column(name).unwrap().cast(&DataType::String).unwrap();
            let texts = column
                .str()
                .unwrap()
                .iter()
                .map(|text| text.unwrap_or("unknown").to_owned());
            texts.collect::<Vec<String>>()
        };
        self.batches().iter().flat_map(texts).collect()
    }

    fn fault(&self) -> AdapterError {
        let (rows, digests) = self.read();
        assert!(digests.is_empty(), "what failed has no digest");
        rows.map(|rows| format!("{} batches", rows.len())).unwrap_err()
    }

    /// Code, message and help as one text, the port left out.
    fn told(&self) -> String {
        let fault = self.fault();
        let help = fault.help.as_deref().unwrap_or("-");
        let text = format!("{}: {} ({help})", fault.code.as_str(), fault.message);
        let port = self.0["url"]
            .split(':')
            .nth(2)
            .map_or("", |rest| rest.split(['/', '?']).next().unwrap_or(""));
        if port.is_empty() {
            text
        } else {
            text.replace(&format!(":{port}"), "")
        }
    }
}

/// `{"id": "p1"}` and so on.
fn people(numbers: std::ops::Range<usize>) -> String {
    let all: Vec<String> = numbers.map(|number| format!("{{\"id\":\"p{number}\"}}")).collect();
    format!("[{}]", all.join(","))
}

fn ids(numbers: std::ops::Range<usize>) -> Vec<String> {
    numbers.map(|number| format!("p{number}")).collect()
}

/// Three pages of two people, by page number from 1; then empty ones.
fn by_page(seen: &Seen) -> Reply {
    let page: usize = seen.query("page").parse().unwrap_or(1);
    let rows = if page <= 3 {
        people(page * 2..page * 2 + 2)
    } else {
        "[]".to_owned()
    };
    Reply::json(format!("{{\"data\":{{\"items\":{rows}}},\"total\":6,\"pages\":3}}"))
}

const PAGED: [(&str, &str); 2] = [("rows", "data.items"), ("pagination.kind", "page")];

#[test]
fn every_test_here_passes_through_the_abi_too() {
    roads::again("uptake_http", "every_test_here_passes_through_the_abi_too");
}

#[test]
fn the_contract_is_kept() {
    let server = Server::start(by_page);
    let source = Source::at(&server, "/").all(&PAGED);
    roads::keeps_the_contract(&*roads::adapter(Http), &Settings::new("", source.0));
}

#[test]
fn a_list_a_list_inside_and_an_object_are_rows() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/list" => Reply::json(people(0..2)),
        "/inside" => {
            Reply::json("{\"data\":{\"items\":[{\"id\":\"a\",\"who\":{\"mail\":\"x@example.com\"}}]},\"n\":1}")
        }
        _ => Reply::json("{\"day\":\"2026-02-01\",\"totals\":[{\"id\":\"a\"}]}"),
    });
    assert_eq!(Source::at(&server, "/list").column("id"), ids(0..2));
    let inside = Source::at(&server, "/inside").set("rows", "data.items").batches();
    assert!(inside[0].frame.column("who").unwrap().dtype().is_nested());
    let object = Source::at(&server, "/object").batches();
    assert_eq!(object[0].frame.get_column_names(), ["day", "totals"]);
    assert_eq!(
        server.seen()[0].header("user-agent"),
        concat!("uptake/", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn ndjson_and_csv_are_read_by_content_type_or_by_statement() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/lines" => {
            Reply::status(200, "{\"id\":\"a\"}\n\n{\"id\":\"b\"}\n").header("Content-Type", "application/x-ndjson")
        }
        _ => Reply::status(200, "id;n\na;1\nb;\n").header("Content-Type", "text/plain"),
    });
    assert_eq!(Source::at(&server, "/lines").column("id"), ["a", "b"]);
    let csv = Source::at(&server, "/csv").all(&[("format", "csv"), ("separator", ";")]);
    assert_eq!(csv.column("n"), ["1", "unknown"]);
}

#[test]
fn packed_answers_are_unpacked() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packer, people(0..3).as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    let half = packed.len() / 2;
    let whole = packed.clone();
    let server = Server::start(move |seen| match seen.number {
        // Cut off inside the packing, with the length of what is there.
        1 => Reply::json(&packed[..half]).header("Content-Encoding", "gzip"),
        _ => Reply::json(whole.clone()).header("Content-Encoding", "gzip"),
    });
    assert_eq!(Source::at(&server, "/").column("id"), ids(0..3));
    assert_eq!(server.seen().len(), 2);
    assert_eq!(server.seen()[0].header("accept-encoding"), "gzip");
}

#[test]
fn pages_are_followed_by_number_until_one_is_empty() {
    let server = Server::start(by_page);
    let source = Source::at(&server, "/people?team=red")
        .all(&PAGED)
        .set("query.since", "2026-01-01 00:00");
    assert_eq!(source.column("id"), ids(2..8));
    assert_eq!(
        server.targets(),
        [1, 2, 3, 4].map(|page| format!("/people?team=red&since=2026-01-01+00%3A00&page={page}"))
    );
    let batches = source.batches();
    let starts: Vec<u64> = batches.iter().map(|batch| batch.first_row).collect();
    assert_eq!(starts, [1, 3, 5]);
}

#[test]
fn pages_stop_by_a_short_page_a_total_or_a_number_of_pages() {
    let server = Server::start(by_page);
    let read = |key: &str, value: &str, size: &str| {
        let before = server.seen().len();
        let source = Source::at(&server, "/")
            .all(&PAGED)
            .set(key, value)
            .set("pagination.size", size);
        (source.column("id").len(), server.seen().len() - before)
    };
    assert_eq!(read("pagination.stop", "short", "3"), (2, 1));
    assert_eq!(read("pagination.stop", "short", "2"), (6, 4));
    assert_eq!(read("pagination.total", "total", "2"), (6, 3));
    assert_eq!(read("pagination.pages", "pages", "2"), (6, 3));
}

#[test]
fn an_offset_counts_rows_and_a_size_is_sent_along() {
    let server = Server::start(|seen| {
        let start: usize = seen.query("startIndex").parse().unwrap();
        let count: usize = seen.query("count").parse().unwrap();
        // The service gives fewer than it is asked for.
        Reply::json(format!(
            "{{\"totalResults\":5,\"Resources\":{}}}",
            people(start..(start + count - 1).min(6))
        ))
    });
    let source = Source::at(&server, "/Users").all(&[
        ("rows", "Resources"),
        ("pagination.kind", "page"),
        ("pagination.parameter", "startIndex"),
        ("pagination.step", "rows"),
        ("pagination.size", "3"),
        ("pagination.size_parameter", "count"),
        ("pagination.total", "totalResults"),
    ]);
    assert_eq!(source.column("id"), ids(1..6));
    assert_eq!(
        server.targets(),
        [1, 3, 5].map(|start| format!("/Users?startIndex={start}&count=3"))
    );
}

#[test]
fn fewer_rows_than_the_service_says_are_a_fault() {
    let server = Server::start(|seen| match seen.query("page") {
        "1" => Reply::json("{\"total\":9,\"items\":[{\"id\":1}]}"),
        _ => Reply::json("{\"total\":9,\"items\":[]}"),
    });
    let source = Source::at(&server, "/").all(&[
        ("rows", "items"),
        ("pagination.kind", "page"),
        ("pagination.total", "total"),
    ]);
    assert_eq!(
        source.told(),
        "source-unreadable: the service reports 9 rows but returned 1 (`stop: empty` accepts the rows that arrive as complete)"
    );
}

#[test]
fn pages_are_followed_by_the_link_header() {
    let server = Server::start(|seen| {
        let page: usize = seen.query("page").parse().unwrap_or(1);
        let reply = Reply::json(people(page..page + 1));
        match page {
            // Addresses may be told from here, or whole.
            1 => reply.header("Link", "</seats?page=2>; rel=\"next\", </seats?page=3>; rel=\"last\""),
            2 => reply.header(
                "Link",
                &format!("<http://{}/seats?page=3>; rel=\"next\"", seen.header("host")),
            ),
            _ => reply.header("Link", "</seats?page=1>; rel=\"first\""),
        }
    });
    let source = Source::at(&server, "/seats").set("pagination.kind", "link-header");
    assert_eq!(source.column("id"), ids(1..4));
    assert_eq!(server.targets(), ["/seats", "/seats?page=2", "/seats?page=3"]);
}

#[test]
fn pages_are_followed_by_a_cursor() {
    let server = Server::start(|seen| match seen.query("after") {
        "" => Reply::json("{\"items\":[{\"id\":\"a\"}],\"meta\":{\"next\":\"c/2\"}}"),
        "c%2F2" => Reply::json("{\"items\":[],\"meta\":{\"next\":3}}"),
        "3" => Reply::json("{\"items\":[{\"id\":\"c\"}],\"meta\":{\"next\":\"\"}}"),
        other => panic!("{other}"),
    });
    let cursor = [
        ("rows", "items"),
        ("pagination.kind", "cursor"),
        ("pagination.cursor", "meta.next"),
        ("pagination.parameter", "after"),
    ];
    assert_eq!(Source::at(&server, "/x?limit=1").all(&cursor).column("id"), ["a", "c"]);
    assert_eq!(
        server.targets(),
        ["/x?limit=1", "/x?limit=1&after=c%2F2", "/x?limit=1&after=3"]
    );
}

#[test]
fn a_flag_ends_the_pages_and_a_promise_without_a_cursor_is_a_fault() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/ends" => Reply::json("{\"items\":[{\"id\":\"a\"}],\"next\":\"x\",\"has_more\":false}"),
        _ => Reply::json("{\"items\":[{\"id\":\"a\"}],\"next\":null,\"has_more\":true}"),
    });
    let flagged = |path: &str| {
        Source::at(&server, path).all(&[
            ("rows", "items"),
            ("pagination.kind", "cursor"),
            ("pagination.cursor", "next"),
            ("pagination.more", "has_more"),
            ("pagination.parameter", "page"),
        ])
    };
    assert_eq!(flagged("/ends").column("id"), ["a"]);
    assert_eq!(
        flagged("/breaks").told(),
        "source-unreadable: page 1 says that there is more but has no cursor at `next` (-)"
    );
}

#[test]
fn a_cursor_may_be_the_next_address() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/v1" => Reply::json("{\"value\":[{\"id\":\"a\"}],\"@odata.nextLink\":\"/v1?$skip=1\"}"),
        _ => Reply::json("{\"value\":[{\"id\":\"b\"}]}"),
    });
    let source = Source::at(&server, "/v1").all(&[
        ("rows", "value"),
        ("pagination.kind", "cursor"),
        ("pagination.cursor", "@odata.nextLink"),
    ]);
    assert_eq!(source.column("id"), ["a", "b"]);
}

#[test]
fn a_post_sends_its_body_and_the_cursor_in_it() {
    let server = Server::start(|seen| {
        assert_eq!(
            (seen.method.as_str(), seen.header("content-type")),
            ("POST", "application/json")
        );
        match seen.number {
            1 => Reply::json("{\"items\":[{\"id\":\"a\"}],\"next\":\"c2\"}"),
            _ => Reply::json("{\"items\":[{\"id\":\"b\"}],\"next\":null}"),
        }
    });
    let source = Source::at(&server, "/search").all(&[
        ("method", "POST"),
        ("body.query.field", "updated_at"),
        ("rows", "items"),
        ("pagination.kind", "cursor"),
        ("pagination.cursor", "next"),
        ("pagination.in", "body"),
        ("pagination.parameter", "pagination.starting_after"),
    ]);
    assert_eq!(source.column("id"), ["a", "b"]);
    let bodies: Vec<String> = server.seen().into_iter().map(|seen| seen.body).collect();
    assert_eq!(
        bodies,
        [
            "{\"query\":{\"field\":\"updated_at\"}}",
            "{\"query\":{\"field\":\"updated_at\"},\"pagination\":{\"starting_after\":\"c2\"}}"
        ]
    );
}

#[test]
fn a_service_that_gives_the_same_page_again_is_a_fault_not_rows_twice() {
    let server = Server::start(|_| Reply::json(people(0..2)));
    let source = Source::at(&server, "/").set("pagination.kind", "page");
    assert_eq!(
        source.told(),
        "source-unreadable: page 2 is the same as the one before (check that the service reads the parameter that `pagination` names)"
    );
    let server = Server::start(|seen| {
        let rows = people(seen.number..seen.number + 1);
        Reply::json(format!(
            "{{\"items\":{rows},\"next\":\"{}\"}}",
            if seen.number % 2 == 0 { "a" } else { "b" }
        ))
    });
    let source = Source::at(&server, "/").all(&[
        ("rows", "items"),
        ("pagination.kind", "cursor"),
        ("pagination.cursor", "next"),
        ("pagination.parameter", "after"),
    ]);
    assert!(
        source
            .told()
            .starts_with("source-unreadable: page 3 leads back to a page that was read already")
    );
}

#[test]
fn pages_without_end_are_a_fault() {
    let server = Server::start(|seen| Reply::json(people(seen.number..seen.number + 1)));
    let source = Source::at(&server, "/").all(&[("pagination.kind", "page"), ("pagination.most", "5")]);
    assert_eq!(
        source.told(),
        "source-unreadable: the service has more than 5 pages (`pagination.most` allows more)"
    );
    assert_eq!(server.seen().len(), 5);
}

#[test]
fn later_pages_may_miss_columns_and_bring_new_ones() {
    let server = Server::start(|seen| match seen.query("page") {
        "1" => Reply::json("[{\"id\":1,\"team\":\"red\"}]"),
        "2" => Reply::json("[{\"id\":\"x2\"}]"),
        "3" => Reply::json("[{\"id\":3,\"new\":true}]"),
        _ => Reply::json("[]"),
    });
    let batches = Source::at(&server, "/").set("pagination.kind", "page").batches();
    let widths: Vec<usize> = batches.iter().map(|batch| batch.frame.width()).collect();
    assert_eq!(widths, [2, 2, 3]);
    assert_eq!(batches[1].frame.column("team").unwrap().null_count(), 1);
}

#[test]
fn a_page_that_fails_is_asked_for_again_and_the_others_are_not() {
    let failures = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&failures);
    let server = Server::start(move |seen| {
        if seen.query("page") == "2" {
            match count.fetch_add(1, Ordering::Relaxed) {
                0 => return Reply::status(429, "slow down").header("Retry-After", "0"),
                1 => return Reply::status(503, ""),
                2 => return by_page(seen).cut(20),
                3 => return by_page(seen).cut_pieces(),
                // The end of the document is missing, and nothing says so.
                4 => return Reply::json("{\"data\":{\"items\":[{\"id\":").closed(),
                _ => {}
            }
        }
        by_page(seen)
    });
    let source = Source::at(&server, "/").all(&PAGED).set("retry.attempts", "6");
    assert_eq!(source.column("id"), ids(2..8));
    let pages: Vec<String> = server.seen().iter().map(|seen| seen.query("page").to_owned()).collect();
    assert_eq!(pages, ["1", "2", "2", "2", "2", "2", "2", "3", "4"]);
}

#[test]
fn a_storm_of_500_ends_after_the_stated_attempts() {
    let server = Server::start(|_| Reply::status(500, "<html>"));
    let source = Source::at(&server, "/x?key=hidden1").set("retry.attempts", "3");
    assert_eq!(
        source.told(),
        "source-busy: `http://127.0.0.1/x` can't be read: the service answers 500 Internal Server Error (tried 3 times) (try again later, or allow more attempts with `retry`)"
    );
    assert_eq!(server.seen().len(), 3);
}

#[test]
fn a_service_that_is_in_trouble_is_told_in_its_own_words() {
    let server = Server::start(|_| Reply::status(503, "{\"error\":\"the database is down\"}"));
    let source = Source::at(&server, "/x").set("retry.attempts", "2");
    assert_eq!(
        source.told(),
        "source-busy: `http://127.0.0.1/x` can't be read: the service answers 503 Service Unavailable, and says: the database is down (tried 2 times) (try again later, or allow more attempts with `retry`)"
    );
}

#[test]
fn a_next_page_that_nobody_asked_for_is_a_fault() {
    let server = Server::start(|_| {
        Reply::json(people(0..2)).header("Link", "</seats?page=2>; rel=\"next\", </seats?page=9>; rel=\"last\"")
    });
    assert_eq!(
        Source::at(&server, "/seats").told(),
        "source-unreadable: the service has another page, and `pagination` isn't stated (state `pagination: { kind: link-header }`, since the answer names the next page in its header `Link`)"
    );
    // The first and the last page of one is no other page.
    let server = Server::start(|_| Reply::json(people(0..2)).header("Link", "</seats?page=1>; rel=\"first\""));
    assert_eq!(Source::at(&server, "/seats").column("id"), ids(0..2));
}

#[test]
fn a_storm_of_429_ends_too_and_a_wait_that_is_too_long_ends_it_at_once() {
    let server = Server::start(|_| Reply::status(429, "").header("Retry-After", "0"));
    let source = Source::at(&server, "/").set("retry.attempts", "4");
    assert!(
        source
            .told()
            .contains("the service answers 429 Too Many Requests (tried 4 times)")
    );
    assert_eq!(server.seen().len(), 4);
    for asked in ["86400", "Fri, 31 Dec 2100 23:59:59 GMT"] {
        let server = Server::start(move |_| Reply::status(429, "").header("Retry-After", asked));
        let told = Source::at(&server, "/").told();
        assert!(told.contains("429 Too Many Requests, and asks to wait "), "{told}");
        assert!(told.ends_with("(`retry.longest_wait` is 120s)"), "{told}");
        assert_eq!(server.seen().len(), 1);
    }
}

#[test]
fn a_wait_that_is_asked_for_as_a_date_is_kept() {
    let server = Server::start(|seen| match seen.number {
        1 => Reply::status(403, "{\"message\":\"limit\"}").header("Retry-After", "Sun, 15 Feb 2026 08:49:37 GMT"),
        2 => Reply::status(429, "").header("Retry-After", "1"),
        _ => Reply::json(people(0..1)),
    });
    let before = std::time::Instant::now();
    assert_eq!(Source::at(&server, "/").column("id"), ["p0"]);
    assert!(
        before.elapsed().as_millis() >= 1000,
        "the second that was asked for has passed"
    );
}

#[test]
fn requests_keep_the_stated_rate() {
    let server = Server::start(by_page);
    let before = std::time::Instant::now();
    assert_eq!(
        Source::at(&server, "/")
            .all(&PAGED)
            .set("rate", "10")
            .column("id")
            .len(),
        6
    );
    // Four requests have three pauses between them. How long each takes on top isn't told.
    assert!(before.elapsed().as_millis() >= 300);
}

#[test]
fn malformed_json_on_page_seven_is_a_fault_with_its_place() {
    let server = Server::start(|seen| match seen.query("page") {
        "7" => Reply::json("[\n  {\"id\": \"a\"},\n  {\"id\": oops}\n]"),
        page => Reply::json(format!("[{{\"id\":{page}}}]")),
    });
    let source = Source::at(&server, "/x").set("pagination.kind", "page");
    assert_eq!(
        source.told(),
        "source-unreadable: page 7 of `http://127.0.0.1/x` isn't JSON: expected value at line 3, column 10 (-)"
    );
    assert_eq!(server.seen().len(), 7);
}

#[test]
fn answers_that_arent_rows_are_faults() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/object?page=1" => Reply::json("{\"items\":[],\"count\":0}"),
        "/mixed" => Reply::json("[{\"id\":1},2]"),
        "/null" => Reply::json("{\"items\":null}"),
        "/html" => Reply::status(200, "<html>login</html>"),
        "/line" => Reply::status(200, "{\"id\":1}\n{\"id\":\n").header("Content-Type", "application/x-ndjson"),
        _ => Reply::status(200, "id,n\na\n").header("Content-Type", "text/csv"),
    });
    let paged = |path: &str| Source::at(&server, path).set("pagination.kind", "page").told();
    assert_eq!(
        paged("/object"),
        "source-unreadable: page 1 of `http://127.0.0.1/object` isn't a list of rows (`rows` says where it is; the answer has `items`, `count`)"
    );
    let told = |path: &str| Source::at(&server, path).told();
    assert_eq!(
        told("/mixed"),
        "source-unreadable: row 2 of `http://127.0.0.1/mixed` isn't an object (-)"
    );
    assert_eq!(
        Source::at(&server, "/null").set("rows", "items").told(),
        "source-unreadable: `http://127.0.0.1/null` has no list at `items` (`rows` says where it is; the answer has `items`)"
    );
    assert_eq!(
        told("/html"),
        "source-unreadable: `http://127.0.0.1/html` is an HTML page, not JSON (open it in a browser: if it asks to sign in, credentials are missing or have expired; if it is an error, the address is wrong)"
    );
    assert!(told("/line").starts_with("source-unreadable: line 2 of `http://127.0.0.1/line` isn't a JSON object"));
    assert!(
        told("/csv")
            .starts_with("source-unreadable: line 2 of `http://127.0.0.1/csv` has 1 field, but the header has 2")
    );
}

#[test]
fn lines_whose_end_nobody_tells_are_a_fault() {
    let server = Server::start(|_| {
        let lines = Reply::status(200, "{\"id\":1}\n{\"id\":2}\n").header("Content-Type", "application/x-ndjson");
        lines.closed()
    });
    assert_eq!(
        Source::at(&server, "/").told(),
        "source-unreadable: `http://127.0.0.1/` doesn't state its length, so missing rows would go unnoticed (the service should send a length, or pieces)"
    );
}

#[test]
fn an_answer_that_is_too_large_is_a_fault_not_a_full_memory() {
    let server = Server::start(|_| Reply::json(format!("[{}]", "1,".repeat(100_000))));
    assert_eq!(
        Source::at(&server, "/").set("largest_answer", "100KiB").told(),
        "source-unreadable: `http://127.0.0.1/` is larger than 100 KiB (request smaller pages, or raise `largest_answer`)"
    );
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn a_service_that_doesnt_answer_is_told() {
    let server = Server::start(|_| Reply::silent());
    let source = Source::at(&server, "/").all(&[("timeout.read", "100ms"), ("retry.attempts", "2")]);
    assert_eq!(
        source.told(),
        "source-busy: `http://127.0.0.1/` can't be read: the service is silent for 100ms, or takes longer than 600s (tried 2 times) (try again later, or allow more attempts with `retry`)"
    );
    assert_eq!(server.seen().len(), 2);
}

#[test]
fn a_host_that_cant_be_reached_is_told() {
    // A port that was just free.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let url = format!("http://127.0.0.1:{port}/");
    let source = Source(BTreeMap::new()).all(&[("url", &url), ("retry.wait", "1ms"), ("retry.attempts", "2")]);
    let told = source.told();
    assert!(
        told.starts_with("source-busy: `http://127.0.0.1/` can't be read: the connection failed: "),
        "{told}"
    );
    assert!(told.contains("(tried 2 times)"), "{told}");
}

#[test]
fn every_kind_of_credentials_reaches_the_service() {
    let server = Server::start(|_| Reply::json(people(0..1)));
    let ask = |settings: &[(&str, &str)]| {
        assert_eq!(Source::at(&server, "/x?a=1").all(settings).column("id"), ["p0"]);
        server.seen().last().unwrap().clone()
    };
    let seen = ask(&[("auth.kind", "bearer"), ("auth.token", SECRET)]);
    assert_eq!(seen.header("authorization"), format!("Bearer {SECRET}"));
    let seen = ask(&[
        ("auth.kind", "basic"),
        ("auth.user", "ana"),
        ("auth.password", "pass:word"),
    ]);
    assert_eq!(seen.header("authorization"), "Basic YW5hOnBhc3M6d29yZA==");
    let seen = ask(&[
        ("auth.kind", "api_key"),
        ("auth.name", "X-Api-Key"),
        ("auth.value", SECRET),
    ]);
    assert_eq!((seen.header("x-api-key"), seen.target.as_str()), (SECRET, "/x?a=1"));
    let seen = ask(&[
        ("auth.kind", "api_key"),
        ("auth.in", "query"),
        ("auth.name", "key"),
        ("auth.value", "a&b"),
    ]);
    assert_eq!(seen.target, "/x?a=1&key=a%26b");
    let seen = ask(&[
        ("headers.X-Tenant", "acme"),
        ("headers.Accept", "application/vnd.x+json"),
    ]);
    assert_eq!(
        (seen.header("x-tenant"), seen.header("accept")),
        ("acme", "application/vnd.x+json")
    );
}

/// A service whose tokens are good for one page each.
fn oauth(seen: &Seen) -> Reply {
    if seen.target == "/token" {
        return Reply::json(format!(
            "{{\"access_token\":\"{SECRET}-{}\",\"expires_in\":3600}}",
            seen.number
        ));
    }
    let fresh = format!("Bearer {SECRET}-{}", seen.number - 1);
    match seen.header("authorization") == fresh {
        true => by_page(seen),
        false => Reply::status(401, "{\"message\":\"expired\"}"),
    }
}

#[test]
fn a_token_is_asked_for_and_renewed_when_it_is_refused() {
    let server = Server::start(oauth);
    let source = Source::at(&server, "/people").all(&PAGED).all(&[
        ("auth.kind", "oauth2"),
        ("auth.token_url", &server.url("/token")),
        ("auth.client_id", "me"),
        ("auth.client_secret", "a secret&more"),
        ("auth.scope", "read"),
        ("pagination.pages", "pages"),
    ]);
    assert_eq!(source.column("id"), ids(2..8));
    let targets = server.targets();
    let pages: Vec<&str> = targets
        .iter()
        .map(|target| target.trim_start_matches("/people?page="))
        .collect();
    assert_eq!(pages, ["/token", "1", "2", "/token", "2", "3", "/token", "3"]);
    assert_eq!(
        server.seen()[0].body,
        "grant_type=client_credentials&scope=read&client_id=me&client_secret=a+secret%26more"
    );
    let source = source.set("auth.send", "basic").set("pagination.most", "1");
    source.fault();
    let asked = server.seen().into_iter().rfind(|seen| seen.target == "/token").unwrap();
    assert_eq!(asked.body, "grant_type=client_credentials&scope=read");
    assert!(asked.header("authorization").starts_with("Basic bWU6"));
}

#[test]
fn a_refusal_is_told_in_the_services_own_words_without_secrets() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/token" => Reply::status(401, format!("{{\"error_description\":\"no client {SECRET}\"}}")),
        "/missing" => Reply::status(404, "<html>nothing</html>"),
        _ => Reply::status(401, format!("{{\"message\":\"bad key {SECRET}\"}}")),
    });
    let bearer = [("auth.kind", "bearer"), ("auth.token", SECRET)];
    assert_eq!(
        Source::at(&server, &format!("/x/{SECRET}?token={SECRET}"))
            .all(&bearer)
            .told(),
        "source-refused: `http://127.0.0.1/x/…` can't be read: the service refuses it, 401 Unauthorized (it says: bad key …)"
    );
    assert_eq!(server.seen().len(), 1, "a refusal isn't tried again");
    let source = Source::at(&server, "/x").all(&[
        ("auth.kind", "oauth2"),
        ("auth.token_url", &server.url("/token")),
        ("auth.client_id", "me"),
        ("auth.client_secret", SECRET),
    ]);
    assert_eq!(
        source.told(),
        "source-refused: the token from `http://127.0.0.1/token` can't be read: the service refuses it, 401 Unauthorized (it says: no client …)"
    );
    assert_eq!(
        Source::at(&server, "/missing").told(),
        "source-unreadable: `http://127.0.0.1/missing` can't be read: the service answers 404 Not Found (-)"
    );
}

#[test]
fn credentials_stay_with_the_service_they_belong_to() {
    let other = Server::start(|_| Reply::json(people(0..1)));
    let elsewhere = other.url("/signed?sig=1");
    let away = elsewhere.clone();
    let server = Server::start(move |seen| match seen.target.as_str() {
        "/moved" => Reply::status(302, "").header("Location", &away),
        "/here" => Reply::status(301, "").header("Location", "/end"),
        "/next" => Reply::json(people(0..1)).header("Link", &format!("<{away}>; rel=\"next\"")),
        "/links" => Reply::json(format!("{{\"download_links\":[\"{away}\",\"/own\"]}}")),
        "/loop" => Reply::status(302, "").header("Location", "/loop"),
        _ => Reply::json(people(1..2)),
    });
    let bearer = |path: &str| {
        Source::at(&server, path).all(&[
            ("auth.kind", "bearer"),
            ("auth.token", SECRET),
            ("headers.X-Key", SECRET),
        ])
    };
    assert_eq!(bearer("/moved").column("id"), ["p0"]);
    assert_eq!(bearer("/here").column("id"), ["p1"]);
    assert!(server.seen().last().unwrap().header("authorization").contains(SECRET));
    let next = bearer("/next").set("pagination.kind", "link-header").told();
    assert!(
        next.starts_with("source-unreadable: the next page is at another service, http://127.0.0.1"),
        "{next}"
    );
    assert_eq!(
        bearer("/links").set("links", "download_links").column("id"),
        ["p0", "p1"]
    );
    assert!(bearer("/loop").told().contains("it has moved more than 10 times"));
    for seen in other.seen() {
        assert_eq!(
            (seen.header("authorization"), seen.header("x-key")),
            ("", ""),
            "{seen:?}"
        );
    }
}

#[test]
fn the_digest_is_that_of_all_answers() {
    let server = Server::start(by_page);
    let source = Source::at(&server, "/x").all(&PAGED).set("pagination.pages", "pages");
    let (first, second) = (source.read().1, source.read().1);
    assert_eq!(first, second);
    assert_eq!(first[0].part, server.url("/x"));
    assert_eq!(
        first[0].bytes,
        3 * "{\"data\":{\"items\":[{\"id\":\"p2\"},{\"id\":\"p3\"}]},\"total\":6,\"pages\":3}".len() as u64
    );
}

#[test]
fn nothing_is_an_answer_too() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/204" => Reply::status(204, ""),
        _ => Reply::json("[]"),
    });
    assert!(Source::at(&server, "/204").batches().is_empty());
    assert!(Source::at(&server, "/").batches().is_empty());
}

#[test]
fn settings_that_cant_be_meant_are_told_before_anything_is_asked() {
    let server = Server::start(|_| Reply::json("[]"));
    let told = |settings: &[(&str, &str)]| Source::at(&server, "/").all(settings).told();
    let tests: [(&[(&str, &str)], &str); 14] = [
        (
            &[("url", "example.com")],
            "`url` isn't a valid address: relative URL without a base (-)",
        ),
        (
            &[("url", "ftp://example.com")],
            "`url` should begin with `https://` (-)",
        ),
        (
            &[("url", "https://ana:hunter2@example.com")],
            "`url` contains a user or a password (write `auth: { kind: basic, user: …, password: '${env:…}' }`)",
        ),
        (
            &[
                ("url", "http://example.com"),
                ("auth.kind", "bearer"),
                ("auth.token", "x"),
            ],
            "`url` isn't encrypted, so the credentials could be read in transit (use `https://`, or set `insecure: true`)",
        ),
        (
            &[("method", "PUT")],
            "`method` can't be `PUT` (valid values: `GET`, `POST`)",
        ),
        (&[("body.a", "1")], "a GET sends no `body` (set `method: POST`)"),
        (
            &[("auth.token", "x")],
            "`auth` needs a `kind` (valid values: `bearer`, `basic`, `api_key`, `oauth2`)",
        ),
        (&[("auth.kind", "bearer")], "the setting `auth.token` is missing (-)"),
        (
            &[("pagination.kind", "cursor"), ("pagination.start", "1")],
            "`pagination` of the kind `cursor` has no `start` (valid values: `link-header`, `cursor`, `page`)",
        ),
        (
            &[("pagination.kind", "page"), ("pagination.stop", "short")],
            "`stop: short` needs the `size` of a full page (-)",
        ),
        (
            &[("rate", "0")],
            "`rate` should be a number of requests per second, not `0` (such as `5`, or `0.5` for one in two seconds)",
        ),
        (
            &[("retry.times", "3")],
            "`retry` has no `times` (it has `attempts`, `wait`, `longest_wait`)",
        ),
        (&[("headers.a b", "c")], "`a b` can't be the name of a header (-)"),
        (
            &[("format", "csv"), ("rows", "x")],
            "only a JSON answer has a path to its rows (-)",
        ),
    ];
    for (settings, expected) in tests {
        assert_eq!(told(settings), format!("source-settings: {expected}"), "{settings:?}");
    }
    assert!(server.seen().is_empty());
}
