//! What the rules come to on a project's data, by two sets of them: their figures alone, without who does what.

use super::compared::Compared;
use super::reads::Reads;
use super::{Asked, Known, Side};
use crate::Failure;
use crate::disclosure::{disclosure, withheld};
use crate::session::Session;
use uptake_engine::Range;
use uptake_engine::impact::{Rates, rates};
use uptake_engine::outcome::Withheld;
use uptake_rules::Policy;

/// What rules come to, by two sets of them.
#[derive(Clone, Debug, PartialEq)]
pub struct BothRates {
    /// By the rules before.
    pub before: Rates,
    /// By the rules after; `None` where they aren't judged, or where their figures could tell of single people.
    pub after: Option<Rates>,
    /// Why the figures of rules that nobody published aren't shown, if they aren't: rules can be written that ask about one person.
    pub hidden: Option<Withheld>,
}

impl Session {
    /// The rates by two sides on data that were read before, as far as they serve; what is read is added to them. Without `head`, or where
    /// single people are protected, only the first side is judged.
    pub(in crate::session) fn rates_of(
        &self,
        asked: &Asked<'_>,
        base: Side,
        head: Option<Side>,
        known: &mut Known,
    ) -> Result<BothRates, Failure> {
        let (project, loaded) = (asked.project, asked.loaded);
        let drafted = head.is_some();
        let head = head.unwrap_or_else(|| base.clone());
        let compared = Compared::read(base, head, project.smallest_group, &mut known.base)?;
        let policies = (&*compared.before.1, &*compared.after.1);
        let disclosure = disclosure(project, loaded, asked.names, self.world.as_ref())?;
        let of = |policy: &Policy| withheld(asked.names, disclosure.is_clear(), policy);
        let hidden = of(policies.0).or(of(policies.1));
        let least = hidden.map(|hidden| hidden.least(policies.0));
        let as_of = self.as_of(asked.as_of, Some(project), policies.1);
        let reads = Reads::new(
            self,
            (project, loaded),
            as_of,
            Range::All,
            &disclosure,
            &compared.texts,
            std::mem::take(&mut known.data),
        );
        let stages = (compared.base.stage.as_deref(), compared.head.stage.as_deref());
        let (mut before, mut after) = (None, None);
        let judged = reads.judged(policies.0, &[policies.1], (stages.0, None), &mut |was| {
            before = Some(rates(was, least).map_err(|error| reads.failed(&error))?);
            if !drafted || hidden.is_some() {
                return Ok(());
            }
            reads.judged(policies.1, &[], (stages.1, Some(was)), &mut |is| {
                after = Some(rates(is, least).map_err(|error| reads.failed(&error))?);
                Ok(())
            })
        });
        known.data = reads.kept();
        judged?;
        let before = before.ok_or_else(|| Failure::new("internal error: the rules weren't judged"))?;
        Ok(BothRates { before, after, hidden })
    }
}
