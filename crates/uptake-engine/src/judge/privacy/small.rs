//! When a group is too small for a figure by itself.

/// Two people may have this part of a sum between them, at most.
const DOMINANT: f64 = 0.9;

/// What a figure adds up, as far as it decides how small a group is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::judge) enum Adds {
    /// A share: people.
    People,
    /// A sum or a mean: amounts.
    Amounts,
    /// A ratio: two amounts.
    Both,
}

/// What is known of a group while its people are gone through.
#[derive(Clone, Copy, Default)]
pub(super) struct Crowd {
    people: u64,
    /// How many of them have a part in the numerator, and in the denominator.
    parts: (u64, u64),
    /// How many are in other groups of the cut, too, where they count with a share.
    elsewhere: u64,
    /// The two largest amounts, and all of them together.
    most: (f64, f64),
    all: f64,
}

impl Crowd {
    /// Adds somebody.
    pub(super) fn add(&mut self, (numerator, denominator): (f64, f64), share: bool) {
        self.people += 1;
        self.parts.0 += u64::from(numerator != 0.0);
        self.parts.1 += u64::from(denominator != 0.0);
        self.elsewhere += u64::from(share);
        let amount = numerator.abs();
        self.all += amount;
        self.most = match self.most {
            (first, _) if amount > first => (amount, first),
            (first, second) if amount > second => (first, amount),
            most => most,
        };
    }

    /// Whether it is of too few people.
    pub(super) fn is_small(&self, least: u64) -> bool {
        few(self.people, least) || few(self.elsewhere, least)
    }

    /// Whether it is of so many people.
    pub(super) fn is_of(&self, people: Option<&u64>) -> bool {
        Some(&self.people) == people
    }

    /// Whether what is added up is of too few of its people.
    pub(super) fn is_of_few(&self, adds: Adds, least: u64) -> bool {
        match adds {
            Adds::People => false,
            Adds::Amounts => self.most.0 + self.most.1 > DOMINANT * self.all,
            Adds::Both => few(self.parts.0, least) || few(self.parts.1, least),
        }
    }
}

/// Some people, and fewer than the least number.
fn few(people: u64, least: u64) -> bool {
    (1..least).contains(&people)
}

#[cfg(test)]
mod tests {
    use super::{Adds, Crowd};

    fn crowd(amounts: &[(f64, f64)]) -> Crowd {
        let mut crowd = Crowd::default();
        amounts.iter().for_each(|amount| crowd.add(*amount, false));
        crowd
    }

    #[test]
    fn a_share_needs_enough_people_whatever_is_true_of_them() {
        assert!(crowd(&[(1.0, 1.0); 4]).is_small(5));
        assert!(crowd(&[(0.0, 1.0); 4]).is_small(5));
        assert!(!crowd(&[(0.0, 1.0); 5]).is_small(5));
        assert!(!crowd(&[]).is_small(5));
    }

    #[test]
    fn a_sum_needs_more_than_two_people_with_nearly_all_of_it() {
        let with = |own: &[f64]| {
            let amounts: Vec<(f64, f64)> = own.iter().map(|own| (*own, 1.0)).collect();
            crowd(&amounts).is_of_few(Adds::Amounts, 5)
        };
        assert!(with(&[30.0, 0.0, 0.0, 0.0, 0.0, 0.0]));
        assert!(with(&[30.0, 20.0, 1.0, 1.0, 1.0, 1.0]));
        assert!(!with(&[30.0, 20.0, 10.0, 1.0, 1.0, 1.0]));
        assert!(!with(&[0.0; 6]), "nobody has any of it");
    }

    #[test]
    fn a_ratio_needs_enough_people_on_either_side() {
        let mut amounts = [(3.0, 9.0); 8];
        assert!(!crowd(&amounts).is_of_few(Adds::Both, 5));
        amounts[..7].fill((0.0, 9.0));
        assert!(crowd(&amounts).is_of_few(Adds::Both, 5), "one person's numerator");
        amounts[..7].fill((0.0, 0.0));
        assert!(crowd(&amounts).is_of_few(Adds::Both, 5), "one person's denominator");
    }
}
