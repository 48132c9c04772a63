//! Real drivers: what they deliver, and what is said when they can't.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops on a surprise"
)]

mod databases;

use databases::{PASSWORD, Postgres, Sail, USER, driver_file, driver_folder, execute, free_port, shown};
use polars::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use uptake_adapter::conformance::{self, Verdict};
use uptake_adapter::{Adapter, AdapterError, Batch, Fingerprint, ScanRequest, Settings};
use uptake_adbc::Adbc;

/// Settings of a source.
#[derive(Clone)]
struct Source(BTreeMap<String, String>);

impl Source {
    /// Through a driver that is there; none, and a word of it, if it isn't.
    fn through(driver: &str) -> Option<Self> {
        let folder = driver_folder(driver)?;
        Some(
            Self(BTreeMap::new())
                .set("driver", driver)
                .set("driver_folder", shown(&folder)),
        )
    }

    /// A test's PostgreSQL.
    fn at(postgres: &Postgres) -> Self {
        let source = Self::through("postgresql").unwrap().set("uri", &postgres.uri());
        source.set("user", USER).set("password", PASSWORD)
    }

    fn set(mut self, key: &str, value: &str) -> Self {
        self.0.insert(key.to_owned(), value.to_owned());
        self
    }

    fn without(mut self, key: &str) -> Self {
        self.0.remove(key);
        self
    }

    fn query(&self, sql: &str) -> Self {
        self.clone().set("query", sql)
    }

    fn settings(&self) -> Settings {
        Settings::new("", self.0.clone())
    }

    fn read(&self) -> (Result<Vec<Batch>, AdapterError>, Vec<Fingerprint>) {
        let mut source = match Adbc.open(&self.settings()) {
            Ok(source) => source,
            Err(error) => return (Err(error), Vec::new()),
        };
        let rows = source.scan(&ScanRequest::default()).and_then(Iterator::collect);
        (rows, source.fingerprints().unwrap())
    }

    fn frame(&self) -> DataFrame {
        let batches = self.read().0.unwrap();
        let mut frames = batches.into_iter().map(|batch| batch.frame);
        let first = frames.next().unwrap();
        frames.fold(first, |all, next| all.vstack(&next).unwrap())
    }

    /// The columns of the first row, each as `name type value`.
    fn first_row(&self) -> Vec<String> {
        let frame = self.frame();
        let about = |column: &Column| format!("{} {} {}", column.name(), column.dtype(), column.get(0).unwrap());
        frame.columns().iter().map(about).collect()
    }

    /// Code and message as one text, the port left out.
    fn told(&self) -> String {
        let (rows, digests) = self.read();
        assert!(digests.is_empty(), "what failed has no digest");
        let fault = rows.map(|rows| format!("{} batches", rows.len())).unwrap_err();
        let all = format!(
            "{}: {} ({})",
            fault.code.as_str(),
            fault.message,
            fault.help.unwrap_or_default()
        );
        assert!(!all.contains(PASSWORD), "{all}");
        all
    }

    fn fails(&self, code: &str, words: &[&str]) {
        let told = self.told();
        assert!(told.starts_with(&format!("{code}: ")), "{told}");
        for word in words {
            assert!(told.contains(word), "`{word}` is not in: {told}");
        }
    }

    /// Every expectation of an adapter.
    fn keeps_the_contract(&self) {
        let findings = conformance::check(&Adbc, &self.settings());
        let kept = findings.iter().all(|finding| finding.verdict == Verdict::Kept);
        assert!(kept, "{findings:#?}");
    }
}

fn heights(batches: &[Batch]) -> Vec<(u64, usize)> {
    batches
        .iter()
        .map(|batch| (batch.first_row, batch.frame.height()))
        .collect()
}

/// A SQLite file with a table `people`.
fn sqlite(folder: &Path) -> Option<Source> {
    let source = Source::through("sqlite")?;
    let path = folder.join("odd name?#%.db");
    let escaped = shown(&path).replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    execute(
        "sqlite",
        &[("uri", &format!("file:{escaped}"))],
        [
            "CREATE TABLE people (id TEXT, age INTEGER, share REAL, team TEXT, photo BLOB)",
            "INSERT INTO people VALUES ('ana', 41, 0.5, NULL, x'00ff'), ('ben', NULL, 2, NULL, NULL)",
            "CREATE TABLE nobody (id TEXT, age INTEGER)",
        ],
    );
    Some(source.set("uri", shown(&path)))
}

