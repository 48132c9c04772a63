//! Spells that leave as many days of the period as a case has.

use super::case_csv::Row;
use super::case_people::named_as;
use super::edge_tables::Making;
use jiff::ToSpan;
use jiff::civil::Date;
use uptake_rules::policy::dataset::SpellEnd;
use uptake_rules::policy::measure::DaysMeasure;
use uptake_rules::value::Literal;

impl Making<'_> {
    /// Spells that leave as many days as the case has: first the days of the list, then those that are taken away, then the days
    /// of other spells, among what is left.
    pub(super) fn days(&mut self, days: &[(DaysMeasure, Literal)]) -> Result<(), String> {
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
            SpellEnd::Through(_) => through,
            SpellEnd::Until(_) => through.saturating_add(1.day()),
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
}
