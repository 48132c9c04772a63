//! A value of rows that belong to a row: what it takes exists and fits.

use super::super::truth;
use super::ahead::{Rows, foresees};
use super::shape::{Resolving, Shape};
use super::{day, known};
use crate::codes::Code;
use crate::context::Context;
use crate::decode::table::RelatedDraft;
use crate::expr::Scope;
use crate::missing::Missing;
use crate::policy::table::{ColumnKind, Related, Relation, Take};
use crate::text::Condition;
use crate::value::Type;

impl Resolving<'_> {
    pub(super) fn related(
        &self,
        draft: RelatedDraft,
        rows: &Scope,
        of_rows: &Rows<'_>,
        cx: &mut Context<'_>,
    ) -> Option<(Type, ColumnKind)> {
        let take = draft.take;
        let (of, column) = match draft.of.text.split_once('.') {
            Some((of, column)) => (of.to_owned(), Some(column.to_owned())),
            None => (draft.of.text.clone(), None),
        };
        let theirs = self.shape(&draft.of, &of, of_rows.grouped, cx);
        let bound =
            |bound: &Option<Condition>, cx: &mut Context<'_>| bound.as_ref().and_then(|bound| day(bound, rows, cx));
        let (since, through) = (bound(&draft.since, cx), bound(&draft.through, cx));
        let (before, on) = (bound(&draft.before, cx), bound(&draft.on, cx));
        let theirs = theirs?;
        foresees(&draft, &theirs, of_rows, cx);
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
