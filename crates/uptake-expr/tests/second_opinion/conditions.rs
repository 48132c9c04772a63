//! Generated conditions.

use uptake_expr::expr::{Expr, Scope, alone};
use uptake_expr::value::Type;

/// The columns of conditions.
pub(crate) const COLUMNS: [(&str, Type); 4] = [
    ("n", Type::Int),
    ("m", Type::Int),
    ("t", Type::Text),
    ("flag", Type::Bool),
];

/// Numbers that are the same for the same seed.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d | 1)
    }

    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 8) % most as u64).unwrap()
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// A condition of at most so many levels.
pub(crate) fn condition(random: &mut Random, depth: usize) -> String {
    let compares = ["==", "!=", "<", "<=", ">", ">="];
    if depth == 0 || random.below(4) == 0 {
        return match random.below(10) {
            0..4 => format!(
                "{} {} {}",
                random.pick(&["n", "m"]),
                random.pick(&compares),
                random.below(6)
            ),
            4 => format!("n {} m", random.pick(&compares)),
            5 => format!("n + m {} {}", random.pick(&compares), random.below(6)),
            6 => format!("t {} \"{}\"", random.pick(&["==", "!="]), random.pick(&["a", "b"])),
            7 => format!("t in [\"a\", \"{}\"]", random.pick(&["b", "c"])),
            8 => format!("is_known({})", random.pick(&["n", "m", "t", "flag"])),
            _ => "flag".to_owned(),
        };
    }
    let depth = depth - 1;
    let part = |random: &mut Random| condition(random, depth);
    match random.below(7) {
        0 | 1 => format!("({} && {})", part(random), part(random)),
        2 | 3 => format!("({} || {})", part(random), part(random)),
        4 => format!("!({})", part(random)),
        5 => format!(
            "(if {} {{ {} }} else {{ {} }})",
            part(random),
            part(random),
            part(random)
        ),
        _ => format!("(({}) ?? {})", part(random), random.pick(&["true", "false"])),
    }
}

/// The tree of a condition.
pub(crate) fn read(text: &str) -> Expr {
    let mut scope = Scope::new("the example").over_periods();
    for (name, ty) in COLUMNS {
        scope.add(name, ty);
    }
    alone(text, &scope).unwrap_or_else(|found| panic!("{text}: {found:?}"))
}
