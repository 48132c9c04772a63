//! One dataset's door: batches go in, clean frames come out, faults are counted and kept.

use super::cast::{Zones, cast};
use super::contract::{self, Checks};
use super::nested::{self, ROW};
use super::report::IntakeReport;
use super::set_aside::{Reason, SetAsideRow, SetAsideSink};
use crate::calendar::{Day, ZoneClock};
use crate::compile::{compile, data_type};
use crate::error::Error;
use crate::reduce::entities::EntityIndex;
use crate::reduce::identities::Joiner;
use polars::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use uptake_adapter::Batch;
use uptake_rules::near::nearest;
use uptake_rules::policy::dataset::{Column as Rule, Dataset, DatasetKind};
use uptake_rules::policy::mapping::Mapping;
use uptake_rules::value::{Literal, Type};

/// The column with the truth of a mapping's `where`. No rule can name it.
const KEEP: &str = "\u{1}keep";

/// What the door knows besides the contract.
pub struct Known<'a> {
    /// The zones.
    pub clock: &'a ZoneClock,
    /// The zone of times without one.
    pub source_zone: Option<ZoneClock>,
    /// The last day of the figures; later rows are from the future.
    pub as_of: Day,
    /// The first day that the source covers, if it is stated; earlier rows don't belong to it.
    pub not_before: Option<Day>,
}

/// What came through.
pub struct Admitted {
    /// The dataset's needed columns, typed as the contract says. A column that may be absent and is, is all unknown.
    pub frame: DataFrame,
    /// The entity of each row.
    pub entities: Vec<u32>,
}

/// The columns that a door asks for.
pub(crate) struct Asked<'a> {
    /// The dataset's: those that are wanted, and those that the contract itself needs.
    needed: Vec<&'a Rule>,
    /// The columns of the mapping's input behind them, or the same where there is no mapping.
    inputs: Vec<&'a Rule>,
}

impl<'a> Asked<'a> {
    /// For the columns `needed` of a dataset.
    pub(crate) fn of(dataset: &'a Dataset, mapping: Option<&'a Mapping>, needed: &BTreeSet<String>) -> Self {
        let own = contract::own_columns(dataset);
        let needed: Vec<&Rule> = dataset
            .columns
            .iter()
            .filter(|column| needed.contains(&column.name.text) || own.contains(column.name.text.as_str()))
            .collect();
        let inputs = match mapping {
            None => needed.clone(),
            Some(mapping) => {
                let mut read: BTreeSet<&str> = BTreeSet::new();
                for (name, expr) in &mapping.columns {
                    if needed.iter().any(|column| column.name.text == name.text) {
                        read.extend(expr.columns());
                    }
                }
                if let Some(filter) = &mapping.filter {
                    read.extend(filter.columns());
                }
                mapping
                    .input
                    .iter()
                    .filter(|column| read.contains(column.name.text.as_str()))
                    .collect()
            }
        };
        Self { needed, inputs }
    }

    /// Whether a name is asked for: as a column of the dataset, as one of the mapping's input.
    pub(crate) fn of_name(&self, name: &str) -> (bool, bool) {
        let among = |columns: &[&Rule]| columns.iter().any(|column| column.name.text == name);
        (among(&self.needed), among(&self.inputs))
    }
}

/// A dataset's door.
pub struct Door<'a> {
    dataset: &'a Dataset,
    mapping: Option<&'a Mapping>,
    needed: Vec<&'a Rule>,
    inputs: Vec<&'a Rule>,
    known: Known<'a>,
    checks: Checks,
    joiner: Option<Joiner>,
    report: IntakeReport,
}

impl<'a> Door<'a> {
    /// A door that lets the `needed` columns through, and those that the contract itself needs.
    pub fn new(
        dataset: &'a Dataset,
        mapping: Option<&'a Mapping>,
        needed: &BTreeSet<String>,
        known: Known<'a>,
    ) -> Self {
        let Asked { needed, inputs } = Asked::of(dataset, mapping, needed);
        let report = IntakeReport {
            dataset: dataset.name.text.clone(),
            delivered: true,
            ..IntakeReport::default()
        };
        Self {
            dataset,
            mapping,
            needed,
            inputs,
            known,
            checks: Checks::default(),
            joiner: None,
            report,
        }
    }

    /// The same, where entities may come under other names.
    #[must_use]
    pub fn joining(self, joiner: Option<Joiner>) -> Self {
        Self { joiner, ..self }
    }

