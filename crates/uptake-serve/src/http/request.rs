//! What is asked.

use std::collections::BTreeMap;

/// How it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// For something.
    Get,
    /// For what would come.
    Head,
    /// That something is done.
    Post,
    /// Anything else.
    Other,
}

/// A request that has come whole.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// How.
    pub(crate) method: Method,
    /// The path, as it was written.
    pub(crate) path: String,
    /// The query behind it, as it was written.
    pub(crate) query: String,
    /// Headers by their names in lower case, in the order in which they came.
    pub(crate) headers: Vec<(String, String)>,
    /// What was sent.
    pub(crate) body: Vec<u8>,
    /// Whether the connection stays open.
    pub(crate) keeps: bool,
}

impl Request {
    /// A header, if it came once.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Some(value),
            (None, _) | (Some(_), Some(_)) => None,
        }
    }

    /// Whether a header came at all.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known == name)
    }

    /// The fields of the query. What is empty counts as not given, as a form sends it.
    pub(crate) fn fields(&self) -> Fields {
        Fields::of(self.query.as_bytes())
    }

    /// The fields of a form that was sent.
    pub(crate) fn form(&self) -> Fields {
        Fields::of(&self.body)
    }
}

/// Fields of a query or a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(BTreeMap<String, String>);

impl Fields {
    fn of(text: &[u8]) -> Self {
        let pairs = url::form_urlencoded::parse(text).filter(|(_, value)| !value.is_empty());
        Self(
            pairs
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    /// A field.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A field as its owner needs it.
    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }

    /// The name of the first field that isn't among these.
    pub(crate) fn beyond(&self, known: &[&str]) -> Option<&str> {
        self.0.keys().map(String::as_str).find(|name| !known.contains(name))
    }

    /// The fields as a text that stands for all queries that mean the same.
    pub(crate) fn key(&self) -> String {
        format!("{:?}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_empty_is_not_given() {
        let fields = Fields::of(b"metric=&period=2026-W06&value=a%26b+c");
        assert_eq!(fields.get("metric"), None);
        assert_eq!(fields.get("period"), Some("2026-W06"));
        assert_eq!(fields.get("value"), Some("a&b c"));
        assert_eq!(fields.beyond(&["period"]), Some("value"));
    }
}
