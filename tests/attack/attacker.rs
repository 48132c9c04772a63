//! Reads every figure of a run, and solves what follows from them.

use super::organisation::{Organisation, Person, WEEKS};
use super::simplex::bounds;
use crate::support::Figures;
use std::collections::{BTreeMap, BTreeSet};

/// What is counted of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    People,
    Active,
    Tried,
    Licensed,
    Idle,
    NotTried,
}

impl What {
    fn of(self, person: &Person, week: usize) -> f64 {
        let holds = match self {
            What::People => true,
            What::Active => person.uses[week] >= 3,
            What::Tried => person.uses[week] >= 1,
            What::Licensed => person.licence,
            What::Idle => person.uses[week] < 3,
            What::NotTried => person.uses[week] < 1,
        };
        f64::from(u8::from(holds))
    }
}

/// Who is in a sum: people, each with how much of them, week by week.
#[derive(Clone, Debug, Default, PartialEq)]
struct Crowd(BTreeMap<(usize, usize), f64>);

/// A figure: the sum of something over some people.
struct Figure {
    name: String,
    what: What,
    crowd: Crowd,
    /// What the run says; `None` if it is hidden.
    told: Option<f64>,
    /// Whether it is of everybody who counts.
    whole: bool,
}

pub(super) struct Attacker<'a> {
    organisation: &'a Organisation,
    figures: Vec<Figure>,
    /// How many figures of groups are shown, and how many aren't.
    pub(super) shown: u64,
    pub(super) hidden: u64,
    wrong: Vec<String>,
}

/// Who counts in a metric or check, by its name.
fn counts(name: &str, person: &Person) -> bool {
    match name {
        "reach" => person.licence,
        "headcount" => true,
        _ => person.is_eligible(),
    }
}

impl<'a> Attacker<'a> {
    pub(super) fn on(organisation: &'a Organisation) -> Self {
        let project = organisation.project();
        let answer = project.run(&["--out", "out", "--format", "xlsx"]);
        let answer = match answer.code {
            0 => answer,
            _ => project.run(&["--out", "out"]),
        };
        assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
        let figures = Figures::read(&project.path("out"));
        let mut attacker = Self {
            organisation,
            figures: Vec::new(),
            shown: 0,
            hidden: 0,
            wrong: Vec::new(),
        };
        attacker.read_metrics(&figures);
        attacker.read_checks(&figures);
        attacker.read_excluded(&figures);
        attacker.read_other_forms(&figures, &answer.stdout);
        for figure in attacker.figures.iter().filter(|figure| !figure.whole) {
            match figure.told {
                Some(_) => attacker.shown += 1,
                None => attacker.hidden += 1,
            }
        }
        attacker
    }

    /// Those of a name in some weeks who are in a group.
    fn crowd(&self, name: &str, weeks: &[usize], shares: bool, group: &dyn Fn(&Person, &str) -> bool) -> Crowd {
        let mut crowd = Crowd::default();
        for (number, person) in self
            .organisation
            .people
            .iter()
            .enumerate()
            .filter(|(_, own)| counts(name, own))
        {
            for week in weeks {
                let teams = &person.teams[*week];
                let within = teams.iter().filter(|team| group(person, team)).count();
                if within > 0 {
                    let part = match shares && within < teams.len() && self.organisation.overlap == Some("share") {
                        true => within as f64 / teams.len() as f64,
                        false => 1.0,
                    };
                    crowd.0.insert((number, *week), part);
                }
            }
        }
        crowd
    }

    fn learn(&mut self, name: String, what: What, crowd: Crowd, told: Option<f64>, whole: bool) {
        if let Some(told) = told {
            // The figures are right in the first place.
            let sum: f64 = crowd
                .0
                .iter()
                .map(|((person, week), part)| part * what.of(&self.organisation.people[*person], *week))
                .sum();
            assert!((sum - told).abs() < 1e-6, "{name}: {told}, not {sum}");
        }
        self.figures.push(Figure {
            name,
            what,
            crowd,
            told,
            whole,
        });
    }

