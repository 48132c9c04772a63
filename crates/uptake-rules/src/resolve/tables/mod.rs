//! Derived tables: what they read exists and fits, and each comes after what it reads.
//!
//! [`order`] puts each after what it reads, [`shape`] says what is known of rows that are read, [`related`] resolves a value of
//! related rows, and [`ahead`] sees to it that no row knows more than its `now`.

mod ahead;
mod order;
mod related;
mod shape;

use super::{formula, truth};
use crate::codes::Code;
use crate::context::Context;
use crate::decode::table::{ColumnDraft, ColumnKindDraft, TableDraft};
use crate::expr::Scope;
use crate::missing::Missing;
use crate::policy::Policy;
use crate::policy::formula::Formula;
use crate::policy::table::{ColumnKind, Each, EachOf, Table, TableColumn};
use crate::text::{Condition, Name};
use crate::value::Type;
use ahead::{Rows, one_now};
use order::ordered;
use shape::{Resolving, Shape};
use std::sync::Arc;

pub(super) use shape::columns_of;

/// All tables, each after those that it reads; `judged` has the names of an entity in a period.
pub(super) fn resolve(drafts: Vec<TableDraft>, policy: &mut Policy, judged: &Scope, cx: &mut Context<'_>) {
    for draft in ordered(drafts, cx) {
        let table = Resolving { policy, judged }.table(draft, cx);
        policy.tables.push(table);
    }
}

impl Resolving<'_> {
    fn table(&self, draft: TableDraft, cx: &mut Context<'_>) -> Table {
        let library = Arc::clone(self.judged.library());
        let what = format!("the table `{}`", draft.name.text);
        let source = draft
            .rows
            .as_ref()
            .and_then(|rows| self.shape(rows, &rows.text, None, cx));
        let unreadable = draft.rows.is_some() && source.is_none();
        let mut scope = match &source {
            Some(shape) => shape.scope.clone(),
            None => Scope::new(what.clone()).with_library(Arc::clone(&library)),
        };
        if unreadable {
            // What its rows are was said already: any name will do.
            scope.add_open("");
        }
        let mut each = Vec::new();
        for (name, values) in draft.each {
            free(&name, &scope, source.as_ref(), cx);
            let ty = match &values {
                Some(EachOf::List(_, ty)) => *ty,
                Some(EachOf::Axis { .. }) => Type::Date,
                None => Type::Unknown,
            };
            scope.add(name.text.clone(), ty);
            if let Some(EachOf::Axis { .. }) = &values {
                scope.add(format!("{}_end", name.text), Type::Date);
            }
            each.extend(values.map(|values| Each { name, values }));
        }
        scope.add("as_of", Type::Date);
        let filter = draft.filter.as_ref().and_then(|filter| truth(filter, &scope, cx));
        if let Some(place) = draft.all_versions
            && let Some(shape) = source.as_ref().filter(|shape| !shape.versions)
        {
            let message = format!(
                "`all_versions` has no effect: the rows of {} have no versions",
                shape.what
            );
            let help = "remove it, or let a dataset of records have a `key` and a `known`, and no `keep`";
            cx.error_help(Code::KeyConflict, place, message, help);
        }
        let on = draft.on.as_ref().and_then(|on| {
            if let Some(shape) = source.as_ref().filter(|shape| !shape.lasting) {
                let message = format!("`on` has no effect: the rows of {} don't hold on days", shape.what);
                cx.error_help(
                    Code::KeyConflict,
                    on.span,
                    message,
                    "remove it, or add `from` and `through` to the dataset",
                );
            }
            day(on, &scope, cx)
        });
        let now = draft.now.as_ref().and_then(|now| day(now, &scope, cx));
        if let Some(now) = &now
            && !draft.per.is_empty()
        {
            one_now(now, &draft.per, cx);
        }
        let mut rows = scope.clone();
        if !draft.per.is_empty() {
            rows = Scope::new(what).with_library(library);
            for name in &draft.per {
                known(name, &scope, "column of its rows", cx);
                rows.add(name.text.clone(), scope.find(&name.text).unwrap_or(Type::Unknown));
            }
            rows.add("as_of", Type::Date);
            if unreadable {
                rows.add_open("");
            }
        }
        rows.add("now", Type::Date);
        let rows_of = Rows {
            grouped: source.as_ref().filter(|_| !draft.per.is_empty()),
            now: now.as_ref().map(|now| now.span),
        };
        let mut columns = Vec::new();
        for column in draft.columns {
            free(
                &column.name,
                &rows,
                source.as_ref().filter(|_| draft.per.is_empty()),
                cx,
            );
            let column = self.column(column, &rows, &rows_of, cx);
            rows.add(column.name.text.clone(), column.ty);
            columns.push(column);
        }
        for name in &draft.shown_by {
            known(name, &rows, "column of the table", cx);
        }
        let shown_by = match (draft.shown_by.is_empty(), draft.per.is_empty()) {
            (false, _) => draft.shown_by,
            (true, false) => draft.per.clone(),
            (true, true) => {
                let own = source.iter().flat_map(|shape| shape.key.clone());
                own.chain(each.iter().map(|each| each.name.clone())).collect()
            }
        };
        Table {
            name: draft.name,
            about: draft.about,
            source: source.map(|shape| shape.relation),
            all_versions: draft.all_versions.is_some(),
            filter,
            on,
            each,
            per: draft.per,
            now,
            shown_by,
            columns,
        }
    }

    fn column(&self, draft: ColumnDraft, rows: &Scope, of: &Rows<'_>, cx: &mut Context<'_>) -> TableColumn {
        let ColumnDraft { name, about, kind } = draft;
        let resolved = match kind {
            None => None,
            Some(ColumnKindDraft::Value(value)) => {
                formula(&value, rows, cx).map(|value| (value.ty, ColumnKind::Value(value)))
            }
            Some(ColumnKindDraft::Rank { of, per, falling }) => {
                for name in per.iter().chain([&of]) {
                    known(name, rows, "column of the table", cx);
                }
                Some((Type::Int, ColumnKind::Rank { of, per, falling }))
            }
            Some(ColumnKindDraft::Related(related)) => self.related(*related, rows, of, cx),
        };
        let (ty, kind) = resolved.unwrap_or_else(|| {
            let unknown = crate::expr::Expr {
                kind: crate::expr::ExprKind::Literal(crate::value::Literal::Unknown),
                ty: Type::Unknown,
                span: name.span,
            };
            (Type::Unknown, ColumnKind::Value(Formula::made(unknown)))
        });
        TableColumn { name, about, ty, kind }
    }
}

