//! Single objects of a web server, and stores as they answer on their own addresses.

use crate::server::{Reply, Server};
use crate::{column, read, roads, rows, settings, told};
use std::path::Path;
use uptake_adapter::Settings;
use uptake_files::Files;

/// What a signed address carries, and no message may show.
const SIGNATURE: &str = "s1gn4ture";

fn at(values: &[(&str, &str)]) -> Settings {
    settings(Path::new(""), values)
}

fn csv(body: &str) -> Reply {
    Reply::status(200, body)
        .header("Last-Modified", "Mon, 09 Feb 2026 08:00:00 GMT")
        .header("ETag", "\"v1\"")
}

#[test]
fn an_object_of_a_web_server_is_read_with_its_query() {
    let server = Server::start(|seen| match seen.query("sig") {
        SIGNATURE => csv("id,n\nana,1\nben,\n"),
        _ => Reply::status(403, "<Error><Code>AccessDenied</Code></Error>"),
    });
    let url = server.url(&format!("/exports/rows.csv?sig={SIGNATURE}"));
    let settings = at(&[("path", &url)]);
    assert_eq!(column(&rows(&settings), "id"), ["ana", "ben"]);
    let (batches, parts) = read(&settings);
    let shown = server.url("/exports/rows.csv");
    assert_eq!(
        (&*batches.unwrap()[0].part, parts[0].part.as_str()),
        (shown.as_str(), shown.as_str())
    );
    // A signed address is good for GET alone.
    assert!(server.seen().iter().all(|seen| seen.method == "GET"));
    roads::keeps_the_contract(&*roads::adapter(Files), &settings);
}

#[test]
fn what_a_web_server_refuses_is_told_without_the_query() {
    let server = Server::start(|seen| match seen.target.split('?').next().unwrap_or_default() {
        "/refused.csv" => Reply::status(403, "<Error><Code>AccessDenied</Code></Error>"),
        "/gone.csv" => Reply::status(404, "nothing"),
        "/odd.csv" => Reply::status(418, ""),
        _ => Reply::status(503, "later"),
    });
    let told = |path: &str| told(&at(&[("path", &server.url(&format!("{path}?sig={SIGNATURE}")))]));
    let shown = |path: &str| format!("`{}`", server.url(path));
    let refused = told("/refused.csv");
    assert_eq!(
        refused,
        format!(
            "source-refused: {} can't be read: the store refuses the credentials (it says: AccessDenied)",
            shown("/refused.csv")
        )
    );
    let gone = told("/gone.csv");
    assert!(
        gone.starts_with(&format!(
            "source-unreadable: the object {} doesn't exist",
            shown("/gone.csv")
        )),
        "{gone}"
    );
    let odd = told("/odd.csv");
    assert!(
        odd.starts_with(&format!(
            "source-unreadable: {} can't be read: the store answers 418",
            shown("/odd.csv")
        )),
        "{odd}"
    );
    let busy = told("/busy.csv");
    assert!(
        busy.starts_with(&format!(
            "source-busy: {} can't be read: the store answers 503",
            shown("/busy.csv")
        )),
        "{busy}"
    );
    for said in [refused, gone, odd, busy] {
        assert!(!said.contains(SIGNATURE), "{said}");
    }
}

#[test]
fn a_signature_that_is_wrong_is_told_without_the_secret() {
    let body = format!("<Error><Code>SignatureDoesNotMatch</Code><Message>not by {SIGNATURE}</Message></Error>");
    let server = Server::start(move |_| Reply::status(403, body.clone()));
    let endpoint = server.url("");
    let keys = [
        ("endpoint", endpoint.trim_end_matches('/')),
        ("access_key_id", "me"),
        ("secret_access_key", SIGNATURE),
    ];
    for (path, what) in [("s3://bucket/rows.csv", "read"), ("s3://bucket/*.csv", "listed")] {
        assert_eq!(
            told(&at(&[keys.as_slice(), &[("path", path)]].concat())),
            format!(
                "source-refused: `{path}` can't be {what}: the store refuses the credentials (it says: SignatureDoesNotMatch: not by …)"
            )
        );
    }
    assert!(
        server
            .seen()
            .iter()
            .all(|seen| seen.header("authorization").contains("Credential=me/"))
    );
}

#[test]
fn a_store_that_says_nothing_is_told() {
    let server = Server::start(|_| Reply::silent());
    let told = told(&at(&[("path", &server.url("/rows.csv")), ("timeout", "200ms")]));
    assert!(told.starts_with("source-busy: "), "{told}");
    assert!(told.contains("the store was silent for 0.2 s"), "{told}");
}

#[test]
fn an_object_that_breaks_off_is_fetched_on_and_never_taken_for_whole() {
    let server = Server::start(|seen| match (seen.number, seen.header("range")) {
        // The second request is the one that reads; what is left of it is asked for again.
        (1, _) => csv("id\nana\nben\n"),
        (2, _) => csv("id\nana\nben\n").cut(6),
        (_, "bytes=6-10") => Reply::status(206, "a\nben\n".get(1..).unwrap_or_default())
            .header("Content-Range", "bytes 6-10/11")
            .header("Last-Modified", "Mon, 09 Feb 2026 08:00:00 GMT")
            .header("ETag", "\"v1\""),
        (_, range) => Reply::status(400, range),
    });
    let settings = at(&[("path", &server.url("/rows.csv"))]);
    assert_eq!(column(&rows(&settings), "id"), ["ana", "ben"]);
    let always = Server::start(|_| csv("id\nana\nben\n").cut(6));
    let told = told(&at(&[("path", &always.url("/rows.csv"))]));
    assert!(
        told.starts_with("source-busy: ") || told.starts_with("source-unreadable: "),
        "{told}"
    );
}

#[test]
fn the_other_stores_are_asked_at_their_own_addresses() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/bucket/2026%2Frows%2Ecsv" => csv("id\ngoogle\n"),
        "/container/2026/rows.csv" => csv("id\nanonymous\n"),
        target if target.starts_with("/container/signed.csv?") && target.contains(SIGNATURE) => csv("id\nsigned\n"),
        other => Reply::status(
            404,
            format!("<Error><Code>BlobNotFound</Code><Message>{other}</Message></Error>"),
        ),
    });
    let endpoint = server.url("");
    let endpoint = endpoint.trim_end_matches('/');
    let ids = |values: &[(&str, &str)]| column(&rows(&at(&[values, &[("endpoint", endpoint)]].concat())), "id");
    assert_eq!(
        ids(&[("path", "gs://bucket/2026/rows.csv"), ("identity", "anonymous")]),
        ["google"]
    );
    let lake = "abfss://container@acme.dfs.core.windows.net/2026/rows.csv";
    assert_eq!(ids(&[("path", lake), ("identity", "anonymous")]), ["anonymous"]);
    let token = format!("sv=2024-01-01&sig={SIGNATURE}");
    let signed = [
        ("path", "az://container/signed.csv"),
        ("account", "acme"),
        ("sas_token", token.as_str()),
    ];
    assert_eq!(ids(&signed), ["signed"]);
    let mut missing = signed.to_vec();
    missing[0].1 = "az://container/missing.csv";
    missing.push(("endpoint", endpoint));
    let told = told(&at(&missing));
    assert!(
        told.starts_with("source-unreadable: the object `az://container/missing.csv` doesn't exist"),
        "{told}"
    );
    assert!(!told.contains(SIGNATURE), "{told}");
}
