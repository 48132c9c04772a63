//! Instants as nearly all programs write them, read by their places: `2026-02-15T08:30:00Z`, with up to six digits behind the
//! second, and an offset in place of the `Z`. All else is left to the reader of ISO 8601, which says the same of these.

/// Microseconds of a second, and seconds of a day.
const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400;

/// The days of the months before each, in a year without a leap day.
const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const LENGTHS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// The instant that a text names, in microseconds since 1970; `None` where it isn't written so.
pub(super) fn usual(text: &str) -> Option<i64> {
    let (head, rest) = text.as_bytes().split_first_chunk::<19>()?;
    let [
        y1,
        y2,
        y3,
        y4,
        b'-',
        m1,
        m2,
        b'-',
        d1,
        d2,
        b'T' | b' ',
        h1,
        h2,
        b':',
        n1,
        n2,
        b':',
        s1,
        s2,
    ] = *head
    else {
        return None;
    };
    let year = two(y1, y2)? * 100 + two(y3, y4)?;
    let (month, day) = (two(m1, m2)?, two(d1, d2)?);
    let (hour, minute, second) = (two(h1, h2)?, two(n1, n2)?, two(s1, s2)?);
    let place = usize::try_from(month.checked_sub(1)?).ok()?;
    let leaps = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = LENGTHS.get(place)? + u32::from(leaps && month == 2);
    // A leap second is left to others, and so are years in which no program logs anything.
    let known = (1900..2200).contains(&year) && (1..=length).contains(&day);
    if !known || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (micros, rest) = fraction(rest)?;
    let offset = match *rest {
        [b'Z'] => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', n1, n2] => {
            let (hours, minutes) = (two(h1, h2)?, two(n1, n2)?);
            if hours > 14 || minutes > 59 || sign == b'-' && hours == 0 && minutes == 0 {
                return None;
            }
            let seconds = i64::from(hours) * 3600 + i64::from(minutes) * 60;
            if sign == b'-' { -seconds } else { seconds }
        }
        _ => return None,
    };
    let years = i64::from(year) - 1;
    let leap_days = |years: i64| years / 4 - years / 100 + years / 400;
    let mut days = 365 * (years - 1969) + leap_days(years) - leap_days(1969);
    days += BEFORE.get(place)? + i64::from(leaps && month > 2) + i64::from(day) - 1;
    let seconds = days * DAY + i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second) - offset;
    Some(seconds * SECOND + micros)
}

/// Microseconds behind a second, and what stands behind them.
fn fraction(rest: &[u8]) -> Option<(i64, &[u8])> {
    let Some((b'.', digits)) = rest.split_first() else {
        return Some((0, rest));
    };
    let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = digits.split_at_checked(length)?;
    if !(1..=6).contains(&length) {
        return None;
    }
    let padded = digits.iter().copied().chain(std::iter::repeat(b'0')).take(6);
    Some((padded.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')), rest))
}

/// The number of two digits.
fn two(tens: u8, ones: u8) -> Option<u32> {
    let both = tens.is_ascii_digit() && ones.is_ascii_digit();
    both.then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use proptest::prelude::*;

    fn by_others(text: &str) -> Option<i64> {
        text.parse::<Timestamp>().ok().map(|instant| instant.as_microsecond())
    }

    #[test]
    fn texts_that_are_read_by_their_places_mean_what_the_standard_says() {
        for text in [
            "1970-01-01T00:00:00Z",
            "1969-12-31T23:59:59.999999Z",
            "1900-02-28 23:59:59Z",
            "2000-02-29T12:00:00.5+02:00",
            "2100-03-01T00:00:00-09:30",
            "2026-02-15T08:30:00.000001Z",
        ] {
            assert_eq!((usual(text), usual(text).is_some()), (by_others(text), true), "{text}");
        }
    }

    #[test]
    fn what_is_written_in_another_way_is_left_to_others() {
        for text in [
            "2026-02-30T00:00:00Z",
            "2026-02-15T24:00:00Z",
            "2026-02-15T08:30:60Z",
            "2026-02-15T08:30:00",
            "2026-02-15T08:30:00.1234567Z",
            "2026-02-15T08:30:00.Z",
            "2026-02-15T08:30Z",
            "2026-02-15T08:30:00-00:00",
            "2026-02-15T08:30:00z",
            "2026-02-15T08:30:00+01",
            "2026-02-15T08:30:00[Europe/Berlin]",
            "",
        ] {
            assert_eq!(usual(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_read_in_another_way_than_by_the_standard(
            text in "[12][0-9]{3}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{1,7})?(Z|[+-][01][0-9]:[0-6][0-9])"
        ) {
            if let Some(micros) = usual(&text) {
                prop_assert_eq!(Some(micros), by_others(&text), "{}", text);
            }
        }
    }
}
