//! What packs say, as Markdown.

mod derived;
mod differing;
mod page;
mod questions;
mod short;

use page::{Page, capital, code, codes};
pub(crate) use questions::cadence;
pub use short::short;
use std::fmt::Write;
use uptake_project::reference::{
    Benchmark, Column, Dataset, Ladder, Mapping, Measure, Metric, PackReference, Reference, Register, Step, Written,
};
use uptake_rules::policy::metric::Better;
use uptake_rules::value::Edge;

/// The reference as Markdown.
#[must_use]
pub fn markdown(reference: &Reference) -> String {
    let mut page = Page::of(&reference.differing);
    if let Some(project) = &reference.project {
        page.heading(0, &format!("Project {project}"));
        page.top = 2;
    }
    // What holds for whom comes first; a pack by itself begins with what it is.
    let whole = reference.project.is_some();
    if whole {
        page.differing(&reference.differing);
        page.sources(&reference.sources);
    }
    for pack in &reference.packs {
        page.pack(pack);
    }
    if !whole {
        page.differing(&reference.differing);
    }
    // Parts are kept apart by an empty line; after the last one there is none.
    page.text.truncate(page.text.trim_end().len());
    page.text.push('\n');
    page.text
}

impl Page {
    fn pack(&mut self, pack: &PackReference) {
        self.heading(0, &pack.name);
        self.maybe(pack.about.as_ref());
        let mut facts = Vec::new();
        let mut fact = |what: &str, value: Option<&String>| {
            facts.extend(value.map(|value| format!("{what}: {value}")));
        };
        fact("Owner", pack.owner.as_ref());
        fact("Source", pack.source.as_ref());
        let needs = codes(&pack.needs);
        fact("Builds on", Some(&needs).filter(|needs| !needs.is_empty()));
        fact("Periods", pack.calendar.as_ref());
        let entities = pack.entities.as_ref().map(|name| match name.as_str() {
            "seen" => "everybody who occurs in the events".to_owned(),
            name => format!("everybody in `{name}`"),
        });
        fact("Measures", entities.as_ref());
        fact("Files", Some(&codes(&pack.files)));
        self.list(&facts);

        self.section("Datasets", &pack.datasets, Self::dataset);
        self.section("Tables", &pack.tables, Self::derived);
        self.section("Registers", &pack.registers, Self::register);
        if !pack.constants.is_empty() {
            self.heading(1, "Constants");
            self.constants(&pack.constants);
        }
        self.section("Measures", &pack.measures, Self::measure);
        self.section("Definitions", &pack.definitions, |page, definition| {
            page.heading(2, &code(&definition.name));
            page.maybe(definition.about.as_ref());
            let rule = format!("definitions.{}", definition.name);
            match &definition.when {
                Some(when) if !page.dated.contains(&rule) => page.block(when),
                _ => page.paragraph("It changes over time; the versions are above."),
            }
            if page.overridden.contains(&rule) {
                page.paragraph("Some groups have another one; they are above.");
            }
        });
        self.section("Ladders", &pack.ladders, Self::ladder);
        self.section("Metrics", &pack.metrics, Self::metric);
        self.section("Benchmarks", &pack.benchmarks, Self::benchmark);
        self.section("Stages", &pack.stages, Self::stage);
        self.section("Checks", &pack.checks, Self::check);
        self.section("Mappings", &pack.mappings, Self::mapping);
        self.section("Scripts", &pack.scripts, |page, script| {
            page.heading(2, &code(&script.file));
            for function in &script.functions {
                page.paragraph(&format!("`{}({})`", function.name, function.parameters.join(", ")));
                page.paragraph(&function.docs.join("\n"));
            }
        });
    }

    fn section<T>(&mut self, heading: &str, items: &[T], write: impl Fn(&mut Self, &T)) {
        if !items.is_empty() {
            self.heading(1, heading);
        }
        for item in items {
            write(self, item);
        }
    }

    fn dataset(&mut self, dataset: &Dataset) {
        self.heading(2, &code(&dataset.name));
        self.maybe(dataset.about.as_ref());
        let mut rows = format!("{}.", dataset.rows);
        if !dataset.key.is_empty() {
            let _ = write!(rows, " No two rows share {}.", codes(&dataset.key));
        }
        if dataset.optional {
            rows.push_str(" It is optional in a project.");
        }
        if let Some(held_by) = &dataset.held_by {
            let _ = write!(rows, " Who usually has it: {}.", held_by.trim_end_matches('.'));
        }
        self.paragraph(&rows);
        self.contract("column", &dataset.columns);
    }

