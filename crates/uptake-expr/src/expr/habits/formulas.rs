//! Functions of spreadsheets and of SQL, and words for truths and for nothing.

use super::habit::Habit;
use super::text::{closing, parts, short, words};

/// Functions by their names in capitals, with what to write: `{0}` is the first argument.
const FUNCTIONS: &[(&str, &str)] = &[
    ("NOT", "!({0})"),
    ("XOR", "({0}) != ({1})"),
    ("TRUE", "true"),
    ("FALSE", "false"),
    ("ISBLANK", "!is_known({0})"),
    ("ISEMPTY", "!is_known({0})"),
    ("ISNULL", "!is_known({0})"),
    ("ISNA", "!is_known({0})"),
    ("ISERROR", "!is_known({0})"),
    ("ISNUMBER", "is_known({0})"),
    ("ISTEXT", "is_known({0})"),
    ("IFERROR", "{0} ?? {1}"),
    ("IFNA", "{0} ?? {1}"),
    ("IFNULL", "{0} ?? {1}"),
    ("NVL", "{0} ?? {1}"),
    ("COALESCE", "{0} ?? {1}"),
    ("BETWEEN", "{0} in {1}..={2}"),
    ("EXACT", "{0} == {1}"),
    ("EQUALS", "{0} == {1}"),
    ("LEN", "{0}.len()"),
    ("LENGTH", "{0}.len()"),
    ("LOWER", "to_lower({0})"),
    ("UPPER", "to_upper({0})"),
    ("TRIM", "trimmed({0})"),
    ("SUBSTITUTE", "replaced({0}, {1}, {2})"),
    ("REPLACE", "replaced({0}, {1}, {2})"),
    ("FIND", "{1}.contains({0})"),
    ("SEARCH", "{1}.contains({0})"),
    ("INSTR", "{0}.contains({1})"),
    ("STARTSWITH", "{0}.starts_with({1})"),
    ("ENDSWITH", "{0}.ends_with({1})"),
    ("CONCAT", "{0} + {1}"),
    ("CONCATENATE", "{0} + {1}"),
    ("INT", "floor({0})"),
    ("TRUNC", "floor({0})"),
    ("ROUNDDOWN", "floor({0})"),
    ("ROUNDUP", "ceiling({0})"),
    ("CEIL", "ceiling({0})"),
    ("VALUE", "to_float({0})"),
    ("MOD", "{0} % {1}"),
    ("QUOTIENT", "floor({0} * 1.0 / {1})"),
    ("DIVIDE", "{0} * 1.0 / {1}"),
    ("DAYS", "days_between({1}, {0})"),
    ("DATEVALUE", "date({0})"),
    ("DATEDIF", "months_between({0}, {1})"),
    ("DATEDIFF", "days_between({0}, {1})"),
];