    /// What happened.
    #[must_use]
    pub fn report(self) -> IntakeReport {
        IntakeReport {
            identities: self.joiner.as_ref().map(Joiner::report),
            ..self.report
        }
    }

    /// The top-level columns to ask the source for.
    #[must_use]
    pub fn request(&self) -> Vec<String> {
        let paths: Vec<&str> = self.inputs.iter().map(|column| column.source_name()).collect();
        match self.mapping {
            Some(mapping) => nested::top_level(mapping, &paths),
            None => paths.into_iter().map(str::to_owned).collect(),
        }
    }

    /// Lets a batch through.
    ///
    /// # Errors
    /// When a column is missing or as a whole of the wrong type, or when a row can't be kept aside.
    pub fn admit(
        &mut self,
        batch: Batch,
        entities: &mut EntityIndex,
        sink: &mut dyn SetAsideSink,
    ) -> Result<Admitted, Error> {
        self.report.rows += batch.frame.height() as u64;
        let part = Arc::clone(&batch.part);
        let mut raw = batch.frame;
        let rows = UInt32Chunked::from_iter_values(ROW.into(), 0..u32::try_from(raw.height()).unwrap_or(u32::MAX));
        raw.with_column(rows.into_column())?;
        if let Some(mapping) = self.mapping {
            let paths: Vec<&str> = self.inputs.iter().map(|column| column.source_name()).collect();
            raw = nested::flatten(raw, mapping, &paths)?;
        }
        let (mut typed, mut faults) = self.typed(&raw, &self.inputs.clone(), false)?;
        if let Some(mapping) = self.mapping {
            (typed, raw) = drop_rows(typed, raw, &mut faults, |fault, typed, raw| {
                self.set_aside(fault, (typed, raw), &part, batch.first_row, sink)
            })?;
            let kept = typed.height() as u64;
            (typed, raw) = self.mapped(mapping, typed, raw)?;
            self.report.left_out += kept - typed.height() as u64;
            let recast = self.typed(&typed, &self.needed.clone(), true)?;
            typed = recast.0;
            faults = recast.1;
        }
        contract::check(
            self.dataset,
            &self.needed,
            &typed,
            &self.known,
            &mut self.checks,
            &mut self.report,
            &mut faults,
        )?;
        (typed, raw) = drop_rows(typed, raw, &mut faults, |fault, typed, raw| {
            self.set_aside(fault, (typed, raw), &part, batch.first_row, sink)
        })?;
        // Only rows that keep the contract can put an entity on the list.
        let mut codes = Vec::new();
        let column = typed.column(&self.dataset.entity.text)?.str()?;
        match (&mut self.joiner, self.dataset.kind) {
            (Some(joiner), _) => {
                let day = row_days(self.dataset, &typed, self.known.clock)?;
                joiner.codes(column, day, entities, &mut codes);
            }
            (None, DatasetKind::Names) => entities.strangers(column, &mut codes),
            (None, kind) => entities.codes(column, kind == DatasetKind::Entities, &mut codes),
        }
        let reason = |code: u32| match code {
            EntityIndex::STRANGER => Some(Reason::UnknownEntity),
            EntityIndex::SEVERAL => Some(Reason::AmbiguousIdentity),
            _ => None,
        };
        if codes.iter().any(|code| *code >= EntityIndex::SEVERAL) {
            let column = &self.dataset.entity.text;
            faults.extend(codes.iter().enumerate().filter_map(|(row, code)| {
                Some(Fault {
                    row,
                    reason: reason(*code)?,
                    column: column.clone(),
                })
            }));
            codes.retain(|code| *code < EntityIndex::SEVERAL);
            (typed, _) = drop_rows(typed, raw, &mut faults, |fault, typed, raw| {
                self.set_aside(fault, (typed, raw), &part, batch.first_row, sink)
            })?;
        }
        self.report.used += typed.height() as u64;
        Ok(Admitted {
            frame: typed,
            entities: codes,
        })
    }

