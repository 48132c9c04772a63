//! Which address answers what.

use crate::api;
use crate::asked::{Asked, read_only};
use crate::gate::{Gate, Turned};
use crate::http::{Request, Response};
use crate::measurer::Measurer;
use crate::site;
use std::panic::{AssertUnwindSafe, catch_unwind};
use uptake_codes::{ProgramCode, RuleCode, RunCode};
use uptake_project::Failure;

/// All that answers.
pub(crate) struct Router {
    gate: Gate,
    measurer: Measurer,
    version: &'static str,
}

impl Router {
    pub(crate) fn new(gate: Gate, measurer: Measurer, version: &'static str) -> Self {
        Self {
            gate,
            measurer,
            version,
        }
    }

    /// The address that lets a browser in.
    pub(crate) fn address(&self) -> String {
        self.gate.address()
    }

    /// What is worth a warning in the rules.
    pub(crate) fn warnings(&self) -> String {
        self.measurer.figures().loaded.warnings()
    }

    /// Answers a request, whatever it is.
    pub(crate) fn answer(&self, request: &Request) -> Response {
        let answered = catch_unwind(AssertUnwindSafe(|| self.admitted(request)));
        answered.unwrap_or_else(|_| {
            // What a panic says may quote data.
            let failure = Failure::new("internal error: the page couldn't be made").code(RunCode::Engine);
            failed(request, &failure, 500)
        })
    }

    fn admitted(&self, request: &Request) -> Response {
        let turned = |turned: Turned| failed(request, &turned.failure, turned.status);
        if let Err(why) = self.gate.is_ours(request) {
            return turned(why);
        }
        // What looks are made of is the program's own, and an entrance has to be found.
        if let Some(asset) = site::asset(&request.path) {
            return read_only(request, asset);
        }
        if request.path == "/enter" {
            return self.enter(request);
        }
        if let Err(why) = self.gate.admits(request) {
            return turned(why);
        }
        let asked = Asked {
            request,
            figures: self.measurer.figures(),
            measurer: &self.measurer,
            gate: &self.gate,
            version: self.version,
            stale: self.measurer.is_stale(),
        };
        let answer = match is_data(request) {
            true => api::answer(&asked),
            false => site::answer(&asked),
        };
        answer.unwrap_or_else(|failure| failed(request, &failure, status(&failure)))
    }

    /// A page that goes on to the first one. A redirection would be a part of whatever led here, and a browser that comes from elsewhere
    /// would go on without its new cookie.
    fn enter(&self, request: &Request) -> Response {
        match self.gate.knows(request.fields().get("token")) {
            true => read_only(
                request,
                Response::html(200, site::entered()).with("Set-Cookie", self.gate.cookie()),
            ),
            false => {
                let failure = Failure::of(ProgramCode::NotAdmitted, "the token is another one");
                failed(request, &failure, 401)
            }
        }
    }
}

/// Whether a program asks.
fn is_data(request: &Request) -> bool {
    request.path.starts_with("/api/") || request.path == "/metrics"
}

fn failed(request: &Request, failure: &Failure, status: u16) -> Response {
    let response = match is_data(request) {
        true => api::failed(failure, status),
        false => site::failed(failure, status),
    };
    match status {
        401 => response.with("WWW-Authenticate", "Bearer realm=\"uptake\""),
        503 => response.with("Retry-After", "2"),
        _ => response,
    }
}

/// The number that goes with a failure.
fn status(failure: &Failure) -> u16 {
    let Some(code) = failure.code else { return 409 };
    let is = |known: &[uptake_codes::Code]| known.contains(&code);
    if is(&[ProgramCode::BadRequest.into(), RuleCode::WrongValue.into()]) {
        400
    } else if is(&[RunCode::PersonWithheld.into(), ProgramCode::ForeignRequest.into()]) {
        403
    } else if is(&[
        ProgramCode::NoSuchPage.into(),
        RuleCode::UnknownName.into(),
        RunCode::UnknownPeriod.into(),
        RunCode::UnknownPerson.into(),
        RunCode::EmptyRange.into(),
    ]) {
        404
    } else if is(&[ProgramCode::Busy.into()]) {
        503
    } else if is(&[RunCode::Engine.into()]) {
        500
    } else {
        // What was asked for can't be had as rules and sources are: across rules, or a run that fails.
        409
    }
}