/// Functions that add up rows or look into tables: nothing within an expression does that.
const ROWS: &[(&str, &str)] = &[
    (
        "COUNTIF",
        "a measure counts rows: under `measures`, write `count: DATASET` with `where: CONDITION`, and name it here",
    ),
    (
        "COUNTIFS",
        "a measure counts rows: under `measures`, write `count: DATASET` with `where: CONDITION`, and name it here",
    ),
    (
        "COUNTA",
        "a measure counts rows: under `measures`, write `count: DATASET`, and name it here",
    ),
    (
        "COUNT",
        "a measure counts rows: under `measures`, write `count: DATASET`, and name it here",
    ),
    (
        "SUM",
        "a measure adds up rows: under `measures`, write `sum: DATASET.COLUMN`, and name it here; two values are added by `a + b`",
    ),
    (
        "SUMIF",
        "a measure adds up rows: under `measures`, write `sum: DATASET.COLUMN` with `where: CONDITION`, and name it here",
    ),
    (
        "SUMIFS",
        "a measure adds up rows: under `measures`, write `sum: DATASET.COLUMN` with `where: CONDITION`, and name it here",
    ),
    (
        "SUMPRODUCT",
        "a measure adds up rows: under `measures`, write `sum: DATASET.COLUMN`, and name it here",
    ),
    (
        "AVERAGE",
        "a measure has means of rows: under `measures`, write `mean: DATASET.COLUMN`, and name it here",
    ),
    (
        "AVG",
        "a measure has means of rows: under `measures`, write `mean: DATASET.COLUMN`, and name it here",
    ),
    (
        "AVERAGEIF",
        "a measure has means of rows: under `measures`, write `mean: DATASET.COLUMN` with `where: CONDITION`, and name it here",
    ),
    (
        "AVERAGEIFS",
        "a measure has means of rows: under `measures`, write `mean: DATASET.COLUMN` with `where: CONDITION`, and name it here",
    ),
    (
        "VLOOKUP",
        "what is known of names stands in a register: name its field, as in `COLUMN.FIELD`",
    ),
    (
        "HLOOKUP",
        "what is known of names stands in a register: name its field, as in `COLUMN.FIELD`",
    ),
    (
        "XLOOKUP",
        "what is known of names stands in a register: name its field, as in `COLUMN.FIELD`",
    ),
    (
        "LOOKUP",
        "what is known of names stands in a register: name its field, as in `COLUMN.FIELD`",
    ),
    (
        "INDEX",
        "what is known of names stands in a register: name its field, as in `COLUMN.FIELD`",
    ),
    (
        "MATCH",
        "what is known of names stands in a register: name its field, as in `COLUMN.FIELD`",
    ),
    ("CHOOSE", "write `if c { a } else { b }`, or a ladder with `steps`"),
    (
        "UNIQUE",
        "a measure counts what differs: under `measures`, write `distinct: DATASET.COLUMN`, and name it here",
    ),
    (
        "NETWORKDAYS",
        "a measure counts working days: under `measures`, write `days: { within: DATASET }`, and name it here",
    ),
    (
        concat!("WORK", "DAY"),
        "a measure counts working days: under `measures`, write `days: { within: DATASET }`, and name it here",
    ),
    ("YEAR", "compare days: `x >= date(\"2026-01-01\")`"),
    (
        "MONTH",
        "compare days: `x >= date(\"2026-01-01\")`, or count months by `months_between(a, b)`",
    ),
    ("DAY", "compare days: `x >= date(\"2026-01-01\")`"),
    ("EDATE", "count months: `months_between(a, b) >= 3`"),
    ("EOMONTH", "count months: `months_between(a, b) >= 3`"),
    ("LEFT", "compare the start of a text: `x.starts_with(\"AB\")`"),
    ("RIGHT", "compare the end of a text: `x.ends_with(\"AB\")`"),
    ("MID", "look for a part of a text: `x.contains(\"AB\")`"),
    ("SUBSTR", "look for a part of a text: `x.contains(\"AB\")`"),
    ("LIKE", "look for a part of a text: `x.contains(\"AB\")`"),
    ("POWER", "multiply it by itself: `x * x`"),
    ("TEXT", "leave it out: numbers and days are compared as they are"),
];

/// What to write instead of a call of a function that doesn't exist; `at` is where its name starts.
pub(in crate::expr) fn cure_of_call(text: &str, code: &str, at: usize, name: &str) -> Option<String> {
    let arguments = text_arguments(text, code, at, name);
    let name = name.to_ascii_uppercase();
    let formula = match name.as_str() {
        "IF" | "IIF" => Some(if_else(&arguments)),
        "IFS" => ifs(&arguments),
        "SWITCH" | "CASE" => Some("if x == a { b } else { c }".to_owned()),
        "AND" | "ALL" => joined(&arguments, " && "),
        "OR" | "ANY" => joined(&arguments, " || "),
        "DATE" if arguments.len() == 3 => day(&arguments),
        _ => FUNCTIONS
            .iter()
            .find(|(known, _)| *known == name)
            .and_then(|(_, form)| filled(form, &arguments)),
    };
    match formula {
        Some(formula) => Some(format!("write `{}`", short(&formula))),
        None => ROWS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, help)| (*help).to_owned()),
    }
}

/// Whether the arguments of a function that doesn't exist are rows or words of its own: what they name isn't looked up.
pub(in crate::expr) fn reads_rows(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    name == "IFS" || ROWS.iter().any(|(known, _)| *known == name)
}

fn text_arguments<'a>(text: &'a str, code: &str, at: usize, name: &str) -> Vec<&'a str> {
    let after = at + name.len();
    let blank = code.get(after..).map_or(0, |rest| rest.len() - rest.trim_start().len());
    parts(text, code, after + blank).unwrap_or_default()
}

fn if_else(arguments: &[&str]) -> String {
    let part = |index: usize, otherwise: &'static str| arguments.get(index).copied().unwrap_or(otherwise).to_owned();
    let (condition, then) = (part(0, "c"), part(1, "a"));
    format!(
        "if {condition} {{ {then} }} else {{ {} }}",
        part(2, if arguments.is_empty() { "b" } else { "()" })
    )
}

