//! A suite → its text.

use jiff::civil::Date;
use std::fmt::Write;
use uptake_rules::suite::{Case, Covers, Expected, Subject, Suite, Table};
use uptake_rules::{FileId, Span};

/// The place of what nobody wrote.
pub(in crate::session::suite) fn nowhere() -> Span {
    Span::new(FileId(u32::MAX), 0, 0)
}

/// The text of a suite, as it is read. What all cases share stands once. `about` is told in its first lines.
pub(in crate::session) fn suite_text(suite: &Suite, about: &str) -> String {
    let mut out = String::new();
    // Writing into a text can't fail.
    let _ = whole(&mut out, suite, about);
    out
}

fn whole(out: &mut String, suite: &Suite, about: &str) -> std::fmt::Result {
    for line in folded(about) {
        writeln!(out, "# {line}")?;
    }
    writeln!(out, "uptake: 1\nsuite: {}", quoted(&suite.name))?;
    let packs: Vec<String> = suite.packs.iter().map(|pack| quoted(&pack.text)).collect();
    writeln!(out, "packs: [{}]", packs.join(", "))?;
    let as_of = alike(suite, |case| case.as_of.as_ref());
    let covers = alike(suite, |case| Some(&case.covers));
    if let Some(day) = as_of {
        writeln!(out, "as_of: {day}")?;
    }
    if let Some(covers) = covers {
        self::covers(out, covers, "")?;
    }
    let first = suite.cases.first().map_or(&[][..], |case| case.data.as_slice());
    let common = |table: &&Table| suite.cases.iter().all(|case| case.data.contains(table));
    let common: Vec<&Table> = first.iter().filter(common).collect();
    tables(out, &common, "")?;
    writeln!(out, "cases:")?;
    let shared = Shared {
        as_of: as_of.is_some(),
        covers: covers.is_some(),
        common,
    };
    suite.cases.iter().try_for_each(|case| one(out, case, &shared))
}

/// Cases as they stand at the end of a suite that shares nothing with them.
pub(in crate::session) fn cases_text(cases: &[Case]) -> String {
    let mut out = String::new();
    let nothing = Shared::default();
    // Writing into a text can't fail.
    let _ = cases.iter().try_for_each(|case| one(&mut out, case, &nothing));
    out
}

/// What stands once for all cases.
#[derive(Default)]
struct Shared<'s> {
    as_of: bool,
    covers: bool,
    common: Vec<&'s Table>,
}

fn one(out: &mut String, case: &Case, shared: &Shared<'_>) -> std::fmt::Result {
    writeln!(out, "  - name: {}", quoted(&case.name))?;
    if let (Some(day), false) = (case.as_of, shared.as_of) {
        writeln!(out, "    as_of: {day}")?;
    }
    if !shared.covers {
        covers(out, &case.covers, "    ")?;
    }
    let own: Vec<&Table> = case
        .data
        .iter()
        .filter(|table| !shared.common.contains(table))
        .collect();
    tables(out, &own, "    ")?;
    writeln!(out, "    expect:")?;
    expected(out, &case.expected)
}

/// What all cases have alike.
fn alike<T: PartialEq>(suite: &Suite, of: impl Fn(&Case) -> Option<&T>) -> Option<&T> {
    let first = suite.cases.first().and_then(&of)?;
    suite.cases.iter().all(|case| of(case) == Some(first)).then_some(first)
}

