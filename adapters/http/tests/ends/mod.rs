//! Where the rows of a service end: only where it says so. Anything else is an error, never fewer rows.

use super::server::{Reply, Seen, Server};
use super::{Source, ids, people};

const CURSOR: [(&str, &str); 4] = [
    ("rows", "items"),
    ("pagination.kind", "cursor"),
    ("pagination.cursor", "meta.next"),
    ("pagination.parameter", "after"),
];

/// An answer in the middle, and how the error begins.
type Odd = (fn() -> Reply, &'static str);

/// Six pages with a cursor, of which the fourth is `odd`.
fn with_an_odd_page(odd: fn() -> Reply) -> impl Fn(&Seen) -> Reply + Send + Sync + 'static {
    move |seen| match seen.query("after").parse().unwrap_or(1_usize) {
        4 => odd(),
        6 => Reply::json("{\"items\":[{\"id\":\"p6\"}],\"meta\":{\"next\":null}}"),
        page => Reply::json(format!(
            "{{\"items\":{},\"meta\":{{\"next\":{}}}}}",
            people(page..page + 1),
            page + 1
        )),
    }
}

#[test]
fn an_odd_page_in_the_middle_is_an_error_not_the_end() {
    let odd: [Odd; 8] = [
        (
            || Reply::json(""),
            "source-busy: page 4 of `http://127.0.0.1/` can't be read: the answer is empty",
        ),
        (
            || Reply::json(" \n"),
            "source-busy: page 4 of `http://127.0.0.1/` can't be read: the answer is empty",
        ),
        (
            || Reply::status(204, ""),
            "source-unreadable: page 4 is 204 No Content, which doesn't say whether",
        ),
        (
            || Reply::status(202, "{}"),
            "source-busy: page 4 of `http://127.0.0.1/` can't be read: the service hasn't",
        ),
        (
            || Reply::status(206, "{\"items\":[]}"),
            "source-unreadable: page 4 of `http://127.0.0.1/` can't be read: the service sends a part",
        ),
        (
            || Reply::json("{\"error\":\"later\"}"),
            "source-unreadable: page 4 of `http://127.0.0.1/` has no list at `items`",
        ),
        (
            || Reply::json("{\"items\":[],\"meta\":{\"next\":[1]}}"),
            "source-unreadable: page 4 has something other than a cursor at `meta.next`",
        ),
        (
            || Reply::json("{\"items\":[],\"items\":[],\"meta\":{\"next\":null}}"),
            "source-unreadable: page 4 of `http://127.0.0.1/` can't be read: duplicate key `items`",
        ),
    ];
    for (odd, expected) in odd {
        let server = Server::start(with_an_odd_page(odd));
        let told = Source::at(&server, "/").all(&CURSOR).told();
        assert!(told.starts_with(expected), "{told}");
    }
    let server = Server::start(with_an_odd_page(|| Reply::json("{\"items\":[],\"meta\":{\"next\":5}}")));
    assert_eq!(
        Source::at(&server, "/").all(&CURSOR).column("id"),
        ["p1", "p2", "p3", "p5", "p6"]
    );
}

#[test]
fn numbered_pages_end_with_a_page_that_says_it_has_no_rows() {
    let pages = |end: fn() -> Reply| {
        Server::start(move |seen| match seen.query("page") {
            "1" | "2" => Reply::json(people(0..2).replace('p', seen.query("page"))),
            _ => end(),
        })
    };
    let read = |end: fn() -> Reply, stop: &str| {
        let server = pages(end);
        let source = Source::at(&server, "/")
            .set("pagination.kind", "page")
            .set("pagination.stop", stop);
        let (rows, _) = source.read();
        rows.map(|rows| rows.len()).map_err(|error| error.message)
    };
    assert_eq!(read(|| Reply::json("[]"), "empty"), Ok(2));
    assert_eq!(read(|| Reply::status(204, ""), "no-content"), Ok(2));
    assert!(
        read(|| Reply::json(""), "empty")
            .unwrap_err()
            .contains("the answer is empty")
    );
    assert!(
        read(|| Reply::status(204, ""), "empty")
            .unwrap_err()
            .starts_with("page 3 is 204 No Content")
    );
    assert_eq!(
        read(|| Reply::json("[]"), "no-content"),
        Err("page 3 has no rows but isn't 204 No Content".to_owned())
    );
}

#[test]
fn a_cursor_that_the_first_page_has_no_place_for_is_an_error_unless_a_single_page_may_come() {
    let server = Server::start(|_| Reply::json("{\"items\":[{\"id\":\"a\"}],\"meta\":{\"following\":\"x\"}}"));
    assert_eq!(
        Source::at(&server, "/").all(&CURSOR).told(),
        "source-unreadable: the first page has nothing at `meta.next` (`pagination.cursor` is the path to the cursor; if the service leaves it out where there is a single page, set `single: true`)"
    );
    assert_eq!(
        Source::at(&server, "/")
            .all(&CURSOR)
            .set("pagination.single", "true")
            .column("id"),
        ["a"]
    );
    for end in ["null", "\"\"", "false"] {
        let server = Server::start(move |_| {
            Reply::json(format!("{{\"items\":[{{\"id\":\"a\"}}],\"meta\":{{\"next\":{end}}}}}"))
        });
        assert_eq!(Source::at(&server, "/").all(&CURSOR).column("id"), ["a"], "{end}");
    }
    let told = Source::at(&server, "/")
        .all(&CURSOR)
        .set("pagination.more", "meta.more")
        .told();
    assert!(
        told.starts_with("source-unreadable: page 1 doesn't say true or false at `meta.more`"),
        "{told}"
    );
}

