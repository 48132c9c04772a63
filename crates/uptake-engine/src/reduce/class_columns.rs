//! What classes are made of, column by column.

use super::intern::MISSING;
use crate::calendar::Day;
use crate::compile::compile;
use crate::error::Error;
use polars::prelude::*;
use uptake_rules::expr::Expr as Rule;

/// A column of the class: something by which conditions tell rows apart.
pub(super) enum ClassColumn {
    /// A text, by its number.
    Text {
        /// Its name.
        name: String,
    },
    /// A truth.
    Truth {
        /// Its name.
        name: String,
    },
    /// A condition of its own, decided per row.
    Atom {
        /// A name that no rule can have.
        name: String,
        /// The condition.
        rule: Rule,
    },
    /// Between which days on which some register changes the row lies.
    Epoch {
        /// Those days, in order.
        changes: Vec<Day>,
    },
}

impl ClassColumn {
    /// The code of each row; missing values have [`MISSING`].
    pub(super) fn codes(&self, frame: &DataFrame, days: &[Day], zone: &str, codes: &mut Vec<u32>) -> Result<(), Error> {
        let truths = |column: &BooleanChunked, codes: &mut Vec<u32>| {
            if column.null_count() == 0 {
                for array in column.downcast_iter() {
                    let (words, rest) = (array.values().chunks::<u64>(), array.len() % 64);
                    let last = words.remainder();
                    // Sixty-four at once, of which none waits for the one before it.
                    let code = |word: u64, bit: usize| 1 + u32::from(word >> bit & 1 == 1);
                    for word in words {
                        let own: [u32; 64] = std::array::from_fn(|bit| code(word, bit));
                        codes.extend_from_slice(&own);
                    }
                    codes.extend((0..rest).map(|bit| code(last, bit)));
                }
                return;
            }
            codes.extend(column.iter().map(|truth| match truth {
                None => MISSING,
                Some(false) => 1,
                Some(true) => 2,
            }));
        };
        match self {
            // Numbered already, before the class is made.
            ClassColumn::Text { .. } => {}
            ClassColumn::Truth { name } => truths(frame.column(name)?.bool()?, codes),
            ClassColumn::Atom { name, rule } => {
                // `with_columns` spreads what turns out a constant over the rows.
                let answer = frame
                    .clone()
                    .lazy()
                    .with_columns([compile(rule, zone).cast(DataType::Boolean).alias(name.as_str())])
                    .select([col(name.as_str())])
                    .collect()?;
                truths(answer.column(name)?.bool()?, codes);
            }
            ClassColumn::Epoch { changes } => {
                let mut last = None;
                for day in days {
                    let code = match last {
                        Some((seen, code)) if seen == *day => code,
                        _ => u32::try_from(changes.partition_point(|change| change <= day)).unwrap_or(0),
                    };
                    last = Some((*day, code));
                    codes.push(code);
                }
            }
        }
        Ok(())
    }
}
