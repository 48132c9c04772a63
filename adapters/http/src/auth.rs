//! Who we are to the service.

use crate::settings::{choice, required};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::time::{Duration, Instant};
use uptake_adapter::{AdapterError, ErrorCode, Settings};
use url::Url;

/// A token is renewed so long before it expires.
const MARGIN: Duration = Duration::from_secs(30);

/// How a request says who sends it.
#[derive(Clone)]
pub(crate) enum Auth {
    /// Not at all.
    None,
    /// The value of the header `Authorization`.
    Header(String),
    /// A header of the service's own.
    Key(String, String),
    /// A parameter in the query.
    Query(String, String),
    /// A token that is asked for first.
    Client(Client),
}

/// OAuth 2 client credentials.
#[derive(Clone)]
pub(crate) struct Client {
    /// Where tokens come from.
    pub(crate) address: Url,
    /// The form that is sent there.
    pub(crate) form: Vec<(String, String)>,
    /// The value of `Authorization` that goes with it.
    pub(crate) header: Option<String>,
}

impl Auth {
    /// From the settings, and the texts that no message may show.
    pub(crate) fn new(settings: &Settings) -> Result<(Self, Vec<String>), AdapterError> {
        let kinds = ["none", "bearer", "basic", "api_key", "oauth2"];
        let kind = choice(settings, "auth.kind", &kinds)?;
        let known: &[&str] = match kind {
            Some("bearer") => &["token"],
            Some("basic") => &["user", "password"],
            Some("api_key") => &["name", "value", "in"],
            Some("oauth2") => &["token_url", "client_id", "client_secret", "scope", "audience", "send"],
            _ => &[],
        };
        if let Some((key, _)) = settings
            .below("auth")
            .find(|(key, _)| *key != "kind" && !known.contains(key))
        {
            let message = match kind {
                Some(kind) => format!("`auth` of the kind `{kind}` has no `{key}`"),
                None => "`auth` needs a `kind`".to_owned(),
            };
            let kinds = "valid values: `bearer`, `basic`, `api_key`, `oauth2`";
            return Err(AdapterError::new(ErrorCode::Config, message)
                .help(kinds)
                .setting(format!("auth.{key}")));
        }
        let get = |key: &str| required(settings, &format!("auth.{key}"));
        Ok(match kind {
            Some("bearer") => {
                let token = get("token")?;
                (Auth::Header(format!("Bearer {token}")), vec![token])
            }
            Some("basic") => {
                let (user, password) = (get("user")?, settings.get("auth.password").unwrap_or_default());
                let (header, secrets) = basic(&user, password);
                (Auth::Header(header), secrets)
            }
            Some("api_key") => {
                let (name, value) = (get("name")?, get("value")?);
                let auth = match choice(settings, "auth.in", &["header", "query"])? {
                    Some("query") => Auth::Query(name, value.clone()),
                    _ => Auth::Key(name, value.clone()),
                };
                (auth, vec![value])
            }
            Some("oauth2") => client(settings)?,
            _ => (Auth::None, Vec::new()),
        })
    }
}

fn basic(user: &str, password: &str) -> (String, Vec<String>) {
    let pair = STANDARD.encode(format!("{user}:{password}"));
    (format!("Basic {pair}"), vec![password.to_owned(), pair])
}

fn client(settings: &Settings) -> Result<(Auth, Vec<String>), AdapterError> {
    let get = |key: &str| required(settings, &format!("auth.{key}"));
    let (id, secret) = (get("client_id")?, get("client_secret")?);
    let address = crate::settings::address(&get("token_url")?, "auth.token_url", settings)?;
    let mut form = vec![("grant_type".to_owned(), "client_credentials".to_owned())];
    for key in ["scope", "audience"] {
        let value = settings.get(&format!("auth.{key}"));
        form.extend(value.map(|value| (key.to_owned(), value.to_owned())));
    }
    let mut secrets = vec![secret.clone()];
    let mut header = None;
    match choice(settings, "auth.send", &["body", "basic"])? {
        Some("basic") => {
            let (value, more) = basic(&encoded(&id), &encoded(&secret));
            header = Some(value);
            secrets.extend(more);
        }
        _ => form.extend([("client_id".to_owned(), id), ("client_secret".to_owned(), secret)]),
    }
    Ok((Auth::Client(Client { address, form, header }), secrets))
}

/// Id and secret are form-encoded before they become user and password (RFC 6749, 2.3.1).
fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A token in hand.
#[derive(Clone)]
pub(crate) struct Token {
    /// The value of the header `Authorization`.
    pub(crate) header: String,
    expires: Option<Instant>,
}

impl Token {
    /// From the answer of the token service, which came at `now`; and the token itself, which no message may show.
    pub(crate) fn read(answer: &[u8], now: Instant) -> Option<(Self, String)> {
        let answer: Value = serde_json::from_slice(answer).ok()?;
        let token = answer.get("access_token")?.as_str()?.to_owned();
        let lives = answer.get("expires_in").and_then(|seconds| match seconds {
            Value::String(text) => text.parse().ok(),
            other => other.as_u64(),
        });
        let expires = lives.and_then(|seconds| now.checked_add(Duration::from_secs(seconds).saturating_sub(MARGIN)));
        let header = format!("Bearer {token}");
        Some((Self { header, expires }, token))
    }

    /// Whether it may still be used.
    pub(crate) fn lives(&self, now: Instant) -> bool {
        self.expires.is_none_or(|expires| now < expires)
    }
}