    fn read_metrics(&mut self, figures: &Figures) {
        for row in figures.rows() {
            let (metric, cut, value) = (&row["metric"], &row["cut"], &row["cut_value"]);
            let week = WEEKS.iter().position(|week| *week == row["period"]).unwrap();
            let group = |person: &Person, team: &str| match cut.as_str() {
                "" => true,
                "team" => team == value,
                "region" => person.region == *value,
                "segment" => person.segment == *value,
                other => panic!("{other}"),
            };
            let crowd = self.crowd(metric, &[week], true, &group);
            let what = match metric.as_str() {
                "rate" | "reach" => What::Active,
                "tried_rate" => What::Tried,
                _ => What::Licensed,
            };
            let name = format!("{metric} {cut}={value} {}", row["period"]);
            let number = |column: &str| row[column].parse::<f64>().ok();
            let hidden = row["suppressed"] == "true";
            assert_eq!(hidden, number("denominator").is_none(), "{name}");
            self.learn(
                format!("{name} denominator"),
                What::People,
                crowd.clone(),
                number("denominator"),
                cut.is_empty(),
            );
            self.learn(
                format!("{name} numerator"),
                what,
                crowd.clone(),
                number("numerator"),
                cut.is_empty(),
            );
            let misses = match what {
                What::Active => What::Idle,
                What::Tried => What::NotTried,
                _ => continue,
            };
            let rest = number("denominator")
                .zip(number("numerator"))
                .map(|(all, hit)| all - hit);
            self.learn(format!("{name} rest"), misses, crowd, rest, cut.is_empty());
        }
    }

    fn read_checks(&mut self, figures: &Figures) {
        let rows = figures.csv("checks.csv");
        let groups: BTreeSet<(String, String)> = rows
            .iter()
            .filter(|row| !row["by"].is_empty())
            .map(|row| (row["check"].clone(), row["group"].clone()))
            .collect();
        for (check, group) in groups {
            let weeks: &[usize] = if check == "long" { &[1, 2] } else { &[2] };
            let member = |person: &Person, team: &str| match check.as_str() {
                "pairs" => format!("{}, {}", person.region, person.segment) == group,
                _ => team == group,
            };
            let crowd = self.crowd(&check, weeks, false, &member);
            let value = |name: &str| -> Option<f64> {
                let mut own = rows
                    .iter()
                    .filter(|row| row["check"] == check && row["group"] == group && row["name"] == name);
                own.next().map(|row| row["value"].parse().unwrap())
            };
            let name = format!("{check} {group}");
            let (people, active) = (value("people"), value("active"));
            self.learn(format!("{name} people"), What::People, crowd.clone(), people, false);
            self.learn(format!("{name} active"), What::Active, crowd.clone(), active, false);
            let rest = people.zip(active).map(|(all, hit)| all - hit);
            self.learn(format!("{name} rest"), What::Idle, crowd, rest, false);
        }
    }

    /// Who doesn't count is counted from those who do: together they are everybody.
    fn read_excluded(&mut self, figures: &Figures) {
        for row in figures.csv("excluded.csv") {
            let week = WEEKS.iter().position(|week| *week == row["period"]).unwrap();
            let state = if row["reason"] == "on leave" { "leave" } else { "other" };
            let mut crowd = Crowd::default();
            for (number, _) in self
                .organisation
                .people
                .iter()
                .enumerate()
                .filter(|(_, own)| own.state == state)
            {
                crowd.0.insert((number, week), 1.0);
            }
            let told = row["entities"].parse().ok();
            assert_eq!(row["suppressed"] == "true", told.is_none());
            self.learn(
                format!("excluded {} {}", row["reason"], row["period"]),
                What::People,
                crowd,
                told,
                false,
            );
        }
    }

    /// The other forms tell nothing that the tables don't.
    fn read_other_forms(&mut self, figures: &Figures, terminal: &str) {
        let hidden: BTreeSet<(&str, &str, &str)> = figures
            .rows()
            .iter()
            .filter(|row| row["suppressed"] == "true")
            .map(|row| {
                (
                    row["metric"].as_str(),
                    row["period"].as_str(),
                    row["cut_value"].as_str(),
                )
            })
            .collect();
        for metric in figures.outcome["metrics"].as_array().unwrap() {
            for row in metric["rows"].as_array().unwrap() {
                let key = (
                    metric["name"].as_str().unwrap(),
                    row["period"].as_str().unwrap(),
                    row["cut_value"].as_str().unwrap_or(""),
                );
                let silent = ["numerator", "denominator", "value", "low", "high"]
                    .iter()
                    .all(|of| row[*of].is_null());
                if hidden.contains(&key) && !silent {
                    self.wrong.push(format!("outcome.json tells of {key:?}"));
                }
            }
        }
        let table = figures.table("metrics.parquet");
        let flags = table.column("suppressed").unwrap().bool().unwrap().clone();
        let numbers = table.column("denominator").unwrap().clone();
        for (row, flag) in flags.iter().enumerate() {
            if flag == Some(true) && !numbers.get(row).unwrap().is_null() {
                self.wrong.push(format!("metrics.parquet tells of row {row}"));
            }
        }
        // The last week's headlines name groups with their figures.
        let mut section = "";
        for line in terminal.lines() {
            let named = ["Rate", "Reach", "Tried rate", "rate", "reach", "tried rate"]
                .iter()
                .find(|title| **title == line);
            section = named.map_or(section, |title| match title.to_lowercase().as_str() {
                "rate" => "rate",
                "reach" => "reach",
                _ => "tried_rate",
            });
            for word in ["  best  ", "  worst "] {
                let Some(rest) = line.strip_prefix(word) else { continue };
                let value = rest
                    .split_once(' ')
                    .and_then(|(_, rest)| rest.split_once(':'))
                    .map_or("", |(value, _)| value);
                if hidden.contains(&(section, WEEKS[2], value)) {
                    self.wrong.push(format!("the terminal tells of {value} in {section}"));
                }
            }
        }
        // Lists of people don't name hidden groups.
        let secret: BTreeSet<&str> = hidden.iter().map(|(_, _, value)| *value).collect();
        for check in figures.outcome["checks"].as_array().unwrap() {
            for group in check["groups"].as_array().unwrap() {
                let shown = group["evidence"]["rows"].as_array().map_or(&[][..], Vec::as_slice);
                for value in shown.iter().flat_map(|row| row["values"].as_array().unwrap()) {
                    if value.as_str().is_some_and(|value| secret.contains(value)) {
                        self.wrong.push(format!("evidence of {} names {value}", check["name"]));
                    }
                }
            }
        }
    }

