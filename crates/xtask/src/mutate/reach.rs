//! Which cases a change may matter to: those that name the changed rule, or one that reads it.
//!
//! It goes by the words of the texts, which are more than the names that rules use: so a case may be tried for nothing, and is left out
//! only where nothing that it names leads to the changed rule.

use std::collections::{BTreeMap, BTreeSet};

/// The rules of a pack and the cases of its suites, by their words.
#[derive(Default)]
pub(super) struct Reach {
    /// The words of each rule's text; of rules of one name in several sections, all.
    rules: BTreeMap<String, BTreeSet<String>>,
    /// The name of each case, or what it begins with, and the rules that it leads to.
    cases: Vec<(String, BTreeSet<String>)>,
}

impl Reach {
    /// Of the texts of rule files and suites.
    pub(super) fn of(rules: &[String], suites: &[String]) -> Self {
        let mut reach = Self::default();
        for text in rules {
            for (name, line) in text
                .lines()
                .scan(Place::default(), |place, line| Some((place.of(line), line)))
            {
                if let Some(name) = name {
                    reach.rules.entry(name).or_default().extend(words(line));
                }
            }
        }
        for text in suites {
            for (name, its) in cases(text) {
                let reached = reach.closure(its);
                reach.cases.push((name, reached));
            }
        }
        reach
    }

    /// The names of the cases to try for a change of a line of a rule file; all of them if it is nowhere in a rule, or if none names it.
    pub(super) fn cases(&self, text: &str, line: usize) -> Vec<&str> {
        let places = text.lines().scan(Place::default(), |place, line| Some(place.of(line)));
        let rule = places.take(line).last().flatten();
        let of = |rule: String| -> Vec<&str> {
            let its = self.cases.iter().filter(|(_, reached)| reached.contains(&rule));
            its.map(|(name, _)| name.as_str()).collect()
        };
        rule.map(of).unwrap_or_default()
    }

    /// All rules that some words lead to.
    fn closure(&self, words: BTreeSet<String>) -> BTreeSet<String> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<String> = words.into_iter().collect();
        while let Some(word) = open.pop() {
            if let Some(its) = self.rules.get(&word)
                && reached.insert(word)
            {
                open.extend(its.iter().cloned());
            }
        }
        reached
    }
}

/// The section and the rule that lines are in.
#[derive(Default)]
struct Place {
    section: String,
    rule: Option<String>,
}

impl Place {
    /// The rule that a line belongs to, if it is in one; lines have to come one after the other.
    fn of(&mut self, line: &str) -> Option<String> {
        let code = line.trim_start();
        let key = || code.split(':').next().unwrap_or_default().trim().to_owned();
        match line.len() - code.len() {
            _ if code.is_empty() || code.starts_with('#') => {}
            0 => (self.section, self.rule) = (key(), None),
            2 => self.rule = Some(key()),
            _ => {}
        }
        self.rule.clone()
    }
}

/// The cases of a suite: the name of each, or what it begins with where a row's values are put into it, and the words of what it expects.
fn cases(text: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut found: Vec<(String, BTreeSet<String>)> = Vec::new();
    let mut expects = false;
    for line in text.lines() {
        let code = line.trim_start();
        if let Some(name) = code.strip_prefix("- name:") {
            let name = name.trim().trim_matches(['"', '\'']);
            let name = name.split(['{', '\'', '"', '\\']).next().unwrap_or_default();
            found.push((name.to_owned(), BTreeSet::new()));
            expects = false;
        } else if let Some((_, its)) = found.last_mut() {
            expects |= code.starts_with("expect:") || code.starts_with("stage:");
            // A mapping is named beside the rows.
            if expects || code.contains("mapping:") {
                its.extend(words(line));
            }
        }
    }
    found
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '-'));
    words
        .flat_map(|word| {
            [word]
                .into_iter()
                .chain(word.split('-').filter(move |part| *part != word))
        })
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "constants:\n  least: 3\nmeasures:\n  uses:\n    count: rows\n  other: { count: rows }\ndefinitions:\n  active: { when: uses >= least }\n  idle: { when: other == 0 }\n";
    const SUITE: &str = "cases:\n  - name: \"who is active, {n}\"\n    data: { rows: \"a\" }\n    expect: { people: [ { who: a, active: yes } ] }\n  - name: idle people\n    expect:\n      people: [ { who: a, idle: no } ]\n";

    #[test]
    fn a_change_is_tried_by_the_cases_that_lead_to_its_rule() {
        let reach = Reach::of(&[RULES.to_owned()], &[SUITE.to_owned()]);
        assert_eq!(reach.cases(RULES, 2), ["who is active, "], "a constant");
        assert_eq!(reach.cases(RULES, 5), ["who is active, "], "within a measure");
        assert_eq!(reach.cases(RULES, 9), ["idle people"]);
    }

    #[test]
    fn a_change_that_no_case_leads_to_is_tried_by_all() {
        let reach = Reach::of(&[RULES.to_owned()], &["cases:\n  - name: none\n".to_owned()]);
        assert!(reach.cases(RULES, 2).is_empty());
    }
}
