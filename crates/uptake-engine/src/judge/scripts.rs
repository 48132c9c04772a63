//! Scripts that are interpreted, row by row of the cube.
//!
//! The rows are cut into blocks that several threads take in order. What comes out doesn't depend on how many there are:
//! which rows are no longer tried is decided by the order of the rows alone.

use super::cube::Cube;
use crate::calendar::date;
use crate::compile::literal;
use crate::error::Error;
use crate::names::{Kind, Private};
use crate::outcome::{FaultOutcome, NotTried, PrintedOutcome, ScriptOutcome};
use polars::prelude::*;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use uptake_codes::RunCode;
use uptake_rules::expr::Interpreted as Rule;
use uptake_rules::value::{Literal, Type};
use uptake_rules::{Code, Span};
use uptake_script::{Answer, OPERATIONS_AT_LEAST, OPERATIONS_PER_ROW, Printed, Script, ScriptFault};

/// The rows of a block.
const BLOCK: usize = 512;
/// Once so many answers were stopped at a limit, the rows after them aren't tried: each costs the time of the limit.
const STOPPED: usize = 100;
/// How long a script may take for all rows together. It ends the run: an answer never depends on a clock. Operations are
/// counted, so a script comes here only where there is a great deal of data, or the machine stands still.
const LONGEST: Duration = Duration::from_secs(1_800);
/// How many printed lines of a script are kept.
const PRINTED: usize = 20;
/// The stack of a thread that interprets.
const STACK: usize = 16 << 20;

/// Runs a script on all rows of the cube; its answers are of type `ty`. `inputs` are its inputs' columns with their types,
/// `name` is that of the rule it stands in.
pub(super) fn run(
    script: &Rule,
    ty: Type,
    name: &str,
    inputs: &[(Column, Type)],
    cube: &Cube<'_>,
    zone: &str,
) -> Result<(Series, ScriptOutcome), Error> {
    let inputs = inputs
        .iter()
        .map(|(column, ty)| Input::of(column, *ty))
        .collect::<Result<Vec<Input>, Error>>()?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let ready = Script::new(script);
    let runners = || {
        let mut runner = ready.runner(zone);
        move |row: &[Literal]| runner.answer(row)
    };
    let interpreted = interpret(&inputs, cube.frame.height(), threads, LONGEST, runners)?;
    let interpreted = interpreted.ok_or_else(|| too_slow(name, script))?;
    let answers = interpreted.answers(ty)?;
    let place = |row: usize| {
        let period = i32::try_from(row % cube.periods().max(1)).unwrap_or(0);
        let period = cube.data.periods.label(cube.history.first + period);
        (cube.entity(row), period)
    };
    Ok((answers, interpreted.outcome(name, &script.cause, &place)))
}

fn too_slow(name: &str, script: &Rule) -> Error {
    let message = format!(
        "the script of `{name}` took longer than {} minutes",
        LONGEST.as_secs() / 60
    );
    Error::new(Code::ScriptTime, message)
        .help("do less per row, or write it without what makes it run in the interpreter")
        .at(script.cause.1)
}

/// A column as constants.
enum Input {
    Bool(BooleanChunked),
    Int(Int64Chunked),
    Float(Float64Chunked),
    Text(StringChunked),
    Date(Int32Chunked),
    Datetime(Int64Chunked),
    Unknown,
}

impl Input {
    fn of(column: &Column, ty: Type) -> Result<Self, Error> {
        let series = column.as_materialized_series().rechunk();
        Ok(match ty {
            Type::Bool => Self::Bool(series.bool()?.clone()),
            Type::Int => Self::Int(series.i64()?.clone()),
            Type::Float => Self::Float(series.f64()?.clone()),
            Type::Text => Self::Text(series.str()?.clone()),
            Type::Date => Self::Date(series.date()?.physical().clone()),
            Type::Datetime => Self::Datetime(series.datetime()?.physical().clone()),
            Type::Unknown => Self::Unknown,
        })
    }

