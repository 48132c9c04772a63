//! The values of parts of conditions, by the classes of their texts.

use crate::codes::Classes;
use crate::dialect::Dialect;
use crate::literal::constant;
use crate::part::Part;
use crate::refusal::Refusal;
use uptake_rules::value::Literal;

/// The value of a part for each row, given the class of its text and its day. `at` is the part's place among those of its column.
pub(crate) fn said(
    dialect: Dialect,
    part: &Part,
    (classes, at): (&Classes, usize),
    code: &str,
    day: Option<&str>,
) -> Result<String, Refusal> {
    // Classes that mean the same to this part; the most frequent value last, as what all others are.
    let mut alike: Vec<(&[Literal], Vec<usize>)> = Vec::new();
    for (class, values) in classes.values.iter().enumerate() {
        let own = values.get(at).map_or(&[] as &[Literal], Vec::as_slice);
        match alike.iter_mut().find(|(known, _)| *known == own) {
            Some((_, classes)) => classes.push(class),
            None => alike.push((own, vec![class])),
        }
    }
    alike.sort_by_key(|(_, classes)| classes.len());
    let Some((most, _)) = alike.pop() else {
        return constant(dialect, &Literal::Unknown, part.expr.ty);
    };
    let other = dated(dialect, part, most, day)?;
    if alike.is_empty() {
        return Ok(other);
    }
    let mut cases = Vec::new();
    for (values, classes) in alike {
        let classes: Vec<String> = classes.iter().map(usize::to_string).collect();
        let among = match classes.as_slice() {
            [one] => format!("{code} = {one}"),
            several => format!("{code} IN ({})", several.join(", ")),
        };
        cases.push(format!("WHEN {among} THEN {}", dated(dialect, part, values, day)?));
    }
    Ok(format!("CASE {} ELSE {other} END", cases.join(" ")))
}

/// A value by the day.
fn dated(dialect: Dialect, part: &Part, values: &[Literal], day: Option<&str>) -> Result<String, Refusal> {
    let own = |value: &Literal| constant(dialect, value, part.expr.ty);
    let (Some(first), Some(last), Some(day)) = (values.first(), values.last(), day) else {
        let first = values.first().unwrap_or(&Literal::Unknown);
        return own(first);
    };
    if values.iter().all(|value| value == first) {
        return own(first);
    }
    let mut cases = Vec::new();
    for (change, value) in part.changes.iter().zip(values) {
        cases.push(format!("WHEN {day} < {change} THEN {}", own(value)?));
    }
    Ok(format!("CASE {} ELSE {} END", cases.join(" "), own(last)?))
}
