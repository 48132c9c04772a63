//! One request at a time: sent as whom it should, as often as it must, no faster than it may.

use crate::answer::{Answer, Trouble};
use crate::auth::{Auth, Token};
use crate::paging::{Ask, set_parameter};
use crate::plan::Plan;
use crate::settings::is_local;
use crate::tls::Tls;
use std::time::Instant;
use uptake_adapter::{AdapterError, ErrorCode};
use ureq::http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, LOCATION, USER_AGENT};
use ureq::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{ConnectProxyConnector, Connector, TcpConnector};
use ureq::{Agent, Body, Proxy};
use url::Url;

/// Redirects that are followed.
const REDIRECTS: usize = 10;

/// What a request needs besides its address.
struct Message {
    method: Method,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
}

/// The client of one scan.
pub(crate) struct Client {
    agent: Agent,
    plan: Plan,
    token: Option<Token>,
    last: Option<Instant>,
}

impl Client {
    /// A client with connections of its own.
    pub(crate) fn new(plan: Plan) -> Self {
        let local = is_local(&plan.ask.url);
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(if local { None } else { Proxy::try_from_env() })
            .timeout_connect(Some(plan.connect))
            .timeout_recv_response(Some(plan.read))
            .timeout_per_read(Some(plan.read))
            .timeout_per_write(Some(plan.read))
            .timeout_per_call(Some(plan.answer))
            .build();
        let connector = ().chain(ConnectProxyConnector::default()).chain(TcpConnector::default()).chain(Tls::default());
        Self {
            agent: Agent::with_parts(config, connector, DefaultResolver::default()),
            plan,
            token: None,
            last: None,
        }
    }

    /// What was planned, and which texts no message may show by now.
    pub(crate) fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Asks until there is an answer that `read` takes, as often as the plan allows. `what` names it in messages.
    pub(crate) fn fetch<T>(
        &mut self,
        ask: &Ask,
        what: &str,
        mut read: impl FnMut(Answer) -> Result<T, Trouble>,
    ) -> Result<T, AdapterError> {
        let mut number = 1;
        let mut renewed = false;
        loop {
            let trouble = match self.ask(ask, what) {
                Ok(None) if !renewed => {
                    // The token may have been withdrawn before its time: a new one is worth one try.
                    renewed = true;
                    self.token = None;
                    continue;
                }
                Ok(None) => Trouble::Final(self.plan.refused(what, StatusCode::UNAUTHORIZED, &[])),
                Ok(Some(answer)) => match read(answer) {
                    Ok(value) => return Ok(value),
                    Err(trouble) => trouble,
                },
                Err(trouble) => trouble,
            };
            self.wait(trouble, &mut number, what)?;
        }
    }

    /// Waits before the next attempt, or gives up.
    fn wait(&self, trouble: Trouble, number: &mut u32, what: &str) -> Result<(), AdapterError> {
        let (why, asked) = match trouble {
            Trouble::Final(fault) => return Err(fault),
            Trouble::Again(why, asked) => (why, asked),
        };
        let retry = self.plan.retry;
        let why = self.plan.settings.redacted(&why);
        if *number >= retry.attempts {
            let times = if *number == 1 {
                "once".to_owned()
            } else {
                format!("{number} times")
            };
            let message = format!("{what} can't be read: {why} (tried {times})");
            return Err(AdapterError::new(ErrorCode::Retryable, message)
                .help("try again later, or allow more attempts with `retry`")
                .setting("url"));
        }
        if let Some(asked) = asked.filter(|asked| *asked > retry.longest) {
            let message = format!(
                "{what} can't be read: {why}, and asks to wait {} seconds",
                asked.as_secs()
            );
            let help = format!("`retry.longest_wait` is {:?}", retry.longest);
            return Err(AdapterError::new(ErrorCode::Retryable, message)
                .help(help)
                .setting("url"));
        }
        std::thread::sleep(asked.unwrap_or_default().max(retry.after(*number)));
        *number += 1;
        Ok(())
    }

