//! A script's tree, made three-valued: everything that would fail on `()` becomes a call of the sandbox.

use crate::sandbox::key;
use rhai::{
    AST, ASTFlags, ASTNode, BinaryExpr, CustomExpr, Dynamic, Expr, FlowControl, FnCallExpr, Module, OpAssignment,
    Position, Stmt, StmtBlock,
};
use std::sync::Arc;
use uptake_expr::expr::interpreted::{CLOSURE_METHODS, INTERPRETED, Interpreted, Learnt, Place};
use uptake_expr::expr::library::Library;
use uptake_expr::expr::lower::{changed_variable, closure_at};
use uptake_expr::expr::typing;
use uptake_expr::expr::unit::Unit;
use uptake_expr::expr::window::WINDOWS;
use uptake_expr::value::{Constant, Literal};

/// A body that stands where it is called: a function's, or a closure's.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The names that its arguments get.
    pub(crate) parameters: Vec<String>,
    /// The number of the text that it stands in.
    pub(crate) unit: usize,
}

/// What comes out.
pub(crate) struct Rewritten {
    pub(crate) ast: AST,
    pub(crate) units: Vec<Arc<Unit>>,
    pub(crate) calls: Vec<Call>,
}

/// Rewrites a script that was looked through without finding a fault.
pub(crate) fn rewrite(script: &Interpreted) -> Rewritten {
    let unit = &script.unit;
    let mut rewriter = Rewriter {
        library: &script.library,
        learnt: &script.learnt,
        path: Place::top(),
        units: vec![Arc::clone(unit)],
        calls: Vec::new(),
        at: 0,
    };
    let statements = match script.function.as_deref().and_then(|name| unit.function(name)) {
        // The row is a variable under the function's own name for it.
        Some(function) => {
            let row = function.parameters.first().cloned().unwrap_or_default();
            let mut statements = Vec::new();
            if row != "row" {
                let name = rhai::Ident {
                    name: row.as_str().into(),
                    pos: Position::NONE,
                };
                statements.push(Stmt::Var(
                    Box::new((name, variable("row", Position::NONE), None)),
                    ASTFlags::empty(),
                    Position::NONE,
                ));
            }
            statements.extend(rewriter.statements(&function.statements));
            statements
        }
        None => rewriter.statements(&unit.statements),
    };
    Rewritten {
        ast: AST::new(statements, Module::new()),
        units: rewriter.units,
        calls: rewriter.calls,
    }
}

struct Rewriter<'a> {
    library: &'a Library,
    learnt: &'a Learnt,
    /// The calls that we are inside of.
    path: Place,
    units: Vec<Arc<Unit>>,
    calls: Vec<Call>,
    /// The number of the text that is being rewritten.
    at: usize,
}

/// A call of the sandbox.
fn custom(key: &str, inputs: Vec<Expr>, state: Dynamic, position: Position) -> Expr {
    Expr::Custom(
        Box::new(CustomExpr {
            inputs: inputs.into_iter().collect(),
            tokens: std::iter::once(key.into()).collect(),
            state,
            scope_may_be_changed: false,
            self_terminated: false,
        }),
        position,
    )
}

fn variable(name: &str, position: Position) -> Expr {
    Expr::Variable(Box::new((None, name.into(), rhai::Namespace::NONE, 0)), None, position)
}

fn as_expression(block: StmtBlock) -> Expr {
    Expr::Stmt(Box::new(block))
}

/// Whether statements change nothing outside of themselves, so that leaving them out is no more than an unknown value.
fn is_pure(statements: &[Stmt]) -> bool {
    let ast = AST::new(statements.iter().cloned(), Module::new());
    ast.walk(&mut |path: &[ASTNode<'_>]| match path.last() {
        Some(ASTNode::Stmt(
            Stmt::Assignment(_)
            | Stmt::Return(..)
            | Stmt::BreakLoop(..)
            | Stmt::While(..)
            | Stmt::Do(..)
            | Stmt::For(..)
            | Stmt::TryCatch(..),
        )) => false,
        Some(
            ASTNode::Stmt(Stmt::FnCall(call, _)) | ASTNode::Expr(Expr::FnCall(call, _) | Expr::MethodCall(call, _)),
        ) => !INTERPRETED.contains(&call.name.as_str()),
        _ => true,
    })
}

