//! The pack `cs-readiness`: for every check an organisation that is sound, one with a single fault, and one that is too small to tell.
//!
//! Each test writes only the tables that its check reads, so that whatever else fails, fails because of the fault.

mod allocation;
mod health;
mod outreach;
mod reference;
mod renewals;
mod retention;

use crate::support::Project;
use serde_json::Value;
use std::collections::BTreeMap;

/// The columns of each table.
const HEADERS: &[(&str, &str)] = &[
    (
        "staff",
        "person_id,role,hired_on,left_on,account_capacity,renewal_capacity,hours_per_week,customer_share,hours_per_account",
    ),
    (
        "accounts",
        "account_id,segment,started_on,ended_on,revenue,seats,business_units,stakeholders,renewal_cycle_days,integration,alternatives",
    ),
    ("subscriptions", "account_id,starts_on,ends_on,revenue"),
    ("holdings", "account_id,person_id,role,starts_on,ends_on"),
    ("handovers", "account_id,handed_on,role,from_id,to_id"),
    (
        "renewals",
        "renewal_id,account_id,due_on,decided_on,outcome,revenue_before,revenue_after,term_months",
    ),
    ("health_scores", "account_id,scored_on,recorded_on,score,colour"),
    ("usage", "account_id,used_on,amount"),
    ("touches", "account_id,at,direction,ai_written,answered"),
    ("surveys", "account_id,surveyed_on,sentiment"),
    ("stakeholders", "account_id,stakeholder_id,buying,starts_on,ends_on"),
    ("use_cases", "use_case,class,status,uses,hours_saved,hours_went_to"),
    ("headlines", "quarter,net_retention,gross_retention"),
];

/// The day of the figures.
const AS_OF: &str = "2026-06-30";

/// The day so many days before that of the figures.
fn ago(days: i64) -> String {
    let as_of: jiff::civil::Date = AS_OF.parse().unwrap();
    as_of.checked_sub(jiff::Span::new().days(days)).unwrap().to_string()
}

/// Tables of an organisation, row by row.
#[derive(Clone, Default)]
struct Data(BTreeMap<&'static str, String>);

impl Data {
    fn add(&mut self, table: &'static str, row: &str) {
        let text = self.0.entry(table).or_default();
        text.push_str(row);
        text.push('\n');
    }

    fn told(&self) -> Told {
        let mut sources = String::new();
        let mut project = Project::empty();
        for (name, rows) in &self.0 {
            let header = HEADERS.iter().find(|(table, _)| table == name).unwrap().1;
            project = project.file(&format!("{name}.csv"), format!("{header}\n{rows}"));
            sources += &format!("  {name}: {{ adapter: files, path: {name}.csv }}\n");
        }
        let project = project.file(
            "uptake.yaml",
            format!("uptake: 1\nproject: readiness\npacks: [cs-readiness]\nas_of: {AS_OF}\nsources:\n{sources}"),
        );
        let answer = project.uptake(&["run", "--out", "out"]);
        assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
        Told(serde_json::from_str(&project.read("out/outcome.json")).unwrap())
    }
}

/// What the checks said.
struct Told(Value);

impl Told {
    fn checks(&self) -> impl Iterator<Item = &Value> {
        self.0["checks"].as_array().unwrap().iter()
    }

    fn check(&self, name: &str) -> &Value {
        self.checks().find(|check| check["name"] == name).unwrap()
    }

    fn verdict(&self, name: &str) -> &str {
        self.check(name)["verdict"].as_str().unwrap()
    }

    /// The names of the checks that fail.
    fn failing(&self) -> Vec<&str> {
        self.checks()
            .filter(|check| check["verdict"] == "fail")
            .map(|check| check["name"].as_str().unwrap())
            .collect()
    }

    /// A value of a check, in the group with this name or the whole.
    fn value(&self, check: &str, group: &str, name: &str) -> f64 {
        let groups = self.check(check)["groups"].as_array().unwrap();
        let own = groups
            .iter()
            .find(|own| own["group"].as_array().unwrap().iter().all(|part| part == group))
            .unwrap();
        let values = own["values"].as_array().unwrap();
        let value = values.iter().find(|value| value["name"] == name).unwrap();
        value["value"].as_f64().unwrap_or(f64::NAN)
    }

    /// How many rows a check shows as evidence.
    fn evidence(&self, check: &str) -> u64 {
        self.check(check)["groups"][0]["evidence"]["total"].as_u64().unwrap()
    }
}

/// The three answers of a check.
fn answers(check: &str, sound: &Data, fault: &Data, small: &Data) -> Told {
    let told = sound.told();
    assert_eq!((told.verdict(check), told.failing()), ("pass", Vec::new()), "sound");
    assert_eq!(small.told().verdict(check), "insufficient data", "small");
    let told = fault.told();
    assert_eq!(told.verdict(check), "fail", "fault");
    told
}
