//! The pack `cs-amplification`: an organisation for each reading, with its adoption, its headline and what is below it written down
//! row by row.

use crate::support::{Project, interactions};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::Value;

/// The first of the eight quarters that are over on the day of the figures.
const FIRST: Date = date(2024, 1, 1);
/// From here on the later half is known: all that changes changes on this day.
const LATER: Date = date(2025, 1, 1);

/// Ten people, of whom so many are active in each week before [`LATER`], and so many from then on.
fn people(project: Project, earlier: usize, later: usize) -> Project {
    let names = || (0..10).map(|number| format!("p-{number}"));
    let list: String = names()
        .map(|name| format!("{name},CSM,SMB,Red,2020-01-01,\n"))
        .collect();
    let mut uses = String::new();
    let mut monday = FIRST;
    while monday < date(2026, 2, 15) {
        let active = if monday < LATER { earlier } else { later };
        for (number, name) in names().enumerate() {
            let times = if number < active { 3 } else { 1 };
            uses += &interactions(&name, &monday.to_string(), "Zoom AI Companion", times);
        }
        monday = monday.checked_add(1.week()).unwrap();
    }
    project
        .file(
            "people.csv",
            format!("person_id,role,segment,team,hired_on,left_on\n{list}"),
        )
        .file("interactions.csv", format!("person_id,at,tool,documented\n{uses}"))
}

/// Customers: so many that pay the first sum before [`LATER`], and the second one from then on.
fn customers(project: Project, parts: &[(usize, f64, f64)]) -> Project {
    let (mut accounts, mut subscriptions) = (String::new(), String::new());
    let all = parts.iter().flat_map(|part| std::iter::repeat_n(part, part.0));
    for (number, (_, before, after)) in all.enumerate() {
        accounts += &format!("a{number},2020-01-01,\n");
        subscriptions += &format!("a{number},2020-01-01,2024-12-31,{before}\n");
        if *after > 0.0 {
            subscriptions += &format!("a{number},2025-01-01,,{after}\n");
        }
    }
    project
        .file("accounts.csv", format!("account_id,started_on,ended_on\n{accounts}"))
        .file(
            "subscriptions.csv",
            format!("account_id,starts_on,ends_on,revenue\n{subscriptions}"),
        )
}

/// What was published for each of so many quarters, the last of them the eighth.
fn headlines(project: Project, quarters: usize, earlier: f64, later: f64) -> Project {
    let rows: String = (8 - quarters..8)
        .map(|quarter| {
            let first = FIRST
                .checked_add((3 * i64::try_from(quarter).unwrap()).months())
                .unwrap();
            let net = if first < LATER { earlier } else { later };
            format!("{first},{net},\n")
        })
        .collect();
    project.file(
        "headlines.csv",
        format!("quarter,net_retention,gross_retention\n{rows}"),
    )
}

/// An organisation by its adoption, its customers and its headlines.
struct Organisation<'a> {
    active: (usize, usize),
    customers: &'a [(usize, f64, f64)],
    quarters: usize,
    headline: (f64, f64),
}

impl Organisation<'_> {
    fn told(&self) -> Told {
        Told::of(&self.project())
    }

    /// What it says of the same with twenty new customers a quarter, who all stay.
    fn told_with_young(&self) -> Told {
        Told::of(&with_young(self.project(), 20, [0; 4]))
    }

    fn project(&self) -> Project {
        let project = people(Project::empty(), self.active.0, self.active.1);
        let project = customers(project, self.customers);
        headlines(project, self.quarters, self.headline.0, self.headline.1)
    }
}

/// What the check says.
struct Told(Value);

impl Told {
    fn of(project: &Project) -> Self {
        let sources: String = ["people", "interactions", "accounts", "subscriptions", "headlines"]
            .iter()
            .map(|name| format!("  {name}: {{ adapter: files, path: {name}.csv }}\n"))
            .collect();
        let file = format!(
            "uptake: 1\nproject: amplified\npacks: [cs-amplification]\nstage: run\nas_of: 2026-02-15\nsources:\n{sources}"
        );
        std::fs::write(project.path("uptake.yaml"), file).unwrap();
        let answer = project.run(&["--format", "json"]);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        let outcome: Value = serde_json::from_str(&answer.stdout).unwrap();
        let mut checks = outcome["checks"].as_array().unwrap().iter();
        Self(checks.find(|check| check["name"] == "amplification").unwrap().clone())
    }

    fn verdict(&self) -> &str {
        self.0["verdict"].as_str().unwrap()
    }

    fn value(&self, name: &str) -> &Value {
        let values = self.0["groups"][0]["values"].as_array().unwrap();
        &values.iter().find(|value| value["name"] == name).unwrap()["value"]
    }

    /// The verdict and what it is called.
    fn reading(&self) -> (&str, &str) {
        (self.verdict(), self.value("reading").as_str().unwrap())
    }

    fn number(&self, name: &str) -> f64 {
        self.value(name).as_f64().unwrap_or(f64::NAN)
    }
}

/// Everybody stays and pays a little more; more people use the tools.
const HEALTHY: Organisation<'_> = Organisation {
    active: (3, 7),
    customers: &[(2195, 100.0, 105.0), (5, 200.0, 210.0)],
    quarters: 8,
    headline: (100.0, 105.0),
};

/// A third of the customers leaves, and the five largest pay nearly three times as much.
const HOLLOW: Organisation<'_> = Organisation {
    active: (3, 7),
    customers: &[(1400, 100.0, 100.0), (800, 100.0, 0.0), (5, 20_000.0, 56_000.0)],
    quarters: 8,
    headline: (100.0, 131.25),
};