#[test]
fn sqlite_is_read_as_a_table_and_as_a_query() {
    let folder = tempfile::tempdir().unwrap();
    let Some(source) = sqlite(folder.path()) else { return };
    let table = source.clone().set("table", "people");
    assert_eq!(
        table.first_row(),
        [
            "id str \"ana\"",
            "age i64 41",
            "share f64 0.5",
            "team i64 null",
            "photo binary b\"\\x00\\xff\""
        ]
    );
    assert_eq!(table.frame().column("age").unwrap().null_count(), 1);
    let main = source.clone().set("table", "main.people");
    assert!(main.frame().equals_missing(&table.frame()));
    assert_eq!(
        source
            .query("SELECT upper(id) AS id FROM people ORDER BY id DESC")
            .first_row(),
        ["id str \"BEN\""]
    );
    table.keeps_the_contract();
    let (batches, digests) = table.read();
    assert_eq!(heights(&batches.unwrap()), [(1, 2)]);
    assert_eq!((digests.len(), digests[0].part.as_str()), (1, "sqlite:people"));
    assert_eq!(table.read().1, digests);
    assert_ne!(
        source.query("SELECT * FROM people ORDER BY id DESC").read().1[0].sha256,
        digests[0].sha256
    );
}

#[test]
fn a_table_without_rows_still_has_its_columns() {
    let folder = tempfile::tempdir().unwrap();
    let Some(source) = sqlite(folder.path()) else { return };
    let empty = source.set("table", "nobody");
    let frame = empty.frame();
    assert_eq!(
        (frame.height(), frame.get_column_names_owned()),
        (0, vec!["id".into(), "age".into()])
    );
    empty.keeps_the_contract();
}

#[test]
fn what_sqlite_guessed_wrong_is_a_fault_that_says_how_to_cast() {
    let folder = tempfile::tempdir().unwrap();
    let Some(source) = sqlite(folder.path()) else { return };
    let late = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 10) \
                SELECT n, CASE WHEN n > 5 THEN 'Red' END AS team FROM n";
    source.query(late).set("batch_rows", "2").fails(
        "source-unreadable",
        &["stops after", "coalesce(x, '')", "raise `batch_rows`"],
    );
    // With a larger batch there is a text to guess from.
    assert_eq!(
        source.query(late).frame().column("team").unwrap().dtype(),
        &DataType::String
    );
    let cured = late.replace("END AS team", "ELSE '' END AS team");
    assert_eq!(
        source
            .query(&cured)
            .set("batch_rows", "2")
            .frame()
            .column("team")
            .unwrap()
            .null_count(),
        0
    );
}

#[test]
fn a_file_that_cannot_be_a_database_is_told_and_none_is_made() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["sqlite", "duckdb"] {
        let Some(source) = Source::through(name) else { continue };
        let absent = folder.path().join("absent.db");
        source
            .clone()
            .set("uri", shown(&absent))
            .set("table", "people")
            .fails("source-unreadable", &["the file `", "relative to the project file"]);
        assert!(!absent.exists());
        let text = folder.path().join("people.csv");
        std::fs::write(&text, "id,team\n".repeat(1000)).unwrap();
        let told = source.clone().set("uri", shown(&text)).set("table", "people").told();
        assert!(told.starts_with("source-unreadable: "), "{told}");
        source
            .set("uri", shown(&text))
            .set("table", "people")
            .set("password", PASSWORD)
            .fails("source-settings", &["a file has no `password`"]);
    }
}

