//! Rows that are written like those before them: the known fields, each once and in order, with plain values and nothing escaped.
//! Nearly all rows that programs write are. They are read by their places; every other row is left to the parser, which would
//! say the same of these.

use super::number::Number;
use super::shape::{Fields, Shape};

/// A value, as its field's shape holds it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Plain {
    /// Null, or what nobody reads.
    Nothing,
    Truth(bool),
    /// Text, or what stands for it in a place of texts: where it is.
    Text(usize, usize),
    /// A number, and where its digits are.
    Number(Number, usize, usize),
}

/// The values of a row, field after field. Whether it is such a row, whose values the shapes of the fields hold as they are; the text
/// is known to be UTF-8.
pub(super) fn plain(row: &[u8], fields: &Fields, values: &mut Vec<Plain>) -> bool {
    values.clear();
    !fields.is_odd() && read(row, fields, values).is_some()
}

fn read(row: &[u8], fields: &Fields, values: &mut Vec<Plain>) -> Option<()> {
    let mut at = 0;
    let mut before = b'{';
    for (name, shape) in fields.iter() {
        at = past(row, at, before)?;
        at = past_blanks(row, at);
        let written = row.get(at..)?.strip_prefix(b"\"")?.strip_prefix(name.as_bytes())?;
        written.strip_prefix(b"\"")?;
        at = past_blanks(row, at + name.len() + 2);
        at = past(row, at, b':')?;
        at = past_blanks(row, at);
        let (value, end) = value(row, at, shape)?;
        values.push(value);
        at = past_blanks(row, end);
        before = b',';
    }
    // Without any field nothing was seen of the row.
    (before == b',' && past(row, at, b'}')? == row.len()).then_some(())
}

fn past(row: &[u8], at: usize, byte: u8) -> Option<usize> {
    (*row.get(at)? == byte).then_some(at + 1)
}

fn past_blanks(row: &[u8], at: usize) -> usize {
    let rest = row.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| **byte == b' ').count()
}

/// A value, and the place behind it; `None` if the shape doesn't hold it as it is.
fn value(row: &[u8], at: usize, shape: &Shape) -> Option<(Plain, usize)> {
    let rest = row.get(at..)?;
    match *rest.first()? {
        b'"' => {
            let start = at + 1;
            let text = row.get(start..)?;
            let length = memchr::memchr2(b'"', b'\\', text)?;
            let (text, rest) = text.split_at_checked(length)?;
            // Control characters have to be escaped.
            if rest.first() != Some(&b'"') || text.iter().any(|byte| *byte < b' ') {
                return None;
            }
            let value = match shape {
                Shape::Text | Shape::Mixed => Plain::Text(start, start + length),
                Shape::Unread => Plain::Nothing,
                _ => return None,
            };
            Some((value, start + length + 1))
        }
        b't' | b'f' => {
            let truth = rest.starts_with(b"true");
            let length = if truth { 4 } else { 5 };
            if !truth && !rest.starts_with(b"false") {
                return None;
            }
            let value = match shape {
                Shape::Bool => Plain::Truth(truth),
                Shape::Text | Shape::Mixed => Plain::Text(at, at + length),
                Shape::Unread => Plain::Nothing,
                _ => return None,
            };
            Some((value, at + length))
        }
        b'n' => rest.starts_with(b"null").then_some((Plain::Nothing, at + 4)),
        _ => {
            let length = number(rest)?;
            let digits = std::str::from_utf8(rest.get(..length)?).ok()?;
            if matches!(shape, Shape::Unread) {
                return Some((Plain::Nothing, at + length));
            }
            let number = Number::read(digits).filter(|number| shape.holds(*number))?;
            Some((Plain::Number(number, at, at + length), at + length))
        }
    }
}

/// Digits of a whole number that surely fits into 64 bits.
const MOST_DIGITS: usize = 18;

