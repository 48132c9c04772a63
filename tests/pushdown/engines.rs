//! The engines of these tests, each with tables of a test.

use crate::drivers::engines::Engine;
use crate::drivers::{PASSWORD, Postgres, USER, driver_folder, execute, folders, shown};
use crate::support::{Answer, Project};

/// An engine with tables of a test.
pub(super) enum Database {
    DuckDb,
    Postgres(Box<Postgres>),
    /// One that reads files.
    Reading(Box<Engine>),
}

/// How often an engine is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Runs {
    Once,
    /// Some minutes, which `cargo xtask conformance` has.
    Long,
    /// So often that a slow one would take hours.
    Often,
}

/// Whether `cargo xtask conformance` asks.
pub(super) fn conformance() -> bool {
    std::env::var_os("UPTAKE_CONFORMANCE_CASES").is_some()
}

/// The engines that are asked, where `cargo xtask conformance` was told which.
fn named() -> Option<Vec<String>> {
    let named = std::env::var("UPTAKE_CONFORMANCE_ENGINES").ok()?;
    Some(named.split(',').map(str::to_owned).collect())
}

/// Whether an engine is asked.
pub(crate) fn asked(name: &str) -> bool {
    named().is_none_or(|named| named.iter().any(|own| own == name))
}

/// Starts an engine, if it is there.
type Start = fn() -> Option<Engine>;

impl Database {
    /// Those that make their own tables.
    pub(super) fn all() -> Vec<Database> {
        let duckdb = || driver_folder("duckdb").map(|_| Database::DuckDb);
        let postgres = || Postgres::start().map(|postgres| Database::Postgres(Box::new(postgres)));
        let duckdb = asked("duckdb").then(duckdb).flatten();
        let postgres = asked("postgresql").then(postgres).flatten();
        duckdb.into_iter().chain(postgres).collect()
    }

    /// Those that read files, which DuckDB writes for them. What takes long to start or to answer is left to `cargo xtask conformance`.
    pub(super) fn others(runs: Runs) -> Vec<Database> {
        if driver_folder("duckdb").is_none() || (runs != Runs::Once && !conformance()) {
            return Vec::new();
        }
        let engines: [(&str, Start); 7] = [
            ("clickhouse", Engine::clickhouse),
            ("datafusion", Engine::datafusion),
            ("sail", Engine::sail),
            ("workers", Engine::sail_workers),
            ("ballista", Engine::ballista),
            ("snowflake", Engine::snowflake),
            ("spark", || Engine::spark("local[2]")),
        ];
        let wanted = |(name, _): &&(&str, _)| match *name {
            "snowflake" | "ballista" => conformance() && asked(name),
            // Often only if somebody asks for it by name, and so for fewer cases.
            "spark" => conformance() && asked(name) && (runs != Runs::Often || named().is_some()),
            _ => asked(name),
        };
        let there = engines.iter().filter(wanted).filter_map(|(_, start)| start());
        there.map(|engine| Database::Reading(Box::new(engine))).collect()
    }

    /// All of them.
    pub(super) fn every(runs: Runs) -> Vec<Database> {
        Self::all().into_iter().chain(Self::others(runs)).collect()
    }

