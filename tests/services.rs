//! A source that is a service: the same figures as from a file, secrets in no file and no message, and nothing where it fails.

use crate::server::{Reply, Seen, Server};
use crate::support::{Answer, Project, uptake};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const FILE: &str = "  uses: { adapter: files, path: uses.csv }";
const TOKEN: &str = "s3cr3t-t0k3n";

/// The small project whose uses come from a service, two at a time.
fn asking(server: &Server) -> Project {
    let source = format!(
        "  uses:
    adapter: http
    url: {}
    query: {{ since: 2026-01-01 }}
    auth: {{ kind: bearer, token: '${{env:UPTAKE_TEST_TOKEN}}' }}
    rows: data.items
    pagination: {{ kind: page, size: 2, size_parameter: limit, total: total }}
    retry: {{ wait: 1ms, attempts: 3 }}",
        server.url("/v1/uses")
    );
    Project::small().edit("uptake.yaml", FILE, &source)
}

fn run(project: &Project) -> Answer {
    let mut command = project.command(&["run", "--project", "uptake.yaml", "--out", "out"]);
    Answer::of(command.env("UPTAKE_TEST_TOKEN", TOKEN))
}

/// The uses of the small project, as objects.
fn uses() -> Vec<String> {
    let rows = crate::support::csv_rows(Project::small().read("uses.csv").as_bytes());
    let object = |row: &BTreeMap<String, String>| format!("{{\"id\":\"{}\",\"at\":\"{}\"}}", row["id"], row["at"]);
    rows.iter().map(object).collect()
}

fn page(seen: &Seen) -> Reply {
    if seen.header("authorization") != format!("Bearer {TOKEN}") {
        return Reply::status(401, format!("{{\"message\":\"who is {TOKEN}?\"}}"));
    }
    let uses = uses();
    let (page, limit): (usize, usize) = (
        seen.query("page").parse().unwrap(),
        seen.query("limit").parse().unwrap(),
    );
    let rows: Vec<String> = uses.iter().skip((page - 1) * limit).take(limit).cloned().collect();
    Reply::json(format!(
        "{{\"data\":{{\"items\":[{}]}},\"total\":{}}}",
        rows.join(","),
        uses.len()
    ))
}

#[test]
fn a_service_gives_the_same_figures_as_a_file_and_its_secrets_are_in_no_output() {
    let server = Server::start(page);
    let project = asking(&server);
    let answer = run(&project);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    let file = Project::small().figures(&[]);
    assert_eq!(
        std::fs::read(project.path("out/metrics.csv")).unwrap(),
        file.bytes("metrics.csv")
    );
    assert_eq!(
        server.targets(),
        [1, 2].map(|page| format!("/v1/uses?since=2026-01-01&page={page}&limit=2"))
    );
    for entry in std::fs::read_dir(project.path("out")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        assert!(
            !bytes.windows(TOKEN.len()).any(|window| window == TOKEN.as_bytes()),
            "{}",
            path.display()
        );
    }
    let manifest: serde_json::Value = serde_json::from_str(&project.read("out/manifest.json")).unwrap();
    assert_eq!(manifest["sources"][1]["part"], server.url("/v1/uses"));
}

#[test]
fn a_refusal_shows_no_secret() {
    let server = Server::start(page);
    let project = asking(&server).edit(
        "uptake.yaml",
        "kind: bearer, token:",
        "kind: api_key, name: X-Key, value:",
    );
    let answer = run(&project);
    assert_eq!(
        answer.stderr.replace(&server.url(""), "URL"),
        "\
error[source-refused]: page 1 of `URL/v1/uses` can't be read: the service refuses it, 401 Unauthorized
  at uptake.yaml:9:10
  help: it says: who is …?
"
    );
    assert_eq!(answer.code, 2);
}

