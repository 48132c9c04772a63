//! What a run yields.

mod approvals;
mod bridge;
mod cell;
mod check;
mod entity_periods;
mod explanation;
mod finding;
mod gate;
mod governing;
mod impact;
mod missing;
mod moves;
mod no_figure;
mod note;
mod number;
mod person;
mod script;
mod written;
mod written_rows;

pub use crate::along::Along;
use crate::intake::IntakeReport;
use crate::names::Private;
pub use approvals::{Approval, PackApprovals, VoidApproval, WhyVoid};
pub use bridge::{Bridge, BridgeEnd, BridgeStep, Counts, MetricCount, StepKind};
pub use cell::Cell;
pub use check::{Broken, CheckOutcome, EvidenceOutcome, EvidenceRow, GroupOutcome, ValueOutcome, Verdict};
pub use entity_periods::{ALL, EntityPeriods};
pub(crate) use entity_periods::{GROUPS, NOT_COUNTED, RULE, RuleSets, Told};
pub use explanation::{
    Clause, ClauseKind, ExplainedMeasure, ExplainedRule, Explanation, FlipChange, NearestFlip, NoFlip, RowPlace,
    Turned, Unknown, Wanted,
};
pub use finding::{Finding, FindingKind};
pub use gate::{Blocker, GateOutcome};
pub use governing::{DatedEntry, DifferingRule, GoverningOutcome, RuleChange, RulePlace};
pub use impact::{
    CheckGroupImpact, CheckImpact, Figure, GroupImpact, Impact, MetricImpact, RuleImpact, RuleKind, RuleMove, change,
};
use jiff::civil::Date;
pub use missing::Missing;
pub use moves::{Moves, Stands, State};
pub use no_figure::NoFigure;
pub use note::{Note, NoteKind, Withheld};
pub use number::Number;
pub use person::{PersonDefinition, PersonOutcome, PersonPart, PersonPeriod};
pub use script::{FaultOutcome, NotTried, PrintedOutcome, ScriptOutcome};
use serde::Serialize;
use uptake_rules::Span;
pub use uptake_rules::policy::check::Quoted;
pub use uptake_rules::policy::metric::{Better, Cadence, Tracker};
use uptake_rules::policy::stage::Priority;
pub use written_rows::{WrittenColumn, WrittenRows, WrittenValues};

/// The version of the outcome's JSON form.
pub const VERSION: u32 = 1;

/// What a run yields. The words around it, and its JSON form, are the report's. `T` is what texts from data are:
/// [`Private`] until they are written, then text.
#[derive(Clone, Debug)]
pub struct Outcome<T = Private> {
    /// The version of this form.
    pub version: u32,
    /// The project.
    pub project: String,
    /// The day of the figures.
    pub as_of: Date,
    /// The day up to which what the sources tell was known, if not all that they tell was read.
    pub known_at: Option<Date>,
    /// The reported periods.
    pub range: RangeOutcome,
    /// Under which approvals the rules stand, pack by pack; `None` where the project states nothing of approvals.
    pub approvals: Option<Vec<PackApprovals>>,
    /// The rules that made the figures, as far as they differ between groups or over time.
    pub governing: GoverningOutcome<T>,
    /// The stage, if the rules have stages.
    pub stage: Option<StageOutcome>,
    /// The metrics, in the order of the rules.
    pub metrics: Vec<MetricOutcome<T>>,
    /// The checks that were asked, in the order of the rules.
    pub checks: Vec<CheckOutcome<T>>,
    /// For each stage that requires checks whether it may begin.
    pub gates: Vec<GateOutcome>,
    /// The checks that failed and that stages or other checks rest on, in the order in which to fix them.
    pub fix_first: Vec<Blocker>,
    /// What is wrong with sources as a whole.
    pub findings: Vec<Finding<T>>,
    /// What happened at each dataset's door.
    pub intake: Vec<IntakeReport<T>>,
    /// How the interpreted scripts went, in the order in which they ran.
    pub scripts: Vec<ScriptOutcome<T>>,
    /// What else is worth knowing of the data, the periods and the rules; what is to be said of scripts, they say.
    pub notes: Vec<Note>,
    /// The entity that was asked for.
    pub person: Option<PersonOutcome<T>>,
    /// The name of the column with the entity.
    pub entity_column: String,
    /// One row per entity and reported period: entity, period, measures, definitions, ladders, cuts.
    pub entity_periods: EntityPeriods,
}

/// First and last reported period.
#[derive(Clone, Debug, Serialize)]
pub struct RangeOutcome {
    /// `day`, `week` or `month`.
    pub unit: &'static str,
    /// The first period's name.
    pub first: String,
    /// The last period's name.
    pub last: String,
    /// The last period's first day.
    pub last_starts: Date,
    /// The last period's last day.
    pub last_ends: Date,
}

/// The stage of a run.
#[derive(Clone, Debug, Serialize)]
pub struct StageOutcome {
    /// Its name.
    pub name: String,
    /// In words.
    pub about: Option<String>,
    /// Whether the project states it; else it was found by its condition.
    pub stated: bool,
    /// Metrics that it leaves out.
    pub untracked: Vec<String>,
    /// Checks that it leaves out.
    pub unasked: Vec<String>,
}

