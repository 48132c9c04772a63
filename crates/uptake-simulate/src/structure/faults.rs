//! Faults in how an organisation is built. Each is named after the check that should find it. What else follows from a fault is
//! stated with it: a score that nobody can rely on makes its alarms unreliable, too.

use super::tables::Table;

/// A fault in the structure of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A third of the books are twice as large as declared.
    BooksWithinCapacity,
    /// Three of four people declare three times what their hours allow.
    CapacityFromHours,
    /// Hardly anything comes back from customers.
    QuietAccounts,
    /// In half of the books two of three renewals fall into the same three weeks.
    RenewalRhythms,
    /// Nearly all accounts of several units have one owner.
    OneOwnerForManyUnits,
    /// Nearly half of the renewals come within four months of another owner.
    OwnerContinuity,
    /// Half of the renewals come soon after another buying committee, of whom nobody heard.
    CommitteeContinuity,
    /// Scores have nothing to do with what is decided.
    ScoreForetells,
    /// Many scores are red for nothing.
    ScoreAlarms,
    /// Scores turn red 10 to 40 days before the decision.
    ScoreInTime,
    /// Scores rank well, and are far from the chances that they state.
    ScoreMiscalibrated,
    /// What matters is how a score changes, not where it lies.
    ScoreAndItsSlope,
    /// Scores flicker red.
    ScoreMonitoring,
    /// Nearly half of those in danger are green to the end.
    GreenThenLost,
    /// Many accounts have been green for six months and use nothing any more.
    GreenButDark,
    /// Scores follow use, which tells nothing; sentiment tells who leaves.
    ActivityAndSentiment,
    /// A quarter of the accounts use more and pay less.
    UsePriceDown,
    /// The published retention is above what the subscriptions say.
    HeadlineTies,
    /// Net retention is above 100 though gross retention is low.
    BlendedRetention,
    /// One account pays nearly half of everything.
    RevenueConcentration,
    /// Customers of the last two years leave several times as often as others.
    CohortRetention,
    /// Segments follow revenue alone.
    SegmentsBySize,
    /// Over the last year outreach triples, and ever fewer answer.
    OutreachVolume,
    /// Nearly all that tools write goes to the customers of a few books that are too large.
    AiToOversizedBooks,
    /// Tools are in use for relationships.
    UseCasesAllowed,
    /// Most use is for watching scores and for volume.
    WhereAiWorks,
    /// Over the last 18 months ever more customers leave, and a few that grow raise the headline.
    Amplification,
}

/// A fault with its name, which is that of the check that should find it, and what it is; and the other checks that may fail with it.
pub type Planted = (&'static str, Fault, &'static str, &'static [&'static str]);

/// What follows from a score that doesn't tell in time.
const OF_SCORES: &[&str] = &[
    "score_alarms",
    "score_in_time",
    "score_monitoring",
    "score_foretells",
    "score_miscalibrated",
    "green_then_lost",
];

