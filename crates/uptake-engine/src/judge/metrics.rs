//! Metrics: shares, means and ratios over entities, per period and cut.

use super::bands::{Segments, Shared};
use super::cube::Cube;
use super::cut::Cut;
use super::governed::Governed;
use super::own_rules::OwnRules;
use super::privacy::{Adds, Hidden, Told, few};
use super::shares::{Counts, State, states, tally};
use crate::calendar::{PeriodIndex, date};
use crate::error::Error;
use crate::names::Private;
use crate::numbers::Numbers;
use crate::outcome::{ALL, ExcludedRow, Figure, MetricRow, NoFigure, Number};
use crate::statistics::{CONFIDENCE, wilson};
use crate::total::Total;
use crate::truths;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::policy::metric::{Metric, MetricKind};

/// The rows of a metric: for each period first the whole, then each cut with each of its values.
/// A value of a cut that nobody has in a period still has its row, without a rate. Groups that are `hidden` have no figures. With
/// `governed` each group has the rules of its own.
///
/// # Errors
/// When a column isn't there or can't be read.
pub(crate) fn rows(
    metric: &Metric,
    cube: &Cube<'_>,
    hidden: &Hidden<'_>,
    governed: Option<&Governed>,
) -> Result<Vec<MetricRow>, Error> {
    let (policy, frame) = (cube.policy, &cube.frame);
    let members = Members::of(metric, &|name| frame.column(name))?;
    let segments = Segments::of(metric, cube)?;
    let mut cuts = vec![Cut::whole()];
    for name in &metric.by {
        cuts.push(Cut::of(&name.text, frame, policy, cube.spread(&name.text))?);
    }
    let periods = cube.periods();
    let mut tables: Vec<Vec<Group>> = cuts
        .iter()
        .map(|cut| vec![Group::default(); periods * cut.values.len()])
        .collect();
    let mut own = governed.and_then(|governed| OwnRules::of(metric, cube, governed));
    let quick = match own {
        None => members.states(),
        Some(_) => None,
    };
    let by_row: Vec<usize> = match &quick {
        None => (0..cuts.len()).collect(),
        Some(states) => {
            let plain = |cut: &Cut| cut.parts.is_empty() && segments.as_ref().is_none_or(Segments::is_plain);
            for (cut, table) in cuts.iter().zip(&mut tables).filter(|(cut, _)| plain(cut)) {
                let counts = tally(states, cut, periods, segments.as_ref());
                table
                    .iter_mut()
                    .zip(counts)
                    .for_each(|(group, counts)| group.add_all(counts));
            }
            (0..cuts.len())
                .filter(|at| cuts.get(*at).is_none_or(|cut| !plain(cut)))
                .collect()
        }
    };
    let rows = if by_row.is_empty() { 0 } else { frame.height() };
    for row in 0..rows {
        let period = row % periods.max(1);
        for at in &by_row {
            let (at, Some(cut), Some(table)) = (*at, cuts.get(*at), tables.get_mut(*at)) else {
                continue;
            };
            let first = period * cut.values.len();
            cut.each(row, |code, weight, of| {
                if let Some(own) = own.as_mut().filter(|_| at > 0 && members.counted(row).is_some()) {
                    own.add(row, at, first + code);
                }
                if let Some(group) = table.get_mut(first + code) {
                    let of = of.filter(|_| segments.as_ref().is_some_and(|known| known.origin == cut.origin));
                    members.add((row, weight), group, segments.as_ref(), of);
                }
            });
        }
    }
    let (first, _) = cube.range();
    let columns = cube.columns();
    let shown = |cut: &Cut, value: &str| -> Option<Private> { Some(columns.text(cut.name.as_deref()?, value)) };
    let mut rows = Vec::new();
    for period in 0..periods {
        let index = first + PeriodIndex::try_from(period).unwrap_or(0);
        for (at, (cut, table)) in cuts.iter().zip(&tables).enumerate() {
            // The whole is always shown.
            let name = cut.name.as_deref();
            let hidden = name.and_then(|name| hidden.metric(&metric.name.text, name, period));
            let groups = table.chunks(cut.values.len().max(1)).nth(period).unwrap_or(&[]);
            let first = period * cut.values.len();
            for (number, (value, group)) in cut.values.iter().zip(groups).enumerate() {
                if hidden.is_some_and(|hidden| hidden.contains(value)) {
                    rows.push(MetricRow {
                        period: date(cube.data.periods.first_day(index)),
                        label: cube.data.periods.label(index),
                        cut: cut.name.clone(),
                        cut_value: shown(cut, value),
                        suppressed: true,
                        ..MetricRow::default()
                    });
                    continue;
                }
                rows.push(MetricRow {
                    period: date(cube.data.periods.first_day(index)),
                    label: cube.data.periods.label(index),
                    cut: cut.name.clone(),
                    cut_value: shown(cut, value),
                    own_rules: own.as_ref().map_or_else(Vec::new, |own| own.group(at, first + number)),
                    ..members.row(group, segments.as_ref())
                });
            }
        }
    }
    Ok(rows)
}

