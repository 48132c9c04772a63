//! The same questions in SMT-LIB, for z3. A value is two terms: whether it is known, and what it is then. Texts stand as numbers, as
//! they are only asked whether they are equal.

use crate::conditions::COLUMNS;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use uptake_expr::expr::proof::Pair;
use uptake_expr::expr::{Binary, Expr, ExprKind, Function};
use uptake_expr::value::{Literal, Type};

/// What the prover says of a pair of conditions.
#[derive(Default)]
pub(crate) struct Asked {
    /// The answers that never occur.
    pub(crate) never: Vec<Pair>,
    /// The answers that do, each with a row.
    pub(crate) seen: Vec<(Pair, Vec<(String, Literal)>)>,
}

/// A solver that is asked.
pub(crate) struct Solver {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Solver {
    /// Starts one, where there is one.
    pub(crate) fn start() -> Option<Self> {
        let program = std::env::var("UPTAKE_Z3").unwrap_or_else(|_| "z3".to_owned());
        let started = Command::new(&program)
            .arg("-in")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut child = match started {
            Ok(child) => child,
            Err(_) if std::env::var("UPTAKE_Z3").is_err() => return None,
            Err(error) => panic!("{program}: {error}"),
        };
        let to = child.stdin.take()?;
        let from = BufReader::new(child.stdout.take()?);
        let mut solver = Self { child, to, from };
        let mut text = String::new();
        for (name, ty) in COLUMNS {
            let sort = if ty == Type::Bool { "Bool" } else { "Int" };
            writeln!(text, "(declare-const {name} {sort})\n(declare-const known_{name} Bool)").unwrap();
            if ty == Type::Int {
                writeln!(text, "(assert {})", within(name)).unwrap();
            }
        }
        solver.to.write_all(text.as_bytes()).unwrap();
        Some(solver)
    }

    /// Stops the test where the solver says something else about one of some pairs.
    pub(crate) fn agrees(&mut self, pairs: &[(Expr, Expr, String)], claims: &[Asked]) {
        if self.agree(pairs, claims) {
            return;
        }
        for (pair, claim) in pairs.iter().zip(claims) {
            let alone = Asked {
                never: claim.never.clone(),
                seen: Vec::new(),
            };
            let one = std::slice::from_ref(pair);
            assert!(
                self.agree(one, &[alone]),
                "the solver has a row for one of {:?}: {}",
                claim.never,
                pair.2
            );
            for seen in &claim.seen {
                let alone = Asked {
                    never: Vec::new(),
                    seen: vec![seen.clone()],
                };
                assert!(self.agree(one, &[alone]), "the solver denies {seen:?}: {}", pair.2);
            }
        }
    }

