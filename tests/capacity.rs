//! Capacity from first principles, as published tables have it, worked out by rules.

use crate::support::Project;
use serde_json::Value;

/// Values of the only check of a project.
fn values(rules: &str) -> Value {
    let project = Project::small().file("capacity.yaml", rules).edit(
        "uptake.yaml",
        "[rules.yaml]",
        "[rules.yaml, capacity.yaml]",
    );
    let answer = project.run(&["--format", "json"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    let outcome: Value = serde_json::from_str(&answer.stdout).unwrap();
    outcome["checks"][0]["groups"][0]["values"].clone()
}

fn rounded(values: &Value, name: &str, digits: i32) -> f64 {
    let found = values.as_array().unwrap().iter().find(|value| value["name"] == name);
    let scale = 10f64.powi(digits);
    (found.unwrap()["value"].as_f64().unwrap() * scale).round() / scale
}

/// A book-of-business calculator: 13 weeks of 40 hours, of which 75 % are worked and 85 % of those for customers; an account
/// takes two touches of eight hours.
#[test]
fn a_quarter_of_331_and_a_half_hours_carries_20_7_accounts() {
    let values = values(
        "uptake: 1
constants: { weekly_hours: 40, weeks: 13, worked: 0.75, for_customers: 0.85, touches: 2, hours_a_touch: 8 }
checks:
  capacity:
    values:
      hours: weekly_hours * weeks * worked * for_customers
      hours_an_account: touches * hours_a_touch
      accounts: hours / hours_an_account
    warn: accounts < 20
",
    );
    assert_eq!(rounded(&values, "hours", 1), 331.5);
    assert_eq!(rounded(&values, "hours_an_account", 0), 16.0);
    assert_eq!(rounded(&values, "accounts", 1), 20.7);
}

/// A table of 2017: of 130 hours a month so many accounts, by the hours that each takes.
#[test]
fn the_fewer_hours_an_account_takes_the_more_accounts_130_hours_carry() {
    let table = [
        (5, 26.0),
        (10, 13.0),
        (20, 6.5),
        (30, 4.3),
        (50, 2.6),
        (100, 1.3),
        (200, 0.65),
        (500, 0.26),
    ];
    let lines: String = table
        .iter()
        .map(|(hours, _)| format!("      at_{hours}: 130.0 / {hours}\n"))
        .collect();
    let values = values(&format!(
        "uptake: 1\nchecks:\n  capacity:\n    values:\n{lines}    warn: at_5 < 1\n"
    ));
    for (hours, accounts) in table {
        let digits = if accounts < 1.0 { 2 } else { 1 };
        assert_eq!(
            rounded(&values, &format!("at_{hours}"), digits),
            accounts,
            "{hours} hours"
        );
    }
}
