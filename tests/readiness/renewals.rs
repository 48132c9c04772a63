//! Renewals of one person, and what changes before them.

use super::{Data, ago, answers};

/// People who can carry three renewals in thirty days; the first ones have five on one day.
fn rhythms(people: usize, clashing: usize) -> Data {
    let mut data = Data::default();
    for person in 0..people {
        data.add("staff", &format!("p{person},CSM,2020-01-01,,,3,,,"));
        for number in 0..12 {
            let account = format!("a{person}-{number}");
            let days = if person < clashing && number < 5 {
                100
            } else {
                20 * number + 15
            };
            data.add("holdings", &format!("{account},p{person},CSM,2024-01-01,"));
            data.add(
                "renewals",
                &format!("r-{account},{account},{},,,100,,{}", ago(-days), 12 + 12 * (number % 2)),
            );
        }
    }
    data
}

#[test]
fn renewals_that_fall_together_beyond_what_a_person_can_carry_fail() {
    let told = answers("renewal_rhythms", &rhythms(6, 0), &rhythms(6, 2), &rhythms(4, 4));
    assert_eq!(told.failing(), ["renewal_rhythms"]);
    assert_eq!(told.value("renewal_rhythms", "", "clashing"), 2.0);
    assert_eq!(told.value("renewal_rhythms", "", "widest_terms"), 12.0);
    let even = told.value("renewal_rhythms", "", "middle_evenness");
    assert!(even > 0.7 && even < 1.0, "{even}");
}

/// Renewals of the last year, of which so many changed hands two months before.
fn owners(renewals: usize, changed: usize) -> Data {
    let mut data = Data::default();
    for number in 0..renewals {
        let decided = 10 + i64::try_from(number).unwrap() * 5;
        let lost = if number % 10 == 0 { "churned" } else { "renewed" };
        data.add(
            "renewals",
            &format!(
                "r{number},a{number},{},{},{lost},100,100,12",
                ago(decided - 5),
                ago(decided)
            ),
        );
        if number < changed {
            data.add(
                "holdings",
                &format!("a{number},p0,CSM,2020-01-01,{}", ago(decided + 61)),
            );
            data.add("holdings", &format!("a{number},p1,CSM,{},", ago(decided + 60)));
        } else {
            data.add("holdings", &format!("a{number},p0,CSM,2020-01-01,"));
        }
    }
    data
}

#[test]
fn an_owner_who_changes_within_half_a_year_before_the_renewal_fails() {
    let told = answers("owner_continuity", &owners(60, 3), &owners(60, 20), &owners(30, 20));
    assert_eq!(told.failing(), ["owner_continuity"]);
    assert_eq!(told.value("owner_continuity", "", "changed"), 20.0);
}

#[test]
fn where_a_system_records_handovers_they_are_what_counts() {
    let mut data = Data::default();
    // Since then they have been recorded.
    data.add("handovers", &format!("elsewhere,{},CSM,p0,p1", ago(900)));
    for number in 0..60 {
        let decided = ago(10 + number * 5);
        data.add(
            "renewals",
            &format!("r{number},a{number},{decided},{decided},renewed,100,100,12"),
        );
    }
    for number in 0..20 {
        data.add(
            "handovers",
            &format!("a{number},{},CSM,p0,p1", ago(10 + number * 5 + 30)),
        );
    }
    assert_eq!(data.told().failing(), ["owner_continuity"]);
}

/// Renewals with a buyer who came two months before, of whom so many were heard of since.
fn committees(renewals: usize, attended: usize) -> Data {
    let mut data = Data::default();
    for number in 0..renewals {
        let decided = 10 + i64::try_from(number).unwrap() * 5;
        data.add(
            "renewals",
            &format!(
                "r{number},a{number},{},{},renewed,100,100,12",
                ago(decided),
                ago(decided)
            ),
        );
        data.add("holdings", &format!("a{number},p0,CSM,2020-01-01,"));
        data.add("stakeholders", &format!("a{number},old{number},true,2020-01-01,"));
        data.add(
            "stakeholders",
            &format!("a{number},new{number},true,{},", ago(decided + 60)),
        );
        let heard = if number < attended { decided + 30 } else { decided + 90 };
        data.add("touches", &format!("a{number},{}T09:00:00Z,in,,", ago(heard)));
    }
    data
}

#[test]
fn a_changed_buying_committee_of_which_nobody_heard_fails() {
    let told = answers(
        "committee_continuity",
        &committees(30, 28),
        &committees(30, 20),
        &committees(10, 0),
    );
    assert_eq!(told.failing(), ["committee_continuity"]);
    assert_eq!(told.value("committee_continuity", "", "strangers"), 10.0);
}
