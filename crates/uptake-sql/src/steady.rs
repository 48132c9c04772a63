//! Whether a source's query gives the same rows each time that it is asked: it is asked several questions, and their answers are put
//! together.

/// Functions that give something else each time.
const CHANGING: [&str; 17] = [
    "clock_timestamp",
    "gen_random_uuid",
    "generate_uuid",
    "generateuuidv4",
    "generateuuidv7",
    "nextval",
    "rand",
    "rand32",
    "rand64",
    "randcanonical",
    "randn",
    "random",
    "setseed",
    "statement_timestamp",
    "timeofday",
    "uuid",
    "uuid_string",
];

/// The word by which a query gives other rows each time that it is asked, if it has one: it draws some at random, or calls a function that
/// does. Words in texts, comments and quoted names mean nothing.
#[must_use]
pub fn unsteady(query: &str) -> Option<String> {
    let mut before = String::new();
    let mut rest = query;
    while let Some(letter) = rest.chars().next() {
        if let Some(after) = passed(rest) {
            rest = after;
            continue;
        }
        if !letter.is_alphabetic() && letter != '_' {
            if !letter.is_whitespace() {
                before.clear();
                before.push(letter);
            }
            rest = rest.get(letter.len_utf8()..).unwrap_or_default();
            continue;
        }
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        let word = word.to_lowercase();
        let called = after.trim_start().starts_with('(');
        let draws = match word.as_str() {
            "tablesample" => true,
            "sample" => before == "using" || (called && before != "."),
            name => called && before != "." && CHANGING.contains(&name),
        };
        if draws {
            return Some(word);
        }
        before = word;
        rest = after;
    }
    None
}

/// What follows a comment, a text or a quoted name, if one begins here.
fn passed(text: &str) -> Option<&str> {
    let to = |inside: &'_ str, end: &str| inside.find(end).map_or(inside.len(), |at| at + end.len());
    if let Some(inside) = text.strip_prefix("--") {
        return inside.get(to(inside, "\n")..);
    }
    if let Some(inside) = text.strip_prefix("/*") {
        return inside.get(to(inside, "*/")..);
    }
    let quote = text.chars().next().filter(|letter| ['\'', '"', '`'].contains(letter))?;
    // A doubled quote ends one text and begins another, which comes to the same.
    let inside = text.get(1..)?;
    inside.get(to(inside, &quote.to_string())..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_that_draws_rows_is_told_from_one_that_speaks_of_it() {
        for (query, word) in [
            ("SELECT * FROM events USING SAMPLE 10%", "sample"),
            ("SELECT * FROM events TABLESAMPLE bernoulli (10)", "tablesample"),
            ("SELECT * FROM events SAMPLE (10)", "sample"),
            ("SELECT * FROM events ORDER BY Random ( ) LIMIT 5", "random"),
            ("SELECT gen_random_uuid() AS id FROM events", "gen_random_uuid"),
            ("SELECT 'it''s', \"a\"\"b\", random() FROM events", "random"),
        ] {
            assert_eq!(unsteady(query).as_deref(), Some(word), "{query}");
        }
        for query in [
            "SELECT random, uuid, sample FROM events",
            "SELECT s.rand(1) FROM events AS s",
            "SELECT 'random()', \"uuid()\" FROM events -- random()",
            "SELECT /* random() */ id FROM events ORDER BY id LIMIT 5",
        ] {
            assert_eq!(unsteady(query), None, "{query}");
        }
    }
}
