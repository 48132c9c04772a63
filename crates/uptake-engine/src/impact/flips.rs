//! Who counts otherwise in a metric by other rules, in all and by group.

use crate::calendar::PeriodIndex;
use crate::error::Error;
use crate::explain::crossing::{Seen, Side, Step, Taken, step};
use crate::judge::{Cube, metrics};
use crate::judged::Judged;
use crate::names::{EntityId, Private};
use crate::outcome::{BridgeStep, StepKind};
use std::collections::BTreeMap;
use uptake_rules::policy::metric::Metric;

/// What entities did that changes a metric.
#[derive(Default)]
pub(super) struct Flips {
    pub(super) steps: Vec<BridgeStep>,
    /// How many they are; `None` where that isn't told.
    pub(super) flipped: Option<u64>,
    /// Why the steps aren't told.
    pub(super) withheld: Option<u32>,
    /// How many there are of each group, by its column and value; `None` where that isn't told.
    pub(super) by_group: Option<BTreeMap<(String, String), u64>>,
}

/// An entity that either judgement has, by its place in each.
pub(super) type Places = (Option<usize>, Option<usize>);

/// What entities did between both judgements, in the last period of the second.
pub(super) fn flips(
    before: &Judged<'_>,
    after: &Judged<'_>,
    was: &Metric,
    is: &Metric,
    least: Option<u32>,
    names: bool,
) -> Result<Flips, Error> {
    let now = after.cube.periods().saturating_sub(1);
    let Some(then) = same_period(&before.cube, &after.cube) else {
        return Ok(Flips::default());
    };
    let (old, new) = (Side::of(was, &before.cube, then)?, Side::of(is, &after.cube, now)?);
    let cuts = metrics::cuts(is, &after.cube)?;
    let mut steps: BTreeMap<StepKind, Taken> = BTreeMap::new();
    let mut who: BTreeMap<StepKind, Vec<Private>> = BTreeMap::new();
    let mut by_group: BTreeMap<(String, String), u64> = BTreeMap::new();
    for places in places(&before.cube, &after.cube) {
        fn seen<'s, 'c, 'a>(side: &'s Side<'c, 'a>, place: Option<usize>) -> Seen<'s, 'c, 'a> {
            place.map(|place| (side, place))
        }
        let Some(Step {
            kind,
            before: added,
            after: adds,
        }) = step(&is.kind, seen(&old, places.0), seen(&new, places.1))
        else {
            continue;
        };
        steps.entry(kind.clone()).or_default().add(0, added, adds);
        who.entry(kind)
            .or_default()
            .extend(entity(&before.cube, &after.cube, places));
        for groups in &cuts {
            let value = places.1.and_then(|place| groups.value(new.row(place)));
            if let Some(value) = value {
                *by_group.entry((groups.column.clone(), value.to_owned())).or_default() += 1;
            }
        }
    }
    let few = |count: u64| least.filter(|least| (1..u64::from(*least)).contains(&count));
    let withheld = steps.values().find_map(|taken| few(taken.who.len() as u64));
    let flipped = steps.values().map(|taken| taken.who.len() as u64).sum();
    let told = |(kind, taken): (StepKind, Taken)| BridgeStep {
        entities: taken.who.len() as u64,
        numerator: taken.numerator.sum().ok(),
        denominator: taken.denominator.sum().ok(),
        who: match names {
            true => who.get(&kind).cloned().unwrap_or_default(),
            false => Vec::new(),
        },
        kind,
    };
    let single = withheld.is_some() || by_group.values().any(|count| few(*count).is_some());
    Ok(Flips {
        flipped: withheld.is_none().then_some(flipped),
        steps: match withheld {
            Some(_) => Vec::new(),
            None => steps.into_iter().map(told).collect(),
        },
        withheld,
        by_group: (!single).then_some(by_group),
    })
}

/// The last period of `after` among those of `before`, counted from its first one; `None` if it isn't judged there.
pub(super) fn same_period(before: &Cube<'_>, after: &Cube<'_>) -> Option<usize> {
    usize::try_from(named_alike(before, after)? - before.history.first).ok()
}

/// The period of `before` that is called as the last one of `after` is, if it is judged. Its days may be others, where both have calendars
/// of their own.
pub(super) fn named_alike(before: &Cube<'_>, after: &Cube<'_>) -> Option<PeriodIndex> {
    let (old, new) = (&before.data.periods, &after.data.periods);
    let first = new.first_day(after.history.last);
    let label = new.label(after.history.last);
    let near = old.of(first);
    let alike = (near - 1..=near + 1).find(|index| old.label(*index) == label)?;
    (before.history.first..=before.history.last)
        .contains(&alike)
        .then_some(alike)
}

/// Every entity of both, those of the second first.
pub(super) fn places(before: &Cube<'_>, after: &Cube<'_>) -> Vec<Places> {
    if std::ptr::eq(before.data, after.data) {
        return (0..after.data.order.len())
            .map(|place| (Some(place), Some(place)))
            .collect();
    }
    fn names<'d>(cube: &'d Cube<'_>) -> impl Iterator<Item = &'d str> {
        let name = |id: &u32| cube.data.names.evaluated(EntityId(*id)).unwrap_or("");
        cube.data.order.iter().map(name)
    }
    let mut old: BTreeMap<&str, usize> = names(before).zip(0..).collect();
    let mut all: Vec<Places> = names(after)
        .enumerate()
        .map(|(place, name)| (old.remove(name), Some(place)))
        .collect();
    all.extend(old.into_values().map(|place| (Some(place), None)));
    all
}

pub(super) fn entity(before: &Cube<'_>, after: &Cube<'_>, places: Places) -> Option<Private> {
    let (cube, place) = match places {
        (_, Some(place)) => (after, place),
        (Some(place), None) => (before, place),
        (None, None) => return None,
    };
    let id = cube.data.order.get(place)?;
    Some(Private::entity(EntityId(*id), &cube.data.names))
}