#[test]
fn a_cursor_of_many_digits_is_sent_as_it_was_written() {
    let server = Server::start(|seen| match seen.query("after") {
        "" => Reply::json("{\"items\":[{\"id\":1}],\"meta\":{\"next\":98765432109876543210987}}"),
        "98765432109876543210987" => {
            Reply::json("{\"items\":[{\"id\":98765432109876543210987}],\"meta\":{\"next\":null}}")
        }
        other => panic!("{other}"),
    });
    assert_eq!(
        Source::at(&server, "/").all(&CURSOR).column("id"),
        ["1", "98765432109876543210987"]
    );
}

#[test]
fn a_document_that_is_named_twice_is_an_error_not_rows_twice() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/once" => Reply::json("{\"files\":[\"/a\",\"/b\"]}"),
        "/twice" => Reply::json("{\"files\":[\"/a\",\"/b\",\"/a#part\"]}"),
        "/itself" => Reply::json("{\"files\":[\"/itself\"]}"),
        "/empty" => Reply::json("{\"files\":[\"/204\"]}"),
        "/204" => Reply::status(204, ""),
        "/a" => Reply::json(people(0..1)),
        _ => Reply::json(people(1..2)),
    });
    let at = |path: &str| Source::at(&server, path).set("links", "files");
    assert_eq!(at("/once").column("id"), ids(0..2));
    assert_eq!(
        at("/twice").told(),
        "source-unreadable: `http://127.0.0.1/twice` names `http://127.0.0.1/a` a second time: its rows would count twice (-)"
    );
    assert!(
        at("/itself")
            .told()
            .contains("names `http://127.0.0.1/itself` a second time")
    );
    assert!(
        at("/empty")
            .told()
            .contains("is 204 No Content, but a document was announced there")
    );
}

#[test]
fn an_answer_that_is_cut_anywhere_is_an_error() {
    let bodies = [
        ("application/json", people(0..40)),
        (
            "application/x-ndjson",
            (0..40).map(|n| format!("{{\"id\":{n}}}\n")).collect(),
        ),
        ("text/csv", format!("id\n{}", "p1\n".repeat(60))),
    ];
    for (kind, body) in bodies {
        let whole = body.clone();
        let server = Server::start(move |_| Reply::status(200, whole.clone()).header("Content-Type", kind));
        assert_eq!(
            Source::at(&server, "/").column("id").len(),
            if kind == "text/csv" { 60 } else { 40 }
        );
        for tenth in 1..10 {
            let at = body.len() * tenth / 10;
            for way in ["length", "pieces", "none"] {
                let whole = body.clone();
                let server = Server::start(move |_| {
                    let reply = |body: &str| Reply::status(200, body).header("Content-Type", kind);
                    match way {
                        "length" => reply(&whole).cut(at),
                        "pieces" => reply(&whole[..at]).cut_pieces(),
                        _ => reply(&whole[..at]).closed(),
                    }
                });
                let told = Source::at(&server, "/").set("retry.attempts", "2").told();
                let coded = told.starts_with("source-busy") || told.starts_with("source-unreadable");
                assert!(coded, "{kind} {way} {at}: {told}");
            }
        }
    }
}

#[test]
fn a_move_to_something_other_than_the_web_is_told_as_that() {
    let server = Server::start(|_| Reply::status(302, "").header("Location", "file:///etc/passwd"));
    assert_eq!(
        Source::at(&server, "/").told(),
        "source-unreadable: `http://127.0.0.1/` can't be read: it has moved to `file:`, which isn't an address on the web (-)"
    );
}

#[test]
fn no_time_at_all_is_no_time_limit() {
    let server = Server::start(|_| Reply::json("[]"));
    for key in ["timeout.connect", "timeout.read", "timeout.answer"] {
        assert_eq!(
            Source::at(&server, "/").set(key, "0s").told(),
            format!(
                "source-settings: `{key}` should be longer than no time, not `0s` (such as `30s`; without the key it is the default)"
            )
        );
    }
    assert!(server.seen().is_empty());
}

#[test]
fn whole_numbers_and_nesting_are_held_to_the_same_rules_as_in_files() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/big" => Reply::json("[{\"id\":9007199254740993},{\"id\":0.5}]"),
        "/deep" => Reply::json(format!("[{{\"id\":{}{}}}]", "[".repeat(20_000), "]".repeat(20_000))),
        "/lines" => Reply::status(
            200,
            format!("{{\"id\":{}{}}}\n", "[".repeat(20_000), "]".repeat(20_000)),
        )
        .header("Content-Type", "application/x-ndjson"),
        _ => Reply::json("[{\"id\":1,\"minutes\":1,\"minutes\":100}]"),
    });
    assert_eq!(Source::at(&server, "/big").column("id"), ["9007199254740993", "0.5"]);
    assert!(
        Source::at(&server, "/deep")
            .told()
            .contains("it has more than 64 nested levels")
    );
    assert!(
        Source::at(&server, "/lines")
            .told()
            .contains("it has more than 64 nested levels")
    );
    assert!(Source::at(&server, "/twice").told().contains("duplicate key `minutes`"));
}
