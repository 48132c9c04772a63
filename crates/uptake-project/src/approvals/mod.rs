//! Approvals of packs: signatures with SSH keys, as `ssh-keygen -Y` makes and verifies them.
//!
//! What is signed is a short text, the statement: the pack's name and the digests of its files. It is kept beside its signature, so that
//! whoever has `ssh-keygen` can verify both without this program, and so that an edit can be told from a signature that was changed.
//!
//! - `statement` is what is signed.
//! - `envelope` looks at the form of a signature's file: what isn't signed may not be there.
//! - `keygen` runs `ssh-keygen`, which knows keys and who may sign what.
//! - `kept` reads and writes approvals in their folder, `judged` says which of them hold.

mod envelope;
mod judged;
mod kept;
mod keygen;
mod statement;

pub(crate) use judged::{Asked, judge, refused};
pub(crate) use kept::{Folder, file_of};
pub(crate) use keygen::Keygen;
pub use statement::Statement;

/// The folder of approvals where a project states no other.
pub(crate) const FOLDER: &str = "approvals";

/// The namespace of a pack's signatures, as files of allowed signers may restrict it.
#[must_use]
pub fn namespace(pack: &str) -> String {
    format!("uptake:{pack}")
}
