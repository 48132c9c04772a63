//! Where something stands in a JSON answer: `data.items`, `paging.next`, `pages.0.total`.

use serde_json::Value;
use uptake_formats::json::Raw;

/// The value at a dotted path; `None` if there is none, or null. Keys may hold dots themselves (`@odata.nextLink`): of
/// several readings of a path the one with the longest first key counts.
pub(crate) fn find<'t>(value: Raw<'t>, path: &str) -> Option<Raw<'t>> {
    at(value, path).filter(|value| !value.is_null())
}

/// The value at a dotted path, be it null.
pub(crate) fn at<'t>(value: Raw<'t>, path: &str) -> Option<Raw<'t>> {
    let child = |key: &str| match value.get(key) {
        Some(child) => Some(child),
        None => value.elements()?.get(key.parse::<usize>().ok()?).copied(),
    };
    if let Some(whole) = child(path) {
        return Some(whole);
    }
    let mut dots: Vec<usize> = path.match_indices('.').map(|(at, _)| at).collect();
    dots.reverse();
    dots.into_iter().find_map(|dot| {
        let (key, rest) = (path.get(..dot)?, path.get(dot + 1..)?);
        at(child(key)?, rest)
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

/// A cursor or a number as the text that a request carries, digit by digit; `None` for what can't be one, and for an empty
/// text.
pub(crate) fn scalar(value: Raw<'_>) -> Option<String> {
    let text = value.string().or_else(|| value.digits().map(str::to_owned));
    text.filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use uptake_formats::json::Limits;

    #[test]
    fn a_path_leads_through_objects_lists_and_keys_with_dots() {
        let text = br#"{"data": {"items": [{"n": 1}], "none": null}, "@odata.nextLink": "x", "a": {"b.c": 2}}"#;
        let value = Raw::checked(text, Limits::default()).unwrap();
        let found = |path: &str| find(value, path).map(Raw::text);
        assert_eq!(found("data.items.0.n"), Some(b"1".as_slice()));
        assert_eq!(found("@odata.nextLink"), Some(b"\"x\"".as_slice()));
        assert_eq!(found("a.b.c"), Some(b"2".as_slice()));
        assert_eq!((found("data.none"), found("data.x")), (None, None));
        assert!(at(value, "data.none").is_some() && at(value, "data.x").is_none());
    }

    #[test]
    fn a_cursor_keeps_its_digits() {
        let cursor = |text: &str| scalar(Raw::checked(text.as_bytes(), Limits::default()).unwrap());
        assert_eq!(
            cursor("123456789012345678901234567890").as_deref(),
            Some("123456789012345678901234567890")
        );
        assert_eq!(cursor("\"a\\u0062\"").as_deref(), Some("ab"));
        assert_eq!((cursor("\"\""), cursor("true"), cursor("[1]")), (None, None, None));
    }

    #[test]
    fn a_value_is_put_where_nothing_was() {
        let mut value = json!({"query": "x"});
        put(&mut value, "pagination.after", json!("c2"));
        assert_eq!(value, json!({"query": "x", "pagination": {"after": "c2"}}));
    }
}
