//! Bytes → [`Node`], with limits against hostile input.

use super::node::{Key, Node, Value};
use super::scalar::written_number;
use super::{cut, slips, tags};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, SourceFile, Span};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::budget::BudgetBreach;
use serde_yaml::options::DuplicateKeyPolicy;
use serde_yaml::{Error, Location, Spanned};

/// The largest rule file, in bytes. The largest pack anyone has written is a hundredth of it.
const MAX_BYTES: usize = 4 << 20;
/// The deepest nesting. Rule files need about eight levels.
const MAX_DEPTH: usize = 64;
/// How much of the stack must be left for a level, and how much is added where less is.
const RED_ZONE: usize = 256 << 10;
const STACK: usize = 2 << 20;
/// The largest number of nodes, aliases expanded.
const MAX_NODES: usize = 100_000;

/// What places in a text belong to until it is read into `Sources`.
const NO_FILE: FileId = FileId(u32::MAX);

/// Reads a text into a tree whose places belong to no file yet. Both kinds of line ends are accepted.
pub(crate) fn parse(source: &SourceFile) -> Result<Node, Box<Diagnostic>> {
    let text = source.text.as_str();
    if text
        .lines()
        .all(|line| line.trim_start().is_empty() || line.trim_start().starts_with('#'))
    {
        return Err(empty(&source.path).into());
    }
    if let Some(slip) = slips::odd_indent(source, NO_FILE) {
        return Err(slip.into());
    }
    match serde_yaml::from_str_with_options::<RawNode>(text, options()) {
        Ok(RawNode {
            value: RawValue::Null, ..
        }) => Err(empty(&source.path).into()),
        Ok(raw) => {
            let node = raw.attach(NO_FILE, text);
            let fault = tags::tag(&node, text).map(|span| tags::fault(span, text));
            match fault.or_else(|| cut::cut(&node, text)) {
                None => Ok(node),
                Some(fault) => Err(fault.into()),
            }
        }
        Err(error) => Err(syntax_fault(&error, source).into()),
    }
}

fn empty(path: &str) -> Diagnostic {
    Diagnostic::error_in_file(Code::EmptyFile, path, "the file is empty")
        .help("a rule file starts with `uptake: 1`; `uptake init DIR` writes an example")
}

fn not_text(path: &str, message: &str) -> Diagnostic {
    Diagnostic::error_in_file(Code::NotText, path, message).help("save the rule file as UTF-8 text")
}

fn options() -> serde_yaml::Options {
    serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_depth: MAX_DEPTH,
            flow_nesting_limit: MAX_DEPTH,
            max_nodes: MAX_NODES,
            max_events: 4 * MAX_NODES,
            max_aliases: 1_000,
            max_anchors: 1_000,
            max_documents: 1,
        },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        strict_booleans: true,
        with_snippet: false,
        alias_limits: serde_yaml::alias_limits! {
            max_total_replayed_events: MAX_NODES,
            max_replay_stack_depth: 16,
            max_alias_expansions_per_anchor: 1_000,
        },
    }
}

fn syntax_fault(error: &Error, source: &SourceFile) -> Diagnostic {
    let error = error.without_snippet();
    let start = error
        .location()
        .and_then(|location| byte_start(location, source))
        .unwrap_or(source.text.len());
    let letter = source.text.get(start..).and_then(|rest| rest.chars().next());
    let span = Span::new(NO_FILE, start, start + letter.map_or(0, char::len_utf8));
    let said = error.to_string();
    if let Some(limit) = exceeded(error, &said) {
        return match limit {
            Limit::Depth => Diagnostic::error(
                Code::YamlLimit,
                span,
                format!("the file is nested more than {MAX_DEPTH} levels deep"),
            )
            .help("check whether a bracket is missing; rule files need about eight levels"),
            Limit::Size => Diagnostic::error(
                Code::YamlLimit,
                span,
                format!("the file has more than {MAX_NODES} values with aliases expanded"),
            )
            .help("replace the aliases (`*name`) by their values, or split the file"),
            Limit::Documents => Diagnostic::error(Code::YamlSyntax, span, "unexpected second document")
                .help("move the second document into its own file, or remove the `---`"),
        };
    }
    if said.contains("non-finite float") {
        let written = said.split('`').nth(1).unwrap_or(".inf");
        return Diagnostic::error(Code::YamlSyntax, span, format!("`{written}` isn't a finite number"))
            .help("write a number, such as `1000000`; where there is no limit, leave the condition out");
    }
    if let Some(slip) = slips::likely(source, start, NO_FILE) {
        return slip;
    }
    let said = said
        .split(" at line ")
        .next()
        .unwrap_or(&said)
        .trim_end_matches(['.', ':']);
    let mut letters = said.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
    let help = match said.contains("tabs") {
        true => "indent with blanks, not with tabs",
        false => {
            "check the indentation, and quote values that contain `: ` or ` #`, or start with `*`, `&`, `!`, `[` or `{`"
        }
    };
    Diagnostic::error(
        Code::YamlSyntax,
        span,
        format!("not valid YAML: {first}{}", letters.as_str()),
    )
    .help(help)
}

enum Limit {
    Depth,
    Size,
    Documents,
}

