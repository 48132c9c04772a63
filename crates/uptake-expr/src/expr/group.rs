//! Functions of groups of rows: what a check may ask of many rows at once, apart from how it is computed.
//!
//! Three levels, told apart by what an argument is: an expression over rows, one value of the group, or one value of each
//! of a check's groups.

use super::{Expr, ExprKind};
use crate::value::{Literal, Type};

/// What a function of groups takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// An expression over the rows of the group that is a truth.
    Truths,
    /// One that is a number, or a truth, which counts as 1 or 0.
    Numbers,
    /// One that is anything.
    Anything,
    /// One number of the group itself.
    Number,
    /// One text of the group itself.
    Text,
    /// A number of the group, of which those of all other groups are looked at too.
    Each,
}

impl Argument {
    /// Whether it is an expression over rows.
    #[must_use]
    pub fn over_rows(self) -> bool {
        matches!(self, Argument::Truths | Argument::Numbers | Argument::Anything)
    }

    /// Whether an argument of type `ty` fits.
    #[must_use]
    pub fn accepts(self, ty: Type) -> bool {
        match self {
            _ if ty == Type::Unknown => true,
            Argument::Truths => ty == Type::Bool,
            Argument::Numbers => ty.is_number() || ty == Type::Bool,
            Argument::Anything => true,
            Argument::Number | Argument::Each => ty.is_number(),
            Argument::Text => ty == Type::Text,
        }
    }

    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Argument::Truths => "a truth of each row",
            Argument::Numbers => "a number or truth of each row",
            Argument::Anything => "anything of each row",
            Argument::Number | Argument::Each => "a number",
            Argument::Text => "text",
        }
    }
}

/// A function of groups: a row of [`GROUP_FUNCTIONS`].
#[derive(Debug, PartialEq, Eq)]
pub struct GroupFunction {
    /// Which it is.
    pub kind: GroupKind,
    /// How it is called.
    pub name: &'static str,
    /// What it takes.
    pub arguments: &'static [Argument],
    /// The type of its answer; unknown if it is that of the first argument.
    pub ty: Type,
}

/// The functions of groups. Rows of which an argument is unknown are passed over; the answer is unknown where nothing is
/// left, or where the arithmetic has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupKind {
    /// `count()`, `count(c)`: how many rows, or for how many of them `c` holds.
    Count,
    /// `known(x)`: for how many rows `x` is known.
    Known,
    /// `entities()`, `entities(c)`: how many different entities, or those of which a row meets `c`.
    Entities,
    /// `periods()`, `periods(c)`: how many different periods, or those of which a row meets `c`.
    Periods,
    /// `share(c)`: for which part of the rows `c` holds, in percent of those of which it is known.
    Share,
    /// `sum(x)`
    Sum,
    /// `mean(x)`
    Mean,
    /// `min(x)`
    Min,
    /// `max(x)`
    Max,
    /// `median(x)`
    Median,
    /// `quantile(x, q)`
    Quantile,
    /// `standard_deviation(x)`: that of a sample.
    StandardDeviation,
    /// `distinct(x)`: how many different values.
    Distinct,
    /// `gini(x)`, of the sums of the entities.
    Gini,
    /// `herfindahl(x)`, of the sums of the entities.
    Herfindahl,
    /// `top_share(x, part)`: what the part of the entities with the most has of the whole, in percent.
    TopShare,
    /// `suppliers(x, part)`: how few entities have that part of the whole.
    Suppliers,
    /// `spearman(x, y)`
    Spearman,
    /// `mann_whitney(x, c)`: the p-value.
    MannWhitney,
    /// `odds_ratio(c, d)`
    OddsRatio,
    /// `mantel_haenszel(c, d, x)`: the odds ratio pooled over the values of `x`.
    MantelHaenszel,
    /// `cochran_mantel_haenszel(c, d, x)`: the p-value for it.
    CochranMantelHaenszel,
    /// `simpson(c, d, x)`: whether a difference turns around within every value of `x`.
    Simpson,
    /// `standardised_share(c, x)`: in percent, with the values of `x` spread as over all groups.
    StandardisedShare,
    /// `slope(x)`: by how much the mean of the period rises from period to period.
    Slope,
    /// `earlier(x)`: the mean over the earlier half of the periods.
    Earlier,
    /// `later(x)`: the mean over the later half of the periods.
    Later,
    /// `wobble(x)`: the standard deviation of the means of the periods.
    Wobble,
    /// `wilson_low(k, n)`
    WilsonLow,
    /// `wilson_high(k, n)`
    WilsonHigh,
    /// `fisher(a, b, c, d)`: the two-sided p-value.
    Fisher,
    /// `funnel_low(share, n)`: in percent.
    FunnelLow,
    /// `funnel_high(share, n)`: in percent.
    FunnelHigh,
    /// `band(benchmark, x)`: the benchmark's band of a value.
    Band,
    /// `metric(name)`: the metric's value in the last period, of the group if the metric is cut by what groups are.
    Metric,
    /// `total(x)`: the sum over all groups.
    Total,
    /// `benjamini_hochberg(p)`: adjusted for as many tests as there are groups.
    BenjaminiHochberg,
    /// `rank(x)`: which place it has among all groups, 1 for the least.
    Rank,
}

