//! A case of the prover → tables that make it.

use super::case_csv::{Row, cell, csv, moment};
use super::case_people::{named_as, someone_else};
use super::yaml::nowhere;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use uptake_engine::calendar::{Periods, date, day};
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::proving::EdgeCase;
use uptake_rules::suite::{Covers, Table};
use uptake_rules::text::Name;
use uptake_rules::value::Literal;

/// The day whose period is judged where the case says none.
const DAY: Date = Date::constant(2026, 2, 2);

/// How many rows a day may have: they are minutes apart.
const MOST_ROWS: usize = 60;

/// The tables of a case.
pub(super) struct CaseTables {
    pub(super) as_of: Date,
    /// A day of the judged period.
    pub(super) period: String,
    pub(super) covers: Covers,
    pub(super) tables: Vec<Table>,
}

/// Tables with which the values of a case come out.
///
/// # Errors
/// Why there are none, in words.
pub(super) fn tables(case: &EdgeCase, policy: &Policy) -> Result<CaseTables, String> {
    let periods = Periods::new(&policy.calendar);
    let stated = case.columns.iter().find(|(name, _)| name == "period");
    let start = match stated {
        Some((_, Literal::Date(day))) => *day,
        _ => DAY,
    };
    let index = periods.of(day(start));
    let (first, last) = periods.span(index);
    let (first, last) = (date(first), date(last));
    let earlier = i32::try_from(case.periods.saturating_sub(1)).map_err(|_| "too many periods".to_owned())?;
    let begins = date(periods.first_day(index - earlier));
    if stated.is_some() && first != start {
        return Err(format!("no period begins on {start}"));
    }
    let mut making = Making {
        policy,
        begins,
        first,
        last,
        rows: BTreeMap::new(),
        outside: BTreeSet::new(),
    };
    for dataset in case.covered.iter().chain(&case.uncovered) {
        making.rows.entry(dataset.clone()).or_default();
    }
    making.list(case)?;
    making.days(&case.days)?;
    making.events(case)?;
    making.others(case);
    let needed = policy.datasets.iter().filter(|dataset| !dataset.optional);
    for dataset in needed {
        making.rows.entry(dataset.name.text.clone()).or_default();
    }
    let before = Covers {
        from: Some(first.saturating_sub(28.days())),
        through: Some(first.saturating_sub(1.day())),
        without_rows: None,
    };
    let silent = Covers {
        from: Some(first),
        through: Some(last),
        without_rows: None,
    };
    let table = |dataset: &Dataset| {
        let rows = making.rows.get(&dataset.name.text)?;
        Some(Table {
            dataset: Name {
                text: dataset.name.text.clone(),
                span: nowhere(),
            },
            rows: csv(dataset, rows, first),
            span: nowhere(),
            mapping: None,
            covers: match making.outside.contains(&dataset.name.text) {
                true => Some(before.clone()),
                false => case.uncovered.contains(&dataset.name.text).then(|| silent.clone()),
            },
        })
    };
    Ok(CaseTables {
        as_of: last,
        period: first.to_string(),
        covers: Covers {
            from: Some(begins),
            through: Some(last),
            without_rows: Some("zero".to_owned()),
        },
        tables: policy.datasets.iter().filter_map(table).collect(),
    })
}

/// The rows of a case, as far as they are made.
pub(super) struct Making<'p> {
    pub(super) policy: &'p Policy,
    /// The first day on record.
    pub(super) begins: Date,
    /// The judged period.
    pub(super) first: Date,
    pub(super) last: Date,
    pub(super) rows: BTreeMap<String, Vec<Row>>,
    /// Datasets of spells that don't cover the period.
    pub(super) outside: BTreeSet<String>,
}

impl Making<'_> {
    /// The row of the list, with the columns that the case states.
    fn list(&mut self, case: &EdgeCase) -> Result<(), String> {
        let of_calendar = |name: &str| ["period", "period_end"].contains(&name);
        let stated = case.columns.iter().filter(|(name, _)| !of_calendar(name));
        let Some(list) = self.policy.entity_dataset() else {
            return match stated.count() {
                0 => Ok(()),
                _ => Err("nobody is listed".to_owned()),
            };
        };
        let stated: Vec<(String, Literal)> = stated.cloned().collect();
        let mut rows = Vec::new();
        for (number, columns) in std::iter::once(&stated).chain(&case.others).enumerate() {
            let mut row = Row::from([(list.entity.text.clone(), named_as(self.policy, number))]);
            for (name, value) in columns {
                if list.column(name).is_none() {
                    return Err(format!("the list has no column `{name}`"));
                }
                row.insert(name.clone(), cell(value));
            }
            if let Some(from) = &list.from {
                let before = self.begins.saturating_sub(2.years());
                row.entry(from.text.clone()).or_insert_with(|| before.to_string());
            }
            rows.push(row);
        }
        self.rows.insert(list.name.text.clone(), rows);
        Ok(())
    }

    /// The rows that are counted.
    fn events(&mut self, case: &EdgeCase) -> Result<(), String> {
        for made in &case.rows {
            let dataset = self.policy.dataset(&made.dataset).ok_or("its dataset isn't known")?;
            let mut by_day: BTreeMap<i64, usize> = BTreeMap::new();
            for offset in &made.days {
                let before = by_day.entry(*offset).or_default();
                *before += 1;
                if *before > MOST_ROWS {
                    return Err("it takes too many rows".to_owned());
                }
                let on = self.first.saturating_add(offset.days());
                let mut row = Row::from([(dataset.entity.text.clone(), named_as(self.policy, made.who))]);
                row.extend(made.values.iter().map(|(name, value)| (name.clone(), cell(value))));
                if let Some(time) = &dataset.time {
                    let minute = i8::try_from(*before - 1).unwrap_or(0);
                    let text = moment(self.policy, dataset.column(&time.text), on, minute)?;
                    row.entry(time.text.clone()).or_insert(text);
                }
                self.rows.entry(made.dataset.clone()).or_default().push(row);
            }
        }
        Ok(())
    }

    /// A row of somebody else on the last day, in each dataset of which something is known.
    fn others(&mut self, case: &EdgeCase) {
        let mut known = false;
        for name in &case.covered {
            let Some(dataset) = self.policy.dataset(name).filter(|_| !case.uncovered.contains(name)) else {
                continue;
            };
            if case.of_all && self.rows.get(name).is_some_and(|rows| !rows.is_empty()) {
                continue;
            }
            let mut row = Row::from([(dataset.entity.text.clone(), someone_else(self.policy))]);
            if let Some(time) = &dataset.time
                && let Ok(text) = moment(self.policy, dataset.column(&time.text), self.last, 0)
            {
                row.insert(time.text.clone(), text);
            }
            self.rows.entry(name.clone()).or_default().push(row);
            known = true;
        }
        if let (Some(list), true) = (self.policy.entity_dataset(), known) {
            let mut row = Row::from([(list.entity.text.clone(), someone_else(self.policy))]);
            if let Some(from) = &list.from {
                row.insert(from.text.clone(), self.first.saturating_sub(2.years()).to_string());
            }
            self.rows.entry(list.name.text.clone()).or_default().push(row);
        }
    }
}
