//! [`Data`] and a policy → [`Judged`].

use crate::data::Data;
use crate::error::Error;
use crate::history::Range;
use crate::judge::checks::{self, Asked};
use crate::judge::governed::Governed;
use crate::judge::stage::{self, Tracking};
use crate::judge::{Cube, metrics, steps};
use crate::outcome::{ExcludedRow, MetricRow, ScriptOutcome};
use uptake_rules::policy::Policy;
use uptake_rules::policy::metric::Metric;
use uptake_rules::policy::stage::{Stage, Track};

/// All that the rules say of the data: each entity in each period, and all of them together.
pub struct Judged<'a> {
    /// A row per entity and period, with a column for every measure, definition and ladder. It knows its policy and its data.
    pub cube: Cube<'a>,
    /// Where overrides and versions of rules hold.
    pub governed: Governed,
    /// How the interpreted scripts went, in the order in which they ran.
    pub scripts: Vec<ScriptOutcome>,
    /// The stage, if the rules have stages.
    pub stage: Option<&'a Stage>,
    /// Whether the project states it.
    pub stated: bool,
    /// The metrics that the stage tracks, in the order of the rules.
    pub metrics: Vec<JudgedMetric<'a>>,
    /// The metrics that it leaves out.
    pub untracked: Vec<&'a str>,
    /// The checks.
    pub checks: Asked,
}

/// A metric with its answers.
pub struct JudgedMetric<'a> {
    /// The rule.
    pub metric: &'a Metric,
    /// What the stage says of it; `None` if no stage ever mentions it.
    pub track: Option<&'a Track>,
    /// For each judged period the whole, then each cut.
    pub rows: Vec<MetricRow>,
    /// Who doesn't count in each judged period, by reason.
    pub excluded: Vec<ExcludedRow>,
}

/// Judges a policy on data, which may have been read for another one as long as they hold all that this one adds up.
/// `stage` is the stage that the project states.
///
/// # Errors
/// `not-in-data` and `read-otherwise` where the data don't serve the policy; `empty-range` and `unknown-period` where there
/// is nothing to report; or when an expression can't be computed.
pub fn judge<'a>(data: &'a Data, policy: &'a Policy, range: &Range, stage: Option<&str>) -> Result<Judged<'a>, Error> {
    let mut cube = Cube::new(policy, data, range)?;
    let scripts = steps::judge(&mut cube)?;
    let governed = Governed::of(&cube)?;
    let stated = stage.is_some();
    let stage = stage::choose(stage, &cube)?;
    let mut untracked = Vec::new();
    let mut tracked = Vec::new();
    for metric in &policy.metrics {
        match stage::tracking(policy, stage, &metric.name.text) {
            Tracking::Untracked => untracked.push(metric.name.text.as_str()),
            Tracking::Tracked(track) => tracked.push(JudgedMetric {
                metric,
                track,
                rows: metrics::rows(metric, &cube)?,
                excluded: metrics::excluded(metric, &cube)?,
            }),
        }
    }
    let checks = checks::checks(&mut cube, stage, &governed)?;
    Ok(Judged {
        cube,
        governed,
        scripts,
        stage,
        stated,
        metrics: tracked,
        untracked,
        checks,
    })
}