/// An expression that should be a day.
fn day(condition: &Condition, scope: &Scope, cx: &mut Context<'_>) -> Option<Formula> {
    let formula = formula(condition, scope, cx)?;
    match formula.ty {
        Type::Date | Type::Unknown => Some(formula),
        Type::Datetime => {
            let help = "write `date(…)` around it";
            cx.error_help(Code::TypeMismatch, formula.span, "expected a day, found datetime", help);
            None
        }
        ty => {
            let message = format!("expected a day, found {}", ty.name());
            cx.error_help(
                Code::TypeMismatch,
                formula.span,
                message,
                "as in `add_days(as_of, -90)`",
            );
            None
        }
    }
}

/// A name that the rows of a table have.
fn known(name: &Name, scope: &Scope, what: &'static str, cx: &mut Context<'_>) {
    if scope.find(&name.text).is_none() {
        cx.diagnostics
            .push(Missing::new(what, &name.text).among(scope.names()).at(name.span));
    }
}

/// A name that the rows don't have yet.
fn free(name: &Name, scope: &Scope, source: Option<&Shape>, cx: &mut Context<'_>) {
    let taken = source.is_some_and(|shape| shape.columns.iter().any(|(known, _)| *known == name.text));
    if taken || scope.names().any(|known| known == name.text) {
        let message = format!("the rows of the table already have a column `{}`", name.text);
        cx.error_help(Code::DuplicateId, name.span, message, "give the column another name");
    }
}
