//! Findings about rules as systems for continuous integration read them.
//!
//! Paths are those that the findings have, which is from the folder that the program was started in: that is where these systems look. Lines and columns
//! count from 1, columns in characters.

mod github;
mod gitlab;
mod junit;
mod sarif;

pub use github::github;
pub use gitlab::gitlab;
pub use junit::junit;
pub use sarif::sarif;

use uptake_rules::render::JsonDiagnostic;

/// A finding's words: what it is, and what helps.
fn words(found: &JsonDiagnostic) -> String {
    match &found.help {
        Some(help) => format!("{}\nhelp: {help}", found.message),
        None => found.message.clone(),
    }
}

/// A path as the path of an address: what may not stand there is written in hexadecimal digits.
fn address(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.strip_prefix("./").unwrap_or(path).bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