#[test]
fn adoption_and_a_headline_that_rise_on_a_base_that_holds_are_improving() {
    let told = HEALTHY.told_with_young();
    assert_eq!(told.reading(), ("pass", "improving"));
    assert_eq!(told.number("quarters_known"), 8.0);
    assert!(
        (told.number("adoption_rise") - 40.0).abs() < 1.0,
        "{}",
        told.number("adoption_rise")
    );
    assert_eq!((told.number("headline_rise"), told.number("gross_rise")), (5.0, 0.0));
}

#[test]
fn without_a_cohort_nobody_knows_whether_it_improves() {
    assert_eq!(HEALTHY.told().reading(), ("insufficient data", "cohorts unknown"));
}

#[test]
fn adoption_and_a_headline_that_rise_while_the_base_falls_are_an_illusion() {
    let told = HOLLOW.told();
    assert_eq!(told.reading(), ("fail", "illusion"));
    // Of 320,000 there are 240,000 left; without the five largest 140,000 of 220,000.
    assert_eq!(
        (told.number("headline_rise"), told.number("gross_rise")),
        (31.25, -25.0)
    );
    let without_top = 100.0 * 140.0 / 220.0 - 100.0;
    assert!((told.number("without_top_rise") - without_top).abs() < 1e-9);
    assert!(told.number("concentration_rise") > 0.0);
    assert_eq!(told.0["called"], "An illusion of control");
    assert_eq!(told.0["observational"], true);
}

#[test]
fn an_illusion_beside_which_adoption_stays_is_a_warning() {
    let told = Organisation {
        active: (5, 5),
        ..HOLLOW
    }
    .told();
    assert_eq!(told.reading(), ("warn", "illusion"));
}

#[test]
fn a_base_that_falls_with_its_headline_is_called_falling() {
    let told = Organisation {
        customers: &[(1400, 100.0, 100.0), (800, 100.0, 0.0), (5, 8_000.0, 8_000.0)],
        headline: (100.0, 66.7),
        ..HEALTHY
    }
    .told();
    assert_eq!(told.reading(), ("warn", "falling"));
}

/// Of so many that come in each quarter of two years all stay after their first year, but for those who leave of each quarter of the
/// second; all others stay.
fn young(each: usize, leave: [usize; 4]) -> Told {
    let organisation = Organisation {
        customers: &[(1995, 100.0, 102.0), (5, 200.0, 204.0)],
        headline: (100.0, 101.0),
        ..HEALTHY
    };
    Told::of(&with_young(organisation.project(), each, leave))
}

/// The same customers, and those young ones.
fn with_young(project: Project, each: usize, leave: [usize; 4]) -> Project {
    let (mut accounts, mut subscriptions) = (project.read("accounts.csv"), project.read("subscriptions.csv"));
    for quarter in 0..8_i64 {
        let came = date(2023, 2, 1).checked_add((3 * quarter).months()).unwrap();
        let year_on = came.checked_add(1.year()).unwrap();
        let leavers = usize::try_from(quarter - 4).map_or(0, |place| leave[place]);
        let left = each - leavers;
        for number in 0..each {
            accounts += &format!("y{quarter}-{number},{came},\n");
            subscriptions += &format!("y{quarter}-{number},{came},{},5\n", year_on.yesterday().unwrap());
            if number < left {
                subscriptions += &format!("y{quarter}-{number},{year_on},,5\n");
            }
        }
    }
    project
        .file("accounts.csv", accounts)
        .file("subscriptions.csv", subscriptions)
}

#[test]
fn young_customers_alone_can_be_the_base_that_falls() {
    let told = young(20, [10; 4]);
    assert_eq!(told.reading(), ("fail", "illusion"));
    assert_eq!(told.number("cohort_rise"), -50.0);
    assert!(told.number("gross_rise") > -2.0 && told.number("without_top_rise") > -2.0);
}

#[test]
fn so_few_young_customers_that_it_may_be_chance_arent_a_base_that_falls() {
    // Three of 40 against none of 40: 7.5 points with a standard error of 4.2.
    let told = young(10, [0, 1, 1, 1]);
    // Nor does anything improve that may fall.
    assert_eq!(told.reading(), ("pass", "within chance"));
    assert!((told.number("cohort_rise") + 7.5).abs() < 1e-9);
    let variance = 1e4 * 0.9625 * 0.0375 * (1.0 / 40.0 + 1.0 / 40.0);
    assert!((told.number("cohort_variance") - variance).abs() < 1e-9);
    assert_eq!(
        young(20, [3; 4]).reading(),
        ("fail", "illusion"),
        "15 points with one of 4.2"
    );
}

#[test]
fn of_fewer_than_two_thousand_accounts_nothing_is_said() {
    let told = Organisation {
        customers: &[(1300, 100.0, 100.0), (690, 100.0, 0.0), (5, 20_000.0, 56_000.0)],
        ..HOLLOW
    }
    .told();
    assert_eq!(told.reading(), ("insufficient data", "too few accounts"));
    assert_eq!(told.number("accounts"), 1995.0);
}

#[test]
fn where_nothing_moves_nothing_is_said() {
    let told = Organisation {
        active: (5, 5),
        customers: &[(2195, 100.0, 100.0), (5, 200.0, 200.0)],
        headline: (100.0, 100.0),
        ..HEALTHY
    }
    .told_with_young();
    assert_eq!(told.reading(), ("pass", "no change"));
}

#[test]
fn with_five_quarters_it_is_too_early() {
    let told = Organisation { quarters: 5, ..HOLLOW }.told();
    assert_eq!(told.reading(), ("insufficient data", "too early"));
    assert_eq!(Organisation { quarters: 6, ..HOLLOW }.told().verdict(), "fail");
}
