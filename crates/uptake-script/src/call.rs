//! Bodies that stand where they are called.

/// A body that stands where it is called: a function's, or a closure's.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The names that its arguments get.
    pub(crate) parameters: Vec<String>,
    /// The number of the text that it stands in.
    pub(crate) unit: usize,
}
