//! A source is only read: what a statement has to look like before it is sent to a database.
//!
//! Databases are opened for reading where their drivers can do that; no driver can it for everything (SQLite attaches and writes
//! other files, servers ignore options). So a statement is looked at, too, carefully rather than cleverly: one statement, which
//! begins as a query does, without a word of one that writes. Whoever needs such a word as a name quotes it.

use uptake_adapter::{AdapterError, ErrorCode};

/// What a query begins with.
const BEGINNINGS: [&str; 5] = ["select", "with", "values", "table", "from"];

/// Words that make a query write: it is one statement, so those that begin other statements needn't be looked for.
const WRITING: [&str; 5] = ["insert", "update", "delete", "merge", "into"];

/// Functions that write or load although a query calls them.
const FUNCTIONS: [&str; 16] = [
    "load_extension",
    "writefile",
    "edit",
    "lo_import",
    "lo_export",
    "lo_unlink",
    "lo_create",
    "lo_from_bytea",
    "pg_terminate_backend",
    "pg_cancel_backend",
    "pg_reload_conf",
    "pg_write_file",
    "pg_file_write",
    "dblink_exec",
    "dblink",
    "nextval",
];

/// Checks that a statement only reads.
///
/// # Errors
/// When it doesn't, or when that can't be seen, blamed on the setting `query`.
pub(crate) fn check(sql: &str) -> Result<(), AdapterError> {
    let words = words(sql)?;
    let Some(first) = words.first() else {
        return Err(refused("the `query` has no statement"));
    };
    if !BEGINNINGS.contains(&first.text.as_str()) {
        return Err(refused(&format!(
            "the `query` begins with `{}`, not as a query does",
            first.text
        )));
    }
    for (index, word) in words.iter().enumerate() {
        let text = word.text.as_str();
        if word.member {
            continue;
        }
        if FUNCTIONS.contains(&text) && word.called {
            return Err(refused(&format!("the `query` calls `{text}`")));
        }
        // `FOR UPDATE` and `FOR NO KEY UPDATE` lock rows; they write none, but they stop others who do.
        if WRITING.contains(&text) && index > 0 && !word.called {
            return Err(refused(&format!("the `query` has the word `{text}`")));
        }
    }
    Ok(())
}

/// The one statement of a text that was checked, without what ends it and the comments behind that.
pub(crate) fn statement(sql: &str) -> &str {
    let mut rest = sql;
    while let Some(letter) = rest.chars().next() {
        if letter == ';' {
            return sql.get(..sql.len() - rest.len()).unwrap_or(sql).trim();
        }
        let passed = [comment(rest), quoted(rest)]
            .into_iter()
            .find_map(|passed| passed.ok().flatten());
        rest = passed.or_else(|| rest.get(letter.len_utf8()..)).unwrap_or_default();
    }
    sql.trim()
}

fn refused(what: &str) -> AdapterError {
    AdapterError::new(ErrorCode::Config, format!("{what}: a source is only read"))
        .help("write one statement that begins with `SELECT`, `WITH`, `VALUES`, `TABLE` or `FROM`; quote names that are such words, as in `\"into\"`")
        .setting("query")
        .in_own_words()
}

/// A word of a statement outside of texts, quoted names and comments.
#[derive(Debug)]
struct Word {
    /// In lower case.
    text: String,
    /// Whether it follows a dot: then it is a column or a table.
    member: bool,
    /// Whether a bracket follows: then it is a function.
    called: bool,
}

/// The words of the one statement that a text holds.
fn words(sql: &str) -> Result<Vec<Word>, AdapterError> {
    let mut words: Vec<Word> = Vec::new();
    let mut rest = sql;
    let (mut member, mut ended, mut adjacent) = (false, false, false);
    while let Some(letter) = rest.chars().next() {
        let behind = rest.get(letter.len_utf8()..).unwrap_or_default();
        if letter.is_whitespace() {
            rest = behind;
            continue;
        }
        if let Some(after) = comment(rest)? {
            rest = after;
            continue;
        }
        if ended {
            return Err(refused("the `query` has more than one statement"));
        }
        if let Some(after) = quoted(rest)? {
            (member, adjacent, rest) = (false, false, after);
            continue;
        }
        if letter.is_alphabetic() || letter == '_' {
            let end = rest.find(|letter: char| !(letter.is_alphanumeric() || "_$".contains(letter)));
            let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
            // `E'…'`, `X'…'` and the like are texts with another meaning of what is in them.
            words.push(Word {
                text: word.to_lowercase(),
                member,
                called: false,
            });
            (member, adjacent, rest) = (false, true, after);
            continue;
        }
        if letter == '('
            && adjacent
            && let Some(last) = words.last_mut()
        {
            last.called = true;
        }
        ended = letter == ';';
        (member, adjacent, rest) = (letter == '.', false, behind);
    }
    Ok(words)
}

