//! Which tables come first: each after those that it reads.

use crate::codes::Code;
use crate::context::Context;
use crate::decode::table::{ColumnKindDraft, TableDraft};
use crate::diagnostic::Diagnostic;
use crate::text::Name;
use std::collections::BTreeSet;

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
pub(super) fn ordered(mut waiting: Vec<TableDraft>, cx: &mut Context<'_>) -> Vec<TableDraft> {
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
        // Others wait for a circle without being part of it.
        if let Some(read) = reads(draft)
            .iter()
            .find(|read| reaches(table_of(read), draft, &waiting))
        {
            let message = match table_of(read) == draft.name.text {
                true => format!("the table `{}` reads itself", draft.name.text),
                false => format!(
                    "the table `{}` reads `{}`, which reads it in turn",
                    draft.name.text,
                    table_of(read)
                ),
            };
            let help = match table_of(read) == draft.name.text {
                true => "let it read a dataset instead",
                false => "let one of them read a dataset instead",
            };
            cx.diagnostics.push(
                Diagnostic::error(Code::CyclicRule, read.span, message)
                    .help(help)
                    .related(draft.name.span, "the table"),
            );
        }
    }
    done
}

/// Whether a table reads another one, straight or by others.
fn reaches(from: &str, to: &TableDraft, tables: &[TableDraft]) -> bool {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(name) = open.pop() {
        if name == to.name.text {
            return true;
        }
        if let Some(draft) = tables.iter().find(|draft| draft.name.text == name)
            && seen.insert(name)
        {
            open.extend(reads(draft).into_iter().map(table_of));
        }
    }
    false
}
