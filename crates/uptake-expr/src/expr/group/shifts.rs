//! What seldom happens to people from period to period by chance: exactly as much every time, or a change of all at once.

use super::answers::{count, float, percent};
use super::compute::Compute;
use super::compute::OfGroup::{NumbersNumber, NumbersNumbersNumber};
use super::example::Example;
use super::function::GroupFunction;
use super::given::Rows;
use crate::expr::number;
use crate::value::{Literal, Type};
use std::collections::BTreeMap;
use uptake_statistics::adjust::benjamini_hochberg;
use uptake_statistics::mix::{Shift, mix_shift};
use uptake_statistics::regularity::underdispersion;

/// Three entities over four periods: a part of something, and the whole.
const MIX: &[&str] = &["1 1 0 0 2 2 1 0 0 1 0 0", "2 2 2 2 2 3 4 2 0 1 3 1", "1"];
const NO_MIX: &[&str] = &["1 1", "2 2", "1"];

/// What the functions of a shift have in common.
const SHIFT: GroupFunction = GroupFunction {
    name: "mix_shift",
    parameters: &["x", "y", "w"],
    ty: Type::Float,
    unit: "in percent points",
    about: "the largest jump of the share of `x` in `y` from `w` periods to the next `w`, counting only entities that have some `y` in both",
    requires: "two times `w` periods, no `x` above its `y`, and an entity whose share changes",
    statistics: &["mix_shift"],
    compute: Compute::Group(NumbersNumbersNumber(|rows, x, y, w| {
        percent(shift(rows, x, y, w).map(|shift| shift.change))
    })),
    examples: &[
        Example::of(MIX, "-56.70103092783505").over(4),
        Example::of(NO_MIX, "?").over(2),
    ],
};

pub(super) const FUNCTIONS: &[GroupFunction] = &[
    GroupFunction {
        name: "steady",
        parameters: &["x", "q"],
        ty: Type::Int,
        unit: "",
        about: "the number of entities whose counts `x` are more alike from period to period than independent events would make them: `underdispersion` of each, adjusted by `benjamini_hochberg`, at `q` or below",
        requires: "an entity with two periods, amounts of 0 or more and some above 0, and a `q` from 0 to 1",
        statistics: &["underdispersion"],
        compute: Compute::Group(NumbersNumber(steady)),
        examples: &[
            Example::of(&["4 4 4 4 4 4 4 4 1 5 2 ? 9 0 3 4", "0.01"], "1").over(8),
            Example::of(&["1 2", "0.01"], "?"),
        ],
    },
    SHIFT,
    GroupFunction {
        name: "mix_shift_p",
        unit: "",
        about: "the p-value of `mix_shift`, adjusted for all places where the jump could be",
        compute: Compute::Group(NumbersNumbersNumber(|rows, x, y, w| {
            float(shift(rows, x, y, w).map(|shift| shift.p))
        })),
        examples: &[
            Example::of(MIX, "0.2629408926401965").over(4),
            Example::of(NO_MIX, "?").over(2),
        ],
        ..SHIFT
    },
    GroupFunction {
        name: "mix_shift_entities",
        unit: "in percent",
        about: "the share of the entities with some `y` on both sides whose own share moved the way of `mix_shift`",
        compute: Compute::Group(NumbersNumbersNumber(|rows, x, y, w| {
            percent(shift(rows, x, y, w).map(|shift| shift.moved))
        })),
        examples: &[Example::of(MIX, "100").over(4), Example::of(NO_MIX, "?").over(2)],
        ..SHIFT
    },
    GroupFunction {
        name: "mix_shift_periods",
        ty: Type::Int,
        unit: "",
        about: "how many of the check's periods come before `mix_shift`",
        compute: Compute::Group(NumbersNumbersNumber(|rows, x, y, w| {
            let period = shift(rows, x, y, w)?.period;
            number::to_int(period).map(Literal::Int)
        })),
        examples: &[Example::of(MIX, "2").over(4), Example::of(NO_MIX, "?").over(2)],
        ..SHIFT
    },
];

/// How many entities are more alike from period to period than chance allows.
fn steady(rows: &Rows, x: &[f64], q: f64) -> Option<Literal> {
    let mut entities: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for (entity, x) in rows.entities.iter().zip(x) {
        entities.entry(*entity).or_default().push(*x);
    }
    if !(0.0..=1.0).contains(&q) || x.iter().any(|x| *x < 0.0) {
        return None;
    }
    let tested: Vec<f64> = entities
        .values()
        .filter_map(|x| underdispersion(x).map(|test| test.p))
        .collect();
    let adjusted = benjamini_hochberg(&tested).filter(|_| !tested.is_empty())?;
    count(adjusted.iter().filter(|p| **p <= q).count())
}

/// The largest jump of a share. Where an entity has no row it has nothing.
fn shift(rows: &Rows, x: &[f64], y: &[f64], window: f64) -> Option<Shift> {
    let (mut parts, mut wholes) = (Vec::new(), Vec::new());
    let mut last = None;
    // Rows come entity by entity.
    for ((entity, period), (x, y)) in rows.entities.iter().zip(&rows.periods).zip(x.iter().zip(y)) {
        if last != Some(entity) {
            last = Some(entity);
            parts.resize(parts.len() + rows.width, 0.0);
            wholes.resize(wholes.len() + rows.width, 0.0);
        }
        let at = (parts.len() + period).checked_sub(rows.width)?;
        *parts.get_mut(at)? = *x;
        *wholes.get_mut(at)? = *y;
    }
    mix_shift(&parts, &wholes, rows.width, window)
}