/// Which group each row is in by a cut; an entity in several at once in the first.
pub(crate) struct Groups {
    /// The cut's column.
    pub(crate) column: String,
    cut: Cut,
}

impl Groups {
    /// The group of a row.
    pub(crate) fn value(&self, row: usize) -> Option<&str> {
        self.cut.values.get(self.cut.code(row)).map(String::as_str)
    }
}

/// The cuts of a metric.
///
/// # Errors
/// When a column isn't there or can't be read.
pub(crate) fn cuts(metric: &Metric, cube: &Cube<'_>) -> Result<Vec<Groups>, Error> {
    let groups = |name: &str| -> Result<Groups, Error> {
        Ok(Groups {
            column: name.to_owned(),
            cut: Cut::of(name, &cube.frame, cube.policy, cube.spread(name))?,
        })
    };
    metric.by.iter().map(|name| groups(&name.text)).collect()
}

/// A metric as a whole in a period, counted from the first judged one.
///
/// # Errors
/// When a column isn't there or can't be read.
pub(crate) fn whole(metric: &Metric, cube: &Cube<'_>, period: usize) -> Result<MetricRow, Error> {
    let members = Members::of(metric, &|name| cube.frame.column(name))?;
    let mut group = Group::default();
    for row in (period..cube.frame.height()).step_by(cube.periods().max(1)) {
        members.add((row, 1.0), &mut group, None, None);
    }
    let (first, _) = cube.range();
    let index = first + PeriodIndex::try_from(period).unwrap_or(0);
    Ok(MetricRow {
        period: date(cube.data.periods.first_day(index)),
        label: cube.data.periods.label(index),
        ..members.row(&group, None)
    })
}

/// A figure of two tables of people, and of what lies between them.
pub(crate) struct Mixed {
    /// By the first table.
    pub(crate) before: Figure,
    /// Some rows as the second has them, all others as the first has them.
    pub(crate) between: Figure,
    /// By the second table.
    pub(crate) after: Figure,
}

/// The columns that a metric reads of everybody.
pub(crate) fn reads(metric: &Metric) -> Vec<&str> {
    let kind = match &metric.kind {
        MetricKind::Share(of) | MetricKind::Mean(of) | MetricKind::Sum(of) => vec![of],
        MetricKind::Ratio(ratio, to) => vec![ratio, to],
    };
    let all = metric.of.iter().chain(kind);
    all.map(|name| name.text.as_str()).collect()
}

/// The period of a figure, with the column and the value that it is cut by.
pub(crate) type MixedKey = (i32, Option<(String, String)>);

