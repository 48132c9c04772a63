//! The reference of packs: what their rules say, read from the rules themselves. The JSON form is these types as they stand.

mod derived;
mod derived_table;
mod differing;
mod gather;
mod measures;
mod rules;
mod tables;
mod written;

pub use derived_table::{DerivedColumn, DerivedTable};
pub(crate) use differing::differing;
pub(crate) use gather::gather;
pub use written::Written;

use serde::Serialize;

/// The version of the JSON form.
pub const VERSION: u32 = 1;

/// The reference of one pack, or of all packs of a project.
#[derive(Clone, Debug, Serialize)]
pub struct Reference {
    /// The version of the JSON form.
    pub version: u32,
    /// The project's name, if it is one's.
    pub project: Option<String>,
    /// What differs between groups and over time, and who may change what.
    pub differing: Differing,
    /// The packs.
    pub packs: Vec<PackReference>,
}

/// What differs from what the packs say for everybody, always.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Differing {
    /// Columns of the entities from the widest to the narrowest group; the narrower one wins.
    pub groups: Vec<String>,
    /// The overrides, from the least to the most specific.
    pub overrides: Vec<OverrideReference>,
    /// Versions of rules that are in force for some time.
    pub versions: Vec<VersionReference>,
    /// What overrides may not do.
    pub locks: Vec<Locked>,
    /// The exceptions to that.
    pub waivers: Vec<Exception>,
    /// How small a group may be to be shown, if that is stated.
    pub smallest_group: Option<u32>,
    /// Whether names are replaced by pseudonyms.
    pub pseudonyms: bool,
}

/// An override.
#[derive(Clone, Debug, Serialize)]
pub struct OverrideReference {
    /// The pack that it changes.
    pub pack: String,
    /// Whom it is for, in words.
    pub who: String,
    /// When it is in force, in words.
    pub days: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// Where it stands, as file:line:column.
    pub place: String,
    /// What it says instead.
    pub values: Vec<StatedValue>,
}

/// A version of a rule.
#[derive(Clone, Debug, Serialize)]
pub struct VersionReference {
    /// When it is in force, in words.
    pub days: String,
    /// Where it stands, as file:line:column.
    pub place: String,
    /// What the rule says then.
    pub values: Vec<StatedValue>,
}

/// A value of a rule.
#[derive(Clone, Debug, Serialize)]
pub struct StatedValue {
    /// The rule and the key, with dots.
    pub of: String,
    /// The value, as it is written.
    pub value: String,
}

/// What overrides may not do.
#[derive(Clone, Debug, Serialize)]
pub struct Locked {
    /// The rule or the entry of a register, with dots.
    pub of: String,
    /// What may not be, in words.
    pub what: String,
    /// Where that is said, as file:line:column.
    pub place: String,
}

/// An exception that was granted.
#[derive(Clone, Debug, Serialize)]
pub struct Exception {
    /// Its name.
    pub name: String,
    /// What may be changed.
    pub of: String,
    /// For whom, in words.
    pub who: String,
    /// The first day on which it no longer holds.
    pub until: jiff::civil::Date,
    /// Who granted it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// Where it stands, as file:line:column.
    pub place: String,
}

/// What a pack says.
#[derive(Clone, Debug, Serialize)]
pub struct PackReference {
    /// Its name.
    pub name: String,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// The packs that it builds on.
    pub needs: Vec<String>,
    /// Its rule files and scripts.
    pub files: Vec<String>,
    /// How time is cut, in words, if the pack says so.
    pub calendar: Option<String>,
    /// The dataset that lists whom it measures, or `seen`.
    pub entities: Option<String>,
    /// Its datasets.
    pub datasets: Vec<Dataset>,
    /// Its registers.
    pub registers: Vec<Register>,
    /// Its derived tables.
    pub tables: Vec<DerivedTable>,
    /// Its constants.
    pub constants: Vec<Constant>,
    /// Its measures.
    pub measures: Vec<Measure>,
    /// Its definitions.
    pub definitions: Vec<Definition>,
    /// Its ladders.
    pub ladders: Vec<Ladder>,
    /// Its metrics.
    pub metrics: Vec<Metric>,
    /// Its benchmarks.
    pub benchmarks: Vec<Benchmark>,
    /// Its stages.
    pub stages: Vec<Stage>,
    /// Its checks.
    pub checks: Vec<Check>,
    /// Its mappings.
    pub mappings: Vec<Mapping>,
    /// Its scripts.
    pub scripts: Vec<Script>,
}

/// A dataset.
#[derive(Clone, Debug, Serialize)]
pub struct Dataset {
    /// Its name.
    pub name: String,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// What its rows are, in words.
    pub rows: String,
    /// The columns of which no two rows share all values.
    pub key: Vec<String>,
    /// Whether a project may go without it.
    pub optional: bool,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// A column of a dataset.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: &'static str,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// What else its contract says, in words.
    pub contract: Vec<String>,
}

/// A register.
#[derive(Clone, Debug, Serialize)]
pub struct Register {
    /// Its name.
    pub name: String,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// What is known of each entry, by name.
    pub fields: Vec<String>,
    /// Its entries.
    pub entries: Vec<Entry>,
}

/// An entry of a register.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: Option<String>,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// What it is called too.
    pub aliases: Vec<String>,
    /// For each field of the register what is known, in words.
    pub values: Vec<Option<String>>,
}

