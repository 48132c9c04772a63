//! Numbers written as text, with the marks that a source states. What could be two numbers is none.

use std::borrow::Cow;
use std::str::FromStr;
use uptake_rules::project::Reading;

/// The whole number that a text says, exactly: nothing passes through a float.
pub(in crate::intake) fn whole(text: &str, reading: &Reading) -> Option<i64> {
    if is_ambiguous(text, reading) {
        return None;
    }
    exact(&plain(text, reading)?)
}

/// The finite number that a text says.
pub(in crate::intake) fn float(text: &str, reading: &Reading) -> Option<f64> {
    f64::from_str(&plain(text, reading)?)
        .ok()
        .filter(|number| number.is_finite())
}

/// A point and exactly three digits after one to three others: `1.000` is one, or a thousand. Only a source can say.
pub(super) fn is_ambiguous(text: &str, reading: &Reading) -> bool {
    if reading.decimal.is_some() || reading.thousands.is_some() {
        return false;
    }
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    unsigned.split_once('.').is_some_and(|(before, after)| {
        (1..=3).contains(&before.len())
            && !before.starts_with('0')
            && digits(before)
            && after.len() == 3
            && digits(after)
    })
}

/// A number with a point before its decimals and nothing between its thousands.
pub(super) fn plain<'t>(text: &'t str, reading: &Reading) -> Option<Cow<'t, str>> {
    let decimal = reading.decimal.unwrap_or('.');
    // Where the mark of decimals is stated, the other one of the two that are in use can only part thousands.
    let thousands = reading.thousands.or(match reading.decimal {
        Some(',') => Some('.'),
        Some('.') => Some(','),
        _ => None,
    });
    let Some(thousands) = thousands.filter(|mark| text.contains(|letter| is_same(letter, *mark))) else {
        return Some(match decimal {
            '.' => text.into(),
            _ if text.contains('.') => return None,
            _ => text.replace(decimal, ".").into(),
        });
    };
    // As programs write numbers for programs; no thousands are parted there.
    if text.contains(['e', 'E']) && !text.contains(decimal) && thousands == '.' {
        return Some(text.into());
    }
    let (before, after) = match text.split_once(decimal) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    };
    if after.is_some_and(|after| after.contains(|letter| is_same(letter, thousands))) {
        return None;
    }
    let sign = before.len() - before.trim_start_matches(['-', '+']).len();
    let (sign, before) = before.split_at(sign);
    let groups: Vec<&str> = before.split(|letter| is_same(letter, thousands)).collect();
    let number = are_groups(&groups).then(|| groups.concat())?;
    Some(
        match after {
            Some(after) => format!("{sign}{number}.{after}"),
            None => format!("{sign}{number}"),
        }
        .into(),
    )
}

/// Whether a mark stands for another: blanks are alike whatever their width, and so are apostrophes.
fn is_same(letter: char, mark: char) -> bool {
    let apostrophe = |letter: char| matches!(letter, '\'' | '\u{2019}');
    letter == mark || (letter.is_whitespace() && mark.is_whitespace()) || (apostrophe(letter) && apostrophe(mark))
}

/// Groups of three digits after one to three others; or, as in India, of two with a last one of three.
fn are_groups(groups: &[&str]) -> bool {
    let digits = |group: &&str| group.bytes().all(|byte| byte.is_ascii_digit());
    let [first, middle @ .., last] = groups else {
        return false;
    };
    let of = |size: usize| middle.iter().all(|group| group.len() == size);
    groups.iter().all(digits)
        && last.len() == 3
        && ((of(3) && (1..=3).contains(&first.len())) || (of(2) && (1..=2).contains(&first.len())))
}

/// A whole number with a sign, decimals that are zero and an exponent, if there are any.
pub(super) fn exact(text: &str) -> Option<i64> {
    if let Ok(number) = i64::from_str(text) {
        return Some(number);
    }
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, i32::from_str(exponent).ok()?),
        None => (text, 0),
    };
    let negative = number.starts_with('-');
    let unsigned = number.strip_prefix(['-', '+']).unwrap_or(number);
    let (before, after) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = format!("{before}{after}");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if digits.bytes().all(|byte| byte == b'0') {
        return Some(0);
    }
    let scale = i64::from(exponent) - i64::try_from(after.len()).ok()?;
    let size = match usize::try_from(scale.unsigned_abs()) {
        Ok(size) if size <= 400 => size,
        _ => return None,
    };
    let digits = match scale < 0 {
        false => format!("{digits}{}", "0".repeat(size)),
        true => {
            let (kept, cut) = digits.split_at_checked(digits.len().checked_sub(size)?)?;
            cut.bytes().all(|byte| byte == b'0').then(|| kept.to_owned())?
        }
    };
    let digits = digits.trim_start_matches('0');
    let sign = if negative { "-" } else { "" };
    i64::from_str(&format!("{sign}{digits}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(decimal: Option<char>, thousands: Option<char>) -> Reading {
        Reading {
            decimal,
            thousands,
            dates: Vec::new(),
        }
    }

    #[test]
    fn without_a_word_a_number_that_could_be_two_is_none() {
        let none = marks(None, None);
        for (text, number) in [
            ("1000", Some(1000)),
            ("-7", Some(-7)),
            ("4.0", Some(4)),
            ("4.", Some(4)),
            ("1e3", Some(1000)),
            ("1.5E+1", Some(15)),
            ("12000e-3", Some(12)),
            ("0.000", Some(0)),
            ("1000.000", Some(1000)),
            ("9007199254740993.0", Some(9_007_199_254_740_993)),
            ("9223372036854775807", Some(i64::MAX)),
            ("1.000", None),
            ("-12.000", None),
            ("1,000", None),
            ("1.5", None),
            ("9223372036854775808", None),
            ("1e300", None),
            ("", None),
            (".", None),
            ("1e", None),
        ] {
            assert_eq!(whole(text, &none), number, "{text}");
        }
        assert_eq!(float("1.250", &none), Some(1.25));
        assert_eq!(
            (float("inf", &none), float("nan", &none), float("1,5", &none)),
            (None, None, None)
        );
    }

    #[test]
    fn stated_marks_are_heeded_and_thousands_come_in_groups() {
        let german = marks(Some(','), None);
        let swiss = marks(None, Some('\''));
        let french = marks(Some(','), Some(' '));
        let indian = marks(Some('.'), Some(','));
        for (reading, text, number) in [
            (&german, "1.000", Some(1000.0)),
            (&german, "1.234.567,5", Some(1_234_567.5)),
            (&german, "-4,0", Some(-4.0)),
            (&german, "1.5", None),
            (&german, "1.00", None),
            (&german, "1,000.5", None),
            (&german, "1.5e3", Some(1500.0)),
            (&swiss, "1’234.50", Some(1234.5)),
            (&swiss, "1.000", Some(1.0)),
            (&french, "1\u{202f}234,5", Some(1234.5)),
            (&french, "1.234", None),
            (&indian, "12,34,567.5", Some(1_234_567.5)),
            (&indian, "1,23", None),
            (&marks(Some(','), Some('.')), "12.000", Some(12000.0)),
        ] {
            assert_eq!(float(text, reading), number, "{text} {reading:?}");
        }
        assert_eq!(
            (whole("1.000", &german), whole("4,0", &german), whole("4,5", &german)),
            (Some(1000), Some(4), None)
        );
    }
}