/// The figures of a metric by two tables of people with the period of each row, and between both: the rows that `moves` says of each table
/// as the second has them, all others as the first has them. Of cuts only those by a column of texts of which nobody has several.
///
/// # Errors
/// When a column isn't in both tables, or can't be read.
pub(crate) fn mixed(
    metric: &Metric,
    sides: [(&DataFrame, &[i32]); 2],
    moves: &[&dyn Fn(usize) -> bool; 2],
) -> Result<BTreeMap<MixedKey, Mixed>, Error> {
    let mut groups: BTreeMap<MixedKey, [Group; 3]> = BTreeMap::new();
    let mut members = None;
    for (side, ((frame, periods), moves)) in sides.into_iter().zip(moves).enumerate() {
        let own = Members::of(metric, &|name| frame.column(name).cloned())?;
        let mut cuts = Vec::new();
        for name in &metric.by {
            let several = frame.column(&format!("{}{ALL}", name.text)).is_ok();
            if let Ok(column) = frame.column(&name.text)
                && let Ok(texts) = column.str()
                && !several
            {
                cuts.push((name.text.clone(), texts.clone()));
            }
        }
        for (row, period) in periods.iter().enumerate() {
            let moved = moves(row);
            let whole = std::iter::once((*period, None));
            let of_cuts = cuts.iter().filter_map(|(name, texts)| {
                let value = texts.get(row)?;
                Some((*period, Some((name.clone(), value.to_owned()))))
            });
            for key in whole.chain(of_cuts) {
                let [before, between, after] = groups.entry(key).or_default();
                let (end, counts) = match side {
                    0 => (before, !moved),
                    _ => (after, moved),
                };
                own.add((row, 1.0), end, None, None);
                if counts {
                    own.add((row, 1.0), between, None, None);
                }
            }
        }
        members = Some(own);
    }
    let Some(members) = members else {
        return Ok(BTreeMap::new());
    };
    let figure = |group: &Group| Figure::from(&members.row(group, None));
    let figures = groups.into_iter().map(|(key, [before, between, after])| {
        let mixed = Mixed {
            before: figure(&before),
            between: figure(&between),
            after: figure(&after),
        };
        (key, mixed)
    });
    Ok(figures.collect())
}

/// Adds a metric to what is told of groups.
///
/// # Errors
/// When a column isn't there or can't be read.
pub(crate) fn tell<'a>(metric: &'a Metric, cube: &Cube<'_>, told: &mut Told<'a>) -> Result<(), Error> {
    if metric.by.is_empty() {
        return Ok(());
    }
    let members = Members::of(metric, &|name| cube.frame.column(name))?;
    let (adds, columns) = match &metric.kind {
        MetricKind::Share(share) => (Adds::People, vec![share]),
        MetricKind::Mean(of) | MetricKind::Sum(of) => (Adds::Amounts, vec![of]),
        MetricKind::Ratio(ratio, to) => (Adds::Both, vec![ratio, to]),
    };
    let columns = columns.into_iter().map(|name| name.text.clone()).collect();
    let counted = |row| {
        let (numerator, denominator) = members.counted(row).flatten()?;
        Some((numerator.nearest(), denominator.nearest()))
    };
    told.metric(metric, adds, columns, counted, cube)
}

/// Who doesn't count, by the labels of the metric's ladder, for each period: the reasons from low to high, then those for
/// whom the ladder has no answer. Of whom it is unknown whether they count isn't among them. Reasons that nobody has are left out,
/// and how many have one isn't told where they are too few.
///
/// # Errors
/// When a column isn't there or can't be read.
pub fn excluded(metric: &Metric, cube: &Cube<'_>) -> Result<Vec<ExcludedRow>, Error> {
    let (Some(ladder), Some(of)) = (&metric.excluded_by, &metric.of) else {
        return Ok(Vec::new());
    };
    let reasons = Cut::of(&ladder.text, &cube.frame, cube.policy, None)?;
    let counts = cube.frame.column(&of.text)?.bool()?.clone();
    let periods = cube.periods().max(1);
    let width = reasons.values.len().max(1);
    let mut table = vec![0u64; periods * width];
    for (row, (counts, reason)) in counts.iter().zip(&reasons.codes).enumerate() {
        if counts == Some(false)
            && let Some(slot) = table.get_mut(row % periods * width + *reason as usize)
        {
            *slot += 1;
        }
    }
    let (first, _) = cube.range();
    let mut rows = Vec::new();
    for (period, slots) in table.chunks(width).enumerate() {
        let index = first + PeriodIndex::try_from(period).unwrap_or(0);
        let hidden = cube
            .policy
            .smallest_group
            .map_or_else(BTreeSet::new, |least| few(slots, least));
        let of_period = reasons.values.iter().zip(slots).enumerate();
        for (number, (reason, entities)) in of_period.filter(|(_, (_, entities))| **entities > 0) {
            rows.push(ExcludedRow {
                period: date(cube.data.periods.first_day(index)),
                label: cube.data.periods.label(index),
                reason: reason.clone(),
                entities: (!hidden.contains(&number)).then_some(*entities),
                suppressed: hidden.contains(&number),
            });
        }
    }
    Ok(rows)
}

