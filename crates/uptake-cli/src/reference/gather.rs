//! Policy and files → [`PackReference`].

use super::written::Texts;
use super::{
    Benchmark, BenchmarkRow, Check, CheckValue, Column, Constant, Dataset, Definition, Entry, Function, Ladder,
    MappedColumn, Mapping, Measure, Metric, PackReference, Register, Script, Stage, Step, Track,
};
use std::collections::BTreeSet;
use uptake_project::Pack;
use uptake_rules::decode::Name;
use uptake_rules::expr::Constant as ConstantValue;
use uptake_rules::policy::calendar::{Calendar, PeriodKind};
use uptake_rules::policy::dataset::{self, DatasetKind, Missing, SpellEnd};
use uptake_rules::policy::measure::{self, Absent, Aggregate, Among, By, MeasureKind};
use uptake_rules::policy::metric::MetricKind;
use uptake_rules::policy::register::FieldValue;
use uptake_rules::value::Literal;
use uptake_rules::{Policy, Sources, Span};

/// What a pack says. `policy` holds it and everything that it needs, without a fault.
pub(crate) fn gather(pack: &Pack, policy: &Policy, sources: &Sources) -> PackReference {
    let files: BTreeSet<&str> = pack.files.iter().map(|file| file.path.as_str()).collect();
    let own = |span: Span| {
        sources
            .get(span.file)
            .is_some_and(|file| files.contains(file.path.as_str()))
    };
    Gathering {
        texts: Texts::of(pack),
        own: &own,
        pack,
        policy,
        sources,
    }
    .all()
}

struct Gathering<'a> {
    texts: Texts,
    /// Whether a place lies in the pack.
    own: &'a dyn Fn(Span) -> bool,
    pack: &'a Pack,
    policy: &'a Policy,
    sources: &'a Sources,
}

