//! What the tests share: projects in a folder of their own, the binary run on them, and its answers.

use crate::schema;
use polars::prelude::*;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The project file of [`Project::small`].
pub(crate) const SMALL: &str = "\
uptake: 1
project: small
packs: [rules.yaml]
as_of: 2026-02-15
sources:
  people: { adapter: files, path: people.csv }
  uses: { adapter: files, path: uses.csv }
";

/// The rules of [`Project::small`]: active is who has at least three uses in the week.
pub(crate) const RULES: &str = "\
uptake: 1
entities: people
datasets:
  people:
    kind: entities
    entity: id
    key: [id]
    columns:
      id: text
      team: { type: text, optional: true, missing: report }
  uses:
    kind: events
    entity: id
    time: at
    columns:
      id: text
      at: datetime
      tool: { type: text, optional: true }
measures:
  uses_made: { count: uses }
definitions:
  active: { when: uses_made >= 3 }
metrics:
  rate: { title: Rate, share: active, by: [team] }
";

/// The project file of [`Project::adoption`].
pub(crate) const ADOPTION: &str = "\
uptake: 1
project: adoption
packs: [csm-ai-adoption]
stage: run
as_of: 2026-02-15
privacy: { smallest_group: 1 }
sources:
  people: { adapter: files, path: people.csv }
  leave: { adapter: files, path: leave.csv }
  interactions: { adapter: files, path: interactions.csv }
";

/// Weeks in which the tests mostly play: Monday 2026-02-02 and Monday 2026-02-09.
pub(crate) const WEEK: &str = "2026-02-02";

/// A folder with a project.
pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// [`RULES`] for two people and their uses, of which ana is active in [`WEEK`].
    pub(crate) fn small() -> Self {
        Self::empty()
            .file("uptake.yaml", SMALL)
            .file("rules.yaml", RULES)
            .file("people.csv", "id,team\nana,Red\nben,Blue\n")
            .file(
                "uses.csv",
                format!(
                    "id,at\n{}{}",
                    uses("ana", "2026-02-02", 3),
                    uses("ben", "2026-02-02", 1)
                ),
            )
    }

    /// The built-in pack on `people` (person_id,role,segment,team,hired_on,left_on), without leave.
    pub(crate) fn adoption(people: &str, interactions: &str) -> Self {
        Self::empty()
            .file("uptake.yaml", ADOPTION)
            .file(
                "people.csv",
                format!("person_id,role,segment,team,hired_on,left_on\n{people}"),
            )
            .file("leave.csv", "person_id,starts_on,ends_on\n")
            .file(
                "interactions.csv",
                format!("person_id,at,tool,documented\n{interactions}"),
            )
    }

    /// The demo's organisation in `demo`, with the use of tools alone.
    pub(crate) fn demo_of_tools() -> Self {
        let project = Self::empty();
        let answer = project.uptake(&["demo", "--out", "demo"]);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        let text = project.read("demo/project/uptake.yaml");
        let (tools, _) = text
            .split_once("  # Whether the organisation is ready for it.\n")
            .unwrap();
        let tools = tools.replace("[csm-ai-adoption, cs-readiness]", "[csm-ai-adoption]");
        project.file("demo/project/uptake.yaml", tools)
    }

    /// Writes a file.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    /// Replaces a part of a file, which is required.
    pub(crate) fn edit(self, path: &str, from: &str, to: &str) -> Self {
        let text = self.read(path);
        assert!(text.contains(from), "`{path}` has no `{from}`");
        let text = text.replacen(from, to, 1);
        self.file(path, text)
    }

    /// Where a file of the project is.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// The text of a file.
    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap()
    }

    /// The binary with these arguments, in the project's folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = uptake();
        command.current_dir(self.folder.path()).args(arguments);
        command
    }

    /// Runs the binary in the project's folder.
    pub(crate) fn uptake(&self, arguments: &[&str]) -> Answer {
        Answer::of(&mut self.command(arguments))
    }

    /// Runs `git` in the project's folder, as ana.
    pub(crate) fn git(&self, arguments: &[&str]) {
        let mut command = Command::new("git");
        command.current_dir(self.folder.path()).args(arguments);
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "ana");
            command.env(format!("GIT_{who}_EMAIL"), "ana@example.com");
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// `uptake run` on the project file.
    pub(crate) fn run(&self, arguments: &[&str]) -> Answer {
        self.uptake(&[&["run", "--project", "uptake.yaml"], arguments].concat())
    }

    /// `uptake run --out`, which must work, and its figures.
    pub(crate) fn figures(&self, arguments: &[&str]) -> Figures {
        let answer = self.run(&[&["--out", "out"], arguments].concat());
        // Rules may be warned of; nothing else is said.
        let warned = |line: &str| line.starts_with("warning[") || line.contains(" in the rules: `uptake check ");
        let said: Vec<&str> = answer.stderr.lines().filter(|line| !warned(line)).collect();
        assert_eq!(said, Vec::<&str>::new(), "{}", answer.stdout);
        let figures = Figures::read(&self.path("out"));
        assert_eq!(answer.code, figures.code(), "{}", answer.stdout);
        figures
    }

    /// What `uptake check` finds in a file or folder, each finding as one text: code, place, message, help.
    pub(crate) fn findings(&self, path: &str) -> Vec<String> {
        let answer = self.uptake(&["check", path, "--format", "json"]);
        let all: serde_json::Value = serde_json::from_str(&answer.stdout).expect(&answer.stderr);
        schema::holds("commands/check.json", &all);
        let all = all.as_array().unwrap();
        let asks = all.iter().any(|finding| finding["severity"] != "note");
        assert_eq!(answer.code, i32::from(asks));
        all.iter().map(finding).collect()
    }
}

