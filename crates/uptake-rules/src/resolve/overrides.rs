//! Overrides and layers: what they extend and name exists.

use crate::codes::Code;
use crate::context::Context;
use crate::missing::Missing;
use crate::policy::{Entities, Policy};
use crate::text::Name;
use crate::value::Type;

/// Reports packs that aren't there, and columns in `for` and `layers` that the list of entities doesn't have as text.
pub(crate) fn overrides(policy: &Policy, ranks: &[Name], cx: &mut Context<'_>) {
    for over in &policy.overrides {
        let packs = || policy.packs.iter().map(|pack| pack.name.as_str());
        if packs().all(|pack| pack != over.extends.text) {
            let message = format!("unknown pack `{}` in `extends`", over.extends.text);
            let mut missing = Missing::new("pack", &over.extends.text).among(packs()).message(message);
            if policy.packs.is_empty() {
                missing = missing.help("name the pack under `packs` of the project, or under `needs`");
            }
            cx.diagnostics.push(missing.at(over.extends.span));
        }
    }
    for column in policy.overrides.iter().flat_map(|over| &over.columns).chain(ranks) {
        group_column(column, policy, cx);
    }
}

/// Groups of entities are told by a column of theirs, which has text.
fn group_column(name: &Name, policy: &Policy, cx: &mut Context<'_>) {
    let column = &name.text;
    let Some(dataset) = policy.entity_dataset() else {
        if matches!(policy.entities, Entities::Seen) {
            let message = format!("`{column}` is unknown for entities that no dataset lists");
            let help = "name the dataset that lists them under `entities`";
            cx.error_help(Code::UnknownColumn, name.span, message, help);
        }
        return;
    };
    match dataset.column(column) {
        Some(found) if matches!(found.ty, Type::Text | Type::Unknown) => {}
        Some(found) => {
            let message = format!("`{column}` is {}, and groups need a column with text", found.ty.name());
            cx.error_help(Code::TypeMismatch, name.span, message, "name a column with text");
        }
        None => {
            let texts = dataset.columns.iter().filter(|column| column.ty == Type::Text);
            let missing = dataset
                .missing_column(column)
                .among(texts.map(|column| column.name.text.as_str()));
            cx.diagnostics.push(missing.at(name.span));
        }
    }
}