#[test]
fn sqlite_and_duckdb_are_only_read() {
    let folder = tempfile::tempdir().unwrap();
    let Some(source) = sqlite(folder.path()) else { return };
    for (sql, word) in [
        ("DELETE FROM people", "begins with `delete`"),
        ("ATTACH 'other.db' AS other", "begins with `attach`"),
        ("VACUUM INTO 'copy.db'", "begins with `vacuum`"),
        ("PRAGMA journal_mode = DELETE", "begins with `pragma`"),
        ("WITH x AS (SELECT 1) DELETE FROM people", "the word `delete`"),
        ("SELECT 1; DROP TABLE people", "more than one statement"),
    ] {
        source
            .query(sql)
            .fails("source-settings", &[word, "a source is only read"]);
    }
    let address = |mode: &str| format!("file:{}{mode}", shown(&folder.path().join("new.db")));
    for mode in ["?mode=rwc", "?mode=rw"] {
        let written = source.clone().set("uri", &address(mode)).set("table", "people");
        written.fails("source-settings", &["a source is only read"]);
    }
    let told = source.clone().set("uri", &address("")).set("table", "people").told();
    assert!(told.starts_with("source-unreadable: "), "{told}");
    let before: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert_eq!(source.set("table", "people").frame().height(), 2);
    let after: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert_eq!((before.len(), after.len()), (1, 1), "{before:?} {after:?}");
}

#[test]
fn a_file_that_somebody_else_has_locked_is_busy() {
    let folder = tempfile::tempdir().unwrap();
    let Some(source) = sqlite(folder.path()) else { return };
    let path = source.0.get("uri").unwrap().clone();
    let load = uptake_plugins::Load {
        path: driver_file("sqlite").unwrap(),
        ..uptake_plugins::Load::default()
    };
    let driver = uptake_adbc_sys::Driver::load(&load, None).unwrap();
    let options = [(
        "uri".to_owned(),
        format!(
            "file:{}",
            path.replace('%', "%25").replace('#', "%23").replace('?', "%3f")
        ),
    )];
    #[allow(clippy::arc_with_non_send_sync, reason = "rows take their session so")]
    let session = std::sync::Arc::new(uptake_adbc_sys::Session::open(&driver, &options).unwrap());
    let run = |sql: &str| {
        let canceller = uptake_adbc_sys::Canceller::default();
        let mut rows = uptake_adbc_sys::Rows::query(&session, sql, &[], None, &canceller).unwrap();
        while rows.next_frame().unwrap().is_some() {}
    };
    run("BEGIN EXCLUSIVE");
    let source = source.set("table", "people");
    source.fails("source-busy", &["database is locked"]);
    run("COMMIT");
    assert_eq!(source.frame().height(), 2);
}

#[test]
fn a_database_that_is_cut_off_at_any_tenth_is_read_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let Some(source) = sqlite(folder.path()) else { return };
    let whole = folder.path().join("whole.db");
    let rows = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 5000) SELECT n, 'person ' || n AS id FROM n";
    execute(
        "sqlite",
        &[("uri", &format!("file:{}", shown(&whole)))],
        [format!("CREATE TABLE uses AS {rows}").as_str()],
    );
    let bytes = std::fs::read(&whole).unwrap();
    let cut = folder.path().join("cut.db");
    let mut refused = 0;
    // Every tenth, also within a page and at the end of one.
    for tenth in 0..=10 {
        for keep in [bytes.len() * tenth / 10, bytes.len() * tenth / 10 / 4096 * 4096] {
            std::fs::write(&cut, &bytes[..keep]).unwrap();
            let (read, digests) = source.clone().set("uri", shown(&cut)).set("table", "uses").read();
            match read {
                Ok(batches) => {
                    let rows: usize = batches.iter().map(|batch| batch.frame.height()).sum();
                    assert_eq!(rows, 5000, "{keep} of {} bytes", bytes.len());
                }
                Err(error) => {
                    assert_eq!(error.code.as_str(), "source-unreadable", "{keep}: {error}");
                    assert!(digests.is_empty());
                    refused += 1;
                }
            }
        }
    }
    assert!(refused >= 18, "{refused}");
}

