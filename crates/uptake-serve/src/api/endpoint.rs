//! What a question of a program is.

use super::schemas::Schema;
use crate::asked::Asked;
use crate::http::{Method, Response};
use uptake_project::Failure;

/// A question that has an address.
pub(crate) struct Endpoint {
    /// The address.
    pub(crate) path: &'static str,
    /// How it is asked.
    pub(crate) method: Method,
    /// Its name for generated clients.
    pub(crate) name: &'static str,
    /// What it answers.
    pub(crate) about: &'static str,
    /// What may be said with it.
    pub(crate) fields: &'static [Field],
    /// What is sent with it, as JSON.
    pub(crate) body: Option<Schema>,
    /// The type of the answer.
    pub(crate) kind: &'static str,
    /// What it consists of.
    pub(crate) schema: Schema,
    /// Which numbers other than 200 an answer may have, besides those that all may have.
    pub(crate) others: &'static [u16],
    /// The answer.
    pub(crate) answer: fn(&Asked<'_>) -> Result<Response, Failure>,
}

/// A field of a query.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) required: bool,
    /// The values that there are; any text if there are none.
    pub(crate) values: &'static [&'static str],
}
