//! The impact of rules for programs.

use super::words::{edited, excepted};
use crate::explained::StepForm;
use jiff::civil::Date;
use serde::Serialize;
use uptake_engine::outcome::{
    CheckImpact, Figure, GroupImpact, MetricImpact, Number, RuleImpact, RuleKind, Verdict, change,
};
use uptake_project::{EditShare, Impacts, MetricDelta, Pair, Rest, Share, Together, WithoutShare};
use uptake_rules::proving::{Effect, MayMove, Relation};

/// The impact of rules for programs.
#[derive(Serialize)]
pub struct ImpactForm<'a> {
    version: u32,
    project: &'a str,
    as_of: Date,
    period: Date,
    label: &'a str,
    base: &'a str,
    head: &'a str,
    read_again: &'a [String],
    named: bool,
    stage: Option<StageForm<'a>>,
    metrics: Vec<MetricForm<'a>>,
    rules: Vec<RuleForm<'a>>,
    checks: Vec<CheckForm<'a>>,
    edits: Vec<EditForm<'a>>,
    interactions: Vec<RestForm<'a>>,
    without: Vec<WithoutForm<'a>>,
    proved: ProvedForm<'a>,
}

#[derive(Serialize)]
struct StageForm<'a> {
    before: Option<&'a str>,
    after: Option<&'a str>,
}

#[derive(Serialize)]
struct MetricForm<'a> {
    name: &'a str,
    title: &'a str,
    unit: &'static str,
    before: Option<FigureForm<'a>>,
    after: Option<FigureForm<'a>>,
    change: Option<Number>,
    flipped: Option<u64>,
    withheld: Option<u32>,
    steps: Vec<StepForm<'a>>,
    groups: Vec<GroupForm<'a>>,
}

#[derive(Serialize)]
struct FigureForm<'a> {
    numerator: Option<Number>,
    denominator: Option<Number>,
    value: Option<Number>,
    unknown: u64,
    band: Option<&'a str>,
}

#[derive(Serialize)]
struct GroupForm<'a> {
    cut: &'a str,
    value: &'a str,
    before: Option<FigureForm<'a>>,
    after: Option<FigureForm<'a>>,
    change: Option<Number>,
    suppressed: bool,
    flipped: Option<u64>,
}

#[derive(Serialize)]
struct RuleForm<'a> {
    kind: &'static str,
    name: &'a str,
    moves: Vec<MoveForm<'a>>,
    withheld: Option<u32>,
}

#[derive(Serialize)]
struct MoveForm<'a> {
    from: Option<&'a str>,
    to: Option<&'a str>,
    entities: u64,
    who: &'a [String],
}

#[derive(Serialize)]
struct CheckForm<'a> {
    name: &'a str,
    title: &'a str,
    before: Option<Verdict>,
    after: Option<Verdict>,
    groups: Vec<CheckGroupForm<'a>>,
}

#[derive(Serialize)]
struct CheckGroupForm<'a> {
    group: &'a [String],
    before: Verdict,
    after: Verdict,
}

#[derive(Serialize)]
struct ShareForm<'a> {
    metrics: Vec<DeltaForm<'a>>,
    checks: Vec<TurnedForm<'a>>,
    rules: Vec<AnsweredForm<'a>>,
}

#[derive(Serialize)]
struct AnsweredForm<'a> {
    kind: &'static str,
    name: &'a str,
    entities: Option<u64>,
}

#[derive(Serialize)]
struct DeltaForm<'a> {
    name: &'a str,
    unit: &'static str,
    before: Option<Number>,
    after: Option<Number>,
    change: Option<Number>,
    numerator: Option<Number>,
    denominator: Option<Number>,
    flipped: Option<u64>,
}

#[derive(Serialize)]
struct TurnedForm<'a> {
    title: &'a str,
    before: Option<Verdict>,
    after: Option<Verdict>,
}

#[derive(Serialize)]
struct EditForm<'a> {
    name: &'a str,
    kind: &'static str,
    was: Option<&'a str>,
    before: Option<&'a str>,
    after: Option<&'a str>,
    with: &'a [String],
    alone: Option<ShareForm<'a>>,
    why: Option<&'a str>,
}

