//! The nearest flip against all smaller changes.

use super::{CanBe, Change, Cost, Flip, Follows, Freedom, Given, Nearest, Variable};
use crate::expr::proof::AtMost;
use crate::expr::{Binary, Expr, Scope, alone, evaluate, scalar};
use crate::value::{Literal, Type};

fn read(text: &str) -> Expr {
    let mut scope = Scope::new("the example").over_periods();
    for (name, ty) in NAMES {
        scope.add(name, ty);
    }
    alone(text, &scope).unwrap_or_else(|found| panic!("{text}: {found:?}"))
}

const NAMES: [(&str, Type); 6] = [
    ("n", Type::Int),
    ("m", Type::Int),
    ("x", Type::Float),
    ("role", Type::Text),
    ("day", Type::Date),
    ("flag", Type::Bool),
];

/// Variables with these values: a role, a day and a flag are stated, all else is measured and never negative.
fn variables(values: &[(&str, Literal)]) -> Vec<Variable> {
    values
        .iter()
        .map(|(name, now)| {
            let ty = NAMES.iter().find(|(known, _)| known == name).unwrap().1;
            let measured = matches!(ty, Type::Int | Type::Float);
            Variable {
                name: (*name).to_owned(),
                ty,
                now: now.clone(),
                kind: if measured { Freedom::Measured } else { Freedom::Stated },
                whole: ty == Type::Int,
                least: measured.then_some(0),
                most: None,
            }
        })
        .collect()
}

fn flip(text: &str, values: &[(&str, Literal)], facts: &[AtMost], wanted: bool) -> Nearest {
    nearest(&read(text), &variables(values), facts, wanted)
}

fn nearest(condition: &Expr, variables: &[Variable], facts: &[AtMost], wanted: bool) -> Nearest {
    let given = Given {
        facts,
        follows: &[],
        can_be: &|_| true,
        zone: "UTC",
        value: &|_| Literal::Unknown,
    };
    super::nearest(condition, variables, &given, wanted)
}

#[test]
fn what_follows_from_a_number_changes_with_it_and_what_can_not_be_is_no_flip() {
    let asked = |text: &str, now: i64, wanted: bool, can_be: &CanBe<'_>| {
        let own = ["n".to_owned()];
        // The greatest of somebody else's 4 and one's own.
        let greatest = |value: &mut dyn FnMut(&str) -> Literal| match value("n") {
            Literal::Int(number) => int(number.max(4)),
            _ => int(4),
        };
        let follows = [Follows {
            name: "m",
            reads: &own,
            value: &greatest,
        }];
        let given = Given {
            facts: &[],
            follows: &follows,
            can_be,
            zone: "UTC",
            value: &|_| Literal::Unknown,
        };
        shown(&super::nearest(
            &read(text),
            &variables(&[("n", int(now))]),
            &given,
            wanted,
        ))
    };
    let any = |_: &[(&str, &Literal)]| true;
    assert_eq!(
        asked("n >= m", 9, false, &any),
        "n 3",
        "down to 4 one's own is the greatest"
    );
    assert_eq!(asked("n >= m", 1, true, &any), "n 4");
    assert_eq!(asked("m >= 7", 1, true, &any), "n 7");
    assert_eq!(
        asked("n * 1.0 / (n + m) > 0.5", 6, true, &any),
        "undecided",
        "it is a half at most"
    );
    let even = |changes: &[(&str, &Literal)]| {
        changes
            .iter()
            .all(|(_, value)| matches!(value, Literal::Int(n) if n % 2 == 0))
    };
    assert_eq!(
        asked("n >= m", 9, false, &even),
        "undecided",
        "the edge itself can not be"
    );
    assert_eq!(asked("n >= 6 && n < 8", 1, true, &even), "n 6");
}

