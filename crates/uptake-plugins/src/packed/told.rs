//! The type of a stream as JSON.

use serde_json::{Value, json};
use uptake_abi::arrow::{Column, Field};

/// How deep types may be nested, and how many fields one may have.
const DEEPEST: usize = 40;

/// The type of a struct of these columns.
pub(crate) fn told_field(columns: &[Column<'_>]) -> String {
    let children: Vec<Value> = columns.iter().map(|column| told(column.field)).collect();
    json!({ "name": "", "format": "+s", "children": children, "dictionary": null }).to_string()
}

fn told(field: &Field) -> Value {
    json!({
        "name": field.name,
        "format": field.format,
        "children": field.children.iter().map(told).collect::<Vec<_>>(),
        "dictionary": field.dictionary.as_deref().map(told),
    })
}

/// Reads what [`told_field`] writes.
pub(crate) fn read_field(bytes: &[u8]) -> Result<Field, String> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    read(&value, 0)
}

fn read(value: &Value, depth: usize) -> Result<Field, String> {
    if depth > DEEPEST {
        return Err("a type that is nested too deep".to_owned());
    }
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let (Some(name), Some(format)) = (text("name"), text("format")) else {
        return Err("a type without a name or a format".to_owned());
    };
    let children = value.get("children").and_then(Value::as_array);
    let children = children.ok_or("a type without children")?.iter();
    let children = children.map(|child| read(child, depth + 1)).collect::<Result<_, _>>()?;
    let dictionary = match value.get("dictionary") {
        None => return Err("a type that doesn't say whether it is a dictionary".to_owned()),
        Some(Value::Null) => None,
        Some(values) => Some(Box::new(read(values, depth + 1)?)),
    };
    Field::of(name, format, children, dictionary).map_err(|error| error.message)
}
