//! Texts that quote a number in force: `{active_from}` in a title or an `about` becomes what the constant or threshold is.

use super::threshold::Words;
use super::worded::spelled;
use crate::expr::{Constant, Library};
use crate::policy::Policy;
use crate::policy::check::Quoted;

/// Puts numbers into the texts of a policy. Braces around anything else stay as they are.
pub(super) fn fill(policy: &mut Policy, words: &Words, library: &Library) {
    let value = |name: &str| -> Option<String> {
        let constant = || match &library.constants.get(name)?.value {
            Constant::Value(value) => spelled(value),
            Constant::Set(_) => None,
        };
        words.get(name).cloned().or_else(constant)
    };
    let put = |text: &mut String| {
        if let Some(filled) = filled(text, &value) {
            *text = filled;
        }
    };
    let abouts = policy
        .definitions
        .iter_mut()
        .map(|rule| &mut rule.about)
        .chain(policy.measures.iter_mut().map(|rule| &mut rule.about))
        .chain(policy.ladders.iter_mut().map(|rule| &mut rule.about))
        .chain(policy.benchmarks.iter_mut().map(|rule| &mut rule.about))
        .chain(policy.stages.iter_mut().map(|rule| &mut rule.about));
    abouts.flatten().for_each(put);
    for metric in &mut policy.metrics {
        put(&mut metric.title);
        metric.about.iter_mut().for_each(put);
        metric
            .tracked_by
            .iter_mut()
            .filter_map(|tracked| tracked.about.as_mut())
            .for_each(put);
    }
    for check in &mut policy.checks {
        put(&mut check.title);
        let texts = [&mut check.about, &mut check.why, &mut check.fix, &mut check.called];
        texts.into_iter().flatten().for_each(put);
        for part in check.finding.iter_mut().flatten() {
            if let Quoted::Words(words) = part {
                put(words);
            }
        }
    }
}

/// A text with each `{name}` that has a value replaced by it; `None` if there is none.
fn filled(text: &str, value: &impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut any = false;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        rest = match after
            .split_once('}')
            .and_then(|(name, tail)| Some((value(name)?, tail)))
        {
            Some((value, tail)) => {
                any = true;
                out.push_str(&value);
                tail
            }
            None => {
                out.push('{');
                after
            }
        };
    }
    out.push_str(rest);
    any.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn a_name_in_braces_becomes_its_value_and_other_braces_stay() {
        let value = |name: &str| (name == "least").then(|| "3".to_owned());
        assert_eq!(
            filled("at least {least}, {not} {", &value).as_deref(),
            Some("at least 3, {not} {")
        );
        assert_eq!(filled("nothing {here}", &value), None);
    }
}