/// Passes bytes on between a client and a server, and closes both sides after so many of the server's; how many there were.
fn link(port: u16, most: u64) -> (u16, std::sync::Arc<std::sync::atomic::AtomicU64>) {
    use std::io::{Read, Write};
    use std::net::{Shutdown, TcpListener, TcpStream};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own = listener.local_addr().unwrap().port();
    let passed = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&passed);
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (Ok(client), Ok(server)) = (client, TcpStream::connect(("127.0.0.1", port))) else {
                return;
            };
            let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut from, &mut to);
                let _ = to.shutdown(Shutdown::Write);
            });
            let (mut from, mut to, count) = (server, client, Arc::clone(&count));
            std::thread::spawn(move || {
                let mut piece = [0; 4096];
                while let Ok(read) = from.read(&mut piece) {
                    let left = most.saturating_sub(count.load(Ordering::SeqCst));
                    let pass = read.min(usize::try_from(left).unwrap_or(usize::MAX));
                    if read == 0 || pass == 0 || to.write_all(&piece[..pass]).is_err() {
                        break;
                    }
                    count.fetch_add(pass as u64, Ordering::SeqCst);
                }
                let _ = from.shutdown(Shutdown::Both);
                let _ = to.shutdown(Shutdown::Both);
            });
        }
    });
    (own, passed)
}

#[test]
fn a_link_to_a_server_that_is_cut_at_any_tenth_gives_all_rows_or_an_error() {
    let Some(postgres) = Postgres::start() else { return };
    let through = |port: u16| {
        let uri = postgres.uri().replace(&postgres.port.to_string(), &port.to_string());
        let source = Source::at(&postgres).set("uri", &format!("{uri}?sslmode=disable&gssencmode=disable"));
        source.query("SELECT n, 'person ' || n AS id FROM generate_series(1, 20000) AS n")
    };
    let (port, passed) = link(postgres.port, u64::MAX);
    assert_eq!(through(port).frame().height(), 20_000);
    let all = passed.load(std::sync::atomic::Ordering::SeqCst);
    assert!(all > 100_000, "{all}");
    for tenth in 0..10 {
        let (port, _) = link(postgres.port, all * tenth / 10);
        let (read, digests) = through(port).read();
        let error = read.map(|batches| batches.len()).unwrap_err();
        assert!(
            ["source-busy", "source-unreadable"].contains(&error.code.as_str()),
            "{tenth}: {error}"
        );
        assert!(digests.is_empty());
    }
}

#[test]
fn a_query_can_write_nothing_to_a_server() {
    let Some(postgres) = Postgres::start() else { return };
    postgres.sql("CREATE TABLE t AS SELECT 1 AS a; CREATE SEQUENCE s; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'INSERT INTO t VALUES (2); SELECT 1'");
    let source = Source::at(&postgres);
    for sql in [
        "WITH x AS (DELETE FROM t RETURNING a) SELECT a FROM x",
        "SELECT a INTO copy_of_t FROM t",
        "SELECT nextval('s')",
    ] {
        source.query(sql).fails("source-settings", &["a source is only read"]);
    }
    // What a function does is not to be seen in the query: the server refuses it.
    source
        .query("SELECT f() AS a")
        .fails("source-unreadable", &["read-only transaction"]);
    assert_eq!(source.set("table", "t").frame().height(), 1);
}

