//! What ties the variables of a model to each other: orders, what is known together, and what needs something else.

use super::way::Way;

/// That the one column is never more than the other, both whole numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::expr) struct Ordered {
    /// What is never more …
    pub(in crate::expr) less: String,
    /// … than this.
    pub(in crate::expr) more: String,
    /// Whether both are known, or neither is.
    pub(in crate::expr) together: bool,
}

/// What ties variables to each other, by their places.
pub(super) struct Links {
    /// Which is never more than which.
    pub(super) orders: Vec<Order>,
    /// Which are known together.
    pub(super) alike: Vec<(usize, usize)>,
    /// Comparisons of two that are compared with constants, too.
    pub(super) relations: Vec<(usize, usize, usize)>,
    /// What is unknown wherever something else is.
    pub(super) needs: Vec<(usize, usize)>,
}

/// That one variable is never more than another.
pub(super) struct Order {
    pub(super) less: usize,
    pub(super) more: usize,
    pub(super) numbers: Numbers,
}

/// Which of two variables in an order are numbers where they are known: what is divided by zero isn't.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbers {
    /// Both are.
    Both,
    /// Both are, or neither is: then nothing is known of their order.
    Alike,
    /// It isn't told.
    Any,
}

/// Of more variables than this no pairs are looked at.
pub(super) const MOST_PAIRED: usize = 200;

impl Links {
    /// Whether a row can be, as far as they tell.
    pub(super) fn hold(&self, row: &[&Way]) -> bool {
        self.orders.iter().all(|order| order_holds(order, row))
            && self.relations.iter().all(|relation| relation_holds(*relation, row))
            && self
                .alike
                .iter()
                .all(|(one, other)| known(*one, row) == known(*other, row))
            && self
                .needs
                .iter()
                .all(|(at, needed)| known(*needed, row) || !known(*at, row))
    }

    /// For each variable that is in an order with others its group.
    pub(super) fn groups(&self, variables: usize) -> Vec<Option<usize>> {
        let mut groups: Vec<Option<usize>> = vec![None; variables];
        let pairs = self.orders.iter().map(|order| (order.less, order.more));
        let pairs = pairs.chain(self.relations.iter().map(|(_, left, right)| (*left, *right)));
        for (one, other) in pairs {
            let group = |at: usize| groups.get(at).copied().flatten();
            let (mine, theirs) = (group(one).unwrap_or(one), group(other).unwrap_or(other));
            for (at, group) in groups.iter_mut().enumerate() {
                if *group == Some(theirs) || at == one || at == other {
                    *group = Some(mine);
                }
            }
        }
        groups
    }
}

fn known(at: usize, row: &[&Way]) -> bool {
    row.get(at).is_none_or(|way| way.known)
}

/// Whether a row can be, where a variable compares two others.
fn relation_holds((relation, left, right): (usize, usize, usize), row: &[&Way]) -> bool {
    let place = |at: usize| row.get(at).and_then(|way| way.place);
    match (place(relation), place(left), place(right)) {
        (None, Some(_), Some(_)) => false,
        (None, ..) => true,
        (Some(_), None, _) | (Some(_), _, None) => false,
        (Some(order), Some(left), Some(right)) => match left.cmp(&right) {
            std::cmp::Ordering::Less => order == 0,
            std::cmp::Ordering::Greater => order == 2,
            // On one constant they are equal; between two constants they may lie in any order.
            std::cmp::Ordering::Equal => left % 4 == 0 || order == 1,
        },
    }
}

/// Whether a row can be, where one variable is never more than another.
fn order_holds(order: &Order, row: &[&Way]) -> bool {
    let (Some(less), Some(more)) = (row.get(order.less), row.get(order.more)) else {
        return true;
    };
    let (Some(low), Some(high)) = (less.place, more.place) else {
        return true;
    };
    match order.numbers {
        Numbers::Both => less.number && more.number && low <= high,
        Numbers::Alike if less.number && more.number => low <= high,
        Numbers::Alike => less.number == more.number,
        Numbers::Any => low <= high,
    }
}
