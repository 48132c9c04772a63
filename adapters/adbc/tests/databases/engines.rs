//! Engines that read the Parquet files of a folder: libraries, and servers that a test starts for itself on this machine. What is absent
//! is said, and the test goes on without it.

use super::{driver_folder, execute, free_port, peers, wait_for};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// An engine with a folder of its own, in which each file `NAME.parquet` is a table. A server ends with it.
pub(crate) struct Engine {
    pub(crate) name: &'static str,
    /// The block of a source, but for what is read.
    pub(crate) block: String,
    /// What is read of a table, given its name and its file.
    reads: fn(&str, &str) -> String,
    /// What the environment of the program has to say.
    pub(crate) environment: Vec<(&'static str, String)>,
    /// Whether it is told of a table, rather than finding its file.
    told: bool,
    folder: TempDir,
    /// The server, and what works for it.
    servers: Vec<Child>,
}

impl Engine {
    /// ClickHouse, as a library that is its own driver.
    pub(crate) fn clickhouse() -> Option<Self> {
        let library = peers("clickhouse").join("chdb/_chdb.abi3.so");
        if !library.is_file() {
            return absent("ClickHouse", "clickhouse");
        }
        // It finds its symbols of Python only in a process that has them.
        let asked = "import sysconfig as s; print(s.get_config_var('LIBDIR') + '/' + s.get_config_var('INSTSONAME'))";
        let python = Command::new("python3").args(["-c", asked]).output().ok()?;
        let python = String::from_utf8(python.stdout).unwrap().trim().to_owned();
        if !Path::new(&python).is_file() {
            println!("skipped: ClickHouse's library needs Python's own, and `{python}` isn't there");
            return None;
        }
        let block = format!(
            "adapter: adbc, driver: '{}', entrypoint: AdbcDriverInit, dialect: clickhouse",
            library.display()
        );
        Some(Self {
            name: "clickhouse",
            block,
            reads: |_, file| format!("query: \"SELECT * FROM file('{file}', Parquet)\""),
            environment: vec![("LD_PRELOAD", python)],
            folder: tempfile::tempdir().unwrap(),
            told: false,
            servers: Vec::new(),
        })
    }

    /// DataFusion behind Flight SQL.
    pub(crate) fn datafusion() -> Option<Self> {
        driver_folder("flightsql")?;
        let python = python("datafusion", "DataFusion")?;
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let mut server = Command::new(python);
        server
            .arg(script("flight_sql.py"))
            .arg(port.to_string())
            .arg(folder.path());
        let block = format!("adapter: adbc, driver: flightsql, dialect: datafusion, uri: 'grpc://127.0.0.1:{port}'");
        Some(Self {
            name: "datafusion",
            block,
            reads: |table, _| format!("table: {table}"),
            environment: Vec::new(),
            told: false,
            servers: vec![started(server, folder.path(), port, "DataFusion's server")],
            folder,
        })
    }

    /// Ballista: a scheduler behind Flight SQL, and two executors.
    pub(crate) fn ballista() -> Option<Self> {
        driver_folder("flightsql")?;
        let program = |name: &str| peers("ballista").join("bin").join(name);
        if !["ballista-scheduler", "ballista-executor"]
            .iter()
            .all(|name| program(name).is_file())
        {
            return absent("Ballista", "ballista");
        }
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let here = ["--bind-host", "127.0.0.1", "--external-host", "127.0.0.1"];
        let mut scheduler = Command::new(program("ballista-scheduler"));
        scheduler
            .args(here)
            .args(["--bind-port", &port.to_string(), "--flight-sql"]);
        let mut servers = vec![started(scheduler, folder.path(), port, "Ballista's scheduler")];
        for number in 1..=2 {
            let work = folder.path().join(format!("executor-{number}"));
            std::fs::create_dir(&work).unwrap();
            let mut executor = Command::new(program("ballista-executor"));
            executor
                .args(here)
                .args(["--scheduler-host", "127.0.0.1", "--concurrent-tasks", "1"]);
            executor.arg("--work-dir").arg(&work);
            let own = free_port();
            for (name, port) in [
                ("--scheduler-port", port),
                ("--bind-port", own),
                ("--bind-grpc-port", free_port()),
                ("--bind-health-port", free_port()),
            ] {
                executor.args([name, &port.to_string()]);
            }
            servers.push(started(executor, &work, own, "an executor of Ballista"));
        }
        // Clients that don't sign in share a session. With its adaptive planner Ballista 55.0.0 tells of a query that takes several stages the
        // columns of another stage than the one whose rows it sends, which the driver refuses.
        let uri = format!("grpc://127.0.0.1:{port}");
        let session = ["SET ballista.planner.adaptive.enabled = false"];
        execute("flightsql", &[("uri", &uri)], session);
        let block = format!("adapter: adbc, driver: flightsql, dialect: datafusion, uri: '{uri}'");
        Some(Self {
            name: "ballista",
            block,
            reads: |table, _| format!("table: {table}"),
            environment: Vec::new(),
            told: true,
            servers,
            folder,
        })
    }

    /// Sail behind Flight SQL.
    pub(crate) fn sail() -> Option<Self> {
        driver_folder("flightsql")?;
        let port = free_port();
        let port_text = port.to_string();
        let mut engine = Self::spark_sql("sail", sail(&["flight", "server", "--port", &port_text])?, port);
        engine.block = format!("adapter: adbc, driver: flightsql, dialect: spark, uri: 'grpc://127.0.0.1:{port}'");
        Some(engine)
    }

    /// Sail behind Spark Connect, with two workers.
    pub(crate) fn sail_workers() -> Option<Self> {
        driver_folder("spark")?;
        let port = free_port();
        let mut server = sail(&["spark", "server", "--port", &port.to_string()])?;
        server.env("SAIL_MODE", "local-cluster");
        server.env("SAIL_CLUSTER__WORKER_INITIAL_COUNT", "2");
        Some(Self::spark_sql("sail with workers", server, port))
    }