/// What changes, in short.
fn shown(found: &Nearest) -> String {
    match found {
        Nearest::Found(Flip { changes, proved, .. }) => {
            let words = |change: &Change| match &change.to {
                Some(Literal::Text(text)) => format!("{} {text}", change.name),
                Some(Literal::Int(number)) => format!("{} {number}", change.name),
                Some(Literal::Float(number)) => format!("{} {number:.3}", change.name),
                Some(Literal::Date(day)) => format!("{} {day}", change.name),
                Some(other) => format!("{} {other:?}", change.name),
                None => format!("{} other", change.name),
            };
            let all: Vec<String> = changes.iter().map(words).collect();
            format!("{}{}", all.join(", "), if *proved { "" } else { " (not proved)" })
        }
        Nearest::Never => "never".to_owned(),
        Nearest::Undecided => "undecided".to_owned(),
    }
}

fn int(number: i64) -> Literal {
    Literal::Int(number)
}

fn text(text: &str) -> Literal {
    Literal::Text(text.to_owned())
}

/// A condition, what is, what is wanted, and what changes for it.
type Case<'a> = (&'a str, &'a [(&'a str, Literal)], bool, &'a str);

#[test]
fn the_nearest_flip_is_one_step_beyond_the_edge_that_is_nearest() {
    let cases: &[Case<'_>] = &[
        ("n >= 3", &[("n", int(2))], true, "n 3"),
        ("n >= 3", &[("n", int(7))], false, "n 2"),
        ("n > 3", &[("n", int(0))], true, "n 4"),
        ("n >= 3 && n < 10", &[("n", int(8))], false, "n 10"),
        ("n >= 3 && n < 10", &[("n", int(4))], false, "n 2"),
        ("n == 5", &[("n", int(9))], true, "n 5"),
        ("!(n == 5)", &[("n", int(5))], true, "n 4"),
        ("n >= 3 || m >= 2", &[("n", int(0)), ("m", int(0))], true, "m 2"),
        ("n >= 3 && m >= 2", &[("n", int(0)), ("m", int(0))], true, "n 3, m 2"),
        ("n >= 3", &[("n", Literal::Unknown)], true, "n 3"),
        ("is_known(n)", &[("n", Literal::Unknown)], true, "n 0"),
        ("x < 0.5", &[("x", Literal::Float(0.5))], true, "x 0.500"),
        ("(n ?? 0) >= 3", &[("n", Literal::Unknown)], true, "n 3"),
        (
            "role == \"A\" && n >= 3",
            &[("role", text("A")), ("n", int(1))],
            true,
            "n 3",
        ),
        (
            "role == \"A\" && n >= 3",
            &[("role", text("B")), ("n", int(1))],
            true,
            "role A, n 3",
        ),
        ("role in [\"A\", \"B\"]", &[("role", text("B"))], false, "role other"),
        (
            "day < date(\"2026-02-01\")",
            &[("day", Literal::Date("2026-03-01".parse().unwrap()))],
            true,
            "day 2026-01-31",
        ),
        ("n < 0", &[("n", int(4))], true, "never"),
        ("n >= 3 && n < 3", &[("n", int(4))], true, "never"),
    ];
    for (condition, values, wanted, expected) in cases {
        assert_eq!(shown(&flip(condition, values, &[], *wanted)), *expected, "{condition}");
    }
}

#[test]
fn what_is_computed_of_columns_flips_where_its_result_does() {
    let numbers = |n, m| [("n", int(n)), ("m", int(m))];
    assert_eq!(shown(&flip("n + m >= 10", &numbers(4, 3), &[], true)), "n 7");
    assert_eq!(shown(&flip("n * 1.0 / m >= 3.0", &numbers(4, 2), &[], true)), "m 1");
    assert_eq!(shown(&flip("n >= m", &numbers(2, 5), &[], true)), "n 5");
    assert_eq!(shown(&flip("n - m > 4 && n < 10", &numbers(0, 0), &[], true)), "n 5");
}

