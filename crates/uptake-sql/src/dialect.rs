//! What differs between the engines. All else is said the same way to all of them.

/// A dialect of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// DuckDB.
    DuckDb,
    /// PostgreSQL.
    PostgreSql,
    /// ClickHouse.
    ClickHouse,
    /// Spark SQL, which Sail speaks, too.
    Spark,
    /// DataFusion, which Ballista is made of.
    DataFusion,
    /// Snowflake.
    Snowflake,
    /// BigQuery.
    BigQuery,
}

/// What the letters of a text are to an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Letters {
    /// Numbers of Unicode.
    Points,
    /// Texts of one letter each, which are compared byte by byte.
    Texts,
}

/// How a letter within a text is written that isn't seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hidden {
    /// By a function of its number.
    Called,
    /// By the numbers of its bytes.
    Bytes,
    /// By its number, behind a backslash.
    Marked,
}

/// How an engine says it. In the texts `{a}` and `{b}` stand for what is asked about.
#[derive(Debug)]
pub(crate) struct Differences {
    pub(crate) name: &'static str,
    /// Around names; doubled within.
    pub(crate) quote: char,
    /// Whether names that differ in case alone are one, quoted or not.
    pub(crate) folds_names: bool,
    /// What the engine is asked for the encoding of its texts, where they may be in others than UTF-8.
    pub(crate) encoding: Option<&'static str>,
    /// Whether a backslash in a text means something.
    pub(crate) backslash: bool,
    pub(crate) text: &'static str,
    pub(crate) whole: &'static str,
    pub(crate) float: &'static str,
    pub(crate) truth: &'static str,
    /// Whole numbers that hold every product of two of 64 bits, if there are any.
    pub(crate) wide: Option<&'static str>,
    /// Behind a text, so that texts are compared byte by byte.
    pub(crate) bytewise: &'static str,
    /// The microseconds of an instant.
    pub(crate) micros: &'static str,
    /// An instant in UTC as a constant, where columns of instants are compared with it exactly.
    pub(crate) instant: Option<&'static str>,
    /// The days of a date, counted from 1970-01-01.
    pub(crate) days: &'static str,
    /// A text's first letter: its number, or itself.
    pub(crate) first: &'static str,
    /// And of its last one.
    pub(crate) last: &'static str,
    pub(crate) letters: Letters,
    /// A number of 64 bits that equal texts have in common, and hardly any others.
    pub(crate) hash: Option<&'static str>,
    /// For how many rows a condition holds.
    pub(crate) times: &'static str,
    /// Behind a query within a query, so that the engine computes its columns once.
    pub(crate) fence: &'static str,
    /// How a letter is written that isn't seen.
    pub(crate) hidden: Hidden,
    /// The columns of a query `{a}` under the names that it gives them, without a row; where engines give other names to a query within a
    /// query.
    pub(crate) described: &'static str,
    /// How many characters a text has.
    pub(crate) length: &'static str,
    /// Whether `{b}` occurs in `{a}`: where, or zero.
    pub(crate) position: &'static str,
    /// How often `{b}` goes into `{a}`; neither is negative.
    pub(crate) divided: &'static str,
    /// What is left of it.
    pub(crate) rest: &'static str,
    /// Two to the power of `{a}`.
    pub(crate) bit: &'static str,
    /// The bits of all rows.
    pub(crate) bits: &'static str,
    /// The sum of whole numbers as a text, however large it is.
    pub(crate) sum: &'static str,
    /// Whether a float is no number.
    pub(crate) is_nan: &'static str,
    /// Whether a float has no end.
    pub(crate) is_infinite: &'static str,
    /// The estimate of a query, in front of it.
    pub(crate) explain: &'static str,
    /// What a reading begins and ends with.
    pub(crate) begin: &'static [&'static str],
    pub(crate) end: &'static [&'static str],
}

/// The columns of a query, where their names are what the query gives them.
const DESCRIBED: &str = "SELECT * FROM ({a}\n) AS s WHERE 1 = 0";

