//! One record of a text: where it ends, and where its fields are. Knows nothing of what stood before, so that pieces of a
//! text can be read beside each other.

/// Fields of a record that are kept, at most; more are counted.
pub(super) const MOST_FIELDS: usize = 1 << 16;

/// The bytes that part fields.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks {
    pub(super) separator: u8,
    pub(super) quote: Option<u8>,
}

/// Where a field's content is, without its quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether quotes within it are doubled.
    pub(super) doubled: bool,
    /// Whether quotes stand around it.
    pub(super) quoted: bool,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A record: where the next one begins, how many fields it has, and how many line breaks there are in it, its own end
    /// included.
    Record { next: usize, fields: usize, breaks: u64 },
    /// The text ends within it, and more may come.
    Unfinished,
    /// A quoted field goes on to the end of the text: where it begins.
    Unclosed(usize),
    /// Something else than a separator stands after a closing quote: where the field begins, and where that is.
    AfterQuote(usize, usize),
}

/// Reads the record that begins at `start`. `whole` says that no more text comes. The fields replace what `fields` held.
pub(super) fn record(text: &[u8], start: usize, whole: bool, marks: Marks, fields: &mut Vec<Field>) -> Found {
    fields.clear();
    let (mut at, mut count, mut breaks) = (start, 0, 0);
    loop {
        let begin = past_blanks(text, at, marks);
        let field = match (text.get(begin), marks.quote) {
            (Some(byte), Some(quote)) if *byte == quote => match quoted(text, begin, quote, marks, &mut breaks) {
                Ok((field, after)) => {
                    at = after;
                    field
                }
                Err(Found::Unclosed(_)) if !whole => return Found::Unfinished,
                Err(fault) => return fault,
            },
            _ => {
                let end = end_of_field(text, at, marks);
                let field = Field {
                    start: at,
                    end,
                    ..Field::default()
                };
                at = end;
                field
            }
        };
        count += 1;
        if fields.len() < MOST_FIELDS {
            fields.push(field);
        }
        match (text.get(at), text.get(at + 1)) {
            (Some(byte), _) if *byte == marks.separator => at += 1,
            (Some(b'\n'), _) => {
                return Found::Record {
                    next: at + 1,
                    fields: count,
                    breaks: breaks + 1,
                };
            }
            (Some(b'\r'), Some(b'\n')) => {
                return Found::Record {
                    next: at + 2,
                    fields: count,
                    breaks: breaks + 1,
                };
            }
            // Whether a line feed follows isn't known yet.
            (Some(b'\r'), None) if !whole => return Found::Unfinished,
            (Some(_), _) => {
                return Found::Record {
                    next: at + 1,
                    fields: count,
                    breaks: breaks + 1,
                };
            }
            (None, _) if whole => {
                return Found::Record {
                    next: at,
                    fields: count,
                    breaks: breaks + 1,
                };
            }
            (None, _) => return Found::Unfinished,
        }
    }
}

/// Where a field that begins at `at` ends, eight bytes at a time.
fn end_of_field(text: &[u8], at: usize, marks: Marks) -> usize {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    // The lowest of the bytes that are marked is one that is zero; those above it may be marked wrongly.
    let zeros = |word: u64| word.wrapping_sub(LOW) & !word & HIGH;
    let separator = LOW * u64::from(marks.separator);
    let (feed, back) = (LOW * u64::from(b'\n'), LOW * u64::from(b'\r'));
    let (eights, rest) = text.get(at..).unwrap_or_default().as_chunks::<8>();
    for (number, eight) in eights.iter().enumerate() {
        let word = u64::from_le_bytes(*eight);
        let found = zeros(word ^ separator) | zeros(word ^ feed) | zeros(word ^ back);
        if found != 0 {
            return at + number * 8 + (found.trailing_zeros() / 8) as usize;
        }
    }
    let end = rest.iter().position(|byte| ends(*byte, marks)).unwrap_or(rest.len());
    at + eights.len() * 8 + end
}

fn ends(byte: u8, marks: Marks) -> bool {
    byte == marks.separator || byte == b'\n' || byte == b'\r'
}

/// Blanks around a quoted field don't belong to it.
fn past_blanks(text: &[u8], at: usize, marks: Marks) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let blank = |byte: &u8| (*byte == b' ' || *byte == b'\t') && *byte != marks.separator;
    at + rest.iter().take_while(|byte| blank(byte)).count()
}

/// A quoted field, and the place after it and the blanks that follow.
fn quoted(text: &[u8], begin: usize, quote: u8, marks: Marks, breaks: &mut u64) -> Result<(Field, usize), Found> {
    let start = begin + 1;
    let (mut at, mut doubled) = (start, false);
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(length) = rest.iter().position(|byte| *byte == quote) else {
            return Err(Found::Unclosed(begin));
        };
        at += length;
        if text.get(at + 1) == Some(&quote) {
            doubled = true;
            at += 2;
            continue;
        }
        let after = past_blanks(text, at + 1, marks);
        if text.get(after).is_some_and(|byte| !ends(*byte, marks)) {
            return Err(Found::AfterQuote(begin, after));
        }
        *breaks += line_breaks(text.get(start..at).unwrap_or_default());
        let field = Field {
            start,
            end: at,
            doubled,
            quoted: true,
        };
        return Ok((field, after));
    }
}

/// Line breaks as an editor shows them: `\r\n`, `\n` and a lone `\r` are one each.
pub(super) fn line_breaks(text: &[u8]) -> u64 {
    let mut breaks = 0;
    let mut after_return = false;
    for byte in text {
        match byte {
            b'\n' if after_return => {}
            b'\n' | b'\r' => breaks += 1,
            _ => {}
        }
        after_return = *byte == b'\r';
    }
    breaks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_ends_at_the_first_mark_wherever_it_stands() {
        for separator in [b',', b'\t', 0, 0x7f] {
            let marks = Marks { separator, quote: None };
            for length in 0..40 {
                for mark in [separator, b'\n', b'\r'] {
                    // Beside the bytes whose lowest bit is that of a mark, and letters of several bytes.
                    let mut text: Vec<u8> = "a+ü-\u{b}\u{c}\u{e}".bytes().cycle().take(length).collect();
                    assert_eq!(end_of_field(&text, 0, marks), length);
                    text.extend([mark, b'x', separator]);
                    for at in 0..=length {
                        assert_eq!(end_of_field(&text, at, marks), length, "{text:?} from {at}");
                    }
                }
            }
        }
    }
}