impl Rewriter<'_> {
    fn unit(&self) -> Option<Arc<Unit>> {
        self.units.get(self.at).cloned()
    }

    fn statements(&mut self, statements: &[Stmt]) -> Vec<Stmt> {
        statements.iter().map(|statement| self.statement(statement)).collect()
    }

    fn block(&mut self, block: &StmtBlock) -> StmtBlock {
        StmtBlock::new(
            self.statements(block.statements()),
            block.position(),
            block.end_position(),
        )
    }

    fn statement(&mut self, statement: &Stmt) -> Stmt {
        match statement {
            Stmt::If(flow, position) => self.branches(flow, *position),
            Stmt::Switch(switch, position) => self.switch(switch, *position),
            Stmt::While(flow, position) => Stmt::While(self.looped(flow), *position),
            Stmt::Do(flow, flags, position) => Stmt::Do(self.looped(flow), *flags, *position),
            Stmt::For(parts, position) => {
                let (item, counter, flow) = &**parts;
                let flow = FlowControl {
                    expr: self.given(&flow.expr),
                    body: self.block(&flow.body),
                    branch: self.block(&flow.branch),
                };
                Stmt::For(Box::new((item.clone(), counter.clone(), flow)), *position)
            }
            Stmt::Var(var, flags, position) => {
                Stmt::Var(Box::new((var.0.clone(), self.expr(&var.1), var.2)), *flags, *position)
            }
            Stmt::Assignment(assignment) => self.measured(&assignment.0, &assignment.1),
            Stmt::FnCall(call, position) => Stmt::Expr(Box::new(self.expr(&Expr::FnCall(call.clone(), *position)))),
            Stmt::Block(block) => Stmt::Block(Box::new(self.block(block))),
            Stmt::TryCatch(flow, position) => {
                let flow = FlowControl {
                    expr: flow.expr.clone(),
                    body: self.block(&flow.body),
                    branch: self.block(&flow.branch),
                };
                Stmt::TryCatch(Box::new(flow), *position)
            }
            Stmt::Expr(expression) => Stmt::Expr(Box::new(self.expr(expression))),
            Stmt::BreakLoop(value, flags, position) => {
                let value = value.as_ref().map(|value| Box::new(self.expr(value)));
                Stmt::BreakLoop(value, *flags, *position)
            }
            Stmt::Return(value, flags, position) => {
                let value = value.as_ref().map(|value| Box::new(self.expr(value)));
                Stmt::Return(value, *flags, *position)
            }
            // Closures stand where they are used, so nothing is shared.
            Stmt::Share(_) => Stmt::Noop(Position::NONE),
            other => other.clone(),
        }
    }

    fn looped(&mut self, flow: &FlowControl) -> Box<FlowControl> {
        // `loop` has no condition.
        let expr = if flow.expr.is_unit() {
            flow.expr.clone()
        } else {
            self.truth(&flow.expr)
        };
        Box::new(FlowControl {
            expr,
            body: self.block(&flow.body),
            branch: self.block(&flow.branch),
        })
    }

    /// A condition that ends the function, unknown, where it is unknown.
    fn truth(&mut self, condition: &Expr) -> Expr {
        let position = condition.start_position();
        custom(key::TRUTH, vec![self.expr(condition)], Dynamic::UNIT, position)
    }

    fn branches(&mut self, flow: &FlowControl, position: Position) -> Stmt {
        if is_pure(flow.body.statements()) && is_pure(flow.branch.statements()) {
            let inputs = vec![
                self.expr(&flow.expr),
                as_expression(self.block(&flow.body)),
                as_expression(self.block(&flow.branch)),
            ];
            let value = custom(key::IF, inputs, Dynamic::UNIT, position);
            return Stmt::Expr(Box::new(self.float(value, position)));
        }
        let flow = FlowControl {
            expr: self.truth(&flow.expr),
            body: self.block(&flow.body),
            branch: self.block(&flow.branch),
        };
        Stmt::If(Box::new(flow), position)
    }

    fn switch(&mut self, switch: &(Expr, rhai::SwitchCasesCollection), position: Position) -> Stmt {
        let (item, cases) = switch;
        let body = |case: &BinaryExpr| match &case.rhs {
            Expr::Stmt(block) => is_pure(block.statements()),
            _ => true,
        };
        let pure = cases.expressions.iter().all(body);
        let mut changed = cases.clone();
        changed.expressions = cases
            .expressions
            .iter()
            .map(|case| BinaryExpr {
                lhs: match &case.lhs {
                    Expr::BoolConstant(..) => case.lhs.clone(),
                    guard if pure => {
                        let at = guard.start_position();
                        custom(key::GUARD, vec![self.expr(guard)], Dynamic::UNIT, at)
                    }
                    guard => self.truth(guard),
                },
                rhs: self.expr(&case.rhs),
            })
            .collect();
        let item = self.expr(item);
        if pure {
            let inner = Stmt::Switch(Box::new((item.clone(), changed)), position);
            let inner = as_expression(StmtBlock::new([inner], position, position));
            let value = custom(key::SWITCH, vec![item, inner], Dynamic::UNIT, position);
            return Stmt::Expr(Box::new(self.float(value, position)));
        }
        let item = custom(key::GIVEN, vec![item], Dynamic::UNIT, position);
        Stmt::Switch(Box::new((item, changed)), position)
    }

    /// A value that ends the function, unknown, where it is unknown.
    fn given(&mut self, value: &Expr) -> Expr {
        let position = value.start_position();
        custom(key::GIVEN, vec![self.expr(value)], Dynamic::UNIT, position)
    }

    /// An assignment to a part of a list or map, after which the whole is measured: the interpreter looks at the part alone.
    fn measured(&mut self, assignment: &OpAssignment, pair: &BinaryExpr) -> Stmt {
        let position = assignment.position();
        let changed = self.assignment(assignment, pair);
        let Some(whole) = matches!(pair.lhs, Expr::Dot(..) | Expr::Index(..))
            .then(|| changed_variable(&pair.lhs))
            .flatten()
        else {
            return changed;
        };
        let measure = custom(key::GROWN, vec![Expr::Unit(position)], whole.into(), position);
        let statements = [changed, Stmt::Expr(Box::new(measure))];
        Stmt::Block(Box::new(StmtBlock::new(statements, position, position)))
    }

    /// `x += y` becomes `x = x + y`, with our own `+`.
    fn assignment(&mut self, assignment: &OpAssignment, pair: &BinaryExpr) -> Stmt {
        let lhs = self.expr(&pair.lhs);
        let rhs = self.expr(&pair.rhs);
        let position = assignment.position();
        let rhs = match assignment.get_op_assignment_info() {
            Some((.., symbol)) => custom(key::OPERATOR, vec![lhs.clone(), rhs], symbol.into(), position),
            None => rhs,
        };
        Stmt::Assignment(Box::new((
            OpAssignment::new_assignment(position),
            BinaryExpr { lhs, rhs },
        )))
    }

    fn exprs<'e>(&mut self, parts: impl IntoIterator<Item = &'e Expr>) -> Vec<Expr> {
        parts.into_iter().map(|part| self.expr(part)).collect()
    }

    fn expr(&mut self, expression: &Expr) -> Expr {
        match expression {
            Expr::CharConstant(letter, position) => Expr::StringConstant(letter.to_string().into(), *position),
            Expr::And(parts, position) => custom(key::AND, self.exprs(parts.iter()), Dynamic::UNIT, *position),
            Expr::Or(parts, position) => custom(key::OR, self.exprs(parts.iter()), Dynamic::UNIT, *position),
            Expr::Coalesce(parts, position) => {
                let value = Expr::Coalesce(Box::new(self.exprs(parts.iter()).into_iter().collect()), *position);
                self.float(value, *position)
            }
            Expr::Variable(name, _, position) if name.2.is_empty() => match self.library.constants.get(name.1.as_str())
            {
                Some(constant) => constant_expr(&constant.value, *position),
                None => expression.clone(),
            },
            Expr::InterpolatedString(parts, position) => {
                Expr::InterpolatedString(self.exprs(parts.iter()).into_iter().collect(), *position)
            }
            Expr::Array(items, position) => Expr::Array(self.exprs(items.iter()).into_iter().collect(), *position),
            Expr::Map(entries, position) => {
                let keys = entries
                    .0
                    .iter()
                    .map(|(key, value)| (key.clone(), self.expr(value)))
                    .collect();
                Expr::Map(Box::new((keys, entries.1.clone())), *position)
            }
            Expr::Stmt(block) => as_expression(self.block(block)),
            Expr::FnCall(call, position) => self.call(call, *position),
            Expr::Dot(..) | Expr::Index(..) => self.chain(expression),
            other => other.clone(),
        }
    }

    /// A chain of dots and indexes.
    fn links(&mut self, expression: &Expr) -> Expr {
        match expression {
            Expr::Dot(pair, flags, position) => Expr::Dot(
                Box::new(BinaryExpr {
                    lhs: self.links(&pair.lhs),
                    rhs: self.links(&pair.rhs),
                }),
                *flags,
                *position,
            ),
            Expr::Index(pair, flags, position) => Expr::Index(
                Box::new(BinaryExpr {
                    lhs: self.links(&pair.lhs),
                    rhs: self.index(&pair.rhs, *flags),
                }),
                *flags,
                *position,
            ),
            Expr::MethodCall(call, position) => {
                let mut changed = (**call).clone();
                changed.args = self.exprs(call.args.iter()).into_iter().collect();
                Expr::MethodCall(Box::new(changed), *position)
            }
            Expr::Property(..) => expression.clone(),
            other => self.expr(other),
        }
    }

    /// What follows an opening bracket: an index, with the rest of the chain after it unless the chain breaks off there.
    fn index(&mut self, index: &Expr, flags: ASTFlags) -> Expr {
        match index {
            Expr::Dot(pair, flags_of_dot, position) if !flags.intersects(ASTFlags::BREAK) => Expr::Dot(
                Box::new(BinaryExpr {
                    lhs: self.known_index(&pair.lhs),
                    rhs: self.links(&pair.rhs),
                }),
                *flags_of_dot,
                *position,
            ),
            Expr::Index(pair, flags_of_index, position) if !flags.intersects(ASTFlags::BREAK) => Expr::Index(
                Box::new(BinaryExpr {
                    lhs: self.known_index(&pair.lhs),
                    rhs: self.index(&pair.rhs, *flags_of_index),
                }),
                *flags_of_index,
                *position,
            ),
            other => self.known_index(other),
        }
    }

    /// An index that ends the function, unknown, where it is unknown.
    fn known_index(&mut self, index: &Expr) -> Expr {
        if index.is_constant() {
            return self.expr(index);
        }
        self.given(index)
    }

    fn chain(&mut self, expression: &Expr) -> Expr {
        let mut steps = Vec::new();
        chain_steps(expression, &mut steps);
        let mut rest: &[Step<'_>] = &steps;
        let mut value = None;
        if let [Step::Link(Expr::FnCall(call, position)), after @ ..] = rest
            && call.name == "last"
            && let Some(window) = self.window(*position)
        {
            // `last(n, x).at_least(k).mean()`: the value was computed before.
            let two = matches!(after.first(), Some(Step::Link(Expr::MethodCall(call, _))) if call.name == "at_least");
            rest = after.get(if two { 2 } else { 1 }..).unwrap_or(&[]);
            value = Some(window);
        }
        let own = |step: &Step<'_>| matches!(step, Step::Link(Expr::MethodCall(call, _)) if is_own_method(call));
        if value.is_none() && !rest.iter().any(own) {
            return self.links(expression);
        }
        for step in rest {
            value = Some(match (step, value) {
                (Step::Link(link), None) => self.links(link),
                (Step::Link(Expr::MethodCall(call, position)), Some(value)) if is_own_method(call) => {
                    self.closure_method(value, call, *position)
                }
                (Step::Link(link), Some(lhs)) => {
                    let (position, rhs) = (link.position(), self.links(link));
                    Expr::Dot(Box::new(BinaryExpr { lhs, rhs }), ASTFlags::empty(), position)
                }
                (Step::At(index, position), lhs) => {
                    let pair = BinaryExpr {
                        lhs: lhs.unwrap_or_default(),
                        rhs: self.known_index(index),
                    };
                    Expr::Index(Box::new(pair), ASTFlags::BREAK, *position)
                }
            });
        }
        value.unwrap_or_default()
    }

    fn closure_method(&mut self, receiver: Expr, call: &FnCallExpr, position: Position) -> Expr {
        let mut inputs = vec![receiver];
        if call.name == "contains" {
            inputs.extend(self.exprs(call.args.iter()));
            return custom(key::IN, inputs, Dynamic::UNIT, position);
        }
        let mut parameters = Vec::new();
        for argument in &call.args {
            let body = closure_at(argument).and_then(|at| self.unit()?.closure(at));
            match body {
                Some((names, statements)) => {
                    parameters = names;
                    let statements = self.statements(&statements);
                    inputs.insert(1, as_expression(StmtBlock::new(statements, position, position)));
                }
                None => inputs.push(self.expr(argument)),
            }
        }
        self.calls.push(Call {
            parameters,
            unit: self.at,
        });
        let index = i64::try_from(self.calls.len() - 1).unwrap_or(0);
        custom(&format!("${}", call.name), inputs, index.into(), position)
    }

    fn place(&self, position: Position) -> Option<Place> {
        Some(Place::new(&self.path, self.units.get(self.at)?, position))
    }

    /// The same, made a float where its type is one.
    fn float(&self, value: Expr, position: Position) -> Expr {
        match self.place(position) {
            Some(place) if self.learnt.floats.contains(&place) => {
                custom(key::FLOAT, vec![value], Dynamic::UNIT, position)
            }
            _ => value,
        }
    }

    fn window(&self, position: Position) -> Option<Expr> {
        let place = self.place(position)?;
        let name = self.learnt.windows.get(&place)?;
        Some(variable(name, position))
    }

    fn call(&mut self, call: &FnCallExpr, position: Position) -> Expr {
        if WINDOWS.contains(&call.name.as_str())
            && let Some(window) = self.window(position)
        {
            return window;
        }
        if let Some(unit) = self.callee(call) {
            return self.inline(&unit, call, position);
        }
        match (call.name.as_str(), call.args.as_slice()) {
            ("contains", [Expr::FnCall(range, _), item]) if range.name == ".." || range.name == "..=" => {
                let closed = range.name == "..=";
                let mut inputs = vec![self.expr(item)];
                inputs.extend(self.exprs(range.args.iter()));
                custom(key::WITHIN, inputs, closed.into(), position)
            }
            ("contains", [container, item]) => {
                let inputs = vec![self.expr(container), self.expr(item)];
                custom(key::IN, inputs, Dynamic::UNIT, position)
            }
            (name, [left, right]) if typing::operator(name).is_some() => {
                let inputs = vec![self.expr(left), self.expr(right)];
                custom(key::OPERATOR, inputs, name.into(), position)
            }
            (name @ (".." | "..="), [from, until]) => {
                let inputs = vec![self.expr(from), self.expr(until)];
                custom(key::RANGE, inputs, (name == "..=").into(), position)
            }
            (name @ ("!" | "-"), [operand]) => {
                let inputs = vec![self.expr(operand)];
                custom(key::OPERATOR, inputs, name.into(), position)
            }
            _ => {
                let mut changed = call.clone();
                changed.args = self.exprs(call.args.iter()).into_iter().collect();
                Expr::FnCall(Box::new(changed), position)
            }
        }
    }

    /// The text that holds the function of a call, if a script defines it.
    fn callee(&self, call: &FnCallExpr) -> Option<Arc<Unit>> {
        let unit = self.unit()?;
        if call.namespace.is_empty() {
            return unit.function(&call.name).is_some().then_some(unit);
        }
        let alias = call.namespace.to_string();
        let import = unit.imports.iter().find(|import| import.alias == alias)?;
        self.library.imported(&unit, import)
    }

    fn inline(&mut self, unit: &Arc<Unit>, call: &FnCallExpr, position: Position) -> Expr {
        let mut inputs = self.exprs(call.args.iter());
        let Some(function) = unit.function(&call.name) else {
            return Expr::Unit(position);
        };
        let known = self.units.iter().position(|known| Arc::ptr_eq(known, unit));
        let at = known.unwrap_or_else(|| {
            self.units.push(Arc::clone(unit));
            self.units.len() - 1
        });
        let Some(place) = self.place(position) else {
            return Expr::Unit(position);
        };
        let before = std::mem::replace(&mut self.path, place);
        let outer = std::mem::replace(&mut self.at, at);
        let statements = self.statements(&function.statements);
        self.at = outer;
        self.path = before;
        inputs.push(as_expression(StmtBlock::new(statements, position, position)));
        self.calls.push(Call {
            parameters: function.parameters.clone(),
            unit: at,
        });
        let index = i64::try_from(self.calls.len() - 1).unwrap_or(0);
        self.float(custom(key::CALL, inputs, index.into(), position), position)
    }
}

