//! `uptake test --format json`.

use super::{Form, always, list, object, or_null, text, truth, version};
use serde_json::Value;

pub(super) const FORM: Form = Form {
    file: "commands/test.json",
    of: "uptake test --format json",
    about: "Every suite and case that was tried, and what didn't come out as it has to.",
    schema,
};

fn schema() -> Value {
    let place = || always("place", "where it is, as file:line:column", text());
    let unmet = object([
        always("message", "what had to come out and what did, in words", text()),
        always("name", "the name of the value, if it is one of several", or_null(text())),
        always("expected", "what had to come out", text()),
        always("found", "what came out", text()),
        place(),
    ]);
    let case = object([
        always("name", "its name", text()),
        place(),
        always("passed", "whether all came out as it has to", truth()),
        always("unmet", "what had to come out and didn't", list(unmet)),
    ]);
    let suite = object([
        always("name", "its name", text()),
        always("path", "its file", text()),
        always("error", "what is wrong with the file, if it can't be read", or_null(text())),
        always("cases", "its cases", list(case)),
    ]);
    object([
        always("version", "the version of this form", version()),
        always("passed", "whether every suite has cases and all of them passed", truth()),
        always("suites", "the suites", list(suite)),
    ])
}
