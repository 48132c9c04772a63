//! Memory that the process of an isolated plugin shares with its host, in slots: the child fills one after the other, the host copies
//! each out before it looks at what is in it, and says that it is free again.
//!
//! The memory has no name and one size: neither side can make it shorter, so that reading it is safe, whatever the other does. What
//! the child writes may change while it is read; so nothing is believed of it but of the copy.

#[cfg(target_os = "linux")]
mod memory;
#[cfg(target_os = "linux")]
mod passed;

#[cfg(target_os = "linux")]
pub(super) use memory::Memory;
#[cfg(target_os = "linux")]
pub(super) use passed::{give, take};

/// Bytes of a slot: small enough that it is still in the processor's cache when the other side reads it.
pub(super) const SLOT: usize = 1 << 19;

/// How many slots there are: as many as the child may be ahead.
pub(super) const SLOTS: usize = 16;

/// No shared memory: rows go through the pipe.
#[cfg(not(target_os = "linux"))]
#[derive(Debug)]
pub(super) struct Memory(std::convert::Infallible);

#[cfg(not(target_os = "linux"))]
impl Memory {
    pub(super) fn write(&self, _slot: usize, _at: usize, _bytes: &[u8]) -> bool {
        match self.0 {}
    }

    pub(super) fn read(&self, _slot: usize, _into: &mut [u8]) -> bool {
        match self.0 {}
    }
}
