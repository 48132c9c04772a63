//! What the catalogue says about a function.

/// What there is to know about a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Its name, the same in Rust and in rules.
    pub name: &'static str,
    /// Its arguments, in order.
    pub arguments: &'static str,
    /// What comes back.
    pub gives: &'static str,
    /// What it says.
    pub about: &'static str,
    /// What happens at the edges, and when the answer is unknown.
    pub edges: &'static str,
    /// Where its formula comes from.
    pub source: &'static str,
    /// What its figures are compared with.
    pub compared: &'static str,
}
