//! `uptake check --format json`.

use super::{Form, always, list, object, one_of, or_null, text};
use serde_json::{Value, json};

pub(super) const FORM: Form = Form {
    file: "commands/check.json",
    of: "uptake check --format json",
    about: "What is to be said of rule files, project files and scripts.",
    schema,
};

fn schema() -> Value {
    let from_1 = || json!({ "type": ["integer", "null"], "minimum": 1 });
    list(object([
        always("code", "the stable code, as in docs/codes.md", text()),
        always("severity", "how bad it is", one_of(&["error", "warning", "note"])),
        always("message", "what is wrong", text()),
        always("help", "what to do about it", or_null(text())),
        always("file", "the file, as it was given", or_null(text())),
        always("line", "the first line", from_1()),
        always("column", "the first column, in characters", from_1()),
        always("end_line", "the last line", from_1()),
        always("end_column", "the column after the last one", from_1()),
        always(
            "suggestion",
            "a text that would replace what stands there",
            or_null(text()),
        ),
    ]))
}
