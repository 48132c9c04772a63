//! The prover's answers against brute force, and the ways around a rule that it has to see.

use super::{AtMost, Facts, Occurs, Pairs, pairs};
use crate::expr::{Expr, Scope, alone, evaluate};
use crate::value::{Literal, Type};
use std::collections::BTreeMap;

pub(super) fn read(text: &str) -> Expr {
    let mut scope = Scope::new("the example").over_periods();
    for (name, ty) in [
        ("n", Type::Int),
        ("m", Type::Int),
        ("x", Type::Float),
        ("y", Type::Float),
        ("t", Type::Text),
        ("flag", Type::Bool),
        ("day", Type::Date),
    ] {
        scope.add(name, ty);
    }
    alone(text, &scope).unwrap_or_else(|found| panic!("{text}: {found:?}"))
}

fn compared(new: &str, old: &str) -> Pairs {
    pairs(&read(new), &read(old), &Facts::default(), "UTC")
}

/// Whether `old` holds wherever `new` does: yes, no with a row, or undecided.
fn implied(new: &str, old: &str) -> String {
    match compared(new, old).implied() {
        Occurs::Never => "yes".to_owned(),
        Occurs::Seen(witness) => {
            let values = witness.0.iter().map(|(name, value)| format!("{name}={value:?}"));
            format!("no: {}", values.collect::<Vec<_>>().join(" "))
        }
        Occurs::Undecided => "undecided".to_owned(),
    }
}

#[test]
fn what_says_the_same_or_less_is_implied() {
    for (new, old) in [
        ("n >= 5", "n >= 3"),
        ("n > 2", "n >= 3"),
        ("n >= 3 && flag", "n >= 3"),
        ("n >= 3", "n >= 3 || flag"),
        ("!(n < 3)", "n >= 3"),
        ("n == 4", "n in [3, 4]"),
        ("t == \"a\"", "t in [\"a\", \"b\"]"),
        ("t in [\"a\", \"b\"] && t != \"a\"", "t == \"b\""),
        ("day > date(\"2026-01-01\")", "day >= date(\"2026-01-01\")"),
        ("n * 2 >= 10", "n * 2 >= 8"),
        ("n > m", "n >= m"),
        ("if flag { n >= 5 } else { n >= 4 }", "n >= 3"),
        ("n >= 3 && n <= 2", "flag"),
        ("weekday(day) >= 6", "weekday(day) > 5"),
        ("is_known(n) && n >= 3", "n >= 3"),
        ("(n ?? 0) >= 3", "(n ?? 0) >= 2"),
    ] {
        assert_eq!(implied(new, old), "yes", "{new} => {old}");
    }
}

#[test]
fn what_says_more_is_shown_by_a_row() {
    for (new, old) in [
        ("n >= 3", "n >= 5"),
        ("n >= 3 || flag", "n >= 3"),
        ("!(x < 0.5)", "x >= 0.5"),
        ("n == 0.0", "n != 0"),
        ("!(n * 1.0 / m >= 3.0)", "n * 1.0 / m < 5.0"),
        ("true", "n >= 3"),
        ("(n >= 3) ?? true", "n >= 3"),
        ("!is_known(n) || n >= 3", "n >= 3"),
        ("t != \"a\"", "t in [\"b\", \"c\"]"),
        ("t.to_lower() == \"a\"", "t == \"a\""),
        ("n >= m", "n > m"),
        ("n + 1 >= 3", "n >= 3"),
    ] {
        let answer = implied(new, old);
        assert!(answer.starts_with("no: "), "{new} => {old}: {answer}");
    }
}

#[test]
fn what_another_period_says_is_not_believed() {
    assert_eq!(implied("streak(n >= 3) >= 2", "streak(n >= 3) >= 3"), "undecided");
    assert_eq!(implied("streak(n >= 3) >= 4", "streak(n >= 3) >= 3"), "yes");
}

#[test]
fn facts_about_the_data_are_used() {
    let fact = |less: &str, more: &str| AtMost {
        less: less.to_owned(),
        more: more.to_owned(),
        together: true,
    };
    let ordered = |fact| Facts {
        orders: vec![fact],
        ..Facts::default()
    };
    let (new, old) = (read("n >= 3"), read("m >= 3"));
    assert!(matches!(
        pairs(&new, &old, &Facts::default(), "UTC").implied(),
        Occurs::Seen(_)
    ));
    assert_eq!(
        pairs(&new, &old, &ordered(fact("n", "m")), "UTC").implied(),
        &Occurs::Never
    );
    assert!(matches!(
        pairs(&new, &old, &ordered(fact("m", "n")), "UTC").implied(),
        Occurs::Seen(_)
    ));
    let strict = read("m >= 4");
    assert!(matches!(
        pairs(&new, &strict, &ordered(fact("n", "m")), "UTC").implied(),
        Occurs::Seen(_)
    ));
}

#[test]
fn a_count_is_never_less_than_zero() {
    let counts = Facts {
        ranges: BTreeMap::from([("n".to_owned(), 0..=i64::MAX), ("m".to_owned(), 0..=7)]),
        ..Facts::default()
    };
    let implied = |new: &str, old: &str| pairs(&read(new), &read(old), &counts, "UTC").implied().clone();
    assert_eq!(implied("n < 1", "n == 0"), Occurs::Never);
    // Sums are followed to the least and the greatest that each part can be.
    assert_eq!(implied("n + m == 0", "n < 1"), Occurs::Never);
    assert_eq!(implied("n - m >= 3", "n >= 3"), Occurs::Never);
    // Products aren't: that is said, and nothing is guessed.
    assert_eq!(implied("n * n * n >= 27", "n >= 3"), Occurs::Undecided);
    assert_eq!(implied("m >= 8", "flag"), Occurs::Never);
    assert!(matches!(implied("n < 2", "n == 0"), Occurs::Seen(_)));
}

