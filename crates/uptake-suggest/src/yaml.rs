//! A proposal as YAML, ready to paste, with what isn't sure in comments.

use crate::proposal::{Doubt, Proposal, UNDECIDED};
use serde_json::Value;
use std::fmt::Write as _;

/// Columns of a line of comments.
const WIDTH: usize = 110;

/// The source block, as it stands below `sources:`.
#[must_use]
pub fn source(proposal: &Proposal) -> String {
    let open = proposal.undecided.iter().any(|doubt| doubt.about == "dataset");
    let dataset = proposal.dataset.as_deref().filter(|_| !open).unwrap_or(UNDECIDED);
    let mut out = format!("{}:\n", scalar(&Value::from(dataset)));
    for (key, value) in &proposal.source {
        told(&mut out, "  ", proposal, |doubt| doubt.about == *key);
        let _ = writeln!(out, "  {key}: {}", scalar(value));
    }
    out
}

/// The rule file with the mapping.
#[must_use]
pub fn mapping(proposal: &Proposal) -> Option<String> {
    let mapping = proposal.mapping.as_ref().filter(|mapping| !mapping.known)?;
    let dataset = proposal.dataset.as_deref()?;
    let mut out = format!("uptake: 1\nmappings:\n  {}:\n    dataset: {dataset}\n", mapping.name);
    if let Some(rows) = &mapping.rows {
        let _ = writeln!(out, "    rows: {}", scalar(&Value::from(rows.as_str())));
    }
    out.push_str("    input:\n");
    for column in &proposal.columns {
        let heading = scalar(&Value::from(column.heading.as_str()));
        let optional = if column.optional { ", optional: true" } else { "" };
        let _ = writeln!(
            out,
            "      {}: {{ type: {}, column: {heading}{optional} }}",
            column.column, column.ty
        );
    }
    out.push_str("    columns:\n");
    for column in &proposal.columns {
        told(&mut out, "      ", proposal, |doubt| doubt.about == column.column);
        let _ = writeln!(out, "      {}: {}", column.column, column.expression);
    }
    let fed = |doubt: &&Doubt| {
        let is_key = proposal.source.contains_key(&doubt.about) || ["dataset", "file"].contains(&doubt.about.as_str());
        !is_key && proposal.columns.iter().all(|column| column.column != doubt.about)
    };
    for doubt in proposal.undecided.iter().filter(fed) {
        comment(&mut out, "      ", "unsure", doubt);
        let _ = writeln!(out, "      {}: '{UNDECIDED}'", doubt.about);
    }
    Some(out)
}

/// All of it, for people.
#[must_use]
pub fn text(proposal: &Proposal) -> String {
    let mut out = String::new();
    let dataset = proposal.dataset.as_deref().unwrap_or("none");
    let sure = if proposal.ready {
        "ready to paste"
    } else {
        "not ready: decide what is marked `???`"
    };
    let fit = proposal.fit * 100.0;
    wrapped(
        &mut out,
        "",
        &format!("{}: {dataset} (fit {fit:.0} %), {sure}", proposal.file),
    );
    let others: Vec<String> = proposal
        .others
        .iter()
        .take(2)
        .map(|other| format!("{} ({:.0} %)", other.dataset, other.fit * 100.0))
        .collect();
    if !others.is_empty() {
        let _ = writeln!(out, "# other datasets: {}", others.join(", "));
    }
    for column in &proposal.columns {
        let examples = match column.examples.is_empty() {
            true => String::new(),
            false => format!(", such as {}", column.examples.join(", ")),
        };
        wrapped(
            &mut out,
            "",
            &format!("`{}` feeds {}{examples}", column.heading, column.column),
        );
    }
    if !proposal.unused.is_empty() {
        let unused: Vec<String> = proposal.unused.iter().map(|heading| format!("`{heading}`")).collect();
        wrapped(&mut out, "", &format!("not read: {}", unused.join(", ")));
    }
    let columns: Vec<&str> = match proposal.mapping_yaml {
        Some(_) => proposal.columns.iter().map(|column| column.column.as_str()).collect(),
        None => Vec::new(),
    };
    let open: Vec<&Doubt> = proposal
        .undecided
        .iter()
        .filter(|_| proposal.mapping_yaml.is_some())
        .collect();
    // What has a line of its own is told there.
    told(&mut out, "", proposal, |doubt| {
        let in_mapping = columns.contains(&doubt.about.as_str()) || open.contains(&doubt);
        ["dataset", "file"].contains(&doubt.about.as_str())
            || !(proposal.source.contains_key(&doubt.about) || in_mapping)
    });
    out.push_str("sources:\n");
    for line in proposal.source_yaml.lines() {
        let _ = writeln!(out, "  {line}");
    }
    if let (Some(mapping), Some(yaml)) = (&proposal.mapping, &proposal.mapping_yaml) {
        let file = mapping.file.as_deref().unwrap_or("mapping.yaml");
        let _ = write!(
            out,
            "\n# --- a rule file, such as {file}; add it to `packs` ---\n{yaml}"
        );
    }
    out
}

