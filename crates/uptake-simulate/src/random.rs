//! Chance from a seed, without a dependency whose next version would change every byte.
//!
//! The generator is SplitMix64: G. L. Steele, D. Lea and C. H. Flood, "Fast Splittable Pseudorandom Number Generators",
//! OOPSLA 2014, in the fixed-increment form of S. Vigna's public-domain `splitmix64.c` (<https://prng.di.unimi.it/splitmix64.c>).
//! It is good enough to make up an organisation and no good for secrets.
//!
//! Fractions use `+ - * /` only, which IEEE 754 rounds the same on every machine; `exp` and `ln` would not be.

const GOLDEN_GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// What a stream of numbers is for. A stream of its own per purpose and person means
/// that one more draw in one place leaves every other place as it was.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stream {
    Roster = 1,
    Leave = 2,
    Habit = 3,
    Week = 4,
    Use = 5,
    Dirt = 6,
    Cases = 7,
    Plant = 8,
    Books = 9,
    Customer = 10,
    Life = 11,
    Scores = 12,
    Noise = 13,
    Usage = 14,
    Surveys = 15,
    Touches = 16,
    Stakeholders = 17,
    Units = 18,
    Dark = 19,
    Committee = 20,
    ScoreDays = 21,
}

#[derive(Debug, Clone)]
pub(crate) struct Random {
    state: u64,
}

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The stream for a purpose and its indices, such as a person's number and a week's.
    pub(crate) fn stream(seed: u64, stream: Stream, indices: &[usize]) -> Self {
        let start = scatter(seed, stream as u64);
        let state = indices.iter().fold(start, |state, &index| scatter(state, index as u64));
        Self::new(state)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN_GAMMA);
        mix(self.state)
    }

    /// Evenly from 0 up to but without 1, in steps of 2⁻⁵³.
    pub(crate) fn fraction(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        (self.next() >> 11) as f64 * STEP
    }

    /// Evenly from `low` up to but without `high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.fraction()
    }

    /// About a normal number of mean 0 and deviation 1: the sum of three even ones, never beyond 3.
    pub(crate) fn noise(&mut self) -> f64 {
        (0..3).map(|_| self.between(-1.0, 1.0)).sum()
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }

    /// A whole number from 0 up to but without `bound`; 0 when `bound` is 0.
    /// The remainder favours low numbers by less than `bound` · 2⁻³², which no organisation will notice.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let wide = (self.next() >> 32).checked_rem(bound as u64).unwrap_or_default();
        usize::try_from(wide).unwrap_or_default()
    }

    /// A whole number of days from `low` to `high`, both included.
    pub(crate) fn days(&mut self, low: i64, high: i64) -> i64 {
        let width = usize::try_from(high.saturating_sub(low).saturating_add(1)).unwrap_or_default();
        low.saturating_add(i64::try_from(self.below(width)).unwrap_or_default())
    }

    /// One of the choices, each as likely as its weight; nothing when no weight is above 0.
    pub(crate) fn pick<T>(&mut self, choices: impl Iterator<Item = (usize, T)> + Clone) -> Option<T> {
        let total = choices.clone().map(|(weight, _)| weight).sum();
        let mut left = self.below(total);
        for (weight, choice) in choices {
            if left < weight {
                return Some(choice);
            }
            left -= weight;
        }
        None
    }
}

fn scatter(state: u64, part: u64) -> u64 {
    mix(state.wrapping_add(GOLDEN_GAMMA) ^ mix(part.wrapping_add(GOLDEN_GAMMA)))
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_gives_the_published_numbers_for_seed_1234567() {
        let mut random = Random::new(1_234_567);
        let five: Vec<u64> = (0..5).map(|_| random.next()).collect();
        assert_eq!(
            five,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821
            ]
        );
    }

    #[test]
    fn streams_with_the_same_indices_in_another_order_differ() {
        let mut one = Random::stream(7, Stream::Use, &[1, 2]);
        let mut other = Random::stream(7, Stream::Use, &[2, 1]);
        assert_ne!(one.next(), other.next());
    }

    #[test]
    fn a_choice_without_weight_is_never_picked() {
        let mut random = Random::new(1);
        let choices = [(0, "never"), (3, "often"), (1, "seldom")];
        for _ in 0..200 {
            assert_ne!(random.pick(choices.into_iter()), Some("never"));
        }
        assert_eq!(random.pick([(0, "never")].into_iter()), None);
    }
}