    /// What is stated of the columns that a source delivers.
    fn contract(&mut self, head: &str, columns: &[Column]) {
        let rows: Vec<Vec<String>> = columns
            .iter()
            .map(|column| {
                let about = column.about.iter().cloned();
                let contract = match column.contract.join("; ") {
                    text if text.is_empty() => None,
                    text => Some(format!("{}.", capital(&text))),
                };
                let meaning: Vec<String> = about.chain(contract).collect();
                vec![code(&column.name), column.ty.to_owned(), meaning.join(" ")]
            })
            .collect();
        self.table(&[head, "type", "meaning"], &rows);
    }

    fn register(&mut self, register: &Register) {
        self.heading(2, &code(&register.name));
        self.maybe(register.about.as_ref());
        if let Some(source) = &register.source {
            self.list(&[format!("Source: {source}")]);
        }
        let head: Vec<&str> = ["entry", "names"]
            .into_iter()
            .chain(register.fields.iter().map(String::as_str))
            .collect();
        let rows: Vec<Vec<String>> = register
            .entries
            .iter()
            .map(|entry| {
                let names: Vec<&str> = entry.title.iter().chain(&entry.aliases).map(String::as_str).collect();
                let mut names = names.join(", ");
                if !entry.patterns.is_empty() {
                    let comma = if names.is_empty() { "" } else { ", " };
                    let _ = write!(names, "{comma}{}", codes(&entry.patterns));
                }
                if let Some(days) = &entry.days {
                    let _ = write!(names, " (listed {days})");
                }
                if let Some(about) = &entry.about {
                    let _ = write!(names, " ({about})");
                }
                let values = entry.values.iter();
                let values = values.map(|value| value.clone().unwrap_or_else(|| "unknown".to_owned()));
                [code(&entry.id), names].into_iter().chain(values).collect()
            })
            .collect();
        self.table(&head, &rows);
    }

    fn measure(&mut self, measure: &Measure) {
        self.heading(2, &code(&measure.name));
        self.maybe(measure.about.as_ref());
        let further: String = measure.further.iter().map(|text| format!(" {text}")).collect();
        match &measure.written {
            None => self.paragraph(&format!("{} ({}).{further}", measure.how, measure.ty)),
            Some(written) if written.script.is_none() && !written.text.contains('\n') => {
                self.paragraph(&format!(
                    "{} {} ({}).{further}",
                    measure.how,
                    code(&written.text),
                    measure.ty
                ));
            }
            Some(written) => {
                self.paragraph(&format!("{}:", measure.how));
                self.block(written);
                self.paragraph(&format!("The answer is {}.{further}", measure.ty));
            }
        }
    }

    fn ladder(&mut self, ladder: &Ladder) {
        self.heading(2, &code(&ladder.name));
        self.maybe(ladder.about.as_ref());
        let Some(of) = &ladder.of else {
            self.paragraph("The first condition that holds gives the label; an unknown one leaves it unknown.");
            let short = |written: &Written| written.script.is_none() && !written.text.contains('\n');
            if ladder.steps.iter().all(|step| step.when.as_ref().is_none_or(short)) {
                let steps: Vec<String> = ladder.steps.iter().map(step).collect();
                self.list(&steps);
            } else {
                for step in &ladder.steps {
                    self.paragraph(&format!(
                        "**{}**{}",
                        step.label,
                        if step.when.is_some() { " if" } else { " otherwise" }
                    ));
                    if let Some(when) = &step.when {
                        self.block(when);
                    }
                }
            }
            return;
        };
        let edge = match ladder.edge.as_deref() {
            Some("lower") => "below",
            _ => "above",
        };
        if of.script.is_none() && !of.text.contains('\n') {
            self.paragraph(&format!(
                "Bands of {}. A value on an edge belongs to the band {edge} it.",
                code(&of.text)
            ));
        } else {
            self.paragraph(&format!("Bands. A value on an edge belongs to the band {edge} it."));
            self.block(of);
        }
        let bands: Vec<String> = ladder
            .steps
            .iter()
            .map(|step| match &step.from {
                Some(from) => format!("**{}** from {from}", step.label),
                None => format!("**{}**", step.label),
            })
            .collect();
        self.list(&bands);
    }

