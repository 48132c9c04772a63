//! `cargo xtask bench editor`: commands on many rule files, and the language server while somebody types in shipped packs.

use crate::process::{self, cargo, root, target};
use std::env::consts::EXE_SUFFIX;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// Measures both, and prints what came out.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let (mut files, mut letters, mut runs) = (1_000, 200, 5);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut number = || -> Result<usize, String> {
            let value = rest.next().ok_or_else(|| format!("`{argument}` lacks its value"))?;
            value.parse().map_err(|_| format!("`{value}` isn't a number"))
        };
        match argument.as_str() {
            "--files" => files = number()?.max(2),
            "--letters" => letters = number()?.max(1),
            "--runs" => runs = number()?.max(1),
            other => return Err(format!("`bench editor` takes no argument `{other}`")),
        }
    }
    process::run(&mut cargo(["build", "--release", "--workspace", "--bin", "uptake"]))?;
    let program = target()?.join("release").join(format!("uptake{EXE_SUFFIX}"));
    let work = target()?.join("bench/rules");
    commands(&program, &work.join("many"), files, runs)?;
    for pack in packs()? {
        typing(&program, &pack, &work.join("typed"), letters)?;
    }
    Ok(())
}

/// `check`, `fmt --check` and `lint` on a pack of so many files.
fn commands(program: &Path, folder: &Path, files: usize, runs: usize) -> Result<(), String> {
    many(folder, files)?;
    for command in [&["check"][..], &["fmt", "--check"], &["lint"]] {
        let mut times = Vec::new();
        for _ in 0..runs {
            let start = Instant::now();
            let mut child = Command::new(program);
            child
                .args(command)
                .arg(folder)
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            let status = child
                .status()
                .map_err(|error| format!("uptake can't be started: {error}"))?;
            // Findings are fine; that it couldn't run isn't.
            if !matches!(status.code(), Some(0 | 1)) {
                return Err(format!("`uptake {}` ended with {status}", command.join(" ")));
            }
            times.push(start.elapsed());
        }
        times.sort_unstable();
        let median = times.get(times.len() / 2).copied().unwrap_or_default();
        println!(
            "uptake {} on {files} rule files: {:.2} s, the median of {runs}",
            command.join(" "),
            median.as_secs_f64()
        );
    }
    Ok(())
}

/// A pack of so many files: what is counted, and definitions that read each other, with comments.
fn many(folder: &Path, files: usize) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{} can't be written: {error}", folder.display());
    if folder.try_exists().map_err(failed)? {
        fs::remove_dir_all(folder).map_err(failed)?;
    }
    fs::create_dir_all(folder).map_err(failed)?;
    let base = "\
uptake: 1
pack: many
version: 1.0.0
owner: ops@example.com
entities: people
datasets:
  people: { kind: entities, entity: id, columns: { id: text, team: text, role: text } }
  uses: { kind: events, entity: id, time: at, columns: { id: text, at: datetime, tool: text, minutes: int } }
measures:
  uses_made: { count: uses }
  minutes: { sum: uses.minutes }
metrics:
  rate: { title: Rate, share: active_1, by: [team] }
";
    fs::write(folder.join("base.yaml"), base).map_err(failed)?;
    for number in 1..files {
        let before = match number {
            1 => "uses_made >= 3".to_owned(),
            _ => format!("active_{} && uses_made >= {}", number - 1, number % 7),
        };
        let text = format!(
            "\
uptake: 1
pack: many
# Rules of group {number}: somebody has written why.
measures:
  uses_{number}: {{ count: uses, where: minutes > {number}, about: Longer than {number} minutes. }}
definitions:
  # Who counts in group {number}.
  active_{number}:
    about: Active in group {number}.
    source: handbook, page {number}
    when: {before} && (uses_{number} >= 1 || minutes > {}) # as agreed
",
            number * 2
        );
        fs::write(folder.join(format!("group_{number:04}.yaml")), text).map_err(failed)?;
    }
    Ok(())
}

