//! Thrift's compact protocol, as far as Parquet needs it: values are looked at where they lie, and nothing is allocated by a
//! length that only the bytes state. Every legal way to write a number of a field, a list or a truth value is read.

/// How deep values may nest. Parquet's own nest less than ten levels.
const DEEPEST: usize = 32;

/// What kind of value there is, as the protocol numbers it.
pub(super) mod kind {
    pub(in super::super) const TRUE: u8 = 1;
    pub(in super::super) const FALSE: u8 = 2;
    pub(in super::super) const BYTE: u8 = 3;
    pub(in super::super) const I16: u8 = 4;
    pub(in super::super) const I32: u8 = 5;
    pub(in super::super) const I64: u8 = 6;
    pub(in super::super) const DOUBLE: u8 = 7;
    pub(in super::super) const BINARY: u8 = 8;
    pub(in super::super) const LIST: u8 = 9;
    pub(in super::super) const SET: u8 = 10;
    pub(in super::super) const MAP: u8 = 11;
    pub(in super::super) const STRUCT: u8 = 12;
    pub(in super::super) const UUID: u8 = 13;
}

/// A value where it lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw<'a> {
    pub(super) kind: u8,
    pub(super) bytes: &'a [u8],
}

/// The fields of a structure.
#[derive(Debug)]
pub(super) struct Fields<'a>(Vec<(i16, Raw<'a>)>);

impl<'a> Fields<'a> {
    /// The structure at the beginning of bytes, and how many they are.
    pub(super) fn read(bytes: &'a [u8]) -> Option<(Self, usize)> {
        let mut reader = Reader { bytes, at: 0 };
        let fields = reader.fields(0)?;
        Some((Self(fields), reader.at))
    }

    /// A field by its number.
    pub(super) fn get(&self, id: i16) -> Option<Raw<'a>> {
        self.0.iter().find(|(own, _)| *own == id).map(|(_, raw)| *raw)
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = (i16, Raw<'a>)> {
        self.0.iter().copied()
    }

    pub(super) fn integer(&self, id: i16) -> Option<i64> {
        self.get(id)?.integer()
    }

    pub(super) fn binary(&self, id: i16) -> Option<&'a [u8]> {
        self.get(id)?.binary()
    }

    pub(super) fn list(&self, id: i16) -> Option<Vec<Raw<'a>>> {
        self.get(id)?.list()
    }

    pub(super) fn structure(&self, id: i16) -> Option<Fields<'a>> {
        self.get(id)?.structure()
    }
}

impl<'a> Raw<'a> {
    pub(super) fn integer(self) -> Option<i64> {
        let mut reader = Reader {
            bytes: self.bytes,
            at: 0,
        };
        match self.kind {
            kind::BYTE => Some(i64::from(reader.byte()?.cast_signed())),
            kind::I16 | kind::I32 | kind::I64 => reader.signed(),
            _ => None,
        }
    }

