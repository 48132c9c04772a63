//! Books, contact and owners.

use super::{Data, ago, answers};

/// People with these numbers of accounts, each with a capacity of ten.
fn books(sizes: &[usize]) -> Data {
    let mut data = Data::default();
    for (person, size) in sizes.iter().enumerate() {
        data.add("staff", &format!("p{person},CSM,2020-01-01,,10,,,,"));
        for account in 0..*size {
            data.add("holdings", &format!("a{person}-{account},p{person},CSM,2024-01-01,"));
        }
    }
    data
}

#[test]
fn books_over_the_declared_capacity_fail() {
    let told = answers(
        "books_within_capacity",
        &books(&[8; 6]),
        &books(&[8, 8, 8, 8, 12, 12]),
        &books(&[12; 4]),
    );
    assert_eq!(told.failing(), ["books_within_capacity"]);
    assert_eq!(told.value("books_within_capacity", "", "over_capacity"), 2.0);
    assert_eq!(told.value("books_within_capacity", "", "heaviest"), 1.2);
    assert_eq!(told.evidence("books_within_capacity"), 2);
}

#[test]
fn without_a_declared_capacity_a_book_has_no_verdict_and_one_of_many_warns() {
    let mut data = books(&[8; 6]);
    data.0.remove("staff");
    let told = data.told();
    assert_eq!(told.verdict("books_within_capacity"), "insufficient data");
    let missing = told.check("books_within_capacity")["groups"][0]["missing"].to_string();
    assert!(
        missing.contains("staff") && missing.contains("account_capacity"),
        "{missing}"
    );
    assert_eq!(
        books(&[8, 8, 8, 8, 8, 11]).told().verdict("books_within_capacity"),
        "warn"
    );
}

#[test]
fn who_left_the_book_and_who_left_the_team_dont_count() {
    let mut data = books(&[10; 6]);
    for account in 0..5 {
        data.add("holdings", &format!("b{account},p0,CSM,2024-01-01,{}", ago(1)));
        data.add("holdings", &format!("c{account},p1,AE,2024-01-01,"));
    }
    assert_eq!(data.told().verdict("books_within_capacity"), "pass");
}

/// Seven people with the published quarter: 40 hours, three quarters for customers, 16 hours an account.
fn hours(people: usize, declared: u32) -> Data {
    let mut data = Data::default();
    for person in 0..people {
        data.add("staff", &format!("p{person},CSM,2020-01-01,,{declared},,40,0.75,16"));
        data.add("holdings", &format!("a{person},p{person},CSM,2024-01-01,"));
    }
    data
}

#[test]
fn a_capacity_that_the_hours_dont_cover_fails_and_the_published_hours_make_20_7_accounts() {
    let told = answers("capacity_from_hours", &hours(7, 20), &hours(7, 30), &hours(4, 30));
    assert_eq!(told.failing(), ["capacity_from_hours"]);
    assert_eq!(told.value("capacity_from_hours", "", "middle_hours"), 331.5);
    assert_eq!(told.value("capacity_from_hours", "", "middle_capacity"), 20.71875);
}

/// Accounts of which so many sent something in the last quarter; the others were written to in vain.
fn contacts(accounts: usize, heard: usize) -> Data {
    let mut data = Data::default();
    for account in 0..accounts {
        data.add("accounts", &format!("a{account},SMB,2024-01-01,,100,,,,,,"));
        data.add("holdings", &format!("a{account},p{},CSM,2024-01-01,", account % 4));
        let at = ago(10);
        let touch = match (account < heard, account % 2) {
            (true, 0) => format!("a{account},{at}T10:00:00Z,in,,"),
            (true, _) => format!("a{account},{at}T10:00:00Z,out,false,true"),
            (false, _) => format!("a{account},{at}T10:00:00Z,out,true,false"),
        };
        data.add("touches", &touch);
    }
    data
}

#[test]
fn accounts_of_which_nobody_heard_fail_however_often_they_were_written_to() {
    let told = answers("quiet_accounts", &contacts(60, 58), &contacts(60, 40), &contacts(40, 0));
    assert_eq!(told.failing(), ["quiet_accounts"]);
    assert_eq!(told.value("quiet_accounts", "", "quiet"), 20.0);
    assert_eq!(told.evidence("quiet_accounts"), 20);
    let mut young = contacts(60, 60);
    for account in 0..30 {
        young.add("accounts", &format!("y{account},SMB,{},,100,,,,,,", ago(20)));
        young.add("holdings", &format!("y{account},p0,CSM,{},", ago(20)));
    }
    assert_eq!(
        young.told().value("quiet_accounts", "", "accounts"),
        60.0,
        "accounts of twenty days aren't quiet yet"
    );
}

/// Accounts of two business units, of which so many have a second owner.
fn units(accounts: usize, shared: usize) -> Data {
    let mut data = Data::default();
    for account in 0..accounts {
        data.add(
            "accounts",
            &format!("a{account},Enterprise,2024-01-01,,{},,2,,,,", 1000 + account),
        );
        data.add("holdings", &format!("a{account},p0,CSM,2024-01-01,"));
        if account < shared {
            data.add("holdings", &format!("a{account},p1,CSM,2024-01-01,"));
        }
    }
    data.add("accounts", "single,SMB,2024-01-01,,9000,,1,,,,");
    data.add("holdings", "single,p0,CSM,2024-01-01,");
    // Renewal days of units aren't known for any of them.
    data
}

#[test]
fn several_business_units_with_one_owner_fail() {
    let told = answers("one_owner_for_many_units", &units(12, 11), &units(12, 3), &units(6, 0));
    assert_eq!(told.failing(), ["one_owner_for_many_units"]);
    assert_eq!(
        told.value("one_owner_for_many_units", "", "one"),
        9.0,
        "the account with one unit isn't among them"
    );
}
