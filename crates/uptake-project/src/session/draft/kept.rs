//! Data that were read for a draft.

use jiff::civil::Date;
use std::sync::Arc;
use uptake_engine::Data;
use uptake_rules::RuleFile;

/// What decides how data are read.
pub(super) type Inputs = (Vec<RuleFile>, Date);

/// Data that were read, with what decided how: the project file with its file of sources, and the day of the figures.
pub(super) struct Kept {
    pub(super) inputs: Inputs,
    pub(super) data: Vec<Arc<Data>>,
}
