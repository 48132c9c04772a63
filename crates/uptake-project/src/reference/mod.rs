//! The reference of packs: what their rules say, read from the rules themselves. The JSON form is these types as they stand.

mod asked;
mod contracts;
mod delivered;
mod differing;
mod gather;
mod mapped;
mod measures;
mod quoted;
mod rules;
mod steps;
mod tables;

pub use asked::{Check, CheckValue, Evidence, Stage, Track};
pub use contracts::{Column, Dataset, DerivedColumn, DerivedTable, Entry, Register};
pub(crate) use delivered::sources;
pub(crate) use differing::differing;
pub(crate) use gather::gather;
pub use quoted::Written;

use serde::Serialize;
use std::path::Path;

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
    /// The sources of a project, with what is stated of their rows.
    pub sources: Vec<SourceReference>,
    /// The packs.
    pub packs: Vec<PackReference>,
}

/// A source of a project.
#[derive(Clone, Debug, Serialize)]
pub struct SourceReference {
    /// The dataset, with the source's name if there are several.
    pub name: String,
    /// The adapter that reads it.
    pub adapter: String,
    /// What is stated of its rows, in words.
    pub states: Vec<String>,
}

impl Reference {
    /// Tells files and places from a folder, those in it.
    pub(crate) fn told_from(&mut self, folder: &Path) {
        let packs = self.packs.iter_mut();
        let files = packs.flat_map(|pack| {
            let scripts = pack.scripts.iter_mut().map(|script| &mut script.file);
            pack.files.iter_mut().chain(scripts)
        });
        let Differing {
            overrides,
            versions,
            locks,
            waivers,
            ..
        } = &mut self.differing;
        let places = overrides
            .iter_mut()
            .map(|over| &mut over.place)
            .chain(versions.iter_mut().map(|version| &mut version.place))
            .chain(locks.iter_mut().map(|lock| &mut lock.place))
            .chain(waivers.iter_mut().map(|waiver| &mut waiver.place));
        for path in files.chain(places) {
            if let Ok(rest) = Path::new(path.as_str()).strip_prefix(folder) {
                *path = rest.display().to_string();
            }
        }
    }
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
    /// Where it comes from.
    pub source: Option<String>,
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
    /// Its derived tables.
    pub tables: Vec<DerivedTable>,
    /// Its registers.
    pub registers: Vec<Register>,
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

/// A constant.
#[derive(Clone, Debug, Serialize)]
pub struct Constant {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// What it is, in its author's words.
    pub about: Option<String>,
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
    /// The ladder that says why somebody doesn't count.
    pub excluded_by: Option<String>,
    /// The columns that it is cut by.
    pub by: Vec<String>,
    /// What is good, by the name of the benchmark.
    pub benchmark: Option<String>,
    /// Whether more is better.
    pub better: uptake_rules::policy::metric::Better,
    /// Who looks at it, and how often.
    pub tracked_by: Vec<uptake_rules::policy::metric::Tracker>,
    /// The metric that it is read together with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_with: Option<String>,
    /// The check that says what both mean together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_check: Option<String>,
    /// The ladder between whose labels people are seen to move.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moves: Option<String>,
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
    /// How it reads what a source delivers, in words.
    pub reads: Vec<String>,
    /// The columns that a source delivers.
    pub input: Vec<Column>,
    /// Which rows it takes.
    #[serde(rename = "where")]
    pub filter: Option<Written>,
    /// The columns that it fills.
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
