//! What engines behind sources are asked, told without adding anything up.

use crate::calendar::{Periods, day};
use crate::error::Error;
use crate::input::{Inputs, SourceId};
use crate::intake::{Asked, Forgotten};
use crate::reduce::plan::{plan, row_measures};
use crate::reduce::pushed::Explained;
use crate::reduce::reader::Reader;
use crate::reduce::register_fields::RegisterFields;
use jiff::civil::Date;
use std::collections::BTreeSet;
use uptake_rules::expr::Expr;
use uptake_rules::policy::Policy;
use uptake_rules::text::Name;
use uptake_rules::value::Literal;
use uptake_sql::{Dialect, Plan, Question, Refusal, Times};

/// What an engine is asked about a source.
#[derive(Clone, Debug)]
pub struct Asks {
    /// The dataset, and the place of the source among its own.
    pub source: (String, usize),
    /// The queries.
    pub queries: Explained,
}

/// What can't be said exactly in a dialect of the events of a dataset, so that no engine can add them up. Of what the source's own
/// columns are nothing is known yet: each is taken for what the contract says.
#[must_use]
pub fn refusals(
    policy: &Policy,
    dataset: &str,
    mapping: Option<&str>,
    set: &[(Name, Literal)],
    dialect: Dialect,
) -> Vec<Refusal> {
    let (Some(dataset), Some(plan_of)) = (
        policy.dataset(dataset),
        plan(policy).into_iter().find(|plan| plan.dataset == dataset),
    ) else {
        return Vec::new();
    };
    let mapping = mapping.and_then(|mapping| policy.mapping(mapping));
    let stated: BTreeSet<String> = set.iter().map(|(name, _)| name.text.clone()).collect();
    let asked = Asked::of(dataset, mapping, &plan_of.needed()).setting(mapping, stated);
    let (needed, inputs) = asked.columns();
    // With their places, and so as often as somebody wrote them.
    let filters = row_measures(policy).filter(|(_, rows)| rows.dataset == dataset.name.text);
    let filters: Vec<Expr> = filters
        .filter_map(|(_, rows)| rows.filter.as_deref().cloned())
        .collect();
    let slots = crate::reduce::pushed::slots(&plan_of);
    let set: Vec<(String, Literal)> = set
        .iter()
        .map(|(name, value)| (name.text.clone(), value.clone()))
        .collect();
    let (period, shift) = Periods::new(&policy.calendar).kind();
    let question = Question {
        dialect,
        relation: "",
        offered: None,
        dataset,
        mapping,
        inputs: inputs.to_vec(),
        needed: needed.to_vec(),
        set: &set,
        filters: &filters,
        slots: &slots,
        registers: RegisterFields::of(dataset, &policy.registers).asked(),
        steady: true,
        times: Times {
            days: (0, 1),
            instants: (0, 1),
            offsets: vec![(0, 0)],
            period,
            shift,
            walls_in_utc: false,
        },
    };
    Plan::new(question).err().unwrap_or_default()
}

/// What the engines behind the sources of a dataset are asked. They are asked which texts there are, and for their own estimates;
/// nothing is added up.
///
/// # Errors
/// When an engine can't be asked, or what is asked can't be said in its dialect.
pub fn asks(policy: &Policy, inputs: &mut dyn Inputs, dataset: &str, as_of: Date) -> Result<Vec<Asks>, Error> {
    let (Some(dataset), Some(plan_of)) = (
        policy.dataset(dataset),
        plan(policy).into_iter().find(|plan| plan.dataset == dataset),
    ) else {
        return Ok(Vec::new());
    };
    let periods = Periods::new(&policy.calendar);
    let mut sink = Forgotten;
    let mut reader = Reader::new(policy, inputs, &mut sink, day(as_of))?;
    let mut all = Vec::new();
    for (number, source) in reader.inputs.sources(&dataset.name.text).iter().enumerate() {
        if source.pushed.is_none() {
            continue;
        }
        let id = SourceId {
            dataset: &dataset.name.text,
            number,
        };
        all.push(Asks {
            source: (dataset.name.text.clone(), number),
            queries: reader.explained(dataset, (id, source), &plan_of, &periods)?,
        });
    }
    Ok(all)
}
