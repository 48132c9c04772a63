//! A request with all that an answer to it is made of.

use crate::figures::Figures;
use crate::gate::Gate;
use crate::http::{Method, Request, Response};
use crate::measurer::Measurer;
use serde_json::json;
use std::sync::Arc;
use uptake_codes::{Code, ProgramCode};
use uptake_project::Failure;

/// What an answer is made of.
pub(crate) struct Asked<'a> {
    /// The request.
    pub(crate) request: &'a Request,
    /// The figures.
    pub(crate) figures: Arc<Figures>,
    /// Who makes new ones.
    pub(crate) measurer: &'a Measurer,
    /// The secrets of the start.
    pub(crate) gate: &'a Gate,
    /// The program's version.
    pub(crate) version: &'static str,
    /// Whether the figures are of an older state.
    pub(crate) stale: bool,
}

/// An answer that only reading gets.
pub(crate) fn read_only(request: &Request, response: Response) -> Response {
    match request.method {
        Method::Get | Method::Head => response,
        Method::Post | Method::Other => not_allowed(request, "GET, HEAD"),
    }
}

/// That an address answers to other methods.
pub(crate) fn not_allowed(request: &Request, allowed: &str) -> Response {
    let message = format!("`{}` answers to {allowed} alone", request.path);
    let error = json!({ "code": Code::from(ProgramCode::BadRequest).as_str(), "message": message, "help": null, "place": null });
    Response::json(405, json!({ "error": error }).to_string()).with("Allow", allowed)
}

/// That there is nothing.
pub(crate) fn nothing(request: &Request) -> Failure {
    Failure::of(
        ProgramCode::NoSuchPage,
        format!("there is nothing under `{}`", request.path),
    )
}

/// A field that nothing reads is a slip, and the answer would be one to another question.
pub(crate) fn known_fields(request: &Request, known: &[&str]) -> Result<(), Failure> {
    match request.fields().beyond(known) {
        None => Ok(()),
        Some(unknown) => Err(Failure::new(format!("nothing reads the field `{unknown}`"))
            .code(ProgramCode::BadRequest)
            .help(match known.is_empty() {
                true => "leave it out".to_owned(),
                false => format!("known are `{}`", known.join("`, `")),
            })),
    }
}