    pub(super) fn binary(self) -> Option<&'a [u8]> {
        let mut reader = Reader {
            bytes: self.bytes,
            at: 0,
        };
        match self.kind {
            kind::BINARY => {
                let length = usize::try_from(reader.unsigned()?).ok()?;
                reader.take(length)
            }
            _ => None,
        }
    }

    pub(super) fn truth(self) -> Option<bool> {
        match self.kind {
            kind::TRUE => Some(true),
            kind::FALSE => Some(false),
            _ => None,
        }
    }

    pub(super) fn list(self) -> Option<Vec<Raw<'a>>> {
        let mut reader = Reader {
            bytes: self.bytes,
            at: 0,
        };
        match self.kind {
            kind::LIST | kind::SET => {
                let (kind, count) = reader.elements()?;
                (0..count).map(|_| reader.raw(kind, 0)).collect()
            }
            _ => None,
        }
    }

    pub(super) fn structure(self) -> Option<Fields<'a>> {
        match self.kind {
            kind::STRUCT => Some(Fields::read(self.bytes)?.0),
            _ => None,
        }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(length)?;
        let bytes = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(bytes)
    }

    fn unsigned(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let value = self.unsigned()?;
        Some((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    /// Kind and number of a list's elements. Each takes at least a byte, so that there are no more than bytes.
    fn elements(&mut self) -> Option<(u8, usize)> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => usize::try_from(self.unsigned()?).ok()?,
            count => usize::from(count),
        };
        (count <= self.bytes.len() - self.at).then_some((head & 0x0f, count))
    }

    fn fields(&mut self, level: usize) -> Option<Vec<(i16, Raw<'a>)>> {
        let (mut fields, mut last) = (Vec::new(), 0_i16);
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(fields);
            }
            last = match head >> 4 {
                0 => i16::try_from(self.signed()?).ok()?,
                more => last.checked_add(i16::from(more))?,
            };
            let kind = head & 0x0f;
            let raw = match kind {
                // A field says in its kind whether it is true.
                kind::TRUE | kind::FALSE => Raw { kind, bytes: &[] },
                _ => self.raw(kind, level)?,
            };
            fields.push((last, raw));
        }
    }

    /// The next value of a kind, outside of a field's head.
    fn raw(&mut self, kind: u8, level: usize) -> Option<Raw<'a>> {
        let start = self.at;
        let mut own = kind;
        match kind {
            // In lists a truth value is a byte: 1, and 2 or, as some write it, 0.
            kind::TRUE | kind::FALSE => {
                own = match self.byte()? {
                    1 => kind::TRUE,
                    0 | 2 => kind::FALSE,
                    _ => return None,
                }
            }
            kind::BYTE => drop(self.byte()?),
            kind::I16 | kind::I32 | kind::I64 => drop(self.unsigned()?),
            kind::DOUBLE => drop(self.take(8)?),
            kind::UUID => drop(self.take(16)?),
            kind::BINARY => {
                let length = usize::try_from(self.unsigned()?).ok()?;
                self.take(length)?;
            }
            _ if level >= DEEPEST => return None,
            kind::LIST | kind::SET => {
                let (kind, count) = self.elements()?;
                for _ in 0..count {
                    self.raw(kind, level + 1)?;
                }
            }
            kind::MAP => self.map(level)?,
            kind::STRUCT => drop(self.fields(level + 1)?),
            _ => return None,
        }
        Some(Raw {
            kind: own,
            bytes: self.bytes.get(start..self.at)?,
        })
    }

    fn map(&mut self, level: usize) -> Option<()> {
        let count = usize::try_from(self.unsigned()?).ok()?;
        if count == 0 {
            return Some(());
        }
        let kinds = self.byte()?;
        if count > self.bytes.len() - self.at {
            return None;
        }
        for _ in 0..count {
            self.raw(kinds >> 4, level + 1)?;
            self.raw(kinds & 0x0f, level + 1)?;
        }
        Some(())
    }
}

/// Writes a structure.
#[derive(Debug, Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
    last: i16,
}

impl Writer {
    /// A field of a kind, with its value as it is written.
    pub(super) fn raw(mut self, id: i16, kind: u8, value: &[u8]) -> Self {
        match id.checked_sub(self.last).and_then(|more| u8::try_from(more).ok()) {
            Some(more @ 1..=15) => self.bytes.push(more << 4 | kind),
            _ => {
                self.bytes.push(kind);
                unsigned(&mut self.bytes, zigzag(i64::from(id)));
            }
        }
        self.last = id;
        self.bytes.extend(value);
        self
    }

    pub(super) fn i32(self, id: i16, value: i64) -> Self {
        let mut bytes = Vec::new();
        unsigned(&mut bytes, zigzag(value));
        self.raw(id, kind::I32, &bytes)
    }

    pub(super) fn i64(self, id: i16, value: i64) -> Self {
        let mut bytes = Vec::new();
        unsigned(&mut bytes, zigzag(value));
        self.raw(id, kind::I64, &bytes)
    }

