//! Functions over an entity's periods: what they ask, apart from how they are computed.

use crate::value::Type;

/// What is asked of the periods of one entity, up to the judged one. The operand is computed in each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Window {
    /// `lag(x, n)`: the value `n` periods before; unknown before the record begins.
    Lag(u32),
    /// `first(x)`: the earliest known value on record; unknown if none is known.
    First,
    /// `streak(x)`: how many periods in a row `x` has held, the judged one last; 0 if it doesn't hold in it. Unknown if
    /// a period whose `x` is unknown is met before one in which it doesn't hold. The record's beginning ends a streak.
    Streak,
    /// `since(x)`: how many periods ago `x` held last, 0 for the judged one. Unknown if it never held on record, or if a
    /// period whose `x` is unknown lies between.
    Since,
    /// `last(n, x)…`: over the last `n` periods, the judged one included.
    Last(Last),
}

/// A window of several periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Last {
    /// How many periods, at least 1.
    pub periods: u32,
    /// In how many of them the operand must be known, 1 to `periods`; fewer make the answer unknown. A record shorter
    /// than `periods` has fewer known values. `known()` alone is never unknown.
    pub least: u32,
    /// What is made of the known values.
    pub take: Take,
}

/// What a window makes of its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Take {
    /// Their sum: of whole numbers a whole number, unknown where it overflows.
    Sum,
    /// Their arithmetic mean.
    Mean,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// In how many periods a truth holds.
    Count,
    /// In how many periods the operand is known.
    Known,
}

impl Window {
    /// The type of the answer for an operand of type `operand`.
    #[must_use]
    pub fn result(self, operand: Type) -> Type {
        match self {
            Window::Lag(_) | Window::First => operand,
            Window::Streak | Window::Since => Type::Int,
            Window::Last(Last { take, .. }) => match take {
                Take::Sum | Take::Min | Take::Max => operand,
                Take::Mean => Type::Float,
                Take::Count | Take::Known => Type::Int,
            },
        }
    }
}

/// The functions over periods, by name.
pub const WINDOWS: &[&str] = &["lag", "first", "streak", "since", "last"];

/// What may follow `last(n, x)`, by name.
pub const LAST_METHODS: &[&str] = &["sum", "mean", "min", "max", "count", "count_where", "known", "at_least"];