/// A generator of conditions and of rows.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap_or(0)
    }

    pub(super) fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn condition(&mut self, depth: usize) -> String {
        let compares = ["==", "!=", "<", "<=", ">", ">="];
        if depth == 0 || self.below(3) == 0 {
            return match self.below(12) {
                0..3 => format!("{} {} {}", self.pick(&["n", "m"]), self.pick(&compares), self.below(5)),
                3 => format!(
                    "{} {} {}",
                    self.pick(&["n", "m"]),
                    self.pick(&compares),
                    self.pick(&["2.0", "2.5", "0.0"])
                ),
                4..6 => format!(
                    "{} {} {}",
                    self.pick(&["x", "y"]),
                    self.pick(&compares),
                    self.pick(&["0.0", "0.5", "2", "-1.5"])
                ),
                6 => format!("t {} \"{}\"", self.pick(&compares), self.pick(&["", "a", "b"])),
                7 => format!("t in [\"a\", \"{}\"]", self.pick(&["b", "c"])),
                8 => "flag".to_owned(),
                9 => format!("is_known({})", self.pick(&["n", "x", "t"])),
                10 => format!("n * 1.0 / m {} {}", self.pick(&compares), self.pick(&["2.0", "0.5"])),
                _ => format!("n {} m", self.pick(&compares)),
            };
        }
        let depth = depth - 1;
        match self.below(6) {
            0 | 1 => format!("({} && {})", self.condition(depth), self.condition(depth)),
            2 | 3 => format!("({} || {})", self.condition(depth), self.condition(depth)),
            4 => format!("!({})", self.condition(depth)),
            _ => format!("(({}) ?? {})", self.condition(depth), self.pick(&["true", "false"])),
        }
    }

    fn row(&mut self) -> BTreeMap<&'static str, Literal> {
        let mut int = || match self.below(9) {
            0 => Literal::Unknown,
            value => Literal::Int(i64::try_from(value).unwrap_or(0) - 2),
        };
        let (n, m) = (int(), int());
        let mut float = || match self.below(14) {
            0 => Literal::Unknown,
            at => Literal::Float(
                [
                    f64::NAN,
                    f64::INFINITY,
                    f64::NEG_INFINITY,
                    -2.0,
                    -1.5,
                    0.0,
                    0.25,
                    0.5,
                    0.75,
                    1.0,
                    2.0,
                    2.5,
                    3.0,
                ][at - 1],
            ),
        };
        let (x, y) = (float(), float());
        let t = match self.below(5) {
            0 => Literal::Unknown,
            at => Literal::Text(["", "a", "b", "c"][at - 1].to_owned()),
        };
        let flag = [Literal::Bool(true), Literal::Bool(false), Literal::Unknown][self.below(3)].clone();
        BTreeMap::from([("n", n), ("m", m), ("x", x), ("y", y), ("t", t), ("flag", flag)])
    }
}

#[test]
fn no_pair_that_occurs_is_called_impossible_and_no_row_is_invented() {
    let cases: usize = std::env::var("UPTAKE_CASES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(1500);
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let (mut undecided, mut asked) = (0usize, 0usize);
    for _ in 0..cases {
        let (one, other) = (random.condition(2), random.condition(2));
        let (first, second) = (read(&one), read(&other));
        let found = pairs(&first, &second, &Facts::default(), "UTC");
        let answers = |row: &dyn Fn(&str) -> Literal| {
            let of = |expr: &Expr| match evaluate(expr, "UTC", &mut |name| row(name)) {
                Literal::Bool(held) => Some(held),
                _ => None,
            };
            (of(&first), of(&second))
        };
        for _ in 0..200 {
            let row = random.row();
            let (a, b) = answers(&|name| row.get(name).cloned().unwrap_or(Literal::Unknown));
            assert_ne!(
                found.of(a, b),
                &Occurs::Never,
                "{one} and {other} answer {a:?} and {b:?} on {row:?}"
            );
        }
        for first in [Some(true), Some(false), None] {
            for second in [Some(true), Some(false), None] {
                asked += 1;
                match found.of(first, second) {
                    Occurs::Never => {}
                    Occurs::Undecided => {
                        if undecided % 17 == 0 {
                            eprintln!("U {one}  |||  {other}  {first:?} {second:?}");
                        }
                        undecided += 1
                    }
                    Occurs::Seen(witness) => {
                        let values: BTreeMap<&str, &Literal> =
                            witness.0.iter().map(|(name, value)| (name.as_str(), value)).collect();
                        let of = answers(&|name| values.get(name).map_or(Literal::Unknown, |value| (*value).clone()));
                        assert_eq!(of, (first, second), "{one} and {other} on {witness:?}");
                    }
                }
            }
        }
    }
    eprintln!("{undecided} of {asked} undecided");
    assert!(undecided * 100 <= asked * 3, "{undecided} of {asked} undecided");
}
