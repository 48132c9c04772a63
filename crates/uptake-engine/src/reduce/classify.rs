//! Rows → classes: rows between which no condition can tell.
//!
//! A pack has a hundred conditions over events, and there are millions of events: to ask each of each is what a group-by
//! would do, and most of the time would go into comparing the same few texts. But text and truth columns have few distinct
//! values, so rows fall into some thousand classes, between which conditions over such columns can't tell. Each condition is
//! asked once per class, through the same compiled expression as everywhere, and a row only looks its class up.
//!
//! The class of a row is made of a code for each column: each text is a number already ([`super::intern`]), and combinations of codes
//! are numbered ([`super::combinations`]), so that only those that occur take room. What reads
//! numbers or times would make a class of every row. Such a part of a condition, an *atom*, is decided per row and enters
//! the class as one truth; `&&`, `||` and `!` around it are left to the class. What a register says changes on some days:
//! between which of them a row lies is a column of the class as well.
//!
//! A text column may turn out to have very many values (an id, say). Then conditions over it become atoms and the classes
//! are arranged anew in the middle of the data. Nothing that was added up so far depends on the numbers of classes, so it
//! stays; only how many rows were undecided is carried over.

use super::class_columns::ClassColumn;
use super::combinations::Combinations;
use super::intern::{MISSING, TextColumns};
use super::register_fields::{RegisterFields, field, field_type};
use crate::calendar::{Day, day};
use crate::compile::compile;
use crate::compile::literal::column as literals;
use crate::error::Error;
use polars::prelude::*;
use std::collections::BTreeSet;
use uptake_rules::expr::{Expr as Rule, ExprKind};
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::policy::register::Register;
use uptake_rules::value::{Literal, Type};
use uptake_rules::{hidden, hidden_name};

/// A text column with more distinct values than this is read per row instead.
const MOST_TEXTS: usize = 1 << 16;

/// Decides conditions per class.
pub struct Classifier<'a> {
    dataset: &'a Dataset,
    registers: RegisterFields<'a>,
    zone: String,
    original: Vec<Rule>,
    filters: Vec<Rule>,
    columns: Vec<ClassColumn>,
    combinations: Combinations,
    /// Texts that turned out too many.
    per_row: BTreeSet<String>,
    /// Grows whenever the classes change.
    pub version: u64,
    /// Rows per condition that were undecided before the classes were arranged anew.
    undecided: Vec<u64>,
    /// For each class the answer of each condition.
    pub truths: Vec<Vec<Option<bool>>>,
    /// Rows seen per class.
    rows: Vec<u64>,
}

impl<'a> Classifier<'a> {
    /// A classifier of `filters` over a dataset's rows.
    #[must_use]
    pub fn new(dataset: &'a Dataset, registers: &'a [Register], filters: &[Rule], zone: &str) -> Self {
        let mut classifier = Self {
            dataset,
            registers: RegisterFields::of(dataset, registers),
            zone: zone.to_owned(),
            original: filters.to_vec(),
            filters: Vec::new(),
            columns: Vec::new(),
            combinations: Combinations::default(),
            per_row: BTreeSet::new(),
            version: 0,
            undecided: vec![0; filters.len()],
            truths: Vec::new(),
            rows: Vec::new(),
        };
        classifier.arrange();
        classifier
    }

    /// Splits the conditions and lists the columns of the class.
    fn arrange(&mut self) {
        let mut atoms: Vec<Rule> = Vec::new();
        let filters: Vec<Rule> = self
            .original
            .iter()
            .map(|filter| self.split(filter, &mut atoms))
            .collect();
        let mut columns = Vec::new();
        let mut dated = BTreeSet::new();
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for read in filters.iter().flat_map(Rule::columns) {
            match self.registers.behind(read) {
                Some((column, register)) => {
                    names.insert(column);
                    dated.extend(register.change_days());
                }
                None => {
                    names.insert(read);
                }
            }
        }
        for name in names {
            match self.dataset.column(name).map(|column| column.ty) {
                Some(Type::Bool) => columns.push(ClassColumn::Truth { name: name.to_owned() }),
                Some(_) => columns.push(ClassColumn::Text { name: name.to_owned() }),
                None => {}
            }
        }
        for (index, rule) in atoms.into_iter().enumerate() {
            columns.push(ClassColumn::Atom {
                name: atom_name(index),
                rule,
            });
        }
        if !dated.is_empty() {
            columns.push(ClassColumn::Epoch {
                changes: dated.into_iter().map(day).collect(),
            });
        }
        self.combinations = Combinations::new(columns.len());
        self.columns = columns;
        self.filters = filters;
        self.undecided = (0..self.original.len()).map(|filter| self.undecided(filter)).collect();
        self.version += 1;
        self.truths.clear();
        self.rows.clear();
    }

