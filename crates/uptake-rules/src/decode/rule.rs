//! The mapping of a rule: keys of its section, and keys that were read before it, which stand there just as well.

use crate::context::Context;
use crate::policy::accountability;
use crate::section::Section;
use crate::syntax::{Fields, Key, Node};

/// What the days and the layers of a rule take out of it before it is read.
const VARYING: &[&str] = &["versions", "effective", "locked", "may_not"];

/// What an override may write in any rule, wherever the rule stands.
const OVERRIDING: &[&str] = &["remove"];

/// Opens the mapping of a rule, which is called `what` in messages.
pub(super) fn open<'a>(
    section: Section,
    key: &Key,
    node: &'a Node,
    what: &'static str,
    cx: &mut Context<'_>,
) -> Option<Fields<'a>> {
    let own = accountability::KEYS.iter().chain(varying(section));
    let over = accountability::KEYS.iter().chain(OVERRIDING);
    let fields = Fields::under(key, node, what, cx)?;
    Some(fields.read_before(own.copied(), over.copied()))
}

/// The keys about days and layers that a rule of a section may have.
fn varying(section: Section) -> impl Iterator<Item = &'static &'static str> {
    let tightens: &[&str] = match section {
        // They read it themselves, or their entries do.
        Section::Constants | Section::Registers => &[],
        _ if section.may_vary() => &["tighten_only"],
        _ => &[],
    };
    let varying = if section.may_vary() { VARYING } else { &[] };
    varying.iter().chain(tightens)
}
