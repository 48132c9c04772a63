//! What the demo's organisation is like.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use jiff::civil::Date;
use uptake_simulate::{
    At, Interaction, Organisation, Person, Reason, Role, Segment, Settings, Standing, TOOLS, Tool, clean_organisation,
    organisation, tally,
};

const LAST_WEEKS: usize = 4;

static DEMO: LazyLock<(Settings, Organisation)> = LazyLock::new(|| {
    let settings = Settings::default();
    let organisation = organisation(&settings);
    (settings, organisation)
});

fn rate(made: &(Settings, Organisation), week: usize, belongs: impl Fn(&Person) -> bool) -> f64 {
    let (settings, organisation) = made;
    tally(organisation, settings.monday(week), belongs).rate().unwrap()
}

/// The mean of the weekly rates.
fn mean_rate(made: &(Settings, Organisation), weeks: std::ops::Range<usize>, belongs: impl Fn(&Person) -> bool) -> f64 {
    let count = weeks.len() as f64;
    weeks.map(|week| rate(made, week, &belongs)).sum::<f64>() / count
}

fn is_shadow(row: &Interaction) -> bool {
    let standing = Tool::named(row.tool).unwrap().standing;
    matches!(standing, Standing::Unapproved | Standing::Unlisted)
}

#[test]
fn the_demo_has_120_csms_in_8_teams_and_12_other_people() {
    let people = clean_organisation(&Settings::default()).people;
    let csms: Vec<_> = people.iter().filter(|person| person.role == Role::Csm).collect();
    assert_eq!((people.len(), csms.len()), (132, 120));
    assert_eq!(csms.iter().map(|person| person.team).collect::<BTreeSet<_>>().len(), 8);
    assert_eq!(
        people.iter().map(|person| person.role).collect::<BTreeSet<_>>().len(),
        4
    );
}

#[test]
fn some_people_join_and_some_leave_during_the_weeks() {
    let (settings, made) = &*DEMO;
    let joined = made
        .people
        .iter()
        .filter(|person| person.hired_on >= settings.first_week);
    let left = made.people.iter().filter(|person| person.left_on.is_some());
    assert!((5..=20).contains(&joined.count()));
    assert!((5..=15).contains(&left.count()));
}

#[test]
fn the_demo_has_between_12_and_25_thousand_interactions() {
    assert!((12_000..=25_000).contains(&DEMO.1.interactions.len()));
}

#[test]
fn in_each_of_the_last_four_weeks_the_rates_lie_in_their_bands() {
    let made = &*DEMO;
    let bands = [
        (Segment::Smb, 0.70..=0.80),
        (Segment::MidMarket, 0.55..=0.70),
        (Segment::Enterprise, 0.40..=0.55),
    ];
    for week in made.0.weeks - LAST_WEEKS..made.0.weeks {
        for (segment, band) in &bands {
            let rate = rate(made, week, |person| person.segment == Some(*segment));
            assert!(band.contains(&rate), "{segment} in week {week}: {rate}");
        }
    }
}

#[test]
fn another_seed_moves_the_last_rates_by_a_few_points_only() {
    let middles = [
        (Segment::Smb, 0.75),
        (Segment::MidMarket, 0.63),
        (Segment::Enterprise, 0.49),
    ];
    for seed in 1..=3 {
        let settings = Settings {
            seed,
            ..Settings::default()
        };
        let made = (settings.clone(), organisation(&settings));
        for (segment, middle) in middles {
            let last = settings.weeks - LAST_WEEKS..settings.weeks;
            let rate = mean_rate(&made, last, |person| person.segment == Some(segment));
            assert!((rate - middle).abs() < 0.12, "{segment} with seed {seed}: {rate}");
        }
    }
}

#[test]
fn adoption_starts_low_and_rises_fastest_in_the_middle() {
    let made = &*DEMO;
    let quarters = [0..4, 12..16, 36..40, 48..52].map(|weeks| mean_rate(made, weeks, |_| true));
    assert!(quarters[0] < 0.15, "{quarters:?}");
    let [first, middle, last] = [1, 2, 3].map(|next| quarters[next] - quarters[next - 1]);
    assert!(middle > 3.0 * first.max(last), "{quarters:?}");
}

#[test]
fn in_the_middle_of_the_year_newer_hires_are_far_ahead_of_senior_ones() {
    let made = &*DEMO;
    let middle = made.0.monday(26);
    let years =
        |person: &Person| f64::from(middle.since((jiff::Unit::Day, person.hired_on)).unwrap().get_days()) / 365.0;
    let newer = mean_rate(made, 24..29, |person| years(person) < 1.5);
    let senior = mean_rate(made, 24..29, |person| years(person) > 4.0);
    assert!(newer > senior + 0.4, "{newer} and {senior}");
}

