//! Bits of all rows of a group, several sets of them in one whole number, so that an engine collects few numbers instead of many.

use crate::dialect::{Dialect, fill};
use crate::literal::whole;

/// The bits of a whole number that are used: its sign and the one below it aren't.
const BITS: u32 = 62;

/// Where a set of bits is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bits {
    /// The number of the column `w0`, `w1`, …
    pub word: usize,
    /// The lowest bit.
    pub shift: u32,
    /// How many there are.
    pub width: u32,
}

impl Bits {
    /// These bits of a row of an answer, whose words are these.
    #[must_use]
    pub fn of(self, words: &[i64]) -> u64 {
        let word = words.get(self.word).copied().unwrap_or(0);
        u64::try_from(word >> self.shift).unwrap_or(0) & ((1 << self.width) - 1)
    }
}

/// Words that are filled set by set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    all: Vec<Vec<(String, u32)>>,
    used: Vec<u32>,
}

impl Words {
    /// Adds a set: an expression that is a whole number of so many bits for each row, and never unknown.
    pub(crate) fn add(&mut self, said: String, width: u32) -> Bits {
        let free = self.used.iter().position(|used| used + width <= BITS);
        let word = free.unwrap_or_else(|| {
            self.all.push(Vec::new());
            self.used.push(0);
            self.all.len() - 1
        });
        let mut shift = 0;
        if let (Some(parts), Some(used)) = (self.all.get_mut(word), self.used.get_mut(word)) {
            shift = *used;
            parts.push((said, shift));
            *used += width;
        }
        Bits { word, shift, width }
    }

    /// The columns `w0`, `w1`, …
    pub(crate) fn columns(&self, dialect: Dialect) -> Vec<String> {
        let says = dialect.says();
        let part = |(said, shift): &(String, u32)| match shift {
            0 => said.clone(),
            shift => format!("{said} * {}", whole(dialect, 1 << shift)),
        };
        let words = self.all.iter().zip(0..);
        let words = words.map(|(parts, at)| {
            let parts: Vec<String> = parts.iter().map(part).collect();
            let bits = fill(says.bits, &format!("({})", parts.join(" + ")));
            format!("CAST({bits} AS {}) AS w{at}", says.whole)
        });
        words.collect()
    }
}
