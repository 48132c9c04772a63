//! Real drivers, as `cargo xtask peers` fetches them, and servers that a test starts for itself. What is absent is said,
//! and the test passes.
#![allow(dead_code, reason = "two test programs share this, and each uses a part")]

pub(crate) mod engines;

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use uptake_adbc_sys::{Canceller, Driver, Rows, Session};
use uptake_plugins::Load;

/// The user of a test's PostgreSQL, and a password that no message may show.
pub(crate) const USER: &str = "ana";
pub(crate) const PASSWORD: &str = "hunter2-s3cr3t";

/// How long something may take that always comes in the end.
pub(crate) const PATIENCE: Duration = Duration::from_secs(300);

/// A folder that `cargo xtask peers` fills: in the target folder, or where `UPTAKE_PEERS` says.
fn peers(part: &str) -> PathBuf {
    let program = std::env::current_exe().unwrap();
    let stated = std::env::var_os("UPTAKE_PEERS").map(PathBuf::from);
    let all = stated.unwrap_or_else(|| program.ancestors().nth(3).unwrap().join("peers"));
    all.join(part)
}

/// The folder with the driver of this name.
pub(crate) fn driver_folder(name: &str) -> Option<PathBuf> {
    let folder = peers("adbc");
    let found = match name {
        "duckdb" => {
            let packages = std::fs::read_dir(folder.join("node_modules/@duckdb")).ok();
            let mut packages = packages.into_iter().flatten().flatten().map(|entry| entry.path());
            packages.find(|path| path.join(library("duckdb")).is_file())
        }
        _ => {
            let package = format!("adbc_driver_{name}");
            let file = folder.join(&package).join(format!("lib{package}.so"));
            file.is_file().then_some(folder)
        }
    };
    if found.is_none() {
        println!("skipped: the ADBC driver `{name}` is absent; `cargo xtask peers adbc` fetches it");
    }
    found
}

fn library(name: &str) -> String {
    format!("{}{name}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX)
}

/// The file of a driver.
pub(crate) fn driver_file(name: &str) -> Option<PathBuf> {
    let folder = driver_folder(name)?;
    Some(match name {
        "duckdb" => folder.join(library(name)),
        _ => folder.join(format!("adbc_driver_{name}/libadbc_driver_{name}.so")),
    })
}

/// Runs statements in a database, to prepare it; how many rows the last one gives.
pub(crate) fn execute<'a>(
    name: &str,
    options: &[(&str, &str)],
    statements: impl IntoIterator<Item = &'a str>,
) -> usize {
    let mut count = 0;
    let load = Load {
        path: driver_file(name).unwrap(),
        ..Load::default()
    };
    let driver = Driver::load(&load, None).unwrap();
    let options: Vec<(String, String)> = options
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    let session = Session::open(&driver, &options).map(Arc::new).unwrap();
    for statement in statements {
        let rows = Rows::query(&session, statement, &[], None, &Canceller::default());
        let mut rows = rows.unwrap_or_else(|trouble| panic!("{statement}: {trouble:?}"));
        count = 0;
        while let Some(frame) = rows.next_frame().unwrap() {
            count += frame.height();
        }
    }
    count
}

/// A port that nobody listens at.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn wait_for(port: u16, what: &str) {
    let started = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(started.elapsed() < PATIENCE, "{what} doesn't start");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A PostgreSQL server of a test's own, which ends with it.
pub(crate) struct Postgres {
    folder: TempDir,
    programs: PathBuf,
    /// Who runs it: PostgreSQL refuses to be run by root.
    owner: Option<(u32, u32)>,
    pub(crate) port: u16,
}

