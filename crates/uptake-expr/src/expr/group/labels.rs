//! How evenly rows are spread over labels, and how much labels tell about others.

use super::answers::float;
use super::compute::Compute;
use super::compute::OfGroup::{Texts, TextsNumber, TextsTexts};
use super::example::Example;
use super::function::GroupFunction;
use crate::value::Type;
use uptake_statistics::agreement::{adjusted_mutual_information, evenness, label_entropy, theils_u};

/// What the functions of this family have in common.
const LABELS: GroupFunction = GroupFunction {
    name: "label_entropy",
    parameters: &["x", "base"],
    ty: Type::Float,
    unit: "",
    about: "how evenly the rows are spread over the values of `x`: Shannon's entropy; with the number of values that there could be as the base, 0 is one value and 1 all alike",
    requires: "a base above 1",
    statistics: &["label_entropy"],
    compute: Compute::Group(TextsNumber(|_, x, base| float(label_entropy(x, base)))),
    examples: &[Example::of(&["a a ? b c", "2"], "1.5"), Example::of(&["a b", "1"], "?")],
};

pub(super) const FUNCTIONS: &[GroupFunction] = &[
    LABELS,
    GroupFunction {
        name: "evenness",
        parameters: &["x"],
        unit: "0 to 1",
        about: "how evenly the rows are spread over the values of `x` that occur; 1 is all alike",
        requires: "two different `x`",
        statistics: &["evenness"],
        compute: Compute::Group(Texts(|_, x| float(evenness(x)))),
        examples: &[
            Example::of(&["a a ? b c"], "0.946394630357186"),
            Example::of(&["a a"], "?"),
        ],
        ..LABELS
    },
    GroupFunction {
        name: "theils_u",
        parameters: &["x", "y"],
        unit: "0 to 1",
        about: "which part of what there is to know of `x` is told by `y`; 1 is all",
        requires: "two different `x`",
        statistics: &["theils_u"],
        compute: Compute::Group(TextsTexts(|_, x, y| float(theils_u(x, y)))),
        examples: &[
            Example::of(&["a a b c ?", "u v v w w"], "0.6666666666666666"),
            Example::of(&["a a", "u v"], "?"),
        ],
        ..LABELS
    },
    GroupFunction {
        name: "adjusted_mutual_information",
        parameters: &["x", "y"],
        unit: "up to 1",
        about: "`mutual_information` less what chance gives: 0 is chance, also with many different values",
        requires: "two different `x` or two different `y`, and an `x` or `y` that occurs twice",
        statistics: &["adjusted_mutual_information"],
        compute: Compute::Group(TextsTexts(|_, x, y| float(adjusted_mutual_information(x, y)))),
        examples: &[
            Example::of(&["a a b c ?", "u v v w w"], "-0.2"),
            Example::of(&["a b c", "u v w"], "?"),
        ],
        ..LABELS
    },
];
