//! Databases behind ADBC: a driver is a shared library that runs a query and gives an Arrow C stream.
//!
//! [`Driver::load`] checks the file and finds its entry, [`Session::open`] connects, [`Rows::query`] starts a query and takes
//! its batches in, checked like a plugin's. Calls block for as long as the driver likes: they belong on a
//! thread of their own, and a [`Canceller`] ends a query from another one.
//!
//! The interface is bound here rather than by the crates of the Arrow project: those unload a driver, which one written in
//! Go doesn't survive, and hide the status of a fault in the middle of a stream.

mod driver;
mod fault;
mod held;
mod session;
mod statement;
mod table;
#[cfg(test)]
mod tests;

pub use driver::Driver;
pub use fault::{Fault, Status, Trouble};
pub use session::Session;
pub use statement::{Canceller, Rows};
