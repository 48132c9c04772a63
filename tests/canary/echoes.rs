//! Whoever is given a secret may say it again: services in every part of an answer, programs in every part of their output.

use super::{SECRET, Said, base64};
use crate::server::{Reply, Server};
use crate::support::Project;

const COMMANDS: &[&[&str]] = &[
    &["run", "--project", "uptake.yaml", "--out", "out"],
    &["run", "--project", "uptake.yaml", "--format", "json"],
    &["adapters", "check", "--project", "uptake.yaml"],
];

/// The secret as others may write it.
fn written() -> Vec<String> {
    let percent: String = SECRET.bytes().map(|byte| format!("%{byte:02X}")).collect();
    vec![
        SECRET.to_owned(),
        SECRET.to_lowercase(),
        SECRET.to_uppercase(),
        SECRET.replace('/', "%2F"),
        percent.to_lowercase(),
        percent.replace('%', "%25"),
        SECRET.replace('/', "\\/"),
        SECRET
            .bytes()
            .map(|byte| format!("\\u{byte:04x}", byte = u32::from(byte)))
            .collect(),
        SECRET.bytes().map(|byte| format!("{byte:02X}")).collect(),
        base64(SECRET.as_bytes()),
        base64(format!("user:{SECRET}").as_bytes()),
        format!("{:?}", SECRET.as_bytes()),
    ]
}

fn asked(server: &Server, more: &str) -> Project {
    let source = format!(
        "adapter: http, url: '{}', auth: {{ kind: bearer, token: '${{env:TOKEN}}' }}, retry: {{ attempts: 1 }}{more}",
        server.url("/uses")
    );
    Project::small().edit("uptake.yaml", "adapter: files, path: uses.csv", &source)
}

fn silent(project: &Project, what: &str) -> Said {
    silent_in(project, what, COMMANDS)
}

fn silent_in(project: &Project, what: &str, commands: &[&[&str]]) -> Said {
    let said = Said::by(project, commands);
    if let Some(leak) = said.leak(SECRET) {
        panic!("{what}: {leak}");
    }
    said
}

const ROW: &str = r#"{"id":"ana","at":"2026-02-02T09:00:00Z"}"#;

#[test]
fn a_service_that_refuses_with_the_secret_in_whatever_form_doesnt_give_it_away() {
    for form in written() {
        let json = serde_json::json!({ "error": { "message": format!("no {form} here") }, "detail": form }).to_string();
        for body in [json, format!("no {form} here"), format!("{}{form}", "x".repeat(190))] {
            for status in [400, 401, 403, 404, 500, 503] {
                let answer = body.clone();
                let server = Server::start(move |_| Reply::status(status, answer.clone()).header("X-Echo", "x"));
                let said = silent(&asked(&server, ""), &body);
                assert!(said.has("error["), "{}", said.everything());
            }
        }
    }
}

#[test]
fn a_service_that_sends_elsewhere_with_the_secret_in_the_address_doesnt_give_it_away() {
    for form in written()
        .into_iter()
        .filter(|form| form.bytes().all(|byte| byte.is_ascii_graphic()))
    {
        for address in [
            format!("/next?token={form}"),
            format!("http://127.0.0.1:1/{form}"),
            format!("http://{form}@127.0.0.1:1/x"),
            format!("file:///{form}"),
            format!("javascript:{form}"),
            format!("http://[{form}"),
        ] {
            let to = address.clone();
            let server = Server::start(move |_| Reply::status(302, "").header("Location", &to));
            silent_in(&asked(&server, ""), &address, &COMMANDS[..1]);
            let to = format!("<{address}>; rel=\"next\"");
            let server = Server::start(move |_| Reply::json(format!("[{ROW}]")).header("Link", &to));
            silent_in(
                &asked(&server, ", pagination: { kind: link-header }"),
                &address,
                &COMMANDS[..1],
            );
            let body = serde_json::json!({ "files": [address] }).to_string();
            let server = Server::start(move |seen| match seen.number {
                1 => Reply::json(body.clone()),
                _ => Reply::status(404, "nothing here"),
            });
            silent_in(&asked(&server, ", links: files"), &address, &COMMANDS[..1]);
        }
    }
}

