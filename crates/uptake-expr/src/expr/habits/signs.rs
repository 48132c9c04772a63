//! Signs that aren't those of the language.

use super::habit::Habit;
use super::text::{closing, parts, short, words};
use crate::letters::{named, odd};

/// A letter that looks like a sign or a blank, or like nothing.
pub(super) fn odd_letter(_: &str, code: &str) -> Option<Habit> {
    let (at, letter) = code.char_indices().find(|(_, letter)| odd(*letter).is_some())?;
    let found = odd(letter)?;
    let message = match found.invisible {
        true => format!("it has {}", named(letter)?),
        false => format!("`{letter}` is {}", named(letter)?),
    };
    Some(Habit::new(at, letter.len_utf8(), message, found.help(letter)))
}

/// A formula's `=` before everything.
pub(super) fn formula(text: &str, code: &str) -> Option<Habit> {
    let at = code.len() - code.trim_start().len();
    let rest = code.get(at..)?;
    let single = rest.starts_with('=') && !rest.starts_with("==");
    let whole = text.get(at + 1..)?.trim();
    single.then(|| {
        Habit::new(
            at,
            1,
            "an expression doesn't start with `=`",
            format!("leave it out: `{}`", short(whole)),
        )
    })
}

/// A text whose quote isn't closed.
pub(super) fn unclosed_quote(text: &str, code: &str) -> Option<Habit> {
    let quotes: Vec<usize> = code.match_indices('"').map(|(at, _)| at).collect();
    let last = quotes.last().filter(|_| quotes.len() % 2 == 1)?;
    let end = text.trim_end().len();
    let help = "add `\"` where the text ends";
    Some(Habit::new(
        *last,
        end.saturating_sub(*last).max(1),
        "the closing quote of this text is missing",
        help,
    ))
}

/// Operators with their signs in another order, or apart.
pub(super) fn twisted(_: &str, code: &str) -> Option<Habit> {
    const TWISTED: &[(&str, &str)] = &[
        ("=<", "<="),
        ("=!", "!="),
        ("> =", ">="),
        ("< =", "<="),
        ("! =", "!="),
        ("= =", "=="),
        ("& &", "&&"),
        ("| |", "||"),
        (":=", "=="),
        ("=~", "=="),
        ("~=", "=="),
        ("<>", "!="),
        ("&&&", "&&"),
        ("|||", "||"),
    ];
    let arrow = code.find("=>").filter(|_| words(code, "switch").next().is_none());
    let arrow = arrow.map(|at| (at, "=>", ">="));
    let others = TWISTED
        .iter()
        .filter_map(|(wrong, right)| Some((code.find(wrong)?, *wrong, *right)));
    let (at, wrong, right) = arrow.into_iter().chain(others).min_by_key(|(at, _, _)| *at)?;
    Some(Habit::new(
        at,
        wrong.len(),
        format!("`{wrong}` isn't an operator"),
        format!("write `{right}`"),
    ))
}

/// `30%`.
pub(super) fn percent(_: &str, code: &str) -> Option<Habit> {
    for (at, _) in code.match_indices('%') {
        let before = code.get(..at)?.trim_end();
        let digits = before
            .rsplit(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .next()?;
        let after = code.get(at + 1..)?.trim_start();
        let ends = after.is_empty() || after.starts_with([')', ']', '}', ',', ';', '&', '|', '<', '>', '=', '!', '?']);
        if !digits.is_empty() && ends {
            let from = before.len() - digits.len();
            let message = format!("`{digits}%` isn't a number");
            let help = format!("percent is a plain number: write `{digits}`");
            return Some(Habit::new(from, at + 1 - from, message, help));
        }
    }
    None
}

/// `=` where two values are compared. Texts with statements may set variables.
pub(super) fn single_equals(text: &str, code: &str) -> Option<Habit> {
    if words(code, "let").next().is_some() || words(code, "fn").next().is_some() {
        return None;
    }
    let bytes = code.as_bytes();
    let sign = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(|byte| b"=<>!+-*/%&|^:~".contains(byte))
    };
    let at = code
        .match_indices('=')
        .map(|(at, _)| at)
        .find(|at| !sign(at.checked_sub(1)) && !sign(Some(at + 1)))?;
    let shown = format!("{}=={}", text.get(..at)?, text.get(at + 1..)?);
    let help = format!("to compare, write `==`: `{}`", short(shown.trim()));
    Some(Habit::new(at, 1, "`=` sets a value", help))
}

