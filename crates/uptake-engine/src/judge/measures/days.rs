//! Days of a period that spells cover.

use crate::calendar::{Day, PeriodIndex, date};
use crate::judge::cube::Cube;
use crate::reduce::spells::{Spells, covers};
use polars::prelude::*;
use uptake_rules::policy::measure::{DaysMeasure, Measure};

/// The column of a measure of days.
pub(super) fn judge(cube: &Cube<'_>, measure: &Measure, rule: &DaysMeasure) -> Column {
    let days = days(cube, rule);
    Int64Chunked::from_iter_options(measure.name.text.as_str().into(), days.into_iter()).into_column()
}

/// For each row of the cube: on how many of the days that count the entity has a spell of `within` and none of `except`.
/// Unknown where the dataset of `within` isn't delivered, in periods that a source of any of them doesn't cover, and where a row that
/// can't be used may decide whether a day counts.
fn days(cube: &Cube<'_>, measure: &DaysMeasure) -> Vec<Option<i64>> {
    let within = measure.within.as_ref().map(|name| cube.data.spells.get(name));
    let except: Vec<_> = measure
        .except
        .iter()
        .filter_map(|name| cube.data.spells.get(name))
        .collect();
    // What isn't known of a period from all that is read of it, isn't known at all.
    let read = measure.within.iter().chain(&measure.except);
    let known: Vec<Vec<bool>> = read.map(|name| cube.lasting(name)).collect();
    let (first, last) = cube.range();
    let working: Vec<Vec<Day>> = (first..=last).map(|period| counted(cube, measure, period)).collect();
    let mut answer = Vec::with_capacity(cube.frame.height());
    for code in &cube.data.order {
        let of = |spells: &&Spells| spells.get(*code as usize).cloned().unwrap_or_default();
        let present = match &within {
            None => Some(vec![(Day::MIN, Day::MAX)]),
            Some(spells) => spells.as_ref().map(of),
        };
        let absent: Vec<(Day, Day)> = except.iter().flat_map(of).collect();
        let maybe_present = doubts(cube, measure.within.as_slice(), *code);
        let maybe_absent = doubts(cube, &measure.except, *code);
        for (at, days) in working.iter().enumerate() {
            if known.iter().any(|known| known.get(at) != Some(&true)) {
                answer.push(None);
                continue;
            }
            answer.push(present.as_ref().and_then(|present| {
                let mut counted = 0;
                for day in days {
                    let (is_present, is_absent) = (covers(present, *day), covers(&absent, *day));
                    let surely = is_present && !is_absent && !covers(&maybe_absent, *day);
                    let perhaps = (is_present || covers(&maybe_present, *day)) && !is_absent;
                    if surely != perhaps {
                        return None;
                    }
                    counted += i64::from(surely);
                }
                Some(counted)
            }));
        }
    }
    answer
}

/// The days on which it isn't known whether an entity has a spell of some datasets.
fn doubts(cube: &Cube<'_>, datasets: &[String], entity: u32) -> Vec<(Day, Day)> {
    let of = |dataset: &String| cube.data.doubts.get(dataset)?.get(&entity);
    datasets.iter().filter_map(of).flatten().copied().collect()
}

/// The days of a period that count.
fn counted(cube: &Cube<'_>, measure: &DaysMeasure, period: PeriodIndex) -> Vec<Day> {
    let periods = &cube.data.periods;
    (periods.first_day(period)..=periods.last_day(period))
        .filter(|day| measure.on.contains(&date(*day).weekday()))
        .collect()
}
