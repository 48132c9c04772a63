//! What there is of a figure in each group of a cut, while people are gone through.

use super::small::Crowd;
use std::collections::BTreeMap;

/// Groups that are few enough to have a place each, whoever is in them.
const FEW: usize = 1 << 12;

/// The crowds of a cut, by period and group.
pub(super) enum Crowds {
    /// A place for each period and group.
    Dense {
        /// How many groups there are.
        width: usize,
        crowds: Vec<Crowd>,
    },
    /// Those that somebody is in, of many.
    Sparse(BTreeMap<(usize, u32), Crowd>),
}

impl Crowds {
    /// Nobody yet, in so many groups; `height` is how many rows there are.
    pub(super) fn new(groups: usize, periods: usize, height: usize) -> Self {
        match groups.checked_mul(periods) {
            Some(places) if places <= height.max(FEW) => Self::Dense {
                width: groups,
                crowds: vec![Crowd::default(); places],
            },
            _ => Self::Sparse(BTreeMap::new()),
        }
    }

    /// Adds somebody to a group in a period.
    pub(super) fn add(&mut self, (period, code): (usize, u32), pair: (f64, f64), share: bool) {
        match self {
            Self::Dense { width, crowds } => {
                if let Some(crowd) = crowds.get_mut(period * *width + code as usize) {
                    crowd.add(pair, share);
                }
            }
            Self::Sparse(crowds) => crowds.entry((period, code)).or_default().add(pair, share),
        }
    }

    /// The crowds that somebody is in, in order.
    pub(super) fn each(&self) -> Box<dyn Iterator<Item = ((usize, u32), &Crowd)> + '_> {
        match self {
            Self::Dense { width, crowds } => {
                let place = |place: usize| {
                    (
                        place / (*width).max(1),
                        u32::try_from(place % (*width).max(1)).unwrap_or(u32::MAX),
                    )
                };
                let placed = crowds.iter().enumerate().map(move |(at, crowd)| (place(at), crowd));
                Box::new(placed.filter(|(_, crowd)| !crowd.is_of(Some(&0))))
            }
            Self::Sparse(crowds) => Box::new(crowds.iter().map(|(place, crowd)| (*place, crowd))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_groups_and_few_are_the_same_crowds() {
        let mut dense = Crowds::new(3, 2, 100);
        let mut sparse = Crowds::new(FEW, FEW, 100);
        assert!(matches!((&dense, &sparse), (Crowds::Dense { .. }, Crowds::Sparse(_))));
        for (period, code) in [(1, 2), (0, 0), (1, 2), (1, 0)] {
            for crowds in [&mut dense, &mut sparse] {
                crowds.add((period, code), (2.0, 1.0), false);
            }
        }
        let all = |crowds: &Crowds| -> Vec<((usize, u32), bool)> {
            crowds
                .each()
                .map(|(place, crowd)| (place, crowd.is_of(Some(&2))))
                .collect()
        };
        assert_eq!(all(&dense), [((0, 0), false), ((1, 0), false), ((1, 2), true)]);
        assert_eq!(all(&dense), all(&sparse));
    }
}
