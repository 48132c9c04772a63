//! Who is let in: whoever has shown the token of this start, on this machine, from a page of this server.

use crate::http::{Method, Request};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uptake_codes::ProgramCode;
use uptake_project::Failure;

/// So many random bytes have a token.
const BYTES: usize = 32;

/// The secrets of a start, and where it listens.
pub(crate) struct Gate {
    token: String,
    /// What a form of ours carries, so that no other page can send one.
    form: String,
    port: u16,
}

/// Why somebody isn't let in, with the number that says so.
pub(crate) struct Turned {
    pub(crate) status: u16,
    pub(crate) failure: Failure,
}

impl Gate {
    /// A gate with secrets of its own.
    ///
    /// # Errors
    /// When the system has no random bytes.
    pub(crate) fn new(port: u16) -> Result<Self, Failure> {
        let secret = || -> Result<String, Failure> {
            let mut bytes = [0; BYTES];
            getrandom::fill(&mut bytes).map_err(|error| {
                Failure::new(format!("the system has no random bytes: {error}")).code(ProgramCode::CannotListen)
            })?;
            Ok(URL_SAFE_NO_PAD.encode(bytes))
        };
        Ok(Self {
            token: secret()?,
            form: secret()?,
            port,
        })
    }

    /// The address that lets a browser in.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/enter?token={}", self.port, self.token)
    }

    /// What a form has to carry.
    pub(crate) fn form(&self) -> &str {
        &self.form
    }

    /// Whether a form of ours was sent.
    pub(crate) fn knows_form(&self, sent: Option<&str>) -> bool {
        sent.is_some_and(|sent| same(sent, &self.form))
    }

    /// Whether this is the token.
    pub(crate) fn knows(&self, sent: Option<&str>) -> bool {
        sent.is_some_and(|sent| same(sent, &self.token))
    }

    /// The cookie that a browser keeps until it ends.
    pub(crate) fn cookie(&self) -> String {
        format!(
            "{}={}; HttpOnly; SameSite=Strict; Path=/",
            self.cookie_name(),
            self.token
        )
    }

    /// Ports of a machine share their cookies, so that the name has the port.
    fn cookie_name(&self) -> String {
        format!("uptake_{}", self.port)
    }

    /// Whether a request is meant for this server: a name that leads elsewhere, or another site's page, could send it, too.
    pub(crate) fn is_ours(&self, request: &Request) -> Result<(), Turned> {
        let foreign = |status, message: &str| {
            Err(Turned {
                status,
                failure: Failure::of(ProgramCode::ForeignRequest, message),
            })
        };
        let hosts = [format!("127.0.0.1:{}", self.port), format!("localhost:{}", self.port)];
        let host = request
            .header("host")
            .filter(|host| hosts.iter().any(|own| own.eq_ignore_ascii_case(host)));
        let Some(host) = host else {
            return foreign(421, "the request is for another host");
        };
        let own = format!("http://{host}");
        let from_here = |origin: &str| origin.eq_ignore_ascii_case(&own);
        let strange = match request.header("origin") {
            Some(origin) => !from_here(origin),
            // A header that comes twice is none, and not to be taken for an absent one.
            None => request.has("origin"),
        };
        if strange {
            return foreign(403, "the request comes from a page of another site");
        }
        let site = request.header("sec-fetch-site").unwrap_or("none");
        if !["same-origin", "none"].contains(&site) && request.path != "/enter" {
            return foreign(403, "the request comes from a page of another site");
        }
        Ok(())
    }

    /// Whether whoever asks has shown the token. What changes something has to come from a page of ours, or from a program that sends
    /// the token itself.
    pub(crate) fn admits(&self, request: &Request) -> Result<(), Turned> {
        let turned = |status, message: &str| {
            Err(Turned {
                status,
                failure: Failure::of(ProgramCode::NotAdmitted, message),
            })
        };
        if request.has("authorization") {
            let sent = request.header("authorization");
            let sent = sent.and_then(|sent| sent.strip_prefix("Bearer ").or_else(|| sent.strip_prefix("bearer ")));
            return match self.knows(sent.map(str::trim)) {
                true => Ok(()),
                false => turned(401, "the token is another one"),
            };
        }
        if !self.knows(self.sent_cookie(request)) {
            return turned(401, "the token of this start is needed");
        }
        match request.method == Method::Post && !request.has("origin") {
            true => turned(403, "the request doesn't say which page it comes from"),
            false => Ok(()),
        }
    }

    fn sent_cookie<'a>(&self, request: &'a Request) -> Option<&'a str> {
        let name = self.cookie_name();
        let pairs = request.header("cookie")?.split(';');
        let mut pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

