//! What keeps a file from being laid out.

/// Something that isn't laid out.
pub(super) struct Odd {
    /// Where, in bytes of the text with plain line ends.
    pub(super) at: usize,
    /// What, as a message begins.
    pub(super) what: &'static str,
    /// What helps.
    pub(super) help: &'static str,
}
