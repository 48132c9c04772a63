//! Numbers in sentences, with as many digits as the sentence needs to be true.

use super::value;
use std::cmp::Ordering;
use uptake_engine::outcome::Cell;

/// The digits of a float that matter, at most.
const MOST: usize = 17;

/// A value as it is, such as one that a rule names or that something has to become: with all its digits, at least two if it isn't
/// whole.
pub(super) fn exact(cell: &Cell<String>) -> String {
    let text = value(cell);
    match cell {
        Cell::Float(number) if number.is_finite() && text.parse() != Ok(*number) => number.to_string(),
        _ => text,
    }
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
