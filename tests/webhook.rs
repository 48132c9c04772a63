//! A finished run is told of: once, in one line, and without changing anything if that fails.

use crate::server::{Reply, Server};
use crate::support::{Answer, Project};

fn told(server: &Server) -> Vec<String> {
    let seen = server.seen();
    let text = |body: &str| -> String {
        let value: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(value.as_object().unwrap().len(), 1);
        value["text"].as_str().unwrap().to_owned()
    };
    assert!(
        seen.iter()
            .all(|seen| seen.method == "POST" && seen.header("content-type") == "application/json")
    );
    seen.iter().map(|seen| text(&seen.body)).collect()
}

#[test]
fn the_address_of_the_project_is_told_of_each_run() {
    let server = Server::start(|_| Reply::status(200, "ok"));
    let project = Project::small().edit("uptake.yaml", "as_of:", "notify: { webhook: '${env:HOOK}' }\nas_of:");
    for arguments in [&["run"][..], &["run", "--format", "json"], &["run", "--out", "out"]] {
        let mut command = project.command(arguments);
        let answer = Answer::of(command.env("HOOK", server.url("/services/T1/secret")));
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    }
    let told = told(&server);
    assert_eq!(told.len(), 3);
    assert!(told[0].starts_with("small 2026-W06: Rate 50.0 % (1 of 2)"), "{told:?}");
    assert_eq!(server.targets()[0], "/services/T1/secret");
    // Other commands tell nobody, nor does a question about one person.
    for arguments in [&["report", "--out", "page.md"][..], &["run", "--person", "ana"]] {
        let mut command = project.command(arguments);
        assert_eq!(Answer::of(command.env("HOOK", server.url("/"))).code, 0);
    }
    assert_eq!(server.seen().len(), 3);
}

#[test]
fn a_message_that_is_not_taken_is_a_warning_and_the_figures_are_the_same() {
    let project = Project::small();
    let quiet = project.run(&["--out", "quiet"]);
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!(
            "http://127.0.0.1:{}/services/secret",
            listener.local_addr().unwrap().port()
        )
    };
    let broken = Server::start(|_| Reply::status(500, "no"));
    let moved = Server::start(|seen| match seen.target.as_str() {
        "/elsewhere" => Reply::status(200, "ok"),
        _ => Reply::status(302, "").header("Location", "/elsewhere"),
    });
    for (address, why) in [
        (broken.url("/services/secret"), "the service answered 500"),
        (moved.url("/services/secret"), "the service answered 302"),
        (gone, ""),
        ("file:///services/secret".to_owned(), "`file` isn't `http` or `https`"),
    ] {
        let answer = project.run(&["--out", "out", "--webhook", &address]);
        assert_eq!(answer.code, 0, "{}", answer.stderr);
        assert!(
            answer
                .stderr
                .starts_with("warning[not-notified]: the webhook wasn't told: "),
            "{}",
            answer.stderr
        );
        assert!(
            answer.stderr.contains(why) && !answer.stderr.contains("secret"),
            "{}",
            answer.stderr
        );
        assert_eq!(
            answer.stdout.replace("out", "quiet"),
            quiet.stdout.replace("out", "quiet")
        );
        for file in ["metrics.csv", "outcome.json"] {
            assert_eq!(
                project.read(&format!("out/{file}")),
                project.read(&format!("quiet/{file}"))
            );
        }
    }
    // A redirection isn't followed.
    assert_eq!(moved.targets(), ["/services/secret"]);
}

#[test]
fn an_address_in_the_project_file_is_warned_of() {
    let project = Project::small().edit(
        "uptake.yaml",
        "as_of:",
        "notify: { webhook: 'https://example.com/x' }\nas_of:",
    );
    let found = project.findings("uptake.yaml");
    assert!(found.iter().any(|found| found.contains("written-secret")), "{found:?}");
    let project = Project::small().edit("uptake.yaml", "as_of:", "notify: { hook: x }\nas_of:");
    let found = project.findings("uptake.yaml").join("\n");
    assert!(found.contains("`webhook`"), "{found}");
}

#[test]
fn nothing_in_a_message_is_a_link_or_a_mention() {
    let server = Server::start(|_| Reply::status(200, "ok"));
    let project = Project::small().edit("rules.yaml", "title: Rate,", "title: \"<!channel> & <http://x|y>\",");
    let answer = project.run(&["--webhook", &server.url("/")]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    let told = told(&server);
    assert!(
        told[0].contains("&lt;!channel&gt; &amp; &lt;http://x|y&gt;") && !told[0].contains('<'),
        "{told:?}"
    );
}
