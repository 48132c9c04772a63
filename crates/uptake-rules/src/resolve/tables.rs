//! Derived tables: what they read exists and fits, and each comes after what it reads.

use super::{formula, names, truth};
use crate::codes::Code;
use crate::context::Context;
use crate::decode::table::{ColumnDraft, ColumnKindDraft, RelatedDraft, TableDraft};
use crate::diagnostic::Diagnostic;
use crate::expr::Scope;
use crate::missing::Missing;
use crate::policy::Policy;
use crate::policy::dataset::{Dataset, DatasetKind};
use crate::policy::formula::Formula;
use crate::policy::table::{
    ColumnKind, ENTITY_PERIODS, Each, EachOf, ROWS, Related, Relation, Table, TableColumn, Take,
};
use crate::section::Section;
use crate::source::Span;
use crate::text::{Condition, Name};
use crate::value::Type;
use std::sync::Arc;

/// All tables, each after those that it reads; `judged` has the names of an entity in a period.
pub(super) fn resolve(drafts: Vec<TableDraft>, policy: &mut Policy, judged: &Scope, cx: &mut Context<'_>) {
    for draft in ordered(drafts, cx) {
        let table = Resolving { policy, judged }.table(draft, cx);
        policy.tables.push(table);
    }
}

/// The tables that a draft names.
fn reads(draft: &TableDraft) -> Vec<&Name> {
    let related = draft.columns.iter().filter_map(|column| match &column.kind {
        Some(ColumnKindDraft::Related(related)) => Some(&related.of),
        Some(ColumnKindDraft::Value(_) | ColumnKindDraft::Rank { .. }) | None => None,
    });
    draft.rows.iter().chain(related).collect()
}

fn table_of(name: &Name) -> &str {
    name.text.split_once('.').map_or(name.text.as_str(), |(table, _)| table)
}

/// Each after what it reads. One that reads itself, straight or by others, is an error and left out.
fn ordered(mut waiting: Vec<TableDraft>, cx: &mut Context<'_>) -> Vec<TableDraft> {
    let mut done: Vec<TableDraft> = Vec::with_capacity(waiting.len());
    loop {
        let open: Vec<String> = waiting.iter().map(|draft| draft.name.text.clone()).collect();
        let free = waiting.iter().position(|draft| {
            !reads(draft)
                .iter()
                .any(|read| open.iter().any(|name| name == table_of(read)))
        });
        match free {
            Some(at) => done.push(waiting.remove(at)),
            None => break,
        }
    }
    for draft in &waiting {
        let open = |read: &&&Name| waiting.iter().any(|other| other.name.text == table_of(read));
        if let Some(read) = reads(draft).iter().find(open) {
            let message = format!(
                "the table `{}` reads `{}`, which reads it in turn",
                draft.name.text,
                table_of(read)
            );
            cx.diagnostics.push(
                Diagnostic::error(Code::CyclicRule, read.span, message)
                    .help("let one of them read a dataset instead")
                    .related(draft.name.span, "the table"),
            );
        }
    }
    done
}

/// What is known of rows that are read.
struct Shape {
    relation: Relation,
    /// The names that a condition over them may use.
    scope: Scope,
    /// Whether they are of a moment.
    timed: bool,
    /// Whether they hold on days.
    lasting: bool,
    /// What messages call them.
    what: String,
    /// Their columns.
    columns: Vec<(String, Type)>,
    /// By what people know a row.
    key: Vec<Name>,
}