fn covers(out: &mut String, covers: &Covers, indent: &str) -> std::fmt::Result {
    let day = |key: &str, day: Option<Date>| day.map(|day| format!("{key}: {day}"));
    let words = covers.without_rows.as_ref();
    let parts = [
        day("from", covers.from),
        day("through", covers.through),
        words.map(|words| format!("without_rows: {}", quoted(words))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.is_empty() {
        true => Ok(()),
        false => writeln!(out, "{indent}covers: {{ {} }}", parts.join(", ")),
    }
}

fn tables(out: &mut String, tables: &[&Table], indent: &str) -> std::fmt::Result {
    if tables.is_empty() {
        return Ok(());
    }
    writeln!(out, "{indent}data:")?;
    for table in tables {
        // Lines of a block can't hold every letter, and one that begins with a blank begins otherwise.
        let block =
            !table.rows.contains(|letter| letter != '\n' && is_escaped(letter)) && !table.rows.starts_with([' ', '\n']);
        let plain = table.mapping.is_none() && table.covers.is_none();
        let rows_indent = match plain {
            true if !block => {
                writeln!(out, "{indent}  {}: {}", table.dataset.text, in_quotes(&table.rows))?;
                continue;
            }
            true => {
                writeln!(out, "{indent}  {}: |", table.dataset.text)?;
                format!("{indent}    ")
            }
            false => {
                writeln!(out, "{indent}  {}:", table.dataset.text)?;
                if let Some(mapping) = &table.mapping {
                    writeln!(out, "{indent}    mapping: {}", quoted(&mapping.text))?;
                }
                if let Some(own) = &table.covers {
                    covers(out, own, &format!("{indent}    "))?;
                }
                if !block {
                    writeln!(out, "{indent}    rows: {}", in_quotes(&table.rows))?;
                    continue;
                }
                writeln!(out, "{indent}    rows: |")?;
                format!("{indent}      ")
            }
        };
        for line in table.rows.lines() {
            writeln!(out, "{rows_indent}{line}")?;
        }
    }
    Ok(())
}

fn expected(out: &mut String, expected: &[Expected]) -> std::fmt::Result {
    let mut last = "";
    for one in expected {
        let (key, mut parts) = subject(&one.of);
        if key != last {
            writeln!(out, "      {key}:")?;
            last = key;
        }
        parts.extend(
            one.values
                .iter()
                .map(|(name, value)| format!("{}: {}", name.text, quoted(value))),
        );
        match parts.as_slice() {
            [only] if matches!(one.of, Subject::Diagnostic(_) | Subject::Failure(_)) => {
                writeln!(out, "        - {only}")?
            }
            parts => writeln!(out, "        - {{ {} }}", parts.join(", "))?,
        }
    }
    Ok(())
}

/// The list that an expectation belongs to, and what it says of what it is about.
fn subject(of: &Subject) -> (&'static str, Vec<String>) {
    let period = |period: &Option<String>| period.as_ref().map(|period| format!("period: {}", quoted(period)));
    match of {
        Subject::Person { who, period: of } => {
            let who = format!("who: {}", quoted(who));
            ("people", std::iter::once(who).chain(period(of)).collect())
        }
        Subject::Clause {
            who,
            period: when,
            of,
            clause,
        } => {
            let mut parts = vec![format!("who: {}", quoted(who))];
            parts.extend(period(when));
            parts.push(format!("of: {}", quoted(&of.text)));
            parts.push(format!("clause: {}", quoted(&clause.text)));
            ("clauses", parts)
        }
        Subject::Figure { metric, period: of, by } => {
            let mut parts = vec![format!("metric: {}", quoted(&metric.text))];
            parts.extend(period(of));
            parts.extend(
                by.iter()
                    .map(|(column, value)| format!("by: {{ {}: {} }}", column.text, quoted(value))),
            );
            ("figures", parts)
        }
        Subject::Check { check, group } => {
            let check = format!("check: {}", quoted(&check.text));
            let group = group.iter().map(|group| format!("group: {}", quoted(group)));
            ("checks", std::iter::once(check).chain(group).collect())
        }
        Subject::SetAside { dataset, reason } => {
            let parts = [
                format!("dataset: {}", quoted(&dataset.text)),
                format!("reason: {}", reason.text),
            ];
            ("set_aside", parts.to_vec())
        }
        Subject::Diagnostic(code) => ("diagnostics", vec![code.text.clone()]),
        Subject::Failure(code) => ("fails", vec![code.text.clone()]),
    }
}

/// A text as YAML has it: bare where that is read as the same text.
fn quoted(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-. ".contains(letter);
    let words = text.starts_with(|letter: char| letter.is_ascii_alphabetic()) && text.trim() == text;
    let number = !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
    let null = ["null", "Null", "NULL"].contains(&text);
    match (words && text.chars().all(plain) || number) && !null {
        true => text.to_owned(),
        false => in_quotes(text),
    }
}

/// A text in YAML's quotes, on one line: in single ones, unless it has a letter that has to be escaped.
pub(in crate::session::suite) fn in_quotes(text: &str) -> String {
    if !text.contains(is_escaped) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            letter if is_escaped(letter) => out.push_str(&format!("\\U{:08X}", u32::from(letter))),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// Whether a letter can't stand as it is: a control character, a line break that isn't ASCII, or what YAML doesn't print.
fn is_escaped(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// A text in lines of at most 120 letters.
fn folded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() < 120 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use uptake_rules::suite::read;
    use uptake_rules::text::Name;
    use uptake_rules::{Diagnostics, RuleFile, Sources};

    #[test]
    fn a_suite_that_is_written_is_read_as_it_was_whatever_letters_are_in_it() {
        let name = |text: &str| Name {
            text: text.to_owned(),
            span: nowhere(),
        };
        let odd = "a \"b\" 'c'\nd: \\ # \t\u{7}\u{85}\u{2028}\u{feff}";
        let suite = Suite {
            name: odd.to_owned(),
            packs: vec![name(".")],
            cases: vec![Case {
                name: format!("{odd} again"),
                as_of: None,
                stage: None,
                covers: Covers::default(),
                data: vec![Table {
                    dataset: name("uses"),
                    rows: "id,code\nana,\"x\n\u{7}y\"\n".to_owned(),
                    span: nowhere(),
                    mapping: None,
                    covers: None,
                }],
                expected: vec![Expected {
                    of: Subject::Person {
                        who: odd.to_owned(),
                        period: None,
                    },
                    values: vec![(name("made"), odd.to_owned())],
                    span: nowhere(),
                }],
                span: nowhere(),
            }],
            span: nowhere(),
        };
        let text = suite_text(&suite, "about");
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let again = read(
            &RuleFile::new("a.test.yaml", text.clone().into_bytes()),
            &mut sources,
            &mut diagnostics,
        );
        assert!(!diagnostics.has_errors(), "{text}");
        let again = again.unwrap();
        assert_eq!(again.name, suite.name, "{text}");
        assert_eq!(again.cases[0].name, suite.cases[0].name, "{text}");
        assert_eq!(again.cases[0].data[0].rows, suite.cases[0].data[0].rows, "{text}");
        assert_eq!(again.cases[0].expected[0].of, suite.cases[0].expected[0].of, "{text}");
        assert_eq!(again.cases[0].expected[0].values[0].1, odd, "{text}");
    }
}
