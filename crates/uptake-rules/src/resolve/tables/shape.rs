//! What is known of the rows that tables read: their columns, their time, and what they are called.

use super::super::{names, references};
use crate::codes::Code;
use crate::context::Context;
use crate::expr::Scope;
use crate::missing::Missing;
use crate::policy::Policy;
use crate::policy::dataset::{Dataset, DatasetKind};
use crate::policy::table::{ENTITY_PERIODS, EachOf, ROWS, Relation, Table};
use crate::section::Section;
use crate::source::Span;
use crate::text::Name;
use crate::value::Type;
use std::sync::Arc;

/// What is known of rows that are read.
pub(super) struct Shape {
    pub(super) relation: Relation,
    /// The names that a condition over them may use.
    pub(super) scope: Scope,
    /// Whether they are of a moment.
    pub(super) timed: bool,
    /// Whether they hold on days.
    pub(super) lasting: bool,
    /// Whether some may be versions of one record.
    pub(super) versions: bool,
    /// What messages call them.
    pub(super) what: String,
    /// Their columns.
    pub(super) columns: Vec<(String, Type)>,
    /// By what people know a row.
    pub(super) key: Vec<Name>,
}

/// What tables are resolved with.
pub(super) struct Resolving<'a> {
    pub(super) policy: &'a Policy,
    pub(super) judged: &'a Scope,
}

impl Resolving<'_> {
    /// What a name stands for: a dataset of records, a table, the list of entities, what was judged, or the rows of a group.
    pub(super) fn shape(&self, at: &Name, name: &str, grouped: Option<&Shape>, cx: &mut Context<'_>) -> Option<Shape> {
        let policy = self.policy;
        if let (ROWS, Some(grouped)) = (name, grouped) {
            return Some(Shape {
                relation: Relation::Rows,
                scope: grouped.scope.clone(),
                what: "`rows`".to_owned(),
                columns: grouped.columns.clone(),
                key: grouped.key.clone(),
                ..*grouped
            });
        }
        if name == ENTITY_PERIODS {
            return Some(self.entity_periods());
        }
        if let Some(table) = policy.table(name) {
            return Some(of_table(table, self.judged, policy));
        }
        cx.refers(at, references::ROWS);
        match policy.dataset(name) {
            Some(dataset) if dataset.kind == DatasetKind::Records => {
                Some(self.of_dataset(dataset, Relation::Records(name.to_owned())))
            }
            Some(dataset) if policy.entity_dataset().is_some_and(|list| list.name.text == name) => {
                Some(self.of_dataset(dataset, Relation::Entities))
            }
            Some(_) => {
                let message = format!("the rows of `{name}` aren't records");
                let help = "name a dataset with `kind: records`, a table, the list of entities, or `entity_periods`";
                cx.error_help(Code::WrongValue, at.span, message, help);
                None
            }
            None if policy.declared.has(Section::Datasets, name) || policy.declared.has(Section::Tables, name) => None,
            None => {
                let records = policy
                    .datasets
                    .iter()
                    .filter(|dataset| dataset.kind == DatasetKind::Records);
                let known = records.map(|dataset| dataset.name.text.as_str());
                let known = known.chain(policy.tables.iter().map(|table| table.name.text.as_str()));
                let missing = Missing::new("dataset or table", name).among(known.chain([ENTITY_PERIODS]));
                cx.diagnostics.push(missing.at(at.span));
                None
            }
        }
    }

    fn of_dataset(&self, dataset: &Dataset, relation: Relation) -> Shape {
        Shape {
            relation,
            scope: names::row_scope(dataset, &self.policy.registers, self.judged.library()),
            timed: dataset.time.is_some(),
            lasting: dataset.from.is_some() || dataset.end.is_some(),
            versions: dataset.has_versions(),
            what: format!("`{}`", dataset.name.text),
            columns: dataset
                .columns
                .iter()
                .map(|column| (column.name.text.clone(), column.ty))
                .collect(),
            key: dataset.key.clone(),
        }
    }

    fn entity_periods(&self) -> Shape {
        let columns = self
            .judged
            .names()
            .map(|name| (name.to_owned(), self.judged.find(name).unwrap_or(Type::Unknown)));
        let span = self.policy.entities_stated.first().copied();
        let name = |text: &str, span: Span| Name {
            text: text.to_owned(),
            span,
        };
        let key = span.map(|span| vec![name(self.policy.entity_column(), span), name("period", span)]);
        Shape {
            relation: Relation::EntityPeriods,
            columns: columns.collect(),
            scope: plain(self.judged, ENTITY_PERIODS),
            timed: true,
            lasting: false,
            versions: false,
            what: format!("`{ENTITY_PERIODS}`"),
            key: key.unwrap_or_default(),
        }
    }
}

/// What a table that reads another one sees of it.
fn of_table(table: &Table, judged: &Scope, policy: &Policy) -> Shape {
    let columns = columns_of(table, judged, policy);
    let mut scope = Scope::new(format!("the table `{}`", table.name.text))
        .over(Section::Tables.key(), table.name.text.clone())
        .with_library(Arc::clone(judged.library()));
    for (name, ty) in &columns {
        scope.add(name.clone(), *ty);
    }
    Shape {
        relation: Relation::Table(table.name.text.clone()),
        scope,
        timed: false,
        lasting: false,
        versions: false,
        what: format!("`{}`", table.name.text),
        columns,
        key: table.shown_by.clone(),
    }
}

/// All columns of a table, with their types: those of its rows, of `each`, and its own.
pub(in crate::resolve) fn columns_of(table: &Table, judged: &Scope, policy: &Policy) -> Vec<(String, Type)> {
    let resolving = Resolving { policy, judged };
    let mut columns: Vec<(String, Type)> = match &table.source {
        Some(Relation::Records(name)) => policy
            .dataset(name)
            .map(|dataset| resolving.of_dataset(dataset, Relation::Records(name.clone())).columns),
        Some(Relation::Entities) => policy
            .entity_dataset()
            .map(|dataset| resolving.of_dataset(dataset, Relation::Entities).columns),
        Some(Relation::Table(name)) => policy.table(name).map(|table| columns_of(table, judged, policy)),
        Some(Relation::EntityPeriods) => Some(resolving.entity_periods().columns),
        Some(Relation::Rows) | None => None,
    }
    .unwrap_or_default();
    for each in &table.each {
        columns.push((each.name.text.clone(), each.ty()));
        if let EachOf::Axis { .. } = each.values {
            columns.push((format!("{}_end", each.name.text), Type::Date));
        }
    }
    if !table.per.is_empty() {
        columns.retain(|(name, _)| table.per.iter().any(|per| per.text == *name));
    }
    columns.extend([("now".to_owned(), Type::Date), ("as_of".to_owned(), Type::Date)]);
    columns.extend(table.columns.iter().map(|column| (column.name.text.clone(), column.ty)));
    columns
}

/// The names of another scope, without looking back over periods and without the interpreter.
fn plain(scope: &Scope, what: &str) -> Scope {
    let mut own = Scope::new(format!("`{what}`")).with_library(Arc::clone(scope.library()));
    for name in scope.names() {
        own.add(name, scope.find(name).unwrap_or(Type::Unknown));
    }
    own
}
