//! [`Data`] and a policy → [`Judged`].

use crate::data::Data;
use crate::error::Error;
use crate::history::Range;
use crate::judge::checks::{self, Asked, Questions};
use crate::judge::governed::Governed;
use crate::judge::shared::Shared;
use crate::judge::stage::{self, Tracking};
use crate::judge::{Cube, Hidden, Told, metrics, steps};
use crate::outcome::{ExcludedRow, MetricRow, ScriptOutcome};
use std::sync::atomic::{AtomicUsize, Ordering};
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
    /// Which groups aren't shown.
    pub(crate) hidden: Hidden<'a>,
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
    judge_beside(data, policy, range, stage, None)
}

/// The same beside another judgement. What both policies say alike isn't computed again where it is of the same data and periods.
///
/// # Errors
/// As [`judge`].
pub fn judge_beside<'a>(
    data: &'a Data,
    policy: &'a Policy,
    range: &Range,
    stage: Option<&str>,
    before: Option<&Judged<'_>>,
) -> Result<Judged<'a>, Error> {
    let mut cube = Cube::beside(policy, data, range, before.map(|before| &before.cube))?;
    let shared = before.map(|before| (Shared::of(&cube, &before.cube), before));
    let scripts = steps::judge_beside(&mut cube, shared.as_ref().map(|(shared, _)| shared))?;
    let governed = Governed::of(&cube)?;
    let stated = stage.is_some();
    let stage = stage::choose(stage, &cube)?;
    let (mut untracked, mut tracked) = (Vec::new(), Vec::new());
    for metric in &policy.metrics {
        match stage::tracking(policy, stage, &metric.name.text) {
            Tracking::Untracked => untracked.push(metric.name.text.as_str()),
            Tracking::Tracked(track) => tracked.push((metric, track)),
        }
    }
    let questions = Questions::of(&mut cube, stage)?;
    let hidden = hidden(&cube, tracked.iter().map(|(metric, _)| *metric), &questions)?;
    let judged = judged_metrics(tracked, &cube, (&hidden, &governed), shared.as_ref())?;
    let checks = checks::checks(&mut cube, stage, questions, &hidden, &governed)?;
    Ok(Judged {
        cube,
        governed,
        scripts,
        stage,
        stated,
        metrics: judged,
        untracked,
        checks,
        hidden,
    })
}

/// The answers of metrics, worked out on all cores: none reads another's.
fn judged_metrics<'a>(
    tracked: Vec<(&'a Metric, Option<&'a Track>)>,
    cube: &Cube<'_>,
    (hidden, governed): (&Hidden<'_>, &Governed),
    shared: Option<&(Shared<'_>, &Judged<'_>)>,
) -> Result<Vec<JudgedMetric<'a>>, Error> {
    let one = |(metric, track): (&'a Metric, Option<&'a Track>)| -> Result<JudgedMetric<'a>, Error> {
        let known = shared.and_then(|(shared, before)| {
            let mut known = before.metrics.iter();
            known.find(|known| shared.is_same_metric(known.metric, metric, cube.policy))
        });
        if let Some(known) = known {
            return Ok(JudgedMetric {
                metric,
                track,
                rows: known.rows.clone(),
                excluded: known.excluded.clone(),
            });
        }
        Ok(JudgedMetric {
            metric,
            track,
            rows: metrics::rows(metric, cube, hidden, Some(governed))?,
            excluded: metrics::excluded(metric, cube)?,
        })
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    // A thread takes longer to begin than few rows to be added up.
    if cores < 2 || cube.frame.height() < MANY {
        return tracked.into_iter().map(one).collect();
    }
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut answers = Vec::new();
        while let Some((at, metric)) = nth(&tracked, next.fetch_add(1, Ordering::Relaxed)) {
            answers.push((at, one(metric)));
        }
        answers
    };
    let mut all: Vec<(usize, Result<JudgedMetric<'a>, Error>)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores.min(tracked.len())).map(|_| scope.spawn(worker)).collect();
        let joined = workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.flatten().collect()
    });
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, judged)| judged).collect()
}

/// An item of a list with its place.
fn nth<T: Copy>(list: &[T], at: usize) -> Option<(usize, T)> {
    list.get(at).map(|item| (at, *item))
}

/// From how many rows on metrics are worked out beside each other.
const MANY: usize = 1 << 14;

/// Which groups aren't shown, of all that metrics and checks tell of groups together.
fn hidden<'a>(
    cube: &Cube<'a>,
    tracked: impl Iterator<Item = &'a Metric>,
    questions: &Questions<'a>,
) -> Result<Hidden<'a>, Error> {
    // Where one person is a group to be shown, nothing is protected: nor a sum that two people dominate.
    let Some(least) = cube.policy.smallest_group.filter(|least| *least > 1) else {
        return Ok(Hidden::default());
    };
    let mut told = Told::new(least, cube);
    let mut open = questions.metrics();
    for metric in tracked {
        open.remove(metric.name.text.as_str());
        metrics::tell(metric, cube, &mut told)?;
    }
    // A check tells of metrics that the stage leaves out.
    for metric in open.into_iter().filter_map(|name| cube.policy.metric(name)) {
        metrics::tell(metric, cube, &mut told)?;
    }
    questions.tell(cube, &mut told)?;
    Ok(told.hidden())
}
