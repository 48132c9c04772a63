//! Who is let in, and what nobody gets.

use super::client::{Served, read};
use crate::support::Project;

/// Every address that shows or does something.
const ADDRESSES: &[&str] = &[
    "/",
    "/group?cut=team&value=Red",
    "/person?person=ana",
    "/compare",
    "/downloads",
    "/report.html",
    "/report.md",
    "/metrics",
    "/api/v1/openapi.json",
    "/api/v1/state",
    "/api/v1/outcome",
    "/api/v1/metrics",
    "/api/v1/metrics.csv",
    "/api/v1/metrics.parquet",
    "/api/v1/compare",
    "/api/v1/explain?person=ana",
    "/nothing",
    "/api/v1/nothing",
];

#[test]
fn nothing_is_told_without_the_token() {
    let project = Project::small();
    let served = Served::start(&project, &[]);
    let host = served.host();
    let other = "x".repeat(served.token.len());
    let cookie = format!("uptake_{}={other}", served.port);
    let bearer = format!("Bearer {other}");
    for address in ADDRESSES {
        for headers in [
            &[("Host", host.as_str())][..],
            &[("Host", &host), ("Cookie", &cookie)],
            &[("Host", &host), ("Authorization", &bearer)],
        ] {
            let answer = served.send("GET", address, headers, "");
            assert_eq!(answer.status, 401, "{address}");
            assert!(
                !answer.text().contains("Red") && !answer.text().contains("50"),
                "{}",
                answer.text()
            );
        }
    }
    assert_eq!(
        served
            .send("GET", &format!("/enter?token={other}"), &[("Host", &host)], "")
            .status,
        401
    );
    for address in ["/refresh", "/api/v1/refresh"] {
        assert_eq!(served.send("POST", address, &[("Host", &host)], "").status, 401);
    }
}

#[test]
fn the_printed_address_gives_a_cookie_that_no_script_and_no_other_site_gets() {
    let project = Project::small();
    let served = Served::start(&project, &[]);
    let host = served.host();
    let entered = served.send("GET", &format!("/enter?token={}", served.token), &[("Host", &host)], "");
    assert_eq!(entered.status, 200);
    let cookie = entered.header("Set-Cookie").unwrap();
    assert!(cookie.ends_with("; HttpOnly; SameSite=Strict; Path=/"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let page = served.send("GET", "/", &[("Host", &host), ("Cookie", cookie)], "");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("50.0 %"), "{}", page.text());
    // Two starts have two tokens.
    assert_ne!(Served::start(&project, &[]).token, served.token);
    assert!(served.token.len() >= 43);
}

#[test]
fn another_host_or_another_site_gets_nothing_even_with_the_token() {
    let project = Project::small();
    let served = Served::start(&project, &[]);
    let host = served.host();
    let bearer = format!("Bearer {}", served.token);
    let cookie = format!("uptake_{}={}", served.port, served.token);
    for address in ADDRESSES.iter().chain(&["/enter", "/assets/serve.css"]) {
        for foreign in ["evil.example", "127.0.0.1", "127.0.0.1.evil.example", "[::1]:1"] {
            let answer = served.send("GET", address, &[("Host", foreign), ("Authorization", &bearer)], "");
            assert_eq!(answer.status, 421, "{address} at {foreign}");
        }
        let headers = [
            ("Host", host.as_str()),
            ("Cookie", &cookie),
            ("Origin", "http://evil.example"),
        ];
        assert_eq!(served.send("GET", address, &headers, "").status, 403, "{address}");
    }
    // Without a host, or with two of them.
    assert_eq!(served.send("GET", "/", &[("Authorization", &bearer)], "").status, 421);
    let twice = [
        ("Host", host.as_str()),
        ("Host", "evil.example"),
        ("Authorization", &bearer),
    ];
    assert_eq!(served.send("GET", "/", &twice, "").status, 421);
    // What changes something says where it comes from.
    for origin in [
        None,
        Some("null"),
        Some("http://evil.example"),
        Some("http://localhost"),
    ] {
        let mut headers = vec![("Host", host.as_str()), ("Cookie", &cookie)];
        headers.extend(origin.map(|origin| ("Origin", origin)));
        assert_eq!(
            served.send("POST", "/api/v1/refresh", &headers, "").status,
            403,
            "{origin:?}"
        );
    }
}

#[test]
fn every_answer_forbids_scripts_frames_and_guesses() {
    let project = Project::small();
    let served = Served::start(&project, &[]);
    for address in ADDRESSES {
        let answer = served.get(address);
        let policy = answer.header("Content-Security-Policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none';") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert!(
            policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"),
            "{policy}"
        );
        assert_eq!(answer.header("X-Content-Type-Options"), Some("nosniff"), "{address}");
        assert_eq!(answer.header("X-Frame-Options"), Some("DENY"), "{address}");
        assert_eq!(answer.header("Cache-Control"), Some("no-store"), "{address}");
        assert!(answer.header("Access-Control-Allow-Origin").is_none(), "{address}");
        assert!(!answer.head.contains(&served.token), "{address}");
        if address.starts_with("/api") || address.ends_with("html") || *address == "/" {
            assert!(!answer.text_or_empty().contains(&served.token), "{address}");
        }
    }
}

impl super::client::Answer {
    fn text_or_empty(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap_or_default()
    }
}

#[test]
fn only_the_loopback_is_listened_on() {
    let project = Project::small();
    let served = Served::start(&project, &[]);
    let listening = std::fs::read_to_string("/proc/net/tcp").unwrap_or_default();
    let port = format!(":{:04X}", served.port);
    let own: Vec<&str> = listening
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1))
        .filter(|local| local.ends_with(&port))
        .collect();
    if cfg!(target_os = "linux") {
        assert!(own.contains(&format!("0100007F{port}").as_str()), "{own:?}");
    }
    assert!(own.iter().all(|local| local.starts_with("0100007F")), "{own:?}");
}

