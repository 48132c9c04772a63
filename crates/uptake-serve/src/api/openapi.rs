//! The description of the interface, as OpenAPI 3.1.

use super::endpoint::{Endpoint, Field};
use super::schemas::{components, of};
use crate::http::Method;
use serde_json::{Map, Value, json};

/// What every answer may say instead.
const ALWAYS: [(u16, &str); 6] = [
    (400, "The request can't be understood."),
    (401, "The token of this start is needed."),
    (
        403,
        "The request comes from another site, or asks for what isn't shown.",
    ),
    (421, "The request is for another host."),
    (500, "An error of the program."),
    (503, "Too much is asked at a time."),
];

/// The description as text.
pub(super) fn text(endpoints: &[Endpoint]) -> String {
    document(endpoints).to_string()
}

fn document(endpoints: &[Endpoint]) -> Value {
    let mut paths = Map::new();
    for endpoint in endpoints {
        let method = match endpoint.method {
            Method::Post => "post",
            Method::Get | Method::Head | Method::Other => "get",
        };
        paths.insert(endpoint.path.to_owned(), json!({ method: operation(endpoint) }));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "uptake",
            "version": "1",
            "description": "The figures of one project, as `uptake serve` holds them. Suppressed groups stay suppressed in every answer.",
        },
        "paths": paths,
        "components": {
            "schemas": components(),
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "the token of this start, from the printed address" }
            },
        },
        "security": [{ "token": [] }],
    })
}

fn operation(endpoint: &Endpoint) -> Value {
    let mut responses = Map::new();
    let kind = endpoint.kind;
    responses.insert(
        "200".to_owned(),
        json!({ "description": "The answer.", "content": { kind: { "schema": of(endpoint.schema) } } }),
    );
    let others = endpoint.others.iter().map(|status| (*status, other(*status)));
    for (status, about) in ALWAYS.into_iter().chain(others) {
        responses.insert(
            status.to_string(),
            json!({
                "description": about,
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } },
            }),
        );
    }
    let mut operation = json!({
        "operationId": endpoint.name,
        "summary": endpoint.about.split_inclusive(". ").next().unwrap_or(endpoint.about).trim_end(),
        "description": endpoint.about,
        "parameters": endpoint.fields.iter().map(parameter).collect::<Vec<_>>(),
        "responses": responses,
    });
    if let (Some(body), Some(members)) = (endpoint.body, operation.as_object_mut()) {
        let content = json!({ "application/json": { "schema": of(body) } });
        members.insert(
            "requestBody".to_owned(),
            json!({ "required": true, "content": content }),
        );
    }
    operation
}

fn other(status: u16) -> &'static str {
    match status {
        404 => "There is no such name, period or person.",
        409 => "It can't be had as rules and sources are; the message says why.",
        _ => "What is asked for isn't shown.",
    }
}

fn parameter(field: &Field) -> Value {
    let schema = match field.values {
        [] => json!({ "type": "string", "minLength": 1 }),
        values => json!({ "type": "string", "enum": values }),
    };
    json!({
        "name": field.name,
        "in": "query",
        "required": field.required,
        "description": field.about,
        "schema": schema,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::endpoints::ENDPOINTS;

    #[test]
    fn every_address_is_described_once_with_its_errors() {
        let document = document(ENDPOINTS);
        let paths = document["paths"].as_object().unwrap();
        assert_eq!(paths.len(), ENDPOINTS.len());
        let names: std::collections::BTreeSet<&str> = ENDPOINTS.iter().map(|endpoint| endpoint.name).collect();
        assert_eq!(names.len(), ENDPOINTS.len());
        for endpoint in ENDPOINTS {
            let operations = paths[endpoint.path].as_object().unwrap();
            for operation in operations.values() {
                assert!(operation["responses"]["401"].is_object() && operation["responses"]["200"].is_object());
            }
        }
    }
}
