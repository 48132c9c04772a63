//! The values of each column that are worth trying, the nearest first.

use super::asking::{Asking, Variable};
use super::plain::{constants, passed};
use crate::expr::constant::sample;
use crate::expr::{Binary, Expr, ExprKind, scalar};
use crate::value::{Literal, Type};

/// A text that no condition names: it stands for every other one.
pub(super) const OTHER: &str = "\u{1}other";

/// A value to try, and how far it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    pub(super) value: Literal,
    pub(super) step: f64,
}

/// For each variable its candidates.
pub(super) fn candidates(asking: &Asking<'_>) -> Vec<Vec<Candidate>> {
    let mut all: Vec<Vec<Literal>> = vec![Vec::new(); asking.variables.len()];
    asking.condition.visit(&mut |part| compared(part, asking, &mut all));
    for (place, (variable, values)) in asking.variables.iter().zip(&mut all).enumerate() {
        let compared = std::mem::take(values);
        *values = near(variable, &compared);
        asking.condition.visit(&mut |part| {
            if let Some(edges) = edges(part, place, asking) {
                values.extend(edges);
            }
        });
    }
    // Where one number is never more than another, what one becomes the other may have to become, too.
    let before = all.clone();
    for fact in asking.given.facts {
        if let (Some(less), Some(more)) = (asking.variable(&fact.less), asking.variable(&fact.more)) {
            for (to, from) in [(more, less), (less, more)] {
                if let (Some(values), Some(others)) = (all.get_mut(to), before.get(from)) {
                    values.extend(others.iter().cloned());
                    values.push(asking.now(from));
                }
            }
        }
    }
    let variables = asking.variables.iter().zip(all);
    variables.map(|(variable, values)| sorted(variable, values)).collect()
}

/// Notes what a comparison compares variables with.
fn compared(part: &Expr, asking: &Asking<'_>, all: &mut [Vec<Literal>]) {
    let mut note = |operand: &Expr, with: &[Literal]| {
        let mut names = Vec::new();
        passed(operand, &mut names);
        for values in names.iter().filter_map(|name| asking.variable(name)) {
            if let Some(values) = all.get_mut(values) {
                values.extend(with.iter().cloned());
            }
        }
    };
    match &part.kind {
        ExprKind::Binary(op, left, right) if op.compares() => {
            for (one, other) in [(left, right), (right, left)] {
                let mut values = Vec::new();
                constants(other, asking, &mut values);
                // What is compared with itself by way of another column is near that one's value.
                if values.is_empty() {
                    values.push(asking.evaluate(other, &[]));
                }
                note(one, &values);
            }
        }
        ExprKind::In(item, values) => note(item, values),
        _ => {}
    }
}

/// What stands for all values of a variable that is compared with these.
fn near(variable: &Variable, compared: &[Literal]) -> Vec<Literal> {
    let column = Expr {
        kind: ExprKind::Column(variable.name.clone()),
        ty: variable.ty,
        span: crate::source::Span::new(crate::source::FileId(0), 0, 0),
    };
    let mut values: Vec<Literal> = match variable.ty {
        Type::Bool => vec![Literal::Bool(true), Literal::Bool(false)],
        Type::Text => {
            let mut texts: Vec<Literal> = compared.to_vec();
            texts.push(Literal::Text(OTHER.to_owned()));
            texts
        }
        Type::Unknown => Vec::new(),
        Type::Int | Type::Float | Type::Date | Type::Datetime => {
            sample::values(&column, compared, whole(variable).as_ref()).unwrap_or_else(|| compared.to_vec())
        }
    };
    // The ends of whole numbers stand for what lies beyond all others.
    if variable.ty == Type::Float && variable.whole {
        values.retain(|value| !matches!(value, Literal::Float(number) if number.abs() > 1e15));
    }
    // Of floats that are as good as the one that they are compared with, that one stands for all.
    if variable.ty == Type::Float && !variable.whole {
        let same = |value: &Literal, limit: &Literal| scalar::compare(Binary::Equal, value, limit) == Some(true);
        values.retain(|value| !compared.iter().any(|limit| same(value, limit)));
        values.extend(compared.iter().cloned());
    }
    // What is only asked whether it is known may be anything.
    if variable.now == Literal::Unknown {
        values.extend(match variable.ty {
            Type::Int => Some(Literal::Int(0)),
            Type::Float => Some(Literal::Float(0.0)),
            Type::Date => some_day(),
            Type::Datetime => Some(Literal::Datetime(0)),
            Type::Bool | Type::Text | Type::Unknown => None,
        });
    }
    values
}

