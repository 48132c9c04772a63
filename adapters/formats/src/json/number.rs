//! A number as JSON writes it. Whole numbers stay exact or stay text.

/// The largest whole number up to which every one is exact as a float.
pub(super) const EXACT: u64 = 1 << 53;

/// A number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    /// A whole number below zero.
    Negative(i64),
    /// A whole number from zero on.
    Whole(u64),
    /// A whole number beyond 64 bits.
    Beyond,
    /// A number with a fraction or an exponent, which is finite.
    Float(f64),
}

impl Number {
    /// Reads the digits that the parser has found to be a number; `None` where a float isn't finite.
    pub(super) fn read(digits: &str) -> Option<Self> {
        if digits.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
            return digits
                .parse()
                .ok()
                .filter(|float: &f64| float.is_finite())
                .map(Self::Float);
        }
        if digits.starts_with('-') {
            return Some(match digits.parse::<i64>() {
                Ok(0) => Self::Whole(0),
                Ok(number) => Self::Negative(number),
                Err(_) => Self::Beyond,
            });
        }
        Some(digits.parse().map_or(Self::Beyond, Self::Whole))
    }

    /// As a float, if that is exact.
    pub(super) fn exact(self) -> Option<f64> {
        #[allow(clippy::cast_precision_loss, reason = "just checked to be exact")]
        match self {
            Self::Negative(number) if number.unsigned_abs() <= EXACT => Some(number as f64),
            Self::Whole(number) if number <= EXACT => Some(number as f64),
            Self::Negative(_) | Self::Whole(_) | Self::Beyond => None,
            Self::Float(float) => Some(float),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_exact_and_floats_are_finite() {
        let read = |digits| Number::read(digits);
        assert_eq!(read("-9223372036854775808"), Some(Number::Negative(i64::MIN)));
        assert_eq!(read("18446744073709551615"), Some(Number::Whole(u64::MAX)));
        assert_eq!(read("18446744073709551616"), Some(Number::Beyond));
        assert_eq!(read("-9223372036854775809"), Some(Number::Beyond));
        assert_eq!(
            (read("-0"), read("1e400"), read("-1e400")),
            (Some(Number::Whole(0)), None, None)
        );
        assert_eq!(
            read("9007199254740992").and_then(Number::exact),
            Some(9_007_199_254_740_992.0)
        );
        assert_eq!(read("9007199254740993").and_then(Number::exact), None);
    }
}