impl Gathering<'_> {
    fn all(&self) -> PackReference {
        let policy = self.policy;
        let stated = policy
            .packs
            .iter()
            .find(|pack| Some(&pack.name) == self.pack.name.as_ref());
        let shown = self.pack.shown.trim_end_matches('/');
        let name = self.pack.name.clone().unwrap_or_else(|| shown.to_owned());
        let needs = policy.needs.iter().filter(|need| (self.own)(need.span));
        PackReference {
            name,
            about: stated.and_then(|pack| pack.about.clone()),
            owner: stated.and_then(|pack| pack.owner.clone()),
            source: stated.and_then(|pack| pack.source.clone()),
            needs: needs.map(|need| need.text.clone()).collect(),
            files: self.pack.files.iter().map(|file| file.path.clone()).collect(),
            calendar: self.texts.find("calendar").map(|_| calendar(&policy.calendar)),
            entities: self.texts.find("entities").map(|_| match policy.entity_dataset() {
                Some(dataset) => dataset.name.text.clone(),
                None => "seen".to_owned(),
            }),
            datasets: self.each(&policy.datasets, |rule| &rule.name, dataset),
            registers: self.each(&policy.registers, |rule| &rule.name, register),
            constants: self.constants(),
            measures: self.each(&policy.measures, |rule| &rule.name, |rule| self.measure(rule)),
            definitions: self.each(
                &policy.definitions,
                |rule| &rule.name,
                |rule| Definition {
                    name: rule.name.text.clone(),
                    about: rule.about.clone(),
                    when: self.written("definitions", &rule.name, "when").unwrap_or_else(nothing),
                },
            ),
            ladders: self.each(&policy.ladders, |rule| &rule.name, |rule| self.ladder(rule)),
            metrics: self.each(&policy.metrics, |rule| &rule.name, metric),
            benchmarks: self.each(&policy.benchmarks, |rule| &rule.name, benchmark),
            stages: self.each(
                &policy.stages,
                |rule| &rule.name,
                |rule| Stage {
                    name: rule.name.text.clone(),
                    about: rule.about.clone(),
                    when: self.written("stages", &rule.name, "when"),
                    track: rule
                        .track
                        .iter()
                        .map(|track| Track {
                            metric: track.metric.text.clone(),
                            cadence: track.cadence,
                            priority: track.priority,
                        })
                        .collect(),
                },
            ),
            checks: self.each(&policy.checks, |rule| &rule.name, |rule| self.check(rule)),
            mappings: self.each(&policy.mappings, |rule| &rule.name, |rule| self.mapping(rule)),
            scripts: self.scripts(),
        }
    }

    /// Those of `rules` that the pack has, in the order of its files.
    fn each<'r, T, O>(&self, rules: &'r [T], name: impl Fn(&T) -> &Name, make: impl Fn(&'r T) -> O) -> Vec<O> {
        rules
            .iter()
            .filter(|rule| (self.own)(name(rule).span) && !self.policy.is_hidden(&name(rule).text))
            .map(make)
            .collect()
    }

    fn written(&self, section: &str, name: &Name, key: &str) -> Option<super::Written> {
        self.texts
            .rule(section, name, self.sources)
            .condition(key, self.policy, self.sources)
    }

    fn constants(&self) -> Vec<Constant> {
        let mut constants: Vec<_> = self
            .policy
            .library
            .constants()
            .filter(|constant| (self.own)(constant.span))
            .collect();
        constants.sort_by_key(|constant| constant.span);
        constants
            .into_iter()
            .map(|constant| Constant {
                name: constant.name.text.clone(),
                value: match &constant.value {
                    ConstantValue::Value(value) => literal(value),
                    ConstantValue::Set(values) => values.iter().map(literal).collect::<Vec<_>>().join(", "),
                },
            })
            .collect()
    }

    fn measure(&self, rule: &measure::Measure) -> Measure {
        let written = |key: &str| self.written("measures", &rule.name, key);
        let mut further = Vec::new();
        let (how, written) = match &rule.kind {
            MeasureKind::Rows(rows) => {
                let of = match &rows.column {
                    Some(column) => format!("`{}.{column}`", rows.dataset),
                    None => format!("`{}`", rows.dataset),
                };
                let counts = matches!(
                    rows.aggregate,
                    Aggregate::Count | Aggregate::Distinct | Aggregate::DistinctDays
                );
                match (rows.absent, counts) {
                    (Absent::Zero, false) => further.push("Where no row counts it is 0.".to_owned()),
                    (Absent::Unknown, true) => further.push("Where no row counts it is unknown.".to_owned()),
                    _ => {}
                }
                if let Some(window) = rows.over {
                    further.push(format!("Of the last {} periods of the calendar together.", window.last));
                    if window.minimum < window.last {
                        further.push(format!("A history of {} is enough.", window.minimum));
                    }
                }
                let how = match rows.aggregate {
                    Aggregate::Count => format!("How many events of {of}"),
                    Aggregate::Sum => format!("The sum of {of}"),
                    Aggregate::Mean => format!("The mean of {of}"),
                    Aggregate::Min => format!("The least {of}"),
                    Aggregate::Max => format!("The greatest {of}"),
                    Aggregate::Distinct => format!("How many different values of {of}"),
                    Aggregate::DistinctDays => format!("On how many days there are events of {of}"),
                };
                match written("where") {
                    Some(filter) => (format!("{how} where"), Some(filter)),
                    None => (how, None),
                }
            }
            MeasureKind::Window(window) => {
                let last = match window.last {
                    1 => "the last period".to_owned(),
                    last => format!("the last {last} periods"),
                };
                let periods = match window.by {
                    By::Rows => format!("{last} with rows"),
                    By::Calendar => format!("{last} of the calendar"),
                };
                further.push(match window.absent {
                    Absent::Zero => "A period without a value counts as 0.".to_owned(),
                    Absent::Unknown => "With a period without a value it is unknown.".to_owned(),
                    Absent::Skip => "A period without a value is passed over.".to_owned(),
                });
                if window.minimum < window.last {
                    further.push(format!("A history of {} is enough.", window.minimum));
                }
                let (how, key) = match window.aggregate {
                    Aggregate::Sum => (format!("Over {periods} the sum of"), "sum"),
                    Aggregate::Mean => (format!("Over {periods} the mean of"), "mean"),
                    Aggregate::Min => (format!("Over {periods} the least"), "min"),
                    Aggregate::Max => (format!("Over {periods} the greatest"), "max"),
                    Aggregate::Count | Aggregate::Distinct | Aggregate::DistinctDays => {
                        (format!("In how many of {periods} holds"), "count")
                    }
                };
                (how, written(key))
            }
            MeasureKind::Days(days) => {
                let mut how = format!("The days of the period ({})", weekdays(&days.on));
                if let Some(within) = &days.within {
                    how.push_str(&format!(" within `{within}`"));
                }
                if !days.except.is_empty() {
                    how.push_str(&format!(", except those in {}", list(&days.except)));
                }
                (how, None)
            }
            MeasureKind::Value(_) => ("The value of".to_owned(), written("value")),
            MeasureKind::Across(across) => {
                further.push("It is the same for everybody in a period.".to_owned());
                let whole = self.texts.rule("measures", &rule.name, self.sources);
                if let Some(filter) = whole.under("across").condition("where", self.policy, self.sources) {
                    further.push(format!("Only those count of whom holds: `{}`", filter.text));
                }
                if across.least > 1 {
                    further.push(format!("With fewer than {} it is unknown.", across.least));
                }
                if let Some(day) = across.frozen {
                    further.push(format!(
                        "It stays as it was in the period of {day}; before that it is unknown."
                    ));
                }
                let (how, key) = match across.among {
                    Among::Count => ("Among all, for how many holds".to_owned(), "count"),
                    Among::Sum => ("Among all, the sum of".to_owned(), "sum"),
                    Among::Mean => ("Among all, the mean of".to_owned(), "mean"),
                    Among::Min => ("Among all, the least".to_owned(), "min"),
                    Among::Max => ("Among all, the greatest".to_owned(), "max"),
                    Among::Quantile(at) => (format!("Among all, the quantile at {at} of"), "quantile"),
                };
                (how, written(key))
            }
        };
        Measure {
            name: rule.name.text.clone(),
            ty: rule.ty.name(),
            about: rule.about.clone(),
            how,
            written,
            further,
        }
    }

    fn ladder(&self, rule: &uptake_rules::policy::ladder::Ladder) -> Ladder {
        let whole = self.texts.rule("ladders", &rule.name, self.sources);
        let steps = whole
            .under("steps")
            .items()
            .into_iter()
            .chain(whole.under("bands").items());
        Ladder {
            name: rule.name.text.clone(),
            about: rule.about.clone(),
            of: whole.condition("of", self.policy, self.sources),
            edge: whole.under("edge").text(),
            steps: steps
                .map(|step| Step {
                    label: step
                        .under("label")
                        .text()
                        .or_else(|| step.under("otherwise").text())
                        .unwrap_or_default(),
                    when: step.condition("when", self.policy, self.sources),
                    from: step.under("from").text(),
                })
                .collect(),
        }
    }

    fn check(&self, rule: &uptake_rules::policy::check::Check) -> Check {
        let whole = self.texts.rule("checks", &rule.name, self.sources);
        let written = |key: &str| whole.condition(key, self.policy, self.sources);
        let values = whole.under("values");
        Check {
            name: rule.name.text.clone(),
            title: rule.title.clone(),
            topic: rule.topic.clone(),
            about: rule.about.clone(),
            source: rule.source.clone(),
            observational: rule.observational,
            stages: rule.stages.iter().map(|name| name.text.clone()).collect(),
            last: rule.last,
            of: written("of"),
            by: rule.by.iter().map(|name| name.text.clone()).collect(),
            values: rule
                .values
                .iter()
                .filter_map(|(name, _)| {
                    Some(CheckValue {
                        name: name.text.clone(),
                        written: values.condition(&name.text, self.policy, self.sources)?,
                    })
                })
                .collect(),
            enough: written("enough"),
            fail: written("fail"),
            warn: written("warn"),
        }
    }

    fn mapping(&self, rule: &uptake_rules::policy::mapping::Mapping) -> Mapping {
        let columns = self.texts.rule("mappings", &rule.name, self.sources).under("columns");
        Mapping {
            name: rule.name.text.clone(),
            about: rule.about.clone(),
            source: rule.source.clone(),
            dataset: rule.dataset.text.clone(),
            filter: self.written("mappings", &rule.name, "where"),
            columns: rule
                .columns
                .iter()
                .filter_map(|(name, _)| {
                    Some(MappedColumn {
                        name: name.text.clone(),
                        written: columns.condition(&name.text, self.policy, self.sources)?,
                    })
                })
                .collect(),
        }
    }

    fn scripts(&self) -> Vec<Script> {
        let scripts = self.pack.files.iter().filter(|file| file.path.ends_with(".rhai"));
        let of = |path: &str| {
            let functions = self.policy.library.functions().filter(|(file, _)| *file == path);
            functions
                .map(|(_, function)| Function {
                    name: function.name.clone(),
                    parameters: function.parameters.clone(),
                    docs: function.docs.clone(),
                })
                .collect()
        };
        scripts
            .map(|file| Script {
                functions: of(&file.path),
                file: file.path.clone(),
            })
            .collect()
    }
}

