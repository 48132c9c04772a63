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
    object([
        always("version", "the version of this form", version()),
        always("day", "the day", day()),
        always("for", "for whom: values by column", map(text())),
        always("applied", "the overrides that apply", overrides()),
        always("might_apply", "overrides that ask for more than was given", overrides()),
        always("values", "every value", list(value)),
    ])
}
