//! A case of the prover → tables that make it.

use super::yaml::nowhere;
use jiff::ToSpan;
use jiff::civil::{Date, time};
use std::collections::{BTreeMap, BTreeSet};
use uptake_engine::calendar::{Periods, date, day};
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::{Column, Dataset, Missing};
use uptake_rules::policy::measure::DaysMeasure;
use uptake_rules::proving::EdgeCase;
use uptake_rules::suite::{Covers, Table};
use uptake_rules::text::Name;
use uptake_rules::value::{Literal, Type};

/// Who is in every case.
pub(super) const WHO: &str = "ana";

/// Somebody else, so that each source has a row: of one without any row nothing is known.
pub(super) const OTHER: &str = "ben";

/// The same where entities have numbers: more than a case has of them.
pub(super) const BEYOND: i64 = 1_000_001;

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

/// A row: its values by column.
pub(super) type Row = BTreeMap<String, String>;

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

struct Making<'p> {
    policy: &'p Policy,
    /// The first day on record.
    begins: Date,
    /// The judged period.
    first: Date,
    last: Date,
    rows: BTreeMap<String, Vec<Row>>,
    /// Datasets of spells that don't cover the period.
    outside: BTreeSet<String>,
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

    /// Spells that leave as many days as the case has: first the days of the list, then those that are taken away, then the days
    /// of other spells, among what is left.
    fn days(&mut self, days: &[(DaysMeasure, Literal)]) -> Result<(), String> {
        let list = self.policy.entity_dataset().map(|list| list.name.text.clone());
        let of_others = |measure: &DaysMeasure| measure.within.is_some() && measure.within != list;
        let mut days: Vec<&(DaysMeasure, Literal)> = days.iter().collect();
        days.sort_by_key(|(measure, _)| (of_others(measure), measure.except.len()));
        let (mut employed, mut away) = (usize::MAX, 0);
        for (measure, value) in days {
            let Literal::Int(wanted) = value else {
                self.unknown_days(measure, of_others(measure))?;
                continue;
            };
            let wanted = usize::try_from(*wanted).map_err(|_| "fewer than no days".to_owned())?;
            let counted = self.counted(measure);
            let there = employed.min(counted.len());
            if of_others(measure) {
                let taken = if measure.except.is_empty() { 0 } else { away };
                self.among(measure, counted.get(taken..there).unwrap_or_default(), wanted)?;
                continue;
            }
            match measure.except.iter().find(|name| self.plain(name)) {
                _ if wanted > there => return Err("the period has fewer days".to_owned()),
                Some(except) if wanted < there => {
                    away = there - wanted;
                    let through = counted.get(away - 1).copied().unwrap_or(self.last);
                    self.spell(except, Some(self.first), through)?;
                }
                None if wanted < there => {
                    let through = match wanted {
                        0 => self.first.saturating_sub(1.day()),
                        some => counted.get(some - 1).copied().unwrap_or(self.last),
                    };
                    let dataset = measure.within.as_ref().ok_or("every day counts")?;
                    self.spell(dataset, None, through)?;
                    employed = wanted;
                }
                Some(_) | None => {}
            }
        }
        Ok(())
    }

    /// A spell on so many of some days, the last ones.
    fn among(&mut self, measure: &DaysMeasure, days: &[Date], wanted: usize) -> Result<(), String> {
        let Some(dataset) = &measure.within else { return Ok(()) };
        self.rows.entry(dataset.clone()).or_default();
        let start = days.len().checked_sub(wanted).ok_or("fewer days are left")?;
        match (days.get(start), days.last()) {
            (Some(from), Some(through)) => self.spell(dataset, Some(*from), *through),
            _ => Ok(()),
        }
    }

    /// Days aren't known where one of the lists that they rest on doesn't cover the period.
    fn unknown_days(&mut self, measure: &DaysMeasure, of_others: bool) -> Result<(), String> {
        let within = measure.within.iter().filter(|_| of_others);
        let mut spells = within.chain(&measure.except).chain(&measure.within);
        let name = spells
            .find(|name| self.plain(name))
            .ok_or("days that are always known")?;
        self.outside.insert(name.clone());
        self.rows.entry(name.clone()).or_default();
        Ok(())
    }

    /// The days of the period that a measure counts.
    fn counted(&self, measure: &DaysMeasure) -> Vec<Date> {
        let days = self.first.series(1.day()).take_while(|day| *day <= self.last);
        days.filter(|day| measure.on.contains(&day.weekday())).collect()
    }

    /// Whether a dataset has spells of single entities.
    fn plain(&self, name: &str) -> bool {
        self.policy
            .dataset(name)
            .is_some_and(|dataset| dataset.by.is_none() && dataset.end.is_some())
    }

    /// Adds a spell, or ends the one of the list.
    fn spell(&mut self, name: &str, from: Option<Date>, through: Date) -> Result<(), String> {
        let dataset = self.policy.dataset(name).filter(|_| self.plain(name));
        let (Some(dataset), Some(end)) = (dataset, dataset.and_then(|dataset| dataset.end.as_ref())) else {
            return Err(format!("`{name}` has no spells of single people"));
        };
        let last = match end {
            uptake_rules::policy::dataset::SpellEnd::Through(_) => through,
            uptake_rules::policy::dataset::SpellEnd::Until(_) => through.saturating_add(1.day()),
        };
        let start = from.unwrap_or(self.first.saturating_sub(2.years()));
        let rows = self.rows.entry(name.to_owned()).or_default();
        let own = rows
            .iter_mut()
            .find(|row| from.is_none() && row.contains_key(&dataset.entity.text));
        match own {
            Some(row) => {
                row.insert(end.column().text.clone(), last.to_string());
            }
            None => {
                let mut row = Row::from([
                    (dataset.entity.text.clone(), named_as(self.policy, 0)),
                    (end.column().text.clone(), last.to_string()),
                ]);
                row.extend(dataset.from.iter().map(|from| (from.text.clone(), start.to_string())));
                rows.push(row);
            }
        }
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

/// The name of a person of a case: the one that it is about, or another one by number. Where entities have numbers, it is one.
pub(super) fn named_as(policy: &Policy, who: usize) -> String {
    if numbered(policy) {
        return (who + 1).to_string();
    }
    match who {
        0 => WHO.to_owned(),
        other => format!("other {other}"),
    }
}

/// The name of somebody else, who is in none of the figures.
fn someone_else(policy: &Policy) -> String {
    match numbered(policy) {
        true => BEYOND.to_string(),
        false => OTHER.to_owned(),
    }
}

/// Whether the rules call entities by numbers: in the list, or else wherever they have rows.
pub(super) fn numbered(policy: &Policy) -> bool {
    let whole = |dataset: &Dataset| {
        dataset
            .column(&dataset.entity.text)
            .is_some_and(|column| column.ty == Type::Int)
    };
    match policy.entity_dataset() {
        Some(list) => whole(list),
        None => policy.datasets.iter().any(whole),
    }
}

/// A moment of a day, as a column has it.
pub(super) fn moment(policy: &Policy, column: Option<&Column>, on: Date, minute: i8) -> Result<String, String> {
    if column.is_some_and(|column| column.ty == Type::Date) {
        return Ok(on.to_string());
    }
    let moment = on.to_datetime(time(9, minute, 0, 0)).in_tz(&policy.calendar.time_zone);
    moment
        .map(|moment| moment.timestamp().to_string())
        .map_err(|error| error.to_string())
}

/// A table with the columns that it needs and those that its rows have.
pub(super) fn csv(dataset: &Dataset, rows: &[Row], first: Date) -> String {
    let used = |column: &&Column| !column.optional || rows.iter().any(|row| row.contains_key(&column.name.text));
    let columns: Vec<&Column> = dataset.columns.iter().filter(used).collect();
    let heading: Vec<&str> = columns.iter().map(|column| column.source_name()).collect();
    let mut out = heading.join(",");
    out.push('\n');
    for (number, row) in rows.iter().enumerate() {
        let cells: Vec<String> = columns
            .iter()
            .map(|column| match row.get(&column.name.text) {
                Some(value) => in_csv(value),
                None => filler(dataset, column, number, first),
            })
            .collect();
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

/// What stands in a column that makes no difference.
fn filler(dataset: &Dataset, column: &Column, number: usize, first: Date) -> String {
    let name = &column.name.text;
    if dataset.key.iter().any(|key| key.text == *name) {
        return (number + 1).to_string();
    }
    if dataset.weight.as_ref().is_some_and(|weight| weight.text == *name) {
        return "1".to_owned();
    }
    match (column.missing, column.values.first(), column.ty) {
        (Missing::Allow, _, _) => String::new(),
        (_, Some(value), _) => in_csv(value),
        (_, None, Type::Text | Type::Unknown) => "some".to_owned(),
        (_, None, Type::Int | Type::Float) => "1".to_owned(),
        (_, None, Type::Bool) => "false".to_owned(),
        (_, None, Type::Date) => first.to_string(),
        (_, None, Type::Datetime) => format!("{first}T09:00:00Z"),
    }
}

/// A value as a table has it; nothing if it is unknown.
pub(super) fn cell(value: &Literal) -> String {
    match value {
        Literal::Unknown => String::new(),
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) => value.to_string(),
        Literal::Text(text) => text.clone(),
        Literal::Date(day) => day.to_string(),
        Literal::Datetime(micros) => {
            jiff::Timestamp::from_microsecond(*micros).map_or_else(|_| String::new(), |at| at.to_string())
        }
    }
}

/// A value in a line of comma-separated values.
fn in_csv(value: &str) -> String {
    match value.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", value.replace('"', "\"\"")),
        false => value.to_owned(),
    }
}
