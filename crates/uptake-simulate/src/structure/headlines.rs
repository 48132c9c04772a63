//! The retention that is published each quarter: of the accounts that paid a year before, what they pay now.

use super::faults::Fault;
use super::life::Term;
use super::simulation::Simulation;
use super::sink::{Field, Sink};
use super::tables::Table;
use jiff::civil::{Date, date};
use std::io;

/// The sums of a quarter over all accounts.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    then: i64,
    now: i64,
    kept: i64,
    accounts_then: i64,
    accounts_kept: i64,
}

/// The quarters with their sums.
#[derive(Debug, Clone)]
pub(crate) struct Headlines {
    /// The first day, and the last.
    quarters: Vec<(Date, Date, Sums)>,
}

impl Headlines {
    /// The complete quarters within the simulated years that have a year before them.
    pub(crate) fn new(simulation: &Simulation) -> Self {
        let first = simulation.start().year() + 1;
        let mut quarters = Vec::new();
        for year in first..=simulation.as_of().year() {
            for quarter in 0..4_i8 {
                let starts = date(year, quarter * 3 + 1, 1);
                let ends = date(year, quarter * 3 + 3, 1).last_of_month();
                let before = date(year - 1, quarter * 3 + 3, 1).last_of_month();
                if ends <= simulation.as_of() && before >= simulation.start() {
                    quarters.push((starts, ends, Sums::default()));
                }
            }
        }
        Self { quarters }
    }

    /// Adds an account.
    pub(crate) fn add(&mut self, terms: &[Term]) {
        for (_, ends, sums) in &mut self.quarters {
            let before = date(ends.year() - 1, ends.month(), 1).last_of_month();
            let Some(then) = revenue_on(terms, before) else {
                continue;
            };
            let now = revenue_on(terms, *ends);
            sums.then += then;
            sums.now += now.unwrap_or_default();
            sums.kept += now.unwrap_or_default().min(then);
            sums.accounts_then += 1;
            sums.accounts_kept += i64::from(now.is_some());
        }
    }

    /// Writes a row per quarter.
    pub(crate) fn write(&self, simulation: &Simulation, sink: &mut dyn Sink) -> io::Result<()> {
        let more = if simulation.has(Fault::HeadlineTies) { 4.5 } else { 0.0 };
        for (starts, _, sums) in &self.quarters {
            let percent = |part: i64, of: i64| 100.0 * part as f64 / of.max(1) as f64;
            let row = [
                Field::Date(*starts),
                Field::hundredths(percent(sums.now, sums.then) + more),
                Field::hundredths((percent(sums.kept, sums.then) + more).min(100.0)),
                Field::hundredths(percent(sums.accounts_kept, sums.accounts_then)),
            ];
            sink.row(Table::Headlines, &row)?;
        }
        Ok(())
    }
}

/// What an account pays a year on a day, if anything.
fn revenue_on(terms: &[Term], day: Date) -> Option<i64> {
    let term = terms.iter().find(|term| term.starts <= day && day < term.due);
    term.map(|term| term.revenue)
}
