//! What the program writes, held against the JSON Schemas in `schemas`: whatever else a test is about.

use serde_json::{Map, Value};
use std::path::Path;

/// Holds a value against a schema, by its file's name in `schemas`.
///
/// # Panics
/// Where the value breaks it, or it uses a word that isn't known here: that would go unchecked.
pub(crate) fn holds(file: &str, value: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas").join(file);
    let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    if let Err(broken) = against(&schema, &schema, value, "") {
        panic!("{file}: {broken}");
    }
}

/// What breaks the schema, with its place.
fn against(root: &Value, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
    for (word, rule) in schema.as_object().unwrap() {
        let kept = match word.as_str() {
            "$schema" | "title" | "description" | "$defs" => true,
            // A part of the same document: it may be within itself.
            "$ref" => {
                let named = rule.as_str().unwrap().strip_prefix('#').unwrap();
                against(root, root.pointer(named).unwrap(), value, place)?;
                true
            }
            "type" => one_or_many(rule).any(|ty| is_a(ty.as_str().unwrap(), value)),
            "enum" => rule.as_array().unwrap().contains(value),
            "minimum" => value.as_i64().is_none_or(|number| number >= rule.as_i64().unwrap()),
            "minItems" => value
                .as_array()
                .is_none_or(|all| all.len() as u64 >= rule.as_u64().unwrap()),
            "maxItems" => value
                .as_array()
                .is_none_or(|all| all.len() as u64 <= rule.as_u64().unwrap()),
            "format" => {
                assert_eq!(rule, "date");
                value
                    .as_str()
                    .is_none_or(|day| day.parse::<jiff::civil::Date>().is_ok())
            }
            "required" => value.as_object().is_none_or(|members| {
                let mut names = rule.as_array().unwrap().iter();
                names.all(|name| members.contains_key(name.as_str().unwrap()))
            }),
            "anyOf" => {
                let tried = rule
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|schema| against(root, schema, value, place));
                let broken: Vec<String> = tried.filter_map(Result::err).collect();
                if broken.len() == rule.as_array().unwrap().len() {
                    return Err(broken.join("; or "));
                }
                true
            }
            "items" => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    against(root, rule, item, &format!("{place}/{at}"))?;
                }
                true
            }
            // What isn't named falls to `additionalProperties`, which every object has.
            "properties" => {
                assert!(schema.get("additionalProperties").is_some(), "{schema}");
                true
            }
            "additionalProperties" => {
                members(root, schema, rule, value, place)?;
                true
            }
            other => panic!("the word `{other}` in a schema isn't checked here"),
        };
        if !kept {
            return Err(format!("{place}: {value} breaks `{word}`: {rule}"));
        }
    }
    Ok(())
}

fn members(root: &Value, schema: &Value, others: &Value, value: &Value, place: &str) -> Result<(), String> {
    let none = Map::new();
    let named = schema
        .get("properties")
        .map_or(&none, |named| named.as_object().unwrap());
    for (name, member) in value.as_object().into_iter().flatten() {
        let place = format!("{place}/{name}");
        match (named.get(name), others) {
            (Some(schema), _) => against(root, schema, member, &place)?,
            (None, Value::Bool(false)) => return Err(format!("{place} isn't in the schema")),
            (None, schema) => against(root, schema, member, &place)?,
        }
    }
    Ok(())
}

fn one_or_many(rule: &Value) -> impl Iterator<Item = &Value> {
    let many = rule.as_array().into_iter().flatten();
    many.chain(Some(rule).filter(|rule| rule.is_string()))
}

fn is_a(ty: &str, value: &Value) -> bool {
    match ty {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        other => panic!("`{other}` isn't a type"),
    }
}

#[test]
fn what_breaks_a_schema_is_found() {
    let schema = serde_json::json!({
        "type": "object",
        "properties": { "day": { "type": ["string", "null"], "format": "date" }, "rows": { "type": "integer", "minimum": 0 } },
        "required": ["day"],
        "additionalProperties": false,
    });
    let found = |text: &str| against(&schema, &schema, &serde_json::from_str(text).unwrap(), "");
    for kept in [r#"{ "day": null }"#, r#"{ "day": "2026-02-02", "rows": 3 }"#] {
        assert_eq!(found(kept), Ok(()));
    }
    for broken in [
        r#"[]"#,
        r#"{}"#,
        r#"{ "day": 3 }"#,
        r#"{ "day": "soon" }"#,
        r#"{ "day": null, "rows": -1 }"#,
        r#"{ "day": null, "rows": 1.5 }"#,
        r#"{ "day": null, "more": 1 }"#,
    ] {
        assert!(found(broken).is_err(), "{broken}");
    }
}
