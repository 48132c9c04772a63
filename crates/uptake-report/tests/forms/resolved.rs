//! `uptake resolve --format json`.

use super::{Form, always, day, list, map, object, text, version};
use serde_json::Value;

pub(super) const FORM: Form = Form {
    file: "commands/resolve.json",
    of: "uptake resolve --format json",
    about: "The rules as they are for somebody on a day, each value with its place.",
    schema,
};

fn schema() -> Value {
    let overrides = || {
        list(object([
            always("place", "where it stands, as file:line:column", text()),
            always("for", "for whom it is", text()),
        ]))
    };
    let value = object([
        always("path", "the keys that lead to it", list(text())),
        always("value", "the value, as text", text()),
        always("place", "where it stands, as file:line:column", text()),
        always(
            "overrode",
            "where the values stand that it took the place of",
            list(text()),
        ),
    ]);
    let waiver = object([
        always("name", "its name", text()),
        always("of", "what was locked", text()),
        always("owner", "who granted it", text()),
        always("reason", "why", text()),
        always("until", "the first day on which it no longer holds", day()),
        always("for", "for whom it is", text()),
    ]);
    object([
        always("version", "the version of this form", version()),
        always("day", "the day that was asked for; of a period its first", day()),
        always("period", "the name of the period that the day is in", text()),
        always("judged_on", "the day whose rules hold in that period: its first", day()),
        always(
            "doubts",
            "what the given values can't be, as far as the rules tell",
            list(text()),
        ),
        always("waivers", "the exceptions to locks that hold for them", list(waiver)),
        always("for", "for whom: values by column", map(text())),
        always("applied", "the overrides that apply", overrides()),
        always("might_apply", "overrides that ask for more than was given", overrides()),
        always("values", "every value", list(value)),
    ])
}
