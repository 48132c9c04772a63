//! Constants and names, quoted and escaped. Nothing that a user or the data wrote becomes SQL by any other way.

use crate::dialect::{Dialect, Hidden, fill};
use crate::refusal::Refusal;
use jiff::civil::Date;
use uptake_rules::value::{Literal, Type};
use uptake_rules::visible::visible;

/// A name of a column, quoted.
///
/// # Errors
/// When it has a letter that no name has.
pub fn quoted(dialect: Dialect, name: &str) -> Result<String, Refusal> {
    let says = dialect.says();
    if name.contains('\0') || (says.quote == '`' && says.backslash && name.contains('\\')) {
        return Err(Refusal::new(
            format!("the column `{}`", name.escape_debug()),
            format!("{} has no such name", says.name),
        ));
    }
    let quote = says.quote.to_string();
    Ok(format!("{quote}{}{quote}", name.replace(&quote, &quote.repeat(2))))
}

/// A text.
pub(crate) fn text(dialect: Dialect, text: &str) -> Result<String, Refusal> {
    let says = dialect.says();
    if text.contains('\0') {
        return Err(Refusal::new(
            "a text with a null character",
            "not every engine has such texts",
        ));
    }
    let pieces = pieces(text);
    let quoted: Vec<String> = match says.hidden {
        Hidden::Called => pieces
            .iter()
            .map(|(piece, hidden)| match hidden {
                true => format!("chr({})", piece.chars().next().map_or(0, u32::from)),
                false => in_quotes(dialect, piece),
            })
            .collect(),
        Hidden::Bytes | Hidden::Marked => {
            let pieces = pieces.iter().map(|(piece, hidden)| match hidden {
                true => marked(says.hidden, piece),
                false => escaped(piece),
            });
            vec![format!("'{}'", pieces.collect::<String>())]
        }
    };
    let quoted = match quoted.as_slice() {
        [] => "''".to_owned(),
        [one] => one.clone(),
        several => format!("({})", several.join(" || ")),
    };
    Ok(format!("{quoted}{}", says.bytewise))
}

/// A text in pieces: what is seen, and one by one the letters that aren't.
fn pieces(text: &str) -> Vec<(&str, bool)> {
    if !text.contains(hidden) {
        return vec![(text, false)];
    }
    let (mut all, mut rest) = (Vec::new(), text);
    while let Some(letter) = rest.chars().next() {
        let end = match hidden(letter) {
            true => letter.len_utf8(),
            false => rest.find(hidden).unwrap_or(rest.len()),
        };
        let (piece, after) = rest.split_at(end);
        all.push((piece, hidden(letter)));
        rest = after;
    }
    all
}

/// Whether a letter isn't seen where a query is shown, so that it is said by its number: what is shown is what is asked.
fn hidden(letter: char) -> bool {
    let joins = matches!(letter, '\u{200c}' | '\u{200d}');
    joins
        || (!matches!(letter, ' '..='~' | '\n' | '\t')
            && visible(letter.encode_utf8(&mut [0; 4])) != letter.to_string())
}

/// A letter behind a backslash.
fn marked(how: Hidden, letter: &str) -> String {
    match how {
        Hidden::Bytes => letter.bytes().map(|byte| format!("\\x{byte:02X}")).collect(),
        Hidden::Called | Hidden::Marked => {
            let number = letter.chars().next().map_or(0, u32::from);
            match u16::try_from(number) {
                Ok(number) => format!("\\u{number:04X}"),
                Err(_) => format!("\\U{number:08X}"),
            }
        }
    }
}

/// The letters of a text where a backslash means something.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'")
}

/// A text between quotes.
fn in_quotes(dialect: Dialect, text: &str) -> String {
    match dialect.says().backslash {
        true => format!("'{}'", escaped(text)),
        // As a text with marks of its own, whatever the server's settings say of backslashes.
        false if dialect == Dialect::PostgreSql && text.contains('\\') => {
            format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
        }
        false => format!("'{}'", text.replace('\'', "''")),
    }
}

/// What stands for a text that isn't shown.
pub const WITHHELD: &str = "(withheld)";

/// A query of ours in which no text is shown.
#[must_use]
pub fn without_texts(dialect: Dialect, sql: &str) -> String {
    let says = dialect.says();
    let mut out = String::with_capacity(sql.len());
    let mut letters = sql.chars().peekable();
    let mut name = false;
    while let Some(letter) = letters.next() {
        name ^= letter == says.quote;
        if letter != '\'' || name {
            out.push(letter);
            continue;
        }
        while let Some(letter) = letters.next() {
            match letter {
                '\\' if says.backslash => drop(letters.next()),
                '\'' if letters.next_if_eq(&'\'').is_none() => break,
                _ => {}
            }
        }
        out.push_str(&format!("'{WITHHELD}'"));
    }
    out
}

/// The type of an engine for values of a type of ours: days and instants are whole numbers.
pub(crate) fn type_of(dialect: Dialect, ty: Type) -> &'static str {
    let says = dialect.says();
    match ty {
        Type::Bool | Type::Unknown => says.truth,
        Type::Int | Type::Date | Type::Datetime => says.whole,
        Type::Float => says.float,
        Type::Text => says.text,
    }
}