    /// Rows for which a condition was unknown, which therefore don't count for it.
    #[must_use]
    pub fn undecided(&self, filter: usize) -> u64 {
        let unknown = |truths: &&Vec<Option<bool>>| truths.get(filter) == Some(&None);
        let now = self.truths.iter().zip(&self.rows).filter(|(truths, _)| unknown(truths));
        self.undecided.get(filter).copied().unwrap_or(0) + now.map(|(_, rows)| *rows).sum::<u64>()
    }

    /// Which answers a condition had: true, false, unknown. Rows of before more was learnt about texts aren't among them.
    #[must_use]
    pub fn met(&self, filter: usize) -> [bool; 3] {
        let had = |answer: Option<bool>| self.truths.iter().any(|truths| truths.get(filter) == Some(&answer));
        [had(Some(true)), had(Some(false)), had(None)]
    }

    fn is_class(&self, name: &str) -> bool {
        let plain = self.registers.behind(name).map_or(name, |(column, _)| column);
        !self.per_row.contains(plain)
            && self
                .dataset
                .column(plain)
                .is_some_and(|column| matches!(column.ty, Type::Bool | Type::Text))
    }

    fn split(&self, rule: &Rule, atoms: &mut Vec<Rule>) -> Rule {
        if rule.columns().into_iter().all(|name| self.is_class(name)) {
            return rule.clone();
        }
        let mut go = |parts: &[Rule]| parts.iter().map(|part| self.split(part, atoms)).collect::<Vec<Rule>>();
        let kind = match &rule.kind {
            ExprKind::And(parts) => ExprKind::And(go(parts)),
            ExprKind::Or(parts) => ExprKind::Or(go(parts)),
            ExprKind::Not(inner) => ExprKind::Not(Box::new(self.split(inner, atoms))),
            _ => {
                let index = atoms.iter().position(|known| known == rule).unwrap_or_else(|| {
                    atoms.push(rule.clone());
                    atoms.len() - 1
                });
                ExprKind::Column(atom_name(index))
            }
        };
        Rule { kind, ..rule.clone() }
    }