const DUCKDB: Differences = Differences {
    name: "duckdb",
    quote: '"',
    folds_names: true,
    encoding: None,
    backslash: false,
    text: "VARCHAR",
    whole: "BIGINT",
    float: "DOUBLE",
    truth: "BOOLEAN",
    wide: Some("HUGEINT"),
    bytewise: " COLLATE C",
    micros: "epoch_us({a})",
    instant: Some("TIMESTAMPTZ '{a}'"),
    days: "({a} - DATE '1970-01-01')",
    first: "ascii({a})",
    last: "ascii({a}[-1])",
    letters: Letters::Points,
    hash: Some("hash({a})"),
    times: "count(*) FILTER (WHERE {a})",
    fence: "",
    hidden: Hidden::Called,
    // Of two columns of one name the second gets another within a query.
    described: "(({a}\n) UNION ALL ({a}\n)) LIMIT 0",
    length: "length({a})",
    position: "instr({a}, {b})",
    divided: "({a} // {b})",
    rest: "({a} % {b})",
    bit: "(CAST(1 AS BIGINT) << {a})",
    bits: "bit_or({a})",
    sum: "CAST(sum({a}) AS VARCHAR)",
    is_nan: "isnan({a})",
    is_infinite: "isinf({a})",
    explain: "EXPLAIN ",
    begin: &["BEGIN TRANSACTION READ ONLY"],
    end: &["COMMIT"],
};

const POSTGRESQL: Differences = Differences {
    name: "postgresql",
    folds_names: false,
    encoding: Some("SELECT current_setting('server_encoding') AS e"),
    text: "text",
    whole: "bigint",
    float: "double precision",
    truth: "boolean",
    wide: Some("numeric"),
    bytewise: " COLLATE \"C\"",
    // Beyond these years nothing is plain, and microseconds may not fit 64 bits.
    micros: "CAST(CASE WHEN {a} > '-infinity' AND {a} < '10000-01-01' THEN EXTRACT(EPOCH FROM {a}) * 1000000 END AS bigint)",
    days: "CASE WHEN isfinite({a}) THEN {a} - DATE '1970-01-01' END",
    last: "ascii(right({a}, 1))",
    hash: Some("hashtextextended({a}, 0)"),
    fence: " OFFSET 0",
    described: DESCRIBED,
    length: "char_length({a})",
    position: "strpos({a}, {b})",
    divided: "({a} / {b})",
    bit: "(CAST(1 AS bigint) << CAST({a} AS int))",
    sum: "CAST(sum({a}) AS text)",
    is_nan: "({a} = CAST('NaN' AS double precision))",
    is_infinite: "({a} IN (CAST('Infinity' AS double precision), CAST('-Infinity' AS double precision)))",
    begin: &["BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"],
    ..DUCKDB
};

const CLICKHOUSE: Differences = Differences {
    name: "clickhouse",
    folds_names: false,
    quote: '`',
    backslash: true,
    text: "Nullable(String)",
    whole: "Nullable(Int64)",
    float: "Nullable(Float64)",
    truth: "Nullable(Bool)",
    wide: Some("Nullable(Int256)"),
    bytewise: "",
    micros: "toUnixTimestamp64Micro(toDateTime64({a}, 6, 'UTC'))",
    instant: None,
    days: "toInt64(toDate32({a}))",
    first: "leftUTF8({a}, 1)",
    last: "rightUTF8({a}, 1)",
    letters: Letters::Texts,
    hash: Some("sipHash64({a})"),
    times: "count(CASE WHEN {a} THEN 1 END)",
    length: "toInt64(lengthUTF8({a}))",
    position: "position({a}, {b})",
    divided: "intDiv({a}, {b})",
    bit: "bitShiftLeft(toInt64(1), {a})",
    bits: "groupBitOr({a})",
    sum: "toString(sum(CAST({a} AS Nullable(Int128))))",
    is_nan: "isNaN({a})",
    is_infinite: "isInfinite({a})",
    explain: "EXPLAIN ESTIMATE ",
    hidden: Hidden::Bytes,
    described: DESCRIBED,
    begin: &[],
    end: &[],
    ..DUCKDB
};

const SPARK: Differences = Differences {
    name: "spark",
    quote: '`',
    backslash: true,
    text: "STRING",
    wide: Some("DECIMAL(38, 0)"),
    bytewise: "",
    last: "ascii(right({a}, 1))",
    hash: None,
    micros: "unix_micros({a})",
    instant: None,
    days: "CAST(datediff({a}, DATE '1970-01-01') AS BIGINT)",
    length: "CAST(char_length({a}) AS BIGINT)",
    divided: "({a} div {b})",
    bit: "shiftleft(CAST(1 AS BIGINT), CAST({a} AS INT))",
    sum: "CAST(sum(CAST({a} AS DECIMAL(20, 0))) AS STRING)",
    is_infinite: "({a} IN (CAST('Infinity' AS DOUBLE), CAST('-Infinity' AS DOUBLE)))",
    hidden: Hidden::Marked,
    described: DESCRIBED,
    begin: &[],
    end: &[],
    ..DUCKDB
};

