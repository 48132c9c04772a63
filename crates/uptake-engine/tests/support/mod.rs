//! Random typed expressions, the rows they are asked about, and how they are written.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "each test uses a part; a test may stop"
)]

use jiff::civil::Date;
use uptake_rules::expr::{Binary, Expr, ExprKind, Function};
use uptake_rules::source::{FileId, Span};
use uptake_rules::value::{Literal, Type};

/// A small generator (SplitMix64, as published by Steele, Lea and Flood in 2014).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap()
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// The columns of every frame.
pub(crate) const COLUMNS: [(&str, Type); 12] = [
    ("b1", Type::Bool),
    ("b2", Type::Bool),
    ("i1", Type::Int),
    ("i2", Type::Int),
    ("f1", Type::Float),
    ("f2", Type::Float),
    ("t1", Type::Text),
    ("t2", Type::Text),
    ("d1", Type::Date),
    ("d2", Type::Date),
    ("m1", Type::Datetime),
    ("m2", Type::Datetime),
];

const TEXTS: [&str; 27] = [
    "2/15/2026",
    "{\"a\":{\"b\":1.5},\"n\":null}",
    "[\"a\"]",
    "",
    " ",
    "a",
    "A",
    "ab",
    "aB",
    "\u{e9}",
    "e\u{301}",
    "Stra\u{df}e",
    "\u{39f}\u{3a3}",
    "\u{130}",
    "\u{fb00}",
    "\u{1f600}",
    "\u{2003}x\u{a0}",
    "\t\n",
    "2026-02-15",
    "2024-02-29",
    "2023-02-29",
    "0000-01-01",
    "2026-2-5",
    "x.*",
    "0",
    "a longer text that has to live on the heap",
    "a longer text that has to live on the heap, too",
];

const DATES: [Date; 10] = [
    Date::MIN,
    Date::MAX,
    Date::constant(0, 1, 1),
    Date::constant(1969, 12, 31),
    Date::constant(1970, 1, 1),
    Date::constant(2024, 2, 29),
    Date::constant(2026, 1, 31),
    Date::constant(2026, 2, 15),
    Date::constant(2026, 2, 28),
    Date::constant(2026, 3, 31),
];

const INSTANTS: [i64; 9] = [
    i64::MIN,
    i64::MAX,
    0,
    -1,
    1_774_738_799_999_999,
    1_774_738_800_000_000,
    1_790_000_000_000_000,
    -377_705_023_201_000_000,
    253_402_207_200_999_999,
];

/// A value of a row; unknown once in four times.
pub(crate) fn value(random: &mut Random, ty: Type) -> Literal {
    if random.below(4) == 0 {
        return Literal::Unknown;
    }
    match ty {
        Type::Bool => Literal::Bool(random.below(2) == 0),
        Type::Int => Literal::Int(match random.below(3) {
            0 => random.pick(&[
                i64::MIN,
                i64::MIN + 1,
                i64::MAX,
                i64::MAX - 1,
                1 << 53,
                (1 << 53) + 1,
                -(1 << 62),
                3_037_000_500,
            ]),
            1 => random.next().cast_signed(),
            _ => i64::try_from(random.below(9)).unwrap() - 4,
        }),
        Type::Float => Literal::Float(match random.below(3) {
            0 => random.pick(&[
                f64::NAN,
                f64::INFINITY,
                f64::NEG_INFINITY,
                -0.0,
                f64::MAX,
                f64::MIN_POSITIVE,
                9_223_372_036_854_775_808.0,
                9_223_372_036_854_774_784.0,
                -9_223_372_036_854_775_808.0,
                -9_223_372_036_854_777_856.0,
            ]),
            1 => f64::from_bits(random.next()),
            _ => random.pick(&[0.0, 0.5, -0.5, 1.0, 1.5, 2.0, 2.5, -1.0, -3.0, 0.499_999_999_999_999_94]),
        }),
        Type::Text => Literal::Text(random.pick(&TEXTS).to_owned()),
        Type::Date => Literal::Date(random.pick(&DATES)),
        Type::Datetime => Literal::Datetime(random.pick(&INSTANTS)),
        Type::Unknown => Literal::Unknown,
    }
}

fn expr(kind: ExprKind, ty: Type) -> Expr {
    Expr {
        kind,
        ty,
        span: Span::new(FileId(0), 0, 0),
    }
}

