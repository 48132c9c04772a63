//! Numbers for people.

use uptake_engine::outcome::Number;

/// A whole number with commas between its thousands.
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A value in its unit, with one decimal.
#[must_use]
pub fn value(value: Number, unit: &str) -> String {
    match value {
        Number::Float(value) if unit == "percent" => format!("{value:.1} %"),
        Number::Float(value) => format!("{value:.2}"),
        Number::Whole(value) if unit == "percent" => format!("{value} %"),
        Number::Whole(value) => value.to_string(),
    }
}

/// A count or sum: whole when it is.
#[must_use]
pub fn plain(value: Number) -> String {
    match value {
        Number::Float(value) if value.fract() == 0.0 => format!("{value:.0}"),
        Number::Float(value) => format!("{value:.2}"),
        Number::Whole(value) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted_and_small_numbers_left_alone() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_000), "1,000");
        assert_eq!(thousands(23_681_004), "23,681,004");
    }
}
