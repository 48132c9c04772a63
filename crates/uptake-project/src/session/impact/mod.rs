//! What other rules make of a project's data: in all, edit by edit, and without each exception.

mod reads;
mod shares;
mod sides;

pub use shares::{EditShare, MetricDelta, Rest, Share, WithoutShare};

use super::Session;
use crate::Failure;
use crate::Findings;
use crate::disclosure::{disclosure, withheld};
use crate::project_files::{Loaded, ProjectFile};
use jiff::civil::Date;
use reads::Reads;
use shares::Shares;
use sides::{Side, Sides};
use std::path::Path;
use uptake_engine::Range;
use uptake_engine::calendar::Periods;
use uptake_engine::impact::impact;
use uptake_engine::outcome::{Impact, Withheld};
use uptake_rules::edits::{Edits, RuleSet};
use uptake_rules::proving::{Beside, beside};
use uptake_rules::{Diagnostics, Policy, Sources};

/// What to compare.
#[derive(Clone, Debug)]
pub struct ImpactRequest<'a> {
    /// The project file, whose data and settings are taken.
    pub project: ProjectFile<'a>,
    /// The rules before: a project, a folder, a rule file, a built-in pack, or a git revision.
    pub base: &'a str,
    /// The rules after; those of the project as they are if `None`.
    pub head: Option<&'a str>,
    /// The file with the sources, instead of the project's own.
    pub sources: Option<&'a Path>,
    /// The period by its name; the last one with data that is over if `None`.
    pub period: Option<&'a str>,
    /// The day of the figures; the project's own, or today.
    pub as_of: Option<Date>,
    /// Whether names are shown though the project replaces them.
    pub names: bool,
    /// Whether the rules are judged without each override and waiver, too.
    pub without_each: bool,
}

/// What other rules make of a project's data.
#[derive(Debug)]
pub struct Impacts {
    /// The project's name.
    pub project: String,
    /// The day of the figures.
    pub as_of: Date,
    /// What the rules before are called.
    pub base: String,
    /// What the rules after are called.
    pub head: String,
    /// All of it.
    pub total: Impact<String>,
    /// What each edit does by itself.
    pub edits: Vec<EditShare>,
    /// What the edits do only together, for each metric that changes.
    pub rest: Vec<Rest>,
    /// What would be without each override and waiver of the rules after.
    pub without: Vec<WithoutShare>,
    /// What can change for whatever data there are.
    pub proved: Beside,
    /// Why data were read again, for each time that they were.
    pub read_again: Vec<String>,
    /// Why single people aren't named, if they aren't.
    pub hidden: Option<Withheld>,
    /// The warnings of the rules, in short.
    pub warnings: String,
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
        let compared = Compared::read(base, head, project.smallest_group)?;
        let policies = (&compared.before.1, &compared.after.1);
        let disclosure = disclosure(&project, &loaded, request.names, self.world.as_ref())?;
        let of = |policy: &Policy| withheld(request.names, disclosure.is_clear(), policy);
        let hidden = of(policies.0).or(of(policies.1));
        let range = request
            .period
            .map_or(Range::All, |period| Range::Period(period.to_owned()));
        let as_of = self.as_of(request.as_of, Some(&project), policies.1);
        let reads = Reads::new(self, &project, &loaded, as_of, range, &disclosure, &compared.texts);
        reads.possible(&Periods::new(&policies.1.calendar))?;
        let edits = Edits::between(&compared.before.0, &compared.after.0, &compared.texts);
        let stages = (compared.base.stage.as_deref(), compared.head.stage.as_deref());
        let (mut total, mut told) = (None, None);
        // What the rules after add up is read with the rest, so that most edits need the data once.
        reads.judged(policies.0, &[policies.1], stages.0, &mut |before| {
            reads.judged(policies.1, &[], stages.1, &mut |after| {
                let found = impact(before, after, hidden.is_none()).map_err(|error| reads.failed(&error))?;
                let found = found.map(&mut |text| reads.write(before, &text));
                let shares = Shares {
                    reads: &reads,
                    compared: &compared,
                    edits: &edits,
                    named: hidden.is_none(),
                };
                let single = shares.edits(before, &found)?;
                let without = match request.without_each {
                    true => shares.without(after)?,
                    false => Vec::new(),
                };
                told = Some((shares.rest(&found, &single), single, without));
                total = Some(found);
                Ok(())
            })
        })?;
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
            hidden,
            warnings: loaded.warnings(),
        })
    }
}

/// Two sets of rules with one list of texts, so that rules of both can be mixed.
struct Compared {
    base: Side,
    head: Side,
    before: (RuleSet, Policy),
    after: (RuleSet, Policy),
    texts: Sources,
    /// What the project says of small groups.
    smallest_group: Option<u32>,
}

impl Compared {
    fn read(base: Side, head: Side, smallest_group: Option<u32>) -> Result<Self, Failure> {
        let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let mut read = |side: &Side| RuleSet::read(&side.files, side.root.clone(), &mut texts, &mut diagnostics);
        let sets = (read(&base), read(&head));
        let before = sets.0.policy(&texts, &mut diagnostics);
        let after = sets.1.policy(&texts, &mut diagnostics);
        if diagnostics.has_errors() {
            return Err(Failure::rules(Findings::new(&diagnostics, texts)));
        }
        let mut compared = Self {
            before: (sets.0, before),
            after: (sets.1, after),
            base,
            head,
            texts,
            smallest_group,
        };
        compared.protect_both();
        Ok(compared)
    }

    /// Groups that are too small for one side, or for the project, are too small for all.
    fn protect_both(&mut self) {
        let of = |policy: &Policy, side: &Side| side.smallest_group.or(policy.smallest_group);
        let both = of(&self.before.1, &self.base).max(of(&self.after.1, &self.head));
        let least = self.smallest_group.or(both).max(both);
        self.smallest_group = least;
        self.before.1.smallest_group = least;
        self.after.1.smallest_group = least;
    }

    /// The policy of rules that are mixed from both; why there is none in words if they have an error.
    fn policy(&self, set: &RuleSet) -> Result<Policy, Diagnostics> {
        let mut diagnostics = Diagnostics::default();
        let mut policy = set.policy(&self.texts, &mut diagnostics);
        policy.smallest_group = self.smallest_group;
        match diagnostics.has_errors() {
            true => Err(diagnostics),
            false => Ok(policy),
        }
    }
}

/// Where a project's own files begin.
fn root_of(loaded: &Loaded) -> String {
    match loaded.folder.as_os_str().is_empty() {
        true => String::new(),
        false => format!("{}/", loaded.folder.display()),
    }
}
