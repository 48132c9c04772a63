//! Sums that are rounded once: the same in any order, whatever cancels out or grows too large on the way.
//!
//! What a sum loses by rounding is kept beside it, exactly, as numbers that don't overlap (J. R. Shewchuk, "Adaptive Precision
//! Floating-Point Arithmetic and Fast Robust Geometric Predicates", 1997). Where that would grow beyond the largest number, all
//! of it goes into one long whole number ([`Long`]), which holds every sum.

use crate::long_sum::Long;

/// A sum of numbers, exact until it is asked for.
#[derive(Clone, Debug, Default)]
pub struct ExactSum {
    /// Numbers that don't overlap, the smallest first.
    parts: Vec<f64>,
    /// All that was added, once the parts would have grown too large.
    long: Option<Box<Long>>,
    /// Whether something was added that isn't finite. Then there is no sum.
    lost: bool,
}

impl ExactSum {
    /// The sum of two numbers, and what it lacks; `None` where that isn't a number.
    #[inline]
    #[must_use]
    pub fn two(left: f64, right: f64) -> Option<(f64, f64)> {
        let sum = left + right;
        let of_right = sum - left;
        let rest = (left - (sum - of_right)) + (right - of_right);
        rest.is_finite().then_some((sum, rest))
    }

    /// Adds a number. One that isn't finite makes the sum unknown.
    pub fn add(&mut self, number: f64) {
        if !number.is_finite() {
            self.lost = true;
            return;
        }
        if let Some(long) = &mut self.long {
            long.add(number);
            return;
        }
        let (mut sum, mut kept) = (number, 0);
        for at in 0..self.parts.len() {
            let part = self.parts.get(at).copied().unwrap_or(0.0);
            let Some((total, rest)) = Self::two(sum, part) else {
                return self.lengthen(sum, kept, at);
            };
            sum = total;
            if rest != 0.0 {
                if let Some(place) = self.parts.get_mut(kept) {
                    *place = rest;
                }
                kept += 1;
            }
        }
        self.parts.truncate(kept);
        if sum != 0.0 {
            self.parts.push(sum);
        }
    }

    /// Adds a whole number, however large.
    pub fn add_whole(&mut self, whole: i128) {
        const LIMB: f64 = 4_294_967_296.0;
        let mut rest = whole.unsigned_abs();
        let mut unit = if whole < 0 { -1.0 } else { 1.0 };
        while rest != 0 {
            // 32 bits at a time: each piece is a float without rounding.
            let piece = u32::try_from(rest & 0xffff_ffff).unwrap_or(0);
            self.add(f64::from(piece) * unit);
            rest >>= 32;
            unit *= LIMB;
        }
    }

    /// Goes on with a long number: what was carried so far, the parts before `kept`, and those from `at` on.
    fn lengthen(&mut self, carried: f64, kept: usize, at: usize) {
        let mut long = Long::default();
        long.add(carried);
        let parts = self.parts.iter().enumerate();
        for (_, part) in parts.filter(|(place, _)| *place < kept || *place >= at) {
            long.add(*part);
        }
        self.parts.clear();
        self.long = Some(Box::new(long));
    }

    /// Adds another sum.
    pub fn join(&mut self, other: &Self) {
        self.lost |= other.lost;
        if let Some(other) = &other.long {
            if self.long.is_none() {
                self.lengthen(0.0, 0, 0);
            }
            if let Some(long) = &mut self.long {
                long.join(other);
            }
        }
        for part in &other.parts {
            self.add(*part);
        }
    }

    /// What it consists of, to be kept: numbers that don't overlap, the limbs of what was too large for them, and whether there is
    /// no sum.
    #[must_use]
    pub fn pieces(&self) -> (&[f64], Option<&[i64]>, bool) {
        (&self.parts, self.long.as_deref().map(Long::limbs), self.lost)
    }

    /// The same sum again, of its [pieces](Self::pieces); `None` where they can't be those of a sum.
    #[must_use]
    pub fn of_pieces(parts: Vec<f64>, long: Option<&[i64]>, lost: bool) -> Option<Self> {
        let long = match long {
            Some(limbs) => Some(Box::new(Long::of(limbs)?)),
            None => None,
        };
        let sound = parts.iter().all(|part| part.is_finite());
        sound.then_some(Self { parts, long, lost })
    }

    /// The sum, rounded once; `None` where it is beyond the largest number.
    #[must_use]
    pub fn total(&self) -> Option<f64> {
        let total = match &self.long {
            Some(long) => long.rounded(0),
            None => self.of_parts(),
        };
        (total.is_finite() && !self.lost).then_some(total)
    }

