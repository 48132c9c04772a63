//! How many.

use super::answers::{count, different, float, float_of};
use super::compute::Compute;
use super::compute::OfGroup::{Known, Rows, Texts, Truths};
use super::example::Example;
use super::function::GroupFunction;
use crate::value::Type;

/// The entities or periods of rows for which a truth holds.
fn held<'a>(places: &'a [usize], truths: &'a [bool]) -> impl Iterator<Item = usize> + 'a {
    places
        .iter()
        .zip(truths)
        .filter(|(_, held)| **held)
        .map(|(place, _)| *place)
}

/// What the functions of this family have in common.
const COUNT: GroupFunction = GroupFunction {
    name: "count",
    parameters: &[],
    ty: Type::Int,
    unit: "",
    about: "the number of rows",
    requires: "",
    statistics: &[],
    compute: Compute::Group(Rows(|rows| count(rows.len()))),
    examples: &[Example::of(&[], "3").of_rows(3)],
};

pub(super) const FUNCTIONS: &[GroupFunction] = &[
    COUNT,
    GroupFunction {
        parameters: &["c"],
        about: "the number of rows for which `c` is true",
        compute: Compute::Group(Truths(|rows, c| count(held(&rows.entities, c).count()))),
        examples: &[
            Example::of(&["true false ? true"], "2"),
            Example::of(&["false false"], "0"),
        ],
        ..COUNT
    },
    GroupFunction {
        name: "known",
        parameters: &["x"],
        about: "the number of rows with a known `x`; never unknown",
        compute: Compute::Group(Known(count)),
        examples: &[Example::of(&["a ? b"], "2"), Example::of(&["? ?"], "0")],
        ..COUNT
    },
    GroupFunction {
        name: "entities",
        about: "the number of different entities",
        compute: Compute::Group(Rows(|rows| different(rows.entities.iter()))),
        examples: &[Example::of(&[], "2").of_rows(6).over(3)],
        ..COUNT
    },
    GroupFunction {
        name: "entities",
        parameters: &["c"],
        about: "the number of entities with a row for which `c` is true",
        compute: Compute::Group(Truths(|rows, c| different(held(&rows.entities, c)))),
        examples: &[Example::of(&["true true false ? true false"], "2").over(2)],
        ..COUNT
    },
    GroupFunction {
        name: "periods",
        about: "the number of different periods",
        compute: Compute::Group(Rows(|rows| different(rows.periods.iter()))),
        examples: &[Example::of(&[], "3").of_rows(6).over(3)],
        ..COUNT
    },
    GroupFunction {
        name: "periods",
        parameters: &["c"],
        about: "the number of periods with a row for which `c` is true",
        compute: Compute::Group(Truths(|rows, c| different(held(&rows.periods, c)))),
        examples: &[Example::of(&["true ? false true false true"], "2").over(3)],
        ..COUNT
    },
    GroupFunction {
        name: "share",
        parameters: &["c"],
        ty: Type::Float,
        unit: "in percent",
        about: "the share of rows for which `c` is true",
        compute: Compute::Group(Truths(|rows, c| {
            float(Some(
                100.0 * float_of(held(&rows.entities, c).count()) / float_of(rows.len()),
            ))
        })),
        examples: &[Example::of(&["true false ? false true false"], "40")],
        ..COUNT
    },
    GroupFunction {
        name: "distinct",
        parameters: &["x"],
        about: "the number of different values",
        compute: Compute::Group(Texts(|_, x| different(x.iter()))),
        examples: &[Example::of(&["a b ? a"], "2")],
        ..COUNT
    },
];