/// A constant that can be written in a rule: no instants, no NaN, no least whole number.
fn constant(random: &mut Random, ty: Type) -> Literal {
    match ty {
        Type::Int => Literal::Int(random.pick(&[0, 1, 2, 3, 7, -1, -2, 60, 1 << 53, i64::MAX, -i64::MAX])),
        Type::Float => {
            Literal::Float(random.pick(&[0.0, 0.5, 1.0, 1.5, 2.0, -0.5, -1.0, 1000.0, 9_007_199_254_740_992.0]))
        }
        Type::Datetime => Literal::Unknown,
        ty => loop {
            match value(random, ty) {
                Literal::Unknown if ty != Type::Unknown => {}
                known => break known,
            }
        },
    }
}

fn text(constant: &str) -> Expr {
    expr(ExprKind::Literal(Literal::Text(constant.to_owned())), Type::Text)
}

fn leaf(random: &mut Random, ty: Type) -> Expr {
    if random.below(3) == 0 && ty != Type::Datetime {
        return expr(ExprKind::Literal(constant(random, ty)), ty);
    }
    let named: Vec<&str> = COLUMNS
        .iter()
        .filter(|(_, known)| *known == ty)
        .map(|(name, _)| *name)
        .collect();
    expr(ExprKind::Column(random.pick(&named).to_owned()), ty)
}

/// The unknown itself, `()`.
fn nothing() -> Expr {
    expr(ExprKind::Literal(Literal::Unknown), Type::Unknown)
}

const TYPES: [Type; 6] = [
    Type::Bool,
    Type::Int,
    Type::Float,
    Type::Text,
    Type::Date,
    Type::Datetime,
];

/// An expression of a type, or now and then `()` in its place.
fn part(random: &mut Random, ty: Type, depth: usize) -> Expr {
    if random.below(60) == 0 {
        nothing()
    } else {
        typed(random, ty, depth)
    }
}

fn number(random: &mut Random) -> Type {
    random.pick(&[Type::Int, Type::Float])
}

/// Two numbers of which one is a float.
fn mixed(random: &mut Random, depth: usize) -> (Expr, Expr) {
    let (left, right) = random.pick(&[
        (Type::Float, Type::Float),
        (Type::Int, Type::Float),
        (Type::Float, Type::Int),
    ]);
    (typed(random, left, depth), typed(random, right, depth))
}

fn call(function: Function, arguments: Vec<Expr>, ty: Type) -> Expr {
    expr(ExprKind::Call(function, arguments), ty)
}

/// A random expression of a type.
pub(crate) fn typed(random: &mut Random, ty: Type, depth: usize) -> Expr {
    if depth == 0 {
        return leaf(random, ty);
    }
    let depth = depth - 1;
    match random.below(8) {
        0 => return leaf(random, ty),
        1 => {
            let condition = part(random, Type::Bool, depth);
            let (mut then, mut otherwise) = branches(random, ty, depth);
            // One of two branches may be `()`.
            match random.below(12) {
                0 => then = nothing(),
                1 => otherwise = nothing(),
                _ => {}
            }
            let (then_ty, otherwise_ty) = (then.ty, otherwise.ty);
            let made = ExprKind::If(Box::new(condition), Box::new(then), Box::new(otherwise));
            let shared = shared(then_ty, otherwise_ty);
            return fitted(expr(made, shared), ty);
        }
        2 => {
            let (first, second) = branches(random, ty, depth);
            let mut parts = vec![first, second];
            if random.below(3) == 0 {
                parts.push(part(random, ty, depth));
            }
            let shared = parts.iter().fold(Type::Unknown, |ty, part| shared(ty, part.ty));
            return fitted(expr(ExprKind::Coalesce(parts), shared), ty);
        }
        _ => {}
    }
    match ty {
        Type::Bool => truth(random, depth),
        Type::Int => whole(random, depth),
        Type::Float => float(random, depth),
        Type::Text => match random.below(6) {
            0 => call(Function::ToLower, vec![part(random, ty, depth)], ty),
            1 => call(Function::ToUpper, vec![part(random, ty, depth)], ty),
            2 => call(Function::Trimmed, vec![part(random, ty, depth)], ty),
            3 => {
                let within = leaf(random, ty);
                let path = random.pick(&["", "a", "a.b", "0"]);
                call(Function::Json, vec![within, text(path)], ty)
            }
            4 => {
                let written = part(random, ty, depth);
                let pattern = random.pick(&["%Y-%m-%d", "%m/%d/%Y", "%q"]);
                call(Function::Iso, vec![written, text(pattern)], ty)
            }
            _ => {
                let (left, right) = (typed(random, ty, depth), typed(random, ty, depth));
                expr(ExprKind::Binary(Binary::Add, Box::new(left), Box::new(right)), ty)
            }
        },
        Type::Date => {
            let of = random.pick(&[Type::Text, Type::Date, Type::Datetime]);
            // A constant text becomes a date when the rule is read.
            let argument = match typed(random, of, depth) {
                Expr {
                    kind: ExprKind::Literal(Literal::Text(_)),
                    ..
                } => expr(ExprKind::Column("t1".to_owned()), Type::Text),
                other => other,
            };
            call(Function::Date, vec![argument], ty)
        }
        Type::Datetime if random.below(2) == 0 => {
            let of = number(random);
            call(Function::Instant, vec![part(random, of, depth)], ty)
        }
        Type::Datetime | Type::Unknown => leaf(random, ty),
    }
}