/// A folder that `cargo xtask peers` fills, if it is there.
pub(crate) fn peers(part: &str) -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let folder = program.ancestors().nth(3)?.join("peers").join(part);
    folder.is_dir().then_some(folder)
}

/// The binary.
pub(crate) fn uptake() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uptake"));
    command.env_remove("POLARS_MAX_THREADS").env("NO_COLOR", "1");
    command
}

/// `code file:line:column-end_line:end_column message (help)`.
fn finding(finding: &serde_json::Value) -> String {
    let text = |key: &str| match &finding[key] {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Null => "-".to_owned(),
        other => other.to_string(),
    };
    let from = format!("{}:{}:{}", text("file"), text("line"), text("column"));
    let place = match &finding["line"] {
        serde_json::Value::Null => text("file"),
        line if *line == finding["end_line"] => format!("{from}-{}", text("end_column")),
        _ => format!("{from}-{}:{}", text("end_line"), text("end_column")),
    };
    format!(
        "{}[{}] {place} {} ({})",
        text("severity"),
        text("code"),
        text("message"),
        text("help")
    )
}

/// What the binary said.
pub(crate) struct Answer {
    /// The exit code.
    pub(crate) code: i32,
    /// What it wrote to standard output.
    pub(crate) stdout: String,
    /// What it wrote to standard error.
    pub(crate) stderr: String,
}

impl Answer {
    /// Runs a command.
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// It could not run, printed no figures, and said exactly this.
    pub(crate) fn refuses(&self, said: &str) {
        assert_eq!(self.stderr, said);
        assert_eq!((self.code, self.stdout.as_str()), (2, ""));
    }
}

/// The files of `--out`.
pub(crate) struct Figures {
    files: BTreeMap<String, Vec<u8>>,
    rows: Vec<BTreeMap<String, String>>,
    entity_periods: DataFrame,
    /// `outcome.json`.
    pub(crate) outcome: serde_json::Value,
}

