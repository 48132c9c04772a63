//! The words that the table and the Markdown share.

use crate::number;
use uptake_engine::outcome::{Figure, MetricImpact, Number, RuleMove, Verdict};
use uptake_project::{EditShare, Impacts, MetricDelta, Pair, Rest, RuleDelta, Share, Together, WithoutShare};
use uptake_rules::edits::{EditKind, ExceptionKind};
use uptake_rules::proving::{MayMove, Relation};

/// A change with its sign, in the metric's unit: percentage points for a share.
pub(crate) fn signed(change: Option<Number>, unit: &str) -> String {
    let Some(change) = change else { return "n/a".to_owned() };
    let sign = if change.nearest() > 0.0 { "+" } else { "" };
    match unit {
        "percent" => format!("{sign}{:.1} pp", change.nearest() + 0.0),
        _ => format!("{sign}{}", number::value(change, unit)),
    }
}

/// A figure: `60.0 % (3 of 5)`, with its band.
pub(super) fn figure(figure: Option<&Figure>, unit: &str) -> String {
    let Some(figure) = figure else {
        return "not tracked".to_owned();
    };
    let mut text = value(figure.value, unit);
    if let Some((numerator, denominator)) = figure.numerator.zip(figure.denominator) {
        text.push_str(&format!(
            " ({} of {})",
            number::plain(numerator),
            number::plain(denominator)
        ));
    }
    if let Some(band) = &figure.band {
        text.push_str(&format!(", {band}"));
    }
    if figure.unknown > 0 {
        text.push_str(&format!(", {} unknown", number::thousands(figure.unknown)));
    }
    text
}

/// What a metric comes to by the rules after.
pub(super) fn after<T>(found: &MetricImpact<T>) -> String {
    match found.withheld {
        Some(_) => "not shown".to_owned(),
        None => figure(found.after.as_ref(), found.unit),
    }
}

pub(super) fn value(value: Option<Number>, unit: &str) -> String {
    value.map_or_else(|| "n/a".to_owned(), |value| number::value(value, unit))
}

/// `1 person`, `2 people`.
pub(super) fn people(count: u64) -> String {
    match count {
        1 => "1 person".to_owned(),
        many => format!("{} people", number::thousands(many)),
    }
}

/// More people than this aren't named one by one; the JSON form has all.
const MOST_NAMED: usize = 30;

/// The first of some people, and how many more there are.
pub(super) fn named(who: &[String]) -> Vec<String> {
    let mut named: Vec<String> = who.iter().take(MOST_NAMED).cloned().collect();
    if let Some(more) = who.len().checked_sub(MOST_NAMED).filter(|more| *more > 0) {
        named.push(format!("and {} more", number::thousands(more as u64)));
    }
    named
}

/// Who moves: `6 people yes → no`.
pub(super) fn moved(found: &RuleMove<String>) -> String {
    let answer = |answer: &Option<String>| answer.clone().unwrap_or_else(|| "unknown".to_owned());
    format!(
        "{} {} → {}",
        people(found.entities),
        answer(&found.from),
        answer(&found.to)
    )
}

/// Why it isn't shown who moves.
pub(super) fn few(least: u32) -> String {
    format!("who moves isn't shown: fewer than {least} people could be told from it")
}

/// How many flip, where that may be told.
pub(super) fn flipped(count: Option<u64>) -> String {
    count.map_or_else(|| "not shown".to_owned(), number::thousands)
}

pub(super) fn verdict(verdict: Option<Verdict>) -> &'static str {
    verdict.map_or("not asked", Verdict::as_str)
}

/// How a rule differs, in one word.
pub(super) fn edited(edit: &EditShare) -> &'static str {
    match edit.kind {
        _ if edit.was.is_some() => "renamed",
        EditKind::Added => "added",
        EditKind::Removed => "removed",
        EditKind::Changed => "changed",
    }
}

/// How a rule differs: `changed`, `renamed from definitions.active`.
pub(super) fn how(edit: &EditShare, quote: &str) -> String {
    match &edit.was {
        Some(was) => format!("{} from {quote}{was}{quote}", edited(edit)),
        None => edited(edit).to_owned(),
    }
}

pub(super) fn excepted(kind: ExceptionKind) -> &'static str {
    match kind {
        ExceptionKind::Override => "override",
        ExceptionKind::Waiver => "waiver",
    }
}

/// Where an edit is: where the rules after have it, or else where those before had it.
pub(super) fn place(edit: &EditShare) -> &str {
    edit.after.as_deref().or(edit.before.as_deref()).unwrap_or("")
}

