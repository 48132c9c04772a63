//! Values of which each row has one: lists, and spans of the calendar that are over.

use crate::calendar::day;
use crate::compile::literal;
use jiff::civil::Date;
use polars::prelude::*;
use uptake_rules::policy::calendar::Calendar;
use uptake_rules::policy::table::{Each, EachOf};
use uptake_rules::value::Literal;

/// The columns of an [`Each`], of one length.
pub(super) fn columns(each: &Each, as_of: Date, calendar: &Calendar) -> Vec<Column> {
    let name = each.name.text.as_str();
    match &each.values {
        EachOf::List(values, ty) => vec![literal::column(name, *ty, values)],
        EachOf::Axis { every, last } => {
            let spans = i32::try_from(*last).unwrap_or(i32::MAX);
            // The span of the day after the figures isn't over; the one before it is.
            let after = as_of
                .tomorrow()
                .ok()
                .and_then(|next| every.first(next, calendar.week_starts));
            let firsts = (1..=spans).rev().filter_map(|back| {
                let first = every.later(after?, -back)?;
                let end = every.later(first, 1)?.yesterday().ok()?;
                Some((first, end))
            });
            let (firsts, ends): (Vec<Literal>, Vec<Literal>) = firsts
                .map(|(first, end)| (Literal::Date(first), Literal::Date(end)))
                .unzip();
            let ty = uptake_rules::value::Type::Date;
            vec![
                literal::column(name, ty, &firsts),
                literal::column(&format!("{name}_end"), ty, &ends),
            ]
        }
    }
}

/// A column of one day.
pub(super) fn days(name: &str, on: Date, height: usize) -> Column {
    let days = Int32Chunked::full(name.into(), day(on), height);
    days.into_date().into_column()
}