/// `("a", "b")` for a list.
pub(super) fn list_in_brackets(text: &str, code: &str) -> Option<Habit> {
    if words(code, "fn").next().is_some() {
        return None;
    }
    for (at, _) in code.match_indices('(') {
        let before = code.get(..at)?.trim_end();
        let word = before
            .rsplit(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .next()?;
        let called = !word.is_empty() && word != "in";
        let Some(items) = parts(text, code, at) else { continue };
        if called || items.len() < 2 {
            continue;
        }
        let end = closing(code, at)?;
        let help = format!("write a list: `[{}]`", short(&items.join(", ")));
        return Some(Habit::new(at, end + 1 - at, "a list doesn't stand in `( )`", help));
    }
    None
}

/// `role == "a" || "b"`: the second text is compared with nothing.
pub(super) fn text_alone(text: &str, code: &str) -> Option<Habit> {
    for (at, sign) in code.match_indices("||").chain(code.match_indices("&&")) {
        let after = code.get(at + 2..)?;
        let from = at + 2 + after.len() - after.trim_start().len();
        let Some(inner) = code.get(from..)?.strip_prefix('"') else {
            continue;
        };
        let until = from + 2 + inner.find('"')?;
        let rest = code.get(until..)?.trim_start();
        if !(rest.is_empty() || rest.starts_with([')', '|', '&'])) {
            continue;
        }
        let other = text.get(from..until)?;
        let compared = text.get(..at).and_then(|before| {
            let (head, first) = before.trim_end().strip_suffix('"')?.rsplit_once('"')?;
            let name = head.trim_end().strip_suffix("==")?.trim_end();
            let start = name.rfind(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '_' | '.'));
            Some((name.get(start.map_or(0, |at| at + 1)..)?, first))
        });
        let help = match (compared, sign) {
            (Some((name, first)), "||") => format!("write `{name} in [\"{first}\", {other}]`"),
            (Some((name, _)), _) => format!("repeat the name: `{name} == {other}`"),
            (None, _) => format!("compare it with a name, as in `x == {other}`"),
        };
        return Some(Habit::new(
            from,
            until - from,
            "this text is compared with nothing",
            help,
        ));
    }
    None
}

/// `f(a; b)`, as spreadsheets of some countries part arguments.
pub(super) fn semicolons(text: &str, code: &str) -> Option<Habit> {
    let mut depth: Vec<char> = Vec::new();
    for (at, letter) in code.char_indices() {
        match letter {
            '(' | '[' | '{' => depth.push(letter),
            ')' | ']' | '}' => {
                depth.pop();
            }
            ';' if depth.last().is_some_and(|open| matches!(open, '(' | '[')) => {
                let shown = format!("{},{}", text.get(..at)?, text.get(at + 1..)?);
                let help = format!("write `,`: `{}`", short(shown.trim()));
                return Some(Habit::new(at, 1, "`;` ends a statement and parts no arguments", help));
            }
            _ => {}
        }
    }
    None
}

/// `0,5`, and `1.000,5`.
pub(super) fn decimal_comma(_: &str, code: &str) -> Option<Habit> {
    let mut depth = 0usize;
    for (at, letter) in code.char_indices() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                let before = code.get(..at)?;
                let digit = |letter: char| letter.is_ascii_digit() || letter == '.';
                let whole = before.rsplit(|letter: char| !digit(letter)).next()?;
                let rest: String = code.get(at + 1..)?.chars().take_while(char::is_ascii_digit).collect();
                if whole.is_empty() || rest.is_empty() {
                    continue;
                }
                let plain = whole.replace('.', "");
                let help = match rest.len() == 3 && !whole.contains('.') {
                    true => format!("write `{plain}{rest}`, or `{plain}.{rest}` if the comma begins the decimals"),
                    false => format!("write `{plain}.{rest}`"),
                };
                let from = at - whole.len();
                let message = format!("`{whole},{rest}` isn't a number");
                return Some(Habit::new(from, whole.len() + 1 + rest.len(), message, help));
            }
            _ => {}
        }
    }
    None
}