/// What a float that is always whole can be.
fn whole(variable: &Variable) -> Option<sample::Ranges> {
    let range = variable.least.unwrap_or(i64::MIN)..=variable.most.unwrap_or(i64::MAX);
    let is = variable.whole && variable.ty == Type::Float;
    is.then(|| sample::Ranges::from([(variable.name.clone(), range)]))
}

/// Where a comparison that isn't plain begins to answer otherwise, above and below the value that a variable has.
fn edges(part: &Expr, place: usize, asking: &Asking<'_>) -> Option<Vec<Literal>> {
    let ExprKind::Binary(op, left, right) = &part.kind else {
        return None;
    };
    let variable = asking.variables.get(place)?;
    if !op.compares() || !matches!(variable.ty, Type::Int | Type::Float | Type::Date) {
        return None;
    }
    let read = asking.rests_on(part);
    let follows = part.columns().iter().any(|name| asking.follows(name).is_some());
    let computed = |side: &Expr| !matches!(side.kind, ExprKind::Column(_) | ExprKind::Literal(_));
    let others = read.iter().filter_map(|name| asking.variable(name)).count() > 1;
    if !read.contains(variable.name.as_str()) || !(others || follows || computed(left) || computed(right)) {
        return None;
    }
    let answer = |value: &Literal| asking.evaluate(part, &[(place, value)]);
    let start = start_of_edges(variable);
    // What is unknown is beyond no edge: whatever it becomes, it lies on one side.
    let now = match variable.now {
        Literal::Unknown => answer(&start),
        _ => answer(&variable.now),
    };
    let mut found = Vec::new();
    for up in [true, false] {
        let reached = |far: f64| moved(variable, &start, if up { far } else { -far });
        let room = room(variable, &start, up);
        found.extend(edge(variable, &reached, room, &|value| answer(value) != now));
    }
    Some(found)
}

/// How far a number can go up or down; `None` without an end.
fn room(variable: &Variable, start: &Literal, up: bool) -> Option<f64> {
    let end = scalar::to_float(if up { variable.most } else { variable.least }?);
    let from = match start {
        Literal::Int(now) => scalar::to_float(*now),
        Literal::Float(now) => *now,
        _ => return None,
    };
    Some(if up { end - from } else { from - end })
}

/// The first of the values that `reached` gives for growing steps of which `differs` holds, as far as it holds from there on; no
/// step is larger than the `room` that there is.
fn edge(
    variable: &Variable,
    reached: &dyn Fn(f64) -> Option<Literal>,
    room: Option<f64>,
    differs: &dyn Fn(&Literal) -> bool,
) -> Option<Literal> {
    const FARTHEST: f64 = 1e12;
    let whole = variable.whole || variable.ty != Type::Float;
    let (mut same, mut far) = (0.0, if whole { 1.0 } else { 1e-9 });
    let mut other = loop {
        if let Some(room) = room.filter(|room| far > *room) {
            far = room;
        }
        if far > FARTHEST || far <= same {
            return None;
        }
        let value = reached(far)?;
        if differs(&value) {
            break value;
        }
        same = far;
        far *= 2.0;
    };
    // Halves the way between the two until nothing lies between them.
    for _ in 0..200 {
        let middle = match whole {
            true => ((same + far) / 2.0).floor(),
            false => (same + far) / 2.0,
        };
        if middle <= same || middle >= far {
            break;
        }
        match reached(middle) {
            Some(value) if differs(&value) => (far, other) = (middle, value),
            _ => same = middle,
        }
    }
    Some(other)
}