#[test]
fn a_service_that_breaks_on_a_later_page_gives_no_figures() {
    let server = Server::start(|seen| match seen.query("page") {
        "1" => page(seen),
        _ => Reply::status(503, ""),
    });
    let project = asking(&server);
    let answer = run(&project);
    assert_eq!(
        answer.stderr.replace(&server.url(""), "URL"),
        "\
error[source-busy]: page 2 of `URL/v1/uses` can't be read: the service answers 503 Service Unavailable (tried 3 times)
  at uptake.yaml:9:10
  help: try again later, or allow more attempts with `retry`
"
    );
    assert_eq!((answer.code, project.path("out").exists()), (2, false));
    let pages: Vec<String> = server.seen().iter().map(|seen| seen.query("page").to_owned()).collect();
    assert_eq!(pages, ["1", "2", "2", "2"]);
}

/// GitHub's own description of its service, served by Prism.
struct Prism {
    child: Child,
    port: u16,
}

impl Prism {
    /// Starts it; where Node or the packages are absent the test says so and passes.
    fn start() -> Option<Self> {
        let program = uptake().get_program().to_owned();
        let folder = Path::new(&program).ancestors().nth(2)?.join("peers/prism/node_modules");
        let description: PathBuf = folder.join("@octokit/openapi/generated/api.github.com.json");
        let prism = folder.join("@stoplight/prism-cli/dist/index.js");
        if !description.is_file() || !prism.is_file() {
            println!("skipped: Prism is absent; `cargo xtask peers` fetches it");
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut node = Command::new("node");
        node.arg(prism)
            .args(["mock", "--host", "127.0.0.1", "--port", &port.to_string()]);
        node.arg(description)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let Ok(child) = node.spawn() else {
            println!("skipped: node is absent");
            return None;
        };
        let prism = Self { child, port };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(400), "Prism doesn't start");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(prism)
    }