#[test]
fn duckdbs_types_arrive_as_what_they_are() {
    let Some(source) = Source::through("duckdb") else {
        return;
    };
    let types = source.query(
        "SELECT 1::TINYINT a, 2::UBIGINT b, 3::HUGEINT c, 1.25::DECIMAL(9,2) d, 1.5::FLOAT e, 'x'::ENUM('x', 'y') f, \
         TIMESTAMP '2026-02-02 09:00:00' h, DATE '2026-02-02' i, \
         TIME '09:00:00' j, true k, [1, 2] l, {'x': 1} m, NULL n, 'größer als zwölf Zeichen' o, count(*) p, \
         date_trunc('week', DATE '2026-02-04') q FROM range(3)",
    );
    assert_eq!(
        types.first_row(),
        [
            "a i8 1",
            "b u64 2",
            "c decimal[38,0] 3",
            "d decimal[9,2] 1.25",
            "e f32 1.5",
            "f str \"x\"",
            "h datetime[μs] 2026-02-02 09:00:00",
            "i date 2026-02-02",
            "j time 09:00:00",
            "k bool true",
            "l list[i32] [1, 2]",
            "m struct[1] {1}",
            "n i32 null",
            "o str \"größer als zwölf Zeichen\"",
            "p i64 3",
            "q datetime[μs] 2026-02-02 00:00:00",
        ]
    );
    // The zone is that of the session.
    let zoned = source.query("SELECT TIMESTAMPTZ '2026-02-02 09:00:00+01' AS x").frame();
    let instant = zoned.column("x").unwrap().cast(&DataType::Int64).unwrap();
    assert_eq!(instant.get(0).unwrap(), AnyValue::Int64(1_770_019_200_000_000));
    for (value, word) in [
        ("INTERVAL 1 DAY", "intervals aren't supported"),
        ("TIMESTAMP 'infinity'", "row 1 of `x` is a time outside"),
    ] {
        source
            .query(&format!("SELECT {value} AS x"))
            .fails("source-unsupported", &[word, "`CAST(x AS VARCHAR)`"]);
        let cast = source.query(&format!("SELECT CAST({value} AS VARCHAR) AS x"));
        assert!(cast.first_row()[0].starts_with("x str "));
    }
}

#[test]
fn small_chunks_become_decent_batches() {
    let Some(source) = Source::through("duckdb") else {
        return;
    };
    let many = source.query("SELECT n, 'person ' || n AS id FROM range(200000) t(n)");
    let (batches, digests) = many.read();
    let batches = batches.unwrap();
    assert_eq!(
        heights(&batches),
        [(1, 65_536), (65_537, 65_536), (131_073, 65_536), (196_609, 3_392)]
    );
    assert!(batches.iter().all(|batch| batch.frame.max_n_chunks() == 1));
    let small = many.clone().set("batch_rows", "5000").read();
    assert_eq!(heights(&small.0.unwrap())[..2], [(1, 6_144), (6_145, 6_144)]);
    assert_eq!(small.1, digests, "where batches end is no part of the digest");
    many.keeps_the_contract();
}

#[test]
fn two_columns_of_one_name_and_bad_queries_are_told() {
    let Some(source) = Source::through("duckdb") else {
        return;
    };
    source
        .query("SELECT 1 AS a, 2 AS a")
        .fails("source-unreadable", &["two columns `a`", "as in `a.id AS a_id`"]);
    source.query("SELECT 1 FROM WHERE").fails(
        "source-unreadable",
        &["the query through `duckdb` fails", "syntax error"],
    );
    source
        .clone()
        .set("table", "nothing_here")
        .fails("source-unreadable", &["nothing_here"]);
    source
        .query("SELECT CASE WHEN n = 150000 THEN error('it broke') END AS x FROM range(200000) t(n)")
        .fails("source-unreadable", &["it broke"]);
    source
        .set("options.nonsense", "1")
        .query("SELECT 1")
        .fails("source-settings", &["nonsense"]);
}

#[test]
fn a_query_that_takes_too_long_is_ended() {
    let endless = "SELECT max(a.range * b.range) AS x FROM range(10000000) a, range(10000000) b";
    if let Some(source) = Source::through("duckdb") {
        source.query(endless).set("timeout", "1s").fails(
            "source-busy",
            &["`duckdb` took longer than 1s (it was ended; `timeout` gives it more time)"],
        );
    }
    if let Some(source) = Source::through("sqlite") {
        let endless = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT max(n) FROM n";
        source.query(endless).set("timeout", "1s").fails(
            "source-busy",
            &["`sqlite` took longer than 1s", "the driver doesn't end it"],
        );
    }
}