/// What follows a comment, if one begins here.
fn comment(text: &str) -> Result<Option<&str>, AdapterError> {
    if text.starts_with("--") {
        return Ok(Some(text.split_once('\n').map_or("", |(_, after)| after)));
    }
    let Some(inside) = text.strip_prefix("/*") else {
        return Ok(None);
    };
    let Some((inside, after)) = inside.split_once("*/") else {
        return Err(refused("the `query` has a comment without its end"));
    };
    // One database ends the comment here, another one later; and some run what is in a comment of this form.
    match inside.contains("/*") || inside.starts_with(['!', '+']) {
        true => Err(refused("the `query` has a comment that databases read differently")),
        false => Ok(Some(after)),
    }
}

/// What follows a text or a quoted name, if one begins here.
fn quoted(text: &str) -> Result<Option<&str>, AdapterError> {
    let endless = || refused("the `query` has a text or a name without its end");
    let Some(open) = text.chars().next() else {
        return Ok(None);
    };
    let close = match open {
        '\'' | '"' | '`' => open,
        '$' => return dollars(text),
        _ => return Ok(None),
    };
    let mut rest = text.get(1..).unwrap_or_default();
    loop {
        let (inside, after) = rest.split_once(close).ok_or_else(endless)?;
        if inside.ends_with('\\') {
            // One database ends the text here, another one later.
            return Err(refused(
                "the `query` has a `\\` before a quote, which databases read differently",
            ));
        }
        match after.strip_prefix(close) {
            Some(after) => rest = after,
            None => return Ok(Some(after)),
        }
    }
}

/// A text between two marks such as `$$` or `$a$`. Other dollars, as of parameters, are nothing special.
fn dollars(text: &str) -> Result<Option<&str>, AdapterError> {
    let name_end = text
        .get(1..)
        .and_then(|rest| rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')));
    let Some(length) = name_end.filter(|end| text.get(end + 1..).is_some_and(|rest| rest.starts_with('$'))) else {
        return Ok(None);
    };
    let (mark, inside) = text.split_at(length + 2);
    match inside.split_once(mark) {
        Some((_, after)) => Ok(Some(after)),
        None => Err(refused("the `query` has a text or a name without its end")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_of_all_kinds_pass() {
        for sql in [
            "SELECT 1",
            "  select * from t;  -- done\n",
            "/* all */ SELECT a, 'it''s; DROP TABLE t' AS b FROM t WHERE c = \"into\"",
            "WITH x AS (SELECT 1 AS a) SELECT * FROM x",
            "VALUES (1), (2)",
            "TABLE people",
            "FROM people SELECT id",
            "SELECT replace(a, 'x', 'y'), t.update, t.\"delete\" FROM t",
            "SELECT $$a; DROP TABLE t$$ AS a, $b$ x $b$, $1",
            "SELECT insert(a, 1, 2, 'x'), truncate(b, 2) FROM t",
            "SELECT updated_at, created, deleted_by FROM updates",
            "SELECT * FROM parquet.`/x/y.parquet`",
            "SELECT 'C:\\x' AS path",
        ] {
            assert!(check(sql).is_ok(), "{sql}: {:?}", check(sql));
        }
    }

    #[test]
    fn whatever_writes_or_may_write_is_refused() {
        for sql in [
            "",
            "-- nothing",
            ";",
            "INSERT INTO t VALUES (1)",
            "DELETE FROM t",
            "UPDATE t SET a = 1",
            "ATTACH 'x.db' AS x",
            "VACUUM INTO 'x.db'",
            "PRAGMA journal_mode = DELETE",
            "CREATE TABLE t (a)",
            "COPY t TO 'x.csv'",
            "EXPLAIN ANALYZE DELETE FROM t",
            "CALL f()",
            "SET x = 1",
            "SHOW x",
            "(SELECT 1)); DROP TABLE t",
            "SELECT 1; DROP TABLE t",
            "SELECT 1; SELECT 2",
            "SELECT 1;;",
            "SELECT * INTO copy_of_t FROM t",
            "WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x",
            "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x",
            "SELECT * FROM t FOR UPDATE",
            "SELECT load_extension('x')",
            "SELECT lo_export(1, '/tmp/x')",
            "SELECT nextval('s')",
            "SELECT 'a\\'; DROP TABLE t; --'",
            "SELECT E'a\\'; DROP TABLE t; --'",
            "SELECT 1 /*! ; DROP TABLE t */",
            "SELECT 1 /* /* */ ; DROP TABLE t --*/",
            "SELECT 'a",
            "SELECT \"a",
            "SELECT $$a",
            "SELECT 1 /* a",
        ] {
            let error = check(sql).err().unwrap_or_else(|| panic!("`{sql}` passes"));
            assert_eq!(
                (error.code, error.setting.as_deref()),
                (ErrorCode::Config, Some("query")),
                "{sql}"
            );
        }
    }
}