    fn value(&self, row: usize) -> Literal {
        let value = match self {
            Self::Bool(column) => column.get(row).map(Literal::Bool),
            Self::Int(column) => column.get(row).map(Literal::Int),
            Self::Float(column) => column.get(row).map(Literal::Float),
            Self::Text(column) => column.get(row).map(|text| Literal::Text(text.to_owned())),
            Self::Date(column) => column.get(row).map(|day| Literal::Date(date(day))),
            Self::Datetime(column) => column.get(row).map(Literal::Datetime),
            Self::Unknown => None,
        };
        value.unwrap_or(Literal::Unknown)
    }
}

/// What came of the rows up to the last one that was tried.
struct Interpreted {
    height: usize,
    tried: usize,
    /// Why the rows after that weren't, if there are any.
    why: NotTried,
    values: Vec<Literal>,
    /// For each code how often, and the first: row and fault.
    faults: BTreeMap<Code, (u64, usize, ScriptFault)>,
    /// The first lines, with their rows.
    printed: Vec<(usize, Printed)>,
    /// How many lines there were.
    lines: u64,
}

/// What came of a block.
struct Block {
    number: usize,
    values: Vec<Literal>,
    /// The rows that had a fault, in order.
    faults: Vec<(usize, Code, bool)>,
    /// The first fault of each code.
    first: Vec<(usize, ScriptFault)>,
    /// The first lines, with their rows.
    printed: Vec<(usize, Printed)>,
    /// For each row that printed, how many lines.
    lines: Vec<(usize, u64)>,
    /// The operations of each row.
    operations: Vec<u64>,
}

/// How many operations the rows of a script may use together.
fn budget(rows: usize) -> u64 {
    let rows = u64::try_from(rows).unwrap_or(u64::MAX);
    rows.saturating_mul(OPERATIONS_PER_ROW).max(OPERATIONS_AT_LEAST)
}

/// How far the blocks are.
struct Progress {
    /// How many answers of each block were stopped at a limit so far.
    stopped: Vec<AtomicUsize>,
    /// How many operations each block took so far.
    operations: Vec<AtomicU64>,
    budget: u64,
    /// When to give up.
    until: Option<Instant>,
    late: AtomicBool,
}

impl Progress {
    fn new(blocks: usize, budget: u64, longest: Duration) -> Self {
        Self {
            stopped: (0..blocks).map(|_| AtomicUsize::new(0)).collect(),
            operations: (0..blocks).map(|_| AtomicU64::new(0)).collect(),
            budget,
            until: Instant::now().checked_add(longest),
            late: AtomicBool::new(false),
        }
    }

    /// Whether it took too long, so that the run ends.
    fn late(&self) -> bool {
        if self.until.is_some_and(|until| Instant::now() > until) {
            self.late.store(true, Ordering::Relaxed);
        }
        self.late.load(Ordering::Relaxed)
    }

    /// Whether the blocks before this one, and what it has itself, have enough stopped answers or operations, so that rows
    /// after them aren't tried. Others may still be at work, and counts only grow: who stops for this stops after the last
    /// row that counts.
    fn enough(&self, number: usize) -> bool {
        let stopped = self.stopped.iter().take(number + 1);
        let operations = self.operations.iter().take(number + 1);
        stopped.map(|count| count.load(Ordering::Relaxed)).sum::<usize>() >= STOPPED
            || operations.map(|sum| sum.load(Ordering::Relaxed)).sum::<u64>() > self.budget
    }

    /// Notes the operations of a row, and whether it was stopped at a limit; says whether that is enough.
    fn add(&self, number: usize, operations: u64, limit: bool, before: &mut u64) -> bool {
        *before = before.saturating_add(operations);
        if let Some(sum) = self.operations.get(number) {
            sum.fetch_add(operations, Ordering::Relaxed);
        }
        if limit && let Some(count) = self.stopped.get(number) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        (limit && self.enough(number)) || *before > self.budget
    }