    /// What could be worked out.
    pub(super) fn found(self) -> Vec<String> {
        let mut found = self.wrong.clone();
        // People whom no figure tells apart are one unknown.
        let mut kinds: BTreeMap<Vec<(usize, u64)>, usize> = BTreeMap::new();
        let mut kind_of: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for person in 0..self.organisation.people.len() {
            for week in 0..WEEKS.len() {
                let own = self.figures.iter().enumerate();
                let own =
                    own.filter_map(|(number, figure)| Some((number, figure.crowd.0.get(&(person, week))?.to_bits())));
                let next = kinds.len();
                kind_of.insert((person, week), *kinds.entry(own.collect()).or_insert(next));
            }
        }
        let row = |crowd: &Crowd| {
            let mut row: BTreeMap<usize, f64> = BTreeMap::new();
            row.extend(crowd.0.iter().map(|(of, part)| (kind_of[of], *part)));
            row
        };
        let mut seen: BTreeSet<(What, Vec<(usize, u64)>)> = BTreeSet::new();
        for target in self.figures.iter().filter(|figure| figure.told.is_none()) {
            let people: BTreeSet<usize> = target.crowd.0.keys().map(|(person, _)| *person).collect();
            let of = row(&target.crowd);
            let key = of.iter().map(|(kind, part)| (*kind, part.to_bits())).collect();
            if people.is_empty() || !seen.insert((target.what, key)) {
                continue;
            }
            let small = (people.len() as u64) < self.organisation.least;
            let wide = |only_wholes: bool| {
                let told = self.figures.iter().filter(|figure| {
                    figure.what == target.what && figure.told.is_some() && (figure.whole || !only_wholes)
                });
                let told: Vec<(BTreeMap<usize, f64>, f64)> =
                    told.map(|figure| (row(&figure.crowd), figure.told.unwrap())).collect();
                // Kinds of other weeks and of people who are in no such sum don't matter.
                let columns: BTreeSet<usize> = told
                    .iter()
                    .flat_map(|(row, _)| row.keys().copied())
                    .chain(of.keys().copied())
                    .collect();
                let dense = |row: &BTreeMap<usize, f64>| -> Vec<f64> {
                    columns
                        .iter()
                        .map(|kind| row.get(kind).copied().unwrap_or(0.0))
                        .collect()
                };
                let told: Vec<(Vec<f64>, f64)> = told.iter().map(|(row, sum)| (dense(row), *sum)).collect();
                bounds(columns.len(), &told, &dense(&of))
            };
            let (low, high) = wide(false);
            // Who is in the group is known. That between none and all of them count says nothing more.
            if target.what == What::People && low < 1e-6 && high > people.len() as f64 - 1e-6 {
                continue;
            }
            // How far it has to be open: exact values are always a find, of few people also a narrow one.
            let needed = match (small, target.what) {
                (true, What::People) => self.organisation.least as f64,
                _ => 1e-6,
            };
            if high - low < needed - 1e-6 {
                // What the figures of everybody tell by themselves can't be kept back.
                let (whole_low, whole_high) = wide(true);
                if whole_high - whole_low > high - low + 1e-6 {
                    found.push(format!(
                        "{} of {} people is between {low} and {high}",
                        target.name,
                        people.len()
                    ));
                }
            }
        }
        found
    }
}
