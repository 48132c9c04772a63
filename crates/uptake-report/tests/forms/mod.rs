//! JSON Schemas of the JSON that is written, beside the types whose form they are.
//!
//! Every object names all of its members and forbids others, and the end-to-end tests hold what the program writes against
//! these schemas: so a member that is added, renamed or dropped fails there until its schema says so.

mod asked;
mod checked;
mod explained;
mod gates;
mod impact;
mod intake;
mod manifest;
mod outcome;
mod parity;
mod proved;
mod reference;
mod resolved;
mod sources;
mod suites;

use serde_json::{Map, Value, json};

/// A document that is written, and its schema.
pub(crate) struct Form {
    /// The schema's file in `schemas`.
    pub(crate) file: &'static str,
    /// What it is the form of.
    pub(crate) of: &'static str,
    /// What the document is, as a sentence.
    pub(crate) about: &'static str,
    /// The schema of the document.
    pub(crate) schema: fn() -> Value,
}

pub(crate) const FORMS: &[Form] = &[
    outcome::FORM,
    manifest::FORM,
    sources::FORM,
    asked::FORM,
    parity::FORM,
    resolved::FORM,
    checked::FORM,
    explained::FORM,
    suites::FORM,
    suites::WRITTEN,
    gates::FORM,
    impact::FORM,
    proved::FORM,
    proved::SAME,
    reference::FORM,
];

impl Form {
    /// The whole schema.
    pub(crate) fn document(&self) -> Value {
        let mut document = Map::new();
        document.insert(
            "$schema".to_owned(),
            json!("https://json-schema.org/draft/2020-12/schema"),
        );
        document.insert("title".to_owned(), json!(self.of));
        document.insert("description".to_owned(), json!(self.about));
        if let Value::Object(schema) = (self.schema)() {
            document.extend(schema);
        }
        Value::Object(document)
    }
}

/// A member of an object.
struct Member {
    name: &'static str,
    schema: Value,
    required: bool,
}

/// A member that is always there.
fn always(name: &'static str, about: &str, mut schema: Value) -> Member {
    if let Some(schema) = schema.as_object_mut() {
        schema.shift_insert(0, "description".to_owned(), json!(about));
    }
    Member {
        name,
        schema,
        required: true,
    }
}

/// A member that may be left out.
fn maybe(name: &'static str, about: &str, schema: Value) -> Member {
    Member {
        required: false,
        ..always(name, about, schema)
    }
}

/// An object with these members and no others.
fn object(members: impl IntoIterator<Item = Member>) -> Value {
    let members: Vec<Member> = members.into_iter().collect();
    let required = members.iter().filter(|member| member.required);
    let required: Vec<&str> = required.map(|member| member.name).collect();
    let properties = members
        .into_iter()
        .map(|member| (member.name.to_owned(), member.schema));
    json!({
        "type": "object",
        "properties": properties.collect::<Map<_, _>>(),
        "required": required,
        "additionalProperties": false,
    })
}

/// An object whose members' names are data.
fn map(values: Value) -> Value {
    json!({ "type": "object", "additionalProperties": values })
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn number() -> Value {
    json!({ "type": "number" })
}

fn truth() -> Value {
    json!({ "type": "boolean" })
}

/// A whole number that isn't negative.
fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

fn one_of(words: &[&str]) -> Value {
    json!({ "type": "string", "enum": words })
}

fn version() -> Value {
    json!({ "type": "integer", "enum": [1] })
}

/// A value of a cell.
fn cell() -> Value {
    json!({ "type": ["string", "number", "boolean", "null"] })
}

/// The same, or null.
fn or_null(mut schema: Value) -> Value {
    if let Some(words) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        words.push(Value::Null);
    }
    if let Some(ty) = schema.get_mut("type") {
        *ty = json!([ty.clone(), "null"]);
    }
    schema
}