/// Whether two secrets are the same, in a time that tells nothing of where they differ or how long they are.
fn same(one: &str, other: &str) -> bool {
    Sha256::digest(one).ct_eq(&Sha256::digest(other)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: Method, headers: &[(&str, &str)]) -> Request {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Request {
            method,
            path: "/".to_owned(),
            query: String::new(),
            headers: headers.iter().map(owned).collect(),
            body: Vec::new(),
            keeps: true,
        }
    }

    fn status(result: Result<(), Turned>) -> u16 {
        result.err().map_or(200, |turned| turned.status)
    }

    #[test]
    fn another_host_and_another_site_are_turned_away() {
        let gate = Gate::new(4470).unwrap();
        let asked = |headers: &[(&str, &str)]| status(gate.is_ours(&request(Method::Get, headers)));
        let host = ("host", "127.0.0.1:4470");
        assert_eq!(asked(&[host]), 200);
        assert_eq!(asked(&[("host", "localhost:4470")]), 200);
        assert_eq!(asked(&[host, ("origin", "http://127.0.0.1:4470")]), 200);
        for hosts in [
            &[][..],
            &[("host", "evil.example")],
            &[("host", "127.0.0.1:4471")],
            &[("host", "127.0.0.1")],
            &[host, host],
        ] {
            assert_eq!(asked(hosts), 421, "{hosts:?}");
        }
        for origin in [
            "http://evil.example",
            "null",
            "https://127.0.0.1:4470",
            "http://localhost:4470",
            "",
        ] {
            assert_eq!(asked(&[host, ("origin", origin)]), 403, "{origin}");
        }
        assert_eq!(asked(&[host, ("sec-fetch-site", "cross-site")]), 403);
        assert_eq!(asked(&[host, ("sec-fetch-site", "same-site")]), 403);
    }

    #[test]
    fn only_the_token_lets_in_and_only_our_pages_change_something() {
        let gate = Gate::new(4470).unwrap();
        let asked = |method, headers: &[(&str, &str)]| status(gate.admits(&request(method, headers)));
        let cookie = format!("other=1; uptake_4470={}", gate.token);
        let bearer = format!("Bearer {}", gate.token);
        assert_eq!(asked(Method::Get, &[("cookie", &cookie)]), 200);
        assert_eq!(asked(Method::Get, &[("authorization", &bearer)]), 200);
        assert_eq!(asked(Method::Get, &[]), 401);
        assert_eq!(asked(Method::Get, &[("cookie", "uptake_4470=")]), 401);
        assert_eq!(asked(Method::Get, &[("cookie", "uptake_4471=x")]), 401);
        assert_eq!(
            asked(Method::Get, &[("authorization", "Bearer x"), ("cookie", &cookie)]),
            401
        );
        assert_eq!(asked(Method::Post, &[("cookie", &cookie)]), 403);
        assert_eq!(
            asked(
                Method::Post,
                &[("cookie", &cookie), ("origin", "http://127.0.0.1:4470")]
            ),
            200
        );
        assert_eq!(asked(Method::Post, &[("authorization", &bearer)]), 200);
        assert!(!gate.knows(Some("")) && !gate.knows(None) && !gate.knows_form(Some(&gate.token)));
    }
}