/// A metric's answers.
#[derive(Clone, Debug, Serialize)]
pub struct MetricOutcome<T = Private> {
    /// Its name.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// `percent` for a share, else `number`.
    pub unit: &'static str,
    /// Which way is better.
    pub better: Better,
    /// How often it is looked at.
    pub cadence: Cadence,
    /// Who tracks it.
    pub tracked_by: Vec<Tracker>,
    /// How much it matters at this stage.
    pub priority: Option<Priority>,
    /// One row per period and cut.
    pub rows: Vec<MetricRow<T>>,
    /// Who doesn't count, by reason, for each reported period; empty if the metric names no reasons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<ExcludedRow>,
    /// Values of the list, such as roles, that keep entities from counting in the last period; most entities first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub uncounted: Vec<Uncounted<T>>,
    /// The uncut values up to the last period, oldest first, also from before the reported range.
    pub trend: Vec<TrendPoint>,
    /// The uncut values of all judged periods, oldest first. For the report alone.
    #[serde(skip)]
    pub history: Vec<PastPeriod>,
    /// Who moved between its states from the period before to the last one; `None` where it isn't a share, or nothing is before.
    /// For the report alone.
    #[serde(skip)]
    pub moves: Option<Moves>,
}

/// A period of the past, with what is known of its value.
#[derive(Clone, Debug, PartialEq)]
pub struct PastPeriod {
    /// Its first day.
    pub period: Date,
    /// Its value, and which rules and entries made it another one.
    pub point: TrendPoint,
    /// Lower end of the 95 % interval of Wilson, for shares.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// How many entities don't count in a period, for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExcludedRow {
    /// The period's first day.
    pub period: Date,
    /// The period's name.
    pub label: String,
    /// The reason: a label of the metric's ladder, or [`UNKNOWN_CUT`](crate::names::UNKNOWN_CUT).
    pub reason: String,
    /// How many; `None` where they are too few to be told, or would give away others.
    pub entities: Option<u64>,
    /// Whether that is so.
    pub suppressed: bool,
}

/// A value of the list that keeps entities from counting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Uncounted<T = Private> {
    /// The column.
    pub column: String,
    /// The value.
    pub value: T,
    /// How many have it and don't count in the last period; `None` if so few do that the project doesn't show them.
    pub entities: Option<u64>,
    /// A value that counts and that it may stand for.
    pub meant: Option<T>,
}

/// A value of the past.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrendPoint {
    /// The period's name.
    pub label: String,
    /// The value.
    pub value: Option<Number>,
    /// Which of the differing rules that the metric rests on began or ended to hold with it, by their places in the list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<usize>,
    /// Which of the entries of registers that the metric rests on are known otherwise from a day of it on, by their places in the
    /// list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<usize>,
}

impl TrendPoint {
    /// Whether its value is made by other rules than that of the point before.
    #[must_use]
    pub fn breaks(&self) -> bool {
        !self.changed.is_empty() || !self.entries.is_empty()
    }
}

/// A metric in a period, whole or for one value of a cut.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MetricRow<T = Private> {
    /// The period's first day.
    pub period: Date,
    /// The period's name.
    pub label: String,
    /// The column it is cut by; `None` for the whole.
    pub cut: Option<String>,
    /// The value of that column.
    pub cut_value: Option<T>,
    /// What is counted or summed.
    pub numerator: Option<Number>,
    /// Out of what.
    pub denominator: Option<Number>,
    /// Entities of which it isn't known whether or how they count. They are in neither of the two.
    pub unknown: u64,
    /// The value in the metric's unit; `None` where there is no figure.
    pub value: Option<Number>,
    /// Why numerator, denominator or value aren't known; `None` where they are, and for a group that is hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_figure: Option<NoFigure>,
    /// Lower end of the 95 % interval of Wilson, for shares.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// The benchmark's band, where all who count belong to one row of it.
    pub band: Option<String>,
    /// Which of the differing rules hold for somebody who counts in the group and aren't for everybody, by their places in the list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub own_rules: Vec<usize>,
    /// Whether the group is too small to be shown, or would give away one that is. Then nothing else is said of it.
    pub suppressed: bool,
}

impl<T> Outcome<T> {
    /// Fills in all places: `place` gives the file:line:column of a span. The engine has no files to look them up in.
    pub fn locate(&mut self, place: impl Fn(Span) -> String) {
        self.governing.locate(&place);
        for finding in &mut self.findings {
            finding.place = finding.span.map(&place);
        }
        for note in &mut self.notes {
            note.place = note.span.map(&place);
        }
        for script in &mut self.scripts {
            script.place = Some(place(script.span));
            for fault in &mut script.faults {
                fault.place = Some(place(fault.span));
            }
            for line in &mut script.printed {
                line.place = Some(place(line.span));
            }
        }
    }
}

impl MetricRow {
    /// Whether it is the row of a cut's value; of the whole, if there is none.
    pub(crate) fn is_of(&self, cut: Option<&str>, value: Option<&String>) -> bool {
        let same = match (&self.cut_value, value) {
            (Some(own), Some(value)) => own.is(value),
            (own, value) => own.is_none() && value.is_none(),
        };
        same && self.cut.as_deref() == cut
    }
}

impl<T> MetricOutcome<T> {
    /// The uncut row of the last period.
    #[must_use]
    pub fn headline(&self) -> Option<&MetricRow<T>> {
        self.rows.iter().rev().find(|row| row.cut.is_none())
    }
}
