//! Under which approvals figures stand, in words.

use uptake_engine::outcome::PackApprovals;

/// A sentence for each pack of figures that stand under approvals, or have to.
#[must_use]
pub(crate) fn demanded(outcome: &crate::Written) -> Vec<String> {
    let packs = outcome.approvals.iter().flatten();
    let packs = packs.filter(|pack| pack.required > 0 || !pack.approvals.is_empty());
    packs.map(sentence).collect()
}

/// A sentence for each pack.
#[must_use]
pub fn sentences(packs: &[PackApprovals]) -> Vec<String> {
    packs.iter().map(sentence).collect()
}

fn sentence(pack: &PackApprovals) -> String {
    let by: Vec<&str> = pack
        .approvals
        .iter()
        .map(|approval| approval.principal.as_str())
        .collect();
    let digest = pack.sha256.get(..12).unwrap_or(&pack.sha256);
    let mut text = match by.as_slice() {
        [] => format!("nobody approves `{}` as it is ({digest})", pack.pack),
        by => format!("`{}` as it is ({digest}) is approved by {}", pack.pack, by.join(", ")),
    };
    if pack.required > 0 {
        text += &format!("; {} required", pack.required);
    }
    match pack.void.len() {
        0 => {}
        1 => text += "; 1 approval is void",
        many => text += &format!("; {many} approvals are void"),
    }
    text
}
