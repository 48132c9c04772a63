//! The changes of a rule file, line by line: what people read is left alone.

/// A changed line.
#[derive(Clone, Debug)]
pub(super) struct Mutant {
    /// The line, from 1.
    pub(super) line: usize,
    before: String,
    /// What it is changed to; nothing if it is dropped.
    pub(super) after: String,
}

impl Mutant {
    /// The text with the changed line.
    pub(super) fn applied(&self, text: &str) -> String {
        let lines = text.lines().enumerate();
        let changed = lines.map(|(at, line)| if at + 1 == self.line { self.after.as_str() } else { line });
        changed.collect::<Vec<_>>().join("\n") + "\n"
    }

    /// In a line.
    pub(super) fn words(&self) -> String {
        match self.after.is_empty() {
            true => format!("dropped `{}`", self.before.trim()),
            false => format!("`{}` for `{}`", self.after.trim(), self.before.trim()),
        }
    }
}

/// Keys whose values say nothing to the engine, or to people alone.
const FOR_PEOPLE: [&str; 23] = [
    "about",
    "source",
    "title",
    "headings",
    "owner",
    "pack",
    "uptake",
    "needs",
    "who",
    "cadence",
    "once_stable",
    "vendor",
    "data_class",
    "locked",
    "tighten_only",
    "tracked_by",
    "held_by",
    "finding",
    "why",
    "fix",
    "called",
    "by",
    "track",
];

/// Lines that may go as a whole.
const DROPPED: [&str; 3] = ["where", "aliases", "patterns"];

/// Signs and what takes their place.
const SIGNS: [(&str, &[&str]); 9] = [
    (" >= ", &[" > ", " < "]),
    (" <= ", &[" < ", " > "]),
    (" == ", &[" != "]),
    (" != ", &[" == "]),
    (" > ", &[" >= "]),
    (" < ", &[" <= "]),
    (" && ", &[" || "]),
    (" || ", &[" && "]),
    (" + ", &[" - "]),
];

/// Every change of a file.
pub(super) fn mutants(text: &str) -> Vec<Mutant> {
    let mut found = Vec::new();
    // The indentation of a key whose text goes on in the lines below it.
    let mut skipping: Option<usize> = None;
    let mut register = false;
    for (at, line) in text.lines().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let code = uncommented(line);
        if code.trim().is_empty() {
            continue;
        }
        if skipping.is_some_and(|depth| indent > depth) {
            continue;
        }
        skipping = None;
        if indent == 0 {
            register = code.starts_with("registers:");
        }
        let key = code
            .trim_start()
            .trim_start_matches("- ")
            .split(':')
            .next()
            .unwrap_or_default();
        if FOR_PEOPLE.contains(&key) {
            skipping = Some(indent);
            continue;
        }
        let mut afters = Vec::new();
        if DROPPED.contains(&key) && (key == "where" || register) {
            afters.push(String::new());
        }
        // What stands after `about:` in the same line is for people.
        let end = ["about:", "title:", "vendor:"]
            .iter()
            .filter_map(|word| code.find(word))
            .min();
        let end = end.unwrap_or(code.len());
        let start = code.find(": ").map_or(0, |colon| colon + 1);
        let Some(body) = code.get(start.min(end)..end) else {
            continue;
        };
        let mut put = |change: String| afters.push(format!("{}{change}{}", &line[..start.min(end)], &line[end..]));
        for change in changes(body) {
            put(change);
        }
        found.extend(afters.into_iter().filter(|after| after != line).map(|after| Mutant {
            line: at + 1,
            before: line.to_owned(),
            after,
        }));
    }
    found
}

/// The changes of a piece of code.
fn changes(body: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (sign, others) in SIGNS {
        for (at, _) in body.match_indices(sign) {
            if quoted(body, at) {
                continue;
            }
            found.extend(others.iter().map(|other| replaced(body, at, sign.len(), other)));
        }
    }
    for word in [("true", "false"), ("false", "true")] {
        for (at, _) in body.match_indices(word.0) {
            if alone(body, at, word.0.len()) {
                found.push(replaced(body, at, word.0.len(), word.1));
            }
        }
    }
    for (at, _) in body.match_indices('!') {
        if body[at + 1..].starts_with(|next: char| next.is_alphabetic() || next == '(') {
            found.push(replaced(body, at, 1, ""));
        }
    }
    found.extend(numbers(body));
    found.extend(clauses(body));
    found
}