/// The limit that an error is about, if it is about one.
fn exceeded(error: &Error, said: &str) -> Option<Limit> {
    match error {
        // The parser below has a limit of its own, and no variant for it.
        _ if said.contains("recursion limit") => Some(Limit::Depth),
        Error::Budget {
            breach: BudgetBreach::Depth { .. },
            ..
        } => Some(Limit::Depth),
        Error::Budget {
            breach: BudgetBreach::Documents { .. },
            ..
        }
        | Error::MultipleDocuments { .. } => Some(Limit::Documents),
        Error::Budget { .. }
        | Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => Some(Limit::Size),
        Error::AliasError { error, .. } => exceeded(error, said),
        _ => None,
    }
}

/// The byte where a location starts. Locations without byte offsets are counted from line and column.
fn byte_start(location: Location, source: &SourceFile) -> Option<usize> {
    if let Some(offset) = location.span().byte_offset() {
        return usize::try_from(offset).ok();
    }
    let line = usize::try_from(location.line()).ok()?.checked_sub(1)?;
    let column = usize::try_from(location.column()).ok()?.checked_sub(1)?;
    let start: usize = source.text.split_inclusive('\n').take(line).map(str::len).sum();
    Some(source.floor_boundary(start + column))
}

struct RawNode {
    value: RawValue,
    start: usize,
    length: usize,
}

enum RawValue {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<RawNode>),
    Map(Vec<(RawNode, RawNode)>),
}

impl<'de> Deserialize<'de> for RawNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A level takes up to 60 KiB, as much as the compiler chooses not to fold into one: 64 of them may be more than
        // the 2 MiB that a thread has.
        let spanned = stacker::maybe_grow(RED_ZONE, STACK, || Spanned::<RawValue>::deserialize(deserializer))?;
        // The place of use, not of definition: an alias is reported where it stands.
        let span = spanned.referenced.span();
        let number = |n: Option<u64>| n.and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        Ok(Self {
            value: spanned.value,
            start: number(span.byte_offset()),
            length: number(span.byte_len()),
        })
    }
}

struct AnyValue;

impl<'de> Deserialize<'de> for RawValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

impl<'de> Visitor<'de> for AnyValue {
    type Value = RawValue;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }
    fn visit_bool<E>(self, value: bool) -> Result<RawValue, E> {
        Ok(RawValue::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<RawValue, E> {
        Ok(RawValue::Int(value))
    }
    fn visit_u64<E>(self, value: u64) -> Result<RawValue, E> {
        Ok(i64::try_from(value).map_or_else(|_| RawValue::Text(value.to_string()), RawValue::Int))
    }
    fn visit_f64<E>(self, value: f64) -> Result<RawValue, E> {
        Ok(RawValue::Float(value))
    }
    fn visit_str<E>(self, value: &str) -> Result<RawValue, E> {
        Ok(RawValue::Text(value.to_owned()))
    }
    fn visit_string<E>(self, value: String) -> Result<RawValue, E> {
        Ok(RawValue::Text(value))
    }
    fn visit_unit<E>(self) -> Result<RawValue, E> {
        Ok(RawValue::Null)
    }
    fn visit_none<E>(self) -> Result<RawValue, E> {
        Ok(RawValue::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<RawValue, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<RawValue, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(RawValue::List(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawValue, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<RawNode>()? {
            entries.push((key, map.next_value()?));
        }
        Ok(RawValue::Map(entries))
    }
}

impl RawNode {
    fn attach(self, file: FileId, source: &str) -> Node {
        let span = Span::new(file, self.start, self.start + self.length);
        let value = match self.value {
            RawValue::Null => Value::Null,
            RawValue::Bool(value) => Value::Bool(value),
            RawValue::Int(value) => Value::Int(value),
            RawValue::Float(value) => Value::Float(value),
            RawValue::Text(value) => Value::Text(value),
            RawValue::List(items) => Value::List(items.into_iter().map(|item| item.attach(file, source)).collect()),
            RawValue::Map(entries) => Value::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| (key.into_key(file, source), value.attach(file, source)))
                    .collect(),
            ),
        };
        Node { value, span }
    }

    fn into_key(self, file: FileId, source: &str) -> Key {
        let span = Span::new(file, self.start, self.start + self.length);
        let written = source.get(span.start..span.end).and_then(written_number);
        let text = match self.value {
            RawValue::Text(text) => text,
            RawValue::Bool(value) => value.to_string(),
            RawValue::Int(value) => written.map_or_else(|| value.to_string(), str::to_owned),
            RawValue::Float(value) => written.map_or_else(|| value.to_string(), str::to_owned),
            RawValue::Null => "null".to_owned(),
            RawValue::List(_) | RawValue::Map(_) => "?".to_owned(),
        };
        Key { text, span }
    }
}

/// A file's bytes as a text; an error for one that is too large, or no text. A byte-order mark is skipped.
pub(crate) fn text(path: &str, bytes: &[u8]) -> Result<SourceFile, Box<Diagnostic>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.len() > MAX_BYTES {
        return Err(Diagnostic::error_in_file(
            Code::YamlLimit,
            path,
            format!(
                "the file has {} bytes; a rule file may have at most {MAX_BYTES}",
                bytes.len()
            ),
        )
        .help("if this is a data file, list it under `sources:` in the project file")
        .into());
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => text,
        Ok(_) => return Err(not_text(path, "the file isn't text: it has a zero byte").into()),
        Err(_) if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") => {
            return Err(not_text(path, "the file is UTF-16 text, not UTF-8").into());
        }
        Err(error) => {
            let message = format!("the file isn't UTF-8 text: byte {} is invalid", error.valid_up_to() + 1);
            return Err(not_text(path, &message).into());
        }
    };
    Ok(SourceFile::new(path, text))
}
