//! Metrics that are looked at less often than every period.

use crate::calendar::{Periods, date, day};
use crate::names::Private;
use crate::outcome::{MetricRow, NoFigure, Number};
use crate::total::Total;
use std::collections::BTreeMap;
use uptake_rules::policy::calendar::PeriodKind;
use uptake_rules::policy::metric::Cadence;

/// A stretch of several periods.
pub(super) enum Longer<'a> {
    /// The month that has the day this many days into the period.
    Month(i32),
    /// The week of a day.
    Week(&'a Periods),
}

impl Longer<'_> {
    /// What a metric is reported by; `None` for its periods as they are. A week belongs to the month in which most of its days
    /// lie; days make weeks, and the periods of `weeks` are weeks.
    pub(super) fn of(cadence: Cadence, period: PeriodKind, weeks: &Periods) -> Option<Longer<'_>> {
        match (cadence, period) {
            (Cadence::Month, PeriodKind::Week) => Some(Longer::Month(3)),
            (Cadence::Month, PeriodKind::Day) => Some(Longer::Month(0)),
            (Cadence::Week, PeriodKind::Day) => Some(Longer::Week(weeks)),
            _ => None,
        }
    }

    /// The first day of the stretch that a period belongs to.
    pub(super) fn start(&self, period: jiff::civil::Date) -> jiff::civil::Date {
        match self {
            Self::Month(days_in) => period
                .saturating_add(jiff::Span::new().days(i64::from(*days_in)))
                .first_of_month(),
            Self::Week(weeks) => date(weeks.first_day(weeks.of(day(period)))),
        }
    }

    fn label(&self, start: jiff::civil::Date) -> String {
        match self {
            Self::Month(_) => format!("{:04}-{:02}", start.year(), start.month()),
            Self::Week(weeks) => weeks.label(weeks.of(day(start))),
        }
    }
}

/// Longer stretches, each as the mean of its periods' values.
///
/// Numerator and denominator are sums of entity-periods, so that they no longer give the value, and the interval of a share
/// isn't one of a mean: it stays empty.
pub(super) fn averaged(rows: Vec<MetricRow>, by: &Longer<'_>) -> Vec<MetricRow> {
    let mut stretches: BTreeMap<(jiff::civil::Date, usize), Stretch> = BTreeMap::new();
    let mut places: Vec<(Option<String>, Option<Private>)> = Vec::new();
    for row in rows {
        let start = by.start(row.period);
        let key = (row.cut.clone(), row.cut_value.clone());
        let place = places.iter().position(|known| *known == key).unwrap_or_else(|| {
            places.push(key);
            places.len() - 1
        });
        let empty = || Stretch {
            row: MetricRow {
                period: start,
                label: by.label(start),
                cut: row.cut.clone(),
                cut_value: row.cut_value.clone(),
                ..MetricRow::default()
            },
            ..Stretch::default()
        };
        let stretch = stretches.entry((start, place)).or_insert_with(empty);
        stretch.numerator.add(row.numerator, row.no_figure);
        stretch.denominator.add(row.denominator, row.no_figure);
        if let Some(value) = row.value {
            stretch.values.add(Some(value), None);
            stretch.count.add_whole(1);
        }
        let total = &mut stretch.row;
        total.unknown += row.unknown;
        total.no_figure = row.no_figure.or(total.no_figure.take());
        // The band of the stretch's last period that has one.
        total.band = row.band.or(total.band.take());
        total.suppressed |= row.suppressed;
        total.own_rules.extend(row.own_rules);
        total.own_rules.sort_unstable();
        total.own_rules.dedup();
    }
    // What a month says of a group would tell what its hidden weeks don't.
    let shown = |row: MetricRow| match row.suppressed {
        false => row,
        true => MetricRow {
            period: row.period,
            label: row.label,
            cut: row.cut,
            cut_value: row.cut_value,
            suppressed: true,
            ..MetricRow::default()
        },
    };
    stretches.into_values().map(|stretch| shown(stretch.done())).collect()
}

/// A stretch that grows.
#[derive(Default)]
struct Stretch {
    row: MetricRow,
    numerator: Sum,
    denominator: Sum,
    values: Sum,
    count: Total,
}

impl Stretch {
    fn done(self) -> MetricRow {
        let (numerator, denominator) = (self.numerator.sum(), self.denominator.sum());
        let mean = self.values.total.over(&self.count);
        let value = mean.and_then(|mean| Number::float(mean).ok_or(NoFigure::BeyondFloat));
        // Without a value, what its periods lack says more.
        let lacks = match value {
            Ok(_) => numerator.and(denominator).err(),
            Err(error) => self.row.no_figure.or(Some(error)),
        };
        MetricRow {
            numerator: numerator.ok(),
            denominator: denominator.ok(),
            value: value.ok(),
            no_figure: lacks,
            ..self.row
        }
    }
}

/// A sum of figures, which is unknown once one of them is.
#[derive(Default)]
struct Sum {
    total: Total,
    lacks: Option<NoFigure>,
}

impl Sum {
    fn add(&mut self, number: Option<Number>, why: Option<NoFigure>) {
        match number {
            Some(number) => self.total.add(number),
            None => self.lacks = self.lacks.or(why).or(Some(NoFigure::NobodyCounts)),
        }
    }

    fn sum(&self) -> Result<Number, NoFigure> {
        match self.lacks {
            Some(lacks) => Err(lacks),
            None => self.total.sum(),
        }
    }
}