fn ifs(arguments: &[&str]) -> Option<String> {
    let pairs: Vec<String> = arguments
        .chunks(2)
        .filter_map(|pair| match pair {
            [condition, value] if condition.eq_ignore_ascii_case("true") => Some(format!("{{ {value} }}")),
            [condition, value] => Some(format!("if {condition} {{ {value} }}")),
            _ => None,
        })
        .collect();
    let last = pairs.last()?;
    let end = if last.starts_with("if ") { " else { () }" } else { "" };
    Some(format!("{}{end}", pairs.join(" else ")))
}

fn joined(arguments: &[&str], sign: &str) -> Option<String> {
    let both = arguments
        .iter()
        .map(|argument| match argument.contains("||") || argument.contains("&&") {
            true => format!("({argument})"),
            false => (*argument).to_owned(),
        });
    (!arguments.is_empty()).then(|| both.collect::<Vec<_>>().join(sign))
}

fn day(arguments: &[&str]) -> Option<String> {
    let numbers: Vec<u16> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let [year, month, day] = numbers.as_slice() else {
        return None;
    };
    Some(format!("date(\"{year:04}-{month:02}-{day:02}\")"))
}

/// A form with its arguments; `None` where there are fewer than it takes.
fn filled(form: &str, arguments: &[&str]) -> Option<String> {
    let mut text = form.to_owned();
    for (index, argument) in arguments.iter().enumerate() {
        text = text.replace(&format!("{{{index}}}"), argument);
    }
    (!text.contains('{')).then_some(text)
}

/// What to write instead of a name that doesn't exist: words for truths, for nothing and for the day.
pub(in crate::expr) fn cure_of_name(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "true" | "yes" | "ja" | "wahr" | "oui" | "vrai" | "on" | "y" => {
            "write `true`; a truth value needs no comparison: `x`"
        }
        "false" | "no" | "nein" | "falsch" | "non" | "faux" | "off" | "n" => {
            "write `false`; a truth value needs no comparison: `!x`"
        }
        "null" | "none" | "nil" | "na" | "nan" | "empty" | "blank" | "undefined" => {
            "write `is_known(x)` or `!is_known(x)`"
        }
        "today" | "now" => {
            "`period` is the first day of the period, `period_end` the last; a figure never depends on the clock"
        }
        _ => return None,
    })
}

/// A choice in another form: `if (c, a, b)`, `if c then a else b`, `c ? a : b`, `case when c then a end`.
pub(super) fn choice(text: &str, code: &str) -> Option<Habit> {
    for at in words(code, "if") {
        let after = code.get(at + 2..)?;
        let bracket = at + 2 + after.len() - after.trim_start().len();
        if code.get(bracket..)?.starts_with('(') {
            let arguments = parts(text, code, bracket).unwrap_or_default();
            if arguments.len() >= 2 {
                let length = closing(code, bracket)? + 1 - at;
                let help = format!("write `{}`", short(&if_else(&arguments)));
                return Some(Habit::new(at, length, "`if` isn't a function", help));
            }
        }
        let then = words(code, "then").find(|then| *then > at);
        if let Some(then) = then {
            let otherwise = words(code, "else").find(|other| *other > then);
            let condition = text.get(at + 2..then)?.trim();
            let (value, last) = match otherwise {
                Some(other) => (text.get(then + 4..other)?.trim(), text.get(other + 4..)?.trim()),
                None => (text.get(then + 4..)?.trim(), "()"),
            };
            let help = format!("write `{}`", short(&if_else(&[condition, value, last])));
            return Some(Habit::new(then, 4, "there is no `then`", help));
        }
    }
    if let Some(at) = words(code, "case").next()
        && words(code, "when").next().is_some()
    {
        let help = "write `if c { a } else { b }`";
        return Some(Habit::new(at, 4, "there is no `case`", help));
    }
    let mark = code.char_indices().find(|(at, letter)| {
        let next = code.get(at + 1..).unwrap_or("");
        let before = code.get(..*at).unwrap_or("");
        *letter == '?' && !next.starts_with(['?', '.', '[']) && !before.ends_with('?') && next.contains(':')
    });
    let (at, _) = mark?;
    let rest = text.get(at + 1..)?;
    let colon = code.get(at + 1..)?.find(':')?;
    let help = if_else(&[
        text.get(..at)?.trim(),
        rest.get(..colon)?.trim(),
        rest.get(colon + 1..)?.trim(),
    ]);
    Some(Habit::new(
        at,
        1,
        "there is no `? :`",
        format!("write `{}`", short(&help)),
    ))
}
