//! What other rules make of a project's data: in all, edit by edit, and without each exception.

mod answer;
mod compared;
mod rates;
mod reads;
mod renames;
mod request;
mod shares;
mod sides;
mod together;

pub use answer::Impacts;
pub use rates::BothRates;
pub use request::ImpactRequest;
pub use shares::{EditShare, MetricDelta, RuleDelta, Share, WithoutShare};
pub use together::{Pair, Rest, Together};

use super::Session;
use crate::Failure;
use crate::disclosure::{disclosure, withheld};
use crate::project_files::Loaded;
use compared::Compared;
use jiff::civil::Date;
use reads::Reads;
use shares::Shares;
use sides::Sides;
use std::sync::Arc;
use uptake_engine::calendar::Periods;
use uptake_engine::impact::impact;
use uptake_engine::{Data, Range};
use uptake_rules::Policy;
use uptake_rules::edits::Edits;
use uptake_rules::project::Project;
use uptake_rules::proving::beside;

pub(super) use compared::ReadBase;
pub(super) use sides::Side;

/// What whoever compares again and again keeps.
#[derive(Default)]
pub(super) struct Known {
    /// Data that were read.
    pub(super) data: Vec<Arc<Data>>,
    /// The rules before.
    pub(super) base: Option<ReadBase>,
}

/// What is asked of two sides: whose data, and how much of it.
pub(super) struct Asked<'a> {
    /// The project whose data are taken.
    pub(super) project: &'a Project,
    /// The same with its rules.
    pub(super) loaded: &'a Loaded,
    /// The period by its name; the last one with data that is over if `None`.
    pub(super) period: Option<&'a str>,
    /// The day of the figures.
    pub(super) as_of: Option<Date>,
    /// Whether names are shown though the project replaces them.
    pub(super) names: bool,
    /// Whether the rules are judged without each override and waiver, too.
    pub(super) without_each: bool,
}

impl Session {
    /// Judges the data of a project by two sets of rules and lays both beside each other.
    ///
    /// # Errors
    /// When one of the sets can't be found or has errors, or when a source can't be read.
    pub fn impact(&self, request: &ImpactRequest<'_>) -> Result<Impacts, Failure> {
        let (project, loaded) = self.load(request.project, request.sources)?.sound()?;
        let sides = Sides {
            session: self,
            request,
            project: &project,
            loaded: &loaded,
        };
        let (base, head) = (sides.named(request.base)?, sides.head()?);
        let asked = Asked {
            project: &project,
            loaded: &loaded,
            period: request.period,
            as_of: request.as_of,
            names: request.names,
            without_each: request.without_each,
        };
        self.impact_of(&asked, base, head, &mut Known::default())
    }

    /// Lays two sides beside each other with what is known from before, as far as it serves; what is read is added to it.
    pub(super) fn impact_of(
        &self,
        asked: &Asked<'_>,
        base: Side,
        head: Side,
        known: &mut Known,
    ) -> Result<Impacts, Failure> {
        let (project, loaded) = (asked.project, asked.loaded);
        let mut compared = Compared::read(base, head, project.smallest_group, &mut known.base)?;
        let renames = compared.follow_renames();
        let policies = (&*compared.before.1, &*compared.after.1);
        let disclosure = disclosure(project, loaded, asked.names, self.world.as_ref())?;
        let of = |policy: &Policy| withheld(asked.names, disclosure.is_clear(), policy);
        let hidden = of(policies.0).or(of(policies.1));
        let range = asked
            .period
            .map_or(Range::All, |period| Range::Period(period.to_owned()));
        let as_of = self.as_of(asked.as_of, Some(project), policies.1);
        let reads = Reads::new(
            self,
            (project, loaded),
            as_of,
            range,
            &disclosure,
            &compared.texts,
            std::mem::take(&mut known.data),
        );
        reads.possible(&Periods::new(&policies.1.calendar))?;
        let edits = Edits::between(&compared.before.0, &compared.after.0, &compared.texts);
        let stages = (compared.base.stage.as_deref(), compared.head.stage.as_deref());
        let (mut total, mut told) = (None, None);
        // What the rules after add up is read with the rest, so that most edits need the data once.
        let judged = reads.judged(policies.0, &[policies.1], (stages.0, None), &mut |before| {
            reads.judged(policies.1, &[], (stages.1, Some(before)), &mut |after| {
                let found = impact(before, after, hidden.is_none()).map_err(|error| reads.failed(&error))?;
                let found = found.map(&mut |text| reads.write(before, &text));
                let shares = Shares {
                    reads: &reads,
                    compared: &compared,
                    edits: &edits,
                    renames: &renames,
                    named: hidden.is_none(),
                };
                let single = shares.edits(before, &found)?;
                let without = match asked.without_each {
                    true => shares.without(after)?,
                    false => Vec::new(),
                };
                told = Some((shares.rest(before, &found, &single)?, single, without));
                total = Some(found);
                Ok(())
            })
        });
        known.data = reads.kept();
        judged?;
        let (Some(total), Some((rest, edits, without))) = (total, told) else {
            return Err(Failure::new("internal error: the rules weren't judged"));
        };
        Ok(Impacts {
            project: project.name.clone(),
            as_of,
            base: compared.base.shown.clone(),
            head: compared.head.shown.clone(),
            total,
            edits,
            rest,
            without,
            proved: beside(policies.0, policies.1),
            read_again: reads.why(),
            cache: reads.cached(),
            hidden,
            warnings: loaded.warnings(),
        })
    }
}