#[derive(Serialize)]
struct RestForm<'a> {
    name: &'a str,
    unit: &'static str,
    total: Option<Number>,
    alone: Option<Number>,
    rest: Option<Number>,
    by: &'static str,
    pairs: Vec<PairForm<'a>>,
    more: Option<Number>,
}

#[derive(Serialize)]
struct PairForm<'a> {
    edits: &'a [String],
    change: Option<Number>,
}

#[derive(Serialize)]
struct WithoutForm<'a> {
    kind: &'static str,
    name: &'a str,
    place: &'a str,
    gone: &'a [String],
    change: Option<ShareForm<'a>>,
    why: Option<&'a str>,
}

#[derive(Serialize)]
struct ProvedForm<'a> {
    definitions: Vec<DefinitionForm<'a>>,
    shares: Vec<MovesForm<'a>>,
}

#[derive(Serialize)]
struct DefinitionForm<'a> {
    name: &'a str,
    relation: &'static str,
}

#[derive(Serialize)]
struct MovesForm<'a> {
    metric: &'a str,
    can_rise: &'static str,
    can_fall: &'static str,
}

impl<'a> ImpactForm<'a> {
    /// Of an impact.
    #[must_use]
    pub fn of(found: &'a Impacts) -> Self {
        let total = &found.total;
        Self {
            version: 1,
            project: &found.project,
            as_of: found.as_of,
            period: total.period,
            label: &total.label,
            base: &found.base,
            head: &found.head,
            read_again: &found.read_again,
            named: found.hidden.is_none(),
            stage: total.stage.as_ref().map(|(before, after)| StageForm {
                before: before.as_deref(),
                after: after.as_deref(),
            }),
            metrics: total.metrics.iter().map(MetricForm::of).collect(),
            rules: total.rules.iter().map(RuleForm::of).collect(),
            checks: total.checks.iter().map(CheckForm::of).collect(),
            edits: found.edits.iter().map(EditForm::of).collect(),
            interactions: found.rest.iter().map(RestForm::of).collect(),
            without: found.without.iter().map(WithoutForm::of).collect(),
            proved: ProvedForm {
                definitions: found.proved.definitions.iter().map(DefinitionForm::of).collect(),
                shares: found.proved.shares.iter().map(MovesForm::of).collect(),
            },
        }
    }
}

impl<'a> MetricForm<'a> {
    fn of(metric: &'a MetricImpact<String>) -> Self {
        Self {
            name: &metric.name,
            title: &metric.title,
            unit: metric.unit,
            before: metric.before.as_ref().map(FigureForm::of),
            after: metric.after.as_ref().map(FigureForm::of),
            change: metric.change(),
            flipped: metric.flipped,
            withheld: metric.withheld,
            steps: metric.steps.iter().map(StepForm::of).collect(),
            groups: metric.groups.iter().map(GroupForm::of).collect(),
        }
    }
}

impl<'a> FigureForm<'a> {
    fn of(figure: &'a Figure) -> Self {
        Self {
            numerator: figure.numerator,
            denominator: figure.denominator,
            value: figure.value,
            unknown: figure.unknown,
            band: figure.band.as_deref(),
        }
    }
}

impl<'a> GroupForm<'a> {
    fn of(group: &'a GroupImpact<String>) -> Self {
        let value = |figure: &Option<Figure>| figure.as_ref().and_then(|figure| figure.value);
        Self {
            cut: &group.cut,
            value: &group.value,
            before: group.before.as_ref().map(FigureForm::of),
            after: group.after.as_ref().map(FigureForm::of),
            change: change(value(&group.before), value(&group.after)),
            suppressed: group.suppressed,
            flipped: group.flipped,
        }
    }
}

fn kind(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Definition => "definition",
        RuleKind::Ladder => "ladder",
    }
}