    /// The sum divided by a number, also where the sum itself is too large for one; `None` where the answer isn't finite.
    #[must_use]
    pub fn over(&self, divisor: f64) -> Option<f64> {
        // By 2⁻⁶⁴, every sum of fewer than 2⁶⁴ numbers is one.
        const DOWN: i32 = 64;
        if self.lost {
            return None;
        }
        let answer = match (self.total(), &self.long) {
            (Some(total), _) => total / divisor,
            (None, Some(long)) => long.rounded(DOWN) / divisor * 2f64.powi(DOWN),
            (None, None) => return None,
        };
        answer.is_finite().then_some(answer + 0.0)
    }

    /// The parts together. From the largest down until one is lost: then only the sign of the next one can matter, where
    /// what was lost is half of the last place.
    fn of_parts(&self) -> f64 {
        let mut parts = self.parts.iter().rev().copied();
        let mut total = parts.next().unwrap_or(0.0);
        let mut rest = 0.0;
        for part in parts.by_ref() {
            let Some(both) = Self::two(total, part) else {
                return f64::INFINITY;
            };
            (total, rest) = both;
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

impl Extend<f64> for ExactSum {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, numbers: I) {
        numbers.into_iter().for_each(|number| self.add(number));
    }
}

impl FromIterator<f64> for ExactSum {
    fn from_iter<I: IntoIterator<Item = f64>>(numbers: I) -> Self {
        let mut sum = Self::default();
        sum.extend(numbers);
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(values: &[f64]) -> Option<f64> {
        values.iter().copied().collect::<ExactSum>().total()
    }

    /// Numbers of many magnitudes, by a seed.
    fn numbers(seed: &mut u64, magnitudes: i32) -> Vec<f64> {
        let mut next = || {
            *seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            *seed >> 33
        };
        (0..40)
            .map(|_| {
                let exponent = i32::try_from(next() % 600).unwrap_or(0) % magnitudes - magnitudes / 2;
                let sign = if next() % 2 == 0 { 1.0 } else { -1.0 };
                #[allow(clippy::cast_precision_loss, reason = "31 bits")]
                let digits = next() as f64;
                sign * digits * 10f64.powi(exponent)
            })
            .collect()
    }

    #[test]
    fn a_sum_is_the_same_in_any_order_and_by_parts() {
        let mut seed = 11;
        for round in 0..300 {
            let mut values = numbers(&mut seed, if round % 2 == 0 { 60 } else { 590 });
            let first = sum(&values);
            for turn in 0..20 {
                values.swap(turn, turn + 7);
                values.reverse();
                values.rotate_left(7);
                assert_eq!(sum(&values), first);
                let (left, right) = values.split_at(turn);
                let mut joined: ExactSum = left.iter().copied().collect();
                joined.join(&right.iter().copied().collect());
                assert_eq!(joined.total(), first);
            }
        }
    }

    #[test]
    fn the_long_form_agrees_with_the_parts() {
        let mut seed = 5;
        for _ in 0..300 {
            let values = numbers(&mut seed, 590);
            let mut long = Long::default();
            values.iter().for_each(|value| long.add(*value));
            assert_eq!(Some(long.rounded(0)), sum(&values), "{values:?}");
        }
    }

    #[test]
    fn a_sum_is_rounded_once() {
        assert_eq!(sum(&[0.1; 10]), Some(1.0));
        assert_eq!(sum(&[1e16, 1.0, -1e16, 1e-3]), Some(1.001));
        // Half of the last place, and a bit more: upwards.
        let more = [1.0, 2f64.powi(-53), 2f64.powi(-110)];
        assert_eq!(sum(&more), Some(1.0 + 2f64.powi(-52)));
    }

    #[test]
    fn what_is_too_large_on_the_way_may_fit_at_the_end() {
        assert_eq!(sum(&[1e308, 1e308]), None);
        assert_eq!(sum(&[1e308, 1e308, -1e308]), Some(1e308));
        assert_eq!(sum(&[1e308, 1e308, 1.0, -1e308, -1e308]), Some(1.0));
        assert_eq!(sum(&[-1e308, -1e308, 5e-324, 1e308, 1e308]), Some(5e-324));
        assert_eq!(sum(&[f64::MAX, f64::MAX, f64::MIN, f64::MIN]), Some(0.0));
        assert_eq!(sum(&[f64::INFINITY, 1.0]), None);
        let mean = |values: &[f64]| values.iter().copied().collect::<ExactSum>().over(4.0);
        assert_eq!(mean(&[1e308; 4]), Some(1e308));
        assert_eq!(mean(&[f64::MAX; 4]), Some(f64::MAX));
        assert_eq!(mean(&[1.0, 2.0, 3.0, 4.0]), Some(2.5));
    }
}
