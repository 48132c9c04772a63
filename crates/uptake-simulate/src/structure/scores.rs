//! The health scores of an account: a score a week, the chance in percent that the next decision isn't to leave.

use super::faults::Fault;
use super::life::{self, Standing, Term};
use super::simulation::Simulation;
use super::whole::whole;
use crate::calendar;
use crate::random::{Random, Stream};
use jiff::civil::Date;

/// From this score on the colour is green.
pub(crate) const GREEN: f64 = 70.0;
/// Below this score the colour is red.
pub(crate) const RED: f64 = 40.0;

/// What a score says of a term.
#[derive(Debug, Clone, Copy)]
struct Course {
    from: Date,
    decides: Date,
    /// Before signs show, and when they did.
    level: f64,
    shown: f64,
    signs: Option<Date>,
    /// A few red weeks for nothing.
    blip: Option<(Date, Date)>,
    stays: bool,
}

/// The scores of an account.
pub(crate) struct Scores<'a> {
    simulation: &'a Simulation,
    courses: Vec<Course>,
    random: Random,
    /// What the account's scores lie lower by for no reason, where that is the fault.
    habit: f64,
}

impl<'a> Scores<'a> {
    pub(crate) fn new(simulation: &'a Simulation, account: &[usize], terms: &[Term]) -> Self {
        let mut random = Random::stream(simulation.seed(), Stream::Scores, account);
        Self {
            simulation,
            courses: terms.iter().map(|term| course(simulation, &mut random, term)).collect(),
            habit: 60.0 * random.fraction(),
            random: Random::stream(simulation.seed(), Stream::Noise, account),
        }
    }

    /// The score and its colour on a day on which use rises or doesn't.
    pub(crate) fn on(&mut self, day: Date, rises: bool) -> (f64, &'static str) {
        let course = self.courses.iter().rev().find(|course| course.from <= day);
        let level = course.map_or(100.0, |course| course.level_on(day));
        let flickers = self.simulation.has(Fault::ScoreMonitoring) && self.random.chance(0.07);
        let level = if flickers { level.min(25.0) } else { level };
        let score = (level + 1.5 * self.random.noise()).clamp(0.0, 100.0);
        let colour = match score {
            score if score >= GREEN => "green",
            score if score >= RED => "yellow",
            _ => "red",
        };
        if self.simulation.has(Fault::ScoreMiscalibrated) {
            return (30.0 + 0.45 * score, colour);
        }
        if self.simulation.has(Fault::ScoreAndItsSlope) {
            // What matters is a small fall from wherever the account lies.
            return (95.0 - self.habit - 0.2 * (100.0 - score), colour);
        }
        if self.simulation.has(Fault::ActivityAndSentiment) && !rises {
            return ((score - 9.0).max(0.0), colour);
        }
        (score, colour)
    }
}

/// What scores say of a term: the truth, unless that is the fault.
fn said(simulation: &Simulation, random: &mut Random, term: &Term) -> Standing {
    let (lot, level, lead) = (
        random.fraction(),
        random.fraction(),
        random.days(life::LEAD.0, life::LEAD.1),
    );
    let red = Standing {
        chance: 4.0 + 16.0 * level,
        signs: Some(lead),
        neglected: false,
    };
    let well = Standing {
        chance: 98.0 + 2.0 * level,
        signs: None,
        neglected: false,
    };
    // As many are red as ever, but others.
    if simulation.has(Fault::ScoreForetells) {
        return if lot < 0.09 { red } else { well };
    }
    if simulation.has(Fault::ScoreAlarms) && lot < 0.12 {
        return red;
    }
    if simulation.has(Fault::GreenThenLost) && lot < 0.45 {
        return well;
    }
    term.standing
}

fn course(simulation: &Simulation, random: &mut Random, term: &Term) -> Course {
    let standing = said(simulation, random, term);
    let (blips, place, length) = (random.chance(0.006), random.fraction(), random.days(14, 35));
    let days = calendar::days_between(term.starts, term.due) as f64;
    let from = calendar::plus_days(term.starts, whole(place * days));
    Course {
        from: term.starts,
        decides: term.decides,
        level: match standing.signs {
            None => standing.chance,
            Some(_) => 94.5 + 5.0 * random.fraction(),
        },
        shown: standing.chance,
        // A week's score is some three days late on average.
        signs: standing.signs.map(|days| calendar::plus_days(term.decides, -days - 3)),
        blip: blips.then(|| (from, calendar::plus_days(from, length))),
        stays: term
            .decision
            .is_some_and(|decision| decision.outcome != life::Outcome::Churned),
    }
}

impl Course {
    /// What the score is about on a day, before noise.
    fn level_on(&self, day: Date) -> f64 {
        /// How long signs come up, in days.
        const RISE: i64 = 14;
        if let Some((from, to)) = self.blip
            && from <= day
            && day <= to
        {
            return 30.0;
        }
        let Some(signs) = self.signs else {
            return self.level;
        };
        if day < signs {
            let days = calendar::days_between(day, signs);
            let rising = days <= RISE;
            return if rising {
                self.level.min(55.0 + 2.0 * days as f64)
            } else {
                self.level
            };
        }
        // Who stays after all is well again soon after the decision.
        if self.stays && day > calendar::plus_days(self.decides, 7) {
            return self.level;
        }
        self.shown
    }
}

/// Whether signs of leaving show on a day, `early` days before scores say so.
pub(crate) fn signs_on(terms: &[Term], day: Date, early: i64) -> bool {
    let Some(term) = terms.iter().rev().find(|term| term.starts <= day) else {
        return false;
    };
    let shown = term
        .standing
        .signs
        .map(|days| calendar::plus_days(term.decides, -days - early));
    shown.is_some_and(|from| from <= day) && term.standing.chance < RED
}