/// All functions of groups. A name may stand several times, with another number of arguments each.
pub const GROUP_FUNCTIONS: &[GroupFunction] = {
    use Argument::{Anything, Each, Number, Numbers, Text, Truths};
    use GroupKind as Kind;
    const fn of(kind: Kind, name: &'static str, arguments: &'static [Argument], ty: Type) -> GroupFunction {
        GroupFunction {
            kind,
            name,
            arguments,
            ty,
        }
    }
    &[
        of(Kind::Count, "count", &[], Type::Int),
        of(Kind::Count, "count", &[Truths], Type::Int),
        of(Kind::Known, "known", &[Anything], Type::Int),
        of(Kind::Entities, "entities", &[], Type::Int),
        of(Kind::Entities, "entities", &[Truths], Type::Int),
        of(Kind::Periods, "periods", &[], Type::Int),
        of(Kind::Periods, "periods", &[Truths], Type::Int),
        of(Kind::Share, "share", &[Truths], Type::Float),
        of(Kind::Sum, "sum", &[Numbers], Type::Float),
        of(Kind::Mean, "mean", &[Numbers], Type::Float),
        of(Kind::Min, "min", &[Numbers], Type::Float),
        of(Kind::Max, "max", &[Numbers], Type::Float),
        of(Kind::Median, "median", &[Numbers], Type::Float),
        of(Kind::Quantile, "quantile", &[Numbers, Number], Type::Float),
        of(Kind::StandardDeviation, "standard_deviation", &[Numbers], Type::Float),
        of(Kind::Distinct, "distinct", &[Anything], Type::Int),
        of(Kind::Gini, "gini", &[Numbers], Type::Float),
        of(Kind::Herfindahl, "herfindahl", &[Numbers], Type::Float),
        of(Kind::TopShare, "top_share", &[Numbers, Number], Type::Float),
        of(Kind::Suppliers, "suppliers", &[Numbers, Number], Type::Int),
        of(Kind::Spearman, "spearman", &[Numbers, Numbers], Type::Float),
        of(Kind::MannWhitney, "mann_whitney", &[Numbers, Truths], Type::Float),
        of(Kind::OddsRatio, "odds_ratio", &[Truths, Truths], Type::Float),
        of(
            Kind::MantelHaenszel,
            "mantel_haenszel",
            &[Truths, Truths, Anything],
            Type::Float,
        ),
        of(
            Kind::CochranMantelHaenszel,
            "cochran_mantel_haenszel",
            &[Truths, Truths, Anything],
            Type::Float,
        ),
        of(Kind::Simpson, "simpson", &[Truths, Truths, Anything], Type::Bool),
        of(
            Kind::StandardisedShare,
            "standardised_share",
            &[Truths, Anything],
            Type::Float,
        ),
        of(Kind::Slope, "slope", &[Numbers], Type::Float),
        of(Kind::Earlier, "earlier", &[Numbers], Type::Float),
        of(Kind::Later, "later", &[Numbers], Type::Float),
        of(Kind::Wobble, "wobble", &[Numbers], Type::Float),
        of(Kind::WilsonLow, "wilson_low", &[Number, Number], Type::Float),
        of(Kind::WilsonHigh, "wilson_high", &[Number, Number], Type::Float),
        of(Kind::Fisher, "fisher", &[Number, Number, Number, Number], Type::Float),
        of(Kind::FunnelLow, "funnel_low", &[Number, Number], Type::Float),
        of(Kind::FunnelHigh, "funnel_high", &[Number, Number], Type::Float),
        of(Kind::Band, "band", &[Text, Number], Type::Text),
        of(Kind::Metric, "metric", &[Text], Type::Float),
        of(Kind::Total, "total", &[Each], Type::Float),
        of(Kind::BenjaminiHochberg, "benjamini_hochberg", &[Each], Type::Float),
        of(Kind::Rank, "rank", &[Each], Type::Int),
    ]
};

impl GroupKind {
    /// Whether its first argument is the name of another rule.
    #[must_use]
    pub fn names_a_rule(self) -> bool {
        matches!(self, GroupKind::Band | GroupKind::Metric)
    }
}

impl GroupFunction {
    /// The functions of a name.
    pub fn of_name(name: &str) -> impl Iterator<Item = &'static GroupFunction> {
        GROUP_FUNCTIONS.iter().filter(move |function| function.name == name)
    }

    /// The function of a name that takes so many arguments.
    #[must_use]
    pub fn find(name: &str, arguments: usize) -> Option<&'static GroupFunction> {
        Self::of_name(name).find(|function| function.arguments.len() == arguments)
    }

    /// Whether it looks at all groups of a check.
    #[must_use]
    pub fn over_groups(&self) -> bool {
        self.arguments.contains(&Argument::Each)
    }
}

/// The rule that an expression asks for by a constant name: which function asks, and the name.
#[must_use]
pub fn named(expr: &Expr) -> Option<(GroupKind, &str)> {
    let ExprKind::Group(function, arguments) = &expr.kind else {
        return None;
    };
    match arguments.first().map(|argument| &argument.kind) {
        Some(ExprKind::Literal(Literal::Text(name))) if function.kind.names_a_rule() => Some((function.kind, name)),
        _ => None,
    }
}