impl Postgres {
    /// Starts it; where PostgreSQL or its driver is absent the test says so and passes.
    pub(crate) fn start() -> Option<Self> {
        driver_folder("postgresql")?;
        let asked = Command::new("pg_config").arg("--bindir").output();
        let programs = asked
            .ok()
            .map(|answer| PathBuf::from(String::from_utf8(answer.stdout).unwrap().trim()));
        let Some(programs) = programs.filter(|folder| folder.join("initdb").is_file()) else {
            println!("skipped: PostgreSQL's server is absent, or `pg_config` doesn't know it");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let owner = (std::fs::metadata(folder.path()).unwrap().uid() == 0).then(nobody);
        if let Some((user, group)) = owner {
            std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
            chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let postgres = Self {
            folder,
            programs,
            owner,
            port: free_port(),
        };
        std::fs::write(postgres.folder.path().join("password"), PASSWORD).unwrap();
        let mut initdb = postgres.program("initdb");
        initdb.args([
            "--no-sync",
            "--no-locale",
            "--encoding",
            "UTF8",
            "--auth",
            "scram-sha-256",
        ]);
        initdb
            .args(["--username", USER, "--pwfile"])
            .arg(postgres.folder.path().join("password"));
        postgres.must(initdb.arg("--pgdata").arg(postgres.data()));
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off",
            postgres.port
        );
        let mut start = postgres.program("pg_ctl");
        start.args(["start", "--wait", "--options", &options, "--log"]);
        start.arg(postgres.folder.path().join("log"));
        postgres.must(start.arg("--pgdata").arg(postgres.data()));
        Some(postgres)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.current_dir(self.folder.path());
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        command
    }

    /// Runs a program, which must succeed. Its output goes to a file: the server keeps it open.
    fn must(&self, command: &mut Command) {
        let log = std::fs::File::create(self.folder.path().join("said")).unwrap();
        let status = command
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .status();
        let said = || std::fs::read_to_string(self.folder.path().join("said")).unwrap();
        let log = || std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        assert!(status.unwrap().success(), "{command:?}: {} {}", said(), log());
    }

    /// Its address, without a user.
    pub(crate) fn uri(&self) -> String {
        format!("postgresql://127.0.0.1:{}/postgres", self.port)
    }

    /// Runs statements with PostgreSQL's own client, and answers what it prints.
    pub(crate) fn sql(&self, statements: &str) -> String {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args([
            "--no-psqlrc",
            "--quiet",
            "--tuples-only",
            "--no-align",
            "--set",
            "ON_ERROR_STOP=1",
        ]);
        psql.args(["--dbname", &self.uri(), "--username", USER, "--command", statements]);
        let answer = psql.env("PGPASSWORD", PASSWORD).output().unwrap();
        assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
        String::from_utf8(answer.stdout).unwrap().trim().to_owned()
    }

    /// How many queries are under way whose text has this word.
    pub(crate) fn running(&self, word: &str) -> usize {
        let count = format!(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE '%{word}%'"
        );
        self.sql(&count).parse().unwrap()
    }

    /// Waits until so many queries with a word are under way.
    pub(crate) fn until_running(&self, word: &str, count: usize) {
        let started = Instant::now();
        while self.running(word) != count {
            assert!(
                started.elapsed() < PATIENCE,
                "there never were {count} queries `{word}`"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Ends it without a word to its clients.
    pub(crate) fn crash(&self) {
        let mut stop = self.program("pg_ctl");
        stop.args(["stop", "--mode", "immediate", "--pgdata"]).arg(self.data());
        let _ = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.crash();
    }
}

/// A user without rights, by number.
fn nobody() -> (u32, u32) {
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find(|line| line.starts_with("nobody:")).unwrap();
    let number = |at: usize| line.split(':').nth(at).unwrap().parse().unwrap();
    (number(2), number(3))
}

/// A Flight SQL server of a test's own.
pub(crate) struct Sail {
    child: Child,
    pub(crate) port: u16,
    _folder: TempDir,
}

impl Sail {
    /// Starts it; where it or its driver is absent the test says so and passes.
    pub(crate) fn start() -> Option<Self> {
        driver_folder("flightsql")?;
        let program = peers("sail").join("bin/sail");
        if !program.is_file() {
            println!("skipped: Sail is absent; `cargo xtask peers sail` fetches it");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let mut sail = Command::new(program);
        sail.args(["flight", "server", "--port", &port.to_string()]);
        sail.current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = sail.spawn().unwrap();
        let sail = Self {
            child,
            port,
            _folder: folder,
        };
        wait_for(port, "Sail");
        Some(sail)
    }

    /// Its address.
    pub(crate) fn uri(&self) -> String {
        format!("grpc://127.0.0.1:{}", self.port)
    }

    /// Kills it.
    pub(crate) fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Sail {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A variable with the folders of all drivers, as the binary reads it.
pub(crate) fn folders() -> std::ffi::OsString {
    let found = ["sqlite", "duckdb"].into_iter().filter_map(driver_folder);
    std::env::join_paths(found).unwrap()
}

/// Text as SQL writes it.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A path as text.
pub(crate) fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}
