//! What answers consist of, as JSON Schema: those of files are the checked-in ones.

use serde_json::{Map, Value, json};

/// What an answer consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Schema {
    /// Any JSON.
    Any,
    /// Text that isn't JSON.
    Text,
    /// Bytes.
    Bytes,
    /// Which figures there are.
    State,
    /// `outcome.json`.
    Outcome,
    /// Rows of `metrics.csv`.
    MetricRows,
    /// Two figures beside each other.
    Compared,
    /// Why a verdict is what it is.
    Explained,
    /// Rule files with their texts.
    Rules,
    /// A draft of rules.
    Draft,
    /// What is said about it.
    Tried,
    /// A place in a draft.
    Place,
    /// What may be written there.
    Completions,
    /// What stands there.
    Hover,
}

const OUTCOME: &str = include_str!("../../../../schemas/outputs/outcome.json");
const METRICS: &str = include_str!("../../../../schemas/outputs/metrics.csv.json");
const EXPLAIN: &str = include_str!("../../../../schemas/commands/explain.json");

/// The schema of an answer, as an operation names it.
pub(super) fn of(schema: Schema) -> Value {
    let named = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    match schema {
        Schema::Any => json!({ "type": "object" }),
        Schema::Text => json!({ "type": "string" }),
        Schema::Bytes => json!({ "type": "string", "format": "binary" }),
        Schema::State => named("State"),
        Schema::Outcome => named("Outcome"),
        Schema::MetricRows => json!({ "type": "array", "items": named("MetricRow") }),
        Schema::Compared => named("Compared"),
        Schema::Explained => named("Explained"),
        Schema::Rules => {
            let text = json!({ "type": "string" });
            json!({ "type": "array", "items": object(json!({ "path": text, "text": text })) })
        }
        Schema::Draft => named("Draft"),
        Schema::Tried => named("Tried"),
        Schema::Place => named("Place"),
        Schema::Completions => named("Completions"),
        Schema::Hover => named("Hover"),
    }
}

/// All that have a name.
pub(super) fn components() -> Map<String, Value> {
    let mut all = Map::new();
    for (name, text) in [("Outcome", OUTCOME), ("MetricRow", METRICS), ("Explained", EXPLAIN)] {
        add(&mut all, name, text);
    }
    all.insert("State".to_owned(), state());
    all.insert("Compared".to_owned(), compared());
    all.insert("Draft".to_owned(), draft());
    all.insert("Tried".to_owned(), tried());
    all.insert("Place".to_owned(), place());
    all.insert("Completions".to_owned(), completions());
    all.insert("Hover".to_owned(), hover());
    all.insert("Error".to_owned(), error());
    all
}

/// Adds a schema of a file. Its own definitions become components beside it, since a description has one place for them.
fn add(all: &mut Map<String, Value>, name: &str, text: &str) {
    // The files are compiled in, and a test reads them.
    let Ok(mut schema) = serde_json::from_str::<Value>(text) else {
        return;
    };
    moved(&mut schema, name);
    let Some(object) = schema.as_object_mut() else { return };
    object.remove("$schema");
    if let Some(Value::Object(definitions)) = object.remove("$defs") {
        for (own, definition) in definitions {
            all.insert(format!("{name}_{own}"), definition);
        }
    }
    all.insert(name.to_owned(), schema);
}

/// References to a file's own definitions, as references to components.
fn moved(value: &mut Value, name: &str) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::String(text) if key == "$ref" => {
                        if let Some(own) = text.strip_prefix("#/$defs/") {
                            *text = format!("#/components/schemas/{name}_{own}");
                        }
                    }
                    other => moved(other, name),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| moved(item, name)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn object(properties: Value) -> Value {
    let names: Vec<String> = properties
        .as_object()
        .map(|all| all.keys().cloned().collect())
        .unwrap_or_default();
    json!({ "type": "object", "properties": properties, "required": names, "additionalProperties": false })
}

fn state() -> Value {
    let metric = object(json!({
        "name": { "type": "string" },
        "title": { "type": "string" },
        "unit": { "type": "string", "enum": ["percent", "number"] },
        "cuts": { "type": "array", "items": { "type": "string" }, "description": "the columns that tell groups apart" },
    }));
    object(json!({
        "project": { "type": "string" },
        "as_of": { "type": "string", "format": "date", "description": "the day of the figures" },
        "made": { "type": "string", "format": "date-time", "description": "when they were made" },
        "stale": { "type": "boolean", "description": "whether rules or sources have changed since" },
        "unit": { "type": "string", "enum": ["day", "week", "month"] },
        "periods": { "type": "array", "items": { "type": "string" }, "description": "oldest first" },
        "metrics": { "type": "array", "items": metric },
        "single_people": { "type": "boolean", "description": "whether single people may be asked for" },
        "version": { "type": "string", "description": "of the program" },
    }))
}

