//! Expressions of the language as text. Each operator means what it means in the language, or it isn't said.

use crate::dialect::{Dialect, fill, fill_two};
use crate::literal::{constant, text, type_of, unknown};
use crate::part::Part;
use crate::refusal::Refusal;
use uptake_rules::expr::{Binary, Expr, ExprKind, Function};
use uptake_rules::value::{Literal, Type};

/// A float below which a constant is so small that a product with it may vanish.
const LEAST: f64 = 1e-3;

/// From here on floats don't tell whole numbers apart.
const MOST: f64 = 9_007_199_254_740_992.0;

/// The column behind a field of a register, and the days on which what it says changes.
pub(crate) type Registered = Option<(String, Vec<i32>)>;

/// The conditions and values over the columns of one step.
pub(crate) struct Saying<'q> {
    pub(crate) dialect: Dialect,
    /// Whether the columns are those of the mapping's input.
    pub(crate) of_input: bool,
    /// The name under which the step has a column, with its type.
    pub(crate) column: &'q dyn Fn(&str) -> Option<(String, Type)>,
    /// The column and the days of change behind a field of a register.
    pub(crate) register: &'q dyn Fn(&str) -> Registered,
    /// The column of which the day is known, and that day.
    pub(crate) day: Option<(&'q str, &'q str)>,
    /// The parts that are decided value by value, by the number that is in their name.
    pub(crate) parts: &'q mut Vec<Part>,
}