/// A step of a chain such as `a.b[0].f(x)`.
enum Step<'e> {
    /// Its first part, a property, or a call of a method.
    Link(&'e Expr),
    /// What stands in brackets, and where they open.
    At(&'e Expr, Position),
}

/// The steps of a chain from left to right. Rhai has what follows an index within the index.
fn chain_steps<'e>(expression: &'e Expr, steps: &mut Vec<Step<'e>>) {
    match expression {
        Expr::Dot(pair, ..) => {
            chain_steps(&pair.lhs, steps);
            chain_steps(&pair.rhs, steps);
        }
        Expr::Index(pair, flags, position) => {
            chain_steps(&pair.lhs, steps);
            let (mut index, mut flags, mut position) = (&pair.rhs, *flags, *position);
            while !flags.intersects(ASTFlags::BREAK) {
                match index {
                    Expr::Dot(pair, ..) => {
                        steps.push(Step::At(&pair.lhs, position));
                        return chain_steps(&pair.rhs, steps);
                    }
                    Expr::Index(pair, next, at) => {
                        steps.push(Step::At(&pair.lhs, position));
                        (index, flags, position) = (&pair.rhs, *next, *at);
                    }
                    _ => break,
                }
            }
            steps.push(Step::At(index, position));
        }
        other => steps.push(Step::Link(other)),
    }
}

/// Whether the sandbox has a method instead of the interpreter.
fn is_own_method(call: &FnCallExpr) -> bool {
    call.name == "contains" || CLOSURE_METHODS.contains(&call.name.as_str())
}

fn constant_expr(constant: &Constant, position: Position) -> Expr {
    let one = |value: &Literal| match value {
        Literal::Unknown => Expr::Unit(position),
        Literal::Bool(value) => Expr::BoolConstant(*value, position),
        Literal::Int(value) => Expr::IntegerConstant(*value, position),
        Literal::Text(text) => Expr::StringConstant(text.as_str().into(), position),
        other => Expr::DynamicConstant(Box::new(crate::value::dynamic(other)), position),
    };
    match constant {
        Constant::Value(value) => one(value),
        Constant::Set(items) => Expr::Array(items.iter().map(one).collect(), position),
    }
}
