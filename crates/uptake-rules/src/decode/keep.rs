//! `keep`, `overlap` and `names_ignore`.

use crate::codes::Code;
use crate::context::Context;
use crate::policy::keep::{Keep, NamesIgnore, Overlap};
use crate::syntax::fields::{choice_of, wrong_type};
use crate::syntax::{Fields, Value};

const OVERLAPS: &[(&str, Overlap)] = &[
    ("first", Overlap::First),
    ("share", Overlap::Share),
    ("each", Overlap::Each),
];

/// What `names_ignore` can name.
#[derive(Clone, Copy)]
enum Ignored {
    Case,
    Blanks,
}

const IGNORED: &[(&str, Ignored)] = &[("case", Ignored::Case), ("blanks", Ignored::Blanks)];

/// `keep: first`, `keep: last`, `keep: { newest: COLUMN }` or `keep: { greatest: COLUMN }`.
pub(crate) fn keep(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Keep> {
    let node = fields.take("keep")?;
    match &node.value {
        Value::Map(_) => {
            let mut keep = Fields::open(node, "`keep`", cx)?;
            let newest = keep.name("newest", cx);
            let greatest = keep.name("greatest", cx);
            let misspelt = !keep.finish(cx).is_empty();
            match (newest, greatest) {
                (Some(newest), None) => Some(Keep::Newest(newest)),
                (None, Some(greatest)) => Some(Keep::Greatest(greatest)),
                (None, None) if misspelt => None,
                _ => {
                    cx.error_help(
                        Code::WrongValue,
                        node.span,
                        "`keep` requires one column",
                        "write `{ newest: COLUMN }` or `{ greatest: COLUMN }`",
                    );
                    None
                }
            }
        }
        Value::Text(text) if text == "first" => Some(Keep::First),
        Value::Text(text) if text == "last" => Some(Keep::Last),
        _ => {
            wrong_type(
                node,
                "keep",
                "`first`, `last`, `{ newest: COLUMN }` or `{ greatest: COLUMN }`",
                cx,
            );
            None
        }
    }
}

/// `overlap: first`, `share` or `each`.
pub(crate) fn overlap(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Overlap> {
    fields.choice("overlap", OVERLAPS, cx)
}

/// `names_ignore: [case, blanks]`.
pub(crate) fn names_ignore(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<NamesIgnore> {
    fields.take("names_ignore")?;
    let mut ignore = NamesIgnore::default();
    for name in fields.names("names_ignore", cx) {
        match choice_of(&name, "names_ignore", IGNORED, cx)? {
            Ignored::Case => ignore.case = true,
            Ignored::Blanks => ignore.blanks = true,
        }
    }
    Some(ignore)
}
