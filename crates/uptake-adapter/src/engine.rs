//! Engines behind sources: what a source reads may be added up where it lies.

use crate::AdapterError;
use polars::frame::DataFrame;

/// A conversation with the engine that has what a source reads. It sees one state from its beginning to its end, where the engine can
/// do that, and only reads. Ends when it is dropped; a query under way is ended then, too.
pub trait Engine: Send {
    /// What its dialect is called, as [`Source::speaks`](crate::Source::speaks) says it.
    fn dialect(&self) -> &str;

    /// What the source reads, as it can stand in brackets behind `FROM`.
    fn relation(&self) -> &str;

    /// The part that rows of its answers come from, as [`Batch::part`](crate::Batch::part) has it.
    fn part(&self) -> &str;

    /// A text as users may see it: without a secret of the source's settings, in whatever form.
    fn shown(&self, text: &str) -> String {
        text.to_owned()
    }

    /// Where the engine's data is, told apart from what the same settings may lead to elsewhere; for comparing, not for users.
    fn place(&self) -> String {
        String::new()
    }

    /// Runs a statement without an answer, such as one that begins a transaction.
    ///
    /// # Errors
    /// When it fails.
    fn run(&mut self, statement: &str) -> Result<(), AdapterError>;

    /// The columns of a query with their types as Arrow writes them. No row is read.
    ///
    /// # Errors
    /// When the query is wrong.
    fn columns(&mut self, query: &str) -> Result<Vec<(String, String)>, AdapterError>;

    /// The whole answer to a query; none where it has no rows.
    ///
    /// # Errors
    /// When the query is wrong or fails.
    fn ask(&mut self, query: &str) -> Result<Option<DataFrame>, AdapterError>;

    /// That nothing more is asked. From now on the source's [fingerprints](crate::Source::fingerprints) are of all answers.
    fn done(self: Box<Self>);
}
