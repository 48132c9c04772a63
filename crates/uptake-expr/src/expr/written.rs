//! What texts and numbers of a source stand for: JSON within a text, days and times in a form of their own, seconds
//! since 1970.

use crate::path::{self, Element};
use jiff::Timestamp;
use jiff::fmt::strtime::{self, BrokenDownTime};
use serde_json::Value;
use std::borrow::Cow;

/// The value at `path` in a JSON text: of a text the text itself, of all else its JSON. `None` if the text is no JSON, if
/// nothing is there, and for null.
#[must_use]
pub fn json(text: &str, path: &str) -> Option<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value: Value = serde_json::from_str(text).ok()?;
    find(&value, path).and_then(plain)
}

/// A value as text; `None` for null.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn find<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    if path.is_empty() {
        return Some(value);
    }
    match value {
        Value::Object(fields) => path::keys(path).find_map(|(key, rest)| find(fields.get(key)?, rest)),
        Value::Array(elements) => {
            let (element, rest) = path::element(path)?;
            let found = match element {
                Element::At(index) => elements.get(index),
                Element::Where { key, value } => {
                    let says = |element: &&Value| element.get(key).and_then(plain).is_some_and(|text| text == value);
                    elements.iter().find(says)
                }
            };
            find(found?, rest)
        }
        _ => None,
    }
}

/// A day or time that is written after `pattern`, as ISO 8601 has it: a day, or a day with a time if the pattern has an
/// hour, with an offset if it has one. `None` if the text isn't written so.
#[must_use]
pub fn iso(text: &str, pattern: &str) -> Option<String> {
    let (text, pattern) = (with_blanks(text), with_blanks(pattern));
    let (text, pattern) = (&*text, &*pattern);
    let parts = BrokenDownTime::parse(pattern, text).ok()?;
    // A year of two digits isn't one of the first century: `%y` reads it, and `%Y` reads four.
    let short = |year: i16| (0..1000).contains(&year) && !text.contains(&format!("{year:04}"));
    if pattern.contains("%Y") && parts.year().is_some_and(short) {
        return None;
    }
    if parts.hour().is_none() {
        return Some(parts.to_date().ok()?.to_string());
    }
    let time = parts.to_datetime().ok()?;
    Some(match parts.offset() {
        Some(offset) => {
            let seconds = offset.seconds();
            let sign = if seconds < 0 { '-' } else { '+' };
            let minutes = seconds.abs() / 60;
            format!("{time}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
        None => time.to_string(),
    })
}

/// A text in which every kind of blank is a plain one: programs write narrow ones that don't break before `AM` and `PM`.
fn with_blanks(text: &str) -> Cow<'_, str> {
    match text.is_ascii() {
        true => Cow::Borrowed(text),
        false => text
            .chars()
            .map(|letter| if letter.is_whitespace() { ' ' } else { letter })
            .collect(),
    }
}

/// Whether a pattern of [`iso`] can fit any text: it names a day, by signs that are read as well as written.
#[must_use]
pub fn is_pattern(pattern: &str) -> bool {
    let some = jiff::civil::date(2026, 2, 15)
        .at(13, 30, 5, 0)
        .to_zoned(jiff::tz::TimeZone::UTC);
    some.is_ok_and(|some| strtime::format(pattern, &some).is_ok_and(|written| iso(&written, pattern).is_some()))
}

/// The instant so many seconds after 1970 began in UTC, in microseconds. `None` beyond the calendar.
#[must_use]
pub fn instant(seconds: i64) -> Option<i64> {
    Some(Timestamp::from_second(seconds).ok()?.as_microsecond())
}

/// The same for seconds with a fraction, to the nearest microsecond.
#[must_use]
pub fn instant_of_fraction(seconds: f64) -> Option<i64> {
    let micros = super::scalar::to_int((seconds * 1e6).round())?;
    Timestamp::from_microsecond(micros).is_ok().then_some(micros)
}

/// How numbers are written in a text: the mark before decimals, and the one between thousands, if there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    decimal: char,
    thousands: Option<char>,
}

impl Marks {
    /// The marks of these texts, of which the second may be empty. `None` unless each is one character that can't be part of
    /// a number otherwise, and they differ.
    #[must_use]
    pub fn new(decimal: &str, thousands: &str) -> Option<Self> {
        let one = |text: &str| {
            let mut letters = text.chars();
            let mark = alike(letters.next()?);
            let taken = mark.is_alphanumeric() || matches!(mark, '+' | '-');
            (letters.next().is_none() && !taken).then_some(mark)
        };
        let decimal = one(decimal)?;
        let thousands = if thousands.is_empty() {
            None
        } else {
            Some(one(thousands)?)
        };
        (thousands != Some(decimal) && decimal != ' ').then_some(Self { decimal, thousands })
    }
}

