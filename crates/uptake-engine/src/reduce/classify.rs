//! Rows → classes: rows between which no condition can tell.
//!
//! Text and truth columns have few distinct values, so a condition over them is decided once per combination. Parts of a
//! condition that read numbers or times are decided per row and enter the class as one truth each.

use super::intern::{MISSING, TextColumns};
use crate::calendar::{Day, date, day};
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
    /// What comes before the dot of a field, its column, and the register that is asked.
    registers: Vec<(String, &'a str, &'a Register)>,
    zone: String,
    original: Vec<Rule>,
    filters: Vec<Rule>,
    columns: Vec<ClassColumn>,
    levels: Vec<Level>,
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

enum ClassColumn {
    Text {
        name: String,
    },
    Truth {
        name: String,
    },
    /// A condition of its own, decided per row.
    Atom {
        name: String,
        rule: Rule,
    },
    /// Between which days on which some register changes the row lies.
    Epoch {
        changes: Vec<Day>,
    },
}

/// Numbers pairs: the class so far and the next column's code make the next class.
#[derive(Default)]
struct Level {
    width: usize,
    table: Vec<u32>,
    pairs: Vec<(u32, u32)>,
}

impl<'a> Classifier<'a> {
    /// A classifier of `filters` over a dataset's rows.
    #[must_use]
    pub fn new(dataset: &'a Dataset, registers: &'a [Register], filters: &[Rule], zone: &str) -> Self {
        let registers = dataset
            .columns
            .iter()
            .filter_map(|column| {
                let name = column.register.as_ref()?;
                let register = registers.iter().find(|register| register.name.text == name.text)?;
                Some((column.name.text.as_str(), register))
            })
            .flat_map(|(column, register)| {
                // A register that differs between groups has one more name for each of its cases.
                let cases = register.cases.iter().enumerate();
                let cases = cases.map(move |(index, (_, form))| (hidden::form(column, index), column, form));
                std::iter::once((column.to_owned(), column, register)).chain(cases)
            })
            .collect();
        let mut classifier = Self {
            dataset,
            registers,
            zone: zone.to_owned(),
            original: filters.to_vec(),
            filters: Vec::new(),
            columns: Vec::new(),
            levels: Vec::new(),
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
            match self.register_of(read) {
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
        self.levels = columns.iter().map(|_| Level::default()).collect();
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

    /// The register behind `column.field`, with the column.
    fn register_of(&self, path: &str) -> Option<(&'a str, &'a Register)> {
        let (name, _) = path.split_once('.')?;
        let found = self.registers.iter().find(|(known, ..)| known == name);
        found.map(|(_, column, register)| (*column, *register))
    }

    fn is_class(&self, name: &str) -> bool {
        let plain = self.register_of(name).map_or(name, |(column, _)| column);
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
                .filter(|name| !self.registers.iter().any(|(_, column, _)| column == name))
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
        let mut classes = vec![0u32; frame.height()];
        let mut codes: Vec<u32> = Vec::new();
        let with_registers = self.with_registers(frame, days)?;
        for (column, level) in self.columns.iter().zip(&mut self.levels) {
            if let ClassColumn::Text { name } = column {
                level.combine(&mut classes, texts.get(name).map_or(&[][..], |column| &column.numbers));
                continue;
            }
            codes.clear();
            column.codes(&with_registers, days, &self.zone, &mut codes)?;
            level.combine(&mut classes, &codes);
        }
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
                let Some((name, register)) = self.register_of(path) else {
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
        let total = self.levels.last().map_or(1, |level| level.pairs.len());
        if total <= known {
            return Ok(());
        }
        let count = total - known;
        let mut table: Vec<Column> = Vec::new();
        let codes: Vec<Vec<u32>> = (known..total).map(|class| self.unpack(class)).collect();
        let code = |row: usize, column: usize| codes.get(row).and_then(|codes| codes.get(column)).copied().unwrap_or(0);
        let epoch = self
            .columns
            .iter()
            .position(|column| matches!(column, ClassColumn::Epoch { .. }));
        let day_of = |row: usize| match epoch.and_then(|at| Some((at, self.columns.get(at)?))) {
            Some((at, ClassColumn::Epoch { changes })) => {
                let passed = code(row, at) as usize;
                match passed.checked_sub(1) {
                    Some(last) => changes.get(last).copied().unwrap_or(0),
                    None => changes.first().map_or(0, |first| first - 1),
                }
            }
            _ => 0,
        };
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
                        let Some((_, register)) = self.register_of(&path) else {
                            continue;
                        };
                        let values: Vec<Literal> = (0..count)
                            .map(|row| field(register, &path, text(row), day_of(row)))
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
        // A frame needs a column to have a height; conditions without columns get it from here.
        table.push(Column::full_null(
            hidden_name!("height").into(),
            count,
            &DataType::Boolean,
        ));
        let answers: Vec<Expr> = self
            .filters
            .iter()
            .enumerate()
            .map(|(index, filter)| {
                compile(filter, &self.zone)
                    .cast(DataType::Boolean)
                    .alias(hidden::scratch("filter", index))
            })
            .collect();
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

    fn fields_of(&self, column: &str) -> BTreeSet<String> {
        self.filters
            .iter()
            .flat_map(Rule::columns)
            .filter(|path| self.register_of(path).is_some_and(|(owner, _)| owner == column))
            .map(str::to_owned)
            .collect()
    }

    /// The codes of a class, one per column.
    fn unpack(&self, class: usize) -> Vec<u32> {
        let mut codes = vec![0; self.levels.len()];
        let mut class = class;
        for (level, slot) in self.levels.iter().zip(&mut codes).rev() {
            if let Some((before, code)) = level.pairs.get(class) {
                *slot = *code;
                class = *before as usize;
            }
        }
        codes
    }
}

fn atom_name(index: usize) -> String {
    hidden::scratch("atom", index)
}

impl ClassColumn {
    /// The code of each row; missing values have [`MISSING`].
    fn codes(&self, frame: &DataFrame, days: &[Day], zone: &str, codes: &mut Vec<u32>) -> Result<(), Error> {
        let truths = |column: &BooleanChunked, codes: &mut Vec<u32>| {
            if column.null_count() == 0 {
                for array in column.downcast_iter() {
                    codes.extend(array.values_iter().map(|truth| 1 + u32::from(truth)));
                }
                return;
            }
            codes.extend(column.iter().map(|truth| match truth {
                None => MISSING,
                Some(false) => 1,
                Some(true) => 2,
            }));
        };
        match self {
            // Numbered already, before the class is made.
            ClassColumn::Text { .. } => {}
            ClassColumn::Truth { name } => truths(frame.column(name)?.bool()?, codes),
            ClassColumn::Atom { name, rule } => {
                // `with_columns` spreads what turns out a constant over the rows.
                let answer = frame
                    .clone()
                    .lazy()
                    .with_columns([compile(rule, zone).cast(DataType::Boolean).alias(name.as_str())])
                    .select([col(name.as_str())])
                    .collect()?;
                truths(answer.column(name)?.bool()?, codes);
            }
            ClassColumn::Epoch { changes } => {
                let mut last = None;
                for day in days {
                    let code = match last {
                        Some((seen, code)) if seen == *day => code,
                        _ => u32::try_from(changes.partition_point(|change| change <= day)).unwrap_or(0),
                    };
                    last = Some((*day, code));
                    codes.push(code);
                }
            }
        }
        Ok(())
    }
}

impl Level {
    /// Makes each class, with the code beside it, the next class.
    fn combine(&mut self, classes: &mut [u32], codes: &[u32]) {
        let most = codes.iter().copied().max().unwrap_or(0) as usize;
        if most >= self.width {
            self.widen((most + 1).next_power_of_two());
        }
        for (class, code) in classes.iter_mut().zip(codes) {
            let at = *class as usize * self.width + *code as usize;
            if at >= self.table.len() {
                self.table.resize((*class as usize + 1) * self.width, u32::MAX);
            }
            if let Some(slot) = self.table.get_mut(at) {
                if *slot == u32::MAX {
                    *slot = u32::try_from(self.pairs.len()).unwrap_or(u32::MAX);
                    self.pairs.push((*class, *code));
                }
                *class = *slot;
            }
        }
    }

    fn widen(&mut self, width: usize) {
        self.width = width;
        let rows = self
            .pairs
            .iter()
            .map(|(class, _)| *class as usize + 1)
            .max()
            .unwrap_or(0);
        self.table = vec![u32::MAX; rows * width];
        for (number, (class, code)) in (0u32..).zip(&self.pairs) {
            if let Some(slot) = self.table.get_mut(*class as usize * width + *code as usize) {
                *slot = number;
            }
        }
    }
}

/// What a register says of a name on a day, for the field at the end of `path`.
fn field(register: &Register, path: &str, text: Option<&str>, on: Day) -> Literal {
    let Some(text) = text else { return Literal::Unknown };
    let entry = register.find(text).filter(|entry| entry.days.contains(date(on)));
    match path.rsplit('.').next() {
        Some("listed") => Literal::Bool(entry.is_some()),
        Some("id") => entry.map_or(Literal::Unknown, |entry| Literal::Text(entry.id.text.clone())),
        Some(field) => entry
            .and_then(|entry| entry.values.iter().find(|(name, _)| name == field))
            .map_or(Literal::Unknown, |(_, value)| value.on(date(on))),
        None => Literal::Unknown,
    }
}

fn field_type(register: &Register, path: &str) -> Type {
    match path.rsplit('.').next() {
        Some("listed") => Type::Bool,
        Some("id") | None => Type::Text,
        Some(field) => register
            .fields
            .iter()
            .find(|known| known.name.text == field)
            .map_or(Type::Text, |known| known.ty),
    }
}
