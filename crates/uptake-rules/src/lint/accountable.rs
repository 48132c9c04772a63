//! Rules that nobody answers for, that come from nowhere, that nothing tries, or whose time is over.

use super::linted::{Linted, RuleName};
use super::mentions::Mentions;
use super::same::say_the_same;
use super::warning::warning;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::policy::accountability::Accountability;
use crate::section::Section;
use crate::source::Span;
use crate::syntax::{Key, Node};
use std::collections::BTreeMap;

/// The sections whose rules somebody decided.
const DECIDED: &[Section] = &[
    Section::Definitions,
    Section::Ladders,
    Section::Metrics,
    Section::Benchmarks,
    Section::Checks,
];
/// The sections whose rules can be tried.
const TRIED: &[Section] = &[
    Section::Measures,
    Section::Definitions,
    Section::Ladders,
    Section::Metrics,
    Section::Checks,
    Section::Mappings,
];

/// Reports what has no owner and no source: the pack, if none of its rules has one either, and else the rules.
pub(super) fn owners_and_sources(linted: &Linted<'_>, found: &mut Vec<Diagnostic>) {
    let policy = linted.policy;
    let pack = policy.packs.iter().find(|pack| (linted.own)(pack.span));
    let stated: BTreeMap<RuleName, &Accountability> = policy
        .accountable
        .iter()
        .map(|rule| ((rule.section, rule.rule.text.clone()), &rule.stated))
        .collect();
    type Has = fn(&Accountability) -> bool;
    let asked: [(Code, &str, &str, Has); 2] = [
        (Code::NoOwner, "owner", "write who answers: `owner: NAME`", |stated| {
            stated.owner.is_some()
        }),
        (
            Code::NoSource,
            "source",
            "write where it comes from: `source: DOCUMENT`, or `source: { title, address, date }`",
            |stated| stated.source.is_some(),
        ),
    ];
    for (code, what, help, has) in asked {
        if pack.is_some_and(|pack| has(&pack.stated)) {
            continue;
        }
        let rules: Vec<_> = linted.rules(DECIDED).collect();
        let without = || {
            rules.iter().filter(|(section, key, _)| {
                let rule = stated.get(&(*section, key.text.clone()));
                !rule.is_some_and(|stated| has(stated))
            })
        };
        let Some((_, first, _)) = without().next() else {
            continue;
        };
        if without().count() == rules.len() {
            let span = pack.map_or(first.span, |pack| pack.span);
            let message = match (pack, rules.len()) {
                (Some(pack), 1) => format!("the pack `{}` has no {what}, and its rule has none", pack.name),
                (Some(pack), many) => format!(
                    "the pack `{}` has no {what}, and none of its {many} rules has one",
                    pack.name
                ),
                (None, 1) => format!("`{}` has no {what}", first.text),
                (None, many) => format!("none of the {many} rules of `{}` has {}", linted.name(), article(what)),
            };
            let help = match pack {
                Some(_) => help.to_owned(),
                None => format!("{help}, in the file that names the pack: `pack: NAME`"),
            };
            found.push(warning(code, span, message, help));
            continue;
        }
        for (section, key, _) in without() {
            let message = format!("the {} `{}` has no {what}, nor has its pack", section.one(), key.text);
            found.push(warning(code, key.span, message, help));
        }
    }
}

fn article(what: &str) -> String {
    match what.starts_with(['a', 'e', 'i', 'o', 'u']) {
        true => format!("an {what}"),
        false => format!("a {what}"),
    }
}

/// Reports what no suite tries, itself or through a rule that reads it. Of what nobody reads at all, that alone is said.
pub(super) fn tests(
    linted: &Linted<'_>,
    mentions: &Mentions<'_>,
    unread: &[(Section, &Key)],
    found: &mut Vec<Diagnostic>,
) {
    let policy = linted.policy;
    let pack = policy.packs.iter().find(|pack| (linted.own)(pack.span));
    if pack.is_some_and(|pack| pack.stated.tested_by.is_some()) {
        return;
    }
    let elsewhere = |section: Section, name: &str| {
        let mut stated = policy.accountable.iter().filter(|rule| rule.stated.tested_by.is_some());
        stated.any(|rule| rule.section == section && rule.rule.text == name)
    };
    let rules: Vec<_> = linted
        .rules(TRIED)
        .filter(|(section, key, _)| !elsewhere(*section, &key.text))
        .collect();
    let Some(tried) = linted.tried else {
        if let Some((_, first, _)) = rules.first() {
            let span = pack.map_or(first.span, |pack| pack.span);
            let message = format!("no suite tries the rules of `{}`", linted.name());
            let help = "write one beside the rules, `tests/NAME.test.yaml`; `uptake test write` begins it";
            found.push(warning(Code::NoTest, span, message, help));
        }
        return;
    };
    let reached = mentions.closure(tried);
    let read = |section: Section, name: &str| !unread.iter().any(|(of, key)| *of == section && key.text == name);
    let untried = rules.iter().filter(|(_, key, _)| !reached.contains(&key.text));
    for (section, key, _) in untried.filter(|(section, key, _)| read(*section, &key.text)) {
        let message = format!(
            "no suite looks at the {} `{}`, nor at a rule that reads it",
            section.one(),
            key.text
        );
        let help = "add a case that expects something of it, or `uptake test write` one";
        found.push(warning(Code::NoTest, key.span, message, help));
    }
}

/// Reports names whose rules say that another one takes their place.
pub(super) fn deprecated(linted: &Linted<'_>, found: &mut Vec<Diagnostic>) {
    for rule in &linted.policy.accountable {
        let Some(instead) = &rule.stated.deprecated else {
            continue;
        };
        let same = say_the_same(linted, rule.section, &rule.rule.text, &instead.text);
        for span in by_others(linted, rule.section, &rule.rule.text) {
            if !(linted.own)(span) {
                continue;
            }
            let message = format!("the {} `{}` is deprecated", rule.section.one(), rule.rule.text);
            let help = match same {
                true => format!("write `{}`", instead.text),
                false => format!(
                    "write `{}`; both aren't shown to say the same, so `uptake impact` tells what that changes",
                    instead.text
                ),
            };
            let mut deprecated = warning(Code::DeprecatedName, span, message, help);
            deprecated.suggestion = same.then(|| instead.text.clone());
            found.push(deprecated.related(rule.rule.span, "it says so here"));
        }
    }
}

/// Where a rule is named, but for what is said of itself, and for what takes the place of others.
fn by_others(linted: &Linted<'_>, section: Section, name: &str) -> Vec<Span> {
    let trees = linted.policy.trees.files().iter();
    let rules = trees.flat_map(|tree| tree.get(section.key()).map_or(&[][..], Node::entries));
    let own: Vec<Span> = rules
        .filter(|(key, _)| key.text == name)
        .map(|(key, node)| Span::new(key.span.file, key.span.start, node.end()))
        .collect();
    let instead = linted
        .policy
        .accountable
        .iter()
        .filter_map(|rule| rule.stated.deprecated.as_ref());
    let instead: Vec<Span> = instead.map(|name| name.span).collect();
    let within = |inner: Span, outer: &Span| {
        inner.file == outer.file && (outer.start..=outer.end).contains(&inner.start) && inner.end <= outer.end
    };
    let mut places = (linted.named)(section, name);
    places.retain(|place| !own.iter().chain(&instead).any(|outer| within(*place, outer)));
    places
}
