//! Who moved between the states of the figure since the period before.

use super::Subject;
use crate::number::{plain, thousands};
use crate::page::cell::Cell;
use crate::page::model::{Block, Chart, Drawing, Section, Square, Table};
use uptake_engine::outcome::{MetricOutcome, Moves, Stands, State};

/// The section; none where the figure isn't a share, or nothing is before.
pub(super) fn section(subject: &Subject<'_>) -> Option<Section> {
    let (metric, rule) = subject.headline()?;
    let moves = metric.moves.as_ref()?;
    let truth = match &rule.kind {
        uptake_rules::policy::metric::MetricKind::Share(share) => super::spoken(&share.text),
        _ => return None,
    };
    let states: Vec<String> = moves.states.iter().map(|state| name(state, &truth)).collect();
    let mut blocks = vec![Block::Chart(Box::new(chart(moves, &states)))];
    let hidden = moves.counts.iter().flatten().any(Option::is_none);
    if let Some(least) = moves.least.filter(|_| hidden) {
        blocks.push(Block::Text(format!(
            "Numbers of fewer than {least} people aren't shown, nor those that would give one away."
        )));
    }
    blocks.push(Block::List(ties(metric, moves)));
    let lead = format!(
        "From {} to {}, row by row where those are now who were there before. Those on the diagonal stayed.",
        moves.before, moves.after
    );
    Some(super::section(
        "moves",
        format!("Who moved since {}", moves.before),
        Some(lead),
        blocks,
    ))
}

/// What a state is called.
fn name(state: &State, truth: &str) -> String {
    let stands = match state.stands {
        Stands::With => truth.to_owned(),
        Stands::Without => format!("not {truth}"),
        Stands::Unknown => "not known".to_owned(),
        Stands::Outside => "doesn't count".to_owned(),
    };
    match &state.label {
        Some(label) => format!("{label} ({stands})"),
        None => stands,
    }
}

fn chart(moves: &Moves, states: &[String]) -> Chart {
    let outside = moves.states.iter().position(|state| state.stands == Stands::Outside);
    let mut moved: Vec<(u64, String)> = Vec::new();
    for (before, row) in states.iter().zip(&moves.counts) {
        for (after, count) in states.iter().zip(row) {
            if let Some(count) = count.filter(|count| *count > 0 && before != after) {
                moved.push((count, format!("{} from {before} to {after}", thousands(count))));
            }
        }
    }
    moved.sort_by(|one, two| two.0.cmp(&one.0).then_with(|| one.1.cmp(&two.1)));
    let most: Vec<String> = moved.into_iter().take(4).map(|(_, words)| words).collect();
    let heads: Vec<(&str, bool)> = std::iter::once(("Before", false))
        .chain(states.iter().map(|state| (state.as_str(), true)))
        .collect();
    let mut table = Table::new(format!("From {} to {}", moves.before, moves.after), &heads);
    table.rows = states
        .iter()
        .zip(&moves.counts)
        .enumerate()
        .map(|(place, (state, row))| {
            let cells = row.iter().enumerate().map(move |(column, count)| match count {
                _ if place == column && outside == Some(place) => Cell::default(),
                None => Cell::hidden(),
                Some(count) => Cell::count(*count),
            });
            std::iter::once(Cell::text(state)).chain(cells).collect()
        })
        .collect();
    Chart {
        title: format!("From {} to {}", moves.before, moves.after),
        alternative: match most.is_empty() {
            true => "No move is told of.".to_owned(),
            false => format!("The most frequent moves: {}.", most.join("; ")),
        },
        drawing: Drawing::Square(Square {
            rows_are: moves.before.clone(),
            columns_are: moves.after.clone(),
            states: states.to_vec(),
            counts: moves.counts.clone(),
            outside,
        }),
        notes: Vec::new(),
        table,
    }
}

/// How the numbers give the metric of both periods, where all are told.
fn ties(metric: &MetricOutcome<String>, moves: &Moves) -> Vec<String> {
    let past = metric.history.iter().rev().nth(1).map(|past| &past.point);
    let now = metric.history.last().map(|past| &past.point);
    let sum = |of: &dyn Fn(usize) -> Option<u64>, which: &dyn Fn(Stands) -> bool| -> Option<u64> {
        let states = moves.states.iter().enumerate().filter(|(_, state)| which(state.stands));
        states.map(|(place, _)| of(place)).sum()
    };
    let line = |label: &str, of: &dyn Fn(usize) -> Option<u64>, point: Option<&uptake_engine::outcome::TrendPoint>| {
        let with = sum(of, &|stands| stands == Stands::With)?;
        let all = sum(of, &Stands::counts)?;
        let value = point.filter(|point| point.label == label)?.value?;
        Some(format!(
            "{label}: {} of {}, {}, as in the figures",
            thousands(with),
            thousands(all),
            crate::number::value(value, metric.unit)
        ))
    };
    let before = line(&moves.before, &|place| moves.before(place), past);
    let after = line(&moves.after, &|place| moves.after(place), now);
    let headline = metric.headline().filter(|row| row.label == moves.after);
    let counts = headline.and_then(|row| Some((row.numerator?, row.denominator?)));
    let only = counts.filter(|_| after.is_none()).map(|(numerator, denominator)| {
        format!("{}: {} of {} in all", moves.after, plain(numerator), plain(denominator))
    });
    before.into_iter().chain(after).chain(only).collect()
}
