//! Texts that look like a value of another kind: `30%`, `0,5`, `31.12.2026`, `yes`.

/// What a text looks like, and how that is written; `None` for a text that looks like one.
#[must_use]
pub fn cure(text: &str) -> Option<(&'static str, String)> {
    let text = text.trim();
    let truth = match text.to_ascii_lowercase().as_str() {
        "yes" | "ja" | "on" | "oui" | "wahr" | "true" => Some("true"),
        "no" | "nein" | "off" | "non" | "falsch" | "false" => Some("false"),
        _ => None,
    };
    if let Some(truth) = truth {
        return Some(("a truth value", format!("write `{truth}`; a text goes in quotes")));
    }
    if let Some(day) = day(text) {
        return Some(("a date", format!("write the day as `{day}`; a text goes in quotes")));
    }
    let plain = number(text)?;
    Some(("a number", format!("write `{plain}`; a text goes in quotes")))
}

/// A day as `31.12.2026`, in the form of rule files; `None` for any other text. What may be day or month is left to people: of
/// `03/04/2026` it is `2026-MM-DD`.
#[must_use]
pub fn day(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['.', '/']).collect();
    let [first, second, year] = parts.as_slice() else {
        return None;
    };
    let number = |part: &str| (part.len() <= 2).then(|| part.parse::<u8>().ok()).flatten();
    let (first, second) = (number(first)?, number(second)?);
    if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (day, month) = match (first, second, text.contains('.')) {
        (day, month, true) => (day, month),
        (day, month, false) if day > 12 => (day, month),
        (month, day, false) if day > 12 => (day, month),
        _ => return Some(format!("{year}-MM-DD")),
    };
    Some(format!("{year}-{month:02}-{day:02}"))
}

/// A number with a percent sign, a comma, or marks between thousands, as it is written here.
fn number(text: &str) -> Option<String> {
    let plain = text.strip_suffix('%').map(str::trim_end).unwrap_or(text);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (sign, rest) = match plain.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => ("-", rest),
        None => ("", plain),
    };
    let rest = rest.replace(['\'', '’', '\u{a0}', '\u{202f}'], "");
    let number = match rest.split_once(',') {
        Some((whole, decimals)) if digits(decimals) && digits(&whole.replace('.', "")) => {
            format!("{}.{decimals}", whole.replace('.', ""))
        }
        Some(_) => return None,
        None => rest.clone(),
    };
    let sound = number.split('.').all(digits) && number.matches('.').count() <= 1;
    // A plain number in quotes is a text on purpose.
    (sound && (number != text || sign == "-" && plain != text))
        .then(|| format!("{sign}{number}"))
        .filter(|made| made != text)
}

#[cfg(test)]
mod tests {
    use super::cure;

    #[test]
    fn what_looks_like_a_number_a_day_or_a_truth_is_told_with_its_form() {
        for (text, written) in [
            ("30%", "`30`"),
            ("30 %", "`30`"),
            ("0,5", "`0.5`"),
            ("1.000,5", "`1000.5`"),
            ("1'000", "`1000`"),
            ("31.12.2026", "`2026-12-31`"),
            ("31/12/2026", "`2026-12-31`"),
            ("12/31/2026", "`2026-12-31`"),
            ("03/04/2026", "`2026-MM-DD`"),
            ("yes", "`true`"),
            ("Nein", "`false`"),
        ] {
            let found = cure(text).map(|(_, cure)| cure).unwrap_or_default();
            assert!(found.contains(written), "{text}: {found}");
        }
        for text in ["Enterprise", "1.2.3", "a, b", "3 to 5", "", "2026", "EMEA"] {
            assert_eq!(cure(text), None, "{text}");
        }
    }
}