    pub(super) fn no(self, id: i16) -> Self {
        self.raw(id, kind::FALSE, &[])
    }

    pub(super) fn binary(self, id: i16, value: &[u8]) -> Self {
        let mut bytes = Vec::new();
        unsigned(&mut bytes, value.len() as u64);
        bytes.extend(value);
        self.raw(id, kind::BINARY, &bytes)
    }

    pub(super) fn structure(self, id: i16, value: &[u8]) -> Self {
        self.raw(id, kind::STRUCT, value)
    }

    /// A list of structures.
    pub(super) fn structures(self, id: i16, values: &[Vec<u8>]) -> Self {
        let mut bytes = head(kind::STRUCT, values.len());
        bytes.extend(values.iter().flatten());
        self.raw(id, kind::LIST, &bytes)
    }

    /// A list of texts.
    pub(super) fn texts(self, id: i16, values: &[Vec<u8>]) -> Self {
        let mut bytes = head(kind::BINARY, values.len());
        for value in values {
            unsigned(&mut bytes, value.len() as u64);
            bytes.extend(value);
        }
        self.raw(id, kind::LIST, &bytes)
    }

    /// What was written, with its end.
    pub(super) fn end(mut self) -> Vec<u8> {
        self.bytes.push(0);
        self.bytes
    }
}

/// The head of a list.
fn head(kind: u8, count: usize) -> Vec<u8> {
    match u8::try_from(count) {
        Ok(count) if count < 15 => vec![count << 4 | kind],
        _ => {
            let mut bytes = vec![0xf0 | kind];
            unsigned(&mut bytes, count as u64);
            bytes
        }
    }
}

fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63).cast_unsigned()
}

fn unsigned(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(u8::try_from(value & 0x7f).unwrap_or(0) | 0x80);
        value >>= 7;
    }
    bytes.push(u8::try_from(value).unwrap_or(0));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let inner = Writer::default().i32(1, -5).end();
        let bytes = Writer::default()
            .i64(1, i64::MIN)
            .binary(2, b"name")
            .structures(5, &vec![inner; 20])
            .no(40)
            .end();
        let (fields, length) = Fields::read(&bytes).unwrap();
        assert_eq!(length, bytes.len());
        assert_eq!(
            (fields.integer(1), fields.binary(2)),
            (Some(i64::MIN), Some(b"name".as_slice()))
        );
        let list = fields.list(5).unwrap();
        assert_eq!((list.len(), list[19].structure().unwrap().integer(1)), (20, Some(-5)));
        assert_eq!(fields.get(40).unwrap().truth(), Some(false));
    }

    #[test]
    fn every_legal_way_is_read() {
        // Numbers of fields in full instead of as a difference, a short list with its count in full, truth values as 0, 1 and 2.
        let bytes = [0x05, 0x02, 0x0a, 0x09, 0x04, 0xf1, 0x03, 0, 1, 2, 0x01, 0x06, 0];
        let (fields, _) = Fields::read(&bytes).unwrap();
        assert_eq!(fields.integer(1), Some(5));
        let truths: Vec<_> = fields.list(2).unwrap().into_iter().map(Raw::truth).collect();
        assert_eq!(truths, [Some(false), Some(true), Some(false)]);
        assert_eq!(fields.get(3).unwrap().truth(), Some(true));
    }

    #[test]
    fn lengths_that_lie_and_nesting_without_end_are_nothing() {
        assert!(Fields::read(&[0x18, 0xff, 0xff, 0xff, 0xff, 0x0f]).is_none());
        assert!(Fields::read(&[0x19, 0xf5, 0xff, 0xff, 0xff, 0xff, 0x0f]).is_none());
        assert!(Fields::read(&[0x1c; 10_000]).is_none());
        assert!(Fields::read(&[0x19; 10_000]).is_none());
        assert!(Fields::read(&[]).is_none());
        assert!(
            Fields::read(&[
                0x16, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0
            ])
            .is_none()
        );
    }
}
