//! Sums that come out the same in any order.
//!
//! What a sum loses by rounding is kept beside it, exactly: as numbers that don't overlap (J. R. Shewchuk, "Adaptive Precision
//! Floating-Point Arithmetic and Fast Robust Geometric Predicates", 1997). Sums of whole numbers lose nothing.

/// The sum of two numbers, and what it lacks.
pub(super) fn two_sum(left: f64, right: f64) -> (f64, f64) {
    let sum = left + right;
    let of_right = sum - left;
    let rest = (left - (sum - of_right)) + (right - of_right);
    // Beyond the largest number nothing is exact.
    (sum, if rest.is_finite() { rest } else { 0.0 })
}

/// What a sum lacks: numbers that don't overlap, the smallest first.
#[derive(Debug, Default)]
pub(super) struct Rest(Vec<f64>);

impl Rest {
    /// Adds a number.
    pub(super) fn add(&mut self, number: f64) {
        let mut sum = number;
        self.0.retain_mut(|part| {
            let (total, rest) = two_sum(sum, *part);
            (sum, *part) = (total, rest);
            rest != 0.0
        });
        if sum != 0.0 {
            self.0.push(sum);
        }
    }

    /// The sum and what it lacks together, rounded once.
    pub(super) fn total(&self, sum: f64) -> f64 {
        if !sum.is_finite() {
            return sum;
        }
        let mut all = Self(self.0.clone());
        all.add(sum);
        all.rounded()
    }

    /// The numbers together. From the largest down until one is lost: then only the sign of the next one can matter, where
    /// what was lost is half of the last place.
    fn rounded(&self) -> f64 {
        let mut parts = self.0.iter().rev().copied();
        let mut total = parts.next().unwrap_or(0.0);
        let mut rest = 0.0;
        for part in parts.by_ref() {
            (total, rest) = two_sum(total, part);
            if rest != 0.0 {
                break;
            }
        }
        let next = parts.next().unwrap_or(0.0);
        if rest != 0.0 && next != 0.0 && (rest < 0.0) == (next < 0.0) {
            let doubled = rest * 2.0;
            let further = total + doubled;
            if further - total == doubled {
                total = further;
            }
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(values: &[f64]) -> f64 {
        let (mut total, mut lacks) = (0.0, Rest::default());
        for value in values {
            let (next, rest) = two_sum(total, *value);
            if rest != 0.0 {
                lacks.add(rest);
            }
            total = next;
        }
        lacks.total(total)
    }

    #[test]
    fn a_sum_is_the_same_in_any_order() {
        let mut seed = 11_u64;
        let mut next = || {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            seed >> 33
        };
        for _ in 0..300 {
            let mut values: Vec<f64> = (0..40)
                .map(|_| {
                    let exponent = i32::try_from(next() % 60).unwrap_or(0) - 30;
                    let sign = if next() % 2 == 0 { 1.0 } else { -1.0 };
                    #[allow(clippy::cast_precision_loss, reason = "31 bits")]
                    let digits = next() as f64;
                    sign * digits * 10f64.powi(exponent)
                })
                .collect();
            let first = sum(&values);
            for _ in 0..20 {
                let at = usize::try_from(next() % 39).unwrap_or(0);
                values.swap(at, at + 1);
                values.reverse();
                values.rotate_left(7);
                assert_eq!(sum(&values).to_bits(), first.to_bits());
            }
        }
    }

    #[test]
    fn a_sum_is_rounded_once() {
        assert_eq!(sum(&[0.1; 10]).to_bits(), 1.0_f64.to_bits());
        assert_eq!(sum(&[1e16, 1.0, -1e16, 1e-3]).to_bits(), 1.001_f64.to_bits());
        assert_eq!(sum(&[1e308, 1e308]), f64::INFINITY);
        // Half of the last place, and a bit more: upwards.
        assert_eq!(sum(&[1.0, 2f64.powi(-53), 2f64.powi(-110)]), 1.0 + 2f64.powi(-52));
    }
}