    /// Asks once. Nothing comes back where a token was refused.
    fn ask(&mut self, ask: &Ask, what: &str) -> Result<Option<Answer>, Trouble> {
        let mut headers = self.common();
        let mut body = None;
        if let Some(sent) = &ask.body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            body = Some(sent.to_string().into_bytes());
        }
        for (name, value) in &self.plan.headers {
            headers.insert(name.clone(), value.clone());
        }
        let mut url = ask.url.clone();
        let home = url.origin() == self.plan.ask.url.origin();
        if home {
            self.sign(&mut url, &mut headers)?;
        } else {
            // A document at another service is named by an address that is a credential itself; ours stay at home.
            headers = self.common();
            body = None;
        }
        let method = if body.is_some() { Method::POST } else { Method::GET };
        let (status, answer) = self.follow(url, Message { method, headers, body }, what)?;
        if status == StatusCode::UNAUTHORIZED && home && matches!(self.plan.auth, Auth::Client(_)) {
            return Ok(None);
        }
        Ok(Some(answer))
    }

    fn common(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(
            USER_AGENT,
            HeaderValue::from_static(concat!("uptake/", env!("CARGO_PKG_VERSION"))),
        );
        headers.insert(ACCEPT, HeaderValue::from_static("application/json, */*;q=0.5"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        headers
    }

    /// Says who asks.
    fn sign(&mut self, url: &mut Url, headers: &mut HeaderMap) -> Result<(), Trouble> {
        match self.plan.auth.clone() {
            Auth::None => {}
            Auth::Header(value) => put(headers, "authorization", &value)?,
            Auth::Key(name, value) => put(headers, &name, &value)?,
            Auth::Query(name, value) => set_parameter(url, &name, &value),
            Auth::Client(client) => {
                let token = match self.token.clone().filter(|token| token.lives(Instant::now())) {
                    Some(token) => token,
                    None => self.renew(&client)?,
                };
                put(headers, "authorization", &token.header)?;
            }
        }
        Ok(())
    }

    /// Asks for a token.
    fn renew(&mut self, client: &crate::auth::Client) -> Result<Token, Trouble> {
        let what = format!("the token from `{}`", self.plan.shown(&client.address));
        let mut headers = self.common();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        );
        if let Some(header) = &client.header {
            put(&mut headers, "authorization", header)?;
        }
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&client.form)
            .finish();
        let message = Message {
            method: Method::POST,
            headers,
            body: Some(form.into_bytes()),
        };
        let (status, answer) = self.follow(client.address.clone(), message, &what)?;
        if !status.is_success() {
            return Err(Trouble::Final(self.plan.refused(&what, status, &answer.bytes)));
        }
        let Some((token, secret)) = Token::read(&answer.bytes, Instant::now()) else {
            let message = format!("{what} can't be read: the answer holds no `access_token`");
            return Err(Trouble::Final(
                AdapterError::new(ErrorCode::Auth, message).setting("auth.token_url"),
            ));
        };
        self.plan.settings = self.plan.settings.clone().with_secrets([secret]);
        self.token = Some(token.clone());
        Ok(token)
    }

    /// Sends, and follows redirects. Credentials don't go to another service, and never from an encrypted connection to a
    /// plain one.
    fn follow(&mut self, mut url: Url, mut message: Message, what: &str) -> Result<(StatusCode, Answer), Trouble> {
        for _ in 0..=REDIRECTS {
            let response = self
                .send(&url, &message)
                .map_err(|error| self.plan.trouble(&error, what))?;
            let status = response.status();
            let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            let Some(location) = location.filter(|_| status.is_redirection()) else {
                return self.plan.receive(response, what);
            };
            let lost = |why: &str| {
                Trouble::Final(
                    self.plan
                        .fault(ErrorCode::Source, format!("{what} can't be read: {why}")),
                )
            };
            let target = url
                .join(location)
                .map_err(|_| lost("it has moved, but the answer has no new address"))?;
            if !["http", "https"].contains(&target.scheme()) {
                let scheme = target.scheme();
                return Err(lost(&format!(
                    "it has moved to `{scheme}:`, which isn't an address on the web"
                )));
            }
            if (url.scheme(), target.scheme()) == ("https", "http") {
                return Err(lost("it has moved to an address without encryption"));
            }
            let keeps = matches!(status, StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT);
            if target.origin() != url.origin() {
                if keeps && message.body.is_some() {
                    return Err(lost("it has moved to another service, to which nothing is sent"));
                }
                message.headers = self.common();
            }
            if !keeps {
                message.method = Method::GET;
                message.body = None;
                message.headers.remove(CONTENT_TYPE);
            }
            url = target;
        }
        let message = format!("{what} can't be read: it has moved more than {REDIRECTS} times");
        Err(Trouble::Final(self.plan.fault(ErrorCode::Source, message)))
    }

    fn send(&mut self, url: &Url, message: &Message) -> Result<Response<Body>, ureq::Error> {
        if let Some(last) = self.last {
            std::thread::sleep(self.plan.pause.saturating_sub(last.elapsed()));
        }
        self.last = Some(Instant::now());
        let mut request = Request::builder().method(message.method.clone()).uri(url.as_str());
        if let Some(headers) = request.headers_mut() {
            headers.clone_from(&message.headers);
        }
        match &message.body {
            Some(body) => self.agent.run(request.body(body.as_slice())?),
            None => self.agent.run(request.body(())?),
        }
    }
}

fn put(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), Trouble> {
    let wrong = || {
        let message = "the credentials can't be sent in a header";
        Trouble::Final(AdapterError::new(ErrorCode::Config, message).setting("auth"))
    };
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?;
    let mut value = HeaderValue::from_str(value).map_err(|_| wrong())?;
    value.set_sensitive(true);
    headers.insert(if name == "authorization" { AUTHORIZATION } else { name }, value);
    Ok(())
}