/// Unknown, of a type.
pub(crate) fn unknown(dialect: Dialect, ty: Type) -> String {
    format!("CAST(NULL AS {})", type_of(dialect, ty))
}

/// A constant as a value of a type.
pub(crate) fn constant(dialect: Dialect, literal: &Literal, ty: Type) -> Result<String, Refusal> {
    Ok(match literal {
        Literal::Unknown => unknown(dialect, ty),
        Literal::Bool(true) => "TRUE".to_owned(),
        Literal::Bool(false) => "FALSE".to_owned(),
        Literal::Int(number) if ty == Type::Float => float(dialect, uptake_rules::expr::scalar::to_float(*number))?,
        Literal::Int(number) => whole(dialect, *number),
        Literal::Float(number) => float(dialect, *number)?,
        Literal::Text(own) => text(dialect, own)?,
        Literal::Date(date) => whole(dialect, day_number(*date)),
        Literal::Datetime(micros) => whole(dialect, *micros),
    })
}

/// A whole number of 64 bits.
pub(crate) fn whole(dialect: Dialect, number: i64) -> String {
    // The least one is no number with a sign in front of it to every engine.
    match number {
        i64::MIN => format!("CAST('{number}' AS {})", dialect.says().whole),
        _ => format!("CAST({number} AS {})", dialect.says().whole),
    }
}

/// A float, by the shortest text that stands for it alone.
pub(crate) fn float(dialect: Dialect, number: f64) -> Result<String, Refusal> {
    if !number.is_finite() {
        return Err(Refusal::new("a number without an end", "it is no constant"));
    }
    Ok(format!("CAST('{number:e}' AS {})", dialect.says().float))
}

/// The number of a day, counted from 1970-01-01.
pub(crate) fn day_number(date: Date) -> i64 {
    let epoch = Date::constant(1970, 1, 1);
    epoch.until(date).map_or(0, |span| i64::from(span.get_days()))
}

/// A float without a sign at zero, unknown where it is no number.
pub(crate) fn known_float(dialect: Dialect, value: &str) -> String {
    let says = dialect.says();
    format!(
        "(CASE WHEN {} THEN {} ELSE {value} + 0 END)",
        fill(says.is_nan, value),
        unknown(dialect, Type::Float)
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops on a surprise")]
    use super::*;

    #[test]
    fn no_text_is_shown_where_texts_are_withheld_whatever_letters_it_has() {
        for dialect in Dialect::ALL {
            for own in ["ana", "", "o'hara", "a\\", "\\'", "a'' or 'b", "x\\\\'y", "'"] {
                let column = quoted(dialect, "it's").unwrap();
                let (one, two) = (text(dialect, own).unwrap(), text(dialect, "secret").unwrap());
                let shown = without_texts(dialect, &format!("{column} IN ({one}, {two}) OR n > 1"));
                let plain = text(dialect, WITHHELD).unwrap();
                let expected = format!("{column} IN ({plain}, {plain}) OR n > 1");
                assert_eq!(shown.replace("E'", "'"), expected, "{own}");
            }
        }
    }

    #[test]
    fn letters_that_are_not_seen_are_said_by_their_numbers() {
        for (dialect, expected) in [
            (Dialect::DuckDb, "('a' || chr(8203) || chr(917505) || 'b') COLLATE C"),
            (
                Dialect::PostgreSql,
                "('a' || chr(8203) || chr(917505) || 'b') COLLATE \"C\"",
            ),
            (Dialect::ClickHouse, "'a\\xE2\\x80\\x8B\\xF3\\xA0\\x80\\x81b'"),
            (Dialect::Spark, "'a\\u200B\\U000E0001b'"),
            (Dialect::BigQuery, "'a\\u200B\\U000E0001b'"),
            (Dialect::Snowflake, "('a' || chr(8203) || chr(917505) || 'b')"),
        ] {
            assert_eq!(text(dialect, "a\u{200b}\u{e0001}b").unwrap(), expected);
        }
        assert_eq!(text(Dialect::DuckDb, "\u{ad}").unwrap(), "chr(173) COLLATE C");
        assert_eq!(text(Dialect::DuckDb, "ä 🦀\n").unwrap(), "'ä 🦀\n' COLLATE C");
    }

    #[test]
    fn no_text_leaves_its_quotes() {
        for (dialect, expected) in [
            (Dialect::DuckDb, "'a''; DROP TABLE b; --\\' COLLATE C"),
            (Dialect::PostgreSql, "E'a''; DROP TABLE b; --\\\\' COLLATE \"C\""),
            (Dialect::Spark, "'a\\'; DROP TABLE b; --\\\\'"),
            (Dialect::BigQuery, "'a\\'; DROP TABLE b; --\\\\'"),
        ] {
            assert_eq!(text(dialect, "a'; DROP TABLE b; --\\").unwrap(), expected);
        }
        assert!(text(Dialect::DuckDb, "a\0").is_err());
    }

    #[test]
    fn no_name_leaves_its_quotes() {
        assert_eq!(quoted(Dialect::DuckDb, "a\" b").unwrap(), "\"a\"\" b\"");
        assert_eq!(quoted(Dialect::Spark, "a` b").unwrap(), "`a`` b`");
        assert!(quoted(Dialect::BigQuery, "a\\").is_err());
    }
}