#[test]
fn postgresqls_types_arrive_as_what_they_are() {
    let Some(postgres) = Postgres::start() else { return };
    let source = Source::at(&postgres);
    postgres.sql(
        "CREATE TABLE t AS SELECT 1::smallint a, 2::bigint b, 1.50::numeric(10, 2) c, 0.5::real d, 'x'::varchar(5) e, \
         '{\"k\": 1}'::jsonb f, timestamptz '2026-02-02 09:00+01' g, timestamp '2026-02-02 09:00' h, \
         date '2026-02-02' i, time '09:00' j, true k, array[1, 2] l, \
         'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid m, null::text n FROM generate_series(1, 3)",
    );
    let table = source.clone().set("table", "public.t");
    assert_eq!(
        table.first_row(),
        [
            "a i16 1",
            "b i64 2",
            "c str \"1.50\"",
            "d f32 0.5",
            "e str \"x\"",
            "f str \"{\"k\": 1}\"",
            "g datetime[μs, UTC] 2026-02-02 08:00:00 UTC",
            "h datetime[μs] 2026-02-02 09:00:00",
            "i date 2026-02-02",
            "j time 09:00:00",
            "k bool true",
            "l list[i32] [1, 2]",
            "m binary b\"\\xa0\\xee\\xbc\\x99\\x9c\\x0bN\\xf8\\xbbmk\\xb9\\xbd8\\x0a\\x11\"",
            "n str null",
        ]
    );
    table.keeps_the_contract();
    for (value, word) in [
        (
            "interval '1 day'",
            "`x` has the Arrow type `tin`: intervals aren't supported",
        ),
        ("timestamptz 'infinity'", "row 1 of `x` is a time outside"),
        ("timestamp '-infinity'", "row 1 of `x` is a time outside"),
        ("date 'infinity'", "row 1 of `x` is a date outside"),
    ] {
        source
            .query(&format!("SELECT {value} AS x"))
            .fails("source-unsupported", &[word, "`CAST(x AS text)`", "isfinite(x)"]);
    }
    let cured =
        source.query("SELECT CASE WHEN isfinite(x) THEN x END AS x FROM (SELECT timestamptz 'infinity' AS x) AS t");
    assert_eq!(cured.first_row(), ["x datetime[μs, UTC] null"]);
}

#[test]
fn what_postgresql_refuses_is_told_without_a_secret() {
    let Some(postgres) = Postgres::start() else { return };
    postgres.sql("CREATE TABLE t AS SELECT 1 AS a; CREATE ROLE bob LOGIN PASSWORD 'hunter2-s3cr3t'");
    let source = Source::at(&postgres).set("table", "t");
    let address = |user: &str| postgres.uri().replace("//", &format!("//{user}@"));
    assert_eq!(source.first_row(), ["a i32 1"]);
    // The other forms of an address.
    let alone = source.clone().without("user").without("password");
    let in_address = alone.clone().set("uri", &address(&format!("{USER}:{PASSWORD}")));
    assert_eq!(in_address.first_row(), ["a i32 1"]);
    let words = format!("host=127.0.0.1 port={} dbname=postgres", postgres.port);
    assert_eq!(source.clone().set("uri", &words).first_row(), ["a i32 1"]);

    let wrong = source.clone().set("password", "hunter2-wr0ng");
    wrong.fails("source-refused", &["password authentication failed for user \"ana\""]);
    assert!(!wrong.told().contains("hunter2-wr0ng"));
    let wrong = alone.clone().set("uri", &address("ana:hunter2-wr0ng"));
    wrong.fails("source-refused", &["password authentication failed"]);
    assert!(!wrong.told().contains("hunter2-wr0ng"));
    alone
        .clone()
        .set("uri", &address("ana"))
        .fails("source-refused", &["no password supplied"]);
    let bob = source.clone().set("user", "bob");
    bob.fails("source-refused", &["permission denied for table t"]);
    source
        .clone()
        .set("uri", &format!("postgresql://127.0.0.1:{}/postgres", free_port()))
        .fails("source-busy", &["Connection refused"]);
    source
        .clone()
        .set("uri", "postgresql://no-such-host.invalid/postgres")
        .fails("source-busy", &["could not translate host name"]);
    source
        .clone()
        .set("uri", &postgres.uri().replace("/postgres", "/absent"))
        .fails("source-unreadable", &["database \"absent\" does not exist"]);
    source
        .clone()
        .set("options.nonsense", "1")
        .fails("source-settings", &["nonsense"]);
    let ask = source.without("table");
    ask.clone()
        .set("table", "nothing_here")
        .fails("source-unreadable", &["relation \"nothing_here\" does not exist"]);
    ask.query("SELECT 1 / (a - 1) AS x FROM t")
        .fails("source-unreadable", &["division by zero"]);
    // What the server repeats of a query isn't what a secret of the settings stands in.
    ask.query(&format!("SELECT {PASSWORD}"))
        .fails("source-unreadable", &["…"]);
}

