//! The rules that made the figures → what is reported of them.

use crate::calendar::{Periods, date, day};
use crate::judge::governed::Governed;
use crate::judge::reach::Reach;
use crate::judge::{Cube, Hidden, entries, governed};
use crate::outcome::{DatedEntry, DifferingRule, GoverningOutcome, RulePlace};
use jiff::civil::Date;
use uptake_rules::policy::Policy;
use uptake_rules::policy::governing::Governing;
use uptake_rules::policy::metric::MetricKind;
use uptake_rules::policy::who::Who;
use uptake_rules::section::Section;
use uptake_rules::text::Name;

/// All overrides and versions of the policy, each with where it holds.
pub(crate) fn outcome(cube: &Cube<'_>, governed: &Governed, hidden: &Hidden<'_>) -> GoverningOutcome {
    let policy = cube.policy;
    let last = cube.periods().saturating_sub(1);
    let last_day = governed::first_day(cube, last);
    let columns = cube.columns();
    let group = |who: &Who| {
        let groups = who.selector.groups().map(|(column, values)| {
            let values = values.iter().map(|value| columns.text(column, value));
            (column.to_owned(), values.collect())
        });
        groups.collect()
    };
    let reach = Reach::of_definitions(policy);
    let differing = policy.governing.iter().enumerate().map(|(number, rule)| DifferingRule {
        version: rule.version,
        group: group(&rule.who),
        from: rule.who.days.from,
        until: rule.who.days.until,
        since: rule.who.days.from.map(|from| first_whole(&cube.data.periods, from)),
        in_force: rule.who.days.contains(last_day),
        entities: Some(governed.entities(number, last)).filter(|entities| {
            // Where there is nobody at all, what is for everybody may still be about accounts or other records.
            let anybody = *entities > 0 || !rule.who.selector.is_everybody();
            anybody && is_told(*entities, cube, rule, hidden)
        }),
        decides: reach.meets(rule),
        changes: rule
            .changes
            .iter()
            .map(|changed| RulePlace {
                rule: changed.path(),
                span: changed.name.span,
                place: None,
            })
            .collect(),
    });
    GoverningOutcome {
        base: base(policy),
        differing: differing.collect(),
        entries: entries::entry_changes(cube)
            .into_iter()
            .map(|change| DatedEntry {
                register: change.register.name.text.clone(),
                entry: change.entry.id.text.clone(),
                title: change.entry.title.as_ref().unwrap_or(&change.entry.id.text).clone(),
                field: change.field.map(str::to_owned),
                holds: change.holds,
                day: change.day,
                group: change.who.map_or_else(Vec::new, group),
                span: change.entry.id.span,
                place: None,
            })
            .collect(),
    }
}

/// Whether it is told for how many entities a rule holds: not for a few, or for a part of some groups that aren't shown.
fn is_told(entities: u64, cube: &Cube<'_>, rule: &Governing, hidden: &Hidden<'_>) -> bool {
    let Some(least) = cube.policy.smallest_group else {
        return true;
    };
    let mut groups = rule.who.selector.groups();
    let of_hidden = groups.any(|(column, values)| values.iter().any(|value| hidden.names_no(column, value)));
    !of_hidden && !(1..u64::from(least)).contains(&entities)
}

/// The first day of the first period that begins on a day or after it.
fn first_whole(periods: &Periods, from: Date) -> Date {
    let period = periods.of(day(from));
    match periods.first_day(period) < day(from) {
        true => date(periods.first_day(period + 1)),
        false => from,
    }
}

/// The rule that the first metric rests on: what it shares or counts, or else the first definition.
fn base(policy: &Policy) -> Option<RulePlace> {
    let place = |section: Section, name: &Name| RulePlace {
        rule: format!("{section}.{}", name.text),
        span: name.span,
        place: None,
    };
    let definition = |name: &str| {
        let found = policy.definitions.iter().find(|rule| rule.name.text == name);
        found.map(|rule| place(Section::Definitions, &rule.name))
    };
    let measure = |name: &str| {
        let found = policy.measures.iter().find(|rule| rule.name.text == name);
        found.map(|rule| place(Section::Measures, &rule.name))
    };
    let first = policy.metrics.first().map(|metric| match &metric.kind {
        MetricKind::Share(name) | MetricKind::Mean(name) | MetricKind::Sum(name) | MetricKind::Ratio(name, _) => name,
    });
    first
        .and_then(|name| definition(&name.text).or_else(|| measure(&name.text)))
        .or_else(|| Some(place(Section::Definitions, &policy.definitions.first()?.name)))
}