    /// Whether all of it holds: that something never occurs, or that something isn't so on its row, must have no model.
    fn agree(&mut self, pairs: &[(Expr, Expr, String)], claims: &[Asked]) -> bool {
        let mut against = String::new();
        for ((first, second, _), claim) in pairs.iter().zip(claims) {
            let mut terms = Terms::default();
            let (one, other) = (terms.of(first), terms.of(second));
            let both = |(a, b): &Pair| format!("(and {} {})", answer(&one, *a), answer(&other, *b));
            if !claim.never.is_empty() {
                let occurs: Vec<String> = claim.never.iter().map(both).collect();
                writeln!(against, "{}", terms.around(&format!("(or false {})", occurs.join(" ")))).unwrap();
            }
            for (pair, row) in &claim.seen {
                let denied = terms.around(&format!("(not {})", both(pair)));
                let mut given = String::new();
                for (name, ty) in COLUMNS {
                    let value = row.iter().find(|(column, _)| column == name).map(|(_, value)| value);
                    let known = value.is_some_and(|value| *value != Literal::Unknown);
                    let value = value.filter(|_| known).map_or_else(|| nothing(ty), literal);
                    write!(given, "({name} {value}) (known_{name} {known}) ").unwrap();
                }
                writeln!(against, "(let ({given}) {denied})").unwrap();
            }
        }
        let text = format!("(push)\n(assert (or false\n{against}))\n(check-sat)\n(pop)\n");
        self.to.write_all(text.as_bytes()).unwrap();
        self.to.flush().unwrap();
        let mut line = String::new();
        self.from.read_line(&mut line).unwrap();
        match line.trim() {
            "unsat" => true,
            "sat" => false,
            other => panic!("the solver says {other}"),
        }
    }
}

impl Drop for Solver {
    fn drop(&mut self) {
        // It ends by itself when its input does; where it doesn't, it is of no use any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Terms with names, so that none is written twice.
#[derive(Default)]
struct Terms(Vec<(String, String)>);

/// A value: the names of whether it is known, and of what it is.
type Value = (String, String);

impl Terms {
    fn name(&mut self, term: String) -> String {
        let name = format!("v{}", self.0.len());
        self.0.push((name.clone(), term));
        name
    }

    /// A term in which the names stand for what they name.
    fn around(&self, body: &str) -> String {
        let mut text = String::new();
        for (name, term) in &self.0 {
            write!(text, "(let (({name} {term})) ").unwrap();
        }
        text.push_str(body);
        text.push_str(&")".repeat(self.0.len()));
        text
    }

    fn all(&mut self, parts: &[Expr]) -> Vec<Value> {
        parts.iter().map(|part| self.of(part)).collect()
    }

    fn of(&mut self, expr: &Expr) -> Value {
        let (known, value) = match &expr.kind {
            ExprKind::Literal(Literal::Unknown) => ("false".to_owned(), nothing(expr.ty)),
            ExprKind::Literal(value) => ("true".to_owned(), literal(value)),
            ExprKind::Column(name) => (format!("known_{name}"), name.clone()),
            ExprKind::Not(inner) => {
                let (known, value) = self.of(inner);
                (known, format!("(not {value})"))
            }
            ExprKind::And(parts) => self.decided(parts, "(not ", ")"),
            ExprKind::Or(parts) => self.decided(parts, "", ""),
            ExprKind::Coalesce(parts) => {
                let mut parts = self.all(parts).into_iter().rev();
                let last = parts.next().unwrap();
                parts.fold(last, |(known, value), (k, v)| {
                    (format!("(or {k} {known})"), format!("(ite {k} {v} {value})"))
                })
            }
            ExprKind::If(condition, then, otherwise) => {
                let (ck, cv) = self.of(condition);
                let ((tk, tv), (ek, ev)) = (self.of(then), self.of(otherwise));
                (
                    format!("(and {ck} (ite {cv} {tk} {ek}))"),
                    format!("(ite {cv} {tv} {ev})"),
                )
            }
            ExprKind::Call(Function::IsKnown, parts) => ("true".to_owned(), self.of(&parts[0]).0),
            ExprKind::In(item, values) => {
                let (known, value) = self.of(item);
                let equal: Vec<String> = values
                    .iter()
                    .map(|other| format!("(= {value} {})", literal(other)))
                    .collect();
                (known, format!("(or false {})", equal.join(" ")))
            }
            ExprKind::Binary(op, left, right) => {
                let ((lk, left), (rk, right)) = (self.of(left), self.of(right));
                let symbol = match op {
                    Binary::NotEqual => "distinct",
                    Binary::Equal => "=",
                    other => other.symbol(),
                };
                let value = format!("({symbol} {left} {right})");
                // What goes beyond 64 bits is unknown.
                let fits = if op.compares() {
                    "true".to_owned()
                } else {
                    within(&value)
                };
                (format!("(and {lk} {rk} {fits})"), value)
            }
            other => panic!("{other:?}"),
        };
        (self.name(known), self.name(value))
    }

    /// `&&` is decided by one that is false, `||` by one that is true.
    fn decided(&mut self, parts: &[Expr], open: &str, close: &str) -> Value {
        let parts = self.all(parts);
        let by: Vec<String> = parts
            .iter()
            .map(|(known, value)| format!("(and {known} {open}{value}{close})"))
            .collect();
        let decided = self.name(format!("(or {})", by.join(" ")));
        let known: Vec<&str> = parts.iter().map(|(known, _)| known.as_str()).collect();
        (
            format!("(or {decided} (and {}))", known.join(" ")),
            format!("{open}{decided}{close}"),
        )
    }
}

fn answer((known, value): &Value, answer: Option<bool>) -> String {
    match answer {
        Some(true) => format!("(and {known} {value})"),
        Some(false) => format!("(and {known} (not {value}))"),
        None => format!("(not {known})"),
    }
}

/// That a whole number has 64 bits.
fn within(value: &str) -> String {
    format!("(<= (- 9223372036854775808) {value} 9223372036854775807)")
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Int(number) if *number < 0 => format!("(- {})", number.unsigned_abs()),
        Literal::Int(number) => number.to_string(),
        Literal::Bool(held) => held.to_string(),
        // A text by its letters, as a number that no other text has.
        Literal::Text(text) => text
            .bytes()
            .fold(1_u128, |number, byte| number * 257 + u128::from(byte) + 1)
            .to_string(),
        other => panic!("{other:?}"),
    }
}

fn nothing(ty: Type) -> String {
    match ty {
        Type::Bool => "false".to_owned(),
        _ => "0".to_owned(),
    }
}
