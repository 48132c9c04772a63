//! Numbers of values, as narrow as they can be.

use crate::binary::{Binary, Bytes, Damaged};

/// What stands for a missing value.
pub(crate) const NO_VALUE: u32 = u32::MAX;

/// The number of each row's value.
#[derive(Debug)]
pub(crate) struct Codes(Width);

#[derive(Debug)]
enum Width {
    /// Fewer than 255 values; 255 is none.
    One(Vec<u8>),
    /// Fewer than 65,535; 65,535 is none.
    Two(Vec<u16>),
    /// More; [`NO_VALUE`] is none.
    Four(Vec<u32>),
}

impl Default for Codes {
    fn default() -> Self {
        Self(Width::One(Vec::new()))
    }
}

impl Codes {
    /// The number of a row's value; [`NO_VALUE`] is none.
    #[inline]
    pub(crate) fn get(&self, row: usize) -> u32 {
        match &self.0 {
            Width::One(codes) => codes.get(row).map_or(NO_VALUE, |code| of_one(*code)),
            Width::Two(codes) => codes.get(row).map_or(NO_VALUE, |code| of_two(*code)),
            Width::Four(codes) => codes.get(row).copied().unwrap_or(NO_VALUE),
        }
    }

    /// Adds the numbers of more rows.
    pub(super) fn extend(&mut self, more: &[u32]) {
        // As many as there are of the width that there is; the rest makes it wider, which happens twice at most.
        let mut rest = more.iter();
        match &mut self.0 {
            Width::One(codes) => {
                codes.reserve(more.len());
                for code in rest.by_ref() {
                    match narrow(*code, u8::MAX) {
                        Some(code) => codes.push(code),
                        None => {
                            self.push(*code);
                            break;
                        }
                    }
                }
            }
            Width::Two(codes) => {
                codes.reserve(more.len());
                for code in rest.by_ref() {
                    match narrow(*code, u16::MAX) {
                        Some(code) => codes.push(code),
                        None => {
                            self.push(*code);
                            break;
                        }
                    }
                }
            }
            Width::Four(codes) => {
                codes.extend_from_slice(more);
                return;
            }
        }
        if !rest.as_slice().is_empty() {
            self.extend(rest.as_slice());
        }
    }

    /// Adds the number of another row.
    fn push(&mut self, code: u32) {
        let wider = match &mut self.0 {
            Width::One(codes) => match narrow::<u8>(code, u8::MAX) {
                Some(code) => return codes.push(code),
                None => {
                    let codes = codes.iter().map(|code| of_one(*code));
                    match narrow::<u16>(code, u16::MAX) {
                        Some(_) => Width::Two(codes.map(|code| narrow(code, u16::MAX).unwrap_or(u16::MAX)).collect()),
                        None => Width::Four(codes.collect()),
                    }
                }
            },
            Width::Two(codes) => match narrow::<u16>(code, u16::MAX) {
                Some(code) => return codes.push(code),
                None => Width::Four(codes.iter().map(|code| of_two(*code)).collect()),
            },
            Width::Four(codes) => return codes.push(code),
        };
        self.0 = wider;
        // It fits now.
        self.push(code);
    }

    /// Gives back room that isn't needed.
    pub(super) fn shrink(&mut self) {
        match &mut self.0 {
            Width::One(codes) => codes.shrink_to_fit(),
            Width::Two(codes) => codes.shrink_to_fit(),
            Width::Four(codes) => codes.shrink_to_fit(),
        }
    }
}

/// A number in fewer bytes; `most` is none.
fn narrow<T: TryFrom<u32> + PartialEq>(code: u32, most: T) -> Option<T> {
    if code == NO_VALUE {
        return Some(most);
    }
    T::try_from(code).ok().filter(|code| *code != most)
}

fn of_one(code: u8) -> u32 {
    match code {
        u8::MAX => NO_VALUE,
        code => u32::from(code),
    }
}

fn of_two(code: u16) -> u32 {
    match code {
        u16::MAX => NO_VALUE,
        code => u32::from(code),
    }
}

impl Binary for Codes {
    fn put(&self, out: &mut Vec<u8>) {
        match &self.0 {
            Width::One(codes) => {
                1u8.put(out);
                codes.put(out);
            }
            Width::Two(codes) => {
                2u8.put(out);
                codes.put(out);
            }
            Width::Four(codes) => {
                4u8.put(out);
                codes.put(out);
            }
        }
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        Ok(Self(match u8::get(from)? {
            1 => Width::One(Vec::get(from)?),
            2 => Width::Two(Vec::get(from)?),
            4 => Width::Four(Vec::get(from)?),
            _ => return Err(Damaged),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_at_every_width() {
        for numbers in [
            vec![0, 254, NO_VALUE],
            vec![0, 255, NO_VALUE, 65_534],
            vec![NO_VALUE, 3, 65_535],
            vec![1, 300, 70_000, NO_VALUE],
            vec![NO_VALUE],
        ] {
            let mut codes = Codes::default();
            let (one, rest) = numbers.split_at(1);
            codes.extend(one);
            codes.extend(rest);
            let found: Vec<u32> = (0..numbers.len()).map(|row| codes.get(row)).collect();
            assert_eq!(found, numbers);
            assert_eq!(codes.get(numbers.len()), NO_VALUE);
        }
    }
}