impl Saying<'_> {
    /// An expression as text, of the engine's type for its own.
    pub(crate) fn say(&mut self, expr: &Expr) -> Result<String, Refusal> {
        if let Some((column, changes)) = self.registered(expr) {
            return Ok(self.part(expr, column, changes));
        }
        let before = self.parts.len();
        self.directly(expr).or_else(|refusal| {
            let column = self.only_text(expr).ok_or(refusal)?;
            self.parts.truncate(before);
            Ok(self.part(expr, column, Vec::new()))
        })
    }

    /// The same as a value of another type.
    pub(crate) fn say_as(&mut self, expr: &Expr, ty: Type) -> Result<String, Refusal> {
        if expr.ty == Type::Unknown {
            return Ok(unknown(self.dialect, ty));
        }
        if let ExprKind::Literal(literal) = &expr.kind {
            return constant(self.dialect, literal, ty);
        }
        let said = self.say(expr)?;
        match (expr.ty, ty) {
            (from, to) if from == to => Ok(said),
            (Type::Int, Type::Float | Type::Text) => Ok(format!("CAST({said} AS {})", type_of(self.dialect, ty))),
            (from, to) => Err(Refusal::new(
                format!("{} as {}", from.name(), to.name()),
                "engines read and write values in other forms",
            )
            .at(expr.span)),
        }
    }

    /// The one column of texts that an expression reads, if it asks what registers say of it and reads nothing else, and the days on which
    /// that may change. Whatever the expression does with it, it does so for each text alike.
    fn registered(&self, expr: &Expr) -> Registered {
        let (mut found, mut all, mut asks): (Option<String>, Vec<i32>, bool) = (None, Vec::new(), false);
        for name in expr.columns() {
            let column = match (self.register)(name) {
                Some((column, changes)) => {
                    all.extend(changes);
                    asks = true;
                    column
                }
                None => name.to_owned(),
            };
            if found.get_or_insert_with(|| column.clone()) != &column {
                return None;
            }
        }
        let looks_around = looks_around(expr);
        all.sort_unstable();
        all.dedup();
        found.filter(|_| asks && !looks_around).map(|column| (column, all))
    }

    /// The one column of texts that an expression reads, if it reads no other.
    fn only_text(&self, expr: &Expr) -> Option<String> {
        let names = expr.columns();
        let mut names = names.into_iter();
        let (Some(name), None) = (names.next(), names.next()) else {
            return None;
        };
        let (_, ty) = (self.column)(name)?;
        (ty == Type::Text && !looks_around(expr) && (self.register)(name).is_none()).then(|| name.to_owned())
    }

    /// A part that is decided value by value.
    fn part(&mut self, expr: &Expr, column: String, changes: Vec<i32>) -> String {
        let part = Part {
            column,
            of_input: self.of_input,
            expr: expr.without_spans(),
            changes,
        };
        let known = self.parts.iter().position(|known| *known == part);
        let number = known.unwrap_or_else(|| {
            self.parts.push(part);
            self.parts.len() - 1
        });
        format!("p{number}")
    }

    fn directly(&mut self, expr: &Expr) -> Result<String, Refusal> {
        let dialect = self.dialect;
        match &expr.kind {
            ExprKind::Literal(literal) => constant(dialect, literal, expr.ty),
            ExprKind::Column(name) => match (self.column)(name) {
                Some((column, _)) => Ok(column),
                None => Err(Refusal::new(format!("`{name}`"), "the source has no such column").at(expr.span)),
            },
            ExprKind::Not(inner) => Ok(format!("(NOT {})", self.say_as(inner, Type::Bool)?)),
            ExprKind::Negate(inner) if expr.ty == Type::Int => {
                let inner = self.say(inner)?;
                self.in_64_bits(&format!("(0 - {})", self.wide(&inner, expr)?))
            }
            ExprKind::And(parts) => self.connected(parts, " AND "),
            ExprKind::Or(parts) => self.connected(parts, " OR "),
            ExprKind::Coalesce(parts) => {
                let parts = parts.iter().map(|part| self.say_as(part, expr.ty));
                Ok(format!(
                    "COALESCE({})",
                    parts.collect::<Result<Vec<_>, _>>()?.join(", ")
                ))
            }
            ExprKind::In(item, values) => self.within(item, values),
            ExprKind::If(condition, then, otherwise) => {
                let condition = self.say_as(condition, Type::Bool)?;
                let then = self.say_as(then, expr.ty)?;
                let otherwise = self.say_as(otherwise, expr.ty)?;
                Ok(format!(
                    "CASE {condition} WHEN TRUE THEN {then} WHEN FALSE THEN {otherwise} END"
                ))
            }
            ExprKind::Binary(op, left, right) if op.compares() => self.compared(*op, left, right),
            ExprKind::Binary(op, left, right) => self.computed(*op, left, right, expr),
            ExprKind::Call(function, arguments) => self.called(*function, arguments, expr),
            ExprKind::Negate(_) | ExprKind::Group(..) | ExprKind::Window(..) | ExprKind::Script(..) => {
                Err(Refusal::new("this condition", "it has no exact form in SQL").at(expr.span))
            }
        }
    }

    fn connected(&mut self, parts: &[Expr], with: &str) -> Result<String, Refusal> {
        let parts = parts.iter().map(|part| self.say_as(part, Type::Bool));
        Ok(format!("({})", parts.collect::<Result<Vec<_>, _>>()?.join(with)))
    }

    fn within(&mut self, item: &Expr, values: &[Literal]) -> Result<String, Refusal> {
        if item.ty == Type::Unknown {
            return Ok(unknown(self.dialect, Type::Bool));
        }
        if item.ty == Type::Float {
            return Err(
                Refusal::new("a float in a list", "floats that lie close together are equal in rules").at(item.span),
            );
        }
        let said = self.say(item)?;
        let mut among = Vec::new();
        for value in values {
            // Values of other types equal nothing.
            match (value, item.ty) {
                (Literal::Float(_), Type::Int) => {
                    return Err(Refusal::new(
                        "a float in a list of whole numbers",
                        "floats that lie close together are equal in rules",
                    )
                    .at(item.span));
                }
                (value, ty) if value.ty() == ty => among.push(constant(self.dialect, value, ty)?),
                _ => {}
            }
        }
        Ok(match among.is_empty() {
            true => format!("(CASE WHEN {said} IS NOT NULL THEN FALSE END)"),
            false => format!("({said} IN ({}))", among.join(", ")),
        })
    }

    fn compared(&mut self, op: Binary, left: &Expr, right: &Expr) -> Result<String, Refusal> {
        if left.ty == Type::Unknown || right.ty == Type::Unknown {
            return Ok(unknown(self.dialect, Type::Bool));
        }
        match (left.ty, right.ty) {
            (Type::Int, Type::Float) if constant_float(right).is_some() => self.beside(op, left, right),
            (Type::Float, Type::Int) if constant_float(left).is_some() => self.beside(op.turned(), right, left),
            (Type::Float, Type::Int | Type::Float) => self.close(op, left, right),
            (Type::Int, Type::Float) => self.close(op.turned(), right, left),
            (one, other) if one != other => {
                Err(Refusal::new("a comparison of two types", "engines compare them otherwise").at(left.span))
            }
            (Type::Bool, _) if !matches!(op, Binary::Equal | Binary::NotEqual) => {
                Err(Refusal::new("an order of truths", "not every engine has one").at(left.span))
            }
            (Type::Text, _)
                if self.dialect == Dialect::Snowflake && !matches!(op, Binary::Equal | Binary::NotEqual) =>
            {
                Err(Refusal::new("an order of texts", "it depends on the session's collation").at(left.span))
            }
            _ => Ok(format!("({} {} {})", self.say(left)?, symbol(op), self.say(right)?)),
        }
    }

    /// A comparison of a whole number with a constant that is a float. It is exact: beside one without a fraction it is meant so, and no whole
    /// number lies within a rounding error of any other of usual size.
    fn beside(&mut self, op: Binary, number: &Expr, float: &Expr) -> Result<String, Refusal> {
        let why = "only one that lies clearly between two whole numbers, or is one, is compared with them exactly";
        let refused = || Refusal::new("a comparison of whole numbers with a float", why).at(float.span);
        let constant = constant_float(float)
            .filter(|constant| constant.abs() < MOST)
            .ok_or_else(refused)?;
        let below = uptake_rules::expr::scalar::to_int(constant.floor()).ok_or_else(refused)?;
        let a = self.say(number)?;
        let below_or_equal = crate::literal::whole(self.dialect, below);
        let apart = (constant - constant.round()).abs();
        if apart == 0.0 {
            return Ok(format!("({a} {} {below_or_equal})", symbol(op)));
        }
        if apart <= constant.abs().max(1.0) * 1e-12 {
            return Err(refused());
        }
        Ok(match op {
            Binary::Less | Binary::LessEqual => format!("({a} <= {below_or_equal})"),
            Binary::Greater | Binary::GreaterEqual => format!("({a} > {below_or_equal})"),
            op => {
                let differs = if op == Binary::NotEqual { "TRUE" } else { "FALSE" };
                format!("(CASE WHEN {a} IS NOT NULL THEN {differs} END)")
            }
        })
    }

    /// A comparison of a float with a constant, in which what lies within a rounding error is equal.
    fn close(&mut self, op: Binary, float: &Expr, other: &Expr) -> Result<String, Refusal> {
        let refused = || {
            let why = "only a column is compared with a constant of usual size: floats that lie close together are equal in rules";
            Refusal::new("a comparison of floats", why).at(float.span)
        };
        let (ExprKind::Column(_), ExprKind::Literal(literal)) = (&float.kind, &other.kind) else {
            return Err(refused());
        };
        let a = self.say(float)?;
        let (b, is_whole) = match literal {
            Literal::Int(number) => (uptake_rules::expr::scalar::to_float(*number), true),
            Literal::Float(number) => (*number, false),
            _ => return Err(refused()),
        };
        let usual = b == 0.0 || (LEAST..MOST).contains(&b.abs());
        if !usual {
            return Err(refused());
        }
        let epsilon = crate::literal::float(self.dialect, f64::EPSILON)?;
        let constant = crate::literal::float(self.dialect, b)?;
        let less = |scaled: (&str, &str)| {
            let (ab, ba) = scaled;
            match op {
                Binary::Equal => format!("abs({ab}) <= {epsilon}"),
                Binary::NotEqual => format!("abs({ab}) > {epsilon}"),
                Binary::Less => format!("{ba} > {epsilon}"),
                Binary::LessEqual => format!("{ba} > -{epsilon}"),
                Binary::Greater => format!("{ab} > {epsilon}"),
                _ => format!("{ab} > -{epsilon}"),
            }
        };
        let plain = (format!("({a} - {constant})"), format!("({constant} - {a})"));
        let near = match b == 0.0 {
            true => less((&plain.0, &plain.1)),
            false => {
                let size = crate::literal::float(self.dialect, b.abs())?;
                let scale = format!("(CASE WHEN abs({a}) > {size} THEN abs({a}) ELSE {size} END)");
                let (ab, ba) = (format!("({} / {scale})", plain.0), format!("({} / {scale})", plain.1));
                format!(
                    "CASE WHEN {a} = 0 THEN {} ELSE {} END",
                    less((&plain.0, &plain.1)),
                    less((&ab, &ba))
                )
            }
        };
        // A whole number is compared exactly with a float that is one.
        let near = match is_whole {
            true => format!(
                "CASE WHEN {a} = floor({a}) THEN {a} {} {constant} ELSE {near} END",
                symbol(op)
            ),
            false => near,
        };
        Ok(format!("(CASE WHEN {a} IS NOT NULL THEN {near} END)"))
    }

    fn computed(&mut self, op: Binary, left: &Expr, right: &Expr, expr: &Expr) -> Result<String, Refusal> {
        if left.ty == Type::Unknown || right.ty == Type::Unknown {
            return Ok(unknown(self.dialect, expr.ty));
        }
        match (left.ty, right.ty, op) {
            (Type::Int, Type::Int, Binary::Add | Binary::Subtract | Binary::Multiply) => {
                let left = self.say(left)?;
                let left = self.wide(&left, expr)?;
                let right = self.say(right)?;
                let right = self.wide(&right, expr)?;
                self.in_64_bits(&format!("({left} {} {right})", op.symbol()))
            }
            (Type::Int, Type::Int, Binary::Divide | Binary::Remainder) => self.divided(op, left, right, expr),
            (Type::Text, Type::Text, Binary::Add) => Ok(format!("({} || {})", self.say(left)?, self.say(right)?)),
            _ => {
                let why = "engines round and overflow otherwise where floats are added, multiplied or divided";
                Err(Refusal::new(format!("`{}`", op.symbol()), why).at(expr.span))
            }
        }
    }

    /// A quotient cut toward zero, or what is left with the sign of the dividend; unknown for a divisor of zero, and for the least whole
    /// number by -1. No engine gets either of these divisors, since some compute what they then don't choose.
    fn divided(&mut self, op: Binary, left: &Expr, right: &Expr, expr: &Expr) -> Result<String, Refusal> {
        let says = self.dialect.says();
        let (a, b) = (self.say(left)?, self.say(right)?);
        let divisor = format!("(CASE WHEN {b} <> 0 AND {b} <> -1 THEN {b} END)");
        let (by_minus_one, else_by) = match op {
            Binary::Divide => (
                self.in_64_bits(&format!("(0 - {})", self.wide(&a, expr)?))?,
                fill_two(says.divided, &a, &divisor),
            ),
            _ => (
                format!(
                    "CASE WHEN {a} <> {} THEN {} END",
                    crate::literal::whole(self.dialect, i64::MIN),
                    crate::literal::whole(self.dialect, 0)
                ),
                fill_two(says.rest, &a, &divisor),
            ),
        };
        Ok(format!("(CASE WHEN {b} = -1 THEN {by_minus_one} ELSE {else_by} END)"))
    }

    /// A whole number as one that doesn't overflow.
    fn wide(&self, said: &str, expr: &Expr) -> Result<String, Refusal> {
        match self.dialect.says().wide {
            Some(wide) => Ok(format!("CAST({said} AS {wide})")),
            None => Err(Refusal::new(
                "arithmetic of whole numbers",
                format!(
                    "{} has no numbers of more than 64 bits to see whether it overflows",
                    self.dialect.name()
                ),
            )
            .at(expr.span)),
        }
    }

    /// A wide number as one of 64 bits, unknown where it is none.
    fn in_64_bits(&self, wide: &str) -> Result<String, Refusal> {
        let says = self.dialect.says();
        let Some(name) = says.wide else {
            return Err(Refusal::new("arithmetic of whole numbers", "it may overflow"));
        };
        let end = |number: i64| format!("CAST('{number}' AS {name})");
        Ok(format!(
            "(CASE WHEN {wide} BETWEEN {} AND {} THEN CAST({wide} AS {}) END)",
            end(i64::MIN),
            end(i64::MAX),
            says.whole
        ))
    }

    fn called(&mut self, function: Function, arguments: &[Expr], expr: &Expr) -> Result<String, Refusal> {
        let says = self.dialect.says();
        let nothing = || {
            let why = format!("{} has no function that means exactly the same", says.name);
            Refusal::new(format!("`{}`", function.name()), why).at(expr.span)
        };
        match (function, arguments) {
            (Function::IsKnown, [item]) => {
                let item = match item.ty {
                    Type::Unknown => unknown(self.dialect, Type::Bool),
                    _ => self.say(item)?,
                };
                Ok(format!("({item} IS NOT NULL)"))
            }
            (Function::Min | Function::Max, [one, other]) if one.ty == Type::Int && other.ty == Type::Int => {
                let (one, other) = (self.say(one)?, self.say(other)?);
                let sign = if function == Function::Min { "<=" } else { ">=" };
                Ok(format!(
                    "CASE {one} {sign} {other} WHEN TRUE THEN {one} WHEN FALSE THEN {other} END"
                ))
            }
            (Function::Abs, [item]) if item.ty == Type::Int => {
                let said = self.say(item)?;
                self.in_64_bits(&format!("abs({})", self.wide(&said, expr)?))
            }
            (Function::Len, [item]) if item.ty == Type::Text => Ok(fill(says.length, &self.say(item)?)),
            (Function::Contains | Function::StartsWith, [item, part]) if item.ty == Type::Text => {
                // A part that is unknown or empty is decided value by value.
                let ExprKind::Literal(Literal::Text(part)) = &part.kind else {
                    return Err(nothing());
                };
                if part.is_empty() {
                    return Err(nothing());
                }
                let place = fill_two(says.position, &self.say(item)?, &text(self.dialect, part)?);
                Ok(match function {
                    Function::StartsWith => format!("({place} = 1)"),
                    _ => format!("({place} > 0)"),
                })
            }
            (Function::Date, [item]) if matches!(item.ty, Type::Date | Type::Datetime) => self.day_of(item),
            (Function::Weekday, [item]) => {
                let day = self.day_of(item)?;
                // 1970-01-01 was a Thursday. Nothing that is looked at is before it.
                let later = fill_two(says.rest, &format!("({day} + 3)"), "7");
                match self.is_time(item) {
                    true => Ok(format!("({later} + 1)")),
                    false => Err(nothing()),
                }
            }
            (Function::DaysBetween, [one, other]) => Ok(format!("({} - {})", self.day_of(other)?, self.day_of(one)?)),
            _ => Err(nothing()),
        }
    }

    /// Whether it is the column of which the day is known.
    fn is_time(&self, expr: &Expr) -> bool {
        matches!((&expr.kind, self.day), (ExprKind::Column(name), Some((time, _))) if name == time)
    }

    /// The number of the day of a day or an instant.
    fn day_of(&mut self, expr: &Expr) -> Result<String, Refusal> {
        match (expr.ty, self.day) {
            (Type::Date, _) => self.say(expr),
            (Type::Datetime, Some((_, day))) if self.is_time(expr) => Ok(day.to_owned()),
            _ => {
                let why = "only the day of the event's own time is told";
                Err(Refusal::new("the day of an instant", why).at(expr.span))
            }
        }
    }
}

/// The constant that an expression is, if it is a float.
fn constant_float(expr: &Expr) -> Option<f64> {
    match expr.kind {
        ExprKind::Literal(Literal::Float(constant)) => Some(constant),
        _ => None,
    }
}

/// Whether an expression looks at more than one row, or runs a script.
fn looks_around(expr: &Expr) -> bool {
    let mut found = false;
    expr.visit(&mut |part| {
        found |= matches!(
            part.kind,
            ExprKind::Group(..) | ExprKind::Window(..) | ExprKind::Script(..)
        );
    });
    found
}

fn symbol(op: Binary) -> &'static str {
    match op {
        Binary::Equal => "=",
        Binary::NotEqual => "<>",
        _ => op.symbol(),
    }
}

/// A truth that is never unknown: whether a condition holds.
pub(crate) fn holds(condition: &str) -> String {
    format!("CASE WHEN {condition} THEN 1 ELSE 0 END")
}