const DATAFUSION: Differences = Differences {
    name: "datafusion",
    folds_names: false,
    wide: Some("DECIMAL(38, 0)"),
    bytewise: "",
    last: "ascii(right({a}, 1))",
    hash: None,
    micros: "CAST(arrow_cast({a}, 'Timestamp(Microsecond, None)') AS BIGINT)",
    instant: None,
    days: "CAST(CAST({a} AS INT) AS BIGINT)",
    length: "CAST(character_length({a}) AS BIGINT)",
    position: "strpos({a}, {b})",
    divided: "({a} / {b})",
    sum: "CAST(sum(CAST({a} AS DECIMAL(20, 0))) AS VARCHAR)",
    is_infinite: "({a} IN (CAST('Infinity' AS DOUBLE), CAST('-Infinity' AS DOUBLE)))",
    described: DESCRIBED,
    begin: &[],
    end: &[],
    ..DUCKDB
};

const SNOWFLAKE: Differences = Differences {
    name: "snowflake",
    folds_names: false,
    backslash: true,
    wide: Some("NUMBER(38, 0)"),
    bytewise: "",
    micros: "DATE_PART(EPOCH_MICROSECOND, {a})",
    instant: None,
    days: "DATEDIFF(DAY, DATE '1970-01-01', {a})",
    first: "UNICODE({a})",
    last: "UNICODE(RIGHT({a}, 1))",
    hash: Some("HASH({a})"),
    times: "count(CASE WHEN {a} THEN 1 END)",
    position: "POSITION({b}, {a})",
    divided: "CAST(({a} - MOD({a}, {b})) / {b} AS BIGINT)",
    rest: "MOD({a}, {b})",
    bit: "BITSHIFTLEFT(1, {a})",
    bits: "BITOR_AGG({a})",
    sum: "CAST(sum(CAST({a} AS NUMBER(38, 0))) AS VARCHAR)",
    is_nan: "({a} = CAST('NaN' AS DOUBLE))",
    is_infinite: "({a} IN (CAST('inf' AS DOUBLE), CAST('-inf' AS DOUBLE)))",
    explain: "EXPLAIN USING TEXT ",
    described: DESCRIBED,
    begin: &["BEGIN TRANSACTION"],
    end: &["ROLLBACK"],
    ..DUCKDB
};

const BIGQUERY: Differences = Differences {
    name: "bigquery",
    quote: '`',
    backslash: true,
    text: "STRING",
    whole: "INT64",
    float: "FLOAT64",
    truth: "BOOL",
    wide: Some("BIGNUMERIC"),
    bytewise: "",
    micros: "UNIX_MICROS({a})",
    instant: None,
    days: "UNIX_DATE({a})",
    first: "UNICODE({a})",
    last: "UNICODE(RIGHT({a}, 1))",
    hash: Some("FARM_FINGERPRINT({a})"),
    times: "COUNTIF({a})",
    length: "CHAR_LENGTH({a})",
    position: "STRPOS({a}, {b})",
    divided: "DIV({a}, {b})",
    rest: "MOD({a}, {b})",
    bit: "(1 << {a})",
    bits: "BIT_OR({a})",
    sum: "CAST(SUM(CAST({a} AS NUMERIC)) AS STRING)",
    is_nan: "IS_NAN({a})",
    is_infinite: "IS_INF({a})",
    explain: "",
    hidden: Hidden::Marked,
    described: DESCRIBED,
    begin: &[],
    end: &[],
    ..DUCKDB
};

impl Dialect {
    /// All of them.
    pub const ALL: [Dialect; 7] = [
        Dialect::DuckDb,
        Dialect::PostgreSql,
        Dialect::ClickHouse,
        Dialect::Spark,
        Dialect::DataFusion,
        Dialect::Snowflake,
        Dialect::BigQuery,
    ];