/// Two expressions that can stand in each other's place; of a float and a whole number a float comes out.
fn branches(random: &mut Random, ty: Type, depth: usize) -> (Expr, Expr) {
    if ty == Type::Float {
        mixed(random, depth)
    } else {
        (typed(random, ty, depth), typed(random, ty, depth))
    }
}

fn shared(left: Type, right: Type) -> Type {
    match (left, right) {
        (Type::Unknown, other) | (other, Type::Unknown) => other,
        (left, right) if left == right => left,
        _ => Type::Float,
    }
}

/// With `()` in a branch a float may have become a whole number: then a float is made of it.
fn fitted(made: Expr, ty: Type) -> Expr {
    if made.ty == ty {
        made
    } else {
        call(Function::ToFloat, vec![made], Type::Float)
    }
}

fn truth(random: &mut Random, depth: usize) -> Expr {
    let ty = Type::Bool;
    match random.below(7) {
        0 => expr(ExprKind::Not(Box::new(part(random, ty, depth))), ty),
        1 | 2 => {
            let count = 2 + random.below(2);
            let parts = (0..count).map(|_| part(random, ty, depth)).collect();
            let kind = if random.below(2) == 0 {
                ExprKind::And
            } else {
                ExprKind::Or
            };
            expr(kind(parts), ty)
        }
        3 => {
            let of = random.pick(&TYPES);
            let item = typed(random, of, depth);
            let count = random.below(12);
            let values = (0..count)
                .map(|_| {
                    let of = if of.is_number() { number(random) } else { of };
                    constant(random, of)
                })
                .filter(|value| *value != Literal::Unknown)
                .collect();
            expr(ExprKind::In(Box::new(item), values), ty)
        }
        4 => {
            let of = random.pick(&TYPES);
            call(Function::IsKnown, vec![part(random, of, depth)], ty)
        }
        5 => {
            let function = random.pick(&[Function::Contains, Function::StartsWith, Function::EndsWith]);
            let (text, sought) = (part(random, Type::Text, depth), part(random, Type::Text, depth));
            call(function, vec![text, sought], ty)
        }
        _ => {
            let of = random.pick(&TYPES);
            let (left, right) = if of == Type::Float {
                mixed(random, depth)
            } else {
                (typed(random, of, depth), typed(random, of, depth))
            };
            let op = if of == Type::Bool {
                random.pick(&[Binary::Equal, Binary::NotEqual])
            } else {
                random.pick(&[
                    Binary::Equal,
                    Binary::NotEqual,
                    Binary::Less,
                    Binary::LessEqual,
                    Binary::Greater,
                    Binary::GreaterEqual,
                ])
            };
            expr(ExprKind::Binary(op, Box::new(left), Box::new(right)), ty)
        }
    }
}

const ARITHMETIC: [Binary; 5] = [
    Binary::Add,
    Binary::Subtract,
    Binary::Multiply,
    Binary::Divide,
    Binary::Remainder,
];

