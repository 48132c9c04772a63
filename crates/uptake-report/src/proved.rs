//! What is proved of rules: in sentences, and for machines.

use serde::Serialize;
use std::collections::BTreeMap;
use uptake_project::Proved;
use uptake_rules::Sources;
use uptake_rules::proving::{Answer, Case, Effect, Relation, Same, Verdict};
use uptake_rules::value::Literal;

/// A value, as its author would write it.
pub(crate) fn value(value: &Literal) -> String {
    match value {
        Literal::Unknown => "unknown".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) if value.is_nan() => "not a number".to_owned(),
        Literal::Float(value) if value.is_infinite() => "infinite".to_owned(),
        Literal::Float(value) => value.to_string(),
        Literal::Text(text) => format!("\"{}\"", text.escape_default()),
        Literal::Date(day) => day.to_string(),
        Literal::Datetime(micros) => micros.to_string(),
    }
}

pub(crate) fn truth(answer: Option<bool>) -> &'static str {
    match answer {
        Some(true) => "true",
        Some(false) => "false",
        None => "unknown",
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Yes => "yes",
        Verdict::No => "no",
        Verdict::Undecided => "undecided",
    }
}

fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Same => "same",
        Relation::Tighter => "tighter",
        Relation::Looser => "looser",
        Relation::Incomparable => "incomparable",
        Relation::Undecided => "undecided",
    }
}

/// In sentences, an answer each, with the case that shows it and what about the data was used.
#[must_use]
pub fn text(found: &Proved) -> String {
    let mut text = String::new();
    for answer in &found.answers {
        text.push_str(&format!("{:<10}{}\n", verdict(answer.verdict), answer.question));
        if let Some(case) = &answer.case {
            text.push_str(&case_text(case));
        }
        if let Some(why) = &answer.why {
            text.push_str(&format!("          {why}\n"));
        }
        for fact in &answer.facts {
            text.push_str(&format!("          used: {fact}\n"));
        }
    }
    for effect in &found.effects {
        let days = match effect.who.days == uptake_rules::policy::who::Days::ALL {
            true => String::new(),
            false => format!(", {}", effect.who.days),
        };
        text.push_str(&format!(
            "{:<13}`{}` for {}{days} ({})\n",
            relation(effect.relation),
            effect.definition,
            effect.who.selector,
            found.texts.place(effect.span)
        ));
        for case in effect.more.iter().chain(&effect.less) {
            text.push_str(&case_text(case));
        }
        if let Some(why) = &effect.why {
            text.push_str(&format!("          {why}\n"));
        }
        for fact in &effect.facts {
            text.push_str(&format!("          used: {fact}\n"));
        }
    }
    text
}

pub(crate) fn case_text(case: &Case) -> String {
    let values: Vec<String> = case
        .values
        .iter()
        .map(|(name, its)| format!("`{name}` {}", value(its)))
        .collect();
    let answers: Vec<String> = case
        .answers
        .iter()
        .map(|(name, answer)| format!("`{name}` is {}", truth(*answer)))
        .collect();
    let with = match values.is_empty() {
        true => "in every case".to_owned(),
        false => format!("with {}", values.join(", ")),
    };
    let mut text = match answers.is_empty() {
        true => format!("          {with}\n"),
        false => format!("          {with}: {}\n", answers.join(", ")),
    };
    if case.periods > 1 {
        text.push_str(&format!("          with {} periods on record\n", case.periods));
    }
    for (dataset, back) in &case.gaps {
        let periods = if *back == 1 { "period" } else { "periods" };
        text.push_str(&format!(
            "          nobody has a row of `{dataset}` {back} {periods} before, so that nothing is known of it\n"
        ));
    }
    for made in &case.rows {
        let values: Vec<String> = made
            .values
            .iter()
            .map(|(name, its)| format!("`{name}` {}", value(its)))
            .collect();
        let with = match values.is_empty() {
            true => String::new(),
            false => format!(" with {}", values.join(", ")),
        };
        let whose = match made.who {
            0 => String::new(),
            other => format!(" of other {other}"),
        };
        let rows = match made.days.len() {
            1 => "1 row".to_owned(),
            rows => format!("{rows} rows"),
        };
        text.push_str(&format!(
            "          made by {rows} of `{}`{with}{whose}{}\n",
            made.dataset,
            when(&made.days)
        ));
    }
    text
}

/// On which days rows lie, where they don't all lie in the judged period: "on days -7, 0 and 3".
fn when(days: &[i64]) -> String {
    if days.iter().all(|day| *day >= 0) {
        return String::new();
    }
    let mut days = days.to_vec();
    days.sort_unstable();
    days.dedup();
    let (first, last) = (days.first().copied().unwrap_or(0), days.last().copied().unwrap_or(0));
    match days.len() {
        0..=6 => {
            let days: Vec<String> = days.iter().map(i64::to_string).collect();
            format!(
                ", on the days {} counted from the first of the judged period",
                days.join(", ")
            )
        }
        count => format!(", on {count} days from {first} to {last} counted from the first of the judged period"),
    }
}