/// What is added up of a group.
#[derive(Clone, Default)]
struct Group {
    numerator: Total,
    denominator: Total,
    /// How many were added, each as one however little of it is in the group.
    counted: u64,
    unknown: u64,
    shared: Shared,
    /// Whether some of it counts with less than one.
    fractions: bool,
}

impl Group {
    /// Adds what was counted of a share: as [`Members::add`] does for each.
    fn add_all(&mut self, counts: Counts) {
        self.numerator.add_whole(counts.with);
        self.denominator.add_whole(counts.counted);
        self.counted += counts.counted.unsigned_abs();
        self.unknown += counts.unknown;
        self.shared = counts.shared;
    }
}

/// What a count of shares of entities may be off by and still be whole.
const NOISE: f64 = 1e-9;

/// Who counts, and with what.
pub(crate) struct Members {
    of: Option<Vec<Option<bool>>>,
    kind: Kind,
    /// 100 where the metric is in percent.
    scale: f64,
}

enum Kind {
    Share(Vec<Option<bool>>),
    Mean(Numbers),
    Sum(Numbers),
    Ratio(Numbers, Numbers),
}

/// One, as it is counted.
const ONE: Number = Number::Whole(1);

impl Members {
    /// Those of a metric, in the rows of these columns.
    ///
    /// # Errors
    /// When a column isn't there or can't be read.
    pub(crate) fn of(metric: &Metric, column: &dyn Fn(&str) -> PolarsResult<Column>) -> Result<Self, Error> {
        let truths = |name: &str| -> Result<Vec<Option<bool>>, Error> { Ok(truths::of(column(name)?.bool()?)) };
        let numbers = |name: &str| -> Result<Numbers, Error> { Numbers::of(&column(name)?) };
        Ok(Self {
            of: metric.of.as_ref().map(|of| truths(&of.text)).transpose()?,
            scale: if metric.is_percent() { 100.0 } else { 1.0 },
            kind: match &metric.kind {
                MetricKind::Share(share) => Kind::Share(truths(&share.text)?),
                MetricKind::Mean(mean) => Kind::Mean(numbers(&mean.text)?),
                MetricKind::Sum(sum) => Kind::Sum(numbers(&sum.text)?),
                MetricKind::Ratio(ratio, to) => Kind::Ratio(numbers(&ratio.text)?, numbers(&to.text)?),
            },
        })
    }

    /// What the entity of a row adds to numerator and denominator: nothing if it doesn't count, `None` inside if it isn't known
    /// whether or with what.
    pub(crate) fn counted(&self, row: usize) -> Option<Option<(Number, Number)>> {
        let counts = self.of.as_ref().map_or(Some(true), |of| of.get(row).copied().flatten());
        Some(match (counts, &self.kind) {
            (Some(false), _) => return None,
            (None, _) => None,
            (Some(true), Kind::Share(share)) => {
                let hit = share.get(row).copied().flatten();
                hit.map(|hit| (Number::Whole(hit.into()), ONE))
            }
            (Some(true), Kind::Mean(of) | Kind::Sum(of)) => of.get(row).map(|value| (value, ONE)),
            (Some(true), Kind::Ratio(ratio, to)) => ratio.get(row).zip(to.get(row)),
        })
    }

    /// How all rows stand to a share; nothing for another kind of metric.
    fn states(&self) -> Option<Vec<State>> {
        match &self.kind {
            Kind::Share(share) => Some(states(self.of.as_deref(), share)),
            Kind::Mean(_) | Kind::Sum(_) | Kind::Ratio(..) => None,
        }
    }