impl Figures {
    /// Reads a folder that a run wrote.
    pub(crate) fn read(folder: &Path) -> Self {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let file = |path: PathBuf| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read(path).unwrap(),
            )
        };
        let files: BTreeMap<String, Vec<u8>> = entries.filter(|path| path.is_file()).map(file).collect();
        let json = |name: &str| -> serde_json::Value {
            let value = serde_json::from_slice(&files[name]).unwrap();
            schema::holds(&format!("outputs/{name}"), &value);
            value
        };
        json("manifest.json");
        Self {
            rows: csv_rows(&files["metrics.csv"]),
            entity_periods: parquet(&files["entity_periods.parquet"]),
            outcome: json("outcome.json"),
            files,
        }
    }

    /// The bytes of a file.
    pub(crate) fn bytes(&self, name: &str) -> &[u8] {
        &self.files[name]
    }

    /// How the run has to end: by what is wrong with its sources as a whole.
    pub(crate) fn code(&self) -> i32 {
        let findings = self.outcome["findings"].as_array().unwrap();
        let total = findings.iter().any(|finding| finding["code"] == "nothing-usable");
        match (findings.is_empty(), total) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => 2,
        }
    }

    /// What is wrong with sources as a whole.
    pub(crate) fn findings(&self) -> Vec<String> {
        let findings = self.outcome["findings"].as_array().unwrap().iter();
        let text = |finding: &serde_json::Value| {
            let of = |key: &str| finding[key].as_str().unwrap();
            format!("{}: {}", of("code"), of("message"))
        };
        findings.map(text).collect()
    }

    /// A table among the files.
    pub(crate) fn table(&self, name: &str) -> DataFrame {
        parquet(&self.files[name])
    }

    /// A CSV file among the files, by row and column.
    pub(crate) fn csv(&self, name: &str) -> Vec<BTreeMap<String, String>> {
        csv_rows(&self.files[name])
    }

    /// Every row of `metrics.csv`.
    pub(crate) fn rows(&self) -> &[BTreeMap<String, String>] {
        &self.rows
    }

    /// The first days of the periods that a metric has rows for.
    pub(crate) fn periods(&self, metric: &str) -> Vec<&str> {
        let uncut = |row: &&BTreeMap<String, String>| row["metric"] == metric && row["cut"].is_empty();
        self.rows
            .iter()
            .filter(uncut)
            .map(|row| row["period"].as_str())
            .collect()
    }

    /// A row of `metrics.csv`; `cut` is empty, or `column=value`.
    pub(crate) fn row(&self, metric: &str, period: &str, cut: &str) -> Row {
        let (cut, value) = cut.split_once('=').unwrap_or(("", ""));
        let wanted = |row: &&BTreeMap<String, String>| {
            row["metric"] == metric && row["period"] == period && row["cut"] == cut && row["cut_value"] == value
        };
        let found: Vec<_> = self.rows.iter().filter(wanted).collect();
        assert_eq!(found.len(), 1, "{metric} {period} {cut}={value} in {:#?}", self.rows);
        let number = |key: &str| found[0][key].parse().ok();
        Row {
            numerator: number("numerator"),
            denominator: number("denominator"),
            unknown: found[0]["unknown"].parse().unwrap_or(0),
            value: number("value"),
            low: number("low"),
            high: number("high"),
            band: Some(found[0]["band"].clone()).filter(|band| !band.is_empty()),
        }
    }

    /// A value of `entity_periods.parquet`; unknown is `unknown`.
    pub(crate) fn of(&self, entity: &str, period: &str, column: &str) -> String {
        let frame = &self.entity_periods;
        let text = |column: &str, row: usize| match frame.column(column).unwrap().get(row).unwrap() {
            AnyValue::Null => "unknown".to_owned(),
            AnyValue::Float64(value) => format!("{value:?}"),
            value => value.str_value().into_owned(),
        };
        let id = frame.get_column_names()[0].to_string();
        let mut rows = (0..frame.height()).filter(|row| text(&id, *row) == entity && text("period", *row) == period);
        let row = rows
            .next()
            .unwrap_or_else(|| panic!("no row for {entity} and {period} in {frame}"));
        assert_eq!(rows.next(), None);
        text(column, row)
    }

    /// The same for several periods, joined by blanks.
    pub(crate) fn over(&self, entity: &str, periods: &[&str], column: &str) -> String {
        let values: Vec<String> = periods.iter().map(|period| self.of(entity, period, column)).collect();
        values.join(" ")
    }

    /// `entity_periods.parquet`.
    pub(crate) fn entity_periods(&self) -> &DataFrame {
        &self.entity_periods
    }

    /// The notes, each as `code: message`.
    pub(crate) fn notes(&self) -> Vec<String> {
        let notes = self.outcome["notes"].as_array().unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        notes
            .iter()
            .map(|note| format!("{}: {}", text(&note["code"]), text(&note["message"])))
            .collect()
    }

    /// What happened at a dataset's door.
    pub(crate) fn intake(&self, dataset: &str) -> &serde_json::Value {
        let all = self.outcome["intake"].as_array().unwrap();
        all.iter().find(|report| report["dataset"] == dataset).unwrap()
    }

    /// The rows of `set_aside.csv`, each as `source:row reason column value`.
    pub(crate) fn set_aside(&self) -> Vec<String> {
        let rows = self.csv("set_aside.csv");
        rows.iter()
            .map(|row| {
                format!(
                    "{}:{} {} {} {}",
                    row["source"], row["row"], row["reason"], row["column"], row["value"]
                )
            })
            .map(|text| text.trim_end().to_owned())
            .collect()
    }
}