    /// Columns of the right names and types, and the rows with unreadable values.
    /// What a mapping gave was read before: its instants are in UTC already.
    fn typed(&self, raw: &DataFrame, columns: &[&Rule], mapped: bool) -> Result<(DataFrame, Vec<Fault>), Error> {
        let zones = Zones {
            calendar: self.known.clock,
            source: self.known.source_zone.as_ref(),
        };
        let mut typed = Vec::with_capacity(columns.len());
        let mut faults = Vec::new();
        for rule in columns {
            let name = if self.mapping.is_some() && raw.column(&rule.name.text).is_ok() {
                rule.name.text.as_str()
            } else {
                rule.source_name()
            };
            let Ok(column) = raw.column(name) else {
                if !rule.optional {
                    return Err(self.lacks(raw, rule));
                }
                typed.push(absent(rule, raw.height()));
                continue;
            };
            let instants = mapped && rule.ty == Type::Datetime && *column.dtype() == data_type(Type::Datetime);
            let (mut column, lost) = match instants {
                true => (column.clone(), Vec::new()),
                false => cast(column, rule.ty, &zones).map_err(|error| error.at(rule.name.span))?,
            };
            // The entity is an id: a number in one source and text in another must meet.
            if rule.name.text == self.dataset.entity.text && rule.ty != Type::Text {
                column = column.cast(&DataType::String)?;
            }
            faults.extend(lost.into_iter().map(|lost| Fault {
                row: lost.row,
                reason: lost.reason,
                column: rule.name.text.clone(),
            }));
            if let Some(default) = &rule.default
                && column.null_count() > 0
            {
                column = filled(&column, default)?;
            }
            column.rename(rule.name.text.as_str().into());
            typed.push(column);
        }
        Ok((DataFrame::new(raw.height(), typed)?, faults))
    }

    fn lacks(&self, raw: &DataFrame, rule: &Rule) -> Error {
        let wanted = rule.source_name();
        let names: Vec<&str> = raw
            .get_column_names()
            .into_iter()
            .map(|name| name.as_str())
            .filter(|name| *name != ROW)
            .collect();
        let error = Error::new(
            "missing-column",
            format!("the source of `{}` has no column `{wanted}`", self.dataset.name.text),
        )
        .at(rule.name.span);
        match nearest(wanted, names.iter().copied()) {
            Some(near) => error.help(format!(
                "did you mean `{near}`? rename it with `column: {near}`, or use a mapping"
            )),
            None => error.help("add it to the source, use a mapping, or declare it `optional: true`"),
        }
    }

    /// The dataset's columns from the mapping's input. Rows for which `where` doesn't hold are left out.
    fn mapped(&self, mapping: &Mapping, typed: DataFrame, raw: DataFrame) -> Result<(DataFrame, DataFrame), Error> {
        let zone = self.known.clock.name();
        let (mut typed, mut raw) = (typed, raw);
        if let Some(filter) = &mapping.filter {
            let keep = typed
                .clone()
                .lazy()
                .with_columns([compile(filter, zone).cast(DataType::Boolean).alias(KEEP)])
                .select([col(KEEP)])
                .collect()?;
            let keep = keep.column(KEEP)?.bool()?.clone();
            typed = typed.filter(&keep)?;
            raw = raw.filter(&keep)?;
        }
        let needed = |name: &str| self.needed.iter().any(|column| column.name.text == name);
        let (columns, names): (Vec<Expr>, Vec<Expr>) = mapping
            .columns
            .iter()
            .filter(|(name, _)| needed(&name.text))
            .map(|(name, expr)| (compile(expr, zone).alias(name.text.as_str()), col(name.text.as_str())))
            .unzip();
        // `with_columns` spreads constants over the rows; the input's own columns go afterwards.
        let mapped = typed.lazy().with_columns(columns).select(names).collect()?;
        Ok((mapped, raw))
    }

    fn set_aside(
        &mut self,
        fault: &Fault,
        (typed, raw): (&DataFrame, &DataFrame),
        part: &Arc<str>,
        first_row: u64,
        sink: &mut dyn SetAsideSink,
    ) -> Result<(), Error> {
        *self.report.set_aside.entry(fault.reason).or_default() += 1;
        if matches!(fault.reason, Reason::WrongType | Reason::NoTimeZone)
            && !self.report.unreadable.contains(&fault.column)
        {
            self.report.unreadable.insert(fault.column.clone());
        }
        let number = raw.column(ROW)?.u32()?.get(fault.row).unwrap_or(0);
        let delivered = self
            .inputs
            .iter()
            .find(|rule| rule.name.text == fault.column)
            .map_or(fault.column.as_str(), |rule| rule.source_name());
        // A column that a mapping fills was delivered under no name of its own: its value is the mapping's.
        let column = raw.column(delivered).or_else(|_| typed.column(&fault.column));
        let value = column.map_or(String::new(), |column| shown(column, fault.row));
        let mut record = serde_json::Map::new();
        for column in raw.columns().iter().filter(|column| column.name() != ROW) {
            record.insert(
                column.name().to_string(),
                serde_json::Value::String(shown(column, fault.row)),
            );
        }
        sink.keep(SetAsideRow {
            dataset: self.dataset.name.text.clone(),
            part: Arc::clone(part),
            row: first_row + u64::from(number),
            reason: fault.reason,
            column: fault.column.clone(),
            value,
            record: serde_json::Value::Object(record).to_string(),
        })
    }
}