    /// The operations of the blocks before this one, as far as they are.
    fn before(&self, number: usize) -> u64 {
        let operations = self.operations.iter().take(number);
        operations.map(|sum| sum.load(Ordering::Relaxed)).sum()
    }
}

/// Answers all rows; each thread gets a runner of its own from `runners`. `None` if it takes longer than `longest`.
fn interpret<R>(
    inputs: &[Input],
    height: usize,
    threads: usize,
    longest: Duration,
    runners: impl Fn() -> R + Sync,
) -> Result<Option<Interpreted>, Error>
where
    R: FnMut(&[Literal]) -> Answer,
{
    let count = height.div_ceil(BLOCK);
    let next = AtomicUsize::new(0);
    let progress = Progress::new(count, budget(height), longest);
    let work = || {
        let mut runner = runners();
        let mut row_values = Vec::with_capacity(inputs.len());
        let mut blocks = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count || progress.enough(number) {
                return blocks;
            }
            let mut block = Block::empty(number);
            let mut operations = progress.before(number);
            for row in number * BLOCK..height.min((number + 1) * BLOCK) {
                if progress.late() {
                    return blocks;
                }
                row_values.clear();
                row_values.extend(inputs.iter().map(|input| input.value(row)));
                let answer = runner(&row_values);
                let took = answer.operations;
                let limit = block.add(row, answer);
                if progress.add(number, took, limit, &mut operations) {
                    break;
                }
            }
            blocks.push(block);
        }
    };
    let mut blocks: Vec<Block> = Vec::with_capacity(count);
    let broken = |_| {
        Error::new(
            RunCode::Engine,
            "internal error: the worker interpreting a script panicked",
        )
    };
    std::thread::scope(|scope| {
        let workers = (0..threads.clamp(1, count.max(1)))
            .map(|_| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| {
                Error::new(
                    RunCode::Engine,
                    format!("can't start a thread to interpret a script: {error}"),
                )
            })?;
        for worker in workers {
            blocks.extend(worker.join().map_err(broken)?);
        }
        Ok::<(), Error>(())
    })?;
    if progress.late.load(Ordering::Relaxed) {
        return Ok(None);
    }
    blocks.sort_by_key(|block| block.number);
    Ok(Some(Interpreted::of(height, progress.budget, blocks)))
}

impl Block {
    fn empty(number: usize) -> Self {
        Self {
            number,
            values: Vec::with_capacity(BLOCK),
            faults: Vec::new(),
            first: Vec::new(),
            printed: Vec::new(),
            lines: Vec::new(),
            operations: Vec::with_capacity(BLOCK),
        }
    }

    /// Adds a row's answer; says whether it was stopped at a limit.
    fn add(&mut self, row: usize, answer: Answer) -> bool {
        self.operations.push(answer.operations);
        if !answer.printed.is_empty() {
            self.lines.push((row, answer.printed.len() as u64));
            let room = PRINTED.saturating_sub(self.printed.len());
            self.printed
                .extend(answer.printed.into_iter().take(room).map(|line| (row, line)));
        }
        let Some(fault) = answer.fault else {
            self.values.push(answer.value);
            return false;
        };
        self.values.push(Literal::Unknown);
        let limit = fault.limit;
        self.faults.push((row, fault.code, limit));
        if self.first.iter().all(|(_, known)| known.code != fault.code) {
            self.first.push((row, fault));
        }
        limit
    }
}

/// After which row more operations than the budget were used, all rows up to it together.
fn used_up(blocks: &[Block], budget: u64) -> Option<usize> {
    let mut sum = 0_u64;
    let rows = blocks
        .iter()
        .flat_map(|block| (block.number * BLOCK..).zip(&block.operations));
    for (row, operations) in rows {
        sum = sum.saturating_add(*operations);
        if sum > budget {
            return Some(row + 1);
        }
    }
    None
}