fn whole(random: &mut Random, depth: usize) -> Expr {
    let ty = Type::Int;
    match random.below(10) {
        0 => expr(ExprKind::Negate(Box::new(typed(random, ty, depth))), ty),
        1 => call(Function::Abs, vec![typed(random, ty, depth)], ty),
        2 => {
            let function = random.pick(&[Function::Min, Function::Max]);
            call(function, vec![part(random, ty, depth), typed(random, ty, depth)], ty)
        }
        3 => {
            let function = random.pick(&[Function::Round, Function::Floor, Function::Ceiling]);
            call(function, vec![typed(random, ty, depth)], ty)
        }
        4 => {
            let of = number(random);
            call(Function::ToInt, vec![part(random, of, depth)], ty)
        }
        5 => call(Function::Len, vec![part(random, Type::Text, depth)], ty),
        6 => {
            let of = random.pick(&[Type::Date, Type::Datetime]);
            call(Function::Weekday, vec![part(random, of, depth)], ty)
        }
        7 => {
            let function = random.pick(&[Function::DaysBetween, Function::MonthsBetween]);
            let (a, b) = (
                random.pick(&[Type::Date, Type::Datetime]),
                random.pick(&[Type::Date, Type::Datetime]),
            );
            call(function, vec![typed(random, a, depth), part(random, b, depth)], ty)
        }
        _ => {
            let op = random.pick(&ARITHMETIC);
            let (left, right) = (typed(random, ty, depth), part(random, ty, depth));
            expr(ExprKind::Binary(op, Box::new(left), Box::new(right)), ty)
        }
    }
}

fn float(random: &mut Random, depth: usize) -> Expr {
    let ty = Type::Float;
    match random.below(7) {
        0 => expr(ExprKind::Negate(Box::new(typed(random, ty, depth))), ty),
        1 => {
            let function = random.pick(&[Function::Abs, Function::Round, Function::Floor, Function::Ceiling]);
            call(function, vec![typed(random, ty, depth)], ty)
        }
        2 => {
            let function = random.pick(&[Function::Min, Function::Max]);
            let (left, right) = mixed(random, depth);
            call(function, vec![left, right], ty)
        }
        3 => {
            let of = number(random);
            call(Function::ToFloat, vec![part(random, of, depth)], ty)
        }
        _ => {
            let op = random.pick(&ARITHMETIC);
            let (left, right) = mixed(random, depth);
            expr(ExprKind::Binary(op, Box::new(left), Box::new(right)), ty)
        }
    }
}

/// The expression as it is written in a rule.
pub(crate) fn written(of: &Expr) -> String {
    let all = |parts: &[Expr], between: &str| {
        let parts: Vec<String> = parts.iter().map(written).collect();
        parts.join(between)
    };
    match &of.kind {
        ExprKind::Literal(literal) => constant_written(literal),
        ExprKind::Column(name) => name.clone(),
        ExprKind::Not(inner) => format!("!({})", written(inner)),
        ExprKind::Negate(inner) => format!("-({})", written(inner)),
        ExprKind::Binary(op, left, right) => format!("({} {} {})", written(left), op.symbol(), written(right)),
        ExprKind::And(parts) => format!("({})", all(parts, " && ")),
        ExprKind::Or(parts) => format!("({})", all(parts, " || ")),
        ExprKind::Coalesce(parts) => format!("({})", all(parts, " ?? ")),
        ExprKind::In(item, values) => {
            let values: Vec<String> = values.iter().map(constant_written).collect();
            format!("({} in [{}])", written(item), values.join(", "))
        }
        ExprKind::If(condition, then, otherwise) => format!(
            "(if {} {{ {} }} else {{ {} }})",
            written(condition),
            written(then),
            written(otherwise)
        ),
        ExprKind::Call(function, arguments) => format!("{}({})", function.name(), all(arguments, ", ")),
        ExprKind::Group(..) | ExprKind::Window(..) | ExprKind::Script(..) => "()".to_owned(),
    }
}

fn constant_written(literal: &Literal) -> String {
    match literal {
        Literal::Unknown => "()".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) => format!("{value:?}"),
        Literal::Text(value) => format!("{value:?}"),
        Literal::Date(value) => format!("date(\"{value}\")"),
        Literal::Datetime(value) => format!("<{value} \u{b5}s>"),
    }
}
