//! How numbers are written: the marks of decimals and thousands that read every value, and whether they agree.

use serde::Serialize;

/// A way to write numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Way {
    /// Before the decimals.
    pub decimal: char,
    /// Between thousands.
    pub thousands: Option<char>,
}

/// The ways there are, the one that needs no word first, then by how common they are.
const WAYS: [Way; 10] = [
    way('.', None),
    way(',', None),
    way('.', Some(',')),
    way(',', Some('.')),
    way(',', Some(' ')),
    way(',', Some('\u{a0}')),
    way(',', Some('\u{202f}')),
    way('.', Some('\'')),
    way('.', Some('’')),
    way('.', Some(' ')),
];

const fn way(decimal: char, thousands: Option<char>) -> Way {
    Way { decimal, thousands }
}

/// How the numbers of columns are written.
#[derive(Clone, Debug, PartialEq)]
pub enum Numbers {
    /// With these marks.
    Marks(Way),
    /// Several ways read every value, and they don't mean the same numbers.
    Ambiguous(Vec<Way>),
    /// No way reads nine of ten values.
    None,
}

/// The number that a text is, as hundred-thousandths, by each way that reads it.
#[must_use]
pub fn readings(text: &str) -> Vec<(Way, f64)> {
    if text.len() > 40 || !text.contains(|letter: char| letter.is_ascii_digit()) {
        return Vec::new();
    }
    let read = |way: Way| Some((way, read(text, way)?));
    WAYS.into_iter().filter_map(read).collect()
}

/// A text as a number: digits with thousands in threes, then decimals.
#[must_use]
pub fn read(text: &str, way: Way) -> Option<f64> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix(['-', '−', '+']) {
        Some(rest) => (!text.starts_with('+'), rest),
        None => (false, text),
    };
    let (whole, decimals) = match digits.split_once(way.decimal) {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (digits, None),
    };
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let plain = match way.thousands {
        Some(mark) if whole.contains(mark) => {
            let mut parts = whole.split(mark);
            let first = parts.next().unwrap_or_default();
            // Nobody writes `0.500` for five hundred.
            let begins = are_digits(first) && first.len() <= 3 && !first.starts_with('0');
            if !begins || !parts.all(|part| part.len() == 3 && are_digits(part)) {
                return None;
            }
            whole.replace(mark, "")
        }
        _ => whole.to_owned(),
    };
    if !are_digits(&plain) || !decimals.is_none_or(are_digits) {
        return None;
    }
    let number: f64 = format!("{plain}.{}", decimals.unwrap_or("0")).parse().ok()?;
    Some(if negative { -number } else { number })
}

/// Texts of a column, and whether they have to be whole numbers.
#[derive(Clone, Debug)]
pub struct Written<'a> {
    /// The texts, none empty.
    pub texts: Vec<&'a str>,
    /// Whether the column has whole numbers only.
    pub whole: bool,
}

/// How the numbers of columns are written, all in one way: the way that reads most. One of ten may be no number.
#[must_use]
pub fn numbers(columns: &[Written<'_>]) -> Numbers {
    let all: usize = columns.iter().map(|column| column.texts.len()).sum();
    if all == 0 {
        return Numbers::Marks(way('.', None));
    }
    let mut fitting: Vec<(Way, Vec<Option<f64>>)> = Vec::new();
    for way in WAYS {
        let values = columns.iter().flat_map(|column| {
            let number = move |text: &&str| read(text, way).filter(|number| !column.whole || number.fract() == 0.0);
            column.texts.iter().map(number)
        });
        fitting.push((way, values.collect()));
    }
    let lost = |values: &Vec<Option<f64>>| values.iter().filter(|value| value.is_none()).count();
    let least = fitting.iter().map(|(_, values)| lost(values)).min().unwrap_or(all);
    if least * 10 > all {
        return Numbers::None;
    }
    fitting.retain(|(_, values)| lost(values) == least);
    let Some((first, values)) = fitting.first() else {
        return Numbers::None;
    };
    let others = fitting.iter().skip(1).filter(|(_, other)| other != values);
    let ways: Vec<Way> = std::iter::once(*first).chain(others.map(|(way, _)| *way)).collect();
    match ways.len() {
        1 => Numbers::Marks(*first),
        _ => Numbers::Ambiguous(ways),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str], whole: bool) -> Numbers {
        let texts = texts.to_vec();
        numbers(&[Written { texts, whole }])
    }

    #[test]
    fn whole_numbers_need_no_word() {
        assert_eq!(of(&["4", "12", "-3"], true), Numbers::Marks(way('.', None)));
    }

    #[test]
    fn one_value_with_both_marks_decides_for_all() {
        assert_eq!(of(&["1.234,5", "1.000"], false), Numbers::Marks(way(',', Some('.'))));
        assert_eq!(of(&["1,234.5", "1,000"], false), Numbers::Marks(way('.', Some(','))));
        assert_eq!(of(&["1 234,5", "2"], false), Numbers::Marks(way(',', Some(' '))));
        assert_eq!(of(&["1\u{a0}234,5"], false), Numbers::Marks(way(',', Some('\u{a0}'))));
        assert_eq!(of(&["1'234.50"], false), Numbers::Marks(way('.', Some('\''))));
    }

    #[test]
    fn decimals_that_cant_be_thousands_decide() {
        assert_eq!(of(&["4,0", "1,5"], false), Numbers::Marks(way(',', None)));
        assert_eq!(of(&["0.500", "1.000"], false), Numbers::Marks(way('.', None)));
    }

    #[test]
    fn a_thousand_or_one_is_never_guessed() {
        let ways = vec![way('.', None), way(',', Some('.'))];
        assert_eq!(of(&["1.000", "2.000"], false), Numbers::Ambiguous(ways.clone()));
        assert_eq!(of(&["1.000", "2.000"], true), Numbers::Ambiguous(ways));
        let ways = vec![way(',', None), way('.', Some(','))];
        assert_eq!(of(&["1,000"], false), Numbers::Ambiguous(ways));
    }

    #[test]
    fn in_a_column_of_whole_numbers_halves_are_thousands() {
        assert_eq!(of(&["1.500", "2"], true), Numbers::Marks(way(',', Some('.'))));
        assert_eq!(of(&["1,500", "2"], true), Numbers::Marks(way('.', Some(','))));
    }

    #[test]
    fn columns_are_read_together() {
        let columns = [
            Written {
                texts: vec!["1.000"],
                whole: true,
            },
            Written {
                texts: vec!["0,5"],
                whole: false,
            },
        ];
        assert_eq!(numbers(&columns), Numbers::Marks(way(',', Some('.'))));
    }

    #[test]
    fn a_value_that_is_no_number_doesnt_hide_how_the_others_are_written() {
        let mut texts = vec!["4,5"; 20];
        texts.push("12 Stk");
        assert_eq!(of(&texts, false), Numbers::Marks(way(',', None)));
        let mut texts = vec!["1.000"; 20];
        texts.push("12 Stk");
        assert!(matches!(of(&texts, true), Numbers::Ambiguous(_)));
    }

    #[test]
    fn what_no_way_reads_is_none() {
        assert_eq!(of(&["1,5", "2.5"], false), Numbers::None);
        assert_eq!(of(&["a"], false), Numbers::None);
    }
}