    /// Whether it makes its own tables, and so reads what is written to them at once.
    pub(super) fn makes_tables(&self) -> bool {
        !matches!(self, Database::Reading(_))
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Database::DuckDb => "duckdb",
            Database::Postgres(_) => "postgresql",
            Database::Reading(engine) => engine.name,
        }
    }

    /// In how many zones it is asked. Spark takes its time.
    pub(super) fn zones(&self) -> usize {
        if self.name() == "spark" { 1 } else { 4 }
    }

    /// Makes a table anew.
    pub(super) fn table(&self, project: &Project, name: &str, columns: &[(&str, &str)], rows: &[Vec<Option<String>>]) {
        let ty = |ty: &str| match (self, ty) {
            (Database::Postgres(_), "DOUBLE") => "double precision".to_owned(),
            (_, ty) => ty.to_owned(),
        };
        let declared: Vec<String> = columns
            .iter()
            .map(|(name, own)| format!("\"{name}\" {}", ty(own)))
            .collect();
        let mut statements = vec![
            format!("DROP TABLE IF EXISTS {name}"),
            format!("CREATE TABLE {name} ({})", declared.join(", ")),
        ];
        let value = |(text, own): (&Option<String>, &str)| match text {
            None => "NULL".to_owned(),
            Some(text) => format!("CAST('{}' AS {})", text.replace('\'', "''"), ty(own)),
        };
        // A client of PostgreSQL gets them as an argument, which may not be too long.
        for rows in rows.chunks(100) {
            let rows = rows.iter().map(|row| {
                let values: Vec<String> = row
                    .iter()
                    .zip(columns)
                    .map(|(text, (_, own))| value((text, own)))
                    .collect();
                format!("({})", values.join(", "))
            });
            let rows: Vec<String> = rows.collect();
            statements.push(format!("INSERT INTO {name} VALUES {}", rows.join(", ")));
        }
        match self {
            Database::DuckDb | Database::Reading(_) => {
                let path = project.path("data.duckdb");
                statements.insert(0, "SET TimeZone = 'UTC'".to_owned());
                if let Database::Reading(engine) = self {
                    // Beside, then in its place: nobody reads half of it.
                    let file = engine.file(name);
                    let beside = file.with_extension("new");
                    statements.push(format!("COPY {name} TO '{}' (FORMAT parquet)", beside.display()));
                    execute(
                        "duckdb",
                        &[("path", shown(&path))],
                        statements.iter().map(String::as_str),
                    );
                    std::fs::rename(beside, file).unwrap();
                    engine.tell(name);
                    return;
                }
                execute(
                    "duckdb",
                    &[("path", shown(&path))],
                    statements.iter().map(String::as_str),
                );
            }
            Database::Postgres(postgres) => {
                for statement in statements {
                    postgres.sql(&format!("SET TimeZone = 'UTC'; {statement}"));
                }
            }
        }
    }

    /// Makes a view.
    pub(super) fn view(&self, project: &Project, name: &str, query: &str) {
        self.run(project, &format!("CREATE VIEW {name} AS {query}"));
    }

    /// Runs a statement that changes what there is.
    pub(super) fn change(&self, project: &Project, statement: &str) {
        self.run(project, statement);
    }

    /// How many rows a query gives.
    pub(super) fn count(&self, project: &Project, query: &str) -> u64 {
        match self {
            Database::Postgres(postgres) => postgres
                .sql(&format!("SELECT count(*) FROM ({query}) AS x"))
                .parse()
                .unwrap(),
            Database::DuckDb | Database::Reading(_) => self.run(project, query) as u64,
        }
    }

    fn run(&self, project: &Project, statement: &str) -> usize {
        match self {
            Database::Postgres(postgres) => {
                postgres.sql(statement);
                0
            }
            Database::DuckDb | Database::Reading(_) => {
                let path = project.path("data.duckdb");
                execute("duckdb", &[("path", shown(&path))], [statement])
            }
        }
    }

    /// The block of a source, but for what it reads.
    pub(super) fn block(&self) -> String {
        match self {
            Database::DuckDb => "adapter: adbc, driver: duckdb, uri: data.duckdb".to_owned(),
            Database::Postgres(postgres) => format!(
                "adapter: adbc, driver: postgresql, uri: '{}', user: {USER}, password: '${{env:UPTAKE_TEST_PASSWORD}}'",
                postgres.uri()
            ),
            Database::Reading(engine) => engine.block.clone(),
        }
    }

    /// What is read of a table, as a block says it.
    pub(super) fn reads(&self, table: &str) -> String {
        match self {
            Database::DuckDb | Database::Postgres(_) => format!("table: {table}"),
            Database::Reading(engine) => engine.reads(table),
        }
    }

    /// Runs the program where its drivers are found.
    pub(super) fn command(&self, project: &Project, arguments: &[&str]) -> Answer {
        let mut command = project.command(arguments);
        let own = folders();
        let drivers = std::env::split_paths(&own).chain(driver_folder("postgresql"));
        command
            .env("UPTAKE_ADBC_DRIVERS", std::env::join_paths(drivers).unwrap())
            .env("UPTAKE_TEST_PASSWORD", PASSWORD);
        if let Database::Reading(engine) = self {
            command.envs(engine.environment.iter().map(|(name, value)| (name, value)));
        }
        Answer::of(&mut command)
    }
}
