//! What was read for a draft, for the next ones.

use crate::session::impact::Known;
use jiff::civil::Date;
use uptake_rules::RuleFile;

/// What decides how data are read.
pub(super) type Inputs = (Vec<RuleFile>, Date);

/// The saved rules and data that were read, with what decided how data are read: the project file with its file of sources, and the day of
/// the figures.
pub(super) struct Kept {
    pub(super) inputs: Inputs,
    pub(super) known: Known,
}