    /// Spark itself, on as many threads as `master` says or with executors of their own.
    pub(crate) fn spark(master: &str) -> Option<Self> {
        driver_folder("spark")?;
        let packages = std::fs::read_dir(peers("spark").join("lib"))
            .ok()
            .into_iter()
            .flatten()
            .flatten();
        let mut homes = packages.map(|python| python.path().join("site-packages/pyspark"));
        let Some(home) = homes.find(|home| home.join("bin/spark-submit").is_file()) else {
            return absent("Spark", "spark");
        };
        if !Command::new("java")
            .arg("-version")
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|java| java.success())
        {
            println!("skipped: Spark needs Java, which is absent");
            return None;
        }
        let port = free_port();
        let mut server = Command::new(home.join("bin/spark-submit"));
        server
            .env("SPARK_HOME", &home)
            .env("SPARK_LOCAL_IP", "127.0.0.1")
            .args(["--master", master]);
        for setting in [
            &format!("spark.connect.grpc.binding.port={port}"),
            "spark.connect.grpc.binding.address=127.0.0.1",
            "spark.driver.host=127.0.0.1",
            "spark.driver.bindAddress=127.0.0.1",
            "spark.ui.enabled=false",
            "spark.sql.session.timeZone=UTC",
            // A handful of rows, of which a stage each is enough.
            "spark.sql.shuffle.partitions=2",
        ] {
            server.args(["--conf", setting]);
        }
        server.args([
            "--class",
            "org.apache.spark.sql.connect.service.SparkConnectServer",
            "spark-internal",
        ]);
        Some(Self::spark_sql("spark", server, port))
    }

    /// Snowflake's protocol and SQL, as an emulator on DuckDB has them.
    pub(crate) fn snowflake() -> Option<Self> {
        driver_folder("snowflake")?;
        let python = python("snowflake", "Snowflake's emulator")?;
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let mut server = Command::new(python);
        server
            .arg(script("emulator.py"))
            .arg(port.to_string())
            .arg(folder.path());
        let options = [
            ("account", "test".to_owned()),
            ("uri.host", "127.0.0.1".to_owned()),
            ("uri.port", format!("'{port}'")),
            ("uri.protocol", "http".to_owned()),
            ("db", "db".to_owned()),
            ("schema", "public".to_owned()),
            ("client_option.use_high_precision", "'false'".to_owned()),
            ("client_option.max_timestamp_precision", "microseconds".to_owned()),
        ];
        let options = options.map(|(name, value)| format!("adbc.snowflake.sql.{name}: {value}"));
        let block = format!(
            "adapter: adbc, driver: snowflake, user: ana, password: x, options: {{ {} }}",
            options.join(", ")
        );
        Some(Self {
            name: "snowflake",
            block,
            reads: |table, _| format!("table: {table}"),
            environment: Vec::new(),
            told: false,
            servers: vec![started(server, folder.path(), port, "Snowflake's emulator")],
            folder,
        })
    }

    fn spark_sql(name: &'static str, server: Command, port: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            name,
            block: format!("adapter: adbc, driver: spark, uri: 'sc://127.0.0.1:{port}'"),
            reads: |_, file| format!("query: \"SELECT * FROM parquet.`{file}`\""),
            environment: Vec::new(),
            told: false,
            servers: vec![started(server, folder.path(), port, name)],
            folder,
        }
    }

    /// The file of a table.
    pub(crate) fn file(&self, table: &str) -> PathBuf {
        self.folder.path().join(format!("{table}.parquet"))
    }

    /// Tells it of a table whose file was written, where it has to be told.
    pub(crate) fn tell(&self, table: &str) {
        if !self.told {
            return;
        }
        let uri = self.block.split('\'').nth(1).unwrap();
        let file = self.file(table);
        let made = format!(
            "CREATE EXTERNAL TABLE {table} STORED AS PARQUET LOCATION '{}'",
            file.display()
        );
        let statements = [&format!("DROP TABLE IF EXISTS {table}"), &made];
        execute("flightsql", &[("uri", uri)], statements.into_iter().map(String::as_str));
    }

    /// What is read of a table, as the block of a source says it.
    pub(crate) fn reads(&self, table: &str) -> String {
        (self.reads)(table, &self.file(table).display().to_string())
    }

    /// The number of the server's process.
    pub(crate) fn process(&self) -> Option<u32> {
        self.servers.first().map(Child::id)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        for server in self.servers.iter_mut().rev() {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

fn absent<T>(what: &str, part: &str) -> Option<T> {
    println!("skipped: {what} is absent; `cargo xtask peers {part}` fetches it");
    None
}

/// The Python of a part.
fn python(part: &str, what: &str) -> Option<PathBuf> {
    let python = peers(part).join("bin/python");
    match python.is_file() {
        true => Some(python),
        false => absent(what, part),
    }
}

fn sail(arguments: &[&str]) -> Option<Command> {
    let program = peers("sail").join("bin/sail");
    if !program.is_file() {
        return absent("Sail", "sail");
    }
    let mut sail = Command::new(program);
    sail.args(arguments);
    Some(sail)
}

/// A server that is written for these tests.
fn script(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = root
        .ancestors()
        .find(|folder| folder.join("adapters/adbc/tests").is_dir());
    root.unwrap().join("adapters/adbc/tests/databases/servers").join(name)
}

fn started(mut server: Command, folder: &Path, port: u16, what: &str) -> Child {
    server.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null());
    let child = server.stderr(Stdio::null()).spawn().unwrap();
    wait_for(port, what);
    child
}
