//! A sum as one long whole number, which has a place for every bit that a number may have.

/// So many limbs of 32 bits: the bits of all finite numbers, from 2⁻¹⁰⁷⁴ to 2¹⁰²³, and 64 more for sums of many of them.
const LIMBS: usize = 69;

/// After so many numbers a limb is emptied into the next, before it could overflow.
const MOST: u32 = 1 << 30;

/// A sum of finite numbers, in units of 2⁻¹⁰⁷⁴. Limbs have signs of their own until it is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Long {
    limbs: [i64; LIMBS],
    added: u32,
}

impl Default for Long {
    fn default() -> Self {
        Self {
            limbs: [0; LIMBS],
            added: 0,
        }
    }
}

/// The lowest 32 bits of a limb, and what belongs to the next one.
fn split(limb: i64) -> (i64, i64) {
    (limb & 0xffff_ffff, limb >> 32)
}

impl Long {
    /// The limbs, the lowest first.
    pub(crate) fn limbs(&self) -> &[i64] {
        &self.limbs
    }

    /// Of limbs that another one had; `None` where there aren't as many.
    pub(crate) fn of(limbs: &[i64]) -> Option<Self> {
        let mut long = Self {
            limbs: limbs.try_into().ok()?,
            // As many may have been added.
            added: MOST - 1,
        };
        long.settle();
        Some(long)
    }

    /// Adds a finite number.
    pub(crate) fn add(&mut self, number: f64) {
        let bits = number.to_bits();
        let exponent = usize::try_from(bits >> 52 & 0x7ff).unwrap_or(0);
        let fraction = bits & ((1 << 52) - 1);
        // Numbers below the normal ones have no leading one, and the exponent of the first normal one.
        let (digits, shift) = match exponent {
            0 => (fraction, 0),
            _ => (fraction | 1 << 52, exponent - 1),
        };
        let mut rest = u128::from(digits) << (shift % 32);
        for limb in self.limbs.iter_mut().skip(shift / 32).take(3) {
            let low = i64::try_from(rest & 0xffff_ffff).unwrap_or(0);
            *limb += if number.is_sign_negative() { -low } else { low };
            rest >>= 32;
        }
        self.added += 1;
        if self.added >= MOST {
            self.settle();
        }
    }

    /// Adds another sum.
    pub(crate) fn join(&mut self, other: &Self) {
        let mut other = other.clone();
        other.settle();
        self.settle();
        for (limb, more) in self.limbs.iter_mut().zip(other.limbs) {
            *limb += more;
        }
        self.added += 1;
    }

    /// Brings all limbs but the last into 0 to 2³² − 1; the last has the sign.
    fn settle(&mut self) {
        let mut carry = 0;
        let last = LIMBS - 1;
        for (at, limb) in self.limbs.iter_mut().enumerate() {
            *limb += carry;
            if at < last {
                (*limb, carry) = split(*limb);
            }
        }
        self.added = 0;
    }

    /// The sum times 2 to the power of −`down`, rounded to the nearest number; infinite where it is too large.
    pub(crate) fn rounded(&self, down: i32) -> f64 {
        let mut sum = self.clone();
        sum.settle();
        let negative = sum.limbs.last().is_some_and(|limb| *limb < 0);
        if negative {
            sum.limbs.iter_mut().for_each(|limb| *limb = -*limb);
            sum.settle();
        }
        let Some(top) = sum.limbs.iter().rposition(|limb| *limb != 0) else {
            return 0.0;
        };
        // The four highest limbs have more than 64 bits from the first one on; of all below only matters whether there is any.
        let lowest = top.saturating_sub(3);
        let mut digits: u128 = 0;
        for limb in sum.limbs.iter().take(top + 1).skip(lowest).rev() {
            digits = digits << 32 | u128::from(limb.unsigned_abs());
        }
        if sum.limbs.iter().take(lowest).any(|limb| *limb != 0) {
            digits |= 1;
        }
        let unit = i32::try_from(lowest * 32).unwrap_or(i32::MAX) - 1074 - down;
        let size = scaled(digits, unit);
        if negative { -size } else { size }
    }
}

/// A whole number times 2 to the power of `exponent`, rounded once, to even where it is half-way.
fn scaled(digits: u128, exponent: i32) -> f64 {
    let bits = 128 - i32::try_from(digits.leading_zeros()).unwrap_or(0);
    // Below the normal numbers fewer than 53 bits are left, and they end at 2⁻¹⁰⁷⁴.
    let cut = (bits - 53).max(-1074 - exponent).max(0);
    let (kept, lost) = match cut {
        0 => (digits, 0),
        128.. => return 0.0,
        _ => (digits >> cut, digits & ((1 << cut) - 1)),
    };
    let half = if cut > 0 { 1u128 << (cut - 1) } else { 1 };
    let up = lost > half || (lost == half && cut > 0 && kept & 1 == 1);
    let kept = kept + u128::from(up);
    #[allow(clippy::cast_precision_loss, reason = "at most 2^53, which is exact")]
    let mut answer = kept as f64;
    let mut power = exponent + cut;
    // In steps, since a power of two may be beyond the numbers where the product isn't. Each step is exact.
    while power > 1000 {
        answer *= 2f64.powi(1000);
        power -= 1000;
    }
    while power < -1000 {
        answer *= 2f64.powi(-1000);
        power += 1000;
    }
    answer * 2f64.powi(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_comes_out_as_it_went_in() {
        for number in [
            0.1,
            -0.1,
            1.0,
            -3.5,
            f64::MAX,
            f64::MIN,
            f64::MIN_POSITIVE,
            5e-324,
            -5e-324,
            2.3e-310,
            9_007_199_254_740_993.0,
        ] {
            let mut long = Long::default();
            long.add(number);
            assert_eq!(long.rounded(0).to_bits(), number.to_bits(), "{number:e}");
            long.add(number);
            assert_eq!(long.rounded(1).to_bits(), number.to_bits(), "{number:e} halved");
        }
        assert_eq!(Long::default().rounded(0), 0.0);
    }

    #[test]
    fn half_of_the_last_place_is_rounded_to_even_and_more_than_half_upwards() {
        let of = |numbers: &[f64]| {
            let mut long = Long::default();
            numbers.iter().for_each(|number| long.add(*number));
            long.rounded(0)
        };
        let half = 2f64.powi(-53);
        assert_eq!(of(&[1.0, half]), 1.0);
        assert_eq!(of(&[1.0, half, 5e-324]), 1.0 + f64::EPSILON);
        assert_eq!(of(&[1.0, f64::EPSILON, half]), 1.0 + 2.0 * f64::EPSILON);
        assert_eq!(of(&[f64::MAX, f64::MAX]), f64::INFINITY);
        assert_eq!(of(&[f64::MAX, 2f64.powi(969)]), f64::MAX);
    }
}