/// A constant.
#[derive(Clone, Debug, Serialize)]
pub struct Constant {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A measure.
#[derive(Clone, Debug, Serialize)]
pub struct Measure {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: &'static str,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// How it comes about, in words; the condition or value follows.
    pub how: String,
    /// The condition or value.
    pub written: Option<Written>,
    /// What else it says, in words.
    pub further: Vec<String>,
}

/// A definition.
#[derive(Clone, Debug, Serialize)]
pub struct Definition {
    /// Its name.
    pub name: String,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// The condition; none where it has versions.
    pub when: Option<Written>,
}

/// A ladder.
#[derive(Clone, Debug, Serialize)]
pub struct Ladder {
    /// Its name.
    pub name: String,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// The number that its bands cut.
    pub of: Option<Written>,
    /// Which side an edge between bands belongs to.
    pub edge: Option<String>,
    /// Its steps or bands.
    pub steps: Vec<Step>,
}

/// A step of a ladder from top to bottom, or a band from low to high.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// What it is called.
    pub label: String,
    /// The condition of a step; without it the step takes the rest.
    pub when: Option<Written>,
    /// Where a band starts.
    pub from: Option<String>,
}

/// A metric.
#[derive(Clone, Debug, Serialize)]
pub struct Metric {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// What it is called too.
    pub aliases: Vec<String>,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// What it reports, in words.
    pub reports: String,
    /// The columns that it is cut by.
    pub by: Vec<String>,
    /// What is good, by the name of the benchmark.
    pub benchmark: Option<String>,
    /// Whether more is better.
    pub better: uptake_rules::policy::metric::Better,
    /// Who looks at it, and how often.
    pub tracked_by: Vec<uptake_rules::policy::metric::Tracker>,
}

/// A benchmark.
#[derive(Clone, Debug, Serialize)]
pub struct Benchmark {
    /// Its name.
    pub name: String,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// The columns that it is cut by.
    pub by: Option<String>,
    /// Which band a value on an edge belongs to.
    pub edge: uptake_rules::value::Edge,
    /// The band below all others.
    pub below: String,
    /// The bands, from low to high.
    pub bands: Vec<String>,
    /// Its rows.
    pub rows: Vec<BenchmarkRow>,
}

/// A row of a benchmark: where bands start for one value of its column.
#[derive(Clone, Debug, Serialize)]
pub struct BenchmarkRow {
    /// Its value.
    pub value: String,
    /// Where each band starts.
    pub starts: Vec<f64>,
}

/// A check.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// What it is about.
    pub topic: Option<String>,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// Whether it only sees what goes together.
    pub observational: bool,
    /// The stages at which it is asked; always if there are none.
    pub stages: Vec<String>,
    /// The derived table whose rows it looks at; entities in periods if there is none.
    pub rows: Option<String>,
    /// How many of the last periods it looks at.
    pub last: u32,
    /// Which rows it counts.
    pub of: Option<Written>,
    /// The columns that it is cut by.
    pub by: Vec<String>,
    /// What it works out.
    pub values: Vec<CheckValue>,
    /// How much it takes.
    pub enough: Option<Written>,
    /// When it fails.
    pub fail: Option<Written>,
    /// When it warns.
    pub warn: Option<Written>,
    /// What it says that it found, with values in braces.
    pub finding: Option<String>,
    /// Why that matters.
    pub why: Option<String>,
    /// What to fix first.
    pub fix: Option<String>,
    /// What to call it if it fails.
    pub called: Option<String>,
}

/// A value that a check works out.
#[derive(Clone, Debug, Serialize)]
pub struct CheckValue {
    /// Its name.
    pub name: String,
    /// The condition or value.
    pub written: Written,
}

/// A stage.
#[derive(Clone, Debug, Serialize)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// The condition.
    pub when: Option<Written>,
    /// What is tracked at it.
    pub track: Vec<Track>,
    /// The checks that must pass before it begins.
    pub requires: Vec<String>,
}

/// A metric that is tracked at a stage.
#[derive(Clone, Debug, Serialize)]
pub struct Track {
    /// The metric.
    pub metric: String,
    /// How often.
    pub cadence: uptake_rules::policy::metric::Cadence,
    /// How much it matters.
    pub priority: uptake_rules::policy::stage::Priority,
}

/// A mapping.
#[derive(Clone, Debug, Serialize)]
pub struct Mapping {
    /// Its name.
    pub name: String,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// The dataset that it fills.
    pub dataset: String,
    /// Which rows it takes.
    #[serde(rename = "where")]
    pub filter: Option<Written>,
    /// Its columns.
    pub columns: Vec<MappedColumn>,
}

/// A column that a mapping fills.
#[derive(Clone, Debug, Serialize)]
pub struct MappedColumn {
    /// Its name.
    pub name: String,
    /// The condition or value.
    pub written: Written,
}

/// A script file.
#[derive(Clone, Debug, Serialize)]
pub struct Script {
    /// The file.
    pub file: String,
    /// Its functions.
    pub functions: Vec<Function>,
}

/// A function of a script.
#[derive(Clone, Debug, Serialize)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// What it takes.
    pub parameters: Vec<String>,
    /// The lines after `///` before it.
    pub docs: Vec<String>,
}