/// What rules do, in one line: `Rate -20.0 pp, 1 person; Usage: pass → fail`.
pub(super) fn share(share: &Share) -> String {
    let metric = |delta: &MetricDelta| {
        if delta.withheld {
            return format!("{}: its change isn't shown", delta.title);
        }
        let who = match delta.flipped {
            Some(0) => String::new(),
            Some(count) => format!(", {}", people(count)),
            None => ", people not shown".to_owned(),
        };
        let change = match (delta.before, delta.after) {
            (Some(_), Some(_)) => signed(delta.change, delta.unit),
            (before, after) => format!("{} → {}", value(before, delta.unit), value(after, delta.unit)),
        };
        format!("{} {change}{who}", delta.title)
    };
    let check = |(title, before, after): &(String, Option<Verdict>, Option<Verdict>)| {
        format!("{title}: {} → {}", verdict(*before), verdict(*after))
    };
    let rule = |rule: &RuleDelta| {
        let who = rule.entities.map_or_else(|| "people not shown".to_owned(), people);
        format!("{} answers {who} otherwise", rule.name)
    };
    let parts: Vec<String> = share
        .metrics
        .iter()
        .map(metric)
        .chain(share.checks.iter().map(check))
        .collect();
    // Who is answered otherwise is mostly behind a figure that was told.
    let parts = match parts.is_empty() {
        true => share.rules.iter().map(rule).collect(),
        false => parts,
    };
    match parts.is_empty() {
        true => "no effect".to_owned(),
        false => parts.join("; "),
    }
}

/// The edits, each with its place and with what it does by itself.
pub(crate) fn edit_lines(found: &Impacts) -> Vec<String> {
    let line = |edit: &EditShare| format!("{} {} {}: {}", edit.name, how(edit, ""), place(edit), alone(edit));
    found.edits.iter().map(line).collect()
}

/// What an edit does by itself.
pub(super) fn alone(edit: &EditShare) -> String {
    let mut text = match &edit.alone {
        Ok(found) => share(found),
        Err(why) => format!("can't be made by itself: {why}"),
    };
    if !edit.with.is_empty() {
        text.push_str(&format!("; made with {}", edit.with.join(", ")));
    }
    text
}

/// Whether there is something that edits do only together.
pub(super) fn is_left(rest: &Rest) -> bool {
    rest.rest.is_none_or(|rest| rest.nearest() != 0.0)
}

/// What edits do only together, and which of them: `+4.9 pp only together: definitions.active and metrics.rate`.
pub(super) fn together(rest: &Rest, quote: &str) -> String {
    let total = format!("{} only together", signed(rest.rest, rest.unit));
    let pair = |pair: &Pair, alone: bool| {
        let [one, other] = &pair.edits;
        let both = format!("{quote}{one}{quote} and {quote}{other}{quote}");
        match alone {
            true => both,
            false => format!("{} {both}", signed(pair.change, rest.unit)),
        }
    };
    match &rest.by {
        Together::None => total,
        Together::NoValue => format!("{total}; which edits isn't told, as it has no value with some of them"),
        Together::Many(count) => format!("{total}; which of the {count} edits wasn't looked for: they are too many"),
        Together::Withheld => format!("{total}; which edits isn't shown: it would tell of too few"),
        Together::Pairs(pairs, more) => {
            let more = more.filter(|more| more.nearest() != 0.0);
            if pairs.is_empty() {
                return format!("{total}: no two of the edits do it, but more of them");
            }
            let alone = pairs.len() == 1 && more.is_none();
            let mut parts: Vec<String> = pairs.iter().map(|found| pair(found, alone)).collect();
            if let Some(more) = more {
                parts.push(format!("{} more than two of the edits", signed(Some(more), rest.unit)));
            }
            format!("{total}: {}", parts.join("; "))
        }
    }
}

/// What changes without an exception.
pub(super) fn without(found: &WithoutShare) -> String {
    match &found.change {
        Ok(change) => share(change),
        Err(why) => format!("can't be told: {why}"),
    }
}

pub(super) fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Same => "answers the same",
        Relation::Tighter => "tighter: wherever it holds, it held",
        Relation::Looser => "looser: wherever it held, it holds",
        Relation::Incomparable => "neither tighter nor looser",
        Relation::Undecided => "undecided",
    }
}

/// Which way a share can move: `can fall, can't rise`.
pub(super) fn moves(share: &MayMove) -> String {
    use uptake_rules::proving::Verdict;
    let way = |verdict: Verdict, verb: &str| match verdict {
        Verdict::Yes => format!("can {verb}"),
        Verdict::No => format!("can't {verb}"),
        Verdict::Undecided => format!("undecided whether it can {verb}"),
    };
    format!("{}, {}", way(share.raise, "rise"), way(share.lower, "fall"))
}

/// Why people aren't named, and how to name them; nothing if they are.
pub(super) fn hidden(found: &Impacts) -> Option<String> {
    let why = found.hidden.map(crate::notes::withheld)?;
    Some(format!(
        "people aren't named, because {why}; add `--names`, if you may see names"
    ))
}