fn nothing() -> super::Written {
    super::Written {
        text: String::new(),
        script: None,
        function: None,
    }
}

/// Names as a list in words.
fn list(names: &[String]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Unknown => "unknown".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) => format!("{value:?}"),
        Literal::Text(value) => format!("\"{value}\""),
        Literal::Date(day) => day.to_string(),
        Literal::Datetime(micros) => {
            jiff::Timestamp::from_microsecond(*micros).map_or_else(|_| micros.to_string(), |at| at.to_string())
        }
    }
}

fn weekdays(days: &[jiff::civil::Weekday]) -> String {
    days.iter().map(|day| format!("{day:?}")).collect::<Vec<_>>().join(", ")
}

fn calendar(calendar: &Calendar) -> String {
    let period = match calendar.period {
        PeriodKind::Day => "days".to_owned(),
        PeriodKind::Week => format!("weeks from {:?}", calendar.week_starts),
        PeriodKind::Month => "months".to_owned(),
    };
    format!(
        "{period} in {}, working days {}",
        calendar.time_zone,
        weekdays(&calendar.working_days)
    )
}

fn dataset(rule: &dataset::Dataset) -> Dataset {
    let entity = &rule.entity.text;
    let mut rows = match rule.kind {
        DatasetKind::Entities => format!("A row per entity, named by `{entity}`"),
        DatasetKind::Events => format!("A row per event of the entity in `{entity}`"),
        DatasetKind::Spells => format!("A row per stretch of days of the entity in `{entity}`"),
        DatasetKind::Names => format!("A row per other name of the entity in `{entity}`"),
    };
    if let Some(name) = &rule.known_as {
        rows.push_str(&format!(", which is `{}`", name.text));
    }
    if let Some(system) = &rule.system {
        rows.push_str(&format!(" in `{}`", system.text));
    }
    if let Some(time) = &rule.time {
        rows.push_str(&format!(", at `{}`", time.text));
    }
    if let Some(weight) = &rule.weight {
        rows.push_str(&format!(", standing for `{}` events", weight.text));
    }
    if let Some(from) = &rule.from {
        rows.push_str(&format!(", from `{}`", from.text));
    }
    match &rule.end {
        Some(SpellEnd::Through(day)) => rows.push_str(&format!(" through `{}`", day.text)),
        Some(SpellEnd::Until(day)) => rows.push_str(&format!(" to the day before `{}`", day.text)),
        None => {}
    }
    Dataset {
        name: rule.name.text.clone(),
        about: rule.about.clone(),
        rows,
        key: rule.key.iter().map(|name| name.text.clone()).collect(),
        optional: rule.optional,
        columns: rule.columns.iter().map(column).collect(),
    }
}