    /// Adds the entity of a row with a weight, and as the `memberships` that are in the group. Who isn't known to count, or
    /// counts with an unknown value, is counted as unknown, always as one: it is in neither numerator nor denominator.
    fn add(
        &self,
        (row, weight): (usize, f64),
        group: &mut Group,
        segments: Option<&Segments<'_>>,
        memberships: Option<&[usize]>,
    ) {
        let Some(pair) = self.counted(row) else { return };
        match pair {
            None => group.unknown += 1,
            Some((numerator, denominator)) => {
                group.numerator.add_part(numerator, weight);
                group.denominator.add_part(denominator, weight);
                group.counted += 1;
                group.fractions |= weight < 1.0;
                if let Some(segments) = segments {
                    group.shared = segments.join(group.shared, row, memberships);
                }
            }
        }
    }

    fn row(&self, group: &Group, segments: Option<&Segments<'_>>) -> MetricRow {
        let scale = self.scale;
        let (numerator, denominator) = (self.numerator(group), self.denominator(group));
        let value = self.value(group, numerator, denominator);
        let band = value.ok().zip(segments);
        let band = band.and_then(|(value, segments)| segments.band(group.shared, value.nearest()));
        let interval = match (&self.kind, numerator, denominator) {
            (Kind::Share(_), Ok(hits), Ok(of)) => wilson(hits.nearest(), of.nearest(), CONFIDENCE),
            _ => None,
        };
        MetricRow {
            numerator: numerator.ok(),
            denominator: denominator.ok(),
            unknown: group.unknown,
            value: value.ok(),
            no_figure: value.and(numerator).and(denominator).err(),
            low: interval.map(|(low, _)| low * scale),
            high: interval.map(|(_, high)| high * scale),
            band,
            ..MetricRow::default()
        }
    }

    fn numerator(&self, group: &Group) -> Result<Number, NoFigure> {
        let is_count = match self.kind {
            Kind::Share(_) => group.fractions,
            Kind::Mean(_) | Kind::Sum(_) | Kind::Ratio(..) => false,
        };
        group.numerator.sum().map(|sum| rounded(sum, is_count))
    }

    fn denominator(&self, group: &Group) -> Result<Number, NoFigure> {
        let is_count = match self.kind {
            Kind::Share(_) | Kind::Mean(_) | Kind::Sum(_) => group.fractions,
            Kind::Ratio(..) => false,
        };
        group.denominator.sum().map(|sum| rounded(sum, is_count))
    }

    fn value(
        &self,
        group: &Group,
        numerator: Result<Number, NoFigure>,
        denominator: Result<Number, NoFigure>,
    ) -> Result<Number, NoFigure> {
        match group.counted {
            0 if group.unknown > 0 => return Err(NoFigure::UnknownStatus),
            0 => return Err(NoFigure::NobodyCounts),
            _ => {}
        }
        // A sum is told with how many it was added up from, so its denominator doesn't divide.
        if let Kind::Sum(_) = self.kind {
            return numerator;
        }
        let exact = |number: Result<Number, NoFigure>| number.ok().and_then(Number::exact);
        let value = match (exact(numerator), exact(denominator)) {
            (_, Some(0.0)) => return Err(NoFigure::ZeroDenominator),
            (Some(numerator), Some(denominator)) => {
                let value = numerator * self.scale / denominator;
                if value.is_finite() {
                    value
                } else {
                    numerator / denominator * self.scale
                }
            }
            // Where one of them isn't a float, they are divided as they are.
            _ => group.numerator.over(&group.denominator)? * self.scale,
        };
        Number::float(value).ok_or(NoFigure::BeyondFloat)
    }
}

/// A sum; of a count of shares of entities three thirds are one, whatever sums of fractions come to.
fn rounded(sum: Number, is_count: bool) -> Number {
    match sum {
        Number::Float(number) if is_count && (number.round() - number).abs() < NOISE => Number::Float(number.round()),
        sum => sum,
    }
}