    pub(crate) fn says(self) -> &'static Differences {
        match self {
            Dialect::DuckDb => &DUCKDB,
            Dialect::PostgreSql => &POSTGRESQL,
            Dialect::ClickHouse => &CLICKHOUSE,
            Dialect::Spark => &SPARK,
            Dialect::DataFusion => &DATAFUSION,
            Dialect::Snowflake => &SNOWFLAKE,
            Dialect::BigQuery => &BIGQUERY,
        }
    }

    /// Its name, as projects write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.says().name
    }

    /// The dialect of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name() == name)
    }

    /// The dialect that a driver's database speaks, where its name or the name of its file says it. A driver of a protocol, behind
    /// which anything may be, has none.
    #[must_use]
    pub fn of_driver(driver: &str) -> Option<Self> {
        let driver = driver.rsplit(['/', '\\']).next().unwrap_or(driver).to_ascii_lowercase();
        let words = [
            ("duckdb", Dialect::DuckDb),
            ("postgres", Dialect::PostgreSql),
            ("clickhouse", Dialect::ClickHouse),
            ("chdb", Dialect::ClickHouse),
            ("spark", Dialect::Spark),
            ("snowflake", Dialect::Snowflake),
            ("bigquery", Dialect::BigQuery),
        ];
        let found = words.into_iter().find(|(word, _)| driver.contains(word));
        found.map(|(_, dialect)| dialect)
    }

    /// What a reading begins with: a transaction that only reads and sees one state, where the engine has such.
    #[must_use]
    pub fn begin(self) -> &'static [&'static str] {
        self.says().begin
    }

    /// Whether all queries of a reading see one state.
    #[must_use]
    pub fn sees_one_state(self) -> bool {
        !self.says().begin.is_empty() && self != Dialect::Snowflake
    }

    /// What describes the columns of a query, without a row of it.
    #[must_use]
    pub fn describe(self, query: &str) -> String {
        fill(self.says().described, query)
    }

    /// The two columns among these that the engine doesn't tell apart by their names.
    #[must_use]
    pub fn alike<'n>(self, names: &[&'n str]) -> Option<(&'n str, &'n str)> {
        let folded: Vec<String> = match self.says().folds_names {
            true => names.iter().map(|name| name.to_lowercase()).collect(),
            false => Vec::new(),
        };
        let both = folded.iter().zip(names).enumerate();
        both.filter_map(|(at, (name, own))| {
            let before = folded.iter().take(at).position(|before| before == name)?;
            Some((*names.get(before)?, *own))
        })
        .next()
    }

    /// What asks for the encoding of the engine's texts, as `e`; nothing where it is always UTF-8.
    #[must_use]
    pub fn encoding(self) -> Option<&'static str> {
        self.says().encoding
    }

    /// What it ends with.
    #[must_use]
    pub fn end(self) -> &'static [&'static str] {
        self.says().end
    }

    /// What asks for the estimate of a query; nothing where the engine has none.
    #[must_use]
    pub fn explain(self, query: &str) -> Option<String> {
        let explain = self.says().explain;
        (!explain.is_empty()).then(|| format!("{explain}{query}"))
    }
}

/// A text of the table with what is asked about.
pub(crate) fn fill(text: &str, a: &str) -> String {
    text.replace("{a}", a)
}

/// The same for two.
pub(crate) fn fill_two(text: &str, a: &str, b: &str) -> String {
    // In one pass, so that nothing that was put in is read again.
    let mut out = String::with_capacity(text.len() + a.len() + b.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        let (with, length) = match () {
            () if behind.starts_with("{a}") => (a, 3),
            () if behind.starts_with("{b}") => (b, 3),
            () => ("{", 1),
        };
        out.push_str(with);
        rest = behind.get(length..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_isnt_read_again() {
        assert_eq!(fill_two("f({a}, {b})", "'{b}'", "x"), "f('{b}', x)");
        assert_eq!(fill_two("{ {a}", "y", "x"), "{ y");
    }

    #[test]
    fn names_that_differ_in_case_are_one_to_engines_that_fold_them() {
        let names = ["id", "at", "ID"];
        assert_eq!(Dialect::DuckDb.alike(&names), Some(("id", "ID")));
        assert_eq!(Dialect::BigQuery.alike(&names), Some(("id", "ID")));
        assert_eq!(Dialect::PostgreSql.alike(&names), None);
        assert_eq!(Dialect::DuckDb.alike(&names[..2]), None);
    }

    #[test]
    fn a_driver_of_a_protocol_says_nothing_of_who_is_behind_it() {
        assert_eq!(Dialect::of_driver("duckdb"), Some(Dialect::DuckDb));
        assert_eq!(
            Dialect::of_driver("/lib/libadbc_driver_postgresql.so"),
            Some(Dialect::PostgreSql)
        );
        assert_eq!(Dialect::of_driver("flightsql"), None);
        assert_eq!(Dialect::of_driver("/duckdb/libadbc_driver_flightsql.so"), None);
    }
}
