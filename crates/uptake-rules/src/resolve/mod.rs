//! Drafts → policy: names are looked up, expressions typed, circles found.

mod checks;
mod elsewhere;
mod formulas;
mod judged;
mod ladders;
mod mappings;
mod measures;
mod names;
mod order;
mod overrides;
mod quoted;
mod references;
mod stages;
mod stated;
mod tables;
mod threshold;
pub(crate) mod tighten;
mod vary;
mod worded;

pub(crate) use overrides::overrides;
pub(crate) use stated::groups;

use crate::context::Context;
use crate::decode::Draft;
use crate::decode::measure::{MeasureDraft, MeasureKindDraft};
use crate::expr::Library;
use crate::policy::calendar::Calendar;
use crate::policy::formula::Formula;
use crate::policy::ladder::Definition;
use crate::policy::measure::{Measure, MeasureKind};
use crate::policy::{Entities, Policy};
use formulas::{formula, number, truth};
use std::sync::Arc;
use vary::VariedConstant;

/// Turns what the files say into a policy. Every fault is reported; the policy is whole only if there was no error.
pub fn resolve(mut draft: Draft, mut library: Library, cx: &mut Context<'_>) -> Policy {
    draft.stages = stages::together(draft.stages);
    names::report_duplicates(&draft, cx);
    let (constants, varied) = vary::split(draft.constants, cx);
    library.varied = varied
        .iter()
        .map(|constant| (constant.name.text.clone(), constant.differs))
        .collect();
    library.add_constants(constants);
    let library = Arc::new(library);
    let registers = draft.registers.into_iter();
    let benchmarks = draft.benchmarks.into_iter();
    let mut policy = Policy {
        packs: draft.packs,
        accountable: draft.accountable,
        needs: draft.needs,
        calendar: draft.calendar.map_or_else(Calendar::default, |(calendar, _)| calendar),
        calendar_stated: draft.calendar_stated,
        entities: Entities::Seen,
        entities_stated: draft.entities_stated,
        datasets: draft.datasets,
        registers: registers.filter_map(|rule| vary::register(rule, cx)).collect(),
        metrics: draft.metrics,
        benchmarks: benchmarks.filter_map(|rule| vary::benchmark(rule, cx)).collect(),
        declared: draft.declared,
        smallest_group: draft.smallest_group,
        library: Arc::clone(&library),
        ..Policy::default()
    };
    if let Some(name) = draft.entities
        && name.text != "seen"
    {
        references::entities(&name, &policy, cx);
        policy.entities = Entities::Listed(name);
    }
    references::registers(&policy, cx);
    references::records(&policy, cx);
    references::updates(&policy, cx);
    let judged = judged::Judged {
        measures: &draft.measures,
        definitions: &draft.definitions,
        ladders: &draft.ladders,
        varied: &varied,
    };
    let scope = names::entity_scope(&policy, &judged)
        .with_library(Arc::clone(&library))
        .over_periods();
    crate::expr::lower::check(&library, &scope, cx);
    let mut measures = Vec::new();
    let (mut wanted, mut words) = (threshold::Wanted::default(), threshold::Words::default());
    for rule in draft.measures {
        if let Some(MeasureDraft {
            name,
            kind: MeasureKindDraft::Threshold { of, measure },
            ..
        }) = rule.main()
        {
            wanted.add(name, of, measure);
        }
        let rule = rule.turn(|draft| measures::measure(draft, &policy, &scope, cx));
        measures.extend(rule.map(|rule| vary::measure(rule, cx)).into_iter().flatten());
    }
    for constant in &varied {
        words.extend(constant.words.clone().map(|words| (constant.name.text.clone(), words)));
    }
    measures.extend(varied.into_iter().map(|constant| hidden_measure(constant, &mut policy)));
    let measures = measures.into_iter();
    policy.measures = measures
        .flat_map(|measure| vary::by_register(measure, &policy))
        .collect();
    for rule in draft.definitions {
        let rule = rule.turn(|draft| {
            Some(Definition {
                when: truth(&draft.when, &scope, cx)?,
                name: draft.name,
                about: draft.about,
            })
        });
        if let Some(rule) = &rule {
            wanted.fill(rule, &mut policy.measures, &mut words, cx);
        }
        policy
            .definitions
            .extend(rule.and_then(|rule| vary::definition(rule, cx)));
    }
    for rule in draft.ladders {
        let rule = rule.turn(|draft| ladders::ladder(draft, &scope, cx));
        policy
            .ladders
            .extend(rule.map(|rule| vary::ladder(rule, cx)).into_iter().flatten());
    }
    policy.order = order::order(&mut policy, cx);
    references::metrics(&policy, cx);
    let stages = draft.stages.into_iter();
    policy.stages = stages
        .filter_map(|draft| mappings::stage(draft, &policy, &library, cx))
        .collect();
    tables::resolve(draft.tables, &mut policy, &scope, cx);
    policy.checks = checks::resolve(draft.checks, &policy, &scope, cx);
    references::required(&policy, cx);
    let mappings = draft.mappings.into_iter();
    policy.mappings = mappings
        .filter_map(|draft| mappings::mapping(draft, &policy, &library, cx))
        .collect();
    quoted::fill(&mut policy, &words, &library);
    policy
}

/// The measure that has the values of a constant that differs; it isn't shown.
fn hidden_measure(constant: VariedConstant, policy: &mut Policy) -> Measure {
    let told = crate::policy::VariedConstant {
        span: constant.name.span,
        words: constant.words,
        about: constant.about,
    };
    policy.varied.insert(constant.name.text.clone(), told);
    Measure {
        name: constant.name,
        about: None,
        ty: constant.ty,
        kind: MeasureKind::Value(Formula::made(constant.value)),
    }
}