/// `$team`, `@team`, `#team`: a name has no sign before it.
pub(super) fn mark_before_name(text: &str, code: &str) -> Option<Habit> {
    let (at, mark) = code
        .char_indices()
        .find(|(_, letter)| matches!(letter, '$' | '@' | '#'))?;
    let name: String = text
        .get(at + 1..)?
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
        .collect();
    if name.is_empty() || mark == '#' && text.get(at + 1..)?.starts_with(['{', '"']) {
        return None;
    }
    let help = format!("write the name alone: `{name}`");
    Some(Habit::new(
        at,
        1 + name.len(),
        format!("a name has no `{mark}` before it"),
        help,
    ))
}

/// `x is null` and its kin.
pub(super) fn null_test(text: &str, code: &str) -> Option<Habit> {
    for at in words(code, "is") {
        let rest: Vec<&str> = code.get(at..)?.split_whitespace().take(3).collect();
        let empty = |word: Option<&&str>| {
            word.is_some_and(|word| {
                let word = word.trim_end_matches([')', ',', ';']).to_ascii_lowercase();
                ["null", "none", "nil", "na", "empty", "blank", "missing", "unknown"].contains(&word.as_str())
            })
        };
        let not = rest.get(1).is_some_and(|word| word.eq_ignore_ascii_case("not"));
        if !empty(rest.get(if not { 2 } else { 1 })) {
            continue;
        }
        let before = text.get(..at)?.trim_end();
        let start = before
            .rfind(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '_' | '.'))
            .map_or(0, |at| at + 1);
        let name = before.get(start..)?;
        let help = match not {
            true => format!("write `is_known({name})`"),
            false => format!("write `!is_known({name})`"),
        };
        return Some(Habit::new(at, 2, "there is no `is`", help));
    }
    None
}

/// `x not in [a, b]`.
pub(super) fn not_in(text: &str, code: &str) -> Option<Habit> {
    let at = words(code, "not").find(|at| {
        let after = code.get(at + 3..).unwrap_or("").trim_start();
        after.get(..2).is_some_and(|word| word.eq_ignore_ascii_case("in"))
    })?;
    let before = text.get(..at)?.trim_end();
    let start = before
        .rfind(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '_' | '.'))
        .map_or(0, |at| at + 1);
    let name = before.get(start..)?;
    Some(Habit::new(
        at,
        3,
        "there is no `not in`",
        format!("write `!({name} in …)`, or `{name} !in …`"),
    ))
}

/// A bracket that isn't closed, or that closes nothing.
pub(super) fn brackets(_: &str, code: &str) -> Option<Habit> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let pair = |letter: char| match letter {
        '(' => ')',
        '[' => ']',
        _ => '}',
    };
    for (at, letter) in code.char_indices() {
        match letter {
            '(' | '[' | '{' => open.push((at, letter)),
            ')' | ']' | '}' => match open.pop() {
                Some((_, own)) if pair(own) == letter => {}
                Some((own_at, own)) => {
                    let message = format!("`{own}` is closed by `{letter}`");
                    return Some(Habit::new(own_at, 1, message, format!("close it by `{}`", pair(own))));
                }
                None => {
                    let message = format!("`{letter}` closes no bracket");
                    return Some(Habit::new(at, 1, message, "remove it, or open the bracket before"));
                }
            },
            _ => {}
        }
    }
    let (at, own) = open.pop()?;
    let help = format!("add `{}` where it ends", pair(own));
    Some(Habit::new(at, 1, format!("the bracket `{own}` isn't closed"), help))
}
