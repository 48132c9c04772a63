//! The first wall: no crate names a profession, a tool or a vendor, but for those whose subject it is.

/// The crates that may: one makes up an organisation, and the program carries a pack by its name.
const MAY: [&str; 3] = ["uptake-simulate", "uptake-cli", "xtask"];

/// Words of the domain and of vendors, in lower case.
const DOMAIN: [&str; 10] = [
    "csm",
    "churn",
    "copilot",
    "health score",
    "customer",
    "renewal",
    "gainsight",
    "salesforce",
    "zendesk",
    "workday",
];

/// Every line of a crate's file that names the domain, comments and texts included.
pub(crate) fn check(name: &str, text: &str) -> Vec<(usize, String)> {
    let mut broken = Vec::new();
    if MAY.contains(&name) {
        return broken;
    }
    for (number, line) in text.lines().enumerate() {
        let lower = line.to_lowercase();
        if let Some(word) = DOMAIN.iter().find(|word| has_word(&lower, word)) {
            broken.push((number + 1, format!("`{name}` names the domain: `{word}`")));
        }
    }
    broken
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|text| text.chars().next());
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !letter(before) && !letter(after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_word_breaks_the_wall_of_a_crate_that_knows_no_domain_only() {
        assert_eq!(check("uptake-engine", "\n// counts each CSM once").len(), 1);
        assert!(check("uptake-simulate", "// counts each CSM once").is_empty());
        assert!(check("uptake-engine", "let customers_seen = 1;").is_empty());
    }
}