    /// What it answers to a request: status and body.
    fn ask(port: u16, seen: &Seen) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let key = seen.header("authorization");
        let head = format!(
            "GET {} HTTP/1.0\r\nHost: localhost\r\nAuthorization: {key}\r\n\r\n",
            seen.target
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split_whitespace().nth(1).unwrap().parse().unwrap();
        (status, body.to_owned())
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// The project that reads seats: one row per seat, when it was last used.
fn seats(url: &str, pagination: &str) -> Project {
    let source = format!(
        "  uses:
    adapter: http
    url: {url}/orgs/acme/copilot/billing/seats
    headers: {{ X-GitHub-Api-Version: '2022-11-28' }}
    auth: {{ kind: bearer, token: '${{env:UPTAKE_TEST_TOKEN}}' }}
    rows: seats
    pagination: {pagination}
    mapping: seats"
    );
    let mapping = "\
mappings:
  seats:
    dataset: uses
    input: { login: { type: text, column: assignee.login }, last_activity_at: datetime }
    columns: { id: login, at: last_activity_at, tool: '\"seat\"' }
";
    Project::small()
        .edit("uptake.yaml", FILE, &source)
        .edit("uptake.yaml", "as_of: 2026-02-15", "as_of: 2021-10-20")
        .edit("rules.yaml", "measures:", &format!("{mapping}measures:"))
        .file("people.csv", "id,team\noctocat,Red\noctokitten,Blue\n")
}

#[test]
fn seats_are_read_from_githubs_own_description() {
    // One Prism for both: it takes seconds to start.
    if let Some(prism) = Prism::start() {
        whole(&prism);
        parted(&prism);
    }
}

/// As the description answers.
fn whole(prism: &Prism) {
    let url = format!("http://127.0.0.1:{}", prism.port);
    let project = seats(
        &url,
        "{ kind: page, size: 100, size_parameter: per_page, total: total_seats }",
    );
    let answer = run(&project);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    let figures = crate::support::Figures::read(&project.path("out"));
    assert_eq!(figures.of("octocat", "2021-10-11", "uses_made"), "1");
    assert_eq!(figures.intake("uses")["used"], 2);
    // The description's example names another service as the next page: credentials don't follow it.
    let answer = run(&seats(&url, "{ kind: link-header }"));
    assert!(
        answer
            .stderr
            .starts_with("error[source-unreadable]: the next page is at another service, https://api.github.com\n"),
        "{}",
        answer.stderr
    );
}

/// As GitHub parts its answer: Prism checks each request against the description, and what it answers is parted on the way.
fn parted(prism: &Prism) {
    let port = prism.port;
    let server = Server::start(move |seen| {
        let (status, body) = Prism::ask(port, seen);
        if status != 200 {
            return Reply::status(status, body);
        }
        let mut answer: serde_json::Value = serde_json::from_str(&body).unwrap();
        let page: usize = seen.query("page").parse().unwrap_or(1);
        let all = answer["seats"].as_array().unwrap().clone();
        answer["seats"] = all.iter().skip(page - 1).take(1).cloned().collect();
        let reply = Reply::json(answer.to_string());
        let next = format!(
            "<http://{}/orgs/acme/copilot/billing/seats?page={}>; rel=\"next\"",
            seen.header("host"),
            page + 1
        );
        if page < all.len() {
            reply.header("Link", &next)
        } else {
            reply
        }
    });
    let project = seats(&server.url(""), "{ kind: link-header }");
    let answer = run(&project);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    assert_eq!(server.seen().len(), 2);
    let figures = crate::support::Figures::read(&project.path("out"));
    assert_eq!(figures.of("octokitten", "2021-10-11", "uses_made"), "1");
}

/// A service in Python that speaks TLS with a certificate of its own.
const ENCRYPTED: &str = r#"
import http.server, ssl, sys

class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        body = open("uses.json", "rb").read()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words):
        pass

server = http.server.HTTPServer(("127.0.0.1", 0), Answers)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("cert.pem", "key.pem")
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
"#;

#[test]
fn an_encrypted_service_is_read_when_its_certificate_is_trusted_and_not_otherwise() {
    let project = Project::small()
        .file("service.py", ENCRYPTED)
        .file("uses.json", format!("[{}]", uses().join(",")));
    let mut openssl = Command::new("openssl");
    openssl
        .args("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout key.pem -out cert.pem".split(' '));
    openssl.args(["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]);
    openssl.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
    let made = openssl.current_dir(project.path("")).stderr(Stdio::null()).status();
    let mut python = Command::new("python3");
    python.arg("service.py").current_dir(project.path(""));
    let child = python.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let (true, Ok(mut child)) = (made.is_ok_and(|status| status.success()), child) else {
        println!("skipped: openssl or python3 is absent");
        return;
    };
    let mut port = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.take().unwrap()), &mut port).unwrap();
    let url = format!("https://localhost:{}/uses", port.trim());
    let source = format!("  uses: {{ adapter: http, url: '{url}', retry: {{ attempts: 1 }} }}");
    let project = project.edit("uptake.yaml", FILE, &source);

    let run = |certificates: &str| {
        let mut command = project.command(&["run", "--project", "uptake.yaml"]);
        Answer::of(
            command
                .env("SSL_CERT_FILE", project.path(certificates))
                .env_remove("SSL_CERT_DIR"),
        )
    };
    let trusted = run("cert.pem");
    let other = project.path("other.pem");
    // The certificate of nobody in particular: made like the first one.
    let mut openssl = Command::new("openssl");
    openssl
        .args("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=other -keyout other.key -out other.pem".split(' '));
    openssl
        .current_dir(project.path(""))
        .stderr(Stdio::null())
        .status()
        .unwrap();
    let untrusted = run("other.pem");
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(other.is_file());
    assert_eq!((trusted.code, trusted.stderr.as_str()), (0, ""));
    assert_eq!(untrusted.code, 2);
    assert!(
        untrusted.stderr.contains("can't be read: ") && untrusted.stderr.contains("invalid peer certificate"),
        "{}",
        untrusted.stderr
    );
}
