//! What of an address and of options no message may show.

use uptake_adapter::Settings;

/// Words in the name of a parameter whose value is a secret.
const WORDS: [&str; 8] = [
    "pass",
    "pwd",
    "secret",
    "token",
    "key",
    "credential",
    "authorization",
    "jwt",
];

/// The settings, which now know what to blot out.
pub(crate) fn guarded(settings: &Settings) -> Settings {
    let mut secrets: Vec<String> = settings.get("password").map(str::to_owned).into_iter().collect();
    if let Some(uri) = settings.get("uri") {
        secrets.extend(of_address(uri));
    }
    for (key, value) in settings.below("options") {
        if is_secret(key) {
            secrets.push(value.to_owned());
        }
        secrets.extend(of_address(value));
    }
    // A database takes a query apart, and names a word of it that it doesn't know.
    for secret in settings.secrets() {
        if settings.get("query").is_some_and(|query| query.contains(secret)) {
            let words = secret.split(|letter: char| !letter.is_alphanumeric());
            secrets.extend(words.map(str::to_owned));
        }
    }
    // As a driver may repeat it in an address.
    let encoded: Vec<String> = secrets.iter().map(|secret| encoded(secret)).collect();
    settings.clone().with_secrets(secrets).with_secrets(encoded)
}

fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    WORDS.iter().any(|word| key.contains(word))
}

/// The secrets in an address: what stands between a user and an `@`, and values of parameters that are called so. Each as
/// it is written and as it is meant.
fn of_address(address: &str) -> Vec<String> {
    let mut found = Vec::new();
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    if let Some((who, _)) = rest.rsplit_once('@')
        && let Some((_, password)) = who.split_once(':')
    {
        found.push(password.to_owned());
    }
    for (at, _) in address.match_indices('=') {
        let (before, after) = (address.get(..at).unwrap_or(""), address.get(at + 1..).unwrap_or(""));
        let key = before.trim_end();
        let key = key.rsplit(['?', '&', ';', ' ', ',']).next().unwrap_or("");
        if is_secret(key) {
            let value = after.trim_start();
            let value = match value.strip_prefix('\'') {
                Some(quoted) => quoted_value(quoted),
                None => value.split(['&', ';', ' ', '#']).next().unwrap_or("").to_owned(),
            };
            found.push(value);
        }
    }
    let meant: Vec<String> = found.iter().map(|secret| decoded(secret)).collect();
    found.extend(meant);
    found.retain(|secret| !secret.is_empty());
    found
}

/// A value up to its closing quote, in which a backslash takes the next letter as it is.
fn quoted_value(text: &str) -> String {
    let mut value = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' => break,
            '\\' => value.extend(letters.next()),
            letter => value.push(letter),
        }
    }
    value
}

/// Text without percent signs for letters.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (first, byte) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Text as it may stand in an address.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(key: &str, value: &str) -> String {
        let settings = Settings::new("", [(key.to_owned(), value.to_owned())].into());
        guarded(&settings).redacted(value)
    }

    #[test]
    fn secrets_are_blotted_out_of_addresses_of_every_form() {
        for (address, safe) in [
            (
                "postgresql://ana:hunter22@db.example.com/x",
                "postgresql://ana:…@db.example.com/x",
            ),
            ("postgresql://ana:hun/ter@22@db/x", "postgresql://ana:…@db/x"),
            (
                "postgresql://db/x?user=ana&password=hunter22&sslmode=require",
                "postgresql://db/x?user=ana&password=…&sslmode=require",
            ),
            (
                "host=db user=ana password='hunter 22' dbname=x",
                "host=db user=ana password='…' dbname=x",
            ),
            ("ana:hunter22@account/database", "ana:…@account/database"),
            ("Server=db;Pwd=hunter22;x=1", "Server=db;Pwd=…;x=1"),
            ("data/people.db", "data/people.db"),
        ] {
            assert_eq!(shown("uri", address), safe);
        }
        assert_eq!(shown("password", "hunter22"), "…");
        assert_eq!(shown("options.adbc.x.client_secret", "hunter22"), "…");
        assert_eq!(shown("options.adbc.x.warehouse", "small"), "small");
    }

    #[test]
    fn a_secret_is_known_as_it_is_written_and_as_it_is_meant() {
        let uri = "postgresql://ana:hunter%2F22@db/x";
        let settings = guarded(&Settings::new("", [("uri".to_owned(), uri.to_owned())].into()));
        assert_eq!(settings.redacted("hunter/22 hunter%2F22"), "… …");
        let settings = guarded(&Settings::new(
            "",
            [("password".to_owned(), "hunter/22".to_owned())].into(),
        ));
        assert_eq!(settings.redacted("hunter/22 hunter%2F22"), "… …");
    }
}