/// Which definitions say the same.
#[must_use]
pub fn same_text(found: &Same) -> String {
    let mut text = format!(
        "{} definitions, {} pairs: {} groups say the same, {} pairs are undecided\n",
        found.definitions,
        found.pairs,
        found.groups.len(),
        found.undecided.len()
    );
    for group in &found.groups {
        text.push_str(&format!("same      {}\n", group.join(", ")));
    }
    for (one, other) in &found.undecided {
        text.push_str(&format!("undecided {one}, {other}\n"));
    }
    text
}

/// The same for machines.
#[derive(Debug, Serialize)]
pub struct Json {
    version: u32,
    answers: Vec<JsonAnswer>,
    overrides: Vec<JsonEffect>,
}

#[derive(Debug, Serialize)]
struct JsonAnswer {
    question: String,
    verdict: &'static str,
    place: Option<String>,
    case: Option<JsonCase>,
    why: Option<String>,
    facts: Vec<String>,
}

#[derive(Debug, Serialize)]
struct JsonCase {
    values: BTreeMap<String, serde_json::Value>,
    answers: BTreeMap<String, Option<bool>>,
    rows: Vec<JsonRows>,
    /// How many periods are on record, the judged one included.
    periods: usize,
    /// The columns of other people, whose rows have numbers from 1 on.
    others: Vec<BTreeMap<String, serde_json::Value>>,
    /// Datasets of which nobody has a row in a period, so that nothing is known of it.
    gaps: Vec<JsonGap>,
}

#[derive(Debug, Serialize)]
struct JsonRows {
    /// Whose they are: 0 is whom the case is about.
    who: usize,
    dataset: String,
    days: Vec<i64>,
    values: BTreeMap<String, serde_json::Value>,
}

#[derive(Debug, Serialize)]
struct JsonEffect {
    definition: String,
    #[serde(rename = "for")]
    selector: String,
    from: Option<String>,
    until: Option<String>,
    place: String,
    relation: &'static str,
    more: Option<JsonCase>,
    less: Option<JsonCase>,
    why: Option<String>,
    facts: Vec<String>,
}

/// Which definitions say the same, for machines.
#[derive(Debug, Serialize)]
pub struct JsonSame {
    version: u32,
    definitions: usize,
    pairs: usize,
    same: Vec<Vec<String>>,
    undecided: Vec<[String; 2]>,
}

#[derive(Debug, Serialize)]
struct JsonGap {
    dataset: String,
    /// How many periods before the judged one.
    before: usize,
}

fn json_case(case: &Case) -> JsonCase {
    let plain = |its: &Literal| match its {
        Literal::Unknown => serde_json::Value::Null,
        Literal::Bool(truth) => (*truth).into(),
        Literal::Int(number) => (*number).into(),
        Literal::Float(number) if number.is_finite() => (*number).into(),
        Literal::Text(text) => text.clone().into(),
        Literal::Float(_) | Literal::Date(_) | Literal::Datetime(_) => value(its).into(),
    };
    let all = |values: &[(String, Literal)]| -> BTreeMap<String, serde_json::Value> {
        values.iter().map(|(name, its)| (name.clone(), plain(its))).collect()
    };
    let rows = case.rows.iter().map(|made| JsonRows {
        who: made.who,
        dataset: made.dataset.clone(),
        days: made.days.clone(),
        values: all(&made.values),
    });
    JsonCase {
        rows: rows.collect(),
        periods: case.periods,
        others: case.others.iter().map(|columns| all(columns)).collect(),
        gaps: case
            .gaps
            .iter()
            .map(|(dataset, before)| JsonGap {
                dataset: dataset.clone(),
                before: *before,
            })
            .collect(),
        values: all(&case.values),
        answers: case.answers.iter().cloned().collect(),
    }
}

/// For machines: every answer with its place.
#[must_use]
pub fn json(found: &Proved) -> Json {
    let texts = &found.texts;
    Json {
        version: 1,
        answers: found.answers.iter().map(|answer| json_answer(answer, texts)).collect(),
        overrides: found.effects.iter().map(|effect| json_effect(effect, texts)).collect(),
    }
}

fn json_answer(answer: &Answer, texts: &Sources) -> JsonAnswer {
    JsonAnswer {
        question: answer.question.clone(),
        verdict: verdict(answer.verdict),
        place: answer.span.map(|span| texts.place(span)),
        case: answer.case.as_ref().map(json_case),
        why: answer.why.clone(),
        facts: answer.facts.clone(),
    }
}

fn json_effect(effect: &Effect, texts: &Sources) -> JsonEffect {
    JsonEffect {
        definition: effect.definition.clone(),
        selector: effect.who.selector.to_string(),
        from: effect.who.days.from.map(|day| day.to_string()),
        until: effect.who.days.until.map(|day| day.to_string()),
        place: texts.place(effect.span),
        relation: relation(effect.relation),
        more: effect.more.as_ref().map(json_case),
        less: effect.less.as_ref().map(json_case),
        why: effect.why.clone(),
        facts: effect.facts.clone(),
    }
}

/// For machines: the groups that say the same.
#[must_use]
pub fn same_json(found: &Same) -> JsonSame {
    JsonSame {
        version: 1,
        definitions: found.definitions,
        pairs: found.pairs,
        same: found.groups.clone(),
        undecided: found
            .undecided
            .iter()
            .map(|(one, other)| [one.clone(), other.clone()])
            .collect(),
    }
}