#[test]
fn what_is_too_large_or_can_be_taken_in_two_ways_is_refused() {
    let project = Project::small();
    let served = Served::start(&project, &[]);
    let host = served.host();
    let bearer = format!("Bearer {}", served.token);
    let own = format!("Host: {host}\r\nAuthorization: {bearer}\r\n");
    let long = "a".repeat(20_000);
    for (request, status) in [
        (
            format!("POST /api/v1/refresh HTTP/1.1\r\n{own}Content-Length: 2000000\r\n\r\n"),
            413,
        ),
        (
            format!("POST /api/v1/refresh HTTP/1.1\r\n{own}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            501,
        ),
        (
            format!("GET / HTTP/1.1\r\n{own}Content-Length: 1\r\nContent-Length: 1\r\n\r\na"),
            400,
        ),
        (format!("GET /?metric={long} HTTP/1.1\r\n{own}\r\n"), 431),
        (format!("GET /?metric={} HTTP/1.1\r\n{own}\r\n", &long[..5_000]), 414),
        (format!("GET / HTTP/1.1\r\n{own}X: {long}\r\n\r\n"), 431),
        (format!("GET http://{host}/ HTTP/1.1\r\n{own}\r\n"), 400),
        (format!("\0\0\0 {own}\r\n\r\n"), 400),
    ] {
        let answer = read(&served.raw(request.as_bytes()));
        assert_eq!(answer.status, status, "{}", &request[..60.min(request.len())]);
        assert_eq!(answer.header("Connection"), Some("close"));
    }
    // And it serves on.
    assert_eq!(served.get("/").status, 200);
    for method in ["PUT", "DELETE", "OPTIONS", "TRACE"] {
        let headers = [("Host", host.as_str()), ("Authorization", &bearer)];
        let answer = served.send(method, "/api/v1/state", &headers, "");
        assert_eq!(
            (answer.status, answer.header("Allow")),
            (405, Some("GET, HEAD")),
            "{method}"
        );
    }
}