struct Resolving<'a> {
    policy: &'a Policy,
    judged: &'a Scope,
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
        let grouped = source.as_ref().filter(|_| !draft.per.is_empty());
        let mut columns = Vec::new();
        for column in draft.columns {
            free(
                &column.name,
                &rows,
                source.as_ref().filter(|_| draft.per.is_empty()),
                cx,
            );
            let column = self.column(column, &rows, grouped, cx);
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
            filter,
            on,
            each,
            per: draft.per,
            now,
            shown_by,
            columns,
        }
    }

    /// What a name stands for: a dataset of records, a table, the list of entities, what was judged, or the rows of a group.
    fn shape(&self, at: &Name, name: &str, grouped: Option<&Shape>, cx: &mut Context<'_>) -> Option<Shape> {
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
            what: format!("`{ENTITY_PERIODS}`"),
            key: key.unwrap_or_default(),
        }
    }

    fn column(&self, draft: ColumnDraft, rows: &Scope, grouped: Option<&Shape>, cx: &mut Context<'_>) -> TableColumn {
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
            Some(ColumnKindDraft::Related(related)) => self.related(*related, rows, grouped, cx),
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

    fn related(
        &self,
        draft: RelatedDraft,
        rows: &Scope,
        grouped: Option<&Shape>,
        cx: &mut Context<'_>,
    ) -> Option<(Type, ColumnKind)> {
        let take = draft.take;
        let (of, column) = match draft.of.text.split_once('.') {
            Some((of, column)) => (of.to_owned(), Some(column.to_owned())),
            None => (draft.of.text.clone(), None),
        };
        let theirs = self.shape(&draft.of, &of, grouped, cx);
        let bound =
            |bound: &Option<Condition>, cx: &mut Context<'_>| bound.as_ref().and_then(|bound| day(bound, rows, cx));
        let (since, through) = (bound(&draft.since, cx), bound(&draft.through, cx));
        let (before, on) = (bound(&draft.before, cx), bound(&draft.on, cx));
        let theirs = theirs?;
        let own = |name: &str| {
            theirs
                .columns
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, ty)| *ty)
        };
        let ty = match (&column, take.reads_a_column()) {
            (None, true) => {
                let message = format!("expected a column, found {}", theirs.what);
                let help = format!("name a column, as in `{of}.COLUMN`");
                cx.error_help(Code::WrongValue, draft.of.span, message, help);
                return None;
            }
            (Some(_), false) => {
                let message = format!("`{}` takes whole rows, not a column", take.name());
                cx.error_help(
                    Code::WrongValue,
                    draft.of.span,
                    message,
                    format!("write `{}: {of}`", take.name()),
                );
                return None;
            }
            (None, false) => Type::Int,
            (Some(column), true) => match own(column) {
                Some(ty) => ty,
                None => {
                    let known = theirs.columns.iter().map(|(known, _)| known.as_str());
                    let prefix = format!("{of}.");
                    let missing = Missing::new("column", column).among(known).under(&prefix);
                    cx.diagnostics.push(missing.at(draft.of.span));
                    return None;
                }
            },
        };
        if matches!(take, Take::Sum | Take::Mean | Take::Median) && !ty.is_number() && ty != Type::Unknown {
            let message = format!("expected numbers, and `{}` is {}", draft.of.text, ty.name());
            let help = "take a column of numbers, or `min`, `max`, `first`, `last`, `only`, `distinct`";
            cx.error_help(Code::TypeMismatch, draft.of.span, message, help);
        }
        self.matched(&draft, &theirs, rows, cx);
        let filter = draft
            .filter
            .as_ref()
            .and_then(|filter| truth(filter, &theirs.scope, cx));
        let holds = draft.holds.as_ref().and_then(|holds| truth(holds, &theirs.scope, cx));
        match (take, &draft.holds) {
            (Take::Unbroken, None) => {
                let help = "say what must hold in each row, as in `holds: colour == \"red\"`";
                cx.error_help(Code::MissingKey, draft.of.span, "`unbroken` requires `holds`", help);
            }
            (Take::Unbroken, Some(_)) | (_, None) => {}
            (_, Some(holds)) => {
                let help = format!("write it under `where`, or use `unbroken: {of}`");
                cx.error_help(
                    Code::KeyConflict,
                    holds.span,
                    format!("`{}` takes no `holds`", take.name()),
                    help,
                );
            }
        }
        timed(&draft, &theirs, own, cx);
        let result = match take {
            Take::Count | Take::Distinct => Type::Int,
            Take::Mean | Take::Median => Type::Float,
            Take::Unbroken => Type::Date,
            Take::Sum | Take::Min | Take::Max | Take::First | Take::Last | Take::Only => ty,
        };
        if draft.absent_zero && take != Take::Sum {
            let message = format!("`absent: zero` has no effect on `{}`", take.name());
            cx.error_help(
                Code::KeyConflict,
                draft.of.span,
                message,
                "remove it, or write `?? 0` where the column is read",
            );
        }
        Some((
            result,
            ColumnKind::Related(Box::new(Related {
                take,
                of: theirs.relation,
                column,
                matches: draft.matches.unwrap_or_default(),
                filter,
                holds,
                at: draft.at,
                since,
                through,
                before,
                on,
                within: draft.within,
                hindsight: draft.hindsight,
                absent_zero: draft.absent_zero,
            })),
        ))
    }

    /// What must be equal exists on both sides, and can be equal.
    #[allow(clippy::unused_self, reason = "as the others")]
    fn matched(&self, draft: &RelatedDraft, theirs: &Shape, rows: &Scope, cx: &mut Context<'_>) {
        let Some(matches) = &draft.matches else {
            if theirs.relation != Relation::Rows {
                let help = "name the column that both have, as in `match: account`; `match: all` takes all rows";
                let message = format!("the rows of {} that belong to a row aren't stated", theirs.what);
                cx.error_help(Code::MissingKey, draft.of.span, message, help);
            }
            return;
        };
        for (their, mine) in matches {
            let found = theirs
                .columns
                .iter()
                .find(|(known, _)| *known == their.text)
                .map(|(_, ty)| *ty);
            if found.is_none() {
                let known = theirs.columns.iter().map(|(known, _)| known.as_str());
                cx.diagnostics
                    .push(Missing::new("column", &their.text).among(known).at(their.span));
            }
            known(mine, rows, "column of the table", cx);
            let (Some(their_type), Some(my_type)) = (found, rows.find(&mine.text)) else {
                continue;
            };
            let same = their_type == my_type || [their_type, my_type].contains(&Type::Unknown);
            if !same {
                let message = format!(
                    "`{}` is {} there, and `{}` is {} here: they are never equal",
                    their.text,
                    their_type.name(),
                    mine.text,
                    my_type.name()
                );
                let help = "match columns of one type, or compute one of that type first";
                cx.error_help(Code::TypeMismatch, mine.span, message, help);
            } else if their_type == Type::Float {
                let message = format!("`{}` is a float, and what is computed is rarely equal", their.text);
                cx.error_help(
                    Code::TypeMismatch,
                    their.span,
                    message,
                    "match by a text, a whole number or a day",
                );
            }
        }
    }
}