#[test]
fn a_float_that_is_always_whole_flips_to_whole_numbers() {
    let asked = |text: &str, now: f64, wanted: bool| {
        let mut sums = variables(&[("x", Literal::Float(now))]);
        sums[0].whole = true;
        shown(&nearest(&read(text), &sums, &[], wanted))
    };
    assert_eq!(asked("x >= 6.0", 8.0, false), "x 5.000");
    assert_eq!(asked("x >= 5.5", 2.0, true), "x 6.000");
    assert_eq!(asked("x > 5.0", 2.0, true), "x 6.000");
    assert_eq!(asked("x * 2.0 >= 9.0", 2.0, true), "x 5.000");
    assert_eq!(asked("x == 2.5", 2.0, true), "never");
}

#[test]
fn the_less_and_the_greater_of_two_flip_by_what_they_are_made_of() {
    let numbers = |n, m| [("n", int(n)), ("m", int(m))];
    assert_eq!(shown(&flip("min(n, m) >= 4", &numbers(2, 3), &[], true)), "n 4, m 4");
    assert_eq!(shown(&flip("min(n, m) >= 4", &numbers(2, 5), &[], true)), "n 4");
    assert_eq!(shown(&flip("max(n, m) >= 4", &numbers(2, 3), &[], true)), "m 4");
    assert_eq!(shown(&flip("max(n, m) >= 4", &numbers(6, 7), &[], false)), "n 3, m 3");
    assert_eq!(shown(&flip("max(n, 5) < 5", &numbers(2, 0), &[], true)), "never");
}

#[test]
fn an_unknown_day_becomes_one_beyond_the_edge() {
    let unknown = [("day", Literal::Unknown), ("n", int(1))];
    assert_eq!(
        shown(&flip(
            "months_between(day, date(\"2026-02-09\")) >= 3 && n >= 1",
            &unknown,
            &[],
            true
        )),
        "day 2025-11-09 (not proved)"
    );
    let unknown = [("n", Literal::Unknown)];
    assert_eq!(shown(&flip("n * 2 >= 7", &unknown, &[], true)), "n 4");
}

#[test]
fn what_can_not_be_together_is_no_flip() {
    let facts = [AtMost {
        less: "m".to_owned(),
        more: "n".to_owned(),
        together: true,
    }];
    let found = flip("m >= 3", &[("n", int(1)), ("m", int(1))], &facts, true);
    assert_eq!(shown(&found), "n 3, m 3");
    let mut days = variables(&[("m", int(2))]);
    days[0].most = Some(5);
    let found = nearest(&read("m >= 6"), &days, &[], true);
    assert_eq!(found, Nearest::Never);
}

/// A small generator, the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap()
    }

    fn condition(&mut self, depth: usize) -> String {
        let choice = if depth == 0 { 0 } else { self.below(5) };
        match choice {
            0 | 1 => self.comparison(),
            2 => format!("({} && {})", self.condition(depth - 1), self.condition(depth - 1)),
            3 => format!("({} || {})", self.condition(depth - 1), self.condition(depth - 1)),
            _ => format!("!({})", self.condition(depth - 1)),
        }
    }

    fn comparison(&mut self) -> String {
        let op = ["<", "<=", ">", ">=", "==", "!="][self.below(6)];
        match self.below(10) {
            0..=2 => format!("n {op} {}", self.below(7)),
            3 | 4 => format!("m {op} {}", self.below(7)),
            5 => format!("x {op} {}.5", self.below(4)),
            6 => "role == \"A\"".to_owned(),
            7 => format!("n + m {op} {}", self.below(10)),
            8 => format!("n {op} m"),
            _ => "is_known(n)".to_owned(),
        }
    }
}