#[test]
fn postgresql_ends_a_query_that_takes_too_long_or_is_left() {
    let Some(postgres) = Postgres::start() else { return };
    let source = Source::at(&postgres);
    source
        .query("SELECT 1 AS a, pg_sleep(3600)::text AS nap_one")
        .set("timeout", "1s")
        .fails(
            "source-busy",
            &["`postgresql` took longer than 1s (it was ended; `timeout` gives it more time)"],
        );
    postgres.until_running("nap_one", 0);
    // As many rows as fill more batches than may wait, and then a nap.
    let left = source.query(
        "SELECT n, repeat('x', 100) AS text, CASE WHEN n > 1000000 THEN pg_sleep(3600)::text END AS nap_two FROM generate_series(1, 2000000) AS n",
    );
    let mut opened = Adbc.open(&left.settings()).unwrap();
    let mut batches = opened.scan(&ScanRequest::default()).unwrap();
    assert!(batches.next().unwrap().is_ok());
    postgres.until_running("nap_two", 1);
    drop(batches);
    postgres.until_running("nap_two", 0);
}

#[test]
fn a_server_that_dies_under_a_query_is_a_fault_and_no_short_answer() {
    let Some(postgres) = Postgres::start() else { return };
    let source = Source::at(&postgres).query(
        "SELECT n, repeat('x', 100) AS text, CASE WHEN n > 1000000 THEN pg_sleep(3600)::text END AS nap FROM generate_series(1, 2000000) AS n",
    );
    let mut opened = Adbc.open(&source.settings()).unwrap();
    let mut batches = opened.scan(&ScanRequest::default()).unwrap();
    assert!(batches.next().unwrap().is_ok());
    postgres.until_running("nap", 1);
    postgres.crash();
    let error = batches.find_map(Result::err).unwrap();
    assert_eq!(error.code.as_str(), "source-busy", "{error}");
    assert!(error.message.contains("stops after"), "{error}");
    assert!(batches.next().is_none());
    assert!(opened.fingerprints().unwrap().is_empty());
}

#[test]
fn a_flight_sql_server_is_asked_and_may_die() {
    let Some(mut sail) = Sail::start() else { return };
    let source = Source::through("flightsql").unwrap().set("uri", &sail.uri());
    let small = source.query(
        "SELECT id, CAST(id AS DECIMAL(10, 2)) AS share, TIMESTAMP '2026-02-02 09:00:00Z' AS at, DATE '2026-02-02' AS day, \
         CASE WHEN id > 1 THEN 'x' END AS text FROM range(5000)",
    );
    let first = small.first_row();
    assert_eq!(first[0], "id i64 0");
    assert_eq!(first[1], "share decimal[10,2] 0.00");
    assert!(
        first[2].starts_with("at datetime[μs, UTC] 2026-02-02 09:00:00"),
        "{first:?}"
    );
    assert_eq!(first[3..], ["day date 2026-02-02", "text str null"]);
    assert_eq!(small.frame().height(), 5000);
    source
        .query("SELECT 1 FROM WHERE")
        .fails("source-unreadable", &["the query through `flightsql` fails"]);
    source
        .clone()
        .set("table", "nothing_here")
        .fails("source-unreadable", &["nothing_here"]);
    source
        .clone()
        .without("uri")
        .query("SELECT 1")
        .fails("source-settings", &["URI required"]);
    source
        .query("SELECT max(a.id * b.id) AS x FROM range(100000000) a, range(100000000) b")
        .set("timeout", "2s")
        .fails("source-busy", &["`flightsql` took longer than 2s"]);
    let long = source.query("SELECT id, 'a text to fill the line with' AS text FROM range(2000000000)");
    let mut opened = Adbc.open(&long.settings()).unwrap();
    let mut batches = opened.scan(&ScanRequest::default()).unwrap();
    assert!(batches.next().unwrap().is_ok());
    sail.kill();
    let error = batches.find_map(Result::err).unwrap();
    assert_eq!(error.code.as_str(), "source-busy", "{error}");
    source.query("SELECT 1").fails("source-busy", &["connection refused"]);
}

