//! Numbers in sentences, with as many digits as the sentence needs to be true.

use super::value;
use std::cmp::Ordering;
use uptake_engine::outcome::Cell;

/// The digits of a float that matter, at most.
const MOST: usize = 17;

/// What is next to nothing, beside one.
const NOTHING: f64 = 1e-12;

/// A value as it is, such as one that a rule names or that something has to become: with all its digits, at least two if it isn't
/// whole.
pub(super) fn exact(cell: &Cell<String>) -> String {
    let text = value(cell);
    match cell {
        Cell::Float(number) if number.is_finite() && text.parse() != Ok(*number) => number.to_string(),
        _ => text,
    }
}

/// A float that differs from a round number by next to nothing, as the first one does that is more than it, in words. There is no
/// least number above another that anybody would write.
pub(super) fn right_beside(cell: &Cell<String>) -> Option<String> {
    let Cell::Float(number) = cell else { return None };
    let round: f64 = match number.abs() < NOTHING {
        true => 0.0,
        false => format!("{number:.9e}").parse().ok()?,
    };
    let word = match order(*number, round)? {
        Ordering::Greater => "above",
        Ordering::Less => "below",
        Ordering::Equal => return None,
    };
    let nothing = (*number - round).abs() <= NOTHING * round.abs().max(1.0);
    nothing.then(|| format!("just {word} {}", exact(&Cell::Float(round))))
}

/// A value beside others that are told [exactly](exact): with as many digits as tell it from them.
pub(super) fn beside(cell: &Cell<String>, others: &[&Cell<String>]) -> String {
    let Cell::Float(number) = cell else { return value(cell) };
    let others: Vec<f64> = others.iter().filter_map(|other| float(other)).collect();
    let differs = |text: &str| match text.parse::<f64>() {
        Ok(shown) => others
            .iter()
            .all(|other| order(shown, *other) == order(*number, *other)),
        Err(_) => true,
    };
    let text = value(cell);
    if differs(&text) {
        return text;
    }
    let longer = (3..=MOST).map(|digits| format!("{number:.digits$}"));
    longer
        .into_iter()
        .find(|text| differs(text))
        .unwrap_or_else(|| number.to_string())
}

fn order(one: f64, other: f64) -> Option<Ordering> {
    one.partial_cmp(&other)
}

fn float(cell: &Cell<String>) -> Option<f64> {
    match cell {
        Cell::Float(number) => Some(*number),
        #[allow(clippy::cast_precision_loss, reason = "it is compared with what is shown, no more")]
        Cell::Int(number) => Some(*number as f64),
        Cell::Unknown | Cell::Bool(_) | Cell::Text(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_next_to_a_round_number_is_told_by_that_number() {
        let said = |number: f64| right_beside(&Cell::Float(number));
        assert_eq!(said(39.999_999_999_999_986).as_deref(), Some("just below 40"));
        assert_eq!(said(0.9_f64.next_up().next_up()).as_deref(), Some("just above 0.90"));
        assert_eq!(said(f64::EPSILON * 2.0).as_deref(), Some("just above 0"));
        for plain in [0.0, 40.0, 40.001, 1.0 / 3.0, 1e-6] {
            assert_eq!(said(plain), None, "{plain}");
        }
        assert_eq!(right_beside(&Cell::Int(3)), None);
    }

    #[test]
    fn numbers_have_as_many_digits_as_tell_them_apart() {
        let cell = |number: f64| Cell::Float(number);
        assert_eq!(exact(&cell(40.001)), "40.001");
        assert_eq!(exact(&cell(0.9)), "0.90");
        assert_eq!(exact(&cell(40.0)), "40");
        assert_eq!(exact(&cell(40.000_000_000_000_01)), "40.00000000000001");
        assert_eq!(beside(&cell(2.0 / 3.0), &[&cell(0.9)]), "0.67");
        assert_eq!(beside(&cell(2.0 / 3.0), &[&cell(0.67)]), "0.667");
        assert_eq!(beside(&cell(39.9999), &[&Cell::Int(40)]), "39.9999");
        assert_eq!(beside(&cell(40.0), &[&cell(40.0)]), "40");
    }
}
