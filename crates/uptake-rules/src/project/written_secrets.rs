//! Secrets that are written in a project file, and references that are none.

use super::{Project, SourceSpec};
use crate::Diagnostic;
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Severity;
use crate::source::Span;

/// How the last word of a setting's key ends if its value is a secret.
const SECRET: [&str; 14] = [
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "token",
    "access_key",
    "account_key",
    "api_key",
    "apikey",
    "private_key",
    "authorization",
    "credentials",
    "jwt",
];

/// Warns of secrets in clear, and of references to the environment that a shell would know but this file doesn't.
pub(super) fn written_secrets(project: &Project, cx: &mut Context<'_>) {
    if let Some(webhook) = project.webhook.as_ref() {
        unknown_references(&webhook.text, webhook.span, cx);
        if !webhook.text.contains("${") {
            let message = "the address of a webhook is written in the project file: whoever knows it can send messages";
            let help = "write `${env:NAME}` or `${file:PATH}`";
            warn(cx, webhook.span, message.to_owned(), help.to_owned());
        }
    }
    for source in &project.sources {
        for setting in &source.settings {
            let (key, value) = (setting.key.text.as_str(), setting.value.as_str());
            unknown_references(value, setting.span, cx);
            if let Some(name) = shell_variable(value) {
                let message = format!("`{value}` is this very text, not the environment variable `{name}`");
                let warning = Diagnostic::error(Code::WrongValue, setting.span, message);
                let warning = warning.help(format!("write `${{env:{name}}}`"));
                cx.diagnostics.push(warning.severity(Severity::Warning));
            } else if !value.trim().is_empty() && !value.contains("${") && is_secret(source, key) {
                let message = format!("the secret `{key}` is written in the project file");
                let help = format!("write `${{env:{}}}` or `${{file:PATH}}`", variable(key));
                warn(cx, setting.span, message, help);
            } else if password_in_address(value) {
                let message = format!("the address in `{key}` has a password, written in the project file");
                warn(cx, setting.span, message, "write `${env:NAME}` in its place".to_owned());
            }
        }
    }
}

fn warn(cx: &mut Context<'_>, span: Span, message: String, help: String) {
    let warning = Diagnostic::error(Code::WrittenSecret, span, message);
    cx.diagnostics.push(warning.help(help).severity(Severity::Warning));
}

/// A reference is `${env:NAME}` or `${file:PATH}`; a run would stop at any other.
fn unknown_references(value: &str, span: Span, cx: &mut Context<'_>) {
    let references = value.split("${").skip(1);
    for reference in references.filter(|rest| !rest.starts_with("env:") && !rest.starts_with("file:")) {
        let Some((name, _)) = reference.split_once('}') else {
            continue;
        };
        let message = format!("`${{{name}}}` is an unknown reference");
        let help = match is_variable(name) {
            true => format!("write `${{env:{name}}}`"),
            false => "write `${env:NAME}` or `${file:PATH}`".to_owned(),
        };
        let warning = Diagnostic::error(Code::WrongValue, span, message).help(help);
        cx.diagnostics.push(warning.severity(Severity::Warning));
    }
}

/// Whether a setting is a secret by its key. What `pagination` and plugins' paths name are places in an answer.
fn is_secret(source: &SourceSpec, key: &str) -> bool {
    let mut words = key.split('.').map(|word| word.to_ascii_lowercase().replace('-', "_"));
    let (first, last) = (
        words.next().unwrap_or_default(),
        key.rsplit('.').next().unwrap_or_default(),
    );
    if ["pagination", "rows", "links"].contains(&first.as_str()) {
        return false;
    }
    // Of an API key in a header or a parameter.
    let value_of_a_key = key == "auth.value" && source.adapter.text == "http";
    let last = last.to_ascii_lowercase().replace('-', "_");
    value_of_a_key || SECRET.iter().any(|word| last.ends_with(word))
}

/// `$NAME`, `%NAME%` and `{{ NAME }}` as the whole of a value.
fn shell_variable(value: &str) -> Option<&str> {
    let value = value.trim();
    let percent = || value.strip_prefix('%')?.strip_suffix('%');
    let braces = || Some(value.strip_prefix("{{")?.strip_suffix("}}")?.trim());
    let name = value.strip_prefix('$').or_else(percent).or_else(braces)?;
    is_variable(name).then_some(name)
}

fn is_variable(name: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    name.starts_with(|first: char| first.is_ascii_uppercase() || first == '_') && name.bytes().all(letter)
}

/// `scheme://user:password@host`, with a password in clear.
fn password_in_address(value: &str) -> bool {
    let Some((_, rest)) = value.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let password = authority.rsplit_once('@').and_then(|(who, _)| who.split_once(':'));
    password.is_some_and(|(_, password)| !password.is_empty() && !password.contains("${"))
}

/// A name for a variable that has the value of a setting.
fn variable(key: &str) -> String {
    let last = key.rsplit('.').next().unwrap_or(key);
    last.to_ascii_uppercase()
        .replace(|letter: char| !letter.is_ascii_alphanumeric(), "_")
}