/// A row that can't be used.
pub(super) struct Fault {
    /// Its place in the batch.
    pub(super) row: usize,
    /// Why.
    pub(super) reason: Reason,
    /// The column at fault.
    pub(super) column: String,
}

fn shown(column: &Column, row: usize) -> String {
    match column.get(row) {
        Ok(AnyValue::Null) | Err(_) => String::new(),
        Ok(value) => value.str_value().into_owned(),
    }
}

/// Takes the faulty rows out of both frames; each is told once, with its first fault.
fn drop_rows(
    typed: DataFrame,
    raw: DataFrame,
    faults: &mut Vec<Fault>,
    mut tell: impl FnMut(&Fault, &DataFrame, &DataFrame) -> Result<(), Error>,
) -> Result<(DataFrame, DataFrame), Error> {
    if faults.is_empty() {
        return Ok((typed, raw));
    }
    // Stable: of several faults of a row the one found first stays first.
    faults.sort_by_key(|fault| fault.row);
    faults.dedup_by_key(|fault| fault.row);
    for fault in faults.iter() {
        tell(fault, &typed, &raw)?;
    }
    let mut keep = vec![true; typed.height()];
    for fault in faults.drain(..) {
        if let Some(keep) = keep.get_mut(fault.row) {
            *keep = false;
        }
    }
    let keep = BooleanChunked::from_iter_values("keep".into(), keep.into_iter());
    Ok((typed.filter(&keep)?, raw.filter(&keep)?))
}

/// The day of each row: of an event its own, of a spell its first one. Looked at only where it matters.
pub(crate) fn row_days(
    dataset: &Dataset,
    frame: &DataFrame,
    clock: &ZoneClock,
) -> Result<impl FnMut(usize) -> Option<Day> + use<>, Error> {
    let name = dataset.time.as_ref().or(dataset.from.as_ref());
    let column = name.map(|name| frame.column(&name.text)).transpose()?;
    let days = column.is_some_and(|column| *column.dtype() == DataType::Date);
    let times = column
        .map(|column| {
            let physical = column.as_materialized_series().to_physical_repr().into_owned();
            Ok::<_, Error>(physical.cast(&DataType::Int64)?.i64()?.clone())
        })
        .transpose()?;
    let mut clock = clock.clone();
    Ok(move |row: usize| {
        let at = times.as_ref()?.get(row)?;
        match days {
            true => Day::try_from(at).ok(),
            false => Some(clock.day_of(at)),
        }
    })
}

fn absent(rule: &Rule, height: usize) -> Column {
    let ty = data_type(rule.ty);
    match &rule.default {
        Some(default) => Column::new_scalar(rule.name.text.as_str().into(), scalar(default, &ty), height),
        None => Column::full_null(rule.name.text.as_str().into(), height, &ty),
    }
}

fn filled(column: &Column, default: &Literal) -> Result<Column, Error> {
    let name = column.name().clone();
    let frame = DataFrame::new(column.len(), vec![column.clone()])?;
    let value = Column::new_scalar("default".into(), scalar(default, column.dtype()), column.len());
    let mut frame = frame.lazy();
    frame = frame.with_column(
        when(col(name.clone()).is_null())
            .then(lit(value.take_materialized_series()))
            .otherwise(col(name.clone()))
            .alias(name.clone()),
    );
    Ok(frame.collect()?.column(&name)?.clone())
}

fn scalar(literal: &Literal, ty: &DataType) -> Scalar {
    let value = match literal {
        Literal::Unknown => AnyValue::Null,
        Literal::Bool(value) => AnyValue::Boolean(*value),
        Literal::Int(value) => AnyValue::Int64(*value),
        Literal::Float(value) => AnyValue::Float64(*value),
        Literal::Text(value) => AnyValue::StringOwned(value.as_str().into()),
        Literal::Date(value) => AnyValue::Date(crate::calendar::day(*value)),
        Literal::Datetime(value) => AnyValue::Datetime(*value, TimeUnit::Microseconds, None),
    };
    Scalar::new(ty.clone(), value)
}
