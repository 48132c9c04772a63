//! Faults in how an organisation is built. Each is named after the check that should find it, and changes nothing that
//! another check reads, as far as the fault itself doesn't consist of it.

/// A fault in the structure of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Two of five books are twice as large as declared.
    AllocationTooLarge,
    /// Half of the people declare three times what their hours allow.
    CapacityDeclared,
    /// In half of the books two of three renewals fall into the same three weeks.
    RenewalsClash,
    /// Nearly all accounts of several units have one owner.
    UnitsWithOneOwner,
    /// Nearly half of the renewals come within four months of another owner.
    OwnerChanges,
    /// Half of the renewals come within five months of another buying committee.
    CommitteeChanges,
    /// Scores have nothing to do with what is decided.
    ScoreBlind,
    /// Scores turn red 10 to 40 days before the decision.
    ScoreLags,
    /// Scores rank well, and are far from the chances that they state.
    ScoreMiscalibrated,
    /// One of eleven accounts has been green for six months and uses nothing any more.
    GreenThenDark,
    /// Who uses much is content least.
    ActivityAgainstSentiment,
    /// The published retention is above what the subscriptions say.
    HeadlineTies,
    /// Net retention is above 100 though a third of the renewals is for less.
    BlendedRetention,
    /// Five accounts pay as much as all others.
    Concentration,
    /// Customers won within the simulated years leave three times as often as others.
    CohortsDecay,
    /// Segments follow revenue alone.
    SegmentsByRevenue,
    /// Over the last year outreach triples, and ever fewer answer.
    OutreachVolume,
    /// Nearly all that tools write goes to the customers of a few books that are too large.
    AiToOverSpan,
    /// Tools are in use for relationships, for watching scores and for volume.
    ForbiddenUseCases,
    /// Over the last 18 months ever more customers leave, and a few that grow raise the headline.
    AmplificationIllusion,
}

/// The faults with their names and what they are.
pub const FAULTS: &[(&str, Fault, &str)] = &[
    (
        "allocation_too_large",
        Fault::AllocationTooLarge,
        "two of five books hold twice the accounts that were declared",
    ),
    (
        "capacity_declared",
        Fault::CapacityDeclared,
        "half of the people declare three times the accounts that their hours allow",
    ),
    (
        "renewals_clash",
        Fault::RenewalsClash,
        "in half of the books two of three renewals fall into the same three weeks",
    ),
    (
        "units_with_one_owner",
        Fault::UnitsWithOneOwner,
        "nearly all accounts with several business units have one owner",
    ),
    (
        "owner_changes",
        Fault::OwnerChanges,
        "nearly half of the renewals come within four months of a change of owner",
    ),
    (
        "committee_changes",
        Fault::CommitteeChanges,
        "half of the renewals come within five months of a change of the buying committee",
    ),
    (
        "score_blind",
        Fault::ScoreBlind,
        "health scores have nothing to do with what customers decide",
    ),
    (
        "score_lags",
        Fault::ScoreLags,
        "health scores turn red 10 to 40 days before the decision, half of them 25 or fewer",
    ),
    (
        "score_miscalibrated",
        Fault::ScoreMiscalibrated,
        "health scores rank accounts well, and are far from the chances that they state",
    ),
    (
        "green_then_dark",
        Fault::GreenThenDark,
        "one of eleven accounts has been green for six months and uses nothing any more",
    ),
    (
        "activity_against_sentiment",
        Fault::ActivityAgainstSentiment,
        "accounts that use much are the least content",
    ),
    (
        "headline_ties",
        Fault::HeadlineTies,
        "the published retention is 4.5 points above what the subscriptions say",
    ),
    (
        "blended_retention",
        Fault::BlendedRetention,
        "net retention stays above 100 % while a third of the renewals is for less",
    ),
    (
        "concentration",
        Fault::Concentration,
        "five accounts pay as much as all others together",
    ),
    (
        "cohorts_decay",
        Fault::CohortsDecay,
        "customers won within the simulated years leave at about four times the rate of others",
    ),
    (
        "segments_by_revenue",
        Fault::SegmentsByRevenue,
        "segments follow revenue alone, and complexity lies across them",
    ),
    (
        "outreach_volume",
        Fault::OutreachVolume,
        "over the last year outreach triples and replies fall to a quarter of their rate",
    ),
    (
        "ai_to_over_span",
        Fault::AiToOverSpan,
        "one of fourteen books is twice too large, and most of what tools write goes to its accounts",
    ),
    (
        "forbidden_use_cases",
        Fault::ForbiddenUseCases,
        "tools are live for relationships, for watching scores and for volume",
    ),
    (
        "amplification_illusion",
        Fault::AmplificationIllusion,
        "over 18 months ever more customers leave while a few growing ones raise the headline",
    ),
];

impl Fault {
    /// The fault of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let found = FAULTS.iter().find(|(known, _, _)| *known == name);
        found.map(|(_, fault, _)| *fault)
    }
}
