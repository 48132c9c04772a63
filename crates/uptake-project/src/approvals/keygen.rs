//! The program `ssh-keygen`, which signs and verifies.

use crate::Failure;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use uptake_codes::ProgramCode;

/// The program, with the moment for which keys have to be valid.
pub(crate) struct Keygen {
    /// The moment, in UTC.
    pub(crate) at: Timestamp,
}

/// What the program says of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// It is one of the text, by a key with this fingerprint.
    Good(String),
    /// It isn't.
    Bad,
}

/// Whose key made a signature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Principals {
    /// Their names.
    pub(super) names: Vec<String>,
    /// What else the program says where there are none, such as that the key has expired.
    pub(super) said: Option<String>,
}

/// What the program says where no line of a file has the key.
const NOBODY: &str = "No principal matched.";

/// How what it says begins where it can't read the file.
const UNREAD: [&str; 2] = ["Unable to open", "Unable to read"];

impl Keygen {
    /// Signs a text with a key, which may be a public one whose private one an agent has. Answers with the signature's file. A passphrase is
    /// asked for on the terminal; where there is none, a key that needs one can't sign.
    pub(crate) fn sign(&self, key: &Path, namespace: &str, text: &str) -> Result<String, Failure> {
        let folder = tempfile::tempdir().map_err(|error| unrunnable(&error))?;
        let path = folder.path().join("statement");
        std::fs::write(&path, text).map_err(|error| unrunnable(&error))?;
        let mut command = Command::new("ssh-keygen");
        command
            .args(["-Y", "sign", "-q", "-n", namespace, "-f"])
            .arg(key)
            .arg(&path);
        command.stdin(terminal()).stdout(Stdio::null()).stderr(Stdio::piped());
        let output = command.output().map_err(|error| unrunnable(&error))?;
        if !output.status.success() {
            return Err(
                Failure::new(format!("`{}` can't sign: {}", key.display(), reasons(&output)))
                    .code(ProgramCode::NotSigned)
                    .help("name a private key with `--key`, or a public one whose private one an agent has"),
            );
        }
        let signature = path.with_extension("sig");
        std::fs::read_to_string(&signature).map_err(|error| unrunnable(&error))
    }

    /// Whether a signature is one of a text, whoever made it.
    pub(super) fn check(&self, signature: &Path, namespace: &str, text: &str) -> Result<Said, Failure> {
        let mut command = Command::new("ssh-keygen");
        command
            .args(["-Y", "check-novalidate", "-n", namespace, "-s"])
            .arg(signature);
        Ok(said(&run(&mut command, text)?))
    }

    /// The principals whose key made a signature, as a file of allowed signers has them.
    ///
    /// # Errors
    /// `approval-unreadable` where the program can't read that file.
    pub(super) fn principals(&self, signature: &Path, signers: &Path) -> Result<Principals, Failure> {
        let mut command = Command::new("ssh-keygen");
        command
            .args(["-Y", "find-principals", "-s"])
            .arg(signature)
            .arg("-f")
            .arg(signers);
        command.arg(self.time());
        let output = run(&mut command, "")?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        // A line of the file may have several, with commas between them.
        let names = text.lines().flat_map(|line| line.split(',')).map(str::trim);
        if output.status.success() {
            return Ok(Principals {
                names: names.filter(|name| !name.is_empty()).map(str::to_owned).collect(),
                said: None,
            });
        }
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        let lines = told.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && *line != NOBODY);
        let lines: Vec<String> = lines.map(without_moment).collect();
        if let Some(line) = lines
            .iter()
            .find(|line| UNREAD.iter().any(|word| line.starts_with(word)))
        {
            let message = format!("`ssh-keygen` can't read `{}`: {line}", signers.display());
            return Err(Failure::new(message)
                .code(ProgramCode::ApprovalUnreadable)
                .help("let `signers` of `approvals` name a file of allowed signers that may be read"));
        }
        Ok(Principals {
            names: Vec::new(),
            said: (!lines.is_empty()).then(|| lines.join("; ")),
        })
    }

    /// Whether a signature of a text was made by somebody who may, in the namespace.
    pub(super) fn verify(
        &self,
        signature: &Path,
        signers: &Path,
        principal: &str,
        namespace: &str,
        text: &str,
    ) -> Result<Said, Failure> {
        let mut command = Command::new("ssh-keygen");
        command
            .args(["-Y", "verify", "-I", principal, "-n", namespace, "-s"])
            .arg(signature);
        command.arg("-f").arg(signers).arg(self.time());
        Ok(said(&run(&mut command, text)?))
    }

    /// The option with the moment: no answer depends on the clock of the machine.
    fn time(&self) -> String {
        let at = self.at.to_zoned(TimeZone::UTC);
        format!("-Overify-time={}Z", at.strftime("%Y%m%d%H%M%S"))
    }
}

/// A line of the program without the moment for which keys had to be valid: outputs say the same whenever they are made.
fn without_moment(line: &str) -> String {
    let rest = line.split_once("verify time ").and_then(|(before, after)| {
        let limit = after.split_once(" > ").or_else(|| after.split_once(" < "))?.1;
        Some(format!("{before}{limit}"))
    });
    rest.unwrap_or_else(|| line.to_owned())
}

/// Runs the program with a text as its input.
fn run(command: &mut Command, text: &str) -> Result<Output, Failure> {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| unrunnable(&error))?;
    if let Some(mut pipe) = child.stdin.take() {
        // A program that has ended reads nothing more; how it ended is what counts. Statements are shorter than a pipe is.
        let _ = pipe.write_all(text.as_bytes());
    }
    let output = child.wait_with_output().map_err(|error| unrunnable(&error))?;
    match output.status.code() {
        Some(_) => Ok(output),
        // What was ended by a signal has said nothing about a signature.
        None => Err(unrunnable(&std::io::Error::other("it was ended by a signal"))),
    }
}

/// What the program says: `Good "NAMESPACE" signature … with ED25519 key SHA256:…`.
fn said(output: &Output) -> Said {
    let text = String::from_utf8_lossy(&output.stdout);
    let fingerprint = text
        .lines()
        .find_map(|line| line.rsplit_once(" key "))
        .map(|(_, key)| key.trim().to_owned());
    match (output.status.success(), fingerprint) {
        (true, Some(fingerprint)) => Said::Good(fingerprint),
        _ => Said::Bad,
    }
}

/// Why it can't, in its own words: all of its lines, without the frame that it puts around warnings.
fn reasons(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let lines = text.lines().map(|line| line.trim_matches(['@', ' ', '\t', '\r']));
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    match lines.is_empty() {
        true => "it says nothing".to_owned(),
        false => lines.join("; "),
    }
}

/// Where a passphrase is asked for: the terminal, if there is one. This process's own input belongs to whoever watches it, and never ends.
fn terminal() -> Stdio {
    std::fs::File::open("/dev/tty").map_or_else(|_| Stdio::null(), Stdio::from)
}

pub(super) fn unrunnable(error: &std::io::Error) -> Failure {
    match error.kind() {
        ErrorKind::NotFound => Failure::new("`ssh-keygen` isn't installed, which signs and verifies approvals"),
        _ => Failure::new(format!("`ssh-keygen` can't be run: {error}")),
    }
    .code(ProgramCode::NoKeygen)
    .help("install OpenSSH 8.9 or newer")
}

/// The path of a file that the program reads, which is no option of it.
pub(super) fn named(path: &Path) -> PathBuf {
    match path.is_absolute() {
        true => path.to_path_buf(),
        false => Path::new(".").join(path),
    }
}