/// Doubts as comments: what is left to decide, then what is worth a look.
fn told(out: &mut String, indent: &str, proposal: &Proposal, wanted: impl Fn(&Doubt) -> bool) {
    for (what, doubts) in [("unsure", &proposal.undecided), ("note", &proposal.notes)] {
        for doubt in doubts.iter().filter(|doubt| wanted(doubt)) {
            comment(out, indent, what, doubt);
        }
    }
}

/// A doubt as a comment.
fn comment(out: &mut String, indent: &str, what: &str, doubt: &Doubt) {
    let candidates = match doubt.candidates.is_empty() {
        true => String::new(),
        false => format!("; candidates: {}", doubt.candidates.join(" | ")),
    };
    wrapped(
        out,
        indent,
        &format!("{what}: {}: {}{candidates}", doubt.about, doubt.why),
    );
}

fn wrapped(out: &mut String, indent: &str, text: &str) {
    let mut line = String::new();
    // What comes from a file must not break out of the comment.
    for word in text.split(|letter: char| letter.is_whitespace() || letter.is_control()) {
        if !line.is_empty() && indent.len() + line.len() + word.len() > WIDTH {
            let _ = writeln!(out, "{indent}# {line}");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let _ = writeln!(out, "{indent}# {line}");
}

/// A value in one line.
#[must_use]
pub fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(scalar).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(key, value)| format!("{key}: {}", scalar(value)))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
        other => other.to_string(),
    }
}

/// A text, in quotes unless it is a plain word.
fn quoted(text: &str) -> String {
    const SPOKEN: [&str; 12] = [
        "true", "false", "null", "yes", "no", "on", "off", "y", "n", "none", "nan", "inf",
    ];
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./".contains(letter);
    let begins = text.starts_with(|letter: char| letter.is_ascii_alphabetic());
    if begins && text.chars().all(plain) && !SPOKEN.contains(&text.to_lowercase().as_str()) {
        return text.to_owned();
    }
    if text.chars().any(|letter| {
        letter.is_control()
            || (letter.is_whitespace() && letter != ' ')
            || !letter.is_ascii() && !letter.is_alphanumeric()
    }) {
        // JSON's texts are YAML's, and show what can't be seen.
        let escaped: String = text
            .chars()
            .map(|letter| match letter {
                '"' => "\\\"".to_owned(),
                '\\' => "\\\\".to_owned(),
                letter if letter.is_ascii_graphic() || letter == ' ' || letter.is_alphanumeric() => letter.to_string(),
                letter => match u32::from(letter) {
                    code if code > 0xffff => format!("\\U{code:08x}"),
                    code => format!("\\u{code:04x}"),
                },
            })
            .collect();
        return format!("\"{escaped}\"");
    }
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_where_yaml_would_read_something_else() {
        for (text, written) in [
            ("people.csv", "people.csv"),
            (";", "';'"),
            ("%d.%m.%Y", "'%d.%m.%Y'"),
            ("no", "'no'"),
            ("it's", "'it''s'"),
            ("\u{a0}", "\"\\u00a0\""),
            ("Größe", "'Größe'"),
            ("a\nb", "\"a\\u000ab\""),
            ("12", "'12'"),
            ("???", "'???'"),
        ] {
            assert_eq!(quoted(text), written);
        }
    }
}