#[test]
fn enterprise_apac_lags_behind_every_other_team() {
    let made = &*DEMO;
    let last = || made.0.weeks - LAST_WEEKS..made.0.weeks;
    let lagging = mean_rate(made, last(), |person| person.team == "Enterprise APAC");
    for team in uptake_simulate::TEAMS
        .iter()
        .filter(|team| team.name != "Enterprise APAC")
    {
        let other = mean_rate(made, last(), |person| person.team == team.name);
        assert!(
            other > lagging + 0.2,
            "{} {other}, Enterprise APAC {lagging}",
            team.name
        );
    }
}

#[test]
fn a_fifth_of_the_people_have_most_of_the_shadow_use() {
    let (settings, made) = &*DEMO;
    let mut by_person: HashMap<&str, usize> = HashMap::new();
    for row in made.interactions.iter().filter(|row| is_shadow(row)) {
        *by_person.entry(&row.person_id).or_default() += 1;
    }
    let mut counts: Vec<usize> = by_person.into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let all: usize = counts.iter().sum();
    let most: usize = counts.iter().take(settings.people / 5).sum();
    assert!(most * 10 > all * 8, "{most} of {all}");
    assert!(
        all * 10 > made.interactions.len(),
        "more than a tenth is shadow use: {all}"
    );
}

#[test]
fn between_a_tenth_and_a_third_of_the_interactions_is_undocumented() {
    let rows = &DEMO.1.interactions;
    let undocumented = rows.iter().filter(|row| !row.is_documented()).count();
    let share = undocumented as f64 / rows.len() as f64;
    assert!((0.10..0.33).contains(&share), "{share}");
}

#[test]
fn every_tool_occurs_under_its_name_and_its_alias() {
    let rows = &DEMO.1.interactions;
    let spelled: BTreeSet<&str> = rows.iter().map(|row| row.tool).collect();
    let known: BTreeSet<&str> = TOOLS
        .iter()
        .flat_map(|tool| [Some(tool.name), tool.alias])
        .flatten()
        .collect();
    assert_eq!(spelled, known);
}

#[test]
fn agentforce_has_pilots_before_its_approval_and_many_more_uses_after() {
    let rows = &DEMO.1.interactions;
    let agentforce = Tool::named("Salesforce Agentforce").unwrap();
    let (after, before): (Vec<Date>, Vec<Date>) = rows
        .iter()
        .filter(|row| row.tool == agentforce.name)
        .filter_map(|row| row.at.date())
        .partition(|day| agentforce.is_approved_on(*day));
    assert!(before.len() >= 5, "{}", before.len());
    assert!(after.len() > 10 * before.len());
}

#[test]
fn nobody_uses_a_tool_on_leave_or_outside_their_employment() {
    let made = clean_organisation(&Settings::default());
    for row in &made.interactions {
        let day = row.at.date().unwrap();
        let person = made
            .people
            .iter()
            .find(|person| person.person_id == row.person_id)
            .unwrap();
        assert!(person.is_employed_on(day), "{row:?}");
        let mut spells = made.leave.iter().filter(|leave| leave.person_id == row.person_id);
        assert!(!spells.any(|leave| leave.covers(day)), "{row:?}");
    }
}

#[test]
fn a_person_s_spells_never_overlap_and_every_reason_occurs() {
    let leave = &DEMO.1.leave;
    for pair in leave.windows(2) {
        assert!(pair[0].person_id != pair[1].person_id || pair[0].ends_on < pair[1].starts_on);
    }
    let reasons: BTreeSet<Reason> = leave.iter().map(|spell| spell.reason).collect();
    assert_eq!(reasons.len(), 3);
}

#[test]
fn few_interactions_fall_on_a_weekend() {
    let rows = clean_organisation(&Settings::default()).interactions;
    let weekend = |row: &&Interaction| row.at.date().unwrap().weekday().to_monday_zero_offset() > 4;
    let share = rows.iter().filter(weekend).count() as f64 / rows.len() as f64;
    assert!((0.005..0.03).contains(&share), "{share}");
}

#[test]
fn clean_interactions_lie_within_the_weeks_and_in_order() {
    let settings = Settings::default();
    let rows = clean_organisation(&settings).interactions;
    let within = settings.monday(0)..settings.end();
    assert!(rows.iter().all(|row| within.contains(&row.at.date().unwrap())));
    let keys: Vec<(&At, &str)> = rows.iter().map(|row| (&row.at, row.person_id.as_str())).collect();
    assert!(keys.is_sorted());
}
