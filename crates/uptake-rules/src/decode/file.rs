//! What a rule file says besides its rules: its version, its pack, the calendar, whom to measure.

use super::draft::Draft;
use super::{accountability, calendar};
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::policy::Pack;
use crate::section::Section;
use crate::syntax::Fields;
use crate::syntax::Node;
use crate::syntax::version::version;

/// Reads all of one file but its rules into the draft.
pub(super) fn decode(node: &Node, draft: &mut Draft, cx: &mut Context<'_>) {
    let Some(mut fields) = Fields::open(node, "a rule file", cx) else {
        return;
    };
    version(&mut fields, cx);
    pack(&mut fields, draft, cx);
    // Read with the layers.
    let _ = (fields.take("layers"), fields.take("waivers"));
    if let Some(node) = fields.take("calendar") {
        let calendar = calendar::decode(node, cx);
        let span = fields.key("calendar").map_or(node.span, |key| key.span);
        draft.calendar_stated.push(span);
        match &draft.calendar {
            Some((_, first)) => cx.diagnostics.push(
                Diagnostic::error(Code::DuplicateId, span, "duplicate calendar")
                    .help("keep one of them; a policy has one calendar")
                    .related(*first, "first here"),
            ),
            None => draft.calendar = Some((calendar, span)),
        }
    }
    entities(&mut fields, draft, cx);
    if let Some(node) = fields.take("privacy") {
        draft.smallest_group = draft.smallest_group.max(privacy(node, cx));
    }
    // The rules come from the layers; a section that isn't a mapping, or names a rule twice, is reported here.
    for section in Section::ALL {
        let _ = fields.map(section.key(), cx);
    }
    fields.finish(cx);
}

fn pack(fields: &mut Fields<'_>, draft: &mut Draft, cx: &mut Context<'_>) {
    let name = fields.name("pack", cx);
    let about = fields.text("about", cx);
    let stated = accountability::stated_in(fields, cx);
    draft.needs.extend(fields.names("needs", cx));
    if let Some(name) = name {
        draft.packs.push(Pack {
            name: name.text,
            span: name.span,
            owner: stated.owner.clone(),
            about,
            source: stated.source.as_ref().map(|source| source.title.clone()),
            stated,
        });
    }
}

/// Whom to measure. A list wins over `seen`, so that the rules may name its columns.
fn entities(fields: &mut Fields<'_>, draft: &mut Draft, cx: &mut Context<'_>) {
    let Some(name) = fields.name("entities", cx) else {
        return;
    };
    draft.entities_stated.push(name.span);
    if let Some(first) = &draft.entities
        && first.text != name.text
    {
        cx.diagnostics.push(
            Diagnostic::error(
                Code::DuplicateId,
                name.span,
                "`entities` is given twice, with different values",
            )
            .help("keep one of them; a policy measures one kind of entity")
            .related(first.span, "first here"),
        );
    }
    if draft.entities.as_ref().is_none_or(|first| first.text == "seen") {
        draft.entities = Some(name);
    }
}

/// The smallest group that is shown, if `privacy` doesn't say another.
const SMALLEST_GROUP: u32 = 5;

fn privacy(node: &Node, cx: &mut Context<'_>) -> Option<u32> {
    let mut fields = Fields::open(node, "`privacy`", cx)?;
    let least = fields.count("smallest_group", 1, cx).unwrap_or(SMALLEST_GROUP);
    fields.finish(cx);
    Some(least)
}