/// A row of `metrics.csv`. Shown as `9 of 12 = 75.0 (46.8 to 91.1) Great, 1 unknown`.
pub(crate) struct Row {
    pub(crate) numerator: Option<f64>,
    pub(crate) denominator: Option<f64>,
    pub(crate) unknown: u64,
    pub(crate) value: Option<f64>,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    pub(crate) band: Option<String>,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} of {}",
            self.numerator.unwrap_or(f64::NAN),
            self.denominator.unwrap_or(f64::NAN)
        )?;
        match self.value {
            Some(value) => write!(f, " = {value:.1}")?,
            None => write!(f, ", no value")?,
        }
        if let (Some(low), Some(high)) = (self.low, self.high) {
            write!(f, " ({low:.1} to {high:.1})")?;
        }
        if let Some(band) = &self.band {
            write!(f, " {band}")?;
        }
        match self.unknown {
            0 => Ok(()),
            unknown => write!(f, ", {unknown} unknown"),
        }
    }
}

/// Rows of `id,at`: as many uses of a person on a day.
pub(crate) fn uses(person: &str, day: &str, times: usize) -> String {
    (0..times)
        .map(|number| format!("{person},{day}T09:{number:02}:00Z\n"))
        .collect()
}

/// Rows of `person_id,at,tool,documented`: as many documented interactions of a person on a day.
pub(crate) fn interactions(person: &str, day: &str, tool: &str, times: usize) -> String {
    (0..times)
        .map(|number| format!("{person},{day}T09:{number:02}:00Z,{tool},true\n"))
        .collect()
}

/// Interactions with an approved tool in [`WEEK`].
pub(crate) fn approved(person: &str, times: usize) -> String {
    interactions(person, WEEK, "Zoom AI Companion", times)
}

/// The rows of a CSV file, by column.
pub(crate) fn csv_rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(bytes)
        .deserialize()
        .map(|row| row.unwrap())
        .collect()
}

/// A Parquet file.
fn parquet(bytes: &[u8]) -> DataFrame {
    ParquetReader::new(std::io::Cursor::new(bytes)).finish().unwrap()
}

/// A frame as a Parquet file's bytes.
pub(crate) fn parquet_bytes(frame: &DataFrame) -> Vec<u8> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame.clone()).unwrap();
    bytes
}

/// The files directly in a folder of the repository, such as the rules of a pack without its suites, by name.
pub(crate) fn files_in(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(repository().join(folder)).unwrap();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}

/// The repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// The names of the built-in packs and of `more`, as messages list them.
pub(crate) fn built_in_packs(more: &[&str]) -> String {
    let mut names: Vec<String> = more.iter().map(|name| (*name).to_owned()).collect();
    for folder in ["rules", "rules/definitions"] {
        for entry in std::fs::read_dir(repository().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            // `definitions` itself holds packs and is none.
            if path.is_dir() && path.file_name().unwrap() != "definitions" {
                names.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    names.sort();
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// Real data beside the repository. Where they are absent the test says so and passes.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let path = repository().join("../shared/data").join(folder);
    if path.is_dir() {
        return path.canonicalize().ok();
    }
    println!("skipped: ../shared/data/{folder} is absent");
    None
}

/// SHA-256 as hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