/// Bounds need a time, `on` needs days, and what is first or last needs an order.
fn timed(draft: &RelatedDraft, theirs: &Shape, own: impl Fn(&str) -> Option<Type>, cx: &mut Context<'_>) {
    if let Some(at) = &draft.at {
        match own(&at.text) {
            None => {
                let known = theirs.columns.iter().map(|(known, _)| known.as_str());
                cx.diagnostics
                    .push(Missing::new("column", &at.text).among(known).at(at.span));
            }
            Some(Type::Date | Type::Datetime | Type::Unknown) => {}
            Some(ty) => cx.error(
                Code::WrongType,
                at.span,
                format!(
                    "the `at` column must be date or datetime, and `{}` is {}",
                    at.text,
                    ty.name()
                ),
            ),
        }
    }
    let comparable = theirs.timed || theirs.lasting || draft.at.is_some();
    let bounded = draft.since.is_some() || draft.through.is_some() || draft.before.is_some() || draft.within.is_some();
    let ordered = matches!(draft.take, Take::First | Take::Last | Take::Unbroken);
    if (bounded || ordered) && !comparable {
        let message = format!("the rows of {} have no time", theirs.what);
        let help = "name the column with the day that counts, as in `at: COLUMN`, or state `time` in the dataset";
        cx.error_help(Code::WrongValue, draft.of.span, message, help);
    }
    if let Some(on) = draft.on.as_ref().filter(|_| !theirs.lasting) {
        let message = format!("`on` has no effect: the rows of {} don't hold on days", theirs.what);
        cx.error_help(
            Code::KeyConflict,
            on.span,
            message,
            "use `since` and `through`, or add `from` and `through` to the dataset",
        );
    }
}

/// What a table that reads another one sees of it.
fn of_table(table: &Table, judged: &Scope, policy: &Policy) -> Shape {
    let columns = columns_of(table, judged, policy);
    let mut scope = Scope::new(format!("the table `{}`", table.name.text)).with_library(Arc::clone(judged.library()));
    for (name, ty) in &columns {
        scope.add(name.clone(), *ty);
    }
    Shape {
        relation: Relation::Table(table.name.text.clone()),
        scope,
        timed: false,
        lasting: false,
        what: format!("`{}`", table.name.text),
        columns,
        key: table.shown_by.clone(),
    }
}

/// All columns of a table, with their types: those of its rows, of `each`, and its own.
pub(super) fn columns_of(table: &Table, judged: &Scope, policy: &Policy) -> Vec<(String, Type)> {
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
