//! Days as they are written on the command line.

use jiff::civil::Date;

/// A day of the calendar, as `2026-02-15`.
pub(crate) fn date(text: &str) -> Result<Date, String> {
    // A year before the first, or after 9999, has a sign and six digits.
    let parts: Vec<&str> = text.trim_start_matches(['-', '+']).split('-').collect();
    let digits = |part: &&str| part.chars().all(|letter| letter.is_ascii_digit());
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let shaped = parts.iter().all(digits) && matches!(lengths.as_slice(), [4 | 6, 2, 2]);
    if !shaped {
        return Err("write the day as year, month and day, such as 2026-02-15".to_owned());
    }
    text.parse().map_err(|_| "the calendar has no such day".to_owned())
}

/// A month of the calendar, as `2026-10`: its first day.
pub(crate) fn month(text: &str) -> Result<Date, String> {
    date(&format!("{text}-01")).map_err(|_| "write the month as year and month, such as 2026-10".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_have_one_form() {
        assert_eq!(month("2026-10"), Ok(jiff::civil::date(2026, 10, 1)));
        for text in ["2026-13", "2026-1", "2026-10-01", "October", ""] {
            assert!(
                month(text).is_err_and(|said| said.contains("such as 2026-10")),
                "{text}"
            );
        }
    }

    #[test]
    fn days_have_one_form_and_exist() {
        assert_eq!(date("2026-02-15"), Ok(jiff::civil::date(2026, 2, 15)));
        for text in [
            "11.08.2025",
            "2026-2-15",
            "2026-02-15T00:00",
            "20260215",
            "",
            "2026/02/15",
            "heute",
            "2026-02-1é",
        ] {
            assert!(
                date(text).is_err_and(|said| said.contains("such as 2026-02-15")),
                "{text}"
            );
        }
        for text in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31"] {
            assert_eq!(date(text), Err("the calendar has no such day".to_owned()), "{text}");
        }
    }
}