fn column(column: &dataset::Column) -> Column {
    let mut contract = Vec::new();
    if let Some(name) = &column.delivered_as {
        contract.push(format!("`{name}` in the source"));
    }
    if column.optional {
        contract.push("a source may lack it".to_owned());
    }
    match column.missing {
        Missing::Allow => {}
        Missing::Report => contract.push("gaps are reported".to_owned()),
        Missing::SetAside => contract.push("a row with a gap is set aside".to_owned()),
    }
    if let Some(default) = &column.default {
        contract.push(format!("a gap is {}", literal(default)));
    }
    if !column.values.is_empty() {
        contract.push(format!("expected are {}", list(&column.values)));
    }
    if let Some(register) = &column.register {
        contract.push(format!("in the register `{}`", register.text));
    }
    Column {
        name: column.name.text.clone(),
        ty: column.ty.name(),
        about: column.about.clone(),
        contract,
    }
}

fn register(rule: &uptake_rules::policy::register::Register) -> Register {
    let value = |value: &FieldValue| match value {
        FieldValue::Constant(Literal::Text(text)) => text.clone(),
        FieldValue::Constant(value) => literal(value),
        FieldValue::During { from, until } => match (from, until) {
            (Some(from), Some(until)) => format!("from {from} to the day before {until}"),
            (Some(from), None) => format!("from {from}"),
            (None, Some(until)) => format!("to the day before {until}"),
            (None, None) => "true".to_owned(),
        },
    };
    Register {
        name: rule.name.text.clone(),
        about: rule.about.clone(),
        source: rule.source.clone(),
        fields: rule.fields.iter().map(|field| field.name.text.clone()).collect(),
        entries: rule
            .entries
            .iter()
            .map(|entry| Entry {
                id: entry.id.text.clone(),
                title: entry.title.clone(),
                about: entry.about.clone(),
                aliases: entry.aliases.iter().map(|alias| alias.text.clone()).collect(),
                values: rule
                    .fields
                    .iter()
                    .map(|field| {
                        let known = entry.values.iter().find(|(name, _)| *name == field.name.text);
                        known.map(|(_, known)| value(known))
                    })
                    .collect(),
            })
            .collect(),
    }
}

