//! Random typed scripts and random rows, from a seed: what both roads must agree on.

use uptake_rules::value::{Literal, Type};

/// The columns of every row.
pub(crate) const COLUMNS: &[(&str, Type)] = &[
    ("i", Type::Int),
    ("j", Type::Int),
    ("x", Type::Float),
    ("y", Type::Float),
    ("b", Type::Bool),
    ("c", Type::Bool),
    ("t", Type::Text),
    ("u", Type::Text),
    ("d", Type::Date),
    ("e", Type::Date),
    ("at", Type::Datetime),
];

/// Numbers from a seed (SplitMix64).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap()
    }

    fn one<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

const INTS: &[i64] = &[
    0,
    1,
    -1,
    2,
    3,
    7,
    -7,
    10,
    12,
    100,
    i64::MAX,
    i64::MIN,
    i64::MAX - 1,
    i64::MIN + 1,
    1 << 53,
    (1 << 53) + 1,
];
const FLOATS: &[f64] = &[
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    2.5,
    -2.5,
    3.0,
    1e300,
    -1e300,
    1e-300,
    9_007_199_254_740_993.0,
    9.3e18,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
];
const TEXTS: &[&str] = &[
    "",
    "a",
    "CSM",
    "csm",
    "Straße",
    "ÉCOLE",
    " x ",
    "\u{a0}y\t",
    "ΑΣ",
    "İ",
    "🎉",
    "2026-02-15",
    "2026-02-30",
    "a\u{0}b",
];
const DAYS: &[&str] = &[
    "1970-01-01",
    "2024-02-29",
    "2026-01-31",
    "2026-02-28",
    "2026-11-22",
    "1600-03-01",
    "2400-12-31",
    "0001-01-01",
];

/// A value of a type, unknown one time in five.
pub(crate) fn value(ty: Type, random: &mut Random) -> Literal {
    if random.below(5) == 0 {
        return Literal::Unknown;
    }
    match ty {
        Type::Bool => Literal::Bool(random.below(2) == 0),
        Type::Int => Literal::Int(random.one(INTS)),
        Type::Float => Literal::Float(random.one(FLOATS)),
        Type::Text => Literal::Text(random.one(TEXTS).to_owned()),
        Type::Date => Literal::Date(random.one(DAYS).parse().unwrap()),
        _ => Literal::Datetime(random.one(&[0, -1, 1_771_113_600_000_000, 1_771_199_999_999_999, 951_782_400_000_000])),
    }
}

/// A script and the type of its answer.
pub(crate) struct RandomScript {
    /// Its functions.
    pub(crate) functions: String,
    /// What follows them.
    pub(crate) main: String,
    /// The type of its answer.
    pub(crate) ty: Type,
}

impl RandomScript {
    /// The script as it is.
    pub(crate) fn text(&self) -> String {
        format!("{}{}", self.functions, self.main)
    }

    /// The same with an assignment, which only the interpreter can do.
    pub(crate) fn forced(&self) -> String {
        format!("{}let forced = 0; forced += 1; {}", self.functions, self.main)
    }
}

/// A random script.
pub(crate) fn script(random: &mut Random) -> RandomScript {
    let mut writer = Writer {
        random,
        names: COLUMNS.iter().map(|(name, ty)| ((*name).to_owned(), *ty)).collect(),
        functions: Vec::new(),
        text: String::new(),
        fresh: 0,
    };
    for _ in 0..writer.random.below(3) {
        writer.function();
    }
    let ty = writer.random.one(&[
        Type::Bool,
        Type::Bool,
        Type::Bool,
        Type::Int,
        Type::Float,
        Type::Text,
        Type::Date,
    ]);
    let mut main = String::new();
    for _ in 0..writer.random.below(3) {
        let (name, local) = (writer.name(), writer.ty());
        main.push_str(&format!("let {name} = {}; ", writer.expr(local, 3)));
        writer.names.push((name, local));
    }
    if writer.random.below(3) == 0 {
        main.push_str(&format!(
            "if {} {{ return {}; }} ",
            writer.expr(Type::Bool, 2),
            writer.expr(ty, 2)
        ));
    }
    let depth = 2 + writer.random.below(3);
    main.push_str(&writer.expr(ty, depth));
    RandomScript {
        functions: writer.text,
        main,
        ty,
    }
}