impl Interpreted {
    /// Puts the blocks together, in order, up to the row whose answer was the last to be stopped at a limit, or the one with
    /// which the operations were used up.
    fn of(height: usize, budget: u64, blocks: Vec<Block>) -> Self {
        let limits = blocks
            .iter()
            .flat_map(|block| &block.faults)
            .filter(|(_, _, limit)| *limit);
        let by_limits = limits.map(|(row, ..)| row + 1).nth(STOPPED - 1).unwrap_or(height);
        let by_budget = used_up(&blocks, budget).unwrap_or(height);
        let (tried, why) = if by_budget < by_limits {
            (by_budget, NotTried::Operations)
        } else {
            (by_limits, NotTried::Stopped)
        };
        let mut whole = Self {
            height,
            tried,
            why,
            values: Vec::with_capacity(tried),
            faults: BTreeMap::new(),
            printed: Vec::new(),
            lines: 0,
        };
        for block in blocks {
            whole.add(block);
        }
        whole
    }

    fn add(&mut self, block: Block) {
        let tried = self.tried;
        let room = tried.saturating_sub(self.values.len());
        self.values.extend(block.values.into_iter().take(room));
        for (row, code, _) in block.faults.iter().filter(|(row, ..)| *row < tried) {
            if let Some(known) = self.faults.get_mut(code) {
                known.0 += 1;
            } else if let Some((_, fault)) = block.first.iter().find(|(_, fault)| fault.code == *code) {
                self.faults.insert(*code, (1, *row, fault.clone()));
            }
        }
        let lines = block.lines.iter().filter(|(row, _)| *row < tried);
        self.lines += lines.map(|(_, lines)| lines).sum::<u64>();
        let room = PRINTED.saturating_sub(self.printed.len());
        let printed = block.printed.into_iter().filter(|(row, _)| *row < tried);
        self.printed.extend(printed.take(room));
    }

    /// The answers as a column; rows that weren't tried are unknown.
    fn answers(&self, ty: Type) -> Result<Series, Error> {
        let mut column = literal::column("answer", ty, &self.values).take_materialized_series();
        if self.tried < self.height {
            let rest = Series::full_null("answer".into(), self.height - self.tried, column.dtype());
            column.append(&rest)?;
        }
        Ok(column)
    }

    /// How it went, in names and numbers; `place` has the entity and the period of a row.
    fn outcome(self, rule: &str, cause: &(String, Span), place: &dyn Fn(usize) -> (Private, String)) -> ScriptOutcome {
        let kept = self.printed.len() as u64;
        let faults: Vec<FaultOutcome> = self
            .faults
            .into_values()
            .map(|(rows, row, fault)| {
                let (entity, period) = place(row);
                FaultOutcome {
                    code: fault.code.into(),
                    rows,
                    entity,
                    period,
                    message: Private::new(said(fault.code), fault.message),
                    place: None,
                    span: fault.span,
                }
            })
            .collect();
        let printed = self.printed.into_iter().map(|(row, line)| {
            let (entity, period) = place(row);
            PrintedOutcome {
                entity,
                period,
                text: Private::new(Kind::Free, line.text),
                place: None,
                span: line.span,
            }
        });
        ScriptOutcome {
            rule: rule.to_owned(),
            cause: cause.0.clone(),
            place: None,
            span: cause.1,
            rows: self.tried as u64,
            unknown: faults.iter().map(|fault| fault.rows).sum(),
            not_tried: (self.height - self.tried) as u64,
            why_not_tried: (self.tried < self.height).then_some(self.why),
            faults,
            printed: printed.collect(),
            not_kept: self.lines - kept,
        }
    }
}

/// What the message of a fault may hold: one about a limit or a type is in words of ours.
fn said(code: Code) -> Kind {
    match code {
        Code::ScriptOperations
        | Code::ScriptCallDepth
        | Code::ScriptVariables
        | Code::ScriptTextSize
        | Code::ScriptListSize
        | Code::ScriptMapSize
        | Code::ScriptType => Kind::Open,
        _ => Kind::Free,
    }
}

#[cfg(test)]
mod tests;
