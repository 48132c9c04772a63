//! A message to a service that takes JSON: sent once, to the address that is named and nowhere else.

use crate::settings::is_local;
use crate::tls::Tls;
use serde_json::json;
use std::time::Duration;
use ureq::http::header::{CONTENT_TYPE, USER_AGENT};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{ConnectProxyConnector, Connector, TcpConnector};
use ureq::{Agent, Proxy};
use url::Url;

/// How long all of it may take.
const MOST: Duration = Duration::from_secs(10);

/// Sends a text as `{"text": …}`. Redirections aren't followed: the message would go to somebody else.
///
/// # Errors
/// Why it wasn't taken, in words that don't have the address, which may be a secret.
pub fn send(address: &str, text: &str) -> Result<(), String> {
    let url = Url::parse(address).map_err(|error| format!("the address can't be read: {error}"))?;
    if !["http", "https"].contains(&url.scheme()) {
        return Err(format!("`{}` isn't `http` or `https`", url.scheme()));
    }
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(if is_local(&url) { None } else { Proxy::try_from_env() })
        .timeout_global(Some(MOST))
        .build();
    let connector = ().chain(ConnectProxyConnector::default()).chain(TcpConnector::default()).chain(Tls::default());
    let agent = Agent::with_parts(config, connector, DefaultResolver::default());
    let sent = agent
        .post(url.as_str())
        .header(CONTENT_TYPE, "application/json")
        .header(USER_AGENT, concat!("uptake/", env!("CARGO_PKG_VERSION")))
        .send(json!({ "text": text }).to_string());
    match sent {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => Err(format!("the service answered {}", answer.status().as_u16())),
        Err(error) => Err(without(&error.to_string(), &url)),
    }
}

/// An error without what the address consists of.
fn without(error: &str, url: &Url) -> String {
    let parts = [url.as_str(), url.path(), url.query().unwrap_or("")];
    let parts = parts.into_iter().filter(|part| part.len() > 1);
    parts.fold(error.to_owned(), |error, part| error.replace(part, "…"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_services_of_the_web_are_sent_to_and_no_error_has_the_address() {
        assert_eq!(
            send("file:///etc/hosts", "{}"),
            Err("`file` isn't `http` or `https`".to_owned())
        );
        assert!(send("nothing", "{}").is_err());
        let url = Url::parse("https://example.com/services/secret?key=1").unwrap();
        let told = without(
            "no answer from https://example.com/services/secret?key=1 at /services/secret",
            &url,
        );
        assert_eq!(told, "no answer from … at …");
    }
}