/// All faults.
pub const FAULTS: &[Planted] = &[
    (
        "books_within_capacity",
        Fault::BooksWithinCapacity,
        "a third of the books hold twice the accounts that were declared",
        &["quiet_accounts", "ai_to_oversized_books"],
    ),
    (
        "capacity_from_hours",
        Fault::CapacityFromHours,
        "three of four people declare three times the accounts that their hours allow",
        &[],
    ),
    (
        "quiet_accounts",
        Fault::QuietAccounts,
        "one touch in eight is answered, and customers hardly write",
        &["committee_continuity"],
    ),
    (
        "renewal_rhythms",
        Fault::RenewalRhythms,
        "in half of the books two of three renewals fall into the same three weeks",
        &[],
    ),
    (
        "one_owner_for_many_units",
        Fault::OneOwnerForManyUnits,
        "nine of ten accounts with several business units have one owner",
        &[],
    ),
    (
        "owner_continuity",
        Fault::OwnerContinuity,
        "nearly half of the renewals come within four months of a change of owner",
        &[],
    ),
    (
        "committee_continuity",
        Fault::CommitteeContinuity,
        "half of the renewals come soon after a change of the buying committee, of whom nobody has heard",
        &["quiet_accounts"],
    ),
    (
        "score_foretells",
        Fault::ScoreForetells,
        "health scores have nothing to do with what customers decide",
        // It goes neither with activity nor with sentiment, or with one of them by chance.
        &[
            "score_alarms",
            "score_in_time",
            "score_monitoring",
            "green_then_lost",
            "activity_and_sentiment",
        ],
    ),
    (
        "score_alarms",
        Fault::ScoreAlarms,
        "one term in eight turns red though its account is well",
        &["score_monitoring"],
    ),
    (
        "score_in_time",
        Fault::ScoreInTime,
        "health scores turn red 10 to 40 days before the decision, half of them 25 or fewer",
        OF_SCORES,
    ),
    (
        "score_miscalibrated",
        Fault::ScoreMiscalibrated,
        "health scores rank accounts well, and are far from the chances that they state",
        &[],
    ),
    (
        "score_and_its_slope",
        Fault::ScoreAndItsSlope,
        "accounts have levels of their own, and a small fall from it is what foretells a loss",
        &["score_miscalibrated"],
    ),
    (
        "score_monitoring",
        Fault::ScoreMonitoring,
        "one score in fourteen is red for a week and for nothing",
        OF_SCORES,
    ),
    (
        "green_then_lost",
        Fault::GreenThenLost,
        "nearly half of the accounts in danger are green to the end",
        OF_SCORES,
    ),
    (
        "green_but_dark",
        Fault::GreenButDark,
        "one of six accounts has been green for six months and uses nothing any more",
        &[],
    ),
    (
        "activity_and_sentiment",
        Fault::ActivityAndSentiment,
        "scores follow use, which tells nothing, and sentiment tells who leaves",
        &[],
    ),
    (
        "use_up_price_down",
        Fault::UsePriceDown,
        "a quarter of the accounts use more before the renewal, and most of them pay less",
        &[],
    ),
    (
        "headline_ties",
        Fault::HeadlineTies,
        "the published retention is 4.5 points above what the subscriptions say",
        &[],
    ),
    (
        "blended_retention",
        Fault::BlendedRetention,
        "net retention stays above 100 % while one account in six leaves and others halve",
        &["use_up_price_down"],
    ),
    (
        "revenue_concentration",
        Fault::RevenueConcentration,
        "one account pays about half of everything, another a tenth",
        &["blended_retention"],
    ),
    (
        "cohort_retention",
        Fault::CohortRetention,
        "customers won in the last two years leave at six times the rate of others",
        &[],
    ),
    (
        "segments_by_size",
        Fault::SegmentsBySize,
        "segments follow revenue alone, and complexity lies across them",
        &[],
    ),
    (
        "outreach_volume",
        Fault::OutreachVolume,
        "over the last year outreach triples and replies fall to a third of their rate",
        &[],
    ),
    (
        "ai_to_oversized_books",
        Fault::AiToOversizedBooks,
        "one of fourteen books is twice too large, and most of what tools write goes to its accounts",
        &["books_within_capacity"],
    ),
    (
        "use_cases_allowed",
        Fault::UseCasesAllowed,
        "tools are live where a relationship is the point",
        &[],
    ),
    (
        "where_ai_works",
        Fault::WhereAiWorks,
        "most use of tools is for watching scores and for volume",
        &[],
    ),
    (
        "amplification",
        Fault::Amplification,
        "over 18 months ever more customers leave while a few growing ones raise the headline",
        &["blended_retention", "cohort_retention"],
    ),
];

impl Fault {
    /// The fault of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let found = FAULTS.iter().find(|(known, _, _, _)| *known == name);
        found.map(|(_, fault, _, _)| *fault)
    }

    /// Which of [`Table::SERIES`] decide the verdict of the check of the same name: with them and the files that aren't series it
    /// comes to the verdict that it comes to with all.
    #[must_use]
    pub fn series(self) -> &'static [Table] {
        match self {
            Self::OneOwnerForManyUnits
            | Self::RenewalRhythms
            | Self::HeadlineTies
            | Self::BlendedRetention
            | Self::RevenueConcentration
            | Self::CohortRetention
            | Self::SegmentsBySize
            | Self::WhereAiWorks
            | Self::Amplification => &[],
            Self::BooksWithinCapacity
            | Self::CapacityFromHours
            | Self::QuietAccounts
            | Self::OwnerContinuity
            | Self::CommitteeContinuity
            | Self::OutreachVolume
            | Self::AiToOversizedBooks => &[Table::Touches],
            Self::ScoreForetells
            | Self::ScoreAlarms
            | Self::ScoreInTime
            | Self::ScoreMiscalibrated
            | Self::ScoreMonitoring
            | Self::ScoreAndItsSlope
            | Self::GreenThenLost => &[Table::HealthScores],
            Self::GreenButDark | Self::ActivityAndSentiment | Self::UsePriceDown => {
                &[Table::HealthScores, Table::Usage, Table::Surveys]
            }
            // Whether a use case is allowed depends on what other checks found.
            Self::UseCasesAllowed => &Table::SERIES,
        }
    }
}
