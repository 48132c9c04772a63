//! What checks found, by the word that groups them.

use super::{Subject, id};
use crate::gate::told;
use crate::missing::first_reason;
use crate::page::cell::Cell;
use crate::page::model::{Block, Card, Section, Table, Tone};
use uptake_engine::outcome::{CheckOutcome, Verdict};

/// How many findings of a check are told before the others are only counted.
const MOST: usize = 5;

/// A section for each topic of the checks that no stage requires.
pub(super) fn sections(subject: &Subject<'_>) -> Vec<Section> {
    let topics = topics(subject)
        .into_iter()
        .filter(|topic| !is_required(subject, *topic));
    topics.map(|topic| of_topic(subject, topic)).collect()
}

/// What checks found that stages require: a table of topics, what failed, and all of them.
pub(super) fn required(subject: &Subject<'_>) -> Vec<Block> {
    let topics: Vec<Option<&str>> = topics(subject)
        .into_iter()
        .filter(|topic| is_required(subject, *topic))
        .collect();
    let mut table = Table::new(
        "Scorecard",
        &[
            ("Topic", false),
            ("Fail", true),
            ("Warn", true),
            ("Pass", true),
            ("Too little data", true),
        ],
    );
    let verdicts = [Verdict::Fail, Verdict::Warn, Verdict::Pass, Verdict::Insufficient];
    table.rows = topics
        .iter()
        .map(|topic| {
            let own: Vec<_> = of(subject, *topic).collect();
            let count = |verdict: &Verdict| own.iter().filter(|check| check.verdict == *verdict).count();
            let name = Cell::text(super::spoken(topic.unwrap_or("others")));
            let counts = verdicts.iter().map(|verdict| Cell::count(count(verdict) as u64));
            std::iter::once(name).chain(counts).collect()
        })
        .collect();
    let all: Vec<&CheckOutcome<String>> = topics.iter().flat_map(|topic| of(subject, *topic)).collect();
    std::iter::once(Block::Table(table)).chain(found(&all)).collect()
}

fn topics<'a>(subject: &Subject<'a>) -> Vec<Option<&'a str>> {
    let mut topics: Vec<Option<&str>> = Vec::new();
    for check in &subject.outcome.checks {
        if !topics.contains(&check.topic.as_deref()) {
            topics.push(check.topic.as_deref());
        }
    }
    topics
}

fn of<'a>(subject: &Subject<'a>, topic: Option<&'a str>) -> impl Iterator<Item = &'a CheckOutcome<String>> {
    let checks = subject.outcome.checks.iter();
    checks.filter(move |check| check.topic.as_deref() == topic)
}

/// Whether a stage requires a check of a topic.
fn is_required(subject: &Subject<'_>, topic: Option<&str>) -> bool {
    let gates = &subject.outcome.gates;
    let mut own = subject
        .outcome
        .checks
        .iter()
        .filter(|check| check.topic.as_deref() == topic);
    own.any(|check| gates.iter().any(|gate| gate.required.contains(&check.name)))
}

fn of_topic(subject: &Subject<'_>, topic: Option<&str>) -> Section {
    let checks: Vec<&CheckOutcome<String>> = subject
        .outcome
        .checks
        .iter()
        .filter(|check| check.topic.as_deref() == topic)
        .collect();
    let count = |verdict: Verdict| checks.iter().filter(|check| check.verdict == verdict).count();
    let lead = format!(
        "{} fail, {} warn, {} pass, {} have too little data.",
        count(Verdict::Fail),
        count(Verdict::Warn),
        count(Verdict::Pass),
        count(Verdict::Insufficient)
    );
    let name = topic.unwrap_or("checks");
    let spoken = super::spoken(name);
    let mut letters = spoken.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let title = format!("{first}{}", letters.as_str());
    super::section(format!("checks-{}", id(name)), title, Some(lead), found(&checks))
}

/// What failed, what passed, what has no verdict, and what all of them ask.
fn found(checks: &[&CheckOutcome<String>]) -> Vec<Block> {
    let of = |verdict: Verdict| checks.iter().filter(move |check| check.verdict == verdict);
    let mut blocks = Vec::new();
    let cards: Vec<Card> = of(Verdict::Fail)
        .chain(of(Verdict::Warn))
        .map(|check| card(check))
        .collect();
    if !cards.is_empty() {
        blocks.push(Block::Cards(cards));
    }
    let passed: Vec<&str> = of(Verdict::Pass).map(|check| check.title.as_str()).collect();
    if !passed.is_empty() {
        blocks.push(Block::Text(format!("Passed: {}.", passed.join(", "))));
    }
    let lacking: Vec<String> = of(Verdict::Insufficient)
        .map(|check| {
            let missing = check.groups.iter().find(|group| !group.missing.is_empty());
            let why = first_reason(missing.map_or(&[][..], |group| &group.missing));
            format!("{}: {why}", check.title)
        })
        .collect();
    if !lacking.is_empty() {
        blocks.push(Block::Folded {
            summary: format!("{} without a verdict, for want of data", lacking.len()),
            blocks: vec![Block::List(lacking)],
        });
    }
    let mut table = Table::new(
        "All checks",
        &[
            ("Check", false),
            ("Verdict", false),
            ("What it asks", false),
            ("Periods", false),
        ],
    );
    table.rows = checks
        .iter()
        .map(|check| {
            let periods = match check.first == check.last {
                true => check.last.clone(),
                false => format!("{} to {}", check.first, check.last),
            };
            vec![
                Cell::text(&check.title),
                Cell::text(check.verdict.as_str()),
                Cell::text(check.about.as_deref().unwrap_or("")),
                Cell::text(periods),
            ]
        })
        .collect();
    blocks.push(Block::Folded {
        summary: format!("All {} checks, and what they ask", checks.len()),
        blocks: vec![Block::Table(table)],
    });
    blocks
}

/// What a check found, without the rows that it rests on: they tell of single people.
pub(super) fn card(check: &CheckOutcome<String>) -> Card {
    let mut found = told(check);
    let more = found.len().saturating_sub(MOST);
    found.truncate(MOST);
    if more > 0 {
        found.push(format!("and {more} more"));
    }
    let asks = matches!(check.verdict, Verdict::Fail | Verdict::Warn);
    let mut notes = Vec::new();
    if check.observational && asks {
        notes.push("Observational: it sees what goes together, not what comes of what.".to_owned());
    }
    Card {
        verdict: check.verdict.as_str().to_owned(),
        tone: tone(check.verdict),
        title: match &check.called {
            Some(called) if check.verdict == Verdict::Fail => format!("{} — {called}", check.title),
            _ => check.title.clone(),
        },
        found,
        why: check.why.clone().filter(|_| asks),
        fix: check.fix.clone().filter(|_| asks),
        notes,
    }
}

/// How a verdict is to be taken.
pub(super) fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Fail => Tone::Bad,
        Verdict::Warn => Tone::Doubtful,
        Verdict::Pass => Tone::Good,
        Verdict::Insufficient => Tone::Plain,
    }
}