    /// The text columns whose numbers the classes are made of.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter_map(|column| match column {
            ClassColumn::Text { name } => Some(name.as_str()),
            _ => None,
        })
    }

    /// The class of each row.
    ///
    /// # Errors
    /// When a condition can't be computed.
    pub(crate) fn classify(&mut self, frame: &DataFrame, days: &[Day], texts: &TextColumns) -> Result<Vec<u32>, Error> {
        loop {
            let classes = self.try_classify(frame, days, texts)?;
            let too_many: Vec<String> = self
                .columns
                .iter()
                .filter_map(|column| match column {
                    ClassColumn::Text { name }
                        if texts.get(name).is_some_and(|column| column.texts.len() > MOST_TEXTS) =>
                    {
                        Some(name.clone())
                    }
                    _ => None,
                })
                .filter(|name| !self.registers.know(name))
                .collect();
            if too_many.is_empty() {
                for class in &classes {
                    if let Some(rows) = self.rows.get_mut(*class as usize) {
                        *rows += 1;
                    }
                }
                return Ok(classes);
            }
            // Nothing collected so far depends on the classes, so they can be arranged anew.
            self.per_row.extend(too_many);
            self.arrange();
        }
    }

    fn try_classify(&mut self, frame: &DataFrame, days: &[Day], texts: &TextColumns) -> Result<Vec<u32>, Error> {
        let with_registers = self.with_registers(frame, days)?;
        let computed = self.columns.iter().map(|column| {
            let mut codes = Vec::new();
            column.codes(&with_registers, days, &self.zone, &mut codes)?;
            Ok(codes)
        });
        let computed: Vec<Vec<u32>> = computed.collect::<Result<_, Error>>()?;
        let codes = self
            .columns
            .iter()
            .zip(&computed)
            .map(|(column, computed)| match column {
                ClassColumn::Text { name } => texts.get(name).map_or(&[][..], |column| column.numbers.as_slice()),
                _ => computed.as_slice(),
            });
        let codes: Vec<&[u32]> = codes.collect();
        let classes = self.combinations.number(&codes, frame.height());
        self.decide(texts)?;
        Ok(classes)
    }

    /// The frame, with a column for each register field that a per-row part reads.
    fn with_registers(&self, frame: &DataFrame, days: &[Day]) -> Result<DataFrame, Error> {
        let mut frame = frame.clone();
        for column in &self.columns {
            let ClassColumn::Atom { rule, .. } = column else {
                continue;
            };
            for path in rule.columns() {
                let Some((name, register)) = self.registers.behind(path) else {
                    continue;
                };
                if frame.column(path).is_ok() {
                    continue;
                }
                let texts = frame.column(name)?.str()?.clone();
                let values: Vec<Literal> = texts
                    .iter()
                    .zip(days)
                    .map(|(text, day)| field(register, path, text, *day))
                    .collect();
                frame.with_column(literals(path, field_type(register, path), &values))?;
            }
        }
        Ok(frame)
    }

    /// Answers the conditions for classes that are new.
    fn decide(&mut self, texts: &TextColumns) -> Result<(), Error> {
        let known = self.truths.len();
        let total = self.combinations.len();
        if total <= known {
            return Ok(());
        }
        let count = total - known;
        let codes: Vec<Vec<u32>> = (known..total)
            .map(|class| self.combinations.codes(class).to_vec())
            .collect();
        let mut table = self.values(&codes, texts);
        // A frame needs a column to have a height; conditions without columns get it from here.
        table.push(Column::full_null(
            hidden_name!("height").into(),
            count,
            &DataType::Boolean,
        ));
        let answer = |(index, filter): (usize, &Rule)| {
            let answer = compile(filter, &self.zone).cast(DataType::Boolean);
            answer.alias(hidden::scratch("filter", index))
        };
        let answers: Vec<Expr> = self.filters.iter().enumerate().map(answer).collect();
        let answered = DataFrame::new(count, table)?.lazy().with_columns(answers).collect()?;
        let mut truths = vec![Vec::with_capacity(self.filters.len()); count];
        for index in 0..self.filters.len() {
            let column = answered.column(&hidden::scratch("filter", index))?.bool()?;
            for (row, truth) in truths.iter_mut().zip(column.iter()) {
                row.push(truth);
            }
        }
        self.truths.extend(truths);
        self.version += 1;
        self.rows.resize(self.truths.len(), 0);
        Ok(())
    }

    /// The columns that conditions read, with one row per class, given the codes of each.
    fn values(&self, codes: &[Vec<u32>], texts: &TextColumns) -> Vec<Column> {
        let count = codes.len();
        let code = |row: usize, column: usize| codes.get(row).and_then(|codes| codes.get(column)).copied().unwrap_or(0);
        let mut table: Vec<Column> = Vec::new();
        for (at, column) in self.columns.iter().enumerate() {
            match column {
                ClassColumn::Text { name } => {
                    let known = texts.get(name).map_or(&[][..], |column| &column.texts);
                    let text = |row: usize| match code(row, at) {
                        MISSING => None,
                        code => known.get(code as usize - 1).map(|text| &**text),
                    };
                    let column: StringChunked = (0..count).map(text).collect();
                    table.push(column.with_name(name.as_str().into()).into_column());
                    for path in self.fields_of(name) {
                        let Some((_, register)) = self.registers.behind(&path) else {
                            continue;
                        };
                        let values: Vec<Literal> = (0..count)
                            .map(|row| field(register, &path, text(row), self.day_of(codes.get(row))))
                            .collect();
                        table.push(literals(&path, field_type(register, &path), &values));
                    }
                }
                ClassColumn::Truth { name } | ClassColumn::Atom { name, .. } => {
                    let truths: BooleanChunked = (0..count)
                        .map(|row| match code(row, at) {
                            MISSING => None,
                            code => Some(code == 2),
                        })
                        .collect();
                    table.push(truths.with_name(name.as_str().into()).into_column());
                }
                ClassColumn::Epoch { .. } => {}
            }
        }
        table
    }

    /// A day on which registers say what they say on the days of a class; any day where none of them changes.
    fn day_of(&self, codes: Option<&Vec<u32>>) -> Day {
        let epoch = self.columns.iter().zip(codes.into_iter().flatten());
        let mut epoch = epoch.filter_map(|(column, passed)| match column {
            ClassColumn::Epoch { changes } => Some((changes, *passed as usize)),
            _ => None,
        });
        match epoch.next() {
            None => 0,
            Some((changes, 0)) => changes.first().map_or(0, |first| first - 1),
            Some((changes, passed)) => changes.get(passed - 1).copied().unwrap_or(0),
        }
    }

    fn fields_of(&self, column: &str) -> BTreeSet<String> {
        self.filters
            .iter()
            .flat_map(Rule::columns)
            .filter(|path| self.registers.behind(path).is_some_and(|(owner, _)| owner == column))
            .map(str::to_owned)
            .collect()
    }
}

fn atom_name(index: usize) -> String {
    hidden::scratch("atom", index)
}
