//! Panics stop at the border: no function of a plugin unwinds into its host.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use uptake_adapter::{AdapterError, ErrorCode};

/// Runs a call; a panic becomes an error.
pub(super) fn guarded<T>(call: impl FnOnce() -> Result<T, AdapterError>) -> Result<T, AdapterError> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|payload| {
        let said = said(payload.as_ref());
        // Dropping what was thrown may throw again: then it is left where it lies.
        if catch_unwind(AssertUnwindSafe(|| drop(payload))).is_err() {
            return Err(AdapterError::new(ErrorCode::Panic, "the adapter panicked twice"));
        }
        Err(
            AdapterError::new(ErrorCode::Panic, format!("the adapter panicked: {said}"))
                .help("this is an error in the adapter: report it to whoever made it"),
        )
    })
}

fn said(payload: &(dyn Any + Send)) -> String {
    match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (None, Some(text)) => text.clone(),
        (None, None) => "it gave no reason".to_owned(),
    }
}
