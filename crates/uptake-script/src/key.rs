//! The names of what a rewritten script calls. No script can say them.

pub(crate) const AND: &str = "$and";
pub(crate) const OR: &str = "$or";
pub(crate) const IF: &str = "$if";
pub(crate) const TRUTH: &str = "$truth";
pub(crate) const GUARD: &str = "$guard";
pub(crate) const SWITCH: &str = "$switch";
pub(crate) const GIVEN: &str = "$given";
pub(crate) const OPERATOR: &str = "$operator";
pub(crate) const IN: &str = "$in";
pub(crate) const RANGE: &str = "$range";
pub(crate) const WITHIN: &str = "$within";
pub(crate) const CALL: &str = "$call";
pub(crate) const GROWN: &str = "$grown";
pub(crate) const FLOAT: &str = "$float";
