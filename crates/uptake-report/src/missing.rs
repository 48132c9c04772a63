//! Why a check has no verdict, in words.

use uptake_engine::outcome::Missing;

/// The reasons, one after the other.
#[must_use]
pub fn reasons(missing: &[Missing]) -> String {
    let reasons: Vec<String> = missing.iter().map(reason).collect();
    reasons.join("; ")
}

/// A reason.
#[must_use]
pub fn reason(missing: &Missing) -> String {
    match missing {
        Missing::Hidden => "the group is hidden, since it or another one is too small to be shown".to_owned(),
        Missing::NoRows => "no row counts".to_owned(),
        Missing::NotEnough { condition } => format!("it takes `{condition}`"),
        Missing::NoSource { dataset } => format!("no source delivers `{dataset}`"),
        Missing::NothingKnown { name } => format!("nothing is known of `{name}`"),
        Missing::NeverTogether { call } => format!("`{call}` requires a row in which all that it reads is known"),
        Missing::Requires { call, requires } => format!("`{call}` requires {requires}"),
        Missing::Unknown { name } => format!("`{name}` is unknown"),
    }
}
