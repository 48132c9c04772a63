//! The rules on one page, for people who don't write any: what is measured, who counts, what is good, and who has other rules.

use super::page::{Page, code};
use std::collections::BTreeSet;
use uptake_project::reference::{Benchmark, Definition, PackReference, Reference, Register, Written};

/// The rules in short, as Markdown.
#[must_use]
pub fn short(reference: &Reference) -> String {
    let mut page = Page::of(&reference.differing);
    page.top = 2;
    let title = match &reference.project {
        Some(project) => format!("What {project} measures"),
        None => "What is measured".to_owned(),
    };
    page.heading(0, &title);
    let packs = || reference.packs.iter();
    let owners: Vec<String> = packs()
        .filter_map(|pack| Some(format!("{} answers for {}", pack.owner.as_ref()?, pack.name)))
        .collect();
    page.list(&owners);
    page.heading(0, "Figures");
    for metric in packs().flat_map(|pack| &pack.metrics) {
        let about = metric
            .about
            .as_ref()
            .map_or(String::new(), |about| format!(": {about}"));
        let source = metric
            .source
            .as_ref()
            .map_or(String::new(), |source| format!(" Source: {source}."));
        page.paragraph(&format!("**{}**{about} ({}.){source}", metric.title, metric.reports));
    }
    let dated = page.dated.clone();
    page.explained(
        "What the words mean",
        packs().flat_map(|pack| {
            let definitions = pack.definitions.iter().map(|rule| (&rule.name, words(rule, &dated)));
            let measures = pack.measures.iter().map(|rule| (&rule.name, rule.about.clone()));
            let ladders = pack.ladders.iter().map(|rule| (&rule.name, rule.about.clone()));
            definitions.chain(ladders).chain(measures)
        }),
    );
    for register in packs()
        .flat_map(|pack| &pack.registers)
        .filter(|register| !register.entries.is_empty())
    {
        page.known(register);
    }
    for benchmark in packs().flat_map(|pack| &pack.benchmarks) {
        page.good(benchmark);
    }
    page.differing(&reference.differing);
    page.checked(packs());
    page.text.truncate(page.text.trim_end().len());
    page.text.push('\n');
    page.text
}

/// What a definition is, with its condition: its author may have changed one of the two alone. Of one that changes over time the
/// page has the versions.
fn words(rule: &Definition, dated: &BTreeSet<String>) -> Option<String> {
    let about = rule.about.as_ref()?;
    let short = |when: &&Written| when.script.is_none() && !when.text.contains('\n');
    let changes = dated.contains(&format!("definitions.{}", rule.name));
    let when = rule.when.as_ref().filter(short).filter(|_| !changes);
    Some(match when {
        Some(when) => format!("{about} ({})", code(&when.text)),
        None => about.clone(),
    })
}

impl Page {
    /// Names with what they are, of those that say it.
    fn explained<'a>(&mut self, heading: &str, rules: impl Iterator<Item = (&'a String, Option<String>)>) {
        let said: Vec<String> = rules
            .filter_map(|(name, about)| Some(format!("{}: {}", code(name), about?)))
            .collect();
        if !said.is_empty() {
            self.heading(0, heading);
            self.list(&said);
        }
    }

    /// What is known of the entries of a register.
    fn known(&mut self, register: &Register) {
        self.heading(0, &format!("What is known of {}", code(&register.name)));
        self.maybe(register.about.as_ref());
        let mut head = vec!["name"];
        head.extend(register.fields.iter().map(String::as_str));
        let rows: Vec<Vec<String>> = register
            .entries
            .iter()
            .map(|entry| {
                let name = entry.title.clone().unwrap_or_else(|| entry.id.clone());
                let values = entry
                    .values
                    .iter()
                    .map(|value| value.clone().unwrap_or_else(|| "unknown".to_owned()));
                std::iter::once(name).chain(values).collect()
            })
            .collect();
        self.table(&head, &rows);
    }

    /// Where bands start.
    fn good(&mut self, benchmark: &Benchmark) {
        self.heading(0, &format!("What is good: {}", code(&benchmark.name)));
        self.maybe(benchmark.about.as_ref());
        let mut head = vec![benchmark.by.as_deref().unwrap_or("for")];
        head.extend(benchmark.bands.iter().map(String::as_str));
        let rows: Vec<Vec<String>> = benchmark
            .rows
            .iter()
            .map(|row| {
                let starts = row.starts.iter().map(|start| format!("from {start}"));
                std::iter::once(row.value.clone()).chain(starts).collect()
            })
            .collect();
        self.table(&head, &rows);
        if let Some(source) = &benchmark.source {
            self.paragraph(&format!("Source: {source}."));
        }
    }

    fn checked<'a>(&mut self, packs: impl Iterator<Item = &'a PackReference>) {
        let checks: Vec<String> = packs
            .flat_map(|pack| &pack.checks)
            .map(|check| match &check.about {
                Some(about) => format!("**{}**: {about}", check.title),
                None => format!("**{}**", check.title),
            })
            .collect();
        if !checks.is_empty() {
            self.heading(0, "What is checked");
            self.list(&checks);
        }
    }
}
