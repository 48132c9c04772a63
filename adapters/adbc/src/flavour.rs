//! What is particular to the drivers that are known by name. Any other driver gets its options as they are written.

/// A kind of driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// A file, or a database in memory.
    Sqlite,
    /// The same; its library is the database itself.
    DuckDb,
    /// A server that closes its eyes to a client that is gone, unless told otherwise.
    PostgreSql,
    /// Anything else.
    Other,
}

impl Flavour {
    /// The flavour of a driver's name or file name.
    pub(crate) fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let has = |word: &str| name.contains(word);
        match () {
            () if has("sqlite") => Flavour::Sqlite,
            () if has("duckdb") => Flavour::DuckDb,
            () if has("postgres") => Flavour::PostgreSql,
            () => Flavour::Other,
        }
    }

    /// Options of a statement that asks for batches of about so many rows.
    pub(crate) fn batches(self, rows: usize) -> Vec<(String, String)> {
        match self {
            // Its types are guessed from the first batch, so a large one serves twice.
            Flavour::Sqlite => vec![("adbc.sqlite.query.batch_rows".to_owned(), rows.to_string())],
            Flavour::DuckDb | Flavour::PostgreSql | Flavour::Other => Vec::new(),
        }
    }

    /// Statements that a session begins with. One that fails, as an older server doesn't know it, changes no row.
    pub(crate) fn prelude(self) -> &'static [&'static str] {
        match self {
            // A program that is killed leaves its query behind: the server looks every few seconds whether it is there.
            // Nothing writes, whatever a query calls. Texts come in UTF-8, whatever the database keeps them in.
            Flavour::PostgreSql => &[
                "SET client_encoding TO 'UTF8'",
                "SET client_connection_check_interval = '2s'",
                "SET default_transaction_read_only = on",
            ],
            Flavour::Sqlite => &["PRAGMA query_only = 1"],
            Flavour::DuckDb | Flavour::Other => &[],
        }
    }

    /// How a query turns texts that aren't UTF-8 into such.
    pub(crate) fn conversion(self) -> &'static str {
        match self {
            Flavour::PostgreSql => {
                "the database doesn't know in which encoding they are: convert them in the query, as in \
                 `convert_from(convert_to(x, 'SQL_ASCII'), 'LATIN1')`"
            }
            Flavour::Sqlite | Flavour::DuckDb | Flavour::Other => "convert them to UTF-8 in the query",
        }
    }

    /// How a query turns a column of a type that isn't supported into one that is.
    pub(crate) fn cure(self) -> &'static str {
        match self {
            Flavour::PostgreSql => {
                "cast it in the query, as in `CAST(x AS text)`; for `infinity`, `CASE WHEN isfinite(x) THEN x END`"
            }
            Flavour::Sqlite => {
                "SQLite guesses a column's type from its first rows: give it one in the query, as in `coalesce(x, '')`, or \
                 raise `batch_rows`"
            }
            Flavour::DuckDb | Flavour::Other => "cast it in the query, as in `CAST(x AS VARCHAR)`",
        }
    }
}