#[test]
fn a_service_that_answers_with_the_secret_in_its_data_doesnt_give_it_away() {
    let s = SECRET;
    for (kind, body) in [
        ("text/csv", format!("id,at,{s}\nana,2026-02-02T09:00:00Z,x\n")),
        ("text/csv", format!("{s}\nana\n")),
        ("text/csv", format!("id,at\nana,{s}\n{s},2026-02-02T09:00:00Z\n")),
        ("text/csv", format!("id,at\nana,2026-02-02T09:00:00Z,{s}\n")),
        ("text/csv", format!("id,at\nana,\"{s}")),
        (
            "application/json",
            format!(r#"[{{"id":"ana","at":"{s}","{s}":{{"{s}":["{s}"]}}}}]"#),
        ),
        ("application/json", format!(r#"{{"{s}":1}}"#)),
        ("application/json", format!(r#"[{{"id":"ana","{s}":1,"{s}":2}}]"#)),
        ("application/json", format!(r#"["{s}"]"#)),
        ("application/json", format!(r#"[{{"id":"{s}"#)),
        ("application/json", format!(r#"[{{"id":{s}}}]"#)),
        ("application/x-ndjson", format!("{ROW}\n{s}\n")),
        ("application/x-ndjson", format!("{{\"id\":\"{s}\",\"at\":\"x\"}}\n")),
        ("application/x-ndjson", format!("{{\"{s}\":1,\"{s}\":2}}\n")),
        (s, format!("[{ROW}]")),
    ] {
        for more in ["", ", format: csv", ", rows: data.items"] {
            let (kind, body) = (kind.to_owned(), body.clone());
            let shown = format!("{kind} {body} {more}");
            let server = Server::start(move |_| Reply::status(200, body.clone()).header("Content-Type", &kind));
            silent(&asked(&server, more), &shown);
        }
    }
}

#[test]
fn a_parameter_in_an_address_and_a_header_are_secrets_too() {
    let server = Server::start(|seen| Reply::status(400, format!("{} {}", seen.target, seen.header("x-key"))));
    for source in [
        format!(
            "adapter: http, url: '{}?sig=${{env:TOKEN}}', retry: {{ attempts: 1 }}",
            server.url("/x")
        ),
        format!(
            "adapter: http, url: '{}', query: {{ sig: '${{env:TOKEN}}' }}, retry: {{ attempts: 1 }}",
            server.url("/x")
        ),
        format!(
            "adapter: http, url: '{}', headers: {{ X-Key: 'Key ${{env:TOKEN}}' }}, retry: {{ attempts: 1 }}",
            server.url("/x")
        ),
        format!(
            "adapter: http, url: '{}', headers: {{ X-Key: '${{env:TOKEN}}' }}, retry: {{ attempts: 1 }}, pagination: {{ kind: page }}",
            server.url("/x")
        ),
        format!(
            "adapter: http, url: '{}', auth: {{ kind: basic, user: '${{env:TOKEN}}', password: '${{env:TOKEN}}' }}, retry: {{ attempts: 1 }}",
            server.url("/x")
        ),
        format!(
            "adapter: http, url: '{}', auth: {{ kind: oauth2, token_url: '{}', client_id: me, client_secret: '${{env:TOKEN}}' }}, retry: {{ attempts: 1 }}",
            server.url("/x"),
            server.url("/token")
        ),
    ] {
        let project = Project::small().edit("uptake.yaml", "adapter: files, path: uses.csv", &source);
        let said = silent(&project, &source);
        assert!(said.has("error["), "{}", said.everything());
    }
}

fn program(script: &str) -> Project {
    let script = format!("{script}\n");
    let source = "adapter: exec, command: [sh, say.sh], format: csv, env: { S: '${env:TOKEN}' }";
    Project::small()
        .file("say.sh", script)
        .edit("uptake.yaml", "adapter: files, path: uses.csv", source)
}

#[test]
fn a_program_that_logs_the_secret_across_any_border_doesnt_give_it_away() {
    let mut scripts = vec![
        "echo \"no $S\" >&2; exit 3".to_owned(),
        // In two writes, and broken into lines.
        "printf 'CANARY-' >&2; sleep 0.1; printf '87654321/Zz\\n' >&2; exit 3".to_owned(),
        "echo 'CANARY-876' >&2; echo '54321/Zz' >&2; exit 3".to_owned(),
        "echo \"$S\" | fold -w 1 >&2; exit 3".to_owned(),
        "echo \"$S\" | od -An -tx1 >&2; exit 3".to_owned(),
        "kill -9 $$; echo".to_owned(),
        "echo \"$S\" >&2; kill -11 $$".to_owned(),
        "echo \"$S\" >&2; sleep 60".to_owned(),
    ];
    // Where buffers and lines end: each time the secret lies across the border.
    for border in [500, 512, 1024, 4096, 8192, 16384, 65536] {
        for before in [1, 9] {
            scripts.push(format!(
                "head -c {} /dev/zero | tr '\\0' x >&2; echo \"$S\" >&2; exit 3",
                border - before
            ));
        }
    }
    for form in written() {
        scripts.push(format!("cat <<'END' >&2\nno {form} here\nEND\nexit 3"));
    }
    for script in scripts {
        let project = program(&script).edit("uptake.yaml", "format: csv", "format: csv, idle_timeout: 2s");
        let said = silent(&project, &script);
        assert!(said.has("error["), "{script} {}", said.everything());
    }
}

#[test]
fn a_program_that_answers_with_the_secret_in_its_rows_doesnt_give_it_away() {
    for script in [
        "echo \"id,at,$S\"; echo 'ana,2026-02-02T09:00:00Z,x'",
        "echo \"id;at;$S\"",
        "echo id,at; echo \"ana,$S\"; echo \"$S,2026-02-02T09:00:00Z\"",
        "echo id,at; echo \"ana,2026-02-02T09:00:00Z,$S\"",
        "echo id,at; echo \"ana,\\\"$S\"",
        "echo \"$S\"",
    ] {
        silent(&program(script), script);
    }
}

#[test]
fn a_pseudonyms_key_is_a_secret() {
    let project = Project::small()
        .edit(
            "uptake.yaml",
            "as_of: 2026-02-15",
            "as_of: 2026-02-15\nprivacy: { smallest_group: 1, pseudonyms: '${env:TOKEN}' }",
        )
        .edit("uses.csv", "ben,", &format!("{SECRET},"));
    let said = silent(&project, "the key in the data");
    assert!(said.has("unknown-entity"), "{}", said.everything());
}

#[test]
fn a_short_secret_is_shown_nowhere_either() {
    for secret in ["q7", "z9!", "Xq", "é"] {
        let project = Project::small().edit(
            "uptake.yaml",
            "adapter: files, path: uses.csv",
            "adapter: exec, command: [sh, -c, 'echo no \"$S\" >&2; exit 3'], format: csv, env: { S: '${env:SHORT}' }",
        );
        let output = project
            .command(&["run", "--project", "uptake.yaml"])
            .env("SHORT", secret)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(
            text.contains("(withheld: it may show a secret)") && !text.contains(secret),
            "{secret}: {text}"
        );
    }
}

#[test]
fn a_value_that_is_equal_to_a_short_reference_stays_what_it_is() {
    // A reference may stand for something that isn't secret at all, such as a region.
    let project = Project::small().edit("people.csv", "ana,Red", "ana,EMEA").edit(
        "uptake.yaml",
        "path: uses.csv",
        "path: '${env:REGION}/uses.csv'",
    );
    let rows = project.read("uses.csv");
    let project = project.file("EMEA/uses.csv", rows);
    let output = project
        .command(&["run", "--project", "uptake.yaml", "--out", "out"])
        .env("REGION", "EMEA")
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(project.read("out/metrics.csv").contains(",team,EMEA,"));
    assert!(!project.read("out/manifest.json").contains("EMEA/uses"));
}
