//! How a person's use of AI tools grows, and what is particular about it.
//!
//! Adoption is a share that rises along an S-curve to the team's reach. Everybody has a turn between 0 and 1, early for newer
//! hires and late for senior ones; whoever's turn the share has passed has the habit. Turns are spread evenly within a team,
//! so the rates depend little on the seed.

use jiff::civil::Date;

use crate::calendar;
use crate::random::{Random, Stream};
use crate::roster::{Person, Role};
use crate::settings::Settings;

/// The share with a habit before the first week.
const START: f64 = 0.12;
/// How much further than somebody's turn the share must be until the habit is full.
const RAMP: f64 = 0.08;
/// Interactions per week without a habit, at the end of the S-curve.
const CURIOSITY: f64 = 1.1;

#[derive(Debug, Clone)]
pub(crate) struct Habit {
    /// When adoption reaches this person: 0 first, 1 last.
    turn: f64,
    /// Where adoption in the team ends.
    reach: f64,
    /// Interactions in a full week, once the habit is there.
    peak: f64,
    /// Interactions in a full week whatever the others do: people who brought their own tools.
    own_use: f64,
    /// The share of interactions with tools nobody approved.
    pub(crate) shadow: f64,
    /// The share of interactions that are documented.
    pub(crate) documents: f64,
}

impl Habit {
    /// Interactions to expect in a full week, `progress` (0 to 1) of the way through the weeks.
    pub(crate) fn intensity(&self, progress: f64) -> f64 {
        let risen = s_curve(progress);
        let share = START + (self.reach - START) * risen;
        let habit = ((share - self.turn) / RAMP).clamp(0.0, 1.0);
        (CURIOSITY * risen + self.peak * habit).max(self.own_use)
    }
}

/// How far adoption has come from [`START`] to its end: from a tenth of it to all of it.
pub(crate) fn risen(progress: f64) -> f64 {
    START + (1.0 - START) * s_curve(progress)
}

/// From 0 to 1, steepest in the middle; a quotient, because `exp` may differ from machine to machine.
fn s_curve(t: f64) -> f64 {
    let (gone, left) = (t * t, (1.0 - t) * (1.0 - t));
    gone / (gone + left)
}

/// The habits of all people, in the order of the roster.
pub(crate) fn habits(settings: &Settings, people: &[Person]) -> Vec<Habit> {
    let scores: Vec<f64> = people
        .iter()
        .enumerate()
        .map(|(number, person)| {
            let mut random = Random::stream(settings.seed, Stream::Habit, &[number, 0]);
            0.5 * seniority(settings.monday(0), person) + 0.5 * random.fraction()
        })
        .collect();
    people
        .iter()
        .zip(&scores)
        .enumerate()
        .map(|(number, (person, score))| {
            let turn = if stays(person) {
                let peers = people
                    .iter()
                    .zip(&scores)
                    .filter(|(peer, _)| peer.team == person.team && stays(peer));
                rank(*score, peers.map(|(_, score)| *score))
            } else {
                *score
            };
            habit(settings, number, person, turn)
        })
        .collect()
}

/// Whether the person counts at the end, so that the turns of those who do are spread evenly.
fn stays(person: &Person) -> bool {
    person.role == Role::Csm && person.left_on.is_none()
}

/// Where `score` stands among the scores, in the middle of its step between 0 and 1.
fn rank(score: f64, among: impl Iterator<Item = f64>) -> f64 {
    let (mut below, mut all) = (0_u32, 0_u32);
    for other in among {
        below += u32::from(other < score);
        all += 1;
    }
    (f64::from(below) + 0.5) / f64::from(all.max(1))
}

/// 0 for whoever is hired in or after the first week, 1 after six years.
fn seniority(first: Date, person: &Person) -> f64 {
    const FULL: f64 = 6.0 * 365.0;
    let days = calendar::days_between(person.hired_on, first);
    (days as f64 / FULL).clamp(0.0, 1.0)
}

fn habit(settings: &Settings, number: usize, person: &Person, turn: f64) -> Habit {
    let mut random = Random::stream(settings.seed, Stream::Habit, &[number, 1]);
    let reach = settings.reach(person.team);
    let peak = random.between(6.0, 9.0) + random.between(0.0, 1.0) * random.between(0.0, 6.0);
    let in_the_shadow = random.chance(0.12);
    let documents = if random.chance(0.12) {
        random.between(0.35, 0.6)
    } else {
        random.between(0.82, 0.97)
    };
    Habit {
        turn,
        reach,
        peak,
        own_use: if in_the_shadow { random.between(2.5, 6.0) } else { 0.0 },
        shadow: if in_the_shadow {
            random.between(0.5, 0.85)
        } else {
            random.between(0.0, 0.04)
        },
        documents,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_s_curve_runs_from_0_over_a_half_to_1_and_is_steepest_in_the_middle() {
        assert_eq!([s_curve(0.0), s_curve(0.5), s_curve(1.0)], [0.0, 0.5, 1.0]);
        assert!(s_curve(0.55) - s_curve(0.45) > 3.0 * (s_curve(0.15) - s_curve(0.05)));
    }

    #[test]
    fn ranks_are_spread_evenly() {
        let scores = [0.3, 0.9, 0.1, 0.7];
        let ranks = scores.map(|score| rank(score, scores.into_iter()));
        assert_eq!(ranks, [0.375, 0.875, 0.125, 0.625]);
    }
}