/// Each number of its own one more and one less. Parts of dates, of names and of texts aren't.
fn numbers(body: &str) -> Vec<String> {
    let mut found = Vec::new();
    let bytes = body.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = body[at..].bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            at += body[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        }
        if alone(body, at, length)
            && !quoted(body, at)
            && let Ok(number) = body[at..at + length].parse::<i64>()
        {
            found.push(replaced(body, at, length, &(number + 1).to_string()));
            found.push(replaced(body, at, length, &(number - 1).to_string()));
        }
        at += length;
    }
    found
}

/// A condition with one of its parts dropped.
fn clauses(body: &str) -> Vec<String> {
    let mut found = Vec::new();
    for sign in [" && ", " || "] {
        for (at, _) in body.match_indices(sign) {
            let ends = |text: &str| text.find([',', '}']).unwrap_or(text.len());
            let right = at + sign.len() + ends(&body[at + sign.len()..]);
            let opening = |text: &str| {
                text.rfind(['{', ':'])
                    .map_or(text.len() - text.trim_start().len(), |open| open + 2)
            };
            let left = opening(&body[..at]).min(at);
            let balanced = |text: &str| {
                text.matches('(').count() == text.matches(')').count()
                    && text.matches('"').count().is_multiple_of(2)
                    && text.matches('\'').count().is_multiple_of(2)
            };
            if balanced(&body[at..right]) {
                found.push(format!("{}{}", &body[..at], &body[right..]));
            }
            if balanced(&body[left..at + sign.len()]) {
                found.push(format!("{}{}", &body[..left], &body[at + sign.len()..]));
            }
        }
    }
    found
}

fn replaced(body: &str, at: usize, length: usize, other: &str) -> String {
    format!("{}{other}{}", &body[..at], &body[at + length..])
}

/// Whether what stands there is a word of its own.
fn alone(body: &str, at: usize, length: usize) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || "_-.".contains(letter);
    let before = body[..at].chars().next_back();
    let after = body[at + length..].chars().next();
    !before.is_some_and(part) && !after.is_some_and(|letter| letter.is_alphanumeric() || "_-".contains(letter))
}

/// Whether a place is in a text within the code.
fn quoted(body: &str, at: usize) -> bool {
    let before = &body[..at];
    // A value that is a text as a whole begins with its mark: what is in it is code.
    let whole = body.trim_start().starts_with(['"', '\'']);
    before.matches('"').count() % 2 == 1 && !whole
}

/// A line without its remark.
fn uncommented(line: &str) -> &str {
    if line.trim_start().starts_with('#') {
        return "";
    }
    line.find(" #").map_or(line, |at| &line[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_comparisons_and_parts_are_changed_and_nothing_that_people_read() {
        let text = "measures:\n  uses:\n    about: At least 3 of 2025-06-02.\n    where: a >= 3 && !b   # 4 && 5\n";
        let found: Vec<String> = mutants(text).into_iter().map(|mutant| mutant.after).collect();
        for expected in [
            "",
            "    where: a > 3 && !b   # 4 && 5",
            "    where: a >= 4 && !b   # 4 && 5",
            "    where: a >= 2 && !b   # 4 && 5",
            "    where: a >= 3 || !b   # 4 && 5",
            "    where: a >= 3 && b   # 4 && 5",
            "    where: a >= 3 # 4 && 5",
            "    where: !b   # 4 && 5",
        ] {
            assert!(found.iter().any(|after| after == expected), "{expected}: {found:?}");
        }
        assert!(mutants(text).iter().all(|mutant| mutant.line == 4), "{found:?}");
    }

    #[test]
    fn a_text_below_its_key_is_left_alone() {
        let text = "  rate:\n    about: >-\n      At least 3\n      uses.\n    least: 3\n";
        let found = mutants(text);
        assert!(
            found.iter().all(|mutant| mutant.line == 5) && found.len() == 2,
            "{found:?}"
        );
        let first = found.first().map(|mutant| mutant.applied(text));
        assert_eq!(first, Some(text.replace("least: 3", "least: 4")));
    }
}
