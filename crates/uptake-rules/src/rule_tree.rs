//! A rule between layers and decoding: the trees of its forms, before anything but layers is asked of them.

use crate::policy::varying::Varying;
use crate::section::Section;
use crate::syntax::{Key, Node};

/// A rule as its layers make it.
pub(crate) struct RuleTree {
    /// Where it is stated.
    pub(crate) section: Section,
    /// Its name in the pack.
    pub(crate) key: Key,
    /// Its forms, each with the whole text of the rule; one for everybody in a section whose rules can't vary.
    pub(crate) forms: Varying<Node>,
}
