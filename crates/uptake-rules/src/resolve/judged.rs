//! What is judged of an entity in a period, before it is resolved.

use super::vary::VariedConstant;
use crate::decode::ladder::{DefinitionDraft, LadderDraft};
use crate::decode::measure::MeasureDraft;
use crate::policy::varying::Varying;

/// The rules that are judged per entity and period.
pub(super) struct Judged<'a> {
    pub(super) measures: &'a [Varying<MeasureDraft>],
    pub(super) definitions: &'a [Varying<DefinitionDraft>],
    pub(super) ladders: &'a [Varying<LadderDraft>],
    pub(super) varied: &'a [VariedConstant],
}
