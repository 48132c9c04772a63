//! Policy → [`PackReference`]: which of its rules are a pack's.

use super::mapped::mapping;
use super::rules::{check, definition, ladder, stage};
use super::steps::table;
use super::tables::{benchmark, calendar, dataset, literal, metric, register};
use super::{Constant, Function, PackReference, Script, measures};
use crate::packs::Pack;
use std::collections::BTreeSet;
use uptake_rules::expr::Constant as ConstantValue;
use uptake_rules::section::Section;
use uptake_rules::syntax::Node;
use uptake_rules::text::Name;
use uptake_rules::{Policy, Sources, Span};

/// What a pack says. `policy` holds it and everything that it needs, without a fault.
pub(crate) fn gather(pack: &Pack, policy: &Policy, sources: &Sources) -> PackReference {
    let files: BTreeSet<&str> = pack.files.iter().map(|file| file.path()).collect();
    let own = |span: Span| {
        sources
            .get(span.file)
            .is_some_and(|file| files.contains(file.path.as_str()))
    };
    Gathering {
        own: &own,
        pack,
        policy,
    }
    .all()
}

struct Gathering<'a> {
    /// Whether a place lies in the pack.
    own: &'a dyn Fn(Span) -> bool,
    pack: &'a Pack,
    policy: &'a Policy,
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
            files: self.pack.files.iter().map(|file| file.path().to_owned()).collect(),
            calendar: self.states(&policy.calendar_stated).then(|| calendar(&policy.calendar)),
            entities: self
                .states(&policy.entities_stated)
                .then(|| match policy.entity_dataset() {
                    Some(dataset) => dataset.name.text.clone(),
                    None => "seen".to_owned(),
                }),
            datasets: self.each(&policy.datasets, |rule| &rule.name, dataset),
            tables: self.each(&policy.tables, |rule| &rule.name, table),
            registers: self.each(&policy.registers, |rule| &rule.name, register),
            constants: self.constants(),
            measures: self.each(
                &policy.measures,
                |rule| &rule.name,
                |rule| measures::measure(rule, policy),
            ),
            definitions: self.each(
                &policy.definitions,
                |rule| &rule.name,
                |rule| {
                    let mut told = definition(rule);
                    told.about = self.about(Section::Definitions, &rule.name.text, told.about);
                    told
                },
            ),
            ladders: self.each(
                &policy.ladders,
                |rule| &rule.name,
                |rule| {
                    let mut told = ladder(rule);
                    told.about = self.about(Section::Ladders, &rule.name.text, told.about);
                    told
                },
            ),
            metrics: self.each(
                &policy.metrics,
                |rule| &rule.name,
                |rule| {
                    let mut told = metric(rule);
                    told.about = self.about(Section::Metrics, &rule.name.text, told.about);
                    told
                },
            ),
            benchmarks: self.each(&policy.benchmarks, |rule| &rule.name, benchmark),
            stages: self.each(&policy.stages, |rule| &rule.name, stage),
            checks: self.each(
                &policy.checks,
                |rule| &rule.name,
                |rule| {
                    let mut told = check(rule);
                    told.about = self.about(Section::Checks, &rule.name.text, told.about);
                    told
                },
            ),
            mappings: self.each(&policy.mappings, |rule| &rule.name, mapping),
            scripts: self.scripts(),
        }
    }

    /// Whether the pack has one of these places.
    fn states(&self, places: &[Span]) -> bool {
        places.iter().any(|place| (self.own)(*place))
    }

    /// Those of `rules` that the pack has, in the order of its files.
    fn each<'r, T, O>(&self, rules: &'r [T], name: impl Fn(&T) -> &Name, make: impl Fn(&'r T) -> O) -> Vec<O> {
        rules
            .iter()
            .filter(|rule| (self.own)(name(rule).span) && !self.policy.is_hidden(&name(rule).text))
            .map(make)
            .collect()
    }

    /// What a rule is in its pack's words: what overrides say of it is theirs.
    fn about(&self, section: Section, name: &str, known: Option<String>) -> Option<String> {
        let stated = self.policy.trees.packs().into_iter();
        let stated = stated.filter_map(|tree| tree.get(section.key())?.get(name)).next();
        match stated {
            // Of a rule with versions those that are in force say it.
            Some(node) if node.get("versions").is_none() => {
                let stated = node.get("about").and_then(Node::text);
                // Where it quotes numbers, these are filled in.
                match stated.is_some_and(|stated| stated.contains('{')) {
                    true => known,
                    false => stated.map(str::to_owned),
                }
            }
            Some(_) | None => known,
        }
    }

    fn constants(&self) -> Vec<Constant> {
        let plain = self.policy.library.constants().map(|constant| {
            let value = match &constant.value {
                ConstantValue::Value(value) => literal(value),
                ConstantValue::Set(values) => values.iter().map(literal).collect::<Vec<_>>().join(", "),
            };
            (constant.span, &constant.name.text, value, &constant.about)
        });
        let varied = self.policy.varied.iter().map(|(name, constant)| {
            let value = constant.words.clone().unwrap_or_else(|| "differs".to_owned());
            (constant.span, name, value, &constant.about)
        });
        let mut all: Vec<_> = plain.chain(varied).filter(|(span, ..)| (self.own)(*span)).collect();
        all.sort_by_key(|(span, ..)| *span);
        all.into_iter()
            .map(|(_, name, value, about)| Constant {
                name: name.clone(),
                value,
                about: about.clone(),
            })
            .collect()
    }

    fn scripts(&self) -> Vec<Script> {
        let scripts = self.pack.files.iter().filter(|file| file.is_script());
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
                functions: of(file.path()),
                file: file.path().to_owned(),
            })
            .collect()
    }
}
