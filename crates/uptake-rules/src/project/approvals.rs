//! `approvals`: who may approve the packs of a project, and how many have to.

use crate::context::Context;
use crate::syntax::Fields;
use crate::text::Name;

/// Who may approve the packs of a project, and how many have to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalsSpec {
    /// The file of allowed signers, by path relative to the project file.
    pub signers: Name,
    /// The folder of approvals, by path relative to the project file.
    pub folder: Option<Name>,
    /// How many people have to approve each pack, not its author alone. Approvals are shown and not demanded if it is 0.
    pub required: u32,
}

pub(super) fn approvals(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<ApprovalsSpec> {
    let node = fields.take("approvals")?;
    let mut fields = Fields::open(node, "`approvals`", cx)?;
    let signers = fields.require_name("signers", cx);
    let folder = fields.name("folder", cx);
    let required = fields.count("required", 0, cx).unwrap_or(0);
    fields.finish(cx);
    Some(ApprovalsSpec {
        signers: signers?,
        folder,
        required,
    })
}
