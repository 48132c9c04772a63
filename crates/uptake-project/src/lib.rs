//! The front door of `uptake`: what every front end needs between a project and its figures.
//!
//! A [`Session`] reads projects and packs, opens sources and asks the engine. It answers with data, and with a [`Failure`]
//! where it can't; it prints nothing, ends no process and knows no terminal. Clock, environment and whoever hears how far
//! reading is come from the [`World`] that it is given. Datasets may come from memory: [`Session::with_frame`].

mod approvals;
pub mod built_in;
mod cache;
mod disclosure;
mod failure;
mod named_rules;
mod packs;
mod project_files;
mod read_rules;
pub mod reference;
mod revisions;
mod rule_files;
mod session;
mod sources;
mod watch;
mod which_project;
mod world;

pub use approvals::{Statement, namespace};
pub use cache::{CacheNote, Caching, WhyNotKept, WhyRead};
pub use disclosure::withheld;
pub use failure::{Failure, Findings, counts};
pub use named_rules::NamedRules;
pub use packs::{Pack, Packs};
pub use project_files::{Loaded, ProjectFile};
pub use revisions::Commit;
pub use session::{
    AccountedPack, AccountedRule, ApproveRequest, AskedEngine, AskedQuery, AsksRequest, BothRates, Checked, Counted,
    Coverage, CoveredAnswer, CoveredBranch, Dossier, DraftFinding, DraftHint, DraftHints, DraftImpact, DraftPlace,
    DraftQuestion, DraftedSuite, Drafting, EditShare, ExplainQuestion, ExplainRequest, Explained, Explaining,
    Explanations, FixedFile, ImpactRequest, Impacts, InspectRequest, Inspected, InspectedSource, LaidOut, LaidOutFile,
    LeftOut, Linting, MetricDelta, NewApproval, NotifyRequest, OriginOfValue, Outcomes, Overdue, Pair, ParityRequest,
    PassedOverRule, Prepared, ProveRequest, Proved, PublishedChange, Ran, RealRequest, ResolveRequest, Resolved, Rest,
    RuleDelta, RunRequest, Session, Share, SignedBy, SuggestRequest, Suggested, SuitesOfRules, SuitesRequest, Together,
    TriedCase, TriedSuite, Unmet, Untried, Watching, WithoutShare, WriteRequest, WrittenSuite, one_person,
    suite_beside,
};
pub use sources::registry::{self, PluginTerms};
pub use sources::{Confined, Digested, KnownAt, RecordedParts};
pub use uptake_adapter::Hold;
pub use watch::RuleWatch;
pub use which_project::PROJECT_FILE;
pub use world::{FixedWorld, Progress, Unheard, World};