struct Writer<'a> {
    random: &'a mut Random,
    names: Vec<(String, Type)>,
    functions: Vec<(String, Vec<Type>, Type)>,
    text: String,
    fresh: usize,
}

impl Writer<'_> {
    fn name(&mut self) -> String {
        self.fresh += 1;
        format!("v{}", self.fresh)
    }

    fn ty(&mut self) -> Type {
        self.random
            .one(&[Type::Bool, Type::Int, Type::Float, Type::Text, Type::Date])
    }

    /// A function of values, which sees its parameters only.
    fn function(&mut self) {
        let name = format!("f{}", self.functions.len());
        let parameters: Vec<(String, Type)> = (0..1 + self.random.below(3))
            .map(|_| (self.name(), self.ty()))
            .collect();
        let outer = std::mem::replace(&mut self.names, parameters.clone());
        let ty = self.ty();
        let mut body = String::new();
        if self.random.below(2) == 0 {
            body.push_str(&format!(
                "if {} {{ return {}; }} ",
                self.expr(Type::Bool, 2),
                self.expr(ty, 2)
            ));
        }
        body.push_str(&self.expr(ty, 3));
        self.names = outer;
        let list: Vec<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
        self.text
            .push_str(&format!("fn {name}({}) {{ {body} }}\n", list.join(", ")));
        self.functions
            .push((name, parameters.into_iter().map(|(_, ty)| ty).collect(), ty));
    }

    fn leaf(&mut self, ty: Type) -> String {
        let named: Vec<String> = self
            .names
            .iter()
            .filter(|(_, known)| *known == ty)
            .map(|(name, _)| name.clone())
            .collect();
        if !named.is_empty() && self.random.below(4) != 0 {
            return named[self.random.below(named.len())].clone();
        }
        match ty {
            Type::Bool => self.random.one(&["true", "false"]).to_owned(),
            Type::Int => self
                .random
                .one(&[
                    "0",
                    "1",
                    "2",
                    "3",
                    "(-7)",
                    "10",
                    "9223372036854775807",
                    "(-9223372036854775807 - 1)",
                ])
                .to_owned(),
            Type::Float => self
                .random
                .one(&["0.0", "0.5", "1.0", "(-2.5)", "3.0", "1000000.25"])
                .to_owned(),
            Type::Text => format!("{:?}", self.random.one(&["", "a", "CSM", "ß", " x ", "2026-02-15"])),
            _ => format!(
                "date({:?})",
                self.random.one(&["2026-01-31", "2024-02-29", "1999-12-31"])
            ),
        }
    }

    /// A number: whole, or a float.
    fn number(&mut self, depth: usize) -> String {
        let ty = self.random.one(&[Type::Int, Type::Float]);
        self.expr(ty, depth)
    }

    fn day(&mut self, depth: usize) -> String {
        if self.random.below(4) == 0 && self.names.iter().any(|(name, _)| name == "at") {
            return "at".to_owned();
        }
        self.expr(Type::Date, depth)
    }

    fn expr(&mut self, ty: Type, depth: usize) -> String {
        if depth == 0 || self.random.below(6) == 0 {
            return self.leaf(ty);
        }
        let below = depth - 1;
        match self.random.below(12) {
            0 => {
                // A whole number may stand where a float does.
                let other = if ty == Type::Float && self.random.below(3) == 0 {
                    Type::Int
                } else {
                    ty
                };
                let otherwise = if self.random.below(8) == 0 {
                    "()".to_owned()
                } else {
                    self.expr(other, below)
                };
                format!(
                    "(if {} {{ {} }} else {{ {otherwise} }})",
                    self.expr(Type::Bool, below),
                    self.expr(ty, below)
                )
            }
            1 => self.switch(ty, below),
            2 => {
                let other = if ty == Type::Float && self.random.below(3) == 0 {
                    Type::Int
                } else {
                    ty
                };
                format!("({} ?? {})", self.expr(ty, below), self.expr(other, below))
            }
            3 => {
                let (name, local) = (self.name(), self.ty());
                let value = self.expr(local, below);
                self.names.push((name.clone(), local));
                let text = format!("({{ let {name} = {value}; {} }})", self.expr(ty, below));
                self.names.pop();
                text
            }
            4 => {
                let known: Vec<(String, Vec<Type>)> = self
                    .functions
                    .iter()
                    .filter(|(_, _, result)| *result == ty)
                    .map(|(name, parameters, _)| (name.clone(), parameters.clone()))
                    .collect();
                if known.is_empty() {
                    return self.own(ty, below);
                }
                let (name, parameters) = known[self.random.below(known.len())].clone();
                let arguments: Vec<String> = parameters.into_iter().map(|ty| self.expr(ty, below.min(2))).collect();
                format!("{name}({})", arguments.join(", "))
            }
            _ => self.own(ty, below),
        }
    }

    fn switch(&mut self, ty: Type, depth: usize) -> String {
        let mut cases = Vec::new();
        let item = match self.random.below(3) {
            0 => {
                cases.push(format!("\"a\" | \"CSM\" => {}", self.expr(ty, depth)));
                cases.push(format!(
                    "\"\" if {} => {}",
                    self.expr(Type::Bool, depth),
                    self.expr(ty, depth)
                ));
                self.expr(Type::Text, depth)
            }
            1 => {
                cases.push(format!("true => {}", self.expr(ty, depth)));
                self.expr(Type::Bool, depth)
            }
            _ => {
                cases.push(format!("1 | 2 => {}", self.expr(ty, depth)));
                if self.random.below(2) == 0 {
                    cases.push(format!(
                        "7 if {} => {}",
                        self.expr(Type::Bool, depth),
                        self.expr(ty, depth)
                    ));
                }
                cases.push(format!(
                    "3..9 if {} => {}",
                    self.expr(Type::Bool, depth),
                    self.expr(ty, depth)
                ));
                cases.push(format!("10..=12 => {}", self.expr(ty, depth)));
                self.expr(Type::Int, depth)
            }
        };
        if self.random.below(4) != 0 {
            cases.push(format!("_ => {}", self.expr(ty, depth)));
        }
        format!("(switch {item} {{ {} }})", cases.join(", "))
    }

    /// What makes a value of this very type.
    fn own(&mut self, ty: Type, depth: usize) -> String {
        match ty {
            Type::Bool => self.truth(depth),
            Type::Int => match self.random.below(9) {
                0..=3 => {
                    let op = self.random.one(&["+", "-", "*", "/", "%"]);
                    format!("({} {op} {})", self.expr(ty, depth), self.expr(ty, depth))
                }
                4 => format!("(-{})", self.expr(ty, depth)),
                5 => {
                    let f = self.random.one(&["abs", "round", "floor", "ceiling", "to_int"]);
                    format!("{f}({})", self.expr(ty, depth))
                }
                6 => format!("to_int({})", self.expr(Type::Float, depth)),
                7 => {
                    let f = self.random.one(&["days_between", "months_between"]);
                    format!("{f}({}, {})", self.day(depth), self.day(depth))
                }
                _ => match self.random.below(3) {
                    0 => format!("len({})", self.expr(Type::Text, depth)),
                    1 => format!("weekday({})", self.day(depth)),
                    _ => {
                        let f = self.random.one(&["min", "max"]);
                        format!("{f}({}, {})", self.expr(ty, depth), self.expr(ty, depth))
                    }
                },
            },
            Type::Float => match self.random.below(6) {
                0..=2 => {
                    let op = self.random.one(&["+", "-", "*", "/", "%"]);
                    let (one, other) = (self.expr(ty, depth), self.number(depth));
                    if self.random.below(2) == 0 {
                        format!("({one} {op} {other})")
                    } else {
                        format!("({other} {op} {one})")
                    }
                }
                3 => {
                    let f = self.random.one(&["abs", "round", "floor", "ceiling", "to_float"]);
                    format!("{f}({})", self.expr(ty, depth))
                }
                4 => {
                    let f = self.random.one(&["min", "max"]);
                    format!("{f}({}, {})", self.expr(ty, depth), self.number(depth))
                }
                _ => format!("to_float({})", self.expr(Type::Int, depth)),
            },
            Type::Text => match self.random.below(3) {
                0 => format!("({} + {})", self.expr(ty, depth), self.expr(ty, depth)),
                1 if self.random.below(2) == 0 => {
                    let f = self.random.one(&["json", "iso"]);
                    format!("{f}({}, {} + \"\")", self.expr(ty, depth), self.expr(ty, depth))
                }
                _ => {
                    let f = self.random.one(&["to_lower", "to_upper", "trimmed"]);
                    if self.random.below(2) == 0 {
                        format!("({}).{f}()", self.expr(ty, depth))
                    } else {
                        format!("{f}({})", self.expr(ty, depth))
                    }
                }
            },
            _ => match self.random.below(2) {
                0 => format!("date({} + \"\")", self.expr(Type::Text, depth)),
                _ => format!("date({})", self.day(depth)),
            },
        }
    }

    fn truth(&mut self, depth: usize) -> String {
        match self.random.below(12) {
            0..=2 => {
                let op = self.random.one(&["&&", "||"]);
                let parts: Vec<String> = (0..2 + self.random.below(2))
                    .map(|_| self.expr(Type::Bool, depth))
                    .collect();
                format!("({})", parts.join(&format!(" {op} ")))
            }
            3 => format!("!({})", self.expr(Type::Bool, depth)),
            4 => {
                let ty = self.ty();
                format!("is_known({})", self.expr(ty, depth))
            }
            5 => format!("({} in [1, 2, (-7)])", self.number(depth)),
            6 => format!("({} !in [\"a\", \"CSM\", \"\"])", self.expr(Type::Text, depth)),
            7 => {
                let dots = self.random.one(&["..", "..="]);
                match self.random.below(2) {
                    0 => format!(
                        "({} in ({}){dots}({}))",
                        self.number(depth),
                        self.number(depth),
                        self.number(depth)
                    ),
                    _ => format!(
                        "({} in ({}){dots}({}))",
                        self.day_only(depth),
                        self.day_only(depth),
                        self.day_only(depth)
                    ),
                }
            }
            8 => {
                let f = self.random.one(&["contains", "starts_with", "ends_with"]);
                format!(
                    "({}).{f}({})",
                    self.expr(Type::Text, depth),
                    self.expr(Type::Text, depth)
                )
            }
            _ => {
                let op = self.random.one(&["==", "!=", "<", "<=", ">", ">="]);
                match self.random.below(5) {
                    0 => format!(
                        "({} {op} {})",
                        self.expr(Type::Text, depth),
                        self.expr(Type::Text, depth)
                    ),
                    1 => format!(
                        "({} {op} {})",
                        self.expr(Type::Date, depth),
                        self.expr(Type::Date, depth)
                    ),
                    2 => {
                        let op = self.random.one(&["==", "!="]);
                        format!(
                            "({} {op} {})",
                            self.expr(Type::Bool, depth),
                            self.expr(Type::Bool, depth)
                        )
                    }
                    _ => format!("({} {op} {})", self.number(depth), self.number(depth)),
                }
            }
        }
    }

    fn day_only(&mut self, depth: usize) -> String {
        self.expr(Type::Date, depth)
    }
}
