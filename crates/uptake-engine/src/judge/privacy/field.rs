//! Exact arithmetic for elimination: numbers modulo a large prime.
//!
//! Fractions grow without end while a system is eliminated, and floating-point numbers can't tell a zero from a small number.
//! Modulo a prime every step is exact and takes the same time. A number that isn't zero could be taken for zero only if it were
//! a multiple of the prime, which determinants of so small numbers practically never are; it would then hide more.

/// A Mersenne prime.
const PRIME: u64 = (1 << 61) - 1;

/// A number modulo the prime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exact(u64);

impl Exact {
    pub(super) const ZERO: Self = Self(0);
    pub(super) const ONE: Self = Self(1);

    /// A fraction of two small numbers, the second of which isn't zero.
    pub(super) fn fraction(part: u32, of: u32) -> Self {
        Self(part.into()).times(Self(of.into()).inverse())
    }

    /// The small fraction that it is, as a float; 0 if it is none.
    pub(super) fn small(self) -> f64 {
        let found = (1u32..=64).find_map(|of| {
            let part = self.times(Self(of.into())).0;
            u32::try_from(part)
                .ok()
                .filter(|part| *part <= 64)
                .map(|part| f64::from(part) / f64::from(of))
        });
        found.unwrap_or(0.0)
    }

    pub(super) fn minus(self, other: Self) -> Self {
        Self((self.0 + PRIME - other.0) % PRIME)
    }

    pub(super) fn times(self, other: Self) -> Self {
        let product = u128::from(self.0) * u128::from(other.0) % u128::from(PRIME);
        Self(u64::try_from(product).unwrap_or(0))
    }

    /// One through it, by Fermat's little theorem.
    pub(super) fn inverse(self) -> Self {
        let (mut power, mut base, mut left) = (Self::ONE, self, PRIME - 2);
        while left > 0 {
            if left % 2 == 1 {
                power = power.times(base);
            }
            base = base.times(base);
            left /= 2;
        }
        power
    }
}

/// A row of a system: the entries that aren't zero, by column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sparse(Vec<(u32, Exact)>);

impl Sparse {
    /// Of entries in the order of their columns.
    pub(super) fn new(entries: Vec<(u32, Exact)>) -> Self {
        Self(entries)
    }

    pub(super) fn entries(&self) -> &[(u32, Exact)] {
        &self.0
    }

    pub(super) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn at(&self, column: u32) -> Exact {
        let found = self.0.binary_search_by_key(&column, |(column, _)| *column);
        found
            .ok()
            .and_then(|at| self.0.get(at))
            .map_or(Exact::ZERO, |(_, value)| *value)
    }

    pub(super) fn scaled(&self, by: Exact) -> Self {
        Self(
            self.0
                .iter()
                .map(|(column, value)| (*column, value.times(by)))
                .collect(),
        )
    }

    /// It less `times` the other.
    pub(super) fn less(&self, other: &Self, times: Exact) -> Self {
        let mut entries = Vec::with_capacity(self.0.len() + other.0.len());
        let (mut own, mut taken) = (self.0.iter().peekable(), other.0.iter().peekable());
        loop {
            let (column, value) = match (own.peek(), taken.peek()) {
                (None, None) => return Self(entries),
                (Some((one, _)), Some((two, _))) if one == two => {
                    let (Some((column, own)), Some((_, taken))) = (own.next(), taken.next()) else {
                        return Self(entries);
                    };
                    (*column, own.minus(times.times(*taken)))
                }
                (Some((one, value)), two) if two.is_none_or(|(two, _)| one < two) => {
                    let entry = (*one, *value);
                    own.next();
                    entry
                }
                (_, Some((column, value))) => {
                    let entry = (*column, Exact::ZERO.minus(times.times(*value)));
                    taken.next();
                    entry
                }
                (Some(_), None) => return Self(entries),
            };
            if value != Exact::ZERO {
                entries.push((column, value));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Exact, Sparse};

    #[test]
    fn a_half_and_a_half_are_one() {
        let half = Exact::fraction(1, 2);
        assert_eq!(Exact::ONE.minus(half).minus(half), Exact::ZERO);
        assert_eq!(Exact::fraction(2, 3).times(Exact::fraction(3, 2)), Exact::ONE);
    }

    #[test]
    fn what_cancels_is_gone() {
        let row = |columns: &[u32]| Sparse::new(columns.iter().map(|column| (*column, Exact::ONE)).collect());
        assert_eq!(row(&[0, 1, 2]).less(&row(&[1]), Exact::ONE), row(&[0, 2]));
        assert_eq!(
            row(&[0, 2]).less(&row(&[1]), Exact::ONE.minus(Exact::fraction(2, 1))),
            row(&[0, 1, 2])
        );
        assert!(row(&[3]).less(&row(&[3]), Exact::ONE).is_zero());
    }
}
