//! The tree that rule files are read into before anything is asked of them.

use crate::source::{FileId, Span};

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// What stands there.
    pub value: Value,
    /// Where. For a mapping or a list the span starts at its first character; its end may be its start.
    pub span: Span,
}

/// A YAML value. Mappings keep their order and their duplicates.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping.
    Map(Vec<(Key, Node)>),
}

/// A mapping's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key's text; numbers and booleans as they were written.
    pub text: String,
    /// Where.
    pub span: Span,
}

impl Node {
    /// Where its last value ends: its own place may be that of its opening bracket, or of its first key, alone.
    #[must_use]
    pub fn end(&self) -> usize {
        let inner = match &self.value {
            Value::Map(entries) => entries.iter().map(|(_, node)| node).map(Self::end).max(),
            Value::List(items) => items.iter().map(Self::end).max(),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => None,
        };
        self.span.end.max(inner.unwrap_or(0))
    }

    /// The entries of a mapping; none of anything else.
    #[must_use]
    pub fn entries(&self) -> &[(Key, Node)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The value of a key of a mapping, the first one if it is there twice.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries()
            .iter()
            .find(|(known, _)| known.text == key)
            .map(|(_, node)| node)
    }

    /// The same with all places in `file`.
    pub(crate) fn in_file(&self, file: FileId) -> Self {
        let entry = |(key, node): &(Key, Self)| (key.in_file(file), node.in_file(file));
        let value = match &self.value {
            Value::Null => Value::Null,
            Value::Bool(value) => Value::Bool(*value),
            Value::Int(value) => Value::Int(*value),
            Value::Float(value) => Value::Float(*value),
            Value::Text(value) => Value::Text(value.clone()),
            Value::List(items) => Value::List(items.iter().map(|item| item.in_file(file)).collect()),
            Value::Map(entries) => Value::Map(entries.iter().map(entry).collect()),
        };
        let span = Span { file, ..self.span };
        Self { value, span }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Key {
    fn in_file(&self, file: FileId) -> Self {
        Self {
            text: self.text.clone(),
            span: Span { file, ..self.span },
        }
    }
}

impl Value {
    /// What a value is, in words for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "nothing",
            Value::Bool(_) => "a truth value",
            Value::Int(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }
}
