//! Faults of an organisation, one at a time, so that each guard can be seen to find its own and no other.
//!
//! Each is planted in a healthy organisation: the demo's, with the team that lags by design brought up to the others.

mod cases;
mod habits;
mod people;
pub(crate) mod targets;
mod uses;

use crate::dirt;
use crate::organisation::{Organisation, clean_organisation};
use crate::settings::Settings;
pub use targets::write_targets;

/// A fault, named after the check that should find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plant {
    /// None at all.
    None,
    /// Many people have two or three interactions a week.
    ThresholdSensitivity,
    /// Much use has no record.
    DocumentedAndClaimed,
    /// One team lags.
    LowTeams,
    /// Much use is of a tool that nobody approved.
    ShadowUse,
    /// Newer people are ahead on the whole and behind in every segment.
    Tenure,
    /// Segments have people of very different tenure.
    TenureMix,
    /// Most people stop at exactly three.
    ComplianceThreshold,
    /// Programs write the use of some people.
    ComplianceRegularity,
    /// Some people's use helps in no case.
    ComplianceOutput,
    /// On one day the log calls one tool by another's name.
    SurfaceDrift,
    /// Use piles up at weekends.
    ComplianceWeekends,
    /// Use rises, and the tools help no more than before.
    ComplianceOutcome,
    /// A few people close nearly all assisted cases.
    FewCarryIt,
    /// Little is kept of what tools draft.
    MaterialInvolvement,
    /// Targets are in force while tools are still in the way.
    TargetsBeforeBarriers,
    /// There are no cases.
    ResolutionBesideAdoption,
    /// The project states the stage of a much smaller team.
    StageFits,
    /// Teams are measured at the walk, and have had the tools for a week.
    RolledOut,
    /// Every other week most people don't use anything.
    WeeklyUntilStable,
}

/// A fault with its name, which is that of the check that should find it, and what it is; and the other checks that may fail with it.
pub type PlantedUse = (&'static str, Plant, &'static str, &'static [&'static str]);

/// The faults. In an organisation of the demo's size none of them fails another check; in others those that are stated may fail, too.
pub const PLANTS: &[PlantedUse] = &[
    ("none", Plant::None, "a healthy organisation", &[]),
    (
        "threshold_sensitivity",
        Plant::ThresholdSensitivity,
        "in one segment many people have two or three interactions a week",
        &[],
    ),
    (
        "documented_and_claimed",
        Plant::DocumentedAndClaimed,
        "for half of the people most use has no record",
        &["few_carry_it"],
    ),
    ("low_teams", Plant::LowTeams, "one team lags", &[]),
    (
        "shadow_use",
        Plant::ShadowUse,
        "a third of the people use a tool that nobody approved",
        &[],
    ),
    (
        "tenure",
        Plant::Tenure,
        "newer people are ahead on the whole and behind in every segment",
        &["low_teams", "tenure_mix"],
    ),
    (
        "tenure_mix",
        Plant::TenureMix,
        "one segment has nearly all newer people, another nearly none, and newer ones use more",
        &[],
    ),
    (
        "compliance_threshold",
        Plant::ComplianceThreshold,
        "since six weeks most people stop at exactly three interactions a week",
        &["threshold_sensitivity"],
    ),
    (
        "compliance_regularity",
        Plant::ComplianceRegularity,
        "for a quarter of the people a program writes six interactions a week",
        &[],
    ),
    (
        "compliance_output",
        Plant::ComplianceOutput,
        "for four of ten people the tools have a part in no case",
        &["few_carry_it"],
    ),
    (
        "surface_drift",
        Plant::SurfaceDrift,
        "from one Wednesday on, the log has the use of two tools under the name of a third",
        &[],
    ),
    (
        "compliance_weekends",
        Plant::ComplianceWeekends,
        "a third of the use is at weekends",
        &[],
    ),
    (
        "compliance_outcome",
        Plant::ComplianceOutcome,
        "use rises for twelve weeks, and the tools help in no more cases",
        &["weekly_until_stable"],
    ),
    (
        "few_carry_it",
        Plant::FewCarryIt,
        "eight people close nearly all assisted cases",
        &["compliance_output"],
    ),
    (
        "material_involvement",
        Plant::MaterialInvolvement,
        "little is kept of drafts",
        &[],
    ),
    (
        "targets_before_barriers",
        Plant::TargetsBeforeBarriers,
        "targets are in force while the tools are slow for some",
        &[],
    ),
    (
        "resolution_beside_adoption",
        Plant::ResolutionBesideAdoption,
        "no ticket system delivers cases",
        &[],
    ),
    (
        "stage_fits",
        Plant::StageFits,
        "the project states the stage of two people",
        &[],
    ),
    (
        "rolled_out",
        Plant::RolledOut,
        "teams are measured, and have had the tools for a week",
        &[],
    ),
    (
        "weekly_until_stable",
        Plant::WeeklyUntilStable,
        "every other week most people use nothing",
        &[],
    ),
];

impl Plant {
    /// The fault of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        PLANTS
            .iter()
            .find(|(known, _, _, _)| *known == name)
            .map(|(_, plant, _, _)| *plant)
    }
}

/// A healthy organisation with one fault. What lies in the project file is no part of it.
#[must_use]
pub fn planted(settings: &Settings, plant: Plant) -> Organisation {
    let settings = Settings {
        levelled: true,
        ..settings.clone()
    };
    let mut organisation = clean_organisation(&settings);
    plant.spoil(&settings, &mut organisation);
    dirt::soil(&settings, &mut organisation.people, &mut organisation.interactions);
    organisation
}

impl Plant {
    /// Plants it.
    pub(crate) fn spoil(self, settings: &Settings, organisation: &mut Organisation) {
        match self {
            Plant::None
            | Plant::TargetsBeforeBarriers
            | Plant::ResolutionBesideAdoption
            | Plant::StageFits
            | Plant::RolledOut => {}
            Plant::LowTeams => uses::one_team_lags(settings, organisation),
            Plant::ThresholdSensitivity => uses::at_the_edge(settings, organisation),
            Plant::DocumentedAndClaimed => uses::without_records(settings, organisation),
            Plant::ShadowUse => uses::in_the_shadow(settings, organisation),
            Plant::ComplianceThreshold => uses::exactly_three(settings, organisation),
            Self::ComplianceRegularity => habits::by_program(settings, organisation),
            Self::ComplianceOutput => cases::without_output(settings, organisation),
            Self::SurfaceDrift => habits::under_another_name(settings, organisation),
            Plant::ComplianceWeekends => uses::at_weekends(settings, organisation),
            Plant::ComplianceOutcome => {
                uses::rising(settings, organisation);
                cases::flat(settings, organisation);
            }
            Plant::WeeklyUntilStable => uses::every_other_week(settings, organisation),
            Plant::Tenure => people::reversed(settings, organisation),
            Plant::TenureMix => people::parted(settings, organisation),
            Plant::FewCarryIt => cases::of_a_few(settings, organisation),
            Plant::MaterialInvolvement => cases::dropped_drafts(organisation),
        }
    }
}
