//! Texts that rules ask a column of the list for and that no row has: a slip in a rule counts nobody, and looks like a figure.

use crate::judge::Cube;
use crate::names::Kind;
use crate::outcome::{Note, NoteKind};
use crate::reduce::intern::Interner;
use polars::prelude::StringChunked;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::Span;
use uptake_rules::expr::{Binary, Expr as Rule, ExprKind};
use uptake_rules::hidden;
use uptake_rules::near::nearest;
use uptake_rules::policy::Policy;
use uptake_rules::policy::measure::MeasureKind;
use uptake_rules::value::Literal;

/// A text that a rule compares a column with.
struct Asked<'a> {
    rule: &'a str,
    column: &'a str,
    text: &'a str,
    span: Span,
}

/// The texts that no row of the list has in any period: those that are near to one that rows have, and those for which nobody
/// counts. Whoever asks for a value that nobody has yet, and that is near to none, knows what they do.
pub(super) fn absent(cube: &Cube<'_>) -> Vec<Note> {
    let policy = cube.policy;
    let Some(dataset) = policy.entity_dataset() else {
        return Vec::new();
    };
    let empty: BTreeSet<&str> = nobody(cube).into_keys().collect();
    let mut present: BTreeMap<&str, Vec<Box<str>>> = BTreeMap::new();
    let mut told = BTreeSet::new();
    let mut notes = Vec::new();
    for asked in asked(policy) {
        let Some(column) = dataset.column(asked.column) else {
            continue;
        };
        let open = matches!(cube.columns().kind(asked.column), Kind::Open | Kind::Value);
        if !open || column.values.iter().any(|value| value == asked.text) {
            continue;
        }
        if !present.contains_key(asked.column) {
            // Different ones alone are asked for: it doesn't matter how often each stands.
            let Ok((_, column)) = cube.frame.held(asked.column) else {
                continue;
            };
            let Ok(texts) = column.str() else { continue };
            present.insert(asked.column, different(texts));
        }
        let known = present.get(asked.column).into_iter().flatten();
        let known: BTreeSet<&str> = known.map(|text| &**text).collect();
        if known.is_empty() || known.contains(asked.text) || !told.insert((asked.column, asked.text)) {
            continue;
        }
        let folded = |text: &str| text.trim().to_lowercase();
        let same = known.iter().copied().find(|value| folded(value) == folded(asked.text));
        let near = same.or_else(|| nearest(asked.text.trim(), known.iter().copied()));
        let nobody = empty.contains(asked.rule);
        if near.is_none() && !nobody {
            continue;
        }
        notes.push(Note {
            span: Some(asked.span),
            ..NoteKind::NoSuchValue {
                dataset: dataset.name.text.clone(),
                rule: asked.rule.to_owned(),
                column: asked.column.to_owned(),
                text: asked.text.to_owned(),
                near: near.map(str::to_owned),
                nobody,
            }
            .into()
        });
    }
    notes
}

/// The different texts of a column.
fn different(texts: &StringChunked) -> Vec<Box<str>> {
    let mut found = Interner::default();
    found.codes(texts, true, u32::MAX, &mut Vec::new());
    found.into_texts()
}

/// The definitions of who counts that hold for nobody in the last period though they are known of somebody, but for those of
/// which `told` says why.
pub(super) fn uncounted(cube: &Cube<'_>, told: &[Note]) -> Vec<Note> {
    let of = |note: &Note, name: &str| match &note.kind {
        NoteKind::NoSuchValue { rule, nobody: true, .. } => rule == name,
        _ => false,
    };
    let period = cube.data.periods.label(cube.history.last);
    let silent = nobody(cube)
        .into_iter()
        .filter(|(name, entities)| *entities > 0 && !told.iter().any(|note| of(note, name)));
    let notes = silent.map(|(name, entities)| {
        let mut definitions = cube.policy.definitions.iter();
        let rule = definitions.find(|rule| rule.name.text == name);
        Note {
            span: rule.map(|rule| {
                rule.when
                    .written
                    .as_ref()
                    .map_or(rule.name.span, |written| written.span)
            }),
            ..NoteKind::NobodyCounts {
                rule: name.to_owned(),
                period: period.clone(),
                entities,
            }
            .into()
        }
    });
    notes.collect()
}

/// The definitions of who counts that hold for nobody in the last period, each with the entities of which they are known not to.
fn nobody<'a>(cube: &'a Cube<'_>) -> BTreeMap<&'a str, u64> {
    let mut found = BTreeMap::new();
    let width = cube.periods().max(1);
    for of in cube.policy.metrics.iter().filter_map(|metric| metric.of.as_ref()) {
        let Ok(counts) = cube.frame.column(&of.text) else {
            continue;
        };
        let Ok(counts) = counts.bool() else { continue };
        let rows = || {
            (width - 1..cube.frame.height())
                .step_by(width)
                .map(|row| counts.get(row))
        };
        if !rows().any(|truth| truth == Some(true)) {
            let not = rows().filter(|truth| *truth == Some(false)).count();
            found.insert(of.text.as_str(), not as u64);
        }
    }
    found
}

/// What rules about an entity in a period ask for, each with the rule's own name.
fn asked(policy: &Policy) -> Vec<Asked<'_>> {
    let mut found = Vec::new();
    for definition in &policy.definitions {
        compared(&definition.name.text, &definition.when, &mut found);
    }
    for ladder in &policy.ladders {
        for when in ladder.steps.iter().filter_map(|step| step.when.as_ref()) {
            compared(&ladder.name.text, when, &mut found);
        }
    }
    for measure in &policy.measures {
        if let MeasureKind::Value(value) = &measure.kind {
            compared(&measure.name.text, value, &mut found);
        }
    }
    found
}

fn compared<'a>(rule: &'a str, expr: &'a Rule, found: &mut Vec<Asked<'a>>) {
    let rule = hidden::owner(rule);
    expr.visit(&mut |part| {
        let mut add = |column: &'a str, text: &'a str, span: Span| {
            found.push(Asked {
                rule,
                column,
                text,
                span,
            });
        };
        match &part.kind {
            ExprKind::Binary(Binary::Equal | Binary::NotEqual, left, right) => match (&left.kind, &right.kind) {
                (ExprKind::Column(column), ExprKind::Literal(Literal::Text(text))) => add(column, text, right.span),
                (ExprKind::Literal(Literal::Text(text)), ExprKind::Column(column)) => add(column, text, left.span),
                _ => {}
            },
            ExprKind::In(item, values) => {
                for value in values {
                    if let (ExprKind::Column(column), Literal::Text(text)) = (&item.kind, value) {
                        add(column, text, item.span);
                    }
                }
            }
            _ => {}
        }
    });
}
