//! From a request to an outcome in one go: read, judge, tell.

use crate::assemble::{outcome, person};
use crate::calendar::Periods;
use crate::error::Error;
use crate::history::Range;
use crate::input::Inputs;
use crate::intake::SetAsideSink;
use crate::judged::judge;
use crate::outcome::Outcome;
use crate::read::read;
use jiff::civil::Date;
use uptake_rules::policy::Policy;

/// What to run.
pub struct Request<'a> {
    /// The project's name.
    pub project: &'a str,
    /// The rules.
    pub policy: &'a Policy,
    /// The stage that the project states.
    pub stage: Option<&'a str>,
    /// The day of the figures.
    pub as_of: Date,
    /// Which periods to report.
    pub range: Range,
    /// The name of an entity of which all is asked.
    pub person: Option<&'a str>,
}

/// Runs the rules on the data.
///
/// # Errors
/// When a source can't be read or doesn't keep its contract as a whole, or when the range is none of the calendar's.
pub fn run(request: &Request<'_>, inputs: &mut dyn Inputs, sink: &mut dyn SetAsideSink) -> Result<Outcome, Error> {
    // A range that can't be is told before the data are read.
    request.range.wanted(&Periods::new(&request.policy.calendar))?;
    let data = read(request.policy, inputs, sink, request.as_of)?;
    let mut judged = judge(&data, request.policy, &request.range, request.stage)?;
    let person = request.person.map(|name| person(&mut judged, name)).transpose()?;
    Ok(Outcome {
        person,
        ..outcome(judged, request.project)?
    })
}
