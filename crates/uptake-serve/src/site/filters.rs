//! Forms that ask for another view. What they ask stands in the address, so that it can be sent to somebody else who is let in.

use uptake_report::page::html::markup::{Element, el};
use uptake_rules::visible::visible;

/// A choice.
pub(super) struct Choice<'a> {
    /// The field.
    pub(super) name: &'static str,
    /// What it is called.
    pub(super) label: &'static str,
    /// Value and words of each option.
    pub(super) options: Vec<(&'a str, String)>,
    /// The value that is taken.
    pub(super) taken: Option<&'a str>,
}

/// A form with choices; `kept` are fields that go along.
pub(super) fn form(
    action: &'static str,
    button: &'static str,
    kept: &[(&'static str, &str)],
    choices: Vec<Choice<'_>>,
) -> Element {
    form_with(action, button, kept, choices, None)
}

/// The same with something before the button, which keys reach in the order in which it is read.
pub(super) fn form_with(
    action: &'static str,
    button: &'static str,
    kept: &[(&'static str, &str)],
    choices: Vec<Choice<'_>>,
    last: Option<Element>,
) -> Element {
    let kept = kept.iter().map(|(name, value)| {
        el("input")
            .set("type", "hidden")
            .set("name", *name)
            .set("value", *value)
    });
    el("form")
        .class("filters")
        .set("method", "get")
        .set("action", action)
        .all(kept)
        .all(choices.into_iter().map(choice))
        .all(last)
        .add(el("button").set("type", "submit").text(button))
}

fn choice(choice: Choice<'_>) -> Element {
    let options = choice.options.into_iter().map(|(value, words)| {
        let option = el("option").set("value", value).text(visible(&words));
        match choice.taken == Some(value) {
            true => option.set("selected", "selected"),
            false => option,
        }
    });
    el("label")
        .add(el("span").text(choice.label))
        .add(el("select").set("name", choice.name).all(options))
}

/// A box to tick.
pub(super) fn tick(name: &'static str, label: &'static str, ticked: bool) -> Element {
    let input = el("input")
        .set("type", "checkbox")
        .set("name", name)
        .set("value", "yes");
    let input = if ticked { input.set("checked", "checked") } else { input };
    el("label").class("tick-box").add(input).add(el("span").text(label))
}

/// An address with fields.
pub(super) fn address(path: &str, fields: &[(&str, Option<&str>)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let mut any = false;
    for (name, value) in fields {
        if let Some(value) = value {
            query.append_pair(name, value);
            any = true;
        }
    }
    match any {
        true => format!("{path}?{}", query.finish()),
        false => path.to_owned(),
    }
}
