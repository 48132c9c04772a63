//! As much of HTTP as pages on this machine need: requests of a known length, answers of a known length, connections that stay open.
//! It knows no page; what is asked and what is answered are plain data.

mod connection;
mod listen;
mod read;
mod request;
mod response;

pub(crate) use listen::Listener;
pub use listen::Stopper;
pub(crate) use request::{Fields, Method, Request};
pub(crate) use response::Response;

use std::time::Duration;

/// The most that a connection may take of this machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes of a request line with its headers.
    pub(crate) head: usize,
    /// Headers.
    pub(crate) headers: usize,
    /// Bytes of an address.
    pub(crate) target: usize,
    /// Bytes of a body.
    pub(crate) body: usize,
    /// How long a request may take to come, from its first byte on.
    pub(crate) request: Duration,
    /// How long an answer may take to go.
    pub(crate) answer: Duration,
    /// How long a connection may be silent.
    pub(crate) idle: Duration,
    /// How many connections there may be at a time.
    pub(crate) connections: usize,
}

/// What one reader, or some of them at a time, may take.
pub(crate) const LIMITS: Limits = Limits {
    head: 16 << 10,
    headers: 64,
    target: 4 << 10,
    body: 1 << 20,
    request: Duration::from_secs(10),
    answer: Duration::from_secs(30),
    idle: Duration::from_secs(15),
    connections: 128,
};