/// The size of a change by the definition.
fn cost(now: &[(&str, Literal)], then: &[Literal]) -> Cost {
    let mut cost = Cost {
        stated: 0,
        measured: 0,
        size: 0.0,
    };
    for ((name, from), to) in now.iter().zip(then) {
        if from == to {
            continue;
        }
        match *name {
            "role" => cost.stated += 1,
            _ => cost.measured += 1,
        }
        cost.size += match (from, to) {
            (Literal::Int(a), Literal::Int(b)) => scalar::to_float(a.abs_diff(*b).cast_signed()),
            (Literal::Float(a), Literal::Float(b)) => (a - b).abs(),
            (Literal::Unknown, Literal::Int(b)) => scalar::to_float(*b),
            _ => 1.0,
        };
    }
    cost
}

fn holds(condition: &Expr, names: &[(&str, Literal)], values: &[Literal]) -> Literal {
    evaluate(condition, "UTC", &mut |name| {
        let place = names.iter().position(|(known, _)| *known == name).unwrap();
        values[place].clone()
    })
}

#[test]
fn applying_a_flip_flips_and_nothing_smaller_does() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut found, mut unproved, mut undecided) = (0, 0, 0);
    for _ in 0..1_500 {
        let written = random.condition(2);
        let condition = read(&written);
        let facts = match random.below(3) {
            0 => vec![AtMost {
                less: "m".to_owned(),
                more: "n".to_owned(),
                together: true,
            }],
            _ => Vec::new(),
        };
        let m = random.below(6);
        let n = if facts.is_empty() {
            random.below(8)
        } else {
            m + random.below(4)
        };
        let unknown = facts.is_empty() && random.below(6) == 0;
        let now = [
            (
                "n",
                if unknown {
                    Literal::Unknown
                } else {
                    int(i64::try_from(n).unwrap())
                },
            ),
            ("m", int(i64::try_from(m).unwrap())),
            (
                "x",
                Literal::Float(scalar::to_float(i64::try_from(random.below(8)).unwrap()) / 2.0),
            ),
            ("role", text(["A", "B"][random.below(2)])),
        ];
        let values: Vec<Literal> = now.iter().map(|(_, value)| value.clone()).collect();
        let before = holds(&condition, &now, &values);
        let wanted = before != Literal::Bool(true);
        let answer = nearest(&condition, &variables(&now), &facts, wanted);
        let limit = match &answer {
            Nearest::Found(flip) => {
                found += 1;
                unproved += usize::from(!flip.proved);
                let mut then = values.clone();
                for change in &flip.changes {
                    let place = now.iter().position(|(name, _)| *name == change.name).unwrap();
                    then[place] = change.to.clone().unwrap_or_else(|| text("anything else"));
                }
                assert_eq!(
                    holds(&condition, &now, &then),
                    Literal::Bool(wanted),
                    "{written}: {flip:?}"
                );
                assert_eq!(cost(&now, &then), flip.cost, "{written}: {flip:?}");
                if !flip.proved {
                    continue;
                }
                Some(flip.cost)
            }
            Nearest::Never => None,
            Nearest::Undecided => {
                undecided += 1;
                continue;
            }
        };
        // All changes to whole numbers, halves and roles.
        for n in -1..14 {
            for m in 0..12 {
                for x in -1..10 {
                    for role in ["A", "B", "C"] {
                        let mut then = values.clone();
                        if n >= 0 {
                            then[0] = int(n);
                        }
                        then[1] = int(m);
                        if x >= 0 {
                            then[2] = Literal::Float(scalar::to_float(x) / 2.0);
                        }
                        then[3] = text(role);
                        let can_be =
                            facts.is_empty() || scalar::compare(Binary::LessEqual, &then[1], &then[0]) == Some(true);
                        let smaller = limit.is_none_or(|limit| cost(&now, &then) < limit);
                        if can_be && smaller && then != values {
                            let held = holds(&condition, &now, &then);
                            assert_ne!(held, Literal::Bool(wanted), "{written} {now:?} {then:?} {answer:?}");
                        }
                    }
                }
            }
        }
    }
    assert!(found > 1_000, "{found}");
    assert!(unproved * 10 < found, "{unproved} of {found}");
    // Where nothing flips and something is computed, that nothing does isn't proved.
    assert!(undecided < 200, "{undecided}");
}
