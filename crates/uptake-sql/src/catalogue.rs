//! What an engine's catalogue tells of what is read: whether it is a table, how views are defined, and what types columns have.

use crate::dialect::{Dialect, fill, fill_two};
use crate::literal::{quoted, text, type_of};
use crate::refusal::Refusal;
use uptake_rules::value::Type;

/// The types that PostgreSQL's driver hands over as what they are. It makes whole numbers of `money` and `oid`, and writes numbers without
/// an end otherwise than PostgreSQL does.
const POSTGRESQL_TYPES: [&str; 17] = [
    "bigint",
    "boolean",
    "character",
    "character varying",
    "citext",
    "date",
    "double precision",
    "enum",
    "integer",
    "json",
    "jsonb",
    "name",
    "real",
    "smallint",
    "text",
    "timestamp with time zone",
    "timestamp without time zone",
];

impl Dialect {
    /// Whether a table of plain name is one whose rows are stored, as `k`: no view, which may give other rows each time. Nothing where that
    /// is of no use, since no two queries see one state.
    ///
    /// # Errors
    /// When the name can't be said.
    pub fn stored(self, table: &str) -> Result<Option<String>, Refusal> {
        let Some(asked) = stored(self) else {
            return Ok(None);
        };
        let own = table.rsplit('.').next().unwrap_or(table).to_lowercase();
        Ok(Some(fill_two(asked, &text(self, table)?, &text(self, &own)?)))
    }

    /// How what is read is defined, as `d`, where it is a table or a view of plain name or an engine tells of all views; nothing where the
    /// engine doesn't tell.
    ///
    /// # Errors
    /// When the name can't be said.
    pub fn defined(self, table: Option<&str>) -> Result<Option<String>, Refusal> {
        let Some(asked) = defined(self) else {
            return Ok(None);
        };
        match table {
            Some(table) => Ok(Some(fill(asked, &text(self, table)?))),
            None if asked.contains("{a}") => Ok(None),
            None => Ok(Some(asked.to_owned())),
        }
    }

    /// What columns of a query are to the engine, as `t0`, `t1` and so on; nothing where what its driver hands over says it.
    ///
    /// # Errors
    /// When a name can't be said.
    pub fn types(self, query: &str, columns: &[&str]) -> Result<Option<String>, Refusal> {
        let Some((one, all)) = typed(self).filter(|_| !columns.is_empty()) else {
            return Ok(None);
        };
        let types = columns.iter().zip(0..).map(|(column, at)| {
            let own = format!("s.{}", quoted(self, column)?);
            Ok(format!("{} AS t{at}", fill(one, &own)))
        });
        let types = types.collect::<Result<Vec<_>, Refusal>>()?;
        Ok(Some(fill_two(all, &types.join(", "), query)))
    }

    /// Whether a driver hands values of a type over as what the engine itself turns them into.
    #[must_use]
    pub fn hands_over(self, ty: &str) -> bool {
        match self {
            Dialect::PostgreSql => POSTGRESQL_TYPES.contains(&ty),
            // It hands over the numbers behind them.
            Dialect::ClickHouse => !["Enum", "IPv"].iter().any(|word| ty.contains(word)),
            _ => true,
        }
    }

    /// A column of one of the engine's types as a value of one of ours.
    #[must_use]
    pub fn cast(self, from: &str, column: &str, to: Type) -> String {
        // PostgreSQL has no way from money to a plain number but this one.
        let column = match (from, to) {
            ("money", Type::Int | Type::Float) => format!("CAST({column} AS numeric)"),
            _ => column.to_owned(),
        };
        let to = match to {
            Type::Bool | Type::Int | Type::Float => type_of(self, to),
            Type::Text | Type::Unknown | Type::Date | Type::Datetime => self.says().text,
        };
        format!("CAST({column} AS {to})")
    }
}

/// What asks as `k` whether a name is that of a table whose rows are stored: `{a}` is all of it, `{b}` its last part in lower case.
fn stored(dialect: Dialect) -> Option<&'static str> {
    match dialect {
        // In whatever schema: a view of that name may be what is read.
        Dialect::DuckDb => Some(
            "SELECT CASE WHEN (SELECT count(*) FROM duckdb_tables() WHERE lower(table_name) = {b}) > 0 AND (SELECT count(*) FROM duckdb_views() WHERE lower(view_name) = {b}) = 0 THEN 1 ELSE 0 END AS k",
        ),
        // Rows of other tables, policies and foreign servers may be what they like.
        Dialect::PostgreSql => Some(
            "SELECT CASE WHEN c.relkind = 'r' AND NOT c.relrowsecurity AND NOT EXISTS (SELECT 1 FROM pg_inherits AS i WHERE i.inhparent = c.oid) THEN 1 ELSE 0 END AS k FROM pg_class AS c WHERE c.oid = to_regclass({a})",
        ),
        Dialect::ClickHouse | Dialect::Spark | Dialect::DataFusion | Dialect::Snowflake | Dialect::BigQuery => None,
    }
}

/// What asks as `d` how views and what else a query may be made of are defined, as far as the engine tells; `{a}` is what is read.
fn defined(dialect: Dialect) -> Option<&'static str> {
    match dialect {
        Dialect::DuckDb => Some(
            "SELECT concat_ws(';', (SELECT string_agg(sql, ';' ORDER BY sql) FROM duckdb_views() WHERE NOT internal), (SELECT string_agg(m, ';' ORDER BY m) FROM (SELECT concat_ws(' ', function_name, CAST(parameters AS VARCHAR), macro_definition) AS m FROM duckdb_functions() WHERE NOT internal AND macro_definition IS NOT NULL) AS f)) AS d",
        ),
        // Of the view that is read, and of those that it reads.
        Dialect::PostgreSql => Some(
            "WITH RECURSIVE v(oid) AS (SELECT CAST(to_regclass({a}) AS oid) UNION SELECT d.refobjid FROM v JOIN pg_rewrite AS r ON r.ev_class = v.oid JOIN pg_depend AS d ON d.classid = CAST('pg_rewrite' AS regclass) AND d.objid = r.oid AND d.refclassid = CAST('pg_class' AS regclass)) SELECT string_agg(pg_get_viewdef(c.oid), ';' ORDER BY c.oid) AS d FROM v JOIN pg_class AS c ON c.oid = v.oid WHERE c.relkind IN ('v', 'm')",
        ),
        Dialect::ClickHouse | Dialect::Spark | Dialect::DataFusion | Dialect::Snowflake | Dialect::BigQuery => None,
    }
}

/// The type of a column `{a}`, as the engine calls it, and what asks for such types `{a}` of a query `{b}`: where a driver hands some over as
/// others.
fn typed(dialect: Dialect) -> Option<(&'static str, &'static str)> {
    match dialect {
        // Without a row of it. A domain is what it is made of.
        Dialect::PostgreSql => Some((
            "(SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN format_type(t.typbasetype, NULL) ELSE format_type(t.oid, NULL) END FROM pg_type AS t WHERE t.oid = pg_typeof({a}))",
            "SELECT {a} FROM (SELECT 1 AS one) AS o LEFT JOIN ({b}\n) AS s ON FALSE",
        )),
        Dialect::ClickHouse => Some(("toTypeName({a})", "SELECT {a} FROM ({b}\n) AS s LIMIT 1")),
        Dialect::DuckDb | Dialect::Spark | Dialect::DataFusion | Dialect::Snowflake | Dialect::BigQuery => None,
    }
}
