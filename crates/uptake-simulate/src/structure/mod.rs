//! The structure of an organisation: its people's books, its accounts and all that happens to them, row by row.
//!
//! Nothing is kept but the books and the sums of a few quarters, so that an organisation of any size is written in little memory.

mod account;
mod activity;
mod books;
mod contracts;
mod customer;
mod faults;
#[cfg(feature = "frames")]
mod frames;
mod headlines;
mod life;
mod people_of_customers;
mod scores;
mod simulation;
mod sink;
mod tables;
mod tools_in_use;
mod use_cases;
mod whole;

use crate::roster;
use books::Books;
use std::io;

pub use faults::{FAULTS, Fault, Planted};
#[cfg(feature = "frames")]
pub use frames::{Frames, ParquetFiles};
pub use life::{LEAD, SHORT_LEAD};
pub use simulation::{ACCOUNTS_PER_CSM, Simulation};
pub use sink::{CsvFiles, Field, Sink};
pub use tables::{Kind, Table};
pub use tools_in_use::write_tools_in_use;

/// Writes all rows about staff, accounts and what they do. `done` hears how many of how many books are written.
///
/// # Errors
/// When a row can't be written.
pub fn write_structure(
    simulation: &Simulation,
    sink: &mut dyn Sink,
    done: &mut dyn FnMut(usize, usize),
) -> io::Result<()> {
    let people = roster::roster(&simulation.people);
    let books = Books::new(simulation, &people);
    write_staff(simulation, &books, sink)?;
    use_cases::write(simulation, sink)?;
    let mut headlines = headlines::Headlines::new(simulation);
    let all = books.books.len();
    for (number, book) in books.books.iter().enumerate() {
        for place in 0..book.places {
            for account in account::accounts(simulation, &books, number, place) {
                account.write_contracts(sink)?;
                account.write_stakeholders(sink)?;
                account.write_units(sink)?;
                if sink.wants(Table::HealthScores) {
                    account.write_scores(sink)?;
                }
                if sink.wants(Table::Usage) {
                    account.write_usage(sink)?;
                }
                if sink.wants(Table::Surveys) {
                    account.write_surveys(sink)?;
                }
                if sink.wants(Table::Touches) {
                    account.write_touches(sink)?;
                }
                headlines.add(&account.terms);
            }
        }
        done(number + 1, all);
    }
    headlines.write(simulation, sink)
}

fn write_staff(simulation: &Simulation, books: &Books, sink: &mut dyn Sink) -> io::Result<()> {
    for holder in &books.holders {
        let looks_after = holder.capacity.is_some();
        let row = [
            Field::Text(&holder.id),
            Field::Text(holder.role),
            Field::Text(holder.team),
            Field::Text(holder.segment.as_str()),
            Field::Date(holder.hired_on),
            Field::day(holder.left_on),
            holder.capacity.map_or(Field::Missing, Field::Int),
            Field::whole(40),
            if looks_after {
                Field::hundredths(0.75)
            } else {
                Field::Missing
            },
            if looks_after {
                books::hours_per_account(simulation, holder.segment)
            } else {
                Field::Missing
            },
            holder.renewals.map_or(Field::Missing, Field::Int),
        ];
        sink.row(Table::Staff, &row)?;
    }
    Ok(())
}