/// Where a variable starts from: what is unknown starts from zero.
fn start(variable: &Variable) -> Literal {
    match (&variable.now, variable.ty) {
        (Literal::Unknown, Type::Int) => Literal::Int(0),
        (Literal::Unknown, Type::Float) => Literal::Float(0.0),
        (now, _) => now.clone(),
    }
}

/// Where edges are looked for from: for an unknown day from one that is tried anyway.
fn start_of_edges(variable: &Variable) -> Literal {
    match (&variable.now, variable.ty) {
        (Literal::Unknown, Type::Date) => some_day().unwrap_or(Literal::Unknown),
        _ => start(variable),
    }
}

/// A day that stands for an unknown one.
fn some_day() -> Option<Literal> {
    scalar::parse_day("2026-01-01").map(Literal::Date)
}

/// A value that is so far away; `None` where the variable can't be that.
fn moved(variable: &Variable, from: &Literal, step: f64) -> Option<Literal> {
    let value = match from {
        Literal::Int(now) => Literal::Int(now.checked_add(scalar::to_int(step)?)?),
        Literal::Float(now) => Literal::Float(now + step),
        Literal::Date(day) => {
            let days = jiff::Span::new().try_days(scalar::to_int(step)?).ok()?;
            Literal::Date(day.checked_add(days).ok()?)
        }
        _ => return None,
    };
    can_be(variable, &value).then_some(value)
}

/// Whether a value is the last one of its type: it stands for what lies beyond all others, and nothing becomes that.
fn is_an_end(value: &Literal) -> bool {
    match value {
        Literal::Int(number) | Literal::Datetime(number) => matches!(*number, i64::MIN | i64::MAX),
        Literal::Float(number) => number.abs() >= f64::MAX,
        Literal::Date(day) => *day == jiff::civil::Date::MIN || *day == jiff::civil::Date::MAX,
        Literal::Unknown | Literal::Bool(_) | Literal::Text(_) => false,
    }
}

/// Whether a variable can have a value.
pub(super) fn can_be(variable: &Variable, value: &Literal) -> bool {
    let within = |op: Binary, bound: Option<i64>| {
        bound.is_none_or(|bound| scalar::compare(op, value, &Literal::Int(bound)) == Some(true))
    };
    match value {
        Literal::Unknown => false,
        Literal::Float(number) if !number.is_finite() || (variable.whole && number.fract() != 0.0) => false,
        Literal::Int(_) | Literal::Float(_) => {
            within(Binary::GreaterEqual, variable.least) && within(Binary::LessEqual, variable.most)
        }
        Literal::Bool(_) | Literal::Text(_) | Literal::Date(_) | Literal::Datetime(_) => value.ty() == variable.ty,
    }
}

/// The candidates of a variable, the nearest first; not the value that it has.
fn sorted(variable: &Variable, values: Vec<Literal>) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for value in values {
        let value = scalar::fit(value, variable.ty);
        if value == variable.now
            || is_an_end(&value)
            || !can_be(variable, &value)
            || found.iter().any(|known| known.value == value)
        {
            continue;
        }
        let step = step(&start(variable), &value);
        found.push(Candidate { value, step });
    }
    found.sort_by(|a, b| a.step.total_cmp(&b.step));
    found
}

/// How far one value is from another.
fn step(from: &Literal, to: &Literal) -> f64 {
    const DAY: f64 = 86_400e6;
    #[allow(clippy::cast_precision_loss, reason = "a distance is compared with others, no more")]
    let wide = |a: i64, b: i64| a.abs_diff(b) as f64;
    match (from, to) {
        (Literal::Int(a), Literal::Int(b)) => wide(*a, *b),
        (Literal::Float(a), Literal::Float(b)) => (a - b).abs(),
        (Literal::Date(a), Literal::Date(b)) => a.until(*b).map_or(1.0, |span| f64::from(span.get_days().abs())),
        (Literal::Datetime(a), Literal::Datetime(b)) => wide(*a, *b) / DAY,
        _ => 1.0,
    }
}
