//! For tests: Parquet files with a lie in them.

use super::thrift::{Fields, Raw, Writer, kind};

/// A way into a structure: the number of a field, or of an element of a list.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Field(i16),
    Element(usize),
}

/// What becomes of a value: another one with its kind, or nothing.
pub(super) type Change<'a> = &'a dyn Fn(Option<Raw<'_>>) -> Option<(u8, Vec<u8>)>;

/// The value as another number.
pub(super) fn number(kind: u8, value: i64) -> impl Fn(Option<Raw<'_>>) -> Option<(u8, Vec<u8>)> {
    move |_| {
        let written = Writer::default().i64(1, value).end();
        Some((kind, written[1..written.len() - 1].to_vec()))
    }
}

/// The value as another text.
pub(super) fn text(value: &[u8]) -> impl Fn(Option<Raw<'_>>) -> Option<(u8, Vec<u8>)> {
    let written = Writer::default().binary(1, value).end();
    move |_| Some((kind::BINARY, written[1..written.len() - 1].to_vec()))
}

/// A structure with a value changed on the way.
pub(super) fn changed(bytes: &[u8], way: &[Step], change: Change<'_>) -> Vec<u8> {
    let fields = Fields::read(bytes).unwrap().0;
    let Step::Field(id) = way[0] else { panic!("{way:?}") };
    let mut written = Writer::default();
    let mut values: Vec<(i16, Option<Raw<'_>>)> = fields.all().map(|(id, raw)| (id, Some(raw))).collect();
    if fields.get(id).is_none() {
        values.push((id, None));
        values.sort_by_key(|(id, _)| *id);
    }
    for (own, raw) in values {
        let new = match raw {
            _ if own == id && way.len() == 1 => change(raw),
            Some(raw) if own == id => Some((raw.kind, within(raw, &way[1..], change))),
            Some(raw) => Some((raw.kind, raw.bytes.to_vec())),
            None => None,
        };
        if let Some((kind, value)) = new {
            written = written.raw(own, kind, &value);
        }
    }
    written.end()
}

fn within(raw: Raw<'_>, way: &[Step], change: Change<'_>) -> Vec<u8> {
    match way[0] {
        Step::Field(_) => changed(raw.bytes, way, change),
        Step::Element(index) => {
            let elements = raw.list().unwrap();
            let element = elements.get(index).copied();
            let mut all: Vec<Vec<u8>> = elements.iter().map(|element| element.bytes.to_vec()).collect();
            let mut put = |new: Option<Vec<u8>>| match (new, index < all.len()) {
                (Some(new), true) => all[index] = new,
                (Some(new), false) => all.push(new),
                (None, true) => drop(all.remove(index)),
                (None, false) => {}
            };
            match way.len() {
                1 => put(change(element).map(|(_, value)| value)),
                _ => put(Some(within(element.unwrap(), &way[1..], change))),
            }
            let kind = elements.first().map_or(kind::STRUCT, |element| element.kind);
            let written = Writer::default().structures(1, &all).end();
            // The head of a list states the kind of its elements.
            let mut list = written[1..written.len() - 1].to_vec();
            list[0] = list[0] & 0xf0 | kind;
            list
        }
    }
}

/// A file with its footer changed.
pub(super) fn footer(file: &[u8], change: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let (rest, end) = file.split_at(file.len() - 8);
    let length = u32::from_le_bytes(end[..4].try_into().unwrap()) as usize;
    let (pages, old) = rest.split_at(rest.len() - length);
    let new = change(old);
    let length = u32::try_from(new.len()).unwrap().to_le_bytes();
    [pages, &new, &length, b"PAR1"].concat()
}