fn metric(rule: &uptake_rules::policy::metric::Metric) -> Metric {
    let who = match &rule.of {
        Some(of) => format!("those who are `{}`", of.text),
        None => "everybody".to_owned(),
    };
    Metric {
        name: rule.name.text.clone(),
        title: rule.title.clone(),
        aliases: rule.aliases.clone(),
        about: rule.about.clone(),
        source: rule.source.clone(),
        reports: match &rule.kind {
            MetricKind::Share(name) => match &rule.of {
                Some(_) => format!("The share who are `{}` of {who}, in percent", name.text),
                None => format!("The share of all who are `{}`, in percent", name.text),
            },
            MetricKind::Mean(name) => format!("The mean of `{}` over {who}", name.text),
            MetricKind::Sum(name) => format!("The sum of `{}` over {who}", name.text),
            MetricKind::Ratio(name, to) => {
                let unit = if rule.percent { ", in percent" } else { "" };
                format!(
                    "The sum of `{}` to the sum of `{}`, over {who}{unit}",
                    name.text, to.text
                )
            }
        },
        by: rule.by.iter().map(|name| name.text.clone()).collect(),
        benchmark: rule.benchmark.as_ref().map(|name| name.text.clone()),
        better: rule.better,
        tracked_by: rule.tracked_by.clone(),
    }
}

fn benchmark(rule: &uptake_rules::policy::benchmark::Benchmark) -> Benchmark {
    Benchmark {
        name: rule.name.text.clone(),
        about: rule.about.clone(),
        source: rule.source.clone(),
        by: rule.by.as_ref().map(|name| name.text.clone()),
        edge: rule.edge,
        below: rule.below.clone(),
        bands: rule.bands.clone(),
        rows: rule
            .table
            .iter()
            .map(|row| BenchmarkRow {
                value: row.value.clone(),
                starts: row.starts.clone(),
            })
            .collect(),
    }
}