/// The folders of the packs that come with the program.
fn packs() -> Result<Vec<PathBuf>, String> {
    let folder = root().join("rules");
    let failed = |error: std::io::Error| format!("{} can't be read: {error}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() && !rule_files(&path)?.is_empty() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn rule_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error: std::io::Error| format!("{} can't be read: {error}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.display().to_string();
        if name.ends_with(".yaml") && !name.ends_with(".test.yaml") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Types letters all over the longest file of a pack, one after the other, and asks after each what may be written there.
fn typing(program: &Path, pack: &Path, work: &Path, letters: usize) -> Result<(), String> {
    let name = pack.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = work.join(&name);
    let failed = |error: std::io::Error| format!("{} can't be copied: {error}", pack.display());
    if folder.try_exists().map_err(failed)? {
        fs::remove_dir_all(&folder).map_err(failed)?;
    }
    process::run(Command::new("cp").arg("-r").arg(pack).arg({
        fs::create_dir_all(work).map_err(failed)?;
        &folder
    }))?;
    let mut longest: Option<(PathBuf, String)> = None;
    for path in rule_files(&folder)? {
        let text = fs::read_to_string(&path).map_err(failed)?;
        if longest.as_ref().is_none_or(|(_, known)| known.len() < text.len()) {
            longest = Some((path, text));
        }
    }
    let Some((path, text)) = longest else { return Ok(()) };
    let mut editor = Editor::on(program, &path)?;
    editor.open(&text)?;
    let places: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .collect();
    let (mut answers, mut told) = (Vec::new(), Vec::new());
    for number in 0..letters {
        let Some((line, content)) = places.get(number * places.len() / letters) else {
            break;
        };
        let column = content.chars().map(char::len_utf16).sum::<usize>() * (number % 5 + 1) / 5;
        let start = Instant::now();
        editor.change((*line, column), (*line, column), "e")?;
        editor.complete(*line, column + 1)?;
        answers.push(start.elapsed());
        editor.told()?;
        told.push(start.elapsed());
        editor.change((*line, column), (*line, column + 1), "")?;
        editor.told()?;
    }
    let spent = editor.processor_time();
    editor.leave()?;
    println!(
        "{name} ({} lines, typed {} letters): completion p50 {:.1} ms, p95 {:.1} ms; errors told p50 {:.1} ms, p95 {:.1} ms{}",
        text.lines().count(),
        answers.len(),
        part(&mut answers, 50),
        part(&mut answers, 95),
        part(&mut told, 50),
        part(&mut told, 95),
        spent.map_or(String::new(), |spent| {
            format!(
                "; {:.1} ms of processor time per change",
                spent.as_secs_f64() * 1e3 / (2 * letters) as f64
            )
        })
    );
    Ok(())
}

/// So many percent take no longer, in milliseconds.
fn part(times: &mut [Duration], percent: usize) -> f64 {
    times.sort_unstable();
    let at = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
}

/// An editor with one open text.
struct Editor {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    uri: String,
    /// The number of the last question, and the version of the text.
    asked: usize,
    version: usize,
    /// Whether errors were told that nobody waited for yet.
    heard: bool,
}

impl Editor {
    fn on(program: &Path, path: &Path) -> Result<Self, String> {
        let started = Command::new(program)
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut child = started.map_err(|error| format!("`uptake lsp` can't be started: {error}"))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("`uptake lsp` has no pipes".to_owned());
        };
        let mut editor = Self {
            child,
            input,
            output: BufReader::new(output),
            uri: format!("file://{}", path.display()),
            asked: 0,
            version: 1,
            heard: false,
        };
        editor.ask("initialize", "{\"capabilities\":{}}")?;
        editor.tell("initialized", "{}")?;
        Ok(editor)
    }

    fn open(&mut self, text: &str) -> Result<(), String> {
        let params = format!(
            "{{\"textDocument\":{{\"uri\":\"{}\",\"languageId\":\"yaml\",\"version\":1,\"text\":{}}}}}",
            self.uri,
            quoted(text)
        );
        self.tell("textDocument/didOpen", &params)?;
        self.told()
    }

    fn change(&mut self, from: (usize, usize), until: (usize, usize), text: &str) -> Result<(), String> {
        self.version += 1;
        self.heard = false;
        let place = |(line, column): (usize, usize)| format!("{{\"line\":{line},\"character\":{column}}}");
        let params = format!(
            "{{\"textDocument\":{{\"uri\":\"{}\",\"version\":{}}},\"contentChanges\":[{{\"range\":{{\"start\":{},\"end\":{}}},\"text\":{}}}]}}",
            self.uri,
            self.version,
            place(from),
            place(until),
            quoted(text)
        );
        self.tell("textDocument/didChange", &params)
    }

    fn complete(&mut self, line: usize, column: usize) -> Result<(), String> {
        let params = format!(
            "{{\"textDocument\":{{\"uri\":\"{}\"}},\"position\":{{\"line\":{line},\"character\":{column}}}}}",
            self.uri
        );
        self.ask("textDocument/completion", &params)
    }

    fn tell(&mut self, method: &str, params: &str) -> Result<(), String> {
        self.send(&format!(
            "{{\"jsonrpc\":\"2.0\",\"method\":\"{method}\",\"params\":{params}}}"
        ))
    }

    /// Asks, and waits for the answer.
    fn ask(&mut self, method: &str, params: &str) -> Result<(), String> {
        self.asked += 1;
        let id = self.asked;
        self.send(&format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"{method}\",\"params\":{params}}}"
        ))?;
        let own = format!("\"id\":{id},");
        loop {
            let message = self.message()?;
            if message.contains(&own) || message.contains(&format!("\"id\":{id}}}")) {
                return match message.contains("\"error\":") && !message.contains("\"result\":") {
                    true => Err(format!("{method}: {message}")),
                    false => Ok(()),
                };
            }
        }
    }

    /// Waits until the errors of the text are told.
    fn told(&mut self) -> Result<(), String> {
        while !self.heard {
            self.message()?;
        }
        self.heard = false;
        Ok(())
    }

    fn send(&mut self, text: &str) -> Result<(), String> {
        let written = write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len());
        let written = written.and_then(|()| self.input.flush());
        written.map_err(|error| format!("`uptake lsp` hears nothing: {error}"))
    }

    fn message(&mut self) -> Result<String, String> {
        let lost = |error: std::io::Error| format!("`uptake lsp` can't be heard: {error}");
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).map_err(lost)? == 0 {
                return Err("`uptake lsp` ended".to_owned());
            }
            match line.trim().strip_prefix("Content-Length:") {
                Some(value) => length = value.trim().parse().map_err(|_| "a message without its length")?,
                None if line.trim().is_empty() => break,
                None => {}
            }
        }
        let mut bytes = vec![0; length];
        self.output.read_exact(&mut bytes).map_err(lost)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        self.heard |= text.contains("publishDiagnostics") && text.contains(&self.uri);
        Ok(text)
    }

    /// What the server has spent on processors so far, where the system says it.
    fn processor_time(&self) -> Option<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = |at: usize| fields.get(at)?.parse::<u64>().ok();
        // In hundredths of a second.
        Some(Duration::from_millis(10 * (ticks(11)? + ticks(12)?)))
    }

    fn leave(mut self) -> Result<(), String> {
        drop(self.input);
        self.child.wait().map(drop).map_err(|error| error.to_string())
    }
}

/// A text as JSON has it.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            letter if u32::from(letter) < 0x20 => {
                // Writing into a text can't fail.
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}
