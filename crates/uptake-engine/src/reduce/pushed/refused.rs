//! That something can't be exact.

use crate::error::Error;
use uptake_codes::RuleCode;
use uptake_rules::Span;
use uptake_sql::Refusal;

pub(super) fn refusal(what: &str, why: &str) -> Refusal {
    Refusal {
        span: None,
        what: what.to_owned(),
        why: why.to_owned(),
    }
}

/// That something can't be said.
pub(super) fn refused(span: Span, refusals: &[Refusal]) -> Error {
    let said = |refusal: &Refusal| format!("{}: {}", refusal.what, refusal.why);
    let said: Vec<String> = refusals.iter().map(said).collect();
    let message = format!("`reduce: pushdown` can't be exact: {}", said.join("; "));
    let place = refusals.iter().find_map(|refusal| refusal.span).unwrap_or(span);
    Error::new(RuleCode::CannotPush, message)
        .help("remove `reduce`, so that the rows are read and added up here")
        .at(place)
}