    fn metric(&mut self, metric: &Metric) {
        self.heading(2, &format!("{} ({})", metric.title, code(&metric.name)));
        self.maybe(metric.about.as_ref());
        let mut facts = vec![metric.reports.clone()];
        if let Some(ladder) = &metric.excluded_by {
            facts.push(format!("Why somebody doesn't count: {}", code(ladder)));
        }
        if !metric.by.is_empty() {
            facts.push(format!("Cut by {}", codes(&metric.by)));
        }
        if let Some(benchmark) = &metric.benchmark {
            facts.push(format!("Benchmark: {}", code(benchmark)));
        }
        if let Some(other) = &metric.read_with {
            let check = metric.read_check.as_ref();
            let check = check.map_or(String::new(), |check| {
                format!("; the check {} is about both", code(check))
            });
            facts.push(format!("Read together with {}{check}", code(other)));
        }
        if let Some(ladder) = &metric.moves {
            facts.push(format!(
                "Moves from one period to the next: between the labels of {}",
                code(ladder)
            ));
        }
        if metric.better == Better::Lower {
            facts.push("Lower is better".to_owned());
        }
        if !metric.aliases.is_empty() {
            facts.push(format!("Also called {}", metric.aliases.join(", ")));
        }
        if let Some(source) = &metric.source {
            facts.push(format!("Source: {source}"));
        }
        for tracker in &metric.tracked_by {
            let mut text = format!("Tracked by {}", tracker.who);
            if let Some(often) = tracker.cadence {
                let _ = write!(text, ", every {}", cadence(often));
            }
            if let Some(often) = tracker.once_stable {
                let _ = write!(text, ", once it is stable every {}", cadence(often));
            }
            if let Some(about) = &tracker.about {
                let _ = write!(text, ": {about}");
            }
            facts.push(text);
        }
        self.list(&facts);
    }

    fn benchmark(&mut self, benchmark: &Benchmark) {
        self.heading(2, &code(&benchmark.name));
        self.maybe(benchmark.about.as_ref());
        if let Some(source) = &benchmark.source {
            self.list(&[format!("Source: {source}")]);
        }
        let edge = match benchmark.edge {
            Edge::Higher => "above",
            Edge::Lower => "below",
        };
        self.paragraph(&format!(
            "Below the first band: {}. A value on an edge belongs to the band {edge} it.",
            benchmark.below
        ));
        let by = benchmark.by.as_deref().unwrap_or("for");
        let bands: Vec<String> = benchmark.bands.iter().map(|band| format!("{band} from")).collect();
        let head: Vec<&str> = std::iter::once(by).chain(bands.iter().map(String::as_str)).collect();
        let rows: Vec<Vec<String>> = benchmark
            .rows
            .iter()
            .map(|row| {
                let starts = row.starts.iter().map(f64::to_string);
                std::iter::once(row.value.clone()).chain(starts).collect()
            })
            .collect();
        self.table(&head, &rows);
    }

    fn mapping(&mut self, mapping: &Mapping) {
        self.heading(2, &code(&mapping.name));
        self.maybe(mapping.about.as_ref());
        let mut facts = vec![format!("Fills the dataset {}", code(&mapping.dataset))];
        facts.extend(mapping.reads.iter().cloned());
        facts.extend(
            mapping
                .filter
                .as_ref()
                .map(|filter| format!("Rows where {}", code(&filter.text))),
        );
        facts.extend(mapping.source.as_ref().map(|source| format!("Source: {source}")));
        self.list(&facts);
        self.contract("delivered", &mapping.input);
        let rows: Vec<Vec<String>> = mapping
            .columns
            .iter()
            .map(|column| vec![code(&column.name), code(&column.written.text)])
            .collect();
        self.table(&["column", "from"], &rows);
    }
}

/// A step whose condition has one line.
fn step(step: &Step) -> String {
    match &step.when {
        Some(when) => format!("**{}** if {}", step.label, code(&when.text)),
        None => format!("**{}** otherwise", step.label),
    }
}
