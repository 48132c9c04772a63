//! What differs between groups and over time, and who may change what.

use super::{Differing, Exception, Locked, OverrideReference, StatedValue, VersionReference};
use uptake_rules::layers::{LockKind, Stated, differences};
use uptake_rules::{FileId, Policy, Sources};

/// What differs in the rules of a policy; `pseudonyms` is whether the project replaces names.
pub(crate) fn differing(policy: &Policy, sources: &Sources, pseudonyms: bool) -> Differing {
    let found = differences(&policy.trees, sources);
    let place = |span| sources.place(span);
    Differing {
        groups: found.ranks,
        overrides: found
            .overrides
            .into_iter()
            .map(|over| OverrideReference {
                pack: over.head.extends.text,
                who: over.head.selector.to_string(),
                days: over.head.days.to_string(),
                owner: over.head.owner,
                source: source_of(policy, over.head.span.file),
                about: over.head.about,
                place: place(over.head.span),
                values: over.values.into_iter().map(value).collect(),
            })
            .collect(),
        versions: found
            .versions
            .into_iter()
            .map(|version| VersionReference {
                days: version.days.to_string(),
                place: place(version.span),
                values: version.values.into_iter().map(value).collect(),
            })
            .collect(),
        locks: found
            .locks
            .into_iter()
            .map(|lock| Locked {
                of: lock.of,
                what: match lock.kind {
                    LockKind::Whole => "may not be changed".to_owned(),
                    LockKind::Keys(keys) => format!("may not be changed: {}", keys.join(", ")),
                    LockKind::TightenOnly(None) => "may only be made tighter".to_owned(),
                    LockKind::TightenOnly(Some(way)) => format!("may only be made {way}"),
                },
                place: place(lock.span),
            })
            .collect(),
        waivers: policy
            .waivers
            .iter()
            .map(|waiver| Exception {
                name: waiver.name.text.clone(),
                of: waiver.of.text.clone(),
                who: waiver.selector.to_string(),
                until: waiver.until,
                owner: waiver.owner.clone(),
                reason: waiver.reason.clone(),
                place: place(waiver.name.span),
            })
            .collect(),
        smallest_group: policy.smallest_group,
        pseudonyms,
    }
}

/// Where the file of an override says that it comes from.
fn source_of(policy: &Policy, file: FileId) -> Option<String> {
    let tree = policy.trees.files().iter().find(|tree| tree.span.file == file)?;
    let source = tree.get("source")?;
    let title = source.get("title").unwrap_or(source);
    title.text().map(str::to_owned)
}

fn value(stated: Stated) -> StatedValue {
    StatedValue {
        of: stated.path,
        value: stated.text,
    }
}