/// The length of a whole number, or of one with a fraction, as JSON has them without an exponent.
fn number(text: &[u8]) -> Option<usize> {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let sign = usize::from(text.first() == Some(&b'-'));
    let whole = digits(sign);
    let leads = text.get(sign) == Some(&b'0');
    if whole == 0 || whole > MOST_DIGITS || leads && whole > 1 {
        return None;
    }
    let mut end = sign + whole;
    if text.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        if fraction == 0 || fraction > MOST_DIGITS {
            return None;
        }
        end += 1 + fraction;
    }
    // What goes on in another way is left to the parser.
    matches!(text.get(end), Some(b',' | b'}' | b' ')).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::super::frames::Frames;
    use super::super::infer::Infer;
    use super::super::limits::Limits;
    use super::*;
    use proptest::prelude::*;

    fn fields_of(rows: &[&str]) -> Fields {
        let mut fields = Fields::default();
        let mut infer = Infer::new(None, Limits::default(), &fields);
        for row in rows {
            infer.by_parser(row.as_bytes(), &mut fields).unwrap();
        }
        fields
    }

    #[test]
    fn a_row_written_like_those_before_is_read_by_its_places() {
        let fields = fields_of(&[r#"{"a":"x","b":true,"c":12,"d":1.5}"#]);
        for (row, plain_one) in [
            (r#"{"a":"é","b":false,"c":7,"d":-0.25}"#, true),
            (r#"{"a": "", "b": null, "c": 0, "d": 1.0}"#, true),
            (r#"{"a":"x\n","b":true,"c":1,"d":1.5}"#, false),
            ("{\"a\":\"x\ty\",\"b\":true,\"c\":1,\"d\":1.5}", false),
            (r#"{"b":true,"a":"x","c":1,"d":1.5}"#, false),
            (r#"{"a":"x","b":true,"c":1}"#, false),
            (r#"{"a":"x","b":true,"c":1,"d":1.5,"e":1}"#, false),
            (r#"{"a":"x","b":true,"c":13,"d":1.5}"#, false),
            (r#"{"a":"x","b":true,"c":01,"d":1.5}"#, false),
            (r#"{"a":"x","b":true,"c":1,"d":1.5e1}"#, false),
            (r#"{"a":"x","b":true,"c":1,"d":1.}"#, false),
            (r#"{"a":"x","b":truely,"c":1,"d":1.5}"#, false),
            (r#"{"a":"x","b":true,"c":1,"d":1.5} "#, false),
            (r#"{"a":"x","b":true,"c":1,"d":1.5}}"#, false),
            (r#"{"a":"x","b":true,"c":1,"d":1.5,}"#, false),
            (r#"{"a":"x" "b":true,"c":1,"d":1.5}"#, false),
        ] {
            assert_eq!(plain(row.as_bytes(), &fields, &mut Vec::new()), plain_one, "{row}");
        }
        assert!(!plain(b"{}", &Fields::default(), &mut Vec::new()));
        let odd = fields_of(&[r#"{"a\"b":1}"#]);
        assert!(!plain(br#"{"a"b":1}"#, &odd, &mut Vec::new()));
    }

    fn value() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-zé ]{0,3}".prop_map(|text| format!("\"{text}\"")),
            Just(r#""\u00e9\n""#.to_owned()),
            "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,3})?(e1)?",
            prop_oneof![
                Just("true"),
                Just("false"),
                Just("null"),
                Just("[1]"),
                Just("{\"x\":1}")
            ]
            .prop_map(str::to_owned),
        ]
    }

    fn row() -> impl Strategy<Value = String> {
        let pair = (
            prop_oneof![Just("a"), Just("b"), Just("c")],
            value(),
            prop_oneof![Just(""), Just(" ")],
        );
        proptest::collection::vec(pair, 0..4).prop_map(|pairs| {
            let pairs = pairs
                .iter()
                .map(|(key, value, blank)| format!("{blank}\"{key}\":{blank}{value}"));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
        })
    }

    proptest! {
        #[test]
        fn rows_become_the_same_frames_by_their_places_and_by_the_parser(rows in proptest::collection::vec(row(), 1..12)) {
            let rows: Vec<&[u8]> = rows.iter().map(String::as_bytes).collect();
            let by_places = Frames::new(None, Limits::default()).of(&rows);
            let by_parser = Frames::new(None, Limits::default()).without_places().of(&rows);
            prop_assert_eq!(format!("{by_places:?}"), format!("{by_parser:?}"));
        }
    }
}
