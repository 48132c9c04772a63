//! Names that no user can write and no user sees: of the forms of a rule that varies, and of columns that a computation
//! needs on the way.
//!
//! All of them have one mark, a control character, which neither a rule's name nor a source's column has. So a hidden
//! name never takes the place of a name of the user's, and what must not be shown is told by [`is_hidden`] alone.

/// The mark of a hidden name.
const MARK: char = '\u{1}';

/// The name of a column that a computation needs on the way, as a constant: `hidden_name!("keep")`.
#[macro_export]
macro_rules! hidden_name {
    ($purpose:literal) => {
        concat!("\u{1}", $purpose)
    };
}

/// The name of one form of what a user called `name`, such as a measure that differs between groups.
#[must_use]
pub fn form(name: &str, form: impl std::fmt::Display) -> String {
    format!("{name}{MARK}{form}")
}

/// The same for several columns; `number` tells those for one purpose apart.
#[must_use]
pub fn scratch(purpose: &str, number: usize) -> String {
    format!("{MARK}{purpose}{number}")
}

/// The name that the user gave to what has this one; the name itself if it isn't hidden.
#[must_use]
pub fn owner(name: &str) -> &str {
    name.split_once(MARK).map_or(name, |(owner, _)| owner)
}

/// Whether a name is hidden.
#[must_use]
pub fn is_hidden(name: &str) -> bool {
    name.contains(MARK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_goes_by_the_name_of_its_rule() {
        let name = form("active", 3);
        assert!(is_hidden(&name) && !is_hidden("active"));
        assert_eq!((owner(&name), owner("active")), ("active", "active"));
        assert_eq!(owner(&form(&name, "register0")), "active");
        assert!(is_hidden(hidden_name!("keep")) && is_hidden(&scratch("keep", 0)));
    }
}