fn compared() -> Value {
    let side = object(json!({
        "metric": { "type": "string" },
        "title": { "type": "string" },
        "period": { "type": "string" },
        "unit": { "type": "string", "enum": ["percent", "number"] },
        "digest": { "type": "string", "description": "the SHA-256 of the rules that made it" },
    }));
    let figure = object(json!({
        "value": { "type": ["number", "null"] },
        "numerator": { "type": ["number", "null"] },
        "denominator": { "type": ["number", "null"] },
        "suppressed": { "type": "boolean" },
    }));
    let figure = json!({ "anyOf": [figure, { "type": "null" }] });
    let row = object(json!({
        "cut": { "type": ["string", "null"] },
        "cut_value": { "type": ["string", "null"] },
        "one": figure,
        "other": figure,
        "difference": { "type": ["number", "null"], "description": "the first less the second" },
    }));
    object(json!({
        "one": side,
        "other": side,
        "across_rules": { "type": "boolean", "description": "whether different rules made the two" },
        "rules": { "type": "array", "items": { "type": "string" }, "description": "what is different in the rules" },
        "rows": { "type": "array", "items": row },
    }))
}

fn draft() -> Value {
    json!({
        "type": "object",
        "properties": {
            "texts": {
                "type": "object",
                "description": "texts by the paths of the files that they stand for",
                "additionalProperties": { "type": "string" },
            },
            "period": { "type": ["string", "null"], "description": "the period whose figures are asked; the last one if left out" },
        },
        "required": ["texts"],
        "additionalProperties": false,
    })
}

fn tried() -> Value {
    let (text, number) = (json!({ "type": "string" }), json!({ "type": "integer" }));
    let optional = json!({ "type": ["string", "null"] });
    let found = object(json!({
        "severity": { "type": "string", "enum": ["error", "warning", "note"] },
        "code": text,
        "message": text,
        "help": optional,
        "path": text,
        "line": number,
        "column": number,
        "end_line": number,
        "end_column": number,
    }));
    object(json!({
        "findings": { "type": "array", "items": found },
        "hints": { "type": "array", "items": text, "description": "how definitions are to what is saved" },
        "impact": { "type": ["string", "null"], "description": "what becomes of the figures" },
        "figures": { "type": "array", "items": { "type": "string" }, "description": "what becomes of the figures, in a few lines" },
        "no_impact": { "type": ["string", "null"], "description": "why nothing is said of figures" },
        "patch": { "type": "string", "description": "the draft as a unified diff" },
    }))
}

fn place() -> Value {
    object(json!({
        "texts": {
            "type": "object",
            "description": "texts by the paths of the files that they stand for",
            "additionalProperties": { "type": "string" },
        },
        "path": { "type": "string", "description": "the file" },
        "at": {
            "type": "integer", "minimum": 0, "maximum": u32::MAX,
            "description": "how many units of UTF-16 of the file's text stand before the place",
        },
    }))
}

fn completions() -> Value {
    let number = json!({ "type": "integer", "minimum": 0 });
    let item = object(json!({
        "kind": { "type": "string", "enum": ["key", "value", "name", "function"] },
        "text": { "type": "string", "description": "what would be written" },
        "from": number,
        "to": number,
        "detail": { "type": "string", "description": "what it is in short" },
        "about": { "type": "string", "description": "what it is for, as Markdown" },
    }));
    object(json!({ "items": { "type": "array", "items": item } }))
}

fn hover() -> Value {
    object(json!({
        "about": { "type": ["string", "null"], "description": "what it is, as Markdown" },
        "signatures": { "type": "array", "items": { "type": "string" }, "description": "how the function is called" },
    }))
}

fn error() -> Value {
    let text = json!({ "type": ["string", "null"] });
    let error = object(json!({
        "code": { "type": ["string", "null"], "description": "stable, as `docs/codes.md` lists it" },
        "message": { "type": "string" },
        "help": text,
        "place": text,
    }));
    object(json!({ "error": error }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_to_a_component() {
        let all = components();
        let text = Value::Object(all.clone()).to_string();
        let mut found = 0;
        for reference in text.split("\"$ref\":\"").skip(1) {
            let target = reference.split('"').next().unwrap();
            let name = target.strip_prefix("#/components/schemas/").unwrap();
            assert!(all.contains_key(name), "{target}");
            found += 1;
        }
        assert!(found > 0);
        for name in ["Outcome", "MetricRow", "Explained", "State", "Compared", "Error"] {
            assert!(all.contains_key(name), "{name}");
        }
    }
}