impl<'a> RuleForm<'a> {
    fn of(rule: &'a RuleImpact<String>) -> Self {
        let moves = rule.moves.iter().map(|found| MoveForm {
            from: found.from.as_deref(),
            to: found.to.as_deref(),
            entities: found.entities,
            who: &found.who,
        });
        Self {
            kind: kind(rule.kind),
            name: &rule.name,
            moves: moves.collect(),
            withheld: rule.withheld,
        }
    }
}

impl<'a> CheckForm<'a> {
    fn of(check: &'a CheckImpact<String>) -> Self {
        let groups = check.groups.iter().map(|group| CheckGroupForm {
            group: &group.group,
            before: group.before,
            after: group.after,
        });
        Self {
            name: &check.name,
            title: &check.title,
            before: check.before,
            after: check.after,
            groups: groups.collect(),
        }
    }
}

impl<'a> ShareForm<'a> {
    fn of(share: &'a Share) -> Self {
        let delta = |delta: &'a MetricDelta| DeltaForm {
            name: &delta.metric,
            unit: delta.unit,
            before: delta.before,
            after: delta.after,
            change: delta.change,
            numerator: delta.numerator,
            denominator: delta.denominator,
            flipped: delta.flipped,
        };
        let checks = share.checks.iter().map(|(title, before, after)| TurnedForm {
            title,
            before: *before,
            after: *after,
        });
        let rules = share.rules.iter().map(|rule| AnsweredForm {
            kind: kind(rule.kind),
            name: &rule.name,
            entities: rule.entities,
        });
        Self {
            metrics: share.metrics.iter().map(delta).collect(),
            checks: checks.collect(),
            rules: rules.collect(),
        }
    }
}

impl<'a> EditForm<'a> {
    fn of(edit: &'a EditShare) -> Self {
        Self {
            name: &edit.name,
            kind: edited(edit),
            was: edit.was.as_deref(),
            before: edit.before.as_deref(),
            after: edit.after.as_deref(),
            with: &edit.with,
            alone: edit.alone.as_ref().ok().map(ShareForm::of),
            why: edit.alone.as_ref().err().map(String::as_str),
        }
    }
}

impl<'a> RestForm<'a> {
    fn of(rest: &'a Rest) -> Self {
        let (pairs, more) = match &rest.by {
            Together::Pairs(pairs, more) => (pairs.as_slice(), *more),
            Together::None | Together::Many(_) | Together::NoValue | Together::Withheld => (&[][..], None),
        };
        Self {
            name: &rest.metric,
            unit: rest.unit,
            total: rest.total,
            alone: rest.alone,
            rest: rest.rest,
            by: match &rest.by {
                Together::None => "none",
                Together::Pairs(..) => "pairs",
                Together::Many(_) => "too many edits",
                Together::NoValue => "no value",
                Together::Withheld => "withheld",
            },
            pairs: pairs.iter().map(PairForm::of).collect(),
            more,
        }
    }
}

impl<'a> PairForm<'a> {
    fn of(pair: &'a Pair) -> Self {
        Self {
            edits: &pair.edits,
            change: pair.change,
        }
    }
}

impl<'a> WithoutForm<'a> {
    fn of(without: &'a WithoutShare) -> Self {
        Self {
            kind: excepted(without.kind),
            name: &without.name,
            place: &without.place,
            gone: &without.gone,
            change: without.change.as_ref().ok().map(ShareForm::of),
            why: without.change.as_ref().err().map(String::as_str),
        }
    }
}

impl<'a> DefinitionForm<'a> {
    fn of(effect: &'a Effect) -> Self {
        Self {
            name: &effect.definition,
            relation: match effect.relation {
                Relation::Same => "same",
                Relation::Tighter => "tighter",
                Relation::Looser => "looser",
                Relation::Incomparable => "incomparable",
                Relation::Undecided => "undecided",
            },
        }
    }
}

impl<'a> MovesForm<'a> {
    fn of(share: &'a MayMove) -> Self {
        use uptake_rules::proving::Verdict;
        let word = |verdict: Verdict| match verdict {
            Verdict::Yes => "yes",
            Verdict::No => "no",
            Verdict::Undecided => "undecided",
        };
        Self {
            metric: &share.metric,
            can_rise: word(share.raise),
            can_fall: word(share.lower),
        }
    }
}
