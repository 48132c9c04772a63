//! What is made of numbers of which one is never more than the other: proved where rounding keeps their order, and against brute force.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

use std::collections::BTreeMap;
use uptake_rules::expr::proof::{AtMost, Facts, Occurs, pairs};
use uptake_rules::expr::{Expr, Scope, alone, evaluate};
use uptake_rules::value::{Literal, Type};

fn read(text: &str) -> Expr {
    let mut scope = Scope::new("the example");
    for (name, ty) in [
        ("n", Type::Int),
        ("m", Type::Int),
        ("d", Type::Int),
        ("x", Type::Float),
        ("y", Type::Float),
    ] {
        scope.add(name, ty);
    }
    alone(text, &scope).unwrap_or_else(|found| panic!("{text}: {found:?}"))
}

/// A generator of conditions.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap_or(0)
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// A comparison of something that is made of numbers in an order.
    fn made(&mut self) -> String {
        let compares = ["==", "!=", "<", "<=", ">", ">="];
        let one = self.pick(&["n", "m"]);
        let op = self.pick(&compares);
        let limit = self.pick(&["0", "1", "2", "0.5", "1.5", "3.0", "0.0"]);
        match self.below(10) {
            0 => format!("{one} * 1.0 / d {op} {limit}"),
            1 => format!("{one} / d {op} {}", self.below(3)),
            2 => format!("{one} * {} {op} {}", 1 + self.below(3), self.below(7)),
            3 => format!("{one} + d {op} {}", self.below(7)),
            4 => format!("{one} * {} {op} d", self.pick(&["2", "1.5", "0.5", "1.0"])),
            5 => format!("d * {} {op} {one}", self.pick(&["2", "1.5", "0.5", "1.0"])),
            6 => format!("({one} * 1.0 + d) / (d + 1) {op} {limit}"),
            7 => format!("{one} * 1.0 / d {op} d * 0.5"),
            8 => format!("{} {op} {limit}", self.pick(&["x", "y"])),
            _ => format!("{one} {op} {}", self.below(5)),
        }
    }
}

/// `n` is never more than `m`, which are known together, and `x` is never more than `y`; `d` is another count.
fn ordered() -> Facts {
    let fact = |less: &str, more: &str, together| AtMost {
        less: less.to_owned(),
        more: more.to_owned(),
        together,
    };
    let counts = ["n", "m", "d"].map(|name| (name.to_owned(), 0..=4_294_967_295));
    Facts {
        orders: vec![fact("n", "m", true), fact("x", "y", false)],
        ranges: BTreeMap::from(counts),
        delivered: true,
        ..Facts::default()
    }
}

#[test]
fn what_is_made_of_less_is_no_more() {
    let implied = |new: &str, old: &str| pairs(&read(new), &read(old), &ordered(), "UTC").implied().clone();
    for (new, old) in [
        ("n * 1.0 / d >= 0.5", "m * 1.0 / d >= 0.5"),
        ("n * 1.0 / d > 1", "m * 1.0 / d > 1"),
        ("m * 1.0 / d < 2.0 && d > 0", "n * 1.0 / d < 2.0"),
        ("n / d >= 2", "m / d >= 2"),
        ("n * 2 >= d", "m * 2 >= d"),
        ("d < n", "d < m"),
        ("(n + d) * 0.5 >= 2.0", "(m + d) * 0.5 >= 2.0"),
        ("n * 1.0 / (d + 1) >= 0.5", "m * 1.0 / (d + 1) >= 0.5"),
        ("m >= 3", "m * 2 >= 6"),
        ("m * 2 >= 6", "m >= 3"),
    ] {
        assert_eq!(implied(new, old), Occurs::Never, "{new} => {old}");
    }
    // Both are known, or the second isn't: only the order is a fact.
    let [x, y] = ["x >= 1.5", "y >= 1.5"].map(read);
    let found = pairs(&x, &y, &ordered(), "UTC");
    assert_eq!(found.of(Some(true), Some(false)), &Occurs::Never);
    assert!(matches!(found.of(Some(true), None), Occurs::Seen(_)));
    for (new, old) in [
        ("m * 1.0 / d >= 0.5", "n * 1.0 / d >= 0.5"),
        ("n * 1.0 / d < 0.5", "m * 1.0 / d < 0.5"),
        ("n * 1.0 / d >= 0.5", "m * 1.0 / d >= 2.0"),
        ("m * 2 >= 6", "n >= 3"),
        ("n - d >= 1", "m >= 3"),
    ] {
        assert!(matches!(implied(new, old), Occurs::Seen(_)), "{new} => {old}");
    }
    // Without knowing that a divisor isn't less than zero, or a count too large for a place, nothing is said.
    let bare = |new: &str, old: &str| {
        let facts = Facts {
            ranges: BTreeMap::new(),
            ..ordered()
        };
        pairs(&read(new), &read(old), &facts, "UTC").implied().clone()
    };
    assert_ne!(bare("n * 1.0 / d >= 0.5", "m * 1.0 / d >= 0.5"), Occurs::Never);
    assert_ne!(bare("m >= 3", "m * 4 >= 12"), Occurs::Never);
}

#[test]
fn no_answers_that_numbers_in_an_order_have_together_are_called_impossible() {
    let cases: usize = std::env::var("UPTAKE_CASES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(300);
    let mut random = Random(0x1234_5678_9abc_def1);
    let floats = [-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0];
    for _ in 0..cases {
        let mut whole = || match random.below(4) {
            0 => format!("{} && {}", random.made(), random.made()),
            1 => format!("!({} || {})", random.made(), random.made()),
            _ => random.made(),
        };
        let (one, other) = (whole(), whole());
        let (first, second) = (read(&one), read(&other));
        let found = pairs(&first, &second, &ordered(), "UTC");
        for row in 0..6 * 6 * 6 * 8 {
            let int = |number: usize| match number {
                5 => Literal::Unknown,
                number => Literal::Int(i64::try_from(number).unwrap_or(0)),
            };
            let (n, m, d, at) = (int(row % 6), int(row / 6 % 6), int(row / 36 % 6), row / 216);
            let apart = (n == Literal::Unknown) != (m == Literal::Unknown);
            let upside_down = matches!((&n, &m), (Literal::Int(n), Literal::Int(m)) if n > m);
            if apart || upside_down {
                continue;
            }
            let (x, y) = (floats[at.min(6)], floats[(at + row % 3).min(7)]);
            let value = |name: &str| match name {
                "n" => n.clone(),
                "m" => m.clone(),
                "d" => d.clone(),
                "x" => Literal::Float(x),
                "y" => Literal::Float(y),
                _ => Literal::Unknown,
            };
            let of = |expr: &Expr| match evaluate(expr, "UTC", &mut |name| value(name)) {
                Literal::Bool(held) => Some(held),
                _ => None,
            };
            let (a, b) = (of(&first), of(&second));
            assert_ne!(
                found.of(a, b),
                &Occurs::Never,
                "{one} and {other} answer {a:?} and {b:?} on n={n:?} m={m:?} d={d:?} x={x} y={y}"
            );
        }
    }
}
