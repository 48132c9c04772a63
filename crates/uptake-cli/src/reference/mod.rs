//! The reference of packs: what their rules say, for people and for machines.
//!
//! [`gather()`] reads it from the rules themselves, [`markdown::write`] prints it; the JSON form is these types as they stand.

mod gather;
mod markdown;
mod measures;
mod rules;
mod tables;

pub(crate) use gather::gather;
pub(crate) use markdown::write;

use serde::Serialize;

/// The version of the JSON form.
pub(crate) const VERSION: u32 = 1;

/// The reference of one pack, or of all packs of a project.
#[derive(Serialize)]
pub(crate) struct Reference {
    pub(crate) version: u32,
    /// The project's name, if it is one's.
    pub(crate) project: Option<String>,
    pub(crate) packs: Vec<PackReference>,
}

/// What a pack says.
#[derive(Serialize)]
pub(crate) struct PackReference {
    pub(crate) name: String,
    pub(crate) about: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) needs: Vec<String>,
    pub(crate) files: Vec<String>,
    /// How time is cut, in words, if the pack says so.
    pub(crate) calendar: Option<String>,
    /// The dataset that lists whom it measures, or `seen`.
    pub(crate) entities: Option<String>,
    pub(crate) datasets: Vec<Dataset>,
    pub(crate) registers: Vec<Register>,
    pub(crate) constants: Vec<Constant>,
    pub(crate) measures: Vec<Measure>,
    pub(crate) definitions: Vec<Definition>,
    pub(crate) ladders: Vec<Ladder>,
    pub(crate) metrics: Vec<Metric>,
    pub(crate) benchmarks: Vec<Benchmark>,
    pub(crate) stages: Vec<Stage>,
    pub(crate) checks: Vec<Check>,
    pub(crate) mappings: Vec<Mapping>,
    pub(crate) scripts: Vec<Script>,
}

/// A condition or value as it is written.
#[derive(Serialize)]
pub(crate) struct Written {
    /// The text; for a script file that of its function.
    pub(crate) text: String,
    /// The script file that has it.
    pub(crate) script: Option<String>,
    /// The function in it.
    pub(crate) function: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Dataset {
    pub(crate) name: String,
    pub(crate) about: Option<String>,
    /// What its rows are, in words.
    pub(crate) rows: String,
    pub(crate) key: Vec<String>,
    pub(crate) optional: bool,
    pub(crate) columns: Vec<Column>,
}

#[derive(Serialize)]
pub(crate) struct Column {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) ty: &'static str,
    pub(crate) about: Option<String>,
    /// What else its contract says, in words.
    pub(crate) contract: Vec<String>,
}

#[derive(Serialize)]
pub(crate) struct Register {
    pub(crate) name: String,
    pub(crate) about: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) fields: Vec<String>,
    pub(crate) entries: Vec<Entry>,
}

#[derive(Serialize)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) title: Option<String>,
    pub(crate) about: Option<String>,
    pub(crate) aliases: Vec<String>,
    /// For each field of the register what is known, in words.
    pub(crate) values: Vec<Option<String>>,
}

#[derive(Serialize)]
pub(crate) struct Constant {
    pub(crate) name: String,
    pub(crate) value: String,
}

#[derive(Serialize)]
pub(crate) struct Measure {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) ty: &'static str,
    pub(crate) about: Option<String>,
    /// How it comes about, in words; the condition or value follows.
    pub(crate) how: String,
    pub(crate) written: Option<Written>,
    /// What else it says, in words.
    pub(crate) further: Vec<String>,
}

#[derive(Serialize)]
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) about: Option<String>,
    pub(crate) when: Written,
}

#[derive(Serialize)]
pub(crate) struct Ladder {
    pub(crate) name: String,
    pub(crate) about: Option<String>,
    /// The number that its bands cut.
    pub(crate) of: Option<Written>,
    /// Which side an edge between bands belongs to.
    pub(crate) edge: Option<String>,
    pub(crate) steps: Vec<Step>,
}

/// A step of a ladder from top to bottom, or a band from low to high.
#[derive(Serialize)]
pub(crate) struct Step {
    pub(crate) label: String,
    /// The condition of a step; without it the step takes the rest.
    pub(crate) when: Option<Written>,
    /// Where a band starts.
    pub(crate) from: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Metric {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) about: Option<String>,
    pub(crate) source: Option<String>,
    /// What it reports, in words.
    pub(crate) reports: String,
    pub(crate) by: Vec<String>,
    pub(crate) benchmark: Option<String>,
    pub(crate) better: uptake_rules::policy::metric::Better,
    pub(crate) tracked_by: Vec<uptake_rules::policy::metric::Tracker>,
}

#[derive(Serialize)]
pub(crate) struct Benchmark {
    pub(crate) name: String,
    pub(crate) about: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) by: Option<String>,
    pub(crate) edge: uptake_rules::value::Edge,
    pub(crate) below: String,
    pub(crate) bands: Vec<String>,
    pub(crate) rows: Vec<BenchmarkRow>,
}

#[derive(Serialize)]
pub(crate) struct BenchmarkRow {
    pub(crate) value: String,
    /// Where each band starts.
    pub(crate) starts: Vec<f64>,
}

#[derive(Serialize)]
pub(crate) struct Check {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) topic: Option<String>,
    pub(crate) about: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) observational: bool,
    /// The stages at which it is asked; always if there are none.
    pub(crate) stages: Vec<String>,
    /// How many of the last periods it looks at.
    pub(crate) last: u32,
    pub(crate) of: Option<Written>,
    pub(crate) by: Vec<String>,
    pub(crate) values: Vec<CheckValue>,
    pub(crate) enough: Option<Written>,
    pub(crate) fail: Option<Written>,
    pub(crate) warn: Option<Written>,
}

#[derive(Serialize)]
pub(crate) struct CheckValue {
    pub(crate) name: String,
    pub(crate) written: Written,
}

#[derive(Serialize)]
pub(crate) struct Stage {
    pub(crate) name: String,
    pub(crate) about: Option<String>,
    pub(crate) when: Option<Written>,
    pub(crate) track: Vec<Track>,
}

#[derive(Serialize)]
pub(crate) struct Track {
    pub(crate) metric: String,
    pub(crate) cadence: uptake_rules::policy::metric::Cadence,
    pub(crate) priority: uptake_rules::policy::stage::Priority,
}

#[derive(Serialize)]
pub(crate) struct Mapping {
    pub(crate) name: String,
    pub(crate) about: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) dataset: String,
    #[serde(rename = "where")]
    pub(crate) filter: Option<Written>,
    pub(crate) columns: Vec<MappedColumn>,
}

#[derive(Serialize)]
pub(crate) struct MappedColumn {
    pub(crate) name: String,
    pub(crate) written: Written,
}

#[derive(Serialize)]
pub(crate) struct Script {
    pub(crate) file: String,
    pub(crate) functions: Vec<Function>,
}

#[derive(Serialize)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) parameters: Vec<String>,
    /// The lines after `///` before it.
    pub(crate) docs: Vec<String>,
}
