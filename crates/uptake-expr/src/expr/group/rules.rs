//! What other rules say of a group. Whoever judges the rules answers.

use super::compute::{Compute, NamedRule};
use super::function::GroupFunction;
use crate::value::Type;

/// What `verdict` answers.
pub const VERDICTS: &[&str] = &["pass", "warn", "fail", "insufficient data"];

pub(super) const FUNCTIONS: &[GroupFunction] = &[
    GroupFunction {
        name: "band",
        parameters: &["\"benchmark\"", "x"],
        ty: Type::Text,
        unit: "",
        about: "the [benchmark's](#benchmarks) band of a value",
        requires: "rows that all belong to one row of the benchmark's table",
        statistics: &[],
        compute: Compute::Rule(NamedRule::Benchmark),
        examples: &[],
    },
    GroupFunction {
        name: "metric",
        parameters: &["\"name\""],
        ty: Type::Float,
        unit: "",
        about: "the [metric's](#metrics) value in the last period, and with `by` that of the group",
        requires: "a metric that has a value there",
        statistics: &[],
        compute: Compute::Rule(NamedRule::Metric),
        examples: &[],
    },
    GroupFunction {
        name: "verdict",
        parameters: &["\"check\""],
        ty: Type::Text,
        unit: "",
        about: "the verdict of another check as a whole: `pass`, `warn`, `fail` or `insufficient data`",
        requires: "a check that is asked at this stage",
        statistics: &[],
        compute: Compute::Rule(NamedRule::Check),
        examples: &[],
    },
];
