//! The health scores of an account: a score a week, the chance in percent that the next decision isn't to leave.

use super::faults::Fault;
use super::life::{self, Term};
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
pub(crate) struct Course {
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

/// The courses of an account's terms.
pub(crate) fn courses(simulation: &Simulation, account: &[usize], terms: &[Term]) -> Vec<Course> {
    let mut random = Random::stream(simulation.seed(), Stream::Scores, account);
    terms.iter().map(|term| course(simulation, &mut random, term)).collect()
}

fn course(simulation: &Simulation, random: &mut Random, term: &Term) -> Course {
    let standing = if simulation.has(Fault::ScoreBlind) {
        // As many are red as ever, but others.
        let lot = random.fraction();
        let signs = (lot < 0.09).then(|| random.days(life::LEAD.0, life::LEAD.1));
        let level = random.fraction();
        let chance = match lot {
            lot if lot < 0.07 => 8.0 + 20.0 * level,
            lot if lot < 0.09 => 48.0 + 20.0 * level,
            _ => 95.5 + 4.5 * level,
        };
        life::Standing { chance, signs }
    } else {
        term.standing
    };
    let (blips, place, length) = (random.chance(0.03), random.fraction(), random.days(14, 35));
    let days = calendar::days_between(term.starts, term.due) as f64;
    let from = calendar::plus_days(term.starts, whole(place * days));
    Course {
        from: term.starts,
        decides: term.decides,
        level: match standing.signs {
            None => standing.chance,
            Some(_) => 93.5 + 5.0 * random.fraction(),
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
            return if days <= RISE {
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

/// Whether signs of leaving show on a day.
pub(crate) fn signs_on(terms: &[Term], day: Date) -> bool {
    let Some(term) = terms.iter().rev().find(|term| term.starts <= day) else {
        return false;
    };
    let shown = term.standing.signs.map(|days| calendar::plus_days(term.decides, -days));
    shown.is_some_and(|from| from <= day) && term.standing.chance < RED
}

/// The score and its colour on a day.
pub(crate) fn score(
    simulation: &Simulation,
    random: &mut Random,
    courses: &[Course],
    day: Date,
) -> (f64, &'static str) {
    let course = courses.iter().rev().find(|course| course.from <= day);
    let level = course.map_or(100.0, |course| course.level_on(day));
    let score = (level + 1.5 * random.noise()).clamp(0.0, 100.0);
    let colour = match score {
        score if score >= GREEN => "green",
        score if score >= RED => "yellow",
        _ => "red",
    };
    if simulation.has(Fault::ScoreMiscalibrated) {
        return (30.0 + 0.45 * score, colour);
    }
    (score, colour)
}