#[test]
fn the_drivers_of_snowflake_and_bigquery_load_and_stop_at_the_credentials() {
    if let Some(source) = Source::through("snowflake") {
        let source = source.query("SELECT 1");
        source.fails(
            "source-settings",
            &["no connection through `snowflake`", "account is empty"],
        );
        let account = source.set("options.adbc.snowflake.sql.account", "nowhere");
        account.fails(
            "source-refused",
            &["user is empty", "`user`, `password`, or what `options` say"],
        );
        account
            .set("user", USER)
            .fails("source-refused", &["password is empty"]);
    }
    if let Some(source) = Source::through("bigquery") {
        let source = source.query("SELECT 1");
        source.fails(
            "source-settings",
            &["no connection through `bigquery`", "ProjectID is empty"],
        );
        source
            .set("options.adbc.bigquery.sql.project_id", "nowhere")
            .set("options.adbc.bigquery.sql.dataset_id", "nothing")
            .set(
                "options.adbc.bigquery.sql.auth_type",
                "adbc.bigquery.sql.auth_type.json_credential_string",
            )
            .set("options.adbc.bigquery.sql.auth_credentials", PASSWORD)
            .fails("source-refused", &["no connection through `bigquery`"]);
    }
}

#[test]
fn a_library_that_is_no_driver_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("libtext.so");
    std::fs::write(&text, "no library").unwrap();
    let source = Source(BTreeMap::new()).query("SELECT 1");
    source
        .clone()
        .set("driver", shown(&text))
        .fails("plugin-no-library", &["the driver `", "isn't a shared library"]);
    let Some(file) = driver_file("sqlite") else { return };
    let source = source.set("driver", shown(&file));
    assert_eq!(source.first_row().len(), 1);
    source.clone().set("entrypoint", "Nobody").fails(
        "plugin-no-entry",
        &[
            "has no entry `Nobody`",
            "set `entrypoint` to the function that its documentation names",
        ],
    );
    source
        .set("sha256", &"ab".repeat(32))
        .fails("plugin-checksum", &["is not the pinned one"]);
}

#[test]
fn settings_that_cant_be_meant_are_told_before_a_driver_is_loaded() {
    let source = Source(BTreeMap::new()).set("driver", "nobodys-database");
    let tests: [(&[(&str, &str)], &str); 8] = [
        (&[], "`adbc` needs a `query` or a `table` (as in `table: events`"),
        (
            &[("query", "SELECT 1"), ("table", "a")],
            "`query` and `table` can't both be given",
        ),
        (&[("query", " ")], "the `query` is empty"),
        (
            &[("table", "a; DROP TABLE b")],
            "`a; DROP TABLE b` isn't a plain table name",
        ),
        (
            &[("table", "a"), ("batch_rows", "0")],
            "`batch_rows` should be a number from 1 to 1048576, not `0`",
        ),
        (
            &[("table", "a"), ("timeout", "soon")],
            "`timeout` should be a length of time, not `soon`",
        ),
        (
            &[("table", "a"), ("host", "x")],
            "the adapter `adbc` has no setting `host`",
        ),
        (
            &[("table", "a")],
            "the driver `nobodys-database` wasn't found (name its folder as `driver_folder`",
        ),
    ];
    for (settings, expected) in tests {
        let source = settings
            .iter()
            .fold(source.clone(), |source, (key, value)| source.set(key, value));
        source.fails("source-settings", &[expected]);
    }
    let Some(source) = Source::through("duckdb") else {
        return;
    };
    let source = source.set("user", "a").set("username", "b").query("SELECT 1");
    source.fails("source-settings", &["`user` and `username` are the same"]);
}
