//! Data for programs. [`ENDPOINTS`] is the one list: what answers, and what the description says, are both made from it.

mod endpoint;
mod endpoints;
mod openapi;
mod schemas;

use crate::asked::{Asked, known_fields, not_allowed, nothing};
use crate::http::{Method, Response};
use endpoint::Endpoint;
use endpoints::ENDPOINTS;
use uptake_codes::Code;
use uptake_project::Failure;

/// The answer to a program.
pub(crate) fn answer(asked: &Asked<'_>) -> Result<Response, Failure> {
    let request = asked.request;
    let Some(endpoint) = ENDPOINTS.iter().find(|endpoint| endpoint.path == request.path) else {
        return Err(nothing(request));
    };
    let right = match request.method {
        Method::Get => endpoint.method == Method::Get,
        Method::Post => endpoint.method == Method::Post,
        // What would come is known for all that is read.
        Method::Head => endpoint.method == Method::Get,
        Method::Other => false,
    };
    if !right {
        return Ok(not_allowed(request, allowed(endpoint)));
    }
    let known: Vec<&str> = endpoint.fields.iter().map(|field| field.name).collect();
    known_fields(request, &known)?;
    (endpoint.answer)(asked)
}

fn allowed(endpoint: &Endpoint) -> &'static str {
    match endpoint.method {
        Method::Post => "POST",
        Method::Get | Method::Head | Method::Other => "GET, HEAD",
    }
}

/// Why there is no answer, for programs.
pub(crate) fn failed(failure: &Failure, status: u16) -> Response {
    let code = failure.code.map(Code::as_str);
    let message = match &failure.findings {
        None => failure.message.clone(),
        Some(_) => failure.text(false),
    };
    let body = serde_json::json!({
        "error": { "code": code, "message": message, "help": failure.help, "place": failure.place }
    });
    Response::json(status, body.to_string())
}
