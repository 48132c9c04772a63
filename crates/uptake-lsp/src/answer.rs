//! An answer, or why there is none.

use lsp_server::ErrorCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Why there is no answer.
pub(crate) struct Refused {
    pub(crate) code: ErrorCode,
    pub(crate) message: String,
}

/// What a question is answered, or why it isn't.
pub(crate) type Answer = Result<Value, Refused>;

/// A question that isn't answered.
pub(crate) fn refused(code: ErrorCode, message: impl Into<String>) -> Refused {
    Refused {
        code,
        message: message.into(),
    }
}

/// The parameters of a question.
pub(crate) fn read<P: DeserializeOwned>(params: Value) -> Result<P, Refused> {
    serde_json::from_value(params).map_err(|error| refused(ErrorCode::InvalidParams, error.to_string()))
}

/// An answer in the form of the protocol.
pub(crate) fn written(value: impl Serialize) -> Answer {
    serde_json::to_value(value).map_err(|error| refused(ErrorCode::InternalError, error.to_string()))
}
