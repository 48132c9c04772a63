//! `cargo xtask bench serve`: readers who look at pages at the same time, for a while.

use crate::process::{self, cargo, target};
use std::env::consts::EXE_SUFFIX;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

/// What readers look at, one after the other.
const VIEWS: [&str; 6] = [
    "/",
    "/?cut=team",
    "/compare",
    "/downloads",
    "/api/v1/metrics?cut=team",
    "/metrics",
];

/// A server that ends with this.
struct Served {
    child: Child,
    port: String,
    token: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// Serves a project, or the demo where none is named, and prints what its readers wait for.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let (mut readers, mut seconds, mut project) = (50, 60, None);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut number = || -> Result<u64, String> {
            let value = rest.next().ok_or_else(|| format!("`{argument}` lacks its value"))?;
            value.parse().map_err(|_| format!("`{value}` isn't a number"))
        };
        match argument.as_str() {
            "--readers" => readers = number()?,
            "--seconds" => seconds = number()?,
            other if !other.starts_with('-') && project.is_none() => project = Some(other.to_owned()),
            other => return Err(format!("`bench serve` takes no argument `{other}`")),
        }
    }
    process::run(&mut cargo(["build", "--release", "--package", "uptake-cli"]))?;
    let program = target()?.join("release").join(format!("uptake{EXE_SUFFIX}"));
    let project = match project {
        Some(project) => project,
        None => demo(&program)?,
    };
    let start = Instant::now();
    let served = serve(&program, &project)?;
    println!(
        "read, judged and listening after {:.2} s",
        start.elapsed().as_secs_f64()
    );
    let first = Instant::now();
    ask(&mut None, &served, VIEWS[0])?;
    println!("first view after {:.0} ms", first.elapsed().as_secs_f64() * 1e3);
    let (times, errors) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    let until = Instant::now() + Duration::from_secs(seconds);
    thread::scope(|scope| {
        for reader in 0..readers {
            let (served, times, errors) = (&served, &times, &errors);
            scope.spawn(move || look(reader, served, until, times, errors));
        }
    });
    let (times, errors) = (times.into_inner(), errors.into_inner());
    let mut times = times.map_err(|_| "a reader panicked")?;
    let errors = errors.map_err(|_| "a reader panicked")?;
    times.sort_unstable();
    let at = |part: usize| times.get((times.len() * part / 100).min(times.len().saturating_sub(1)));
    let shown = |part| at(part).map_or(f64::NAN, |time: &Duration| time.as_secs_f64() * 1e3);
    println!(
        "{readers} readers, {seconds} s: {} answers, {} errors, median {:.1} ms, p95 {:.1} ms, p99 {:.1} ms",
        times.len(),
        errors.len(),
        shown(50),
        shown(95),
        shown(99)
    );
    match errors.first() {
        None => Ok(()),
        Some(first) => Err(format!("the first error: {first}")),
    }
}

/// The demo's project.
fn demo(program: &Path) -> Result<String, String> {
    let folder = target()?.join("bench/serve");
    process::run(
        Command::new(program)
            .args(["demo", "--out"])
            .arg(&folder)
            .stdout(Stdio::null()),
    )?;
    Ok(folder.join("project").display().to_string())
}

fn serve(program: &Path, project: &str) -> Result<Served, String> {
    let mut command = Command::new(program);
    command.args(["serve", project, "--port", "0"]).stdout(Stdio::piped());
    let mut child = command
        .spawn()
        .map_err(|error| format!("`uptake serve` can't be started: {error}"))?;
    let mut line = String::new();
    if let Some(out) = child.stdout.take() {
        let read = BufReader::new(out).read_line(&mut line);
        read.map_err(|error| format!("`uptake serve` can't be read: {error}"))?;
    }
    let address = line.trim().strip_prefix("http://127.0.0.1:");
    let parts = address.and_then(|rest| rest.split_once("/enter?token="));
    let (port, token) = parts.ok_or("`uptake serve` printed no address")?;
    Ok(Served {
        child,
        port: port.to_owned(),
        token: token.to_owned(),
    })
}

/// One reader, who looks at one view after the other.
fn look(reader: u64, served: &Served, until: Instant, times: &Mutex<Vec<Duration>>, errors: &Mutex<Vec<String>>) {
    let mut own = Vec::new();
    let mut connection = None;
    let views = VIEWS
        .iter()
        .cycle()
        .skip(usize::try_from(reader).unwrap_or(0) % VIEWS.len());
    for view in views {
        if Instant::now() >= until {
            break;
        }
        let start = Instant::now();
        match ask(&mut connection, served, view) {
            Ok(()) => own.push(start.elapsed()),
            Err(error) => {
                connection = None;
                if let Ok(mut errors) = errors.lock() {
                    errors.push(format!("{view}: {error}"));
                }
            }
        }
    }
    if let Ok(mut times) = times.lock() {
        times.extend(own);
    }
}

/// Asks on a connection that stays open, and reads all of the answer.
fn ask(connection: &mut Option<BufReader<TcpStream>>, served: &Served, view: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| error.to_string();
    if connection.is_none() {
        let stream = TcpStream::connect(format!("127.0.0.1:{}", served.port)).map_err(failed)?;
        *connection = Some(BufReader::new(stream));
    }
    let Some(reader) = connection.as_mut() else {
        return Err("no connection".to_owned());
    };
    let text = format!(
        "GET {view} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Bearer {}\r\n\r\n",
        served.port, served.token
    );
    reader.get_mut().write_all(text.as_bytes()).map_err(failed)?;
    let (mut status, mut length) = (String::new(), 0);
    reader.read_line(&mut status).map_err(failed)?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).map_err(failed)?;
        if let Some(told) = line.strip_prefix("Content-Length: ") {
            length = told.trim().parse().map_err(|_| "no length".to_owned())?;
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).map_err(failed)?;
    match status.starts_with("HTTP/1.1 200") {
        true => Ok(()),
        false => Err(status.trim().to_owned()),
    }
}
