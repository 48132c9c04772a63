//! Where something stands in a JSON answer: `data.items`, `paging.next`, `pages.0.total`.

use serde_json::Value;

/// The value at a dotted path; `None` if there is none, or null. Keys may hold dots themselves (`@odata.nextLink`): of
/// several readings of a path the one with the longest first key counts.
pub(crate) fn find<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let child = |key: &str| match value {
        Value::Object(entries) => entries.get(key),
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        _ => None,
    };
    if let Some(whole) = child(path) {
        return Some(whole).filter(|value| !value.is_null());
    }
    let mut dots: Vec<usize> = path.match_indices('.').map(|(at, _)| at).collect();
    dots.reverse();
    dots.into_iter().find_map(|at| {
        let (key, rest) = (path.get(..at)?, path.get(at + 1..)?);
        find(child(key)?, rest)
    })
}

/// Puts a text at a dotted path of an object, making the objects on the way.
pub(crate) fn put(value: &mut Value, path: &str, text: Value) {
    if !value.is_object() {
        *value = Value::Object(serde_json::Map::new());
    }
    let Value::Object(entries) = value else { return };
    match path.split_once('.') {
        None => {
            entries.insert(path.to_owned(), text);
        }
        Some((key, rest)) => put(entries.entry(key).or_insert(Value::Null), rest, text),
    }
}

/// A cursor or a number as the text that a request carries; `None` for what can't be one, and for an empty text.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_leads_through_objects_lists_and_keys_with_dots() {
        let value = json!({"data": {"items": [{"n": 1}], "none": null}, "@odata.nextLink": "x", "a": {"b.c": 2}});
        assert_eq!(find(&value, "data.items.0.n"), Some(&json!(1)));
        assert_eq!(find(&value, "@odata.nextLink"), Some(&json!("x")));
        assert_eq!(find(&value, "a.b.c"), Some(&json!(2)));
        assert_eq!((find(&value, "data.none"), find(&value, "data.x")), (None, None));
    }

    #[test]
    fn a_value_is_put_where_nothing_was() {
        let mut value = json!({"query": "x"});
        put(&mut value, "pagination.after", json!("c2"));
        assert_eq!(value, json!({"query": "x", "pagination": {"after": "c2"}}));
    }
}
