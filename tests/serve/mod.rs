//! The figures as pages and interfaces on this machine.

mod admission;
mod browser;
pub(crate) mod client;
mod driver;
mod interfaces;
mod pages;
mod playground;
mod suppression;

use crate::support::Project;
use client::Served;

/// The demo's organisation, with groups of so many at least.
fn demo(smallest_group: u32) -> Project {
    let project = Project::empty();
    assert_eq!(project.uptake(&["demo", "--out", "demo"]).code, 0);
    project.edit(
        "demo/project/uptake.yaml",
        "smallest_group: 1",
        &format!("smallest_group: {smallest_group}"),
    )
}

#[test]
fn a_signal_ends_it_well_and_what_is_being_answered_is_still_answered() {
    for signal in ["INT", "TERM"] {
        let project = Project::small();
        let mut served = Served::start(&project, &[]);
        assert_eq!(served.get("/").status, 200);
        // A request of which a part has come is one that is being answered.
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", served.port)).unwrap();
        use std::io::{Read, Write};
        let text = format!(
            "GET /api/v1/state HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n",
            served.host(),
            served.token
        );
        stream.write_all(text.as_bytes()).unwrap();
        // Another connection that says nothing holds nothing up.
        let silent = std::net::TcpStream::connect(("127.0.0.1", served.port)).unwrap();
        // Connections are taken in their order: both are by now.
        assert_eq!(served.get("/").status, 200);
        // What has come of the request is read a moment later.
        while !is_read(served.port, stream.local_addr().unwrap().port()) {
            std::thread::yield_now();
        }
        served.signal(signal);
        stream.write_all(b"\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        assert_eq!(client::read(&answer).status, 200, "{signal}");
        assert_eq!(served.child.wait().unwrap().code(), Some(0), "{signal}");
        drop(silent);
    }
}

/// Whether a server has read all that a client has sent, as far as the system tells.
fn is_read(server: u16, client: u16) -> bool {
    let Ok(connections) = std::fs::read_to_string("/proc/net/tcp") else {
        return true;
    };
    let own = |line: &&str| {
        let mut columns = line.split_whitespace().skip(1);
        let mut ends = |port: u16| columns.next().is_some_and(|end| end.ends_with(&format!(":{port:04X}")));
        ends(server) && ends(client)
    };
    let waiting = connections.lines().find(own);
    waiting.is_none_or(|line| {
        line.split_whitespace()
            .nth(4)
            .is_some_and(|queues| queues.ends_with(":00000000"))
    })
}

#[test]
fn a_port_that_is_taken_is_an_error_with_a_way_out() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let answer = Project::small().uptake(&["serve", "--port", &port]);
    answer.refuses(&format!(
        "error[port-in-use]: port {port} is in use by another program\n  help: name another one with `--port`, or `--port 0` for one that is free\n"
    ));
}

#[test]
fn a_project_that_can_not_run_is_refused_before_anything_is_served() {
    let project = Project::small().edit("rules.yaml", "uses_made >= 3", "uses_maid >= 3");
    let answer = project.uptake(&["serve", "--port", "0"]);
    assert_eq!((answer.code, answer.stdout.as_str()), (2, ""));
    assert!(answer.stderr.contains("uses_maid"), "{}", answer.stderr);
}

#[test]
fn figures_of_an_older_state_are_told_and_renewed_when_asked() {
    let project = Project::small();
    let served = Served::start(&project, &[]);
    let state = served.get("/api/v1/state").json();
    assert_eq!(state["stale"], false);
    assert_eq!(state["periods"], serde_json::json!(["2026-W06"]));
    let project = project.edit("rules.yaml", "uses_made >= 3", "uses_made >= 1");
    // Files are looked at every second.
    let stale = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        served.get("/api/v1/state").json()["stale"] == true
    });
    assert!(stale);
    assert!(served.page("/").contains("Rules or sources have changed since"));
    let rate = |served: &Served| served.get("/api/v1/metrics").json()[0]["value"].as_f64();
    assert_eq!(rate(&served), Some(50.0));
    let renewed = served.post("/api/v1/refresh");
    assert_eq!(
        (renewed.status, &renewed.json()["stale"]),
        (200, &serde_json::json!(false))
    );
    assert_eq!(rate(&served), Some(100.0));
    // Sources, too, and by the button of a page.
    let project = project.edit("uses.csv", "ben", "nobody");
    let page = served.page("/");
    let form = page
        .split("name=\"form\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let cookie = format!("uptake_{}={}", served.port, served.token);
    let origin = format!("http://{}", served.host());
    let headers = [("Host", &*served.host()), ("Cookie", &cookie), ("Origin", &origin)];
    let pressed = served.send("POST", "/refresh", &headers, &format!("form={form}"));
    assert_eq!((pressed.status, pressed.header("Location")), (303, Some("/")));
    assert_eq!(rate(&served), Some(50.0));
    let forged = served.send("POST", "/refresh", &headers, "form=another");
    assert_eq!(forged.status, 403);
    // Rules that can't be used leave the figures as they are.
    let _project = project.edit("rules.yaml", "uses_made >= 1", "uses_maid >= 1");
    let failed = served.post("/api/v1/refresh");
    assert_eq!(failed.status, 409);
    assert!(failed.text().contains("uses_maid"), "{}", failed.text());
    assert_eq!(rate(&served), Some(50.0));
}