/// What isn't told apart in numbers: kinds of blanks, of apostrophes, of minus signs.
fn alike(letter: char) -> char {
    match letter {
        '\u{2019}' => '\'',
        '\u{2212}' => '-',
        letter if letter.is_whitespace() => ' ',
        letter => letter,
    }
}

/// The number in a text, blanks around it aside. Marks between thousands stand before three digits, or before two and a later
/// mark as in India; they may be left out. `None` if it isn't written so, for infinity, and beyond the range of floats.
#[must_use]
pub fn number(text: &str, marks: Marks) -> Option<f64> {
    let text: String = text.trim().chars().map(alike).collect();
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(&text);
    let (number, power) = match unsigned.find(['e', 'E']) {
        Some(at) => (unsigned.get(..at)?, unsigned.get(at + 1..)?),
        None => (unsigned, "0"),
    };
    let (whole, part) = match number.split_once(marks.decimal) {
        Some((whole, part)) => (whole, part),
        None => (number, ""),
    };
    let groups: Vec<&str> = match marks.thousands {
        Some(mark) => whole.split(mark).collect(),
        None => vec![whole],
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let powered =
        digits(power.strip_prefix(['+', '-']).unwrap_or(power)) && power.ends_with(|c: char| c.is_ascii_digit());
    if !groups_fit(&groups) || !digits(part) || !powered || (whole.is_empty() && part.is_empty()) {
        return None;
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    let plain = format!("{sign}{}.{part}e{power}", groups.concat());
    plain.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Whether groups of digits can be those between thousands.
fn groups_fit(groups: &[&str]) -> bool {
    let digits = groups
        .iter()
        .all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
    let sizes = match groups {
        [] | [_] => true,
        [first, middle @ .., last] => {
            (1..=3).contains(&first.len())
                && middle.iter().all(|group| (2..=3).contains(&group.len()))
                && last.len() == 3
        }
    };
    digits && sizes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, decimal: &str, thousands: &str) -> Option<f64> {
        number(text, Marks::new(decimal, thousands)?)
    }

    #[test]
    fn a_number_is_read_by_its_marks_and_nothing_else() {
        for (text, decimal, thousands, wanted) in [
            ("3", ".", "", Some(3.0)),
            (" -2.5 ", ".", "", Some(-2.5)),
            (".5", ".", "", Some(0.5)),
            ("5.", ".", "", Some(5.0)),
            ("1.5E3", ".", "", Some(1500.0)),
            ("1.234.567,25", ",", ".", Some(1_234_567.25)),
            ("1234,5", ",", ".", Some(1234.5)),
            ("12,34,567", ".", ",", Some(1_234_567.0)),
            ("1\u{202f}234,5", ",", " ", Some(1234.5)),
            ("1\u{2019}234.5", ".", "'", Some(1234.5)),
            ("\u{2212}7", ".", "", Some(-7.0)),
            // What another country writes is unknown, never another number.
            ("1.5", ",", ".", None),
            ("1,5", ".", ",", None),
            ("1,234", ".", "", None),
            ("1.2345,6", ",", ".", None),
            (".234", ",", ".", None),
            ("1,234.5,6", ".", ",", None),
            ("", ".", "", None),
            (".", ".", "", None),
            ("-", ".", "", None),
            ("1e", ".", "", None),
            ("1e+", ".", "", None),
            ("1e400", ".", "", None),
            ("inf", ".", "", None),
            ("NaN", ".", "", None),
            ("0x10", ".", "", None),
            ("12 %", ".", "", None),
            ("1 234", ".", "", None),
            ("--1", ".", "", None),
        ] {
            assert_eq!(read(text, decimal, thousands), wanted, "{text}");
        }
    }

    #[test]
    fn marks_that_could_be_something_else_are_none() {
        for (decimal, thousands) in [
            ("", ""),
            ("..", ""),
            (".", "."),
            ("5", ""),
            ("e", ""),
            ("-", ""),
            (" ", ""),
            (",", "ab"),
        ] {
            assert_eq!(Marks::new(decimal, thousands), None, "{decimal} {thousands}");
        }
    }
}
